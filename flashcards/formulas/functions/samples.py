"""Samples: means, quantiles, spread and correlation."""

import math
from collections.abc import Sequence

from flashcards.formulas.functions.arguments import Count, Sample, Share, Weights
from flashcards.formulas.functions.lists import rank
from flashcards.formulas.functions.table import costing, function, sorting
from flashcards.formulas.functions.values import exact, need, paired, ratio, total


@function
def mean(xs: Sample) -> float:
    """The arithmetic mean."""
    return total(xs) / len(xs)


@function
def weighted_mean(xs: Sample, weights: Weights) -> float:
    """The mean with weights of at least 0; FormulaError when they sum to 0."""
    return ratio(total([x * w for x, w in paired(xs, weights)]), total(weights), "the sum of the weights")


@function
def harmonic_mean(xs: Sample) -> float:
    """The harmonic mean of numbers above 0."""
    need(min(xs) > 0, "all numbers must be above 0")
    return len(xs) / math.fsum(1 / x for x in xs)


@function
def geometric_mean(xs: Sample) -> float:
    """The geometric mean of numbers above 0."""
    need(min(xs) > 0, "all numbers must be above 0")
    return math.exp(math.fsum(math.log(x) for x in xs) / len(xs))


@costing(sorting)
def median(xs: Sample) -> float:
    """The middle value, or the mean of the middle two."""
    ordered, half = sorted(xs), len(xs) // 2
    return ordered[half] if len(xs) % 2 else (ordered[half - 1] + ordered[half]) / 2


@costing(sorting)
def quantile(xs: Sample, q: Share) -> float:
    """The q-quantile with linear interpolation between order statistics, as numpy.quantile does by default."""
    ordered, place = sorted(xs), q * (len(xs) - 1)
    below = math.floor(place)
    above = min(below + 1, len(xs) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


@costing(sorting)
def nearest_rank(xs: Sample, q: Share) -> float:
    """The smallest element with at least a share q of the list at or below it (a latency percentile)."""
    return sorted(xs)[max(math.ceil(exact(q) * len(xs)) - 1, 0)]


def _deviations(xs: Sequence[float]) -> list[float]:
    if min(xs) == max(xs):
        return [0] * len(xs)  # the mean of equal decimals may be off by a rounding
    centre = total(xs) / len(xs)
    return [x - centre for x in xs]


@function
def variance(xs: Sample, ddof: Count = 0) -> float:
    """The mean squared deviation with divisor n - ddof: ddof=0 of a population, 1 of a sample."""
    return covariance(xs, xs, ddof)


@function
def std(xs: Sample, ddof: Count = 0) -> float:
    """The square root of the variance with divisor n - ddof."""
    return math.sqrt(variance(xs, ddof))


@function
def covariance(xs: Sample, ys: Sample, ddof: Count = 0) -> float:
    """The mean product of the deviations with divisor n - ddof."""
    need(len(xs) > ddof, f"it needs more than {ddof} numbers")
    return math.fsum(a * b for a, b in paired(_deviations(xs), _deviations(ys))) / (len(xs) - ddof)


@function
def correlation(xs: Sample, ys: Sample) -> float:
    """Pearson's correlation, -1 to 1; FormulaError when a list is constant."""
    return ratio(covariance(xs, ys), std(xs) * std(ys), "a standard deviation")


@costing(lambda xs, ys: sorting(xs) + sorting(ys))
def spearman(xs: Sample, ys: Sample) -> float:
    """Spearman's rank correlation, -1 to 1: Pearson's of the ranks, ties at their mean rank."""
    return correlation(rank(xs), rank(ys))


@function
def standardise(xs: Sample, ddof: Count = 0) -> list[float]:
    """Deviations from the mean in standard deviations; FormulaError for a constant list."""
    spread = std(xs, ddof)
    return [ratio(x, spread, "the standard deviation") for x in _deviations(xs)]


@function
def min_max(xs: Sample) -> list[float]:
    """Values moved and scaled to 0..1; FormulaError for a constant list."""
    low, high = min(xs), max(xs)
    return [ratio(x - low, high - low, "the range") for x in xs]
