"""Independent proofs for decks/backprop.yaml: torch.autograd in float64, central differences and brute force against each card's own formula."""

import numpy as np
import torch

from tests.verify.proofs import bug, number

F64 = torch.float64


def leaf(value):
    """A float64 tensor whose gradient is wanted."""
    return torch.tensor(value, dtype=F64, requires_grad=True)


def const(value):
    return torch.tensor(value, dtype=F64)


def slope(f, x: float, h: float = 1e-6) -> float:
    """Central difference of a plain Python function."""
    return (f(x + h) - f(x - h)) / (2 * h)


# ---------------------------------------------------------------- number cards


@number("chain-square-affine")
def _(a, b, x):
    t = leaf(float(x))
    ((a * t + b) ** 2).backward()
    return t.grad.item()


@number("two-layer-relu-dw1")
def _(x, w1, w2, v1, v2, t):
    hidden = leaf([float(w1), float(w2)])
    y = const([float(v1), float(v2)]) @ torch.relu(hidden * x)
    (0.5 * (y - t) ** 2).backward()
    return hidden.grad[0].item()


@number("hidden-delta-two-outputs")
def _(a, v1, v2, d1, d2):
    z = torch.logit(const(float(a))).requires_grad_(True)
    out = torch.sigmoid(z)
    torch.autograd.backward([v1 * out, v2 * out], [const(float(d1)), const(float(d2))])
    return z.grad.item()


@number("one-update-first-weight")
def _(w1, w2, x, t, lr):
    first, second = leaf(float(w1)), leaf(float(w2))
    optimizer = torch.optim.SGD([first, second], lr=lr)
    (0.5 * (second * (first * x) - t) ** 2).backward()
    optimizer.step()
    return first.item()


@number("sigmoid-neuron-gradient")
def _(w, x, b, t):
    weight = leaf(float(w))
    (0.5 * (torch.sigmoid(weight * x + b) - t) ** 2).backward()
    return weight.grad.item()


@number("tanh-gradient-from-output")
def _(a, g):
    z = torch.atanh(const(float(a))).requires_grad_(True)
    torch.tanh(z).backward(const(float(g)))
    return z.grad.item()


@number("softmax-logit-gradient")
def _(z0, z1, z2, c, k):
    z = leaf([[float(z0), float(z1), float(z2)]])
    torch.nn.functional.cross_entropy(z, torch.tensor([c])).backward()
    return z.grad[0, k].item()


@number("bce-weight-gradient")
def _(x1, x2, w1, w2, y):
    w = leaf([float(w1), float(w2)])
    p = torch.sigmoid(w @ const([float(x1), float(x2)]))
    torch.nn.functional.binary_cross_entropy(p, const(float(y))).backward()
    return w.grad[0].item()


@number("reused-value-gradient")
def _(x, y):
    return slope(lambda s: (s + y) * (s * y), float(x), 1e-4)


@number("bias-gradient-batch")
def _(g, j):
    b = leaf([0.0, 0.0])
    y = torch.ones(3, 2, dtype=F64) + b
    y.backward(const([[float(v) for v in row] for row in g]))
    return b.grad[j].item()


@number("conv-kernel-gradient")
def _(x, g, i, j):
    kernel = torch.zeros(1, 1, 2, 2, dtype=F64, requires_grad=True)
    image = const([[[[float(v) for v in row] for row in x]]])
    torch.nn.functional.conv2d(image, kernel).backward(const([[[[float(v) for v in row] for row in g]]]))
    return kernel.grad[0, 0, i, j].item()


@number("max-pool-overlap")
def _(x, g):
    values = leaf([[float(v) for v in x]])
    torch.nn.functional.max_pool1d(values, 3, stride=1).backward(const([[float(v) for v in g]]))
    return values.grad[0, int(np.argmax(x))].item()


@number("embedding-row-gradient")
def _(ids, g, r):
    table = torch.zeros(3, 1, dtype=F64, requires_grad=True)
    torch.nn.functional.embedding(torch.tensor(ids), table).backward(const([[float(v)] for v in g]))
    return table.grad[r, 0].item()


@number("layer-norm-input-gradient")
def _(m, s, g):
    x = leaf([[m + s, m - s, m + s, m - s]])
    out = (x - x.mean(-1, keepdim=True)) / x.var(-1, unbiased=False, keepdim=True).sqrt()
    out.backward(const([[float(v) for v in g]]))
    return x.grad[0, 0].item()


@number("attention-score-gradient")
def _(n0, n1, g0, g1, g2):
    scores = torch.log(const([n0 / 10, n1 / 10, (10 - n0 - n1) / 10])).requires_grad_(True)
    torch.softmax(scores, 0).backward(const([float(g0), float(g1), float(g2)]))
    return scores.grad[0].item()


@number("deep-sigmoid-chain")
def _(n, w):
    x = leaf(0.7)
    a = x
    for _ in range(n):
        a = torch.sigmoid(w * a - w * a.item())
    a.backward()
    return x.grad.item()


@number("clipped-gradient-component")
def _(g, c, i):
    parameter = torch.zeros(4, dtype=F64, requires_grad=True)
    parameter.grad = const([float(v) for v in g])
    torch.nn.utils.clip_grad_norm_([parameter], float(c))
    return parameter.grad[i].item()


@number("rnn-linear-unroll")
def _(w, x1, x2, x3, y):
    weight, state = leaf(float(w)), const(0.0)
    for x in (x1, x2, x3):
        state = weight * state + x
    (0.5 * (state - y) ** 2).backward()
    return weight.grad.item()


@number("residual-block-gradient")
def _(x, w1, w2, g):
    value = leaf(float(x))
    (value + w2 * torch.relu(w1 * value)).backward(const(float(g)))
    return value.grad.item()


@number("jacobian-sweeps")
def _(n, m):
    matrix = torch.randn(m, n, dtype=F64, generator=torch.Generator().manual_seed(0))
    point = torch.zeros(n, dtype=F64)

    def function(v):
        return matrix @ v

    _, pull = torch.func.vjp(function, point)
    columns = torch.func.vmap(lambda unit: torch.func.jvp(function, (point,), (unit,))[1])(torch.eye(n, dtype=F64))
    (rows,) = torch.func.vmap(pull)(torch.eye(m, dtype=F64))
    assert torch.allclose(columns.T, matrix) and torch.allclose(rows, matrix)
    return min(len(columns), len(rows))


@number("forward-tangent")
def _(x, y, dx, dy):
    def function(p, q):
        return (p * q + p) * q

    point = (const(float(x)), const(float(y)))
    return torch.func.jvp(function, point, (const(float(dx)), const(float(dy))))[1].item()


@number("vjp-component")
def _(x1, x2, v1, v2):
    x = leaf([float(x1), float(x2)])
    torch.stack([x[0] * x[1], x[0] ** 2 + x[1]]).backward(const([float(v1), float(v2)]))
    return x.grad[0].item()


@number("checkpoint-peak")
def _(n, k, a):
    live = {i for i in range(n) if i % k == 0}  # value i is the input of layer i + 1; value 0 is the network's input
    peak = len(live)
    for start in reversed(range(0, n, k)):
        for layer in range(start + 1, start + k + 1):
            live.add(layer)
            peak = max(peak, len(live))
        live -= set(range(start, start + k + 1))
    return peak * a


@number("reparameterised-log-sigma")
def _(mu, sigma, noise, c):
    s = torch.log(const(float(sigma))).requires_grad_(True)
    ((mu + torch.exp(s) * noise - c) ** 2).backward()
    return s.grad.item()


@number("squared-penalty-gradient")
def _(lam, w, g):
    weight = leaf(float(w))
    (g * weight + lam * weight.square().sum()).backward()
    return weight.grad.item()


@number("central-difference-cubic")
def _(a, x, h):
    points = np.poly1d([float(a), 0.0, 0.0, 0.0])(np.array([x + h, x - h]))
    return float(-np.diff(points)[0] / (2 * h))


@number("hessian-vector-component")
def _(x1, x2, v1, v2):
    x = leaf([float(x1), float(x2)])
    (g,) = torch.autograd.grad(x[0] ** 2 * x[1] + x[1] ** 3, x, create_graph=True)
    (product,) = torch.autograd.grad(g @ const([float(v1), float(v2)]), x)
    return product[0].item()


@number("backward-forward-ratio")
def _(n0, n1, n2, n3):
    from torch.utils.flop_counter import FlopCounterMode

    weights = [torch.zeros(a, b, requires_grad=True) for a, b in ((n0, n1), (n1, n2), (n2, n3))]
    with FlopCounterMode(display=False) as forward:
        out = torch.zeros(2, n0)
        for w in weights:
            out = out @ w
        loss = out.sum()
    with FlopCounterMode(display=False) as backward:
        loss.backward()
    return backward.get_total_flops() / forward.get_total_flops()


@number("accumulated-token-mean")
def _(n1, n2, g1, g2):
    weight = leaf(0.0)
    slopes = const([float(g1)] * n1 + [float(g2)] * n2)
    (weight * slopes).mean().backward()
    return weight.grad.item()


@number("cell-path-product")
def _(f1, f2, f3, i1, i2, i3, g):
    start = leaf(0.4)
    cell = start
    for forget, enter in ((f1, i1), (f2, i2), (f3, i3)):
        cell = forget * cell + enter * 0.7
    cell.backward(const(float(g)))
    return start.grad.item()


@number("loss-scale-power")
def _(k):
    gradient, scale = 2.0**-k, 1
    assert torch.tensor(gradient, dtype=torch.float16).item() == 0
    while torch.tensor(gradient * scale, dtype=torch.float16).item() < torch.finfo(torch.float16).smallest_normal:
        scale *= 2
    return scale


# ---------------------------------------------------------------- bug cards

ARRAYS = """
import numpy as np
rng = np.random.default_rng(0)
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

bug(
    "sigmoid-derivative-twice",
    before=ARRAYS
    + """
X = rng.normal(size=(8, 3)); W1 = rng.normal(size=(3, 4)); W2 = rng.normal(size=(4, 1))
y = rng.integers(0, 2, size=(8, 1)).astype(float)
def loss_at(first, second):
    q = sigmoid(sigmoid(X @ first) @ second)
    return -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))
def numeric(f, W, h=1e-6):
    G = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        E = np.zeros_like(W); E[i] = h
        G[i] = (f(W + E) - f(W - E)) / (2 * h)
    return G
""",
    after="""
error1 = np.linalg.norm(dW1 - numeric(lambda W: loss_at(W, W2), W1)) / np.linalg.norm(dW1)
error2 = np.linalg.norm(dW2 - numeric(lambda W: loss_at(W1, W), W2)) / np.linalg.norm(dW2)
""",
    symptom=lambda run: run["error2"] < 1e-6 and run["error1"] > 0.1,
)

bug(
    "engine-overwrites-grad",
    after="""
a = Value(3.0)
square = a * a
square.grad = 1.0
square.step()
p, q = Value(2.0), Value(5.0)
product = p * q
product.grad = 1.0
product.step()
""",
    symptom=lambda run: run["a"].grad == 3.0 and (run["p"].grad, run["q"].grad) == (5.0, 2.0),
)

bug(
    "bias-gradient-not-summed",
    before=ARRAYS
    + """
X = rng.normal(size=(32, 5)); W = rng.normal(size=(5, 3)); T = rng.normal(size=(32, 3)); b = np.zeros(3); lr = 0.1
""",
    after="single = rng.normal(size=(1, 5)) @ W + b",
    symptom=lambda run: run["b"].shape == (32, 3) and run["single"].shape[0] == 32,
)

bug(
    "dropout-backward-new-mask",
    before=ARRAYS
    + """
H = rng.normal(size=(6, 5)); W = rng.normal(size=(5, 2)); T = rng.normal(size=(6, 2)); keep = 0.5
""",
    after="""
G = np.zeros_like(H)
for i in np.ndindex(H.shape):
    E = np.zeros_like(H); E[i] = 1e-6
    up = np.mean(((H + E) * mask @ W - T) ** 2)
    down = np.mean(((H - E) * mask @ W - T) ** 2)
    G[i] = (up - down) / 2e-6
leaks = bool(np.any((mask == 0) & (dH != 0)))
blocked = bool(np.any((mask != 0) & (dH == 0)))
wrong = not np.allclose(dH, G, atol=1e-6)
""",
    symptom=lambda run: run["wrong"] and run["leaks"] and run["blocked"],
)

bug(
    "clip-before-backward",
    before="""
import torch
torch.manual_seed(0)
model = torch.nn.Linear(10, 1)
x, y = torch.randn(64, 10), 20 * torch.randn(64, 1)
loss_fn = torch.nn.MSELoss()
loss_fn(model(x), y).backward()
unclipped = torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
""",
    after="applied = torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item()",
    symptom=lambda run: run["applied"] == run["unclipped"] > 1,
)

bug(
    "hidden-state-not-detached",
    before="""
import torch
torch.manual_seed(0)
rnn, head = torch.nn.RNN(3, 4, batch_first=True), torch.nn.Linear(4, 1)
windows = [(torch.randn(1, 5, 3), torch.randn(1, 5, 1)) for _ in range(3)]
optimizer = torch.optim.SGD([*rnn.parameters(), *head.parameters()], lr=0.01)
""",
    symptom=lambda run: isinstance(run.error, RuntimeError) and "second time" in str(run.error),
)

bug(
    "validation-loss-keeps-graph",
    before="""
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
loss_fn = torch.nn.MSELoss()
val_batches = [(torch.randn(5, 4), torch.randn(5, 1)) for _ in range(3)]
""",
    after="""
kept, todo = 0, [getattr(val_loss, "grad_fn", None)]
while todo:
    node = todo.pop()
    if node is not None:
        kept += node.name().startswith("Tanh") and node._saved_result.numel() > 0
        todo += [following for following, _ in node.next_functions]
""",
    symptom=lambda run: run["kept"] == 3,
)

bug(
    "sample-instead-of-rsample",
    before="""
import torch
torch.manual_seed(0)
encoder, decoder = torch.nn.Linear(6, 4), torch.nn.Linear(2, 6)
x = torch.randn(8, 6)
""",
    after="""
encoder_learns = encoder.weight.grad is not None and bool(encoder.weight.grad.abs().sum() > 0)
decoder_learns = bool(decoder.weight.grad.abs().sum() > 0)
""",
    symptom=lambda run: run["decoder_learns"] and not run["encoder_learns"],
)

bug(
    "difference-not-restored",
    before="import numpy as np\n",
    after="""
x = np.array([[0.3, -1.2], [2.0, 0.7]])
ratio = 3 * x ** 2 / numeric_gradient(lambda v: float(np.sum(v ** 3)), x.copy())
""",
    symptom=lambda run: np.allclose(run["ratio"], 2, atol=1e-3),
)

bug(
    "update-inside-backward",
    before=ARRAYS
    + """
import torch
X = rng.normal(size=(16, 3)); W1 = rng.normal(size=(3, 6)); W2 = rng.normal(size=(6, 2)); T = rng.normal(size=(16, 2)); lr = 0.1
A, B = torch.tensor(W1, requires_grad=True), torch.tensor(W2, requires_grad=True)
(((torch.relu(torch.tensor(X) @ A) @ B - torch.tensor(T)) ** 2).sum() / 16).backward()
right1, right2 = W1 - lr * A.grad.numpy(), W2 - lr * B.grad.numpy()
""",
    after="""
first, second = np.abs(W1 - right1).max(), np.abs(W2 - right2).max()
""",
    symptom=lambda run: run["first"] > 1e-3 and run["second"] < 1e-9,
)

bug(
    "engine-without-topological-order",
    before="""
class Node:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
    def __mul__(self, other):
        return Node(self.data * other.data, ((self, other.data), (other, self.data)))
def topological_order(root):
    order, seen = [], set()
    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)
    visit(root)
    return order
""",
    after="""
x = Node(2.0)
u = x * x
f = u * u
backward(f)
p, q, r = Node(2.0), Node(3.0), Node(5.0)
backward((p * q) * r)
chain_right = (p.grad, q.grad, r.grad) == (15.0, 10.0, 6.0)
""",
    symptom=lambda run: run["chain_right"] and run["x"].grad == 64.0,
)

bug(
    "gradients-not-cleared",
    before="""
import torch
torch.manual_seed(0)
X = torch.randn(64, 3)
t = X @ torch.tensor([1.0, -2.0, 0.5])
""",
    after="final = ((X @ w - t) ** 2).mean().item()",
    symptom=lambda run: run["final"] > 1e-2,
)

bug(
    "accumulation-not-scaled",
    before="""
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1)).double()
x, y = torch.randn(32, 6, dtype=torch.float64), torch.randn(32, 1, dtype=torch.float64)
loss_fn = torch.nn.MSELoss()
def norm():
    return torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item()
loss_fn(model(x), y).backward()
whole = norm()
optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
""",
    after="ratio = norm() / whole",
    symptom=lambda run: abs(run["ratio"] - 8) < 1e-9,
)

bug(
    "log-of-softmax-nan",
    before="""
import torch
torch.manual_seed(0)
weight = torch.randn(4, 3, requires_grad=True)
features = torch.randn(2, 4)
logits = features @ weight
logits = logits + torch.tensor([[0.0, 0.0, 0.0], [0.0, 300.0, 0.0]])
rows, target = torch.arange(2), torch.tensor([0, 2])
logits.retain_grad()
""",
    after="bad = bool(torch.isnan(logits.grad[1]).all()); spread = bool(torch.isnan(weight.grad).all())",
    symptom=lambda run: run["loss"].item() == float("inf") and run["bad"] and run["spread"],
)


# ---------------------------------------------------------------- what a card says of a typical run


def highest_late_loss(seed, clear):
    """The highest of the last 30 losses of 200 over the first, and the one at step 50 over the first."""
    torch.manual_seed(seed)
    x = torch.randn(64, 3)
    target = x @ torch.tensor([1.0, -2.0, 0.5])
    w, losses = torch.zeros(3, requires_grad=True), []
    for _ in range(200):
        loss = ((x @ w - target) ** 2).mean()
        if clear:
            w.grad = None
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        losses.append(loss.item())
    return max(losses[-30:]) / losses[0], losses[50] / losses[0]


assert 0.95 < np.median([highest_late_loss(seed, clear=False)[0] for seed in range(25)]) < 1.05
assert max(highest_late_loss(seed, clear=True)[1] for seed in range(25)) < 1e-5


def first_layer_error(seed):
    """The relative error of the first gradient in `sigmoid-derivative-twice`."""
    rng = np.random.default_rng(seed)
    inputs, first, second = rng.normal(size=(8, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
    hidden = 1 / (1 + np.exp(-inputs @ first))
    out = 1 / (1 + np.exp(-hidden @ second))
    back = (out - rng.integers(0, 2, size=(8, 1))) / 8 @ second.T
    again = 1 / (1 + np.exp(-hidden))
    right, wrong = inputs.T @ (back * hidden * (1 - hidden)), inputs.T @ (back * again * (1 - again))
    return np.linalg.norm(wrong - right) / np.linalg.norm(right)


assert min(first_layer_error(seed) for seed in range(25)) > 0.1


# ---------------------------------------------------------------- claims of cards that are spoken or ordered


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention_backward_holds():
    """The formulas of `order-attention-backward` and the identity of `explain-attention-backward`."""
    rng = np.random.default_rng(0)
    x, incoming = rng.normal(size=(5, 6)), rng.normal(size=(5, 6))
    to_q, to_k, to_v, to_out = (rng.normal(size=shape) for shape in ((6, 3), (6, 3), (6, 3), (3, 6)))
    q, k, v, root = x @ to_q, x @ to_k, x @ to_v, np.sqrt(3)
    a = softmax(q @ k.T / root)
    g = incoming @ to_out.T
    d_a = g @ v.T
    d_s = a * (d_a - (a * d_a).sum(1, keepdims=True))
    at_x = (d_s @ k / root) @ to_q.T + (d_s.T @ q / root) @ to_k.T + (a.T @ g) @ to_v.T
    t = leaf(x)
    scores = (t @ const(to_q)) @ (t @ const(to_k)).T / root
    (torch.softmax(scores, 1) @ (t @ const(to_v)) @ const(to_out)).backward(const(incoming))
    return np.allclose(t.grad, at_x) and np.allclose((a * d_a).sum(1), (g * (a @ v)).sum(1))


assert attention_backward_holds()


def softmax_jacobian_holds():
    """`softmax-jacobian` and `softmax-backward-cost`."""
    z, g = np.random.default_rng(0).normal(size=(2, 7))
    p = softmax(z)
    jacobian = torch.autograd.functional.jacobian(lambda s: torch.softmax(s, 0), const(z)).numpy()
    return np.allclose(jacobian, np.diag(p) - np.outer(p, p)) and np.allclose(jacobian @ g, p * (g - p @ g))


assert softmax_jacobian_holds()


def anomaly_mode_raises(function):
    """Whether it stops the backward pass at an input of 0."""
    x = torch.zeros(1, requires_grad=True)
    try:
        with torch.autograd.detect_anomaly(check_nan=True):
            function(x).sum().backward()
    except RuntimeError:
        return True
    return False


assert anomaly_mode_raises(lambda x: (x**2).sqrt()), "NaN in the backward pass"
assert not anomaly_mode_raises(torch.sqrt), "an infinite gradient"

scaler = torch.amp.GradScaler("cpu")
assert (scaler.get_growth_factor(), scaler.get_backoff_factor(), scaler.get_growth_interval()) == (2.0, 0.5, 2000)


def accumulated(parts, with_batch_norm):
    """The largest difference between the gradients of `parts` accumulated micro-batches and of one batch of 32."""
    torch.manual_seed(0)
    norm = torch.nn.BatchNorm1d(5, dtype=F64) if with_batch_norm else torch.nn.Identity()
    model = torch.nn.Sequential(
        torch.nn.Linear(6, 5, dtype=F64), norm, torch.nn.Tanh(), torch.nn.Linear(5, 1, dtype=F64)
    )
    x, y = torch.randn(32, 6, dtype=F64), torch.randn(32, 1, dtype=F64)
    gradients = []
    for cut in (1, parts):
        model.zero_grad()
        for xs, ys in zip(x.chunk(cut), y.chunk(cut), strict=True):
            (torch.nn.functional.mse_loss(model(xs), ys) / cut).backward()
        gradients.append(torch.cat([p.grad.flatten() for p in model.parameters()]))
    return (gradients[0] - gradients[1]).abs().max().item()


assert accumulated(8, with_batch_norm=False) < 1e-12
assert accumulated(8, with_batch_norm=True) > 1e-3
