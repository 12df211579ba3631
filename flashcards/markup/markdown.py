"""Markdown with `$TeX$` and fenced code → lines of spans that say what each stretch is; faces colour them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flashcards.markup.blocks import Block, formulas_of, unpacked
from flashcards.markup.wrapping import wrap
from flashcards.text import Line, Span, clean

_BULLETS = "•◦▪"
_known: dict[str, Any] = {}
"""Blocks of texts that were parsed by another start."""


def layout(text: str, width: int, *, numbered: bool = False) -> list[Line]:
    """The lines of a Markdown text on a screen of this width; a table may be wider, and says so.

    `numbered` puts line numbers before code.
    """
    return list(_laid_out(text, width, numbered))


@lru_cache(maxsize=64)  # a key redraws its card: what did not change is not laid out again
def _laid_out(text: str, width: int, numbered: bool) -> tuple[Line, ...]:
    return tuple(_trimmed(_blocks(blocks_of(text), max(width, 8), 0, numbered)))


@lru_cache(maxsize=64)
def blocks_of(text: str) -> tuple[Block, ...]:
    """What a Markdown text is made of."""
    if text in _known:
        return unpacked(_known[text])
    from flashcards.markup.building import built  # and with it the parser: what is known needs none

    return built(clean(text))


def know(texts: Mapping[str, Any]) -> None:
    """Take up what `blocks.packed` made of texts: they are not parsed."""
    _known.update(texts)


def _trimmed(found: Iterable[Line]) -> list[Line]:
    """Lines without empty ones at the end."""
    lines = list(found)
    while lines and not lines[-1].spans:
        lines.pop()
    return lines


def as_text(text: str, width: int = 10_000) -> str:
    """A Markdown text as plain lines, mathematics on one line where a drawing would need several."""
    return "\n".join(line.text.rstrip() for line in layout(text, width))


def _blocks(blocks: Iterable[Block], width: int, depth: int, numbered: bool) -> Iterator[Line]:  # noqa: C901
    for block in blocks:
        match block.kind:
            case "paragraph":
                yield from _running(block.spans, width)
            case "list":
                yield from _list(block, width, depth, numbered)
            case "quote":
                for line in _trimmed(_blocks(block.inner, width - 2, depth, numbered)):
                    yield line.indented(Span("▎ ", ("quote",)))
            case "code":
                numbers = numbered and block.label != "diff"
                from flashcards.markup import code

                coloured = [Line(line.spans, whole=True) for line in block.inner]
                yield from code.lines(coloured, width, numbered=numbers)
            case "formula":
                yield from _drawn(block.text, width, block.label)
            case "table":
                yield from _table(block.inner, width)
            case "rule":
                yield Line((Span("─" * min(width, 24), ("rule",)),))
        if not (block.tight or (block.kind == "list" and depth)):
            yield Line()


def _list(block: Block, width: int, depth: int, numbered: bool) -> Iterator[Line]:
    for at, item in enumerate(block.inner):
        mark = f"{int(block.label) + at}. " if block.label else f"{_BULLETS[min(depth, 2)]} "
        lines = _trimmed(_blocks(item.inner, width - len(mark), depth + 1, numbered))
        for index, line in enumerate(lines):
            yield line.indented(Span(" " * len(mark)) if index else Span(mark, ("bullet",)))


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
    from flashcards.markup import code
    from flashcards.markup.maths import drawing as maths  # a card without formulas needs none of it

    formulas = formulas_of(source)
    for number, tex in enumerate(formulas):
        if number:
            yield Line(whole=True)
        drawing = maths.draw(tex, width - 2)
        if drawing is None:
            yield from code.lines(code.coloured(f"$${tex}$$", "tex"), width)
            continue
        for at, text in enumerate(drawing.lines):
            label = f"    ({tag})" if tag and number == len(formulas) - 1 and at == drawing.baseline else ""
            yield Line((Span("  "), Span(text + label, ("math",))), whole=True)


def _table(rows: Sequence[Block], width: int) -> Iterator[Line]:
    from flashcards.markup.tables import Cell, table

    head, *others = [[Cell(cell.spans, cell.label) for cell in row.inner] for row in rows]
    found = list(table(head, others, width))
    yield from found
    widest = max(line.width for line in found)
    if widest > width:
        yield Line((Span(f"{widest - width} columns wider than the screen", ("muted",)),))
