"""Small modal screens: a text to read, a line to type."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from flashcards.tui.content import styled


class TextDialog(ModalScreen[None]):
    """A text; any of the usual keys closes it."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        (key, "dismiss", "Close") for key in ("escape", "enter", "space", "q", "i", "question_mark")
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "heading"), ("\n", "")))
            yield Static(self._text)
            yield Static(styled(("\nEsc closes", "muted")))

    async def action_dismiss(self, result: None = None) -> None:
        self.dismiss(result)


class LineDialog(ModalScreen[str | None]):
    """One line of text; `check` returns what is wrong with it, or nothing."""

    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's way

    def __init__(self, title: str, value: str = "", check: Callable[[str], str] = lambda _: "") -> None:
        super().__init__()
        self._title, self._value, self._check = title, value, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "")))
            yield Input(self._value)
            yield Static(styled(("Enter accepts, Esc cancels", "muted")), id="said")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        wrong = self._check(event.value)
        if wrong:
            self.query_one("#said", Static).update(styled((wrong, "bad")))
        else:
            self.dismiss(event.value)

    def action_cancel(self) -> None:
        self.dismiss(None)
