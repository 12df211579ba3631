"""Anki's holes as they can stand here: none within another, and no braces that only look like one."""

import re

from flashcards.kinds.holes import PLAIN, ClozeError, pieces_of

_MARK = re.compile(r"\{\{c\d+::|\}\}")
_WITHIN = re.compile(r"\{\{c\d+::(?:(?!\}\}).)*?\{\{c\d+::", re.DOTALL)
_HINT = re.compile(r"(?<=[^:{}\s])::(?=[^:\s{}]+\}\})")


def as_here(text: str) -> tuple[str, str]:
    """The text with its holes, and what it was where holes lost others that stood in them."""
    original = ""
    if _WITHIN.search(text):
        original, text = text, _flat(text)
    text = PLAIN.sub(lambda found: f"\\{found[0]}", text)
    try:
        pieces_of(text)
    except ClozeError:
        # A space says that what follows is a hint, and no name of C++ or Rust.
        spaced = _HINT.sub(":: ", text)
        return spaced, original
    return text, original


def _flat(text: str) -> str:
    """The text with the outermost holes alone."""
    pieces, depth, before = [], 0, 0
    for mark in _MARK.finditer(text):
        opens = mark[0] != "}}"
        outer = depth == 0 if opens else depth == 1
        pieces += [text[before : mark.start()], mark[0] if outer or (not opens and depth == 0) else ""]
        before = mark.end()
        depth = depth + 1 if opens else max(0, depth - 1)
    return "".join([*pieces, text[before:]])
