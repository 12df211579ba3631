"""A list of any length: one line a row, of which only those in sight are made."""

from collections.abc import Callable

from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from flashcards.tui.content import styled
from flashcards.tui.keys import LIST, bindings


class Rows(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows that are drawn when they come into sight, for the width there is then, and a cursor among them."""

    BINDINGS = bindings(LIST)
    COMPONENT_CLASSES = {"rows--row", "rows--cursor"}  # noqa: RUF012 - Textual's way

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class Chosen(Message):
        """Enter, or a click on the row under the cursor."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self,
        draw: Callable[[int, int], Content],
        *,
        skipped: Callable[[int], bool] = lambda _: False,
        nothing: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """`draw` makes the line of a row for a width; the cursor passes over `skipped` rows, such as headings.

        Where there are no rows, `nothing` says so.
        """
        super().__init__(id=id)
        self._draw, self._skipped, self._nothing = draw, skipped, nothing
        self._count = 0
        self.cursor: int | None = None
        """The row that keys act on; none where there is nothing to stand on."""

    # -- rows ---------------------------------------------------------------------------------------------------

    def show(self, count: int, cursor: int | None = 0) -> None:
        """Show so many rows afresh; the cursor goes to the nearest row where it can stand."""
        self._count = count
        self.virtual_size = Size(0, count)
        self.cursor = self._standing(min(max(0, cursor or 0), count - 1), 1)
        self.refresh()
        self._in_sight()
        self.post_message(self.Moved(-1 if self.cursor is None else self.cursor))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row."""
        step = -1 if self.cursor is not None and row < self.cursor else 1
        found = self._standing(min(max(0, row), self._count - 1), step)
        if found is not None and found != self.cursor:
            before, self.cursor = self.cursor, found
            if before is not None:
                self.refresh_line(before)
            self.refresh_line(found)
            self._in_sight()
            self.post_message(self.Moved(found))

    def _standing(self, row: int, step: int) -> int | None:
        """The first row from here on where the cursor can stand, or else the last one before it."""
        for way in (step, -step):
            at = row
            while 0 <= at < self._count:
                if not self._skipped(at):
                    return at
                at += way
        return None

    def _in_sight(self) -> None:
        if self.cursor is not None and self.size.height:
            # What stands above the first row to stand on, its heading, is shown with it.
            top = self.cursor
            while top > 0 and self._skipped(top - 1):
                top -= 1
            height = min(self.cursor - top + 1, self.size.height)
            region = Region(0, self.cursor - height + 1, 1, height)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def on_resize(self, _: Resize) -> None:
        self._in_sight()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        here = row == self.cursor
        style = self.get_visual_style("rows--row", *(["rows--cursor"] if here else []))
        if row >= max(self._count, 1):
            return Strip.blank(width, style.rich_style)
        line = self._draw(row, width) if self._count else styled((self._nothing, "muted"))
        (strip,) = Visual.to_strips(self, line, width, 1, style)[:1]
        return strip.adjust_cell_length(width, style.rich_style)

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def action_cursor(self, rows: int) -> None:
        if self.cursor is not None:
            self.move_to(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        self.action_cursor(pages * max(1, self.size.height - 1))

    def action_edge(self, last: bool) -> None:
        self.move_to(self._count - 1 if last else 0)

    def on_click(self, event: Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < self._count and not self._skipped(row):
            if row == self.cursor:
                self.post_message(self.Chosen(row))
            self.move_to(row)
