"""What of a Markdown text is code or a formula: one rule for those who show it and those who look for holes in it."""

import re
from collections.abc import Callable, Iterator

from flashcards.records import dataclass

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_TEX_SIGN = re.compile(r"[\\^_=]|^[^\W\d_]'*$")
"""Content that nobody writes between prices: a TeX sign, or one letter alone."""
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_SET_IN = ("    ", "\t")
_SET_IN_ROWS = re.compile(r"[^\n]*(?:\n(?:[ \t]*\n)*(?: {4}|\t)[^\n]*)*")
_LIST_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])(?:[ \t]|$)")
_MARK = re.compile(r"[$`~\\]")
_BACKTICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of code or a formula, from the first character of its opening mark to behind its closing one."""

    start: int
    end: int
    inner: str
    """What stands between the marks."""
    formula: bool = False
    display: bool = False
    """A formula that stands on lines of its own."""
    fence: bool = False
    """A block of code."""

    @property
    def inside(self) -> int:
        """Where the inner text begins."""
        return self.start + (self.end - self.start - len(self.inner)) // 2


def formula_at(text: str, at: int) -> Region | None:
    r"""The formula that opens at a position: `$…$`, `$$…$$`, `\(…\)` or `\[…\]`.

    A dollar opens only before a non-space and closes only behind a non-space and not before a digit. Between two spaces
    `$ … $` is a formula too where what stands there cannot be a price.
    """
    if text.startswith("$$", at):
        return _between(text, at, "$$", display=True)
    if text.startswith("$", at):
        found = _between(text, at, "$", display=False)
        return found if found and _is_formula(text, found) else None
    if text.startswith(r"\(", at):
        return _between(text, at, r"\)", display=False)
    if text.startswith(r"\[", at):
        return _between(text, at, r"\]", display=True)
    return None


def _between(text: str, at: int, closing: str, *, display: bool) -> Region | None:
    end = at + len(closing)
    while (end := text.find(closing, end)) >= 0 and _is_escaped(text, end):
        end += 1
    inner = text[at + len(closing) : end]
    if end < 0 or not inner.strip() or (closing != "$$" and _BLANK_LINE.search(inner)):
        return None
    return Region(at, end + len(closing), inner, formula=True, display=display)


def _is_escaped(text: str, at: int) -> bool:
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def _is_formula(text: str, found: Region) -> bool:
    inner = found.inner
    if text[found.end : found.end + 1].isdigit():
        return False
    spaced = inner[0].isspace() + inner[-1].isspace()
    after_digit = found.start > 0 and text[found.start - 1].isdigit()
    return spaced != 1 and (not (spaced or after_digit) or _TEX_SIGN.search(inner.strip()) is not None)


def code_at(text: str, at: int) -> Region | None:
    """The code in backticks that opens at a position, in the paragraph or as a fence."""
    line = text.rfind("\n", 0, at) + 1
    fence = _FENCE.match(text, line)
    if fence and fence.start("mark") == at:
        return _fenced(text, at, fence["mark"], fence.end())
    opening = _BACKTICKS.match(text, at)
    if opening is None:
        return None
    for closing in _BACKTICKS.finditer(text, opening.end()):
        inner = text[opening.end() : closing.start()]
        if closing[0] == opening[0]:
            return None if _BLANK_LINE.search(inner) else Region(at, closing.end(), inner)
    return None


def _fenced(text: str, at: int, mark: str, below: int) -> Region:
    """A fence is code to its closing mark, or to the end of the text."""
    closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE).search(text, below + 1)
    end = closing.end() if closing else len(text)
    return Region(at, end, text[at:end], fence=True)


def _indented(text: str, at: int) -> Region | None:
    """The rest of a block of code that is set in by four spaces, where a position lies in one."""
    line = text.rfind("\n", 0, at) + 1
    if not text.startswith(_SET_IN, line):
        return None
    above = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : max(line - 1, 0)]
    if above.strip() and not above.startswith(_SET_IN):
        return None
    rows = text[:line].split("\n")[:-1]
    is_apart = not rows
    while rows and (rows[-1].startswith(_SET_IN) or not rows[-1].strip()):
        is_apart = not rows.pop().strip() or not rows
    # Directly below a paragraph it goes on with it, and below an item of a list it belongs to the item.
    while rows and rows[-1].strip():
        if _LIST_ITEM.match(rows.pop()):
            return None
    if not is_apart:
        return None
    rest = _SET_IN_ROWS.match(text, at)
    assert rest is not None
    return Region(at, rest.end(), rest[0], fence=True)


def region_at(text: str, at: int) -> Region | None:
    """The code or the formula that opens at a position."""
    if block := _indented(text, at):
        return block
    if text[at] in "$\\":
        return formula_at(text, at)
    return code_at(text, at) if text[at] in "`~" else None


def regions(text: str) -> Iterator[Region]:
    """Each stretch of code and each formula, in order."""
    at = 0
    while mark := _MARK.search(text, at):
        at = mark.start()
        found = region_at(text, at)
        if found:
            yield found
            at = found.end
        else:
            opened = _BACKTICKS.match(text, at)
            at = opened.end() if opened else at + (2 if text[at] == "\\" else 1)


def outside(text: str) -> str:
    """The text without its code and formulas."""
    for region in reversed([*regions(text)]):
        text = text[: region.start] + text[region.end :]
    return text


def covered(text: str, *, formulas: bool = True) -> Callable[[int], bool]:
    """Tells whether a position in a text lies in code or in a formula; without `formulas`, whether it lies in code."""
    spans = [(region.start, region.end) for region in regions(text) if formulas or not region.formula]
    return lambda at: any(start <= at < end for start, end in spans)
