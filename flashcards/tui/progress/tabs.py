"""The names of the tabs above the panels."""

from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from flashcards.tui.content import styled
from flashcards.tui.progress.pages import TABS


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

    def show(self, *, here: bool) -> None:
        name = f"{self.index + 1} {TABS[self.index].title}"
        self.update(styled((f"[{name}]" if here else f" {name} ", "cursor" if here else "muted")))

    def on_click(self, event: Click) -> None:
        event.stop()
        self.post_message(self.Chosen(self.index))
