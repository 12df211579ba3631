"""Markdown with `$TeX$` and fenced code → lines of spans that say what each stretch is; faces colour them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flashcards.markup import code
from flashcards.markup.parser import Token, parsed
from flashcards.markup.tables import Cell, table
from flashcards.markup.wrapping import wrap
from flashcards.text import Line, Span, clean

_OPEN_STYLES = {"strong_open": "strong", "em_open": "em", "s_open": "strike", "link_open": "link"}
_BULLETS = "•◦▪"
_BLANK_LINES = re.compile(r"\n\s*\n")


def layout(text: str, width: int, *, numbered: bool = False) -> list[Line]:
    """The lines of a Markdown text on a screen of this width; a table may be wider, and says so.

    `numbered` puts line numbers before code.
    """
    return list(_laid_out(text, width, numbered))


@lru_cache(maxsize=64)  # a key redraws its card: what did not change is not laid out again
def _laid_out(text: str, width: int, numbered: bool) -> tuple[Line, ...]:
    return tuple(_trimmed(_blocks(parsed(clean(text)), max(width, 8), 0, numbered)))


def _trimmed(found: Iterable[Line]) -> list[Line]:
    """Lines without empty ones at the end."""
    lines = list(found)
    while lines and not lines[-1].spans:
        lines.pop()
    return lines


def as_text(text: str, width: int = 10_000) -> str:
    """A Markdown text as plain lines, mathematics on one line where a drawing would need several."""
    return "\n".join(line.text.rstrip() for line in layout(text, width))


def _blocks(tokens: Sequence[Token], width: int, depth: int, numbered: bool) -> Iterator[Line]:  # noqa: C901
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
                numbers = numbered and language != "diff"
                yield from code.lines(token.content.rstrip("\n"), language, width, numbered=numbers)
                yield Line()
            case "math_block":
                yield from _drawn(token.content, width, token.info)
                yield Line()
            case "table_open":
                yield from _table(inner, width)
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


def _drawn(source: str, width: int, tag: str = "") -> Iterator[Line]:
    """The drawings of a display; a blank line separates two formulas."""
    from flashcards.markup.maths import drawing as maths  # a card without formulas needs none of it

    formulas = [part.strip() for part in _BLANK_LINES.split(source)]
    for number, tex in enumerate(formulas):
        if number:
            yield Line(whole=True)
        drawing = maths.draw(tex, width - 2)
        if drawing is None:
            yield from code.lines(f"$${tex}$$", "tex", width)
            continue
        for at, text in enumerate(drawing.lines):
            label = f"    ({tag})" if tag and number == len(formulas) - 1 and at == drawing.baseline else ""
            yield Line((Span("  "), Span(text + label, ("math",))), whole=True)


def _inline(tokens: Sequence[Token], *outer: str) -> list[Span]:  # noqa: C901, PLR0912
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
                from flashcards.markup.maths.drawing import inline

                shown = inline(token.content)
                spans.append(
                    Span((shown if shown is not None else f"${token.content}$").replace(" ", "\u00a0"), (*now, "math"))
                )
            case "math_display":
                spans.append(Span(token.content, (*now, "display")))
            case "image":
                from urllib.parse import unquote

                name = clean(unquote(str(token.attrGet("src"))))
                spans.append(Span(f"[{token.content or 'image'}: {name}]", (*now, "link")))
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


def _table(tokens: Sequence[Token], width: int) -> Iterator[Line]:
    rows: list[list[Cell]] = []
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            align = str(token.attrGet("style") or "left").removeprefix("text-align:")
            spans = _inline(tokens[index + 1].children or [], "strong" if token.type == "th_open" else "")
            rows[-1].append(Cell(tuple(spans), align))
    found = list(table(rows[0], rows[1:], width))
    yield from found
    widest = max(line.width for line in found)
    if widest > width:
        yield Line((Span(f"{widest - width} columns wider than the screen", ("muted",)),))
