"""Vectors and matrices: products, norms, distances, and exact elimination."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any

from flashcards.formulas.functions.arguments import Anything, Array, Matrix, Number, Sample, Vector, number
from flashcards.formulas.functions.lists import flatten
from flashcards.formulas.functions.table import costing, function, pairing
from flashcards.formulas.functions.values import exact, need, paired, ratio, size, total


@function
def dot(xs: Vector, ys: Vector) -> float:
    """The inner product of two lists of the same length."""
    return total([x * y for x, y in paired(xs, ys)])


@costing(pairing)
def outer(xs: Sample, ys: Sample) -> list[list[float]]:
    """The matrix of all products, a row for each element of xs."""
    return [[x * y for y in ys] for x in xs]


def _multiplying(a: list[Any], b: list[Any]) -> int:
    return max(size(a), 1) * len(b[0]) if isinstance(b[0], list) else size(a)


@costing(_multiplying)
def matmul(a: Array, b: Array) -> Anything:
    """The matrix product; a list is a row on the left and a column on the right, as in NumPy."""
    if not isinstance(a[0], list):
        return dot(a, b) if not isinstance(b[0], list) else [dot(a, column) for column in transpose(b)]
    if not isinstance(b[0], list):
        return [dot(row, b) for row in a]
    columns = transpose(b)
    return [[dot(row, column) for column in columns] for row in a]


@function
def transpose(a: Matrix) -> list[list[float]]:
    """Rows become columns."""
    return [list(column) for column in zip(*a, strict=True)]


def _entrywise(operation: Callable[[float, float], float], a: list[Any], b: list[Any]) -> list[Any]:
    nested = [isinstance(x, list) for x in (a[0], b[0])]
    need(nested[0] == nested[1], "both must be lists, or both matrices")
    if nested[0]:
        return [_entrywise(operation, x, y) for x, y in paired(a, b)]
    return [operation(x, y) for x, y in paired(a, b)]


@function
def add(a: Array, b: Array) -> list[Any]:
    """The sum of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(operator.add, a, b)


@function
def subtract(a: Array, b: Array) -> list[Any]:
    """The difference of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(operator.sub, a, b)


@function
def hadamard(a: Array, b: Array) -> list[Any]:
    """The product of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(operator.mul, a, b)


@function
def scale(a: Array, factor: Number) -> list[Any]:
    """All entries of a list or matrix times a number."""
    return [scale(x, factor) if isinstance(x, list) else x * factor for x in a]


@function
def norm(xs: Array, p: Annotated[float, number("a number of at least 1", lambda x: x >= 1)] = 2) -> float:
    """The p-norm of a list; of a matrix, of all its entries (Frobenius for p=2)."""
    entries = [abs(float(x)) for x in (flatten(xs) if isinstance(xs[0], list) else xs)]
    largest = max(entries)
    # Scaled by the largest entry, so that squares cannot overflow.
    return largest * math.fsum((x / largest) ** p for x in entries) ** (1 / p) if largest else 0.0


@function
def euclidean(xs: Sample, ys: Sample) -> float:
    """The Euclidean distance of two points."""
    return math.dist(*zip(*paired(xs, ys), strict=True))


@function
def manhattan(xs: Sample, ys: Sample) -> float:
    """The sum of the absolute differences of two points."""
    return total([abs(x - y) for x, y in paired(xs, ys)])


@function
def cosine(xs: Sample, ys: Sample) -> float:
    """The cosine of the angle between two lists, -1 to 1; FormulaError when one is all 0."""
    return ratio(dot(xs, ys), norm(xs) * norm(ys), "a norm")


@function
def trace(a: Matrix) -> float:
    """The sum of the diagonal of a square matrix."""
    need(len(a) == len(a[0]), "the matrix must be square")
    return total([row[i] for i, row in enumerate(a)])


_MAX_SIDE = 8


def _eliminated(rows: list[list[Fraction]], columns: int) -> tuple[list[list[Fraction]], list[Fraction]]:
    """Reduced row echelon form over the first columns, and its pivots (negative for a row exchange)."""
    rows, pivots = [row[:] for row in rows], list[Fraction]()
    for column in range(columns):
        place = len(pivots)
        found = next((i for i in range(place, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        pivot = rows[place][column]
        pivots.append(pivot if found == place else -pivot)
        rows[place] = [x / pivot for x in rows[place]]
        for i, row in enumerate(rows):
            if i != place and row[column]:
                rows[i] = [x - row[column] * y for x, y in zip(row, rows[place], strict=True)]
    return rows, pivots


def _fractions(a: list[list[float]], *, square: bool = True) -> list[list[Fraction]]:
    need(not square or len(a) == len(a[0]), "the matrix must be square")
    need(max(len(a), len(a[0])) <= _MAX_SIDE, f"the matrix must not be larger than {_MAX_SIDE} by {_MAX_SIDE}")
    return [[exact(x) for x in row] for row in a]


def _plain(x: Fraction) -> float:
    return x.numerator if x.denominator == 1 else float(x)


def _elimination(a: list[list[float]], *_: object) -> int:
    return 20 * len(a) ** 2 * len(a[0])


@costing(_elimination)
def det(a: Matrix) -> float:
    """The determinant of a square matrix of up to 8 rows; decimals are taken exactly as written."""
    _, pivots = _eliminated(_fractions(a), len(a))
    return _plain(math.prod(pivots, start=Fraction(1))) if len(pivots) == len(a) else 0


@costing(_elimination)
def inverse(a: Matrix) -> list[list[float]]:
    """The inverse of a square matrix of up to 8 rows; FormulaError when it is singular."""
    n = len(a)
    wide = [row + [Fraction(i == j) for j in range(n)] for i, row in enumerate(_fractions(a))]
    rows, pivots = _eliminated(wide, n)
    need(len(pivots) == n, "the matrix is singular, it has no inverse")
    return [[_plain(x) for x in row[n:]] for row in rows]


@costing(_elimination)
def solve(a: Matrix, b: Sample) -> list[float]:
    """The x with a x = b for a square matrix of up to 8 rows; FormulaError when it is singular."""
    wide = [[*row, exact(y)] for row, y in paired(_fractions(a), b)]
    rows, pivots = _eliminated(wide, len(a))
    need(len(pivots) == len(a), "the matrix is singular, there is no single solution")
    return [_plain(row[-1]) for row in rows]


@costing(_elimination)
def matrix_rank(a: Matrix) -> int:
    """How many rows of a matrix of up to 8 by 8 are linearly independent."""
    return len(_eliminated(_fractions(a, square=False), len(a[0]))[1])


@function
def eigenvalues(a: Matrix) -> list[float]:
    """Both eigenvalues of a 2 by 2 matrix, the larger first; FormulaError when they are not real."""
    need(len(a) == len(a[0]) == 2, "the matrix must be 2 by 2")  # noqa: PLR2004
    (p, q), (r, s) = a
    root = (p - s) ** 2 + 4 * q * r
    need(root >= 0, "the eigenvalues are not real")
    return [(p + s + math.sqrt(root)) / 2, (p + s - math.sqrt(root)) / 2]
