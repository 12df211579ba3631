"""Answers that are spoken or written and then ticked point by point: the judge that explain, compare, design and bug share."""

from collections.abc import Sequence
from typing import Any

from flashcards.cards import digest
from flashcards.kinds.fields import Field, Group, ListOf, Report, Text
from flashcards.questions import Outcome, Point, Response, Verdict

HALF, MOST_OF = 0.5, 0.8
"""Below half the points: wrong. Below four fifths: partly right."""
MOST = 12

KEY = Field("key", Text(), "A name that keeps the point's record when its wording changes.")
POINTS = Field(
    "points",
    ListOf(
        Group(
            (
                Field("point", Text(), "Something a good answer says (Markdown)."),
                Field("must", Text(), "Something without which the answer is wrong (Markdown)."),
                KEY,
            ),
            short="point",
            forms=(("point",), ("must",)),
        ),
        most=MOST,
    ),
    "What a good answer says, each a checkable fact; `must:` marks the must-haves.",
)


def points_of(values: Sequence[dict[str, Any]], report: Report, field: str = "points") -> tuple[Point, ...]:
    """The points of a card, which stand in a field; problems go to `report`."""
    points = []
    for at, value in enumerate(values):
        text = value.get("must") or value.get("point") or ""
        if not text or ("must" in value and "point" in value):
            short, where = ("- text", "") if field == POINTS.name else ("- point: text", " above its `assert:`")
            report((field, at), "a point is one text", f"write `{short}` or `- must: text`{where}")
        points.append(Point(text, value.get("key") or digest(text), must="must" in value))
    keys = [point.key for point in points]
    for at, point in enumerate(points):
        if point.key in keys[:at]:
            named = values[at].get("key") or values[keys.index(point.key)].get("key")
            words = f"two points have the key `{named}`" if named else "two points are the same"
            report((field, at), words, "give each a key of its own" if named else "change one of them")
    if len(points) > MOST:
        report((field,), f"there are {len(points)} points", f"give at most {MOST}")
    return tuple(points)


def judged(points: Sequence[Point], response: Response) -> Verdict:
    """The verdict on the ticks: a missed must-have or less than half is wrong."""
    ticked = {points[i].key for i in response.chosen if i < len(points)}
    share = len(ticked) / len(points)
    missed_must = any(point.must and point.key not in ticked for point in points)
    outcome = Outcome.WRONG if missed_must or share < HALF else Outcome.PARTIAL if share < MOST_OF else Outcome.RIGHT
    return Verdict(outcome, detail={"points": {point.key: point.key in ticked for point in points}})
