"""The order in which the cards of a sitting come up, and how many are left."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Mapping

from flashcards.days import MINUTE_MS
from flashcards.records import dataclass
from flashcards.schedule.agenda import LEARN_AHEAD_MS, Agenda, is_learning
from flashcards.schedule.states import NEW, CardState

END_OF_TIME_MS = 2**63 - 1
WRONG_CLOCK_MS = 60 * MINUTE_MS
"""No step of minutes ends so late: one that does was dated by a wrong clock."""


@dataclass(frozen=True, slots=True)
class Left:
    """Cards still to come in this sitting, the current one included."""

    due: int = 0
    new: int = 0
    learning: int = 0

    @property
    def total(self) -> int:
        return self.due + self.new + self.learning


class Queue:
    """Cards in steps of minutes by their time, the others in the agenda's order."""

    def __init__(self, agenda: Agenda, states: Mapping[str, CardState]) -> None:
        """`states` are those of the sitting: what it learns of a card is seen here."""
        self._states = states
        self._main = agenda.main
        self._new = set(agenda.new)
        self._steps = {card: self._due_ms(card) for card in agenda.learning}
        self._by_time = sorted((due_ms, card) for card, due_ms in self._steps.items())
        self._gone: list[str] = []
        """Cards that cannot be shown now, in their order: the file that has them may be half saved."""
        self.sort_anew()

    def _due_ms(self, card: str) -> int:
        memory = self._states.get(card, NEW).memory
        return (memory.due_ms or 0) if memory else 0

    def _sort(self, card: str) -> str:
        if is_learning(self._states.get(card, NEW)):
            return "learning"
        return "new" if card in self._new else "due"

    def sort_anew(self) -> None:
        """Count the cards of each sort again: the states of any of them may have changed."""
        self._sorts = {card: self._sort(card) for card in self._main}
        self._counts = Counter(self._sorts.values())

    def next(self, now_ms: int) -> str | None:
        """The card to put up: one whose step has ended, else the first of the others, else one that ends soon.

        A step that a wrong clock dated has ended.
        """
        due_ms, card = self._first_step(now_ms)
        if card is not None and due_ms <= now_ms:
            return card
        if self._main:
            return self._main[0]
        return card if due_ms <= now_ms + LEARN_AHEAD_MS else None

    def _first_step(self, now_ms: int) -> tuple[int, str | None]:
        if not self._by_time:
            return 0, None
        if self._by_time[-1][0] <= now_ms + WRONG_CLOCK_MS:
            return self._by_time[0]
        return min((now_ms if due_ms > now_ms + WRONG_CLOCK_MS else due_ms, card) for due_ms, card in self._by_time)

    def steady_until(self, now_ms: int) -> int | None:
        """Until when the card to put up stays the same; none where a wrong clock makes that hard to say."""
        steps = self._by_time
        if steps and steps[-1][0] > now_ms + WRONG_CLOCK_MS:
            return None
        comes_later = self._main and steps and steps[0][0] > now_ms
        return steps[0][0] if comes_later else END_OF_TIME_MS

    @property
    def waiting_ms(self) -> int | None:
        """When the next step ends."""
        return self._by_time[0][0] if self._by_time else None

    def take(self, card: str) -> None:
        """Take a card out: it is on screen, or done with."""
        if card in self._steps:
            self._take_step(card)
        elif card in self._sorts:
            self._counts[self._sorts.pop(card)] -= 1
            self._main.remove(card)

    def _take_step(self, card: str) -> None:
        self._by_time.pop(bisect_left(self._by_time, (self._steps.pop(card), card)))

    def put(self, card: str, *, last: bool = False) -> None:
        """Put a card before everything else, or behind it; one in its steps waits for its time, unless it goes last."""
        if is_learning(self._states.get(card, NEW)) and not last:
            if card in self._steps:
                self._take_step(card)
            self._steps[card] = self._due_ms(card)
            insort(self._by_time, (self._steps[card], card))
        elif card not in self._sorts:
            self._main.insert(len(self._main) if last else 0, card)
            self._sorts[card] = self._sort(card)
            self._counts[self._sorts[card]] += 1

    def count_as_new(self, card: str) -> None:
        """Say of a card that its first answer was taken back."""
        self._new.add(card)
        if card in self._sorts:
            self.sort_anew()

    def keep(self, cards: Collection[str]) -> None:
        """Leave out the cards that are not among these; those that are back come first."""
        queued = [*self._steps, *self._main]
        back = [card for card in self._gone if card in cards]
        self._gone = [card for card in (*self._gone, *queued) if card not in cards]
        self._main = [card for card in self._main if card in cards]
        self._steps = {card: due_ms for card, due_ms in self._steps.items() if card in cards}
        self._by_time = [step for step in self._by_time if step[1] in cards]
        self.sort_anew()
        for card in reversed(back):
            self.put(card)

    def rename(self, old: str, new: str) -> None:
        """Go on with a card under another name."""
        self._main = [new if card == old else card for card in self._main]
        self._gone = [new if card == old else card for card in self._gone]
        if old in self._steps:
            due_ms = self._steps[old]
            self._take_step(old)
            self._steps[new] = due_ms
            insort(self._by_time, (due_ms, new))
        if old in self._new:
            self._new.add(new)
        self.sort_anew()

    def left(self, current: str | None) -> Left:
        """How many cards of each sort are still to come, with the one on screen."""
        counts = self._counts if current is None else self._counts + Counter([self._sort(current)])
        return Left(counts["due"], counts["new"], counts["learning"] + len(self._steps))
