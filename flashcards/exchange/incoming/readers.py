"""Which reader a file is for: told by what it holds and by its ending."""

from pathlib import Path

from flashcards.exchange.incoming.brought import ForeignError, Source, Telling
from flashcards.files import read as read_bytes
from flashcards.records import dataclass
from flashcards.words import reason

LOOKED_AT = 200
"""So many bytes show what CrowdAnki wrote."""


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
        path = (path.is_dir() and _of_crowd(path)) or path
        begins = b"" if path.is_dir() else read_bytes(path, 16)
    except OSError as err:
        raise ForeignError(f"{path} cannot be read: {reason(err)}") from err
    if begins.startswith((b"SQLite format 3", b"\x7fELF", b"%PDF", b"\x89PNG")):
        raise ForeignError(f"{path} is no file that can be imported; export a package or a table from its program")
    suffix = path.suffix.lower()
    if suffix in {".apkg", ".colpkg"}:
        from flashcards.exchange.incoming.anki import package

        return package.read(path, history=options.history, telling=telling)
    if suffix == ".mochi":
        from flashcards.exchange.incoming import mochi

        return mochi.read(path, history=options.history)
    if suffix in {".json", ".jsonl", ".yaml", ".yml"}:
        from flashcards.exchange.incoming import lists

        return lists.read(path, history=options.history)
    from flashcards.exchange.incoming import notes, table

    is_prose = suffix in table.PROSE and not (options.separator or options.columns)
    if suffix in notes.SUFFIXES or path.is_dir() or (is_prose and notes.is_marked(path)):
        return notes.read(path, history=options.history)
    if suffix not in table.SUFFIXES and not (options.separator or options.columns):
        raise ForeignError(
            f"{path}: files that end in {suffix} are not known here; export CSV, Markdown or a package; name it .csv"
            " if it is a table"
        )
    return table.read(path, options.separator, options.columns)


def _of_crowd(folder: Path) -> Path | None:
    """The file of cards in a folder that CrowdAnki wrote; none in another one."""
    usual = (folder / "deck.json", folder / f"{folder.name}.json")
    return next((file for file in usual if file.is_file() and b"__type__" in read_bytes(file, LOOKED_AT)), None)
