"""Independent proofs for decks/ml-screen.yaml: libraries, enumeration, integration and simulation against each card's own formula."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import numpy as np
from scipy import integrate, optimize, stats

from tests.verify.proofs import bug, number
from tests.verify.typical import is_near, typical

# ---------------------------------------------------------------- number cards


@number("shrunk-mean-mse")
def _(mu, c, n, s):
    """The mean over two-point measurements, all of their sums with their probabilities."""
    total = 0.0
    for up in range(n + 1):
        mean = mu + s * (2 * up - n) / n
        total += math.comb(n, up) / 2**n * (c * mean - mu) ** 2
    return total


@number("ridge-lambda-from-prior")
def _(s, t, n):
    """The penalty that shrinks one weight exactly as the prior does, for columns with the squared length 3."""
    posterior_mode = (1 / s**2) * 3 / (3 / s**2 + 1 / t**2)
    return optimize.brentq(lambda penalty: (3 / n) / (3 / n + penalty) - posterior_mode, 0, 1e4, xtol=1e-15, rtol=1e-14)


@number("two-positive-tests")
def _(prev, sens, spec):
    ill, healthy = Fraction(prev, 1000), 1 - Fraction(prev, 1000)
    first, second = Fraction(str(sens)), 1 - Fraction(str(spec))
    return float(ill * first * first / (ill * first * first + healthy * second * second))


@number("at-least-one-event")
def _(r, t):
    return stats.expon(scale=60 / r).cdf(t)


@number("power-of-a-test")
def _(n, s, d):
    standard_error = math.sqrt(s**2 / n + s**2 / n)
    return stats.norm(d, standard_error).sf(1.96 * standard_error)


@number("bh-count")
def _(a, b, c, d, f, g, h, i):
    adjusted = stats.false_discovery_control(np.array([i, h, g, f, d, c, b, a]) / 1000)
    return int((adjusted <= 0.05 + 1e-12).sum())


@number("users-per-arm")
def _(p, d):
    """The number of users whose power is that of a shift by 2.8 standard errors."""
    rate = p / 100

    def shift(users):
        return d / 100 / math.sqrt(rate * (1 - rate) / users + rate * (1 - rate) / users)

    return optimize.brentq(lambda users: shift(users) - 2.8, 1, 1e9, xtol=1e-6, rtol=1e-13)


@number("cuped-users-needed")
def _(n, r):
    """The residual variance of four points with exactly this correlation, by least squares."""
    x = np.array([1.0, -1.0, 1.0, -1.0])
    y = r * x + math.sqrt(1 - r**2) * np.array([1.0, 1.0, -1.0, -1.0])
    slope, level = np.polyfit(x, y, 1)
    return n * np.var(y - slope * x - level) / np.var(y)


@number("no-failures-bound")
def _(n):
    return 100 * stats.beta.ppf(0.95, 1, n)


@number("kl-by-hand")
def _(a, b, c, d):
    return float(stats.entropy([a, b, 10 - a - b], [c, d, 10 - c - d]))


@number("draws-for-a-full-set")
def _(n):
    """The sum over all counts of boxes of the chance that the set is not yet full, by the chain of missing stickers."""
    missing = np.zeros(n + 1)
    missing[n], expected = 1.0, 0.0
    new = np.arange(n + 1) / n
    while 1 - missing[0] > 1e-13:
        expected += 1 - missing[0]
        moved = missing * new
        missing = missing - moved
        missing[:-1] += moved[1:]
    return expected


@number("flips-until-a-run")
def _(p, k):
    """Mean waits by the length of the run so far, from the linear equations of the chain."""
    equations, ones = np.eye(k), np.ones(k)
    for run in range(k):
        equations[run, 0] -= 1 - p
        if run + 1 < k:
            equations[run, run + 1] -= p
    return float(np.linalg.solve(equations, ones)[0])


# ---------------------------------------------------------------- bug cards

PEEKING = """
import numpy as np
rng = np.random.default_rng(SEED)
"""
TRIALS = "share = sum(finds_winner(rng) for _ in range(200)) / 200"


def share(run):
    return run["share"]


bug(
    "stop-when-significant",
    before=PEEKING.replace("SEED", "0"),
    after=TRIALS,
    symptom=lambda run: run["share"] > 0.15,
)
assert is_near(typical("ml-screen", "stop-when-significant", PEEKING, share, TRIALS), 0.25, 0.02)
assert is_near(typical("ml-screen", "stop-when-significant", PEEKING, share, TRIALS, mended=True), 0.05, 0.015)

bug(
    "naive-shuffle",
    before="""
from collections import Counter
from itertools import product

class Paths:
    def __init__(self, draws):
        self.draws, self.weight = list(draws), 1
    def integers(self, low, high):
        draw = self.draws.pop(0)
        if not low <= draw < high:
            self.weight = 0
            return low
        return draw
""",
    after="""
orders = Counter()
for path in product(range(3), repeat=3):
    rng = Paths(path)
    orders[tuple(shuffled(range(3), rng))] += rng.weight
shares = sorted(count / sum(orders.values()) for count in orders.values())
""",
    symptom=lambda run: [round(x, 3) for x in run["shares"]] == [0.148] * 3 + [0.185] * 3,
)

# ---------------------------------------------------------------- figures in the texts

# significant-and-exaggerated: an estimate with unit error, a two-sided test at 1.96, a power of 20 %
effect = optimize.brentq(lambda d: stats.norm.sf(1.96 - d) + stats.norm.cdf(-1.96 - d) - 0.2, 0, 3)
size = sum(
    integrate.quad(lambda x: abs(x) * stats.norm.pdf(x - effect), *ends)[0] for ends in ((1.96, 15), (-15, -1.96))
)
assert is_near(effect, 1.11, 0.005)
assert is_near(size / 0.2 / effect, 2.26, 0.005)
assert is_near(1.96 / effect, 1.76, 0.005)

# p-value-of-three-percent: the observed effect taken for the true one
assert is_near(stats.norm.sf(1.96 - stats.norm.isf(0.015)), 0.58, 0.005)

# sample-ratio-mismatch
assert is_near((50_900 - 50_000) / math.sqrt(100_000 / 4), 5.7, 0.05)
assert 1e-8 < stats.chisquare([50_900, 49_100]).pvalue < 2e-8

# simpson-stones: the published counts of small and large stones, cured and treated
counts = {"A": ((81, 87), (192, 263)), "B": ((234, 270), (55, 80))}
rates = {name: [round(100 * cured / of) for cured, of in rows] for name, rows in counts.items()}
totals = {name: round(100 * sum(c for c, _ in rows) / sum(n for _, n in rows)) for name, rows in counts.items()}
assert rates == {"A": [93, 73], "B": [87, 69]} and totals == {"A": 78, "B": 83}

# host-who-does-not-know: car and door opened, each equally likely
cases = Counter(car for car, opened in itertools.product((1, 2, 3), (2, 3)) if car != opened)
assert cases[1] == cases[2] + cases[3]

# skewed-revenue-interval and collider-among-hired
rng = np.random.default_rng(0)
revenue = rng.lognormal(0, 2, (4000, 500))
means, errors = revenue.mean(1), revenue.std(1, ddof=1) / math.sqrt(500) * stats.t.ppf(0.975, 499)
truth = math.exp(2)
assert is_near(float((abs(means - truth) < errors).mean()), 0.83, 0.015)
assert is_near(float((means + errors < truth).mean()), 0.17, 0.015)
assert is_near(float((means - errors > truth).mean()), 0.001, 0.001)
assert (math.exp(4) + 2) * math.sqrt(math.exp(4) - 1) > 400
coding, talking = rng.normal(size=(2, 400_000))
hired = coding + talking > np.quantile(coding + talking, 0.9)
assert is_near(float(np.corrcoef(coding[hired], talking[hired])[0, 1]), -0.7, 0.02)

# ratio-metric-by-user: the formula against many repetitions, and the binomial error too small
clicks_rate = rng.beta(1, 9, (2000, 400))
views = rng.geometric(0.1, (2000, 400))
clicks = rng.binomial(views, clicks_rate)
ratios = clicks.sum(1) / views.sum(1)
delta = [np.var(x - r * y) / (400 * y.mean() ** 2) for x, y, r in zip(clicks, views, ratios, strict=True)]
assert is_near(float(np.mean(delta) / ratios.var()), 1, 0.1)
assert float(np.mean(ratios * (1 - ratios) / views.sum(1)) / ratios.var()) < 0.5

# draws-for-a-full-set, step-and-curvature, cross-entropy-floor, match-probability-in-a-city
assert is_near(math.sqrt(2 * math.log(2)), 1.18, 0.005)
assert math.perm(365, 22) / 365**22 > 0.5 > math.perm(365, 23) / 365**23
assert 0.98**227 > 0.01 > 0.98**228
assert is_near(stats.entropy([0.9, 0.1]), 0.33, 0.005)
assert Fraction(1, 1 + Fraction(3_999_999, 200_000)) > Fraction(47, 1000)


# collinear-columns: coefficients and predictions over samples with and without correlation
def spread_at(rho):
    """The standard deviation over samples of the first coefficient, and of predictions for rows like those seen."""
    made = np.random.default_rng(1)
    mix = np.linalg.cholesky([[1, rho], [rho, 1]])
    new = made.normal(size=(200, 2)) @ mix.T
    fits = []
    for _ in range(2000):
        x = made.normal(size=(100, 2)) @ mix.T
        fits.append(np.linalg.lstsq(x, made.normal(size=100), rcond=None)[0])
    fits = np.array(fits)
    return fits[:, 0].std(), math.sqrt((fits @ new.T).var(axis=0).mean())


(apart, seen_apart), (together, seen_together) = spread_at(0.0), spread_at(0.98)
assert is_near(1 / (1 - 0.98**2), 25, 0.3)
assert is_near(together / apart, 5, 0.4)
assert is_near(seen_together / seen_apart, 1, 0.1)

# explain-bias-variance: the variance of a mean of correlated predictions
covariance = 0.3 * 2.0 * np.ones((7, 7)) + 0.7 * 2.0 * np.eye(7)
assert is_near(float(covariance.mean()), 0.3 * 2.0 + 0.7 * 2.0 / 7, 1e-9)

# flips-until-a-run: heads, then tails, with a fair coin, from the states nothing and heads
assert np.allclose(np.linalg.solve([[0.5, -0.5], [0, 0.5]], [1, 1])[0], 4)


def spread_of_predictions(features):
    """The variance over training sets of 30 rows, noise alone, of least squares by the smallest norm."""
    made = np.random.default_rng(features)
    point = made.normal(size=features) / math.sqrt(features)
    fits = [np.linalg.pinv(made.normal(size=(30, features))) @ made.normal(size=30) for _ in range(200)]
    return np.var(np.array(fits) @ point)


# double-descent-contradicts
assert spread_of_predictions(10) < 0.1 * spread_of_predictions(30) > 10 * spread_of_predictions(120)

# binomial-poisson-normal: the mean of max(X, 0), and the sum of two squares
assert is_near(stats.norm.expect(lambda x: max(x, 0)), 1 / math.sqrt(2 * math.pi), 1e-6)
assert is_near(stats.norm.expect(lambda x: abs(x)), 2 / math.sqrt(2 * math.pi), 1e-6)
assert np.allclose(stats.chi2(2).sf([0.5, 1, 4]), stats.expon(scale=2).sf([0.5, 1, 4]))
