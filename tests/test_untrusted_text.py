"""A deck from a stranger on every screen: shown as it is typed, nothing executed, opened, styled or leaked."""

from pathlib import Path

import pytest

from flashcards.decks.file import load
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.review import ReviewScreen
from flashcards.tui.rows import Rows
from tests.conftest import Clock, frame, opened, press, read

HOSTILE = r"""
title: '[@click=app.quit]Title[/] [red]x[/red]'
description: '[link=file:///etc/passwd]y[/]'
cards:
  - id: markup
    question: 'list[int] x[/]y [@click=app.quit]Quit[/] [link=file:///etc/passwd]l[/] [nope'
    answer: '[bold]not bold[/bold] std::vector<int> <script>alert(1)</script>'
    why: '[click](javascript:alert(1)) ![img](file:///etc/passwd) <https://evil.example>'
    tags: ['[@click=app.quit]tag[/]']
    source: ['[/]']
  - id: choices
    question: 'Which [/]?'
    choices:
      - {right: '[@click=app.quit]right[/]'}
      - {wrong: 'x[/]y', because: '[/b]'}
  - id: points
    question: 'Explain [/]'
    points: ['[@click=app.quit]p[/]', {must: 'q[/]'}]
    model: '[@click=app.quit]m[/]'
  - id: steps
    question: 'Order [/]'
    steps: ['a[/]', '[@click=app.quit]b[/]']
  - id: typed
    question: 'Type [/]'
    accept: ['[/]']
  - id: code
    code: |
      __import__('os').system('touch PWNED')  # [@click=app.quit]x[/]
    prints: '[/]'
"""
BROKEN = [
    ('{id: a, question: "Q\\e]0;HACKED\\a", answer: A}', "U+001B"),
    ('{id: b, question: "Q\\u202e", answer: A}', "U+202E"),
    ("{id: c, question: Q, number: {given: {x: 1..2}, answer: 9**9**9}}", "answer"),
    ("{id: d, question: Q, number: {given: {x: 1..2}, answer: ().__class__}}", "answer"),
    ("{id: e, question: Q, number: {given: {x: 1..99999999999999999999}, answer: x}}", "given"),
    ("{id: f, question: Q, number: {given: {x: 1..2}, answer: 'sum(range(10**9))'}}", "answer"),
    ("{id: g, question: " + "[" * 30 + "]" * 30 + ", answer: A}", "nest"),
    ("{id: h, question: !!python/object/apply:os.system ['touch PWNED'], answer: A}", "tag"),
    ("{id: i, question: &x Q, answer: *x}", "anchor"),
]


@pytest.fixture
def shelf(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.chdir(tmp_path)
    deck = tmp_path / "hostile[@click=app.quit].yaml"
    broken = "".join(f"  - {text}\n" for text, _ in BROKEN)
    deck.write_text(HOSTILE + broken, encoding="utf-8")
    return opened(home, [deck])


@pytest.mark.parametrize(("card", "word"), BROKEN)
def test_a_hostile_card_is_a_problem_with_its_line(card: str, word: str) -> None:
    deck = load(
        f"title: T\ncards:\n  - {card}\n  - {{id: sound, question: Q, answer: A}}\n".encode(), Path("d.yaml"), "d"
    )
    assert [c.id for c in deck.cards] == ["sound"]
    assert all(problem.line == 3 for problem in deck.problems)
    assert any(word in str(problem) for problem in deck.problems)


async def test_every_screen_shows_it_as_typed_and_nothing_happens(shelf: Library, clock: Clock, tmp_path: Path) -> None:
    app = FlashcardsApp(shelf, clock)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        assert "[@click=app.quit]Title[/]" in frame(app)
        for opener in ("exclamation_mark", "slash"):
            await press(pilot, opener)
            for y in range(0, 30, 4):
                for x in (20,):
                    await pilot.click(offset=(x, y))
                if len(app.screen_stack) > 3:
                    await press(pilot, "escape")
            while len(app.screen_stack) > 2:
                await press(pilot, "escape")
        await press(pilot, "space")
        seen = set()
        while isinstance(app.screen, ReviewScreen) and (view := app.screen.session.view).card is not None:
            if view.card.id in seen:
                break
            seen.add(view.card.id)
            await pilot.click("#body")
            app.screen.action_why(False)
            await press(pilot, "escape")
            app.screen.session.reveal()
            app.screen.follow()
            await pilot.click("#body")
            assert "[" in frame(app)
            await press(pilot, "asterisk", "left_square_bracket", "slash", "right_square_bracket", "enter", "4")
        assert seen == {"markup", "choices", "points", "steps", "typed", "code"}
        assert app.is_running
    assert not list(tmp_path.rglob("PWNED"))
    shelf.close()


async def test_markup_in_a_deck_is_literal_on_the_card(shelf: Library, clock: Clock) -> None:
    app = FlashcardsApp(shelf, clock, begin=True)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "space")
        shown = read(app)
        for text in (
            "list[int] x[/]y [@click=app.quit]Quit[/] [link=file:///etc/passwd]l[/] [nope",
            "[bold]not bold[/bold] std::vector<int> <script>alert(1)</script>",
            "[click](javascript:alert(1))",
            "(file:///etc/passwd)",
            "https://evil.example",
        ):
            assert text in shown
    shelf.close()


async def test_a_hostile_name_of_a_file_does_not_break_the_lists(shelf: Library, clock: Clock) -> None:
    app = FlashcardsApp(shelf, clock)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "exclamation_mark")
        assert "hostile[@click=app.quit].yaml" in frame(app)
        assert app.screen.query_one(Rows).virtual_size.height >= len(BROKEN)
    shelf.close()
