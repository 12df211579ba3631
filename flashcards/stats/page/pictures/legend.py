"""What marks stand for: the shapes and colours of series, and the line that explains them."""

from collections.abc import Sequence

from flashcards.stats.page.pictures.axes import WIDTH
from flashcards.stats.page.pictures.svg import element, number, text_width, words

ROW = 20.0
"""Units from one line of words to the next."""


def legend(entries: Sequence[tuple[str, str]], unit: str, top: float = 0.0, shape: str = "square") -> tuple[str, float]:
    """The unit and what each colour stands for, and the height that this takes."""
    marks = words(unit, 8, top + 14, "u")
    x, y = 8 + (text_width(unit) + 14 if unit else 0), top + 14
    for name, style in entries:
        size = text_width(name) + 30
        if x + size > WIDTH + 16 and x > 8:  # noqa: PLR2004 - the left edge
            x, y = 8, y + ROW
        marks += mark(shape, style, x + 6, y - 4.5) + words(name, x + 17, y, "u")
        x += size
    return marks, y + 18 - top


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


_MOTIFS = {
    "rising": '<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke-width="1.4"/>',
    "falling": '<path d="M-1 -1L7 7M5 -1L7 1M-1 5L1 7" stroke-width="1.4"/>',
    "crossed": '<path d="M-1 7L7 -1M-1 -1L7 7" stroke-width="1.2"/>',
    "dotted": '<circle cx="1.5" cy="1.5" r="0.9"/><circle cx="4.5" cy="4.5" r="0.9"/>',
    "ruled": '<path d="M0 3L6 3" stroke-width="1.4"/>',
}
_TEXTURED = {
    "learning": "rising",
    "again": "rising",
    "relearning": "falling",
    "mock": "falling",
    "late": "crossed",
    "young": "dotted",
    "good": "dotted",
    "practice": "ruled",
    "suspended": "ruled",
}


def textures() -> str:
    """The textures that the style sheet names, once for a page or a file."""
    patterns = (
        f'<pattern id="tx-{style}" class="texture {style}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6"/>{_MOTIFS[motif]}</pattern>'
        for style, motif in _TEXTURED.items()
    )
    return element("defs", *patterns)
