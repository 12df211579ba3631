"""The part of the screen in which a card stands, scrolled as one; what it shows needs no layout of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from flashcards.tui.card import Drawn
from flashcards.tui.content import content_of


class CardPane(ScrollView, inherit_bindings=False):
    """Draws the rows of a card that are in sight; the screen has the keys for it. A click on a lettered row is that letter."""

    can_focus = False
    virtual_size = Reactive(Size(0, 0), layout=False)

    @dataclass
    class Scrolled(Message):
        """Another part of the card is in sight."""

    @dataclass
    class Chosen(Message):
        """A lettered row was clicked."""

        index: int

    def __init__(self) -> None:
        super().__init__(id="body")
        self.content = Content()
        self._letters: Mapping[int, int] = {}
        self._made: tuple[object, ...] = ()
        """What the strips were made of."""
        self._strips: list[Strip] = []

    def show(self, drawn: Drawn, *, free: int = 0) -> None:
        """Put up what was drawn, with free rows at its end."""
        self.content, self._letters, self._made = content_of(drawn.lines), drawn.letters, ()
        self.virtual_size = Size(max((line.width for line in drawn.lines), default=0), len(drawn.lines) + free)
        self._scroll_update(self.virtual_size)
        self.refresh()

    def render(self) -> Content:
        """The whole card, of which text can be marked."""
        return self.content

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.scrollable_content_region.width
        style = self.visual_style
        made = (self.text_selection, style)
        if made != self._made:
            self._made = made
            self._strips = Visual.to_strips(self, self.content, max(width, self.virtual_size.width), None, style)
        left, top = self.scroll_offset
        row = y + top
        if row >= len(self._strips):
            return Strip.blank(width, style.rich_style)
        return self._strips[row].crop_extend(left, left + width, style.rich_style)

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
