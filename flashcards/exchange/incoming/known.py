"""What was imported last: of each card its key, its id and its lines, so that a later import can compare three versions.

It lies in the home, one JSON object a line; nothing of it stands in the decks.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from flashcards import files

FOLDER, NAME = "imports", "known.jsonl"


class Known(NamedTuple):
    """One card as it was imported last."""

    id: str
    text: str
    """Its lines in a deck, at the left edge, as the import wrote them."""
    source: str
    """The file it came from, by its title."""


def path_in(home: Path) -> Path:
    """Where it lies."""
    return home / FOLDER / NAME


def read(home: Path) -> dict[str, Known]:
    """Every card by its key; lines that are no such object are passed over."""
    try:
        lines = path_in(home).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        try:
            row = json.loads(line)
            found[str(row["key"])] = Known(str(row["id"]), str(row["text"]), str(row["source"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def write(home: Path, known: Mapping[str, Known]) -> None:
    """Keep these in the place of what was kept; raises FileError."""
    files.make_folder(home / FOLDER)
    files.replace_text(path_in(home), "".join(_lines(known.items())))


def _lines(known: Iterable[tuple[str, Known]]) -> Iterable[str]:
    for key, card in known:
        yield json.dumps({"key": key, **card._asdict()}, ensure_ascii=False) + "\n"
