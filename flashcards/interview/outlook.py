"""What a plan promises: readiness today and on the day, by topic, what will not fit, and the ranking of today's cards.

A `Basis` is plain data, taken where the log is open; `outlook_of` computes from it alone, in any thread, and the only one
that brings in the planner with NumPy.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flashcards.hashes import blake2b
from flashcards.interview.queue import Place
from flashcards.interview.written import Plan
from flashcards.records import dataclass, field
from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.states import Memory

if TYPE_CHECKING:
    from flashcards.schedule.plan.planner import Found

ENOUGH_ANSWERS = 200
"""Predictions that were put to the test, from which on their record is trusted."""
UNPROVEN = 0.05
"""How far off readiness may be while there are fewer."""
SPREAD = 1.645
"""Standard deviations on each side of an interval: nine in ten fall inside."""
STEP_MINUTES = 10
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Planned:
    """A card of the plan."""

    id: str
    topic: str
    """Its deck."""
    kind: str
    weights: tuple[float, ...]
    """By interview."""
    memory: Memory | None
    known: float = 0.0
    """Probability of knowing it without ever having seen it."""
    given: float = 1.0
    """Its weight as the roles and the plan give it, the mean over interviews by importance."""


@dataclass(frozen=True, slots=True)
class Basis:
    """All that an outlook follows from."""

    plan: Plan
    today: date
    made_ms: int
    cards: Sequence[Planned]
    habits: Habits
    model: tuple[float, ...]
    """The weights of FSRS."""
    retention: float
    new_per_day: int
    answers: int
    """Predictions that were put to the test so far."""
    off_by: float | None
    brier: float | None
    log_loss: float | None
    mark: str
    """Of the log: up to where it was read."""
    checked: int = 0
    """Answers of the self-check."""

    @property
    def key(self) -> str:
        """The same for the same plan, cards, log and day."""
        told = (
            self.today,
            self.plan.text(),
            self.mark,
            self.retention,
            self.new_per_day,
            *((c.id, c.weights) for c in self.cards),
        )
        return blake2b(repr(told).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Outlook:
    """A computed outlook; `figures` are what the screen and `--json` show."""

    key: str
    plan: str
    """The plan's text."""
    study_day: date
    made_ms: int
    figures: Mapping[str, Any]
    ranking: tuple[Place, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """For the progress file."""
        return {
            "key": self.key,
            "plan": self.plan,
            "study_day": self.study_day.isoformat(),
            "made_ms": self.made_ms,
            "figures": self.figures,
            "ranking": [[p.card, p.gain, p.seconds] for p in self.ranking],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Outlook":
        """The reverse; raises KeyError, TypeError or ValueError for what is none."""
        ranking = tuple(Place(str(card), float(gain), float(seconds)) for card, gain, seconds in document["ranking"])
        day = date.fromisoformat(document["study_day"])
        return cls(
            str(document["key"]), str(document["plan"]), day, int(document["made_ms"]), document["figures"], ranking
        )

    def place(self, card: str) -> tuple[int, Place] | None:
        """The place of a card in today's ranking, from 1."""
        return next(((at, p) for at, p in enumerate(self.ranking, 1) if p.card == card), None)


def outlook_of(basis: Basis) -> Outlook:
    """Compute; one or two seconds of a processor for 2,000 cards and 60 days."""
    from flashcards.schedule.plan.planner import planned

    interviews = basis.plan.ahead(basis.today)
    found = planned(
        [c.memory for c in basis.cards],
        [c.weights for c in basis.cards],
        [basis.habits.effort.get(c.kind, 1.0) for c in basis.cards],
        [c.known for c in basis.cards],
        basis.today,
        [(i.day - basis.today).days for i in interviews],
        basis.plan.seconds(basis.today),
        basis.model,
        basis.habits,
        basis.retention,
        basis.new_per_day,
        60.0 * STEP_MINUTES,
    )
    off = max(basis.off_by or 0.0, 0.0 if basis.answers >= ENOUGH_ANSWERS else UNPROVEN)

    def share(chances: Sequence[float], weights: Sequence[float]) -> dict[str, Any]:
        total = sum(weights) or 1.0
        mean = sum(w * p for w, p in zip(weights, chances, strict=True)) / total
        chance = sum(w * w * p * (1 - p) for w, p in zip(weights, chances, strict=True)) / total**2
        half = SPREAD * math.sqrt(chance + off**2)
        low, high = max(0.0, mean - half), min(1.0, mean + half)
        return {"on_day": round(mean, DIGITS), "low": round(low, DIGITS), "high": round(high, DIGITS)}

    def now(at: Sequence[int], weights: Sequence[float]) -> float:
        return round(sum(w * found.now[n] for n, w in zip(at, weights, strict=True)) / (sum(weights) or 1.0), DIGITS)

    every = range(len(basis.cards))
    shown = []
    for k, interview in enumerate(interviews):
        weights = [basis.cards[n].weights[k] for n in every]
        shown.append(
            {
                "date": interview.day.isoformat(),
                "days": (interview.day - basis.today).days,
                "role": interview.role,
                "importance": interview.importance,
                "now": now(every, weights),
                **share(found.recall[k], weights),
            }
        )
    totals = [sum(c.weights) for c in basis.cards]
    mixed = [
        sum(c.weights[k] * found.recall[k][n] for k in range(len(interviews))) / totals[n]
        for n, c in enumerate(basis.cards)
    ]
    topics = []
    for topic in dict.fromkeys(c.topic for c in basis.cards):
        at = [n for n, c in enumerate(basis.cards) if c.topic == topic]
        weights = [totals[n] for n in at]
        topics.append(
            {
                "topic": topic,
                "weight": round(sum(basis.cards[n].given for n in at) / len(at), DIGITS),
                "cards": len(at),
                "unseen": sum(basis.cards[n].memory is None for n in at),
                "known_unseen": max((basis.cards[n].known for n in at), default=0.0),
                "left_out": round(sum(1 - found.visited[n] for n in at if basis.cards[n].memory is None)),
                "now": now(at, weights),
                **share([mixed[n] for n in at], weights),
            }
        )
    last = (interviews[-1].day - basis.today).days
    figures = {
        "study_day": basis.today.isoformat(),
        "minutes_today": basis.plan.minutes_on(basis.today),
        "cards": len(basis.cards),
        "interviews": shown,
        "readiness": {"now": now(every, totals), **share(mixed, totals)},
        "topics": topics,
        "left_out": sum(t["left_out"] for t in topics),
        "self_check": basis.checked,
        "final_pass": _final_pass(basis, found),
        "minutes": [{"change": change, "on_day": round(value, DIGITS)} for change, value in found.otherwise],
        "curve": {
            "days": [(basis.today + timedelta(days=n)).isoformat() for n in range(last + 1)],
            "plan": [round(v, DIGITS) for v in found.with_plan],
            "plain": [round(v, DIGITS) for v in found.plain],
            "nothing": [round(v, DIGITS) for v in found.nothing],
        },
        "calibration": {
            "answers": basis.answers,
            "off_by": basis.off_by,
            "brier": basis.brier,
            "log_loss": basis.log_loss,
            "enough": basis.answers >= ENOUGH_ANSWERS,
        },
    }
    order = list(found.order)
    if basis.plan.pass_since(basis.today) is not None:
        ranked = set(order)
        order += sorted((n for n in every if n not in ranked and basis.cards[n].memory), key=found.now.__getitem__)
    ranking = tuple(Place(basis.cards[n].id, round(found.gain[n], 6), round(found.seconds[n], 1)) for n in order)
    return Outlook(basis.key, basis.plan.text(), basis.today, basis.made_ms, figures, ranking)


def _final_pass(basis: Basis, found: "Found") -> dict[str, int] | None:
    """How many of the cards that will have been seen fit into the minutes of the final pass; none: there is none."""
    plan, habits = basis.plan, basis.habits
    if not plan.final_pass:
        return None
    first = plan.ahead(basis.today)[0].day
    began = first - timedelta(days=plan.final_pass)
    days = (first - basis.today).days
    seconds = sum(plan.seconds(basis.today)[max(0, days - plan.final_pass) : days])
    done = waiting = needed = 0.0
    for card, visited, recall in zip(basis.cards, found.visited, found.recall[0], strict=True):
        if card.memory is not None and card.memory.last_day >= began:
            done += 1
            continue
        seen = 1.0 if card.memory is not None else visited
        waiting += seen
        needed += basis.habits.effort.get(card.kind, 1.0) * (
            recall * habits.pass_s + max(0.0, seen - recall) * habits.lapse_s
        )
    fit = done + waiting * min(1.0, seconds / needed if needed else 1.0)
    return {"days": plan.final_pass, "cards": round(done + waiting), "fit": round(fit)}
