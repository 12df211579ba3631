"""Code and diffs → lines of spans: what is a keyword, a text, a comment, an added line."""

from functools import lru_cache
from typing import TYPE_CHECKING

from flashcards.text import Line, Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_INDENT = Span("  ")
# The first Pygments token type that a token belongs to decides.
_STYLES = (
    ("Token.Comment", "comment"),
    ("Token.Keyword.Constant", "number"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Class", "function"),
    ("Token.Name.Decorator", "function"),
    ("Token.Name.Builtin", "builtin"),
    ("Token.Operator", "operator"),
)


@lru_cache(maxsize=8)
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def lines(source: str, language: str, *, numbered: bool = False) -> list[Line]:
    """The lines of a code block, never wrapped, with their numbers where they are wanted."""
    found = _coloured(source, language)
    if not numbered:
        return found
    size = len(str(len(found)))
    return [line.indented(Span(f"{n:{size}}", ("muted",))) for n, line in enumerate(found, 1)]


def _coloured(source: str, language: str) -> list[Line]:
    """An unknown language stays plain."""
    if language == "diff":
        return diff(source)
    lexer = _lexer(language) if language else None
    if lexer is None:
        return [Line((_INDENT, Span(line, ("block",))), whole=True) for line in source.split("\n")]
    spans: list[list[Span]] = [[]]
    for kind, value in lexer.get_tokens(source):
        style = next((name for prefix, name in _STYLES if str(kind).startswith(prefix)), "")
        for index, piece in enumerate(value.split("\n")):
            if index:
                spans.append([])
            if piece:
                spans[-1].append(Span(piece, ("block", style) if style else ("block",)))
    return [Line((_INDENT, *line), whole=True) for line in spans]


def diff(source: str) -> list[Line]:
    """A diff: signs stay, so that nothing is said by colour alone."""
    kinds = {"+": "added", "-": "removed", "@": "comment"}
    return [
        Line((_INDENT, Span(line, ("block", kinds.get(line[:1], "context")))), whole=True)
        for line in source.split("\n")
    ]
