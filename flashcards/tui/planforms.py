"""What the keys of the plan's screen ask for, and how the answers change the plan."""

from collections.abc import Callable, Sequence
from datetime import date

from flashcards.interview import sentences
from flashcards.interview.roles import roles, strange_weights
from flashcards.interview.written import (
    BadPlanError,
    Interview,
    Plan,
    day_ahead,
    days_from,
    importance_from,
    minutes_from,
    pass_from,
    weights_from,
)
from flashcards.records import replace
from flashcards.tui.dialogs import LineDialog, refused
from flashcards.tui.foreseeing import Foreseeing
from flashcards.tui.keyline import KeyedScreen
from flashcards.tui.picker import Picker
from flashcards.words import date_words

ALIKE = "all cards alike"
EXAMPLE = "deck:metrics=3, tag:softmax=2, level:junior=0.5, others=0.8"


class PlanForms(Foreseeing, KeyedScreen[None]):
    """A screen that shows the plan, and a form a key for each part of it."""

    _at = 0
    """Which of several interviews the keys change."""

    def chosen_of(self, ahead: Sequence[Interview]) -> int:
        """The position of the interview that the keys change."""
        return min(self._at, len(ahead) - 1)

    def ahead(self) -> tuple[Interview, ...]:
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
        self.say(sentences.saved(plan) if plan else sentences.ENDED)

    def _changed(self, new: Interview) -> None:
        """Put an interview in the place of the chosen one."""
        plan, ahead = self.library.settings.plan, [*self.ahead()]
        assert plan is not None
        ahead[self.chosen_of(ahead)] = new
        self._at = sorted(ahead, key=lambda i: i.day).index(new)
        self._change(replace(plan, interviews=tuple(ahead)))

    def ask(self, title: str, value: str, wrong: Callable[[str], str], done: Callable[[str], None]) -> None:
        def entered(text: str | None) -> None:
            if text is not None:
                done(text)

        self.app.push_screen(LineDialog(title, value, wrong), entered)

    def _ask_day(self, title: str, value: str, done: Callable[[date], None]) -> None:
        today = self.clock().study_day

        self.ask(title, value, refused(lambda text: day_ahead(text, today)), lambda text: done(day_ahead(text, today)))

    def action_date(self) -> None:
        plan, ahead = self.library.settings.plan, self.ahead()

        def done(day: date) -> None:
            if ahead:
                self._changed(replace(ahead[self.chosen_of(ahead)], day=day))
            else:
                self._change(replace(plan, interviews=(Interview(day),)) if plan else Plan((Interview(day),)))

        value = str(ahead[self.chosen_of(ahead)].day) if ahead else ""
        self._ask_day("The day of the interview, like 2026-12-18, or 21 for in 21 days", value, done)

    def action_another(self) -> None:
        plan, ahead = self.library.settings.plan, self.ahead()
        assert plan is not None

        def done(day: date) -> None:
            self._at = sum(interview.day <= day for interview in ahead)
            self._change(replace(plan, interviews=(*ahead, Interview(day))))

        self._ask_day("The day of the other interview, like 2026-12-18, or 21 for in 21 days", "", done)

    def action_leave_out(self) -> None:
        plan, ahead = self.library.settings.plan, self.ahead()
        assert plan is not None
        chosen = ahead[self.chosen_of(ahead)]

        def answered(letter: str | None) -> None:
            if letter == "y":
                self._change(replace(plan, interviews=tuple(i for i in ahead if i is not chosen)))

        said = f"Leave out the interview of {sentences.interview(chosen)}?"
        self.app.ask(said, {"y": "leave it out"}, answered)

    def action_minutes(self) -> None:
        plan = self.library.settings.plan
        assert plan is not None

        same = len({*plan.minutes}) == 1
        self.ask(
            "Minutes of study a day: one number, or seven from Monday to Sunday",
            " ".join(map(str, plan.minutes[:1] if same else plan.minutes)),
            refused(minutes_from),
            lambda text: self._change(replace(plan, minutes=minutes_from(text))),
        )

    def action_off(self) -> None:
        plan, today = self.library.settings.plan, self.clock().study_day
        assert plan is not None
        self.ask(
            "Days without study, like 2026-12-05 2026-12-06; none: empty",
            " ".join(map(str, plan.days_off)),
            refused(lambda text: days_from(text, today)),
            lambda text: self._change(replace(plan, days_off=days_from(text, today))),
        )

    def action_role(self) -> None:
        ahead = self.ahead()
        chosen = ahead[self.chosen_of(ahead)]

        def done(name: str | None) -> None:
            if name is not None:
                self._changed(replace(chosen, role="" if name == ALIKE else name))

        names = [ALIKE, *roles(self.library.home)]
        self.app.push_screen(Picker(f"What counts on {date_words(chosen.day)}", names, chosen.role or ALIKE), done)

    def action_weights(self) -> None:
        ahead = self.ahead()
        chosen = ahead[self.chosen_of(ahead)]
        names = self.library.names

        def meant(text: str) -> Interview:
            new = replace(chosen, weights=weights_from(part for part in text.split(",") if part.strip()))
            if strange := strange_weights(Plan((new,)), names.decks, names.tags):
                raise BadPlanError(strange)
            return new

        self.ask(
            f"What counts more or less on {date_words(chosen.day)}, usually 1, like {EXAMPLE}; none: empty",
            chosen.weights.words,
            refused(meant),
            lambda text: self._changed(meant(text)),
        )

    def action_importance(self) -> None:
        ahead = self.ahead()
        chosen = ahead[self.chosen_of(ahead)]
        self.ask(
            f"How much the interview of {date_words(chosen.day)} counts against the others, usually 1",
            f"{chosen.importance:g}",
            refused(importance_from),
            lambda text: self._changed(replace(chosen, importance=importance_from(text))),
        )

    def action_final_pass(self) -> None:
        plan = self.library.settings.plan
        assert plan is not None
        self.ask(
            "In how many last days is every card to be seen once more? 0: only what serves",
            str(plan.final_pass),
            refused(pass_from),
            lambda text: self._change(replace(plan, final_pass=pass_from(text))),
        )

    def action_clear(self) -> None:
        def answered(letter: str | None) -> None:
            if letter == "y":
                self._change(None)

        self.app.ask("End the plan? What you know stays.", {"y": "end it"}, answered)
