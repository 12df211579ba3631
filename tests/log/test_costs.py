"""What the log does for a key or a rebuild grows with what has to be done, and with nothing else."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flashcards.events import Kind, Mode
from flashcards.log.counting import TABLES
from flashcards.log.file import Progress
from flashcards.schedule.fsrs6 import DEFAULTS
from tests.log.test_file import at, disposable, folded, fresh

MARGIN = 1.3
"""How much more may be done on a large log: its tables have one level more."""


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Callable[[int, int], Progress]]:
    """Logs of so many cards and so many reviews of each, a day apart."""
    made: list[Progress] = []

    def log_of(cards: int, reviews: int) -> Progress:
        (folder := tmp_path / str(len(made))).mkdir()
        made.append(log := fresh(folder))
        log.merge(
            log.make(
                Kind.REVIEW,
                at(days=day),
                f"card-{card}",
                mode=Mode.REVIEW,
                rating=3,
                parameters="fsrs6@0.9",
                predicted=0.9,
                detail={"confidence": "sure", "points": {"one": True}},
            ).sealed()
            for day in range(reviews)
            for card in range(cards)
        )
        return log

    yield log_of
    for log in made:
        log.close()


def work(log: Progress, deed: Callable[[], object]) -> tuple[list[str], int]:
    """The statements that a deed runs, and how many tens of steps SQLite takes for them."""
    statements: list[str] = []
    steps: list[None] = []
    log._db.set_trace_callback(statements.append)
    log._db.set_progress_handler(lambda: steps.append(None), 10)
    deed()
    log._db.set_trace_callback(None)
    log._db.set_progress_handler(None, 0)
    return statements, len(steps)


def answer(log: Progress, card: str) -> None:
    made = log.make(Kind.REVIEW, at(days=1000), card, mode=Mode.REVIEW, rating=1, parameters="fsrs6@0.9", predicted=0.5)
    log.append(made)


def test_taking_back_an_answer_is_as_much_work_for_a_long_history_and_among_many_cards(
    logs: Callable[[int, int], Progress],
) -> None:
    done = []
    for cards, reviews in ((2, 3), (2, 300), (300, 3)):
        log = logs(cards, reviews)
        before = disposable(log)
        answer(log, "card-1")
        done.append(work(log, lambda: log.undo(at(days=1001))))
        assert disposable(log) == before
    few, *many = done
    assert {len(statements) for statements, _ in many} == {len(few[0])}
    assert max(steps for _, steps in many) <= MARGIN * few[1]


def test_an_answer_of_an_earlier_run_is_taken_back_with_its_figures(logs: Callable[[int, int], Progress]) -> None:
    log = logs(2, 5)
    before = disposable(log)
    answer(log, "card-0")
    with contextlib.closing(Progress.open(log.path)) as again:
        assert again.undo(at(days=1001)) is not None
        assert disposable(again) == before
        assert again.states() == folded(again)


def test_training_makes_states_anew_and_leaves_what_reviews_counted_for(
    logs: Callable[[int, int], Progress],
) -> None:
    log = logs(3, 4)
    weights = [weight * 1.1 for weight in DEFAULTS]
    trained = log.make(Kind.PARAMETERS, at(days=9), None, detail={"name": "mine", "weights": weights})
    statements, _ = work(log, lambda: log.append(trained))
    assert any("card_state" in text for text in statements)
    assert not [text for text in statements if any(table in text for table in TABLES)]
    assert log.states() == folded(log)


def test_making_all_states_anew_takes_as_many_statements_for_many_cards(logs: Callable[[int, int], Progress]) -> None:
    counts = []
    for cards in (3, 60):
        log = logs(cards, 4)
        kept = disposable(log)
        statements, _ = work(log, log.rebuild)
        counts.append(len([text for text in statements if "VALUES" not in text]))
        assert disposable(log) == kept
    assert counts[0] == counts[1]
