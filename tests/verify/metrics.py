"""Independent proofs for decks/metrics.yaml: libraries, loops over examples or enumeration against each card's own formula."""

import itertools
from collections import Counter

import numpy as np
import torch
from scipy.optimize import brentq
from scipy.special import softmax
from scipy.stats import binom, entropy
from sklearn import metrics as skm
from torchmetrics.functional.retrieval import retrieval_recall
from torchmetrics.functional.text import word_error_rate

from tests.verify.proofs import bug, number
from tests.verify.typical import is_near, typical


def labels(tp: int, fp: int, fn: int, tn: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """True and predicted labels, one entry for each example of the table."""
    truth = [1] * tp + [0] * fp + [1] * fn + [0] * tn
    predicted = [1] * tp + [1] * fp + [0] * fn + [0] * tn
    return np.array(truth), np.array(predicted)


def table_labels(cells: dict[str, int]) -> tuple[list[str], list[str]]:
    """True and predicted classes of a table whose cells are named by both, as `ab` for a called b."""
    truth = [name[0] for name, count in cells.items() for _ in range(count)]
    predicted = [name[1] for name, count in cells.items() for _ in range(count)]
    return truth, predicted


# ---- number


@number("false-positive-rate")
def _(legit: int, blocked: int, spam: int, caught: int) -> float:
    truth, predicted = labels(caught, blocked, spam - caught, legit - blocked)
    return float(predicted[truth == 0].mean())


@number("f1-from-counts")
def _(tp: int, fp: int, fn: int) -> float:
    return float(skm.f1_score(*labels(tp, fp, fn)))


@number("f-beta")
def _(p: float, r: float, beta: float) -> float:
    # Whole counts with exactly these rates: P = a/20, R = b/20, tp = a*b, called = 20*b, actual = 20*a.
    a, b = round(p * 20), round(r * 20)
    return float(skm.fbeta_score(*labels(a * b, 20 * b - a * b, 20 * a - a * b), beta=beta))


@number("macro-f1-three-classes")
def _(**cells: int) -> float:
    return float(skm.f1_score(*table_labels(cells), average="macro"))


@number("micro-f1-multilabel")
def _(tp: list[int], fp: list[int], fn: list[int]) -> float:
    rows = max(a + b + c for a, b, c in zip(tp, fp, fn, strict=True))
    truth, predicted = np.zeros((rows, 3), int), np.zeros((rows, 3), int)
    for tag in range(3):
        one_truth, one_predicted = labels(tp[tag], fp[tag], fn[tag])
        truth[: len(one_truth), tag], predicted[: len(one_truth), tag] = one_truth, one_predicted
    return float(skm.f1_score(truth, predicted, average="micro"))


@number("precision-at-threshold")
def _(scores: list[float], labels: list[int], t: float) -> float:
    return float(skm.precision_score(labels, np.array(scores) >= t))


@number("auc-from-pairs")
def _(pos: list[float], neg: list[float]) -> float:
    scores = np.round(np.array(pos + neg), 6)
    return float(skm.roc_auc_score([1] * len(pos) + [0] * len(neg), scores))


@number("average-precision-from-ranking")
def _(rel: list[int]) -> float:
    return float(skm.average_precision_score(rel, np.arange(len(rel), 0, -1)))


@number("ppv-from-prevalence")
def _(sens: float, spec: float, per_mille: int) -> float:
    # One row for each cell of a population of a million, weighted by its head count.
    ill, well = per_mille * 1000, 1_000_000 - per_mille * 1000
    weights = [round(ill * sens), round(ill * (1 - sens)), round(well * (1 - spec)), round(well * spec)]
    return float(skm.precision_score([1, 1, 0, 0], [1, 0, 1, 0], sample_weight=weights))


@number("undo-downsampling")
def _(keep: int, p: float) -> float:
    # A group of people who all get score p in the sample: put the dropped negatives back and count.
    kept_positives, kept_negatives = round(1000 * p), round(1000 * (1 - p))
    original = np.r_[np.ones(kept_positives), np.zeros(kept_negatives * 100 // keep)]
    return float(original.mean())


@number("mcc-from-counts")
def _(tp: int, fp: int, fn: int, tn: int) -> float:
    return float(np.corrcoef(*labels(tp, fp, fn, tn))[0, 1])


@number("cohen-kappa")
def _(both: int, first: int, second: int, neither: int) -> float:
    one = [1] * both + [1] * first + [0] * second + [0] * neither
    two = [1] * both + [0] * first + [1] * second + [0] * neither
    return float(skm.cohen_kappa_score(one, two))


@number("log-loss-few-predictions")
def _(y: list[int], p: list[float]) -> float:
    return float(skm.log_loss(y, p, labels=[0, 1]))


@number("ece-from-bins")
def _(n: list[int], low: float, middle: float, high: float, acc: list[float]) -> float:
    # One entry for each example: its confidence and its (possibly fractional) share of hits.
    confidences = np.repeat([low, middle, high], n)
    hits = np.repeat(acc, n)
    error = 0.0
    for value in np.unique(confidences):
        inside = confidences == value
        error += inside.mean() * abs(hits[inside].mean() - confidences[inside].mean())
    return error


@number("threshold-from-costs")
def _(c_fp: int, c_fn: int) -> float:
    return float(brentq(lambda fraud: (1 - fraud) * c_fp - fraud * c_fn, 0, 1))


@number("abstain-from-costs")
def _(wrong: int, human: int) -> float:
    return float(brentq(lambda right: (1 - right) * wrong - human, 0, 1))


@number("selective-risk-from-list")
def _(hit: list[int], k: int) -> float:
    return float(skm.zero_one_loss([1] * k, hit[:k]))


@number("r2-from-values")
def _(y: list[int], pred: list[int]) -> float:
    return float(skm.r2_score(y, pred))


@number("adjusted-r2")
def _(n: int, p: int, r: float) -> float:
    # A fit with just this R2, made from orthogonal vectors; then unbiased variances are compared.
    rng = np.random.default_rng(n)
    X = rng.normal(size=(n, p))
    base = np.linalg.qr(np.c_[np.ones(n), X, rng.normal(size=n)])[0]
    y = 3 + np.sqrt(r) * base[:, 1] + np.sqrt(1 - r) * base[:, -1]
    design = np.c_[np.ones(n), X]
    residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(1 - (residuals @ residuals / (n - np.linalg.matrix_rank(design))) / y.var(ddof=1))


@number("mean-huber")
def _(e: list[int], delta: int) -> float:
    errors = torch.tensor(e, dtype=torch.float64)
    return float(torch.nn.functional.huber_loss(errors, torch.zeros_like(errors), delta=float(delta)))


@number("mase-forecast")
def _(train: list[int], test: list[int], forecast: list[int]) -> float:
    scale = np.abs(np.diff(np.array(train, float))).mean()
    return float(skm.mean_absolute_error(np.array(test) / scale, np.array(forecast) / scale))


@number("pinball-loss")
def _(q: float, y: list[int], pred: list[int]) -> float:
    return float(skm.mean_pinball_loss(y, pred, alpha=q))


@number("recall-at-5-from-list")
def _(rel: list[int], total: int) -> float:
    # What was not retrieved stands at the end of the ranking.
    target = torch.tensor(rel + [1] * (total - sum(rel)))
    scores = torch.arange(len(target), 0, -1, dtype=torch.float64)
    return float(retrieval_recall(scores, target, top_k=5))


@number("ndcg-at-3")
def _(g: list[int]) -> float:
    return float(skm.ndcg_score([g], [[5, 4, 3, 2, 1]], k=3))


@number("box-iou")
def _(ax: int, ay: int, aw: int, ah: int, bx: int, by: int, bw: int, bh: int) -> float:
    one, two = np.zeros((30, 30), bool), np.zeros((30, 30), bool)
    one[ay : ay + ah, ax : ax + aw] = True
    two[by : by + bh, bx : bx + bw] = True
    return float(skm.jaccard_score(one.ravel(), two.ravel()))


@number("detection-ap")
def _(n_true: int, hit: list[int]) -> float:
    # The VOC recipe: sentinels, envelope from the right, sum over changes of recall.
    hits = np.cumsum(hit)
    recall = np.r_[0, hits / n_true, 1]
    precision = np.r_[0, hits / np.arange(1, len(hit) + 1), 0]
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.flatnonzero(recall[1:] != recall[:-1])
    return float(((recall[steps + 1] - recall[steps]) * precision[steps + 1]).sum())


@number("mean-iou-per-class")
def _(**cells: int) -> float:
    return float(skm.jaccard_score(*table_labels(cells), average="macro"))


@number("clipped-unigram-precision")
def _(cand: list[int], ref: list[int]) -> float:
    candidate = [word for word, count in zip("abcd", cand, strict=True) for _ in range(count)]
    reference = [word for word, count in zip("abcd", ref, strict=True) for _ in range(count)]
    return (Counter(candidate) & Counter(reference)).total() / len(candidate)


@number("perplexity-from-tokens")
def _(a: float, b: float, c: float, d: float) -> float:
    # A two-word vocabulary in which word 1 is always the true one.
    truth = torch.tensor([a, b, c, d], dtype=torch.float64)
    logits = torch.stack([1 - truth, truth], dim=1).log()
    return float(torch.nn.functional.cross_entropy(logits, torch.ones(4, dtype=torch.long)).exp())


@number("pass-at-k")
def _(n: int, c: int, k: int) -> float:
    samples = [1] * c + [0] * (n - c)
    return float(np.mean([any(chosen) for chosen in itertools.combinations(samples, k)]))


@number("word-error-rate")
def _(n: int, s: int, d: int, i: int) -> float:
    # Substitute the first s words, drop the next d, keep the rest, add i words at the end.
    reference = [f"word{j}" for j in range(n)]
    spoken = [f"wrong{j}" for j in range(s)] + reference[s + d :] + [f"extra{j}" for j in range(i)]
    return float(word_error_rate([" ".join(spoken)], [" ".join(reference)]))


@number("chance-of-a-lucky-metric")
def _(m: int, alpha: float) -> float:
    return float(sum(binom.pmf(hits, m, alpha) for hits in range(1, m + 1)))


# ---- bug

bug(
    "cm-arguments-swapped",
    before="import numpy as np\ny_true = np.array([1] * 20 + [0] * 80)\ny_pred = np.array([1] * 10 + [0] * 10 + [1] + [0] * 79)",
    symptom=lambda run: run.error is None and run["recall"] > 0.9,
)

PAPER = """
import numpy as np
rng = np.random.default_rng(SEED)
y_train, y_test = (rng.random(2000) < 0.1).astype(int), (rng.random(2000) < 0.1).astype(int)
X_train = rng.normal(size=(2000, 1)) + 2.3 * y_train[:, None]
X_test = rng.normal(size=(2000, 1)) + 2.3 * y_test[:, None]
"""
assert is_near(typical("metrics", "auc-of-hard-labels", PAPER, lambda run: run["auc"]), 0.77, 0.005)
assert is_near(typical("metrics", "auc-of-hard-labels", PAPER, lambda run: run["auc"], mended=True), 0.95, 0.005)
bug(
    "auc-of-hard-labels",
    before=PAPER.replace("SEED", "0"),
    symptom=lambda run: run.error is None and run["auc"] < 0.85,
)

FRAUD = """
import numpy as np
rng = np.random.default_rng(SEED)
y, y_new = (rng.random(4000) < 0.03).astype(int), (rng.random(4000) < 0.03).astype(int)
X = rng.normal(size=(4000, 2)) + 1.5 * y[:, None]
X_new = rng.normal(size=(4000, 2)) + 1.5 * y_new[:, None]
"""
FORECAST = typical(
    "metrics",
    "balanced-weights-break-probabilities",
    FRAUD,
    lambda run: run["expected_frauds"] / run["y_new"].sum(),
)
assert is_near(FORECAST, 7, 0.5)
bug(
    "balanced-weights-break-probabilities",
    before=FRAUD.replace("SEED", "0"),
    symptom=lambda run: run.error is None and run["expected_frauds"] > 3 * run["y_new"].sum(),
)

bug(
    "mse-by-broadcasting",
    before="""
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(200, 3))
y = X @ np.array([1.0, -2.0, 0.5])
""",
    symptom=lambda run: run.error is None and abs(run["mse"] / (2 * run["y"].var()) - 1) < 0.01,
)

bug(
    "ndcg-ideal-from-the-top",
    after="import numpy as np\nfrom sklearn.metrics import ndcg_score\nright = ndcg_score([[1, 1, 0, 3, 3]], [[5, 4, 3, 2, 1]], k=3)",
    symptom=lambda run: run.error is None and run["score"] == 1.0 and abs(run["score"] - run["right"]) > 0.1,
)

bug(
    "iou-of-disjoint-boxes",
    symptom=lambda run: run.error is None and run["score"] == 2.25,
)

BATCHES = """
import torch
torch.manual_seed(SEED)
target_all = (torch.rand(320) < 0.05).long()
pred_all = torch.where(torch.rand(320) < 0.98, target_all, 1 - target_all)
batches = list(zip(pred_all.split(16), target_all.split(16)))
"""
WHOLE = "from sklearn.metrics import f1_score\nwhole = f1_score(target_all, pred_all)"
assert is_near(typical("metrics", "mean-of-batch-f1", BATCHES, lambda run: run["epoch_f1"]), 0.48, 0.005)
assert is_near(typical("metrics", "mean-of-batch-f1", BATCHES, lambda run: run["whole"], after=WHOLE), 0.84, 0.005)
bug(
    "mean-of-batch-f1",
    before=BATCHES.replace("SEED", "0"),
    after=WHOLE,
    symptom=lambda run: run.error is None and run["epoch_f1"] < run["whole"] - 0.1,
)

TWO_MODELS = """
import numpy as np
data = np.random.default_rng(SEED)
y = data.random(1000) < 0.2
found = data.random(1000)
a = np.where(y, found < 0.8, found < 0.05)
b = np.where(y, found < 0.9, found < 0.05)
"""
for end, said in (("low", 0.01), ("high", 0.12)):
    assert is_near(typical("metrics", "unpaired-bootstrap", TWO_MODELS, lambda run, end=end: run[end]), said, 0.01), end
for end, said in (("low", 0.04), ("high", 0.09)):
    paired = typical("metrics", "unpaired-bootstrap", TWO_MODELS, lambda run, end=end: run[end], mended=True)
    assert is_near(paired, said, 0.005), end
bug(
    "unpaired-bootstrap",
    before=TWO_MODELS.replace("SEED", "0"),
    symptom=lambda run: run.error is None and run["high"] - run["low"] > 0.08,
)

bug(
    "metric-never-reset",
    before="""
import torch
truth = torch.tensor([0, 1, 0, 1])
epochs = [[(1 - truth, truth)], [(torch.tensor([0, 1, 1, 0]), truth)], [(truth, truth)]]
""",
    symptom=lambda run: run.error is None and run["history"][-1] < 0.9,
)

# ---- figures that other cards state

assert is_near(1 - 0.97**20, 0.46, 0.005), "many-variants-at-once"
assert is_near(skm.mean_absolute_percentage_error([50, 150], [50, 50]), 0.33, 0.005), "mape-prefers-low-forecasts"
assert is_near(skm.mean_absolute_percentage_error([50, 150], [100, 100]), 0.67, 0.005), "mape-prefers-low-forecasts"
assert is_near(0.9 * 100 / (0.9 * 100 + 0.02 * 99_900), 0.04, 0.005), "high-auc-useless-alarms"
assert is_near((1 + 2 / 9 + 3 / 10) / 3, 0.507, 0.0005), "mrr-stops-at-first-hit"
assert is_near(np.log(12), 2.48, 0.005) and is_near(0.8 * np.log(14), 2.11, 0.005), "perplexity-across-tokenisers"
assert is_near(float(entropy([0.1, 0.9])), 0.325, 0.0005) and is_near(0.1 * 0.9, 0.09, 1e-9), "log-loss-vs-brier"
assert is_near(skm.cohen_kappa_score(*labels(0, 5, 5, 90)), -0.05, 0.005), "kappa-paradox"
assert is_near(2 * 0.45 / 1.45, 0.62, 0.005), "iou-vs-dice"
assert is_near(2 * 0.7 / 1.7, 0.82, 0.005), "iou-vs-dice"
for base_rate, false_positive_rate in ((0.5, 0.4), (0.2, 0.1)):
    odds = base_rate / (1 - base_rate)
    assert is_near(odds * (1 - 0.6) / 0.6 * 0.6, false_positive_rate, 1e-9), "fairness-criteria-collide"
assert is_near(196 * np.sqrt(0.9 * 0.1 / 500), 2.6, 0.05), "design-assistant-evaluation"
assert is_near(4 / 124, 0.032, 0.0005), "cost-threshold-fails"
for logits, temperature, top in (
    ((2, 0, 0), 1, 0.79),
    ((4, 3, -9), 1, 0.73),
    ((2, 0, 0), 2, 0.58),
    ((4, 3, -9), 2, 0.62),
):
    assert is_near(float(softmax(np.array(logits) / temperature).max()), top, 0.005), "temperature-scaling-keeps"


def noise_raises_adjusted_r2(fits: int = 3000) -> float:
    """The share of fits on 40 rows in which a fourth column of noise raises the adjusted R2."""
    rng = np.random.default_rng(0)

    def unexplained(design: np.ndarray, y: np.ndarray) -> float:
        residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return float(residuals @ residuals) / (len(y) - design.shape[1])

    raised = 0
    for _ in range(fits):
        design = np.c_[np.ones(40), rng.normal(size=(40, 3))]
        y = design @ [0, 1, 0.5, 0.2] + rng.normal(size=40)
        raised += unexplained(np.c_[design, rng.normal(size=40)], y) < unexplained(design, y)
    return raised / fits


assert is_near(noise_raises_adjusted_r2(), 1 / 3, 0.03), "adjusted-r2"
