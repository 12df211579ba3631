"""The part of the screen in which a card stands, scrolled as one; what it shows needs no layout of the screen."""

from collections.abc import Callable, Mapping

from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from flashcards.text import Line
from flashcards.tui.card import Drawn
from flashcards.tui.content import content_of
from flashcards.tui.scrollbar import RowsBar
from flashcards.tui.strips import finisher, strip_of_line


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
        self._rows: dict[int, Strip] = {}
        """What goes to the terminal, by the row of the card: made for those in sight."""
        self._ahead: dict[int, tuple[Line, Strip]] = {}
        """Rows of what is likely put up next, with what they were made of."""
        self._made: tuple[object, ...] = ()
        """What the rows were made for."""
        self._marked: list[Strip] | None = None
        """The whole card, where some of its text is marked."""

    def show(self, drawn: Drawn, *, free: int = 0) -> None:
        """Put up what was drawn, with free rows at its end; only rows that differ from what stood there are drawn."""
        before, wide = self._lines, self.show_horizontal_scrollbar
        self._lines, self._letters = drawn.lines, drawn.letters
        self.virtual_size = Size(max((line.width for line in drawn.lines), default=0), len(drawn.lines) + free)
        if self.size and not wide and self.max_scroll_x == 0:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.scroll_y = self.validate_scroll_y(self.scroll_y)
        else:
            self._scroll_update(self.virtual_size)
        if self._marked is not None:
            self._made = ()
        if self.size:
            top = self.scroll_offset.y
            sight = range(top, top + self.size.height)
            other = {row for row in {*self._rows, *sight} if before[row : row + 1] != drawn.lines[row : row + 1]}
            for row in other:
                self._rows.pop(row, None)
            rows = other.intersection(sight)
            if rows:
                self.refresh_lines(min(rows), max(rows) - min(rows) + 1)

    @property
    def content(self) -> Content:
        """The whole card, of which text can be marked."""
        return content_of(self._lines)

    def render(self) -> Content:
        return self.content

    def _make(self) -> None:
        """Forget what was made for other colours, another size, or other marks."""
        style, marked = self.visual_style, self.text_selection
        made = (self._size, self.scroll_offset.x, self.styles.padding, style, self.app.theme, marked)
        if made != self._made:
            self._made = made
            self._rows.clear()
            self._ahead.clear()
            self._marked = None
            if marked is not None:
                width = max(self.scrollable_content_region.width, self.virtual_size.width)
                self._marked = Visual.to_strips(self, self.content, width, None, style)

    def _text(self, row: int) -> Strip | None:
        """A row of the card; none below it."""
        if self._marked is not None:
            return self._marked[row] if row < len(self._marked) else None
        return strip_of_line(self, self._lines[row]) if row < len(self._lines) else None

    def render_line(self, y: int) -> Strip:
        """A row by itself, as Textual asks for it to find what the mouse marks."""
        self._make()
        left, top = self.scroll_offset
        width, style, found = self.scrollable_content_region.width, self.visual_style.rich_style, self._text(y + top)
        if found is None:
            return Strip.blank(width, style)
        return found.apply_offsets(0, y + top).crop_extend(left, left + width, style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in sight with the padding around them: all that there is to be drawn here."""
        self._make()
        top, first, finished = self.styles.padding.top, self.scroll_offset.y, finisher(self)
        rows = (self._row(first + y - top, finished) if y >= top else finished(None) for y in crop.line_range)
        return [row.crop(crop.x, crop.right) for row in rows]

    def _row(self, row: int, finished: Callable[[Strip | None], Strip]) -> Strip:
        """A row of the card."""
        found = self._rows.get(row)
        if found is None:
            line, ahead = self._ahead.get(row, (None, None))
            if ahead is None or self._lines[row : row + 1] != [line]:
                ahead = self._finished(self._text(row), finished)
            found = self._rows[row] = ahead
        return found

    def _finished(self, text: Strip | None, finished: Callable[[Strip | None], Strip]) -> Strip:
        if text is None:
            return finished(None)
        left, width = self.scroll_offset.x, self.scrollable_content_region.width
        return finished(text.crop_extend(left, left + width, self.visual_style.rich_style))

    def prepare(self, drawn: Drawn, top: int) -> None:
        """Make the rows that are in sight from a top row on once this is put up, so that no key waits for them."""
        self._make()
        if self._marked is None:
            finished, sight = finisher(self), list(enumerate(drawn.lines))[top : top + self.size.height]
            others = [(row, line) for row, line in sight if self._lines[row : row + 1] != [line]]
            self._ahead = {row: (line, self._finished(strip_of_line(self, line), finished)) for row, line in others}
            self.vertical_scrollbar.prepare(len(drawn.lines), top)
            bar, at = self.vertical_scrollbar.region, self.region
            cuts = [bar.x - at.x, bar.right - at.x, at.width]
            for _, strip in self._ahead.values():  # which keeps its pieces, and each piece its text
                for piece in strip.divide(cuts):
                    piece.render(self.app.console)

    @property
    def vertical_scrollbar(self) -> RowsBar:
        """The bar beside the card."""
        if self._vertical_scrollbar is None:  # as Textual makes its own
            self._vertical_scrollbar = RowsBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)  # noqa: SLF001
        assert isinstance(self._vertical_scrollbar, RowsBar)
        return self._vertical_scrollbar

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
