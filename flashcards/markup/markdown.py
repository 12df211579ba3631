"""Markdown with `$TeX$` and fenced code → lines of spans that say what each stretch is; faces colour them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from flashcards.markup import code
from flashcards.markup.maths import drawing as maths
from flashcards.text import Line, Span, cell_width, clean, wrap

_OPEN_STYLES = {"strong_open": "strong", "em_open": "em", "s_open": "strike", "link_open": "link"}
_BULLETS = "•◦▪"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": False, "typographer": False})
    return parser.use(dollarmath_plugin, allow_digits=False, allow_space=False, double_inline=True)


def layout(text: str, width: int, *, numbered: bool = False) -> list[Line]:
    """The lines of a Markdown text on a screen of this width; code, drawings and tables may be wider.

    `numbered` puts line numbers before code.
    """
    tokens = _parser().parse(clean(text))
    return _trimmed(_blocks(tokens, max(width, 8), 0, numbered))


def _trimmed(found: Iterable[Line]) -> list[Line]:
    """Lines without empty ones at the end."""
    lines = list(found)
    while lines and not lines[-1].spans:
        lines.pop()
    return lines


def as_text(text: str, width: int = 10_000) -> str:
    """A Markdown text as plain lines, mathematics on one line where a drawing would need several."""
    return "\n".join(line.text.rstrip() for line in layout(text, width))


def _blocks(tokens: Sequence[Token], width: int, depth: int, numbered: bool) -> Iterator[Line]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _closing(tokens, at)
        inner = tokens[at + 1 : end]
        match token.type:
            case "paragraph_open" | "heading_open":
                spans = _inline(inner[0].children or [], "heading" if token.type == "heading_open" else "")
                yield from _running(spans, width)
                if not token.hidden:
                    yield Line()
            case "bullet_list_open" | "ordered_list_open":
                yield from _list(inner, width, depth, token, numbered)
                if depth == 0:
                    yield Line()
            case "blockquote_open":
                for line in _trimmed(_blocks(inner, width - 2, depth, numbered)):
                    yield line.indented(Span("▎ ", ("quote",)))
                yield Line()
            case "fence" | "code_block":
                language = (token.info.split() or [""])[0]
                yield from code.lines(token.content.rstrip("\n"), language, numbered=numbered and language != "diff")
                yield Line()
            case "math_block" | "math_block_label":
                yield from _drawn(token.content.strip(), width)
                yield Line()
            case "table_open":
                yield from _table(inner)
                yield Line()
            case "hr":
                yield Line((Span("─" * min(width, 24), ("rule",)),))
                yield Line()
        at = end + 1


def _closing(tokens: Sequence[Token], at: int) -> int:
    """The position of the token that closes this one; its own where it does not open anything."""
    level = 0
    for position in range(at, len(tokens)):
        level += tokens[position].nesting
        if level <= 0:
            return position
    return len(tokens) - 1


def _list(tokens: Sequence[Token], width: int, depth: int, parent: Token, numbered: bool) -> Iterator[Line]:
    ordered = parent.type == "ordered_list_open"
    number = int(parent.attrGet("start") or 1)
    at = 0
    while at < len(tokens):
        end = _closing(tokens, at)
        mark = f"{number}. " if ordered else f"{_BULLETS[min(depth, 2)]} "
        lines = _trimmed(_blocks(tokens[at + 1 : end], width - len(mark), depth + 1, numbered))
        for index, line in enumerate(lines):
            yield line.indented(Span(" " * len(mark)) if index else Span(mark, ("bullet",)))
        number += 1
        at = end + 1


def _running(spans: Sequence[Span], width: int) -> Iterator[Line]:
    """Running text; a formula that stands in a paragraph of its own is drawn, one that is too tall is one line."""
    pending: list[Span] = []
    for span in spans:
        if "display" in span.styles:
            if pending:
                yield from wrap(pending, width)
            pending = []
            yield from _drawn(span.text, width)
        else:
            pending.append(span)
    if pending:
        yield from wrap(pending, width)


def _drawn(tex: str, width: int) -> Iterator[Line]:
    drawing = maths.draw(tex, width - 2)
    if drawing is None:
        yield from code.lines(f"$${tex}$$", "tex")
    else:
        for text in drawing.lines:
            yield Line((Span("  "), Span(text, ("math",))), whole=True)


def _inline(tokens: Sequence[Token], *outer: str) -> list[Span]:
    spans: list[Span] = []
    styles = [style for style in outer if style]
    target = ""
    for token in tokens:
        now = tuple(styles)
        match token.type:
            case "text":
                spans.append(Span(token.content, now))
            case "softbreak":
                spans.append(Span(" ", now))
            case "hardbreak":
                spans.append(Span("\n", now))
            case "code_inline":
                spans.append(Span(token.content.replace(" ", "\u00a0"), (*now, "code")))
            case "math_inline":
                shown = maths.inline(token.content)
                spans.append(
                    Span((shown if shown is not None else f"${token.content}$").replace(" ", "\u00a0"), (*now, "math"))
                )
            case "math_inline_double":
                spans.append(Span(token.content, (*now, "display")))
            case "image":
                spans.append(Span(f"[{token.content or 'image'}: {token.attrGet('src')}]", (*now, "link")))
            case "link_open":
                target = str(token.attrGet("href") or "")
                styles.append("link")
            case "link_close":
                styles.remove("link")
                if target and target != "".join(s.text for s in spans[-1:]):
                    spans.append(Span(f" ({target})", tuple(styles)))
            case kind if kind in _OPEN_STYLES:
                styles.append(_OPEN_STYLES[kind])
            case kind if kind.endswith("_close"):
                style = _OPEN_STYLES.get(kind.replace("_close", "_open"))
                if style in styles:
                    styles.remove(style)
            case _:
                spans.append(Span(token.content, now))
    return spans


def _table(tokens: Sequence[Token]) -> Iterator[Line]:
    rows: list[tuple[bool, list[tuple[list[Span], str]]]] = []
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append((False, []))
        elif token.type in ("th_open", "td_open"):
            head = token.type == "th_open"
            align = "right" if "right" in str(token.attrGet("style")) else "left"
            cell = _inline(tokens[index + 1].children or [], "strong" if head else "")
            rows[-1] = (head, [*rows[-1][1], (cell, align)])
    columns = max((len(cells) for _, cells in rows), default=0)
    sizes = [max((_size(cells[c][0]) for _, cells in rows if c < len(cells)), default=0) for c in range(columns)]
    for head, cells in rows:
        spans: list[Span] = []
        for column, size in enumerate(sizes):
            cell, align = cells[column] if column < len(cells) else ([], "left")
            blank = Span(" " * (size - _size(cell)))
            spans += [Span("  ")] if column else []
            spans += [blank, *cell] if align == "right" else [*cell, blank]
        yield Line(tuple(spans), whole=True)
        if head:
            yield Line((Span("  ".join("─" * size for size in sizes), ("rule",)),), whole=True)


def _size(spans: Sequence[Span]) -> int:
    return sum(cell_width(span.text) for span in spans)
