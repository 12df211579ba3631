"""The home screen: what today holds, deck by deck, and a key to begin."""

from collections.abc import Callable
from datetime import timedelta

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards.cards import Deck
from flashcards.days import Moment, minutes_words
from flashcards.library import Count, Library, Overview
from flashcards.log.errors import ProgressError
from flashcards.log.facts import Filter
from flashcards.text import padded
from flashcards.tui.boundary import Bounded
from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import TextDialog
from flashcards.words import counted

COLUMNS = ("Due", "Learning", "New", "Minutes", "Unseen")
COLUMN_WIDTH = 9
NARROW = 76

WELCOME = (
    "Each day brings back what you are about to forget, and a few new cards.\n"
    "Recall the answer, press Space, rate it 1 to 4; every answer is saved.\n"
    "Press Space to begin; ? shows all keys.\n"
)
KEYS = (
    ("Space", "begin everything"), ("Enter", "begin the deck under the cursor"), ("o", "switch the deck off or on"),
    ("n", "ten more new cards"), ("a", "study ahead"), ("p", "practise, the schedule stands"), ("u", "undo the last answer"),
    ("/", "cards: find, suspended, buried, flagged"), ("g", "progress: figures and pictures"), ("!", "problems in decks"), ("r", "read the decks again"),
    (",", "settings"), ("q", "quit"),
)  # fmt: skip


class HomeScreen(Bounded, Screen[None]):
    """The decks with their counts."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("space,b", "begin", "Begin everything", id="begin"),
        Binding("n", "more('new')", "Ten more new", id="more-new"),
        Binding("a", "more('ahead')", "Study ahead", id="study-ahead"),
        Binding("p", "more('practice')", "Practise", id="practise"),
        Binding("u", "undo", "Undo", id="undo"),
        Binding("o", "switch", "Switch the deck off or on", id="switch"),
        Binding("slash", "app.browse", "Cards", id="browse"),
        Binding("g", "app.progress", "Progress", id="progress"),
        Binding("exclamation_mark", "app.problems", "Problems", id="problems"),
        Binding("r", "reload", "Read the decks again", id="reload"),
        Binding("comma", "app.settings", "Settings", id="settings"),
        Binding("question_mark", "keys", "Keys", id="keys"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static(styled(("flashcards", "heading")), classes="left")
            yield Static(id="streak", classes="right")
        yield Static(id="today")
        yield Static(id="welcome")
        yield Static(id="columns")
        yield OptionList(id="decks")
        yield Static(id="warning", classes="note")
        yield Static(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Static).update(keys_line(
            ("Space", "begin"), ("Enter", "one deck"), ("/", "cards"), ("g", "progress"), (",", "settings"), ("?", "keys"), ("q", "quit"),
        ))  # fmt: skip
        self.query_one("#decks").focus()

    def on_screen_resume(self) -> None:
        self.follow()

    def on_resize(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Count again, and show it; a progress file that cannot be used is said in place of the counts."""
        at = self.clock()
        try:
            overview = self.library.overview(at)
            tunable = training_would_help(self.library)
        except ProgressError as err:
            self.query_one("#today", Static).update(styled((str(err), "bad")))
            return
        total = overview.total
        date = f"{at.study_day:%a} {at.study_day.day} {at.study_day:%b}"
        streak = f"{counted(overview.streak, 'day')} in a row   " if overview.streak else ""
        self.query_one("#streak", Static).update(styled((f"{streak}{date}", "muted")))
        self.query_one("#today", Static).update(self.today(overview))
        welcome = self.query_one("#welcome", Static)
        welcome.display = self.library.progress.empty
        welcome.update(styled((WELCOME, "")))
        decks = self.query_one("#decks", OptionList)
        cursor = decks.highlighted
        width = max(40, self.size.width - 4)
        self.query_one("#columns", Static).update(row("Deck", COLUMNS, width, "muted"))
        decks.clear_options()
        decks.add_options([Option(self.line(deck, overview, width), id=deck.name) for deck in self.library.decks])
        decks.highlighted = min(cursor or 0, len(self.library.decks) - 1) if self.library.decks else None
        problems = [*self.library.settings_problems, *self.library.problems]
        doubts = overview.doubts
        warning = self.query_one("#warning", Static)
        warning.display = bool(
            problems or doubts or overview.clock or overview.held_back or tunable or not self.library.decks
        )
        said = []
        if problems:
            said.append((f"! {counted(len(problems), 'problem')} in decks or settings: press !", "warn"))
        if doubts:
            said.append((f"  {counted(len(doubts), 'edited card')} to recognise: press !", "warn"))
        if overview.clock:
            said.append((f"  {overview.clock}", "warn"))
        if overview.held_back:
            said.append((f"  {overview.held_back} more are due; today's limit leaves them for later", "muted"))
        if not self.library.decks:
            said.append(("No decks: put a YAML file into " + str(self.library.home / "decks"), "warn"))
        if tunable:
            said.append(("  Enough new answers to fit the schedule to you: `flashcards tune`", "muted"))
        warning.update(styled(*said))
        if total.total == 0 and overview.answered_today:
            self.query_one("#today", Static).update(styled(
                ("Done for today. ", "good"), ("n", "key"), (" ten more new   ", "muted"), ("a", "key"),
                (" study ahead   ", "muted"), ("p", "key"), (" practise", "muted"),
            ))  # fmt: skip

    def today(self, overview: Overview) -> Content:
        total = overview.total
        return styled(
            ("Today  ", "strong"), (f"{total.due}", "strong"), (" due   ", "muted"), (f"{total.new}", "strong"),
            (" new   ", "muted"), (f"{total.learning}", "strong"), (" learning   ", "muted"),
            (f"about {minutes_words(total.minutes)}", "strong"),
        )  # fmt: skip

    def line(self, deck: Deck, overview: Overview, width: int) -> Content:
        count = overview.decks.get(deck.name)
        title = f"{deck.title}{' ⚠' if deck.problems else ''}"
        if count is None:
            return row(f"{title} (off)", ("", "", "", "", ""), width, "muted")
        return row(title, figures(count, overview.unseen[deck.name]), width)

    def chosen(self) -> str | None:
        """The name of the deck under the cursor."""
        decks = self.query_one("#decks", OptionList)
        return None if decks.highlighted is None else decks.get_option_at_index(decks.highlighted).id

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.app.begin([event.option.id])  # type: ignore[attr-defined]

    def action_begin(self) -> None:
        self.app.begin(None)  # type: ignore[attr-defined]

    def action_more(self, what: str) -> None:
        self.app.begin(None, what)  # type: ignore[attr-defined]

    def action_undo(self) -> None:
        self.app.undo()  # type: ignore[attr-defined]
        self.follow()

    def action_switch(self) -> None:
        name = self.chosen()
        if name is not None:
            self.library.switch(name, on=name in self.library.settings.switched_off)
            self.follow()

    def action_reload(self) -> None:
        self.library.reload()
        self.follow()
        said = f"{counted(len(self.library.decks), 'deck')}, {counted(len(self.library.cards), 'card')}"
        self.app.notify(said, markup=False)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", styled(*(
            part for key, what in KEYS for part in ((f"{key:8}", "key"), (f"{what}\n", ""))
        ))))  # fmt: skip


def training_would_help(library: Library) -> bool:
    """Whether the answers since the latest training are worth another one."""
    from flashcards.schedule.training import worth_trying

    facts, last = library.progress.facts, library.progress.model.trained_on
    before = sum(b.n for b in facts.bins(Filter(until=last))) if last else 0
    return worth_trying(before, sum(b.n for b in facts.bins(Filter(since=last + timedelta(days=1) if last else None))))


def figures(count: Count, unseen: int) -> tuple[str, ...]:
    """A deck's numbers as the columns show them; zeros are dots, so that the eye finds what is due."""
    shown = (count.due, count.learning, count.new)
    minutes = f"{count.minutes:.0f}" if count.minutes >= 1 else "<1" if count.minutes else "·"
    return (*(str(n) if n else "·" for n in shown), minutes, str(unseen) if unseen else "·")


def row(title: str, numbers: tuple[str, ...], width: int, style: str = "") -> Content:
    """One line of the table; a narrow terminal goes without the last columns."""
    count = len(numbers) if width >= NARROW else 3
    room = max(10, width - count * COLUMN_WIDTH - 2)
    return styled(
        (padded(title, room), style),
        *((f"{n:>{COLUMN_WIDTH}}", style or ("muted" if n == "·" else "")) for n in numbers[:count]),
    )
