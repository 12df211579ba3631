"""What of a text will not be shown as its author means it: told from what is shown, for `check`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flashcards.markup import code
from flashcards.markup.blocks import formulas_of
from flashcards.markup.maths.drawing import explain_failure
from flashcards.markup.parser import Token, cells_of, parsed
from flashcards.markup.regions import regions
from flashcards.text import cell_width, clean


class Remark(NamedTuple):
    """One thing that is shown otherwise than it is meant, by the name of its rule, and its remedy."""

    rule: str
    message: str
    fix: str


RULES = frozenset(("table", "name", "dollar", "tex", "html", "stars", "fence", "wide"))
"""The names of all rules."""
_DOLLAR = re.compile(r"\$(?!\d)\S?")
_HTML = re.compile(
    r"(?:(?<![\w<])<(?:[abipsu]|em|li|ol|ul|td|th|tr)|<(?:big|blockquote|br|center|code|details|div|font|h[1-6]|hr|img|kbd"
    r"|mark|pre|small|span|strong|sub|summary|sup|table|tbody|thead)|</[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>|<!--",
    re.IGNORECASE,
)
_STARS = re.compile(r"\*\*(?=\S)[^*\n]+\*\*|(?<!\S)\*\*\S|\S\*\*(?!\S)")
_DOUBTFUL = re.compile(r"[$<|]|__|\*\*|~~~|\\[()\[\]]|^[ \t>]*(?:[-*+]|\d+[.)])[ \t]{5}|^(?: {4}|\t)", re.MULTILINE)
_BOLD = re.compile(r"(?<![\w*\\])\*\*([^\s*_\\](?:[^*_\\\n]*[^\s*_\\])?)\*\*(?![\w*])")
"""Bold text whose stars nobody can take for anything else."""
_FENCE_SIGNS = 3
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*$")


def remarks(text: str) -> Iterator[Remark]:
    """Each thing once, in the order of the text."""
    yield from dict.fromkeys(_remarks(text) if _is_doubtful(text) else ())


def _is_doubtful(text: str) -> bool:
    """Whether anything of a text might be shown otherwise: most texts need not be laid out to see that they are fine."""
    prose, end = [], 0
    for region in regions(text):
        whole_lines = text[end : region.start].endswith("\n") and text[region.end : region.end + 1] in {"", "\n"}
        if (
            region.fence
            or region.inside - region.start >= _FENCE_SIGNS
            or ("\n" in region.inner and not (region.display and whole_lines))
        ):
            return True
        if region.formula and (len(formulas_of(region.inner)) > 1 or explain_failure(region.inner)):
            return True
        prose.append(text[end : region.start])
        end = region.end
    rest = "\0".join([*prose, text[end:]])
    return _DOUBTFUL.search(_BOLD.sub(r"\1", rest) if "**" in rest else rest) is not None


def _remarks(text: str) -> Iterator[Remark]:
    lines = text.split("\n")
    columns = 0
    for token in parsed(clean(text)):
        match token.type:
            case "math_block":
                for tex in formulas_of(token.content):
                    yield from _formula(tex)
            case "fence":
                yield from _fence(token, lines)
            case "th_open":
                columns += 1
            case "table_open":
                columns = 0
            case "tr_open" if token.map and columns and (count := len(cells_of(lines[token.map[0]]))) > columns:
                yield Remark(
                    "table",
                    f"the row `{lines[token.map[0]].strip()[:40]}` has {count} cells, the head {columns}: the others are not shown",
                    r"write a bar that ends no cell as `\|`",
                )
            case "tr_open" if token.map and columns and "|" not in (row := lines[token.map[0]]):
                message = f"the line `{row.strip()[:40]}` is taken for a row of the table"
                yield Remark("table", message, "leave an empty line above it")
            case "inline":
                yield from _inline(token.children or [])


def _inline(tokens: list[Token]) -> Iterator[Remark]:
    for token in tokens:
        match token.type:
            case "math_inline" | "math_display":
                yield from _formula(token.content)
            case "python_name":
                yield Remark(
                    "name",
                    f"`{token.content}` stands outside code",
                    "put it in backticks, or use ** to make a word bold",
                )
            case "text_special" if token.markup in {r"\(", r"\)", r"\[", r"\]"}:
                yield Remark(
                    "dollar",
                    f"`{token.markup}` has no partner: no formula is shown",
                    "close the formula in the same paragraph, or use `$`",
                )
            case "text":
                yield from _prose(token.content)
            case "code_inline" if _is_folded_fence(token):
                words = f"{token.markup}{token.content}"[:24]
                fix = "write `|` in place of `>`, with each fence on a line of its own"
                yield Remark("fence", f"the code that begins with `` {words} `` stands on one line", fix)


def _is_folded_fence(token: Token) -> bool:
    """Whether code between three backticks was a block of code, whose lines `>` has made one."""
    language, _, rest = token.content.partition(" ")
    is_fence = len(token.markup) >= _FENCE_SIGNS and bool(rest.strip()) and language.isalnum()
    return is_fence and not code.unknown_language(language)


def _formula(tex: str) -> Iterator[Remark]:
    if failure := explain_failure(tex):
        yield Remark(
            "tex",
            f"`${' '.join(tex.split())}$` cannot be drawn: {failure.rstrip('.')}",
            "write it otherwise, or as code",
        )


def _prose(text: str) -> Iterator[Remark]:
    if found := _DOLLAR.search(text):
        begun = text.rfind(" ", 0, max(found.start() - 12, 0)) + 1
        around = text[begun : (text.find(" ", found.end() + 12) + 1 or len(text) + 1) - 1].strip()
        fix = r"no space inside the dollars of a formula; a sign of money is `\$`"
        yield Remark("dollar", f"the dollar in `{around}` begins or ends no formula", fix)
    if found := _HTML.search(text):
        yield Remark(
            "html", f"`{found[0]}` is HTML, which is shown as it is typed", "use Markdown, or put it in backticks"
        )
    if found := _STARS.search(text):
        yield Remark(
            "stars",
            f"the stars of `{found[0]}` are shown: they begin or end no bold text",
            "leave no space inside the stars",
        )


def _fence(token: Token, lines: list[str]) -> Iterator[Remark]:
    assert token.map is not None
    first, end = token.map
    last = next((line for line in reversed(lines[first + 1 : end]) if line.strip()), "")
    closing = _FENCE.match(last)
    if not closing or not closing[1].startswith(token.markup):
        yield Remark(
            "fence",
            f"the fence that begins code in line {first + 1} is not closed: `` {lines[first].strip()} ``",
            f"close it with the same signs, {token.markup} and nothing else, on a line of their own",
        )
    language = token.info.partition(" ")[0]
    if language and (remedy := code.unknown_language(language)):
        yield Remark("language", f"`{language}` is not the name of a language", remedy)
    yield from wide_code(token.content, token.info)


def wide_code(source: str, language: str = "") -> Iterator[Remark]:
    """Lines of code that will not fit on a narrow screen; in a fix two columns are for the signs."""
    widest = max((cell_width(line) for line in source.split("\n")), default=0) - 2 * (language == "diff")
    if widest > code.WANTED:
        yield Remark(
            "wide",
            f"a line of code has {widest} columns, more than {code.WANTED}",
            "break it, so that it stands whole on a screen of 80",
        )
