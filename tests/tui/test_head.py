"""The line above a card: on a small terminal the bar gives way first, and what is said is said whole."""

from pathlib import Path

import pytest

from flashcards.events import Kind, Mode
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.head import Head
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, press

DECK = """\
title: Long
cards:
  - {id: a, question: Explain it., seconds: 900, points: [{must: One}, Two, Three, Four]}
  - {id: b, question: Q?, answer: A}
"""


@pytest.mark.parametrize(("columns", "head"), [(20, "  small 3 left"), (30, "  small  3 left  0:00")])
async def test_where_there_is_little_room_the_timer_gives_way_before_words_are_parted_by_nothing(
    library: Library, clock: Clock, columns: int, head: str
) -> None:
    app = FlashcardsApp(library, clock, begin=True)
    async with app.run_test(size=(columns, 10)) as pilot:
        await press(pilot)
        assert " ".join(frame(app).split("\n")[0].split()) == " ".join(head.split())


@pytest.mark.parametrize("mode", Mode)
async def test_at_sixty_columns_state_mode_and_figures_are_whole(
    library: Library, decks: Path, clock: Clock, mode: Mode
) -> None:
    (decks / "small.yaml").rename(decks / "a-deck-with-a-very-long-name.yaml")
    (decks / "a-deck-with-a-very-long-name.yaml").write_text(DECK, encoding="utf-8")
    library.reload()
    app = FlashcardsApp(library, clock)
    for day in range(2):
        log = library.progress
        made = log.make(Kind.REVIEW, clock.moment(), "a", rating=4 - 3 * day, mode=Mode.REVIEW, parameters="fsrs6@0.9")
        log.append(made)
        clock.forward(days=30)
    log.append(log.make(Kind.FLAG, clock.moment(), "a", detail={"note": ""}))
    async with app.run_test(size=(60, 20)) as pilot:
        session = library.session(library.practice(app.moment(), cards=frozenset(["a"])), app.moment, mode)
        await app.push_screen(ReviewScreen(library, session, app.moment, lambda _: session))
        clock.forward(seconds=845)
        await press(pilot)
        app.screen.query_one(Head).tick(session.view, 845_000)
        await pilot.pause()
        head = frame(app).split("\n")[0]
        assert head.startswith("  a-deck"), head
        assert "1 left  14:05 of 15:00" in head
        assert "⚑" in head
        assert mode is Mode.REVIEW or f" · {mode.value} " in head
