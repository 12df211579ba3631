"""Tables: columns as wide as there is room, cells of prose wrapped, nothing cut."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from flashcards.markup.wrapping import words, wrap
from flashcards.records import dataclass
from flashcards.text import Line, Span

_GAP = 2
_WIDEST_WORD = 24
"""A longer word is cut before a column is made wider for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, and how it is aligned: `left`, `center` or `right`."""

    spans: tuple[Span, ...] = ()
    align: str = "left"

    @property
    def natural(self) -> int:
        """Columns of the cell on one line."""
        return max(line.width for line in wrap(self.spans, 10_000))

    @property
    def least(self) -> int:
        """Columns that its longest word needs."""
        return min(max((word.width for word in words(self.spans)), default=0), _WIDEST_WORD)


def table(head: Sequence[Cell], rows: Sequence[Sequence[Cell]], width: int) -> Iterator[Line]:
    """The lines of a table; it is wider than the width only where even its longest words are."""
    every = [head, *rows]
    columns = list(zip_longest(*every, fillvalue=Cell()))
    sizes = _sizes(
        [max(cell.natural for cell in column) for column in columns],
        [max(cell.least for cell in column) for column in columns],
        width,
    )
    laid = [_row([*row, *[Cell()] * (len(sizes) - len(row))], sizes) for row in every]
    airy = any(len(lines) > 1 for lines in laid[1:])
    yield from laid[0]
    yield Line((Span((" " * _GAP).join("─" * size for size in sizes), ("rule",)),), whole=True)
    for number, lines in enumerate(laid[1:]):
        if airy and number:
            yield Line(whole=True)
        yield from lines


def _sizes(natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Share the width among the columns: what is narrow keeps its size, the rest is shared in equal parts."""
    room = width - _GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return list(natural)
    if sum(least) >= room:
        return list(least)
    sizes = list(least)
    while (left := room - sum(sizes)) > 0:
        growing = [at for at, size in enumerate(sizes) if size < natural[at]]
        share = max(left // len(growing), 1)
        for at in growing[:left]:
            sizes[at] += min(share, natural[at] - sizes[at])
    return sizes


def _row(cells: Sequence[Cell], sizes: Sequence[int]) -> list[Line]:
    found: list[Line] = []
    for lines in zip_longest(
        *(wrap(cell.spans, size) for cell, size in zip(cells, sizes, strict=True)), fillvalue=Line()
    ):
        spans: list[Span] = []
        for column, (cell, size, line) in enumerate(zip(cells, sizes, lines, strict=True)):
            room = max(size - line.width, 0)
            left = {"left": 0, "center": room // 2, "right": room}[cell.align]
            spans += [Span(" " * (left + (_GAP if column else 0))), *line.spans, Span(" " * (room - left))]
        found.append(Line(tuple(span for span in spans if span.text), whole=True))
    return found
