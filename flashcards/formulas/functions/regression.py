"""Regression: y is the truth, p the prediction."""

import math

from flashcards.formulas.functions.arguments import Number, Positive, Sample, Share, Weights
from flashcards.formulas.functions.samples import mean, variance
from flashcards.formulas.functions.table import function
from flashcards.formulas.functions.values import paired, ratio


@function
def mae(y: Sample, p: Sample) -> float:
    """The mean absolute error."""
    return mean([abs(a - b) for a, b in paired(y, p)])


@function
def mse(y: Sample, p: Sample) -> float:
    """The mean squared error."""
    return mean([(a - b) ** 2 for a, b in paired(y, p)])


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
    return mean([ratio(abs(a - b), abs(a), "a y") for a, b in paired(y, p)])


@function
def r2(y: Sample, p: Sample) -> float:
    """1 - squared errors / squared deviations of y from its mean, at most 1; FormulaError for a constant y."""
    return 1 - ratio(mse(y, p), variance(y), "the variance of y")


@function
def pinball(y: Sample, p: Sample, q: Share) -> float:
    """The mean quantile loss: q (y - p) where y is above p, (1 - q) (p - y) otherwise."""
    return mean([max(q * (a - b), (q - 1) * (a - b)) for a, b in paired(y, p)])


@function
def huber(x: Number, delta: Positive) -> float:
    """Huber's loss of one error: x^2 / 2 within delta, delta (|x| - delta / 2) beyond."""
    return x * x / 2 if abs(x) <= delta else delta * (abs(x) - delta / 2)
