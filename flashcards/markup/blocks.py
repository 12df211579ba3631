"""What a Markdown text is made of, before it is laid out: blocks with their spans, and how they are kept."""

import re
from collections.abc import Iterable
from typing import Any

from flashcards.records import dataclass
from flashcards.text import Span

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a text, for any width."""

    kind: str
    """`paragraph`, `list`, `item`, `quote`, `code`, `line`, `formula`, `table`, `row`, `cell` or `rule`."""
    spans: tuple[Span, ...] = ()
    text: str = ""
    """The TeX of a formula."""
    label: str = ""
    """The language of code, the tag of a formula, the first number of a list, the alignment of a cell."""
    tight: bool = False
    """Whether what follows stands close to it."""
    inner: "tuple[Block, ...]" = ()


def formulas_of(display: str) -> list[str]:
    """The formulas of a display: blank lines stand between them."""
    return [tex.strip() for tex in _BLANK_LINES.split(display)]


def packed(blocks: Iterable[Block]) -> list[Any]:
    """Blocks as JSON has them."""
    return [[block.kind, _spans(block), block.text, block.label, block.tight, packed(block.inner)] for block in blocks]


def unpacked(found: Iterable[Any]) -> tuple[Block, ...]:
    """The blocks that `packed` was given."""
    return tuple(
        Block(kind, tuple(Span(said, tuple(styles)) for said, *styles in spans), text, label, tight, unpacked(inner))
        for kind, spans, text, label, tight, inner in found
    )


def _spans(block: Block) -> list[list[str]]:
    return [[span.text, *span.styles] for span in block.spans]
