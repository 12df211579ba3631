"""Mistakes as authors of three decks make them: each is told once, at its place, with the remedy for what was typed."""

import json
import random
from pathlib import Path

import pytest

from flashcards.cache.store import Store
from flashcards.decks.file import load, unsound
from flashcards.decks.rules.closely import examined, worded
from flashcards.decks.rules.nearer import nearer
from flashcards.decks.rules.report import READING, Finding, linked
from flashcards.kinds import KINDS
from flashcards.library.together import together
from flashcards.records import replace

HERE = Path(__file__).parent / "authors"
DECKS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.yaml"))}
MISTAKES = [json.loads(line) for line in (HERE / "mistakes.jsonl").read_text(encoding="utf-8").splitlines()]
"""What an author typed in the place of which text, and what is said of it; nothing where it is no mistake.

Several mistakes at once have a list of texts, and of what is said.
"""


def listed(one: str | list[str]) -> list[str]:
    return one if isinstance(one, list) else [one] * bool(one)


def told(text: str, path: Path) -> list[str]:
    """What plain `check` says of a deck, each problem with its place."""
    path.write_text(text, encoding="utf-8", newline="")
    stood = together([load(path.read_bytes(), path, "d")], (), lambda _: None, Store(None))
    decks, twice = stood.decks, stood.problems
    found = [Finding(READING, problem) for problem in (*decks[0].problems, *twice)]
    whole, others = unsound(decks[0])
    decks = [replace(deck, cards=(*deck.cards, *whole)) for deck in decks]
    found = [nearer(each) for each in dict.fromkeys([*found, *examined(decks), *worded(others), *linked(decks)])]
    return [str(each.problem).removeprefix(f"{path}:").replace(str(path), "FILE") for each in found]


@pytest.mark.parametrize("deck", DECKS)
def test_the_decks_themselves_have_no_mistake(deck: str, tmp_path: Path) -> None:
    assert told(DECKS[deck], tmp_path / "d.yaml") == []


def test_the_decks_have_each_kind_and_a_script_that_is_not_latin() -> None:
    decks = {name: load(text.encode(), Path(f"{name}.yaml"), name) for name, text in DECKS.items()}
    assert {card.kind for deck in decks.values() for card in deck.cards} == {kind.name for kind in KINDS}
    assert any(not deck.title.isascii() for deck in decks.values())


@pytest.mark.parametrize("deck", DECKS)
def test_a_mistake_is_told_once_with_its_remedy(deck: str, tmp_path: Path) -> None:
    """All mistakes in a deck are one test: each by itself would cost more than what it looks at."""
    text, otherwise = DECKS[deck], []
    for number, mistake in enumerate(mistake for mistake in MISTAKES if mistake["deck"] == deck):
        mistaken = text
        old, new = mistake["old"], mistake["new"]
        for old, new in zip(old, new, strict=True) if isinstance(old, list) else [(old, new)]:
            assert old in mistaken
            mistaken = mistaken.replace(old, new, 1)
        said = told(mistaken, tmp_path / f"d{number}.yaml")
        if said != listed(mistake["said"]):
            otherwise.append((mistake["new"], said, mistake["said"]))
    assert otherwise == []


def test_a_line_that_is_no_yaml_hides_no_mistake_of_other_cards(tmp_path: Path) -> None:
    fault = "13:16: this line has a second `: `; put the text in quotes or under |"
    text = DECKS["deep-learning"].replace("hint: Think of", "hint: Think: of")
    first_card = text[: text.index("id: reverse-one")]
    alone = [m for m in MISTAKES if m["deck"] == "deep-learning" and isinstance(m["old"], str) and m["said"]]
    tried = [m for m in alone if m["old"] not in first_card][::3]
    otherwise = []
    for number, mistake in enumerate(tried):
        said = told(text.replace(mistake["old"], mistake["new"], 1), tmp_path / f"d{number}.yaml")
        if sorted(said) != sorted([fault, *listed(mistake["said"])]):
            otherwise.append((mistake["new"], said))
    assert otherwise == []
    assert len(tried) >= 20


SPOILED = [": ", " #", '"', "\n", "\n  - ", "  ", "{", "]", "|", "- ", "{{", "answer: ", "\n...\n"]


def test_however_a_deck_is_spoiled_no_card_is_read_twice_and_no_line_is_blamed_for_another() -> None:
    """Several mistakes at once: the reading goes on behind each of them, and not at what was read already."""
    for seed in range(250):
        draw = random.Random(seed)
        text = DECKS[draw.choice([*DECKS])]
        for _ in range(3):
            at = draw.randrange(len(text))
            text = text[:at] + draw.choice(SPOILED) + text[at + draw.choice([0, 0, 3]) :]
        deck = load(text.encode(), Path("d.yaml"), "d")
        places = [(card.place, card.part) for card in deck.cards]
        assert len(places) == len({*places}), seed
        assert len(deck.problems) == len({*deck.problems}), seed
        assert sum("neither a `key: value`" in problem.message for problem in deck.problems) <= 3, seed


def test_the_mistakes_are_enough() -> None:
    assert len({json.dumps((m["deck"], m["old"], m["new"])) for m in MISTAKES if m["said"]}) >= 200
