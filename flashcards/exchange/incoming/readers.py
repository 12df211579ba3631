"""Which reader a file is for: told by what it holds and by its ending."""

from pathlib import Path

from flashcards.exchange.incoming.brought import ForeignError, Source
from flashcards.files import read as read_bytes
from flashcards.words import reason

TABLES = (".csv", ".tsv", ".txt", ".tab")


def read(path: Path, *, separator: str = "", columns: tuple[str, ...] = ()) -> Source:
    """All that a file of another program holds; raises ForeignError."""
    try:
        read_bytes(path, 16)
    except OSError as err:
        raise ForeignError(f"{path} cannot be read: {reason(err)}") from err
    from flashcards.exchange.incoming import table

    return table.read(path, separator, columns)
