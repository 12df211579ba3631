"""What made the entries of the store: another program, or one whose files changed, does not read them."""

import os
import sys
import zlib
from functools import cache
from pathlib import Path

from flashcards import __version__

_ROOMS = (
    "",
    "cache",
    "decks",
    "decks/identity",
    "decks/yaml",
    "formulas",
    "formulas/functions",
    "kinds",
    "markup",
    "markup/maths",
)


@cache
def program(format_: int) -> str:
    """The mark of this program with a format of the store: its versions, and the files that read decks as they are on this disk.

    It stays that of the first call: what runs is not the program that takes the place of its files.
    """
    marks = [f"{format_} {__version__} {sys.implementation.cache_tag} {sys.hexversion}"]
    for room in _ROOMS:
        with os.scandir(Path(__file__).parents[1] / room) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found = entry.stat()
                    marks.append(f"{room}/{entry.name} {found.st_mtime_ns} {found.st_size}")
    made = "\n".join(sorted(marks)).encode()
    return f"{len(made)} {zlib.crc32(made):08x} {zlib.adler32(made):08x}"  # no stranger chooses these files
