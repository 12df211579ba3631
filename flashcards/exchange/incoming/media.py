"""Pictures and sounds that cards name: which are wanted beside which deck, and how they get there."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from flashcards import files
from flashcards.exchange.incoming.brought import Source

FOLDER = "media"
"""The folder beside a deck."""
_NAMED = re.compile(rf"\]\({FOLDER}/([^)\s]+)\)")
_ODD = re.compile(r"[^\w.-]+")
AT_ONCE = 1 << 20


def safe_name(name: str) -> str:
    """A name of a media file that any system can have, without folders, and that no loader takes for a deck."""
    bare = _ODD.sub("-", name.replace("\\", "/").rpartition("/")[2]).strip("-.")[-100:].lstrip("-.") or "file"
    return f"{bare}.txt" if bare.lower().endswith((".yaml", ".yml")) else bare


def wanted(
    source: Source, text: str, deck: Path
) -> Iterator[tuple[Path, Callable[[], AbstractContextManager[BinaryIO]]]]:
    """The media files of a source that a text of a deck names, each at its place beside the deck."""
    for name in dict.fromkeys(_NAMED.findall(text)):
        if name in source.media:
            yield deck.parent / FOLDER / name, source.media[name]


def copy(opened: Callable[[], AbstractContextManager[BinaryIO]], path: Path) -> None:
    """Write a media file as a whole, or not at all; raises ForeignError, OSError."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with opened() as source, aside.open("xb") as target:
            while piece := source.read(AT_ONCE):
                target.write(piece)
        aside.replace(path)
    finally:
        files.unlink_quietly(aside)
