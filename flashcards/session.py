"""One sitting as a state machine without a screen; both faces show its view and press its keys."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from flashcards import kinds
from flashcards.cards import Card, Checklist, Question, Recall, Response, Verdict
from flashcards.days import Moment
from flashcards.events import Event, Kind, Mode
from flashcards.log.facts import ANSWER_CAP_MS
from flashcards.log.file import BusyError, Progress, StaleError
from flashcards.schedule.agenda import LEARN_AHEAD_MS, Agenda, is_learning
from flashcards.schedule.model import NEW, CardState, Model, Phase, Rating, choose_spread, fuzzed, suggested
from flashcards.stats.insights import CONFIDENCE


class Stage(Enum):
    """Where the current card stands."""

    ASKING = "asking"
    REVEALED = "revealed"
    SAVING = "saving"
    """Rated, but another process holds the file; `retry` until it is written."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Left:
    """Cards still to come in this sitting, the current one included."""

    due: int = 0
    new: int = 0
    learning: int = 0

    @property
    def total(self) -> int:
        return self.due + self.new + self.learning


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
class View:
    """What a face shows now."""

    stage: Stage
    left: Left
    tally: Tally
    card: Card | None = None
    state: CardState | None = None
    question: Question | None = None
    verdict: Verdict = field(default_factory=Verdict)
    response: Response = field(default_factory=Response)
    suggestion: Rating | None = None
    previews: Mapping[Rating, CardState] = field(default_factory=dict)
    """What each rating makes of the card, as of `revealed_at`."""
    revealed_at: Moment | None = None
    hints_taken: int = 0
    confidence: str = ""
    """How sure the person said to be before the reveal."""
    missed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Per rubric point: times missed, times asked."""
    waiting_ms: int | None = None
    """Finished for now: the instant at which the next learning card is due."""


class Session:
    """Asks, reveals, rates and takes back; every answer is on disk before the next card shows."""

    def __init__(
        self,
        cards: Mapping[str, Card],
        progress: Progress,
        agenda: Agenda,
        clock: Callable[[], Moment],
        *,
        retention: float = 0.9,
        fuzz: bool = True,
        mode: Mode = Mode.REVIEW,
    ) -> None:
        self.mode = mode
        self._cards = dict(cards)
        self._progress = progress
        self._clock = clock
        self._retention = retention
        self._fuzz = fuzz
        self._main = [card for card in agenda.main if card in cards]
        self._new = set(agenda.new)
        self._states = progress.states()
        """As this sitting knows them: after an answer nothing has to be read, so that nothing can fail."""
        self._learning = {c: self._states[c].memory for c in agenda.learning if c in cards}
        self._load = progress.load()
        self._tally = Tally()
        self._tallies: list[tuple[str, Tally]] = []
        self._pending: tuple[Event, CardState] | None = None
        self._current: Card | None = None
        self._shown_at = clock()
        self._advance()

    # -- what shows ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What a face shows now."""
        if self._current is None:
            waiting = min((m.due_ms or 0 for m in self._learning.values() if m), default=None)
            return View(Stage.FINISHED, self.left, self._tally, waiting_ms=waiting)
        stage = Stage.SAVING if self._pending else Stage.REVEALED if self._revealed else Stage.ASKING
        return View(
            stage, self.left, self._tally, self._current, self._state, self._question, self._verdict, self._response,
            suggested(self._verdict.outcome), self._previews, self._revealed_at, self._hints_taken, self._confidence,
            self._missed(),
        )  # fmt: skip

    @property
    def left(self) -> Left:
        """How many cards of each sort are still to come."""
        waiting = [*self._main, *([self._current.id] if self._current else [])]
        learning = {*self._learning, *(c for c in waiting if self._is_learning(c))}
        new = sum(card in self._new for card in set(waiting) - learning)
        return Left(due=len(set(waiting) - learning) - new, new=new, learning=len(learning))

    def _is_learning(self, card: str) -> bool:
        return self._current is not None and card == self._current.id and is_learning(self._state)

    @property
    def shown_at(self) -> Moment:
        """When the current question came up."""
        return self._shown_at

    def _missed(self) -> dict[str, tuple[int, int]]:
        record: dict[str, tuple[int, int]] = {}
        if self._current is not None and isinstance(self._question.wants, Checklist):
            for event in self._progress.history(self._current.id):
                points: Mapping[str, bool] = (event.detail or {}).get("points") or {}
                for key, ticked in points.items():
                    missed, asked = record.get(key, (0, 0))
                    record[key] = (missed + (not ticked), asked + 1)
        return record

    # -- the way of one card ------------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Put up the next card: learning cards whose time has come, then the queue, then those due soon."""
        now = self._clock().wall_ms
        ready = sorted((m.due_ms or 0, c) for c, m in self._learning.items() if m)
        if ready and ready[0][0] <= now:
            self._show(ready[0][1])
        elif self._main:
            self._show(self._main[0])
        elif ready and ready[0][0] <= now + LEARN_AHEAD_MS:
            self._show(ready[0][1])
        else:
            self._current = None

    def _show(self, card_id: str) -> None:
        self._take_out(card_id)
        self._current = self._cards[card_id]
        self._state = self._states.get(card_id, NEW)
        self._question = kinds.ask(self._current, self._state.shown)
        self._revealed = False
        self._revealed_at: Moment | None = None
        self._verdict, self._response = Verdict(), Response()
        self._previews: Mapping[Rating, CardState] = {}
        self._hints_taken, self._confidence = 0, ""
        self._shown_at = self._clock()

    def _take_out(self, card_id: str) -> None:
        self._main = [c for c in self._main if c != card_id]
        self._learning.pop(card_id, None)

    def _put_back(self, *, last: bool = False) -> None:
        """Return the current card to the queue: to its front, or behind everything else."""
        if self._current is not None:
            self._main.insert(len(self._main) if last else 0, self._current.id)
            self._current = None

    def take_hint(self) -> str | None:
        """The next hint, or none when all are taken."""
        if self._current is None or self._hints_taken >= len(self._question.hints):
            return None
        self._hints_taken += 1
        return self._question.hints[self._hints_taken - 1]

    def say_confidence(self, word: str) -> None:
        """Say before the reveal how sure one is (`sure`, `unsure`, `no idea`); the last word counts."""
        if self._current is not None and not self._revealed and word in CONFIDENCE:
            self._confidence = word

    def reveal(self, response: Response | None = None) -> None:
        """Show the answer; a response is judged."""
        if self._current is None or self._revealed:
            return
        self._revealed = True
        if response is not None:
            self._judge(response)
        self._revealed_at = at = self._clock()
        self._spread = self._choose_spread(at)
        self._previews = self._model.preview(self._state, at, self._retention, self._spread)

    @property
    def _model(self) -> Model:
        """The model with the weights of the current card."""
        assert self._current is not None
        return self._progress.model.of(self._current.id)

    def _judge(self, response: Response) -> None:
        assert self._current is not None
        self._response = response
        self._verdict = kinds.judge(self._current, self._question, response)

    def tick(self, chosen: Iterable[int]) -> None:
        """Say which points were made, after the reveal; the suggestion follows."""
        if self._current is not None and self._revealed and isinstance(self._question.wants, Checklist):
            self._judge(Response(text=self._response.text, chosen=tuple(sorted(chosen))))

    def _choose_spread(self, at: Moment) -> float | None:
        assert self._current is not None
        if not self._fuzz:
            return None
        good = self._model.preview(self._state, at, self._retention, None)[Rating.GOOD].memory
        days = (good.due_day - good.last_day).days if good and good.phase is Phase.REVIEW else 0

        def load(spread: float) -> int:
            return self._load[at.study_day + timedelta(days=fuzzed(days, spread))] if days else 0

        return choose_spread(self._current.id, self._state.reps, load)

    def rate(self, rating: Rating) -> None:
        """Write the answer and put up the next card; without a reveal nothing happens.

        Raises BusyError while another process holds the file: the answer is kept, and `retry` writes it.
        Raises StaleError when the card was answered elsewhere: nothing is written and the next card shows.
        """
        if self._current is None or not self._revealed or self._pending is not None:
            return
        at = self._clock()
        model = self._model
        predicted = model.predicted(self._state, at.study_day)
        detail: dict[str, Any] = {**self._question.drawn, **self._verdict.detail}
        if self._hints_taken:
            detail["hints"] = self._hints_taken
        if self._confidence:
            detail["confidence"] = self._confidence
        event = self._progress.make(
            Kind.REVIEW, at, self._current.id,
            fingerprint=self._current.fingerprint, mode=self.mode, rating=int(rating),
            elapsed_ms=max(0, at.wall_ms - self._shown_at.wall_ms), parameters=model.key(self._retention),
            spread=self._spread, predicted=None if predicted is None else round(predicted, 6), detail=detail,
        )  # fmt: skip
        self._pending = (event, self._state)
        self.retry()

    def retry(self) -> None:
        """Write the answer that is waiting, if one is."""
        if self._pending is None or self._current is None:
            return
        event, expected = self._pending
        try:
            event = self._progress.append(event, expected=expected)
        except StaleError:
            self._pending = None
            self._current = None
            self._states = self._progress.states()
            self._advance()
            raise
        except BusyError:
            raise
        except BaseException:
            self._pending = None
            raise
        self._pending = None
        self._states[self._current.id] = self._model.step(self._state, event)
        self._answered(event)

    def _answered(self, event: Event) -> None:
        assert self._current is not None
        card = self._current.id
        self._tallies.append((event.id, self._tally))
        self._tally = Tally(
            self._tally.answers + 1,
            self._tally.again + (event.rating == Rating.AGAIN),
            self._tally.new + (event.predicted is None and self.mode is Mode.REVIEW),
            self._tally.study_ms + min(event.elapsed_ms or 0, ANSWER_CAP_MS),
        )
        self._current = None
        state = self._states[card]
        if self.mode is not Mode.REVIEW:
            if event.rating == Rating.AGAIN:
                self._main.append(card)
        elif is_learning(state):
            self._learning[card] = state.memory
        elif state.memory is not None:
            self._load[state.memory.due_day] += 1
        self._advance()

    # -- everything else a person does --------------------------------------------------------------------------

    def undo(self) -> Event | None:
        """Take back the latest event of this device and put its card up again; none: nothing is left to undo."""
        if self._pending is not None:
            return None
        event = self._progress.undo(self._clock())
        if event is None:
            return None
        self._states = self._progress.states()
        if self._tallies and self._tallies[-1][0] == event.id:
            self._tally = self._tallies.pop()[1]
        if event.card in self._cards and event.event is not Kind.FLAG:
            if self._current is not None and self._current.id != event.card:
                self._put_back()
            if event.event is Kind.REVIEW and self._states.get(event.card, NEW).memory is None:
                self._new.add(event.card)
            self._show(event.card)
        elif self._current is not None:
            self._state = self._states.get(self._current.id, NEW)
            if self._revealed_at is not None:
                # Trained weights may be what was taken back: the keys promise what holds now.
                self._previews = self._model.preview(self._state, self._revealed_at, self._retention, self._spread)
        return event

    def skip(self) -> None:
        """Put the current card behind the others of this sitting."""
        if self._pending is None:
            self._put_back(last=True)
            self._advance()

    def _act(self, kind: Kind, detail: Mapping[str, Any] | None = None) -> None:
        assert self._current is not None
        event = self._progress.append(self._progress.make(kind, self._clock(), self._current.id, detail=detail))
        self._states[self._current.id] = self._model.step(self._states.get(self._current.id, NEW), event)

    def bury(self) -> None:
        """Leave the current card until tomorrow."""
        if self._current is not None and self._pending is None:
            self._act(Kind.BURY)
            self._current = None
            self._advance()

    def suspend(self) -> None:
        """Leave the current card until it is brought back."""
        if self._current is not None and self._pending is None:
            self._act(Kind.SUSPEND)
            self._current = None
            self._advance()

    def flag(self, note: str | None) -> None:
        """Flag the current card with a note; None takes the flag away."""
        if self._current is not None and self._pending is None:
            self._act(Kind.FLAG, {"note": note})
            self._state = self._states.get(self._current.id, NEW)

    def replace_cards(self, cards: Mapping[str, Card]) -> None:
        """Go on with edited decks; the current card shows its new text, and cards that are gone leave the queue."""
        self._cards = dict(cards)
        self._main = [c for c in self._main if c in cards]
        self._learning = {c: m for c, m in self._learning.items() if c in cards}
        if self._current is None:
            return
        edited = cards.get(self._current.id)
        if edited is None:
            self._current = None
            self._advance()
        elif edited != self._current:
            shown_at, revealed = self._shown_at, self._revealed
            self._show(edited.id)
            self._shown_at = shown_at
            if revealed and isinstance(self._question.wants, Recall):
                self.reveal()
