"""TeX environments: matrices, cases and lines of equations, read row by row."""

from __future__ import annotations

from typing import Final

from flashcards.markup.maths.reader import Reader
from flashcards.markup.maths.tree import EMPTY, Grid, Node, Row, Symbol, TexError, items_of
from flashcards.records import replace

_MAX_ROWS: Final = 30
_MAX_COLUMNS: Final = 20

_GRIDS: Final = {
    **dict.fromkeys(("matrix", "smallmatrix", "array"), Grid("matrix", ())),
    "pmatrix": Grid("matrix", (), "(", ")"),
    "bmatrix": Grid("matrix", (), "[", "]"),
    "Bmatrix": Grid("matrix", (), "{", "}"),
    "vmatrix": Grid("matrix", (), "|", "|"),
    "Vmatrix": Grid("matrix", (), "‖", "‖"),
    **dict.fromkeys(("cases", "dcases", "numcases"), Grid("cases", (), "{", "", "l")),
    "rcases": Grid("matrix", (), "", "}", "l"),
    **dict.fromkeys(
        ("aligned", "align", "align*", "split", "alignat", "alignat*", "alignedat"), Grid("aligned", (), columns="rl")
    ),
    **dict.fromkeys(("eqnarray", "eqnarray*"), Grid("aligned", (), columns="rl")),
    **dict.fromkeys(("gathered", "gather", "gather*", "multline", "multline*"), Grid("aligned", (), columns="c")),
    **dict.fromkeys(("equation", "equation*", "displaymath", "math", "subarray"), Grid("aligned", (), columns="l")),
}


def grid(reader: Reader, command: str) -> Node:
    name = _plain(reader, command)
    if name not in _GRIDS:
        message = f"unknown environment {name}"
        raise TexError(message)
    columns = _plain(reader, name) if name in {"array", "subarray"} else ""
    if name in {"alignat", "alignat*", "alignedat"}:
        reader.argument(command)
    if columns.strip("lcr|"):
        message = "an array is drawn with the columns l, c and r only"
        raise TexError(message)
    rows = _rows(reader, name)
    if name.startswith("eqnarray"):
        rows = [[row[0], Row(tuple(item for cell in row[1:] for item in items_of(cell)))] for row in rows]
    if "|" in columns.strip("|"):
        rows = [_ruled(row, columns.strip("|")) for row in rows]
    columns = columns.strip("|").replace("|", "c") if "|" in columns.strip("|") else columns.strip("|")
    count = max(map(len, rows))
    if count > (len(columns) or _MAX_COLUMNS) or len(rows) > _MAX_ROWS:
        message = f"{name} has too many rows or columns"
        raise TexError(message)
    if all(cell == EMPTY for row in rows for cell in row):
        message = f"{name} is empty"
        raise TexError(message)
    filled = tuple((*row, *(EMPTY,) * (count - len(row))) for row in rows)
    return replace(_GRIDS[name], rows=filled, columns=columns or _GRIDS[name].columns)


def _rows(reader: Reader, name: str) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    while True:
        rows[-1].append(reader.row())
        lexeme = reader.take()
        if lexeme == "\\\\":
            reader.skip("*")
            reader.skip_length()
            rows.append([])
        elif lexeme == "\\end":
            break
        elif lexeme != "&":
            message = f"\\begin{{{name}}} has no \\end"
            raise TexError(message)
    if _plain(reader, "\\end") != name:
        message = f"\\begin{{{name}}} is closed by another \\end"
        raise TexError(message)
    return rows[:-1] if rows[-1] == [EMPTY] and len(rows) > 1 else rows


def _ruled(row: list[Node], columns: str) -> list[Node]:
    """Put a bar where the columns of an array have one, such as that of an augmented matrix."""
    cells = [*row, *[EMPTY] * (len(columns.replace("|", "")) - len(row))]
    return [Symbol("|") if column == "|" else cells.pop(0) for column in columns] + cells


def _plain(reader: Reader, command: str) -> str:
    """Read the name of an environment, or the columns of an array."""
    reader.expect("{", f"{command} has no name in braces")
    letters: list[str] = []
    while (lexeme := reader.raw()) != "}":
        if len(lexeme) != 1 or not (lexeme.isalpha() or lexeme in "*|"):
            message = f"the name after {command} is not plain letters"
            raise TexError(message)
        letters.append(lexeme)
    return "".join(letters)
