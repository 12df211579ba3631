"""What is wrong with decks and settings, with a key that opens the editor at the place; and cards to be recognised."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.cards import Problem
from flashcards.days import Moment
from flashcards.decks.edited import Match
from flashcards.library import Library
from flashcards.tui import editor
from flashcards.tui.boundary import Bounded
from flashcards.tui.content import keys_line, styled


class ProblemsScreen(Bounded, Screen[None]):
    """Every problem with its place and remedy; every edited card that may be one the log knows."""

    BINDINGS = [Binding("q,escape", "leave", "Back", id="leave")]  # noqa: RUF012 - Textual's way

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._problems: list[Problem] = []
        self._doubts: list[Match] = []

    def compose(self) -> ComposeResult:
        yield Static(
            styled(("Problems\n", "heading"), ("Sound cards of these decks are studied all the same.", "muted")),
            id="today",
        )
        yield OptionList(id="decks")
        yield Static(keys_line(("Enter", "edit at the line; for a card: yes, the same"), ("q", "back")), id="keys")

    def on_mount(self) -> None:
        self.follow()
        self.query_one(OptionList).focus()

    def follow(self) -> None:
        """List the problems as they are now."""
        self._problems = [*self.library.settings_problems, *self.library.problems]
        options = self.query_one(OptionList)
        options.clear_options()
        for p in self._problems:
            what = f"{p.field}: {p.message}" if p.field else p.message
            options.add_option(Option(styled(
                (f"{p.path.name}:{p.line}:{p.column}  ", "strong"), (what, ""), (f"\n    {p.fix}" if p.fix else "", "muted"),
            )))  # fmt: skip
        self._doubts = self.library.doubts()
        for doubt in self._doubts:
            options.add_option(Option(styled(
                ("Is this the card that you knew before its edit?  ", "strong"), (doubt.card.question_text.strip(), ""),
                (f"\n    {doubt.card.deck}; Enter says yes, and it keeps its progress", "muted"),
            )))  # fmt: skip
        if self._problems or self._doubts:
            options.highlighted = 0
        else:
            options.add_option(Option(styled(("No problems.", "good")), disabled=True))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self._problems):
            problem = self._problems[event.option_index]
            try:
                editor.edit(self.app, problem.path, problem.line)
            except editor.EditorError as err:
                self.app.notify(str(err), severity="error", markup=False)
            self.library.reload()
        elif event.option_index - len(self._problems) < len(self._doubts):
            self.library.link(self._doubts[event.option_index - len(self._problems)], self.clock())
        self.follow()

    def action_leave(self) -> None:
        self.dismiss(None)
