"""Arithmetic: signs, rounding, roots, powers, logarithms, angles and counting."""

import math

from flashcards.formulas.functions.arguments import Amount, Count, Number, Positive, Whole
from flashcards.formulas.functions.table import function
from flashcards.formulas.functions.values import MAX_BITS, need


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
    need(abs(digits) <= 15, "digits must be from -15 to 15")  # noqa: PLR2004
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
def erf(x: Number) -> float:
    """The error function, from -1 to 1."""
    return math.erf(x)


@function
def log(x: Positive, base: Positive = math.e) -> float:
    """The logarithm, natural unless a base is given."""
    return math.log(x) if base == math.e else math.log(x) / log_of_base(base)


def log_of_base(base: float) -> float:
    """The natural logarithm of a base, which is not 1."""
    need(base != 1, "the base must not be 1")
    return math.log(base)


@function
def log1p(x: Number) -> float:
    """The natural logarithm of 1 + x, exact also for small x."""
    need(x > -1, "x must be above -1")
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


def _too_large(k: int) -> None:
    # Each of these counts is at least 2 to the power of k - 1, so a larger k cannot fit.
    need(k <= MAX_BITS, "the result would be too large; use smaller numbers")


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
