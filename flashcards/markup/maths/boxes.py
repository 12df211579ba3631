"""Rectangles of text with a baseline: how they are put together, and brackets that grow around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flashcards.records import dataclass, replace
from flashcards.text import cell_width


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width."""

    lines: tuple[str, ...]
    baseline: int = 0
    """The line that stands on a level with the text beside it."""
    tall: bool = False
    """Brackets around it grow to its height; they do not for raised and lowered scripts alone."""

    @property
    def width(self) -> int:
        """Columns of each line."""
        return cell_width(self.lines[0])

    @property
    def below(self) -> int:
        """Lines under the baseline."""
        return len(self.lines) - 1 - self.baseline


def text_box(text: str) -> Box:
    """Make a box of one line."""
    return Box((text,))


def blank(columns: int) -> Box:
    """Make a box of spaces."""
    return text_box(" " * columns)


def padded(text: str, width: int, align: str = "c") -> str:
    """Pad a line to a width: left, centred or right."""
    room = width - cell_width(text)
    left = {"l": 0, "c": room // 2, "r": room}[align]
    return " " * left + text + " " * (room - left)


def grown(box: Box, above: int, below: int) -> Box:
    """Add empty lines until there are this many above and below the baseline."""
    empty = " " * box.width
    over, under = max(above - box.baseline, 0), max(below - box.below, 0)
    return replace(box, lines=(empty,) * over + box.lines + (empty,) * under, baseline=box.baseline + over)


def beside(boxes: Sequence[Box]) -> Box:
    """Set boxes side by side on one baseline."""
    above = max(box.baseline for box in boxes)
    below = max(box.below for box in boxes)
    columns = [grown(box, above, below).lines for box in boxes]
    lines = tuple("".join(parts) for parts in zip(*columns, strict=True))
    return Box(lines, above, any(box.tall for box in boxes))


def over(boxes: Sequence[Box], base: int, align: str = "c") -> Box:
    """Set boxes one over the other; the baseline is that of the box number `base`."""
    width = max(box.width for box in boxes)
    lines = tuple(padded(line, width, align) for box in boxes for line in box.lines)
    return Box(lines, sum(len(box.lines) for box in boxes[:base]) + boxes[base].baseline, tall=True)


def at_lines(texts: Mapping[int, str]) -> Box:
    """Set texts on lines counted downwards from the baseline."""
    first, last = min(0, *texts), max(0, *texts)
    width = max(map(cell_width, texts.values()))
    return Box(tuple(padded(texts.get(line, ""), width, "l") for line in range(first, last + 1)), -first)


# Brackets

_ANGLES: Final = frozenset("⟨⟩")
_PARTS: Final = {
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
    "|": "│││",
    "‖": "‖‖‖",
    "{": "⎧⎪⎩",
    "}": "⎫⎪⎭",
}
"""Top, middle and bottom of a bracket."""
_POINTS: Final = {"{": "⎨", "}": "⎬"}
_TWO_LINES: Final = {"{": "⎰⎱", "}": "⎱⎰"}


def fenced(left: str, body: Box, right: str) -> Box:
    """Put brackets around a box; they grow with it if it is tall."""
    if not body.tall:
        return beside((text_box(left), body, text_box(right)))
    if {left, right} & _ANGLES:
        size = max(body.baseline, body.below + 1)
        body = grown(body, size, size - 1)
    opening, closing = (bracket(char, body.baseline, body.below) for char in (left, right))
    one_sided = left != "" and right == ""
    return replace(beside((opening, blank(int(one_sided)), body, closing)), tall=True)


def bracket(char: str, above: int, below: int) -> Box:
    """Draw a bracket that reaches this far above and below the baseline."""
    height = above + 1 + below
    if not char or height == 1:
        return text_box(char)
    if char in _ANGLES:
        return _angle(char, above, below)
    if char in _POINTS and height == len(_TWO_LINES[char]):
        return Box(tuple(_TWO_LINES[char]), above)
    top, middle, bottom = tuple(_PARTS[char])
    lines = [top, *[middle] * (height - 2), bottom]
    if char in _POINTS:
        lines[min(max(above, 1), height - 2)] = _POINTS[char]
    return Box(tuple(lines), above)


def _angle(char: str, above: int, below: int) -> Box:
    size = (above + 1 + below) // 2
    rising = [padded("╱" + " " * line, size, "r") for line in range(size)]  # noqa: RUF001
    falling = [padded(" " * line + "╲", size, "l") for line in range(size)]
    return Box(tuple(rising + falling if char == "⟨" else falling + rising), above)
