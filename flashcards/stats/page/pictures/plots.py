"""Drawings of figures as pure functions: bars, lines with their intervals, areas, hours of the day, calibration."""

from collections.abc import Sequence

from flashcards.records import dataclass
from flashcards.stats.insights import Bin, Share
from flashcards.stats.page.pictures.axes import (
    HEIGHT,
    WIDTH,
    Frame,
    Places,
    count_words,
    framed,
    share_ticks,
    ticks,
    without_collisions,
)
from flashcards.stats.page.pictures.legend import legend, mark
from flashcards.stats.page.pictures.svg import Drawing, element, hover, number, text_width, words
from flashcards.stats.wording import interval_words
from flashcards.words import percent

TEXTURED_FROM = 6.0
"""Bars at least so broad carry the texture of their series as well as its colour."""
BROADEST = 48.0
"""Units of a bar that has much room."""
GAP_PLACES = 3
"""A line is broken where so many places in a row have no value."""


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each place, none where there is nothing; `style` names colour and texture."""

    name: str
    style: str
    values: Sequence[float | None]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    """The interval around each value, if it has one."""


def bars(places: Places, series: Sequence[Series], unit: str, *, whole: bool = True) -> Drawing:
    """Bars from 0 upwards, the series on top of each other."""
    shown = [s for s in series if any(s.values)]
    totals = [sum(s.values[i] or 0 for s in series) for i in range(len(places.names))]
    key, top = legend([(s.name, s.style) for s in shown] if len(series) > 1 else [], unit)
    frame = framed(ticks(max(totals, default=0), whole=whole), count_words, len(totals), top)
    width = min(BROADEST, frame.band * (0.82 if frame.band > 4 else 0.9))  # noqa: PLR2004 - thin bars need their colour
    texture = "" if width >= TEXTURED_FROM else " plain"
    marks = ""
    for i, total in enumerate(totals):
        base, parts, told = 0.0, "", []
        for s in shown:
            value = s.values[i] or 0
            if value:
                y = frame.y(base + value)
                parts += element(
                    "rect",
                    x=frame.x(i) - width / 2,
                    y=y,
                    width=width,
                    height=max(0.6, frame.y(base) - y),
                    class_=f"fill {s.style}{texture}",
                )
                told.append(f"{count_words(round(value, 1))} {s.name}")
                base += value
        if total:
            listed = f" ({', '.join(told)})" if len(told) > 1 else ""
            marks += hover(f"{places.names[i]}: {count_words(round(total, 1))} {unit}{listed}", parts)
    body = key + frame.rules(ticks(frame.high, whole=whole), count_words) + marks + frame.foot(places)
    return Drawing(WIDTH, frame.bottom + 28, body)


def _runs(values: Sequence[float | None]) -> list[list[int]]:
    """The places with a value, cut where many in a row have none."""
    runs: list[list[int]] = []
    for i, value in enumerate(values):
        if value is not None:
            if runs and i - runs[-1][-1] <= GAP_PLACES:
                runs[-1].append(i)
            else:
                runs.append([i])
    return runs


def _path(points: Sequence[tuple[float, float]], *, close: bool = False) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("z" if close else "")


def _target(frame: Frame, target: float) -> str:
    line = element("line", x1=frame.left, x2=frame.right, y1=frame.y(target), y2=frame.y(target), class_="target")
    return line + words(f"target {percent(target)}", frame.right, frame.y(target) - 5, "t strong", "end")


def lines(places: Places, series: Sequence[Series], unit: str, *, target: float | None = None) -> Drawing:
    """Shares as lines, each in the band of its interval; the axis begins at the lowest tenth that is needed."""
    known = [v for s in series for v in s.values if v is not None] + ([target] if target else [])
    key, top = legend([(s.name, s.style) for s in series] if len(series) > 1 else [], unit, shape="dot")
    values = share_ticks(min(known, default=0) - 0.05)
    frame = framed(values, percent, len(places.names), top + 6)
    marks = ""
    for s in series:
        for run in _runs(s.values):
            if s.low:
                edge = [(frame.x(i), frame.y(s.high[i])) for i in run] + [
                    (frame.x(i), frame.y(s.low[i])) for i in reversed(run)
                ]
                if len(run) == 1:
                    (x, high), (_, low) = edge
                    edge = [(x - 1.5, high), (x + 1.5, high), (x + 1.5, low), (x - 1.5, low)]
                marks += element("path", d=_path(edge, close=True), class_=f"band {s.style}")
            marks += element(
                "path", d=_path([(frame.x(i), frame.y(s.values[i] or 0)) for i in run]), class_=f"line {s.style}"
            )
        for i, value in enumerate(s.values):
            if value is not None:
                told = f"{places.names[i]}: {percent(value)} {s.name if len(series) > 1 else unit}"
                told += f" (95% interval {percent(s.low[i])} to {percent(s.high[i])})" if s.low else ""
                size = 2.6 if frame.band > 5 else 1.6  # noqa: PLR2004 - points that still stand apart
                dot = element("circle", cx=frame.x(i), cy=frame.y(value), r=size, class_=f"fill plain {s.style}")
                marks += hover(told, dot)
    marks += "" if target is None else _target(frame, target)
    return Drawing(WIDTH, frame.bottom + 28, key + frame.rules(values, percent) + marks + frame.foot(places))


def areas(places: Places, series: Sequence[Series], unit: str) -> Drawing:
    """How a whole is made up over time: areas on top of each other, without gaps."""
    count = len(places.names)
    totals = [sum(s.values[i] or 0 for s in series) for i in range(count)]
    key, top = legend([(s.name, s.style) for s in series], unit)
    frame = framed(ticks(max(totals, default=0)), count_words, count, top)
    below = [0.0] * count
    marks = ""
    for s in series:
        above = [below[i] + (s.values[i] or 0) for i in range(count)]
        edge = [(frame.x(i), frame.y(v)) for i, v in enumerate(above)] + [
            (frame.x(i), frame.y(below[i])) for i in reversed(range(count))
        ]
        if count == 1:
            edge = [
                (x + dx, y) for (x, y), dx in zip([edge[0], edge[0], edge[1], edge[1]], (-20, 20, 20, -20), strict=True)
            ]
        marks += element("path", d=_path(edge, close=True), class_=f"fill area {s.style}")
        below = above
    for i, name in enumerate(places.names):
        told = ", ".join(f"{count_words(s.values[i] or 0)} {s.name}" for s in series)
        marks += hover(
            f"{name}: {told}",
            element(
                "rect", x=frame.x(i) - frame.band / 2, y=frame.top, width=frame.band, height=HEIGHT, class_="sensor"
            ),
        )
    body = key + frame.rules(ticks(frame.high), count_words) + marks + frame.foot(places)
    return Drawing(WIDTH, frame.bottom + 28, body)


def calibration(bins: Sequence[Bin]) -> Drawing:
    """Predicted against actual recall in a square; bigger dots for more answers, 95 % intervals as lines."""
    lowest = min((min(b.predicted, b.actual.value or 0) for b in bins), default=0)
    values = share_ticks(min(0.5, lowest))
    side = 300.0
    left = (WIDTH - side) / 2 + 14
    frame = Frame(left, 26, left + side, 26 + side, values[0], 1.0)
    most = max((b.actual.total for b in bins), default=1)
    marks = words("recalled", frame.left - 6, 14, "u", "end") + frame.rules(values, percent)
    labels = without_collisions([(frame.across(v), percent(v)) for v in values], WIDTH) or []
    marks += "".join(words(text, x, frame.bottom + 20, "t", "middle") for x, text in labels)
    marks += words("predicted", frame.right, frame.bottom + 40, "u", "end")
    marks += element("path", d=_path([(frame.left, frame.bottom), (frame.right, frame.top)]), class_="target")
    for b in bins:
        x, y = frame.across(b.predicted), frame.y(b.actual.value or 0)
        low, high = b.actual.interval
        told = (
            f"predicted {percent(b.predicted)}, recalled {percent(b.actual.value)} of {b.actual.total:,}"
            f" (95% interval {interval_words(b.actual)})"
        )
        whisker = element("line", x1=x, x2=x, y1=frame.y(low), y2=frame.y(high), class_="whisker mature")
        size = 3 + 8 * (b.actual.total / most) ** 0.5
        marks += hover(told, whisker + element("circle", cx=x, cy=y, r=size, class_="fill plain mature spot"))
    return Drawing(WIDTH, frame.bottom + 50, marks)


def hours(shares: Sequence[Share], places: Places) -> Drawing:
    """Two pictures over one axis: the share that was passed with its interval, and how many answers."""
    busiest = ticks(max(s.total for s in shares), 4)
    left = 10 + max(text_width("100%"), *(text_width(count_words(v)) for v in busiest))
    lowest = min((s.value or 0 for s in shares if s.total), default=0)
    values = [0.5, 0.75, 1.0] if lowest >= 0.5 else [0.0, 0.5, 1.0]  # noqa: PLR2004 - half of all
    above = Frame(left, 26, WIDTH - 12, 126, values[0], 1.0, len(shares))
    below = Frame(left, 166, WIDTH - 12, 256, 0.0, busiest[-1], len(shares))
    marks = words("passed", 8, 14, "u") + above.rules(values, percent)
    marks += words("answers", 8, 154, "u") + below.rules(busiest, count_words) + below.foot(places)
    for i, share in enumerate(shares):
        if not share.total:
            continue
        x, (low, high) = above.x(i), share.interval
        told = f"{places.names[i]}: {share.total:,} answers, {percent(share.value)} passed"
        told += f" (95% interval {interval_words(share)})"
        y = below.y(share.total)
        marks += hover(
            told,
            element("line", x1=x, x2=x, y1=above.y(low), y2=above.y(high), class_="whisker mature")
            + mark("dot", "mature", x, above.y(share.value or 0))
            + element(
                "rect",
                x=x - below.band * 0.4,
                y=y,
                width=below.band * 0.8,
                height=below.bottom - y,
                class_="fill young",
            ),
        )
    return Drawing(WIDTH, below.bottom + 28, marks)


def curve(
    places: Places,
    points: Sequence[tuple[int, float]],
    ends: Sequence[tuple[float, float]],
    unit: str,
    target: float,
) -> Drawing:
    """A share over days from now, through the points that are known, in the band between the ends."""
    values = share_ticks(min(target, *(low for low, _ in ends)) - 0.05)
    frame = framed(values, percent, len(places.names), 30)
    edge = [(frame.x(day), frame.y(share)) for day, share in points]
    band = [(frame.x(day), frame.y(high)) for (day, _), (_, high) in zip(points, ends, strict=True)]
    band += [(frame.x(day), frame.y(low)) for (day, _), (low, _) in reversed([*zip(points, ends, strict=True)])]
    marks = element("path", d=_path(band, close=True), class_="band mature")
    marks += element("path", d=_path(edge), class_="line mature")
    for (day, share), (x, y) in zip(points, edge, strict=True):
        marks += hover(f"{places.names[day]}: {percent(share, 1)}", mark("dot", "mature", x, y))
    body = words(unit, 8, 14, "u") + frame.rules(values, percent) + marks + _target(frame, target) + frame.foot(places)
    return Drawing(WIDTH, frame.bottom + 28, body)
