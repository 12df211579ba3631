"""Quoted texts of YAML that are not closed where they end."""

from __future__ import annotations

import re

from flashcards.decks.yaml.faults import NO_TEX, Fault
from flashcards.decks.yaml.halt import Halt, Place, fault
from flashcards.decks.yaml.tree import Tree

_ESCAPE = re.compile(r"\\(?:[xuU][\da-fA-F]{0,8})?$")
NO_ESCAPE = ("this is not an escape that double quotes know", NO_TEX)
_CLOSED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'")}


def unclosed(halt: Halt) -> Fault | None:
    """A quoted text that the reading stopped in."""
    opener = halt.opener
    if opener not in _CLOSED or _CLOSED[opener].match(halt.passed):
        return None
    assert halt.begun is not None
    escape = _ESCAPE.search(halt.source[: halt.at.column + 1]) or _ESCAPE.search(halt.source[: halt.at.column])
    if opener == '"' and escape and not runs_over(halt.tree, halt.begun.line, halt.passed):
        return fault(Place(halt.at.line, escape.start()), *NO_ESCAPE)
    return fault(halt.begun, "the quoted text that starts here never ends", "close the quotes, or put the text under |")


def late_end(line: int) -> tuple[str, str]:
    """Say of a quoted text that its quotes close only on a later line."""
    fix = "close its quotes where it ends, or put it under |"
    return f"the quoted text that starts here ends only on line {line}", fix


_BEGUN_BELOW = re.compile(r"\n( *)(?:(- )|(?:- +)*[a-z_]+:(?=\s))")


def runs_over(tree: Tree, line: int, raw: str) -> bool:
    """Whether a quoted text that begins on a line has taken in fields, or elements like its own, that stand no deeper."""
    edge, is_item = tree.indent(line), tree.line(line).lstrip().startswith("- ")
    return any(len(begun[1]) <= edge and (is_item or not begun[2]) for begun in _BEGUN_BELOW.finditer(raw))


def closed_late(halt: Halt) -> Fault | None:
    """A quoted text that was not closed on its line and took in the lines below, up to their first quote."""
    text = halt.passed_text
    if not text or text.plain or text.block or text.line == halt.at.line or halt.begun == halt.at:
        return None
    if halt.source[: halt.at.column].rstrip()[-1:] not in {'"', "'"}:
        return None
    return fault(Place(text.line, text.column - 1), *late_end(halt.at.line))
