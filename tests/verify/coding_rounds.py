"""Independent proofs for decks/coding-rounds.yaml: arrays measured, tables filled and operations counted."""

import functools

import numpy as np
import torch

from tests.verify.proofs import bug, number

# ---------------------------------------------------------------- number cards


@number("broadcast-difference-memory")
def _(n, m, d):
    small = np.empty((2, 1, d), np.float32) - np.empty((3, d), np.float32)
    return small.nbytes * (n / 2) * (m / 3) / 1e9


@number("im2col-memory")
@functools.cache
def _(n, c, s, k):
    one = torch.nn.functional.unfold(torch.empty(1, 1, s, s), k, padding=k // 2)
    return n * c * one.nbytes / 1e9


@number("bisection-work")
def _(candidates, n):
    """The larger part of the candidates is left after every check."""
    reads = 0
    while candidates > 1:
        candidates -= candidates // 2
        reads += n
    return reads


@number("edit-table-memory")
def _(n, m):
    return np.broadcast_to(np.int32(0), (n + 1, m + 1)).nbytes / 1e6


# ---------------------------------------------------------------- bug cards

bug(
    "expanded-distance-cancels",
    lambda done: bool(np.isnan(done["d"]).any()) and float(np.nanmax(abs(done["d"] - done["true"]))) > 1,
    after="""
rng = np.random.default_rng(0)
a = (10_000 + rng.normal(size=(20, 3))).astype(np.float32)
with np.errstate(invalid="ignore"):
    d = distances(a, a)
wide = a.astype(np.float64)
true = np.sqrt(((wide[:, None] - wide) ** 2).sum(-1))
""",
)

bug(
    "one-pass-variance-cancels",
    lambda done: abs(done["small"] - 22.5) > 1e-6 or abs(done["large"] - 22.5) > 1,
    after="""
readings = [4.0, 7.0, 13.0, 16.0]
small, large = variance(readings), variance([1e9 + x for x in readings])
assert abs(small - 22.5) < 1e-9
""",
)

bug(
    "class-means-truncated",
    lambda done: not done["means"].any(),
    after="""
rng = np.random.default_rng(0)
x, y = (rng.random((200, 6)) < 0.7).astype(int), np.arange(200) % 2
means = class_means(x, y, 2)
assert np.allclose(class_means(x.astype(float), y, 2)[1], x[y == 1].mean(0))
""",
)

bug(
    "loader-reseeded-each-epoch",
    lambda done: done["first"] == done["second"],
    after="""
loader, twin = Loader(list(range(40)), 8, 3), Loader(list(range(40)), 8, 3)
first, second = list(loader), list(loader)
assert [list(twin), list(twin)] == [first, second]
assert sorted(sum(second, [])) == list(range(40))
""",
)


def nearest_share(columns):
    """The distance of the nearest of 1,000 uniform points over that of the farthest, on average over 200 queries."""
    rng = np.random.default_rng(columns)
    pairs = ((rng.random((1000, columns)), rng.random(columns)) for _ in range(200))
    lengths = [np.sqrt(((points - query) ** 2).sum(1)) for points, query in pairs]
    return float(np.mean([each.min() / each.max() for each in lengths]))


# write-nearest-neighbours
assert abs(nearest_share(2) - 0.02) < 0.005
assert abs(nearest_share(1000) - 0.89) < 0.005


def unrolled(x, w):
    """A convolution as one product of windows, in the four lines that im2col-why-faster names."""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    rows = windows.transpose(0, 2, 3, 1, 4, 5)
    out = rows.reshape(-1, w[0].size) @ w.reshape(len(w), -1).T
    return out.reshape(*rows.shape[:3], -1).transpose(0, 3, 1, 2)


image, kernel = torch.randn(2, 3, 6, 7), torch.randn(4, 3, 3, 3)
assert np.allclose(unrolled(image.numpy(), kernel.numpy()), torch.nn.functional.conv2d(image, kernel), atol=1e-4)

# write-reservoir: the largest u ** (1 / w) is each of three with a probability in proportion to its weight
weights = np.array([1.0, 2.0, 5.0])
drawn = (np.random.default_rng(0).random((40_000, 3)) ** (1 / weights)).argmax(1)
assert np.allclose(np.bincount(drawn) / len(drawn), weights / weights.sum(), atol=0.01)
