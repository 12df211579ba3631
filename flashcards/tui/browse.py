"""Cards by query: everything, or those suspended, buried, flagged or lapsing, with a key to bring each back."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from flashcards import query
from flashcards.days import Moment, day_words
from flashcards.events import Kind
from flashcards.library import Library
from flashcards.log.errors import ProgressError
from flashcards.markup.markdown import as_text
from flashcards.text import cell_width, padded
from flashcards.tui.boundary import Bounded
from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import TextDialog
from flashcards.why import why
from flashcards.words import counted

PRESETS = (
    ("All", ""), ("Due", "is:due"), ("New", "is:new"), ("Suspended", "is:suspended"), ("Buried", "is:buried"),
    ("Flagged", "is:flagged"), ("Leeches", "is:leech"),
)  # fmt: skip
MOST = 500
"""So many rows are shown; a finer query shows the others."""


class BrowseScreen(Bounded, Screen[None]):
    """A query line, presets, and the cards found."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("tab", "preset(1)", "Next list", id="next-list", priority=True),
        Binding("shift+tab", "preset(-1)", "List before", id="list-before", priority=True),
        Binding("slash", "query", "Query", id="query"),
        Binding("r", "restore", "Bring back", id="restore"),
        Binding("at", "suspend_card", "Suspend", id="suspend"),
        Binding("i", "why", "Why", id="why"),
        Binding("q,escape", "leave", "Back", id="leave"),
    ]

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._preset = 0
        self._found: list[query.Found] = []

    def compose(self) -> ComposeResult:
        yield Input(
            placeholder="words, deck:, tag:, kind:, level:, is:due|new|suspended|buried|flagged|leech", id="query"
        )
        yield Static(id="presets")
        yield OptionList(id="found")
        yield Static(id="said", classes="note")
        yield Static(
            keys_line(
                ("Tab", "next list"),
                ("/", "query"),
                ("r", "bring back"),
                ("@", "suspend"),
                ("Enter", "card"),
                ("q", "back"),
            ),
            id="keys",
        )

    def on_mount(self) -> None:
        self.search("")
        self.query_one("#found").focus()

    def search(self, text: str) -> None:
        """Show what a query finds, or what is wrong with it."""
        said = self.query_one("#said", Static)
        at = self.clock()
        try:
            self._found = self.library.find(text, at)
        except query.QueryError as err:
            said.update(styled((str(err), "bad")))
            return
        options = self.query_one("#found", OptionList)
        cursor = options.highlighted
        options.clear_options()
        width = max(40, self.size.width - 5)
        for found in self._found[:MOST]:
            first = (as_text(found.card.question_text).strip() or found.card.id).split("\n")[0]
            status = self.status(found)
            room = max(10, width - 22 - cell_width(status))
            options.add_option(Option(styled(
                (padded(found.card.deck, 18) + "  ", "muted"), (padded(first, room), ""), (f"  {status}", "muted"),
            )))  # fmt: skip
        if self._found:
            options.highlighted = min(cursor or 0, len(self._found) - 1)
        more = f", the first {MOST} shown" if len(self._found) > MOST else ""
        said.update(styled((counted(len(self._found), "card") + more, "muted")))
        presets = [(f" {name} ", "heading" if value == text else "muted") for name, value in PRESETS]
        self.query_one("#presets", Static).update(styled(*presets))

    def status(self, found: query.Found) -> str:
        """What stands behind a card: why it is away, or when it is due."""
        state = found.state
        marks = [
            word
            for on, word in ((state.suspended, "suspended"), (state.buried_on == found.today, "buried"),
                             (state.flag is not None, f"⚑ {state.flag}".strip()), (state.leech, "leech"))
            if on
        ]  # fmt: skip
        if not marks:
            marks = [day_words(state.memory.due_day, found.today) if state.memory else "new"]
        return ", ".join(marks)[:30]

    def on_input_changed(self, event: Input.Changed) -> None:
        self.search(event.value)

    def on_input_submitted(self) -> None:
        self.query_one("#found").focus()

    def action_query(self) -> None:
        self.query_one("#query").focus()

    def action_preset(self, step: int) -> None:
        self._preset = (self._preset + step) % len(PRESETS)
        self.query_one("#query", Input).value = PRESETS[self._preset][1]
        self.query_one("#found").focus()

    def chosen(self) -> query.Found | None:
        """The card under the cursor."""
        at = self.query_one("#found", OptionList).highlighted
        return self._found[at] if at is not None and at < len(self._found) else None

    def write(self, kind: Kind, detail: dict[str, object] | None = None) -> None:
        found = self.chosen()
        if found is None:
            return
        progress = self.library.progress
        try:
            progress.append(progress.make(kind, self.clock(), found.card.id, detail=detail))
        except ProgressError as err:
            self.app.notify(str(err), severity="error", markup=False)
        self.search(self.query_one("#query", Input).value)

    def action_restore(self) -> None:
        """Take the card out of suspension and burial; a card that is only flagged loses its flag."""
        found = self.chosen()
        if found is None:
            return
        if found.state.suspended or found.state.buried_on == found.today:
            self.write(Kind.RESUME)
        elif found.state.flag is not None:
            self.write(Kind.FLAG, {"note": None})

    def action_suspend_card(self) -> None:
        self.write(Kind.SUSPEND)

    def action_why(self) -> None:
        found = self.chosen()
        if found is not None:
            self.show(found)

    def on_option_list_option_selected(self) -> None:
        self.action_why()

    def show(self, found: query.Found) -> None:
        """The card with its explanation."""
        at = self.clock()
        card = found.card
        lines = why(self.library, card, at).sentences()
        flag = f"\n\nFlag: {found.state.flag or 'no note'}" if found.state.flag is not None else ""
        text = styled(
            (as_text(card.question_text, 70).strip() + "\n\n", ""), (as_text(card.answer_text, 70).strip() + "\n\n", "good"),
            ("\n".join(lines) + flag, "muted"),
        )  # fmt: skip
        self.app.push_screen(TextDialog(card.id, text))

    def action_leave(self) -> None:
        if self.focused is self.query_one("#query"):
            self.query_one("#found").focus()
        else:
            self.dismiss(None)
