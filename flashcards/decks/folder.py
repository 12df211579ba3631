"""Which files of a folder are decks, and what the decks are called."""

from pathlib import Path

from flashcards import files
from flashcards.decks.yaml import MAX_BYTES

SUFFIXES = (".yaml", ".yml")


def deck_files(root: Path) -> list[tuple[str, Path]]:
    """The deck files below a folder (or the file itself) with their decks' names, in order of name."""
    if not root.is_dir():
        return [(root.stem, root)]
    found = [p.relative_to(root) for p in root.rglob("*") if p.suffix.lower() in SUFFIXES]
    return sorted(
        (p.with_suffix("").as_posix(), root / p) for p in found if not any(part.startswith(".") for part in p.parts)
    )


def read(path: Path) -> bytes:
    """The bytes of a deck file, one more than is allowed at most; raises OSError."""
    return files.read(path, MAX_BYTES + 1)
