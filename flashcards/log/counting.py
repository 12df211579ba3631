"""What an event counts for in the tables of statistics: its facts, and the sums over facts."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from flashcards.days import MINUTE_MS
from flashcards.events import ANSWER_CAP_MS, Event, Kind
from flashcards.schedule.states import CardState, Phase

MATURE_DAYS = 21
"""A card whose interval is this long is mature, as in Anki."""
MILLION = 1_000_000
"""Predictions and losses are kept in whole millionths, so that what an undo takes out leaves no trace."""


def age(state: CardState) -> str:
    """Where a card stands, as statistics sort it: new, learning, relearning, young or mature."""
    memory = state.memory
    if memory is None:
        return "new"
    if memory.phase is not Phase.REVIEW:
        return memory.phase.value
    return "mature" if (memory.due_day - memory.last_day).days >= MATURE_DAYS else "young"


def local_hour(event: Event) -> int:
    """The hour on the clock of the place where it happened, 0 to 23."""
    return (event.wall_ms // MINUTE_MS + event.utc_offset_min) // 60 % 24


def loss(event: Event) -> float | None:
    """The log loss of the prediction, in nats; none where nothing was predicted."""
    if event.predicted is None or event.rating is None:
        return None
    likelihood = event.predicted if event.rating > 1 else 1 - event.predicted
    return -math.log(max(likelihood, 1e-9))


class Counted(NamedTuple):
    """One event of a card as the tables count it: a review (else no rating), a change of age (else `moved_on` is none)."""

    card: str
    study_day: str
    hour: int
    mode: str | None
    rating: int | None
    before: str
    ms: int
    predicted: int | None
    loss: int | None
    confidence: str | None
    moved_on: str | None
    after: str
    asked: list[tuple[str, str, int]]
    """Rubric points and recognised mistakes: sort, key, whether missed."""


def counted(card: str, event: Event, state: CardState, before: str, after: str) -> Counted:
    """What an event counts for that a card of a state and age met."""
    day = event.study_day.isoformat()
    moved_on = None
    if before != after:
        # A clock that went back must not take a card out of an age before the day it came in.
        first = state.memory.last_day if state.memory else event.study_day
        moved_on = max(event.study_day, first).isoformat()
    if event.event is not Kind.REVIEW:
        return Counted(card, day, 0, None, None, before, 0, None, None, None, moved_on, after, [])
    detail = event.detail or {}
    forecast = None if event.predicted is None or event.predicted >= 1 else event.predicted
    return Counted(
        card=card,
        study_day=day,
        hour=local_hour(event),
        mode=event.mode,
        rating=event.rating,
        before=before,
        ms=min(event.elapsed_ms or 0, ANSWER_CAP_MS),
        predicted=None if forecast is None else min(round(forecast * MILLION), MILLION - 1),
        loss=None if forecast is None else round((loss(event) or 0.0) * MILLION),
        confidence=detail.get("confidence"),
        moved_on=moved_on,
        after=after,
        asked=[(sort, key, int(missed)) for sort, key, missed in _asked(detail)],
    )


def _asked(detail: Any) -> Iterator[tuple[str, str, bool]]:
    """The rubric points that an answer was held against, missed or not, and the mistakes recognised in it."""
    for key, ticked in (detail.get("points") or {}).items():
        yield "point", key, not ticked
    for key in dict.fromkeys(detail.get("mistakes") or ()):
        yield "mistake", key, True


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
        ("study_day", f"predicted * 20 / {MILLION} AS bin"),
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


def added(sign: str, name: str, rows: str) -> str:
    """The statement that adds facts (`+`) to the sums of a name, or takes them away (`-`)."""
    changes = ", ".join(f"{value} = {value} {sign} excluded.{value}" for value in SUMS[name].values)
    return f"INSERT INTO {name} {SUMS[name].over(rows)} ON CONFLICT DO UPDATE SET {changes}"


def trigger() -> str:
    """What counts an event that is inserted into the view `counted`: its facts first, then the sums over them."""
    review = ", ".join(f"new.{name}" for name in Counted._fields[1:10])
    of_event = "WHERE card = new.card AND seq = new.seq"
    sums = "".join(f"{added('+', name, f'(SELECT * FROM {of.source} {of_event})')};" for name, of in SUMS.items())  # noqa: S608
    return f"""INSTEAD OF INSERT ON counted BEGIN
        INSERT INTO review_fact SELECT new.card, new.seq, {review} WHERE new.rating IS NOT NULL;
        INSERT INTO step_fact
            SELECT new.card, new.seq, new.moved_on, new.before, new.after WHERE new.moved_on IS NOT NULL;
        INSERT INTO point_fact SELECT new.card, new.seq, new.study_day,
            json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
            FROM json_each(new.asked);
        {sums}
        END"""  # noqa: S608
