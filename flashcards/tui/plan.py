"""The interview plan on screen: readiness today and on the day, by topic, the curves, what will not fit."""

from collections.abc import Callable, Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.days import Moment
from flashcards.interview import sentences
from flashcards.interview.roles import strange_weights
from flashcards.library import Library
from flashcards.tui.content import styled
from flashcards.tui.dialogs import scroll
from flashcards.tui.keyline import KeyLine, Said
from flashcards.tui.keys import PLAN, bindings
from flashcards.tui.outlook import curves, topics, wrapped
from flashcards.tui.planforms import PlanForms
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
        width = min(WIDEST, self.size.width - MARGIN)
        lines = list(self._lines(self.clock(), width))
        self.query_one("#outlook", Static).update(Content("\n").join(lines))
        self.refresh_bindings()
        self.follow_keys()

    def _lines(self, at: Moment, width: int) -> Iterator[Content]:
        plan = self.library.plan_on(at.study_day)
        yield styled(("The interview plan", "heading"))
        yield Content("")
        if plan is None:
            said = sentences.over(self.library.settings.plan, at.study_day)
            yield from wrapped(
                said if self.library.settings.plan else "There is no plan: d sets the day of the interview.", width
            )
            return
        outlook = self.library.outlook(at.study_day)
        if outlook is None or outlook.plan != plan.text():
            yield styled(("Computing what is best …", "muted"))
            return
        yield from wrapped(sentences.headline(outlook, at.study_day), width, "strong")
        ahead = plan.ahead(at.study_day)
        for at_row, interview in enumerate(ahead):
            here = "▸ " if len(ahead) > 1 and at_row == self.chosen_of(ahead) else "  "
            yield styled((here, "cursor"), (sentences.interview(interview), "muted"))
        for line in wrapped(sentences.study(plan), width - 2, "muted"):
            yield Content.assemble("  ", line)
        strange = strange_weights(plan, self.library.names.decks, self.library.names.tags)
        if strange:
            yield from wrapped(f"{strange}.", width, "warn")
        if self.computing:
            yield styled(("Computing anew …", "muted"))
        yield Content("")
        titles = {deck.name: deck.title for deck in self.library.decks}
        yield from topics(outlook, titles, width)
        yield Content("")
        yield from curves(outlook, width)
        yield Content("")
        for sentence in (
            sentences.unfit(outlook.figures, titles),
            sentences.other_minutes(outlook.figures),
            sentences.record(outlook.figures),
            sentences.unseen_words(outlook.figures, "s"),
            sentences.unproven(outlook.figures, titles),
        ):
            if sentence:
                yield from wrapped(sentence, width)

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
            self.app.begin(None, "check")  # type: ignore[attr-defined]

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
