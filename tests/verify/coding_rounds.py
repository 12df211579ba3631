"""Independent proofs for decks/coding-rounds.yaml: arrays measured, tables filled and operations counted."""

import numpy as np

from tests.verify.proofs import bug, number

# ---------------------------------------------------------------- number cards


@number("broadcast-difference-memory")
def _(n, m, d):
    small = np.empty((2, 1, d), np.float32) - np.empty((3, d), np.float32)
    return small.nbytes * (n / 2) * (m / 3) / 1e9


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
