"""Colours to choose from: the screen wears the theme under the cursor, and the one before where none is taken."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from flashcards.settings import THEMES
from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import Dialog
from flashcards.tui.keys import THEME_PICKER, bindings
from flashcards.tui.rows import Rows

SAMPLE = (
    ("What do precision and recall divide ", ""),
    ("TP", "math"),
    (" by?\n", ""),
    ("✓ Right", "good"),
    ("  ", ""),
    ("✗ Wrong", "bad"),
    ("  ", ""),
    ("2 problems", "warn"),
    ("  ", ""),
    ("muted", "muted"),
    ("\n", ""),
    ("def ", "keyword"),
    ("recall", "function"),
    ("(tp, fn): ", ""),
    ("# a comment", "comment"),
)


class ThemePicker(Dialog[str | None]):
    """Returns the name of the theme taken; none where it was left as it was."""

    BINDINGS = bindings(THEME_PICKER)

    def __init__(self, now: str) -> None:
        super().__init__()
        self._before = now

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled(("Colours", "heading")))
            yield Rows(self._line, id="themes")
            yield Static(styled(("", ""), *SAMPLE), id="sample")
            yield Static(keys_line(("Enter", "take these"), ("Esc", "leave them as they were")))

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(THEMES), THEMES.index(self._before) if self._before in THEMES else 0)
        rows.focus()

    def _line(self, row: int, _: int) -> Content:
        return styled(("▸ " if row == self.query_one(Rows).cursor else "  ", "cursor"), (THEMES[row], ""))

    def on_rows_moved(self, message: Rows.Moved) -> None:
        name = THEMES[message.row]
        if name in self.app.available_themes:
            self.app.theme = name

    def on_rows_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(THEMES[self.query_one(Rows).cursor or 0])

    def action_leave(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
