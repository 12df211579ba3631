"""The interview plan on screen, and the keys that change it."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.days import Moment
from flashcards.library import Library
from flashcards.tui.keyline import KeyLine, Said
from flashcards.tui.keys import PLAN, bindings
from flashcards.tui.outlook import outlook_lines
from flashcards.tui.planforms import PlanForms
from flashcards.tui.scrolling import scroll
from flashcards.words import date_words

WIDEST, MARGIN = 90, 6


class PlanScreen(PlanForms):
    """What the minutes until the interview will come to; keys change the plan."""

    BINDINGS = bindings(PLAN)

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock

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
        lines = outlook_lines(self.library, today, width, self.chosen_of(self.ahead()), computing=self.computing)
        self.query_one("#outlook", Static).update(Content("\n").join(lines))
        self.refresh_bindings()
        self.follow_keys()

    # -- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what makes sense with the plan there is."""
        plan, today = self.library.settings.plan, self.clock().study_day
        if action in ("minutes", "off", "role", "weights", "final_pass", "another"):
            return self.library.plan_on(today) is not None
        if action in ("interview", "leave_out", "importance"):
            return plan is not None and len(plan.ahead(today)) > 1
        if action == "went":
            return plan is not None and any(i.day <= today for i in plan.interviews)
        return action != "clear" or plan is not None

    def action_interview(self, step: int) -> None:
        ahead = self.ahead()
        self._at = (self.chosen_of(ahead) + step) % len(ahead)
        self.follow()
        self.query_one("#plan", VerticalScroll).scroll_home(animate=False)

    def action_self_check(self) -> None:
        if not self.library.self_check(self.clock()).plan.new:
            self.say("No card is unseen: there is nothing to check.")
        else:
            self.app.begin(None, "check")

    def action_went(self) -> None:
        today, plan = self.clock().study_day, self.library.settings.plan
        assert plan is not None
        day = max(i.day for i in plan.interviews if i.day <= today)

        def done(text: str) -> None:
            self.library.note(text.strip(), day, self.clock())
            self.follow()
            self.say("Written down. Plain FSRS goes on from what you know.")

        self.ask(
            f"How did the interview of {date_words(day)} go?",
            "",
            lambda text: "" if text.strip() else "a word is enough; Esc leaves it",
            done,
        )

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one("#plan", VerticalScroll), what, step)

    def action_leave(self) -> None:
        self.dismiss(None)
