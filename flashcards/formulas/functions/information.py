"""Information: entropy, divergence and impurity of distributions."""

import math

from flashcards.formulas.functions.arguments import Distribution, Positive, Share, Shares
from flashcards.formulas.functions.arithmetic import log_of_base
from flashcards.formulas.functions.table import function
from flashcards.formulas.functions.values import need, paired


def _supported(ps: list[float], qs: list[float]) -> list[tuple[float, float]]:
    pairs = [(p, q) for p, q in paired(ps, qs) if p > 0]
    need(all(q > 0 for _, q in pairs), "q is 0 where p is not, so the result is infinite")
    return pairs


@function
def entropy(ps: Distribution, base: Positive = math.e) -> float:
    """Shannon's entropy of a distribution in units of the base (nats); 0 log 0 is 0."""
    return cross_entropy(ps, ps, base)


@function
def cross_entropy(ps: Distribution, qs: Distribution, base: Positive = math.e) -> float:
    """-sum of p log q in units of the base (nats); FormulaError when q is 0 where p is not."""
    # Adding 0.0 turns -0.0 into 0.0.
    return -math.fsum(p * math.log(q) for p, q in _supported(ps, qs)) / log_of_base(base) + 0.0


@function
def kl(ps: Distribution, qs: Distribution, base: Positive = math.e) -> float:
    """The Kullback-Leibler divergence of q from p in units of the base (nats), at least 0."""
    return math.fsum(p * math.log(p / q) for p, q in _supported(ps, qs)) / log_of_base(base)


@function
def binary_cross_entropy(y: Share, p: Share) -> float:
    """-(y ln p + (1 - y) ln(1 - p)) in nats of one target and one probability."""
    return cross_entropy([y, 1 - y], [p, 1 - p])


@function
def gini(ps: Distribution) -> float:
    """Gini's impurity, 1 - sum of p squared, from 0 to below 1."""
    return 1 - math.fsum(p * p for p in ps)


@function
def psi(expected: Distribution, actual: Distribution) -> float:
    """The population stability index, sum of (actual - expected) ln(actual / expected); no bin may be 0."""
    need(min(*expected, *actual) > 0, "a bin is 0, so the index is infinite")
    return math.fsum((a - e) * math.log(a / e) for e, a in paired(expected, actual))


@function
def perplexity(probabilities: Shares) -> float:
    """The exponential of the mean of -ln(p) over the probabilities given to the tokens; FormulaError when one is 0."""
    need(min(probabilities) > 0, "a probability is 0, so the perplexity is infinite")
    return math.exp(-math.fsum(math.log(p) for p in probabilities) / len(probabilities))
