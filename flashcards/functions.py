"""The library of named functions that formulas call: statistics, linear algebra, losses, metrics, layer arithmetic.

A parameter's annotation says what an argument must be; a call checks it, pays the cost, and only then runs.
Functions never change their arguments. Lists are Python lists, a matrix is a list of rows.
"""

import inspect
import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, TypeVar

Value: TypeAlias = "int | float | bool | list[Value]"
"""What a formula computes with."""

MAX_STEPS = 100_000
"""Steps one evaluation may take; a step is about a microsecond."""
MAX_ELEMENTS = 10_000
"""Numbers and lists inside one list, counted all the way down."""
MAX_BITS = 256
MAX_NESTING = 6


class FormulaError(ValueError):
    """A formula, a draw or an answer that cannot be read or computed; the message says why and what to do."""


class Budget:
    """Steps that are left to an evaluation; whoever works charges them first."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int = MAX_STEPS) -> None:
        """Start with all of the steps."""
        self.limit = limit
        self.left = limit

    @property
    def used(self) -> int:
        """Steps taken so far."""
        return self.limit - self.left

    def charge(self, steps: int) -> None:
        """Take steps, or raise FormulaError and take none when there are not enough."""
        if steps > self.left:
            message = f"the formula needs more than {self.limit:,} steps; use smaller lists or ranges"
            raise FormulaError(message)
        self.left -= steps


def is_number(value: object) -> bool:
    """Whether a value is a number; true and false count as 1 and 0."""
    return isinstance(value, int | float)


def size(value: object) -> int:
    """Numbers and lists inside a value, or FormulaError for too many; 0 for a number."""
    if not isinstance(value, list):
        return 0
    level, count = [value], 0
    for _ in range(MAX_NESTING):
        count += sum(map(len, level))
        if count > MAX_ELEMENTS:
            message = f"a list would hold more than {MAX_ELEMENTS:,} numbers; use a smaller one"
            raise FormulaError(message)
        level = [item for items in level for item in items if isinstance(item, list)]
        if not level:
            return count
    message = f"lists are nested more than {MAX_NESTING} deep; flatten them"
    raise FormulaError(message)


def sound(value: Any, budget: Budget) -> Any:  # noqa: ANN401 - it is what it checks
    """The value itself if all of it is finite and of bounded size, else FormulaError."""
    budget.charge(size(value))
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, list):
            rest.extend(item)
        elif isinstance(item, int):
            if item.bit_length() > MAX_BITS:
                message = f"a whole number has more than {MAX_BITS} bits; use smaller numbers or decimals"
                raise FormulaError(message)
        elif not isinstance(item, float):
            message = f"the result is a {type(item).__name__}, but formulas compute with numbers and lists only"
            raise FormulaError(message)
        elif not math.isfinite(item):
            message = "a result is not a finite number; use smaller numbers"
            raise FormulaError(message)
    return value


# What an argument must be.


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument must be, in words and as a test, and how it is handed on."""

    words: str
    fits: Callable[[Any], bool]
    read: Callable[[Any], Any] = lambda value: value


def _all_fit(kind: Kind, *, empty: bool) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and (empty or bool(value)) and all(map(kind.fits, value))


def _wholes(value: list[float]) -> list[int]:
    return [int(item) for item in value]


_NUMBER = Kind("a number", is_number)
_WHOLE = Kind("a whole number", lambda value: is_number(value) and value == int(value), int)
_AMOUNT = Kind("a number of at least 0", lambda value: is_number(value) and value >= 0)
_SHARE = Kind("a number from 0 to 1", lambda value: is_number(value) and 0 <= value <= 1)
_LABEL = Kind("0 or 1", lambda value: is_number(value) and value in {0, 1}, int)
_VECTOR = Kind("a list of numbers", _all_fit(_NUMBER, empty=True))
_SAMPLE = Kind("a list of at least one number", _all_fit(_NUMBER, empty=False))
_MATRIX = Kind(
    "a matrix, a list of rows of the same length such as [[1, 2], [0, 3]]",
    lambda value: _all_fit(_SAMPLE, empty=False)(value) and len({len(row) for row in value}) == 1,
)
_ROUNDING = 1e-6

Number: TypeAlias = Annotated[float, _NUMBER]
Positive: TypeAlias = Annotated[float, Kind("a number above 0", lambda value: is_number(value) and value > 0)]
Amount: TypeAlias = Annotated[float, _AMOUNT]
Share: TypeAlias = Annotated[float, _SHARE]
Inside: TypeAlias = Annotated[
    float, Kind("a number between 0 and 1, both excluded", lambda value: is_number(value) and 0 < value < 1)
]
Whole: TypeAlias = Annotated[int, _WHOLE]
Count: TypeAlias = Annotated[int, Kind("a whole number of at least 0", lambda v: _WHOLE.fits(v) and v >= 0, int)]
Size: TypeAlias = Annotated[int, Kind("a whole number of at least 1", lambda v: _WHOLE.fits(v) and v >= 1, int)]
Anything: TypeAlias = Annotated[Any, Kind("a number or a list", lambda _: True)]
Items: TypeAlias = Annotated[list[Any], Kind("a list", lambda value: isinstance(value, list))]
Vector: TypeAlias = Annotated[list[float], _VECTOR]
Sample: TypeAlias = Annotated[list[float], _SAMPLE]
Wholes: TypeAlias = Annotated[list[int], Kind("a list of whole numbers", _all_fit(_WHOLE, empty=True), _wholes)]
Sizes: TypeAlias = Annotated[
    list[int],
    Kind(
        "a list of whole numbers of at least 1",
        lambda value: _all_fit(_WHOLE, empty=False)(value) and min(value) >= 1,
        _wholes,
    ),
]
Labels: TypeAlias = Annotated[list[int], Kind("a list of 0s and 1s", _all_fit(_LABEL, empty=False), _wholes)]
Shares: TypeAlias = Annotated[list[float], Kind("a list of numbers from 0 to 1", _all_fit(_SHARE, empty=False))]
Weights: TypeAlias = Annotated[list[float], Kind("a list of numbers of at least 0", _all_fit(_AMOUNT, empty=False))]
Distribution: TypeAlias = Annotated[
    list[float],
    Kind(
        "a list of probabilities that sum to 1",
        lambda value: _all_fit(_SHARE, empty=False)(value) and abs(math.fsum(value) - 1) <= _ROUNDING,
    ),
]
Matrix: TypeAlias = Annotated[list[list[float]], _MATRIX]
Array: TypeAlias = Annotated[
    list[Any], Kind("a list of numbers or a matrix", lambda value: _SAMPLE.fits(value) or _MATRIX.fits(value))
]
Box: TypeAlias = Annotated[
    list[float],
    Kind(
        "a box [x1, y1, x2, y2] with x1 <= x2 and y1 <= y2",
        lambda v: _SAMPLE.fits(v) and len(v) == 4 and v[0] <= v[2] and v[1] <= v[3],  # noqa: PLR2004
    ),
]
Sides: TypeAlias = Annotated[
    Any,
    Kind(
        "a whole number of at least 1, or a list of them",
        lambda value: (
            value >= 1 and _WHOLE.fits(value)
            if is_number(value)
            else _all_fit(_WHOLE, empty=False)(value) and min(value) >= 1
        ),
    ),
]


# The table of functions.

Run = TypeVar("Run", bound=Callable[..., Any])
_FUNCTIONS: dict[str, "Function"] = {}
FUNCTIONS: Mapping[str, "Function"] = MappingProxyType(_FUNCTIONS)
"""Every function of the language by its name."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language."""

    name: str
    run: Callable[..., Any]
    cost: Callable[..., int]
    """Steps beyond the size of the arguments; takes the same arguments."""
    signature: inspect.Signature
    kinds: Mapping[str, Kind]

    @property
    def usage(self) -> str:
        """How it is called: `softmax(xs, temperature=1)`."""
        return f"{self.name}({', '.join(map(_shown, self.signature.parameters.values()))})"

    @property
    def sentence(self) -> str:
        """What it computes."""
        return " ".join((self.run.__doc__ or "").split())

    def check(self, count: int, names: Sequence[str]) -> None:
        """Raise FormulaError unless it can be called with so many arguments and these named ones."""
        try:
            self.signature.bind(*[None] * count, **dict.fromkeys(names))
        except TypeError as error:
            message = f"{self.name}: {error}; it is called as {self.usage}"
            raise FormulaError(message) from error

    def __call__(self, budget: Budget, args: Sequence[Value], named: Mapping[str, Value]) -> Any:  # noqa: ANN401
        """Check the arguments, pay for the work and do it."""
        bound = self.signature.bind(*args, **named)
        bound.apply_defaults()
        budget.charge(sum(map(size, args)) + sum(map(size, named.values())))
        try:
            for name, value in bound.arguments.items():
                several = self.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
                bound.arguments[name] = (
                    tuple(self._read(name, item) for item in value) if several else self._read(name, value)
                )
            budget.charge(self.cost(*bound.args, **bound.kwargs))
            return self.run(*bound.args, **bound.kwargs)
        except FormulaError as error:
            message = f"{self.name}: {error}"
            raise FormulaError(message) from error

    def _read(self, name: str, value: Value) -> Any:  # noqa: ANN401
        kind = self.kinds[name]
        if not kind.fits(value):
            message = f"{name} must be {kind.words}, not {repr(value)[:40]}"
            raise FormulaError(message)
        return kind.read(value)


def _shown(parameter: inspect.Parameter) -> str:
    star = "*" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else ""
    if parameter.default is inspect.Parameter.empty:
        return f"{star}{parameter.name}"
    return f"{parameter.name}={'e' if parameter.default == math.e else parameter.default}"


def costing(cost: Callable[..., int]) -> Callable[[Run], Run]:
    """Put a function into the table with its cost; a trailing underscore is not part of its name."""

    def enter(run: Run) -> Run:
        signature = inspect.signature(run)
        kinds = {p.name: p.annotation.__metadata__[0] for p in signature.parameters.values()}
        name = run.__name__.rstrip("_")
        _FUNCTIONS[name] = Function(name, run, cost, signature, kinds)
        return run

    return enter


def function(run: Run) -> Run:
    """Put a function that reads its arguments a fixed number of times into the table."""
    return costing(lambda *_, **__: 0)(run)


def describe_functions() -> list[tuple[str, str, str]]:
    """Name, usage and sentence of every function, by name."""
    return [(f.name, f.usage, f.sentence) for _, f in sorted(_FUNCTIONS.items())]


def _sorting(xs: list[Any], *_: object, **__: object) -> int:
    return size(xs) * len(xs).bit_length()


def _pairing(xs: list[Any], ys: list[Any], *_: object) -> int:
    return len(xs) * len(ys)


# Common steps.


def _ratio(top: float, bottom: float, words: str) -> float:
    if bottom == 0:
        message = f"{words} is 0, so there is nothing to divide by; rule that out with such_that"
        raise FormulaError(message)
    return top / bottom


def _pairs(xs: Sequence[Any], ys: Sequence[Any]) -> list[tuple[Any, Any]]:
    if len(xs) != len(ys):
        message = f"the lists have different lengths, {len(xs)} and {len(ys)}"
        raise FormulaError(message)
    return list(zip(xs, ys, strict=True))


def _total(xs: Sequence[float]) -> float:
    # Exact for whole numbers, correctly rounded otherwise: the built-in sum of floats differs between Pythons.
    return sum(xs) if all(isinstance(x, int) for x in xs) else math.fsum(xs)


def _need(condition: bool, words: str) -> None:  # noqa: FBT001
    if not condition:
        raise FormulaError(words)


# Numbers.


@function
def abs_(x: Number) -> float:
    """The absolute value."""
    return abs(x)


@function
def sign(x: Number) -> int:
    """-1, 0 or 1."""
    return (x > 0) - (x < 0)


@function
def round_(x: Number, digits: Whole = 0) -> float:
    """Rounded to so many digits after the point (-15 to 15); halves go to the even neighbour."""
    _need(abs(digits) <= 15, "digits must be from -15 to 15")  # noqa: PLR2004
    return round(x, digits) if digits else round(x)


@function
def floor(x: Number) -> int:
    """The largest whole number that is not above x."""
    return math.floor(x)


@function
def ceil(x: Number) -> int:
    """The smallest whole number that is not below x."""
    return math.ceil(x)


@function
def clip(x: Number, low: Number, high: Number) -> float:
    """The value kept within low and high."""
    return max(low, min(x, high))


@function
def sqrt(x: Amount) -> float:
    """The square root of a number of at least 0."""
    return math.sqrt(x)


@function
def exp(x: Number) -> float:
    """E to the power of x."""
    return math.exp(x)


@function
def expm1(x: Number) -> float:
    """exp(x) - 1, exact also for small x."""
    return math.expm1(x)


@function
def log(x: Positive, base: Positive = math.e) -> float:
    """The logarithm, natural unless a base is given."""
    return math.log(x) if base == math.e else math.log(x) / _log_of_base(base)


def _log_of_base(base: float) -> float:
    _need(base != 1, "the base must not be 1")
    return math.log(base)


@function
def log1p(x: Number) -> float:
    """The natural logarithm of 1 + x, exact also for small x."""
    _need(x > -1, "x must be above -1")
    return math.log1p(x)


@function
def log2(x: Positive) -> float:
    """The logarithm to base 2."""
    return math.log2(x)


@function
def log10(x: Positive) -> float:
    """The logarithm to base 10."""
    return math.log10(x)


@function
def sin(x: Number) -> float:
    """The sine of an angle in radians."""
    return math.sin(x)


@function
def cos(x: Number) -> float:
    """The cosine of an angle in radians."""
    return math.cos(x)


@function
def tan(x: Number) -> float:
    """The tangent of an angle in radians."""
    return math.tan(x)


@function
def gcd(*numbers: Whole) -> int:
    """The greatest common divisor of whole numbers."""
    return math.gcd(*numbers)


# Activations.


@function
def tanh(x: Number) -> float:
    """The hyperbolic tangent, from -1 to 1."""
    return math.tanh(x)


@function
def sigmoid(x: Number) -> float:
    """1 / (1 + exp(-x)), from 0 to 1."""
    # tanh does not overflow for any x.
    return (1 + math.tanh(x / 2)) / 2 if x > -1 else math.exp(x) / (1 + math.exp(x))


@function
def relu(x: Number) -> float:
    """The larger of x and 0."""
    return max(x, 0)


@function
def leaky_relu(x: Number, slope: Number = 0.01) -> float:
    """X for positive x, slope times x otherwise."""
    return x if x > 0 else slope * x


@function
def elu(x: Number, alpha: Number = 1) -> float:
    """X for positive x, alpha (exp(x) - 1) otherwise."""
    return x if x > 0 else alpha * math.expm1(x)


@function
def gelu(x: Number) -> float:
    """X times the standard normal distribution function at x (the exact form, not the tanh one)."""
    return x * normal_cdf(x)


@function
def silu(x: Number) -> float:
    """X times sigmoid(x), also called swish."""
    return x * sigmoid(x)


@function
def softplus(x: Number) -> float:
    """The natural logarithm of 1 + exp(x)."""
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


@function
def erf(x: Number) -> float:
    """The error function, from -1 to 1."""
    return math.erf(x)


# Lists.


def _numbers(first: Any, rest: Sequence[Any]) -> list[float]:  # noqa: ANN401
    values: list[float] = [first, *rest] if rest or is_number(first) else first
    _need(_SAMPLE.fits(values), "it takes two or more numbers, or one list of at least one number")
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
    return _total(xs)


@function
def prod(xs: Vector) -> float:
    """The product of a list, 1 for an empty one."""
    product: float = 1
    for x in xs:
        product *= x
        # A product of many whole numbers must not grow until the end.
        _need(isinstance(product, float) or product.bit_length() <= MAX_BITS, "the product becomes too large")
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


@costing(_sorting)
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


@costing(_sorting)
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


@costing(_sorting)
def argsort(xs: Sample) -> list[int]:
    """Positions in ascending order of their elements, from 0; equal elements keep their order."""
    return sorted(range(len(xs)), key=xs.__getitem__)


@costing(_sorting)
def rank(xs: Sample) -> list[float]:
    """Ranks from 1 for the smallest; equal elements share the mean of their ranks."""
    ranks, before = [0.0] * len(xs), 0
    for _, group in groupby(argsort(xs), key=xs.__getitem__):
        tied = list(group)
        for position in tied:
            ranks[position] = before + (len(tied) + 1) / 2
        before += len(tied)
    return ranks


# Statistics.


@function
def mean(xs: Sample) -> float:
    """The arithmetic mean."""
    return _total(xs) / len(xs)


@function
def weighted_mean(xs: Sample, weights: Weights) -> float:
    """The mean with weights of at least 0; FormulaError when they sum to 0."""
    return _ratio(_total([x * w for x, w in _pairs(xs, weights)]), _total(weights), "the sum of the weights")


@function
def harmonic_mean(xs: Sample) -> float:
    """The harmonic mean of numbers above 0."""
    _need(min(xs) > 0, "all numbers must be above 0")
    return len(xs) / math.fsum(1 / x for x in xs)


@function
def geometric_mean(xs: Sample) -> float:
    """The geometric mean of numbers above 0."""
    _need(min(xs) > 0, "all numbers must be above 0")
    return math.exp(math.fsum(math.log(x) for x in xs) / len(xs))


@costing(_sorting)
def median(xs: Sample) -> float:
    """The middle value, or the mean of the middle two."""
    return statistics.median(xs)


@costing(_sorting)
def quantile(xs: Sample, q: Share) -> float:
    """The q-quantile with linear interpolation between order statistics, as numpy.quantile does by default."""
    ordered, place = sorted(xs), q * (len(xs) - 1)
    below = math.floor(place)
    above = min(below + 1, len(xs) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


@costing(_sorting)
def nearest_rank(xs: Sample, q: Share) -> float:
    """The smallest element with at least a share q of the list at or below it (a latency percentile)."""
    return sorted(xs)[max(math.ceil(_exact(q) * len(xs)) - 1, 0)]


def _exact(x: float) -> Fraction:
    # A float stands for the decimal it prints as, so that 0.55 * 20 is 11 and [[0.1, 0.7], [0.3, 2.1]] is singular.
    return Fraction(x) if isinstance(x, int) else Fraction(repr(x))


def _deviations(xs: Sequence[float]) -> list[float]:
    centre = _total(xs) / len(xs)
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
    _need(len(xs) > ddof, f"it needs more than {ddof} numbers")
    return math.fsum(a * b for a, b in _pairs(_deviations(xs), _deviations(ys))) / (len(xs) - ddof)


@function
def correlation(xs: Sample, ys: Sample) -> float:
    """Pearson's correlation, -1 to 1; FormulaError when a list is constant."""
    return _ratio(covariance(xs, ys), std(xs) * std(ys), "a standard deviation")


@costing(lambda xs, ys: _sorting(xs) + _sorting(ys))
def spearman(xs: Sample, ys: Sample) -> float:
    """Spearman's rank correlation, -1 to 1: Pearson's of the ranks, ties at their mean rank."""
    return correlation(rank(xs), rank(ys))


@function
def standardise(xs: Sample, ddof: Count = 0) -> list[float]:
    """Deviations from the mean in standard deviations; FormulaError for a constant list."""
    spread = std(xs, ddof)
    return [_ratio(x, spread, "the standard deviation") for x in _deviations(xs)]


@function
def min_max(xs: Sample) -> list[float]:
    """Values moved and scaled to 0..1; FormulaError for a constant list."""
    low, high = min(xs), max(xs)
    return [_ratio(x - low, high - low, "the range") for x in xs]


# Linear algebra.


@function
def dot(xs: Vector, ys: Vector) -> float:
    """The inner product of two lists of the same length."""
    return _total([x * y for x, y in _pairs(xs, ys)])


@costing(_pairing)
def outer(xs: Sample, ys: Sample) -> list[list[float]]:
    """The matrix of all products, a row for each element of xs."""
    return [[x * y for y in ys] for x in xs]


def _matmul_cost(a: list[Any], b: list[Any]) -> int:
    return max(size(a), 1) * len(b[0]) if isinstance(b[0], list) else size(a)


@costing(_matmul_cost)
def matmul(a: Array, b: Array) -> Any:  # noqa: ANN401 - a number, a list or a matrix
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
    _need(nested[0] == nested[1], "both must be lists, or both matrices")
    if nested[0]:
        return [_entrywise(operation, x, y) for x, y in _pairs(a, b)]
    return [operation(x, y) for x, y in _pairs(a, b)]


@function
def add(a: Array, b: Array) -> list[Any]:
    """The sum of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(lambda x, y: x + y, a, b)


@function
def subtract(a: Array, b: Array) -> list[Any]:
    """The difference of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(lambda x, y: x - y, a, b)


@function
def hadamard(a: Array, b: Array) -> list[Any]:
    """The product of two lists or matrices of the same shape, entry by entry."""
    return _entrywise(lambda x, y: x * y, a, b)


@function
def scale(a: Array, factor: Number) -> list[Any]:
    """All entries of a list or matrix times a number."""
    return [scale(x, factor) if isinstance(x, list) else x * factor for x in a]


@function
def norm(xs: Array, p: Annotated[float, Kind("a number of at least 1", lambda v: is_number(v) and v >= 1)] = 2) -> float:
    """The p-norm of a list; of a matrix, of all its entries (Frobenius for p=2)."""
    entries = [abs(float(x)) for x in (flatten(xs) if isinstance(xs[0], list) else xs)]
    largest = max(entries)
    # Scaled by the largest entry, so that squares cannot overflow.
    return largest * math.fsum((x / largest) ** p for x in entries) ** (1 / p) if largest else 0.0


@function
def euclidean(xs: Sample, ys: Sample) -> float:
    """The Euclidean distance of two points."""
    return math.dist(*zip(*_pairs(xs, ys), strict=True))


@function
def manhattan(xs: Sample, ys: Sample) -> float:
    """The sum of the absolute differences of two points."""
    return _total([abs(x - y) for x, y in _pairs(xs, ys)])


@function
def cosine(xs: Sample, ys: Sample) -> float:
    """The cosine of the angle between two lists, -1 to 1; FormulaError when one is all 0."""
    return _ratio(dot(xs, ys), norm(xs) * norm(ys), "a norm")


@function
def trace(a: Matrix) -> float:
    """The sum of the diagonal of a square matrix."""
    _need(len(a) == len(a[0]), "the matrix must be square")
    return _total([row[i] for i, row in enumerate(a)])


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
    _need(not square or len(a) == len(a[0]), "the matrix must be square")
    _need(max(len(a), len(a[0])) <= _MAX_SIDE, f"the matrix must not be larger than {_MAX_SIDE} by {_MAX_SIDE}")
    return [[_exact(x) for x in row] for row in a]


def _plain(x: Fraction) -> float:
    return x.numerator if x.denominator == 1 else float(x)


def _elimination_cost(a: list[list[float]], *_: object) -> int:
    return 20 * len(a) ** 2 * len(a[0])


@costing(_elimination_cost)
def det(a: Matrix) -> float:
    """The determinant of a square matrix of up to 8 rows; decimals are taken exactly as written."""
    _, pivots = _eliminated(_fractions(a), len(a))
    return _plain(math.prod(pivots)) if len(pivots) == len(a) else 0


@costing(_elimination_cost)
def inverse(a: Matrix) -> list[list[float]]:
    """The inverse of a square matrix of up to 8 rows; FormulaError when it is singular."""
    n = len(a)
    wide = [row + [Fraction(i == j) for j in range(n)] for i, row in enumerate(_fractions(a))]
    rows, pivots = _eliminated(wide, n)
    _need(len(pivots) == n, "the matrix is singular, it has no inverse")
    return [[_plain(x) for x in row[n:]] for row in rows]


@costing(_elimination_cost)
def solve(a: Matrix, b: Sample) -> list[float]:
    """The x with a x = b for a square matrix of up to 8 rows; FormulaError when it is singular."""
    wide = [[*row, _exact(y)] for row, y in _pairs(_fractions(a), b)]
    rows, pivots = _eliminated(wide, len(a))
    _need(len(pivots) == len(a), "the matrix is singular, there is no single solution")
    return [_plain(row[-1]) for row in rows]


@costing(_elimination_cost)
def matrix_rank(a: Matrix) -> int:
    """How many rows of a matrix of up to 8 by 8 are linearly independent."""
    return len(_eliminated(_fractions(a, square=False), len(a[0]))[1])


@function
def eigenvalues(a: Matrix) -> list[float]:
    """Both eigenvalues of a 2 by 2 matrix, the larger first; FormulaError when they are not real."""
    _need(len(a) == len(a[0]) == 2, "the matrix must be 2 by 2")  # noqa: PLR2004
    (p, q), (r, s) = a
    root = (p - s) ** 2 + 4 * q * r
    _need(root >= 0, "the eigenvalues are not real")
    return [(p + s + math.sqrt(root)) / 2, (p + s - math.sqrt(root)) / 2]


# Probability and information.


def _too_large(k: int) -> None:
    # Each of these counts is at least 2 to the power of k - 1, so a larger k cannot fit.
    _need(k <= MAX_BITS, "the result would be too large; use smaller numbers")


@function
def factorial(n: Count) -> int:
    """N!, the number of orders of n things."""
    _too_large(n)
    return math.factorial(n)


@function
def comb(n: Count, k: Count) -> int:
    """The number of ways to choose k of n things without order; 0 for k above n."""
    _too_large(min(k, n - k))
    return math.comb(n, k)


@function
def perm(n: Count, k: Count) -> int:
    """The number of ways to choose k of n things in order; 0 for k above n."""
    _too_large(min(k, n))
    return math.perm(n, k) if k <= n else 0


@function
def normal_cdf(x: Number, mean: Number = 0, sd: Positive = 1) -> float:
    """The probability that a normal variable is at most x."""
    return math.erfc((mean - x) / (sd * math.sqrt(2))) / 2


@function
def normal_quantile(q: Inside, mean: Number = 0, sd: Positive = 1) -> float:
    """The value that a normal variable stays below with probability q."""
    return mean + sd * statistics.NormalDist().inv_cdf(q)


def _log_power(base: float, exponent: float) -> float:
    # 0 to the power of 0 is 1, and its logarithm 0.
    return exponent * math.log(base) if base > 0 else (-math.inf if exponent else 0.0)


@function
def binomial_pmf(k: Count, n: Count, p: Share) -> float:
    """The probability of exactly k successes in n independent trials with probability p each."""
    if k > n:
        return 0.0
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + _log_power(p, k) + _log_power(1 - p, n - k))


@costing(lambda k, n, p: min(k, n))  # noqa: ARG005
def binomial_cdf(k: Count, n: Count, p: Share) -> float:
    """The probability of at most k successes in n independent trials with probability p each."""
    return math.fsum(binomial_pmf(i, n, p) for i in range(min(k, n) + 1))


@function
def poisson_pmf(k: Count, mu: Amount) -> float:
    """The probability of exactly k events where mu are expected."""
    return math.exp(_log_power(mu, k) - mu - math.lgamma(k + 1))


@costing(lambda k, mu: k)  # noqa: ARG005
def poisson_cdf(k: Count, mu: Amount) -> float:
    """The probability of at most k events where mu are expected."""
    return math.fsum(poisson_pmf(i, mu) for i in range(k + 1))


_TERMS = 2_000
_TINY = 1e-300
Df: TypeAlias = Annotated[
    float, Kind("a number above 0 and at most 10,000", lambda v: is_number(v) and 0 < v <= 10_000)  # noqa: PLR2004
]


def _fraction_value(terms: Callable[[int], tuple[float, float]]) -> float:
    """b0 + a1/(b1 + a2/(b2 + ...)) by Lentz's method; terms(i) is (a_i, b_i)."""
    value = terms(0)[1] or _TINY
    c, d = value, 0.0
    for i in range(1, _TERMS):
        a, b = terms(i)
        d = 1 / (b + a * d or _TINY)
        c = b + a / c or _TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:  # noqa: PLR2004
            break
    return value


@costing(lambda x, df: _TERMS)  # noqa: ARG005
def chi2_sf(x: Amount, df: Df) -> float:
    """The probability that a chi-squared variable with df degrees of freedom exceeds x."""
    a, z = df / 2, x / 2
    if z == 0:
        return 1.0
    front = math.exp(a * math.log(z) - z - math.lgamma(a))
    if z > a + 1:  # Abramowitz & Stegun 6.5.31
        return front / _fraction_value(lambda i: (-i * (i - a), z + 2 * i + 1 - a) if i else (0, z + 1 - a))
    term = total = 1 / a  # Abramowitz & Stegun 6.5.29
    for i in range(1, _TERMS):
        term *= z / (a + i)
        total += term
        if term < total * 1e-16:
            break
    return 1 - front * total


def _beta_share(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), Abramowitz & Stegun 26.5.8."""
    if x in {0, 1}:
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(b, a, 1 - x)

    def terms(i: int) -> tuple[float, float]:
        m = i // 2
        if i % 2 == 0:
            top = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            top = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        return top, 1.0

    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front) / (a * _fraction_value(terms))


@costing(lambda x, df: _TERMS)  # noqa: ARG005
def t_cdf(x: Number, df: Df) -> float:
    """The probability that Student's t with df degrees of freedom is at most x."""
    tail = _beta_share(df / 2, 0.5, df / (df + x * x)) / 2
    return 1 - tail if x > 0 else tail


@costing(lambda q, df: 10 * _TERMS)  # noqa: ARG005
def t_quantile(q: Inside, df: Df) -> float:
    """The value that Student's t with df degrees of freedom stays below with probability q."""
    if q < 0.5:  # noqa: PLR2004
        return -t_quantile(1 - q, df)
    low, high = 0.0, 1.0
    while t_cdf(high, df) < q:
        high *= 2
        _need(high < 1e12, "q is too close to 0 or 1")  # noqa: PLR2004
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, df) < q else (low, middle)
    return (low + high) / 2


@function
def wilson_interval(successes: Count, n: Size, confidence: Inside = 0.95) -> list[float]:
    """Wilson's score interval [low, high] for a proportion."""
    _need(successes <= n, "there are more successes than trials")
    z, p = normal_quantile((1 + confidence) / 2), successes / n
    centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return [(centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)]


@function
def mcnemar(b: Count, c: Count, correction: Amount = 1) -> float:
    """McNemar's statistic (|b - c| - correction)^2 / (b + c) of the discordant pairs; chi-squared, 1 degree."""
    return _ratio(max(abs(b - c) - correction, 0) ** 2, b + c, "b + c")


@function
def entropy(ps: Distribution, base: Positive = math.e) -> float:
    """Shannon's entropy of a distribution in units of the base (nats); 0 log 0 is 0."""
    return cross_entropy(ps, ps, base)


@function
def cross_entropy(ps: Distribution, qs: Distribution, base: Positive = math.e) -> float:
    """-sum of p log q in units of the base (nats); FormulaError when q is 0 where p is not."""
    _need(all(q > 0 for p, q in _pairs(ps, qs) if p > 0), "q is 0 where p is not, so the result is infinite")
    # Adding 0.0 turns -0.0 into 0.0.
    return -math.fsum(p * math.log(q) for p, q in _pairs(ps, qs) if p > 0) / _log_of_base(base) + 0.0


@function
def kl(ps: Distribution, qs: Distribution, base: Positive = math.e) -> float:
    """The Kullback-Leibler divergence of q from p in units of the base (nats), at least 0."""
    return cross_entropy(ps, qs, base) - entropy(ps, base)


@function
def binary_cross_entropy(y: Share, p: Share) -> float:
    """-(y ln p + (1 - y) ln(1 - p)) in nats of one target and one probability."""
    return cross_entropy([y, 1 - y], [p, 1 - p])


@function
def gini(ps: Distribution) -> float:
    """Gini's impurity, 1 - sum of p squared, from 0 to below 1."""
    return 1 - math.fsum(p * p for p in ps)


@function
def logsumexp(xs: Sample) -> float:
    """The natural logarithm of the sum of exp(x)."""
    largest = max(xs)
    return largest + math.log(math.fsum(math.exp(x - largest) for x in xs))


@function
def softmax(xs: Sample, temperature: Positive = 1) -> list[float]:
    """exp(x / temperature) divided by the sum of these, which sum to 1."""
    largest = max(xs)
    weights = [math.exp((x - largest) / temperature) for x in xs]
    return [w / math.fsum(weights) for w in weights]
