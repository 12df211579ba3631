"""The home screen: what today holds, deck by deck, and a key to begin."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from flashcards.days import Moment, minutes_words
from flashcards.interview import sentences
from flashcards.library import Library, Overview
from flashcards.log.errors import ProgressError
from flashcards.log.sums import Filter
from flashcards.log.sync import latest_sync, remember_sync
from flashcards.records import replace
from flashcards.text import cell_width
from flashcards.tui import decktable
from flashcards.tui.content import styled
from flashcards.tui.foreseeing import Foreseeing
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import HOME, bindings
from flashcards.tui.rows import Rows
from flashcards.words import counted

NAME = "flashcards"
WELCOME = (
    "Each day brings back what you are about to forget, and a few new cards.\n"
    "Recall the answer, press Space, rate it 1 to 4; every answer is saved.\n"
    "Press Space to begin; ? shows all keys."
)
WEEK = 7
SPARKS = "▁▂▃▄▅▆▇█"
EDGE = 2  # columns left free at the right


class HomeScreen(Foreseeing, KeyedScreen[None]):
    """The decks with their counts."""

    BINDINGS = bindings(HOME)
    shows_problems = True

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._table = decktable.laid_out((), 80)
        self._shown = False
        self._day: tuple[str, ...] = ("",)
        """The date, and the streak in pieces."""
        self._fitted = 0
        """The columns that the table was laid out for."""
        self._begun = False
        """Whether the cursor has been put where there is something to do."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static(styled((NAME, "heading")), classes="left")
            yield Static(id="date", classes="right")
        yield Static(id="today")
        yield Static(id="welcome")
        yield Static(id="columns")
        yield Rows(self._line, skipped=self._is_heading, id="decks")
        yield Static(id="ahead", classes="note")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self.follow()  # before the first layout, which has to be the last one too

    def on_screen_resume(self) -> None:
        if self._shown:
            self.call_later(self.follow)
        self._shown = True
        self.call_later(self.foresee)

    def on_resize(self) -> None:
        super().on_resize()
        self.call_later(self._fit)

    # -- what shows ---------------------------------------------------------------------------------------------

    def deck_at_hand(self) -> str:
        return self.chosen() or ""

    def decks_changed(self) -> None:
        if self.is_current:  # else it follows when it is shown again
            self.follow()

    def _fit(self) -> None:
        """Lay out what was counted for another width."""
        self._show_day(*self._day)
        if self._table.rows and self._fitted != self.size.width:
            self._show(self._table.rows)

    def _show_day(self, date: str, *streak: str) -> None:
        """The date, and before it what there is room for of the streak."""
        self._day = (date, *streak)
        room = self.size.width - 2 * EDGE - cell_width(NAME) - 1
        shorter = [date, *(f"{''.join(streak[:n])}   {date}" for n in range(1, len(streak) + 1))]
        fitting = [words for words in shorter if cell_width(words) <= room]
        self.query_one("#date", Static).update(styled((fitting[-1] if fitting else "", "muted")))

    def follow(self) -> None:
        """Count again, and show it; a progress file that cannot be used is said in place of the counts."""
        at = self.clock()
        date = f"{at.study_day:%a} {at.study_day.day} {at.study_day:%b}"
        try:
            overview = self.library.overview(at)
            notes = list(self.notes(overview))
            streak = [f"{counted(overview.streak, 'day')} in a row", f" {self._week(at)}"] if overview.streak else []
        except ProgressError as err:
            self._show_day(date)
            self.query_one("#today", Static).update(styled((str(err), "bad")))
            return
        self._show_day(date, *streak)
        self.query_one("#today", Static).update(self.today(overview))
        welcome = self.query_one("#welcome", Static)
        welcome.display = not self.library.progress.there
        welcome.update(styled((WELCOME, "")))
        self.query_one("#ahead", Static).update(Content("\n").join(styled(*note) for note in notes))
        self._tell_of_sync(at)
        self._show(decktable.rows_of(self.library.decks, overview))
        self.follow_keys()

    def _tell_of_sync(self, at: Moment) -> None:
        """Say once a day what kept the sync from working; the line of the latest one says the rest."""
        log = self.library.progress
        if self.library.settings.sync is None or not log.there:
            return
        latest, day = latest_sync(log), at.study_day.isoformat()
        if latest.failed and latest.said != day:
            self.app.notify(f"{latest.failed}.", severity="warning", markup=False)
            remember_sync(log, replace(latest, said=day))

    def _show(self, rows: Sequence[decktable.Row]) -> None:
        decks = self.query_one(Rows)
        chosen = self.chosen()
        same = (at for at, row in enumerate(rows) if row.deck is not None and row.deck == chosen)
        cursor = next(same, decks.cursor)
        if not self._begun:
            todo = (at for at, row in enumerate(rows) if row.deck and row.count and row.count.total)
            cursor = next(todo, cursor)
            self._begun = bool(rows)
        self._fitted = self.size.width
        self._table = decktable.laid_out(rows, self._fitted - EDGE)
        self.query_one("#columns", Static).update(self._table.head() if rows else "")
        decks.show(len(rows), cursor)

    def _line(self, row: int, _: int) -> Content:
        return self._table.line(row, here=row == self.query_one(Rows).cursor)

    def _is_heading(self, row: int) -> bool:
        return self._table.rows[row].deck is None

    def today(self, overview: Overview) -> Content:
        """What today holds of all decks."""
        total = overview.total
        if total.total == 0 and overview.answered_today:
            parts = [
                ("Done for today.", "good"),
                ("   n", "key"),
                (" ten more new", "muted"),
                ("   a", "key"),
                (" study ahead", "muted"),
                ("   P", "key"),
                (" practise", "muted"),
            ]
        else:
            parts = []
            for number, what in ((total.due, "due"), (total.new, "new"), (total.learning, "learning")):
                if number or what != "learning":
                    parts += [(f"{number:,}", "strong"), (f" {what}   ", "muted")]
            if total.total:
                words = minutes_words(total.minutes)
                parts.append((words if words.startswith("<") else f"about {words}", "strong"))
        return styled(*parts)

    def _week(self, at: Moment) -> str:
        """The answers of the last seven days, today last, as small columns."""
        first = at.study_day - timedelta(days=WEEK - 1)
        answers = dict.fromkeys((first + timedelta(days=i) for i in range(WEEK)), 0)
        for found in self.library.progress.facts.days(Filter(since=first)):
            if found.day in answers:
                answers[found.day] += found.n
        most = max(answers.values())
        return "".join(SPARKS[-(-n * len(SPARKS) // most) - 1] if n else "·" for n in answers.values())

    def _of_plan(self, overview: Overview) -> Iterator[list[tuple[str, str]]]:
        """How ready the plan last found the person, or that its last day is over."""
        today = self.clock().study_day
        if overview.outlook is not None:
            yield [(sentences.headline(overview.outlook, today), "")]
        elif (plan := self.library.settings.plan) is not None and self.library.plan_on(today) is None:
            yield [("p", "key"), (f" {sentences.over(plan, today)}", "")]

    def _coming(self, overview: Overview) -> str:
        """`Tomorrow 3, next 7 days 20, unseen 44 cards.`; empty where there is nothing to say."""
        ahead, unseen = overview.ahead, sum(overview.unseen.values())
        parts = []
        if self.library.progress.there:
            parts = [f"tomorrow {ahead.tomorrow:,}", f"next {WEEK} days {ahead.week:,}"]
        if unseen:
            parts.append(f"unseen {counted(unseen, 'card')}")
        words = ", ".join(parts)
        return f"{words[:1].upper()}{words[1:]}." if words else ""

    def notes(self, overview: Overview) -> Iterator[list[tuple[str, str]]]:
        """What is ahead, and what there is to know, a line each."""
        yield from self._of_plan(overview)
        if coming := self._coming(overview):
            yield [(coming, "muted")]
        if self.library.settings.sync is not None:
            yield [(f"{latest_sync(self.library.progress).words(self.clock())}.", "muted")]
        if overview.ahead.backlog:
            yield [(f"{overview.ahead.backlog}.", "muted")]
        if overview.clock:
            yield [(f"{overview.clock}.", "warn")]
        if not self.library.decks:
            yield [(f"No decks: put a YAML file into {' or '.join(map(str, self.library.places))}", "warn")]
        if reason := self.library.unwritable:
            yield [(reason, "warn")]
        if problems := self.library.all_problems:
            yield [("!", "key"), (f" {counted(len(problems), 'problem')} in decks or settings", "warn")]
        yield from _of_edits(overview)
        if training_would_help(self.library):
            yield [("Enough new answers to fit the schedule to you: `flashcards tune`", "muted")]

    # -- keys ---------------------------------------------------------------------------------------------------

    def chosen(self) -> str | None:
        """The name of the deck under the cursor."""
        cursor = self.query_one(Rows).cursor
        return None if cursor is None else self._table.rows[cursor].deck

    def on_rows_chosen(self) -> None:
        self.action_begin_deck()

    def action_begin_deck(self) -> None:
        name = self.chosen()
        if name is not None:
            self.app.begin([name])

    def action_begin(self) -> None:
        self.app.begin(None)

    def action_more(self, what: str) -> None:
        self.app.begin(None, what)

    def action_undo(self) -> None:
        def said(words: str) -> None:
            self.follow()
            self.say(words)

        self.app.undo(said)

    def action_switch(self) -> None:
        name = self.chosen()
        if name is not None:
            on = name in self.library.settings.switched_off
            self.library.switch(name, on=on)
            self.follow()
            self.say(f"{name} is on again." if on else f"{name} is off: its cards do not come; o switches it on again.")

    def action_reload(self) -> None:
        self.library.reload()
        self.follow()
        said = f"{counted(len(self.library.decks), 'deck')}, {counted(len(self.library.cards), 'card')}"
        self.app.notify(said, markup=False)


def _of_edits(overview: Overview) -> Iterator[list[tuple[str, str]]]:
    """What edits of the decks leave to do."""
    if overview.doubts:
        yield [("!", "key"), (f" {counted(len(overview.doubts), 'edited card')} to recognise", "warn")]
    if overview.changed:
        learned = "it" if len(overview.changed) == 1 else "them"
        words = f" {counted(len(overview.changed), 'card')} changed in meaning since you learned {learned}: check early"
        yield [("c", "key"), (words, "")]


def training_would_help(library: Library) -> bool:
    """Whether the answers since the latest training are worth another one."""
    from flashcards.schedule.training import worth_trying

    facts, last = library.progress.facts, library.progress.model.trained_on
    before = sum(b.n for b in facts.bins(Filter(until=last))) if last else 0
    return worth_trying(before, sum(b.n for b in facts.bins(Filter(since=last + timedelta(days=1) if last else None))))
