"""Ranking: lists in ranked order, best first."""

import math
from itertools import accumulate

from flashcards.formulas.functions.arguments import Count, Labels, Size, Weights
from flashcards.formulas.functions.table import costing, function, sorting
from flashcards.formulas.functions.values import need, ratio


@function
def dcg(gains: Weights, k: Size) -> float:
    """The sum of gain / log2(position + 1) over the first k, positions from 1, gains as given."""
    return math.fsum(gain / math.log2(place + 1) for place, gain in enumerate(gains[:k], 1))


@costing(sorting)
def ndcg(gains: Weights, k: Size) -> float:
    """DCG divided by that of the same gains in the best order, 0 to 1; FormulaError when all gains are 0."""
    return ratio(dcg(gains, k), dcg(sorted(gains, reverse=True), k), "the best possible DCG")


@function
def reciprocal_rank(relevant: Labels) -> float:
    """One over the position of the first relevant result, 0 when there is none."""
    return 1 / (relevant.index(1) + 1) if 1 in relevant else 0.0


@function
def precision_at(relevant: Labels, k: Size) -> float:
    """The relevant ones among the first k, divided by k."""
    return sum(relevant[:k]) / k


@function
def recall_at(relevant: Labels, k: Size, total: Size) -> float:
    """The relevant ones among the first k, divided by all that exist."""
    need(sum(relevant) <= total, "there are more relevant results than total")
    return sum(relevant[:k]) / total


@function
def ap_at(relevant: Labels, total: Size) -> float:
    """The sum of the precision at each relevant position, divided by all relevant ones that exist."""
    need(sum(relevant) <= total, "there are more relevant results than total")
    found = accumulate(relevant)
    return math.fsum(n / i for i, (hit, n) in enumerate(zip(relevant, found, strict=True), 1) if hit) / total


@costing(lambda _n, _c, k: k)
def pass_at_k(n: Size, c: Count, k: Size) -> float:
    """The chance that one of k of n samples passes when c of the n do: 1 - comb(n - c, k) / comb(n, k)."""
    need(c <= n and k <= n, "c and k must not be above n")
    return 1 - math.prod(max(n - c - i, 0) / (n - i) for i in range(k))
