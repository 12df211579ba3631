"""What a person does with the card on screen besides answering it: rate, undo, bury, flag, edit and their like."""

import contextlib
from collections.abc import Callable, Mapping

from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.events import OF_NAMES, Event
from flashcards.library import Library
from flashcards.log import unsaved
from flashcards.log.clock import NEW_DAY
from flashcards.log.errors import BusyError
from flashcards.schedule.states import LEECH_LAPSES, CardState, Rating
from flashcards.session import Session, Stage, View
from flashcards.tui.boundary import SECONDS_TO_READ
from flashcards.tui.content import styled
from flashcards.tui.editing import EditingScreen
from flashcards.tui.keyline import SECONDS_TO_SEE
from flashcards.tui.line import Typing
from flashcards.why import why

RETRY_S = 0.1
PATIENT_S = 1.0
"""So long a busy file goes unmentioned."""
AGAIN_LEECH = 4
"""A leech is named again after so many more lapses."""


class SittingScreen(EditingScreen):
    """Acts on a sitting and says what came of it; `follow` shows it."""

    def __init__(self, library: Library, session: Session, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.session, self.clock = library, session, clock
        self._leaving = False

    def follow(self) -> None:
        """Bring every part of the screen up to the view."""
        raise NotImplementedError

    def action_rate(self, rating: int) -> None:
        view = self.session.view
        try:
            if not self.session.rate(Rating(rating)):
                self.tell(NEW_DAY)
        except BusyError:
            self.library.make_room()
            self.set_timer(RETRY_S, self.try_again)
            self.set_timer(PATIENT_S, self.say_waiting)
        finally:
            self.follow()
        self._name_leech(view, view.previews.get(Rating(rating)))

    def _name_leech(self, view: View, after: CardState | None) -> None:
        """Ask what is to become of a card that keeps lapsing: at first, and after each few lapses more."""
        card = view.card
        if card is None or view.state is None or after is None or after.lapses == view.state.lapses:
            return
        if self.session.mode == "review" and after.leech and (after.lapses - LEECH_LAPSES) % AGAIN_LEECH == 0:
            from flashcards import titles

            said = f"{titles.title(card)}\n\nThis card keeps lapsing, {after.lapses} times by now. It may want other words, or a rest."
            answers = {"e": "edit it", "@": "suspend it", "g": "go on"}
            self.app.ask(said, answers, lambda chosen: self._leech_answered(card, chosen))

    def _leech_answered(self, card: Card, chosen: str | None) -> None:
        if chosen == "e":
            self.edit(card)
        elif chosen == "@":
            self._act(lambda: self.session.set_aside(card.id), "Suspended")

    def try_again(self) -> None:
        """Write the answer that is waiting; the card stays up until it is on disk."""
        try:
            self.session.retry()
        except BusyError:
            self.set_timer(RETRY_S, self.try_again)
            return
        finally:
            self.follow()

    def say_waiting(self) -> None:
        if self.session.view.stage is Stage.SAVING:
            self.tell("Waiting to save: progress.db is busy or the disk is full. The answer is kept.", wrong=True)

    def action_undo(self) -> None:
        if self.session.waiting is not None:
            self.session.undo()
            self.follow()
            self.tell("Taken back: the answer that was not saved yet")
            return

        def take_back() -> Event | None:
            try:
                event = self.session.undo()
            finally:
                self.follow()
            if event is not None and event.event in OF_NAMES:
                self.decks_changed()  # what a card was is to be asked again
            return event

        self.app.undo(self.tell, take_back)

    def _act(self, act: Callable[[], object], said: str = "") -> None:
        """Do something that writes, follow, and say it; where the next card has a line to type, u is a letter there."""
        try:
            act()
        finally:
            self.follow()
        if said:
            undo = "Esc and u take it back" if isinstance(self.focused, Typing) else "u takes it back"
            self.tell(f"{said}; {undo}")

    def action_skip(self) -> None:
        self._act(self.session.skip)

    def action_bury(self) -> None:
        self._act(self.session.bury, "Buried until tomorrow")

    def action_suspend_card(self) -> None:
        self._act(self.session.suspend, "Suspended")

    def action_flag(self) -> None:
        from flashcards.tui.dialogs import LineDialog

        state = self.session.view.state
        if state is not None and state.flag is not None:
            self._act(lambda: self.session.flag(None), "Flag removed")
        else:
            self.app.push_screen(LineDialog("Flag this card. A note (may stay empty):"), self.flag_noted)

    def flag_noted(self, note: str | None) -> None:
        if note is not None:
            self._act(lambda: self.session.flag(note), "Flagged")

    def action_hint(self, _: bool | None) -> None:
        if self.session.take_hint() is None:
            self.tell("No more hints")
        else:
            self.follow()

    def action_why(self, _: bool) -> None:
        from flashcards import titles
        from flashcards.tui.dialogs import TextDialog

        card = self.session.view.card
        if card is not None:
            view = self.session.view
            lines = why(self.library, card, view.revealed_at or self.clock(), view.previews, asked=True).sentences()
            self.app.push_screen(TextDialog(titles.name(card), styled(("\n\n".join(lines), ""))))

    def action_reset(self) -> None:
        card, state = self.session.view.card, self.session.view.state
        if card is None:
            return
        if state is None or state.memory is None:
            self.tell("Nothing to reset: this card is new")
        else:
            from flashcards import titles

            said = f"{titles.title(card)}\n\nForget what was learned of this card, and begin with it anew? Its history stays; u takes it back."
            self.app.ask(said, {"y": "yes", "n": "no"}, self._reset_answered)

    def _reset_answered(self, chosen: str | None) -> None:
        if chosen == "y":
            self._act(self.session.reset, "Reset: it is a new card again")

    def action_edit(self, _: bool) -> None:
        card = self.session.view.card
        if card is not None:
            self.edit(card)

    def edited(self, card: Card, now: Card | None) -> None:
        self.decks_changed({card.id: now.id} if now is not None else {})

    def deck_at_hand(self) -> str:
        return self.session.view.card.deck if self.session.view.card else ""

    def decks_changed(self, renamed: Mapping[str, str] | None = None) -> None:
        """Go on with the decks as they are now; what a fault has taken away stands until it is mended."""
        from flashcards.library import editing

        moves: dict[str, str] = {}
        with contextlib.suppress(BusyError):  # they are followed when the next sitting begins
            moves = {old: new for old, new in self.library.edits.moves if old in self.session.cards}
            if moves:
                self.library.follow(self.clock())
            states = self.library.progress.states()
            unknown = editing.renamed(self.session.cards, self.library.cards)
            moves |= {old: new for old, new in unknown.items() if old not in states and new not in states}
        self.session.replace_cards(self.library.standing(self.session.cards), {**moves, **(renamed or {})})
        self.follow()
        self.ask_no_more()

    def action_leave(self) -> None:
        if self.session.view.stage is Stage.SAVING and not self._leaving:
            self._leaving = True
            self.tell(
                "The last answer is not saved yet; q again leaves, and it is added at the next sitting.", wrong=True
            )
            return
        self.dismiss(None)

    def on_unmount(self) -> None:
        """An answer that still waits to be written is kept beside the log."""
        if self.session.waiting is not None:
            unsaved.keep(self.library.home, self.session.waiting)

    def tell(self, text: str, *, wrong: bool = False) -> None:
        self.say(text, "bad" if wrong else "", SECONDS_TO_READ if wrong else SECONDS_TO_SEE)
