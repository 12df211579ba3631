"""One of several to choose from, in a dialog."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import Dialog
from flashcards.tui.keys import PICKER, bindings
from flashcards.tui.rows import Rows


class Picker(Dialog[str | None]):
    """Returns what was taken; none where it was left as it was."""

    BINDINGS = bindings(PICKER)

    def __init__(self, title: str, choices: Sequence[str], now: str) -> None:
        """`now`: where the cursor begins."""
        super().__init__()
        self._title, self._choices, self._before = title, choices, now

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "heading")))
            yield Rows(self._line, id="choices")
            yield from self.below()
            yield Static(keys_line(("Enter", "take"), ("Esc", "leave as it was"), ("?", "keys")))

    def below(self) -> Sequence[Widget]:
        """What stands below the list."""
        return ()

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.height = min(len(self._choices), max(3, self.size.height - 14))
        rows.show(len(self._choices), self._choices.index(self._before) if self._before in self._choices else 0)
        rows.focus()

    def _line(self, row: int, _: int) -> Content:
        here = row == self.query_one(Rows).cursor
        return styled(("▸ " if here else "  ", "cursor"), (self._choices[row] or "none", ""))

    def on_rows_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(self._choices[self.query_one(Rows).cursor or 0])

    def action_leave(self) -> None:
        self.dismiss(None)
