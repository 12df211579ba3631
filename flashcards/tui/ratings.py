"""The bar below the card: first what reveals, then the ratings with the interval that each one gives."""

from collections.abc import Sequence

from textual.events import Click, Leave, MouseMove
from textual.message import Message
from textual.strip import Strip

from flashcards.events import Mode
from flashcards.questions import CONFIDENCE, Checklist, OneOf, Ordering, SeveralOf
from flashcards.records import dataclass
from flashcards.schedule.states import Rating
from flashcards.session import Stage, View
from flashcards.text import cell_width, padded
from flashcards.tui.strips import Rows, strip_of
from flashcards.why import due_words

CONFIDENCE_KEYS = dict(zip("789", CONFIDENCE, strict=True))
WIDE = 72
"""From so many columns on the accepted button names its key."""
Parts = Sequence[tuple[str, str]]


def what_comes(view: View, mode: Mode, rating: Rating) -> str:
    """What a rating does: the interval that it gives; in practice the schedule stands whatever is pressed."""
    if mode is not Mode.REVIEW:
        return "asked again" if rating is Rating.AGAIN else "no change"
    assert view.revealed_at is not None
    return due_words(view.previews[rating], view.revealed_at)


def accepted(view: View, ratings: tuple[Rating, ...]) -> Rating:
    """What Space gives after the reveal: the suggestion, or Good where nothing is suggested or offered."""
    return view.suggestion if view.suggestion in ratings else Rating.GOOD


@dataclass(frozen=True)
class Button:
    """A field of the bar, of two rows."""

    rating: Rating | None
    """None: it reveals."""
    rows: tuple[Parts, Parts]
    suggested: bool = False


class RatingBar(Rows):
    """What can be done with the card now; drawn as one, so that another stage needs no layout of the screen.

    Only single clicks count: the second half of a double click rates nothing.
    """

    ALLOW_SELECT = False

    class Pressed(Message):
        """Clicked once; no rating: the reveal."""

        def __init__(self, rating: Rating | None) -> None:
            super().__init__()
            self.rating = rating

    def __init__(self, ratings: tuple[Rating, ...], *, confidence: bool = False) -> None:
        super().__init__(id="ratings")
        self.ratings = ratings
        self.confidence = confidence
        """Whether to offer the keys that say how sure one is."""
        self.buttons: list[Button] = []
        self._below_mouse: int | None = None

    def show(self, view: View, mode: Mode, *, in_line: bool) -> None:
        """Follow the view; `in_line`: the keys go into the line to type."""
        if view.stage is not Stage.REVEALED:
            words = "waiting to save …" if view.stage is Stage.SAVING else what_reveals(view, in_line=in_line)
            asks = self.confidence and view.stage is Stage.ASKING
            buttons = [Button(None, ([(words, "")], how_sure(view.confidence, in_line) if asks else []))]
        else:
            chosen = accepted(view, self.ratings)
            buttons = [
                self._button(rating, what_comes(view, mode, rating), rating is chosen) for rating in self.ratings
            ]
        if buttons != self.buttons:
            self.buttons = buttons
            self.refresh()

    def _button(self, rating: Rating, comes: str, here: bool) -> Button:
        space = " Space" if here and self.app.size.width >= WIDE else ""
        said = [(f"{rating.value} ", "key"), (f"{rating.label}{' ▸' if here else ''}", ""), (space, "muted")]
        return Button(rating, (said, [(comes, "muted")]), here)

    def render_line(self, y: int) -> Strip:
        """One of the two rows, each field in its columns."""
        cells: list[tuple[str, str]] = []
        for at, button in enumerate(self.buttons):
            begin, end = self._columns(at)
            style = "suggested" if button.suggested else "button"
            if at == self._below_mouse and button.rating is not None and not button.suggested:
                style = "pointed"
            cells += [*_field(button.rows[y], end - begin, style), (" " * (self._columns(at + 1)[0] - end), "")]
        return strip_of(self, cells, self.size.width)

    def _columns(self, at: int) -> tuple[int, int]:
        """Where a field begins and ends; behind each rating a column is free."""
        width, count = self.size.width, len(self.buttons)
        gap = int(self.buttons[0].rating is not None)
        return at * width // count, max(at * width // count, (at + 1) * width // count - gap)

    # -- mouse --------------------------------------------------------------------------------------------------

    def _at(self, x: int) -> int | None:
        """The field in a column of the bar."""
        column = x - self.styles.gutter.left
        found = (at for at in range(len(self.buttons)) if self._columns(at)[0] <= column < self._columns(at)[1])
        return next(found, None)

    def on_click(self, event: Click) -> None:
        event.stop()
        at = self._at(event.x)
        if event.chain == 1 and at is not None:
            self.post_message(self.Pressed(self.buttons[at].rating))

    def on_mouse_move(self, event: MouseMove) -> None:
        self._point(self._at(event.x))

    def on_leave(self, _: Leave) -> None:
        self._point(None)

    def _point(self, at: int | None) -> None:
        if at != self._below_mouse:
            self._below_mouse = at
            self.refresh()


def _field(parts: Parts, width: int, style: str) -> list[tuple[str, str]]:
    """A row of a field, its words in the middle."""
    words, room = [], width
    for text, of in parts:
        fitting = padded(text, min(cell_width(text), room))
        room -= cell_width(fitting)
        words.append((fitting, f"{of} {style}"))
    return [(" " * (room // 2), style), *words, (" " * (room - room // 2), style)]


def how_sure(said: str, in_line: bool) -> list[tuple[str, str]]:
    """The second row of the bar: keys that say how sure one is, and which was said; in a line digits are text."""
    parts = []
    for key, word in CONFIDENCE_KEYS.items():
        chosen = word == said
        parts += [
            (f"  {'F' if in_line else ''}{key} ", "key"),
            (f"{'▸ ' if chosen else ''}{word}  ", "strong" if chosen else "muted"),
        ]
    return parts


def what_reveals(view: View, *, in_line: bool) -> str:
    """How the answer to this question is given, or shown."""
    if in_line:
        return "Enter hands in what is typed; Esc leaves the line"
    match view.question and view.question.wants:
        case OneOf():
            return "A letter answers; Space shows the answer"
        case SeveralOf():
            return "Letters choose, Enter hands in; Space shows the answer"
        case Ordering():
            return "Letters put in order, Backspace undoes, Enter hands in"
        case Checklist():
            return "Answer aloud or on paper; Space shows the points to tick"
        case _:
            return "Space shows the answer"
