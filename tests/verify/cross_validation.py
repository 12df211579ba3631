"""Independent proofs for decks/cross-validation.yaml: splitters, brute force and simulation against each card's own formula."""

import itertools
import math

import numpy as np
from scipy.stats import norm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GridSearchCV, KFold, RepeatedKFold, cross_val_score

from tests.verify.proofs import Run, bug, number
from tests.verify.typical import is_near, typical

DECK = "cross-validation"


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


@number("patient-straddle-chance")
def _(m: int, q: float) -> float:
    both = 0.0
    for pattern in itertools.product([0, 1], repeat=m):
        if 0 < sum(pattern) < m:
            both += math.prod(q if side else 1 - q for side in pattern)
    return both


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
def _(b: int, c: int) -> float:
    a_right = np.r_[np.ones(b), np.zeros(c), np.ones(500)]
    b_right = np.r_[np.zeros(b), np.ones(c), np.ones(500)]
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
    wide = lambda size: 1.96 * math.sqrt(p * (1 - p) / size) > margin + 1e-15
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


@number("error-at-four-times-the-data")
def _(first: int, second: int) -> float:
    # A straight line on double logarithmic axes through both points.
    slope, level = np.polyfit(np.log([10_000, 40_000]), np.log([first, second]), 1)
    return float(np.exp(level + slope * np.log(160_000)))


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

PATIENTS = """
import warnings
import numpy as np
warnings.simplefilter("ignore")
rng = np.random.default_rng(SEED)
patient = np.tile(np.arange(60), 4)
look = rng.normal(size=(60, 20))
X = look[patient] + 0.3 * rng.normal(size=(240, 20))
y = rng.integers(0, 2, 60)[patient]
"""
assert is_near(typical(DECK, "groups-ignored", PATIENTS, lambda run: run["score"]), 1.0, 0.001)
assert is_near(typical(DECK, "groups-ignored", PATIENTS, lambda run: run["score"], mended=True), 0.5, 0.03)
bug("groups-ignored", before=PATIENTS.replace("SEED", "0"), symptom=lambda run: run["score"] > 0.9)

NOISE_COLUMNS = """
import numpy as np
rng = np.random.default_rng(SEED)
X, y = rng.normal(size=(100, 2000)), rng.permutation(np.arange(100) % 2)
"""
assert is_near(typical(DECK, "select-before-split", NOISE_COLUMNS, lambda run: run["score"]), 0.88, 0.005)
assert is_near(typical(DECK, "select-before-split", NOISE_COLUMNS, lambda run: run["score"], mended=True), 0.51, 0.005)
bug("select-before-split", before=NOISE_COLUMNS.replace("SEED", "0"), symptom=lambda run: run["score"] > 0.75)

RARE = """
import numpy as np
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
data = np.random.default_rng(SEED)
X, y = data.normal(size=(1000, 5)), (np.arange(1000) < 50).astype(int)
"""
assert is_near(typical(DECK, "oversample-before-split", RARE, lambda run: run["recall"]), 1.0, 0.001)
assert is_near(typical(DECK, "oversample-before-split", RARE, lambda run: run["recall"], mended=True), 0.0, 0.05)
bug("oversample-before-split", before=RARE.replace("SEED", "0"), symptom=lambda run: run["recall"] > 0.9)

FORTY_ROWS = """
import numpy as np
rng = np.random.default_rng(SEED)
X, y = rng.normal(size=(40, 50)), np.arange(40) % 2
"""
assert is_near(typical(DECK, "best-score-reported", FORTY_ROWS, lambda run: run["reported"]), 0.63, 0.006)
bug("best-score-reported", before=FORTY_ROWS.replace("SEED", "0"), symptom=lambda run: run["reported"] > 0.58)

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
    after='last = history.history["val_loss"][-1]',
    symptom=lambda run: run["final"] > run["best"] + 0.1 and abs(run["final"] - run["last"]) < 1e-4,
)

WALK = """
import numpy as np
t = np.arange(500)[:, None]
y = np.random.default_rng(SEED).normal(size=500).cumsum()
"""
assert is_near(typical(DECK, "shuffled-time", WALK, lambda run: run["score"]), 0.99, 0.005)
assert typical(DECK, "shuffled-time", WALK, lambda run: run["score"], mended=True) < 0
bug("shuffled-time", before=WALK.replace("SEED", "0"), symptom=lambda run: run["score"] > 0.9)

SHOPS = """
import numpy as np
rng = np.random.default_rng(SEED)
shop = np.repeat(np.arange(200), 3)
y = rng.integers(0, 2, 600)
"""
assert is_near(typical(DECK, "target-encoding-leak", SHOPS, lambda run: run["auc"]), 0.81, 0.005)
assert is_near(
    sum(
        (1.0 if 1 + a > b else 0.5 if 1 + a == b else 0.0) * math.comb(2, a) * math.comb(2, b) / 16
        for a in range(3)
        for b in range(3)
    ),
    13 / 16,
    1e-9,
)
bug("target-encoding-leak", before=SHOPS.replace("SEED", "0"), symptom=lambda run: run["auc"] > 0.7)

IMAGES = """
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
data = np.random.default_rng(SEED)
X, y = data.normal(size=(100, 30)), data.integers(0, 2, 100)
"""
assert is_near(typical(DECK, "augment-before-split", IMAGES, lambda run: run["score"]), 1.0, 0.001)
assert is_near(typical(DECK, "augment-before-split", IMAGES, lambda run: run["score"], mended=True), 0.48, 0.03)
bug("augment-before-split", before=IMAGES.replace("SEED", "0"), symptom=lambda run: run["score"] > 0.9)

THREE_PARTS = """
import numpy as np
rng = np.random.default_rng(SEED)
X, y = rng.normal(size=(400, 10)), rng.integers(0, 2, 400)
X_tr, X_va, X_te = X[:200], X[200:300], X[300:]
y_tr, y_va, y_te = y[:200], y[200:300], y[300:]
"""
assert is_near(typical(DECK, "best-of-many-on-test", THREE_PARTS, lambda run: run["reported"]), 0.64, 0.005)
bug("best-of-many-on-test", before=THREE_PARTS.replace("SEED", "0"), symptom=lambda run: run["reported"] > 0.6)


def first_folds(run: Run) -> tuple[float, float, float]:
    """The scores of the first two folds, and the worst of the later ones."""
    first, second, *later = run["scores"]
    return first, second, min(later)


COIN_FLIPS = """
import torch
from sklearn.model_selection import KFold
from torch import nn
from torch.nn.functional import cross_entropy
torch.manual_seed(SEED)
X, y = torch.randn(100, 20), torch.randint(0, 2, (100,))
"""
FOLDS = typical(DECK, "fold-model-not-reset", COIN_FLIPS, first_folds)
assert all(is_near(*pair, 0.001) for pair in zip(FOLDS, (0.45, 0.80, 0.95), strict=True)), FOLDS
bug("fold-model-not-reset", before=COIN_FLIPS.replace("SEED", "0"), symptom=lambda run: min(run["scores"][3:]) > 0.9)

# The interval of the card forty-patients: Wilson, 32 of 40.
_z = norm.ppf(0.975)
_centre = (0.8 + _z**2 / 80) / (1 + _z**2 / 40)
_half = _z / (1 + _z**2 / 40) * math.sqrt(0.8 * 0.2 / 40 + _z**2 / 6400)
assert abs(_centre - _half - 0.652) < 0.001 and abs(_centre + _half - 0.895) < 0.001

# What the card expected-improvement-choice says of its candidates, against a best of 80.
for _mean, _deviation, _said in ((80.5, 0.1, 0.50), (80.2, 0.5, 0.32), (79.0, 4.0, 1.15)):
    _gain = norm(_mean, _deviation).expect(lambda score: max(0.0, score - 80), lb=80)
    assert is_near(_gain, _said, 0.005), "expected-improvement-choice"
assert is_near(196 * math.sqrt(0.9 * 0.1 / 50_000), 0.26, 0.005), "one-split-for-large-data"
assert is_near(100 * math.sqrt(0.87 * 0.13 / 100), 3.4, 0.05), "split-luck"

# The left-out residuals of least squares in the card loo-vs-tenfold, by refitting and by the formula.
_x, _y = np.random.default_rng(0).normal(size=(12, 3)), np.random.default_rng(1).normal(size=12)
_hat = _x @ np.linalg.inv(_x.T @ _x) @ _x.T
_refitted = [_y[i] - _x[i] @ np.linalg.lstsq(np.delete(_x, i, 0), np.delete(_y, i), rcond=None)[0] for i in range(12)]
assert np.allclose(_refitted, (_y - _hat @ _y) / (1 - np.diag(_hat))), "loo-vs-tenfold"
