"""Archives of others, bounded: members, sizes, ratios and paths; nothing is unpacked but what is asked for by name."""

import contextlib
import io
import stat
import zipfile
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from flashcards.exchange.incoming.brought import AT_ONCE, ForeignError
from flashcards.words import reason

MOST_MEMBERS = 200_000
MOST_RATIO = 250
"""What holds more for each byte that is packed, and is not small, was made to fill a disk."""
SMALL = 20_000_000
LARGEST_MEDIA = 500_000_000
"""Bytes of one picture or sound."""
ZSTD_WINDOW = 1 << 27


class Archive:
    """An open archive; every member that is read is counted while it is read."""

    def __init__(self, path: Path) -> None:
        """Raises ForeignError for what is no archive, and for one that is too large."""
        self.path = path
        with self._in_words("the archive"):
            self._zip = zipfile.ZipFile(path)
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            self.close()
            raise ForeignError(f"{path} has {len(members):,} members, more than the {MOST_MEMBERS:,} that are read")
        self._members = {member.filename: member for member in members}

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of all members."""
        return [*self._members]

    def bytes(self, name: str, limit: int) -> bytes:
        """A whole member of at most `limit` bytes; raises ForeignError."""
        with self.opened(name, limit) as stream:
            return stream.read(limit + 1)

    @contextlib.contextmanager
    def opened(self, name: str, limit: int, *, zstd: bool = False) -> Generator[BinaryIO]:
        """A member as a stream that refuses to give more than `limit` bytes; raises ForeignError."""
        member = self._members.get(name)
        if member is None:
            raise ForeignError(f"{self.path} lacks its member {name}; export it again")
        if stat.S_ISLNK(member.external_attr >> 16) or member.is_dir():
            raise ForeignError(f"{self.path}: the member {name} is a link or a folder and no file; it is not read")
        with self._in_words(name), self._zip.open(member) as packed, contextlib.ExitStack() as stack:
            stream = stack.enter_context(unpacked(packed, f"{self.path}: {name}")) if zstd else packed
            yield _Bounded(stream, f"{self.path}: {name}", limit, max(member.compress_size, 1))  # type: ignore[misc]

    @contextlib.contextmanager
    def _in_words(self, what: str) -> Iterator[None]:
        """What goes wrong with the archive, as a sentence."""
        try:
            yield
        except OSError as err:
            raise ForeignError(f"{self.path}: {what} cannot be read: {reason(err)}; export it again") from err
        except (RuntimeError, NotImplementedError) as err:  # a password, or a packing that Python does not know
            raise ForeignError(f"{self.path}: {what} is encrypted or packed unusually; export it again") from err
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as err:
            raise ForeignError(f"{self.path}: {what} is damaged or no archive ({err}); export it again") from err


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more than it may."""

    def __init__(self, stream: Any, name: str, limit: int, packed: int) -> None:
        self._stream, self._name, self._limit, self._packed, self._given = stream, name, limit, packed, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises ForeignError where there are more than there may be."""
        pieces = []
        while size:
            piece: bytes = self._stream.read(min(size, AT_ONCE) if size > 0 else AT_ONCE)
            if not piece:
                break
            self._given += len(piece)
            if self._given > self._limit:
                raise ForeignError(f"{self._name} holds more than {self._limit:,} bytes; it is not read")
            if self._given > SMALL and self._given > MOST_RATIO * self._packed:
                raise ForeignError(f"{self._name} grows to more than {MOST_RATIO} times its size; it is not read")
            pieces.append(piece)
            size -= len(piece) if size > 0 else 0
        return b"".join(pieces)


@contextlib.contextmanager
def unpacked(packed: Any, name: str) -> Generator[Any]:
    """What was packed with Zstandard, as a stream; raises ForeignError, also where its library is missing."""
    try:
        import zstandard
    except ImportError as err:
        raise ForeignError(
            f"{name} is of a recent Anki, and its reading needs zstandard: `pip install 'flashcards[anki]'`, "
            "or export it again for older Anki versions"
        ) from err
    try:
        with zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(packed) as stream:
            yield stream
    except zstandard.ZstdError as err:
        raise ForeignError(f"{name} is damaged ({err}); export it again") from err
