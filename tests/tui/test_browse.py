"""The list of cards: what is found while one types, how it stands on the screen, and what is done with its cards."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from flashcards import query, selection
from flashcards.events import Kind
from flashcards.library import Library
from flashcards.schedule.states import Rating
from flashcards.tui import columns, editor
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import PRESETS, BrowseScreen
from flashcards.tui.columns import LEAST_BESIDE_ORDER, SORTS, layout
from flashcards.tui.dialogs import KeysDialog
from flashcards.tui.home import HomeScreen
from flashcards.tui.keys import CARDS
from flashcards.tui.line import Line
from flashcards.tui.progress.cardview import CardDialog
from flashcards.tui.question import Question
from flashcards.tui.review import ReviewScreen
from flashcards.tui.rows import Rows
from flashcards.words import UsageError
from tests.conftest import Clock, Pasted, frame, press

Study = Callable[..., FlashcardsApp]
Golden = Callable[[str, str], None]
SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
KINDS = Path(__file__).parents[1] / "decks" / "kinds.yaml"
MORE = """\
title: Signals
cards:
  - id: gain
    question: What is {{a}} + {{b}}?
    number: {given: {a: 2..9, b: 2..9}, answer: a + b}
  - {id: wide, question: 混淆矩阵的行和列分别表示什么?, answer: A, tags: [shapes]}
"""


def answer(library: Library, clock: Clock, card: str, *ratings: Rating) -> None:
    """Answer one card, a day after another."""
    for rating in ratings:
        plan = selection.reviewable(library, [card], clock.moment()).agenda(early=True)
        session = library.session(replace(library.today(clock.moment()), plan=plan), clock.moment)
        session.reveal()
        session.rate(rating)
        clock.forward(days=1)


@pytest.fixture
def browse(study: Study, library: Library, decks: Path, clock: Clock) -> Iterator[FlashcardsApp]:
    """The list of five cards: one due in days, one that has lapsed and is due, one flagged, two never seen."""
    (decks / "more.yaml").write_text(MORE, encoding="utf-8")
    library.reload()
    answer(library, clock, "precision", Rating.EASY)
    answer(library, clock, "recall", Rating.EASY)
    clock.forward(days=20)
    answer(library, clock, "recall", Rating.AGAIN, Rating.GOOD)
    library.progress.append(library.progress.make(Kind.FLAG, clock.moment(), "wide", detail={"note": "look"}))
    yield study()


def listed(app: FlashcardsApp) -> list[str]:
    assert isinstance(app.screen, BrowseScreen)
    return [f.card.id for f in app.screen._found]


def state(library: Library, card: str) -> tuple[bool, bool, str | None]:
    of = library.progress.state(card)
    return of.suspended, of.buried_on is not None, of.flag


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_one_line_a_card_at_any_width(
    browse: FlashcardsApp, golden: Golden, size: tuple[int, int]
) -> None:
    async with browse.run_test(size=size) as pilot:
        await press(pilot, "slash", "enter")
        await pilot.pause(0.1)
        golden(f"cards-{size[0]}", frame(browse))


@pytest.mark.parametrize(("first", "then"), [((120, 40), (60, 20)), ((60, 20), (200, 60)), ((80, 24), (100, 24))])
async def test_columns_stand_under_their_heads_after_a_resize(
    browse: FlashcardsApp, first: tuple[int, int], then: tuple[int, int]
) -> None:
    async with browse.run_test(size=first) as pilot:
        await press(pilot, "slash", "enter")
        await pilot.resize_terminal(*then)
        await pilot.pause(0.1)
        lines = frame(browse).splitlines()
        head = next(line for line in lines if line.lstrip().startswith("Due"))
        rows = [line for line in lines if "What is recall" in line or "What is precision" in line]
        assert len(rows) >= 2
        for row in rows:
            assert row.index("What is") == head.index("Card")
            assert row[head.index("State") :].split()[0] in ("review", "learning", "relearning")


async def test_results_follow_while_typing_and_a_wrong_query_says_why(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"prec")
        assert listed(browse) == ["precision"]
        assert "1 of 6" in frame(browse)
        await press(pilot, *"-")
        assert listed(browse) == []
        await press(pilot, "ctrl+u", Pasted("is:duo"))
        assert "is:duo is not known; did you mean due?" in frame(browse)
        await press(pilot, "backspace", "e")
        assert "not known" not in frame(browse)
        await press(pilot, "ctrl+u", Pasted("lapses>=1 or tag:shapes"))
        assert set(listed(browse)) == {"recall", "wide"}


async def test_esc_leaves_the_query_then_the_marks_then_the_screen(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("what"), "escape")
        assert isinstance(browse.screen, BrowseScreen)
        assert isinstance(browse.screen.focused, Rows)
        await press(pilot, "space", "escape")
        assert not browse.screen._marked
        await press(pilot, "escape")
        assert isinstance(browse.screen, HomeScreen)


async def test_letters_of_commands_are_typed_while_the_query_has_the_focus(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"e*@-dRvPsq?")
        assert browse.screen.query_one(Input).value == "e*@-dRvPsq?"
        keys = frame(browse).splitlines()[-1]
        assert "suspend" not in keys
        assert "bury" not in keys


async def test_cards_are_sorted_by_each_figure_and_back_and_keep_the_cursor(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter")
        assert isinstance(browse.screen, BrowseScreen)
        orders = {}
        for by in SORTS:
            assert f"by {by} ▾" in frame(browse)
            orders[by] = listed(browse)
            await press(pilot, "s")
        assert orders["due"][:2] == ["precision", "recall"]
        assert orders["lapses"][0] == orders["difficulty"][0] == "recall"
        assert orders["added"][:2] == ["recall", "precision"]
        assert orders["deck"][:2] == ["gain", "wide"]
        await press(pilot, "down", "S")
        assert "by due ▴" in frame(browse)
        assert listed(browse)[:2] == ["recall", "precision"]
        assert browse.screen.card is not None
        assert browse.screen.card.id == "recall"


async def test_number_cards_show_drawn_values_and_never_a_template(study: Study, library: Library, decks: Path) -> None:
    (decks / "more.yaml").write_text(MORE, encoding="utf-8")
    (decks / "kinds.yaml").write_text(KINDS.read_text(encoding="utf-8"), encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(120, 50)) as pilot:
        await press(pilot, "slash", "enter")
        shown = frame(app)
        assert "{{" not in shown
        assert "$" not in shown
        assert "print(x[-1:])" in shown
        await press(pilot, "slash", "enter", *"gain", "enter", "enter")
        assert isinstance(app.screen, CardDialog)
        assert "{{" not in frame(app)


async def test_the_card_under_the_cursor_shows_beside_a_wide_list(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(120, 40)) as pilot:
        await press(pilot, "slash", Pasted("softmax"), "enter")
        await pilot.pause(0.2)
        assert "Positive numbers that sum to 1." in frame(browse)
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert not browse.screen.query_one("#preview").display


async def test_each_act_is_said_and_taken_back(browse: FlashcardsApp, library: Library) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("precision"), "enter")
        for key, words, changed in (
            ("at", "Suspended 1 card", (True, False, None)),
            ("minus", "Buried 1 card until tomorrow", (False, True, None)),
        ):
            await press(pilot, key)
            assert words in frame(browse)
            assert state(library, "precision") == changed
            await press(pilot, "u")
            assert state(library, "precision") == (False, False, None)
            await press(pilot, key, key)
            assert state(library, "precision") == (False, False, None)
            assert "Brought back 1 card" in frame(browse)
        await press(pilot, "asterisk", Pasted("why so"), "enter")
        assert state(library, "precision") == (False, False, "why so")
        assert "⚑" in frame(browse)
        await press(pilot, "asterisk")
        assert state(library, "precision") == (False, False, None)


async def test_reset_asks_first(browse: FlashcardsApp, library: Library) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("precision"), "enter", "R")
        assert isinstance(browse.screen, Question)
        await press(pilot, "escape")
        assert library.progress.state("precision").memory is not None
        await press(pilot, "R", "n", "R", "y")
        assert library.progress.state("precision").memory is None
        await press(pilot, "u")
        assert library.progress.state("precision").memory is not None


async def test_d_sets_the_due_day_of_learned_cards_and_counts_the_others(
    browse: FlashcardsApp, library: Library, clock: Clock
) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter", "ctrl+a", "d")
        await press(pilot, "ctrl+u", Pasted("never"), "enter")
        assert "'never' is no day" in frame(browse)
        await press(pilot, "ctrl+u", *"3", "enter")
        for card in ("recall", "precision"):
            memory = library.progress.state(card).memory
            assert memory is not None
            assert memory.due_day == clock.moment().study_day + timedelta(days=3)
        assert "Due in 3 days now: 2 cards; 4 are new" in frame(browse)


@pytest.mark.parametrize("width", [60, 80])
async def test_a_question_mark_is_part_of_the_query_and_the_foot_names_the_key_for_help(
    browse: FlashcardsApp, width: int
) -> None:
    async with browse.run_test(size=(width, 24)) as pilot:
        await press(pilot, "slash", "question_mark")
        assert browse.screen.query_one(Line).value == "?"
        assert "F1 all keys" in frame(browse)
        await press(pilot, "f1")
        assert isinstance(browse.screen, KeysDialog)


async def test_what_new_cards_cannot_have_is_said_before_anything_is_asked_and_their_marks_stay(
    browse: FlashcardsApp, library: Library
) -> None:
    before = len([*library.progress.events()])
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("is:new"), "enter", "space", "space")
        for key, why in (("d", "a new card comes when it is taught"), ("R", "2 are new already")):
            await press(pilot, key)
            shown = frame(browse)
            assert "Nothing was done: 2 are new" in shown
            assert why in shown
            assert "2 marked" in shown
        await press(pilot, "escape", "ctrl+a", "slash", "ctrl+u", "enter", "ctrl+a", "R")
        assert isinstance(browse.screen, Question)
        assert "Reset 2 cards?" in frame(browse)
    assert len([*library.progress.events()]) == before


async def test_an_act_on_marked_cards_takes_all_of_them(browse: FlashcardsApp, library: Library) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter", "space", "space", "space")
        assert "3 marked" in frame(browse)
        await press(pilot, "at")
        assert "Suspended 3 cards" in frame(browse)
        events = [e for e in library.progress.standing() if e.event is Kind.SUSPEND]
        assert len({(e.detail or {}).get("group") for e in events}) == 1
        await press(pilot, "u")
        assert not any(s.suspended for s in library.states().values())
        await press(pilot, "space", "space", "space", "at")
        await press(pilot, "home", "space", "ctrl+a", "at")
        assert "Suspended 3 cards; 3 are suspended already" in frame(browse)
        await press(pilot, "ctrl+a", "at")
        assert "Brought back 6 cards" in frame(browse)


async def test_v_reviews_what_is_due_or_new_and_asks_before_early_cards(
    browse: FlashcardsApp, library: Library, clock: Clock
) -> None:
    clock.forward(days=1)
    async with browse.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "slash", Pasted("softmax"), "enter", "at", "v")
        assert isinstance(browse.screen, ReviewScreen)
        assert browse.screen.session.left.new == 1
        assert "1 card left out, suspended or buried" in frame(browse)
        await press(pilot, "q", "slash", "ctrl+u", Pasted("recall"), "enter", "v")
        assert isinstance(browse.screen, Question)
        assert "None of these is due; 1 would come early." in frame(browse)
        await press(pilot, "n")
        assert isinstance(browse.screen, BrowseScreen)
        await press(pilot, "v", "y")
        assert isinstance(browse.screen, ReviewScreen)
        await press(pilot, "space", "3", "q")
        assert library.progress.state("recall").reps == 4


async def test_practising_these_leaves_the_schedule(browse: FlashcardsApp, library: Library) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        before = library.progress.state("precision").memory
        await press(pilot, "slash", Pasted("precision"), "enter", "P", "space", "1")
        assert library.progress.state("precision").memory == before
        assert library.progress.state("precision").shown == 2
        await press(pilot, "q", "slash", "ctrl+u", Pasted("is:new"), "enter", "P")
        assert "Nothing to practise here" in frame(browse)


async def test_a_card_shows_its_history(browse: FlashcardsApp, clock: Clock, library: Library) -> None:
    library.progress.append(library.progress.make(Kind.SUSPEND, clock.moment(), "recall"))
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("positives"), "enter", "enter", "end")
        shown = frame(browse)
        assert "History" in shown
        for word in ("suspended", "Good", "Again", "Easy, new"):
            assert word in shown


async def test_e_edits_at_the_cards_line_and_the_list_follows(
    browse: FlashcardsApp, decks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(_: object, path: Path, line: int) -> None:
        text = path.read_text(encoding="utf-8")
        assert "precision" in text.splitlines()[line - 1]
        path.write_text(text.replace("What is precision?", "What is positive predictive value?"), encoding="utf-8")

    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setattr(editor, "edit", edit)
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("precision"), "enter", "e")
        assert "What is positive predictive value?" in frame(browse)


async def test_the_help_has_every_key_and_the_whole_language(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter", "question_mark")
        told = str(browse.screen._text)  # type: ignore[attr-defined]
        for command in CARDS:
            assert command.words.split()[0] in told
        for term, _ in query.LANGUAGE:
            assert term in told
        await press(pilot, "end")
        assert "difficulty>7" in frame(browse)


async def test_lists_lead_to_what_is_away(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter")
        first = listed(browse)[0]
        await press(pilot, "at", "tab")
        for name in ("Due", "New", "Today", "Suspended"):
            assert PRESETS[browse.screen._list][0] == name  # type: ignore[attr-defined]
            assert (listed(browse) == [first]) == (name == "Suspended")
            await press(pilot, "tab")
        await press(pilot, *["shift+tab"] * 5)
        assert len(listed(browse)) == 6


async def test_a_list_leaves_the_typed_query_and_narrows_it(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("tag:shapes"), "tab", "tab")
        assert browse.screen.query_one(Input).value == "tag:shapes"
        assert listed(browse) == ["wide"]
        await press(pilot, "tab")
        assert listed(browse) == []
        await press(pilot, *["shift+tab"] * 3, Pasted(" or what"))
        assert len(listed(browse)) > 1


async def test_the_list_opens_with_the_cursor_in_the_query_and_arrows_lead_to_the_cards(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", Pasted("soft"))
        assert set(listed(browse)) == {"softmax", "softmax#r"}
        assert "Enter to the list" in frame(browse).splitlines()[-1]
        await press(pilot, "down", "space")
        assert browse.screen._marked == {listed(browse)[0]}  # type: ignore[attr-defined]
        await press(pilot, "slash", Pasted("max is:due"))
        assert listed(browse) == []


async def test_what_an_earlier_run_did_is_asked_about_before_the_list_takes_it_back(
    browse: FlashcardsApp, library: Library
) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter", "at", "u")
        assert "Taken back: suspend" in frame(browse)
        assert "u takes it back" not in frame(browse)
    library.close()
    count = len(list(library.progress.standing()))
    async with FlashcardsApp(library, browse._clock).run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter", "u")
        assert isinstance(pilot.app.screen, Question)
        await press(pilot, "escape")
        assert len(list(library.progress.standing())) == count
        await press(pilot, "u", "u")
        assert len(list(library.progress.standing())) == count - 1


async def test_a_click_points_and_a_second_one_opens(browse: FlashcardsApp) -> None:
    async with browse.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "enter")
        await pilot.click(Rows, offset=(20, 1))
        assert isinstance(browse.screen, BrowseScreen)
        assert browse.screen.query_one(Rows).cursor == 1
        await pilot.click(Rows, offset=(20, 1))
        assert isinstance(browse.screen, CardDialog)


async def test_where_no_card_matches_that_is_said_and_nothing_is_offered_for_one(browse: FlashcardsApp) -> None:
    async with browse.run_test() as pilot:
        await press(pilot, "slash", *"zzz", "enter")
        rows = frame(browse).rstrip().split("\n")
        assert rows[3] == "   No card matches."
        assert rows[-1].startswith("  / search  u undo  s sort"), rows[-1]
        await press(pilot, "enter", "e", "minus", "space", "v")
        assert isinstance(browse.screen, BrowseScreen)
        await press(pilot, "slash", "ctrl+u", "enter")
        assert "No card matches" not in frame(browse)
        assert "Enter open" in frame(browse)


@pytest.mark.parametrize("width", range(40, 201, 7))
@pytest.mark.parametrize("by", SORTS)
def test_a_row_has_exactly_the_width_there_is(library: Library, clock: Clock, width: int, by: str) -> None:
    made = columns.layout(width, by)
    for found in library.find("", clock.moment()):
        row = made.row(found, "混淆 matrix " * 40, here=True, marked=True)
        assert row.cell_length == made.heads().cell_length == width


@pytest.mark.parametrize(
    ("text", "days"),
    [("today", 0), ("Tomorrow", 1), ("3", 3), ("+3", 3), ("in 3 days", 3), ("1 day", 1), ("2026-12-01", 8), ("0", 0)],
)
def test_a_day_is_understood_as_people_write_it(text: str, days: int, clock: Clock) -> None:
    today = clock.moment().study_day
    assert selection.day_from(text, today) == today + timedelta(days=days)


@pytest.mark.parametrize("text", ["", "never", "-3", "2026-11-01", "2026-13-01", "999999", "3 weeks ago"])
def test_other_days_are_answered_by_a_sentence(text: str, clock: Clock) -> None:
    with pytest.raises(UsageError):
        selection.day_from(text, clock.moment().study_day)


@pytest.mark.parametrize("by", SORTS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_a_list_is_sorted_by_stands_in_it_at_every_width(by: str, width: int) -> None:
    made = layout(width, by)
    assert SORTS[by].head in {column.head for column in (*made.before, *made.behind)}
    assert made.title >= LEAST_BESIDE_ORDER
