"""Small modal screens: a text to read, the keys of a screen, a line to type."""

from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from flashcards.markup.wrapping import wrap
from flashcards.text import Line as TextLine
from flashcards.text import Span, clean
from flashcards.tui.boundary import BoundedScreen
from flashcards.tui.content import content_of, styled
from flashcards.tui.keynames import shown_all
from flashcards.tui.keys import DIALOG, KEYS_DIALOG, LINE_DIALOG, bindings
from flashcards.tui.line import Line, Typing
from flashcards.tui.offers import offers
from flashcards.tui.scrolling import scroll
from flashcards.words import UsageError

Result = TypeVar("Result")
KEYS_WIDTH, TERM_WIDTH = 16, 19
DIALOG_WIDTH, DIALOG_FRAME = 76, 7


def text_width(screen: int) -> int:
    """Columns that a text has in a dialog on a screen of so many."""
    return min(DIALOG_WIDTH, screen * 95 // 100) - DIALOG_FRAME


class Dialog(ModalScreen[Result], BoundedScreen[Result]):
    """A small screen above another one; its keys are explained as those of any screen."""

    def action_keys(self) -> None:
        self.app.push_screen(KeysDialog(self))


class ScrolledDialog(Dialog[None]):
    """Scrolled by the keys that scroll a card; any of the usual keys closes it."""

    BINDINGS = bindings(DIALOG)
    FOOT = "Esc closes, j k scroll, ? keys"

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one(VerticalScroll), what, step)

    def action_close(self) -> None:
        self.dismiss(None)


class TextDialog(ScrolledDialog):
    """A text to read."""

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title, box.border_subtitle = clean(self._title).replace("[", "\\["), self.FOOT
            yield Static(self._text)


class KeysDialog(TextDialog, inherit_bindings=False):
    """All keys of a screen, made from its bindings: first those that work now; then what else it wants explained."""

    BINDINGS = bindings(KEYS_DIALOG)
    FOOT = "Esc closes, j k scroll"

    def __init__(
        self,
        screen: Screen[Result],
        title: str = "",
        explained: Iterable[tuple[str, str]] = (),
        *,
        first: bool = False,
    ) -> None:
        """`explained` stands under its title, behind the keys, or `first` where it is what the screen is about."""
        column = KEYS_WIDTH if first else TERM_WIDTH
        now = offers(screen)
        names = {offer.name for offer in now}
        later: dict[str, tuple[list[str], str]] = {}
        for key, binding in screen._bindings:  # noqa: SLF001 - there is no other way to ask for them
            name = (binding.id or "").partition(".")[0]
            if name and name not in names:
                later.setdefault(name, ([], binding.tooltip or binding.description))[0].append(key)
        width = text_width(screen.app.size.width)
        own = [offer for offer in now if offer.binding.id]
        moves = [offer for offer in now if not offer.binding.id]
        told = [line for term, meaning in explained for line in _row(term, meaning, width, column)]
        lines: list[TextLine] = [TextLine((Span(title, ("label",)),)), *told, TextLine()] if first else []
        lines += [line for offer in own for line in _row(shown_all(offer.keys), offer.words, width)]
        if moves:
            title_of_moves = "While typing" if isinstance(screen.focused, Typing) else "Moving"
            lines += [TextLine(), TextLine((Span(title_of_moves, ("label",)),))]
            lines += [line for offer in moves for line in _row(shown_all(offer.keys), offer.words, width)]
        if later:
            lines += [TextLine(), TextLine((Span("At other times", ("label",)),))]
            lines += [line for keys, words in later.values() for line in _row(shown_all(keys), words, width)]
        if title and not first:
            lines += [TextLine(), TextLine((Span(title, ("label",)),)), *told]
        super().__init__("Keys", content_of(lines))


def _row(keys: str, words: str, width: int, column: int = KEYS_WIDTH) -> list[TextLine]:
    """Keys, and beside them what they do; keys that fit their column stand as they are written."""
    left = [TextLine((Span(keys, ("key",)),))] if len(keys) <= column else wrap([Span(keys, ("key",))], column)
    right = wrap([Span(words)], max(10, width - column - 1))
    rows = []
    for one, two in zip_longest(left, right, fillvalue=TextLine()):
        rows.append(TextLine((*one.spans, Span(" " * (column + 1 - one.width)), *two.spans)))
    return rows


def refused(read: Callable[[str], object]) -> Callable[[str], str]:
    """What a line dialog checks a text with: why it cannot be read, in the words of the error; empty where it can."""

    def wrong(text: str) -> str:
        try:
            read(text)
        except (UsageError, ValueError) as err:
            return str(err)
        return ""

    return wrong


class LineDialog(Dialog[str | None]):
    """One line of text; `check` returns what is wrong with it, or nothing; `wrong` says it of what stands there first."""

    BINDINGS = bindings(LINE_DIALOG)

    def __init__(
        self, title: str, value: str = "", check: Callable[[str], str] = lambda _: "", *, wrong: str = ""
    ) -> None:
        super().__init__()
        self._title, self._value, self._check, self._wrong = title, value, check, wrong

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(styled((self._title, "")))
            yield Line(self._value)
            yield Static(styled(("Enter accepts, Esc cancels, F1 all keys", "muted")), id="said")

    def on_mount(self) -> None:
        # What is offered gives way to the first character that is typed.
        self.query_one(Line).select_all()
        self._refuse(self._wrong)

    def _refuse(self, wrong: str) -> None:
        if wrong:
            self.query_one("#said", Static).update(styled((wrong, "bad")))

    def on_line_entered(self, message: Line.Entered) -> None:
        wrong = self._check(message.text)
        self._refuse(wrong)
        if not wrong:
            self.dismiss(message.text)

    def action_cancel(self) -> None:
        self.dismiss(None)
