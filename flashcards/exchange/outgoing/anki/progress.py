"""What was answered, as Anki keeps it: rows of its review log, and where each card stands."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flashcards.events import ANSWER_CAP_MS, Event, Kind, Mode
from flashcards.records import dataclass
from flashcards.schedule.fsrs6 import LEARNING_STEPS_MIN, RELEARNING_STEPS_MIN
from flashcards.schedule.model import Model, weights_of
from flashcards.schedule.states import CardState, Memory, Phase

LEARN, REVIEW, RELEARN, FILTERED, MANUAL = range(5)
"""What sort of answer a row of the review log is."""
USUAL_EASE = 2500
RED = 1
_PHASES = {Phase.LEARNING: LEARN, Phase.REVIEW: REVIEW, Phase.RELEARNING: RELEARN}


class Row(NamedTuple):
    """One row of the review log, by the names of its columns, without its card."""

    id: int
    """Milliseconds since 1970."""
    ease: int
    ivl: int
    """Days; below zero: seconds."""
    lastIvl: int  # noqa: N815 - Anki's name
    factor: int
    """Difficulty, 1 to 10, as 100 to 1100; 0: practice, which moves nothing, and a reset."""
    time: int
    """Milliseconds."""
    type: int


class Standing(NamedTuple):
    """Where a card stands: columns of Anki's cards, by their names there."""

    type: int = 0
    queue: int = 0
    due: int = 0
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    flags: int = 0
    data: str = "{}"


@dataclass(frozen=True, slots=True)
class Progress:
    """The answers that go along, and the days from which Anki counts."""

    histories: Mapping[str, Sequence[Event]]
    model: Model
    first_day: date
    """Due days are counted from it."""
    retention: float

    def rows(self, card: str) -> Iterator[Row]:
        """The review log of a card, oldest first."""
        history = self.histories.get(card, ())
        memories = self.model.memories(history)
        last = 0
        for event, before, after in zip(history, memories, memories[1:], strict=False):
            if event.event not in (Kind.REVIEW, Kind.RESET, Kind.RESCHEDULE):
                continue
            moved = event.event is not Kind.REVIEW or event.mode is Mode.REVIEW
            ivl = _interval(after, event) if moved else last
            yield Row(
                event.at_ms,
                int(event.rating or 0),
                ivl,
                last,
                _shifted(after) if moved else 0,
                min(event.elapsed_ms or 0, ANSWER_CAP_MS),
                _type(event, before),
            )
            last = ivl

    def standing(self, card: str, state: CardState, position: int) -> Standing:
        """Where a card stands; a new one at a position among the new ones."""
        memory = state.memory
        flags = 0 if state.flag is None else RED
        if memory is None:
            return Standing(queue=-1 if state.suspended else 0, due=position, flags=flags)
        at_step = memory.due_ms is not None
        steps = RELEARNING_STEPS_MIN if memory.phase is Phase.RELEARNING else LEARNING_STEPS_MIN
        return Standing(
            type=3 if at_step and memory.phase is Phase.RELEARNING else 1 if at_step else 2,
            queue=-1 if state.suspended else 1 if at_step else 2,
            due=(memory.due_ms or 0) // 1000 if at_step else (memory.due_day - self.first_day).days,
            ivl=max(0 if at_step else 1, (memory.due_day - memory.last_day).days),
            factor=USUAL_EASE,
            reps=state.reps,
            lapses=state.lapses,
            left=len(steps) - (memory.step or 0) if at_step else 0,
            flags=flags,
            data=self._data(card, memory),
        )

    def _data(self, card: str, memory: Memory) -> str:
        """The memory as FSRS in Anki keeps it: stability, difficulty, desired retention, decay, last review."""
        answers = [e for e in self.histories.get(card, ()) if e.event is Kind.REVIEW and e.mode is Mode.REVIEW]
        last = answers[-1] if answers else None
        retention = weights_of(last.parameters)[1] if last else self.retention
        found = {
            "s": round(memory.stability, 4),
            "d": round(memory.difficulty, 3),
            "dr": round(retention, 2),
            "decay": round(self.model.weights_for(card)[-1], 3),
            **({"lrt": last.wall_ms // 1000} if last else {}),
        }
        return json.dumps(found, separators=(",", ":"))


def _interval(memory: Memory | None, event: Event) -> int:
    if memory is None:
        return 0
    if memory.due_ms is not None:
        return -max(1, round((memory.due_ms - event.wall_ms) / 1000))
    return (memory.due_day - memory.last_day).days


def _shifted(memory: Memory | None) -> int:
    return 0 if memory is None else 100 + round((memory.difficulty - 1) / 9 * 1000)


def _type(event: Event, before: Memory | None) -> int:
    if event.event is not Kind.REVIEW:
        return MANUAL
    if event.mode is not Mode.REVIEW:
        return FILTERED
    if before is None:
        return LEARN
    early = before.phase is Phase.REVIEW and event.study_day < before.due_day
    return FILTERED if early else _PHASES[before.phase]
