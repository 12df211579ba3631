"""What a command does that is typed at a card, in place of an answer."""

from collections.abc import Callable
from typing import TextIO

from flashcards import sections
from flashcards.days import Moment
from flashcards.events import OF_NAMES
from flashcards.library import Library
from flashcards.log.errors import BusyError, KeptApartError
from flashcards.log.undoing import words_of
from flashcards.plain.lines import COMMANDS, KEYS
from flashcards.plain.voice import Voice
from flashcards.session import Session
from flashcards.text import Door
from flashcards.why import why


class Acts(Voice):
    """Acts on a sitting and says what came of it."""

    def __init__(self, library: Library, session: Session, clock: Callable[[], Moment], sink: TextIO | Door) -> None:
        super().__init__(sink)
        self.library, self.session, self.clock = library, session, clock
        self.asked = ""
        """The question that was put before an undo."""

    def tried(self, word: str) -> bool:
        """Do what a command says; where the file is in use, or it cannot be taken back, say so and go on."""
        try:
            return self.command(word)
        except (BusyError, KeptApartError) as err:
            self.say(f"{err}.")
            return True

    def command(self, word: str) -> bool:
        """Do what a command says; false when the line is none."""
        match word[:1], word[1:].strip():
            case "u", "":
                self.undo()
            case "s", "":
                self.session.skip()
            case (("b" | "-"), ""):
                self.session.bury()
                self.say("Buried until tomorrow.")
            case (("!" | "@"), ""):
                self.session.suspend()
                self.say("Suspended; `flashcards find is:suspended` lists such cards.")
            case "*", note:
                self.flag(note)
            case "h", "":
                self.hint()
            case "i", "":
                self.why()
            case "?", "":
                self.say(f"{COMMANDS}.", "On the screen, and here:", *(f"  {key:17} {here}" for key, here in KEYS))
            case _:
                return False
        return True

    def undo(self) -> None:
        """Take back the latest event; what may surprise is asked about first, and taken back when it is said again."""
        if (question := self._undo_question()) and question != self.asked:
            self.asked = question
            self.say(f"{question}.")
            return
        self.asked = ""
        event = self.session.undo()
        if event is not None and event.event in OF_NAMES:
            # What a card was is to be asked again, when the next sitting begins.
            self.session.replace_cards(self.library.standing(self.session.cards))
        taken = f"Taken back: {words_of(self.library.progress, event)}." if event else "Nothing is left to undo."
        self.say(taken)

    def _undo_question(self) -> str:
        """What to ask before undo; an import that is the latest has a command of its own."""
        from flashcards.exchange.incoming import runs

        run, event = runs.standing(self.library)
        if run is None or event is None:
            return self.session.undo_question()
        words = words_of(self.library.progress, event)
        return (
            f"The latest is the import of {run.source}, which `flashcards import --undo` takes back; "
            f"u once more takes back the {words} before it"
        )

    def flag(self, note: str) -> None:
        """Flag the card with a note; without one, a flag that is there is taken away."""
        state = self.session.view.state
        has_flag = state is not None and state.flag is not None
        self.session.flag(None if has_flag and not note else note)
        self.say("Flag removed." if has_flag and not note else "Flagged.")

    def why(self) -> None:
        view = self.session.view
        if view.card is not None:
            self.say(*why(self.library, view.card, self.clock(), view.previews, asked=True).sentences())

    def hint(self) -> None:
        view = self.session.view
        if self.session.take_hint() is None:
            self.say("No more hints." if view.question and view.question.hints else "This card has no hint.")
        elif view.question is not None:
            self.section(sections.hints(view.question, view.hints_taken + 1)[-1])
