"""One widget for each thing a question may want; the review screen asks `widget_for` and knows none of them."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.events import Click, Key
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from flashcards.cards import (
    LETTERS,
    Checklist,
    NumberInput,
    OneOf,
    Ordering,
    Point,
    Response,
    SeveralOf,
    TextInput,
)
from flashcards.cards import (
    Input as Wants,
)
from flashcards.markup import markdown
from flashcards.text import Line, Span
from flashcards.tui.content import content_of


@dataclass
class Answered(Message):
    """The person has answered: the card is to be revealed and judged."""

    response: Response


@dataclass
class Ticked(Message):
    """The ticks of a checklist have changed."""

    chosen: tuple[int, ...]


class LineInput(Input):
    """A text or a number on one line."""

    BINDINGS = [Binding("escape", "leave", "Leave the line", show=False)]  # noqa: RUF012 - Textual's way

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Answered(Response(text=event.value)))

    def action_leave(self) -> None:
        self.screen.set_focus(None)


class Letters(Static):
    """Lettered lines; `chosen` holds positions in the order in which they were chosen."""

    can_focus = True

    def __init__(self, texts: tuple[str, ...]) -> None:
        super().__init__()
        self.texts = texts
        self.chosen: list[int] = []
        self._rows: list[int] = []

    def on_mount(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def mark(self, index: int) -> str:
        """What stands before the letter of a line."""
        return "[x]" if index in self.chosen else "[ ]"

    def note(self, index: int) -> str:  # noqa: ARG002 - for those that have one
        """What stands behind the text of a line."""
        return ""

    def draw(self) -> None:
        width = max(20, min(96, (self.size.width or 76) - 8))
        lines: list[Line] = []
        self._rows = []
        for index, text in enumerate(self.texts):
            style = "good" if index in self.chosen else ""
            for row, line in enumerate(markdown.layout(text + self.note(index), width)):
                head = f"{self.mark(index)} {LETTERS[index]} " if row == 0 else " " * 6
                lines.append(line.indented(Span(head, ("strong", style) if style else ("key",))))
                self._rows.append(index)
        self.update(content_of(lines))

    def on_key(self, event: Key) -> None:
        if event.character and event.character in LETTERS[: len(self.texts)]:
            event.stop()
            event.prevent_default()
            self.choose(LETTERS.index(event.character))
        elif event.key == "enter" and self.ready():
            event.stop()
            self.post_message(Answered(Response(chosen=tuple(self.chosen))))
        elif event.key == "backspace" and self.chosen:
            event.stop()
            self.chosen.pop()
            self.draw()

    def on_click(self, event: Click) -> None:
        if event.chain == 1 and 0 <= event.y < len(self._rows):
            self.focus()
            self.choose(self._rows[event.y])

    def ready(self) -> bool:
        """Whether enter hands in what is chosen."""
        return bool(self.chosen)

    def choose(self, index: int) -> None:
        """A letter was pressed or a line clicked: it is in, or out again."""
        if index in self.chosen:
            self.chosen.remove(index)
        else:
            self.chosen.append(index)
        self.draw()


class OneLetter(Letters):
    """One of several: the letter answers."""

    def mark(self, index: int) -> str:
        return "(•)" if index in self.chosen else "( )"

    def choose(self, index: int) -> None:
        self.chosen = [index]
        self.draw()
        self.post_message(Answered(Response(chosen=(index,))))


class InOrder(Letters):
    """Steps: letters put them in order, backspace takes the last one back."""

    def mark(self, index: int) -> str:
        return f" {self.chosen.index(index) + 1}." if index in self.chosen else " · "

    def ready(self) -> bool:
        return len(self.chosen) == len(self.texts)


class Ticks(Letters):
    """The points of a good answer, ticked after the reveal."""

    def __init__(self, points: tuple[Point, ...], missed: dict[str, tuple[int, int]], chosen: tuple[int, ...]) -> None:
        super().__init__(tuple(point.text for point in points))
        self._points, self._missed = points, missed
        self.chosen = list(chosen)

    def note(self, index: int) -> str:
        point = self._points[index]
        missed, asked = self._missed.get(point.key, (0, 0))
        must = " **(must)**" if point.must else ""
        return must + (f" *(missed {missed} of {asked} times)*" if missed else "")

    def choose(self, index: int) -> None:
        super().choose(index)
        self.post_message(Ticked(tuple(sorted(self.chosen))))

    def ready(self) -> bool:
        return False


def widget_for(wants: Wants) -> Widget | None:
    """The widget in which a question is answered before the reveal; none where nothing is entered."""
    match wants:
        case TextInput():
            return LineInput(placeholder="Your answer, then Enter")
        case NumberInput(unit):
            return LineInput(placeholder=f"A number{f' in {unit}' if unit else ''}, then Enter")
        case OneOf(options):
            return OneLetter(options)
        case SeveralOf(options):
            return Letters(options)
        case Ordering(steps):
            return InOrder(steps)
        case _:
            return None


def widget_after(wants: Wants, missed: dict[str, tuple[int, int]], chosen: tuple[int, ...]) -> Widget | None:
    """The widget that is wanted after the reveal; none for most."""
    return Ticks(wants.points, missed, chosen) if isinstance(wants, Checklist) else None
