"""The line on which an answer is typed: its editing keys, what of it is in sight, its caret and the mouse."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.text import cell_width
from flashcards.tui.answerpane import EDITING, AnswerPane
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.entry import Entry
from tests.conftest import Clock, frame, opened, press

PLACES = ("start", "left", "right", "word left", "word right", "end")
WIDE = "漢字 e\N{COMBINING ACUTE ACCENT}x"


def entry(marked: str) -> Entry:
    """A line with its caret where a bar is."""
    made = Entry()
    made.begin(marked.replace("|", ""), "")
    made.caret = marked.index("|")
    return made


def marked(line: Entry) -> str:
    return f"{line.value[: line.caret]}|{line.value[line.caret :]}"


@pytest.mark.parametrize(
    ("to", "moved", "deleted"),
    [
        ("start", "|one (two) three", "|o) three"),
        ("left", "one (t|wo) three", "one (t|o) three"),
        ("right", "one (two|) three", "one (tw|) three"),
        ("word left", "one (|two) three", "one (|o) three"),
        ("word right", "one (two) |three", "one (tw|three"),
        ("end", "one (two) three|", "one (tw|"),
    ],
)
def test_the_caret_moves_and_what_it_would_pass_is_deleted(to: str, moved: str, deleted: str) -> None:
    line = entry("one (tw|o) three")
    line.move(to)
    assert marked(line) == moved
    line = entry("one (tw|o) three")
    line.delete(to)
    assert marked(line) == deleted
    line.untype()
    assert marked(line) == "one (tw|o) three"


def test_a_character_is_what_a_person_sees_as_one() -> None:
    line = entry(f"{WIDE}|")
    for left in ("漢字 e\N{COMBINING ACUTE ACCENT}", "漢字 ", "漢字", "漢", "", ""):
        line.delete("left") if left != "漢字 e\N{COMBINING ACUTE ACCENT}" else line.move("left")
        assert line.value[: line.caret] == left
    assert line.value == "x"


def test_what_is_begun_afresh_has_nothing_to_take_back() -> None:
    line = entry("|")
    line.insert("12")
    line.begin("3", "a number")
    assert (line.typed, marked(line)) == (False, "3|")
    line.delete("right")
    assert not line.typed, "nothing was there to delete"


KEYS = st.one_of(
    st.tuples(st.just("insert"), st.text("ab 漢e\N{COMBINING ACUTE ACCENT}\t\x1b(", min_size=1, max_size=9)),
    st.tuples(st.sampled_from(["move", "delete"]), st.sampled_from(PLACES)),
    st.tuples(st.just("click"), st.integers(0, 30)),
)


@given(st.lists(KEYS, max_size=30), st.integers(4, 20))
def test_the_caret_is_in_sight_and_a_click_on_it_leaves_it_there(keys: list[tuple[str, int]], width: int) -> None:
    line = entry("|")
    for name, what in keys:
        getattr(line, name)(what)
        before, at, behind = (cell_width(part) for part in line.parts())
        left = line.left(width)
        assert left <= before <= before + at <= left + width, "in sight"
        assert left == 0 or before + at + behind >= left + width, "no room is left free"
        line.click(before - left)
        assert cell_width(line.parts()[0]) == before


@pytest.fixture
def asked(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Callable[[], FlashcardsApp]:
    folder = tmp_path_factory.mktemp("decks")
    (folder / "t.yaml").write_text("title: T\ncards:\n  - {id: a, question: Q, accept: [yes]}\n", encoding="utf-8")
    return lambda: FlashcardsApp(opened(folder / "home", [folder]), clock, begin=True)


async def test_every_editing_key_is_the_lines_and_what_is_longer_scrolls(asked: Callable[[], FlashcardsApp]) -> None:
    app = asked()
    async with app.run_test(size=(40, 20)) as pilot:
        pane = app.screen.query_one(AnswerPane)
        for keys, action, _ in EDITING:
            key, *others = keys.split(",")
            pane.entry.begin("one (two) three", "")
            pane.entry.caret = 7
            app._clipboard = "two\nlines"
            await pilot.press(key)
            line = entry("one (tw|o) three")
            if action == "paste":
                line.insert("two lines")
            else:
                name, to = action.rstrip("')").split("('")
                getattr(line, name)(to)
            assert marked(pane.entry) == marked(line), key
            assert {pane._bindings.key_to_bindings[other][0].action for other in others} <= {action}
        pane.entry.begin("0123456789" * 4, "")
        await press(pilot, "漢")
        row = frame(app).splitlines()[4].strip()
        assert f"{'0123456789' * 4}漢".endswith(row)
        assert cell_width(row) == pane.size.width - 4, "an edge on either side, and the caret behind"
        assert app.cursor_position == (pane.scrollable_content_region.right - 2, 4), "for what an input method composes"
        await press(pilot, "home")
        assert frame(app).splitlines()[4].strip() == ("0123456789" * 4)[: pane.size.width - 3]
        assert app.focused is pane


async def test_a_click_in_the_line_puts_the_caret_there_and_brings_the_keys_back(
    asked: Callable[[], FlashcardsApp],
) -> None:
    app = asked()
    async with app.run_test(size=(60, 20)) as pilot:
        pane = app.screen.query_one(AnswerPane)
        await press(pilot, *"漢字ab", "escape")
        assert not pane.typing
        await pilot.click(AnswerPane, offset=(8, 1))
        assert not pane.typing, "the text of a card can be marked with the mouse"
        await pilot.click(AnswerPane, offset=(5, 3))
        assert pane.typing
        await press(pilot, "1", "backspace", "2")
        assert pane.entry.value == "漢2字ab"
        await pilot.click(AnswerPane, offset=(30, 3))
        await press(pilot, "3")
        assert pane.entry.value == "漢2字ab3"
