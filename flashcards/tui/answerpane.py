"""The card with the line in which its answer is typed: drawn as one, so that no key needs a layout."""

from collections.abc import Callable

from textual.binding import Binding
from textual.events import Blur, Click, Focus, Key, Paste
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip

from flashcards.questions import MAX_LINE, too_long
from flashcards.text import cell_width
from flashcards.tui.card import Drawn
from flashcards.tui.entry import Entry, joined
from flashcards.tui.keys import LINE, bindings
from flashcards.tui.line import Typing
from flashcards.tui.pane import CardPane
from flashcards.tui.strips import finisher, strip_of

WIDEST = 60
ROWS = 2
"""Of the line, with the free one above it."""
EDITING = (
    ("left", "move('left')", "move cursor left"),
    ("right", "move('right')", "move cursor right"),
    ("ctrl+left,alt+b", "move('word left')", "move cursor left a word"),
    ("ctrl+right,alt+f", "move('word right')", "move cursor right a word"),
    ("home,ctrl+a", "move('start')", "go to start"),
    ("end,ctrl+e", "move('end')", "go to end"),
    ("backspace", "delete('left')", "delete character left"),
    ("delete,ctrl+d", "delete('right')", "delete character right"),
    ("ctrl+w,ctrl+backspace,alt+backspace", "delete('word left')", "delete left to start of word"),
    ("alt+d,ctrl+delete", "delete('word right')", "delete right to start of word"),
    ("ctrl+u,super+backspace", "delete('start')", "delete all to the left"),
    ("ctrl+k", "delete('end')", "delete all to the right"),
    ("ctrl+v", "paste", "paste what was copied here"),
)
"""Keys within the line, as lines have them everywhere."""


class AnswerPane(Typing, CardPane):
    """Shows a card, and takes an answer where one is typed; the focus is here as long as keys go into the line."""

    can_focus = True
    FOCUS_ON_CLICK = False
    BINDINGS = [*bindings(LINE), *(Binding(*of, show=False) for of in EDITING)]  # noqa: RUF012 - Textual's way

    class Entered(Message):
        """Enter was pressed in the line."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Begun(Message):
        """The first character was typed, or taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = Entry()
        self.asks = False
        """Whether there is a line."""
        self._stood: int | None = None
        """The row on which there was one when a card was put up."""

    @property
    def typing(self) -> bool:
        """Whether keys go into the line."""
        return self.asks and self.screen.focused is self

    @property
    def typed(self) -> bool:
        return self.entry.typed

    def allow_focus(self) -> bool:
        return self.asks

    # -- drawing ------------------------------------------------------------------------------------------------

    def show(self, drawn: Drawn, *, free: int = 0) -> None:
        """Put up a card, with its line where it asks for one."""
        super().show(drawn, free=ROWS if self.asks else free)
        self._refresh_rows(self._stood, self._line_row)
        self._stood = self._line_row

    @property
    def _line_row(self) -> int | None:
        """The row in sight on which the line stands: below the question, or at the foot of one that has not room enough."""
        return min(self.virtual_size.height, self.scrollable_content_region.height) - 1 if self.asks else None

    def _refresh_rows(self, *rows: int | None) -> None:
        regions = [Region(0, row, self.size.width, 1) for row in rows if row is not None]
        if regions:
            self.refresh(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in sight, with the line in its place."""
        rows, line_row = super().render_lines(crop), self._line_row
        if line_row is not None and (at := line_row + self.styles.padding.top) in crop.line_range:
            rows[at - crop.y] = finisher(self)(self._line()).crop(crop.x, crop.right)
        return rows

    @property
    def _room(self) -> int:
        """Columns for what is typed."""
        return min(self.scrollable_content_region.width, WIDEST) - 2

    def _line(self) -> Strip:
        typing, room = self.typing, self._room
        ground = "typing" if typing else "line"
        words = ground if self.entry.value else f"muted {ground}"
        before, at, behind = self.entry.parts()
        left = self.entry.left(room)
        if typing and self._line_row is not None:  # where an input method shows what it composes
            self.app.cursor_position = self.content_region.offset + Offset(
                1 + cell_width(before) - left, self._line_row
            )
        parts = [(before, words), (at, f"caret {words}" if typing else words), (behind, words), (" " * room, ground)]
        edge = strip_of(self, [(" ", ground)])
        return Strip.join([edge, strip_of(self, parts).crop(left, left + room), edge])

    def on_focus(self, _: Focus) -> None:
        self._refresh_rows(self._line_row)

    def on_blur(self, _: Blur) -> None:
        self._refresh_rows(self._line_row)

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        return self.asks and character is not None and character.isprintable()

    def _edit(self, change: Callable[[], None]) -> None:
        typed = self.typed
        change()
        self._refresh_rows(self._line_row)
        if typed != self.typed:
            self.post_message(self.Begun())

    def _insert(self, text: str, refused: str = "") -> None:
        """Put a text in, or say why it cannot be."""
        length = len(self.entry.value) + len(text)
        if length > MAX_LINE:
            self.app.notify(f"{too_long(length)}{refused}.", severity="warning", markup=False)
        else:
            self._edit(lambda: self.entry.insert(text))

    def on_key(self, event: Key) -> None:
        """No answer begins with a space: one that is held from the card before is not typed."""
        if event.character is not None and event.is_printable:
            event.prevent_default()
            event.stop()
            if event.key != "space" or self.entry.value:
                self._insert(event.character)

    def on_paste(self, event: Paste) -> None:
        """All pasted lines are kept, as one."""
        event.prevent_default()
        event.stop()
        self._insert(joined(event.text), ": nothing was pasted")

    def action_paste(self) -> None:
        self._insert(joined(self.app.clipboard), ": nothing was pasted")

    def action_move(self, to: str) -> None:
        self._edit(lambda: self.entry.move(to))

    def action_delete(self, to: str) -> None:
        self._edit(lambda: self.entry.delete(to))

    def action_untype(self) -> None:
        self._edit(self.entry.untype)

    def action_submit(self) -> None:
        self.post_message(self.Entered(self.entry.value))

    def action_leave_line(self) -> None:
        self.screen.set_focus(None)

    def on_click(self, event: Click) -> None:
        gutter = self.styles.gutter
        column = event.x - gutter.left - 1
        if event.y - gutter.top == self._line_row and -1 <= column <= self._room:
            event.stop()
            self._edit(lambda: self.entry.click(max(0, column)))
            self.focus(scroll_visible=False)
