"""The app: opens screens, begins sittings, and reads the clock for them."""

import sys
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.driver import Driver
from textual.events import Key
from textual.filter import Monochrome, NoColor
from textual.notifications import SeverityLevel

from flashcards import compiled, garbage
from flashcards.days import Moment, moment
from flashcards.kinds import BY_NAME
from flashcards.library import Library
from flashcards.library.patience import READ_ANEW, Patience
from flashcards.log.clock import said_of_jump
from flashcards.log.rescue import MovedError
from flashcards.records import replace
from flashcards.schedule.agenda import Limits
from flashcards.splash import Splash
from flashcards.tui import unloaded
from flashcards.tui.boundary import SECONDS_TO_READ, follow_decks
from flashcards.tui.dressed import Dressed
from flashcards.tui.ending import Ending
from flashcards.tui.keyline import SECONDS_TO_SEE, KeyedScreen
from flashcards.tui.keynames import stands_for
from flashcards.tui.keys import APP, bindings
from flashcards.tui.opening import Ground
from flashcards.tui.palette import Commands
from flashcards.tui.patience import in_last_row
from flashcards.tui.sittings import Sittings
from flashcards.tui.terminal import draw_on_a_terminal, end_at_once, forgive_bytes, give_back
from flashcards.words import FlashcardsError, counted

if TYPE_CHECKING:
    from flashcards.session import Session
    from flashcards.tui.importing import Importing

KEEP_AFTER_S = 1.0
LOOK_EVERY_S = 0.4
"""A file that was saved has come to rest when two looks at it agree: its cards show within a second."""
STYLES_OF = {"information": "", "warning": "warn", "error": "bad"}


def _keep() -> None:
    """Keep the program as it is now: for what is left of this run, and for the next start."""
    unloaded.keep()
    compiled.keep()


class FlashcardsApp(Dressed, Sittings):
    """The full-screen program."""

    CSS_PATH = "app.tcss"
    TITLE = "flashcards"
    COMMANDS = {Commands}  # noqa: RUF012 - Textual's way
    BINDINGS = bindings(APP)

    def __init__(
        self,
        library: Library,
        clock: Callable[[], datetime],
        *,
        decks: Sequence[str] | None = None,
        cards: Collection[str] | None = None,
        begin: bool = False,
        limits: Callable[[], Limits] | None = None,
        what: str = "",
        ticks: Callable[[], float] = time.monotonic,
        first: "Session | None" = None,
        splash: Splash | None = None,
        warning: str = "",
    ) -> None:
        """`first`: the sitting to begin with, where it was made already; `splash`: what has the terminal until then."""
        super().__init__()
        # Textual makes greys of colours; what NO_COLOR asks for is none.
        self._filters[:] = [NoColor() if isinstance(made, Monochrome) else made for made in self._filters]
        self._disable_tooltips = True  # no part has one, and each screen would come up with a place for it
        self.library = library
        self._clock = clock
        self._latest: Moment | None = None
        self._named: tuple[tuple[Path, str, str], str] | None = None
        """The fault in decks or settings that was named last, and how."""
        self._begin = begin
        self._decks, self._what, self._cards, self._limits = decks, what, cards, limits
        self.ending = Ending()
        self.first, self._splash, self._warning = first, splash, warning
        library.telling = Patience(READ_ANEW, partial(in_last_row, self))
        self.ticks = ticks
        self.dress_first()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this platform, with what it takes for granted made good."""
        driver = super().get_driver_class()
        forgive_bytes(sys.modules[driver.__module__])
        end_at_once(sys.modules[driver.__module__])
        draw_on_a_terminal()
        return driver

    def get_default_screen(self) -> Ground:
        return Ground()

    def moment(self) -> Moment:
        """Now, as a study day; a clock that jumped since the last time is said."""
        now = moment(self._clock(), self.library.settings.rollover_hour)
        if self._latest is not None and (said := said_of_jump(self._latest, now)):
            self.notify(f"{said}.", severity="warning", markup=False)
        self._latest = now
        return now

    def on_mount(self) -> None:
        self.dress()
        self.ending.by(self.exit)
        if self._splash is not None:
            give_back(self._driver, self._splash.taken_over())
        self.call_after_refresh(garbage.from_now_on)
        if self._warning:
            self.notify(self._warning, severity="warning", timeout=SECONDS_TO_READ)
        self.set_interval(LOOK_EVERY_S, self.look_at_decks)
        self.set_timer(KEEP_AFTER_S, lambda: self.run_worker(_keep, thread=True, exit_on_error=False))
        if not self._begin:
            self.show_home()
            return
        try:
            self.begin(self._decks, self._what, self._cards, self._limits)
        except FlashcardsError:
            self.show_home()
            raise

    async def action_quit(self) -> None:
        """Leave the program; a form with something in it is asked about first, and a second time is an answer."""
        if self.asks or not any(isinstance(screen, KeyedScreen) and screen.has_unsaved for screen in self.screen_stack):
            self.exit()
            return

        def answered(letter: str | None) -> None:
            if letter == "y":
                self.exit()

        self.ask("Leave the program without adding the card?", {"y": "leave", "n": "go on"}, answered)

    def on_resize(self) -> None:
        """Draw all of it, also where the size is the same: another program may have had the terminal."""
        self.screen.refresh()

    @property
    def home_shows(self) -> bool:
        from flashcards.tui.home import HomeScreen

        return any(isinstance(screen, HomeScreen) for screen in self.screen_stack)

    def look_at_decks(self) -> None:
        """Follow what was saved beside the program, and say what is wrong with it now; not while the screens are taken down."""
        if self.is_running and self.library.saved_since():
            before = {problem.what for problem in self.library.all_problems}
            self.library.reload()
            follow_decks(self)
            new = [problem for problem in self.library.all_problems if problem.what not in before]
            self._unsay_mended()
            if new and not (isinstance(self.screen, KeyedScreen) and self.screen.shows_problems):
                more = f", and {counted(len(new) - 1, 'problem')} more" if new[1:] else ""
                said = f"{replace(new[0], path=Path(new[0].path.name))}{more}"
                self._named = new[0].what, said
                self.notify(said, severity="warning", timeout=SECONDS_TO_READ)

    def _unsay_mended(self) -> None:
        """Take back what was said of a fault that is none any more."""
        if self._named is not None and self._named[0] not in {problem.what for problem in self.library.all_problems}:
            for screen in self.screen_stack:
                if isinstance(screen, KeyedScreen):
                    screen.unsay(self._named[1])
            self._named = None

    def show_home(self) -> None:
        """Put the home screen below all others; a sitting that was begun directly has done without it so far."""
        from flashcards.tui.home import HomeScreen

        if not self.home_shows:
            self.push_screen(HomeScreen(self.library, self.moment))

    # -- keys -------------------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """A key that means nothing here acts as the key that it stands for on another keyboard."""
        others = stands_for(event.character)
        if others:
            active = self.screen.active_bindings
            other = next((key for key in others if key in active), None)
            if event.key not in active and other is not None:
                event.prevent_default()
                self.simulate_key(other)

    def action_suspend_program(self) -> None:
        """Give the terminal back to the shell, as Ctrl+Z does with any program."""
        if self._driver is None or not self._driver.can_suspend:
            self.notify("This terminal has no job control: the program cannot be suspended here.", markup=False)
        else:
            self.action_suspend_process()

    def offer(self, error: BaseException) -> bool:
        """A progress file that was swapped: whether what the open one held is to be brought in."""
        if not isinstance(error, MovedError) or error.rescue is None:
            return False

        def answered(chosen: str | None) -> None:
            if chosen == "b":
                count = self.library.progress.rejoin()
                self.notify(f"{counted(count, 'event')} brought in; the last key was not counted, press it again.")

        if not self.asks:
            self.ask(str(error), {"b": "bring it in", "k": "keep it apart"}, answered)
        return True

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something on the screen that shows next; a dialog, which has no room for it, gets a toast."""

        def say() -> None:
            if isinstance(self.screen, KeyedScreen):
                style = STYLES_OF[severity]
                self.screen.call_later(self.screen.say, message, style, timeout or SECONDS_TO_SEE, too=True)
            else:
                super(FlashcardsApp, self).notify(
                    message, title=title, severity=severity, timeout=timeout, markup=markup
                )

        self.call_later(say)

    # -- other screens ------------------------------------------------------------------------------------------

    def action_browse(self) -> None:
        from flashcards.tui.browse import BrowseScreen

        self.push_screen(BrowseScreen(self.library, self.moment))

    def action_progress(self) -> None:
        from flashcards.tui.progress.screen import ProgressScreen

        self.push_screen(ProgressScreen(self.library, self.moment))

    def action_problems(self) -> None:
        from flashcards.tui.problems import ProblemsScreen

        self.push_screen(ProblemsScreen(self.library, self.moment))

    def action_add(self) -> None:
        """Ask for the kind of a new card, and show its form."""
        from flashcards.tui.add import AddScreen, kinds_by_letter

        kinds = kinds_by_letter()
        deck = self.screen.deck_at_hand() if isinstance(self.screen, KeyedScreen) else ""

        def chosen(letter: str | None) -> None:
            if letter is not None:
                self.push_screen(AddScreen(self.library, BY_NAME[kinds[letter]], deck))

        answers = {letter: f"{name}: {BY_NAME[name].about}" for letter, name in kinds.items()}
        self.ask("What kind of card?", answers, chosen)

    def importing(self) -> "Importing":
        """An import into the decks of the home, or the latest one to be taken back."""
        from flashcards.tui.importing import Importing

        return Importing(self, self.library, self._clock)

    def action_import_cards(self) -> None:
        self.importing().ask()

    def action_plan(self) -> None:
        from flashcards.tui.plan import PlanScreen

        self.push_screen(PlanScreen(self.library, self.moment))

    def action_settings(self) -> None:
        from flashcards.tui.preferences import SettingsScreen

        self.push_screen(SettingsScreen(self.library))
