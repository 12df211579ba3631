"""An expression tree → one line of Unicode, bracketed so that the line means what the tree means."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final

from flashcards.symbols import ACCENTS, SUBSCRIPTS, SUPERSCRIPTS, Role
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
    Words,
    core,
    items_of,
    role_of,
)
from flashcards.text import cell_width


class Grip(IntEnum):
    """How firmly a written expression holds together."""

    LOOSE = 0
    """Needs brackets wherever it is a part of something."""
    TIGHT = 1
    """A product without spaces."""
    UNIT = 2
    """One thing, to which a script may be added."""


class Reach(IntEnum):
    """What would seem to belong to an expression if it stood right after it."""

    NONE = 0
    LETTERS = 1
    """As in `f_θ(x)`: a letter would, a bracket would not."""
    ALL = 2
    """As in `x^q` and `√x`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression as text."""

    text: str
    grip: Grip = Grip.UNIT
    reach: Reach = Reach.NONE


def write(node: Node, *, tight: bool = False) -> str:
    """Write an expression on one line; `tight` leaves out the spaces around operators, as in scripts."""
    return _piece(node, tight=tight).text


def small(node: Node, forms: Mapping[str, str]) -> str | None:
    """Write a script in raised or lowered characters, if every character of it has such a form."""
    match node:
        case Symbol(text) | Words(text) if text and all(char in forms for char in text):
            return "".join(forms[char] for char in text)
        case Fence("(", body, ")"):
            inner = small(body, forms)
            return None if inner is None else f"{forms['(']}{inner}{forms[')']}"
        case Row(items) if items and not any(isinstance(item, Symbol | Words) and _is_word(item) for item in items):
            parts = [small(item, forms) for item in items]
            return None if None in parts else "".join(part for part in parts if part)
    return None


def script_forms(node: Scripts) -> tuple[str | None, str | None]:
    """Give the small forms of a subscript and a superscript; None where there is a script without a form."""
    return (
        "" if node.sub is None else small(node.sub, SUBSCRIPTS),
        "" if node.sup is None else small(node.sup, SUPERSCRIPTS),
    )


def needs_brackets(base: Node) -> bool:
    """Tell whether a script after this expression would seem to belong to its last part."""
    if isinstance(base, Symbol) or base == EMPTY:
        return False
    return isinstance(base, Scripts | Root) or _piece(base, tight=False).grip is not Grip.UNIT


def is_plain_root(node: Root) -> bool:
    """Tell whether a root can be written as a sign before its body."""
    body = node.body.base if isinstance(node.body, Scripts) else node.body
    if isinstance(node.body, Scripts) and not (script_forms(node.body)[0] and node.body.sup is None):
        return False
    short = isinstance(body, Symbol | Accent) and (_is_number(body) or cell_width(write(body)) == 1)
    return short and _root_sign(node.degree) is not None


def accented(node: Accent) -> str | None:
    """Write a letter with its mark, if the body is one letter."""
    match node.body:
        case Symbol(text) if len(text) == 1 and text.isalpha():
            return unicodedata.normalize("NFC", text + ACCENTS[node.name])
    return None


def reach(node: Node) -> Reach:
    """Tell what would seem to belong to an expression that stands on one line."""
    match node:
        case Root():
            return Reach.ALL
        case Scripts(sup=sup) if sup is not None and "*" in (small(sup, SUPERSCRIPTS) or ""):
            return Reach.LETTERS
    return Reach.NONE


# Spaces


def roles(items: Sequence[Node], *, after_operand: bool = False) -> list[Role]:
    """Decide the role of each expression where it stands; an operator without operands is an ordinary symbol."""
    found = [role_of(item) for item in items]
    before = Role.ORD if after_operand else Role.OPEN
    for at, role in enumerate(found):
        if isinstance(items[at], Space):
            continue
        if role is Role.BIN and (before in _NO_OPERAND or _next_role(items, at) in _NO_RIGHT_OPERAND):
            found[at] = Role.ORD
        ends_text = isinstance(items[at], Words) and write_words(items[at])[-1:] == " "
        before = Role.PUNCT if ends_text or items[at] == _SLASH else found[at]
    return found


_SLASH: Final = Symbol("/")
_NO_OPERAND: Final = frozenset((Role.OPEN, Role.BIN, Role.REL, Role.PUNCT, Role.OP, Role.MID))
_NO_RIGHT_OPERAND: Final = frozenset((Role.REL, Role.PUNCT, Role.CLOSE, Role.MID))


def write_words(node: Node) -> str:
    """Give running text with the spaces at its ends."""
    return node.text if isinstance(node, Words) else ""


def _next_role(items: Sequence[Node], at: int) -> Role:
    following = next((item for item in items[at + 1 :] if not isinstance(item, Space)), None)
    return Role.CLOSE if following is None else role_of(following)


def gaps(
    items: Sequence[Node], found: Sequence[Role], reaches: Sequence[Reach], *, tight: bool, drawn: bool
) -> list[int]:
    """Count the columns before each expression but the first; spaces themselves take part as nothing."""
    columns = [0] * len(items)
    asked = 0
    last: int | None = None
    for at, item in enumerate(items):
        if isinstance(item, Space):
            asked = max(asked, item.columns)
            continue
        if last is None:
            columns[at] = asked
        else:
            natural = _gap(items[last], item, (found[last], found[at]), reaches[last], tight=tight, drawn=drawn)
            columns[at] = max(asked, natural)
        last, asked = at, 0
    return columns


def _gap(left: Node, right: Node, found: tuple[Role, Role], reaching: Reach, *, tight: bool, drawn: bool) -> int:
    if Role.REL in found or Role.MID in found:
        return 0 if tight or found == (Role.REL, Role.REL) else 1
    if Role.BIN in found:
        return 0 if tight and not (_is_word(left) or _is_word(right)) else 1
    if found[1] in {Role.PUNCT, Role.CLOSE} or found[0] is Role.OPEN:
        return 0
    if found[0] is Role.PUNCT:
        return 0 if tight else 1
    return int(_touches(left, right, found, reaching, drawn=drawn))


def _touches(left: Node, right: Node, found: tuple[Role, Role], reaching: Reach, *, drawn: bool) -> bool:
    """Tell whether two expressions would be misread if no space stood between them."""
    if _is_sign(left):
        return drawn and isinstance(right, Fraction)
    if _SLASH in (left, right):
        return drawn and (isinstance(left, Fraction) or isinstance(right, Fraction))
    bracket = isinstance(right, Fence) and right.left not in _BARS and right.left != ""
    if Role.OP in found:
        return not (bracket and _is_word(left) and reaching is not Reach.ALL and found[1] is not Role.OP)
    return (
        isinstance(left, Fraction | Grid | Brace)
        or isinstance(right, Fraction | Grid | Brace | Stack)
        or (isinstance(right, Fence) and right.left in _BARS)
        or (isinstance(right, Root) and right.degree is not None)
        or (isinstance(right, Scripts) and right.base == EMPTY)
        or reaching is Reach.ALL
        or (reaching is Reach.LETTERS and not bracket and right not in _POSTFIX)
        or write_words(left)[-1:] == " "
        or write_words(right)[:1] == " "
        or _words_touch(left, right)
    )


_BARS: Final = frozenset("|‖")
_POSTFIX: Final = (Symbol("!"), Symbol("%"), Symbol("."))


def _is_sign(node: Node) -> bool:
    return isinstance(node, Symbol) and node.role is Role.BIN


def _is_word(node: Node) -> bool:
    base = core(node)
    return isinstance(base, Symbol | Words) and len(base.text) > 1 and any(char.isalpha() for char in base.text)


def _is_number(node: Node) -> bool:
    return isinstance(node, Symbol) and node.text[0] in ".0123456789"


def _words_touch(left: Node, right: Node) -> bool:
    if _is_call(right):
        return True
    if _is_word(right):
        return _ends_in_letter(left)
    return _is_word(left) and not isinstance(left, Scripts) and _starts_in_letter(right)


def _is_call(node: Node) -> bool:
    base = core(node)
    return isinstance(base, Binomial) or (isinstance(base, Accent) and accented(base) is None)


def _ends_in_letter(node: Node) -> bool:
    match node:
        case Symbol(text) | Words(text):
            return text[-1].isalpha()
        case Accent():
            return True
        case Scripts(base, None, _):
            return base == EMPTY
    return False


def _starts_in_letter(node: Node) -> bool:
    base = core(node)
    return isinstance(base, Accent | Root) or (isinstance(base, Symbol | Words) and base.text[0].isalnum())


# Writing


def _piece(node: Node, *, tight: bool) -> Piece:
    match node:
        case Symbol(text):
            return Piece(text, Grip.LOOSE if " " in text else Grip.UNIT)
        case Words(text):
            return Piece(text.strip(), Grip.LOOSE if " " in text.strip() else Grip.UNIT)
        case Space(columns):
            return Piece(" " * columns, Grip.LOOSE)
        case Row(items):
            return _row(items, tight=tight)
        case Fraction():
            return Piece(_fraction(node, tight=tight), Grip.LOOSE)
        case Root():
            return _root(node)
        case Scripts():
            return _scripts(node, tight=tight)
        case Fence():
            return Piece(_fence(node, tight=tight))
        case Grid():
            return _grid(node, tight=tight)
        case _:
            return Piece(_call(node))


def _in_brackets(piece: Piece, weakest: Grip) -> str:
    return piece.text if piece.grip >= weakest else f"({piece.text})"


def _call(node: Binomial | Accent | Brace | Stack) -> str:
    """Write what has no sign of its own as a function with a name."""
    match node:
        case Accent(name, body):
            return accented(node) or f"{name}({_argument(body)})"
        case Binomial(above, below):
            return f"binom({_argument(above)}, {_argument(below)})"
        case Brace(name, body, None):
            return f"{name}({_argument(body)})"
        case Brace(name, body, label) if label is not None:
            return f"{name}({_argument(body)}, {_argument(label)})"
        case Stack(name, note, base):
            return f"{name}({_argument(note)}, {_argument(base)})"
    return ""


def _argument(node: Node) -> str:
    text = write(node)
    return f"({text})" if "," in text and not isinstance(node, Symbol | Fence) else text


def _row(items: Sequence[Node], *, tight: bool) -> Piece:
    found = roles(items)
    pieces = [_item(items, at, found, tight=tight) for at in range(len(items))]
    reaches = [piece.reach for piece in pieces]
    columns = gaps(items, found, reaches, tight=tight, drawn=False)
    parts = [
        " " * column + piece.text
        for item, column, piece in zip(items, columns, pieces, strict=True)
        if not isinstance(item, Space)
    ]
    loose = any(columns) or any(_is_loose(item, role) for item, role in zip(items, found, strict=True))
    return Piece("".join(parts), Grip.LOOSE if loose else Grip.TIGHT, reaches[-1] if reaches else Reach.NONE)


def _is_loose(item: Node, role: Role) -> bool:
    base = core(item)
    inner = {Role.BIN, Role.REL, Role.PUNCT, Role.MID, Role.OPEN, Role.CLOSE}
    return (
        role in inner
        or isinstance(base, Fraction)
        or base == _SLASH
        or (isinstance(base, Symbol) and (base.role in inner or " " in base.text))
        or (isinstance(base, Words) and " " in base.text.strip())
    )


def _item(items: Sequence[Node], at: int, found: Sequence[Role], *, tight: bool) -> Piece:
    item = items[at]
    piece = _piece(item, tight=tight)
    alone = _stands_alone(items, at, found)
    if (isinstance(item, Fraction) and not alone) or (isinstance(item, Grid) and item.kind == "aligned"):
        return Piece(f"({piece.text})")
    return piece


def _stands_alone(items: Sequence[Node], at: int, found: Sequence[Role]) -> bool:
    """Tell whether only operators, relations and punctuation stand beside an expression."""
    return (at == 0 or _separates(items[at - 1], found[at - 1], left=True)) and (
        at + 1 == len(items) or _separates(items[at + 1], found[at + 1], left=False)
    )


def _separates(node: Node, role: Role, *, left: bool) -> bool:
    if isinstance(node, Space):
        return node.columns > 1
    if isinstance(node, Words):
        return node.text[-1 if left else 0] == " "
    side = {Role.OPEN} if left else {Role.CLOSE}
    return role in {Role.BIN, Role.REL, Role.PUNCT, Role.MID} | side or (left and _is_sign(node))


def _fraction(node: Fraction, *, tight: bool) -> str:
    above = _in_brackets(_piece(node.above, tight=tight), Grip.TIGHT)
    below = _piece(node.below, tight=tight)
    weakest = Grip.LOOSE if _is_one_divisor(node, below) else Grip.UNIT
    return f"{above}/{_in_brackets(below, weakest)}"


def _is_one_divisor(node: Fraction, below: Piece) -> bool:
    """Tell whether a product after the slash is read as one thing: `∂x∂y`, `dx`, `q(x)`."""
    if below.grip is not Grip.TIGHT or not isinstance(node.below, Row):
        return False
    items, above = node.below.items, items_of(node.above)
    even = len(items) % 2 == 0
    if even and all(item == Symbol("∂") for item in items[::2]):
        return True
    if even and all(item == Symbol("d") for item in items[::2]) and core(above[0]) == Symbol("d"):
        return True
    match items:
        case (head, Fence("(" | "[", body, _)):
            named = isinstance(core(head), Symbol | Accent) and not _is_number(core(head))
            return named and not any(_is_sign(item) for item in items_of(body))
    return False


_ROOT_SIGNS: Final = {"": "√", "³": "∛", "⁴": "∜"}


def _root_sign(degree: Node | None) -> str | None:
    raised = "" if degree is None else small(degree, SUPERSCRIPTS)
    return None if raised is None else _ROOT_SIGNS.get(raised, raised + "√")


def _root(node: Root) -> Piece:
    sign = _root_sign(node.degree)
    if sign is None and node.degree is not None:
        return Piece(f"root({_argument(node.degree)}, {_argument(node.body)})")
    if is_plain_root(node):
        return Piece(f"{sign}{write(node.body)}", reach=Reach.ALL)
    bracketed = isinstance(node.body, Fence) and node.body.left == "(" and node.body.right == ")"
    text = write(node.body)
    return Piece(sign + text if sign and bracketed else f"{sign}({text})", reach=Reach.ALL)


def _scripts(node: Scripts, *, tight: bool) -> Piece:
    base = _piece(node.base, tight=tight)
    head = f"({base.text})" if needs_brackets(node.base) else base.text
    low, high = script_forms(node)
    is_operator = role_of(node) is Role.OP
    if low is None and high and set(high) <= set("′*"):
        return Piece(f"{head}{high}_{_lowered(node.sub)}", reach=Reach.LETTERS)
    if low is None and node.sup is not None:
        return Piece(f"{head}_{_lowered(node.sub)}^{_raised(node.sup)}", reach=Reach.ALL)
    if low is None:
        return Piece(f"{head}_{_lowered(node.sub)}", reach=Reach.ALL if is_operator else Reach.LETTERS)
    if high is None:
        return Piece(f"{head}{low}^{_raised(node.sup)}", reach=Reach.ALL)
    return Piece(f"{head}{low}{high}", reach=reach(node))


def _raised(node: Node | None) -> str:
    text = write(node or EMPTY, tight=True)
    plain = isinstance(node, Symbol | Accent) and cell_width(text) == 1
    return text if plain else f"({text})"


def _lowered(node: Node | None) -> str:
    is_name = isinstance(node, Symbol | Words) and node.text.isascii() and node.text.isalpha()
    return node.text if is_name and isinstance(node, Symbol | Words) else _raised(node)


def _fence(node: Fence, *, tight: bool) -> str:
    inner = _piece(node.body, tight=tight)
    if not node.left:
        return _in_brackets(inner, Grip.TIGHT) + node.right
    return f"{node.left}{inner.text}{node.right}"


def _grid(node: Grid, *, tight: bool) -> Piece:
    if node.kind == "aligned":
        return Piece("; ".join(_joined(row, tight=tight) for row in node.rows), Grip.LOOSE)
    if node.kind == "cases":
        return Piece("{" + "; ".join(_case(row) for row in node.rows) + "}")
    left, right = (node.left, node.right) if node.left else ("[", "]")
    if len(node.rows) == 1:
        inner = ", ".join(write(cell) for cell in node.rows[0])
    else:
        inner = "; ".join(" ".join(_cell(cell) for cell in row) for row in node.rows)
    return Piece(f"{left}{inner}{right}")


def _cell(cell: Node) -> str:
    piece = _piece(cell, tight=False)
    return f"({piece.text})" if " " in piece.text and not isinstance(cell, Fence) else piece.text


def _joined(cells: Sequence[Node], *, tight: bool) -> str:
    items = [item for cell in cells for item in items_of(cell)]
    return _row(items, tight=tight).text


def _case(cells: Sequence[Node]) -> str:
    texts = [write(cell) for cell in cells if cell != EMPTY]
    parts = texts[:1]
    for before, text in pairwise(texts):
        parts += [" " if before.endswith(",") or _starts_with_word(text) else ", ", text]
    return "".join(parts).rstrip(",;")


def _starts_with_word(text: str) -> bool:
    return text[:2].isalpha() and text[:2].isascii()
