"""Independent proofs for decks/llm-applications.yaml: loops, arrays and simulations against each card's own formula."""

import math

import numpy as np

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
