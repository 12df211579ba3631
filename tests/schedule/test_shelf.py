"""The cards of an interview plan, taken together where they are nearly equal."""

import numpy as np
import pytest

from flashcards.schedule.plan.shelf import Shelf


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
