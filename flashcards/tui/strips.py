"""Rows that are drawn at each key, straight from words and the names of their styles: a fifth of the work of a `Content`."""

from collections.abc import Iterable
from functools import lru_cache

import rich.style
from rich.segment import Segment
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


def strips_of(widget: Widget, lines: Iterable[Line], width: int) -> list[Strip]:
    """The lines of a text, as wide as they are or at least so wide."""
    base, theme = widget.visual_style, widget.app.theme
    rows = []
    for line in lines:
        row = Strip([Segment(clean(span.text), _ink(base, theme, " ".join(span.styles))) for span in line.spans])
        rows.append(row.extend_cell_length(width, _ink(base, theme, "")))
    return rows


@lru_cache(maxsize=512)
def _ink(base: Style, theme: str, names: str) -> rich.style.Style:  # noqa: ARG001 - the theme says what colours are
    definition = " ".join(STYLES[name] for name in names.split() if name in STYLES)
    return (base + Style.parse(definition)).rich_style if definition else base.rich_style
