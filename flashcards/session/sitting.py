"""The sitting: asks, reveals, rates and takes back."""

import contextlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flashcards import kinds
from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.events import ANSWER_CAP_MS, OF_NAMES, Event, Kind, Mode
from flashcards.log.errors import BusyError, StaleError
from flashcards.log.file import Progress
from flashcards.log.rescue import MovedError
from flashcards.log.undoing import asked_before
from flashcards.questions import CONFIDENCE, Checklist, Outcome, Response
from flashcards.records import replace
from flashcards.schedule.agenda import Agenda, is_away, is_learning
from flashcards.schedule.states import NEW, CardState, Rating
from flashcards.session.answer import Answers, edited, judged
from flashcards.session.showing import Showing
from flashcards.session.turn import Tally, Turn


class Session(Showing):
    """Asks, reveals, rates and takes back; every answer is on disk before the next card shows."""

    def __init__(
        self,
        cards: Mapping[str, Card],
        progress: Progress,
        agenda: Agenda,
        states: dict[str, CardState],
        clock: Callable[[], Moment],
        *,
        retention: float = 0.9,
        fuzz: bool = True,
        mode: Mode = Mode.REVIEW,
    ) -> None:
        super().__init__(cards, progress, agenda, states, clock)
        self.mode = mode
        self._answers = Answers(progress, mode, retention, fuzz)
        self._tallies: list[tuple[str, Tally]] = []
        """Before each answer of this sitting, by the id of its event."""

    # -- the way of one card ------------------------------------------------------------------------------------

    def take_hint(self) -> str | None:
        """The next hint, or none when all are taken."""
        turn = self._turn
        if turn is None or turn.hints_taken >= len(turn.question.hints):
            return None
        self._turn = replace(turn, hints_taken=turn.hints_taken + 1)
        return turn.question.hints[turn.hints_taken]

    def say_confidence(self, word: str) -> None:
        """Say before the reveal how sure one is (`sure`, `unsure`, `no idea`); the last word counts."""
        if self._turn is not None and self._turn.revealed_at is None and word in CONFIDENCE:
            self._turn = replace(self._turn, confidence=word)

    def unread(self, response: Response) -> str:
        """Why a response cannot be read, and what to write instead; empty where it can be judged."""
        return kinds.judge(self._turn.card, self._turn.question, response).unread if self._turn else ""

    def reveal(self, response: Response | None = None) -> None:
        """Show the answer; a response is judged."""
        turn = self._turn
        if turn is None or turn.revealed_at is not None:
            return
        if isinstance(turn.question.wants, Checklist):
            with contextlib.suppress(BusyError):  # the record of points is an ornament
                turn = replace(turn, missed=self._progress.facts.missed_points(turn.card.id))
        if response is not None:
            turn = judged(turn, response)
        if turn.verdict.unread:  # it was not mended before the answer was seen
            turn = replace(turn, verdict=replace(turn.verdict, outcome=Outcome.WRONG))
        self._turn = self._previewed(turn)

    def tick(self, chosen: Iterable[int]) -> None:
        """Say which points were made, after the reveal; the suggestion follows."""
        turn = self._turn
        if turn is not None and turn.revealed_at is not None and isinstance(turn.question.wants, Checklist):
            self._turn = judged(turn, Response(text=turn.response.text, chosen=tuple(sorted(chosen))))

    # -- the answer -------------------------------------------------------------------------------------------

    def _previewed(self, turn: Turn) -> Turn:
        return self._answers.previewed(turn, self._clock(), self._load)

    def rate(self, rating: Rating) -> bool:
        """Write the answer and put up the next card; whether the key counted.

        It does not before the reveal, and not on another study day than the previews were made for: these are made
        anew then, to be seen before a key counts.

        Raises BusyError while another process holds the file: the answer is kept, and `retry` writes it.
        Raises StaleError when the card was answered elsewhere: nothing is written and the next card shows.
        """
        turn = self._turn
        if turn is None or turn.revealed_at is None or self._pending is not None:
            return False
        at = self._clock()
        if at.study_day != turn.revealed_at.study_day:
            self._turn = self._answers.previewed(turn, at, self._load)
            return False
        self._pending = self._answers.event(turn, rating, at)
        self.retry()
        return True

    def retry(self) -> None:
        """Write the answer that is waiting, if one is."""
        event, turn = self._pending, self._turn
        if event is None or turn is None:
            return
        keep = False
        try:
            state = self._progress.answer(event, turn.state)
        except BusyError:
            keep = True
            raise
        except StaleError:
            self._know_all()
            self._advance()
            raise
        except MovedError:
            self._turn = replace(turn, event_id=event.id)
            raise
        finally:
            if not keep:
                self._pending = None
        self._answered(event, state)

    def _answered(self, event: Event, state: CardState) -> None:
        assert event.card is not None
        self._know(event.card, state)
        self._tallies.append((event.id, self._tally))
        self._tally = Tally(
            answers=self._tally.answers + 1,
            again=self._tally.again + (event.rating == Rating.AGAIN),
            new=self._tally.new + (event.predicted is None and self.mode is Mode.REVIEW),
            study_ms=self._tally.study_ms + min(event.elapsed_ms or 0, ANSWER_CAP_MS),
        )
        if self.mode is Mode.REVIEW and is_learning(state):
            self._queue.put(event.card)
        elif self.mode is not Mode.REVIEW and event.rating == Rating.AGAIN and state.memory is not None:
            self._queue.put(event.card, last=True)
        self._advance()

    # -- everything else a person does --------------------------------------------------------------------------

    def undo(self) -> Event | None:
        """Take back the latest event of this device and put its card up again; none: nothing is left to undo.

        An answer that still waits to be written is the latest: nothing is written of it then.
        """
        if self._pending is not None:
            waited, self._pending = self._pending, None
            return waited
        event = self._progress.undo(self._clock())
        if event is None:
            return None
        alone = event.group is None and event.card in self._cards and event.event not in OF_NAMES
        if event.card is not None and alone:
            self._know(event.card, self._progress.state(event.card))
        else:
            self._know_all()
        if self._tallies and self._tallies[-1][0] == event.id:
            self._tally = self._tallies.pop()[1]
        if event.card is not None and alone and event.event is not Kind.FLAG:
            if self._turn is not None and self._turn.card.id != event.card:
                self._queue.put(self._turn.card.id)
            if event.event is Kind.REVIEW and self._states.get(event.card, NEW).memory is None:
                self._queue.count_as_new(event.card)
            self._put_up(event.card, event)
        elif self._turn is not None:
            # Trained weights may be what was taken back: the keys promise what holds now.
            turn = replace(self._turn, state=self._states.get(self._turn.card.id, NEW))
            self._turn = turn if turn.revealed_at is None else self._previewed(turn)
        return event

    def undo_question(self) -> str:
        """What to ask before `undo`: its event is another window's, or of an earlier day. Empty: nothing."""
        question = asked_before(self._progress, self._clock().study_day)
        return f"{question}: u once more takes it back" if question else ""

    def catch_up(self) -> bool:
        """Take up what another window has written; whether what shows may have changed."""
        if self._pending is not None or not self._progress.changed_elsewhere():
            return False
        with contextlib.suppress(BusyError):
            self._progress.keep_up()
        self._know_all()
        turn = self._turn
        if turn is None or turn.state.last_event == self._states.get(turn.card.id, NEW).last_event:
            return True
        state = self._states.get(turn.card.id, NEW)
        if is_away(state, self._clock().study_day) or state.shown > turn.state.shown:
            self._advance()  # it was answered or put away there
        else:
            self._put_up(turn.card.id)
        return True

    def skip(self) -> None:
        """Put the current card behind the others of this sitting."""
        if self._pending is None and self._turn is not None:
            self._queue.put(self._turn.card.id, last=True)
            self._advance()

    def _act(self, kind: Kind, detail: Mapping[str, Any] | None = None) -> bool:
        """Write an event of the current card; false where there is none, or its answer is still to be written."""
        if self._turn is None or self._pending is not None:
            return False
        card = self._turn.card.id
        state = self._progress.answer(self._progress.make(kind, self._clock(), card, detail=detail))
        self._know(card, state)
        self._turn = replace(self._turn, state=state)
        return True

    def bury(self) -> None:
        """Leave the current card until tomorrow."""
        if self._act(Kind.BURY):
            self._advance()

    def suspend(self) -> None:
        """Leave the current card until it is brought back."""
        if self._act(Kind.SUSPEND):
            self._advance()

    def set_aside(self, card: str) -> None:
        """Suspend a card of this sitting that is not on screen, such as the one answered last."""
        state = self._progress.answer(self._progress.make(Kind.SUSPEND, self._clock(), card))
        self._know(card, state)
        self._queue.take(card)
        self.left = self._queue.left(self._turn.card.id if self._turn else None)

    def reset(self) -> None:
        """Make the current card new again; it comes up once more at the end."""
        if self._act(Kind.RESET) and self._turn is not None:
            self._queue.count_as_new(self._turn.card.id)
            self.skip()

    def flag(self, note: str | None) -> None:
        """Flag the current card with a note; None takes the flag away."""
        self._act(Kind.FLAG, {"note": note})

    def replace_cards(self, cards: Mapping[str, Card], renamed: Mapping[str, str] | None = None) -> None:
        """Go on with edited decks; the current card shows its new text, and cards that are gone wait to come back.

        `renamed` says by the old name which cards an edit gave a new one, or another history.
        """
        turn, renamed = self._turn, renamed or {}
        self._cards = cards
        if turn is not None and self._pending is not None:
            # The answer that waits to be saved is one to this very card.
            self._cards = ChainMap({turn.card.id: turn.card}, cards)  # type: ignore[arg-type]
            self._queue.keep(self._cards)
            return
        if renamed:
            with contextlib.suppress(BusyError):
                self._know_all()
        for old, new in renamed.items():
            self._queue.rename(old, new)
        name = renamed.get(turn.card.id, turn.card.id) if turn is not None else ""
        card = cards.get(name)
        if turn is not None and card is None:
            self._queue.put(name)
        self._queue.keep(self._cards)
        if turn is None or card is None:
            self._advance()
            return
        if card != turn.card:
            state = self._states.get(card.id, NEW) if renamed else turn.state
            changed, shown = edited(replace(turn, state=state), card)
            self._turn = self._previewed(changed) if shown else changed
        self.left = self._queue.left(card.id)
