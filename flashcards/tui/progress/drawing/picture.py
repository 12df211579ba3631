"""A picture of characters: cells with styles, and areas that stand for something the cursor can be on."""

from flashcards.records import dataclass
from flashcards.text import Line, Span, cell_width, clean


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that belong to the mark of this number."""

    mark: int
    x: int
    y: int
    width: int
    height: int


class Picture:
    """So many columns and rows of characters; what is put outside of them is cut off."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        self.areas: list[Area] = []
        self._cells = [[(" ", "")] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, style: str = "") -> int:
        """Write a text from a cell on; `style` is names from `tui.content`, by spaces. Return the column after it."""
        for char in clean(text.replace("\n", " ")):
            size = cell_width(char)
            inside = 0 <= y < self.height and x >= 0 and x + size <= self.width
            if size == 0:
                if inside and x and self._cells[y][x - 1][0]:
                    before, its_style = self._cells[y][x - 1]
                    self._cells[y][x - 1] = (before + char, its_style)
                continue
            if inside:
                self._cells[y][x] = (char, style)
                if size > 1:
                    self._cells[y][x + 1] = ("", style)
            x += size
        return x

    def put_from_right(self, y: int, text: str, style: str = "") -> int:
        """Write a text up to the right edge; return its first column."""
        x = self.width - cell_width(text)
        self.put(x, y, text, style)
        return x

    def is_free(self, x: int, y: int, width: int = 1) -> bool:
        """Whether nothing stands in these cells; those outside count as free."""
        if not 0 <= y < self.height:
            return False
        return all(char == " " for char, _ in self._cells[y][max(0, x) : max(0, x + width)])

    def style_at(self, x: int, y: int) -> str:
        """How a cell is styled; nothing outside of the picture."""
        return self._cells[y][x][1] if 0 <= y < self.height and 0 <= x < self.width else ""

    def area(self, mark: int, x: int, y: int, width: int = 1, height: int = 1) -> None:
        """Say which cells belong to a mark."""
        self.areas.append(Area(mark, x, y, width, height))

    def mark_at(self, x: int, y: int) -> int | None:
        """The mark that a cell belongs to."""
        for a in self.areas:
            if a.x <= x < a.x + a.width and a.y <= y < a.y + a.height:
                return a.mark
        return None

    def paste(self, other: "Picture", x: int, y: int) -> None:
        """Put another picture into this one, with its areas."""
        for row, cells in enumerate(other._cells[: max(0, self.height - y)]):  # noqa: SLF001 - one of its own kind
            room = max(0, self.width - x)
            self._cells[y + row][x : x + min(len(cells), room)] = cells[:room]
        self.areas += [Area(a.mark, a.x + x, a.y + y, a.width, a.height) for a in other.areas]

    @property
    def lines(self) -> list[Line]:
        """The rows as lines of spans."""
        made = []
        for cells in self._cells:
            spans: list[Span] = []
            run, style = "", ""
            for char, its_style in cells:
                if its_style != style and run:
                    spans.append(Span(run, tuple(style.split())))
                    run = ""
                run, style = run + char, its_style
            made.append(Line((*spans, Span(run, tuple(style.split()))), whole=True))
        return made

    @property
    def text(self) -> str:
        """The rows as plain text, without the spaces at their ends."""
        return "\n".join(line.text.rstrip() for line in self.lines)
