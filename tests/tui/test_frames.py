"""What a key costs the screen, counted: how often it is laid out, and how often it is drawn."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region
from textual.messages import Update
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from flashcards.library import Library
from flashcards.schedule.agenda import Agenda
from flashcards.session import Session
from flashcards.text import Line
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.boundary import BoundedApp
from flashcards.tui.card import Drawn
from flashcards.tui.covered import Covered
from flashcards.tui.head import Head
from flashcards.tui.pane import CardPane
from flashcards.tui.review import ReviewScreen
from flashcards.tui.scrollbar import RowsBar
from flashcards.tui.strips import _bar_rows, strip_of_line
from tests.conftest import Clock, opened
from tests.kinds.test_kinds import ANSWERS, DECK, key

MOMENT_S = 0.05
"""Longer than Textual lets a frame wait."""


async def until(there: Callable[[], bool]) -> None:
    for _ in range(300):
        if there():
            return
        await asyncio.sleep(MOMENT_S / 5)
    raise AssertionError("it never came")


async def test_a_key_draws_one_frame_of_any_kind_and_lays_nothing_out(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"layouts": 0, "frames": 0}

    def counting(of: type, name: str, what: str) -> None:
        counted = getattr(of, name)

        def count(*words: object, **named: object) -> object:
            counts[what] += 1
            return counted(*words, **named)

        monkeypatch.setattr(of, name, count)

    counting(Screen, "_refresh_layout", "layouts")
    counting(App, "_display", "frames")
    shelf: Library = opened(home, [DECK])
    app = FlashcardsApp(shelf, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        session = Session(shelf.cards, shelf.progress, Agenda(new=tuple(ANSWERS)), shelf.states(), clock.moment)
        screen = ReviewScreen(shelf, session, app.moment, lambda _: session)
        await app.push_screen(screen)
        await pilot.pause()
        for card, (before, after, _) in ANSWERS.items():
            assert session.view.card is not None
            assert session.view.card.id == card
            for name in [*(before if len(before) < 6 else ["x", "enter"]), *after]:
                counts |= dict.fromkeys(counts, 0)
                await pilot.press(key(name))
                await asyncio.sleep(MOMENT_S)
                assert counts["layouts"] == 0, (card, name)
                assert counts["frames"] == 1, (card, name)
        assert session.view.tally.answers == len(ANSWERS)
    shelf.close()


async def test_a_key_draws_what_was_made_while_the_person_read(
    home: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Counter[str] = Counter()
    prepared = 0
    prepare = CardPane.prepare
    render_lines, refresh, init = Widget.render_lines, RowsBar.refresh, Update.__init__

    def row(widget: Widget, line: Line) -> Strip:
        made["row of a card"] += 1
        return strip_of_line(widget, line)

    def ahead(self: CardPane, drawn: Drawn, top: int) -> None:
        nonlocal prepared
        before = made.copy()
        prepare(self, drawn, top)
        prepared += made["row of a card"] - before["row of a card"]
        made["row of a card"] = before["row of a card"]

    def by_textual(self: Widget, crop: Region) -> list[Strip]:
        made[type(self).__name__] += 1
        return render_lines(self, crop)

    def bar(self: RowsBar, *regions: Region, **named: Any) -> RowsBar:
        made["whole bar"] += not regions
        return refresh(self, *regions, **named)

    def asked(self: Update, widget: Widget) -> None:
        # The home screen below is still counting, and the clock in the head goes on.
        here = isinstance(widget.screen, ReviewScreen) and not isinstance(widget, Head)
        made["message that asks for a frame"] += here
        init(self, widget)

    monkeypatch.setattr(Update, "__init__", asked)
    monkeypatch.setattr("flashcards.tui.pane.strip_of_line", row)
    monkeypatch.setattr(CardPane, "prepare", ahead)
    monkeypatch.setattr(Widget, "render_lines", by_textual)
    monkeypatch.setattr(RowsBar, "refresh", bar)
    deck = tmp_path / "long.yaml"
    card = (
        "  - id: card-{0}\n    question: What is {0}?\n    answer: |\n      It is {0}.\n"
        + "\n      - a row" * 40
        + "\n"
    )
    deck.write_text("title: Long\ncards:\n" + "".join(card.format(n) for n in range(3)))
    shelf: Library = opened(home, [deck])
    app = FlashcardsApp(shelf, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        agenda = Agenda(new=tuple(shelf.cards))
        session = Session(shelf.cards, shelf.progress, agenda, shelf.states(), clock.moment)
        screen = ReviewScreen(shelf, session, app.moment, lambda _: session)
        await app.push_screen(screen)
        await pilot.pause()
        for name in ("space", "3", "space", "3", "space"):
            await until(lambda: prepared > 0)
            prepared = 0
            made.clear()
            bars = _bar_rows.cache_info().misses
            await pilot.press(name)
            await pilot.pause()
            assert _bar_rows.cache_info().misses == bars, name
            drawn = {part for part, times in made.items() if times}
            assert drawn <= {"KeyLine"}, name
            assert bool(screen.pane.rows_below) == (name == "space"), "the bar has moved"
    shelf.close()


async def test_the_ground_of_a_screen_is_drawn_where_no_part_covers_it() -> None:
    class Parts(Covered[None]):
        def compose(self) -> ComposeResult:
            yield Static("one row")

    class Small(BoundedApp):
        def get_default_screen(self) -> Parts:
            return Parts()

    app = Small()
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.pause()
        ground = Region(0, 0, 20, 3)
        assert [len(strip.text) for strip in app.screen.render_lines(ground)] == [20, 20, 20]
        app.screen.query_one(Static).styles.height = 3
        await pilot.pause()
        assert app.screen.render_lines(ground) == []


async def test_a_screen_that_comes_up_reads_the_styles_of_its_parts_once(
    study: Callable[..., FlashcardsApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[str] = Counter()
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **named: Any) -> None:
        read[type(node).__name__] += 1
        apply(self, node, **named)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    app = study(begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        parts = Counter(type(part).__name__ for part in app.screen.children)
        assert {name: read[name] for name in parts} == parts
        assert read["Ground"] <= 2, "when it is made, and when it turns out that it does not show"
