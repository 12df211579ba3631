"""What a query is held against: a card with what is known of it, and its text without what does not matter."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from flashcards.cards import Card
from flashcards.log.facts import Facts
from flashcards.log.sums import Behind, Filter
from flashcards.records import dataclass, field
from flashcards.schedule.model import Model
from flashcards.schedule.states import CardState, Rating
from flashcards.words import UsageError

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

    facts: Facts | None = None
    """None: nothing was ever answered."""
    model: Model = field(default_factory=Model)
    kept: Callable[[], Mapping[str, str]] | None = None
    """Gives the texts of all cards where they are kept; asked once, when a term first looks for words."""
    texts: dict[str, str] = field(default_factory=dict)
    """By card: what the words of a query are looked for in. Whoever searches often keeps it from one to the next."""
    _answered: dict[tuple[date, Rating | None], frozenset[str]] = field(default_factory=dict)
    _first: Mapping[str, date] | None = None

    def answered(self, since: date, rating: Rating | None = None) -> frozenset[str]:
        """The cards answered since a study day in any mode, or rated so."""
        if (since, rating) not in self._answered:
            behind = Behind(rating=() if rating is None else (int(rating),))
            cards = self.facts.cards(Filter(since=since), behind) if self.facts else []
            self._answered[since, rating] = frozenset(cards)
        return self._answered[since, rating]

    def first_day(self, card: str) -> date | None:
        """The study day on which a card was learned for the first time."""
        if self._first is None:
            self._first = self.facts.first_days() if self.facts else {}
        return self._first.get(card)

    def text(self, card: Card) -> str:
        """The card's text to look for words in."""
        if card.id not in self.texts and self.kept is not None:
            kept, self.kept = self.kept, None
            self.texts.update(kept())
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


Test: TypeAlias = Callable[[Found], bool]
