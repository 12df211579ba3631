"""Home, cards, settings and problems: every key of every screen but the review."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flashcards.days import Moment
from flashcards.library import Count, Library, Overview
from flashcards.log.sync import LatestSync, remember_sync
from flashcards.schedule.states import Rating
from flashcards.settings import THEMES
from flashcards.text import cell_width
from flashcards.tui import decktable, editor
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.preferences import SettingsScreen
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.review import ReviewScreen
from flashcards.tui.rows import Rows
from tests.conftest import Clock, frame, press, read

Study = Callable[..., FlashcardsApp]
Golden = Callable[[str, str], None]
OTHER = "title: Other deck\ncards:\n  - {id: other, question: Q, answer: A}\n  - {id: broken, question: Q, anwser: A}\n"


def answer(library: Library, clock: Clock, *ratings: int) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    for rating in ratings:
        clock.forward(seconds=20)
        session.reveal()
        session.rate(Rating(rating))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_first_start_explains_itself(study: Study, golden: Golden, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"home-first-{size[0]}", frame(app))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_home_on_the_next_day(
    study: Study, golden: Golden, library: Library, clock: Clock, decks: Path, size: tuple[int, int]
) -> None:
    (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
    library.reload()
    answer(library, clock, 4, 3, 4, 3)
    clock.forward(days=1)
    app = study()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"home-next-day-{size[0]}", frame(app))


def shelf(decks: Path, count: int, *, folders: tuple[str, ...] = ("vision", "text")) -> None:
    """So many decks of two cards in folders."""
    for n in range(count):
        folder = decks / folders[n % len(folders)]
        folder.mkdir(exist_ok=True)
        cards = "".join(f"  - {{id: c{n}-{i}, question: Q{n}-{i}, answer: A}}\n" for i in range(2))
        (folder / f"deck{n:02}.yaml").write_text(f"title: Deck number {n}\ncards:\n{cards}", encoding="utf-8")


async def test_many_decks_are_grouped_by_folder_and_scroll_with_the_total_in_sight(
    study: Study, library: Library, decks: Path, golden: Golden
) -> None:
    shelf(decks, 30)
    library.reload()
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        golden("home-many-80", frame(app))
        rows = app.screen.query_one(Rows)
        for key in ("end", "home"):
            await press(pilot, key)
            assert "10 new" in frame(app)
            assert isinstance(app.screen, HomeScreen)
            assert app.screen.chosen() is not None, "the cursor passes over the names of folders"
        assert any(line.split()[:1] == ["text"] for line in frame(app).splitlines())
        await press(pilot, "end")
        assert rows.cursor == 32
        assert "Deck number 28" in frame(app)


def test_fewer_decks_stand_as_they_are(library: Library, decks: Path, clock: Clock) -> None:
    shelf(decks, 12)
    library.reload()
    rows = decktable.rows_of(library.decks, library.overview(clock.moment()))
    assert len(rows) == len(library.decks) == 13
    shelf(decks, 13)
    library.reload()
    rows = decktable.rows_of(library.decks, library.overview(clock.moment()))
    assert [row.title for row in rows if row.deck is None] == ["text", "vision"]
    vision = next(row for row in rows if row.title == "vision")
    assert (vision.cards, vision.unseen) == (14, 14)


@pytest.mark.parametrize("width", [40, 58, 78, 100, 198])
@pytest.mark.parametrize("title", ["Short", "Backpropagation and automatic differentiation", "混淆矩阵的行和列 " * 5])
def test_heads_stand_over_their_figures_and_a_title_gives_way_last(width: int, title: str) -> None:
    rows = [
        decktable.Row(title, "a", Count(due=1204, new=3, learning=0, minutes=12), 40, 10),
        decktable.Row("Other", "b", Count(due=2, new=0, learning=0, minutes=0.5), 10, 10),
    ]
    made = decktable.laid_out(rows, width)
    assert "Learning" not in made.heads, "a column of zeros is left out"
    head, line = made.head().plain, made.line(0, here=True).plain
    cut = title.rstrip() not in line
    kept = made.title >= decktable.LONGEST + 2
    assert not cut or kept or made.heads == ("Due", "New"), (
        "before that of a title is cut, the other columns are left out"
    )
    for name, figure in (("Due", "1,204"), ("New", "3")):
        ends = head.index(name) + len(name)
        assert cell_width(head[:ends]) == cell_width(line[: line.rindex(figure) + len(figure)])
    assert made.head().cell_length == made.line(0, here=True).cell_length <= width


async def test_the_cursor_starts_where_there_is_something_to_do(
    study: Study, library: Library, clock: Clock, decks: Path
) -> None:
    (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
    library.reload()
    answer(library, clock, 4, 4, 4, 4, 4, 4)
    clock.forward(days=1)
    (decks / "third.yaml").write_text(OTHER.replace("other", "third").replace("Q", "T"), encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.chosen() == "small", "a sibling of softmax waits there"


async def test_one_line_says_what_is_ahead(study: Study, library: Library, clock: Clock, home: Path) -> None:
    answer(library, clock, 3, 3, 3, 3, 3, 3)
    due = {s.memory.due_day for s in library.states().values() if s.memory}
    clock.forward(days=(min(due) - clock.moment().study_day).days - 1)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        overview = library.overview(clock.moment())
        assert overview.ahead.tomorrow > 0
        assert f"Tomorrow {overview.ahead.tomorrow}, next 7 days {overview.ahead.week}, unseen 1 card." in frame(app)
        (home / "settings.yaml").write_text("reviews_per_day: 1\n", encoding="utf-8")
        library.reload()
        clock.forward(days=30)
        await press(pilot, "r")
        assert "2 more are due, those that are least known come first; at 1 a day the backlog takes 2 days." in read(
            app
        )


async def test_a_home_in_which_nothing_can_be_saved_is_said_at_once(
    study: Study, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(library, clock, 3)
    monkeypatch.setattr(library.progress, "writable", False)
    app = study()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert "is read-only here: answers cannot be saved" in read(app)


async def test_where_no_deck_is_home_names_the_folder_that_is_read(study: Study, decks: Path) -> None:
    (decks / "small.yaml").unlink()
    app = study()
    async with app.run_test(size=(200, 24)) as pilot:
        await press(pilot, "r")
        assert f"No decks: put a YAML file into {decks}" in frame(app)


async def test_space_begins_everything_and_enter_the_deck_under_the_cursor(
    study: Study, library: Library, decks: Path
) -> None:
    (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewScreen)
        card = app.screen.session.view.card
        assert card is not None
        assert (card.id, app.screen.session.left.total) == ("other", 1)
        await press(pilot, "q", "space")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.left.total == 4


async def test_the_limits_of_a_command_are_those_of_its_sitting_alone(study: Study, library: Library) -> None:
    app = study(begin=True, limits=lambda: replace(library.limits, new=1))
    async with app.run_test() as pilot:
        await press(pilot)
        assert " 1 left " in frame(app)
        await press(pilot, "q")
        assert "0 due   3 new" in frame(app)
        await press(pilot, "space")
        assert " 3 left " in frame(app)


async def test_done_for_today_offers_more(study: Study, library: Library, clock: Clock) -> None:
    answer(library, clock, 4, 4, 4)
    app = study()
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        assert "Done for today." in frame(app)
        for key in ("n", "a", "P"):
            assert f"{key} " in frame(app)
        await press(pilot, "u")
        assert "Taken back: review of softmax" in frame(app)
        assert "1 new" in frame(app)


async def test_a_deck_is_switched_off_and_on(study: Study, library: Library, home: Path) -> None:
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "o")
        assert "(off)" in frame(app)
        assert "small is off: its cards do not come; o switches it on again." in frame(app)
        assert "0 new" in frame(app)
        assert "switched_off: [small]" in (home / "settings.yaml").read_text(encoding="utf-8")
        await press(pilot, "o")
        assert "3 new" in frame(app)
    assert library.settings.switched_off == ()


async def test_r_reads_the_decks_again(study: Study, decks: Path) -> None:
    app = study()
    async with app.run_test(notifications=True) as pilot:
        (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
        await press(pilot, "r")
        assert "2 decks, 5 cards" in frame(app)
        assert "! 1 problem in decks or settings" in frame(app)


async def test_problems_lead_to_the_line_in_the_editor(
    study: Study, library: Library, decks: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = decks / "other.yaml"
    bad.write_text(OTHER, encoding="utf-8")
    library.reload()

    def edit(_: object, path: Path, line: int) -> None:
        assert (path, line) == (bad, 4)
        path.write_text(OTHER.replace("anwser", "answer"), encoding="utf-8")

    monkeypatch.setattr(editor, "edit", edit)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "exclamation_mark")
        assert isinstance(app.screen, ProblemsScreen)
        golden("problems-80", "\n".join(frame(app).splitlines()[:16]) + "\n")
        assert "anwser: unknown field" in frame(app)
        assert "did you mean `answer`?" in frame(app)
        await press(pilot, "enter")
        assert "No problems." in frame(app)
        await press(pilot, "q")
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_settings_are_sentences_with_what_a_change_does(
    study: Study, golden: Golden, size: tuple[int, int]
) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "comma")
        lines = frame(app).splitlines(keepends=True)
        assert lines[1].endswith("home/settings.yaml\n")
        golden(f"settings-{size[0]}", "".join(["  Settings\n", *lines[2:]]))


async def go_to(app: FlashcardsApp, pilot: Pilot[None], name: str) -> None:
    assert isinstance(app.screen, SettingsScreen)
    await press(pilot, "home")
    while app.screen.key.name != name:
        await press(pilot, "down")


async def test_settings_are_changed_checked_and_written(study: Study, library: Library, home: Path) -> None:
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "comma")
        await go_to(app, pilot, "desired_retention")
        assert "Acts from each card's next answer" in read(app)
        await press(pilot, "enter", *["backspace"] * 4, *"2", "enter")
        assert "is not a number from 0.70 to 0.97" in frame(app)
        await press(pilot, "backspace", "0", "full_stop", "8", "5", "enter")
        assert library.settings.desired_retention == 0.85
        assert "falls to 0.85" in frame(app)
        for name in ("timer", "motion", "fuzz"):
            await go_to(app, pilot, name)
            await press(pilot, "space")
            assert getattr(library.settings, name) is False
        assert "desired_retention: 0.85" in (home / "settings.yaml").read_text(encoding="utf-8")
        await press(pilot, "q")
        assert isinstance(app.screen, HomeScreen)


async def test_a_theme_shows_while_it_is_chosen_and_goes_where_none_is_taken(
    study: Study, library: Library, home: Path
) -> None:
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "comma")
        await go_to(app, pilot, "theme")
        await press(pilot, "enter", "down")
        assert app.theme == "flashcards-light"
        await press(pilot, "escape")
        assert app.theme == library.settings.theme == "flashcards"
        await press(pilot, "enter", "end", "up", "enter")
        assert app.theme == library.settings.theme == "textual-light"
        assert "theme: textual-light" in (home / "settings.yaml").read_text(encoding="utf-8")


async def test_the_themes_of_the_settings_are_those_that_there_are(study: Study) -> None:
    app = study()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert set(THEMES) <= set(app.available_themes)


async def test_a_bad_settings_file_is_reported_and_only_its_key_falls_back(
    study: Study, library: Library, home: Path
) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("desired_retention: 2\nbuttons: 2\n", encoding="utf-8")
    library.reload()
    assert (library.settings.desired_retention, library.settings.buttons) == (0.9, 2)
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "exclamation_mark")
        assert "settings.yaml:1:20" in frame(app)


async def test_keys_are_explained(study: Study) -> None:
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "question_mark")
        assert "begin all decks" in frame(app)
        await press(pilot, "escape", "q")
    assert app.return_code == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00 and then nothing of use"])
async def test_a_broken_progress_file_is_a_sentence_on_screen_too(study: Study, home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "progress.db").write_bytes(content)
    app = study()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        assert "progress.db" in frame(app)
    assert (home / "progress.db").read_bytes() == content


async def test_a_doubtful_edit_is_asked_about(study: Study, library: Library, clock: Clock, decks: Path) -> None:
    deck = decks / "small.yaml"
    deck.write_text(
        "title: T\ncards:\n  - question: What is recall?\n    answer: TP over positives\n", encoding="utf-8"
    )
    library.reload()
    answer(library, clock, 4)
    deck.write_text("title: T\ncards:\n  - question: What is recall at all?\n    answer: B\n", encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "1 edited card to recognise" in frame(app)
        await press(pilot, "exclamation_mark", "enter")
        shown = frame(app)
        assert "What is recall?" in shown
        assert "What is recall at all?" in shown
        await press(pilot, "y")
        assert "No problems." in frame(app)
        (card,) = library.cards
        assert library.progress.state(card).reps == 1
        await press(pilot, "escape", "u", "u")
        assert library.progress.state(card).reps == 0, "and the link can be taken back"


async def test_a_sitting_begins_with_the_question_whether_edited_cards_are_known(
    study: Study, library: Library, clock: Clock, decks: Path, golden: Callable[[str, str], None]
) -> None:
    deck = decks / "small.yaml"
    card = "  - question: How many classes has CIFAR-{n}?\n    answer: '{n}'\n"
    deck.write_text("title: T\ncards:\n" + card.format(n=10), encoding="utf-8")
    library.reload()
    answer(library, clock, 4)
    deck.write_text("title: T\ncards:\n" + card.format(n=100), encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await press(pilot, "space")
        golden("recognition-100", frame(app))
        await press(pilot, "n")
        assert isinstance(app.screen, ReviewScreen)
        assert library.doubts() == []
        assert library.progress.told_apart() != set()


async def test_cards_that_changed_in_meaning_are_one_line_and_one_key(
    study: Study, library: Library, clock: Clock, decks: Path
) -> None:
    deck = decks / "small.yaml"
    card = "title: T\ncards:\n  - id: sign\n    question: What is precision?\n    answer: $TP / (TP {} FP)$\n"
    deck.write_text(card.format("+"), encoding="utf-8")
    library.reload()
    answer(library, clock, 4)
    deck.write_text(card.format("-"), encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "c 1 card changed in meaning since you learned it: check early" in frame(app)
        await press(pilot, "c", "space", "3")
        assert library.changed() == []


async def test_home_says_when_the_last_sync_was_and_once_a_day_what_keeps_it_from_working(
    study: Study, library: Library, clock: Clock, home: Path
) -> None:
    answer(library, clock, 3)
    (home / "settings.yaml").write_text(f"sync: {home / 'stick'}\n", encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await pilot.pause()
        assert "Not synced yet." in frame(app)
    remember_sync(library.progress, LatestSync(clock.moment().wall_ms, "the sync folder is not there"))
    for told in (1, 0):
        app = study()
        async with app.run_test(size=(100, 24), notifications=True) as pilot:
            await pilot.pause()
            assert "Last sync today at " in frame(app)
            assert ("the sync folder is not there." in frame(app)) == bool(told)
    clock.forward(days=1)
    app = study()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await pilot.pause()
        assert "Last sync yesterday at " in frame(app)
        assert "the sync folder is not there." in frame(app)


async def test_a_start_counts_once_and_another_width_counts_nothing(
    study: Callable[..., FlashcardsApp], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    real = Library.overview

    def overview(self: Library, at: Moment) -> Overview:
        counts.append(at)
        return real(self, at)

    monkeypatch.setattr(Library, "overview", overview)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert len(counts) == 1
        narrow = frame(app)
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert frame(app) != narrow
        assert len(counts) == 1


async def test_settings_that_cannot_be_read_leave_room_for_the_list_and_are_whole_among_the_problems(
    study: Study, library: Library, home: Path
) -> None:
    home.mkdir(exist_ok=True)
    wrong = ("zzz", "yyy", "xxx", "www")
    (home / "settings.yaml").write_text("".join(f"{name}: 1\n" for name in wrong), encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "comma")
        for row in range(20):
            key = app.screen.key if isinstance(app.screen, SettingsScreen) else None
            assert key is not None
            shown = read(app)
            assert f"{key.comment} {key.acts}" in shown, row
            assert "▸" in shown, "the cursor is in sight"
            await press(pilot, "down")
        assert "and 3 more; ! at home lists all" in frame(app)
        await press(pilot, "escape", "exclamation_mark")
        assert "rules_off, plan" in read(app), "the whole of a long remedy"
