"""Tokens of Markdown → blocks: what a layout needs of a text, whatever the width."""

from collections.abc import Iterator, Sequence

from flashcards.markup.blocks import Block
from flashcards.markup.code import coloured
from flashcards.markup.parser import Token, parsed
from flashcards.text import Span, clean

_OPEN_STYLES = {"strong_open": "strong", "em_open": "em", "s_open": "strike", "link_open": "link"}
_HOLDERS = {"bullet_list_open": "list", "list_item_open": "item", "blockquote_open": "quote"}


def built(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text."""
    return tuple(_blocks(parsed(text)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    for token, inner in _parts(tokens):
        match token.type:
            case "paragraph_open" | "heading_open":
                spans = _inline(inner[0].children or [], "heading" if token.type == "heading_open" else "")
                yield Block("paragraph", tuple(spans), tight=token.hidden)
            case "ordered_list_open":
                yield Block("list", label=str(token.attrGet("start") or 1), inner=tuple(_blocks(inner)))
            case kind if kind in _HOLDERS:
                yield Block(_HOLDERS[kind], inner=tuple(_blocks(inner)))
            case "fence" | "code_block":
                yield _code(token.content.rstrip("\n"), (token.info.split() or [""])[0])
            case "math_block":
                yield Block("formula", text=token.content, label=token.info)
            case "table_open":
                yield Block("table", inner=tuple(_rows(inner)))
            case "hr":
                yield Block("rule")


def _code(source: str, language: str) -> Block:
    return Block("code", label=language, inner=tuple(Block("line", line.spans) for line in coloured(source, language)))


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Each token that stands beside the first, with those that it holds."""
    at = 0
    while at < len(tokens):
        end = _closing(tokens, at)
        yield tokens[at], tokens[at + 1 : end]
        at = end + 1


def _closing(tokens: Sequence[Token], at: int) -> int:
    """The position of the token that closes this one; its own where it does not open anything."""
    level = 0
    for position in range(at, len(tokens)):
        level += tokens[position].nesting
        if level <= 0:
            return position
    return len(tokens) - 1


def _rows(tokens: Sequence[Token]) -> Iterator[Block]:
    for _, parts in _parts(tokens):  # the head and the body
        for _, cells in _parts(parts):
            yield Block("row", inner=tuple(_cell(token, inner) for token, inner in _parts(cells)))


def _cell(token: Token, inner: Sequence[Token]) -> Block:
    align = str(token.attrGet("style") or "left").removeprefix("text-align:")
    spans = _inline(inner[0].children or [], "strong" if token.type == "th_open" else "")
    return Block("cell", tuple(spans), label=align)


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
