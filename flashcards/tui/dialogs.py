"""Small modal screens: a text to read, the keys of a screen, a line to type."""

import textwrap
from collections.abc import Callable, Iterable
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from flashcards.tui.boundary import Bounded
from flashcards.tui.content import styled
from flashcards.tui.keyline import Offer, offers
from flashcards.tui.keys import DIALOG, LINE_DIALOG, bindings, shown_all
from flashcards.tui.line import Line

Result = TypeVar("Result")
KEYS_WIDTH = 20
DIALOG_WIDTH, DIALOG_EDGES = 76, 7  # columns; the latter for border, padding and scroll bar


class TextDialog(Bounded, ModalScreen[None]):
    """A text, scrolled by the keys that scroll a card; any of the usual keys closes it."""

    BINDINGS = bindings(DIALOG)

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "heading"), ("\n", "")))
            with VerticalScroll(classes="text"):
                yield Static(self._text)
            yield Static(styled(("\nEsc closes, j k PgUp PgDn scroll", "muted")))

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one(VerticalScroll), what, step)

    def action_close(self) -> None:
        self.dismiss(None)


def scroll(pane: VerticalScroll, what: str, step: int) -> None:
    """Move what a pane shows by a line, a page, sideways, or to an end."""
    match what:
        case "line":
            pane.scroll_relative(y=step, animate=False, force=True)
        case "page":
            pane.scroll_relative(y=step * max(1, pane.size.height - 1), animate=False, force=True)
        case "side":
            pane.scroll_relative(x=step * 8, animate=False, force=True)
        case "end":
            pane.scroll_to(y=0 if step < 0 else pane.max_scroll_y, animate=False, force=True)


class KeysDialog(TextDialog):
    """All keys of a screen, made from its bindings: first those that work now; then what else it wants explained."""

    def __init__(self, screen: Screen[Result], title: str = "", explained: Iterable[tuple[str, str]] = ()) -> None:
        now = offers(screen)
        width = min(DIALOG_WIDTH, screen.app.size.width * 95 // 100) - DIALOG_EDGES - KEYS_WIDTH - 1
        names = {offer.name for offer in now}
        later: dict[str, tuple[list[str], str]] = {}
        for key, binding in screen._bindings:  # noqa: SLF001 - there is no other way to ask for them
            name = (binding.id or "").partition(".")[0]
            if name not in names:
                later.setdefault(name, ([], binding.tooltip or binding.description))[0].append(key)
        parts = [_row(shown_all(offer.keys), _words(offer), width) for offer in now]
        if later:
            parts.append(styled(("\nAt other times\n", "label")))
            parts += [_row(shown_all(keys), words, width) for keys, words in later.values()]
        if title:
            parts.append(styled((f"\n{title}\n", "label")))
            parts += [_row(term, meaning, width) for term, meaning in explained]
        super().__init__("Keys", Content.assemble(*parts))


def _words(offer: Offer) -> str:
    return offer.binding.tooltip or offer.binding.description.lower()


def _row(keys: str, words: str, width: int) -> Content:
    first, *more = textwrap.wrap(words, max(10, width)) or [""]
    lines = [first, *(" " * (KEYS_WIDTH + 1) + line for line in more)]
    return styled((f"{keys:{KEYS_WIDTH}} ", "key"), ("\n".join(lines) + "\n", ""))


class LineDialog(Bounded, ModalScreen[str | None]):
    """One line of text; `check` returns what is wrong with it, or nothing."""

    BINDINGS = bindings(LINE_DIALOG)

    def __init__(self, title: str, value: str = "", check: Callable[[str], str] = lambda _: "") -> None:
        super().__init__()
        self._title, self._value, self._check = title, value, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "")))
            yield Line(self._value)
            yield Static(styled(("Enter accepts, Esc cancels", "muted")), id="said")

    def on_line_entered(self, message: Line.Entered) -> None:
        wrong = self._check(message.text)
        if wrong:
            self.query_one("#said", Static).update(styled((wrong, "bad")))
        else:
            self.dismiss(message.text)

    def action_cancel(self) -> None:
        self.dismiss(None)
