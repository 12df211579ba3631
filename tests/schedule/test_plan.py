"""The cards of an interview plan, taken together where they are nearly equal, and what visits do to memories on the grid."""

from typing import Any

import numpy as np
import pytest

from flashcards.schedule.fsrs6 import DEFAULTS
from flashcards.schedule.plan.grid import Grid, Moves, visits_of
from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.recall import Recall
from flashcards.schedule.plan.shelf import Shelf
from flashcards.schedule.plan.solver import COARSE, PRICE_RANGE, Problem


def shelf(interviews: int, count: int = 300) -> Shelf:
    """Cards of which no two have the same weights and efforts."""
    rng = np.random.default_rng(1)
    ones = np.ones(count)
    weight, effort = rng.uniform(0.1, 9, (count, interviews)), rng.uniform(0.4, 3, count)
    return Shelf(ones, 5 * ones, 0 * ones, ones > 0, weight, effort, 0 * ones)


@pytest.mark.parametrize("interviews", [1, 2, 3])
@pytest.mark.parametrize("most", [1, 4, 8])
def test_however_many_weights_there_are_few_tables_are_made(interviews: int, most: int) -> None:
    cards = shelf(interviews)
    classes = [*cards.classes(most)]
    assert 1 <= len(classes) <= most
    assert sorted(np.concatenate([at for _, _, at in classes])) == [*range(len(cards))], "each card is in one of them"
    for scale, shares, at in classes:
        ratio = cards.effort[at] / cards.weight[at].sum(axis=1)
        assert ratio.min() <= scale * 1.0001
        assert scale <= ratio.max() * 1.0001
        assert shares.sum() == pytest.approx(1)


def test_cards_that_differ_little_in_number_are_told_apart_exactly() -> None:
    cards = shelf(1, 3)
    assert [at.tolist() for _, _, at in cards.classes(4)] == [
        [n] for n in np.argsort(cards.effort / cards.weight[:, 0])
    ]


def test_visits_as_matrices_lead_where_visits_lead() -> None:
    grid, rng = Grid(6, 3), np.random.default_rng(2)
    waited = np.arange(1.0, 8)[:, None]
    visits = visits_of(Recall(DEFAULTS), Habits(), grid, waited, grid.stability, grid.difficulty, np.ones(1))
    moves = Moves(visits, grid.size)
    values, mass = rng.random(grid.size), rng.random((4, grid.size))
    for rows in (slice(0, 5), 3):
        assert moves.value(values, rows) == pytest.approx(visits.value(values, rows))
    assert moves.spread(mass, grid.size) == pytest.approx(visits.spread(mass, grid.size))


def test_where_there_is_more_time_than_can_be_used_nothing_more_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    usage, asked = Problem.usage, 0

    def counted(problem: Problem, *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return usage(problem, *given)

    monkeypatch.setattr(Problem, "usage", counted)
    problem = Problem(shelf(1, 3), Recall(DEFAULTS), Habits(), [36_000.0] * 5, grid=COARSE)
    assert problem.solve(rounds=20) == pytest.approx(PRICE_RANGE[0])
    assert asked <= 4
