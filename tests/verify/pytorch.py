"""Independent proofs for decks/pytorch.yaml (torch 2.13.0, CPU): tensors are really built, faulty and repaired code is run."""

import functools
from fractions import Fraction

import torch

from tests.verify.proofs import bug, number

# --- tensors


@number("torch-stride-offset")
def _(a: int, b: int, c: int, i: int, j: int, k: int) -> float:
    return float(torch.arange(a * b * c).reshape(a, b, c)[i, j, k])


@number("torch-broadcast-numel")
def _(a: int, b: int, c: int) -> float:
    return float((torch.zeros(a, 1, c) + torch.zeros(b, 1)).numel())


@number("torch-pairwise-memory")
def _(n: int, m: int, d: int) -> float:
    x, y = torch.empty(n, d, device="meta"), torch.empty(m, d, device="meta")
    difference = x[:, None] - y[None]
    return difference.numel() * difference.element_size() / 1024 / 1024


bug("torch-reshape-not-permute", before="import torch", symptom=lambda run: abs(run["red_mean"] - 0.35) < 1e-6)

# --- autograd

bug(
    "torch-inplace-breaks-backward",
    before="import torch",
    symptom=lambda run: isinstance(run.error, RuntimeError) and "inplace" in str(run.error),
)

bug(
    "torch-manual-update-rebinds",
    before="import torch",
    after="assert abs(w.item() - (1 + 4 * 0.8 ** 3)) < 1e-5",
    symptom=lambda run: isinstance(run.error, TypeError),
)

bug(
    "torch-custom-function-upstream",
    before="import torch",
    after="x = torch.tensor(3.0, requires_grad=True)\n(5 * Square.apply(x)).backward()\n"
    "gradient = x.grad.item()\n"
    "alone = torch.autograd.grad(Square.apply(x), x)[0].item()",
    symptom=lambda run: run["gradient"] != 30.0 and run["alone"] == 6.0,
)

bug(
    "torch-custom-function-two-inputs",
    before="import torch",
    after="x = torch.randn(2, 3, requires_grad=True)\ns = torch.tensor(2.0, requires_grad=True)\n"
    "Scale.apply(x, s).sum().backward()\n"
    "assert torch.allclose(s.grad, x.sum()) and torch.equal(x.grad, torch.full((2, 3), 2.0))",
    symptom=lambda run: isinstance(run.error, RuntimeError) and "expected 2, got 1" in str(run.error),
)

# --- modules

bug(
    "torch-list-of-layers",
    before="import torch\nfrom torch import nn",
    after="count = len(list(MLP().parameters()))\nout = MLP()(torch.zeros(2, 4))",
    symptom=lambda run: run["count"] == 0,
)

bug(
    "torch-constant-stays-behind",
    before="import torch\nfrom torch import nn",
    after="y = None\ntry:\n    y = model(torch.zeros(3, 2, device='meta'))\nexcept RuntimeError as err:\n    message = str(err)",
    symptom=lambda run: run["y"] is None and run["model"].mean.device.type == "cpu",
)


@number("torch-flatten-features")
def _(c: int, s: int, c1: int, c2: int, k: int) -> float:
    nn = torch.nn
    net = nn.Sequential(
        nn.Conv2d(c, c1, k), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(c1, c2, 3, padding=1), nn.MaxPool2d(2), nn.Flatten()
    )
    return float(net(torch.zeros(1, c, s, s)).shape[1])


@number("torch-tied-parameter-count")
def _(v: int, d: int) -> float:
    class Tied(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.emb = torch.nn.Embedding(v, d)
            self.mid = torch.nn.Linear(d, d)
            self.head = torch.nn.Linear(d, v, bias=False)
            self.head.weight = self.emb.weight

    return float(sum(p.numel() for p in Tied().parameters()))


# --- losses

bug(
    "torch-softmax-before-ce",
    before="import torch\nfrom torch import nn",
    symptom=lambda run: abs(run["loss"].item() - 0.5514) < 1e-3,
)

bug(
    "torch-mse-broadcast",
    before="import torch\nfrom torch import nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)",
    after="slope = model.weight.item()",
    symptom=lambda run: abs(run["slope"]) < 0.1,
)

bug(
    "torch-ce-class-dimension",
    before="import torch\nimport torch.nn.functional as F\ntorch.manual_seed(0)",
    after="flat = F.cross_entropy(scores.reshape(-1, classes), tags.reshape(-1))\nassert torch.allclose(loss, flat)",
    symptom=lambda run: isinstance(run.error, (RuntimeError, ValueError)),
)

bug(
    "torch-token-normalised-loss",
    before="import torch\nimport torch.nn.functional as F\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(3, 5)\n"
    "opt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
    "x, y = torch.randn(16, 3), torch.randint(5, (16,))\ny[torch.tensor([1, 5, 8, 9, 10, 12, 14, 15])] = -100\n"
    "parts = [(x[:8], y[:8]), (x[8:], y[8:])]\nassert [int((b != -100).sum()) for _, b in parts] == [6, 2]\n"
    "whole = torch.autograd.grad(F.cross_entropy(model(x), y), model.weight)[0]",
    symptom=lambda run: not torch.allclose(run["grad"], run["whole"], atol=1e-6),
)

# --- optimisers

bug(
    "torch-optimiser-built-too-early",
    before="import torch\nfrom torch import nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n"
    "x, y = torch.randn(8, 4), torch.randint(3, (8,))",
    symptom=lambda run: torch.equal(run["start"], run["model"][2].weight),
)

bug(
    "torch-scheduler-per-batch",
    before="import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(3, 1)\nbatches = torch.randn(10, 4, 3)",
    after="rate = opt.param_groups[0]['lr']",
    symptom=lambda run: run["rate"] < 0.009,
)

# --- data


@number("torch-workers-needed")
def _(t: int, s: int, b: int) -> float:
    """The fewest workers that together bring at least as many images in a minute as the GPU takes."""
    minute = 60_000
    return float(next(n for n in range(1, 200) if n * Fraction(minute, t) >= b * Fraction(minute, s)))


bug(
    "torch-collate-lengths",
    before="import torch\nfrom torch.utils.data import DataLoader",
    after="assert batch.shape == (3, 5)",
    symptom=lambda run: isinstance(run.error, RuntimeError) and "equal size" in str(run.error),
)

bug(
    "torch-weighted-sampler-per-class",
    before="import torch\nfrom torch.utils.data import WeightedRandomSampler\ntorch.manual_seed(0)",
    after="positives = sum(labels[i].item() for i in drawn)",
    symptom=lambda run: set(run["drawn"]) <= {0, 1},
)

# --- training loop

bug(
    "torch-accumulation-not-divided",
    before="import torch\nfrom torch import nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\nmodel = nn.Linear(3, 1)\n"
    "x, y = torch.randn(32, 3), torch.randn(32, 1)\n"
    "whole = torch.autograd.grad(F.mse_loss(model(x), y), model.weight)[0]\nopt = torch.optim.SGD(model.parameters(), lr=0.01)",
    after="ratio = (model.weight.grad / whole).mean().item()",
    symptom=lambda run: abs(run["ratio"] - 4) < 1e-3,
)

bug(
    "torch-forgotten-eval",
    before="import torch\nfrom torch import nn\ntorch.manual_seed(0)",
    symptom=lambda run: not torch.allclose(run["together"], run["few"], atol=1e-4),
)

# --- saving

bug(
    "torch-best-state-alias",
    before="import copy\nimport torch\nmodel = torch.nn.Linear(1, 1)\ntorch.nn.init.zeros_(model.weight)",
    symptom=lambda run: run["model"].weight.item() != 2.0,
)

# --- transfer learning

bug(
    "torch-frozen-batchnorm-drifts",
    before="import torch\nfrom torch import nn\ntorch.manual_seed(0)",
    symptom=lambda run: run["drift"] > 0,
)

# --- mixed precision

bug(
    "torch-clip-scaled-gradients",
    before="import torch\nw = torch.nn.Parameter(torch.tensor([3.0, 4.0]))\nopt = torch.optim.SGD([w], lr=1.0)\n"
    "scaler = torch.amp.GradScaler('cpu')",
    after="""
moved = (w.detach() - torch.tensor([3.0, 4.0])).norm().item()

def adam_step(weights, seed):
    torch.manual_seed(seed)
    p = torch.zeros(weights, requires_grad=True)
    p.grad = torch.randn(weights)
    p.grad /= p.grad.norm() * 65536
    torch.optim.Adam([p], lr=1.0).step()
    return p.detach().abs().mean()

for weights, seeds, typical in ((10**3, 25, 0.93), (10**6, 25, 0.47), (10**7, 1, 0.25)):
    found = torch.stack([adam_step(weights, seed) for seed in range(seeds)]).median()
    assert abs(found - typical) < 0.005, (weights, found)
""",
    symptom=lambda run: run["moved"] < 1e-4,
)

# --- several processes


@number("torch-batches-per-rank")
def _(n: int, r: int, b: int) -> float:
    from torch.utils.data import DataLoader, DistributedSampler

    counts = {
        sum(
            1
            for _ in DataLoader(
                range(n), batch_size=b, sampler=DistributedSampler(range(n), num_replicas=r, rank=k)
            ).batch_sampler
        )
        for k in range(r)
    }
    assert len(counts) == 1
    return float(counts.pop())


bug(
    "torch-set-epoch-missing",
    before="from torch.utils.data import DataLoader, DistributedSampler",
    symptom=lambda run: run["orders"][0] == run["orders"][1] == run["orders"][2],
)

bug(
    "torch-hanging-collective",
    before="import datetime\nimport os\nimport tempfile\nimport torch\nimport torch.distributed as dist\n"
    "import torch.multiprocessing as mp",
    after="""
def work(rank, path, results):
    dist.init_process_group(
        "gloo", init_method="file://" + path, rank=rank, world_size=2, timeout=datetime.timedelta(seconds=5)
    )
    try:
        results.put((rank, mean_over_ranks(torch.tensor(float(rank))).item()))
    except RuntimeError:
        results.put((rank, None))

processes = mp.get_context("fork")
results = processes.SimpleQueue()
path = os.path.join(tempfile.mkdtemp(), "store")
started = [processes.Process(target=work, args=(rank, path, results)) for rank in range(2)]
for process in started:
    process.start()
for process in started:
    process.join()
means = dict(results.get() for _ in started)
""",
    symptom=lambda run: run["means"] != {0: 0.5, 1: 0.5} and run["means"][0] is None,
)

# --- compiling

bug(
    "torch-benchmark-without-warm-up",
    before="""
import functools
import time
import types
import torch
compiled, readings = [], []
def backend(graph, inputs):
    compiled.append(graph)
    return graph
def reading():
    readings.append(len(compiled))
    return clock()
whole, clock, time = torch.compile, time.perf_counter, types.SimpleNamespace(perf_counter=reading)
torch.compile = functools.partial(whole, backend=backend)      # any compiler will do
def f(x):
    return (x.sin() + x.cos()).relu()
x = torch.randn(1000)
""",
    after="torch.compile = whole",
    symptom=lambda run: run["readings"] == [0, 1],  # the compilation lies between the two readings of the clock
)

# --- reproducibility

bug(
    "torch-wrong-generator-seeded",
    before="import random\nimport torch\nrandom.seed(1)",
    after="same = split(50) == split(50)",
    symptom=lambda run: not run["same"],
)

# --- profiling and memory

bug(
    "torch-total-loss-keeps-graph",
    before="import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(3, 1)\nbatches = torch.randn(5, 4, 3)",
    symptom=lambda run: getattr(run["total"], "grad_fn", None) is not None,
)


@functools.cache
def adam_bytes_per_million() -> int:
    model = torch.nn.Linear(999, 1000)  # 10^6 parameters, measured, then scaled
    opt = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 999)).sum().backward()
    opt.step()
    tensors = [t for w in model.parameters() for t in (w, w.grad, *opt.state[w].values())]
    measured = sum(t.numel() * t.element_size() for t in tensors)
    assert sum(w.numel() for w in model.parameters()) == 10**6
    return measured


@number("torch-adam-memory")
def _(p: int) -> float:
    return adam_bytes_per_million() * p / 1024**3


# --- live coding

bug(
    "torch-topk-accuracy-shape",
    before="import torch\nlogits = torch.tensor([[5.0, 4, 0, 0], [0, 5, 4, 0], [0, 0, 5, 4], [5, 0, 0, 4]])\ny = torch.tensor([1, 2, 2, 1])",
    after="square = topk_accuracy(logits[:2], y[:2], 2)\nvalue = topk_accuracy(logits, y, 2)\nassert (square, value) == (1.0, 0.75)",
    symptom=lambda run: run["square"] == 0.5 and isinstance(run.error, RuntimeError),
)

bug(
    "torch-masked-mean",
    before="import torch",
    after="h, mask = torch.ones(1, 2, 3), torch.ones(1, 2)\nshort = mean_pool(h, mask)\n"
    "padded = mean_pool(torch.cat([h, torch.full((1, 4, 3), 9.0)], 1), torch.cat([mask, torch.zeros(1, 4)], 1))",
    symptom=lambda run: not torch.allclose(run["short"], run["padded"]),
)
