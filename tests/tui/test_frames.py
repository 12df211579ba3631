"""What a key costs the screen, counted: how often it is laid out, and how often it is drawn."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen

from flashcards.library import Library
from flashcards.schedule.agenda import Agenda
from flashcards.session import Session
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, opened
from tests.kinds.test_kinds import ANSWERS, DECK, key

MOMENT_S = 0.05
"""Longer than Textual lets a frame wait."""


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
