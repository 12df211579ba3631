"""What a deck is made of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from flashcards.hashes import blake2b
from flashcards.records import dataclass, field, replace

CardId: TypeAlias = str
"""`name`, or `name#part` for one of several siblings made from the same card of a deck."""

Fingerprint: TypeAlias = str
"""`question-hash.answer-hash.meaning-hash` of a card's normalised text: tells an edited card from an unchanged one.

The third part is of what the normal form folds away and the right answer depends on. Older logs have two parts, or a
shorter third one by another rule: fingerprints are compared by `is_alike`, as far as both go.
"""
MEANING_BYTES = 7
"""A rule of its own for what the meaning is has a length of its own, so that a log by another rule offers no card as changed."""

LEVELS = ("junior", "mid", "senior")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a deck file; line and column count from 1."""

    path: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Notes:
    """The fields that a card of any kind may have."""

    why: str = ""
    mistake: str = ""
    hint: str = ""
    source: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    level: str = ""
    needs: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    checked: str = ""
    text_language: str = ""
    """The language of the card's texts, like `fr`; empty: English."""

    def filled(self, fill: Callable[[str], str]) -> Notes:
        """The notes with drawn values put into their texts."""
        return replace(self, why=fill(self.why), mistake=fill(self.mistake), hint=fill(self.hint))


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that is scheduled: a card of a deck, or one of its siblings."""

    id: CardId
    family: str
    """What siblings share: the id without `#part`."""
    part: str
    deck: str
    kind: str
    body: Any
    """The kind's own fields, a frozen dataclass that only this kind looks into."""
    notes: Notes
    place: Place
    question_text: str
    answer_text: str
    meaning: str | None = field(default=None, compare=False, repr=False)
    """What the right answer depends on besides the texts as a fingerprint folds them; none where that is not known."""
    accepted_in_deck: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Every text that is right on some card of the deck, where one is typed: none of them is a slip of another."""

    @property
    def nameless(self) -> bool:
        """Whether its deck gives it no id, so that its text stands for one."""
        return self.family.startswith("~")

    @property
    def fingerprint(self) -> Fingerprint:
        return fingerprint(self.question_text, self.answer_text, self.meaning)

    @property
    def tags(self) -> tuple[str, ...]:
        return self.notes.tags

    @property
    def level(self) -> str:
        return self.notes.level

    @property
    def aliases(self) -> tuple[str, ...]:
        """Ids that the card had before."""
        return self.notes.aliases

    @property
    def needs(self) -> tuple[str, ...]:
        """Cards and decks that the card itself names as coming first."""
        return self.notes.needs


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file that a person wrote: where, what, and how to mend it."""

    path: Path
    line: int
    column: int
    field: str
    message: str
    fix: str = ""

    @classmethod
    def of_twice(cls, place: Place, name: str, first: Place) -> Problem:
        """A card that another one shares its id with, or, where it has none, its text."""
        said = f"`{name}` is also the id of another card" if name else "this card stands twice"
        fix = "choose another id" if name else "remove one"
        return cls(place.path, place.line, place.column, "id", f"{said}, at {first}", fix)

    @property
    def what(self) -> tuple[Path, str, str]:
        """What makes it another problem, wherever its line stands now."""
        return self.path, self.field, self.message

    def __str__(self) -> str:
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{self.path}:{self.line}:{self.column}: {what}" + (f"; {self.fix}" if self.fix else "")


@dataclass(frozen=True, slots=True)
class Summary:
    """What is asked of all cards of a deck together."""

    families: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many families there are of each kind."""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """All that the cards themselves name as coming first."""

    @classmethod
    def of(cls, cards: Iterable[Card]) -> Summary:
        kinds: dict[str, str] = {}
        tags: dict[str, None] = {}
        needs: dict[str, None] = {}
        for card in cards:
            kinds[card.family] = card.kind
            tags.update(dict.fromkeys(card.tags))
            needs.update(dict.fromkeys(card.needs))
        return cls(len(kinds), dict(sorted(Counter(kinds.values()).items())), tuple(tags), tuple(needs))


class Cards(Sequence[Card]):
    """The cards of a deck of which much is known before the first one is made."""

    ids: Sequence[CardId]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Deck:
    """One deck file: its sound cards, and what is wrong with the others."""

    name: str
    """The file's path below its decks folder, without the ending."""
    path: Path
    title: str
    description: str = ""
    needs: tuple[str, ...] = ()
    needs_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What comes before the cards of a subtopic: cards or decks, by the first tag."""
    retired: tuple[str, ...] = ()
    """Ids of cards that are gone for good."""
    rules_off: tuple[str, ...] = ()
    """Rules of `check` that do not hold for this deck."""
    author: tuple[str, ...] = ()
    licence: str = ""
    version: str = ""
    cards: Sequence[Card] = ()
    problems: tuple[Problem, ...] = ()
    bundled: bool = False
    own: Path | None = None
    """The person's file that is laid over this shipped deck, card by card."""
    foreign: bool = False
    """Sound YAML of another purpose: it has neither a title nor anything like cards."""

    @property
    def ids(self) -> Sequence[CardId]:
        """The ids of its cards."""
        return self.cards.ids if isinstance(self.cards, Cards) else [card.id for card in self.cards]

    @property
    def summary(self) -> Summary:
        return self.cards.summary if isinstance(self.cards, Cards) else Summary.of(self.cards)

    def needs_for(self, card: Card) -> tuple[str, ...]:
        """The cards and decks that come before a card of this deck: its own, and those of its subtopic."""
        of_subtopic = self.needs_of.get(card.tags[0], ()) if card.tags else ()
        return (*card.needs, *(name for name in of_subtopic if name != card.family))


def normalised(text: str) -> str:
    """Case, spacing and punctuation at word ends folded away: the same text for a reader."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", folded).strip(" \n\t.,;:!?")


def digest(text: str) -> str:
    """Twelve hexadecimal digits that stand for a normalised text."""
    return blake2b(normalised(text).encode(), digest_size=6).hexdigest()


def fingerprint(question: str, answer: str, meaning: str | None = None) -> Fingerprint:
    """The fingerprint of a card with these texts; of the meaning every character counts but spaces."""
    texts = f"{digest(question)}.{digest(answer)}"
    if meaning is None:
        return texts
    return f"{texts}.{blake2b(''.join(meaning.split()).encode(), digest_size=MEANING_BYTES).hexdigest()}"


def parts_of(mark: Fingerprint) -> tuple[str, str, str]:
    """What a fingerprint says of question, answer and meaning; empty where it says nothing."""
    question, _, rest = mark.partition(".")
    answer, _, meaning = rest.partition(".")
    return question, answer, meaning


def is_alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two fingerprints are of one text and one meaning, as far as both tell it by the same rule."""
    if len(one) == len(other):
        return one == other
    return one.split(".", 2)[:2] == other.split(".", 2)[:2]


def seed_for(card: CardId, times_shown: int) -> int:
    """The seed of a card's draws: the same for the same showing, on every machine."""
    return int.from_bytes(blake2b(f"{card}\n{times_shown}".encode(), digest_size=6).digest())
