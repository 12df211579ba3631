"""What marks stand for: the shapes and colours of series, and the line that explains them."""

from collections.abc import Sequence

from flashcards.pictures.axes import WIDTH
from flashcards.pictures.svg import element, number, text_width, words

ROW = 20.0
"""Units from one line of words to the next."""


def legend(entries: Sequence[tuple[str, str]], unit: str, top: float = 0.0, shape: str = "square") -> tuple[str, float]:
    """The unit and what each colour stands for, and the height that this takes."""
    marks = words(unit, 8, top + 14, "u")
    x, y = 8 + (text_width(unit) + 18 if unit else 0), top + 14
    for name, style in entries:
        size = text_width(name) + 34
        if x + size > WIDTH + 16 and x > 8:  # noqa: PLR2004 - the left edge
            x, y = 8, y + ROW
        marks += mark(shape, style, x + 6, y - 4.5) + words(name, x + 17, y, "u")
        x += size
    return marks, y + 10 - top


def mark(shape: str, style: str, x: float, y: float) -> str:
    match shape:
        case "square":
            return element("rect", x=x - 6, y=y - 6, width=12, height=12, rx=2, class_=f"fill {style}")
        case "ring":
            return element("circle", cx=x, cy=y, r=4.5, class_=f"ring {style}")
        case "diamond":
            return element("path", d=f"M{number(x - 6)} {number(y)}l6 -6 6 6 -6 6z", class_=f"fill plain {style}")
        case "triangle":
            return element("path", d=f"M{number(x - 6)} {number(y + 5)}l6 -11 6 11z", class_=f"fill plain {style}")
        case _:
            return element("circle", cx=x, cy=y, r=5, class_=f"fill plain {style}")
