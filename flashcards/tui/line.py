"""One line to type in a dialog or a head: with its own undo, and nothing that is pasted is lost."""

from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from flashcards.questions import MAX_LINE, too_long
from flashcards.tui.entry import joined
from flashcards.tui.keys import LINE, bindings

SCROLLING = {f"{way}_{where}" for way in ("scroll", "page") for where in ("up", "down", "left", "right", "home", "end")}
"""What a line of one row leaves to the screen."""


class Typing:
    """What keys are typed into while it has the focus."""

    @property
    def typed(self) -> bool:
        """Whether there is typing to take back."""
        raise NotImplementedError


class Line(Typing, Input):
    """One line to type; taking back and handing in are its own keys, Esc is the screen's."""

    BINDINGS = bindings(command for command in LINE if command.name != "leave-line")
    virtual_size = Reactive(Size(0, 0), layout=False)
    """What is typed scrolls in a line whose place stands: no letter needs a layout."""

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        self._before: list[tuple[str, int]] = []
        self._taking_back = True
        super().__init__(value, placeholder, select_on_focus=False)
        self._taking_back = False

    def watch_value(self, old: str, _: str) -> None:
        if not self._taking_back:
            self._before.append((old, self.cursor_position))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return action not in SCROLLING

    @property
    def typed(self) -> bool:
        return bool(self._before)

    def action_untype(self) -> None:
        if self._before:
            value, cursor = self._before.pop()
            self._taking_back = True
            self.value = value
            self._taking_back = False
            self.cursor_position = min(cursor, len(value))

    def on_key(self, event: Key) -> None:
        """Nothing begins with a space: one that is held from the screen before is not typed."""
        if event.key == "space" and not self.value:
            event.prevent_default()
            event.stop()
        elif event.is_printable and len(self.value) >= MAX_LINE and self.selection.is_empty:
            event.prevent_default()
            event.stop()
            self.app.notify(f"{too_long(len(self.value) + 1)}.", severity="warning", markup=False)

    def on_paste(self, event: Paste) -> None:
        """All pasted lines are kept, as one."""
        event.prevent_default()
        event.stop()
        pasted = joined(event.text)
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(pasted)
        if length > MAX_LINE:
            self.app.notify(f"{too_long(length)}: nothing was pasted.", severity="warning", markup=False)
        else:
            self.replace(pasted, start, end)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(event.value))
