"""What screens ask of the app."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from flashcards.events import Event, Mode
from flashcards.library import Library, Today
from flashcards.schedule.agenda import Limits
from flashcards.tui.boundary import BoundedApp

if TYPE_CHECKING:
    from flashcards.decks.identity.match import Match


class StudyApp(BoundedApp):
    """The app as screens know it; `FlashcardsApp` is the one that runs."""

    library: Library
    ticks: Callable[[], float]
    """A clock that only runs forward, in seconds: tells a held key from a pressed one."""

    def ask(self, text: str, answers: Mapping[str, str], then: Callable[[str | None], None]) -> None:
        """Ask a question whose answers are letters, and go on with the one that is pressed; none for Esc."""
        raise NotImplementedError

    def begin(
        self,
        decks: Sequence[str] | None,
        what: str = "",
        cards: Collection[str] | None = None,
        limits: Callable[[], Limits] | None = None,
    ) -> None:
        """Start a sitting with these decks and these cards (all: None) and show it; its limits are those of the settings."""
        raise NotImplementedError

    def review(self, today: Today, mode: Mode = Mode.REVIEW) -> None:
        """Start a sitting with these cards of today and show it."""
        raise NotImplementedError

    def recognise(self, then: Callable[[], None], match: "Match | None" = None) -> None:
        """Ask of edited cards whether they were known before (of one, or of all that were not put off), then go on."""
        raise NotImplementedError

    def undo(self, said: Callable[[str], object], take_back: Callable[[], Event | None] | None = None) -> None:
        """Take back the latest event, from wherever, and say it; what may surprise is asked about first, an import too."""
        raise NotImplementedError

    def dress(self) -> None:
        """Follow the settings of looks; an unknown theme falls back to ours."""
        raise NotImplementedError
