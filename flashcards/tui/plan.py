"""The interview plan on screen, and the keys that change it."""

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.days import Moment
from flashcards.interview import sentences
from flashcards.interview.roles import roles
from flashcards.interview.written import BadPlanError, Interview, Plan, day_ahead, days_from, minutes_from
from flashcards.library import Library
from flashcards.records import replace
from flashcards.tui.dialogs import LineDialog, scroll
from flashcards.tui.foreseeing import Foreseeing
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import PLAN, bindings
from flashcards.tui.outlook import outlook_lines
from flashcards.tui.picker import Picker
from flashcards.tui.question import Question
from flashcards.words import date_words

WIDEST, MARGIN = 90, 6
ALIKE = "all cards alike"


class PlanScreen(Foreseeing, KeyedScreen[None]):
    """What the minutes until the interview will come to; keys change the plan."""

    BINDINGS = bindings(PLAN)

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._at = 0
        """Which of several interviews the keys change."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="plan", can_focus=False):
            yield Static(id="outlook")
        yield Said()
        yield KeyLine()

    def on_screen_resume(self) -> None:
        self.call_later(self.foresee)
        self.call_later(self.follow)

    def on_resize(self) -> None:
        super().on_resize()
        self.call_later(self.follow)

    def follow(self) -> None:
        """Show the outlook as it was last computed."""
        today = self.clock().study_day
        width = min(WIDEST, self.size.width - MARGIN)
        lines = outlook_lines(self.library, today, width, self._chosen(self._ahead()), computing=self.computing)
        self.query_one("#outlook", Static).update(Content("\n").join(lines))
        self.refresh_bindings()
        self.follow_keys()

    # -- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what makes sense with the plan there is."""
        plan, today = self.library.settings.plan, self.clock().study_day
        if action in ("minutes", "off", "role", "another"):
            return self.library.plan_on(today) is not None
        if action in ("interview", "leave_out"):
            return plan is not None and len(plan.ahead(today)) > 1
        if action == "went":
            return plan is not None and any(i.day <= today for i in plan.interviews)
        return action != "clear" or plan is not None

    def _chosen(self, ahead: Sequence[Interview]) -> int:
        """The position of the interview that the keys change."""
        return min(self._at, len(ahead) - 1)

    def _ahead(self) -> tuple[Interview, ...]:
        plan = self.library.settings.plan
        return plan.ahead(self.clock().study_day) if plan else ()

    def _change(self, plan: Plan | None) -> None:
        before = self.library.settings.plan
        self.library.set("plan", plan)
        try:
            self.foresee()
        except Exception:
            self.library.set("plan", before)
            raise
        finally:
            self.follow()
        self.say(sentences.saved(plan) if plan else "The plan has ended; plain FSRS goes on from what you know.")

    def _changed(self, new: Interview) -> None:
        """Put an interview in the place of the chosen one."""
        plan, ahead = self.library.settings.plan, [*self._ahead()]
        assert plan is not None
        ahead[self._chosen(ahead)] = new
        self._at = sorted(ahead, key=lambda i: i.day).index(new)
        self._change(replace(plan, interviews=tuple(ahead)))

    def _ask(self, title: str, value: str, wrong: Callable[[str], str], done: Callable[[str], None]) -> None:
        def entered(text: str | None) -> None:
            if text is not None:
                done(text)

        self.app.push_screen(LineDialog(title, value, wrong), entered)

    def _ask_day(self, title: str, value: str, done: Callable[[date], None]) -> None:
        today = self.clock().study_day

        self._ask(
            title, value, _refused(lambda text: day_ahead(text, today)), lambda text: done(day_ahead(text, today))
        )

    def action_date(self) -> None:
        plan, ahead = self.library.settings.plan, self._ahead()

        def done(day: date) -> None:
            if ahead:
                self._changed(replace(ahead[self._chosen(ahead)], day=day))
            else:
                self._change(replace(plan, interviews=(Interview(day),)) if plan else Plan((Interview(day),)))

        value = str(ahead[self._chosen(ahead)].day) if ahead else ""
        self._ask_day("The day of the interview, like 2026-12-18", value, done)

    def action_another(self) -> None:
        plan, ahead = self.library.settings.plan, self._ahead()
        assert plan is not None

        def done(day: date) -> None:
            self._at = sum(interview.day <= day for interview in ahead)
            self._change(replace(plan, interviews=(*ahead, Interview(day))))

        self._ask_day("The day of the other interview, like 2026-12-18", "", done)

    def action_leave_out(self) -> None:
        plan, ahead = self.library.settings.plan, self._ahead()
        assert plan is not None
        chosen = ahead[self._chosen(ahead)]

        def answered(letter: str | None) -> None:
            if letter == "y":
                self._change(replace(plan, interviews=tuple(i for i in ahead if i is not chosen)))

        said = f"Leave out the interview of {sentences.interview(chosen)}?"
        self.app.push_screen(Question(said, {"y": "leave it out"}), answered)

    def action_interview(self, step: int) -> None:
        ahead = self._ahead()
        self._at = (self._chosen(ahead) + step) % len(ahead)
        self.follow()
        self.query_one("#plan", VerticalScroll).scroll_home(animate=False)

    def action_minutes(self) -> None:
        plan = self.library.settings.plan
        assert plan is not None

        same = len({*plan.minutes}) == 1
        self._ask(
            "Minutes of study a day: one number, or seven from Monday to Sunday",
            " ".join(map(str, plan.minutes[:1] if same else plan.minutes)),
            _refused(minutes_from),
            lambda text: self._change(replace(plan, minutes=minutes_from(text))),
        )

    def action_off(self) -> None:
        plan = self.library.settings.plan
        assert plan is not None
        self._ask(
            "Days without study, like 2026-12-05 2026-12-06; none: empty",
            " ".join(map(str, plan.days_off)),
            _refused(days_from),
            lambda text: self._change(replace(plan, days_off=days_from(text))),
        )

    def action_role(self) -> None:
        ahead = self._ahead()
        chosen = ahead[self._chosen(ahead)]

        def done(name: str | None) -> None:
            if name is not None:
                self._changed(replace(chosen, role="" if name == ALIKE else name))

        names = [ALIKE, *roles(self.library.home)]
        self.app.push_screen(Picker(f"What counts on {date_words(chosen.day)}", names, chosen.role or ALIKE), done)

    def action_self_check(self) -> None:
        if not self.library.self_check(self.clock()).plan.new:
            self.say("No card is unseen: there is nothing to check.")
        else:
            self.app.begin(None, "check")  # type: ignore[attr-defined]

    def action_went(self) -> None:
        today, plan = self.clock().study_day, self.library.settings.plan
        assert plan is not None
        day = max(i.day for i in plan.interviews if i.day <= today)

        def done(text: str) -> None:
            self.library.note(text.strip(), day, self.clock())
            self.follow()
            self.say("Written down. Plain FSRS goes on from what you know.")

        self._ask(
            f"How did the interview of {date_words(day)} go?",
            "",
            lambda text: "" if text.strip() else "a word is enough; Esc leaves it",
            done,
        )

    def action_clear(self) -> None:
        def answered(letter: str | None) -> None:
            if letter == "y":
                self._change(None)

        self.app.push_screen(Question("End the plan? What you know stays.", {"y": "end it"}), answered)

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one("#plan", VerticalScroll), what, step)

    def action_leave(self) -> None:
        self.dismiss(None)


def _refused(read: Callable[[str], object]) -> Callable[[str], str]:
    """For a dialog: why a text cannot be read; empty where it can."""

    def wrong(text: str) -> str:
        try:
            read(text)
        except BadPlanError as err:
            return str(err)
        return ""

    return wrong
