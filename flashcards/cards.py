"""What a deck is made of, and the flow of one answer: card, question, response, verdict."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

from flashcards.records import dataclass, field, replace
from flashcards.text import cell_width

CardId: TypeAlias = str
"""`name`, or `name#part` for one of several siblings made from the same card of a deck."""

Fingerprint: TypeAlias = str
"""`question-hash.answer-hash` of a card's normalised text: tells an edited card from an unchanged one."""

LEVELS = ("junior", "mid", "senior")
CONFIDENCE = ("sure", "unsure", "no idea")
"""How sure a person may say to be before the reveal."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""What options, steps and points are chosen with."""


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
    accepted_in_deck: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Every text that is right on some card of the deck, where one is typed: none of them is a slip of another."""

    @property
    def nameless(self) -> bool:
        """Whether its deck gives it no id, so that its text stands for one."""
        return self.family.startswith("~")

    @property
    def fingerprint(self) -> Fingerprint:
        return fingerprint(self.question_text, self.answer_text)

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

    def __str__(self) -> str:
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{self.path}:{self.line}:{self.column}: {what}" + (f"; {self.fix}" if self.fix else "")


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
    cards: tuple[Card, ...] = ()
    problems: tuple[Problem, ...] = ()
    bundled: bool = False
    own: Path | None = None
    """The person's file that is laid over this shipped deck, card by card."""
    foreign: bool = False
    """Sound YAML of another purpose: it has neither a title nor anything like cards."""

    def needs_for(self, card: Card) -> tuple[str, ...]:
        """The cards and decks that come before a card of this deck: its own, and those of its subtopic."""
        of_subtopic = self.needs_of.get(card.tags[0], ()) if card.tags else ()
        return (*card.needs, *(name for name in of_subtopic if name != card.family))


# What a question wants from the person. Both faces implement each of these once.


@dataclass(frozen=True, slots=True)
class Recall:
    """Nothing is entered; the person recalls, reveals and judges."""


MAX_LINE = 4_000
"""So many characters a line that is typed may have; what is stored is what was typed."""


def too_long(characters: int) -> str:
    """What is said of a line that is refused."""
    return f"A line takes up to {MAX_LINE:,} characters, and this one has {characters:,}"


@dataclass(frozen=True, slots=True)
class TextInput:
    """A text, on one line."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class NumberInput:
    """A number, with the unit it is wanted in."""

    unit: str = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several options, in the order in which they are shown."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeveralOf:
    """Any number of several options."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """Steps, shuffled, to be put in order."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a good answer says; `key` is what its history is kept under."""

    text: str
    key: str
    must: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points that the person ticks after the reveal; those often missed come with their record."""

    points: tuple[Point, ...]


Input: TypeAlias = Recall | TextInput | NumberInput | OneOf | SeveralOf | Ordering | Checklist


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked this time: a card with its random draws made."""

    text: str
    answer: str
    wants: Input = field(default_factory=Recall)
    others: tuple[tuple[int, str], ...] = ()
    """What else stood to choose: its position among the options, and why it is wrong (Markdown)."""
    hints: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    seconds: int | None = None
    notes: Notes = field(default_factory=Notes)
    """The card's notes with drawn values filled in."""
    elsewhere: tuple[str, ...] = ()
    """What is right to type on some card of the deck: to type it here is no slip."""
    drawn: Mapping[str, Any] = field(default_factory=dict)
    """What the log needs to show this very question again: seed, drawn values, order of options."""

    @property
    def whole_answer(self) -> str:
        """The answer, and why nothing else is one."""
        others = "\n".join(f"- {text}" for _, text in self.others)
        return f"{self.answer}\n\n{others}" if others else self.answer


@dataclass(frozen=True, slots=True)
class Response:
    """What the person entered: a text or number as typed, or positions among what was shown."""

    text: str = ""
    chosen: tuple[int, ...] = ()


class Outcome(Enum):
    """How a judged answer came out."""

    WRONG = "wrong"
    PARTIAL = "partial"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the kind says of a response; without an outcome the person alone judges."""

    outcome: Outcome | None = None
    comment: str = ""
    """Markdown: the difference, the misconception, the steps with these numbers."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """For the log: what was typed or chosen, points ticked, the mistake recognised."""
    unread: str = ""
    """Why the response cannot be read and what to write instead: it stays in its line, to be mended before the reveal."""
    compared: str = ""
    """The right text that a typed one was compared with; faces show where they differ, in place of the comment."""


def normalised(text: str) -> str:
    """Case, spacing and punctuation at word ends folded away: the same text for a reader."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", folded).strip(" \n\t.,;:!?")


def differing(typed: str, right: str) -> str:
    """Marks below the characters of the right text that what was typed has not, or has otherwise."""
    marks = ""
    import difflib  # what most starts do without

    for tag, _, _, start, end in difflib.SequenceMatcher(None, typed, right, autojunk=False).get_opcodes():
        # Marks stand under columns, and a character may take two or none.
        marks += (" " if tag == "equal" else "^") * cell_width(right[start:end])
        if tag == "delete":
            marks = marks[:-1] + "^"
    return marks.rstrip()


def digest(text: str) -> str:
    """Twelve hexadecimal digits that stand for a normalised text."""
    from hashlib import blake2b  # with it comes OpenSSL: what hashes nothing starts without

    return blake2b(normalised(text).encode(), digest_size=6).hexdigest()


def fingerprint(question: str, answer: str) -> Fingerprint:
    """The fingerprint of a card with these texts."""
    return f"{digest(question)}.{digest(answer)}"


def seed_for(card: CardId, times_shown: int) -> int:
    """The seed of a card's draws: the same for the same showing, on every machine."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(f"{card}\n{times_shown}".encode(), digest_size=6).digest())
