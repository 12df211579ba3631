"""What is wrong with decks and settings, with a key that opens the editor at the place; and cards to be recognised."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from flashcards import files
from flashcards.cards import Problem
from flashcards.days import Moment
from flashcards.decks.identity.match import Match
from flashcards.library import Library
from flashcards.recognising import question
from flashcards.text import padded
from flashcards.titles import one_line
from flashcards.tui import editor
from flashcards.tui.content import styled
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import PROBLEMS, bindings
from flashcards.tui.rows import Rows

SIGNS = 2


class ProblemsScreen(KeyedScreen[None]):
    """Every problem with its place, and below the list the whole of it; every edited card that the log may know."""

    BINDINGS = bindings(PROBLEMS)
    shows_problems = True

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._rows: list[Problem | Match] = []

    def compose(self) -> ComposeResult:
        yield Static(id="title", classes="note")
        yield Rows(self._line, id="problems")
        yield Static(id="about", classes="note")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        self.follow()
        self.query_one(Rows).focus()

    def decks_changed(self) -> None:
        self.follow()

    def follow(self) -> None:
        """List the problems as they are now."""
        chosen, self._rows = self._chosen, [*self.library.all_problems, *self.library.doubts()]
        told = (
            "sound cards of these decks are studied all the same"
            if self._rows
            else "none: decks and settings are sound"
        )
        self.query_one("#title", Static).update(styled(("Problems  ", "heading"), (told, "muted")))
        rows = self.query_one(Rows)
        same = (at for at, row in enumerate(self._rows) if chosen is not None and _what(row) == _what(chosen))
        rows.show(len(self._rows), next(same, rows.cursor))
        self.on_rows_moved()

    def _line(self, row: int, width: int) -> Content:
        here = row == self.query_one(Rows).cursor
        match self._rows[row]:
            case Problem() as p:
                place = f"{p.path.name}:{p.line}:{p.column}  "
                what = f"{p.field}: {p.message}" if p.field else p.message
            case Match() as doubt:
                place, what = "Known before?  ", one_line(doubt.card.question_text)
        text = padded(place + what, max(8, width - SIGNS - 2))
        return styled(("▸ " if here else "  ", "cursor"), (text[: len(place)], "strong"), (text[len(place) :], ""))

    def on_rows_moved(self) -> None:
        """Say the whole of the problem under the cursor, with its remedy."""
        match self._chosen:
            case None:
                parts = [("No problems.", "good")]
            case Problem() as p:
                what = f"{p.field}: {p.message}" if p.field else p.message
                parts = [(f"{p.path}:{p.line}:{p.column}\n", "muted"), (what, "strong"), (f"\n{p.fix}", "")]
            case Match() as doubt:
                parts = [
                    (f"{question(doubt)}\n", "muted"),
                    (one_line(doubt.card.question_text), "strong"),
                    ("\nEnter shows both texts side by side", ""),
                ]
        self.query_one("#about", Static).update(styled(*parts))
        self.follow_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing can be opened where nothing is wrong."""
        return action != "open" or bool(self._rows)

    @property
    def _chosen(self) -> Problem | Match | None:
        cursor = self.query_one(Rows).cursor
        return None if cursor is None else self._rows[cursor]

    def on_rows_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Edit at the line; ask about an edited card."""
        match self._chosen:
            case Problem() as problem:
                before = files.held(problem.path)
                try:
                    editor.edit(self.app, problem.path, problem.line)
                finally:
                    if files.held(problem.path) != before:
                        self.library.progress.lasts(f"Your edit of {problem.path.name}")
                    self.library.reload()
                    self.follow()
            case Match() as doubt:
                self.app.recognise(self.follow, doubt)

    def action_leave(self) -> None:
        self.dismiss(None)


def _what(row: Problem | Match) -> object:
    """What makes a row another one."""
    return row.families if isinstance(row, Match) else row.what
