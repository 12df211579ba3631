"""Distributions of probability, and what is inferred with them."""

import math
from collections.abc import Callable
from typing import Annotated, TypeAlias

from flashcards.formulas.functions.arguments import Amount, Count, Inside, Number, Positive, Share, Size, number
from flashcards.formulas.functions.table import costing, function
from flashcards.formulas.functions.values import need, ratio


@function
def normal_cdf(x: Number, mean: Number = 0, sd: Positive = 1) -> float:
    """The probability that a normal variable is at most x."""
    return math.erfc((mean - x) / (sd * math.sqrt(2))) / 2


@function
def normal_quantile(q: Inside, mean: Number = 0, sd: Positive = 1) -> float:
    """The value that a normal variable stays below with probability q."""
    from statistics import NormalDist  # which brings in more than all functions

    return mean + sd * NormalDist().inv_cdf(q)


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


@costing(lambda k, n, _: min(k, n))
def binomial_cdf(k: Count, n: Count, p: Share) -> float:
    """The probability of at most k successes in n independent trials with probability p each."""
    return math.fsum(binomial_pmf(i, n, p) for i in range(min(k, n) + 1))


@function
def poisson_pmf(k: Count, mu: Amount) -> float:
    """The probability of exactly k events where mu are expected."""
    return math.exp(_log_power(mu, k) - mu - math.lgamma(k + 1))


@costing(lambda k, _: k)
def poisson_cdf(k: Count, mu: Amount) -> float:
    """The probability of at most k events where mu are expected."""
    return math.fsum(poisson_pmf(i, mu) for i in range(k + 1))


_TERMS = 2_000
_TINY = 1e-300
_MAX_DF = 10_000
Df: TypeAlias = Annotated[float, number("a number above 0 and at most 10,000", lambda x: 0 < x <= _MAX_DF)]


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


@costing(lambda *_: _TERMS)
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


@costing(lambda *_: _TERMS)
def t_cdf(x: Number, df: Df) -> float:
    """The probability that Student's t with df degrees of freedom is at most x."""
    tail = _beta_share(df / 2, 0.5, df / (df + x * x)) / 2
    return 1 - tail if x > 0 else tail


@costing(lambda *_: 10 * _TERMS)
def t_quantile(q: Inside, df: Df) -> float:
    """The value that Student's t with df degrees of freedom stays below with probability q."""
    if q < 0.5:  # noqa: PLR2004
        return -t_quantile(1 - q, df)
    low, high = 0.0, 1.0
    while t_cdf(high, df) < q:
        high *= 2
        need(high < 1e12, "q is too close to 0 or 1")  # noqa: PLR2004
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, df) < q else (low, middle)
    return (low + high) / 2


@function
def wilson_interval(successes: Count, n: Size, confidence: Inside = 0.95) -> list[float]:
    """Wilson's score interval [low, high] for a proportion."""
    need(successes <= n, "there are more successes than trials")
    z, p = normal_quantile((1 + confidence) / 2), successes / n
    centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return [(centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)]


@function
def mcnemar(b: Count, c: Count, correction: Amount = 1) -> float:
    """McNemar's statistic (|b - c| - correction)^2 / (b + c) of the discordant pairs; chi-squared, 1 degree."""
    return ratio(max(abs(b - c) - correction, 0) ** 2, b + c, "b + c")
