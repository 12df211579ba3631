"""The sittings of the app: what they begin with, what is asked before, what comes after, and what is taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from flashcards.days import Moment
from flashcards.events import Event, Mode
from flashcards.library import Today
from flashcards.log.errors import ProgressError
from flashcards.log.undoing import asked_before, nothing_left, words_of
from flashcards.schedule.agenda import Limits
from flashcards.tui.study import StudyApp

if TYPE_CHECKING:
    from flashcards.decks.identity.match import Match
    from flashcards.session import Session
    from flashcards.tui.importing import Importing


class Sittings(StudyApp):
    """Begins sittings and shows them."""

    first: "Session | None" = None
    """The sitting to begin with, where it was made already."""

    def moment(self) -> Moment:
        """Now, as a study day."""
        raise NotImplementedError

    @property
    def home_shows(self) -> bool:
        """Whether the home screen lies below those that show."""
        raise NotImplementedError

    def show_home(self) -> None:
        """Put the home screen below all others."""
        raise NotImplementedError

    def importing(self) -> "Importing":
        """An import into the decks of the home, or the latest one to be taken back."""
        raise NotImplementedError

    def ask(self, text: str, answers: Mapping[str, str], then: Callable[[str | None], None]) -> None:
        from flashcards.tui.question import Question

        self.push_screen(Question(text, answers), then)

    @property
    def asks(self) -> bool:
        """Whether a question is up."""
        from flashcards.tui.question import Question

        return isinstance(self.screen, Question)

    def begin(
        self,
        decks: Sequence[str] | None,
        what: str = "",
        cards: Collection[str] | None = None,
        limits: Callable[[], Limits] | None = None,
    ) -> None:
        from flashcards.tui.review import ReviewScreen

        if self.first is None and self.library.to_ask():
            self.recognise(lambda: self.begin(decks, what, cards, limits))
            return

        def sitting(what: str) -> "Session":
            return self.sitting(decks, what, cards, limits)

        session, self.first = self.first or sitting(what), None
        said = self.library.said_of_clock(self.moment())
        if said and not self.home_shows:
            self.notify(f"{said}.", severity="warning", markup=False)
        screen = ReviewScreen(self.library, session, self.moment, sitting)
        self.push_screen(screen, self.sitting_over)

    def recognise(self, then: Callable[[], None], match: "Match | None" = None) -> None:
        from flashcards.recognising import decide
        from flashcards.tui.recognition import Recognition

        left = self.library.to_ask() if match is None else [match]

        def answered(letter: str | None) -> None:
            if letter is not None or match is None:
                decide(self.library, left[0], letter, self.moment())
            if match is None and self.library.to_ask():
                self.recognise(then)
            else:
                then()

        self.push_screen(Recognition(left[0], len(left)), answered)

    def review(self, today: Today, mode: Mode = Mode.REVIEW) -> None:
        from flashcards.tui.review import ReviewScreen

        session = self.library.session(today, self.moment, mode)
        screen = ReviewScreen(self.library, session, self.moment, lambda more: self.sitting(None, more))
        self.push_screen(screen, self.sitting_over)

    def sitting(
        self,
        decks: Sequence[str] | None,
        what: str = "",
        cards: Collection[str] | None = None,
        limits: Callable[[], Limits] | None = None,
    ) -> "Session":
        """A sitting: today's cards, or more: `new`, `ahead`, `practice`, a self-`check`. Raises ProgressError."""
        given = None if limits is None else limits()
        return self.library.sitting(self.moment, what, decks=decks, cards=cards, limits=given)

    def sitting_over(self, _: None) -> None:
        """Back at home: today's copy of the progress is made, once a day."""
        self.show_home()
        try:
            self.library.progress.back_up(self.moment().study_day)
        except (OSError, ProgressError) as err:
            self.notify(f"no backup was made: {err}", severity="warning", markup=False)

    def undo(self, said: Callable[[str], object], take_back: Callable[[], Event | None] | None = None) -> None:
        progress = self.library.progress

        def done() -> None:
            event = take_back() if take_back is not None else progress.undo(self.moment())
            said(nothing_left(progress) if event is None else f"Taken back: {words_of(progress, event)}")

        def answered(letter: str | None) -> None:
            if letter == "u":
                done()

        if self.importing().ask_back(said, done):
            return
        question = asked_before(progress, self.moment().study_day)
        if question:
            self.ask(f"{question}.", {"u": "take it back"}, answered)
        else:
            done()
