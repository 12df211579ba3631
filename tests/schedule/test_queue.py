"""The order of a sitting, and what a key costs among many cards."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flashcards.days import MINUTE_MS
from flashcards.schedule.agenda import LEARN_AHEAD_MS, Agenda, is_learning
from flashcards.schedule.queue import WRONG_CLOCK_MS, Left, Queue
from flashcards.schedule.states import NEW, CardState, Memory, Phase

DAY = date(2026, 1, 1)
CARDS = [f"c{n}" for n in range(8)]


def state(due_ms: int | None) -> CardState:
    """A card in a step that ends then, or one that counts in days."""
    phase = Phase.REVIEW if due_ms is None else Phase.LEARNING
    return CardState(Memory(phase, None if due_ms is None else 0, 3.0, 5.0, DAY, DAY, due_ms))


class Plain:
    """What a queue does, said in the plainest way."""

    def __init__(self, agenda: Agenda, states: dict[str, CardState]) -> None:
        self.states, self.main, self.new, self.steps = states, [*agenda.main], {*agenda.new}, [*agenda.learning]

    def due_ms(self, card: str) -> int:
        memory = self.states[card].memory
        assert memory is not None
        return memory.due_ms or 0

    def next(self, now_ms: int) -> str | None:
        ends = {card: self.due_ms(card) for card in self.steps}
        ends = {card: now_ms if end > now_ms + WRONG_CLOCK_MS else end for card, end in ends.items()}
        first = min(self.steps, key=lambda card: (ends[card], card), default=None)
        if first is not None and ends[first] <= now_ms:
            return first
        return self.main[0] if self.main else first if first and ends[first] <= now_ms + LEARN_AHEAD_MS else None

    def take(self, card: str) -> None:
        self.steps = [other for other in self.steps if other != card]
        self.main = [other for other in self.main if other != card]

    def put(self, card: str, *, last: bool) -> None:
        if is_learning(self.states.get(card, NEW)) and not last:
            self.steps.append(card)
        else:
            self.main.insert(len(self.main) if last else 0, card)

    def left(self, current: str | None) -> Left:
        sorts = Counter(
            "learning" if is_learning(self.states.get(card, NEW)) else "new" if card in self.new else "due"
            for card in ([current] if current else []) + self.main
        )
        return Left(sorts["due"], sorts["new"], sorts["learning"] + len(self.steps))


times = st.one_of(st.integers(0, 30 * MINUTE_MS), st.just(3 * WRONG_CLOCK_MS))
deeds = st.lists(st.tuples(st.sampled_from(["answer", "skip", "bury", "forget"]), times, st.booleans()), max_size=25)


@given(st.lists(st.one_of(st.none(), times), min_size=8, max_size=8), st.sets(st.sampled_from(CARDS)), deeds)
def test_a_queue_does_what_it_does_in_the_plainest_way(
    ends: list[int | None], new: set[str], deeds: list[tuple[str, int, bool]]
) -> None:
    states = dict(zip(CARDS, map(state, ends), strict=True))
    learning = tuple(card for card in CARDS if is_learning(states[card]))
    others = [card for card in CARDS if card not in learning]
    agenda = Agenda(learning, tuple(c for c in others if c not in new), tuple(c for c in others if c in new))
    queue, plain = Queue(agenda, states), Plain(agenda, states)
    now_ms = 0
    for deed, later, stays in deeds:
        now_ms += later % (11 * MINUTE_MS)
        card = queue.next(now_ms)
        assert card == plain.next(now_ms)
        if card is None:
            break
        for either in (queue, plain):
            either.take(card)
        assert queue.left(card) == plain.left(card)
        if deed == "answer":
            states[card] = state(now_ms + later if stays else None)
        if deed == "forget":
            queue.count_as_new(card)
            plain.new.add(card)
        if deed != "bury" and (stays or deed == "skip"):
            for either in (queue, plain):
                either.put(card, last=deed == "skip")
        assert queue.left(None) == plain.left(None)


class Asked(dict[str, CardState]):
    """States that count how often they are asked for."""

    times = 0

    def get(self, card: str, default: CardState = NEW) -> CardState:  # type: ignore[override]
        self.times += 1
        return super().get(card, default)


def test_a_key_asks_as_few_states_among_many_cards_as_among_few() -> None:
    asked = []
    for many in (20, 2000):
        cards = [f"c{n}" for n in range(many)]
        states = Asked({card: state(n if n % 2 else None) for n, card in enumerate(cards)})
        queue = Queue(Agenda(tuple(cards[1::2]), tuple(cards[::2]), ()), states)
        states.times = 0
        for now_ms in range(0, 10 * MINUTE_MS, MINUTE_MS):
            card = queue.next(now_ms)
            assert card is not None
            queue.take(card)
            states[card] = state(now_ms + 10 * MINUTE_MS)
            queue.put(card)
            queue.left(queue.next(now_ms))
        asked.append(states.times)
    assert asked[0] == asked[1] < 50
