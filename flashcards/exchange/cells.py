"""The columns of tables for spreadsheets, and their cells, which no spreadsheet may compute."""

import re

COLUMNS = ("id", "deck", "kind", "question", "answer", "hint", "why", "mistake", "source", "tags", "level")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet computes it: an apostrophe before `=`, `+`, `-` and `@` makes it text.

    Decks come from strangers, and a formula may start programs. Who reads the file takes one apostrophe before
    these signs away; one that stood there gets another.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def meant(cell: str) -> str:
    """What a cell of such a table says: the text that `harmless` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
