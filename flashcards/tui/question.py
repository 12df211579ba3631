"""A modal question that one key answers."""

from collections.abc import Iterator, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Static

from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import Dialog, KeysDialog, text_width
from flashcards.tui.keynames import stands_for
from flashcards.tui.keys import QUESTION, bindings
from flashcards.tui.scrolling import scroll

FRAME = 5
"""Rows of a dialog for its border, its padding and what stands between text and answers."""


class Question(Dialog[str | None]):
    """Asks, and returns the letter pressed; none for Esc.

    A long text scrolls above the answers, which stand; where they would leave it no row, they scroll with it.
    """

    BINDINGS = bindings(QUESTION)

    def __init__(self, text: str, answers: Mapping[str, str], otherwise: str = "", *, enter: str = "") -> None:
        """`answers` says by letter what each one means, `otherwise` what Esc does, and `enter` the letter Enter gives."""
        super().__init__()
        self._text, self._answers, self._enter = text, answers, enter
        self._otherwise = otherwise or ("leave it", "neither", "none of these")[min(len(answers), 3) - 1]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog question"):
            with VerticalScroll(id="asked", can_focus=False):
                yield from self.asked()
                yield Static(id="answers-below")
            yield Static("")
            yield Static(id="answers")

    def asked(self) -> Iterator[Widget]:
        """What stands above the answers."""
        yield Static(styled((self._text, "")))

    def on_resize(self) -> None:
        self._fit()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Leave the text what the answers do not take; where that is not all of it, say how to see the rest."""
        asked = self.query_one("#asked", VerticalScroll)
        more = [("PgDn", "the rest")] if asked.max_scroll_y else []
        width, room = text_width(self.size.width), self.size.height * 9 // 10 - FRAME
        answers = keys_line(*self._keys(), ("Esc", self._otherwise), *more, width=width + 1)  # here no scrollbar is
        below = self.query_one("#answers-below", Static)
        below.display = len(answers.split()) >= room
        if below.display:
            below.update(keys_line(*self._keys(), width=width))
            answers = keys_line(("Esc", self._otherwise), *more, width=width + 1)
        self.query_one("#answers", Static).update(answers)
        asked.styles.max_height = max(1, room - len(answers.split()))

    def _keys(self) -> list[tuple[str, str]]:
        """What gives each answer, with what it means."""
        return [
            (f"{letter} Enter" if letter == self._enter else letter, what) for letter, what in self._answers.items()
        ]

    def on_key(self, event: Key) -> None:
        if event.key == "enter" and self._enter:
            event.stop()
            self.dismiss(self._enter)
            return
        typed = (event.character or event.key).casefold()
        letter = next((key for key in (typed, *stands_for(event.character)) if key in self._answers), None)
        if letter is not None or (typed == "n" and "y" in self._answers):
            event.stop()
            self.dismiss(letter)

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one("#asked"), what, step)

    def action_keys(self) -> None:
        answers = [*self._keys(), ("Esc q", self._otherwise)]
        self.app.push_screen(KeysDialog(self, "Answers", answers, first=True))

    def action_cancel(self) -> None:
        self.dismiss(None)
