"""Cards behind a figure."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from flashcards.days import day_words
from flashcards.schedule.states import NEW
from flashcards.stats import behind as cardsets
from flashcards.stats.figures import Figures
from flashcards.text import padded
from flashcards.titles import title
from flashcards.tui.content import styled
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import CARD_LIST, bindings
from flashcards.tui.progress.cardview import CardDialog
from flashcards.tui.rows import Rows
from flashcards.words import counted

SIGNS = 2
RECALL, DUE, DECK = 8, 14, 18  # columns; the deck has twice as many where the terminal is wide
WIDE = 110


class CardList(KeyedScreen[None]):
    """The cards behind a bar, a dot or a day."""

    BINDINGS = bindings(CARD_LIST)

    def __init__(self, title: str, cards: Sequence[str], figures: Figures) -> None:
        super().__init__()
        self._title, self.cards, self._figures = title, list(cards), figures

    def compose(self) -> ComposeResult:
        yield Static(
            styled((self._title, "heading"), (f"  {counted(len(self.cards), 'card')}", "muted")),
            id="title",
            classes="note",
        )
        yield Static(id="columns")
        yield Rows(self._line, id="cards")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(self.cards))
        rows.focus()

    def on_resize(self) -> None:
        super().on_resize()
        heads = (
            " " * SIGNS + "Recall".rjust(RECALL) + "  " + padded("Due", DUE) + padded("Deck", self.deck) + "Question"
        )
        self.query_one("#columns", Static).update(styled((heads, "muted")))

    @property
    def deck(self) -> int:
        """Columns for the name of the deck."""
        return DECK if self.size.width < WIDE else 2 * DECK

    def _line(self, row: int, width: int) -> Content:
        """Recall now, due day, deck and the question."""
        figures, today, card = self._figures, self._figures.at.study_day, self.cards[row]
        known = figures.library.cards.get(card)
        state = figures.states.get(card, NEW)
        recall = cardsets.recall(figures, card)
        due = "suspended" if state.suspended else day_words(state.memory.due_day, today) if state.memory else "new"
        room = max(10, width - SIGNS - RECALL - 2 - DUE - self.deck - 2)
        question = title(known) if known else f"{card}, no longer in the decks"
        here = row == self.query_one(Rows).cursor
        return styled(
            ("▸ " if here else "  ", "cursor"),
            (("·" if recall is None else f"{recall:.0%}").rjust(RECALL), ""),
            (f"  {padded(due, DUE)}{padded(known.deck if known else '', self.deck - 1)} ", "muted"),
            (padded(question, room), "" if known else "muted"),
        )

    def on_rows_chosen(self) -> None:
        self.action_card()

    def action_card(self) -> None:
        at = self.query_one(Rows).cursor
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
