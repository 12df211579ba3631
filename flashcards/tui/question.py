"""A modal question that one key answers."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import Dialog, KeysDialog
from flashcards.tui.keyboards import stands_for
from flashcards.tui.keys import QUESTION, bindings


class Question(Dialog[str | None]):
    """Asks, and returns the letter pressed; none for Esc."""

    BINDINGS = bindings(QUESTION)

    def __init__(self, text: str, answers: Mapping[str, str]) -> None:
        """`answers` says by letter what each one means."""
        super().__init__()
        self._text, self._answers = text, answers

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._text, "")))
            yield Static("")
            yield Static(
                keys_line(*self._answers.items(), ("Esc", "neither" if len(self._answers) > 1 else "leave it"))
            )

    def on_key(self, event: Key) -> None:
        typed = (event.character or "").casefold()
        letter = next((key for key in (typed, *stands_for(event.character)) if key in self._answers), None)
        if letter is not None:
            event.stop()
            self.dismiss(letter)

    def action_keys(self) -> None:
        self.app.push_screen(KeysDialog(self, "Answers", self._answers.items()))

    def action_cancel(self) -> None:
        self.dismiss(None)
