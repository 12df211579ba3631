"""`I`: a path is asked for, what would come of it is shown, and the cards are brought in while the screen goes on."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App

from flashcards.days import moment
from flashcards.exchange.incoming import carrying, naming, preview, readers, runs
from flashcards.exchange.incoming.brought import ForeignError, Source
from flashcards.exchange.incoming.plan import Plan, plan
from flashcards.files import expanded
from flashcards.library import Library
from flashcards.log.undoing import words_of
from flashcards.tui.boundary import follow_decks, say
from flashcards.tui.dialogs import LineDialog, refused
from flashcards.tui.keyline import SECONDS_TO_SEE, KeyedScreen
from flashcards.tui.question import Question
from flashcards.words import UsageError, listed

ASKED = "Import a table, an Anki package, Markdown, Org or a folder of them, Mochi, JSON: its path"
LISTED = 8
"""So many decks are named where one is asked for."""


class Importing:
    """One import, from the path to the decks; what takes long is done beside the screen."""

    def __init__(self, app: App[Any], library: Library, clock: Callable[[], datetime]) -> None:
        self._app, self._library, self._clock = app, library, clock

    def ask(self, path: str = "", wrong: str = "") -> None:
        """Ask for the path; again where something was `wrong` with the one that was typed."""
        if not self._library.has_all:
            raise UsageError("import writes into the decks of the home; start without --decks")
        self._app.push_screen(LineDialog(ASKED, path, _wrong, wrong=wrong), self._read)

    def _read(self, text: str | None) -> None:
        if text is not None:
            self._beside(partial(self._look, text))

    def _beside(self, work: Callable[[], None]) -> None:
        """Do something in a thread; what goes wrong with it is said on the screen."""

        def done() -> None:
            try:
                work()
            except Exception as error:
                self._app.call_from_thread(self._say, "")
                if not self._app.call_from_thread(say, self._app, error):
                    raise

        self._app.run_worker(done, thread=True, group="import", exit_on_error=False)

    def _telling(self, what: str) -> Callable[[int, int], None]:
        """Say how far something is, seldom enough to leave the screen its time."""
        told = -1

        def tell(done: int, of: int) -> None:
            nonlocal told
            share = 100 * done // max(of, 1)
            if done < of and share > told:
                told = share
                self._tell(f"{what}: {share} %")

        return tell

    def _tell(self, text: str) -> None:
        """Say, out of a thread, what is being done, until something else is said."""
        self._app.call_from_thread(self._say, text, "muted", None)

    def _say(self, text: str, style: str = "good", seconds: float | None = 3 * SECONDS_TO_SEE) -> None:
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, KeyedScreen):
                screen.say(text, style, seconds)
                return

    def _look(self, text: str) -> None:
        """Read the file, and show what would come of it; where it cannot be read, its path is asked for again."""
        path = expanded(text.strip(), "the path")
        reading = f"{path.name} is being read"
        self._tell(f"{reading} …")
        try:
            source = readers.read(path, readers.Options(history=True), self._telling(reading))
        except ForeignError as err:
            self._app.call_from_thread(self._say, "")
            self._app.call_from_thread(self.ask, text, str(err))
            return
        self._plan(path, source, "")

    def _plan(self, path: Path, source: Source, into: str) -> None:
        """Show what would come of a source; `into`: the deck that its cards go into, or the folder of its decks."""
        try:
            self._tell(f"{path.name} is being compared with your decks …")
            made = plan(self._library, source, into)
        except BaseException:
            source.close()
            raise
        self._app.call_from_thread(self._show, path, source, made, into)

    def _show(self, path: Path, source: Source, made: Plan, into: str) -> None:
        self._say("")
        answers = {"i": "import", "d": "into another deck"}
        standings = [standing for card in source.cards for standing in card.standing.values()]
        if any(standing.reviews for standing in standings):
            answers["h"] = "with your answers there"
        elif any(standing.remembered for standing in standings):
            answers["h"] = "with your due days there"
        if made.clashes:
            answers |= {"k": "yours for good where both changed", "r": "the source's there"}

        def answered(letter: str | None) -> None:
            if letter is None:
                source.close()
            elif letter == "d":
                self._ask_deck(into, lambda name: self._beside(partial(self._plan, path, source, name)))
            else:
                self._beside(partial(self._bring, source, letter, into))

        text = "\n".join(preview.lines(made, path, self._library.home, preview.KEYS))
        self._app.push_screen(Question(text, answers, "leave it", enter="i"), answered)

    def _ask_deck(self, into: str, chosen: Callable[[str], None]) -> None:
        """Ask for the deck that cards go into; without an answer it stays as it was."""
        own = sorted(deck.name for deck in self._library.decks if not deck.bundled)
        named = f" Yours: {listed(own, LISTED)}." if own else ""
        asked = f"The deck that the cards go into; of several decks, the folder. Nothing: their own names.{named}"
        self._app.push_screen(
            LineDialog(asked, into, check=refused(naming.into_deck)),
            lambda text: chosen(into if text is None else naming.into_deck(text)),
        )

    def _bring(self, source: Source, letter: str, into: str) -> None:
        """Write the decks, with a library of this thread's own."""
        try:
            if letter != "h":
                source.without_history()
            self._apart(lambda library: self._carried(library, source, letter, into))
        finally:
            source.close()

    def _carried(self, library: Library, source: Source, letter: str, into: str) -> str:
        writing = "The import is being written"
        self._tell(f"{writing} …")
        made = plan(library, source, into, keep=letter == "k", replace=letter == "r")
        run = carrying.carry_out(library, made, self._clock(), telling=self._telling(writing))
        return f"{made.words}. {' '.join(preview.done(run, preview.KEYS))}"

    def _apart(self, work: Callable[[Library], str]) -> None:
        library = Library(self._library.home)
        try:
            said = work(library)
        finally:
            library.close()
        self._app.call_from_thread(self._follow, said)

    def _follow(self, said: str) -> None:
        """Show the decks as they are now."""
        self._library.progress.lasting = None  # what comes before an import is no longer the latest
        self._library.reload()
        follow_decks(self._app)
        self._say(said)

    def ask_back(self, said: Callable[[str], object], before: Callable[[], None]) -> bool:
        """Where an import is what was done last, ask whether to take it back, or (`before`) the step that came before.

        Returns whether it was.
        """
        run, event = runs.standing(self._library)
        if run is None:
            return False

        def answered(letter: str | None) -> None:
            if letter == "u":
                self._beside(partial(self._apart, partial(self._taken_back, run=run)))
                said("")
            elif letter == "b":
                before()

        answers = {"u": "take it back"}
        if event is not None:
            answers["b"] = f"take back what came before: the {words_of(self._library.progress, event)}"
        self._app.push_screen(Question(f"The latest is the import of {run.source}.", answers), answered)
        return True

    def _taken_back(self, library: Library, run: runs.Run) -> str:
        self._tell("The import is being taken back …")
        aside = carrying.take_back(library, run, moment(self._clock(), library.settings.rollover_hour))
        return f"Taken back: the import of {run.source}; its decks are in {aside}"


def _wrong(text: str) -> str:
    """What is wrong with a path; empty where something is there."""
    try:
        return "" if text.strip() and expanded(text.strip(), "the path").exists() else "There is nothing there"
    except UsageError as err:
        return str(err)
