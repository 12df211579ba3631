"""A sitting in plain lines on stdin and stdout: for screen readers, pipes and dumb terminals."""

import re
import shutil
import time
from collections.abc import Callable
from typing import TextIO

from flashcards.cards import (
    CONFIDENCE,
    LETTERS,
    Checklist,
    NumberInput,
    OneOf,
    Ordering,
    Outcome,
    Question,
    Recall,
    Response,
    SeveralOf,
    TextInput,
)
from flashcards.days import Moment, interval_words, minutes_words
from flashcards.library import Library
from flashcards.log.errors import BusyError, StaleError
from flashcards.markup import markdown
from flashcards.schedule.states import Rating
from flashcards.session import Session, Stage, View
from flashcards.text import Door, clean
from flashcards.why import due_words, why
from flashcards.words import counted

SAVE_PATIENCE_S = 30.0
OUTCOME_WORDS = {Outcome.RIGHT: "Right.", Outcome.PARTIAL: "Partly right.", Outcome.WRONG: "Wrong."}
COMMANDS = "u undo, s skip, b bury, ! suspend, * flag (* with a note), i why now, q quit"


class Sitting:
    """Reads commands line by line and writes what a person needs to hear next."""

    def __init__(
        self, library: Library, session: Session, clock: Callable[[], Moment], source: TextIO, sink: TextIO | Door
    ) -> None:
        self.library = library
        self.session = session
        self.clock = clock
        self.source = source
        self.sink = sink
        self.asked = ""
        """The question that was put before an undo."""
        self.ratings = (Rating.AGAIN, Rating.GOOD) if library.settings.buttons == 2 else tuple(Rating)  # noqa: PLR2004

    def say(self, *lines: str) -> None:
        for line in lines:
            print(clean(line), file=self.sink, flush=True)

    def markdown(self, text: str) -> None:
        width = shutil.get_terminal_size((80, 24)).columns
        self.say(markdown.as_text(text, min(width, 100)))

    def run(self) -> None:
        """Go through the sitting until it ends, the person quits, or the input does."""
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
        self.markdown(view.question.text)
        self.say(*options(view.question))
        self.say(prompt(view.question))
        if self.library.settings.confidence:
            colon = ":" if isinstance(view.question.wants, TextInput | NumberInput) else ""
            self.say(f"How sure are you, before you reveal? {', '.join(colon + word for word in CONFIDENCE)}")

    def read(self) -> str | None:
        """A line of what is typed, without bytes that are no text; none at the end."""
        line = self.source.readline().encode("utf-8", "replace").decode()
        return line.rstrip("\r\n") if line else None

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

    def tried(self, word: str) -> bool:
        """Do what a command says; where the file is in use, say so and go on."""
        try:
            return self.command(word)
        except BusyError as err:
            self.say(f"{err}.")
            return True

    def command(self, word: str) -> bool:
        """Do what a command says; false when the line is none."""
        match word[:1], word[1:].strip():
            case "u", "":
                if (question := self.session.undo_question()) and question != self.asked:
                    self.asked = question
                    self.say(f"{question}.")
                    return True
                self.asked = ""
                event = self.session.undo()
                self.say("Nothing is left to undo." if event is None else f"Taken back: {event.words}.")
            case "s", "":
                self.session.skip()
            case "b", "":
                self.session.bury()
                self.say("Buried until tomorrow.")
            case "!", "":
                self.session.suspend()
                self.say("Suspended; `flashcards find is:suspended` lists such cards.")
            case "*", note:
                flagged = self.session.view.state
                self.session.flag(None if flagged and flagged.flag is not None and not note else note)
                self.say(
                    "Flagged."
                    if self.session.view.state and self.session.view.state.flag is not None
                    else "Flag removed."
                )
            case "h", "":
                self.say(markdown.as_text(self.session.take_hint() or "No more hints."))
            case "i", "":
                card = self.session.view.card
                if card is not None:
                    self.say(*why(self.library, card, self.clock(), self.session.view.previews).sentences())
            case "?", "":
                self.say(COMMANDS)
            case _:
                return False
        return True

    def reveal(self, question: Question, word: str) -> None:
        """Take a response, or nothing, and show the answer."""
        response = None
        if word:
            response = entered(question, word)
            if response is None:
                self.say("Reveal the answer first: an empty line does." if isinstance(question.wants, Recall | Checklist)
                         else f"That is no answer here; {prompt(question)}")  # fmt: skip
                return
        self.session.reveal(response)
        view = self.session.view
        if view.verdict.outcome is not None:
            self.say(OUTCOME_WORDS[view.verdict.outcome])
        self.say("")
        self.markdown(question.answer)
        if view.verdict.comment:
            self.markdown(view.verdict.comment)
        notes = question.notes
        for label, text in (("Why", notes.why), ("Common mistake", notes.mistake)):
            if text:
                self.markdown(f"{label}: {text}")
        if notes.source:
            self.say("Source: " + "; ".join(notes.source))
        for follow_up in question.follow_ups:
            self.markdown(f"Follow-up: {follow_up}")
        if isinstance(question.wants, Checklist):
            for letter, point in zip(LETTERS, question.wants.points, strict=False):
                missed = view.missed.get(point.key, (0, 0))
                record = f" (missed {missed[0]} of {missed[1]} times)" if missed[0] else ""
                self.say(f"{letter}) {markdown.as_text(point.text)}{' [must]' if point.must else ''}{record}")
            self.say("Type the letters of the points you made, then a rating.")
        self.offer(view)

    def offer(self, view: View) -> None:
        assert view.revealed_at is not None
        words = [f"{r.value} {r.label} {due_words(view.previews[r], view.revealed_at)}" for r in self.ratings]
        hint = f"; suggested {view.suggestion.value}" if view.suggestion else ""
        self.say(", ".join(words) + hint)

    def rate_or_tick(self, view: View, word: str) -> bool:
        """A rating ends the card; letters tick points; an empty line takes the suggestion."""
        assert view.question is not None
        if word in {str(r.value) for r in self.ratings}:
            return self.rate(Rating(int(word)))
        if not word and view.suggestion is not None:
            return self.rate(view.suggestion if view.suggestion in self.ratings else Rating.GOOD)
        if isinstance(view.question.wants, Checklist) and (ticked := entered(view.question, word)) is not None:
            self.session.tick(ticked.chosen)
            view = self.session.view
            self.say(f"{len(ticked.chosen)} of {len(view.question.wants.points) if view.question else 0} points.")  # type: ignore[union-attr]
            self.offer(view)
            return False
        self.say(f"Type {', '.join(str(r.value) for r in self.ratings)} to rate; or {COMMANDS}.")
        return False

    def rate(self, rating: Rating) -> bool:
        try:
            if not self.session.rate(rating):
                self.say("A new study day has begun; the intervals are those of today now.")
                self.offer(self.session.view)
                return False
        except StaleError as err:
            self.say(f"{err}.")
        except BusyError as err:
            self.say(f"{err}.")
            deadline = time.monotonic() + SAVE_PATIENCE_S
            while self.session.view.stage is Stage.SAVING:
                time.sleep(0.1)
                try:
                    self.session.retry()
                except BusyError:
                    if time.monotonic() > deadline:
                        raise
        return True

    # -- the end ------------------------------------------------------------------------------------------------

    def closing(self, view: View) -> None:
        tally = view.tally
        self.say("")
        if tally.answers:
            self.say(f"{counted(tally.answers, 'answer')}, {tally.pass_rate:.0%} passed, {tally.new} new, "
                     f"{minutes_words(tally.study_ms / 60_000)}.")  # fmt: skip
        if view.stage is Stage.FINISHED:
            self.say("Done for today." if view.waiting_ms is None else
                     f"Done for now; the next card comes back in {interval_words(0, view.waiting_ms - self.clock().wall_ms)}.")  # fmt: skip

    def finished(self) -> bool:
        """After the last card only undo and quit are left; true when a card is up again."""
        self.say("u undo, q quit")
        while (line := self.read()) is not None and line.strip() != "q":
            if line.strip() == "u" and self.command("u") and self.session.view.stage is not Stage.FINISHED:
                return True
        return False


def command_in(view: View, word: str) -> str | None:
    """The command that a line is, without its colon; none where it is part of an answer.

    A colon always makes a command. Without one, letters belong to the options there are, and to texts and numbers.
    """
    if re.fullmatch(r":[a-z!*?].*", word):
        return word[1:]
    wants = view.question.wants if view.question else Recall()
    asking = view.stage is Stage.ASKING
    if asking and isinstance(wants, TextInput | NumberInput):
        return None
    letters = 0
    if asking and isinstance(wants, OneOf | SeveralOf | Ordering):
        letters = len(options(view.question)) if view.question else 0
    elif not asking and isinstance(wants, Checklist):
        letters = len(wants.points)
    return None if letters and set(re.sub(r"[\s,;]", "", word.casefold())) <= set(LETTERS[:letters]) else word


def options(question: Question) -> list[str]:
    """The lettered things to choose from or to order."""
    match question.wants:
        case OneOf(choices) | SeveralOf(choices) | Ordering(choices):
            return [f"{letter}) {markdown.as_text(choice)}" for letter, choice in zip(LETTERS, choices, strict=False)]
        case _:
            return []


def prompt(question: Question) -> str:
    """What may be typed now."""
    match question.wants:
        case OneOf():
            return "One letter, or an empty line to reveal. Commands here: :u :s :b :q"
        case SeveralOf():
            return "All letters that are right, or an empty line to reveal. Commands here: :u :s :b :q"
        case Ordering():
            return "The letters in order, or an empty line to reveal. Commands here: :u :s :b :q"
        case NumberInput(unit):
            return f"A number{f' in {unit}' if unit else ''}, or an empty line to reveal. Commands here: :u :s :q"
        case TextInput():
            return "The answer, or an empty line to reveal. Commands here: :u :s :q"
        case _:
            return "Empty line to reveal; ? for commands."


def entered(question: Question, word: str) -> Response | None:
    """The response that a line stands for; none where it does not fit."""
    letters = re.sub(r"[\s,;]", "", word.casefold())
    match question.wants:
        case TextInput() | NumberInput():
            return Response(text=word)
        case OneOf(choices) | SeveralOf(choices) | Ordering(choices):
            most = 1 if isinstance(question.wants, OneOf) else len(choices)
            fits = len(letters) <= most and (len(letters) == most or not isinstance(question.wants, Ordering))
            count = len(choices)
        case Checklist(points):
            fits, count = True, len(points)
        case _:
            return None
    positions = [LETTERS.index(c) if c in LETTERS else count for c in letters]
    if not fits or any(p >= count for p in positions) or len(set(positions)) < len(positions):
        return None
    return Response(chosen=tuple(positions))
