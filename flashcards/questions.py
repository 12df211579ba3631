"""The flow of one answer: question, response, verdict."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeAlias

from flashcards.cards import Notes
from flashcards.records import dataclass, field
from flashcards.text import cell_width

CONFIDENCE = ("sure", "unsure", "no idea")
"""How sure a person may say to be before the reveal."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""What options, steps and points are chosen with."""


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

    wanted: str = ""
    """What is to be typed, where it is more than the answer in one's own words: `Exactly what is printed`."""


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
