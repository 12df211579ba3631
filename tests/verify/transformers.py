"""Independent proofs for decks/transformers.yaml: torch, NumPy and brute force against each card's own formula."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from tests.verify.proofs import bug, number

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
