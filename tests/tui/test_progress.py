"""The progress screen: its panels on two months of study, every key, the mouse, and the cards behind each bar."""

import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.events import MouseScrollDown
from textual.widgets import Input

from flashcards.events import Kind, Mode
from flashcards.library import Library
from flashcards.log.errors import ProgressError
from flashcards.plain import Sitting
from flashcards.schedule.states import Rating
from flashcards.stats.figures import Figures
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.progress.cardlist import CardList
from flashcards.tui.progress.cardview import CardDialog
from flashcards.tui.progress.pages import BY_NAME, TABS, pages
from flashcards.tui.progress.panel import Room
from flashcards.tui.progress.screen import ProgressScreen
from flashcards.tui.review import ReviewScreen
from flashcards.tui.rows import Rows
from tests.conftest import Clock, frame, opened, press
from tests.stats.two_months import TODAY, Person, write_decks

Golden = Callable[[str, str], None]
SIZES = [(80, 24), (120, 40), (160, 50)]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with decks and a home, studied for two months."""
    root = tmp_path_factory.mktemp("two-months")
    write_decks(root / "decks")
    library = opened(root / "home", [root / "decks"])
    Person(library).study()
    library.close()
    return root


@pytest.fixture
def studied(two_months: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of one's own with these two months."""
    shutil.copytree(two_months / "home", tmp_path / "studied")
    made = opened(tmp_path / "studied", [two_months / "decks"])
    yield made
    made.close()


@pytest.fixture
def figures(studied: Library) -> Figures:
    return Figures(studied, Clock(TODAY).moment())


def app_of(library: Library) -> FlashcardsApp:
    return FlashcardsApp(library, Clock(TODAY))


def screen_of(app: FlashcardsApp) -> ProgressScreen:
    assert isinstance(app.screen, ProgressScreen)
    return app.screen


def said(app: FlashcardsApp) -> str:
    """What is said of the mark under the cursor."""
    screen = screen_of(app)
    assert screen.cursor is not None
    return screen.drawn.marks[screen.cursor].said


# -- what shows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "size", [size if size == (80, 24) else pytest.param(size, marks=pytest.mark.slow) for size in SIZES]
)
async def test_every_panel_at_three_sizes(studied: Library, golden: Golden, size: tuple[int, int]) -> None:
    app = app_of(studied)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "g")
        for number, tab in enumerate(TABS, 1):
            await press(pilot, str(number))
            frames = []
            for page in pages(tab, size[0] - 4, size[1] - 5):
                while not any(slot.panel is screen_of(app).panel for slot in page):
                    await press(pilot, "tab")
                frames.append(frame(app))
            golden(f"progress-{tab.title.lower().replace(' ', '-')}-{size[0]}", f"{'=' * size[0]}\n".join(frames))


async def test_a_list_of_cards_and_one_card(studied: Library, golden: Golden) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "tab", "left", "enter")
        golden("progress-list-80", frame(app))
        await press(pilot, "down", "enter")
        golden("progress-card-80", frame(app))


async def test_a_fresh_home_says_on_every_panel_what_is_missing(library: Library, clock: Clock, home: Path) -> None:
    app = FlashcardsApp(library, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g")
        for _ in BY_NAME:
            assert "No " in frame(app)
            assert screen_of(app).cursor is None
            await press(pilot, "enter", "tab")
            assert isinstance(app.screen, ProgressScreen)
        await press(pilot, "down", "up", "home", "end", "t", "f")
    assert not (home / "progress.db").exists(), "looking at progress begins none"


async def test_only_the_panels_that_show_are_computed(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g")
        screen = screen_of(app)
        computed = set(screen._whole.__dict__) | set(screen._part.__dict__)
        assert {"calendar", "activity"} <= computed
        assert not {"calibration", "_curves", "retrievabilities", "held_over_time", "most_lapsed", "hours"} & computed
        await press(pilot, "5")
        assert "calibration" in screen._part.__dict__
        assert "calibration" not in screen._whole.__dict__


@pytest.mark.parametrize(
    "size",
    [
        *((20, 6), (61, 19), (145, 30)),
        *(pytest.param(size, marks=pytest.mark.slow) for size in ((40, 12), (100, 24), (300, 90))),
    ],
)
def test_panels_draw_in_any_room(figures: Figures, size: tuple[int, int]) -> None:
    for panel in BY_NAME.values():
        for cursor in (None, 0, -1, 10_000):
            drawn = panel.draw(figures, Room(*size, cursor, 90))
            assert (drawn.picture.width, drawn.picture.height) == size
            assert {area.mark for area in drawn.picture.areas} <= set(range(len(drawn.marks)))


def test_answers_a_day_have_one_decimal(library: Library, clock: Clock) -> None:
    session = library.sitting(clock.moment)
    for _ in range(5):
        clock.forward(seconds=10)
        session.reveal()
        session.rate(Rating.AGAIN)
    rows = BY_NAME["today"].draw(Figures(library, clock.moment()), Room(76, 17, 0)).picture.text.split("\n")
    (week,) = (row for row in rows if "Last 7 days" in row)
    assert week.endswith(" 0.7")


@pytest.mark.parametrize("words", ["tag:adam", "deck:metrics kind:choice", "is:new", "nothing-like-this"])
def test_panels_draw_under_any_filter(studied: Library, words: str) -> None:
    narrow = Figures(studied, Clock(TODAY).moment(), words, since=DAY - timedelta(days=29))
    for panel in BY_NAME.values():
        drawn = panel.draw(narrow, Room(76, 17, 0))
        assert drawn.marks or "No " in drawn.picture.text


# -- true to the log --------------------------------------------------------------------------------------------------


def reviews(library: Library) -> list[tuple[date, str, int, float | None, int]]:
    """Day, card, rating, prediction and milliseconds of each answer, straight from the log."""
    return [
        (e.study_day, e.card or "", e.rating or 0, e.predicted, min(e.elapsed_ms or 0, 60_000))
        for e in library.progress.standing()
        if e.event is Kind.REVIEW and e.mode is Mode.REVIEW
    ]


def test_the_rows_of_today_count_the_log(figures: Figures, studied: Library) -> None:
    rows = BY_NAME["today"].draw(figures, Room(76, 5)).picture.text.split("\n")[1:]
    for row, (back, length) in zip(rows, [(0, 1), (1, 1), (0, 7), (0, 30)], strict=True):
        days = {DAY - timedelta(days=back + n) for n in range(length)}
        answers = [r for r in reviews(studied) if r[0] in days]
        share = f"{sum(r[2] > 1 for r in answers) / len(answers):.0%}"
        new = sum(r[3] is None for r in answers)
        minutes = round(sum(r[4] for r in answers) / 60_000)
        time = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
        cells = " ".join(row.split())
        assert f" {len(answers)} {share} {new or '·'} {time} " in cells


def test_what_is_said_of_each_day_of_the_calendar_counts_the_log(figures: Figures, studied: Library) -> None:
    drawn = BY_NAME["calendar"].draw(figures, Room(76, 9))
    counts = Counter(r[0] for r in reviews(studied))
    first = DAY - timedelta(days=len(drawn.marks) - 1)
    for n, mark in enumerate(drawn.marks):
        count = counts[first + timedelta(days=n)]
        assert f": {count or 'no'} answer" in mark.said
    assert sum(counts.values()) == 947


def test_the_cards_behind_a_bar_are_as_many_as_it_says(figures: Figures) -> None:
    for name in ("forecast", "stability", "retrievability", "introduced"):
        drawn = BY_NAME[name].draw(figures, Room(76, 17, horizon=90))
        for mark in drawn.marks:
            number = next(int(word.replace(",", "")) for word in mark.said.split(": ")[1].split() if word[0].isdigit())
            assert len(set(mark.cards())) == number, mark.said


def test_the_cards_behind_answers_are_those_of_the_log(figures: Figures, studied: Library) -> None:
    log = reviews(studied)
    for name in ("today", "calendar", "answers", "minutes"):
        mark = BY_NAME[name].draw(figures, Room(76, 17)).marks[0 if name == "today" else -1]
        assert set(mark.cards()) == {r[1] for r in log if r[0] == DAY}, name
    drawn = BY_NAME["calibration"].draw(figures, Room(76, 17))
    top = {r[1] for r in log if r[3] is not None and 0.9 <= r[3] < 0.95}
    assert set(drawn.marks[0].cards()) == top
    buttons = BY_NAME["buttons"].draw(figures, Room(76, 12)).marks
    assert set(buttons[0].cards()) == {r[1] for r in log if r[3] is None and r[2] == 1}
    assert buttons[0].said == f"Again on new cards: {len(buttons[0].cards())} of 98 answers"


def test_the_cards_behind_a_deck_or_kind_belong_to_it(figures: Figures) -> None:
    for name, of in (("retention-decks", "deck"), ("retention-kinds", "kind")):
        for mark in BY_NAME[name].draw(figures, Room(76, 17)).marks:
            cards = mark.cards()
            assert cards
            assert {getattr(figures.cards[c], of) for c in cards} == {mark.said.split(":")[0]}


def test_too_few_predictions_are_no_verdict(studied: Library) -> None:
    lately = Figures(studied, Clock(TODAY).moment(), since=DAY - timedelta(days=2))
    text = " ".join(BY_NAME["calibration"].draw(lately, Room(76, 17)).picture.text.split())
    assert "too few to tell luck from error" in text
    assert "Too hopeful" not in text
    full = Figures(studied, Clock(TODAY).moment())
    assert "Too hopeful" in BY_NAME["calibration"].draw(full, Room(76, 17)).picture.text, "this person forgets faster"


# -- keys -------------------------------------------------------------------------------------------------------------


async def test_tab_goes_through_all_panels_and_back_and_digits_to_tabs(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g")
        seen = []
        for _ in BY_NAME:
            seen.append(screen_of(app).panel.name)
            await press(pilot, "tab")
        assert seen == [p.name for tab in TABS for p in tab.panels]
        assert screen_of(app).panel.name == "today"
        await press(pilot, "shift+tab")
        assert screen_of(app).panel.name == "mistakes"
        for number, tab in enumerate(TABS, 1):
            await press(pilot, str(number))
            assert screen_of(app).panel is tab.panels[0]
            assert f"[{number} {tab.title}]" in frame(app)
        await press(pilot, "q")
        assert isinstance(app.screen, HomeScreen)


async def test_arrows_and_letters_move_the_cursor(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "down")
        assert said(app).startswith("Yesterday")
        await press(pilot, "k", "left", "tab")
        assert said(app).startswith("Mon 23 Nov"), "the calendar begins at today"
        await press(pilot, "right")
        assert said(app).startswith("Mon 23 Nov"), "and ends there"
        await press(pilot, "left", "up")
        assert said(app).startswith("Sun 15 Nov")
        await press(pilot, "h", "l", "j", "home")
        assert said(app).startswith("Mon 30 Mar")
        assert said(app).endswith("no answers")
        await press(pilot, "end", "2", "left")
        assert said(app).startswith("Sun 22 Nov")
        await press(pilot, "down")
        assert screen_of(app).panel.name == "minutes", "a chart without rows hands up and down to its neighbours"
        await press(pilot, "up")
        assert screen_of(app).panel.name == "answers"


async def test_enter_lists_the_cards_and_shows_one_with_its_curve_and_why(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "g", "enter")
        assert isinstance(app.screen, CardList)
        assert len(app.screen.cards) == app.screen.query_one(Rows)._count > 5
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, CardDialog)
        for words in ("Forgetting curve", "Recall is estimated at", "History", "Mon 23 Nov"):
            assert words in frame(app)
        await press(pilot, "j", "k", "escape", "enter", "enter", "q")
        assert isinstance(app.screen, ProgressScreen)
        await press(pilot, "6", "enter")
        assert isinstance(app.screen, CardDialog), "a single card shows at once"
        await press(pilot, "q", "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_nothing_behind_a_bar_is_said(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "g", "tab", "home", "enter")
        assert "No cards are behind this." in frame(app)


async def test_a_query_narrows_every_panel_and_a_bad_one_is_explained(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "slash")
        app.screen.query_one(Input).value = "is:x"
        await press(pilot, "enter")
        assert "is:x is not known" in frame(app)
        app.screen.query_one(Input).value = "deck:metrics"
        await press(pilot, "enter")
        assert "deck:metrics, last 90 days" in frame(app)
        assert {c.split("-")[0] for c in screen_of(app).drawn.marks[3].cards()} == {"precision"}
        await press(pilot, "slash", "escape")
        assert "deck:metrics" in frame(app)
        await press(pilot, "slash")
        app.screen.query_one(Input).value = "no such words"
        await press(pilot, "enter")
        assert "No card of the decks matches no such words" in frame(app)


async def test_t_changes_the_period_and_f_the_forecast(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "g", "2")
        for words, first in (
            ("last year", "2025"),
            ("all time", None),
            ("last 30 days", "25 Oct"),
            ("last 90 days", "26 Aug"),
        ):
            await press(pilot, "t")
            assert f"all cards, {words}" in frame(app)
            since = screen_of(app)._part.since
            assert (since is None) == (first is None)
            if since is not None and first is not None:
                assert first in f"{since.day} {since:%b} {since.year}"
        await press(pilot, "1", "tab", "tab")
        assert "in 30 days" in frame(app)
        await press(pilot, "f")
        assert "in 90 days" in frame(app)
        await press(pilot, "f")
        assert "in 30 days" in frame(app)


async def test_keys_are_explained(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "g", "question_mark")
        assert "panel before" in frame(app)
        await press(pilot, "escape", "q", "question_mark")
        assert "progress: figures and pictures" in frame(app)


async def test_a_click_points_and_a_second_one_lists_and_the_wheel_turns_pages(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g")
        panels = app.screen.query_one("#panels")
        await pilot.click(panels, offset=(2 + 5, 2 + 2))
        await pilot.pause()
        assert said(app).startswith("Yesterday")
        await pilot.click(panels, offset=(2 + 5, 2 + 2))
        await pilot.pause()
        assert isinstance(app.screen, CardList)
        await press(pilot, "q")
        await pilot.click(panels, offset=(2 + 75, 8 + 2 + 1))
        await pilot.pause()
        assert screen_of(app).panel.name == "calendar"
        assert said(app).startswith("Mon 23 Nov")
        await pilot._post_mouse_events([MouseScrollDown], panels, button=0)
        await pilot.pause()
        assert screen_of(app).panel.name == "forecast"
        await pilot.click([*app.screen.query(".tab")][3])
        await pilot.pause()
        assert screen_of(app).panel.name == "curve"


async def test_a_resized_terminal_keeps_the_panel(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "3", "tab", "tab")
        for size in ((160, 50), (40, 10), (20, 5), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert screen_of(app).panel.name == "retention-decks"
        assert "▶ Retention by deck" in frame(app)


async def test_a_log_that_cannot_be_read_is_a_sentence(studied: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ProgressError("progress.db is damaged; restore a backup")

    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        monkeypatch.setattr("flashcards.stats.insights.activity", broken)
        await press(pilot, "g")
        assert "progress.db is damaged; restore a backup" in frame(app)
        await press(pilot, "enter", "left", "question_mark", "escape", "q")
        assert isinstance(app.screen, HomeScreen)


async def test_deck_text_is_never_markup(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        "title: T\ncards:\n  - {id: odd, question: 'x[/]y [b]list[int] $p^2$', answer: A}\n", encoding="utf-8"
    )
    library = opened(tmp_path / "home", [tmp_path / "d.yaml"])
    clock = Clock()
    for ratings in ([4], [1, 3], [1, 3]):
        session = library.session(library.today(clock.moment()), clock.moment)
        for rating in ratings:
            session.reveal()
            session.rate(Rating(rating))
            clock.forward(minutes=11)
        clock.forward(days=30)
    app = FlashcardsApp(library, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "6")
        assert "x[/]y [b]list[int] p²" in frame(app)
        await press(pilot, "enter")
        assert "x[/]y [b]list[int]" in frame(app)
    library.close()


# -- what home says, and confidence -----------------------------------------------------------------------------------


async def test_home_offers_training_when_it_is_worth_it(studied: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def worth(before: int, since: int) -> bool:
        asked.append((before, since))
        return True

    monkeypatch.setattr("flashcards.schedule.training.worth_trying", worth)
    app = app_of(studied)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "`flashcards tune`" in frame(app)
    predicted = [r for r in reviews(studied) if r[3] is not None and r[3] < 1]
    assert set(asked) == {(0, len(predicted))}


async def test_confidence_is_said_before_the_reveal_and_kept_with_the_answer(library: Library, clock: Clock) -> None:
    library.set("confidence", True)
    app = FlashcardsApp(library, clock, begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for words in ("7 sure", "8 unsure", "9 no idea"):
            assert words in frame(app)
        await press(pilot, "7", "8")
        assert "8 ▸ unsure" in frame(app)
        await press(pilot, "space", "9")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.view.confidence == "unsure", "after the reveal it is too late"
        await press(pilot, "3", "space", "3", "9", "u", "9", "space", "1")
        assert [(e.detail or {}).get("confidence") for e in library.progress.standing()] == ["unsure", "no idea"]


async def test_confidence_is_not_asked_unless_it_is_switched_on(library: Library, clock: Clock) -> None:
    app = FlashcardsApp(library, clock, begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "no idea" not in frame(app)
        await press(pilot, "9", "space", "3")
        assert [(e.detail or {}).get("confidence") for e in library.progress.standing()] == [None]


def test_confidence_in_plain_lines_is_a_word_before_the_empty_line(library: Library, clock: Clock) -> None:
    def typed(*lines: str) -> str:
        session = library.session(library.today(clock.moment()), clock.moment)
        said = io.StringIO()
        Sitting(library, session, clock.moment, io.StringIO("".join(f"{line}\n" for line in lines)), said).run()
        return said.getvalue()

    assert "Reveal the answer first" in typed("sure", "q"), "a setting that is off changes nothing"
    library.set("confidence", True)
    told = typed("unsure", "no idea", "", "sure", "3", "", "3", "q")
    assert "How sure are you, before you reveal? sure, unsure, no idea" in told
    assert "Noted: no idea." in told
    assert "Type 1, 2, 3, 4 to rate" in told, "after the reveal the word is no command"
    assert [(e.detail or {}).get("confidence") for e in library.progress.standing()] == ["no idea", None]


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_every_tab_is_named_whole(library: Library, clock: Clock, size: tuple[int, int]) -> None:
    app = FlashcardsApp(library, clock)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "g")
        for at in range(len(TABS)):
            await press(pilot, str(at + 1))
            names = frame(app).splitlines()[1]
            assert f"[{at + 1} {TABS[at].title.split()[0]}" in names
            assert all(f"{n + 1} {tab.title.split()[0]}" in names for n, tab in enumerate(TABS))
            assert "]" in names


async def test_nothing_is_cut_on_a_small_terminal(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "g")
        for tab in TABS:
            for panel in tab.panels:
                screen = screen_of(app)
                assert screen.panel is panel
                shown = frame(app)
                names = shown.split("\n")[1]
                assert all(f"{at} {each.title.split()[0]}" in names for at, each in enumerate(TABS, 1)), names
                page = [slot.panel for slot in screen.page()]
                sign = "▴" if tab.panels[-1] in page else "▾"
                assert names.endswith(f" {len(tab.panels) - len(page)}{sign}"), "and what stands elsewhere"
                words = " ".join(shown.split())
                assert panel.name != "today" or ("Time a day " in words)
                assert panel.exhibit.meaning in words, panel.name
                figures = screen.figures_of(panel)
                if panel.name in TOLD and panel.exhibit.shows(figures):
                    assert "".join(panel.exhibit.says(figures)[:2]) in words, panel.name
                await press(pilot, "tab")
        assert screen_of(app).panel is TABS[0].panels[0]


async def test_what_has_no_room_beside_the_cursor_ends_in_a_sign(studied: Library) -> None:
    app = app_of(studied)
    async with app.run_test(size=(40, 24)) as pilot:
        await press(pilot, "g", "6")
        screen = screen_of(app)
        assert screen.cursor is not None
        whole = screen.drawn.marks[screen.cursor].said
        first, second = (row.strip() for row in frame(app).split("\n")[-4:-2])
        assert second.endswith("…"), "it says that there is more"
        assert whole.startswith(f"{first} {second[:-1].split()[0]}")


TOLD = {
    "forecast",
    "answers",
    "minutes",
    "introduced",
    "retention",
    "curve",
    "stability",
    "retrievability",
    "calibration",
}
"""Panels below whose chart stands what the exhibit says."""
