"""What this program exported as JSON: cards with all the fields of their kinds, and how they stand."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flashcards.events import Kind, Mode
from flashcards.exchange.incoming.brought import LATEST_MS, Brought, Remembered, Review, Standing
from flashcards.kinds import BY_NAME
from flashcards.schedule.fsrs6 import is_memory
from flashcards.schedule.states import family

NAMING = ("needs", "confused_with", "aliases")
"""Fields of a card that name other cards."""
DEEPEST_FIELD = 5
"""No field of a card has more within it."""
RATINGS = range(1, 5)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def card_of(row: Mapping[str, Any], place: str) -> Brought | None:
    """A card that this program wrote, with all the fields of its kind; none where it did not."""
    fields, key = row.get("fields"), row.get("id")
    if not isinstance(fields, Mapping) or not isinstance(key, str) or row.get("kind") not in BY_NAME:
        return None
    if not _is_of_decks(fields):
        return None
    deck = tuple(filter(None, str(row.get("deck", "")).split("/")))
    # The cards that it names are called otherwise here.
    remarks = [f"{name}: {', '.join(map(str, fields[name]))}" for name in NAMING if name in fields]
    return Brought(
        family(key), place, {name: value for name, value in fields.items() if name not in NAMING}, deck, remarks
    )


def _is_of_decks(value: Any, depth: int = 0) -> bool:
    """Whether a value could stand in a deck: texts, flags, whole numbers, and few lists and mappings of them."""
    if isinstance(value, Mapping | list):
        named = not isinstance(value, Mapping) or all(_NAME.fullmatch(name) for name in value)
        inner = value.values() if isinstance(value, Mapping) else value
        return bool(value) and named and depth < DEEPEST_FIELD and all(_is_of_decks(one, depth + 1) for one in inner)
    return isinstance(value, str | bool | int)


def standing_of(row: Mapping[str, Any], *, history: bool) -> tuple[str, Standing]:
    """The part of a card that such a row is of, and how it stands; `history`: with its answers."""
    state = row.get("state")
    state = state if isinstance(state, Mapping) else {}
    flag = state.get("flag")
    standing = Standing(
        suspended=state.get("suspended") is True, flag=(flag or "flagged") if isinstance(flag, str) else ""
    )
    if history and isinstance(row.get("history"), list):
        standing.remembered, events = _remembered(row["history"])
        standing.reviews = tuple(_reviews(events))
        due = str(state.get("due_day", ""))
        standing.due = due if _DAY.fullmatch(due) else ""
    return str(row.get("id", "")).partition("#")[2], standing


def answers_in(row: Mapping[str, Any]) -> int:
    """How many answers such a row holds."""
    rows = row.get("history")
    return sum(1 for review in _reviews(rows) if review.rating) if isinstance(rows, list) else 0


def _remembered(rows: list[Any]) -> tuple[Remembered | None, list[Any]]:
    """The memory that came from elsewhere, and the events behind it."""
    for at in range(len(rows) - 1, -1, -1):
        says = rows[at] if isinstance(rows[at], Mapping) else {}
        detail = says.get("detail") if says.get("event") == Kind.RESCHEDULE else None
        detail = detail if isinstance(detail, Mapping) else {}
        wall, stability, difficulty = says.get("wall_ms"), detail.get("stability"), detail.get("difficulty")
        if (
            not isinstance(stability, int | float)
            or not isinstance(difficulty, int | float)
            or not isinstance(wall, int)
        ):
            continue
        if is_memory(stability, difficulty) and 0 < wall < LATEST_MS:
            return Remembered(wall, float(stability), float(difficulty)), rows[at + 1 :]
    return None, rows


def _reviews(rows: list[Any]) -> Iterator[Review]:
    for row in rows:
        says = row if isinstance(row, Mapping) else {}
        at, rating, took = (says.get(name) for name in ("wall_ms", "rating", "elapsed_ms"))
        if not isinstance(at, int) or not 0 < at < LATEST_MS:
            continue
        if says.get("event") == Kind.RESET:
            yield Review(at, 0)
        elif says.get("event") == Kind.REVIEW and isinstance(rating, int) and rating in RATINGS:
            yield Review(at, rating, took if isinstance(took, int) and took > 0 else 0, says.get("mode") != Mode.REVIEW)
