"""All cards in a list: found while the query is typed, sorted, marked, and acted on."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from flashcards import query, selection
from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.library import Library
from flashcards.records import replace
from flashcards.stats.figures import Figures
from flashcards.tui import columns
from flashcards.tui.chosen import ChosenScreen
from flashcards.tui.columns import Layout
from flashcards.tui.content import content_of, styled
from flashcards.tui.dialogs import KeysDialog
from flashcards.tui.editing import EditingScreen
from flashcards.tui.keyline import KeyLine, Said
from flashcards.tui.keys import CARDS, bindings
from flashcards.tui.line import Line
from flashcards.tui.progress.cardview import CardDialog, text_lines
from flashcards.tui.rows import Rows

PRESETS = (
    ("All", ""),
    ("Due", "is:due"),
    ("New", "is:new"),
    ("Today", "seen:1"),
    ("Suspended", "is:suspended"),
    ("Buried", "is:buried"),
    ("Flagged", "is:flagged"),
    ("Leeches", "is:leech"),
)
OF_CARDS = frozenset(
    "open mark mark_all review practise edit flag suspend_card bury due_day reset why".split()  # noqa: SIM905
)
"""Actions that are about the cards listed or marked."""
LEAST_DUE = 5
PREVIEW_FROM = 120
"""From this width on the card under the cursor shows beside the list."""
PREVIEW_AFTER_S = 0.06
"""The preview waits so long, so that a held arrow key does not wait for it."""


class BrowseScreen(ChosenScreen, EditingScreen):
    """A query, the cards that it finds, and what can be done with them."""

    BINDINGS = bindings(CARDS)
    meanwhile = "are not listed"

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._query, self._list, self._by, self._back = "", 0, "due", False
        self._all: list[query.Found] = []
        """Every card, in order."""
        self._names = query.Names()
        self._found: list[query.Found] = []
        self._marked: set[str] = set()
        self._away: set[str] = set()
        """Cards that were marked and are gone: the file that has them may be half saved."""
        self._titles: dict[str, str] = {}
        self._lapses, self._longest_due = False, LEAST_DUE
        """What the columns have to hold."""
        self._left = False
        """Whether another screen has been above this one."""
        self._counted = 0
        """The width of the count."""
        self._layout: Layout | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static(styled(("/ ", "key")), classes="narrow")
            line = Line(self._query, "words, deck:, tag:, is:due, lapses>=2 …")
            line.compact = True
            yield line
            yield Static(id="count", classes="right")
        yield Static(id="presets")
        with Horizontal(id="list-and-card"):
            with Vertical():
                yield Static(id="columns")
                yield Rows(self._row, nothing="   No card matches.", id="found")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(id="preview-text")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Line).focus()
        self._take_up()

    def on_resize(self) -> None:
        super().on_resize()
        self.query_one("#preview").display = self.size.width >= PREVIEW_FROM
        self.call_after_refresh(self._lay_out)

    def on_screen_suspend(self) -> None:
        self._left = True

    def on_screen_resume(self) -> None:
        if self._left:
            self.call_later(self._take_up)  # what goes wrong there leaves the screen as it is

    def _take_up(self) -> None:
        """Show decks and states as they are now."""
        self._list_anew()
        self.follow_keys()

    # -- the list -----------------------------------------------------------------------------------------------

    def _list_anew(self) -> None:
        """List decks and states as they are now; the cursor stays on its card."""
        card = self.card
        self._read()
        self._lay_out()
        self.search(keep=True)
        if card is not None:
            self._stand_on(card.id)

    def _read(self) -> None:
        """Take up decks and states as they are now."""
        self._all = columns.ordered(self.library.find("", self.clock()), self._by, back=self._back)
        self._names = self.library.names
        self._lapses = any(found.state.lapses for found in self._all)
        self._longest_due = max(LEAST_DUE, columns.longest_due(self._all))
        marked = self._marked | self._away
        self._marked = marked & self.library.cards.keys()
        self._away = marked - self._marked

    def search(self, *, keep: bool = False) -> None:
        """Show what the query finds, or what is wrong with it; `keep` leaves the cursor where it is."""
        try:
            found = self._all
            for text in filter(str.strip, (PRESETS[self._list][1], self._query)):
                found = [*filter(query.parse(text, self._names).holds, found)]
            self._found = found
        except query.QueryError as err:
            self.say(str(err), "bad", None)
            return
        if not keep:
            self.say("")
        rows = self.query_one(Rows)
        rows.show(len(self._found), rows.cursor if keep else 0)
        of = "" if len(self._found) == len(self._all) else f" of {len(self._all):,}"
        marked = f"{len(self._marked):,} marked, " if self._marked else ""
        count = f"  {marked}{len(self._found):,}{of}, by {self._by} {'▴' if self._back else '▾'}"
        count_line = self.query_one("#count", Static)
        count_line.update(styled((count, "muted")), layout=len(count) != self._counted)
        self._counted = len(count)
        wide = self.size.width >= PREVIEW_FROM
        names = [f" {name} " if wide else name for name, _ in PRESETS]
        parts = [((name, "heading" if at == self._list else "muted"), (" ", "")) for at, name in enumerate(names)]
        presets = styled(*(part for pair in parts for part in pair))
        self.query_one("#presets", Static).update(presets, layout=False)
        if self.focused is rows:
            self.follow_keys()

    def _lay_out(self) -> None:
        """Fit the columns to the width that the list has."""
        rows = self.query_one(Rows)
        width = rows.scrollable_content_region.width or self.app.size.width - 1
        layout = columns.layout(width, self._by, due=self._longest_due, lapses=self._lapses)
        if layout != self._layout:
            self._layout = layout
            self.query_one("#columns", Static).update(layout.heads(), layout=False)
            rows.refresh()

    def _row(self, row: int, _: int) -> Content:
        found = self._found[row]
        card = found.card
        if card.id not in self._titles:
            (self._titles[card.id],) = self.library.titles([card])
        here = row == self.query_one(Rows).cursor
        assert self._layout is not None
        return self._layout.row(found, self._titles[card.id], here=here, marked=card.id in self._marked)

    def key_words(self) -> Mapping[str, str]:
        what = f"{len(self._marked)} marked" if self._marked else f"all {len(self._found):,}"
        words = {"review-these": f"review {what}", "practise": f"practise {what}"}
        return words | ({"submit": "to the list", "leave": ""} if self._in_line else {})

    @property
    def _in_line(self) -> bool:
        """Whether keys are typed into the query."""
        return self.focused is self.query_one(Line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The way into the list is offered in the query, the way to the query in the list, and acts where a card is."""
        if action in OF_CARDS and not self._found and not self._marked:
            return False
        return action not in ("to_list", "query") or (self.is_mounted and self._in_line == (action == "to_list"))

    def on_rows_moved(self) -> None:
        if self.size.width >= PREVIEW_FROM:
            self.set_timer(PREVIEW_AFTER_S, partial(self._preview, self.card))

    def _preview(self, card: Card | None) -> None:
        """Show the card beside the list, if the cursor still stands on it."""
        if card is self.card:
            width = self.query_one("#preview").scrollable_content_region.width
            lines = text_lines(card, max(20, width)) if card else []
            self.query_one("#preview-text", Static).update(content_of(lines))
            self.query_one("#preview").scroll_home(animate=False)

    # -- what is chosen -----------------------------------------------------------------------------------------

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        row = self.query_one(Rows).cursor
        return None if row is None else self._found[row].card

    @property
    def chosen(self) -> list[str]:
        """The cards that are marked, or the one under the cursor."""
        marked = [f.card.id for f in self._all if f.card.id in self._marked]
        return marked or ([self.card.id] if self.card else [])

    @property
    def these(self) -> list[str]:
        """The cards that are marked, or all that are listed."""
        return self.chosen if self._marked else [f.card.id for f in self._found]

    def _mark(self, cards: set[str]) -> None:
        self._marked, self._away = cards, self._away if cards else set()
        self.search(keep=True)

    def action_mark(self) -> None:
        if self.card is not None:
            at = self.query_one(Rows).cursor or 0
            self._mark(self._marked ^ {self.card.id})
            self.query_one(Rows).move_to(at + 1)

    def action_mark_all(self) -> None:
        listed = {f.card.id for f in self._found}
        self._mark(self._marked - listed if listed <= self._marked else self._marked | listed)

    # -- the query ----------------------------------------------------------------------------------------------

    def action_query(self) -> None:
        self.query_one(Line).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self._query:
            self._query = event.value
            self.search()

    def on_line_entered(self) -> None:
        self.action_to_list()

    def action_to_list(self) -> None:
        self.query_one(Rows).focus()

    def action_preset(self, step: int) -> None:
        self._list = (self._list + step) % len(PRESETS)
        self.search()

    def _sorted(self) -> None:
        card = self.card
        self._read()
        self.search()
        self._lay_out()
        if card is not None:
            self._stand_on(card.id)

    def _stand_on(self, card: str) -> None:
        """Put the cursor on a card, if it is listed."""
        row = next((row for row, found in enumerate(self._found) if found.card.id == card), None)
        if row is not None:
            self.query_one(Rows).move_to(row)

    def action_sort(self) -> None:
        names = list(columns.SORTS)
        self._by, self._back = names[(names.index(self._by) + 1) % len(names)], False
        self._sorted()

    def action_sort_back(self) -> None:
        self._back = not self._back
        self._sorted()

    # -- what is done with cards --------------------------------------------------------------------------------

    def acted(self, cards: Collection[str], said: str) -> None:
        states = selection.states_of(self.library, [*cards])
        renewed = [replace(f, state=states.get(f.card.id, f.state)) for f in self._all]
        self._all = columns.ordered(renewed, self._by, back=self._back)
        self._mark(set())
        self.say(said)

    def action_undo(self) -> None:
        def said(words: str) -> None:
            self._read()
            self.search(keep=True)
            self.say(words)

        self.app.undo(said)

    def action_edit(self) -> None:
        if self.card is not None:
            self.edit(self.card)

    def edited(self, card: Card, now: Card | None) -> None:  # noqa: ARG002
        self.decks_changed()
        if now is not None:
            self._stand_on(now.id)

    def deck_at_hand(self) -> str:
        return self.card.deck if self.card else ""

    def decks_changed(self) -> None:
        """List the cards as they are now; a list that is not shown follows when it is."""
        self._titles.clear()
        if self.is_current:
            self._list_anew()

    def action_open(self) -> None:
        if self.card is not None:
            self.app.push_screen(CardDialog(self.card.id, Figures(self.library, self.clock())))

    def action_why(self) -> None:
        self.action_open()

    def on_rows_chosen(self) -> None:
        self.action_open()

    # -- leaving ------------------------------------------------------------------------------------------------

    def action_keys(self) -> None:
        self.app.push_screen(KeysDialog(self, "A query", query.LANGUAGE))

    def action_leave(self) -> None:
        """Leave the query first, then let the marks go, then the screen."""
        if self._in_line:
            self.action_to_list()
        elif self._marked:
            self._mark(set())
        else:
            self.dismiss(None)
