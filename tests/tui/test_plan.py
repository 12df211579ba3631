"""The plan's screen: a date, minutes, a role; readiness in the background; how it went."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widget import Widget

from flashcards.interview.outlook import Basis, Outlook, outlook_of
from flashcards.library import Library
from flashcards.schedule.states import Rating
from flashcards.tui import foreseeing
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.plan import PlanScreen
from tests.conftest import Clock, Pasted, frame, press, read

Study = Callable[..., FlashcardsApp]
Golden = Callable[[str, str], None]


async def settled(pilot: Pilot[None]) -> None:
    """Wait for what is computed in the background, and for the screen to show it."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def clock_day(app: FlashcardsApp) -> date:
    return app.moment().study_day


def answer(library: Library, clock: Clock, *ratings: int) -> None:
    session = library.sitting(clock.moment)
    for rating in ratings:
        if session.view.card is not None:
            clock.forward(seconds=10)
            session.reveal()
            session.rate(Rating(rating))


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.slow) for size in ((60, 20), (120, 40), (200, 60)))]
)
async def test_the_plan_at_four_sizes(study: Study, golden: Golden, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-18"), "enter")
        await settled(pilot)
        golden(f"plan-{size[0]}", frame(app))


@pytest.mark.parametrize("ends", [False, True])
async def test_a_plan_that_is_ready_after_its_screen_was_left_shows_on_home_unless_the_program_ends(
    study: Study, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    left = threading.Event()

    def slow(basis: Basis) -> Outlook:
        assert left.wait(20)
        return outlook_of(basis)

    monkeypatch.setattr(foreseeing, "outlook_of", slow)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-08"), "enter", "q")
        assert isinstance(app.screen, HomeScreen)
        prune = app._prune

        async def ready_meanwhile(*nodes: Widget, parent: DOMNode | None = None) -> None:
            await prune(*nodes, parent=parent)
            left.set()
            await app.workers.wait_for_complete()

        if ends:
            monkeypatch.setattr(app, "_prune", ready_meanwhile)
        else:
            left.set()
            await settled(pilot)
            assert "Interview in 15 days: " in frame(app)


async def test_a_plan_is_made_changed_and_ended_with_keys(study: Study, library: Library) -> None:
    app = study()
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "p")
        assert isinstance(app.screen, PlanScreen)
        assert "There is no plan: d sets the day" in frame(app)
        await press(pilot, "d", Pasted("2026-11-01"), "enter")
        assert "1 Nov 2026 is past" in frame(app)
        await press(pilot, "escape", "d", Pasted("in 15 days"), "enter")
        await settled(pilot)
        assert "Interview in 15 days: 0% known today" in frame(app)
        assert "with plain FSRS" in frame(app)
        await press(pilot, "m", *"45", "enter")
        await settled(pilot)
        assert library.settings.plan is not None
        assert set(library.settings.plan.minutes) == {45}
        assert "Saved: 8 Dec 2026; 45 minutes a day." in frame(app)
        await press(pilot, "m", Pasted("10 10 10 10 10 60"), "enter")
        assert "not seven of them from Monday to Sunday" in read(app)
        await press(pilot, *" 0", "enter", "o", Pasted("2026-12-01"), "enter")
        await settled(pilot)
        assert library.settings.plan.minutes == (10, 10, 10, 10, 10, 60, 0)
        assert "0 to 60 minutes a day, none on 1 Dec 2026." in frame(app)
        await press(pilot, "o", "backspace", "enter", "m", *"45", "enter")
        await settled(pilot)
        assert not library.settings.plan.days_off
        await press(pilot, "r", "end", "up", "enter")
        await settled(pilot)
        assert library.settings.plan.interviews[0].role == "MLOps"
        await press(pilot, "r", "home", "enter")
        assert library.settings.plan.interviews[0].role == ""
        await press(pilot, "C", "escape")
        assert library.settings.plan is not None
        await press(pilot, "C", "y")
        assert library.settings.plan is None
        assert "The plan has ended" in frame(app)


async def test_each_of_several_interviews_is_changed_on_screen(study: Study, library: Library) -> None:
    app = study()
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-08"), "enter", "plus", Pasted("2026-12-06"), "enter")
        await settled(pilot)
        assert "▸ 6 Dec 2026" in frame(app)
        await press(pilot, "tab", "r", "down", "enter")
        await settled(pilot)
        assert "▸ 8 Dec 2026, deep learning engineer" in frame(app)
        await press(pilot, "d", Pasted("2026-12-04"), "enter")
        await settled(pilot)
        assert library.settings.plan is not None
        assert [(str(i.day), i.role) for i in library.settings.plan.ahead(clock_day(app))] == [
            ("2026-12-04", "deep learning engineer"),
            ("2026-12-06", ""),
        ]
        assert "▸ 4 Dec 2026" in frame(app)
        await press(pilot, "x", "escape", "x", "y")
        await settled(pilot)
        assert [str(i.day) for i in library.settings.plan.interviews] == ["2026-12-06"]
        assert "leave out" not in frame(app).splitlines()[-1]


async def test_figures_that_rest_on_no_answer_say_so(study: Study, library: Library, clock: Clock) -> None:
    app = study()
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-08"), "enter")
        await settled(pilot)
        assert "All figures rest on what learners usually remember" in frame(app)
        answer(library, clock, 3, 3)
        await press(pilot, "q", "p")
        await settled(pilot)
        assert "rest on what learners" not in frame(app)


async def test_home_shows_the_last_outlook_and_has_a_new_one_made(study: Study, library: Library, clock: Clock) -> None:
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-08"), "enter")
        await settled(pilot)
        await press(pilot, "q")
        assert "Interview in 15 days" in frame(app)
    clock.forward(days=2)
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert "Interview in 13 days" in frame(app)
        assert "as of" not in frame(app)
        outlook = library.outlook(clock.moment().study_day)
        assert outlook is not None
        assert outlook.study_day == clock.moment().study_day


async def test_days_are_studied_missed_and_the_date_passes(
    study: Study, library: Library, clock: Clock, home: Path
) -> None:
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-11-29"), "enter")
        await settled(pilot)
    ready = []
    for day in range(5):
        if day not in (2, 3):
            library.foresee(clock.moment())
            answer(library, clock, 3, 3, 3, 3, 3, 3)
        outlook = library.foresee(clock.moment())
        assert outlook is not None
        ready.append(outlook.figures["readiness"]["now"])
        clock.forward(days=1)
    assert ready[1] > 0
    assert ready[3] < ready[1] < ready[4]
    clock.forward(days=3)
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert "The interview was on 29 Nov 2026" in frame(app)
        await press(pilot, "p", "w", Pasted("well"), "enter")
        assert library.settings.plan is None
    (note,) = [e for e in library.progress.events() if e.event.value == "note"]
    assert note.detail == {"note": "well", "interview": "2026-11-29"}


async def test_weights_importance_and_a_final_pass_are_set_on_screen(study: Study, library: Library) -> None:
    app = study()
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "p", "d", Pasted("2026-12-08"), "enter")
        await settled(pilot)
        await press(pilot, "v")
        assert isinstance(app.screen, PlanScreen), "one interview is not weighed against others"
        await press(pilot, "W", Pasted("deck:smal=3"), "enter")
        assert "the weight of deck smal counts for nothing, as there is none; did you mean `small`" in " ".join(
            frame(app).replace("│", " ").split()
        )
        await press(pilot, "ctrl+u", Pasted("deck:small=3, level:mid=0.5, others=2"), "enter")
        await settled(pilot)
        assert "8 Dec 2026, small 3, mid 0.5, others 2" in frame(app)
        assert " Weight  Cards" in frame(app)
        await press(pilot, "f", Pasted("31"), "enter")
        assert "`31` is no number of last days up to 30" in frame(app)
        await press(pilot, "ctrl+u", Pasted("3"), "enter")
        await settled(pilot)
        assert "  20 minutes a day; every card once more in the last 3 days\n" in frame(app)
        assert "The final pass of 3 days holds all of about 4 cards seen by then." in frame(app)
        await press(pilot, "plus", Pasted("2026-12-06"), "enter")
        await settled(pilot)
        await press(pilot, "v", Pasted("0"), "enter")
        assert "an importance is a number above 0" in frame(app)
        await press(pilot, "ctrl+u", Pasted("2.5"), "enter")
        await settled(pilot)
        assert library.settings.plan is not None
        assert library.settings.plan.text() == (
            "{interviews: [{date: 2026-12-06, importance: 2.5}, {date: 2026-12-08, decks: {small: 3}, levels: {mid: 0.5},"
            " others: 2}], minutes: 20, final_pass: 3}"
        )
        await press(pilot, "tab", "W")
        assert "deck:small=3, level:mid=0.5, others=2" in frame(app), "what stands is offered"
        await press(pilot, "delete", "enter")
        await settled(pilot)
        assert library.settings.plan.ahead(clock_day(app))[1].weights.words == ""
