"""The interview plan on screen: readiness today and on the day, by topic, the curves, what will not fit."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards import settings
from flashcards.days import Moment
from flashcards.interview import sentences
from flashcards.interview.outlook import Outlook
from flashcards.interview.roles import RoleError, roles, weights_of
from flashcards.interview.written import BadPlanError, Interview, Plan, day_ahead
from flashcards.library import Library
from flashcards.markup.wrapping import wrap
from flashcards.records import replace
from flashcards.text import Span, cell_width, padded
from flashcards.tui.content import content_of, styled
from flashcards.tui.dialogs import LineDialog, scroll
from flashcards.tui.foreseeing import Foreseeing
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import PLAN, bindings
from flashcards.words import date_words, percent

SPARKS = "▁▂▃▄▅▆▇█"
WIDEST, MARGIN = 90, 6
CURVES = (("plan", "with the plan"), ("plain", "with plain FSRS"), ("nothing", "with nothing more"))
LABEL = max(len(label) for _, label in CURVES)
COUNTS, RANGE = 7, 16


class PlanScreen(Foreseeing, KeyedScreen[None]):
    """What the minutes until the interview will come to; `d`, `m` and `r` change the plan."""

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
            yield from _wrapped(
                said if self.library.settings.plan else "There is no plan: d sets the day of the interview.", width
            )
            return
        outlook = self.library.outlook
        if outlook is None or outlook.plan != plan.text():
            yield styled(("Computing what is best …", "muted"))
            return
        yield from _wrapped(sentences.headline(outlook, at.study_day), width, "strong")
        for interview in plan.ahead(at.study_day):
            role = f", {interview.role}" if interview.role else ""
            yield styled((f"  {date_words(interview.day)}{role}", "muted"))
        if self.computing:
            yield styled(("Computing anew …", "muted"))
        yield Content("")
        yield from self._topics(outlook, width)
        yield Content("")
        yield from curves(outlook, width)
        yield Content("")
        titles = {deck.name: deck.title for deck in self.library.decks}
        for sentence in (
            sentences.unfit(outlook.figures, titles),
            sentences.other_minutes(outlook.figures),
            sentences.record(outlook.figures),
        ):
            yield from _wrapped(sentence, width)

    def _topics(self, outlook: Outlook, width: int) -> Iterator[Content]:
        titles = {deck.name: deck.title for deck in self.library.decks}
        room = width - 3 * COUNTS - RANGE
        heads = f"{'Cards':>{COUNTS}}{'Unseen':>{COUNTS}}{'Today':>{COUNTS}}{'On the day':>{RANGE}}"
        yield styled((padded("Topic", room) + heads, "muted"))
        for topic in outlook.figures["topics"]:
            figures = f"{topic['cards']:>{COUNTS}}{topic['unseen']:>{COUNTS}}{percent(topic['now']):>{COUNTS}}"
            title = titles.get(topic["topic"], topic["topic"])
            cut = title if cell_width(title) < room else f"{title[: room - 2]}…"
            yield styled((padded(cut, room), ""), (figures, ""), (f"{sentences.range_words(topic):>{RANGE}}", "strong"))

    # -- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what makes sense with the plan there is."""
        plan, today = self.library.settings.plan, self.clock().study_day
        if action in ("minutes", "role"):
            return self.library.plan_on(today) is not None
        if action == "went":
            return plan is not None and any(i.day <= today for i in plan.interviews)
        return action != "clear" or plan is not None

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

    def _ask(self, title: str, value: str, wrong: Callable[[str], str], done: Callable[[str], None]) -> None:
        def entered(text: str | None) -> None:
            if text is not None:
                done(text)

        self.app.push_screen(LineDialog(title, value, wrong), entered)

    def action_date(self) -> None:
        today, plan = self.clock().study_day, self.library.settings.plan

        def wrong(text: str) -> str:
            try:
                day_ahead(text, today)
            except BadPlanError as err:
                return str(err)
            return ""

        def done(text: str) -> None:
            day, ahead = day_ahead(text, today), plan.ahead(today) if plan else ()
            new = replace(ahead[0], day=day) if ahead else Interview(day)
            self._change(replace(plan, interviews=(new, *ahead[1:])) if plan else Plan((new,)))

        ahead = plan.ahead(today) if plan else ()
        self._ask("The day of the interview, like 2026-12-18", str(ahead[0].day) if ahead else "", wrong, done)

    def action_minutes(self) -> None:
        plan = self.library.settings.plan
        assert plan is not None

        def wrong(text: str) -> str:
            try:
                settings.parse("minutes_per_day", text or "0")
            except ValueError as err:
                return str(err)
            return "" if text != "none" else "a plan needs minutes"

        def done(text: str) -> None:
            self._change(replace(plan, minutes=(int(text),) * 7))

        self._ask("Minutes of study a day", str(max(plan.minutes)), wrong, done)

    def action_role(self) -> None:
        today, plan = self.clock().study_day, self.library.settings.plan
        assert plan is not None
        known = roles(self.library.home)
        first, *others = plan.ahead(today)

        def wrong(text: str) -> str:
            try:
                weights_of(replace(first, role=text.strip()), known)
            except RoleError as err:
                return str(err)
            return ""

        def done(text: str) -> None:
            self._change(replace(plan, interviews=(replace(first, role=text.strip()), *others)))

        self._ask(f"What counts: {', '.join(known)}; or nothing, and all counts alike", first.role, wrong, done)

    def action_went(self) -> None:
        today, plan = self.clock().study_day, self.library.settings.plan
        assert plan is not None
        day = max(i.day for i in plan.interviews if i.day <= today)

        def done(text: str) -> None:
            self.library.note(text.strip(), day, self.clock())
            self.app.notify("Written down. Plain FSRS goes on from what you know.", markup=False)
            self.follow()

        self._ask(
            f"How did the interview of {date_words(day)} go?",
            "",
            lambda text: "" if text.strip() else "a word is enough; Esc leaves it",
            done,
        )

    def action_clear(self) -> None:
        def done(_: str) -> None:
            self._change(None)

        self._ask(
            "End the plan? Type yes; what you know stays",
            "",
            lambda text: "" if text.strip().lower() == "yes" else "yes, or Esc",
            done,
        )

    def action_scroll_card(self, what: str, step: int) -> None:
        scroll(self.query_one("#plan", VerticalScroll), what, step)

    def action_leave(self) -> None:
        self.dismiss(None)


def curves(outlook: Outlook, width: int) -> Iterator[Content]:
    """Readiness from today to the last interview: a column a day, or every few days; its height is the share known."""
    curve = outlook.figures["curve"]
    first, last = (date.fromisoformat(curve["days"][at]) for at in (0, -1))
    room = max(8, width - LABEL - COUNTS - 1)
    yield styled((f"Known from {date_words(first)} to {date_words(last)}, ▁ none to █ all", "muted"))
    for name, label in CURVES:
        values = curve[name]
        yield styled(
            (padded(label, LABEL + 1), ""),
            (sparks(values, room), "key" if name == "plan" else "muted"),
            (f"{percent(values[-1]):>{COUNTS}}", "strong" if name == "plan" else ""),
        )


def sparks(values: Sequence[float], room: int) -> str:
    """Shares as columns, at most `room` of them, the first and the last day among them."""
    count = min(room, len(values))
    at = [round(n * (len(values) - 1) / max(1, count - 1)) for n in range(count)]
    return "".join(SPARKS[min(len(SPARKS) - 1, int(values[n] * len(SPARKS)))] for n in at)


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Content]:
    for line in wrap([Span(text, (style,) if style else ())], width):
        yield content_of([line])
