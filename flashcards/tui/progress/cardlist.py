"""Cards behind a figure."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.days import day_words
from flashcards.schedule.states import NEW
from flashcards.stats import behind as cardsets
from flashcards.stats.figures import Figures
from flashcards.text import padded
from flashcards.tui.boundary import Bounded
from flashcards.tui.cardview import CardDialog
from flashcards.tui.content import keys_line, styled
from flashcards.tui.progress.panels.answers import first_line
from flashcards.words import counted

MOST = 500
"""So many rows are shown."""
RECALL, DUE, DECK = 8, 14, 18  # columns; the deck has twice as many where the terminal is wide
WIDE = 110


class CardList(Bounded, Screen[None]):
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
