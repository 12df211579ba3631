"""One card to look at: its text, its forgetting curve, why it is due when it is, and its history."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from flashcards import kinds
from flashcards.cards import Card
from flashcards.events import Event, Kind
from flashcards.markup import markdown
from flashcards.markup.wrapping import wrap
from flashcards.schedule.states import Rating
from flashcards.stats.figures import Figures
from flashcards.text import Line, Span
from flashcards.tui.content import content_of
from flashcards.tui.dialogs import ScrolledDialog
from flashcards.tui.progress.panels.memory import curve_picture
from flashcards.why import why
from flashcards.words import day_name

WIDTH, CURVE_ROWS = 90, 11
DAY = 18  # columns for a day of the history
HAPPENED = {
    Kind.SUSPEND: "suspended",
    Kind.RESUME: "brought back",
    Kind.BURY: "buried for the day",
    Kind.RESET: "reset",
    Kind.LINK: "followed through an edit",
}


class CardDialog(ScrolledDialog):
    """A card, scrolled as a whole."""

    def __init__(self, card: str, figures: Figures) -> None:
        super().__init__()
        self.card, self._figures = figures.library.cards[card], figures
        self._figures.states  # noqa: B018 - read now: a file that cannot be read leaves the screen below as it is

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide") as box:
            box.border_subtitle = self.FOOT
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        width = max(30, min(WIDTH, self.app.size.width * 95 // 100) - 10)
        self.query_one("#card", Static).update(content_of(card_lines(self._figures, self.card, width)))

    def decks_changed(self) -> None:
        """Show the card as it is now; one that is gone stays up as it was."""
        card = self._figures.library.cards.get(self.card.id)
        if card is not None:
            self.card = card
            self.on_resize()


def text_lines(card: Card, width: int) -> list[Line]:
    """Question and answer, with the draws of a seed."""
    question = kinds.ask_seeded(card, 0)
    answer = [line.indented(Span("│ ", ("rule",))) for line in markdown.layout(question.answer, width - 2)]
    return [*markdown.layout(question.text, width), Line(), *answer]


def card_lines(figures: Figures, card: Card, width: int) -> list[Line]:
    """Everything that is said of a card."""
    lines = [Line((Span(card.id, ("heading",)), Span(f"  {card.deck}, {card.kind}", ("muted",)))), Line()]
    lines += text_lines(card, width)
    points = figures.curve(card.id)
    if points:
        lines += [Line(), Line((Span("Forgetting curve", ("label",)),))]
        lines += curve_picture(figures, points, (), width, CURVE_ROWS).lines
    lines += [Line(), Line((Span("Why", ("label",)),))]
    for sentence in why(figures.library, card, figures.at).sentences():
        lines += wrap([Span(sentence)], width)
    history = list(history_lines(figures, card.id))
    if history:
        lines += [Line(), Line((Span("History", ("label",)),)), *history]
    return lines


def history_lines(figures: Figures, card: str) -> Iterator[Line]:
    """What happened to a card, the latest first: answers with the recall that was predicted, and everything else."""
    history = figures.library.history(card)
    for event in reversed(history):
        day = day_name(event.study_day, figures.at.study_day, weekday=True)
        yield Line((Span(f"{day:{DAY}}", ("muted",)), *_said(event)))


def _said(event: Event) -> Iterator[Span]:
    detail = event.detail or {}
    if event.event is Kind.REVIEW:
        rating = Rating(event.rating or 1)
        yield Span(rating.label, ("bad" if rating is Rating.AGAIN else "good",))
        if event.predicted is not None:
            yield Span(f", predicted {event.predicted:.0%}", ("muted",))
        elif event.mode == "review":
            yield Span(", new", ("muted",))
        if event.mode and event.mode != "review":
            yield Span(f", {event.mode.value}", ("muted",))
        if detail.get("typed"):
            yield Span(f", typed {str(detail['typed'])[:40]}", ("muted",))
    elif event.event is Kind.FLAG:
        note = detail.get("note")
        yield Span("flag removed" if note is None else f"flagged{f': {note}' if note else ''}")
    elif event.event is Kind.RESCHEDULE:
        yield Span(f"moved to {detail.get('due')}")
    else:
        yield Span(HAPPENED.get(event.event, event.event.value))
