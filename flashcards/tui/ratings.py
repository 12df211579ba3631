"""The bar below the card: first what reveals, then the ratings with the interval that each one gives."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from flashcards.cards import CONFIDENCE, Checklist, OneOf, Ordering, SeveralOf
from flashcards.events import Mode
from flashcards.schedule.states import Rating
from flashcards.session import Stage, View
from flashcards.tui.content import styled
from flashcards.why import due_words

CONFIDENCE_KEYS = dict(zip("789", CONFIDENCE, strict=True))
WIDE = 72
"""From so many columns on the accepted button names its key."""


def what_comes(view: View, mode: Mode, rating: Rating) -> str:
    """What a rating does: the interval that it gives; in practice the schedule stands whatever is pressed."""
    if mode is not Mode.REVIEW:
        return "asked again" if rating is Rating.AGAIN else "no change"
    assert view.revealed_at is not None
    return due_words(view.previews[rating], view.revealed_at)


def accepted(view: View, ratings: tuple[Rating, ...]) -> Rating:
    """What Space gives after the reveal: the suggestion, or Good where nothing is suggested or offered."""
    return view.suggestion if view.suggestion in ratings else Rating.GOOD


class Button(Static):
    """One field of the bar. Only single clicks count: the second half of a double click rates nothing."""

    @dataclass
    class Pressed(Message):
        """Clicked once; no rating: the reveal."""

        rating: Rating | None

    def __init__(self, rating: Rating | None) -> None:
        super().__init__(classes="reveal" if rating is None else "rating")
        self.rating = rating

    def on_click(self, event: Click) -> None:
        event.stop()
        if event.chain == 1:
            self.post_message(self.Pressed(self.rating))


class RatingBar(Horizontal):
    """What can be done with the card now."""

    def __init__(self, ratings: tuple[Rating, ...], *, confidence: bool = False) -> None:
        super().__init__(id="ratings")
        self.ratings = ratings
        self.confidence = confidence
        """Whether to offer the keys that say how sure one is."""

    def compose(self) -> ComposeResult:
        yield Button(None)
        for rating in self.ratings:
            yield Button(rating)

    def show(self, view: View, mode: Mode, *, in_line: bool) -> None:
        """Follow the view; `in_line`: the keys go into the line to type."""
        asking = view.stage is not Stage.REVEALED
        chosen = accepted(view, self.ratings)
        space = " Space" if self.app.size.width >= WIDE else ""
        for button in self.query(Button):
            button.display = (button.rating is None) == asking
            if button.rating is None and asking:
                words = "waiting to save …" if view.stage is Stage.SAVING else what_reveals(view, in_line=in_line)
                asks = self.confidence and view.stage is Stage.ASKING
                button.update(styled((words, ""), *(how_sure(view.confidence, in_line) if asks else ())), layout=False)
            elif button.rating is not None and view.revealed_at is not None:
                here = button.rating is chosen
                button.set_class(here, "suggested")
                button.update(
                    styled(
                        (f"{button.rating.value} ", "key"),
                        (f"{button.rating.label}{' ▸' if here else ''}", ""),
                        (f"{space if here else ''}\n", "muted"),
                        (what_comes(view, mode, button.rating), "muted"),
                    ),
                    layout=False,
                )


def how_sure(said: str, in_line: bool) -> list[tuple[str, str]]:
    """The second row of the bar: keys that say how sure one is, and which was said; in a line digits are text."""
    parts = [("\n", "")]
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
            return "Letters put in order, Backspace takes back, Enter hands in"
        case Checklist():
            return "Answer aloud or on paper; Space shows the points to tick"
        case _:
            return "Space shows the answer"
