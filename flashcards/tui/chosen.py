"""What is done with chosen cards, whatever list they are chosen from: acts, each one step of undo, and sittings."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from flashcards import selection
from flashcards.days import Moment
from flashcards.events import Mode
from flashcards.library import Library
from flashcards.records import replace
from flashcards.selection import Act, Reviewable
from flashcards.tui.dialogs import LineDialog, refused
from flashcards.tui.keyline import KeyedScreen
from flashcards.tui.question import Question
from flashcards.words import counted


class ChosenScreen(KeyedScreen[None]):
    """A screen on which cards are chosen."""

    library: Library
    clock: Callable[[], Moment]

    @property
    @abstractmethod
    def chosen(self) -> Sequence[str]:
        """The cards that an act is done to."""

    @property
    @abstractmethod
    def these(self) -> Sequence[str]:
        """The cards that a sitting is of."""

    @abstractmethod
    def acted(self, cards: Collection[str], said: str) -> None:
        """Show what an act has changed, and say it."""

    # -- acts ---------------------------------------------------------------------------------------------------

    def act(self, what: Act, detail: Mapping[str, object] | None = None) -> None:
        """Do it to what is chosen, as one step of undo, and say how many it took."""
        done = selection.act(self.library, what, self.chosen, self.clock(), detail)
        if done.cards:
            self.acted(done.cards, done.said)
        else:
            self.say(done.said)

    def _either(self, on: Act, off: Act) -> Act:
        states = selection.states_of(self.library, self.chosen)
        return selection.either(on, off, list(states.values()), self.clock().study_day)

    def action_suspend_card(self) -> None:
        self.act(self._either(selection.SUSPEND, selection.RESUME))

    def action_bury(self) -> None:
        self.act(self._either(selection.BURY, selection.UNBURY))

    def action_flag(self) -> None:
        if self._either(selection.FLAG, selection.UNFLAG) is selection.UNFLAG:
            self.act(selection.UNFLAG, {"note": None})
        elif self.chosen:
            what = counted(len(self.chosen), "card")
            self.app.push_screen(LineDialog(f"Flag {what}. A note (may stay empty):"), self._flagged)

    def _flagged(self, note: str | None) -> None:
        if note is not None:
            self.act(selection.FLAG, {"note": note.strip()})

    def _changing(self, what: Act) -> int:
        """How many of the chosen cards an act changes; where none, it says why before anything is asked."""
        taken, others = selection.split(self.library, what, self.chosen, self.clock())
        if not taken:
            self.say(selection.nothing(others))
        return len(taken)

    def action_due_day(self) -> None:
        if taken := self._changing(selection.RESCHEDULE):
            asked = f"When shall {counted(taken, 'card')} come due? today, tomorrow, 3 (days), 2026-12-01"
            self.app.push_screen(LineDialog(asked, "tomorrow", refused(self._day)), self._moved_to)

    def _day(self, text: str) -> date:
        return selection.day_from(text, self.clock().study_day)

    def _moved_to(self, text: str | None) -> None:
        if text is not None:
            self.act(selection.RESCHEDULE, {"due": self._day(text).isoformat()})

    def action_reset(self) -> None:
        def answered(letter: str | None) -> None:
            if letter == "y":
                self.act(selection.RESET)

        if taken := self._changing(selection.RESET):
            of = "it" if taken == 1 else "them"
            text = f"Reset {counted(taken, 'card')}? What was learned of {of} counts no more; undo brings it back."
            self.app.ask(text, {"y": "reset", "n": f"leave {of}"}, answered)

    # -- sittings -----------------------------------------------------------------------------------------------

    def action_review(self) -> None:
        """Review these cards; before early ones it asks."""
        found = selection.reviewable(self.library, self.these, self.clock())
        if not found.early:
            self._begin(found, early=False)
            return

        def answered(letter: str | None) -> None:
            if letter is not None and (letter == "y" or found.ready):
                self._begin(found, early=letter == "y")

        ready = f"{counted(found.ready, 'card')} of these {'is' if found.ready == 1 else 'are'} due or new"
        early = f"{len(found.early)} would come early"
        answers = {"y": "review early ones too", "n": f"only those {found.ready}" if found.ready else "leave them"}
        self.app.push_screen(
            Question(f"{ready if found.ready else 'None of these is due'}; {early}.", answers), answered
        )

    def _begin(self, found: Reviewable, *, early: bool) -> None:
        left = f"{counted(found.left_out, 'card')} left out, suspended or buried" if found.left_out else ""
        if not found.ready and not early:
            self.say(f"Nothing to review here{f': {left}' if left else ''}")
            return
        if left:
            self.app.notify(left, markup=False)
        self.app.review(replace(self.library.today(self.clock()), plan=found.agenda(early=early)))

    def action_practise(self) -> None:
        """Practise these cards; the schedule stands."""
        today = self.library.practice(self.clock(), cards=self.these)
        if today.plan:
            self.app.review(today, Mode.PRACTICE)
        else:
            self.say("Nothing to practise here: none of these cards has been learned, or they are suspended or buried")
