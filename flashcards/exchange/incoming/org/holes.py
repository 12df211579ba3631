"""Holes as org-fc and org-drill write them: `{{hole}{hint}@0}` and `[hole||hint]`.

They stand between marks while their text becomes Markdown, and become Anki's holes behind that.
"""

import re
from collections.abc import Callable, Collection
from typing import TypeAlias

from flashcards.exchange.incoming.holes import as_here
from flashcards.kinds.holes import MOST

OPEN, TEXT, HINT, CLOSE = "\ue010", "\ue011", "\ue012", "\ue015"
"""The marks before the number of a hole, before its text, before its hint, and behind it."""
LONGEST = 50_000
"""In a longer text no holes are looked for."""
Marking: TypeAlias = Callable[[str, Collection[int]], str]
"""Puts marks around the holes of a text, given the numbers that are used already."""
_FC = re.compile(
    r"\{\{((?:\$[^$]{1,500}\$|[^{}]|\{(?!\{)){0,2000}?)\}(?:\{((?:\$[^$]{1,500}\$|[^{}]){0,500}?)\})?(?:@(\d+))?\}"
)
_DRILL = re.compile(
    r"(?<![\[\\])\[(?![\[\] ]|[xX-]\]|fn:|cite|\d*/\d*\]|\d*%\]|\d{4}-\d\d-\d\d|#[A-Z]\])((?:[^\[\]\n]|\n(?!\s*\n)){1,500})\]"
)
_SHOWN = re.compile(
    r"\[\[[^\[\]\n]+\](?:\[(?:[^\[\]]|\[[^\[\]]*\]){1,500}\])?\]|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]|\$\$.{1,2000}?\$\$"
    r"|(?<![\w$])\$[^\s$][^$\n]*\$|(?<![\w=])=[^\s=][^=\n]*=(?!\w)|(?<![\w~])~[^\s~][^~\n]*~(?!\w)"
    r"|#\+begin_(src|example).{0,20000}?#\+end_\1|^[ \t]*:[^\n]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
"""Links, formulas and code, in which no bracket of org-drill opens a hole."""
_MARKED = re.compile(f"{OPEN}(\\d+){TEXT}([^{OPEN}{CLOSE}]*){CLOSE}")


def with_fc(text: str, used: Collection[int]) -> str:
    """The text with org-fc's holes between marks."""
    last = max(used, default=0)

    def hole(found: "re.Match[str]") -> str:
        nonlocal last
        given = int(found[3]) + 1 if found[3] and len(found[3]) < len(str(MOST)) + 1 else last + 1
        last = max(last, given)
        return _marked(min(given, MOST), found[1], found[2] or "")

    return _FC.sub(hole, text) if len(text) <= LONGEST else text


def with_drill_at_once(text: str, used: Collection[int]) -> str:  # noqa: ARG001 - all of them have one number
    """The text with org-drill's holes between marks, hidden at the same time."""
    return _with_drill(text, 1, 0)


def with_drill_each(text: str, used: Collection[int]) -> str:
    """The text with org-drill's holes between marks, each hidden by itself."""
    return _with_drill(text, max(used, default=0) + 1, 1)


def _with_drill(text: str, number: int, step: int) -> str:
    kept = [found.span() for found in _SHOWN.finditer(text)] if len(text) <= LONGEST else []
    pieces, before = [], 0
    for hole in _DRILL.finditer(text) if len(text) <= LONGEST else ():
        if any(a <= hole.start() < b for a, b in kept):
            continue
        inner, _, hint = hole[1].partition("||")
        pieces += [text[before : hole.start()], _marked(min(number, MOST), inner, hint)]
        before, number = hole.end(), number + step
    return "".join([*pieces, text[before:]])


def _marked(number: int, text: str, hint: str) -> str:
    return f"{OPEN}{number}{TEXT}{text}{HINT if hint else ''}{hint}{CLOSE}"


def numbers(marked: str) -> list[int]:
    """The numbers of the holes between marks."""
    return [int(number) for number in re.findall(f"{OPEN}(\\d+){TEXT}", marked)]


def with_braces(marked: str) -> str:
    """The Markdown text with its marks as Anki's holes."""

    def hole(found: "re.Match[str]") -> str:
        text, _, hint = found[2].partition(HINT)
        return f"{{{{c{found[1]}::{text.strip()}{f'::{hint.strip()}' if hint.strip() else ''}}}}}"

    return as_here(_MARKED.sub(hole, marked))[0]
