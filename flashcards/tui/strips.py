"""Rows that are drawn at each key, straight from words and the names of their styles: a fifth of the work of a `Content`."""

from collections.abc import Callable, Iterable
from functools import lru_cache

import rich.style
from rich.segment import Segment
from textual.geometry import Region
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from flashcards.text import Line, clean
from flashcards.tui.content import STYLES


def strip_of(widget: Widget, parts: Iterable[tuple[str, str]], width: int = 0) -> Strip:
    """A row of a widget, filled up to a width; a part's style is a name, or several."""
    base, theme = widget.visual_style, widget.app.theme
    row = Strip([Segment(clean(text), _ink(base, theme, style)) for text, style in parts if text])
    return row.adjust_cell_length(width, _ink(base, theme, "")) if width else row


def strip_of_line(widget: Widget, line: Line) -> Strip:
    """A line of a text, as wide as it is."""
    base, theme = widget.visual_style, widget.app.theme
    return Strip([Segment(clean(span.text), _ink(base, theme, " ".join(span.styles))) for span in line.spans])


def colouring(widget: Widget) -> Callable[[Strip], Strip]:
    """What gives a row of a widget the colours that the terminal has."""
    background, filters = widget.background_colors[1], widget.get_line_filters()

    def coloured(strip: Strip) -> Strip:
        for changed in filters:
            strip = strip.apply_filter(changed, background)
        return strip

    return coloured


def finisher(widget: Widget) -> Callable[[Strip | None], Strip]:
    """What makes a row of a widget as it goes to the terminal, with the padding around its text; no text: a free row."""
    style, coloured = widget.visual_style.rich_style, colouring(widget)
    width, edge = widget.outer_size.width, Strip.blank(widget.styles.padding.left, style)

    def finished(text: Strip | None) -> Strip:
        return free if text is None else coloured(Strip.join([edge, text]).adjust_cell_length(width, style))

    free = coloured(Strip.blank(width, style))
    return finished


class Rows(Widget):
    """Draws itself row by row, with nothing around a row but the padding at its sides."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows as they go to the terminal."""
        finished = finisher(self)
        return [finished(self.render_line(y)).crop(crop.x, crop.right) for y in crop.line_range]


def bar_rows(bar: ScrollBarRender, height: int, base: Style) -> tuple[Strip, ...]:
    """The rows of a vertical scrollbar."""
    assert isinstance(bar.style, rich.style.Style)
    return _bar_rows(height, bar.virtual_size, bar.window_size, bar.position, bar.thickness, bar.style, base)


@lru_cache(maxsize=128)
def _bar_rows(
    height: int, whole: int, window: int, position: float, width: int, style: rich.style.Style, base: Style
) -> tuple[Strip, ...]:
    assert style.bgcolor is not None
    assert style.color is not None
    bar = ScrollBarRender.render_bar(
        height, whole, window, position, width, back_color=style.bgcolor, bar_color=style.color
    )
    return tuple(Strip([*Segment.apply_style([row], base.rich_style)], width) for row in bar.segments)


@lru_cache(maxsize=512)
def _ink(base: Style, theme: str, names: str) -> rich.style.Style:  # noqa: ARG001 - the theme says what colours are
    definition = " ".join(STYLES[name] for name in names.split() if name in STYLES)
    return (base + Style.parse(definition)).rich_style if definition else base.rich_style
