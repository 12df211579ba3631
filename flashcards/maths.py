"""TeX formulas as a terminal shows them: drawn in two dimensions, or on one line of running text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from flashcards.expressions import (
    EMPTY,
    Accent,
    Binomial,
    Brace,
    Fence,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Symbol,
    items_of,
)
from flashcards.oneline import (
    Reach,
    accented,
    gaps,
    is_plain_root,
    needs_brackets,
    reach,
    roles,
    script_forms,
    write,
)
from flashcards.symbols import Role
from flashcards.tex import TexError, parse
from flashcards.text import cell_width

__all__ = ["Drawing", "draw", "explain_failure", "inline", "parse"]

_CONTINUATION: Final = 4
"""Columns by which the second line of a broken formula is set in."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as lines of equal width; the baseline is the line that running text would stand on."""

    lines: tuple[str, ...]
    baseline: int


def inline(tex: str) -> str | None:
    """Write a formula on one line, or give None if any of it is not understood."""
    try:
        return write(parse(tex))
    except TexError:
        return None


def explain_failure(tex: str) -> str | None:
    """Say in one sentence why a formula cannot be drawn; None if it can."""
    try:
        parse(tex)
    except TexError as error:
        return str(error)
    return None


def draw(tex: str, width: int) -> Drawing | None:
    """Draw a formula in at most `width` columns; None if it is not understood or does not fit in any form."""
    try:
        node = parse(tex)
    except TexError:
        return None
    forms: tuple[Callable[[], _Box], ...] = (
        lambda: _drawn(node),
        lambda: _text(write(node)),
        lambda: _broken(node, width),
    )
    box = next((box for form in forms if (box := form()).width <= width), None)
    return None if box is None else Drawing(box.lines, box.baseline)


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of text."""

    lines: tuple[str, ...]
    baseline: int = 0
    tall: bool = False
    """Brackets around it grow to its height; they do not for raised and lowered scripts alone."""

    @property
    def width(self) -> int:
        return cell_width(self.lines[0])

    @property
    def below(self) -> int:
        """Lines under the baseline."""
        return len(self.lines) - 1 - self.baseline


def _text(text: str) -> _Box:
    return _Box((text,))


def _blank(columns: int) -> _Box:
    return _text(" " * columns)


def _set(text: str, width: int, align: str = "c") -> str:
    """Pad a line to a width."""
    room = width - cell_width(text)
    left = {"l": 0, "c": room // 2, "r": room}[align]
    return " " * left + text + " " * (room - left)


def _grown(box: _Box, above: int, below: int) -> _Box:
    """Add empty lines until there are this many above and below the baseline."""
    blank = " " * box.width
    over, under = max(above - box.baseline, 0), max(below - box.below, 0)
    return replace(box, lines=(blank,) * over + box.lines + (blank,) * under, baseline=box.baseline + over)


def _beside(boxes: Sequence[_Box]) -> _Box:
    """Set boxes side by side on one baseline."""
    above = max((box.baseline for box in boxes), default=0)
    below = max((box.below for box in boxes), default=0)
    grown = [_grown(box, above, below).lines for box in boxes]
    lines = tuple("".join(parts) for parts in zip(*grown, strict=True)) or ("",)
    return _Box(lines, above, any(box.tall for box in boxes))


def _over(boxes: Sequence[_Box], base: int, align: str = "c") -> _Box:
    """Set boxes one over the other; the baseline is that of the box number `base`."""
    width = max(box.width for box in boxes)
    lines = tuple(_set(line, width, align) for box in boxes for line in box.lines)
    return _Box(lines, sum(len(box.lines) for box in boxes[:base]) + boxes[base].baseline, tall=True)


# Expressions


def _drawn(node: Node) -> _Box:
    match node:
        case Row(items):
            return _row(items)
        case Fraction(above, below):
            top, bottom = _drawn(above), _drawn(below)
            bar = _text("─" * (max(top.width, bottom.width) + 2))
            return _over((top, bar, bottom), 1)
        case Binomial(above, below):
            return _fenced("(", _over((_drawn(above), _text(""), _drawn(below)), 1), ")")
        case Root() if not is_plain_root(node):
            return _root(node)
        case Scripts():
            return _scripts(node)
        case Accent() if accented(node) is None:
            return _accent(node)
        case Brace():
            return _brace(node)
        case Stack(name, note, base):
            parts = (_drawn(base), _text(write(note)))
            return _over(parts if name == "underset" else parts[::-1], 0 if name == "underset" else 1)
        case Fence(left, body, right):
            return _fenced(left, _drawn(body), right)
        case Grid():
            return _fenced(node.left, _grid(node), node.right)
    return _text(write(node))


def _row(items: Sequence[Node], *, after_operand: bool = False) -> _Box:
    found = roles(items, after_operand=after_operand)
    columns = gaps(items, found, [_reach(item) for item in items], tight=False, drawn=True)
    if after_operand and found and found[0] in {Role.REL, Role.BIN}:
        columns[0] = 1
    boxes = [_text("") if isinstance(item, Space) else _drawn(item) for item in items]
    above = max((box.baseline for box in boxes), default=0)
    below = max((box.below for box in boxes), default=0)
    tall = any(box.tall for box in boxes)
    parts: list[_Box] = []
    for item, column, box in zip(items, columns, boxes, strict=True):
        separator = isinstance(item, Symbol) and item.role is Role.MID and tall
        parts += [_blank(column), _bracket(write(item), above, below) if separator else box]
    return _beside(parts)


def _reach(item: Node) -> Reach:
    stands_on_line = not isinstance(item, Root) or is_plain_root(item)
    return reach(item) if stands_on_line else Reach.NONE


# Scripts


def _scripts(node: Scripts) -> _Box:
    base = node.base
    if isinstance(base, Symbol) and base.limits:
        return _limits(base, node)
    low, high = script_forms(node)
    if base == _INTEGRAL and None in (low, high):
        return _integral(node)
    box = _fenced("(", _drawn(base), ")") if needs_brackets(base) else _drawn(base)
    if box.tall:
        rows = _at(node.sup, high, -box.baseline, -1) | _at(node.sub, low, box.below, 1)
    elif None in (low, high):
        rows = _at(node.sup, None, 0, -1) | _at(node.sub, None, 0, 1)
    else:
        rows = {0: f"{low}{high}"}
    return _beside((box, _placed(rows)))


_INTEGRAL: Final = Symbol("∫", Role.OP)


def _at(node: Node | None, form: str | None, edge: int, step: int) -> dict[int, str]:
    """Place a script: in its small form at the edge of the base, else in full a line beyond."""
    if node is None:
        return {}
    return {edge + step: write(node, tight=True)} if form is None else {edge: form}


def _placed(rows: Mapping[int, str]) -> _Box:
    """Set texts on lines counted from the baseline."""
    first, last = min(0, *rows), max(0, *rows)
    width = max(map(cell_width, rows.values()))
    return _Box(tuple(_set(rows.get(line, ""), width, "l") for line in range(first, last + 1)), -first)


def _limits(base: Symbol, node: Scripts) -> _Box:
    above, below = ([] if script is None else [_text(write(script, tight=True))] for script in (node.sup, node.sub))
    arm = "─" * max(box.width for box in above + below)
    sign = {"→": f"{arm}→", "←": f"←{arm}"}.get(base.text, base.text)
    return _over([*above, _text(sign), *below], len(above))


def _integral(node: Scripts) -> _Box:
    sign = _Box(("⌠", "⎮", "⌡"), 1, tall=True)
    above, below = (write(script or EMPTY, tight=True) for script in (node.sup, node.sub))
    return _beside((sign, _placed({-1: above, 1: below})))


# Signs that grow


def _fenced(left: str, body: _Box, right: str) -> _Box:
    if not body.tall:
        return _beside((_text(left), body, _text(right)))
    if left in _ANGLES or right in _ANGLES:
        size = max(body.baseline, body.below + 1)
        body = _grown(body, size, size - 1)
    gap = _blank(int(left != "" and right == ""))
    opening, closing = (_bracket(char, body.baseline, body.below) for char in (left, right))
    return replace(_beside((opening, gap, body, closing)), tall=True)


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
_BRACE_POINTS: Final = {"{": "⎨", "}": "⎬"}
_SHORT_BRACES: Final = {"{": ("⎰", "⎱"), "}": ("⎱", "⎰")}


def _bracket(char: str, above: int, below: int) -> _Box:
    """Draw a bracket that reaches this far above and below the baseline."""
    height = above + 1 + below
    if not char or height == 1:
        return _text(char)
    if char in _ANGLES:
        return _angle(char, above, below)
    if char in _SHORT_BRACES and height == 2:
        return _Box(_SHORT_BRACES[char], above)
    top, middle, bottom = _PARTS[char]
    lines = [top, *[middle] * (height - 2), bottom]
    if char in _BRACE_POINTS:
        lines[min(max(above, 1), height - 2)] = _BRACE_POINTS[char]
    return _Box(tuple(lines), above)


def _angle(char: str, above: int, below: int) -> _Box:
    size = (above + 1 + below) // 2
    rising = [_set("╱" + " " * line, size, "r") for line in range(size)]
    falling = [_set(" " * line + "╲", size, "l") for line in range(size)]
    return _Box(tuple(rising + falling if char == "⟨" else falling + rising), above)


def _root(node: Root) -> _Box:
    body = _drawn(node.body)
    body = _beside((_blank(int(body.tall)), body))
    height = len(body.lines)
    sign = _Box(("┌", *"│" * (height - 1), "√"), body.baseline + 1)
    bar = _Box(("─" * body.width, *body.lines), body.baseline + 1)
    degree = _text("")
    if node.degree is not None:
        text = _small_or_full(node.degree)
        blank = " " * cell_width(text)
        degree = _Box((*[blank] * (height - 1), text, blank), body.baseline + 1)
    return replace(_beside((degree, sign, bar)), tall=True)


def _small_or_full(node: Node) -> str:
    forms = script_forms(Scripts(EMPTY, None, node))[1]
    return forms if forms else write(node, tight=True)


_WIDE_ACCENTS: Final = {"hat": "^", "tilde": "∼", "dot": "·", "ddot": "··", "check": "ˇ", "breve": "˘", "acute": "´"}


def _accent(node: Accent) -> _Box:
    body = _drawn(node.body)
    if node.name == "underline":
        return replace(_over((body, _text("‾" * body.width)), 0), tall=body.tall)
    marks = {
        "overline": "_" * body.width,
        "bar": "_" * body.width,
        "vec": "─" * (body.width - 1) + "→",
        "grave": "`",
        "mathring": "∘",
        **_WIDE_ACCENTS,
    }
    return replace(_over((_text(marks[node.name]), body), 1), tall=body.tall)


def _brace(node: Brace) -> _Box:
    body = _drawn(node.body)
    under = node.name == "underbrace"
    ends, point = ("╰╯", "┬") if under else ("╭╮", "┴")
    width = max(body.width, 3)
    arm = "─" * ((width - 3) // 2)
    rest = "─" * (width - 3 - len(arm))
    parts = [_drawn(node.body), _text(f"{ends[0]}{arm}{point}{rest}{ends[1]}")]
    if node.label is not None:
        parts.append(_drawn(node.label))
    return _over(parts, 0) if under else _over(parts[::-1], len(parts) - 1)


# Grids


def _grid(node: Grid) -> _Box:
    cells = [[_cell(node, row, column) for column in range(len(row))] for row in node.rows]
    widths = [max(box.width for box in column) for column in zip(*cells, strict=True)]
    rows: list[_Box] = []
    for row in cells:
        parts: list[_Box] = []
        for column, box in enumerate(row):
            align = node.columns[column % len(node.columns)]
            lines = tuple(_set(line, widths[column], align) for line in box.lines)
            parts += [_blank(_column_gap(node, column)), replace(box, lines=lines)]
        rows.append(_beside(parts))
    apart = any(len(row.lines) > 1 for row in rows) or (node.kind == "cases" and len(rows) == 2)  # noqa: PLR2004
    stacked = [rows[0], *(part for row in rows[1:] for part in (*([_blank(0)] if apart else []), row))]
    box = _over(stacked, 0, "l")
    middle = stacked[len(stacked) // 2] if len(stacked) % 2 else None
    before = sum(len(part.lines) for part in stacked[: len(stacked) // 2])
    baseline = before + middle.baseline if middle else (len(box.lines) - 1) // 2
    return replace(box, baseline=baseline, tall=len(box.lines) > 1)


def _cell(node: Grid, row: Sequence[Node], column: int) -> _Box:
    cell = row[column]
    return _row(items_of(cell), after_operand=node.kind == "aligned" and column % 2 == 1)


def _column_gap(node: Grid, column: int) -> int:
    if column == 0 or (node.kind == "aligned" and column % 2 == 1):
        return 0
    return 2


# Formulas wider than the screen


def _broken(node: Node, width: int) -> _Box:
    """Break a formula at its relations, operators and commas; a part that is too wide by itself stays so."""
    items = items_of(node)
    found = roles(items)
    ends = [at + (role is Role.PUNCT) for at, role in enumerate(found) if at and role in _BREAKS]
    lines: list[_Box] = []
    start = 0
    while start < len(items):
        later = [end for end in (*ends, len(items)) if end > start]
        fitting = takewhile(
            lambda part: part[1].width <= width, ((end, _part(items, start, end, found)) for end in later)
        )
        *_, (start, line) = [(later[0], _part(items, start, later[0], found)), *fitting]
        lines.append(line)
    apart = any(len(line.lines) > 1 for line in lines)
    stacked = [part for line in lines for part in (_text(""), line)] if apart else ["", *lines]
    return _over(stacked[1:], 0, "l")


_BREAKS: Final = frozenset((Role.REL, Role.BIN, Role.PUNCT))


def _part(items: Sequence[Node], start: int, end: int, found: Sequence[Role]) -> _Box:
    continues = found[start] in {Role.REL, Role.BIN}
    box = _row(items[start:end], after_operand=continues)
    return _beside((_blank(_CONTINUATION - continues), box)) if start else box
