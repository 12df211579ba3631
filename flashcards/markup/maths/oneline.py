"""An expression tree → one line of Unicode, bracketed so that the line means what the tree means."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final

from flashcards.markup.maths.scripts import MARKS, is_plain_root, script_forms, small
from flashcards.markup.maths.spacing import (
    BARS,
    SLASH,
    Manner,
    Place,
    Reach,
    gap,
    is_sign,
    places,
    stands_alone,
)
from flashcards.markup.maths.symbols import ACCENTS, SUPERSCRIPTS, Role
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
    Words,
    core,
    items_of,
    role_of,
)
from flashcards.records import dataclass
from flashcards.text import cell_width


class Grip(IntEnum):
    """How firmly a written expression holds together."""

    LOOSE = 0
    """Needs brackets wherever it is a part of something."""
    TIGHT = 1
    """A product without spaces."""
    UNIT = 2
    """One thing, to which a script may be added."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression as text."""

    text: str
    grip: Grip = Grip.UNIT
    reach: Reach = Reach.NONE

    def held(self, weakest: Grip) -> str:
        """Give the text, in brackets if it holds together less firmly than this."""
        return self.text if self.grip >= weakest else f"({self.text})"


def write(node: Node, *, tight: bool = False) -> str:
    """Write an expression on one line; `tight` leaves out the spaces around operators, as in scripts."""
    return _piece(node, Manner(tight=tight)).text


def needs_brackets(base: Node) -> bool:
    """Tell whether a script after this expression would seem to belong to its last part."""
    return _needs_brackets(base, _piece(base, Manner()))


def reach(node: Node) -> Reach:
    """Tell what would seem to belong to an expression whose scripts, if any, are small characters."""
    match node:
        case Root():
            return Reach.ALL
        case Scripts(sup=sup) if sup is not None and "*" in (small(sup, SUPERSCRIPTS) or ""):
            return Reach.LETTERS
    return Reach.NONE


def _piece(node: Node, manner: Manner) -> Piece:  # noqa: PLR0911
    match node:
        case Symbol(text) | Words(text):
            return Piece(text.strip(), Grip.LOOSE if " " in text.strip() else Grip.UNIT)
        case Row(items):
            return _row(items, manner)
        case Fraction():
            return _fraction(node, manner)
        case Root():
            return _root(node)
        case Scripts():
            return _scripts(node, manner)
        case Fence():
            return _fence(node, manner)
        case Grid():
            return _grid(node, manner)
        case Space():
            return Piece("")
        case _:
            return Piece(_call(node))


# Functions with a name, for what has no sign of its own


def _call(node: Binomial | Accent | Brace | Stack) -> str:
    match node:
        case Accent(name, body):
            return unicodedata.normalize("NFC", node.letter + ACCENTS[name]) if node.letter else _named(name, body)
        case Binomial(above, below):
            return _named("binom", above, below)
        case Brace(name, body, label):
            return _named(name, body) if label is None else _named(name, body, label)
        case Stack(name, note, base):
            return _named(name, note, base)


def _named(name: str, *arguments: Node) -> str:
    return f"{name}({', '.join(map(_argument, arguments))})"


def _argument(node: Node) -> str:
    text = write(node)
    return f"({text})" if "," in text and not isinstance(node, Symbol | Fence) else text


# Rows


def _row(items: Sequence[Node], manner: Manner) -> Piece:
    found = places(items)
    pieces = [_part(found, at, manner) for at in range(len(found))]
    text = "".join(piece.text for piece in pieces[:1])
    is_loose = any(_is_loose(place) for place in found)
    for (left, right), (before, piece) in zip(pairwise(found), pairwise(pieces), strict=True):
        columns = gap(left, right, before.reach, manner)
        is_loose = is_loose or columns > 0
        text += " " * columns + piece.text
    return Piece(text, Grip.LOOSE if is_loose else Grip.TIGHT)


def _part(found: Sequence[Place], at: int, manner: Manner) -> Piece:
    node = found[at].node
    piece = _piece(node, manner)
    if (isinstance(node, Fraction) and not stands_alone(found, at)) or (isinstance(node, Grid) and not node.left):
        return Piece(piece.held(Grip.UNIT))
    return piece


def _is_loose(place: Place) -> bool:
    base = core(place.node)
    return (
        place.role not in {Role.ORD, Role.OP}
        or is_sign(base)
        or isinstance(base, Fraction)
        or base == SLASH
        or (isinstance(base, Symbol | Words) and " " in base.text.strip())
    )


def _fraction(node: Fraction, manner: Manner) -> Piece:
    above, below = _piece(node.above, manner), _piece(node.below, manner)
    weakest = Grip.TIGHT if _is_one_divisor(node) else Grip.UNIT
    return Piece(f"{above.held(Grip.TIGHT)}/{below.held(weakest)}", Grip.LOOSE)


def _is_one_divisor(node: Fraction) -> bool:
    """Tell whether a product after the slash is read as one thing: `∂x∂y`, `dx`, `q(x)`."""
    above, below = items_of(node.above), items_of(node.below)
    if len(below) % 2 == 0 and below:
        if all(item == Symbol("∂") for item in below[::2]):
            return True
        if above and core(above[0]) == Symbol("d") and all(item == Symbol("d") for item in below[::2]):
            return True
    match below:
        case (head, Fence("(" | "[", body, _)):
            named = isinstance(core(head), Symbol | Accent) and not _edge_is_digit(core(head))
            return named and not any(is_sign(item) for item in items_of(body))
    return False


def _edge_is_digit(node: Node) -> bool:
    return isinstance(node, Symbol) and node.text[0] in ".0123456789"


# Roots and scripts

_ROOT_SIGNS: Final = {"": "√", "³": "∛", "⁴": "∜"}


def _root(node: Root) -> Piece:
    raised = "" if node.degree is None else small(node.degree, SUPERSCRIPTS)
    if raised is None and node.degree is not None:
        return Piece(_named("root", node.degree, node.body))
    sign = _ROOT_SIGNS.get(raised or "", f"{raised}√")
    body = _piece(node.body, Manner())
    is_bracketed = isinstance(node.body, Fence) and (node.body.left, node.body.right) == ("(", ")")
    bare = is_bracketed or is_plain_root(node)
    return Piece(f"{sign}{body.text}" if bare else f"{sign}({body.text})", reach=Reach.ALL)


def _needs_brackets(base: Node, piece: Piece) -> bool:
    if isinstance(base, Symbol) or base == EMPTY:
        return False
    return isinstance(base, Scripts | Root) or piece.grip is not Grip.UNIT


def _scripts(node: Scripts, manner: Manner) -> Piece:
    base = _piece(node.base, manner)
    head = f"({base.text})" if _needs_brackets(node.base, base) else base.text
    low, high = script_forms(node)
    after_low = Reach.ALL if role_of(node) is Role.OP else Reach.LETTERS
    if low is None and high and set(high) <= MARKS:
        return Piece(f"{head}{high}_{_lowered(node.sub)}", reach=after_low)
    if low is None and node.sup is not None:
        return Piece(f"{head}_{_lowered(node.sub)}^{_raised(node.sup)}", reach=Reach.ALL)
    if low is None:
        return Piece(f"{head}_{_lowered(node.sub)}", reach=after_low)
    if high is None:
        return Piece(f"{head}{low}^{_raised(node.sup)}", reach=Reach.ALL)
    return Piece(f"{head}{low}{high}", reach=reach(node))


def _raised(node: Node | None) -> str:
    text = write(node or EMPTY, tight=True)
    is_one = isinstance(node, Symbol | Accent) and cell_width(text) == 1
    is_bracketed = isinstance(node, Fence) and node.left in {"[", "⌊", "⌈", "⟨"}
    return text if is_one or is_bracketed else f"({text})"


def _lowered(node: Node | None) -> str:
    is_name = isinstance(node, Symbol | Words) and node.text.isascii() and node.text.isalpha()
    return node.text if is_name and isinstance(node, Symbol | Words) else _raised(node)


def _fence(node: Fence, manner: Manner) -> Piece:
    body = _piece(node.body, manner)
    inner = body.text if node.left else body.held(Grip.TIGHT)
    if node.left in BARS and any(_ends_in_bar(item) for item in items_of(node.body)):
        inner = f"({inner})"
    return Piece(f"{node.left}{inner}{node.right}")


def _ends_in_bar(node: Node) -> bool:
    base = core(node)
    return base.text in BARS if isinstance(base, Symbol) else isinstance(base, Fence) and not base.left


# Grids


def _grid(node: Grid, manner: Manner) -> Piece:
    if node.kind == "aligned":
        rows = (tuple(item for cell in row for item in items_of(cell)) for row in node.rows)
        return Piece("; ".join(_row(row, manner).text for row in rows), Grip.LOOSE)
    if node.kind == "cases":
        return Piece("{" + "; ".join(_case(row) for row in node.rows) + "}")
    left, right = (node.left, node.right) if node.left else ("[", f"]{node.right}")
    if len(node.rows) == 1:
        inner = ", ".join(write(cell) for cell in node.rows[0]).replace(", |, ", " | ")
    else:
        inner = "; ".join(" ".join(_cell(cell) for cell in row) for row in node.rows)
    return Piece(f"{left}{inner}{right}")


def _cell(cell: Node) -> str:
    text = write(cell)
    return f"({text})" if not text or (" " in text and not isinstance(cell, Fence)) else text


def _case(cells: Sequence[Node]) -> str:
    texts = [write(cell).rstrip(",;") for cell in cells if cell != EMPTY]
    parts = texts[:1]
    for text in texts[1:]:
        starts_with_word = text[:2].isalpha() and text[:2].isascii()
        parts += [" " if starts_with_word else ", ", text]
    return "".join(parts)
