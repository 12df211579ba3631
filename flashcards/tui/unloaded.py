"""What was not loaded yet, kept as it was at the start: an upgrade of the program under an open app breaks no key.

A screen is loaded when its key is pressed first, and its file may be of another program by then, which does not go with
what runs. Loading all in time would take ten megabytes; a copy of what is compiled, in a file without a name, takes none.
"""

import marshal
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import IO

from flashcards import shipped
from flashcards.cache.database import FORMAT
from flashcards.cache.program import program
from flashcards.compiled import Kept, beside

PACKAGES = ("flashcards", "textual")
"""Of these a part is loaded from the start on, which goes with no other program's parts."""


class Unloaded:
    """Finds the modules of some packages that were not loaded when it was made, and our data, as they were then."""

    def __init__(self, copy: IO[bytes], packages: Sequence[str] = PACKAGES) -> None:
        """`copy`: an empty file that is open as long as this is; raises OSError."""
        self._copy, self._reading = copy, Lock()
        self._places: dict[str, tuple[str, int, int]] = {}
        for package in packages:
            for name, path in _modules(package):
                if name not in sys.modules:
                    self._keep(name, path, _compiled(name, path))
        for file in _data(shipped.PACKAGE):
            self._keep(file.relative_to(shipped.PACKAGE).as_posix(), str(file), file.read_bytes())

    def _keep(self, name: str, path: str, content: bytes) -> None:
        self._places[name] = path, self._copy.tell(), self._copy.write(content)

    def content(self, name: str) -> bytes:
        """What is kept of a module by its name, or of a file of data by its path in the package."""
        _, at, length = self._places[name]
        with self._reading:  # threads import as well
            self._copy.seek(at)
            return self._copy.read(length)

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - it is known
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """What an import asks before the disk is looked at."""
        from importlib.util import spec_from_file_location

        if name not in self._places:
            return None
        file = self._places[name][0]
        return spec_from_file_location(name, file, loader=Kept(name, file, lambda: self.content(name)))


def keep() -> None:
    """Have what is imported from now on be as it is now, or as it was when this was called first."""
    if not any(isinstance(finder, Unloaded) for finder in sys.meta_path):
        unloaded = Unloaded(tempfile.TemporaryFile())  # noqa: SIM115 - open until the end
        sys.meta_path.insert(0, unloaded)
        shipped.read = unloaded.content
        program(FORMAT)  # the mark of what is kept from now on


def _data(package: Path) -> Iterator[Path]:
    """The files of data that are asked for by their path in a package; decks are not, they are followed as they change."""
    for kind in ("log/*.sql", "decks/identity/*.txt", "schedule/*.yaml"):
        yield from package.glob(kind)


def _modules(package: str) -> Iterator[tuple[str, str]]:
    """The names of a package's modules, with their files."""
    for top in sys.modules[package].__path__:
        for folder, _, files in os.walk(top):
            inside = folder[len(top) :].replace(os.sep, ".")
            for file in files:
                if file.endswith(".py"):
                    yield f"{package}{inside}.{file[:-3]}".removesuffix(".__init__"), str(Path(folder, file))


def _compiled(name: str, path: str) -> bytes:
    """The code of a module as it lies compiled beside its file, or else compiled now."""
    return beside(path) or marshal.dumps(SourceFileLoader(name, path).get_code(name))
