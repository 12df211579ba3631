"""The schema and the reader say the same of decks that are mistyped anywhere."""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from flashcards.decks import schema as deckschema
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON
from tests.decks.test_schema import SCHEMA, complaints, load, plain

CARDS: list[dict[str, Any]] = [card for kind in KINDS for card in plain(f"cards:\n{kind.example}")["cards"]]
NAMES = sorted(
    {field.name for kind in KINDS for field in (*kind.fields, *COMMON)} | {"must", "point", "right", "answr"}
)
VALUES: list[Any] = [
    *(None, "", " ", 5, 90, -1, True, False, "true", "text", "mid", "1..9", "fr", "A b", "x" * 85),
    *([], ["a"], ["a", "b"], [""], [["a"]], [{"a": "b"}], [{"must": "m"}], [{"right": "r"}], [5] * 20),
    *({}, {"a": "b"}, {"x": None}, {"x": "1..9"}, {"2a": "1..9"}, {"x": [3, 5]}),
]
NOT_OF_SHAPE = (
    *("unknown name", "cannot be drawn from", "the names are not those", "no line of a diff", "there is no hole"),
    *(
        "is not a tolerance",
        "no number of a formula",
        "does not stand in the code",
        "draws fit",
        "is no Python",
        "cannot be read",
    ),
    *("no option is right", "every option is right", "each of the draws has its own", "it gives the reason of"),
    *("there is no reason", "two options say", "two points", "two steps", "this is the right answer"),
    *("neither a number nor a name", "the answer is not", "is given already"),
    *("is not part of a formula", "is a later step", "division by zero", "in a unit"),
)
"""What only the kinds find, and no schema: formulas, holes, diffs, code, and what is said twice."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from places(value[key], (*path, key))


def mistyped(card: dict[str, Any], rng: random.Random) -> None:
    """Take away, exchange, rename or add one thing in a card."""
    *above, last = rng.choice([*places(card)])
    within: Any = card
    for key in above:
        within = within[key]
    what = rng.random()
    if what < 0.2:
        del within[last]
    elif what < 0.7 or isinstance(within, list):
        within[last] = deepcopy(rng.choice(VALUES))
    else:
        within[rng.choice(NAMES)] = within.pop(last) if what < 0.85 else deepcopy(rng.choice(VALUES))


def written(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool() | int():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "''").replace("\n", "\n\n") + "'"
        case list():
            return f"[{', '.join(map(written, value))}]"
    return "{" + ", ".join(f"{written(name)}: {written(inner)}" for name, inner in value.items()) + "}"


@pytest.mark.parametrize("count", [400, pytest.param(6000, marks=pytest.mark.slow)])
def test_what_is_mistyped_is_told_by_both_or_by_none(count: int) -> None:
    otherwise = []
    rng = random.Random(count)
    for _ in range(count):
        card = plain(written(rng.choice(CARDS)))
        for _ in range(rng.choice((1, 1, 2))):
            if card:
                mistyped(card, rng)
        deck = f"title: T\ncards: [{written(card)}]"
        told, said = [*complaints(plain(deck), SCHEMA)], load(deck).problems
        only_read = [problem for problem in said if not any(words in str(problem) for words in NOT_OF_SHAPE)]
        if (told and not said) or (only_read and not told):
            otherwise.append((deck, told, [*map(str, said)]))
    assert otherwise == []
    assert deckschema.schema() == SCHEMA
