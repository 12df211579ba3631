"""The card on screen, and what a face shows of it."""

from collections.abc import Mapping
from enum import Enum

from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.questions import Checklist, Question, Response, Verdict
from flashcards.records import dataclass, field
from flashcards.schedule.queue import Left
from flashcards.schedule.states import CardState, Rating, suggested


class Stage(Enum):
    """Where the current card stands."""

    ASKING = "asking"
    REVEALED = "revealed"
    SAVING = "saving"
    """Rated, but another process holds the file; `retry` until it is written."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Tally:
    """The sitting so far."""

    answers: int = 0
    again: int = 0
    new: int = 0
    study_ms: int = 0

    @property
    def pass_rate(self) -> float | None:
        return None if self.answers == 0 else 1 - self.again / self.answers


@dataclass(frozen=True, slots=True)
class Turn:
    """The card on screen: what is asked, and what the person has done with it so far."""

    card: Card
    state: CardState
    question: Question
    shown_at: Moment
    hints_taken: int = 0
    confidence: str = ""
    """How sure the person said to be before the reveal."""
    response: Response = field(default_factory=Response)
    verdict: Verdict = field(default_factory=Verdict)
    revealed_at: Moment | None = None
    """When the answer was shown; on a later study day, when the previews were made anew."""
    spread: float | None = None
    predicted: float | None = None
    event_id: str | None = None
    """Of an answer that could only be put aside: pressed again, it is the same answer."""
    previews: Mapping[Rating, CardState] = field(default_factory=dict)
    """What each rating makes of the card: the fold of the event that it would write."""
    missed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Per rubric point, from the reveal on: times missed, times asked."""

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that were taken."""
        return self.question.hints[: self.hints_taken]


@dataclass(frozen=True, slots=True)
class View:
    """What a face shows now. What it says of a card is the turn's; without one it is empty."""

    stage: Stage
    left: Left
    tally: Tally
    turn: Turn | None = None
    waiting_ms: int | None = None
    """Finished for now: the instant at which the next learning card is due."""

    @property
    def card(self) -> Card | None:
        return self.turn.card if self.turn else None

    @property
    def state(self) -> CardState | None:
        return self.turn.state if self.turn else None

    @property
    def question(self) -> Question | None:
        return self.turn.question if self.turn else None

    @property
    def verdict(self) -> Verdict:
        return self.turn.verdict if self.turn else Verdict()

    @property
    def response(self) -> Response:
        return self.turn.response if self.turn else Response()

    @property
    def suggestion(self) -> Rating | None:
        """The rating that the judged answer suggests; points of which none is ticked suggest what none is worth."""
        if self.verdict.outcome is None and self.stage is Stage.REVEALED and self.question is not None:
            return Rating.AGAIN if isinstance(self.question.wants, Checklist) else None
        return suggested(self.verdict.outcome)

    @property
    def suggested(self) -> Rating | None:
        """The rating that accepting gives, from the reveal on: the suggestion, or Good where nothing was judged."""
        return (self.suggestion or Rating.GOOD) if self.stage is Stage.REVEALED else None

    @property
    def previews(self) -> Mapping[Rating, CardState]:
        return self.turn.previews if self.turn else {}

    @property
    def revealed_at(self) -> Moment | None:
        return self.turn.revealed_at if self.turn else None

    @property
    def hints_taken(self) -> int:
        return self.turn.hints_taken if self.turn else 0

    @property
    def confidence(self) -> str:
        return self.turn.confidence if self.turn else ""

    @property
    def missed(self) -> Mapping[str, tuple[int, int]]:
        return self.turn.missed if self.turn else {}
