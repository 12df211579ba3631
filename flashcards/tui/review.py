"""The review screen: one sitting, from the first question to the closing figures."""

from collections.abc import Callable
from datetime import timedelta

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from flashcards.days import Moment, interval_words, minutes_words
from flashcards.events import ANSWER_CAP_MS
from flashcards.library import Library
from flashcards.log.errors import BusyError, ProgressError, StaleError
from flashcards.schedule.states import Rating
from flashcards.session import Session, Stage, View
from flashcards.tui import editor
from flashcards.tui.boundary import Bounded
from flashcards.tui.card import CardPane, CardText
from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import LineDialog, TextDialog
from flashcards.tui.inputs import Answered, Ticked, widget_after, widget_for
from flashcards.tui.ratings import CONFIDENCE_KEYS, Button, RatingBar
from flashcards.why import why

RETRY_S = 0.1
PATIENT_S = 1.0
"""So long a busy file goes unmentioned."""

KEYS = (
    ("Space Enter", "show the answer"), ("1 2 3 4", "Again, Hard, Good, Easy"), ("7 8 9", "before the reveal: sure, unsure, no idea (a setting)"), ("u", "undo, any number of steps"),
    ("s", "skip: later in this sitting"), ("-", "bury until tomorrow"), ("@", "suspend"), ("*", "flag, with a note"),
    ("e", "edit the card in $EDITOR"), ("h", "a hint, where there is one"), ("i", "why now, and what each rating does"),
    ("t", "hide or show the timer"), ("l", "line numbers in code"), ("j k ← → PgUp PgDn", "scroll"), ("q Esc", "back to the decks"),
)  # fmt: skip


def clock_words(ms: int) -> str:
    """Minutes and seconds: `1:05`."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


class ReviewScreen(Bounded, Screen[None]):
    """Asks, reveals, rates; every key acts on the sitting, and the screen follows its view."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("space,enter", "reveal", "Reveal", id="reveal"),
        *(Binding(str(r.value), f"rate({r.value})", r.label, id=r.label.lower()) for r in Rating),
        *(
            Binding(key, f"confidence({word!r})", word.capitalize(), id=word.replace(" ", "-"))
            for key, word in CONFIDENCE_KEYS.items()
        ),
        Binding("u", "undo", "Undo", id="undo"),
        Binding("s", "skip", "Skip", id="skip"),
        Binding("minus", "bury", "Bury", id="bury"),
        Binding("at", "suspend_card", "Suspend", id="suspend"),
        Binding("asterisk", "flag", "Flag", id="flag"),
        Binding("e", "edit", "Edit", id="edit"),
        Binding("h", "hint", "Hint", id="hint"),
        Binding("i", "why", "Why now", id="why"),
        Binding("t", "timer", "Timer", id="timer"),
        Binding("l", "numbers", "Line numbers", id="numbers"),
        Binding("n", "more('new')", "Ten more new", id="more-new"),
        Binding("a", "more('ahead')", "Study ahead", id="study-ahead"),
        Binding("p", "more('practice')", "Practise", id="practise"),
        Binding("question_mark", "keys", "Keys", id="keys"),
        Binding("q,escape", "leave", "Home", id="leave"),
    ]

    def __init__(
        self, library: Library, session: Session, clock: Callable[[], Moment], more: Callable[[str], Session]
    ) -> None:
        super().__init__()
        self.library, self.session, self.clock, self._more = library, session, clock, more
        self.ratings = (Rating.AGAIN, Rating.GOOD) if library.settings.buttons == 2 else tuple(Rating)  # noqa: PLR2004
        self._hints: list[str] = []
        self._timer_on = library.settings.timer
        self._numbered = False
        self._shown: tuple[object, ...] = ()
        self._leaving = False
        self._asked = ""
        """The question that was put before an undo."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static(id="where", classes="left")
            yield Static(id="clock", classes="right")
        with CardPane(id="body"):
            yield CardText()
        yield Vertical(id="answer-input")
        yield RatingBar(self.ratings, confidence=self.library.settings.confidence)
        yield Static(id="keys")

    async def on_mount(self) -> None:
        self.set_interval(1.0, self.tick_clock)
        await self.follow()

    async def on_resize(self) -> None:
        self._shown = ()
        await self.follow()

    # -- the screen follows the view ----------------------------------------------------------------------------

    async def follow(self) -> None:
        """Bring every part of the screen up to the view."""
        view = self.session.view
        self.query_one(RatingBar).display = view.stage is not Stage.FINISHED
        text = self.query_one(CardText)
        key = (view.card, view.stage, id(view.question), tuple(self._hints), self.size.width, self._numbered)
        if key != self._shown:
            fresh = key[:1] + key[2:3] != self._shown[:1] + self._shown[2:3]
            self._shown = key
            if view.stage is Stage.FINISHED:
                text.update(self.closing(view))
            else:
                text.show(view, tuple(self._hints), max(20, self.size.width - 6), numbered=self._numbered)
            pane = self.query_one(CardPane)
            if fresh:
                pane.scroll_home(animate=False)
            await self.place_input(view)
        if view.stage is not Stage.FINISHED:
            self.query_one(RatingBar).show(view)
        self.head(view)

    async def place_input(self, view: View) -> None:
        """Put up the widget that the question wants now, and give it the focus."""
        place = self.query_one("#answer-input", Vertical)
        await place.remove_children()
        widget = None
        if view.question is not None and view.stage is Stage.ASKING:
            widget = widget_for(view.question.wants)
        elif view.question is not None and view.stage is Stage.REVEALED:
            widget = widget_after(view.question.wants, dict(view.missed), view.response.chosen)
        if widget is None:
            self.query_one(CardPane).focus()
        else:
            await place.mount(widget)
            widget.focus()

    def head(self, view: View) -> None:
        left = view.left
        where = [(f"{view.card.deck if view.card else 'Done'}  ", "strong")]
        if view.state is not None:
            state = view.state.memory.phase.value if view.state.memory else "new"
            marks = "".join((" ⚑" if view.state.flag is not None else "", " leech" if view.state.leech else ""))
            where.append((f"{state}{marks}  ", "muted"))
        if self.session.mode != "review":
            where.append((f"{self.session.mode.value}, the schedule stands  ", "warn"))
        where.append((f"{left.due} due  {left.learning} learning  {left.new} new", "muted"))
        self.query_one("#where", Static).update(styled(*where))
        self.tick_clock()
        finished = view.stage is Stage.FINISHED
        more_hints = view.question is not None and view.hints_taken < len(view.question.hints)
        keys = (
            (("n", "ten more new"), ("a", "study ahead"), ("p", "practise"), ("u", "undo"), ("q", "decks"))
            if finished
            else (("h", "hint") if more_hints else ("*", "flag"), ("u", "undo"), ("s", "skip"), ("-", "bury"),
                  ("@", "suspend"), ("e", "edit"), ("i", "why"), ("?", "keys"), ("q", "decks"))
        )  # fmt: skip
        self.query_one("#keys", Static).update(keys_line(*keys))

    def tick_clock(self) -> None:
        view = self.session.view
        done = view.tally.answers
        share = done / max(1, done + view.left.total)
        bar = "▰" * round(share * 10) + "▱" * (10 - round(share * 10))
        words = f"{bar} {done}/{done + view.left.total}"
        if self._timer_on and view.card is not None:
            elapsed = max(0, self.clock().wall_ms - self.session.shown_at.wall_ms)
            allowed = (view.question.seconds if view.question else None) or 0
            limit = max(ANSWER_CAP_MS, 1000 * allowed)
            words += f"  {clock_words(min(elapsed, limit))}{'+' if elapsed > limit else ' '}"
            words += f"of {clock_words(1000 * allowed)}" if allowed else ""
        self.query_one("#clock", Static).update(styled((words, "muted")))

    def closing(self, view: View) -> Content:
        """The figures of the sitting."""
        tally = view.tally
        at = self.clock()
        parts = [("That was it for now.\n\n" if view.waiting_ms else "Done for today.\n\n", "heading")]
        if tally.answers:
            parts += [
                (f"{tally.answers:5} ", "strong"), ("answers\n" if tally.answers != 1 else "answer\n", ""),
                (f"{tally.pass_rate:5.0%} ", "strong"), (f"passed ({tally.again} Again)\n", ""),
                (f"{tally.new:5} ", "strong"), ("new cards\n", ""),
                (f"{minutes_words(tally.study_ms / 60_000):>9} ", "strong"), ("of study\n", ""),
            ]  # fmt: skip
        if view.waiting_ms is not None:
            wait = interval_words(0, view.waiting_ms - at.wall_ms)
            parts.append((f"\nThe next card comes back in {wait}.\n", ""))
        load = self.library.progress.load()
        tomorrow = sum(n for day, n in load.items() if day <= at.study_day + timedelta(days=1))
        parts.append((f"\nTomorrow: {tomorrow} to review.\n", "muted"))
        return styled(*parts)

    # -- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only a revealed card can be rated; nothing acts on a card where there is none."""
        stage = self.session.view.stage
        match action:
            case "rate":
                return stage is Stage.REVEALED
            case "reveal":
                return stage is Stage.ASKING
            case "confidence":
                return stage is Stage.ASKING and self.library.settings.confidence
            case "more":
                return stage is Stage.FINISHED
            case "skip" | "bury" | "suspend_card" | "flag" | "edit" | "why" | "hint":
                return stage in (Stage.ASKING, Stage.REVEALED)
        return True

    async def action_reveal(self) -> None:
        self.session.reveal()
        await self.follow()

    async def action_confidence(self, word: str) -> None:
        self.session.say_confidence(word)
        await self.follow()

    @on(Answered)
    async def answered(self, message: Answered) -> None:
        self.session.reveal(message.response)
        await self.follow()

    @on(Ticked)
    async def ticked(self, message: Ticked) -> None:
        self.session.tick(message.chosen)
        await self.follow()

    @on(Button.Pressed)
    async def pressed(self, message: Button.Pressed) -> None:
        if message.rating is None:
            if self.session.view.stage is Stage.ASKING:
                await self.action_reveal()
        elif self.session.view.stage is Stage.REVEALED:
            await self.action_rate(message.rating)

    async def action_rate(self, rating: int) -> None:
        if rating not in self.ratings:
            return
        try:
            if not self.session.rate(Rating(rating)):
                self.tell("A new study day has begun; the intervals are those of today now.")
        except BusyError:
            self.set_timer(RETRY_S, self.try_again)
            self.set_timer(PATIENT_S, self.say_waiting)
        except ProgressError as err:
            self.tell(str(err), wrong=True)
        self._hints = []
        await self.follow()

    async def try_again(self) -> None:
        """Write the answer that is waiting; the card stays up until it is on disk."""
        try:
            self.session.retry()
        except BusyError:
            self.set_timer(RETRY_S, self.try_again)
            return
        except StaleError as err:
            self.tell(str(err), wrong=True)
        except ProgressError as err:
            self.tell(str(err), wrong=True)
        await self.follow()

    def say_waiting(self) -> None:
        if self.session.view.stage is Stage.SAVING:
            self.tell("Waiting to save: progress.db is busy or the disk is full. The answer is kept.", wrong=True)

    async def guarded(self, act: Callable[[], object]) -> object:
        """Do something that writes, say what went wrong, and follow."""
        result: object = None
        try:
            result = act()
        except ProgressError as err:
            self.tell(str(err), wrong=True)
        self._hints = []
        await self.follow()
        return result

    async def action_undo(self) -> None:
        if (question := self.session.undo_question()) and question != self._asked:
            self._asked = question
            self.tell(question)
            return
        self._asked = ""
        event = await self.guarded(self.session.undo)
        self.tell("Nothing is left to undo." if event is None else f"Taken back: {event.words}")  # type: ignore[attr-defined]

    async def action_skip(self) -> None:
        await self.guarded(self.session.skip)

    async def action_bury(self) -> None:
        await self.guarded(self.session.bury)
        self.tell("Buried until tomorrow; u takes it back")

    async def action_suspend_card(self) -> None:
        await self.guarded(self.session.suspend)
        self.tell("Suspended; u takes it back")

    def action_flag(self) -> None:
        state = self.session.view.state
        if state is not None and state.flag is not None:
            self.run_worker(self.set_flag(None))
        else:
            self.app.push_screen(LineDialog("Flag this card. A note (may stay empty):"), self.flag_noted)

    async def flag_noted(self, note: str | None) -> None:
        if note is not None:
            await self.set_flag(note)

    async def set_flag(self, note: str | None) -> None:
        await self.guarded(lambda: self.session.flag(note))
        self.tell("Flag removed" if note is None else "Flagged")

    async def action_hint(self) -> None:
        hint = self.session.take_hint()
        if hint is None:
            self.tell("No more hints")
        else:
            self._hints.append(hint)
            await self.follow()

    def action_why(self) -> None:
        card = self.session.view.card
        if card is not None:
            at = self.clock()
            lines = why(self.library, card, at, self.session.view.previews).sentences()
            self.app.push_screen(TextDialog(card.id, styled(("\n\n".join(lines), ""))))

    async def action_numbers(self) -> None:
        self._numbered = not self._numbered
        await self.follow()

    async def action_timer(self) -> None:
        self._timer_on = not self._timer_on
        self.tick_clock()

    def action_keys(self) -> None:
        text = styled(*(part for key, what in KEYS for part in ((f"{key:18}", "key"), (f"{what}\n", ""))))
        self.app.push_screen(TextDialog("Keys", text))

    async def action_edit(self) -> None:
        card = self.session.view.card
        assert card is not None
        try:
            editor.command(card.place.path, card.place.line)
            own = self.library.editable(card)
            if own.place.path != card.place.path:
                self.tell(f"Copied to {own.place.path}, which now stands in for the bundled deck")
            editor.edit(self.app, own.place.path, own.place.line)
        except (editor.EditorError, OSError) as err:
            self.tell(str(err), wrong=True)
        self.library.reload()
        problems = self.library.deck(card.deck).problems
        if problems:
            self.tell(str(problems[0]), wrong=True)
        self.session.replace_cards(self.library.cards)
        self._shown = ()
        await self.follow()

    async def action_more(self, what: str) -> None:
        try:
            session = self._more(what)
        except ProgressError as err:
            self.tell(str(err), wrong=True)
            return
        if session.view.stage is Stage.FINISHED:
            self.tell({"new": "No new cards are left.", "ahead": "Nothing comes due this week.",
                       "practice": "Nothing has been learned yet."}[what])  # fmt: skip
            return
        self.session = session
        await self.follow()

    def action_leave(self) -> None:
        if self.session.view.stage is Stage.SAVING and not self._leaving:
            self._leaving = True
            self.tell("The last answer is not saved yet; press q again to leave without it.", wrong=True)
            return
        self.dismiss(None)

    def tell(self, text: str, *, wrong: bool = False) -> None:
        self.app.notify(text, severity="error" if wrong else "information", markup=False, timeout=8 if wrong else 3)
