"""What a formula is made of: an expression tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from flashcards.markup.maths.symbols import Role
from flashcards.records import dataclass, fields, replace


class TexError(ValueError):
    """Why a formula is not understood, in one sentence."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, number, operator or name."""

    text: str
    role: Role = Role.ORD
    limits: bool = False
    """Scripts stand above and below in a drawing."""


@dataclass(frozen=True, slots=True)
class Words:
    """Running text with the spaces at its ends."""

    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """Columns that the author asked for."""

    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """Expressions side by side."""

    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Fraction:
    """One expression over another with a bar between them."""

    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Binomial:
    """Combinations: `above` choose `below`."""

    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Root:
    """A square root, or the root of a degree."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Scripts:
    """A base with what stands below and above its end."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over or under an expression."""

    name: str
    body: Node

    @property
    def letter(self) -> str:
        """The one letter under the mark; empty if there is more."""
        text = self.body.text if isinstance(self.body, Symbol) else ""
        return text if len(text) == 1 and text.isalpha() else ""


@dataclass(frozen=True, slots=True)
class Brace:
    """A brace along an expression, with what is said about it."""

    name: str
    body: Node
    label: Node | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """A note set over or under something that is not an operator."""

    name: str
    note: Node
    base: Node


@dataclass(frozen=True, slots=True)
class Fence:
    """An expression between brackets or bars; the left one is empty in `f|ₓ`."""

    left: str
    body: Node
    right: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells: a matrix, cases or aligned equations."""

    kind: str
    rows: tuple[tuple[Node, ...], ...]
    left: str = ""
    right: str = ""
    columns: str = "c"
    """Alignment of the columns, repeated as often as needed."""


Node: TypeAlias = (
    Symbol | Words | Space | Row | Fraction | Binomial | Root | Scripts | Accent | Brace | Stack | Fence | Grid
)

EMPTY: Final = Row()


def children(node: Node) -> Iterator[Node]:
    """Yield the expressions that a node is made of."""
    match node:
        case Row(items):
            yield from items
        case Grid(rows=rows):
            for row in rows:
                yield from row
        case _:
            for field in fields(node):
                value = getattr(node, field.name)
                if not isinstance(value, str | int | Role | None):
                    yield value


def core(node: Node) -> Node:
    """Give an expression without its scripts."""
    return node.base if isinstance(node, Scripts) else node


def with_core(node: Node, base: Node) -> Node:
    """Give an expression with another base under its scripts."""
    return replace(node, base=base) if isinstance(node, Scripts) else base


def role_of(node: Node) -> Role:
    """Give the role of a symbol, with or without scripts; anything else is ordinary."""
    base = core(node)
    return base.role if isinstance(base, Symbol) else Role.ORD


def items_of(node: Node) -> tuple[Node, ...]:
    """Give the expressions side by side that a node stands for."""
    return node.items if isinstance(node, Row) else (node,)


def in_row(items: Sequence[Node]) -> Node:
    """Set expressions side by side; one alone needs no row."""
    return items[0] if len(items) == 1 else Row(tuple(items))


def attached(base: Node, sub: Node | None, sup: Node | None) -> Node:
    """Add scripts to a base; the script of a brace is its label."""
    match base:
        case _ if sub is None and sup is None:
            return base
        case Brace(name, body, None) if (sub is None) is (name == "overbrace") and None in (sub, sup):
            return Brace(name, body, sub or sup)
        case Brace():
            message = f"the label of \\{base.name} stands on the wrong side"
            raise TexError(message)
        case Space():
            message = "a script stands on a space"
            raise TexError(message)
        case Scripts(inner, low, high) if None in (low, sub) and None in (high, sup):
            return Scripts(inner, low or sub, high or sup)
    return Scripts(base, sub, sup)
