"""Cards behind a figure: a list of them, and one of them with its text, its forgetting curve and why it is due."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.days import day_words
from flashcards.events import Kind
from flashcards.markup import markdown
from flashcards.markup.wrapping import wrap
from flashcards.schedule.states import NEW, Rating
from flashcards.stats import behind as cardsets
from flashcards.stats.figures import Figures
from flashcards.text import Line, Span, padded
from flashcards.tui.content import content_of, keys_line, styled
from flashcards.tui.progress.panel import day_name
from flashcards.tui.progress.panels.answers import first_line
from flashcards.tui.progress.panels.memory import curve_picture
from flashcards.why import why
from flashcards.words import counted

MOST = 500
"""So many rows are shown."""
RECALL, DUE, DECK = 8, 14, 18  # columns; the deck has twice as many where the terminal is wide
WIDE = 110
WIDTH, CURVE_ROWS = 90, 11
LATEST = 8
"""So many answers of a card are listed."""


class CardList(Screen[None]):
    """The cards behind a bar, a dot or a day."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("i", "card", "Card", id="card"),
        Binding("q,escape", "leave", "Back", id="leave"),
    ]

    def __init__(self, title: str, cards: Sequence[str], figures: Figures) -> None:
        super().__init__()
        self._title, self.cards, self._figures = title, list(cards), figures

    def compose(self) -> ComposeResult:
        yield Static(styled((self._title, "heading")), id="today")
        yield Static(id="columns")
        yield OptionList(id="decks")
        yield Static(id="said", classes="note")
        yield Static(keys_line(("Enter", "card, its forgetting curve and why"), ("q", "back")), id="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Show the cards for the width there is."""
        options = self.query_one(OptionList)
        cursor = options.highlighted or 0
        options.clear_options()
        width = max(40, self.size.width - 4)
        self.query_one("#columns", Static).update(
            styled(
                ("Recall".rjust(RECALL) + "  " + padded("Due", DUE) + padded("Deck", self.deck) + "Question", "muted")
            )
        )
        options.add_options([Option(self.row(card, width)) for card in self.cards[:MOST]])
        if self.cards:
            options.highlighted = min(cursor, len(self.cards) - 1)
        more = f", the first {MOST} shown" if len(self.cards) > MOST else ""
        self.query_one("#said", Static).update(styled((counted(len(self.cards), "card") + more, "muted")))

    @property
    def deck(self) -> int:
        """Columns for the name of the deck."""
        return DECK if self.size.width < WIDE else 2 * DECK

    def row(self, card: str, width: int) -> Content:
        """Recall now, due day, deck and the beginning of the question."""
        figures, today = self._figures, self._figures.at.study_day
        known = figures.library.cards.get(card)
        state = figures.states.get(card, NEW)
        recall = cardsets.recall(figures, card)
        due = "suspended" if state.suspended else day_words(state.memory.due_day, today) if state.memory else "new"
        room = max(10, width - RECALL - 2 - DUE - self.deck)
        question = first_line(known.question_text) or card if known else f"{card}, no longer in the decks"
        return styled(
            (("·" if recall is None else f"{recall:.0%}").rjust(RECALL) + "  ", "strong"), (padded(due, DUE), "muted"),
            (padded(known.deck if known else "", self.deck - 1) + " ", "muted"),
            (padded(question, room), "" if known else "muted"),
        )  # fmt: skip

    def on_option_list_option_selected(self) -> None:
        self.action_card()

    def action_card(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None:
            show_card(self, self.cards[at], self._figures)

    def action_leave(self) -> None:
        self.dismiss(None)


def show_card(screen: Screen[None], card: str, figures: Figures) -> None:
    """Put one card up, if a deck still has it."""
    if card in figures.library.cards:
        screen.app.push_screen(CardDialog(card, figures))
    else:
        screen.app.notify(f"{card} is no longer in the decks; its progress comes back with it.", markup=False)


class CardDialog(ModalScreen[None]):
    """One card: question and answer, forgetting curve, why it is due when it is, and its latest answers."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        *(Binding(key, "close", "Close") for key in ("escape", "enter", "space", "q", "i")),
        Binding("j", "scroll(1)", "Down"),
        Binding("k", "scroll(-1)", "Up"),
    ]

    def __init__(self, card: str, figures: Figures) -> None:
        super().__init__()
        self.card, self._figures = card, figures

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        width = max(30, min(WIDTH, self.app.size.width * 95 // 100) - 10)
        self.query_one("#card", Static).update(content_of(card_lines(self._figures, self.card, width)))

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_close(self) -> None:
        self.dismiss(None)


def card_lines(figures: Figures, card: str, width: int) -> list[Line]:
    """Everything that is said of a card."""
    known = figures.library.cards[card]
    lines = [Line((Span(card, ("heading",)), Span(f"  {known.deck}, {known.kind}", ("muted",)))), Line()]
    lines += [*markdown.layout(known.question_text, width), Line()]
    lines += [line.indented(Span("│ ", ("rule",))) for line in markdown.layout(known.answer_text, width - 2)]
    points = figures.curve(card)
    if points:
        lines += [Line(), Line((Span("Forgetting curve", ("label",)),))]
        lines += curve_picture(figures, points, (), width, CURVE_ROWS).lines
    lines += [Line(), Line((Span("Why", ("label",)),))]
    for sentence in why(figures.library, known, figures.at).sentences():
        lines += wrap([Span(sentence)], width)
    lines += [*answers_of(figures, card), Line(), Line((Span("Esc closes, j and k scroll", ("muted",)),))]
    return lines


def answers_of(figures: Figures, card: str) -> list[Line]:
    """The latest answers, newest first: when, which rating, and the recall that was predicted."""
    history = figures.library.progress.history(card)
    reviews = [e for e in history if e.event is Kind.REVIEW and e.rating is not None]
    lines = [Line(), Line((Span("Latest answers", ("label",)),))] if reviews else []
    for e in reviews[: -LATEST - 1 : -1]:
        day = day_name(e.study_day, figures.at.study_day, weekday=True)
        rating = Rating(e.rating or 1)
        said = f", predicted {e.predicted:.0%}" if e.predicted is not None else ", new" if e.mode == "review" else ""
        mode = f", {e.mode.value}" if e.mode and e.mode != "review" else ""
        style = "bad" if rating is Rating.AGAIN else "good"
        lines.append(Line((Span(f"{day:18}", ("muted",)), Span(rating.label, (style,)), Span(said + mode, ("muted",)))))
    return lines
