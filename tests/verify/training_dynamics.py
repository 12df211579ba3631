"""Independent proofs for decks/training-dynamics.yaml: torch's optimisers and layers, enumeration and simulation."""

import functools
import math
from itertools import pairwise

import numpy as np
import torch

from tests.verify.proofs import NUMBERS, bug, number
from tests.verify.typical import is_near, typical

F64 = torch.float64


def const(value):
    return torch.tensor(value, dtype=F64)


@functools.cache
def stepped(optimizer, start, gradients, **options):
    """The weight after each step of one of torch's optimisers that is fed these gradients."""
    weight = torch.nn.Parameter(const(float(start)))
    chosen = optimizer([weight], **options)
    path = []
    for g in gradients:
        weight.grad = const(float(g))
        chosen.step()
        path.append(weight.item())
    return path


# ---------------------------------------------------------------- update rules and decay


@number("momentum-two-steps")
def _(w, mu, lr, g1, g2):
    return stepped(torch.optim.SGD, w, (g1, g2), lr=lr, momentum=mu)[-1]


@number("adam-step-from-gradients")
def _(lr, g1, g2):
    first, second = stepped(torch.optim.Adam, 0, (g1, g2), lr=lr, eps=1e-14)
    return first - second


@number("adamw-first-step")
def _(w, g, lr, lam):
    return stepped(torch.optim.AdamW, w, (g,), lr=lr, weight_decay=lam, eps=1e-14)[0]


@number("decay-over-many-steps")
def _(lr, lam, n):
    return float(np.multiply.reduce(np.full(n, 1 - lr * lam)))


assert np.allclose(
    stepped(torch.optim.AdamW, 1, (0.0,) * 50, lr=1e-3, weight_decay=0.1)[-1], (1 - 1e-4) ** 50, rtol=1e-12
)

bug(
    "adam-counter-from-zero",
    before="""
import warnings
import numpy as np
warnings.simplefilter("ignore")
gradients = np.random.default_rng(0).normal(size=(5, 4))
w, lr = np.ones(4), 0.1
""",
    symptom=lambda run: run.error is None and bool(np.isnan(run["w"]).all()),
)


def nesterov_forms_agree():
    """The look-ahead form and PyTorch's, on a quadratic: the stored weights are the look-ahead points."""
    curvature, lr, mu = 3.0, 0.05, 0.9
    w, v, ahead = 2.0, 0.0, []
    for _ in range(8):
        ahead.append(w - lr * mu * v)
        v = mu * v + curvature * ahead[-1]
        w -= lr * v
    stored = torch.nn.Parameter(const(2.0))
    optimizer = torch.optim.SGD([stored], lr=lr, momentum=mu, nesterov=True)
    found = []
    for _ in range(8):
        found.append(stored.item())
        optimizer.zero_grad()
        (0.5 * curvature * stored**2).backward()
        optimizer.step()
    return np.allclose(ahead, found)


assert nesterov_forms_agree()
path = stepped(torch.optim.SGD, 0, (1,) * 2200, lr=1.0, momentum=0.99)
assert abs(path[-2] - path[-1] - 100) < 1e-6, "momentum-effective-rate"
path = stepped(torch.optim.Adagrad, 0, (1,) * 100, lr=1.0)
assert abs(path[-2] - path[-1] - 0.1) < 1e-6, "adagrad-constant-gradient"
path = stepped(torch.optim.RMSprop, 0, (1,) * 100, lr=1.0, alpha=0.9)
assert abs(path[-2] - path[-1] - 1) < 1e-4, "adagrad-constant-gradient"
gradients = np.random.default_rng(0).normal(size=30)
assert np.allclose(
    stepped(torch.optim.Adam, 0, tuple(gradients), lr=0.1),
    stepped(torch.optim.Adam, 0, tuple(1000 * gradients), lr=0.1),
    atol=1e-5,
), "adam-gradient-scale"

uncorrected = [(1 - 0.9**t) / math.sqrt(1 - 0.999**t) for t in range(1, 3001)]
assert is_near(uncorrected[0], 3.2, 0.05)
assert is_near(max(uncorrected), 6.6, 0.05)
assert is_near(uncorrected.index(max(uncorrected)) + 1, 12, 1)
assert is_near(uncorrected[999], 1.26, 0.005)

assert is_near(stepped(torch.optim.AdamW, 1, (0.5, -1, 2), lr=0.01, weight_decay=0.1)[-1], 0.986484, 1e-6)


def muon_singular_values():
    """The singular values of the update that Muon makes from a gradient whose own span four decades."""
    torch.manual_seed(0)
    left, _ = torch.linalg.qr(torch.randn(64, 64))
    right, _ = torch.linalg.qr(torch.randn(32, 32))
    gradient = left[:, :32] @ torch.diag(torch.logspace(0, -1.5, 32)) @ right
    weight = torch.nn.Parameter(torch.zeros(64, 32))
    optimizer = torch.optim.Muon([weight], lr=1.0, weight_decay=0.0, momentum=0.0, nesterov=False)
    weight.grad = gradient
    optimizer.step()
    assert set(optimizer.state[weight]) == {"momentum_buffer"}
    values = torch.linalg.svdvals(weight.detach())
    return (values / values.median()).min().item(), (values / values.median()).max().item()


smallest, largest = muon_singular_values()
assert 0.5 < smallest
assert largest < 1.5


def pull_of_penalty(scale):
    """How far an L2 penalty moves a weight with Adam beside what the data gradients, of this scale, do."""
    noise = tuple(scale * np.random.default_rng(0).choice([-1.0, 1.0], size=600))
    with_it = stepped(torch.optim.Adam, 1, noise, lr=1e-4, weight_decay=0.01)[-1]
    return stepped(torch.optim.Adam, 1, noise, lr=1e-4)[-1] - with_it


assert is_near(pull_of_penalty(1) / pull_of_penalty(100), 100, 5)


def halved_before_norm():
    """The output and the gradient of a normalised convolution at its weights and at half of them."""
    torch.manual_seed(0)
    x, start = torch.randn(8, 3, 6, 6, dtype=F64), torch.randn(4, 3, 3, 3, dtype=F64)
    norm = torch.nn.BatchNorm2d(4, eps=1e-12, dtype=F64)
    found = []
    for weights in (start, start / 2):
        w = weights.clone().requires_grad_(True)
        out = norm(torch.nn.functional.conv2d(x, w))
        (out**3).mean().backward()
        found.append((out.detach(), w.grad))
    (out, g), (out_half, g_half) = found
    return torch.allclose(out, out_half) and torch.allclose(2 * g, g_half) and abs((g * start).sum()) < 1e-9


assert halved_before_norm()


# ---------------------------------------------------------------- schedules, batch size, clipping, precision


@number("warm-up-cosine-value")
def _(total, warm, peak, floor, s):
    closed = (np.polynomial.chebyshev.chebval(np.cos(np.pi * (s - warm) / (total - warm) / 2), [0, 0, 1]) + 1) / 2
    return float(closed * peak + (1 - closed) * floor)


def scheduled(total, warm, peak, floor):
    """The rates of torch's own linear warm-up followed by its cosine, from step 0 on."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)
    linear = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1e-9, total_iters=warm)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total - warm, eta_min=floor)
    both = torch.optim.lr_scheduler.SequentialLR(optimizer, [linear, cosine], milestones=[warm])
    rates = []
    for _ in range(total + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        both.step()
    return rates


rates = scheduled(300, 40, 0.4, 0.1)
assert np.allclose(rates[:40], 0.4 * np.arange(40) / 40, atol=1e-8)
assert np.allclose(rates[40:], [NUMBERS["warm-up-cosine-value"](300, 40, 0.4, 0.1, step) for step in range(40, 301)])

bug(
    "cosine-climbs-again",
    before="""
import torch
torch.manual_seed(0)
model, loss_fn, epochs = torch.nn.Linear(3, 1), torch.nn.MSELoss(), 10
loader = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(32)]
""",
    symptom=lambda run: abs(run["rates"][9]) < 1e-9 and abs(run["rates"][19] - 0.1) < 1e-9,
)


@number("steps-at-batch-size")
def _(bc, b, k):
    """From the trade-off (S / S_min - 1)(E / E_min - 1) = 1 with E = B S and B_c = E_min / S_min, by bisection."""

    def steps(batch):
        low, high = 1.0, 1e9
        for _ in range(200):
            middle = math.sqrt(low * high)
            low, high = (middle, high) if (middle - 1) * (batch * middle / bc - 1) < 1 else (low, middle)
        return low

    return steps(b) / steps(k * b)


bug(
    "leftover-micro-batches",
    before="""
import torch
torch.manual_seed(0)
model, loss_fn, epochs = torch.nn.Linear(3, 1), torch.nn.MSELoss(), 2
loader = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(10)]
opt = torch.optim.SGD(model.parameters(), lr=0.01)
passes, sizes = [], []
model.register_forward_hook(lambda *_: passes.append(1))
opt.register_step_post_hook(lambda *_: (sizes.append(len(passes)), passes.clear()))
""",
    symptom=lambda run: 6 in run["sizes"] and set(run["sizes"]) == {4, 6},
)


def clipped_by(limit, steps=600):
    """The path of Adam whose gradients are all clipped to this norm."""
    rng = np.random.default_rng(0)
    w = torch.nn.Parameter(torch.zeros(4, dtype=F64))
    optimizer = torch.optim.Adam([w], lr=1e-3)
    for _ in range(steps):
        w.grad = const(rng.normal(size=4) * 10 + 5)
        assert torch.nn.utils.clip_grad_norm_([w], limit) > 1
        optimizer.step()
    return w.detach().numpy()


assert np.allclose(clipped_by(1.0), clipped_by(0.1), rtol=1e-4)


def step_after_lowering(steps):
    """Adam's step beside its old one, so many steps after the limit that all gradients are clipped to fell to a tenth."""
    return 0.1 / math.sqrt(0.1**2 + (1 - 0.1**2) * 0.999**steps)


assert is_near(step_after_lowering(20), 0.1, 0.005), "clipping-under-adam: soon a tenth"
assert step_after_lowering(5000) < 0.8 < 0.95 < step_after_lowering(7000), "clipping-under-adam"


@number("mixed-precision-bytes")
def _(p):
    low, high = torch.empty(1, dtype=torch.bfloat16), torch.empty(1, dtype=torch.float32)
    return p * sum(array.element_size() for array in (low, low, high, high, high))


def half_rms_norm():
    """RMSNorm in float16 throughout of a token with one activation of 300."""
    x = torch.ones(1024, dtype=torch.float16)
    x[3] = 300
    return x / (x * x).mean().sqrt()


assert half_rms_norm().abs().max() == 0
assert torch.isinf(torch.tensor(256.0, dtype=torch.float16).square())
assert torch.finfo(torch.bfloat16).eps == 2**-7


# ---------------------------------------------------------------- normalisation, dropout, regularisers


@number("group-norm-values")
def _(g, c, n, h):
    """How many inputs move the mean of the group that one output belongs to: counted by their gradients."""
    x = torch.zeros(n, c, 1, 1, dtype=F64, requires_grad=True)
    x.view(n, g, -1).mean(2)[0, 0].backward()
    return int((x.grad != 0).sum()) * h * h


@number("batch-norm-running-mean")
def _(p, n, m):
    layer = torch.nn.BatchNorm1d(1, momentum=p, dtype=F64)
    for _ in range(n):
        layer(const([[m - 1.0], [m + 1.0]]))
    return layer.running_mean.item()


@number("fold-batch-norm-bias")
def _(b, mu, var, gamma, beta):
    one = torch.ones(1, 1, 1, 1, dtype=F64)
    _, bias = torch.nn.utils.fusion.fuse_conv_bn_weights(
        one, const([float(b)]), const([float(mu)]), const([float(var)]), 0.0, const([gamma]), const([beta])
    )
    return bias.item()


@number("batch-norm-entry")
def _(x, i, j):
    batch = const([[float(v) for v in row] for row in x])
    return torch.nn.functional.batch_norm(batch, None, None, training=True, eps=1e-14)[i, j].item()


def bias_has_no_gradient():
    """A bias before batch norm in training."""
    torch.manual_seed(0)
    conv, norm = torch.nn.Conv2d(2, 3, 3, dtype=F64), torch.nn.BatchNorm2d(3, dtype=F64)
    (norm(conv(torch.randn(4, 2, 6, 6, dtype=F64))) ** 3).sum().backward()
    return conv.bias.grad.abs().max() < 1e-10


assert bias_has_no_gradient()

bug(
    "dropout-not-rescaled",
    before="import numpy as np\nrng = np.random.default_rng(0)\n",
    after="""
x = np.full(100_000, 3.0)
ratio = dropout(x, 0.5, False).mean() / dropout(x, 0.5, True).mean()
""",
    symptom=lambda run: abs(run["ratio"] - 2) < 0.05,
)


assert is_near(
    typical(
        "training-dynamics",
        "dropout-not-rescaled",
        before="import numpy as np\nrng = np.random.default_rng(SEED)\n",
        after="x = rng.random(10_000)\nratio = dropout(x, 0.5, False).mean() / dropout(x, 0.5, True).mean()\n",
        value=lambda run: run["ratio"],
    ),
    2,
    0.05,
)


@number("dropout-variance-shift")
def _(m, s, p):
    """A unit of two equally likely values, with and without the mask, enumerated."""
    cases = [(weight / 2, x * scale) for x in (m - s, m + s) for weight, scale in ((p, 0), (1 - p, 1 / (1 - p)))]
    mean = sum(weight * value for weight, value in cases)
    return sum(weight * (value - mean) ** 2 for weight, value in cases)


@number("smoothing-loss-floor")
def _(k, eps):
    """The loss at logits that are the logarithms of the smoothed target."""
    target = torch.full((k,), eps / k, dtype=F64)
    target[0] += 1 - eps
    zero = torch.tensor([0])
    return torch.nn.functional.cross_entropy(target.log()[None], zero, label_smoothing=eps).item()


shares = 0.001 * 0.999 ** np.arange(100_000)
assert is_near(float(shares @ np.arange(100_000)), 1000, 2)
assert is_near(0.999**1000, 0.37, 0.005)
assert is_near(1 - (1 - 1e-4) ** 10_000, 0.63, 0.005), "early-stopping-as-penalty at h = 1 / (rate times steps)"


# ---------------------------------------------------------------- debugging and randomness


@number("initial-loss-of-classes")
def _(k):
    return torch.nn.functional.cross_entropy(torch.zeros(1, k, dtype=F64), torch.tensor([0])).item()


def loss_of_spread(spread):
    """The mean loss of normal logits of this standard deviation over 1,000 classes."""
    torch.manual_seed(0)
    logits = spread * torch.randn(2000, 1000)
    return torch.nn.functional.cross_entropy(logits, torch.randint(1000, (2000,))).item()


assert is_near(loss_of_spread(0.05), 6.9, 0.05)
assert loss_of_spread(1) < 10 < 20 < loss_of_spread(7) < 30


def epoch_correlation(shuffled):
    """How alike the batch losses of neighbouring epochs are, for data in order of difficulty or shuffled."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1024, 4))
    y = x @ np.array([1.0, -1.0, 0.5, 2.0]) + np.linspace(0, 2, 1024) * rng.normal(size=1024)
    w, losses = np.zeros(4), []
    for _ in range(6):
        order = rng.permutation(1024) if shuffled else np.arange(1024)
        for rows in order.reshape(64, 16):
            error = x[rows] @ w - y[rows]
            losses.append((error**2).mean())
            w -= 0.02 * x[rows].T @ error / 16
    epochs = np.reshape(losses, (6, 64))[2:]
    return np.mean([np.corrcoef(a, b)[0, 1] for a, b in pairwise(epochs)])


assert epoch_correlation(shuffled=False) > 0.8
assert abs(epoch_correlation(shuffled=True)) < 0.3


def later_draws_differ():
    """One more dropout changes what is drawn after it from the same seed."""
    found = []
    for extra in (False, True):
        torch.manual_seed(0)
        if extra:
            torch.nn.functional.dropout(torch.ones(8), 0.5)
        found.append(torch.randperm(100))
    return not torch.equal(*found)


assert later_draws_differ()
