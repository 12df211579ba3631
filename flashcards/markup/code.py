"""Code and diffs → lines of spans: what is a keyword, a text, a comment, an added line."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from flashcards.text import Line, Span, cell_width, clusters
from flashcards.words import did_you_mean

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_INDENT = Span("  ")
_MARK = Span("↪ ", ("muted",))
"""Begins what goes on from the line above."""
_LEAST = 8
WANTED, FITTING = 72, 74
"""Columns of a line of code that are asked for, and those that fit on a screen of 80."""
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


_USUAL = frozenset(("", "python", "bash", "sql", "yaml", "json", "c", "cpp", "text", "console", "diff"))


@lru_cache(maxsize=8)
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


_OF_NOTEBOOKS = frozenset(("ipython", "ipython3"))
"""Names that notebooks use; they are coloured where IPython is installed."""


def unknown_language(name: str) -> str:
    """What to write for a name that no language has; empty for those that are coloured."""
    if name in _USUAL or name.casefold() in _OF_NOTEBOOKS:
        return ""
    from pygments.lexers import get_all_lexers

    known = {alias for _, aliases, _, _ in get_all_lexers() for alias in aliases}
    return "" if name.casefold() in known else did_you_mean(name, known) or "write `text` for none"


def lines(found: list[Line], width: int, *, numbered: bool = False) -> list[Line]:
    """The lines of coloured code, with their numbers where they are wanted; a longer one goes on behind a mark."""
    size = len(str(len(found))) if numbered else 0
    if max(line.width for line in found) + size > width:
        # Rather without the indentation than in two lines.
        found = [Line((Span(""), *line.spans[1:]), whole=True) for line in found]
    prefixes = [Span(f"{n:{size}}", ("muted",)) for n in range(1, len(found) + 1)] if numbered else []
    laid: list[Line] = []
    above: list[tuple[Span, ...]] = []
    for at, line in enumerate(found):
        if len(above) > 1 and _CARETS.fullmatch(line.text):
            laid[-len(above) :] = _marked(above, line.spans[-1])
            continue
        above = list(_folded(line.spans, width - size))
        for part, spans in enumerate(above):
            first = [] if not numbered else [prefixes[at] if not part else Span(" " * size)]
            laid.append(Line((*first, *spans), whole=True))
    return laid


_CARETS = re.compile(r" *\^[ ^]*")


def _marked(pieces: list[tuple[Span, ...]], carets: Span) -> Iterator[Line]:
    """The pieces of a line, each with the carets that stand under it."""
    marks = carets.text
    for first, *rest in pieces:
        yield Line((first, *rest), whole=True)
        columns = cell_width("".join(span.text for span in rest))
        under, marks = marks[:columns].rstrip(), marks[columns:]
        if under:
            yield Line((Span(" " * len(first.text)), Span(under, carets.styles)), whole=True)


def _folded(spans: tuple[Span, ...], width: int) -> Iterator[tuple[Span, ...]]:
    """A line of code in pieces that fit, broken behind a space or a comma where there is one near the end."""
    first, *rest = spans
    while cell_width(text := "".join(span.text for span in rest)) > (room := max(width - len(first.text), _LEAST)):
        taken, rest = _cut(rest, _break(text, room))
        yield (first, *taken)
        first = _MARK
    yield (first, *rest)


def _break(text: str, room: int) -> int:
    """Where to break a line: so many of its characters fit."""
    fits = used = 0
    for cluster in clusters(text):
        used += cell_width(cluster)
        if used > room and fits:
            break
        fits += len(cluster)
    better = max(text.rfind(mark, 0, fits) for mark in (" ", ","))
    return better + 1 if better >= fits // 2 and text[: better + 1].strip() else fits


def _cut(spans: list[Span], at: int) -> tuple[list[Span], list[Span]]:
    taken: list[Span] = []
    for number, span in enumerate(spans):
        if at <= len(span.text):
            parts = (Span(span.text[:at], span.styles), Span(span.text[at:], span.styles))
            taken += [parts[0]] if parts[0].text else []
            return taken, [*([parts[1]] if parts[1].text else []), *spans[number + 1 :]]
        taken.append(span)
        at -= len(span.text)
    return taken, []


def coloured(source: str, language: str) -> list[Line]:
    """The lines of a code, each behind its indentation; an unknown language stays plain."""
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
