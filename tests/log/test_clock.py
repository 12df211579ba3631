"""A clock that jumps is said, and does no harm."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from flashcards.days import Moment
from flashcards.library import Library
from flashcards.log.clock import said_of_clock, said_of_jump
from flashcards.log.file import Progress
from flashcards.plain import Sitting
from flashcards.schedule.agenda import Agenda
from flashcards.schedule.queue import Queue
from flashcards.schedule.states import CardState, Memory, Phase
from flashcards.session import Stage
from flashcards.tui.app import FlashcardsApp
from tests.conftest import START, Clock, heard, press
from tests.log.test_file import at, review

DAY = START.date()


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (timedelta(days=-400), "400 days behind"),
        (timedelta(minutes=-50), "50 minutes behind"),
        (timedelta(minutes=-4), ""),
        (timedelta(days=30), ""),
    ],
)
def test_a_clock_that_went_back_is_said(moved: timedelta, said: str, tmp_path: object) -> None:
    event = Progress.open(tmp_path / "progress.db")  # type: ignore[operator]
    last = review(event)
    event.close()
    now = at()
    later = Moment(now.wall_ms + round(moved.total_seconds() * 1000), now.study_day, now.utc_offset_min)
    found = said_of_clock(last, later)
    assert (said in found) if said else found == ""
    assert "\n" not in found


def test_a_zone_that_moved_is_said_with_the_day_that_it_makes(library: Library, clock: Clock) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    session.reveal()
    session.rate(session.view.suggested)  # type: ignore[arg-type]
    assert library.overview(clock.moment()).clock == ""
    there = Moment(clock.moment().wall_ms + 60_000, DAY, -210)
    assert library.overview(there).clock == f"The time zone is UTC-3:30 now and was UTC+1; the study day is {DAY}"


def test_a_jump_ahead_within_a_sitting_is_said() -> None:
    assert said_of_jump(at(), at(days=1)) == ""
    assert "3 days ahead" in said_of_jump(at(), at(days=3))
    assert "3 days back" in said_of_jump(at(days=3), at())


def test_a_learning_step_that_a_wrong_clock_dated_has_ended() -> None:
    year = 365 * 24 * 3_600_000
    memory = Memory(Phase.LEARNING, 1, 1.0, 5.0, DAY, DAY, at().wall_ms + 40 * year)
    near = Memory(Phase.LEARNING, 1, 1.0, 5.0, DAY, DAY, at().wall_ms + 600_000)
    states = {"wild": CardState(memory), "near": CardState(near)}
    queue = Queue(Agenda(learning=("near", "wild")), states)
    assert queue.next(at().wall_ms) == "wild"
    queue.take("wild")
    assert queue.next(at().wall_ms) == "near", "nothing else is left, and its ten minutes are nearly over"


def test_a_card_answered_by_a_clock_years_ahead_comes_back_when_the_clock_is_right(
    library: Library, clock: Clock
) -> None:
    clock.forward(days=365 * 40)
    session = library.session(library.today(clock.moment()), clock.moment)
    card = session.view.card
    session.reveal()
    session.rate(session.view.suggested)  # type: ignore[arg-type]
    clock.forward(days=-365 * 40)
    session = library.session(library.today(clock.moment()), clock.moment)
    assert session.view.stage is Stage.ASKING
    assert session.view.card == card


async def test_the_app_says_a_jump_of_the_clock_once(study: Callable[..., FlashcardsApp], clock: Clock) -> None:
    app = study()
    said = heard(app)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "space")
        clock.forward(days=4)
        await press(pilot, "space", "enter")
        assert sum("4 days ahead" in words for words in said) == 1


def test_plain_lines_say_a_jump_of_the_clock_once(library: Library, clock: Clock) -> None:
    class Source(io.StringIO):
        def readline(self, _: int | None = -1) -> str:  # type: ignore[override]
            clock.forward(days=4 if self.tell() == 0 else 0)
            return super().readline()

    sink = io.StringIO()
    session = library.session(library.today(clock.moment()), clock.moment)
    Sitting(library, session, clock.moment, Source("\n3\nq\n"), sink).run()
    assert sink.getvalue().count("The clock went 4 days ahead") == 1


def test_an_hour_of_the_new_day_that_moved_is_said_at_the_next_sitting_and_no_more(
    library: Library, clock: Clock
) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    session.reveal()
    session.rate(session.view.suggested)  # type: ignore[arg-type]
    assert library.said_of_clock(clock.moment()) == ""
    library.set("rollover_hour", 6)
    assert "begin at 6:00 now and began at 4:00" in library.overview(clock.moment()).clock
    assert "begin at 6:00 now" in library.said_of_clock(clock.moment())
    assert library.said_of_clock(clock.moment()) == ""
    assert library.overview(clock.moment()).clock == ""
