"""The names of the tabs above the panels."""

from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from flashcards.tui.content import styled
from flashcards.tui.progress.pages import TABS

NARROW = 80
"""On narrower screens the names of the tabs are shortened."""


class TabName(Static):
    """The name of a tab; a click goes there."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, index: int) -> None:
        super().__init__(classes="tab")
        self.index = index

    def show(self, *, here: bool, narrow: bool) -> None:
        """`narrow`: with the first word of its name, and one column between two of them."""
        title = TABS[self.index].title
        name = f"{self.index + 1} {title.split()[0] if narrow else title}"
        self.update(styled((f"[{name}]" if here else f" {name}{'' if narrow else ' '}", "cursor" if here else "muted")))

    def on_click(self, event: Click) -> None:
        event.stop()
        self.post_message(self.Chosen(self.index))
