"""A sitting in plain lines: asks, takes what is typed, and says what a person needs to hear next."""

import contextlib
import time
from collections.abc import Callable
from typing import TextIO

from flashcards import sections
from flashcards.days import Moment, interval_words, minutes_words
from flashcards.events import Mode
from flashcards.library import NOTHING_MORE, Library
from flashcards.log import unsaved
from flashcards.log.clock import NEW_DAY, said_of_jump
from flashcards.log.errors import BusyError, ProgressError, StaleError
from flashcards.log.rescue import MovedError
from flashcards.markup import markdown
from flashcards.plain.acts import Acts
from flashcards.plain.lines import COMMAND_LETTERS, COMMANDS, command_in, entered, options, prompt, refused
from flashcards.questions import (
    CONFIDENCE,
    LETTERS,
    MAX_LINE,
    Checklist,
    NumberInput,
    Question,
    Recall,
    TextInput,
    too_long,
)
from flashcards.schedule.states import Rating
from flashcards.sections import OUTCOME_WORDS, Section
from flashcards.session import Session, Stage, View
from flashcards.text import Door
from flashcards.why import due_words, why_nothing
from flashcards.words import counted

SAVE_PATIENCE_S = 30.0
MORE = {"n": "new", "a": "ahead", "P": "practice"}


class NotSavedError(ProgressError):
    """The program ends and an answer is not in progress.db; the message names it and where it is kept."""


class Sitting(Acts):
    """Reads commands line by line and writes what a person needs to hear next."""

    def __init__(
        self,
        library: Library,
        session: Session,
        clock: Callable[[], Moment],
        source: TextIO,
        sink: TextIO | Door,
        more: Callable[[str], Session] | None = None,
    ) -> None:
        super().__init__(library, session, clock, sink)
        self._latest = clock()
        self.source = source
        self._more = more
        """Makes another sitting: `new`, `ahead`, `practice`."""
        self.ratings = library.settings.ratings

    def run(self) -> None:
        """Go through the sitting until it ends, the person quits, or the input does.

        Raises NotSavedError where an answer could not be written.
        """
        if reason := self.library.unwritable:
            self.say(reason)
        if said := self.library.said_of_clock(self.clock()):
            self.say(f"{said}.")
        while True:
            view = self.session.view
            if view.stage is Stage.FINISHED:
                self.closing(view)
                if not self.finished():
                    return
                continue
            self.ask(view)
            if not self.answer(view):
                self.closing(self.session.view)
                return

    # -- one card -----------------------------------------------------------------------------------------------

    def ask(self, view: View) -> None:
        assert view.card is not None
        assert view.question is not None
        left = view.left
        self.say("", f"[{left.due} due, {left.learning} learning, {left.new} new] {view.card.deck}")
        self.section(Section("Question", view.question.text))
        self.say(*options(view.question))
        self.say(prompt(view.question))
        if self.library.settings.confidence:
            colon = ":" if isinstance(view.question.wants, TextInput | NumberInput) else ""
            self.say(f"How sure are you, before you reveal? {', '.join(colon + word for word in CONFIDENCE)}")

    def read(self) -> str | None:
        """A line of what is typed, without bytes that are no text; none at the end."""
        line = self.source.readline().encode("utf-8", "replace").decode()
        now = self.clock()
        if said := said_of_jump(self._latest, now):
            self.say(f"{said}.")
        self._latest = now
        word = line.rstrip("\r\n")
        if len(word) > MAX_LINE:
            self.say(f"{too_long(len(word))}; type it again, shorter.")
            return self.read()
        return word if line else None

    def answer(self, view: View) -> bool:
        """Take lines until the card is done with; false when the person leaves."""
        shown = view.card
        while (line := self.read()) is not None:
            word = line.strip()
            view = self.session.view
            assert view.question is not None
            command = command_in(view, word)
            if command == "q":
                return False
            if command in CONFIDENCE and view.stage is Stage.ASKING and self.library.settings.confidence:
                self.session.say_confidence(command)
                self.say(f"Noted: {command}.")
                continue
            if command is not None and self.tried(command):
                if self.session.view.stage is Stage.FINISHED or self.session.view.card is not shown:
                    return True
                if command[:1] in "us":
                    return True
                continue
            if view.stage is Stage.ASKING:
                self.reveal(view.question, word)
            elif self.rate_or_tick(view, word):
                return True
        return False

    def reveal(self, question: Question, word: str) -> None:
        """Take a response, or nothing, and show the answer."""
        response = None
        if word:
            response = entered(question, word)
            if response is None:
                self.say(refused(question, word))
                if not isinstance(question.wants, Recall | Checklist):
                    self.say(prompt(question))
                return
            if unread := self.session.unread(response):
                colon = f"; a command takes a colon here, :{word}" if word in COMMAND_LETTERS else ""
                self.say(f"{unread}; or an empty line to reveal{colon}.")
                return
        self.session.reveal(response)
        view = self.session.view
        if view.verdict.outcome is not None:
            self.say(f"{OUTCOME_WORDS[view.verdict.outcome][2:]}.")
        self.say("")
        shown = sections.answer(question, view.response, view.verdict)
        for section in shown:
            label = "Others" if question.others and section is shown[-1] else "Answer"
            self.section(section if section.label or section.continues else Section(label, section.text))
        for section in sections.notes(question):
            self.section(section)
        if isinstance(question.wants, Checklist):
            for letter, point in zip(LETTERS, question.wants.points, strict=False):
                missed = view.missed.get(point.key, (0, 0))
                record = f" (missed {missed[0]} of {missed[1]} times)" if missed[0] else ""
                self.say(f"{letter}) {markdown.as_text(point.text)}{' [must]' if point.must else ''}{record}")
            self.say("Type the letters of the points you made, then a rating.")
        self.offer(view)

    def offer(self, view: View) -> None:
        assert view.revealed_at is not None
        practice = self.session.mode is not Mode.REVIEW
        words = [
            f"{r.value} {r.label}{'' if practice else f' {due_words(view.previews[r], view.revealed_at)}'}"
            for r in self.ratings
        ]
        hint = f"; suggested {view.suggestion.value}" if view.suggestion else ""
        self.say(", ".join(words) + hint + (". Practice: the schedule does not move." if practice else ""))

    def rate_or_tick(self, view: View, word: str) -> bool:
        """A rating ends the card; letters tick points; an empty line takes the suggestion."""
        assert view.question is not None
        if word in {str(r.value) for r in self.ratings}:
            return self.rate(Rating(int(word)))
        if not word and view.suggestion is not None:
            return self.rate(view.suggestion if view.suggestion in self.ratings else Rating.GOOD)
        wants = view.question.wants
        if isinstance(wants, Checklist) and (ticked := entered(view.question, word)) is not None:
            self.session.tick(ticked.chosen)
            self.say(f"{len(ticked.chosen)} of {counted(len(wants.points), 'point')}.")
            self.offer(self.session.view)
            return False
        nothing = "" if word else "Nothing is suggested here. "
        self.say(f"{nothing}Type {', '.join(str(r.value) for r in self.ratings)} to rate; or {COMMANDS}.")
        return False

    def rate(self, rating: Rating) -> bool:
        try:
            if not self.session.rate(rating):
                self.say(NEW_DAY)
                self.offer(self.session.view)
                return False
        except StaleError as err:
            self.say(f"{err}.")
        except BusyError as err:
            self.say(f"{err}; waiting to save.")
            self.wait()
        except MovedError as err:
            self.say(f"{err}.", "b brings it in now; anything else leaves it apart and ends the sitting.")
            if err.rescue is None or (self.read() or "").strip() != "b":
                raise
            self.say(f"{counted(self.library.progress.rejoin(), 'event')} brought in; rate once more.")
            return False
        return True

    def wait(self) -> None:
        """Try again for a while to write the answer that waits; raises NotSavedError, and the answer is kept."""
        self.library.make_room()
        deadline = time.monotonic() + SAVE_PATIENCE_S
        while (event := self.session.waiting) is not None:
            time.sleep(0.1)
            try:
                self.session.retry()
            except BusyError as err:
                if time.monotonic() > deadline:
                    given = f"the answer {Rating(event.rating or 1).label} to {event.card} was not saved: {err}"
                    kept = unsaved.keep(self.library.home, event)
                    raise NotSavedError(f"{given}; it is kept in {kept} and added when a sitting begins") from err

    # -- the end ------------------------------------------------------------------------------------------------

    def closing(self, view: View) -> None:
        tally = view.tally
        self.say("")
        if tally.answers:
            self.say(
                f"{counted(tally.answers, 'answer')}, {tally.pass_rate:.0%} passed, {tally.new} new, "
                f"{minutes_words(tally.study_ms / 60_000)}."
            )
        if view.stage is Stage.FINISHED:
            self.say(
                ("Done for today." if tally.answers else self.nothing())
                if view.waiting_ms is None
                else f"Done for now; the next card comes back in {interval_words(0, view.waiting_ms - self.clock().wall_ms)}."
            )
        with contextlib.suppress(BusyError):  # a figure less, where another process holds the file just now
            if backlog := self.library.backlog(self.library.today(self.clock())):
                self.say(f"{backlog}.")

    def nothing(self) -> str:
        """That there is nothing to ask, and why."""
        return f"There is nothing to do here now. {why_nothing(self.library, self.session.mode, self.clock())}"

    def finished(self) -> bool:
        """After the last card: undo, more, or quit; true when a card is up again."""
        offers = "n ten more new, a study ahead, P practise, " if self._more is not None else ""
        self.say(f"{offers}u undo, q quit")
        while (line := self.read()) is not None and (word := line.strip().removeprefix(":")) != "q":
            if word == "u" and self.tried("u") and self.session.view.stage is not Stage.FINISHED:
                return True
            if word in MORE and self._more is not None:
                session = self._more(MORE[word])
                if session.view.stage is not Stage.FINISHED:
                    self.session = session
                    return True
                self.say(NOTHING_MORE[MORE[word]])
            elif word not in ("u", ""):
                self.say(f"{offers}u undo, q quit")
        return False
