"""Which reader a file is for: told by what it holds and by its ending."""

from pathlib import Path

from flashcards.exchange.incoming.brought import ForeignError, Source, Telling
from flashcards.files import read as read_bytes
from flashcards.records import dataclass
from flashcards.words import reason


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may say of a file."""

    separator: str = ""
    columns: tuple[str, ...] = ()
    history: bool = False
    """Whether the log of answers is read as well."""


def read(path: Path, options: Options = Options(), telling: Telling = lambda *_: None) -> Source:  # noqa: B008 - frozen
    """All that a file of another program holds; raises ForeignError."""
    try:
        read_bytes(path, 16)
    except OSError as err:
        raise ForeignError(f"{path} cannot be read: {reason(err)}") from err
    if path.suffix.lower() in {".apkg", ".colpkg"}:
        from flashcards.exchange.incoming.anki import package

        return package.read(path, history=options.history, telling=telling)
    from flashcards.exchange.incoming import table

    return table.read(path, options.separator, options.columns)
