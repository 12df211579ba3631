"""The part of the screen in which a card stands, scrolled as one; what it shows needs no layout of the screen."""

from collections.abc import Mapping
from itertools import zip_longest

from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.visual import Visual

from flashcards.text import Line
from flashcards.tui.card import Drawn
from flashcards.tui.content import content_of
from flashcards.tui.strips import strips_of


class CardPane(ScrollView, inherit_bindings=False):
    """Draws the rows of a card that are in sight; the screen has the keys for it. A click on a lettered row is that letter."""

    can_focus = False
    virtual_size = Reactive(Size(0, 0), repaint=False)

    class Scrolled(Message):
        """Another part of the card is in sight."""

    class Chosen(Message):
        """A lettered row was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="body")
        self._lines: list[Line] = []
        self._letters: Mapping[int, int] = {}
        self._strips: list[Strip] = []
        self._made: tuple[object, ...] = ()
        """What the strips were made for."""

    def show(self, drawn: Drawn, *, free: int = 0) -> None:
        """Put up what was drawn, with free rows at its end; only rows that differ from what stood there are drawn."""
        before, fitted = self._strips, self._fits
        self._lines, self._letters, self._made = drawn.lines, drawn.letters, ()
        self.virtual_size = Size(max((line.width for line in drawn.lines), default=0), len(drawn.lines) + free)
        if fitted and self._fits:
            self.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, self.virtual_size.height)
        else:
            self._scroll_update(self.virtual_size)
        if self.size:
            self._make()
            rows = [row for row, (old, new) in enumerate(zip_longest(before, self._strips)) if old != new]
            top = self.scroll_offset.y
            first, last = (max(top, rows[0]), min(top + self.size.height - 1, rows[-1])) if rows else (0, -1)
            if first <= last:
                self.refresh_lines(first, last - first + 1)

    @property
    def content(self) -> Content:
        """The whole card, of which text can be marked."""
        return content_of(self._lines)

    def render(self) -> Content:
        return self.content

    def _make(self) -> None:
        """The rows as strips, where they are not made yet."""
        width, style, marked = self.scrollable_content_region.width, self.visual_style, self.text_selection
        made = (width, style, self.app.theme, marked)
        if made != self._made:
            self._made = made
            if marked is None:
                self._strips = strips_of(self, self._lines, width)
            else:
                self._strips = Visual.to_strips(self, self.content, max(width, self.virtual_size.width), None, style)

    def render_line(self, y: int) -> Strip:
        """A row by itself, as Textual asks for it to find what the mouse marks."""
        self._make()
        width, style = self.scrollable_content_region.width, self.visual_style.rich_style
        left, top = self.scroll_offset
        if not 0 <= y + top < len(self._strips):
            return Strip.blank(width, style)
        return self._strips[y + top].apply_offsets(0, y + top).crop_extend(left, left + width, style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in sight with the padding around them: all that there is to be drawn here."""
        self._make()
        style, background, filters = self.visual_style.rich_style, self.background_colors[1], self.get_line_filters()
        width, padding = self._size.width, self.styles.padding
        blank, edge = Strip.blank(width, style), Strip.blank(padding.left, style)
        rows = []
        for y in crop.line_range:
            found = self._row(y - padding.top)
            strip = blank if found is None else Strip.join([edge, found]).adjust_cell_length(width, style)
            for changed in filters:
                strip = strip.apply_filter(changed, background)
            rows.append(strip.crop(crop.x, crop.right))
        return rows

    def _row(self, row: int) -> Strip | None:
        """What stands in a row in sight, from the left edge of the text on; none: nothing."""
        left, top = self.scroll_offset
        if not 0 <= row < len(self._strips) - top:
            return None
        return self._strips[row + top].crop_extend(left, left + self._size.width, self.visual_style.rich_style)

    @property
    def _fits(self) -> bool:
        """Whether all of it is in sight."""
        return bool(self.size) and self.max_scroll_y == self.max_scroll_x == 0

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002
        """A layout knows only the part in sight, and would have the scrollbars drawn once more each time."""
        return super()._size_updated(size, self.virtual_size, container_size, layout)

    @property
    def rows_below(self) -> int:
        """Rows that are out of sight below."""
        return max(0, round(self.max_scroll_y - self.scroll_y))

    # -- scrolling and mouse ------------------------------------------------------------------------------------

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        self.post_message(self.Scrolled())

    def on_click(self, event: Click) -> None:
        row = event.y - self.styles.gutter.top + self.scroll_offset.y
        if event.chain == 1 and row in self._letters:
            event.stop()
            self.post_message(self.Chosen(self._letters[row]))
