"""Classification: counts of a two-class table; positives are what is looked for."""

import math
from collections import Counter

from flashcards.formulas.functions.arguments import Amount, Labels, Matrix, Number, Positive, Sample, Size, Wholes
from flashcards.formulas.functions.matrices import transpose
from flashcards.formulas.functions.table import function
from flashcards.formulas.functions.values import need, paired, ratio, total


@function
def accuracy(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """The share of all cases that are right, (tp + tn) / (tp + fp + fn + tn)."""
    return ratio(tp + tn, tp + fp + fn + tn, "tp + fp + fn + tn")


@function
def precision(tp: Amount, fp: Amount) -> float:
    """The share of predicted positives that are right, tp / (tp + fp); FormulaError without any."""
    return ratio(tp, tp + fp, "tp + fp")


@function
def recall(tp: Amount, fn: Amount) -> float:
    """The share of actual positives that are found, tp / (tp + fn); FormulaError without any."""
    return ratio(tp, tp + fn, "tp + fn")


@function
def specificity(tn: Amount, fp: Amount) -> float:
    """The share of actual negatives that are left alone, tn / (tn + fp); FormulaError without any."""
    return ratio(tn, tn + fp, "tn + fp")


@function
def negative_predictive_value(tn: Amount, fn: Amount) -> float:
    """The share of predicted negatives that are right, tn / (tn + fn); FormulaError without any."""
    return ratio(tn, tn + fn, "tn + fn")


@function
def balanced_accuracy(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """The mean of recall and specificity."""
    return (recall(tp, fn) + specificity(tn, fp)) / 2


@function
def f_beta(tp: Amount, fp: Amount, fn: Amount, beta: Positive = 1) -> float:
    """(1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp): recall counts beta times as much as precision."""
    weight = beta * beta
    return ratio((1 + weight) * tp, (1 + weight) * tp + weight * fn + fp, "tp + fn + fp")


@function
def mcc(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """Matthews' correlation coefficient, -1 to 1; FormulaError when a row or column of the table is empty."""
    product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return ratio(tp * tn - fp * fn, math.sqrt(product), "a row or column of the table")


@function
def kappa(tp: Amount, fp: Amount, fn: Amount, tn: Amount) -> float:
    """Cohen's kappa, agreement beyond chance, at most 1; FormulaError when chance alone agrees always."""
    n = tp + fp + fn + tn
    chance = (tp + fp) * (tp + fn) + (tn + fp) * (tn + fn)
    return ratio(n * (tp + tn) - chance, n * n - chance, "one minus the agreement by chance")


@function
def confusion(labels: Wholes, predictions: Wholes, classes: Size) -> list[list[int]]:
    """The table of counts: row = actual class, column = predicted class, both from 0."""
    pairs = paired(labels, predictions)
    need(classes <= 50, "there may be at most 50 classes")  # noqa: PLR2004
    need(all(0 <= x < classes for pair in pairs for x in pair), f"classes must be from 0 to {classes - 1}")
    counts = Counter(pairs)
    return [[counts[row, column] for column in range(classes)] for row in range(classes)]


@function
def counts_at(labels: Labels, scores: Sample, threshold: Number) -> list[int]:
    """[tp, fp, fn, tn] when a score of at least the threshold is called positive."""
    counts = Counter((label, score >= threshold) for label, score in paired(labels, scores))
    return [counts[1, True], counts[0, True], counts[1, False], counts[0, False]]


@function
def class_precision(confusion: Matrix) -> list[float]:
    """Precision of each class of a table with actual classes in rows; FormulaError for a class never predicted."""
    _square(confusion)
    return [ratio(row[i], total([r[i] for r in confusion]), f"column {i}") for i, row in enumerate(confusion)]


@function
def class_recall(confusion: Matrix) -> list[float]:
    """Recall of each class of a table with actual classes in rows; FormulaError for a class that never occurs."""
    _square(confusion)
    return [ratio(row[i], total(row), f"row {i}") for i, row in enumerate(confusion)]


@function
def class_f1(confusion: Matrix) -> list[float]:
    """F1 of each class of a table with actual classes in rows; its mean is macro F1."""
    _square(confusion)
    sums = [total(row) + total(list(column)) for row, column in zip(confusion, transpose(confusion), strict=True)]
    return [ratio(2 * row[i], sums[i], f"row and column {i}") for i, row in enumerate(confusion)]


def _square(a: list[list[float]]) -> None:
    need(len(a) == len(a[0]), "the table must be square")
