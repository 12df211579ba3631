"""Independent proofs for decks/llm-training.yaml: tensors counted, draws simulated and torch asked, against each card's own formula."""

import functools
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.verify.proofs import bug, number
from tests.verify.typical import is_near

# ---------------------------------------------------------------- number cards


@number("mixture-epochs")
def _(total, share, size):
    """Epochs by taking the source's tokens away pass by pass."""
    left, epochs = total * share * 10, 0.0
    while left >= size * 1000:
        left, epochs = left - size * 1000, epochs + 1
    return epochs + left / (size * 1000)


@number("lsh-candidate-probability")
def _(s, b, r):
    """The chance that the first agreeing band is the first, second and so on."""
    band = math.prod([s] * r)
    return sum(band * (1 - band) ** before for before in range(b))


@functools.cache
def step_flops_per_weight():
    """What PyTorch counts for one weight and token, forward and backward."""
    x = torch.ones(4, 8, requires_grad=True)
    layer = nn.Linear(8, 16, bias=False)
    with FlopCounterMode(display=False) as counter:
        layer(x).sum().backward()
    return counter.get_total_flops() / (4 * 8 * 16)


@number("training-days")
def _(n, t, g, f, u):
    flops = step_flops_per_weight() * (n * 1e9) * (t * 1e12)
    return flops / (g * f * 1e12 * u / 100) / (24 * 60 * 60)


@number("six-nd-attention-correction")
def _(d, t):
    """Visible tokens counted row by row; the FLOPs of one pair and of one weight are what PyTorch counts."""
    pair, weight = flops_of_a_pair(), step_flops_per_weight()
    visible = np.arange(t, dtype=float).mean() + 0.5  # half of the diagonal counts
    return 100 * pair * d * visible / (weight * 12 * d * d)


@functools.cache
def flops_of_a_pair():
    """Per pair of tokens and unit of width: scores and averages, forward and backward."""
    q, k, v = (torch.ones(1, 8, 16, requires_grad=True) for _ in range(3))
    with FlopCounterMode(display=False) as counter:
        ((q @ k.transpose(1, 2)) @ v).sum().backward()
    return counter.get_total_flops() / (8 * 8 * 16)


@number("zero-stage-memory")
def _(p, g, s):
    """The bytes of 64 parameters' tensors on one of the devices, sharded or whole."""
    dtypes = {"weights": torch.bfloat16, "gradients": torch.bfloat16} | dict.fromkeys("mnv", torch.float32)
    sharded = {"m", "n", "v"} if s == 1 else {"m", "n", "v", "gradients"}
    held = sum(
        torch.empty(64 // g if name in sharded else 64, dtype=d, device="meta").nbytes for name, d in dtypes.items()
    )
    return p * held / 64


@number("ppo-clipped-term")
def _(adv, rho, eps):
    """By the cases of the signs: a term is held where the ratio went beyond its bound in the wanted direction."""
    if adv > 0:
        return adv * (1 + eps) if rho > 1 + eps else adv * rho
    return adv * (1 - eps) if rho < 1 - eps else adv * rho


@number("dpo-loss-by-hand")
def _(pc, rc, pr, rr, beta):
    chosen, rejected = (torch.tensor(float(p - r), dtype=torch.float64) for p, r in ((pc, rc), (pr, rr)))
    return F.binary_cross_entropy_with_logits(beta * (chosen - rejected), torch.tensor(1.0, dtype=torch.float64)).item()


@number("grpo-advantage")
def _(r):
    rewards = np.array(r, dtype=float)
    return float(((rewards - rewards.mean()) / rewards.std(ddof=0))[0])


@number("lora-parameters")
def _(layers, d, f, r):
    return layers * sum(adapter_size(m, n, r) for m, n in [(d, d)] * 4 + [(d, f), (d, f), (f, d)]) / 1e6


@functools.cache
def adapter_size(inputs, outputs, rank):
    """The weights of two linear layers in a row, never filled."""
    pair = nn.Linear(inputs, rank, bias=False, device="meta"), nn.Linear(rank, outputs, bias=False, device="meta")
    return sum(layer.weight.numel() for layer in pair)


@number("qlora-memory")
def _(n, share):
    """Bytes of one group of scales and all of its weights, then scaled up."""
    weights = 256 * 64
    group = weights // 2 + 256 * 1 + 4
    return n * group / weights + n * share / 100 * (2 + 2 + 12)


@number("bits-per-byte-of-run")
def _(size, tokens, nll):
    """The length of the best code for the whole text, over its bytes."""
    return tokens * 1e6 * math.log2(math.exp(nll)) / (size * 1e6)


# ---------------------------------------------------------------- bug cards

bug(
    "overlap-search-misses-case",
    after="""
question = "Which river flows through the old city of Prague?"
page = "QUIZ: which river flows through the old city of prague - answers below"
other = "Which mountain is the highest one in all of western Europe?"
found, wrong = overlaps(page, question), overlaps(page, other)
""",
    symptom=lambda run: run["found"] is not True or run["wrong"] is not False,
)

bug(
    "eos-masked-as-padding",
    after="""
rows = [[5, 6, 7, 2], [8, 2]]
ids, labels = collate(rows, 2)
ends = [labels[i, len(row) - 1].item() for i, row in enumerate(rows)]
learned = [(labels[i] != -100).sum().item() for i in range(2)]
""",
    symptom=lambda run: run["ends"] != [2, 2] or run["learned"] != [4, 2],
)

bug(
    "reward-read-at-padding",
    before="""
import torch
torch.manual_seed(0)
table, head = torch.randn(9, 4), torch.nn.Linear(4, 1)
def model(ids):
    return table[ids].cumsum(1) / torch.arange(1, ids.shape[1] + 1)[:, None]
""",
    after="""
def scored(rows):
    size = max(map(len, rows))
    ids = torch.tensor([row + [0] * (size - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (size - len(row)) for row in rows])
    return rewards(model(ids), mask, head)
alone, beside = scored([[1, 2, 3]])[0], scored([[1, 2, 3], [4, 5, 6, 7, 8]])[0]
changes = not torch.allclose(alone, beside)
""",
    symptom=lambda run: run["changes"],
)

bug(
    "reference-is-the-policy",
    before="""
import copy
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
policy, beta = nn.Linear(3, 5), 0.5
context, chosen, rejected = torch.randn(8, 3), torch.randint(0, 2, (8,)), torch.randint(2, 5, (8,))
start = policy.weight.detach().clone()
def logp(model, answer):
    return model(context).log_softmax(-1).gather(1, answer[:, None]).squeeze(1)
""",
    after="""
moved = not torch.equal(start, policy.weight)
""",
    symptom=lambda run: not run["moved"] or max(abs(loss - math.log(2)) for loss in run["losses"]) < 1e-6,
)

# ---------------------------------------------------------------- figures in texts

assert is_near(math.sqrt(0.85 * 0.15 / 256), 0.02, 0.005), "write-minhash"
assert is_near(10**0.73, 5.4, 0.05), "kaplan-versus-chinchilla"
assert is_near(10**0.5, 3.2, 0.05), "kaplan-versus-chinchilla"
assert is_near((8 - 1) / (32 + 8 - 1), 0.18, 0.005), "compare-parallel-training"
assert [round(-math.log(1 / (1 + math.exp(-lead))), 3) for lead in (0, 2, -2)] == [0.693, 0.127, 2.127]
assert is_near(32 / 64 - (8 / 64 + 32 / (64 * 256)), 0.373, 0.0005), "qlora-memory"
assert [round(16 / math.sqrt(rank), 1) for rank in (8, 64)] == [5.7, 2.0], "alpha-over-rank"
assert (7 * 16, 7 * 2, round(0.02 * 16, 1)) == (112, 14, 0.3), "lora-saves-what"
between_stops = 54 * 24 * 60 / 419
assert is_near(between_stops / 60, 3, 0.1), "training-days"
assert min(range(1, 180), key=lambda every: 1 / every + every / 2 / between_stops) == 19, "training-days"
tokens_of_replies = 30_000 * 500 * 3
assert tokens_of_replies == 45_000_000, "design-support-model"
assert is_near(4 * 8e9 * tokens_of_replies / 1e18, 1.4, 0.05), "design-support-model"
assert is_near(4 * 8e9 * tokens_of_replies / 150e12 / 60, 160, 1), "design-support-model"


# ---------------------------------------------------------------- claims in texts


def soft_gradient(temperature):
    """The gradient of the softened cross-entropy at a student's logits, and its form for large temperatures."""
    torch.manual_seed(0)
    teacher, student = torch.randn(2, 10, dtype=torch.float64)
    teacher, student = teacher - teacher.mean(), (student - student.mean()).requires_grad_(True)
    loss = F.cross_entropy(student / temperature, (teacher / temperature).softmax(0))
    (gradient,) = torch.autograd.grad(loss, student)
    return gradient, (student.detach() - teacher) / (10 * temperature**2)


assert torch.allclose(*soft_gradient(100), rtol=0.05, atol=1e-7), "why-t-squared"
assert not torch.allclose(*soft_gradient(1), rtol=0.05), "why-t-squared: for large temperatures"


def mean_estimates():
    """The mean under the policy of both estimates of the divergence, enumerated, and the divergence."""
    torch.manual_seed(0)
    policy, reference = torch.randn(2, 6, dtype=torch.float64).log_softmax(1)
    d = reference - policy
    chances = policy.exp()
    return chances @ -d, chances @ (d.exp() - d - 1), F.kl_div(reference, policy, reduction="sum", log_target=True)


simple, other, divergence = mean_estimates()
assert torch.isclose(simple, divergence), "kl-estimate-printed"
assert torch.isclose(other, divergence), "kl-estimate-printed"


def both_gradients(a, b):
    """The gradients of LoRA's factors at these, for some loss."""
    a, b = a.requires_grad_(True), b.requires_grad_(True)
    torch.manual_seed(1)
    return torch.autograd.grad(((torch.randn(4, 6) @ a.T @ b.T - torch.randn(4, 5)) ** 2).sum(), (a, b))


down, up = both_gradients(torch.ones(2, 6), torch.zeros(5, 2))
assert not down.any(), "why-zero-b: only B gets a gradient in the first step"
assert up.any(), "why-zero-b: only B gets a gradient in the first step"
assert not any(g.any() for g in both_gradients(torch.zeros(2, 6), torch.zeros(5, 2))), "why-zero-b"

zeros = torch.zeros(8)
assert not (zeros / (zeros.std() + 1e-4)).any(), "all-equal-group"
assert (zeros / zeros.std()).isnan().all(), "all-equal-group: what the small number is for"

# kaplan-versus-chinchilla: ten tokens that must all be right
assert [round(100 * share**10, 1) for share in (0.5, 0.8, 0.9)] == [0.1, 10.7, 34.9]
