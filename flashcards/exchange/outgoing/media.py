"""Pictures and sounds that cards name: taken along from beside their decks, and from nowhere else."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote

from flashcards import files
from flashcards.exchange.endings import PICTURES, PLAYED
from flashcards.exchange.outgoing.anki.spelling import page
from flashcards.exchange.outgoing.entry import Entry
from flashcards.hashes import blake2b

ENDINGS = PICTURES | PLAYED
MOST_BYTES = 100_000_000
_BRACKETS = dict.fromkeys(map(ord, "[]"))
"""In the name of a sound they would end `[sound:…]`."""


class Media:
    """The files found so far, by the names under which they go along."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}
        self.missing: list[str] = []
        """Addresses of files that stay behind."""

    def beside(self, deck: Path) -> Callable[[str], str]:
        """Takes the file at an address in a deck along: its new name, empty where it stays behind."""
        folder = files.real(deck).parent

        def taken(address: str) -> str:
            content = _content(folder, address)
            if not content:
                self.missing.append(address)
                return ""
            path = Path(unquote(address))
            stem = path.stem.translate(_BRACKETS)
            name = f"{stem}-{blake2b(content, digest_size=4).hexdigest()}{path.suffix.lower()}"
            self.found[name] = content
            return name

        return taken


def _content(folder: Path, address: str) -> bytes:
    """A file in a folder, or below it; empty where there is none.

    A deck may come from a stranger: what it names outside its own folder, or over the network, is not touched.
    """
    with contextlib.suppress(OSError, ValueError):
        path = files.real(folder / unquote(address))
        if path.is_relative_to(folder) and path.suffix.lower() in ENDINGS:
            content = files.read(path, MOST_BYTES + 1)
            return content if len(content) <= MOST_BYTES else b""
    return b""


def named(entries: Iterable[Entry]) -> set[tuple[Path, str]]:
    """The addresses of pictures and sounds that cards name, each with its deck; those on the network are no files."""
    found: set[tuple[Path, str]] = set()
    for entry in entries:
        addresses: list[str] = []

        def noted(address: str, addresses: list[str] = addresses) -> str:
            addresses.append(address)
            return ""

        for text in entry.plain().values():
            if "](" in text:
                page(text, noted)
        found |= {(entry.card.place.path, address) for address in addresses if "://" not in address}
    return found
