"""Which files of a folder are decks, and what the decks are called."""

import os
from collections.abc import Iterator
from pathlib import Path

from flashcards import files
from flashcards.decks.yaml import MAX_BYTES

SUFFIXES = (".yaml", ".yml")


def deck_files(root: Path, looked_into: list[Path] | None = None) -> list[tuple[str, Path]]:
    """The deck files below a folder (or the file itself) with their decks' names, in order of name.

    Links to folders and files are followed, what is real is given once; what begins with a dot is left out. All folders
    that were looked into are put behind `looked_into`, whether there was a deck or not.
    """
    looked_into = [] if looked_into is None else looked_into
    if not root.is_dir():
        return [(root.stem, root)]
    found = (path.relative_to(root) for path in _below(root, {files.real(root)}, looked_into))
    return sorted((path.with_suffix("").as_posix(), root / path) for path in found)


def _below(folder: Path, seen: set[Path], looked_into: list[Path]) -> Iterator[Path]:
    looked_into.append(folder)
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: (entry.is_symlink(), entry.name))
    except OSError:
        return
    here = files.real(folder)
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if path.suffix.lower() in SUFFIXES:
            target = files.real(path) if entry.is_symlink() else here / entry.name
            if target in seen or (entry.is_symlink() and target.parent in seen and _is_read(target)):
                continue
            seen.add(target)
            yield path
        elif _is_folder(entry) and (real := files.real(path)) not in seen:
            seen.add(real)
            yield from _below(path, seen, looked_into)


def _is_read(target: Path) -> bool:
    """Whether the target of a link is among the decks itself: one that is not there is told of as the link."""
    return target.suffix.lower() in SUFFIXES and not target.name.startswith(".") and target.is_file()


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads back to itself
        return False


def read(path: Path) -> bytes:
    """The bytes of a deck file, one more than is allowed at most; raises OSError."""
    return files.read(path, MAX_BYTES + 1)
