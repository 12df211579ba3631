"""Independent proofs for decks/llm-inference.yaml: tensors counted, events simulated and distributions enumerated against each card's own formula."""

import functools

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from tests.verify.proofs import bug, number


@functools.cache
def flops_per_weight() -> float:
    """What PyTorch counts for one token that meets one weight, from a product of matrices."""
    with FlopCounterMode(display=False) as counter:
        torch.ones(4, 8) @ torch.ones(8, 16)
    return counter.get_total_flops() / (4 * 8 * 16)


# ---------------------------------------------------------------- number cards


@number("decode-token-ceiling")
def _(n, b, bw):
    seconds = (n * 1e9 * b) / (bw * 1e12)
    return 1 / seconds


@number("prefill-time-floor")
def _(t, n, f):
    return flops_per_weight() * n * 1e9 * t / (f * 1e12) * 1e3


@number("batch-to-ridge")
def _(f, bw, bits):
    """Where the time of the arithmetic reaches that of the reads, by bisection."""
    low, high, weights = 0.0, 1e5, 1e9
    for _ in range(100):
        middle = (low + high) / 2
        arithmetic, reads = 2 * weights * middle / (f * 1e12), weights * bits / 8 / (bw * 1e12)
        low, high = (middle, high) if arithmetic < reads else (low, middle)
    return low


@number("kv-cache-bytes")
def _(layers, q, kv, d, t):
    one = torch.empty(2, kv, t, d, dtype=torch.bfloat16, device="meta")
    return layers * one.numel() * one.element_size() / 1e9


@number("cache-sequences-that-fit")
def _(m, w, r, k, t):
    used, fit = (w + r) * 1e9, 0
    while used + k * 1e3 * t <= m * 1e9:
        used += k * 1e3 * t
        fit += 1
    return fit


@number("speculative-expected-tokens")
def _(g, a):
    """The mean over the number of accepted proposals, each with its probability."""
    lengths = {accepted + 1: a**accepted * (1 - a) for accepted in range(g)} | {g + 1: a**g}
    assert abs(sum(lengths.values()) - 1) < 1e-12
    return sum(length * chance for length, chance in lengths.items())


@number("speculative-acceptance-rate")
def _(a, b, c, d):
    p, q = (np.array([x, y, 10 - x - y]) / 10 for x, y in ((a, b), (c, d)))
    kept = q * np.minimum(1, p / q)
    rest = np.maximum(p - q, 0)
    emitted = kept + (1 - kept.sum()) * rest / rest.sum()
    assert np.allclose(emitted, p)
    return kept.sum()


@number("top-p-renormalised")
def _(b, c, d, f, top):
    """The first token's probability, by taking tokens until the total is reached."""
    shares = sorted((100 - b - c - d - f, b, c, d, f), reverse=True)
    kept: list[int] = []
    while sum(kept) < top:
        kept.append(shares[len(kept)])
    return kept[0] / sum(kept)


@number("bits-with-group-scales")
def _(n, b, g, s, z):
    bits_of_a_group = g * b + s + z
    groups = n * 1e9 / g
    return groups * bits_of_a_group / 8 / 1e9


@number("tpot-from-latency")
def _(n, first, total):
    """The mean gap of evenly spaced arrivals."""
    arrivals = np.linspace(first, total * 1000, n)
    return float(np.diff(arrivals).mean())


@number("cost-per-million")
def _(k, d, t, u):
    seconds = 1e6 / (t * u / 100)
    return seconds / 3600 * d * k


# ---------------------------------------------------------------- bug cards

bug(
    "block-hash-without-parent",
    after="""
one, other = block_keys([1, 2, 3, 4, 7, 8], 2), block_keys([5, 6, 3, 4, 7, 8], 2)
same = block_keys([1, 2, 3, 4, 9], 2)
shared = sum(a == b for a, b in zip(one, other))
kept = one[:2] == same
""",
    symptom=lambda run: run["kept"] is not True or run["shared"] > 0,
)

bug(
    "repetition-penalty-sign",
    after="""
before = [2.0, -2.0, 0.0, 1.0]
after = penalise(list(before), [0, 1, 2])
""",
    symptom=lambda run: any(a > b for a, b in zip(run["after"], run["before"], strict=True)),
)

bug(
    "stop-string-across-pieces",
    after="""
split = "".join(stream(["yes E", "N", "D", " more"], "END"))
whole = "".join(stream(["yes END more"], "END"))
never = "".join(stream(["yes E", "N"], "END"))
parts = "".join(stream(["an ", "E", "E", "ND", "x"], "END"))
""",
    symptom=lambda run: (run["split"], run["whole"], run["never"], run["parts"]) != ("yes ", "yes ", "yes EN", "an E"),
)


# ---------------------------------------------------------------- figures in texts


def pass_with_prefill(replicas):
    """Milliseconds of a pass of design-chat-capacity: its reads, then the prompt tokens that arrive in 40 ms."""
    entry = 2 * 64 * 8 * 128 * 2
    cache = 520 / replicas * 3150 * entry
    return (64e9 + cache) / 6e12 * 1e3, 40 * 1000 / replicas * 0.04 * 64e9 / 800e12 * 1e3


assert [round(part) for part in pass_with_prefill(7)] == [21, 18]
assert round(sum(pass_with_prefill(7))) == 39
assert round(sum(pass_with_prefill(6))) == 44
assert round(520 * 1300 * 2 * 64 * 8 * 128 * 2 / 1e9) == 177

entry = 2 * 32 * 8 * 128 * 2  # bytes of a token in the cache of the 8-billion model of several cards
assert round(entry / 1e3) == 131
assert round(16 * 32_000 * entry / 1e9) == 67, "long-context-batch"
assert round(4000 * entry / 25e9 * 1e3) == 21, "cache-full-preemption"
assert round(2 * 8e9 * 4000 / 300e12 * 1e3) == 213, "cache-full-preemption"
assert round(4000 * entry / 50e9 * 1e3) == 10, "disaggregated-prefill"
assert 2 * 8e9 * 30_000 / 1e12 == 480, "chunked-prefill-protects"
assert 2 * 8e9 * 2000 / 400e12 * 1e3 == 80, "chunked-prefill-protects"
assert (20 + 20 + 20 + 500) / (4 * 500) == 0.28, "continuous-batching"


def needed(temperature, total=0.9):
    """How many of the logits 3, 2, 1, 0 reach the total, and the favourite's probability."""
    shares = torch.tensor([3.0, 2.0, 1.0, 0.0]).div(temperature).softmax(0)
    return int((shares.cumsum(0) < total).sum()) + 1, round(shares[0].item(), 2)


assert [needed(t) for t in (0.5, 1, 2)] == [(2, 0.86), (3, 0.64), (4, 0.46)], "temperature-before-truncation"

assert 0.5 * 0.01 / (0.5 * 0.01 + 0.5 * 0.99) == 0.01, "mask-is-not-conditioning"
assert 3e9 * 4 / 8 == 1.5e9 and 60e9 / 1.5e9 == 40, "decode-token-ceiling"
assert ((1 + 1e20) - 1e20, 1 + (1e20 - 1e20)) == (0, 1), "temperature-zero-varies"


def keys_behind(prefix, document):
    """A document's keys in the first and second layer of causal attention without positions, behind a prefix."""
    torch.manual_seed(0)
    wq, wk, wv, w2 = torch.randn(4, 8, 8, dtype=torch.float64)
    x = torch.cat([prefix, document])
    attend = torch.nn.functional.scaled_dot_product_attention
    hidden = x + attend((x @ wq)[None], (x @ wk)[None], (x @ wv)[None], is_causal=True)[0]
    return (x @ wk)[len(prefix) :], (hidden @ w2)[len(prefix) :]


def prefix_counts():
    """Whether other tokens before a document leave its first keys alone, and whether they leave its second ones alone."""
    torch.manual_seed(1)
    document, one, other = torch.randn(5, 8, dtype=torch.float64), *torch.randn(2, 3, 8, dtype=torch.float64)
    pairs = zip(keys_behind(one, document), keys_behind(other, document), strict=True)
    return [torch.allclose(a, b) for a, b in pairs]


assert prefix_counts() == [True, False], "why-prefix-only"


def share_after_penalty(shift):
    """The probability of a token with the largest of three positive logits, penalised, after a common shift of all."""
    first, *others = (torch.tensor([3.0, 2.0, 1.0]) + shift).tolist()
    return torch.tensor([first / 1.3, *others]).softmax(0)[0].item()


assert share_after_penalty(0) > share_after_penalty(1) + 0.05, "repetition-penalty-sign: a shift is felt"

# bits-with-group-scales: MXFP4 and NVFP4
assert (4 + 8 / 32, 4 + 8 / 16) == (4.25, 4.5)
