"""Anki's holes as they can stand here: none within another, and no braces that only look like one."""

import re

from flashcards.kinds.holes import PLAIN, ClozeError, pieces_of

_MARK = re.compile(r"\{\{c\d+::|\}\}")
_WITHIN = re.compile(r"\{\{c\d+::(?:(?!\}\}).)*?\{\{c\d+::", re.DOTALL)
_HOLE = re.compile(r"(\{\{c\d+::)((?:(?!\}\}).)*)\}\}", re.DOTALL)


def as_here(text: str) -> tuple[str, str]:
    """The text with its holes, and what it was where holes lost others that stood in them."""
    original = ""
    if _WITHIN.search(text):
        original, text = text, _flat(text)
    text = PLAIN.sub(lambda found: f"\\{found[0]}", text)
    try:
        pieces_of(text)
    except ClozeError:
        return _HOLE.sub(_with_hint, text), original
    return text, original


def _with_hint(hole: "re.Match[str]") -> str:
    """A hole as Anki reads it: all behind its first `::` is its hint; a space says that this is no name of C++ or Rust."""
    text, parted, hint = hole[2].partition("::")
    hint = hint.strip().replace("::", r"\::")
    return f"{hole[1]}{text}{f':: {hint}' if parted and hint else parted}}}}}"


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
