"""Independent proofs for decks/ml-system-design.yaml: loops, arrays and simulations against each card's own formula."""

import math

import numpy as np

from tests.verify.proofs import bug, number

# ---------------------------------------------------------------- number cards


@number("feature-log-size")
def _(rate, cand, feat, share, days):
    """One vector measured as an array, then day by day."""
    vector = np.zeros(feat, dtype=np.float32).nbytes
    terabytes = 0.0
    for _ in range(days):
        terabytes += rate * 24 * 60 * 60 * (share / 100) * cand * vector / 1e12
    return terabytes


@number("canary-minutes")
def _(permille, share, rate, times):
    """The number of requests at which the gap is 3 standard errors, by bisection."""
    stable = permille / 1000

    def below(n):
        return stable * times < stable + 3 * math.sqrt(stable * (1 - stable) / n)

    low, high = 1.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return high / (rate * share / 100) / 60


@number("replicas-for-peak")
def _(qps, ms, util):
    """The first number of replicas whose allowed seconds cover the seconds of work."""
    replicas = 1
    while replicas * util * 1000 < qps * ms * 100:
        replicas += 1
    return replicas


@number("retraining-bill")
def _(times, mil, epochs, thr, gpus, eff, price):
    """What one example costs on one GPU of the group, times all examples; the size of the group plays no part."""
    euros_a_second = price / 3600
    euros_an_example = euros_a_second / (thr * eff / 100)
    return sum(euros_an_example * mil * 1e6 for _ in range(times * epochs))


@number("cache-hit-rate-falls")
def _(high, low):
    """Requests that pass a cache, counted one by one."""

    def missed(hits):
        return sum(request % 100 >= hits for request in range(1000))

    return missed(low) / missed(high)


@number("slowest-of-many-shards")
def _(n, permille):
    """Shard by shard: the share of queries that were fast so far and meet a slow shard."""
    slow = 0.0
    for _ in range(n):
        slow += (1 - slow) * permille / 1000
    return 100 * slow


@number("error-budget-spent")
def _(target, fail, minutes):
    """In requests, at a thousand a minute."""
    allowed = 1000 * 60 * 24 * 30 * (1 - target / 100)
    failed = 1000 * minutes * fail / 100
    return 100 * failed / allowed


# ---------------------------------------------------------------- bug cards

bug(
    "join-takes-latest-value",
    before="""
orders = [("ann", 5, 0), ("ann", 9, 1), ("bob", 2, 1)]
history = {"ann": [(1, 10), (4, 11), (5, 12), (8, 13), (20, 99)], "bob": [(3, 50)]}
""",
    after="""
rows = training_rows(orders, history)
""",
    symptom=lambda run: run["rows"] != [(11, 0), (13, 1), (None, 1)],
)

bug(
    "young-clicks-count-as-no",
    before="""
clicks = [("a", 0), ("b", 1), ("c", 9), ("d", 10), ("e", 3)]
orders = {"a": 6, "c": 10, "e": 11}
""",
    after="""
rows = training_rows(clicks, orders, 12)
""",
    symptom=lambda run: run["rows"] != [("a", True), ("b", False), ("e", False)],
)

# ---------------------------------------------------------------- figures in texts

assert 64e9 / 2e9 == 32, "replicas-for-peak"
