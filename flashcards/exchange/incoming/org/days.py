"""How the cards of org-fc and org-drill stand: when they come back, as their drawers say, and their answers."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from flashcards.exchange.incoming import memories
from flashcards.exchange.incoming.brought import Standing
from flashcards.exchange.incoming.org.answers import Answers, day, number
from flashcards.exchange.incoming.org.outline import Entry
from flashcards.text import number_in


def standings(entry: Entry, answers: Answers) -> dict[str, Standing]:
    """How the parts of a card stand."""
    found = {}
    rows = {row.get("position", ""): row for row in _rows(entry.drawers.get("REVIEW_DATA", ()))}
    card = entry.properties.get("ID", "")
    for position in dict.fromkeys([*rows, *answers.positions(card)]):
        row = rows.get(position, {})
        hole = number_in(position)
        part = {"front": "", "back": "r"}.get(position, None if hole is None else str(hole + 1))
        if part is None:
            continue
        due, interval = day(row.get("due", "")), number(row.get("interval", ""))
        reviews, before = answers.of(card, position)
        if reviews:
            found[part] = Standing(reviews, due=_after(due, reviews[-1].wall_ms), remembered=before)
            continue
        last = day(row.get("last-review", "")) or (due - timedelta(days=round(interval)) if due and interval else None)
        if due and last and last < due:
            memory = number(row.get("stability", "")), number(row.get("difficulty", ""))
            found[part] = memories.standing(due, last, memory, number(row.get("ease", "")) or memories.USUAL_EASE)
    due, last = day(entry.scheduled), day(entry.properties.get("DRILL_LAST_REVIEWED", "").lstrip("[<"))
    if due and last and last < due:
        ease = number(entry.properties.get("DRILL_EASE", "")) or memories.USUAL_EASE
        found[""] = memories.standing(due, last, ease=ease)
    return found


def _after(due: date | None, wall_ms: int) -> str:
    """A due day that is behind the last answer; else the card is in steps of minutes."""
    last = datetime.fromtimestamp(wall_ms / 1000).astimezone().date()
    return due.isoformat() if due and due > last else ""


def _rows(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a table below its head."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.strip().startswith("|")
    ]
    for row in rows[1:]:
        if not row[0].startswith("-"):
            yield dict(zip(rows[0], row, strict=False))
