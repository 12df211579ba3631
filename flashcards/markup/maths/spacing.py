"""Which symbols of a row are operators where they stand, and how much space there is between its parts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from flashcards.markup.maths.symbols import Role
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
    Scripts,
    Space,
    Stack,
    Symbol,
    Words,
    core,
    items_of,
    role_of,
)
from flashcards.records import dataclass, replace

SLASH: Final = Symbol("/")
BARS: Final = frozenset("|‖")


class Reach(IntEnum):
    """What would seem to belong to an expression if it stood right after it."""

    NONE = 0
    LETTERS = 1
    """As in `f_θ(x)`: a letter would, a bracket would not."""
    ALL = 2
    """As in `x^q` and `√x`."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a row is set."""

    tight: bool = False
    """No spaces around operators, as in scripts."""
    drawn: bool = False
    """In two dimensions, where the bar of a fraction must not touch a sign."""


@dataclass(frozen=True, slots=True)
class Place:
    """An expression where it stands in a row."""

    node: Node
    role: Role
    asked: int = 0
    """Columns that the author asked for before it."""


def places(items: Sequence[Node], *, after_operand: bool = False) -> list[Place]:
    """Decide the role of each expression of a row; an operator without operands is an ordinary symbol."""
    found: list[Place] = []
    asked = 0
    for item in items:
        if isinstance(item, Space):
            asked = max(asked, item.columns)
        else:
            found.append(Place(item, role_of(item), asked if found else 0))
            asked = 0
    wants_operand = not after_operand
    for at, place in enumerate(found):
        follower = found[at + 1].role if at + 1 < len(found) else Role.CLOSE
        if place.role is Role.BIN and (wants_operand or follower in _NO_OPERAND):
            found[at] = replace(place, role=Role.ORD)
        ends = place.node == SLASH or _words(place.node).endswith(" ")
        wants_operand = ends or found[at].role in _OPERAND_FOLLOWS
    return found


_OPERAND_FOLLOWS: Final = frozenset((Role.OPEN, Role.BIN, Role.REL, Role.PUNCT, Role.OP, Role.MID))
_NO_OPERAND: Final = frozenset((Role.REL, Role.PUNCT, Role.CLOSE, Role.MID))
_SEPARATING: Final = frozenset((Role.BIN, Role.REL, Role.PUNCT, Role.MID))


def stands_alone(found: Sequence[Place], at: int) -> bool:
    """Tell whether only operators, relations, punctuation and wide spaces stand beside an expression."""
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    free_left = (
        before is None
        or found[at].asked > 1
        or before.role in _SEPARATING | {Role.OPEN}
        or is_sign(before.node)
        or _words(before.node).endswith(" ")
    )
    return free_left and (
        after is None
        or after.asked > 1
        or after.role in _SEPARATING | {Role.CLOSE}
        or _words(after.node).startswith(" ")
    )


def _words(node: Node) -> str:
    return node.text if isinstance(node, Words) else ""


def gap(left: Place, right: Place, reach: Reach, manner: Manner) -> int:
    """Count the columns between two neighbours, given what would seem to belong to the left one."""
    return max(right.asked, _natural_gap(left, right, reach, manner))


def _natural_gap(left: Place, right: Place, reach: Reach, manner: Manner) -> int:
    found = (left.role, right.role)
    if Role.REL in found or Role.MID in found:
        return 0 if manner.tight or found == (Role.REL, Role.REL) else 1
    if Role.BIN in found:
        return 0 if manner.tight and not (is_word(left.node) or is_word(right.node)) else 1
    if right.role in {Role.PUNCT, Role.CLOSE} or left.role is Role.OPEN:
        return 0
    if left.role is Role.PUNCT:
        return 0 if manner.tight else 1
    if is_sign(left.node) or SLASH in (left.node, right.node) or is_bar(left.node) or is_bar(right.node):
        has_fraction = any(isinstance(place.node, Fraction) for place in (left, right))
        return int((manner.drawn and has_fraction) or (is_bar(left.node) and _is_barred(right.node)))
    return int(_touch(left, right, reach))


def _touch(left: Place, right: Place, reach: Reach) -> bool:
    """Tell whether two operands would be misread if no space stood between them."""
    body = core(right.node)
    in_brackets = isinstance(body, Fence) and body.left not in BARS and body.left != ""
    if Role.OP in (left.role, right.role):
        return not (in_brackets and is_word(left.node) and reach is not Reach.ALL)
    return (
        reach is Reach.ALL
        or (reach is Reach.LETTERS and not in_brackets and right.node not in _POSTFIX)
        or isinstance(left.node, Fraction | Grid | Brace | Stack)
        or isinstance(body, Fraction | Grid | Brace | Stack)
        or _is_barred(body)
        or _seems_scripted(left.node, right.node)
        or _is_call(body)
        or _words_touch(left.node, right.node)
    )


_POSTFIX: Final = (Symbol("!"), Symbol("%"), Symbol("."))


def _seems_scripted(left: Node, right: Node) -> bool:
    """Tell whether a raised character between two expressions could belong to either."""
    if isinstance(right, Root):
        return right.degree is not None or (isinstance(left, Scripts) and left.sup is not None)
    return isinstance(right, Scripts) and right.base == EMPTY


def _words_touch(left: Node, right: Node) -> bool:
    if _words(left).endswith(" ") or _words(right).startswith(" "):
        return True
    if is_word(right) and _edge(right, 0).isalpha():
        return not isinstance(left, Symbol | Words) or _edge(left, -1).isalpha()
    ends_in_word = is_word(left) and (isinstance(left, Scripts) or _edge(left, -1).isalnum())
    starts = isinstance(core(right), Accent | Root) or _edge(right, 0).isalnum()
    return ends_in_word and starts


def _edge(node: Node, at: int) -> str:
    base = core(node)
    return base.text[at] if isinstance(base, Symbol | Words) else ""


def is_sign(node: Node) -> bool:
    """Tell whether a symbol is an operator by itself, such as a minus, with or without operands."""
    return isinstance(node, Symbol) and node.role is Role.BIN


def is_word(node: Node) -> bool:
    """Tell whether an expression is a name or text of several letters, with or without scripts."""
    base = core(node)
    return isinstance(base, Symbol | Words) and len(base.text) > 1 and any(char.isalpha() for char in base.text)


def is_bar(node: Node) -> bool:
    """Tell whether a symbol is a bar that only separates."""
    base = core(node)
    return isinstance(base, Symbol) and base.text in BARS and base.role is Role.ORD


def _is_barred(node: Node) -> bool:
    base = core(node)
    if not isinstance(base, Fence):
        return False
    return base.left in BARS or (base.left == "" and _is_barred(items_of(base.body)[0]))


def _is_call(node: Node) -> bool:
    return isinstance(node, Binomial) or (isinstance(node, Accent) and not node.letter)
