"""Scores of classifiers: how well they rank, and how good their probabilities are."""

import math
from itertools import groupby
from operator import itemgetter

from flashcards.formulas.functions.arguments import Amount, Labels, Number, Sample, Share, Shares, Size
from flashcards.formulas.functions.information import binary_cross_entropy
from flashcards.formulas.functions.lists import rank
from flashcards.formulas.functions.samples import mean
from flashcards.formulas.functions.table import costing, function, sorting
from flashcards.formulas.functions.values import exact, need, paired, ratio


@costing(sorting)
def auc(labels: Labels, scores: Sample) -> float:
    """The area under the ROC curve: the share of positive-negative pairs ranked right, ties counting half."""
    paired(labels, scores)
    positives = sum(labels)
    ranks = math.fsum(r for r, label in zip(rank(scores), labels, strict=True) if label)
    pairs = positives * (len(labels) - positives)
    return ratio(ranks - positives * (positives + 1) / 2, pairs, "the number of positive-negative pairs")


@costing(sorting)
def average_precision(labels: Labels, scores: Sample) -> float:
    """The sum of recall steps times precision, tied scores as one step (scikit-learn's definition)."""
    positives, found, seen, area = sum(labels), 0, 0, 0.0
    ordered = sorted(paired(labels, scores), key=lambda pair: -pair[1])
    for _, tied in groupby(ordered, key=itemgetter(1)):
        group = [label for label, _ in tied]
        found, seen = found + sum(group), seen + len(group)
        area += sum(group) * found / seen
    return ratio(area, positives, "the number of positives")


@function
def log_loss(labels: Labels, probabilities: Shares) -> float:
    """The mean of -ln(probability given to the actual class), in nats; FormulaError when one is infinite."""
    return mean([binary_cross_entropy(label, p) for label, p in paired(labels, probabilities)])


@function
def brier(labels: Labels, probabilities: Shares) -> float:
    """The mean squared difference of probability and outcome, 0 to 1."""
    return mean([(label - p) ** 2 for label, p in paired(labels, probabilities)])


@function
def ece(confidences: Shares, hits: Labels, bins: Size) -> float:
    """The expected calibration error over equal bins (low, high] of 0..1, weighted by their number of cases."""
    gaps: dict[int, list[float]] = {}
    for confidence, hit in paired(confidences, hits):
        gaps.setdefault(max(math.ceil(exact(confidence) * bins), 1), []).append(hit - confidence)
    return math.fsum(abs(math.fsum(gap)) for gap in gaps.values()) / len(hits)


@function
def hinge(y: Number, score: Number) -> float:
    """max(0, 1 - y score) of one case with label y of -1 or 1."""
    need(abs(y) == 1, "y must be -1 or 1")
    return max(0, 1 - y * score)


@function
def focal(p: Share, gamma: Amount) -> float:
    """-(1 - p)^gamma ln(p), p being the probability of the actual class; FormulaError for p = 0."""
    need(p > 0, "p is 0, so the result is infinite")
    return math.pow(1 - p, gamma) * -math.log(p)
