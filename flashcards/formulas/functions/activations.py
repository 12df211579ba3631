"""Activations of neurons, and softmax."""

import math

from flashcards.formulas.functions.arguments import Number, Positive, Sample
from flashcards.formulas.functions.distributions import normal_cdf
from flashcards.formulas.functions.table import function


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
