"""Training: batches, folds and returns."""

from flashcards.formulas.functions.arguments import Count, Sample, Share, Size
from flashcards.formulas.functions.table import costing, function
from flashcards.formulas.functions.values import MAX_ELEMENTS, need


@function
def batches(n: Count, size: Size, drop_last: Count = 0) -> int:
    """Batches in one pass over n cases; the last smaller one is left out for drop_last=1."""
    return n // size if drop_last else -(-n // size)


@costing(lambda _, k: k)
def fold_sizes(n: Size, k: Size) -> list[int]:
    """Test sizes of k folds of n cases; the first n mod k folds have one more, as in scikit-learn."""
    need(2 <= k <= min(n, MAX_ELEMENTS), f"k must be from 2 to n and at most {MAX_ELEMENTS:,}")  # noqa: PLR2004
    return [n // k + (i < n % k) for i in range(k)]


@function
def discounted(rewards: Sample, gamma: Share) -> float:
    """The return r0 + gamma r1 + gamma^2 r2 + ..."""
    total = 0.0
    for reward in reversed(rewards):
        total = reward + gamma * total
    return total
