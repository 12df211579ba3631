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
from typing import Annotated, Any, TypeAlias, TypeGuard, TypeVar

Value: TypeAlias = int | float | bool | list["Value"]
"""What a formula computes with."""

MAX_STEPS = 100_000
"""Steps one evaluation may take; a step is about a microsecond."""
MAX_ELEMENTS = 10_000
"""Numbers and lists inside one list, counted all the way down."""
MAX_BITS = 256
MAX_NESTING = 6
MAX_AXES = 16
MAX_SHOWN = 40
"""Characters of a value in a message."""


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
            raise FormulaError(f"the formula needs more than {self.limit:,} steps; use smaller lists or ranges")
        self.left -= steps


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number; true and false count as 1 and 0."""
    return isinstance(value, int | float)


def brief(value: Value) -> str:
    """The beginning of a value, for a message."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."


def size(value: object) -> int:
    """Numbers and lists inside a value, or FormulaError for too many; 0 for a number."""
    if not isinstance(value, list):
        return 0
    level, count = [value], 0
    for _ in range(MAX_NESTING):
        count += sum(map(len, level))
        if count > MAX_ELEMENTS:
            raise FormulaError(f"a list would hold more than {MAX_ELEMENTS:,} numbers; use a smaller one")
        level = [item for items in level for item in items if isinstance(item, list)]
        if not level:
            return count
    raise FormulaError(f"lists are nested more than {MAX_NESTING} deep; flatten them")


def sound(value: Value, budget: Budget) -> Value:
    """The value itself if all of it is finite and of bounded size, else FormulaError."""
    budget.charge(size(value))
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, list):
            rest.extend(item)
        elif isinstance(item, int):
            if item.bit_length() > MAX_BITS:
                raise FormulaError(f"a whole number has more than {MAX_BITS} bits; use smaller numbers or decimals")
        elif not isinstance(item, float):
            raise FormulaError(
                f"the result is a {type(item).__name__}, but formulas compute with numbers and lists only"
            )
        elif not math.isfinite(item):
            raise FormulaError("a result is not a finite number; use smaller numbers")
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
            raise FormulaError(f"{self.name}: {error}; it is called as {self.usage}") from error

    def __call__(self, budget: Budget, args: Sequence[Value], named: Mapping[str, Value]) -> Value:
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
            result: Value = self.run(*bound.args, **bound.kwargs)
        except FormulaError as error:
            raise FormulaError(f"{self.name}: {error}") from error
        return result

    def _read(self, name: str, value: Value) -> object:
        kind = self.kinds[name]
        if not kind.fits(value):
            raise FormulaError(f"{name} must be {kind.words}, not {brief(value)}")
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
        raise FormulaError(f"{words} is 0, so there is nothing to divide by; rule that out with such_that")
    return top / bottom


def _pairs(xs: Sequence[Any], ys: Sequence[Any]) -> list[tuple[Any, Any]]:
    if len(xs) != len(ys):
        raise FormulaError(f"the lists have different lengths, {len(xs)} and {len(ys)}")
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
    """The constant e to the power of x."""
    return math.exp(x)


@function
def expm1(x: Number) -> float:
    """The value of exp(x) - 1, exact also for small x."""
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
    # Either form overflows on the other side of 0.
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


@function
def relu(x: Number) -> float:
    """The larger of x and 0."""
    return max(x, 0)


@function
def leaky_relu(x: Number, slope: Number = 0.01) -> float:
    """The number x where it is positive, slope times x otherwise."""
    return x if x > 0 else slope * x


@function
def elu(x: Number, alpha: Number = 1) -> float:
    """The number x where it is positive, alpha (exp(x) - 1) otherwise."""
    return x if x > 0 else alpha * math.expm1(x)


@function
def gelu(x: Number) -> float:
    """The product of x and the standard normal distribution function at x (not the tanh form)."""
    return x * normal_cdf(x)


@function
def silu(x: Number) -> float:
    """The product of x and sigmoid(x), also called swish."""
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


def _numbers(first: Anything, rest: Sequence[Anything]) -> list[float]:
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
    if min(xs) == max(xs):
        return [0] * len(xs)  # the mean of equal decimals may be off by a rounding
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
def norm(
    xs: Array, p: Annotated[float, Kind("a number of at least 1", lambda v: is_number(v) and v >= 1)] = 2
) -> float:
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
    return _plain(math.prod(pivots, start=Fraction(1))) if len(pivots) == len(a) else 0


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
    """The product of the numbers from 1 to n, which is the number of orders of n things."""
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
        if i == 0:
            top = 0.0
        elif i % 2 == 0:
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
    _need(all(q > 0 for p, q in _pairs(ps, qs) if p > 0), "q is 0 where p is not, so the result is infinite")
    return math.fsum(p * math.log(p / q) for p, q in _pairs(ps, qs) if p > 0) / _log_of_base(base)


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
    """Each exp(x / temperature) divided by the sum of these, which sum to 1."""
    largest = max(xs)
    weights = [math.exp((x - largest) / temperature) for x in xs]
    total = math.fsum(weights)
    return [w / total for w in weights]


# Classification: counts of a two-class table; positives are what is looked for.


@function
def accuracy(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """The share of all cases that are right, (tp + tn) / (tp + fp + fn + tn)."""
    return _ratio(tp + tn, tp + fp + fn + tn, "tp + fp + fn + tn")


@function
def precision(tp: Amount, fp: Amount) -> float:
    """The share of predicted positives that are right, tp / (tp + fp); FormulaError without any."""
    return _ratio(tp, tp + fp, "tp + fp")


@function
def recall(tp: Amount, fn: Amount) -> float:
    """The share of actual positives that are found, tp / (tp + fn); FormulaError without any."""
    return _ratio(tp, tp + fn, "tp + fn")


@function
def specificity(tn: Amount, fp: Amount) -> float:
    """The share of actual negatives that are left alone, tn / (tn + fp); FormulaError without any."""
    return _ratio(tn, tn + fp, "tn + fp")


@function
def negative_predictive_value(tn: Amount, fn: Amount) -> float:
    """The share of predicted negatives that are right, tn / (tn + fn); FormulaError without any."""
    return _ratio(tn, tn + fn, "tn + fn")


@function
def balanced_accuracy(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """The mean of recall and specificity."""
    return (recall(tp, fn) + specificity(tn, fp)) / 2


@function
def f_beta(tp: Amount, fp: Amount, fn: Amount, beta: Positive = 1) -> float:
    """(1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp): recall counts beta times as much as precision."""
    weight = beta * beta
    return _ratio((1 + weight) * tp, (1 + weight) * tp + weight * fn + fp, "tp + fn + fp")


@function
def mcc(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """Matthews' correlation coefficient, -1 to 1; FormulaError when a row or column of the table is empty."""
    product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return _ratio(tp * tn - fp * fn, math.sqrt(product), "a row or column of the table")


@function
def kappa(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """Cohen's kappa, agreement beyond chance, at most 1; FormulaError when chance alone agrees always."""
    n = tp + fp + fn + tn
    chance = (tp + fp) * (tp + fn) + (tn + fp) * (tn + fn)
    return _ratio(n * (tp + tn) - chance, n * n - chance, "one minus the agreement by chance")


@function
def confusion(labels: Wholes, predictions: Wholes, classes: Size) -> list[list[int]]:
    """The table of counts: row = actual class, column = predicted class, both from 0."""
    pairs = _pairs(labels, predictions)
    _need(classes <= 50, "there may be at most 50 classes")  # noqa: PLR2004
    _need(all(0 <= x < classes for pair in pairs for x in pair), f"classes must be from 0 to {classes - 1}")
    counts = Counter(pairs)
    return [[counts[row, column] for column in range(classes)] for row in range(classes)]


@function
def counts_at(labels: Labels, scores: Sample, threshold: Number) -> list[int]:
    """[tp, fp, fn, tn] when a score of at least the threshold is called positive."""
    counts = Counter((label, score >= threshold) for label, score in _pairs(labels, scores))
    return [counts[1, True], counts[0, True], counts[1, False], counts[0, False]]


@function
def class_precision(confusion: Matrix) -> list[float]:
    """Precision of each class of a table with actual classes in rows; FormulaError for a class never predicted."""
    _square(confusion)
    return [_ratio(row[i], _total([r[i] for r in confusion]), f"column {i}") for i, row in enumerate(confusion)]


@function
def class_recall(confusion: Matrix) -> list[float]:
    """Recall of each class of a table with actual classes in rows; FormulaError for a class that never occurs."""
    _square(confusion)
    return [_ratio(row[i], _total(row), f"row {i}") for i, row in enumerate(confusion)]


@function
def class_f1(confusion: Matrix) -> list[float]:
    """F1 of each class of a table with actual classes in rows; its mean is macro F1."""
    _square(confusion)
    sums = [_total(row) + _total(list(column)) for row, column in zip(confusion, transpose(confusion), strict=True)]
    return [_ratio(2 * row[i], sums[i], f"row and column {i}") for i, row in enumerate(confusion)]


def _square(a: list[list[float]]) -> None:
    _need(len(a) == len(a[0]), "the table must be square")


@costing(_sorting)
def auc(labels: Labels, scores: Sample) -> float:
    """The area under the ROC curve: the share of positive-negative pairs ranked right, ties counting half."""
    _pairs(labels, scores)
    positives = sum(labels)
    ranks = math.fsum(r for r, label in zip(rank(scores), labels, strict=True) if label)
    pairs = positives * (len(labels) - positives)
    return _ratio(ranks - positives * (positives + 1) / 2, pairs, "the number of positive-negative pairs")


@costing(_sorting)
def average_precision(labels: Labels, scores: Sample) -> float:
    """The sum of recall steps times precision, tied scores as one step (scikit-learn's definition)."""
    positives, found, seen, area = sum(labels), 0, 0, 0.0
    ordered = sorted(_pairs(labels, scores), key=lambda pair: -pair[1])
    for _, tied in groupby(ordered, key=lambda pair: pair[1]):
        group = [label for label, _ in tied]
        found, seen = found + sum(group), seen + len(group)
        area += sum(group) * found / seen
    return _ratio(area, positives, "the number of positives")


@function
def log_loss(labels: Labels, probabilities: Shares) -> float:
    """The mean of -ln(probability given to the actual class), in nats; FormulaError when one is infinite."""
    return mean([binary_cross_entropy(label, p) for label, p in _pairs(labels, probabilities)])


@function
def brier(labels: Labels, probabilities: Shares) -> float:
    """The mean squared difference of probability and outcome, 0 to 1."""
    return mean([(label - p) ** 2 for label, p in _pairs(labels, probabilities)])


@function
def ece(confidences: Shares, hits: Labels, bins: Size) -> float:
    """The expected calibration error over equal bins (low, high] of 0..1, weighted by their number of cases."""
    gaps: dict[int, list[float]] = {}
    for confidence, hit in _pairs(confidences, hits):
        gaps.setdefault(max(math.ceil(_exact(confidence) * bins), 1), []).append(hit - confidence)
    return math.fsum(abs(math.fsum(gap)) for gap in gaps.values()) / len(hits)


@function
def hinge(y: Number, score: Number) -> float:
    """max(0, 1 - y score) of one case with label y of -1 or 1."""
    _need(abs(y) == 1, "y must be -1 or 1")
    return max(0, 1 - y * score)


@function
def focal(p: Share, gamma: Amount) -> float:
    """-(1 - p)^gamma ln(p), p being the probability of the actual class; FormulaError for p = 0."""
    _need(p > 0, "p is 0, so the result is infinite")
    return math.pow(1 - p, gamma) * -math.log(p)


# Regression: y is the truth, p the prediction.


@function
def mae(y: Sample, p: Sample) -> float:
    """The mean absolute error."""
    return mean([abs(a - b) for a, b in _pairs(y, p)])


@function
def mse(y: Sample, p: Sample) -> float:
    """The mean squared error."""
    return mean([(a - b) ** 2 for a, b in _pairs(y, p)])


@function
def rmse(y: Sample, p: Sample) -> float:
    """The square root of the mean squared error."""
    return math.sqrt(mse(y, p))


@function
def rmsle(y: Weights, p: Weights) -> float:
    """The root mean squared difference of ln(1 + y) and ln(1 + p)."""
    return rmse([math.log1p(x) for x in y], [math.log1p(x) for x in p])


@function
def mape(y: Sample, p: Sample) -> float:
    """The mean of |y - p| / |y| as a fraction, not in percent; FormulaError when a y is 0."""
    return mean([_ratio(abs(a - b), abs(a), "a y") for a, b in _pairs(y, p)])


@function
def r2(y: Sample, p: Sample) -> float:
    """1 - squared errors / squared deviations of y from its mean, at most 1; FormulaError for a constant y."""
    return 1 - _ratio(mse(y, p), variance(y), "the variance of y")


@function
def pinball(y: Sample, p: Sample, q: Share) -> float:
    """The mean quantile loss: q (y - p) where y is above p, (1 - q) (p - y) otherwise."""
    return mean([max(q * (a - b), (q - 1) * (a - b)) for a, b in _pairs(y, p)])


@function
def huber(x: Number, delta: Positive) -> float:
    """Huber's loss of one error: x^2 / 2 within delta, delta (|x| - delta / 2) beyond."""
    return x * x / 2 if abs(x) <= delta else delta * (abs(x) - delta / 2)


# Ranking: lists in ranked order, best first.


@function
def dcg(gains: Weights, k: Size) -> float:
    """The sum of gain / log2(position + 1) over the first k, positions from 1, gains as given."""
    return math.fsum(gain / math.log2(place + 1) for place, gain in enumerate(gains[:k], 1))


@costing(_sorting)
def ndcg(gains: Weights, k: Size) -> float:
    """DCG divided by that of the same gains in the best order, 0 to 1; FormulaError when all gains are 0."""
    return _ratio(dcg(gains, k), dcg(sorted(gains, reverse=True), k), "the best possible DCG")


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
    _need(sum(relevant) <= total, "there are more relevant results than total")
    return sum(relevant[:k]) / total


@function
def ap_at(relevant: Labels, total: Size) -> float:
    """The sum of the precision at each relevant position, divided by all relevant ones that exist."""
    _need(sum(relevant) <= total, "there are more relevant results than total")
    found = accumulate(relevant)
    return math.fsum(n / i for i, (hit, n) in enumerate(zip(relevant, found, strict=True), 1) if hit) / total


@costing(lambda n, c, k: k)  # noqa: ARG005
def pass_at_k(n: Size, c: Count, k: Size) -> float:
    """The chance that one of k of n samples passes when c of the n do: 1 - comb(n - c, k) / comb(n, k)."""
    _need(c <= n and k <= n, "c and k must not be above n")
    return 1 - math.prod(max(n - c - i, 0) / (n - i) for i in range(k))


# Boxes, masks and sets.


def _area(box: list[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


@function
def iou(box: Box, other: Box) -> float:
    """Intersection over union of boxes [x1, y1, x2, y2] with continuous coordinates, 0 to 1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    both = max(width, 0) * max(height, 0)
    return _ratio(both, _area(box) + _area(other) - both, "the area of the union")


@costing(lambda boxes, scores, threshold: 5 * len(boxes) ** 2)  # noqa: ARG005
def nms(boxes: Matrix, scores: Sample, threshold: Share) -> list[int]:
    """Positions kept by greedy suppression, best score first; an overlap above the threshold is dropped."""
    _need(all(len(b) == 4 and b[0] <= b[2] and b[1] <= b[3] for b in boxes), "a box is [x1, y1, x2, y2]")  # noqa: PLR2004
    _pairs(boxes, scores)
    kept: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if all(iou(boxes[i], boxes[j]) <= threshold for j in kept):
            kept.append(i)
    return kept


@function
def dice(a: Amount, b: Amount, both: Amount) -> float:
    """2 both / (a + b) from the sizes of two sets and of what they share, 0 to 1."""
    _need(both <= min(a, b), "both must not be above a or b")
    return _ratio(2 * both, a + b, "a + b")


@function
def jaccard(a: Amount, b: Amount, both: Amount) -> float:
    """The ratio both / (a + b - both) from the sizes of two sets and of what they share, 0 to 1."""
    _need(both <= min(a, b), "both must not be above a or b")
    return _ratio(both, a + b - both, "the size of the union")


# Texts as lists of numbers, one number for each different word.


@costing(_pairing)
def edit_distance(xs: Vector, ys: Vector) -> int:
    """The fewest insertions, deletions and substitutions that turn xs into ys (Levenshtein)."""
    row = list(range(len(ys) + 1))
    for i, x in enumerate(xs, 1):
        above, row = row, [i]
        for j, y in enumerate(ys, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


@costing(_pairing)
def wer(ref: Sample, hyp: Vector) -> float:
    """The word error rate, edit distance / length of the reference; it can exceed 1."""
    return edit_distance(ref, hyp) / len(ref)


@costing(_pairing)
def lcs_length(xs: Vector, ys: Vector) -> int:
    """The length of the longest common subsequence (of ROUGE-L)."""
    row = [0] * (len(ys) + 1)
    for x in xs:
        above, row = row, [0]
        for j, y in enumerate(ys, 1):
            row.append(above[j - 1] + 1 if x == y else max(above[j], row[-1]))
    return row[-1]


def _ngrams(xs: list[float], n: int) -> Counter[tuple[float, ...]]:
    return Counter(tuple(xs[i : i + n]) for i in range(len(xs) - n + 1))


def _ngram_cost(xs: list[float], ys: list[float], n: int) -> int:
    return n * (len(xs) + len(ys))


@costing(_ngram_cost)
def ngram_precision(candidate: Vector, reference: Vector, n: Size) -> float:
    """The share of the candidate's n-grams in the reference, each counted at most as often as there (BLEU)."""
    mine, theirs = _ngrams(candidate, n), _ngrams(reference, n)
    return _ratio((mine & theirs).total(), mine.total(), f"the number of the candidate's {n}-grams")


@costing(_ngram_cost)
def ngram_recall(candidate: Vector, reference: Vector, n: Size) -> float:
    """The share of the reference's n-grams in the candidate, each counted at most as often as there (ROUGE-N)."""
    return ngram_precision(reference, candidate, n)


@function
def brevity_penalty(candidate: Size, reference: Size) -> float:
    """BLEU's factor for lengths in words: 1 when longer, exp(1 - reference / candidate) otherwise."""
    return math.exp(min(0, 1 - reference / candidate))


@function
def perplexity(probabilities: Shares) -> float:
    """The exponential of the mean of -ln(p) over the probabilities given to the tokens; FormulaError when one is 0."""
    _need(min(probabilities) > 0, "a probability is 0, so the perplexity is infinite")
    return math.exp(-math.fsum(math.log(p) for p in probabilities) / len(probabilities))


# Layers: sizes, parameters and small computations.


@function
def dense_params(nin: Size, nout: Size, bias: Count = 1) -> int:
    """Weights and biases of a fully connected layer, nin nout + nout (without biases for bias=0)."""
    return nin * nout + (nout if bias else 0)


@function
def mlp_params(widths: Sizes, bias: Count = 1) -> int:
    """Weights and biases of fully connected layers between the widths, the input's first."""
    return sum(dense_params(nin, nout, bias) for nin, nout in pairwise(widths))


@function
def conv_out(size: Size, kernel: Size, stride: Size = 1, padding: Count = 0, dilation: Size = 1) -> int:
    """The output length along one side, floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    _need(room >= 0, "the kernel is larger than the padded input")
    return room // stride + 1


@function
def conv_transpose_out(  # noqa: PLR0913, PLR0917
    size: Size,
    kernel: Size,
    stride: Size = 1,
    padding: Count = 0,
    output_padding: Count = 0,
    dilation: Size = 1,
) -> int:
    """(size - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1, a transposed convolution's length."""
    length = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1
    _need(length >= 1, "nothing is left of the output")
    return length


@function
def conv_params(cin: Size, cout: Size, kernel: Sides, bias: Count = 1, groups: Size = 1) -> int:
    """Weights cout (cin / groups) k and biases; k is kernel^2 for a square kernel, else the product of its sides."""
    _need(cin % groups == 0 and cout % groups == 0, "groups must divide cin and cout")
    sides = kernel if isinstance(kernel, list) else [kernel, kernel]
    _need(len(sides) <= MAX_AXES, f"a kernel may have at most {MAX_AXES} sides")
    return cout * (cin // groups) * math.prod(map(int, sides)) + (cout if bias else 0)


@function
def receptive_field(kernels: Sizes, strides: Sizes) -> int:
    """How many inputs along one side reach one output of a stack of convolutions, first layer first."""
    field, jump = 1, 1
    for kernel, stride in _pairs(kernels, strides):
        field += (kernel - 1) * jump
        jump *= stride
        _need(jump.bit_length() <= MAX_BITS, "the product of the strides becomes too large")
    return field


@costing(lambda image, kernel: size(image) * size(kernel))
def conv2d_valid(image: Matrix, kernel: Matrix) -> list[list[float]]:
    """The cross-correlation of an image with a kernel (not flipped), stride 1, no padding."""
    rows, columns = len(image) - len(kernel) + 1, len(image[0]) - len(kernel[0]) + 1
    _need(rows > 0 and columns > 0, "the kernel is larger than the image")
    return [
        [
            _total([w * image[r + i][c + j] for i, line in enumerate(kernel) for j, w in enumerate(line)])
            for c in range(columns)
        ]
        for r in range(rows)
    ]


@costing(lambda image, width: size(image) + 8 * width * (width + len(image) + len(image[0])))
def pad2d(image: Matrix, width: Count) -> list[list[float]]:
    """The image with so many rows and columns of 0 on each side."""
    side: list[float] = [0] * width
    blank: list[float] = [0] * (len(image[0]) + 2 * width)
    return [*[blank] * width, *[[*side, *row, *side] for row in image], *[blank] * width]


@function
def rotate180(kernel: Matrix) -> list[list[float]]:
    """The matrix with rows and columns in reverse order, as the input gradient of a convolution needs it."""
    return [row[::-1] for row in kernel[::-1]]


def _windows(image: list[list[float]], side: int, stride: int) -> list[list[list[float]]]:
    _need(side <= min(len(image), len(image[0])), "the window is larger than the image")
    return [
        [
            [x for row in image[r : r + side] for x in row[c : c + side]]
            for c in range(0, len(image[0]) - side + 1, stride)
        ]
        for r in range(0, len(image) - side + 1, stride)
    ]


@costing(lambda image, side, stride: size(image) * side**2 // stride)
def max_pool2d(image: Matrix, side: Size, stride: Size) -> list[list[float]]:
    """The largest entry of each square window, no padding."""
    return [[max(window) for window in row] for row in _windows(image, side, stride)]


@costing(lambda image, side, stride: size(image) * side**2 // stride)
def avg_pool2d(image: Matrix, side: Size, stride: Size) -> list[list[float]]:
    """The mean of each square window, no padding."""
    return [[mean(window) for window in row] for row in _windows(image, side, stride)]


@function
def contiguous_strides(shape: Sizes) -> list[int]:
    """Steps in elements along each axis of a row-major tensor, as PyTorch's stride() gives them."""
    _need(len(shape) <= MAX_AXES, f"a shape may have at most {MAX_AXES} axes")
    return [math.prod(shape[i + 1 :]) for i in range(len(shape))]


@function
def broadcast_shape(a: Sizes, b: Sizes) -> list[int]:
    """The shape of an entrywise result of tensors of two shapes; FormulaError when they do not fit."""
    axes = max(len(a), len(b))
    pairs = list(zip([1] * (axes - len(a)) + a, [1] * (axes - len(b)) + b, strict=True))
    _need(all(x == y or 1 in {x, y} for x, y in pairs), "the shapes do not fit: an axis must agree or be 1")
    return [max(pair) for pair in pairs]


# Procedures.


@function
def batches(n: Count, size: Size, drop_last: Count = 0) -> int:
    """Batches in one pass over n cases; the last smaller one is left out for drop_last=1."""
    return n // size if drop_last else -(-n // size)


@costing(lambda n, k: k)  # noqa: ARG005
def fold_sizes(n: Size, k: Size) -> list[int]:
    """Test sizes of k folds of n cases; the first n mod k folds have one more, as in scikit-learn."""
    _need(2 <= k <= min(n, MAX_ELEMENTS), f"k must be from 2 to n and at most {MAX_ELEMENTS:,}")  # noqa: PLR2004
    return [n // k + (i < n % k) for i in range(k)]


@function
def discounted(rewards: Sample, gamma: Share) -> float:
    """The return r0 + gamma r1 + gamma^2 r2 + ..."""
    total = 0.0
    for reward in reversed(rewards):
        total = reward + gamma * total
    return total


@function
def psi(expected: Distribution, actual: Distribution) -> float:
    """The population stability index, sum of (actual - expected) ln(actual / expected); no bin may be 0."""
    _need(min(*expected, *actual) > 0, "a bin is 0, so the index is infinite")
    return math.fsum((a - e) * math.log(a / e) for e, a in _pairs(expected, actual))
