"""Screens from which a card is opened in the person's editor: a fault is named and opened at its line until it is mended."""

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cards import Card, Place, Problem
from flashcards.days import Moment
from flashcards.library import Library
from flashcards.log.errors import BusyError
from flashcards.records import replace
from flashcards.tui import editor
from flashcards.tui.keyline import KeyedScreen

if TYPE_CHECKING:
    from flashcards.library import editing


class EditingScreen(KeyedScreen[None]):
    """A screen that shows cards."""

    library: Library
    clock: Callable[[], Moment]
    meanwhile = "stay as they were"
    """What cards with a fault do until it is mended."""
    _fault: Problem | None = None
    """The fault that a question is up about."""

    @abstractmethod
    def edited(self, card: Card, now: Card | None) -> None:
        """Show the decks as they are, and in the place of a card what it is `now`; none: it is gone, or a fault hides it."""

    def edit(self, card: Card) -> None:
        """Open a card in the editor, and go on with what the file says then."""
        from flashcards.library import editing

        editor.command(card.place.path, card.place.line)
        self.say("")  # what was wrong before may be no more
        self._edit(card, lambda: editing.edit(self.library, card, self._open, self.clock()))

    def _open(self, place: Place) -> None:
        editor.edit(self.app, place.path, place.line)

    def _edit(self, card: Card, edit: "Callable[[], editing.Edited]") -> None:
        """Edit, and show what came of it; until a fault is mended the old text stands."""
        try:
            now = edit()
        except BaseException:
            self.edited(card, None)
            raise
        if now.fault is None and self._recognised(card):
            return
        self.edited(card, now.card)
        if now.fault is not None:
            self._name_fault(card, now, now.fault)
        elif told := now.told(card):
            self.say(told)

    def _name_fault(self, card: Card, so_far: "editing.Edited", fault: Problem) -> None:
        """Say what is wrong with the file of a card, and open it again at the line."""
        from flashcards.library import editing

        def answered(chosen: str | None) -> None:
            self._fault = None
            if chosen == "e":
                self._edit(card, lambda: editing.mend(self.library, card, so_far, self._open, self.clock()))

        self._fault = fault
        named = replace(fault, path=Path(fault.path.name))
        said = f"{named}\n\nUntil that is mended, cards with a fault {self.meanwhile}."
        self.app.ask(said, {"e": "edit at the line", "g": "go on"}, answered)

    def ask_no_more(self) -> None:
        """Take the question about a fault away where it was mended elsewhere."""
        named = self._fault and self._fault.what
        if named and self.app.asks and named not in {problem.what for problem in self.library.all_problems}:
            self.app.screen.dismiss(None)

    def _recognised(self, card: Card) -> bool:
        """Ask at once whether a card that was known is another one since its edit; whether there was anything to ask."""
        try:
            asked = {match.families for match in self.library.to_ask()}
        except BusyError:  # another process writes just now: it is asked when the next sitting begins
            return False
        doubt = next((m for m in self.library.edits.asked if m.old.name == card.id and m.families in asked), None)
        if doubt is None:
            return False

        def decided() -> None:
            self.edited(card, self.library.cards.get(doubt.card.id))
            if doubt.families in {match.families for match in self.library.doubts()}:
                self.say("It waits until it is recognised: the next start asks, and ! on the home screen")

        self.app.recognise(decided, doubt)
        return True
