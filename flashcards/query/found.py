"""What a query is held against: a card with what is known of it, and its text without what does not matter."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from flashcards.cards import Card, Deck
from flashcards.records import dataclass, field
from flashcards.schedule.model import Model
from flashcards.schedule.states import CardState, Rating
from flashcards.words import UsageError

if TYPE_CHECKING:
    from flashcards.log.facts import Facts

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_APOSTROPHES = "\u2018\u2019\u201a\u201b"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060"
_STROKES = {"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "Ł": "L", "Ø": "O", "Đ": "D"}
"""Letters that Unicode does not take apart."""
SAME = str.maketrans(
    {
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_INVISIBLE),
        **_STROKES,
    }
)
_ACCENTS = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """The text without what does not matter in a search: case, accents, the sort of hyphen and quotation mark."""
    if not text.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(SAME)
        text = unicodedata.normalize("NFC", plain)
    return " ".join(text.casefold().split())


def searched(card: Card) -> str:
    """What the words of a query are looked for in."""
    notes = card.notes
    return folded(" ".join((card.id, card.question_text, card.answer_text, *notes.tags, notes.why)))


class QueryError(UsageError):
    """A query that cannot be understood; the message says what to write."""


@dataclass(slots=True)
class Past:
    """What is known beside cards and their states; read or made when a term first asks, once for a search."""

    facts: "Callable[[], Facts] | None" = None
    """Gives what the log counts; none: nothing was ever answered."""
    model: Model = field(default_factory=Model)
    kept: Callable[[Card], Mapping[str, str]] | None = None
    """Gives the texts of all cards of a card's deck, where they are kept."""
    texts: dict[str, str] = field(default_factory=dict)
    """By card: what the words of a query are looked for in. Whoever searches often keeps it from one to the next."""
    _answered: dict[tuple[date, Rating | None], frozenset[str]] = field(default_factory=dict)
    _first: Mapping[str, date] | None = None

    def answered(self, since: date, rating: Rating | None = None) -> frozenset[str]:
        """The cards answered since a study day in any mode, or rated so."""
        if (since, rating) not in self._answered:
            from flashcards.log.sums import Behind, Filter

            behind = Behind(rating=() if rating is None else (int(rating),))
            cards = self.facts().cards(Filter(since=since), behind) if self.facts else []
            self._answered[since, rating] = frozenset(cards)
        return self._answered[since, rating]

    def first_day(self, card: str) -> date | None:
        """The study day on which a card was learned for the first time."""
        if self._first is None:
            self._first = self.facts().first_days() if self.facts else {}
        return self._first.get(card)

    def text(self, card: Card) -> str:
        """The card's text to look for words in."""
        if card.id not in self.texts and self.kept is not None:
            self.texts.update(self.kept(card))
        if card.id not in self.texts:
            self.texts[card.id] = searched(card)
        return self.texts[card.id]


@dataclass(frozen=True, slots=True)
class Found:
    """A card with what the log says of it, as a query sees it."""

    card: Card
    state: CardState
    today: date
    past: Past = field(default_factory=Past)


class Haystack:
    """The cards of one deck, to say where a query has to look before any of them is made."""

    def __init__(self, deck: Deck, known: Callable[[], Collection[int]], read: Callable[[], bytes]) -> None:
        """`known` gives the positions of cards that have a state; `read` what words are looked for in, a line a card."""
        self.deck, self.known, self._read = deck, known, read
        self.lines: dict[int, str] = {}
        """Those that were found so far."""

    @cached_property
    def _text(self) -> bytes:
        return self._read()

    def with_words(self, words: str) -> set[int]:
        """The positions of the cards in whose text the words stand."""
        found, text, wanted, number, counted = set(), self._text, words.encode(), 0, 0
        at = text.find(wanted)
        while at >= 0:
            number += text.count(b"\n", counted, at)
            counted, end = at, text.find(b"\n", at)
            end = end if end >= 0 else len(text)
            self.lines[number] = text[text.rfind(b"\n", 0, at) + 1 : end].decode()
            found.add(number)
            at = text.find(wanted, end)
        return found


Within: TypeAlias = Callable[[Haystack], Collection[int] | None]
"""The positions at which a term can hold: no others need be looked at; None: anywhere."""


def anywhere(_: Haystack) -> None:
    """Of terms that any card may meet."""


def with_a_state(haystack: Haystack) -> Collection[int]:
    """Of terms that no card meets of which the log says nothing."""
    return haystack.known()


class Test:
    """What a query asks of a card, and where it has to be asked."""

    def __init__(self, holds: Callable[[Found], bool], within: Within = anywhere) -> None:
        self.holds, self.within = holds, within

    def __call__(self, found: Found) -> bool:
        return self.holds(found)


def every(tests: Sequence[Test]) -> Test:
    """What holds where all of them do."""

    def within(haystack: Haystack) -> Collection[int] | None:
        found: set[int] | None = None
        for test in tests:
            part = test.within(haystack) if found is None or found else ()
            if part is not None:
                found = {*part} if found is None else found.intersection(part)
        return found

    if len(tests) == 1:
        return tests[0]
    return Test((lambda f: all(test.holds(f) for test in tests)) if tests else (lambda _: True), within)


def either(tests: Sequence[Test]) -> Test:
    """What holds where one of them does."""

    def within(haystack: Haystack) -> Collection[int] | None:
        parts = [test.within(haystack) for test in tests]
        known = [part for part in parts if part is not None]
        return {position for part in known for position in part} if len(known) == len(parts) else None

    return tests[0] if len(tests) == 1 else Test(lambda f: any(test.holds(f) for test in tests), within)
