"""A subset of TeX mathematics → an expression tree; what is not understood in full is refused with a reason."""

from __future__ import annotations

from typing import Final

from flashcards.markup.maths.commands import COMMANDS
from flashcards.markup.maths.reader import MAX_DEPTH, MISPLACED, TOO_DEEP, Reader
from flashcards.markup.maths.tree import Node, Row, Space, TexError, Words, children, items_of

MAX_LENGTH: Final = 2_000


def parse(tex: str) -> Node:
    """Read a formula; raise `TexError` when any part of it is not understood."""
    if len(tex) > MAX_LENGTH:
        message = f"the formula is longer than {MAX_LENGTH:,} characters"
        raise TexError(message)
    reader = Reader(tex, COMMANDS)
    node = reader.lines()
    if lexeme := reader.peek():
        raise TexError(MISPLACED[lexeme])
    if all(isinstance(item, Space) for item in items_of(node)):
        message = "the formula is empty"
        raise TexError(message)
    if _is_deep(node):
        raise TexError(TOO_DEEP)
    return Row((*items_of(node), Space(4), Words(" ".join(reader.tags)))) if reader.tags else node


def _is_deep(node: Node) -> bool:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
    return bool(level)
