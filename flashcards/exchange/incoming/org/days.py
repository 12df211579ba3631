"""When the cards of org-fc and org-drill come back, as their drawers say."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flashcards.exchange.incoming import memories
from flashcards.exchange.incoming.brought import Standing
from flashcards.exchange.incoming.org.outline import Entry

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def standings(entry: Entry) -> dict[str, Standing]:
    """When the parts of a card come back, and what memory they had."""
    found = {}
    for row in _rows(entry.drawers.get("REVIEW_DATA", ())):
        position = row.get("position", "")
        part = {"front": "", "back": "r"}.get(position, str(int(position) + 1) if position.isdecimal() else None)
        due, interval = _day(row.get("due", "")), _number(row.get("interval", ""))
        last = _day(row.get("last-review", "")) or (due - timedelta(days=round(interval)) if due and interval else None)
        if part is not None and due and last and last < due:
            memory = _number(row.get("stability", "")), _number(row.get("difficulty", ""))
            found[part] = memories.standing(due, last, memory, _number(row.get("ease", "")) or memories.USUAL_EASE)
    due, last = _day(entry.scheduled), _day(entry.properties.get("DRILL_LAST_REVIEWED", "").lstrip("[<"))
    if due and last and last < due:
        found[""] = memories.standing(
            due, last, ease=_number(entry.properties.get("DRILL_EASE", "")) or memories.USUAL_EASE
        )
    return found


def _rows(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a table below its head."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.strip().startswith("|")
    ]
    for row in rows[1:]:
        if not row[0].startswith("-"):
            yield dict(zip(rows[0], row, strict=False))


def _day(text: str) -> date | None:
    try:
        found = _ISO.match(text)
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _number(text: str) -> float:
    try:
        return min(36_500.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
