"""Lists: their sums, extremes, order and ranks."""

from collections.abc import Sequence
from itertools import accumulate, groupby
from typing import Any

from flashcards.formulas.functions.arguments import SAMPLE, Anything, Items, Matrix, Number, Sample, Vector, Whole
from flashcards.formulas.functions.table import costing, function, sorting
from flashcards.formulas.functions.values import MAX_BITS, is_number, need, total


def _numbers(first: Anything, rest: Sequence[Anything]) -> list[float]:
    values: list[float] = [first, *rest] if rest or is_number(first) else first
    need(SAMPLE.fits(values), "it takes two or more numbers, or one list of at least one number")
    return values


@function
def min_(first: Anything, *rest: Anything) -> float:
    """The smallest of a list, or of two and more numbers."""
    return min(_numbers(first, rest))


@function
def max_(first: Anything, *rest: Anything) -> float:
    """The largest of a list, or of two and more numbers."""
    return max(_numbers(first, rest))


@function
def sum_(xs: Vector) -> float:
    """The sum of a list, 0 for an empty one; true counts as 1."""
    return total(xs)


@function
def prod(xs: Vector) -> float:
    """The product of a list, 1 for an empty one."""
    product: float = 1
    for x in xs:
        product *= x
        # A product of many whole numbers must not grow until the end.
        need(isinstance(product, float) or product.bit_length() <= MAX_BITS, "the product becomes too large")
    return product


@function
def cumsum(xs: Vector) -> list[float]:
    """Running sums of a list, of the same length."""
    return list(accumulate(xs))


@function
def len_(xs: Items) -> int:
    """How many elements a list has; of a matrix, how many rows."""
    return len(xs)


@function
def count(xs: Vector, value: Number) -> int:
    """How many elements equal the value."""
    return xs.count(value)


@costing(lambda *bounds: len(range(*bounds)))
def range_(*bounds: Whole) -> list[int]:
    """Whole numbers: range(stop), range(start, stop) or range(start, stop, step); stop is excluded."""
    return list(range(*bounds))


@costing(lambda *lists: len(lists) * min(map(len, lists), default=0))
def zip_(*lists: Items) -> list[list[Any]]:
    """Lists of the first elements, of the second ones and so on, up to the end of the shortest list."""
    return [list(items) for items in zip(*lists, strict=False)]


@function
def enumerate_(xs: Items, start: Whole = 0) -> list[list[Any]]:
    """Pairs of position and element, positions from start."""
    return [[position, x] for position, x in enumerate(xs, start)]


@costing(sorting)
def sorted_(xs: Items, reverse: Whole = 0) -> list[Any]:
    """The list in ascending order, descending for reverse=1."""
    return sorted(xs, reverse=bool(reverse))


@function
def reversed_(xs: Items) -> list[Any]:
    """The list from its end to its start."""
    return xs[::-1]


@function
def concat(*lists: Items) -> list[Any]:
    """The lists one after the other."""
    return [x for xs in lists for x in xs]


@function
def flatten(rows: Matrix) -> list[float]:
    """The entries of a matrix row by row."""
    return [x for row in rows for x in row]


@costing(sorting)
def unique(xs: Vector) -> list[float]:
    """The different values of a list in ascending order."""
    return sorted(set(xs))


@function
def any_(xs: Vector) -> bool:
    """Whether at least one element is true (not 0)."""
    return any(xs)


@function
def all_(xs: Vector) -> bool:
    """Whether all elements are true (not 0)."""
    return all(xs)


@function
def argmax(xs: Sample) -> int:
    """The position of the largest element, from 0; the first of equal ones."""
    return xs.index(max(xs))


@function
def argmin(xs: Sample) -> int:
    """The position of the smallest element, from 0; the first of equal ones."""
    return xs.index(min(xs))


@costing(sorting)
def argsort(xs: Sample) -> list[int]:
    """Positions in ascending order of their elements, from 0; equal elements keep their order."""
    return sorted(range(len(xs)), key=xs.__getitem__)


@costing(sorting)
def rank(xs: Sample) -> list[float]:
    """Ranks from 1 for the smallest; equal elements share the mean of their ranks."""
    ranks, before = [0.0] * len(xs), 0
    for _, group in groupby(argsort(xs), key=xs.__getitem__):
        tied = list(group)
        for position in tied:
            ranks[position] = before + (len(tied) + 1) / 2
        before += len(tied)
    return ranks
