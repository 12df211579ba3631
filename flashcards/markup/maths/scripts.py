"""Scripts in small characters, raised and lowered, and the roots that are written without a line above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flashcards.markup.maths.spacing import is_word
from flashcards.markup.maths.symbols import SUBSCRIPTS, SUPERSCRIPTS
from flashcards.markup.maths.tree import Accent, Fence, Node, Root, Row, Scripts, Symbol, Words
from flashcards.text import cell_width

MARKS: Final = frozenset("\N{PRIME}*")
"""Superscripts that stand directly at their base, before a subscript in full."""


def script_forms(node: Scripts) -> tuple[str | None, str | None]:
    """Give a subscript and a superscript in small characters; None where one of them has not got such forms."""
    return (
        "" if node.sub is None else small(node.sub, SUBSCRIPTS),
        "" if node.sup is None else small(node.sup, SUPERSCRIPTS),
    )


def small(node: Node, forms: Mapping[str, str]) -> str | None:
    """Write a script in raised or lowered characters, if every character of it has such a form."""
    match node:
        case Symbol(text) | Words(text) if all(char in forms for char in text):
            return "".join(forms[char] for char in text)
        case Fence("(", body, ")"):
            inner = small(body, forms)
            return None if inner is None else f"{forms['(']}{inner}{forms[')']}"
        case Row(items) if items and not any(is_word(item) for item in items):
            parts = [small(item, forms) for item in items]
            return None if None in parts else "".join(part for part in parts if part)
    return None


def is_plain_root(node: Root) -> bool:
    """Tell whether a root is written as a sign before its body: `√x`, `√10`, `√dₖ`."""
    if node.degree is not None and not small(node.degree, SUPERSCRIPTS):
        return False
    match node.body:
        case Scripts(base, sub, None):
            return sub is not None and small(sub, SUBSCRIPTS) is not None and _is_short(base)
    return _is_short(node.body)


def _is_short(node: Node) -> bool:
    if isinstance(node, Symbol):
        return cell_width(node.text) == 1 or node.text[0].isdigit()
    return isinstance(node, Accent) and node.letter != ""
