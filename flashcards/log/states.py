"""The table of card states: its columns, and a row as a state and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

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


def state_from(row: Mapping[str, Any]) -> CardState:
    """The state of a row; raises ValueError or TypeError where it makes no sense."""
    buried = row["buried_on"]
    state = CardState(
        memory=_memory_from(row),
        reps=row["reps"],
        lapses=row["lapses"],
        shown=row["shown"],
        suspended=bool(row["suspended"]),
        buried_on=date.fromisoformat(buried) if buried else None,
        flag=row["flag"],
        fingerprint=row["fingerprint"],
        last_event=row["last_event"],
    )
    if min(state.reps, state.lapses, state.shown) < 0:
        raise ValueError(f"the state of {row['card']!r} makes no sense")
    return state


def _memory_from(row: Mapping[str, Any]) -> Memory | None:
    if row["phase"] is None:
        return None
    if not (0 < row["stability"] < HIGHEST_STABILITY and 1 <= row["difficulty"] <= 10):  # noqa: PLR2004
        raise ValueError(f"the memory of {row['card']!r} makes no sense")
    return Memory(
        phase=Phase(row["phase"]),
        step=row["step"],
        stability=row["stability"],
        difficulty=row["difficulty"],
        last_day=date.fromisoformat(row["last_day"]),
        due_day=date.fromisoformat(row["due_day"]),
        due_ms=row["due_ms"],
    )


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
