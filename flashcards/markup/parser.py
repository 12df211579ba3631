"""Markdown → tokens: GitHub's rules, and where they lose or change what cards say, our own."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.token import Token

from flashcards.markup.regions import formula_at, regions
from flashcards.markup.wrapping import has_east

__all__ = ["RendererHTML", "Token", "cells_of", "parsed", "written"]

_BAR = "\ufdd0"
"""Stands for a bar of a formula or of code, so that it ends no cell of a table."""
_PYTHON_NAME = re.compile(r"__[a-z][a-z0-9_]*__(?!\w)")
_BLOCK_ENDS = {
    "$$": re.compile(r"\$\$[ \t]*(?:\((?P<tag>[^()\s]+)\))?[ \t]*$"),
    r"\[": re.compile(r"\\\][ \t]*(?P<tag>)$"),
}


def parsed(text: str) -> list[Token]:
    """The tokens of a text; formulas are `math_inline`, `math_display` and `math_block`."""
    text = text.replace(_BAR, "\N{REPLACEMENT CHARACTER}")
    lines = text.split("\n")
    tokens = _parser().parse("\n".join(_bars_hidden(line) if "|" in line else line for line in lines))
    in_table = False
    for token in tokens:
        in_table = (in_table or token.type == "table_open") and token.type != "table_close"
        token.content = token.content.replace(_BAR, "|")
        for child in _all(token.children or []):
            # In a table GitHub wants `\|` for the bar of code, elsewhere in code a backslash is one.
            bar = "\\" + _BAR if in_table and child.type == "code_inline" else _BAR
            child.content = child.content.replace(bar, "|").replace(_BAR, "|")
            child.attrs = {
                name: value.replace(_BAR, "|") if isinstance(value, str) else value
                for name, value in child.attrs.items()
            }
    return tokens


def written(tokens: Sequence[Token], renderer: RendererHTML) -> str:
    """The tokens as HTML, by the rules of a renderer."""
    return renderer.render(tokens, _parser().options, {})


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _bars_hidden(line: str) -> str:
    """A line whose bars in formulas and code cannot be taken for those of a table."""
    parts, end = [], 0
    for region in regions(line):
        inner = line[region.start : region.end].replace("|", _BAR)
        parts += [line[end : region.start], inner]
        end = region.end
    return "".join([*parts, line[end:]])


def cells_of(line: str) -> list[str]:
    """The cells of a row of a table."""
    inner = _bars_hidden(line).strip().strip("|") if "|" in line else line
    return re.split(r"(?<!\\)[|]", inner)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": False, "typographer": False})
    # A line such as `[3]: …` is text, and what was escaped stays apart from what was not.
    parser.disable(["reference", "text_join"])
    parser.inline.ruler.before("escape", "math_inline", _formula)
    parser.inline.ruler.before("emphasis", "python_name", _python_name)
    parser.inline.ruler.at("emphasis", _beside_east(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _beside_east(strikethrough.tokenize))
    interrupts = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _formula_block, interrupts)  # type: ignore[arg-type]
    return parser


def _formula(state: StateInline, silent: bool) -> bool:
    found = formula_at(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if found is None or found.end > state.posMax:
        return False
    if not silent:
        token = state.push("math_display" if found.display else "math_inline", "math", 0)
        token.content = found.inner.strip()
    state.pos = found.end
    return True


def _python_name(state: StateInline, silent: bool) -> bool:
    """`__init__` is a name, not an init that stands out."""
    found = _PYTHON_NAME.match(state.src, state.pos)
    if not found or (state.pos and (state.src[state.pos - 1].isalnum() or state.src[state.pos - 1] == "_")):
        return False
    if not silent:
        state.push("python_name", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _beside_east(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """A rule for marks such as `**`, which may also open or close beside Chinese and Japanese punctuation.

    There are no spaces around it, on which CommonMark relies.
    """

    def run(state: StateInline, silent: bool) -> bool:
        begun, known = state.pos, len(state.delimiters)
        if not rule(state, silent):
            return False
        before, after = state.src[begun - 1 : begun], state.src[state.pos : state.pos + 1]
        if has_east(before + after):
            for delimiter in state.delimiters[known:]:
                delimiter.open |= bool(after) and not after.isspace()
                delimiter.close |= bool(before) and not before.isspace()
        return True

    return run


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""Lines from `$$` or `\[` to a line that ends with the closing mark; blank ones may stand between them."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    closing = _BLOCK_ENDS.get(first[:2])
    if closing is None or state.is_code_block(start):
        return False
    rows = [first[2:]]
    line = start
    while (closed := closing.search(rows[-1])) is None:
        line += 1
        if line >= end or (line == start + 1 and (first[:2] in rows[0] or r"\]" in rows[0])):
            return False
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        rows.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    if not silent:
        rows[-1] = rows[-1][: closed.start()]
        token = state.push("math_block", "math", 0)
        token.content, token.info, token.map = "\n".join(rows).strip(), closed["tag"] or "", [start, line + 1]
        state.line = line + 1
    return True
