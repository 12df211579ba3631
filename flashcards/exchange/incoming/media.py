"""Pictures and sounds that cards name: which are wanted beside which deck, and how they get there."""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from flashcards import files
from flashcards.exchange.endings import PICTURES, PLAYED
from flashcards.exchange.incoming.brought import AT_ONCE, ForeignError, Left, Source, mapped
from flashcards.exchange.incoming.naming import ODD, numbered
from flashcards.markup.regions import covered
from flashcards.words import reason

FOLDER = "media"
"""The folder beside a deck."""
SUFFIXES = PICTURES | PLAYED | {".pdf"}
LARGEST = 100_000_000
MOST_LOOKED_AT = 100_000
"""So many files of a folder are looked through for one that a note names without its place."""
LONGEST_NAME = 300
"""No file is called by more characters."""
_NAMED = re.compile(rf"\]\({FOLDER}/([^)\s]+)\)")
_SHOWN = re.compile(
    r"!\[\[(?P<embed>[^\[\]|#\n]+)(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]"
    r"|(?P<mark>!?)\[(?P<words>[^\[\]\n]*)\]\((?:<(?P<pointed>[^<>\n]+)>|(?P<name>[^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*))\)"
    r"|\[sound:(?P<sound>[^\[\]\n]{1,300})\]"
)
"""A picture as Obsidian has it, a picture or a link as Markdown has it, a sound as Anki has it."""
_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


def safe_name(name: str) -> str:
    """A name of a media file that any system can have, without folders, and that no loader takes for a deck."""
    bare = ODD.sub("-", name.replace("\\", "/").rpartition("/")[2]).strip("-.")[-100:].lstrip("-.") or "file"
    return f"{bare}.txt" if bare.lower().endswith((".yaml", ".yml")) else bare


def wanted(
    source: Source, text: str, deck: Path
) -> Iterator[tuple[Path, Callable[[], AbstractContextManager[BinaryIO]]]]:
    """The media files of a source that a text of a deck names, each at its place beside the deck."""
    for name in dict.fromkeys(_NAMED.findall(text)):
        if name in source.media:
            yield deck.parent / FOLDER / name, source.media[name]


def settled(fields: dict[str, Any], source: Source, folder: Path, names: dict[tuple[Path, str], str]) -> dict[str, Any]:
    """The fields of a card with other names for the media files that would take the place of others in a folder.

    `names` keeps what was found; what lies there already is used again where it is the same.
    """

    def placed(found: "re.Match[str]") -> str:
        if (name := found[1]) not in source.media:
            return found[0]
        if (folder, name) not in names:
            names[folder, name] = _free_place(name, source.media[name], folder)
            source.media.setdefault(names[folder, name], source.media[name])
        return f"]({FOLDER}/{names[folder, name]})"

    return mapped(fields, lambda text: _NAMED.sub(placed, text) if FOLDER in text else text)  # type: ignore[no-any-return]


def _free_place(name: str, opened: Callable[[], AbstractContextManager[BinaryIO]], folder: Path) -> str:
    """The name, or the first one made of it, under which nothing else lies in a folder."""
    lying = ((tried, folder / FOLDER / tried) for tried in numbered(Path(name).stem, Path(name).suffix))
    return next(tried for tried, path in lying if not path.exists() or _is_same(path, opened))


def _is_same(path: Path, opened: Callable[[], AbstractContextManager[BinaryIO]]) -> bool:
    """Whether a file holds what a media file does; also where one of them cannot be read."""
    try:
        with opened() as source, path.open("rb") as there:
            while piece := source.read(AT_ONCE):
                if there.read(len(piece)) != piece:
                    return False
            return not there.read(1)
    except (OSError, ForeignError):
        return True


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


class Beside:
    """The media files that lie beside a file of texts, or below the folder of them that is imported.

    Nothing else is looked at: no file elsewhere, none of another sort, none behind a link out of there, none on the network.
    """

    def __init__(self, root: Path, source: Source, *, everywhere: bool = False) -> None:
        """`everywhere`: a bare name finds its file in any folder below the root, as in a vault."""
        self._root, self._source, self._everywhere = files.real(root), source, everywhere
        self._by_name: dict[str, Path] | None = None
        self._names: dict[Path, str] = {}
        self._missing: set[str] = set()

    def shown(self, near: Path, text: str) -> str:
        """A text of a file with its pictures and sounds where they will lie; what is code stays as it is."""
        if "](" not in text and "[[" not in text and "[sound:" not in text:
            return text
        is_code = covered(text, formulas=False)

        def placed(found: "re.Match[str]") -> str:
            return found[0] if is_code(found.start()) else self._placed(near, found)

        return _SHOWN.sub(placed, text)

    def _placed(self, near: Path, found: "re.Match[str]") -> str:
        name = _TITLE.sub("", found["embed"] or found["pointed"] or found["name"] or found["sound"] or "").strip()
        is_link = found["embed"] is None and found["sound"] is None and not found["mark"]
        if not name or (is_link and (_SCHEME.match(name) or Path(name).suffix.lower() not in SUFFIXES)):
            return found[0]
        if _SCHEME.match(name) and name.partition(":")[0].lower() not in {"data", "file"}:
            return found[0]
        word = "sound" if found["sound"] else "image"
        words = found["words"] or (f"sound {name}" if found["sound"] else Path(name).stem)
        place = self.place(near, name)
        if not place:
            return (
                f"{words} ({name})"
                if is_link
                else f"({word} {name if len(name) <= LONGEST_NAME else 'within the text'})"
            )
        return f"{'' if is_link or found['sound'] else '!'}[{words}]({place})"

    def place(self, near: Path, name: str) -> str:
        """Where a file that a text names will lie beside its deck; empty, and told of, where it is not there."""
        found = next((path for one in (name, unquote(name)) if (path := self._found(near, one))), None)
        if found is None:
            if name not in self._missing and len(name) <= LONGEST_NAME:
                self._source.left.append(Left(f"media {name}", f"no such picture or sound lies beside {near.name}"))
            self._missing.add(name)
            return ""
        if found not in self._names:
            self._names[found] = bare = free_name(found.name, self._source.media)
            self._source.media[bare] = partial(_opened, found)
        return f"{FOLDER}/{self._names[found]}"

    def _found(self, near: Path, name: str) -> Path | None:
        """The file of a name: beside the text, in the folder `media` there, below the root, or anywhere in it."""
        for tried in (near.parent / name, near.parent / FOLDER / name, self._root / name):
            if self._is_inside(tried):
                return files.real(tried)
        if not self._everywhere:
            return None
        if self._by_name is None:
            below = (Path(place) / file for place, _, names in os.walk(self._root) for file in names)
            self._by_name = {file.name: file for _, file in zip(range(MOST_LOOKED_AT), below, strict=False)}
        by_name = self._by_name.get(Path(name).name)
        return files.real(by_name) if by_name and self._is_inside(by_name) else None

    def _is_inside(self, path: Path) -> bool:
        try:
            found = path.stat()
        except (OSError, ValueError):
            return False
        is_file = stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST
        return is_file and path.suffix.lower() in SUFFIXES and files.real(path).is_relative_to(self._root)


def free_name(name: str, taken: Collection[str]) -> str:
    """A name for a media file that no other one of its source has."""
    bare = Path(safe_name(name))
    return next(tried for tried in numbered(bare.stem, bare.suffix) if tried not in taken)


@contextlib.contextmanager
def _opened(path: Path) -> Generator[BinaryIO]:
    """A file that was there when its name was read; raises ForeignError where it cannot be read any more."""
    try:
        handle = path.open("rb")
    except OSError as err:
        raise ForeignError(f"{path} cannot be read: {reason(err)}") from err
    with handle:
        yield handle
