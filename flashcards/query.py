"""The search language of find, browse and stats: words, `deck:`, `tag:`, `is:`, `kind:`, `level:`, and `-` for not."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from flashcards.cards import LEVELS, Card, normalised
from flashcards.kinds import BY_NAME
from flashcards.schedule.agenda import is_away, is_due, is_learning
from flashcards.schedule.model import CardState
from flashcards.words import UsageError


class QueryError(UsageError):
    """A query that cannot be understood; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Found:
    """A card with what the log says of it, as a query sees it."""

    card: Card
    state: CardState
    today: date


Test: TypeAlias = Callable[[Found], bool]

IS: dict[str, Test] = {
    "due": lambda f: is_due(f.state, f.today) and not is_away(f.state, f.today),
    "new": lambda f: f.state.memory is None and not f.state.suspended,
    "learning": lambda f: is_learning(f.state) and not is_away(f.state, f.today),
    "suspended": lambda f: f.state.suspended,
    "buried": lambda f: f.state.buried_on == f.today,
    "flagged": lambda f: f.state.flag is not None,
    "leech": lambda f: f.state.leech,
}


def _text(card: Card) -> str:
    return normalised(" ".join((card.id, card.question_text, card.answer_text, *card.notes.tags, card.notes.why)))


def _term(word: str) -> Test:
    name, colon, value = word.partition(":")
    if not colon or not name.isalpha():
        wanted = normalised(word)
        return lambda f: wanted in _text(f.card)
    value = value.casefold()
    match name.casefold():
        case "deck":
            names = {value, *value.split(",")}
            return lambda f: any(f"{f.card.deck.casefold()}/".startswith(f"{name}/") for name in names if name)
        case "tag":
            return lambda f: any(value == tag.casefold() for tag in f.card.notes.tags)
        case "kind" if value in BY_NAME:
            return lambda f: f.card.kind == value
        case "kind":
            raise QueryError(f"kind:{value} is not known; {_hint(value, list(BY_NAME))}")
        case "level" if value in LEVELS:
            return lambda f: f.card.notes.level == value
        case "is" if value in IS:
            return IS[value]
        case "is":
            raise QueryError(f"is:{value} is not known; {_hint(value, list(IS))}")
        case "level":
            raise QueryError(f"level:{value} is not known; {_hint(value, list(LEVELS))}")
        case _:
            wanted = normalised(word)
            return lambda f: wanted in _text(f.card)


def _opposite(test: Test) -> Test:
    return lambda f: not test(f)


def _hint(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def parse(query: str) -> Test:
    """The test that a query stands for: all its terms hold; `"several words"` is one term, `-term` its opposite.

    `deck:` takes several decks with commas between them, and folders of decks.
    """
    if query.count('"') % 2:
        raise QueryError('a quotation mark is not closed; write "several words" in two of them')
    words = [word.replace('"', "") for word in re.findall(r'(?:[^\s"]|"[^"]*")+', query)]
    tests = [_opposite(_term(word[1:])) if word[0:1] == "-" and len(word) > 1 else _term(word) for word in words]
    return lambda f: all(test(f) for test in tests)
