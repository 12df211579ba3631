"""What a sitting shows: the cards in their turn, with what is known of them."""

from collections.abc import Callable, Mapping

from flashcards import kinds
from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.events import Event, Kind
from flashcards.log.file import Progress
from flashcards.questions import Question
from flashcards.schedule.agenda import Agenda, load
from flashcards.schedule.queue import Queue
from flashcards.schedule.states import NEW, CardState, Phase
from flashcards.session.turn import Stage, Tally, Turn, View


class Showing:
    """Puts up one card after the other."""

    def __init__(
        self,
        cards: Mapping[str, Card],
        progress: Progress,
        agenda: Agenda,
        states: dict[str, CardState],
        clock: Callable[[], Moment],
    ) -> None:
        self._cards = cards
        self._progress = progress
        self._clock = clock
        self._states = states
        """As this sitting knows them: after an answer nothing has to be read, so that nothing can fail."""
        self._load = load(states)
        self._queue = Queue(agenda, self._states)
        self._queue.keep(self._cards)
        self._tally = Tally()
        self._pending: Event | None = None
        self._turn: Turn | None = None
        self._ahead: tuple[Card, int, Question] | None = None
        self._advance()

    @property
    def view(self) -> View:
        """What a face shows now."""
        turn = self._turn
        if turn is None:
            return View(Stage.FINISHED, self.left, self._tally, waiting_ms=self._queue.waiting_ms)
        stage = Stage.SAVING if self._pending else Stage.ASKING if turn.revealed_at is None else Stage.REVEALED
        return View(stage, self.left, self._tally, turn)

    @property
    def cards(self) -> Mapping[str, Card]:
        """The cards that can be shown."""
        return self._cards

    @property
    def shown_at(self) -> Moment:
        """When the current question came up."""
        return self._turn.shown_at if self._turn else self._clock()

    @property
    def waiting(self) -> Event | None:
        """The answer that was given and is not written yet."""
        return self._pending

    def _advance(self) -> None:
        """Put up the next card, or none."""
        self._put_up(self._queue.next(self._clock().wall_ms))

    def _put_up(self, card_id: str | None, taken_back: Event | None = None) -> None:
        """Put up a card; after an answer that was taken back, with the very question that it answered."""
        self._turn = None
        if card_id is not None:
            self._queue.take(card_id)
            card, state = self._cards[card_id], self._states.get(card_id, NEW)
            drawn = taken_back.detail if taken_back and taken_back.event is Kind.REVIEW else None
            question = kinds.ask_again(card, drawn) if drawn else self._asked(card, state.shown)
            self._turn = Turn(card, state, question, self._clock())
        self.left = self._queue.left(card_id)
        """How many cards of each sort are still to come."""

    def _asked(self, card: Card, shown: int) -> Question:
        """The question of a card, as `ahead` asked it if it did."""
        if self._ahead is None or self._ahead[0] is not card or self._ahead[1] != shown:
            self._ahead = (card, shown, kinds.ask(card, shown))
        return self._ahead[2]

    def ahead(self) -> View | None:
        """What most likely shows after the card on screen, asked now, so that no key waits for it; none: nothing."""
        at = self._clock()
        card_id = self._queue.next(at.wall_ms) if self._turn is not None else None
        if card_id is None:
            return None
        card, state = self._cards[card_id], self._states.get(card_id, NEW)
        return View(Stage.ASKING, self.left, self._tally, Turn(card, state, self._asked(card, state.shown), at))

    def _know(self, card: str, state: CardState) -> None:
        """Take up what the log says of a card now."""
        for found, count in ((self._states.get(card, NEW), -1), (state, 1)):
            if found.memory is not None and found.memory.phase is Phase.REVIEW:
                self._load[found.memory.due_day] += count
        self._states[card] = state

    def _know_all(self) -> None:
        """Take up what the log says of all cards now."""
        states = self._progress.states()
        self._states.clear()
        self._states.update(states)
        self._load = load(states)
        self._queue.sort_anew()
