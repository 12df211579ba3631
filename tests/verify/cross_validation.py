"""Independent proofs for decks/cross-validation.yaml: splitters, brute force and simulation against each card's own formula."""

import itertools
import math

import numpy as np
from scipy.stats import norm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    LeavePGroupsOut,
    RepeatedKFold,
    TimeSeriesSplit,
    cross_val_score,
)

from tests.verify.proofs import bug, number


class _Counter(ClassifierMixin, BaseEstimator):
    """A classifier that only counts how often any of its clones is fitted."""

    fits = 0

    def __init__(self, a=0, b=0):
        self.a = a
        self.b = b

    def fit(self, X, y):
        type(self).fits += 1
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.zeros(len(X), dtype=int)


def _count_fits(run) -> float:
    _Counter.fits = 0
    run()
    return float(_Counter.fits)


@number("fold-train-rows")
def _(n: int, k: int) -> float:
    train, _test = next(iter(KFold(n_splits=k).split(np.zeros(n))))
    return float(len(train))


@number("timeseries-train-size")
def _(n: int, k: int, i: int) -> float:
    splits = list(TimeSeriesSplit(n_splits=k).split(np.zeros(n)))
    return float(len(splits[i - 1][0]))


@number("patient-straddle-chance")
def _(m: int, q: float) -> float:
    both = 0.0
    for pattern in itertools.product([0, 1], repeat=m):
        if 0 < sum(pattern) < m:
            both += math.prod(q if side else 1 - q for side in pattern)
    return both


@number("leave-groups-out-fits")
def _(g: int, p: int, c: int) -> float:
    groups = np.arange(g)
    splits = sum(1 for _ in LeavePGroupsOut(n_groups=p).split(np.zeros(g), groups=groups))
    fits = 0
    for _setting in range(c):
        for _split in range(splits):
            fits += 1
    return float(fits + 1)


@number("fits-repeats-grid")
def _(k: int, r: int, a: int, b: int) -> float:
    X, y = np.zeros((20, 1)), np.arange(20) % 2
    grid = {"a": list(range(a)), "b": list(range(b))}
    cv = RepeatedKFold(n_splits=k, n_repeats=r, random_state=0)
    if a * b * k * r <= 60:  # really run it where it is quick
        return _count_fits(lambda: GridSearchCV(_Counter(), grid, cv=cv).fit(X, y))
    splits = sum(1 for _ in cv.split(X))
    return float(sum(1 for _ in itertools.product(range(a), range(b), range(splits))) + 1)


@number("nested-fits")
def _(outer: int, inner: int, c: int) -> float:
    X, y = np.zeros((60, 1)), np.arange(60) % 2
    if outer * inner * c <= 90:
        search = GridSearchCV(_Counter(), {"a": list(range(c))}, cv=inner)
        return _count_fits(lambda: cross_val_score(search, X, y, cv=outer))
    fits = 0
    for _outer in range(outer):
        for _setting in range(c):
            for _inner in range(inner):
                fits += 1
        fits += 1
    return float(fits)


@number("accuracy-interval")
def _(n: int, p: float) -> float:
    hits = round(p * n)
    outcomes = np.r_[np.ones(hits), np.zeros(n - hits)]
    return float(196 * outcomes.std() / np.sqrt(n))


@number("mcnemar-statistic")
def _(n: int, b: int, c: int) -> float:
    a_right = np.r_[np.ones(b), np.zeros(c), np.ones(n - b - c)]
    b_right = np.r_[np.zeros(b), np.ones(c), np.ones(n - b - c)]
    observed = np.array([np.sum((a_right == 1) & (b_right == 0)), np.sum((a_right == 0) & (b_right == 1))])
    expected = observed.sum() / 2
    # Yates' form of Pearson's statistic for two cells with equal expected counts
    return float(np.sum((np.abs(observed - expected) - 0.5) ** 2 / expected))


@number("corrected-t-statistic")
def _(k: int, d: float, s: float) -> float:
    # differences with the wanted mean and deviation; fold sizes counted from a real splitter
    z = np.random.default_rng(k).normal(size=k)
    diff = d + s * (z - z.mean()) / z.std(ddof=1)
    train, test = next(iter(KFold(k).split(np.zeros(40 * k))))
    variance = diff.var(ddof=1) * (1 / k + len(test) / len(train))
    return float(diff.mean() / np.sqrt(variance))


@number("test-size-needed")
def _(p: float, margin: float) -> float:
    n = 1
    step = 1 << 20
    wide = lambda size: 1.96 * math.sqrt(p * (1 - p) / size) > margin + 1e-15  # noqa: E731
    while step:  # bisection for the last size that is too small
        while wide(n + step):
            n += step
        step //= 2
    return float(n + 1 if wide(n) else n)


@number("random-search-trials")
def _(top: float, confidence: float) -> float:
    miss, trials = 1.0, 0
    while 1 - miss < confidence - 1e-12:
        miss *= 1 - top
        trials += 1
    return float(trials)


@number("halving-budget")
def _(eta: int, s: int, r: int) -> float:
    alive, epochs, total = eta**s, r, 0
    while True:
        total += sum(epochs for _ in range(alive))
        if alive == 1:
            return float(total)
        alive, epochs = alive // eta, epochs * eta


@number("patience-stop-epoch")
def _(errors: list, patience: int) -> float:
    best, wait = math.inf, 0
    for epoch, error in enumerate(errors, start=1):
        if error < best:
            best, wait = error, 0
        else:
            wait += 1
            if wait >= patience:
                return float(epoch)
    raise AssertionError("never stops")


@number("reweighted-accuracy")
def _(acc_new: int, acc_old: int, val_new: int, prod_new: int) -> float:
    # 10,000 production users, one by one
    new, old = prod_new * 100, (100 - prod_new) * 100
    hits = np.r_[np.arange(new) < new * acc_new / 100, np.arange(old) < old * acc_old / 100]
    return float(100 * hits.mean())


bug(
    "kfold-sorted-labels",
    symptom=lambda run: run["score"] < 0.5,
)

bug(
    "groups-ignored",
    before="""
import warnings
import numpy as np
warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
patient = np.tile(np.arange(60), 4)
look = rng.normal(size=(60, 20))
X = look[patient] + 0.3 * rng.normal(size=(240, 20))
y = rng.integers(0, 2, 60)[patient]
""",
    symptom=lambda run: run["score"] > 0.9,
)

bug(
    "select-before-split",
    before="""
import numpy as np
rng = np.random.default_rng(1)
X, y = rng.normal(size=(100, 2000)), np.arange(100) % 2
""",
    symptom=lambda run: run["score"] > 0.8,
)

bug(
    "oversample-before-split",
    before="""
import numpy as np
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
data = np.random.default_rng(0)
X, y = data.normal(size=(1000, 5)), (np.arange(1000) < 50).astype(int)
""",
    symptom=lambda run: run["recall"] > 0.9,
)

bug(
    "best-score-reported",
    before="""
import numpy as np
rng = np.random.default_rng(47)
X, y = rng.normal(size=(40, 50)), np.arange(40) % 2
""",
    symptom=lambda run: run["reported"] > 0.7,
)

bug(
    "unpaired-splits",
    before="""
import numpy as np
np.random.seed(0)
rng = np.random.default_rng(0)
X = rng.normal(size=(90, 5))
y = (X[:, 0] + rng.normal(size=90) > 0).astype(int)
""",
    symptom=lambda run: not np.array_equal(run["a"], run["b"]),
)

bug(
    "resplit-on-resume",
    before="""
import torch
torch.manual_seed(0)
data = list(range(1000))
""",
    symptom=lambda run: len(set(run["val_tuesday"].indices) & set(run["train_monday"].indices)) > 0,
)

bug(
    "linear-rate-sampling",
    symptom=lambda run: run["share_small"] < 0.03,
)

bug(
    "early-stop-weights",
    before="""
import keras
import numpy as np
keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
X = rng.normal(size=(80, 20)).astype("float32")
y = rng.integers(0, 2, 80)
X_tr, X_va, y_tr, y_va = X[:40], X[40:], y[:40], y[40:]
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
""",
    symptom=lambda run: run["final"] > run["best"] + 0.1,
)

bug(
    "shuffled-time",
    symptom=lambda run: run["score"] > 0.9,
)

bug(
    "target-encoding-leak",
    before="""
import numpy as np
rng = np.random.default_rng(0)
shop = np.repeat(np.arange(200), 3)
y = rng.integers(0, 2, 600)
""",
    symptom=lambda run: run["auc"] > 0.7,
)

bug(
    "augment-before-split",
    before="""
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
data = np.random.default_rng(1)
X, y = data.normal(size=(100, 30)), data.integers(0, 2, 100)
""",
    symptom=lambda run: run["score"] > 0.9,
)

bug(
    "best-of-many-on-test",
    before="""
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(400, 10)), rng.integers(0, 2, 400)
X_tr, X_va, X_te = X[:200], X[200:300], X[300:]
y_tr, y_va, y_te = y[:200], y[200:300], y[300:]
""",
    symptom=lambda run: run["reported"] > 0.6,
)

bug(
    "fold-model-not-reset",
    before="""
import torch
from sklearn.model_selection import KFold
from torch import nn
from torch.nn.functional import cross_entropy
torch.manual_seed(0)
X, y = torch.randn(100, 20), torch.randint(0, 2, (100,))
""",
    symptom=lambda run: min(run["scores"][3:]) > 0.9,
)

# The interval of the card forty-patients: Wilson, 32 of 40.
_z = norm.ppf(0.975)
_centre = (0.8 + _z**2 / 80) / (1 + _z**2 / 40)
_half = _z / (1 + _z**2 / 40) * math.sqrt(0.8 * 0.2 / 40 + _z**2 / 6400)
assert abs(_centre - _half - 0.652) < 0.001 and abs(_centre + _half - 0.895) < 0.001
