"""The bar beside a card, of which only the rows are drawn that differ from what stands there."""

from math import ceil

from textual.geometry import Region
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from flashcards.tui.strips import bar_rows, colouring


class RowsBar(ScrollBar):
    """A vertical scrollbar; Textual draws all of one at each change, and a card changes its length with each key."""

    window_virtual_size = Reactive(100, repaint=False)
    window_size = Reactive(0, repaint=False)
    position = Reactive[float](0, repaint=False)
    _stood: tuple[Strip, ...] = ()
    """The rows as they were drawn last."""

    def watch_window_virtual_size(self) -> None:
        self._follow()

    def watch_window_size(self) -> None:
        self._follow()

    def watch_position(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Have those rows drawn that differ now."""
        rows = self._rows()
        if len(rows) != len(self._stood):
            self.refresh()
        elif others := [y for y, row in enumerate(rows) if row != self._stood[y]]:
            self.refresh(Region(0, others[0], self.thickness, others[-1] + 1 - others[0]))

    def _rows(self, place: tuple[int, float] | None = None) -> tuple[Strip, ...]:
        """The rows, or those of another length of the card and place in it."""
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        if place is not None:
            bar.virtual_size, bar.position = place
            bar.window_size = ceil(self.window_size) if self.window_size < bar.virtual_size else 0  # as Textual has it
        return bar_rows(bar, self.size.height, self.visual_style)

    def prepare(self, length: int, top: int) -> None:
        """Make the rows for another length of the card and place in it, so that no key waits for them."""
        coloured = colouring(self)
        for row in self._rows((length, top)):
            coloured(row)  # which the row keeps

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows, made once for each place of the bar."""
        self._stood, coloured = self._rows(), colouring(self)
        return [coloured(row).crop(crop.x, crop.right) for row in self._stood[crop.y : crop.bottom]]
