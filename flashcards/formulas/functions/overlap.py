"""Overlap of boxes and sets."""

from flashcards.formulas.functions.arguments import BOX, Amount, Box, Matrix, Sample, Share
from flashcards.formulas.functions.table import costing, function
from flashcards.formulas.functions.values import need, paired, ratio


def _area(box: list[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


@function
def iou(box: Box, other: Box) -> float:
    """Intersection over union of boxes [x1, y1, x2, y2] with continuous coordinates, 0 to 1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    both = max(width, 0) * max(height, 0)
    return ratio(both, _area(box) + _area(other) - both, "the area of the union")


@costing(lambda boxes, *_: 5 * len(boxes) ** 2)
def nms(boxes: Matrix, scores: Sample, threshold: Share) -> list[int]:
    """Positions kept by greedy suppression, best score first; an overlap above the threshold is dropped."""
    need(all(map(BOX.fits, boxes)), "a box is [x1, y1, x2, y2]")
    paired(boxes, scores)
    kept: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if all(iou(boxes[i], boxes[j]) <= threshold for j in kept):
            kept.append(i)
    return kept


@function
def dice(a: Amount, b: Amount, both: Amount) -> float:
    """2 both / (a + b) from the sizes of two sets and of what they share, 0 to 1."""
    need(both <= min(a, b), "both must not be above a or b")
    return ratio(2 * both, a + b, "a + b")


@function
def jaccard(a: Amount, b: Amount, both: Amount) -> float:
    """The ratio both / (a + b - both) from the sizes of two sets and of what they share, 0 to 1."""
    need(both <= min(a, b), "both must not be above a or b")
    return ratio(both, a + b - both, "the size of the union")
