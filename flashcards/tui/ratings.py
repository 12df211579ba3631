"""The bar below the card: first what reveals, then the ratings with the interval that each one gives."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from flashcards.cards import CONFIDENCE, NumberInput, OneOf, Ordering, SeveralOf, TextInput
from flashcards.schedule.states import Rating
from flashcards.session import Stage, View
from flashcards.tui.content import styled
from flashcards.why import due_words

CONFIDENCE_KEYS = dict(zip("789", CONFIDENCE, strict=True))


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

    def show(self, view: View) -> None:
        """Follow the view."""
        asking = view.stage is not Stage.REVEALED
        words = "waiting to save …" if view.stage is Stage.SAVING else what_reveals(view)
        for button in self.query(Button):
            button.display = (button.rating is None) == asking
            if button.rating is None:
                asks = self.confidence and view.stage is Stage.ASKING
                button.update(styled((words, ""), *(how_sure(view.confidence) if asks else ())))
            elif view.revealed_at is not None:
                chosen = button.rating is view.suggestion
                button.set_class(chosen, "suggested")
                button.update(styled(
                    (f"{button.rating.value} ", "key"), (f"{'▸ ' if chosen else ''}{button.rating.label}\n", ""),
                    (due_words(view.previews[button.rating], view.revealed_at), "muted"),
                ))  # fmt: skip


def how_sure(said: str) -> list[tuple[str, str]]:
    """The second line of the bar: keys that say how sure one is, and which was said."""
    parts = [("\n", "")]
    for key, word in CONFIDENCE_KEYS.items():
        chosen = word == said
        parts += [(f"  {key} ", "key"), (f"{'▸ ' if chosen else ''}{word}  ", "strong" if chosen else "muted")]
    return parts


def what_reveals(view: View) -> str:
    """How the answer to this question is given, or shown."""
    match view.question and view.question.wants:
        case TextInput() | NumberInput():
            return "Enter hands the answer in; Esc leaves the line"
        case OneOf():
            return "A letter answers; Space shows the answer"
        case SeveralOf():
            return "Letters choose, Enter hands in; Space shows the answer"
        case Ordering():
            return "Letters put the steps in order, Backspace takes one back, Enter hands in"
        case _:
            return "Space shows the answer"
