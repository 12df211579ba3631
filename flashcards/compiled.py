"""The compiled code of all that a start loads, in one file: looking for five hundred modules takes an eighth of a start.

It lies where Python keeps what it compiled, is made of that, and is believed as that is: while the source of a module has
the time and the size that it had. What is otherwise, Python finds as ever. `python -m tests.bench` shows what it buys.
"""

import contextlib
import marshal
import os
import sys
import zlib
from importlib.machinery import ModuleSpec, SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType, ModuleType
    from typing import TypeAlias

    Mark: TypeAlias = tuple[int, int]
    """When a source was written, in nanoseconds, and its size."""
    Place: TypeAlias = tuple[str, Mark, int, int, bytes]
    """The source of a module with its mark, and where its code begins, how long it is (0: Python keeps none) and its sum."""

FILE = f"{os.path.dirname(__file__)}/__pycache__/start.{sys.implementation.cache_tag}"
END = 12
"""Bytes at the end: where the index begins, and its sum."""
PACKAGE = "__init__.py"
RARE = "sqlite_utils"
"""What a start loads that brings an older log up: it has much that no later one needs."""


class Kept(SourceFileLoader):
    """Loads a module from compiled code, which is read when it is asked for."""

    def __init__(self, name: str, path: str, read: "Callable[[], bytes]") -> None:
        super().__init__(name, path)
        self._read = read

    def get_code(self, fullname: str) -> "CodeType | None":
        """The code; where it was not kept as it was written, that of the source."""
        kept = self._read()
        if not kept:
            return super().get_code(fullname)
        return marshal.loads(kept)  # type: ignore[no-any-return]  # noqa: S302 - as Python reads its own


class Compiled:
    """Finds the modules that the file has; none where there is none, or where modules are looked for in other folders."""

    def __init__(self) -> None:
        self._path = [*sys.path]
        self._places: dict[str, Place] = {}
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            self._file = os.open(FILE, os.O_RDONLY)
            size = os.fstat(self._file).st_size
            end = os.pread(self._file, END, max(0, size - END))
            begin = int.from_bytes(end[:8], "little")
            index = os.pread(self._file, size - END - begin, begin) if begin < size else b""
            if _sum(index) == end[8:]:
                path, places = marshal.loads(index)  # noqa: S302 - the same
                self._places = places if path == self._path else {}

    def find_spec(
        self,
        name: str,
        path: "Sequence[str] | None" = None,
        target: "ModuleType | None" = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """What an import asks before the disk is looked through."""
        source, mark, at, length, crc = self._places.get(name, ("", None, 0, 0, b""))
        if not length:
            return None
        folder, _, file = source.rpartition("/")
        searched = folder.rpartition("/")[0] if file == PACKAGE else folder
        if searched not in (sys.path if path is None else path) or _mark(source) != mark:
            return None
        spec = ModuleSpec(name, Kept(name, source, lambda: self._part(at, length, crc)), origin=source)
        spec.has_location = True
        spec.cached = f"{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc"
        if file == PACKAGE:
            spec.submodule_search_locations = [folder]
        return spec

    def _part(self, at: int, length: int, crc: bytes) -> bytes:
        """Bytes of the file; none where they are not those that were written: what is unpacked could crash on others."""
        part = os.pread(self._file, length, at)
        return part if _sum(part) == crc else b""

    def keep(self) -> None:
        """Write the file anew if a module that is loaded is not in it as it is now; raises OSError, ValueError."""
        loaded, known = dict(_loaded()), self._places
        if RARE not in loaded and not all(
            name in known and known[name][:2] == (source, _mark(source)) for name, source in loaded.items()
        ):
            aside = f"{FILE}.{os.getpid()}"
            try:
                self._write(aside, {name: place[0] for name, place in known.items()} | loaded)
                os.replace(aside, FILE)
            finally:
                with contextlib.suppress(OSError):
                    os.unlink(aside)

    def _write(self, path: str, sources: "dict[str, str]") -> None:
        places: dict[str, Place] = {}
        with open(path, "wb") as out:
            for name, source in sources.items():
                mark, code = _mark(source), beside(source) or b""
                if mark is not None:
                    places[name] = source, mark, out.tell(), out.write(code), _sum(code)
            begin, index = out.tell(), marshal.dumps((self._path, places))
            out.write(index + begin.to_bytes(8, "little") + _sum(index))
            out.flush()
            os.fsync(out.fileno())


def use() -> None:
    """Have what is imported from now on found in the file; called once, by a program that is not part of another one."""
    if os.name == "posix" and not (sys.pycache_prefix or sys.flags.optimize or sys.dont_write_bytecode):
        sys.meta_path.insert(0, Compiled())


def keep() -> None:
    """Have the next start find what this one has loaded, where that can be kept."""
    for finder in sys.meta_path:
        if isinstance(finder, Compiled):
            with contextlib.suppress(OSError, ValueError):
                finder.keep()


def beside(source: str) -> bytes | None:
    """The code of a module as Python has put it beside its source; none where it has not, or of another source."""
    from importlib.util import MAGIC_NUMBER, cache_from_source

    try:
        found = os.stat(source)
        with open(cache_from_source(source), "rb") as compiled:
            made = compiled.read()
    except OSError:
        return None
    mark = (0, int(found.st_mtime) & 0xFFFFFFFF, found.st_size & 0xFFFFFFFF)
    return made[16:] if made[:16] == MAGIC_NUMBER + b"".join(part.to_bytes(4, "little") for part in mark) else None


def _loaded() -> "Iterator[tuple[str, str]]":
    """The modules that are loaded from a source, with it."""
    for name, module in [*sys.modules.items()]:
        spec = getattr(module, "__spec__", None)
        if spec is not None and spec.name == name and isinstance(spec.loader, SourceFileLoader) and spec.has_location:
            yield name, spec.origin


def _mark(source: str) -> "Mark | None":
    try:
        found = os.stat(source)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _sum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "little")
