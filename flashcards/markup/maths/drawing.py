"""TeX formulas as a terminal shows them: drawn in two dimensions, or on one line of running text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from flashcards.markup.maths.boxes import Box, at_lines, beside, blank, bracket, fenced, over, padded, text_box
from flashcards.markup.maths.oneline import needs_brackets, reach, write
from flashcards.markup.maths.parser import parse
from flashcards.markup.maths.scripts import MARKS, is_plain_root, script_forms, small
from flashcards.markup.maths.spacing import Manner, Place, Reach, gap, places
from flashcards.markup.maths.symbols import SUPERSCRIPTS, Role
from flashcards.markup.maths.tree import (
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
    TexError,
    items_of,
)
from flashcards.records import dataclass, replace
from flashcards.text import cell_width

__all__ = ["Drawing", "TexError", "draw", "explain_failure", "inline", "parse"]

_CONTINUATION: Final = 4
"""Columns by which the second line of a broken formula is set in."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as lines of equal width."""

    lines: tuple[str, ...]
    baseline: int
    """The line that stands on a level with the text beside it."""


def inline(tex: str) -> str | None:
    """Write a formula on one line, or give None if any of it is not understood."""
    try:
        return write(parse(tex))
    except TexError:
        return None


@lru_cache(maxsize=1_000)  # texts have the same few symbols over and over
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
    forms: tuple[Callable[[], Box], ...] = (
        lambda: _drawn(node),
        lambda: text_box(write(node)),
        lambda: _broken(items_of(node), width),
    )
    box = next((box for form in forms if (box := form()).width <= width), None)
    return None if box is None else Drawing(box.lines, box.baseline)


def _drawn(node: Node) -> Box:  # noqa: C901, PLR0911
    match node:
        case Row(items):
            return _row(places(items))
        case Fraction(above, below):
            parts = (_drawn(above), _drawn(below))
            bar = text_box("─" * (max(part.width for part in parts) + 2))
            return over((parts[0], bar, parts[1]), 1)
        case Binomial(above, below):
            return fenced("(", over((_drawn(above), blank(1), _drawn(below)), 1), ")")
        case Root() if not is_plain_root(node):
            return _root(node)
        case Scripts():
            return _scripts(node)
        case Accent() if not node.letter:
            return _accent(node)
        case Brace():
            return _brace(node)
        case Stack():
            return _stack(node)
        case Fence(left, body, right):
            return fenced(left, _drawn(body), right)
        case Grid(left=left, right=right):
            return fenced(left, _grid(node), right)
    return text_box(write(node))


# Rows


def _row(found: Sequence[Place]) -> Box:
    return _joined(found, [_drawn(place.node) for place in found], _gaps(found))


def _gaps(found: Sequence[Place]) -> list[int]:
    """Count the columns before each expression of a row."""
    return [0, *(gap(left, right, _reach(left.node), Manner(drawn=True)) for left, right in pairwise(found))]


def _joined(found: Sequence[Place], boxes: Sequence[Box], columns: Sequence[int]) -> Box:
    if not found:
        return text_box("")
    above, below = max(box.baseline for box in boxes), max(box.below for box in boxes)
    grows = any(box.tall for box in boxes)
    parts: list[Box] = []
    for place, box, column in zip(found, boxes, columns, strict=False):
        is_separator = place.role is Role.MID and grows
        parts += [blank(column), bracket(box.lines[0], above, below) if is_separator else box]
    return beside(parts)


def _reach(node: Node) -> Reach:
    stands_on_line = not isinstance(node, Root) or is_plain_root(node)
    return reach(node) if stands_on_line else Reach.NONE


# Scripts

_INTEGRAL: Final = Symbol("∫", Role.OP)


def _scripts(node: Scripts) -> Box:
    base = node.base
    if isinstance(base, Symbol) and base.limits:
        return _limits(node, base)
    low, high = script_forms(node)
    if base == _INTEGRAL and None in (low, high):
        sign = Box(("⌠", "⎮", "⌡"), 1, tall=True)
        return beside((sign, at_lines({-1: _tight(node.sup), 1: _tight(node.sub)})))
    box = fenced("(", _drawn(base), ")") if needs_brackets(base) else _drawn(base)
    if box.tall:
        rows = _at(node.sup, high, -box.baseline, -1) | _at(node.sub, low, box.below, 1)
    elif None in (low, high):
        is_mark = high is not None and set(high) <= MARKS
        rows = _at(node.sup, high if is_mark else None, 0, -1) | _at(node.sub, None, 0, 1)
    else:
        rows = {0: f"{low}{high}"}
    return beside((box, at_lines(rows)))


def _tight(node: Node | None) -> str:
    return write(node or EMPTY, tight=True)


def _at(node: Node | None, form: str | None, edge: int, step: int) -> dict[int, str]:
    """Place a script: in small characters at the edge of the base, else in full a line beyond."""
    if node is None:
        return {}
    return {edge + step: _tight(node)} if form is None else {edge: form}


def _limits(node: Scripts, base: Symbol) -> Box:
    above, below = ([] if script is None else [text_box(_tight(script))] for script in (node.sup, node.sub))
    arm = "─" * max(box.width for box in above + below)
    sign = {"→": f"{arm}→", "←": f"←{arm}"}.get(base.text, base.text)
    return over([*above, text_box(sign), *below], len(above))


# Signs that grow


def _root(node: Root) -> Box:
    body = _drawn(node.body)
    body = beside((blank(int(body.tall)), body))
    height = len(body.lines)
    degree = "" if node.degree is None else small(node.degree, SUPERSCRIPTS) or _tight(node.degree)
    sign = Box(("┌", *"│" * (height - 1), "√"), body.baseline + 1)
    bar = Box(("─" * body.width, *body.lines), body.baseline + 1)
    return replace(beside((at_lines({body.below - 1: degree}), sign, bar)), tall=body.tall)


def _accent(node: Accent) -> Box:
    """Draw a mark along all of an expression; a mark that cannot be so long is written as a function."""
    body = _drawn(node.body)
    size = body.width
    marks = {
        "hat": "╱" + "‾" * (size - 2) + "╲",  # noqa: RUF001
        "tilde": "\N{TILDE OPERATOR}" * size,
        "vec": "─" * (size - 1) + "→",
        "overleftarrow": "←" + "─" * (size - 1),
        "overleftrightarrow": "←" + "─" * (size - 2) + "→",
        "overline": "_" * size,
        "bar": "_" * size,
        "underline": "‾" * size,
    }
    if node.name not in marks or cell_width(marks[node.name]) > size:
        return text_box(write(node))
    parts = (text_box(marks[node.name]), body)
    return replace(over(parts[::-1], 0) if node.name == "underline" else over(parts, 1), tall=body.tall)


def _brace(node: Brace) -> Box:
    body = _drawn(node.body)
    left, point, right = "╰┬╯" if node.name == "underbrace" else "╭┴╮"
    room = max(body.width - 3, 0)
    brace = text_box(left + "─" * (room // 2) + point + "─" * (room - room // 2) + right)
    parts = [body, brace, *([] if node.label is None else [_drawn(node.label)])]
    return over(parts, 0) if node.name == "underbrace" else over(parts[::-1], len(parts) - 1)


def _stack(node: Stack) -> Box:
    parts = (_drawn(node.base), text_box(_tight(node.note)))
    return over(parts, 0) if node.name == "underset" else over(parts[::-1], 1)


# Grids


def _grid(node: Grid) -> Box:
    cells = [[_cell(node, cell, column) for column, cell in enumerate(row)] for row in node.rows]
    widths = [max(box.width for box in column) for column in zip(*cells, strict=True)]
    rows = [
        beside([part for column, box in enumerate(row) for part in _column(node, column, box, widths[column])])
        for row in cells
    ]
    is_pair_of_cases = node.kind == "cases" and len(rows) == len("⎧⎩")
    if is_pair_of_cases or any(len(row.lines) > 1 for row in rows):
        rows = [part for row in rows for part in (blank(0), row)][1:]
    middle = (len(rows) - 1) // 2
    box = over(rows, middle, "l")
    return replace(box, tall=len(box.lines) > 1)


def _cell(node: Grid, cell: Node, column: int) -> Box:
    continues = node.kind == "aligned" and column % 2 == 1
    items = items_of(cell)
    found = places(items, after_operand=continues)
    space = 1 if continues and found and found[0].role in {Role.REL, Role.BIN} else 0
    if node.kind != "aligned" or not found:
        return beside((blank(space), _row(found)))
    # Between equations spaces at the ends of a cell set it in, as a condition or a second line.
    before, after = _asked(items), _asked(items[::-1])
    return beside((blank(max(space, before)), _row(found), blank(after)))


def _asked(items: Sequence[Node]) -> int:
    """Count the columns that the author asked for before everything else."""
    asked = 0
    for item in items:
        if not isinstance(item, Space):
            break
        asked += item.columns
    return asked


def _column(node: Grid, column: int, box: Box, width: int) -> tuple[Box, Box]:
    """Set a cell in its column, after the space before it."""
    joins = column == 0 or (node.kind == "aligned" and column % 2 == 1)
    align = node.columns[column % len(node.columns)]
    return blank(0 if joins else 2), replace(box, lines=tuple(padded(line, width, align) for line in box.lines))


# Formulas wider than the screen


def _broken(items: Sequence[Node], width: int) -> Box:
    """Break a formula after commas, else before relations and operators; a part that is too wide stays so."""
    found = places(items)
    boxes = [_drawn(place.node) for place in found]
    columns = _gaps(found)
    lines: list[Box] = []
    start = 0
    for end in _line_ends(found, [box.width + column for box, column in zip(boxes, columns, strict=True)], width):
        indent = _CONTINUATION if start else 0
        lines.append(_joined(found[start:end], boxes[start:end], [indent, *columns[start + 1 : end]]))
        start = end
    if any(len(line.lines) > 1 for line in lines):
        lines = [part for line in lines for part in (blank(0), line)][1:]
    return over(lines, 0, "l")


def _line_ends(found: Sequence[Place], sizes: Sequence[int], width: int) -> Iterator[int]:
    """Choose where lines end, given the columns of each expression with the space before it."""
    before = [0, *accumulate(sizes)]
    clauses = [at + 1 for at, place in enumerate(found) if place.role is Role.PUNCT] + [len(found)]
    operators = [at for at, place in enumerate(found) if place.role in {Role.REL, Role.BIN}]
    start = 0
    while start < len(found):
        clause_end = next(end for end in clauses if end > start)
        # A line that goes on into the next clause must end with one: `y` and `= 2` are not parted there.
        within = [end for end in operators if start < end < clause_end]
        ends = [*within, *(end for end in clauses if end >= clause_end)]
        room = before[start] + width - (_CONTINUATION if start else 0)
        start = max((end for end in ends if before[end] <= room), default=ends[0])
        yield start
