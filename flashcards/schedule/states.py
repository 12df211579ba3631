"""What the log says of a card: ratings, phases, memory, state."""

from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from flashcards.records import dataclass

if TYPE_CHECKING:
    from flashcards.questions import Outcome

LEECH_LAPSES = 8


class Rating(IntEnum):
    """How well a card was recalled, in the person's judgement; Hard is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def label(self) -> str:
        return self.name.capitalize()


def suggested(outcome: "Outcome | None") -> Rating | None:
    """The rating that a judged answer suggests, never Easy; the person decides."""
    from flashcards.questions import Outcome  # states are asked for where no question is

    if outcome is None:
        return None
    return {Outcome.WRONG: Rating.AGAIN, Outcome.PARTIAL: Rating.HARD, Outcome.RIGHT: Rating.GOOD}[outcome]


class Phase(StrEnum):
    """Where a card stands between its first showing and long intervals."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class Memory(NamedTuple):
    """What the model believes of a card that has been learned at least once."""

    phase: Phase
    step: int | None
    """Position among the (re)learning steps."""
    stability: float
    """Days until recall falls to 90 %."""
    difficulty: float
    """1 to 10."""
    last_day: date
    due_day: date
    due_ms: int | None = None
    """The instant a step of minutes ends; none once the card counts in days."""


@dataclass(frozen=True, slots=True)
class CardState:
    """Everything the log says of one card."""

    memory: Memory | None = None
    """None: the card is new."""
    reps: int = 0
    lapses: int = 0
    shown: int = 0
    """Times the card was answered in any mode; seeds its draws."""
    suspended: bool = False
    buried_on: date | None = None
    flag: str | None = None
    """The note of a flag; an empty text is a flag without a note."""
    fingerprint: str | None = None
    last_event: str | None = None

    @property
    def phase_name(self) -> str:
        """`new`, `learning`, `review` or `relearning`."""
        return self.memory.phase.value if self.memory else "new"

    @property
    def leech(self) -> bool:
        return self.lapses >= LEECH_LAPSES


NEW = CardState()


def family(card: str) -> str:
    """What the siblings of a card share: its id without `#part`."""
    return card.partition("#")[0]
