"""Pictures with names down the side: shares with their intervals, wholes with their parts, rankings of long texts."""

from collections.abc import Sequence

from flashcards.records import dataclass
from flashcards.stats.insights import Share
from flashcards.stats.page.pictures.axes import WIDTH, Frame, share_ticks, without_collisions
from flashcards.stats.page.pictures.legend import ROW, legend, mark
from flashcards.stats.page.pictures.svg import Drawing, element, fitted, hover, text_width, words, wrapped
from flashcards.words import percent


@dataclass(frozen=True, slots=True)
class Row:
    """Shares that belong to one name, each with what it is, its style and its shape."""

    name: str
    shares: Sequence[tuple[str, str, str, Share]]


REACH = 0.2
"""So much of an interval the axis makes room for; longer ones end at its edge."""


def intervals(rows: Sequence[Row], unit: str, target: float | None = None) -> Drawing:
    """Shares as marks on a line, each with its 95 % interval, and their numbers on the right."""
    kept = [Row(row.name, [s for s in row.shares if s[3].total]) for row in rows]
    kept = [row for row in kept if row.shares]
    kinds = {name: (style, shape) for row in rows for name, style, shape, _ in row.shares}
    key, top = legend([], unit)
    if len(kinds) > 1:
        x = 8 + text_width(unit) + 18
        for name, (style, shape) in kinds.items():
            key += mark(shape, style, x + 6, 9.5) + words(name, x + 17, 14, "u")
            x += text_width(name) + 34
    numbers = {id(s): f"{percent(s.value)} of {s.total:,}" for row in kept for *_, s in row.shares}
    left = min(200.0, 14 + max((text_width(row.name) for row in kept), default=0))
    right = WIDTH - 14 - max((text_width(text) for text in numbers.values()), default=0)
    lowest = min((max(s.interval[0], (s.value or 0) - REACH) for row in kept for *_, s in row.shares), default=0)
    values = share_ticks(min(lowest, (target or 1) - 0.05))
    height = sum(len(row.shares) * 18 + 8 for row in kept)
    frame = Frame(left, top + 8, right, top + 8 + height, values[0], 1.0)
    labels = without_collisions([(frame.across(v), percent(v)) for v in values], WIDTH) or [
        (frame.across(v), percent(v)) for v in (values[0], 1.0)
    ]
    marks = "".join(
        element("line", x1=frame.across(v), x2=frame.across(v), y1=frame.top, y2=frame.bottom, class_="grid")
        for v in values
    ) + "".join(words(text, x, frame.bottom + 18, "t", "middle") for x, text in labels)
    if target is not None:
        x = frame.across(target)
        marks += element("line", x1=x, x2=x, y1=frame.top - 2, y2=frame.bottom, class_="target")
        (label,) = without_collisions([(x, f"target {percent(target)}")], WIDTH) or []
        marks += words(label[1], label[0], frame.top - 7, "t strong", "middle")
    y = frame.top + 4
    for row in kept:
        marks += words(fitted(row.name, left - 12), 8, y + len(row.shares) * 9 + 4.5, "l")
        for name, style, shape, share in row.shares:
            y += 9
            low, high = (frame.across(max(v, frame.low)) for v in share.interval)
            told = f"{row.name}, {name}: {percent(share.value, 1)}, {share.passed:,} of {share.total:,}"
            whisker = element("line", x1=low, x2=high, y1=y, y2=y, class_=f"whisker {style}")
            marks += hover(told, whisker + mark(shape, style, frame.across(share.value or 0), y))
            marks += words(numbers[id(share)], WIDTH - 8, y + 4.5, "v", "end")
            y += 9
        y += 8
    return Drawing(WIDTH, frame.bottom + 26, key + marks)


def parts(rows: Sequence[tuple[str, Sequence[float]]], names: Sequence[tuple[str, str]], unit: str) -> Drawing:
    """How each whole divides: one bar a row, its parts in the order of `names`, with the share where it fits."""
    key, top = legend(names, unit)
    left = 8 + max((text_width(name) + 6 for name, _ in rows if name), default=0)
    right = WIDTH - 14 - max((text_width(f"{sum(counts):,.0f}") for _, counts in rows), default=0)
    marks, y = "", top + 4
    for name, counts in rows:
        whole = sum(counts)
        marks += words(name, 8, y + 17, "l") + words(f"{whole:,.0f}", WIDTH - 8, y + 17, "v", "end")
        x = left
        for (part, style), count in zip(names, counts, strict=True):
            width = count / whole * (right - left) if whole else 0
            told = f"{name}: {count:,.0f} {part}, {percent(count / whole if whole else None)}".removeprefix(": ")
            if width > 0:
                bar = element("rect", x=x, y=y, width=max(0.5, width - 1.5), height=24, rx=2, class_=f"fill {style}")
                text = percent(count / whole)
                if width > text_width(text) + 16:
                    pill = text_width(text) + 4
                    bar += element(
                        "rect", x=x + (width - pill) / 2, y=y + 4, width=pill, height=16, rx=4, class_="pill"
                    )
                    bar += words(text, x + width / 2, y + 16.5, "v", "middle")
                marks += hover(told, bar)
            x += width
        y += 32
    return Drawing(WIDTH, y + 2, key + marks)


def ranking(rows: Sequence[tuple[str, str, float, float]], style: str) -> Drawing:
    """Long texts with a bar below each: text, what stands on the right, the part, and the whole it is of."""
    top = max((whole for *_, whole in rows), default=1)
    marks, y = "", 4.0
    for text, note, part, whole in rows:
        room = WIDTH - 32 - text_width(note)
        for line in wrapped(text, room):
            y += ROW - 2
            marks += words(line, 8, y, "l")
        marks += words(note, WIDTH - 8, y, "v", "end")
        width = (WIDTH - 16) / top
        marks += element("rect", x=8, y=y + 7, width=whole * width, height=7, rx=2, class_="track")
        marks += hover(
            f"{text}: {note}",
            element("rect", x=8, y=y + 7, width=part * width, height=7, rx=2, class_=f"fill plain {style}"),
        )
        y += 22
    return Drawing(WIDTH, y + 4, marks)
