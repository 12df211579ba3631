"""Independent proofs for decks/llm-applications.yaml: loops, arrays and simulations against each card's own formula."""

import math

import numpy as np
from scipy.stats import binom

from tests.verify.proofs import bug, number

# ---------------------------------------------------------------- number cards


@number("chunk-count")
def _(size, overlap, length):
    """Cut an actual list."""
    tokens, start, chunks = list(range(length)), 0, 1
    while tokens[start : start + size][-1] != tokens[-1]:
        start += size - overlap
        chunks += 1
    return chunks


@number("in-batch-loss")
def _(pos, n1, n2, tau):
    return math.log(1 + math.exp((n1 - pos) / tau) + math.exp((n2 - pos) / tau))


@number("hnsw-memory")
def _(n, d, m):
    vector, links = np.zeros(d, dtype=np.float32), np.zeros(2 * m, dtype=np.int32)
    return n * 1e6 * (vector.nbytes + links.nbytes) / 1e9


@number("product-codes-factor")
def _(d, m, bits):
    """A code packed from bits, an id beside it."""
    code = np.packbits(np.ones(m * bits, dtype=np.uint8))
    return np.zeros(d, dtype=np.float32).nbytes / (code.nbytes + np.zeros(1, dtype=np.int64).nbytes)


@number("bm25-term-ratio")
def _(f, r):
    """Whole scores of one rare term in documents of given lengths, with Lucene's idf."""
    docs, average, k1, b = 1000, 120, 1.2, 0.75
    idf = math.log(1 + (docs - 7 + 0.5) / (7 + 0.5))

    def score(count, length):
        norm = k1 * (1 - b + b * length / average)
        return idf * count * (k1 + 1) / (count + norm)

    return score(f, r * average) / score(1, average)


@number("step-success-compounds")
def _(n, p):
    reached = 1.0
    for _ in range(n):
        reached -= reached * (1 - p)
    return 100 * reached


@number("agent-tokens-read")
def _(n, s, t):
    context, read = s, 0
    for _ in range(n):
        read += context
        context += t
    return read


@number("judge-corrected-pass-rate")
def _(a, f, q):
    """The share of good answers at which the judge would pass so many, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(100):
        good = (low + high) / 2
        passed = good * a + (1 - good) * f
        low, high = (good, high) if passed < q else (low, good)
    return 100 * low


@number("questions-per-version")
def _(p1, points):
    """The first number of questions at which the gap is 2.8 standard errors."""
    p2 = p1 + points / 100

    def enough(n):
        return (1.96 + 0.84) * math.sqrt(p1 * (1 - p1) / n + p2 * (1 - p2) / n) <= p2 - p1 + 1e-12

    low, high = 1, 10**6
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


@number("cached-request-cost")
def _(pin, pout, c, p, u, o):
    """A thousand requests added up token kind by token kind, in micro-dollars."""
    prices = {"cached": pin * c / 100, "new": pin, "output": pout}
    counts = {"cached": p, "new": u, "output": o}
    return sum(prices[kind] * counts[kind] for kind in prices) * 1000 / 1e6


@number("image-token-count")
def _(p, across, down):
    """Averaging pools of an array of pixels, patches first, then neighbours."""
    pixels = np.zeros((2 * p * down, 2 * p * across), dtype=np.uint8)
    patches = pixels[::p, ::p]
    return patches[::2, ::2].size


# ---------------------------------------------------------------- bug cards

bug(
    "payment-retried-twice",
    before="""
from itertools import count
keys = count()
new_key = lambda: next(keys)
""",
    after="""
booked = {}
answers = iter([False, False, True])
def send(order, amount, key):
    booked[key] = amount
    if not next(answers):
        raise TimeoutError
    return "paid"
got = pay("A", 5, send)
total = sum(booked.values())
""",
    symptom=lambda run: run["got"] != "paid" or run["total"] != 5,
)

bug(
    "invoices-of-others",
    before="""
INVOICES = [{"customer": 3, "total": 10}, {"customer": 7, "total": 99}]
""",
    after="""
shown = list_invoices({"customer": 7}, {"customer": 3})
""",
    symptom=lambda run: any(invoice["customer"] != 3 for invoice in run["shown"]),
)

# ---------------------------------------------------------------- figures in texts

assert round(100 * binom.pmf(8, 8, 0.92)) == 51, "step-success-compounds"
