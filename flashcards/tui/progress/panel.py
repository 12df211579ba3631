"""One panel of the progress screen: an exhibit, how it is drawn, and the room it is drawn into."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from flashcards.markup.wrapping import wrap
from flashcards.records import dataclass
from flashcards.stats.exhibits.exhibit import Exhibit, Said
from flashcards.stats.figures import Figures
from flashcards.text import Line, Span, cell_width
from flashcards.tui.progress.drawing.charts import GUTTER
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.words import day_name

Found = TypeVar("Found")

HEAD_ROWS = 2
"""Title and sentence above every picture; in a narrow room the sentence takes a row more."""
MOST_TOLD = 4
"""Rows below a chart that may say what the exhibit says."""
GROUPS = (1, 7, 30, 91)
"""Days that one column of a chart may stand for."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a panel is drawn into."""

    width: int
    height: int
    """Rows for the picture, without title and sentence."""
    cursor: int | None = None
    """The mark to point at; -1 is the last one, none: no cursor here."""
    horizon: int = 30
    """Days that forecasts look ahead."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a picture that the cursor can be on: what is said of it, and the cards behind it."""

    said: str
    cards: Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its marks; `across` and `down` are the steps of the cursor to the next column and row."""

    picture: Picture
    marks: Sequence[Mark] = ()
    across: int = 1
    down: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """An exhibit on the progress screen: how it is drawn, and how much room it wants."""

    exhibit: Exhibit
    picture: Callable[[Figures, Room], Drawn]
    least: int = 14
    """Rows that it needs, with title and sentence."""
    most: int = 1000
    """Rows that it can use."""
    whole: bool = True
    """Whether it shows the whole log, whatever the period."""
    begin: int = 0
    """Where its cursor begins."""
    extra: str = ""
    """What a key of its own does, for the line of keys."""
    missing: Callable[[Figures, Exhibit], str] | None = None
    """What it says in place of the usual words where there is nothing to show."""

    @property
    def name(self) -> str:
        return self.exhibit.name

    def draw(self, figures: Figures, room: Room) -> Drawn:
        """The exhibit in a room, or what is missing."""
        if self.exhibit.shows(figures):
            return self.picture(figures, room)
        return Drawn(written([[((self.missing or missing_words)(figures, self.exhibit), "")]], room))


def missing_words(figures: Figures, exhibit: Exhibit) -> str:
    """Why there is nothing to show, and what helps."""
    if figures.query.strip() and not figures.cards:
        return f"No card of the decks matches {figures.query}. Press / for another query; an empty one means all cards."
    if figures.library.progress.empty:
        return f"No {exhibit.of} yet: nothing was ever answered. Review some cards, then come back."
    if figures.query.strip() or figures.since:
        since = f" since {day_name(figures.since, figures.at.study_day)}" if figures.since else ""
        remedy = "Press t for a longer period, or / for another query."
        return f"No {exhibit.of} of these cards{since}. {remedy}"
    return f"No {exhibit.of} yet."


def written(paragraphs: Iterable[Sequence[tuple[str, str]]], room: Room) -> Picture:
    """Running text as a picture, a blank row on top."""
    picture = Picture(room.width, room.height)
    y = 1
    for paragraph in paragraphs:
        y += _tell(picture, GUTTER, y, paragraph, room.height)
    return picture


def summarised(
    room: Room, chart: Callable[[int], Picture], said: Said, rows: int = 1, style: str = "strong"
) -> Picture:
    """What the exhibit says, in at least so many rows, below a chart that is drawn as high as the rest of the room."""
    told = [part for part in ((said.lead, "muted"), (said.main, style), (said.rest, "muted")) if part[0]]
    below = min(MOST_TOLD, max(rows, len(_lines(told, room.width))))
    drawn = chart(room.height - below)
    picture = Picture(room.width, drawn.height + below)
    picture.paste(drawn, 0, 0)
    _tell(picture, 0, drawn.height, told, below)
    return picture


def _lines(said: Sequence[tuple[str, str]], width: int) -> list[Line]:
    return wrap([Span(text, (style,)) for text, style in said], max(8, width))


def _tell(picture: Picture, x: int, y: int, said: Sequence[tuple[str, str]], rows: int) -> int:
    """Write running text from a row on, in at most so many rows; return how many it took."""
    room = max(8, picture.width - 2 * x)
    lines = _lines(said, room)
    for row, line in enumerate(lines[:rows]):
        end = x
        for span in line.spans:
            end = picture.put(end, y + row, span.text, " ".join(span.styles))
        if row == rows - 1 and len(lines) > rows:
            picture.put(min(end, x + room - 1), y + row, "…", "muted")
    return min(len(lines), rows)


@dataclass(frozen=True, slots=True)
class Group:
    """Days that one column stands for."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Groups:
    """The columns of a chart over days."""

    items: tuple[Group, ...]
    size: int
    """Days in a column; the one at the far end may hold fewer."""
    from_end: bool = True

    @property
    def unit(self) -> str:
        """How much time a column stands for."""
        return {1: "a day", 7: "a week"}.get(self.size, f"in {self.size} days")

    def sorted(self, found: Iterable[tuple[date, Found]]) -> list[list[Found]]:
        """What was found on days, put into the columns; other days are left out."""
        columns: list[list[Found]] = [[] for _ in self.items]
        first, last = self.items[0].first, self.items[-1].last
        for day, it in found:
            if first <= day <= last:
                from_first = (day - first).days // self.size
                columns[-1 - (last - day).days // self.size if self.from_end else from_first].append(it)
        return columns

    @property
    def by(self) -> str:
        """What the columns are."""
        return {1: "by day", 7: "by week"}.get(self.size, f"by {self.size} days")


def grouped(first: date, last: date, room: int, *, from_end: bool = True) -> Groups:
    """The days from first to last in columns of one size, so many that they have room.

    Counted back from the last day, so that the latest column is a whole one; or forward from the first.
    """
    days = (last - first).days + 1
    size = next((g for g in GROUPS if -(-days // g) <= max(1, room)), -(-days // max(1, room)))
    count = -(-days // size)
    if from_end:
        ends = [last - timedelta(days=size * i) for i in range(count)][::-1]
        return Groups(tuple(Group(max(first, end - timedelta(days=size - 1)), end) for end in ends), size)
    starts = [first + timedelta(days=size * i) for i in range(count)]
    return Groups(
        tuple(Group(start, min(last, start + timedelta(days=size - 1))) for start in starts), size, from_end=False
    )


def head_rows(panel: Panel, width: int) -> int:
    """Rows that title and sentence take."""
    return 1 + len(_meaning(panel, width))


def _meaning(panel: Panel, width: int) -> list[Line]:
    return wrap([Span(panel.exhibit.meaning)], max(8, width - GUTTER))


def framed(panel: Panel, drawn: Drawn, width: int, height: int, note: str, *, here: bool) -> Picture:
    """The panel as it stands on the screen: title with a rule and a note, sentence, picture."""
    picture = Picture(width, height)
    picture.put(0, 0, "▶" if here else " ", "cursor")
    x = picture.put(GUTTER, 0, panel.exhibit.title, "heading") + 1
    end = max(x, width - cell_width(note) - 1)
    picture.put(x, 0, "─" * (end - x), "rule")
    picture.put(end + 1, 0, note, "muted")
    for y, line in enumerate(_meaning(panel, width), 1):
        picture.put(GUTTER, y, line.text, "muted")
    picture.paste(drawn.picture, 0, head_rows(panel, width))
    return picture
