"""Colours to choose from: the screen wears the theme under the cursor, and the one before where none is taken."""

from textual.widgets import Static

from flashcards.settings import THEMES
from flashcards.tui.content import styled
from flashcards.tui.picker import Picker
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


class ThemePicker(Picker):
    """Returns the name of the theme taken; none where it was left as it was."""

    def __init__(self, now: str) -> None:
        super().__init__("Colours", THEMES, now)

    def below(self) -> list[Static]:
        return [Static(styled(("", ""), *SAMPLE), id="sample")]

    def on_rows_moved(self, message: Rows.Moved) -> None:
        name = THEMES[message.row]
        if name in self.app.available_themes:
            self.app.theme = name

    def action_leave(self) -> None:
        self.app.theme = self._before
        super().action_leave()
