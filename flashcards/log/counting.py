"""What an event counts for in the tables of statistics: its facts, and the sums over facts."""

from collections.abc import Iterable, Iterator, Mapping
from math import log
from typing import Any, NamedTuple, TypeAlias

from flashcards.days import MINUTE_MS
from flashcards.events import ANSWER_CAP_MS, Event, Kind, Mode
from flashcards.schedule.states import Memory, Phase, Rating

MATURE_DAYS = 21
"""A card whose interval is this long is mature, as in Anki."""
AGES = ("new", "learning", "relearning", "young", "mature")
_SPACED, _REVIEW, _IN_SCHEDULE = Phase.REVIEW, Kind.REVIEW, Mode.REVIEW  # an enumeration takes ten times as long to ask
_AGAIN = int(Rating.AGAIN)
LEAST_LIKELIHOOD = 1e-9
HOURS, BINS = 24, 20
MILLION = 1_000_000
"""Predictions and losses are kept in whole millionths, so that what an undo takes out leaves no trace."""


def age(memory: Memory | None) -> str:
    """Where a card of this memory stands, as statistics sort it: new, learning, relearning, young or mature."""
    if memory is None:
        return "new"
    if memory.phase is not _SPACED:
        return str(memory.phase)
    return "mature" if (memory.due_day - memory.last_day).days >= MATURE_DAYS else "young"


REVIEW = ("card", "seq", "study_day", "hour", "mode", "rating", "before", "ms", "predicted", "loss", "confidence")
"""The columns of a review's facts; `before` is the age of the card."""
COUNTED = (*REVIEW, "moved_on", "after", "asked")
"""All that the tables know of one event: it is a review (else no rating), and may change an age (else `moved_on` is none)."""
Asked: TypeAlias = list[tuple[str, str, int]]
"""Rubric points and recognised mistakes: sort, key, whether missed."""


def counted(
    card: str, seq: int, event: Event, memory: Memory | None, before: str, after: str
) -> tuple[tuple[Any, ...], str | None, Asked]:
    """What an event counts for that a card of a memory and age met: the columns of `REVIEW`, `moved_on` and `asked`."""
    _, _, wall_ms, study_day, offset, _, kind, _, _, mode, rating, elapsed, _, _, recall, _, detail = event
    day, moved_on = study_day.isoformat(), None
    asked: Asked = []
    if before != after:
        # A clock that went back must not take a card out of an age before the day it came in.
        moved_on = max(study_day, memory.last_day if memory else study_day).isoformat()
    if kind is not _REVIEW:
        return (card, seq, day, 0, None, None, before, 0, None, None, None), moved_on, asked
    predicted = loss = confidence = None
    if recall is not None and recall < 1:
        predicted = min(round(recall * MILLION), MILLION - 1)
        likelihood = recall if rating != _AGAIN else 1 - recall
        loss = -round(log(max(likelihood, LEAST_LIKELIHOOD)) * MILLION)
    if detail:
        confidence, asked = detail.get("confidence"), _asked(detail)
    hour = (wall_ms // MINUTE_MS + offset) // 60 % HOURS  # on the clock of the place where it happened
    ms = min(elapsed or 0, ANSWER_CAP_MS)
    said = "review" if mode is _IN_SCHEDULE else str(mode)  # an enumeration is slow to hash
    return (card, seq, day, hour, said, rating, before, ms, predicted, loss, confidence), moved_on, asked


def _asked(detail: Mapping[str, Any]) -> Asked:
    """The rubric points that an answer was held against, missed or not, and the mistakes recognised in it."""
    points, mistakes = detail.get("points"), detail.get("mistakes")
    asked = [("point", key, int(not ticked)) for key, ticked in points.items()] if points else []
    if mistakes:
        asked += [("mistake", key, 1) for key in dict.fromkeys(mistakes)]
    return asked


class Sum(NamedTuple):
    """A table of sums: over which facts, by what, and what is added up."""

    source: str
    key: tuple[str, ...]
    values: dict[str, str]
    where: str = "true"
    """Which facts it adds up."""

    @property
    def names(self) -> str:
        """The columns that it sums by."""
        return ", ".join(column.rpartition(" AS ")[2] for column in self.key)

    def over(self, rows: str) -> str:
        """The sums of these facts, as a query."""
        columns = [*self.key, *(f"{sql} AS {name}" for name, sql in self.values.items())]
        groups = ", ".join(str(n + 1) for n in range(len(self.key)))
        return f"SELECT {', '.join(columns)} FROM {rows} WHERE {self.where} GROUP BY {groups}"  # noqa: S608


_MISS = f"(predicted - {MILLION} * (rating > 1))"
_ANSWERS = {"n": "count(*)", "passed": "sum(rating > 1)"}
_OF_REVIEW = "mode = 'review'"
SUMS = {
    "day_sum": Sum("review_fact", ("study_day", "mode", "before", "rating"), {"n": "count(*)", "ms": "sum(ms)"}),
    "hour_sum": Sum("review_fact", ("study_day", "hour"), _ANSWERS, _OF_REVIEW),
    "bin_sum": Sum(
        "review_fact",
        ("study_day", f"predicted * {BINS} / {MILLION} AS bin"),
        {**_ANSWERS, "predicted": "sum(predicted)", "squares": f"sum({_MISS} * {_MISS})", "loss": "sum(loss)"},
        f"{_OF_REVIEW} AND predicted IS NOT NULL",
    ),
    "card_sum": Sum("review_fact", ("card", "before"), _ANSWERS, _OF_REVIEW),
    "confidence_sum": Sum("review_fact", ("card", "confidence"), _ANSWERS, "confidence IS NOT NULL"),
    "step_sum": Sum("step_fact", ("study_day", "before", "after"), {"n": "count(*)"}),
    "point_sum": Sum("point_fact", ("card", "sort", "key"), {"n": "count(*)", "missed": "sum(missed)"}),
}
FACTS = ("review_fact", "step_fact", "point_fact")
TABLES = (*FACTS, *SUMS)


RATINGS = 5
"""One more than there are: they begin with 1."""
_PLACES = {
    str(mode): {age: (m * len(AGES) + a) * RATINGS for a, age in enumerate(sorted(AGES))}
    for m, mode in enumerate(sorted(Mode))
}
_HOURS_AT = 2 * len(Mode) * len(AGES) * RATINGS
_BINS_AT = _HOURS_AT + 2 * HOURS
_END = _BINS_AT + 5 * BINS


class OfDays:
    """The sums of reviews by study day, added up one review after the other.

    SQL would sort all reviews for each of these tables, which takes five times as long. The figures are those of `SUMS`;
    the tests hold both together.
    """

    def __init__(self) -> None:
        self._days: dict[str, list[int]] = {}
        """By study day the sums in a row: those by mode, age and rating, then those of the hours, then those of the bins."""

    def add(self, reviews: Iterable[tuple[Any, ...]]) -> None:
        """Add reviews: the columns of each as `REVIEW` has them."""
        for _, _, day, hour, mode, rating, before, ms, predicted, loss, _ in reviews:
            sums = self._days.get(day)
            if sums is None:
                sums = self._days[day] = [0] * _END
            at = 2 * (_PLACES[mode][before] + rating)
            sums[at] += 1
            sums[at + 1] += ms
            if mode == "review":
                passed = rating > 1
                at = _HOURS_AT + 2 * hour
                sums[at] += 1
                sums[at + 1] += passed
                if predicted is not None:
                    at = _BINS_AT + predicted * BINS // MILLION * 5
                    missed = predicted - MILLION if passed else predicted
                    sums[at] += 1
                    sums[at + 1] += passed
                    sums[at + 2] += predicted
                    sums[at + 3] += missed * missed
                    sums[at + 4] += loss

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of the tables, in their order."""
        names = [(mode, age, rating) for mode in _PLACES for age in _PLACES[mode] for rating in range(RATINGS)]
        tables: dict[str, list[tuple[Any, ...]]] = {"day_sum": [], "hour_sum": [], "bin_sum": []}
        for day, sums in sorted(self._days.items()):
            tables["day_sum"] += [(day, *names[n], *some) for n, some in _in_parts(sums[:_HOURS_AT], 2)]
            tables["hour_sum"] += [(day, n, *some) for n, some in _in_parts(sums[_HOURS_AT:_BINS_AT], 2)]
            tables["bin_sum"] += [(day, n, *some) for n, some in _in_parts(sums[_BINS_AT:], 5)]
        return tables


def _in_parts(sums: list[int], size: int) -> Iterator[tuple[int, list[int]]]:
    """The parts that count something, each with its number."""
    for number in range(len(sums) // size):
        if sums[number * size]:
            yield number, sums[number * size : (number + 1) * size]


def added(sign: str, name: str, rows: str) -> str:
    """The statement that adds facts (`+`) to the sums of a name, or takes them away (`-`)."""
    changes = ", ".join(f"{value} = {value} {sign} excluded.{value}" for value in SUMS[name].values)
    return f"INSERT INTO {name} {SUMS[name].over(rows)} ON CONFLICT DO UPDATE SET {changes}"


def trigger() -> str:
    """What counts an event that is inserted into the view `counted`: its facts first, then the sums over them."""
    review = ", ".join(f"new.{name}" for name in REVIEW)
    of_event = "WHERE card = new.card AND seq = new.seq"
    sums = "".join(f"{added('+', name, f'(SELECT * FROM {of.source} {of_event})')};" for name, of in SUMS.items())  # noqa: S608
    return f"""INSTEAD OF INSERT ON counted BEGIN
        INSERT INTO review_fact SELECT {review} WHERE new.rating IS NOT NULL;
        INSERT INTO step_fact
            SELECT new.card, new.seq, new.moved_on, new.before, new.after WHERE new.moved_on IS NOT NULL;
        INSERT INTO point_fact SELECT new.card, new.seq, new.study_day,
            json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
            FROM json_each(new.asked);
        {sums}
        END"""  # noqa: S608
