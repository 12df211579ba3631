"""Which cards a day should hold, for the most recall on the day of the interview.

With a price on each day's second of study, cards are independent: the value of a memory just after a visit is the best
of leaving it alone until the interview and of one more visit on some later day. Prices rise where a day is too full and
fall where it has room, until the expected minutes fit. The gain of a visit today over the best wait, per second, ranks
the cards (a restless bandit's index: Whittle 1988; reviewing as optimal control: Tabibian et al. 2019).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flashcards.schedule.plan.recall import Array, Habits, Recall

STABILITIES, DIFFICULTIES = 32, 7
"""Points of the grid on which values are kept; between them they are interpolated."""
LEAST, MOST = 0.05, 4000.0
"""Stabilities at the ends of the grid, in days."""
SOFTNESS = 0.003
"""How near in recall two choices must be for expected minutes to be shared between them."""
NEGLIGIBLE = 0.002
PRICE_RANGE = (1e-9, 1.0)
FIRST_STEP, STEPS = 0.05, (0.0005, 0.5)
"""By how much the logarithm of a price moves in a round."""
BISECTIONS = 9
"""Halvings of the logarithm of that range, until one price for all days is near enough."""
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Shelf:
    """The cards of a plan as arrays of one length."""

    stability: Array
    """In days; of no meaning for a card never seen."""
    difficulty: Array
    elapsed: Array
    """Days since the last visit, on the first day of the plan."""
    unseen: NDArray[np.bool_]
    weight: Array
    """How much a recalled card counts."""
    effort: Array
    """Seconds of a visit, as a multiple of the person's usual."""
    known: Array
    """Probability of knowing an unseen card without ever seeing it."""

    def __len__(self) -> int:
        return len(self.stability)

    def distinct(self) -> tuple["Shelf", Indices, Array]:
        """The cards that differ, which of them each card is, and how many cards each stands for."""
        unseen = self.unseen
        columns = (
            np.where(unseen, -1.0, self.stability),
            np.where(unseen, 0.0, self.difficulty),
            np.where(unseen, 0.0, self.elapsed),
            self.weight,
            self.effort,
            np.where(unseen, self.known, 0.0),
        )
        _, first, which, count = np.unique(
            np.stack(columns), axis=1, return_index=True, return_inverse=True, return_counts=True
        )
        one = Shelf(**{name: getattr(self, name)[first] for name in self.__dataclass_fields__})
        return one, which.reshape(-1), count.astype(np.float64)


class Grid:
    """Points in memory space, and where any memory lies between them."""

    def __init__(self) -> None:
        self.log_stability = np.linspace(np.log(LEAST), np.log(MOST), STABILITIES)
        self.difficulty = np.linspace(1.0, 10.0, DIFFICULTIES)
        self.stability = np.exp(self.log_stability)
        self.size = STABILITIES * DIFFICULTIES

    def rows(self, stability: Array) -> tuple[Indices, Array]:
        """The lower neighbour in stability, and how far beyond it, 0 to 1."""
        step = self.log_stability[1] - self.log_stability[0]
        place = np.clip((np.log(stability) - self.log_stability[0]) / step, 0, STABILITIES - 1.000001)
        low = place.astype(np.int64)
        return low, place - low

    def columns(self, difficulty: Array) -> tuple[Indices, Array]:
        """The same in difficulty."""
        place = np.clip((difficulty - 1.0) / 9.0 * (DIFFICULTIES - 1), 0, DIFFICULTIES - 1.000001)
        low = place.astype(np.int64)
        return low, place - low

    def corners(self, stability: Array, difficulty: Array) -> list[tuple[Indices, Array]]:
        """The four neighbours as flat indices with their shares."""
        row, beyond = self.rows(stability)
        column, across = self.columns(difficulty)
        flat = row * DIFFICULTIES + column
        return [
            (flat, (1 - beyond) * (1 - across)),
            (flat + 1, (1 - beyond) * across),
            (flat + DIFFICULTIES, beyond * (1 - across)),
            (flat + DIFFICULTIES + 1, beyond * across),
        ]


@dataclass
class Visits:
    """What a visit does to memories that wait on the grid (`[days waited, point]`) or belong to cards (`[day, card]`)."""

    recall: Array
    """Probability of recall at the visit."""
    seconds: Array
    ways: list[tuple[Indices, Array]] = field(default_factory=list)
    """Flat grid points that a visit leads to, with their shares; all shares of a visit sum to 1."""

    def value(self, values: Array, rows: slice = slice(None)) -> Array:
        """The expected value after a visit, given the values on the grid."""
        total = np.zeros_like(self.recall[rows])
        for place, share in self.ways:
            total += share[rows] * values[place[rows]]
        return total

    def spread(self, mass: Array, rows: slice, size: int) -> Array:
        """How much lands on each of `size` grid points for each row, when so much is visited."""
        count = mass.shape[0]
        landed = np.zeros(count * size)
        some = mass > 0
        row = np.nonzero(some)[0] * size
        for place, share in self.ways:
            landed += np.bincount(row + place[rows][some], (share[rows] * mass)[some], count * size)
        return landed.reshape(count, size)


def visits_of(
    recall_model: Recall, habits: Habits, grid: Grid, days: Array, stability: Array, difficulty: Array, effort: Array
) -> Visits:
    """Visits after these days to these memories (arrays that broadcast)."""
    recall = recall_model.after(days, stability)
    stability, difficulty = np.broadcast_arrays(stability * np.ones_like(recall), difficulty * np.ones_like(recall))
    seconds = effort * (recall * habits.pass_s + (1 - recall) * habits.lapse_s)
    found = Visits(recall, seconds)
    for share, after, harder in recall_model.outcomes(stability, difficulty, recall, habits):
        found.ways += [(place, share * part) for place, part in grid.corners(after, harder)]
    return found


class Problem:
    """One plan: memories, habits, days and the seconds of each day; solved for prices."""

    def __init__(self, shelf: Shelf, recall: Recall, habits: Habits, seconds: Sequence[float]) -> None:
        """`seconds` of study for each day from today up to the eve of the interview, at least one day."""
        self.shelf, self._which, self._count = shelf.distinct()
        self.recall, self.habits = recall, habits
        self.seconds = np.asarray(seconds, dtype=np.float64)
        self.days = len(self.seconds)
        self.grid = Grid()
        points = np.repeat(self.grid.stability, DIFFICULTIES)
        hardness = np.tile(self.grid.difficulty, STABILITIES)
        waited = np.arange(1.0, max(2, self.days))[:, None]
        self._on_grid = visits_of(recall, habits, self.grid, waited, points, hardness, np.ones(1))
        self._left_alone = recall.after(np.arange(1.0, self.days + 1)[:, None], points)
        self._of_cards = self._visits_of_cards()
        self.alone = self._recall_if_left()
        """Recall of each card on the day of the interview if nothing more is done."""
        self._classes = list(self._in_classes())

    def _in_classes(self) -> Iterator["_Class"]:
        """The cards by effort per weight; a quarter of a natural logarithm apart they are taken as equal."""
        ratio = np.log(self.shelf.effort / np.maximum(self.shelf.weight, 1e-9))
        classes, which = np.unique(np.round(ratio * 4) / 4, return_inverse=True)
        for at, scale in enumerate(np.exp(classes)):
            cards = np.flatnonzero(which.reshape(-1) == at)
            of = self._of_cards
            visits = Visits(
                np.ascontiguousarray(of.recall[:, cards]),
                np.ascontiguousarray(of.seconds[:, cards]),
                [(np.ascontiguousarray(p[:, cards]), np.ascontiguousarray(s[:, cards])) for p, s in of.ways],
            )
            yield _Class(float(scale), cards, visits, self._count[cards], self.alone[cards], self.shelf.effort[cards])

    def _visits_of_cards(self) -> Visits:
        """Visits to each card on each day, were that its next one; an unseen card is met."""
        shelf = self.shelf
        days = shelf.elapsed + np.arange(float(self.days))[:, None]
        stability = np.where(shelf.unseen, 1.0, shelf.stability)
        difficulty = np.where(shelf.unseen, 5.0, shelf.difficulty)
        found = visits_of(self.recall, self.habits, self.grid, days, stability, difficulty, shelf.effort)
        found.seconds = np.where(shelf.unseen, shelf.effort * self.habits.new_s, found.seconds)
        first = [
            (place[0], share * part[0])
            for share, after, harder in self.recall.first_outcomes(self.habits)
            for place, part in self.grid.corners(np.array([after]), np.array([harder]))
        ]
        found.ways = [
            (np.where(shelf.unseen, met[0], place), np.where(shelf.unseen, met[1], share))
            for (place, share), met in zip(found.ways, first, strict=True)
        ]
        return found

    def _recall_if_left(self) -> Array:
        shelf = self.shelf
        stability = np.where(shelf.unseen, 1.0, shelf.stability)
        return np.where(shelf.unseen, shelf.known, self.recall.after(shelf.elapsed + self.days, stability))

    # -- values at given prices -----------------------------------------------------------------------------------

    def _values(self, prices: Array) -> tuple[Array, Array]:
        """Just after a visit on each day, the value; and that of a visit on each day after each wait.

        Shapes `[day, point]` and `[day, waited - 1, point]`, for a card of weight 1 and effort 1.
        """
        after = np.empty((self.days, self.grid.size))
        visit = np.full((self.days, max(1, self.days - 1), self.grid.size), -np.inf)
        for day in range(self.days - 1, -1, -1):
            best = self._left_alone[self.days - day - 1].copy()
            for later in range(day + 1, self.days):
                np.maximum(best, visit[later, later - day - 1], out=best)
            after[day] = best
            if day:
                rows = slice(0, day)
                visit[day, rows] = self._on_grid.value(best, rows) - prices[day] * self._on_grid.seconds[rows]
        return after, visit

    def _choices(self, prices: Array, after: Array, of: "_Class") -> Array:
        """The value of a next visit on each day for the cards of one class, and of none (`[day or none, card]`)."""
        value = np.empty((self.days + 1, len(of.cards)))
        for day in range(self.days):
            value[day] = of.visits.value(after[day], slice(day, day + 1))[0]
        value[:-1] -= of.scale * prices[:, None] * of.visits.seconds / of.effort
        value[-1] = of.alone
        return value

    # -- prices ---------------------------------------------------------------------------------------------------

    def usage(self, prices: Array) -> tuple[Array, float]:
        """The expected seconds of each day when every card follows its best plan at these prices; and a bound:

        no policy can recall more than this weighted sum on the day (Lagrange's dual, up to the grid).
        """
        seconds, worth = np.zeros(self.days), float(prices @ self.seconds)
        for of in self._classes:
            after, visit = self._values(of.scale * prices)
            value = self._choices(prices, after, of)
            worth += float((value.max(axis=0) * self.shelf.weight[of.cards] * of.count).sum())
            part = _softly(value)[:-1] * of.count
            seconds += (part * of.visits.seconds).sum(axis=1)
            mass = of.visits.spread(part * of.effort, slice(None), self.grid.size)
            seconds += self._flow(mass, visit)
        return seconds, worth

    def _flow(self, mass: Array, visit: Array) -> Array:
        """The expected seconds of the visits that follow, when so much effort stands just after a visit on each day."""
        seconds = np.zeros(self.days)
        for day in range(self.days - 1):
            here = mass[day]
            if not here.any():
                continue
            later = np.arange(day + 1, self.days)
            value = np.concatenate([visit[later, later - day - 1], self._left_alone[None, self.days - day - 1]])
            part = _softly(value)[:-1] * here
            rows = slice(0, self.days - day - 1)
            seconds[day + 1 :] += (part * self._on_grid.seconds[rows]).sum(axis=1)
            mass[day + 1 :] += self._on_grid.spread(part, rows, self.grid.size)
        return seconds

    def solve(self, rounds: int = 40, start: Array | None = None) -> Array:
        """Prices at which the expected minutes of each day fit, as nearly as so many rounds bring them.

        Each day's price moves by a step of its own, longer while it keeps its direction, half as long when it turns
        (Riedmiller & Braun 1993). `start` are prices from which to go on; without them one price for all days is found first.
        """
        have = np.maximum(self.seconds, 1.0)
        prices = self._one_price(have) if start is None else start
        logs, steps = np.log(prices), np.full(self.days, FIRST_STEP)
        before = np.zeros(self.days)
        best, found = np.inf, prices
        for _ in range(rounds):
            used, worth = self.usage(np.exp(logs))
            if worth < best:
                best, found = worth, np.exp(logs)
            way = np.sign(used - have)
            steps = np.clip(
                np.where(way * before > 0, steps * 1.3, np.where(way * before < 0, steps * 0.5, steps)), *STEPS
            )
            before = way
            logs = np.clip(logs + way * steps, *np.log(PRICE_RANGE))
        self.bound = best
        return found

    def _one_price(self, have: Array) -> Array:
        low, high = np.log(PRICE_RANGE[0]), np.log(PRICE_RANGE[1])
        if self.usage(np.full(self.days, PRICE_RANGE[0]))[0].sum() <= have.sum():
            return np.full(self.days, PRICE_RANGE[0])
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            fits = self.usage(np.full(self.days, np.exp(middle)))[0].sum() <= have.sum()
            low, high = (low, middle) if fits else (middle, high)
        return np.full(self.days, np.exp((low + high) / 2))

    def gains(self, prices: Array) -> tuple[Array, Array]:
        """For each card: what a visit today adds over its best wait, in weighted recall, and the visit's seconds."""
        gain = np.zeros(len(self.shelf))
        for of in self._classes:
            after, _ = self._values(of.scale * prices)
            value = self._choices(prices, after, of)
            free = value[0] + of.scale * prices[0] * of.visits.seconds[0] / of.effort
            gain[of.cards] = (free - value[1:].max(axis=0)) * self.shelf.weight[of.cards]
        return gain[self._which], self._of_cards.seconds[0][self._which]

    def queue(self, prices: Array) -> list[int]:
        """The cards worth a visit today, the most gain per second first; the day's minutes are for the caller to count."""
        gain, seconds = self.gains(prices)
        order = np.argsort(-gain / seconds, kind="stable")
        return [int(card) for card in order if gain[card] > 0]


@dataclass(frozen=True)
class _Class:
    """Cards of about one effort per weight: they share a table of values."""

    scale: float
    cards: Indices
    visits: Visits
    count: Array
    alone: Array
    effort: Array


def _softly(value: Array) -> Array:
    """How much of the mass takes each choice (first axis); nearly equal ones share it, the rest get nothing."""
    part = np.exp((value - value.max(axis=0)) / SOFTNESS)
    part /= part.sum(axis=0)
    part[part < NEGLIGIBLE] = 0.0
    return np.asarray(part / part.sum(axis=0))
