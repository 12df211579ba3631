"""Independent proofs for decks/transformers.yaml: torch, NumPy and brute force against each card's own formula."""

import functools
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.verify.proofs import bug, number
from tests.verify.typical import is_near

F64 = torch.float64


def const(value):
    return torch.tensor(value, dtype=F64)


# ---------------------------------------------------------------- number cards


@number("attention-weight-by-hand")
def _(q, k1, k2):
    query, keys = const([[float(x) for x in q]]), const([[float(x) for x in k] for k in (k1, k2)])
    return F.scaled_dot_product_attention(query[None], keys[None], torch.eye(2, dtype=F64)[None])[0, 0, 0].item()


@number("causal-row-output")
def _(s1, s2, s3, v1, v2, v3):
    # Keys are the unit vectors, so that the queries are the scores; only the second row is asked for.
    scores = const([[0.0, 0.0, 0.0], [float(s1), float(s2), float(s3)], [0.0, 0.0, 0.0]])
    values = const([[float(v1)], [float(v2)], [float(v3)]])
    out = F.scaled_dot_product_attention(
        scores[None], torch.eye(3, dtype=F64)[None], values[None], is_causal=True, scale=1.0
    )
    return out[0, 1, 0].item()


@number("sinusoid-entry")
def _(dim, p):
    rates = np.exp(-np.log(10000.0) * np.arange(0, 8, 2) / 8)
    table = np.empty(8)
    table[0::2], table[1::2] = np.sin(p * rates), np.cos(p * rates)
    return float(table[dim])


@number("rotary-score-by-hand")
def _(deg, q1, q2, k1, k2, m, n):
    step = np.exp(1j * np.deg2rad(deg))
    return float((complex(q1, q2) * step**m * np.conj(complex(k1, k2) * step**n)).real)


@number("rms-norm-by-hand")
def _(x, i):
    return F.rms_norm(const([float(v) for v in x]), (4,), eps=0.0)[i].item()


def matrix(rows, columns):
    return nn.Linear(rows, columns, bias=False, device="meta")


@functools.cache
def counted(*sides):
    """The weights of linear layers that are never filled, of so many inputs and outputs in turn."""
    return sum(matrix(*pair).weight.numel() for pair in zip(sides[::2], sides[1::2], strict=True))


@number("block-parameters")
def _(d, f):
    return counted(*[d, d] * 4, d, f, f, d) / 1e6


@number("attention-crossover-length")
def _(d, f):
    pairs, weights = flops(d, f)
    return weights / pairs


@functools.cache
def flops(d, f):
    """FLOPs of attention for a pair of tokens, and of all weight matrices for a token."""
    token, others = torch.zeros(1, d, device="meta"), torch.zeros(1, 8, 16, d // 8, device="meta")
    with FlopCounterMode(display=False) as attention:
        query = token.view(1, 8, 1, d // 8)
        (query @ others.transpose(-2, -1)).softmax(-1) @ others
    with FlopCounterMode(display=False) as weights:
        for layer in (*(matrix(d, d) for _ in range(4)), matrix(d, f)):
            layer(token)
        matrix(f, d)(torch.zeros(1, f, device="meta"))
    return attention.get_total_flops() / 16, weights.get_total_flops()


@number("modern-decoder-parameters")
def _(n, h, g, f, v):
    d = 128 * h
    block = counted(d, d, d, 128 * g, d, 128 * g, d, d) + counted(d, f, d, f, f, d)
    return (n * block + counted(v, d, d, v)) / 1e9


@number("score-matrix-memory")
def _(b, h, t):
    q = torch.empty(b, h, t, 1, dtype=torch.bfloat16, device="meta")
    return (q @ q.transpose(-2, -1)).nbytes / 2**30


@number("merge-softmax-blocks")
def _(m1, m2, l1, l2, o1, o2):
    scores, values = [], []
    for m, total, o in ((m1, l1, o1), (m2, l2, o2)):
        # The block's best key counts 1 in its sum; two more keys make up the rest.
        rest = total - 1
        kept = [m] if rest == 0 else [m, m + math.log(rest / 2), m + math.log(rest / 2)]
        scores += kept
        values += [o] * len(kept)
    weights = np.exp(np.array(scores) - max(scores))
    return float(weights @ np.array(values, dtype=float) / weights.sum())


@number("expert-active-share")
def _(d, f, e, k):
    attention, expert = counted(*[d, d] * 4), counted(d, f, d, f, f, d)
    return 100 * (attention + k * expert) / (attention + e * expert)


@number("expert-capacity-drops")
def _(loads, c):
    room = [round(sum(loads) * c / 4)] * 4
    dropped = 0
    for expert in [i for i, load in enumerate(loads) for _ in range(load)]:
        dropped += room[expert] == 0
        room[expert] = max(0, room[expert] - 1)
    return dropped


@number("interpolated-turn-length")
def _(i, n, stretch):
    positions = np.linspace(0, n, n * stretch + 1)[:2]  # where the first two of all tokens are put
    turns = np.exp(1j * positions / np.float64(10000.0) ** (i / 64))
    return float(2 * np.pi / np.angle(turns[1] / turns[0]))


@number("unigram-best-split")
def _(a, b, c, ab, bc):
    pieces = {"a": a, "b": b, "c": c, "ab": ab, "bc": bc}

    def best(rest):
        starts = (rest[:n] for n in range(1, len(rest) + 1))
        return max((pieces[p] * best(rest[len(p) :]) for p in starts if p in pieces), default=0.0) if rest else 1.0

    return best("abc")


# ---------------------------------------------------------------- bug cards

bug(
    "scores-multiplied-by-mask",
    before="""
import torch
torch.manual_seed(0)
q, k, v = torch.randn(3, 2, 4)
""",
    after="""
def padded(n):
    pad = torch.full((n, 4), 5.0)
    mask = torch.tensor([1] * 2 + [0] * n)
    return attend(q, torch.cat([k, pad]), torch.cat([v, pad]), mask)
changes = not torch.allclose(padded(1), padded(3), atol=1e-5)
""",
    symptom=lambda run: run["changes"],
)

bug(
    "grouped-heads-misaligned",
    before="""
import torch
torch.manual_seed(0)
q, (k, v) = torch.randn(2, 4, 5, 8), torch.randn(2, 2, 2, 5, 8)
""",
    after="""
out = attend(q, k, v)
right = torch.stack([
    F.scaled_dot_product_attention(q[:, h], k[:, h // 2], v[:, h // 2], is_causal=True) for h in range(4)
], 1)
agrees = [torch.allclose(out[:, h], right[:, h], atol=1e-5) for h in range(4)]
""",
    symptom=lambda run: run["agrees"] == [True, False, False, True],
)

bug(
    "window-sees-the-future",
    before="""
import torch
from torch.nn import functional as F
torch.manual_seed(0)
""",
    after="""
x = torch.randn(1, 6, 4)
changed = x.clone()
changed[:, -1] += 3
mask = window_mask(6, 3)
before, after = (F.scaled_dot_product_attention(y, y, y, attn_mask=mask) for y in (x, changed))
moves = not torch.allclose(before[:, 0], after[:, 0])
""",
    symptom=lambda run: run["moves"],
)

# ---------------------------------------------------------------- figures in texts


def largest_weight(divisor, rows=4000):
    """The median of the largest of 100 weights, for normal queries and keys of size 64."""
    torch.manual_seed(0)
    scores = torch.einsum("rd,rkd->rk", torch.randn(rows, 64), torch.randn(rows, 100, 64)) / divisor
    return scores.softmax(1).max(1).values.median().item()


assert is_near(largest_weight(1), 0.84, 0.02), "why-root-of-d"
assert is_near(largest_weight(8), 0.07, 0.005), "why-root-of-d"
assert 4 * 2048 * 4096 / (24 * 4096**2) == 1 / 12, "two-flops-per-weight"
assert 50_000 * 8192 / (80 * 12 * 8192**2) < 0.01, "tied-embeddings-save"
assert 1 + 2 * 32 * 0.5 == 33, "pre-norm-final-norm"
assert 16 * (4096 - 1) == 65_520, "explain-longer-context, nearly 65,536"
assert 2 * 96_000 * 4096 == 786_432_000, "vocabulary-size-tradeoff"


# ---------------------------------------------------------------- claims in texts


def attended(q, k, v, allowed):
    """One head's outputs under a boolean mask of queries by keys."""
    return F.scaled_dot_product_attention(q[None], k[None], v[None], attn_mask=allowed[None])[0]


def padding_behind_is_unseen():
    """A causal head's outputs at real tokens, with and without padding behind or before them."""
    q, k, v = torch.randn(3, 5, 8, dtype=F64)
    pad = torch.randn(3, 8, dtype=F64)
    alone = attended(q, k, v, torch.ones(5, 5, dtype=torch.bool).tril())
    causal = torch.ones(8, 8, dtype=torch.bool).tril()
    right = attended(*(torch.cat([x, pad]) for x in (q, k, v)), causal)[:5]
    left = attended(*(torch.cat([pad, x]) for x in (q, k, v)), causal)[3:]
    return torch.allclose(alone, right) and not torch.allclose(alone, left, atol=1e-3)


def packed_as_alone():
    """Documents of 3, 2 and 4 tokens under the block-diagonal causal mask, and each by itself."""
    owner = torch.repeat_interleave(torch.arange(3), torch.tensor([3, 2, 4]))
    q, k, v = torch.randn(3, 9, 8, dtype=F64)
    causal = torch.ones(9, 9, dtype=torch.bool).tril()
    together = attended(q, k, v, causal & (owner[:, None] == owner[None, :]))
    documents = [owner == document for document in range(3)]
    apart = [attended(q[at], k[at], v[at], causal[: at.sum(), : at.sum()]) for at in documents]
    return torch.allclose(together, torch.cat(apart))


def pairings_are_moved_by_a_permutation():
    """Scores of a head whose turns pair neighbours, and of one that pairs halves with permuted projections."""
    positions, size = torch.arange(6.0, dtype=F64), 8
    turns = torch.polar(torch.ones(6, 4, dtype=F64), positions[:, None] / 10000 ** (torch.arange(4.0, dtype=F64) / 4))

    def scores(x, wq, wk, pairs):
        def turned(y):
            pairs_of = y[:, pairs].view(6, 4, 2)  # the two dimensions of each pair side by side
            return torch.view_as_real(torch.view_as_complex(pairs_of.contiguous()) * turns).flatten(1)

        return turned(x @ wq.T) @ turned(x @ wk.T).T

    x, wq, wk = torch.randn(6, size, dtype=F64), *torch.randn(2, size, size, dtype=F64)
    neighbours = torch.arange(size)
    halves = torch.stack([torch.arange(4), torch.arange(4) + 4], 1).flatten()
    rows = torch.argsort(halves)  # where halves look for dimension 2i they must find it
    wanted = scores(x, wq, wk, neighbours)
    other = scores(x, wq, wk, halves)
    at_first = torch.isclose(other[0, 0], wanted[0, 0])
    return (
        torch.allclose(scores(x, wq[rows], wk[rows], halves), wanted) and not torch.allclose(other, wanted) and at_first
    )


torch.manual_seed(0)
assert padding_behind_is_unseen(), "right-padding-causal"
assert packed_as_alone(), "packed-documents"
assert pairings_are_moved_by_a_permutation(), "rotary-layout-mismatch"
heads = [nn.MultiheadAttention(512, n, bias=False, device="meta") for n in (8, 16)]
assert {sum(p.numel() for p in layer.parameters()) for layer in heads} == {4 * 512 * 512}, "more-heads-same-width"
query = F.rms_norm(torch.randn(64, dtype=F64), (64,), eps=0.0)
assert is_near(query @ query / math.sqrt(64), 8, 1e-9), "query-key-norm-bound"
x = torch.randn(16, dtype=F64)
assert torch.allclose(F.rms_norm(3 * x, (16,), eps=0.0), F.rms_norm(x, (16,), eps=0.0)), "rms-norm-invariance"
assert not torch.allclose(F.rms_norm(x + 1, (16,), eps=0.0), F.rms_norm(x, (16,), eps=0.0)), "rms-norm-invariance"
