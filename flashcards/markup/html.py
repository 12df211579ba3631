"""Markdown with `$TeX$` and fenced code → HTML for another program: colours inline, formulas as MathJax reads them."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from itertools import groupby, takewhile
from typing import Any, TypeAlias

from flashcards.markup.blocks import formulas_of
from flashcards.markup.code import coloured
from flashcards.markup.parser import RendererHTML, Token, parsed, written
from flashcards.text import Span

BEGIN, END = "\N{LEFT DOUBLE PARENTHESIS}", "\N{RIGHT DOUBLE PARENTHESIS}"
"""Marks around what is to be found again in the HTML; to Markdown punctuation, as the braces of a hole are."""
Spelling: TypeAlias = Callable[[str], str]

_MARKS = re.compile(f"[{BEGIN}{END}]")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)
_COLOURS = {
    "comment": "color:#6e7781;font-style:italic",
    "keyword": "color:#cf222e",
    "number": "color:#0550ae",
    "string": "color:#0a3069",
    "function": "color:#8250df",
    "builtin": "color:#953800",
    "added": "color:#116329;background:#dafbe1",
    "removed": "color:#82071e;background:#ffebe9",
}
"""On a light ground, whatever the page around has."""


def as_html(
    text: str,
    *,
    picture: Spelling | None = None,
    link: Callable[[str, str], str] | None = None,
    literal: Spelling = str,
    tex: Spelling = str,
) -> str:
    r"""The text as HTML; one paragraph alone stands without its tag.

    `picture` has the file name that an address becomes, empty where the picture stays behind. `link` has the HTML that
    stands for an address and the words of its link, empty where it stays a link. `literal` and `tex` spell what would
    mean something else to the program that shows it, in running text and code and in formulas.
    """
    tokens = parsed(text)
    if link:
        for token in tokens:
            token.children = [*_with_links(token.children or [], link)]
    page = written(tokens, _Renderer(picture or (lambda _: ""), literal, tex)).strip()
    alone = _ONE_PARAGRAPH.fullmatch(page)
    return alone[1] if alone else page


def _with_links(tokens: Sequence[Token], link: Callable[[str, str], str]) -> Iterator[Token]:
    """The tokens of a line with one for each link that something else stands for."""
    rest = iter(tokens)
    for token in rest:
        if token.type != "link_open":
            yield token
            continue
        whole = [token, *takewhile(lambda one: one.type != "link_close", rest)]
        words = "".join(one.content for one in whole)
        if instead := link(str(token.attrGet("href") or ""), words):
            yield Token("html_inline", "", 0, content=instead)
        else:
            yield from (*whole, Token("link_close", "a", -1))


class _Renderer(RendererHTML):
    def __init__(self, picture: Spelling, literal: Spelling, tex: Spelling) -> None:
        super().__init__()
        self._picture, self._literal, self._tex = picture, literal, tex
        rules: dict[str, Callable[[Token], str]] = {
            **dict.fromkeys(("text", "text_special", "python_name"), self._text),
            **dict.fromkeys(("fence", "code_block"), self._code),
            "code_inline": lambda token: f"<code>{self._text(token)}</code>",
            "math_inline": lambda token: self._formula(token.content, r"\(", r"\)"),
            "math_display": lambda token: self._formula(token.content, r"\[", r"\]"),
            "math_block": self._formulas,
            "image": self._image,
        }
        bound: dict[str, Any] = {name: partial(_of_one, rule) for name, rule in rules.items()}
        self.rules |= bound

    def _escaped(self, text: str) -> str:
        return self._literal(escape(text, quote=False))

    def _text(self, token: Token) -> str:
        return self._escaped(token.content)

    def _formula(self, source: str, begin: str, end: str) -> str:
        return begin + escape(self._tex(source), quote=False) + end

    def _formulas(self, token: Token) -> str:
        *before, last = formulas_of(token.content)
        tag = rf" \tag{{{token.info}}}" if token.info else ""
        formulas = (self._formula(source, r"\[", r"\]") for source in (*before, last + tag))
        return "".join(f"<p>{formula}</p>\n" for formula in formulas)

    def _code(self, token: Token) -> str:
        language = (token.info.split() or [""])[0]
        named = f' class="language-{escape(language)}"' if language else ""
        code = "".join(
            f'<span style="{style}">{self._escaped(text)}</span>' if style else self._escaped(text)
            for text, style in _stretches(token.content.rstrip("\n"), language)
        )
        return f"<pre><code{named}>{code}</code></pre>\n"

    def _image(self, token: Token) -> str:
        address = str(token.attrGet("src") or "")
        name = self._picture(address)
        if not name:
            return self._escaped(f"[{token.content or 'image'}: {address}]")
        return f'<img src="{escape(name)}" alt="{escape(token.content)}">'


def _of_one(rule: Callable[[Token], str], tokens: Sequence[Token], at: int, *_: Any) -> str:
    """What a rule makes of the token at a position."""
    return rule(tokens[at])


def _stretches(source: str, language: str) -> Iterator[tuple[str, str]]:
    """The code in stretches of one style, and the marks in it by themselves: they are no part of the language."""
    marks = [(found.start() - number, found[0]) for number, found in enumerate(_MARKS.finditer(source))]
    at = 0
    for text, style in _spans(_MARKS.sub("", source), language):
        begun, end = at, at + len(text)
        while marks and marks[0][0] < end:
            place, mark = marks.pop(0)
            if place > at:
                yield text[at - begun : place - begun], style
            yield mark, ""
            at = place
        yield text[at - begun :], style
        at = end
    yield from ((mark, "") for _, mark in marks)


def _spans(source: str, language: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(coloured(source, language)):
        if number:
            yield "\n", ""
        for style, spans in groupby(line.spans[1:], _style):
            yield "".join(span.text for span in spans), style


def _style(span: Span) -> str:
    return next((_COLOURS[style] for style in span.styles if style in _COLOURS), "")
