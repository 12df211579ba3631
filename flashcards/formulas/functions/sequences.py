"""Texts as lists of numbers, one number for each different word."""

import math
from collections import Counter

from flashcards.formulas.functions.arguments import Sample, Size, Vector
from flashcards.formulas.functions.table import costing, function, pairing
from flashcards.formulas.functions.values import ratio


@costing(pairing)
def edit_distance(xs: Vector, ys: Vector) -> int:
    """The fewest insertions, deletions and substitutions that turn xs into ys (Levenshtein)."""
    row = list(range(len(ys) + 1))
    for i, x in enumerate(xs, 1):
        above, row = row, [i]
        for j, y in enumerate(ys, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


@costing(pairing)
def wer(ref: Sample, hyp: Vector) -> float:
    """The word error rate, edit distance / length of the reference; it can exceed 1."""
    return edit_distance(ref, hyp) / len(ref)


@costing(pairing)
def lcs_length(xs: Vector, ys: Vector) -> int:
    """The length of the longest common subsequence (of ROUGE-L)."""
    row = [0] * (len(ys) + 1)
    for x in xs:
        above, row = row, [0]
        for j, y in enumerate(ys, 1):
            row.append(above[j - 1] + 1 if x == y else max(above[j], row[-1]))
    return row[-1]


def _ngrams(xs: list[float], n: int) -> Counter[tuple[float, ...]]:
    return Counter(tuple(xs[i : i + n]) for i in range(len(xs) - n + 1))


def _counting(xs: list[float], ys: list[float], n: int) -> int:
    return n * (len(xs) + len(ys))


@costing(_counting)
def ngram_precision(candidate: Vector, reference: Vector, n: Size) -> float:
    """The share of the candidate's n-grams in the reference, each counted at most as often as there (BLEU)."""
    mine, theirs = _ngrams(candidate, n), _ngrams(reference, n)
    return ratio((mine & theirs).total(), mine.total(), f"the number of the candidate's {n}-grams")


@costing(_counting)
def ngram_recall(candidate: Vector, reference: Vector, n: Size) -> float:
    """The share of the reference's n-grams in the candidate, each counted at most as often as there (ROUGE-N)."""
    return ngram_precision(reference, candidate, n)


@function
def brevity_penalty(candidate: Size, reference: Size) -> float:
    """BLEU's factor for lengths in words: 1 when longer, exp(1 - reference / candidate) otherwise."""
    return math.exp(min(0, 1 - reference / candidate))
