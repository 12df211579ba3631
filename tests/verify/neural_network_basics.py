"""Independent proofs for decks/neural-network-basics.yaml: PyTorch, scikit-learn, quadrature and brute force against each card's own formula."""

from functools import cache
from itertools import pairwise

import numpy as np
import torch
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.linear_model import SGDClassifier

from tests.verify.proofs import number

F64 = torch.float64


def const(value):
    return torch.tensor(value, dtype=F64)


@number("perceptron-update-score")
def _(w1, w2, b, x1, x2, y):
    x = np.array([[float(x1), float(x2)]])
    model = SGDClassifier(loss="perceptron", penalty=None, learning_rate="constant", eta0=1.0)
    model.partial_fit(x, [y], classes=[-1, 1])
    model.coef_ = np.array([[float(w1), float(w2)]])
    model.intercept_ = np.array([float(b)])
    model.partial_fit(x, [y])
    return float(model.decision_function(x)[0])


@number("merged-bias")
def _(b1, w2, b2):
    rng = np.random.default_rng(0)
    x, first = rng.normal(size=(9, 3)), rng.normal(size=(3, 2))
    y = np.array([np.sum(np.array(w2) * (row @ first + b1)) + b2 for row in x])
    merged = np.linalg.lstsq(np.c_[x, np.ones(len(x))], y, rcond=None)[
        0
    ]  # the one affine map that gives the same outputs
    return float(merged[-1])


@number("sawtooth-pieces")
def _(m, layers):
    steps = 8 * m**layers  # eight points on every piece, so that each kink lies on the grid
    x = np.arange(steps + 1)
    for _ in range(layers):  # fold in whole numbers: piece k of m runs up for even k, down for odd k
        piece = np.minimum(x * m // steps, m - 1)
        rest = x * m - piece * steps
        x = np.where(piece % 2 == 0, rest, steps - rest)
    return 1 + int(np.count_nonzero(np.diff(np.diff(x))))


@number("forward-pass-by-hand")
def _(x, w, b, v, c):
    hidden, output = torch.nn.Linear(2, 2, dtype=F64), torch.nn.Linear(2, 1, dtype=F64)
    with torch.no_grad():
        hidden.weight.copy_(const(w))
        hidden.bias.copy_(const(b))
        output.weight.copy_(const([v]))
        output.bias.fill_(c)
        return torch.nn.Sequential(hidden, torch.nn.ReLU(), output, torch.nn.Sigmoid())(const([x])).item()


@number("label-smoothing-target")
def _(k, eps):
    logits = torch.zeros(1, k, dtype=F64, requires_grad=True)
    torch.nn.functional.cross_entropy(logits, torch.tensor([0]), label_smoothing=eps).backward()
    return 1 / k - logits.grad[0, 0].item()  # the gradient is probability minus target


@number("softmax-with-temperature")
def _(z0, z1, z2, t):
    return torch.softmax(const([z0, z1, z2]) / t, 0)[0].item()


@number("he-std-convolution")
def _(k, c):
    weight = torch.empty(4, c, k, k, dtype=F64)
    torch.nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=torch.Generator().manual_seed(0))
    unit = torch.empty_like(weight).normal_(
        0, 1, generator=torch.Generator().manual_seed(0)
    )  # the same draws, unscaled
    return (weight / unit).median().item()


@number("variance-through-relu-layers")
@cache
def _(n, s, layers):
    variance = start = 1.7
    for _ in range(layers):
        scale = variance**0.5
        mean_square = quad(lambda z: z * z * norm.pdf(z, scale=scale), 0, 12 * scale, epsabs=0, epsrel=1e-10)[0]
        variance = sum(s * s * mean_square for _ in range(n))
    return variance / start


@number("factorised-embedding")
def _(v, h, small):
    layers = torch.nn.Sequential(
        torch.nn.Embedding(v, small, device="meta"), torch.nn.Linear(small, h, bias=False, device="meta")
    )
    return sum(p.numel() for p in layers.parameters()) / 1e6


@number("mlp-parameter-count")
def _(n0, n1, n2, n3):
    widths = (n0, n1, n2, n3)
    layers = [torch.nn.Linear(a, b) for a, b in pairwise(widths)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


@number("swiglu-width")
def _(d, m):
    def parameters(*shapes):
        return sum(torch.nn.Linear(*shape, bias=False, device="meta").weight.numel() for shape in shapes)

    return parameters((d, m * d), (m * d, d)) / parameters((d, 1), (d, 1), (1, d))


@number("best-constant-absolute")
def _(t):
    return min(range(1, 31), key=lambda c: sum(abs(value - c) for value in t))


poisson = torch.nn.PoissonNLLLoss(log_input=True)
at = torch.tensor(0.4, dtype=F64, requires_grad=True)
poisson(at, const(3.0)).backward()
assert abs(at.grad.item() - (np.exp(0.4) - 3)) < 1e-12  # prediction minus target, as `count-target-loss` says
