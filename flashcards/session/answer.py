"""Preview and commit: both are the fold of the event that a rating writes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flashcards import kinds
from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.events import Event, Kind, Mode
from flashcards.log.file import Progress
from flashcards.questions import Response
from flashcards.records import dataclass, replace
from flashcards.schedule.states import Rating
from flashcards.session.turn import Turn


@dataclass(frozen=True, slots=True)
class Answers:
    """What the answers of one sitting write."""

    progress: Progress
    mode: Mode
    retention: float
    fuzz: bool

    def previewed(self, turn: Turn, at: Moment, load: Mapping[date, int]) -> Turn:
        """The turn with what each rating would make of the card at a moment; `load`: cards due per day."""
        model = self.progress.model.of(turn.card.id)
        card, state = turn.card.id, turn.state
        spread = model.spread(card, state, at, self.retention, load) if self.fuzz else None
        turn = replace(turn, revealed_at=at, spread=spread, predicted=model.predicted(state, at.study_day))
        event = self.event(turn, Rating.GOOD, at)._replace(id="")
        previews = {rating: model.step(state, event._replace(rating=int(rating))) for rating in Rating}
        return replace(turn, previews=previews)

    def event(self, turn: Turn, rating: Rating, at: Moment) -> Event:
        """What a rating given at a moment writes."""
        detail: dict[str, Any] = {**turn.question.drawn, **turn.verdict.detail}
        if turn.hints_taken:
            detail["hints"] = turn.hints_taken
        if turn.confidence:
            detail["confidence"] = turn.confidence
        made = self.progress.make(
            Kind.REVIEW,
            at,
            turn.card.id,
            fingerprint=turn.card.fingerprint,
            mode=self.mode,
            rating=int(rating),
            elapsed_ms=max(0, at.wall_ms - turn.shown_at.wall_ms),
            parameters=self.progress.model.of(turn.card.id).key(self.retention),
            spread=turn.spread,
            predicted=None if turn.predicted is None else round(turn.predicted, 6),
            detail=detail,
        )
        return made if turn.event_id is None else made._replace(id=turn.event_id)


def judged(turn: Turn, response: Response) -> Turn:
    """The turn with a response and its verdict."""
    return replace(turn, response=response, verdict=kinds.judge(turn.card, turn.question, response))


def edited(turn: Turn, card: Card) -> tuple[Turn, bool]:
    """The turn with another text, and whether its answer stays shown: where it is asked for as before.

    The clock runs on.
    """
    question = kinds.ask_again(card, turn.question.drawn)
    now = Turn(
        card,
        turn.state,
        question,
        turn.shown_at,
        hints_taken=min(turn.hints_taken, len(question.hints)),
        confidence=turn.confidence,
    )
    if turn.revealed_at is None or question.wants != turn.question.wants:
        return now, False
    if turn.verdict.outcome is not None:
        now = judged(now, turn.response)
    return replace(now, missed=turn.missed), True
