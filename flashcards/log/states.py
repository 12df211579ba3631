"""The table of card states: its columns, and a row as a state and back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flashcards.schedule.fsrs6 import EASIEST, HARDEST
from flashcards.schedule.states import CardState, Memory, Phase

MEMORY = ("phase", "step", "stability", "difficulty", "last_day", "due_day", "due_ms")
COLUMNS = (
    "card",
    *MEMORY,
    "reps",
    "lapses",
    "shown",
    "suspended",
    "buried_on",
    "flag",
    "fingerprint",
    "last_event",
)
HIGHEST_STABILITY = 1e9
_PHASES = {phase.value: phase for phase in Phase}


def state_from(row: Iterable[Any]) -> CardState:
    """The state of a row, its columns in their order; raises ValueError, TypeError or KeyError where it makes no sense."""
    card, phase, step, stability, difficulty, last_day, due_day, due_ms, reps, lapses, shown, *rest = row
    suspended, buried, flag, fingerprint, last_event = rest
    memory = None
    if phase is not None:
        if not (0 < stability < HIGHEST_STABILITY and EASIEST <= difficulty <= HARDEST):
            raise ValueError(f"the memory of {card!r} makes no sense")
        last, due = date.fromisoformat(last_day), date.fromisoformat(due_day)
        memory = Memory(_PHASES[phase], step, stability, difficulty, last, due, due_ms)
    if reps < 0 or lapses < 0 or shown < 0:
        raise ValueError(f"the state of {card!r} makes no sense")
    buried_on = date.fromisoformat(buried) if buried else None
    return CardState(memory, reps, lapses, shown, bool(suspended), buried_on, flag, fingerprint, last_event)


def row_of(card: str, state: CardState) -> tuple[Any, ...]:
    """The row of a state, in the order of the columns."""
    m, buried = state.memory, state.buried_on
    memory: tuple[Any, ...] = (None,) * len(MEMORY)
    if m is not None:
        memory = (m.phase, m.step, m.stability, m.difficulty, m.last_day.isoformat(), m.due_day.isoformat(), m.due_ms)
    return (
        card,
        *memory,
        state.reps,
        state.lapses,
        state.shown,
        int(state.suspended),
        buried.isoformat() if buried else None,
        state.flag,
        state.fingerprint,
        state.last_event,
    )
