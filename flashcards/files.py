"""Files as wholes: read at once and bounded, replaced at once or not at all."""

import contextlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from flashcards.words import FlashcardsError, UsageError, reason


class FileError(FlashcardsError):
    """A file that cannot be read or written; the text says which, why, and what to do."""


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe; Windows has no such flag."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read(path: Path, limit: int) -> bytes:
    """At most `limit` bytes of a regular file (-1: all); raises OSError, also for a pipe, a device or a folder."""
    with open(path, "rb", opener=_open_at_once) as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise OSError(0, "it is not a regular file")
        return handle.read(limit)


PLENTY_BYTES, LITTLE_BYTES = 64 << 20, 8 << 20
"""Where a disk has less than plenty left, what can be made again is not written; where it has little, it goes."""


def held(path: Path) -> bytes | None:
    """What a file holds; none where it is not there or cannot be read, as a pipe that nobody writes into."""
    try:
        return read(path, -1)
    except OSError:
        return None


def free_bytes(folder: Path) -> int:
    """What may still be written to the disk of a folder, or of the nearest one above it; plenty where nobody can tell."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        disk = os.statvfs(folder)
    except (OSError, AttributeError):  # Windows has none
        return PLENTY_BYTES
    return disk.f_bavail * disk.f_frsize


HEAD_BYTES = 4096
"""In so many bytes a file says by whom it was made."""


def begins(pattern: str) -> Callable[[Path], bool]:
    """A test of files by how their text begins."""

    def test(path: Path) -> bool:
        try:
            return re.match(pattern, read(path, HEAD_BYTES).decode("utf-8", "replace"), re.DOTALL) is not None
        except OSError:
            return False

    return test


def refuse_others(path: Path, made_here: Callable[[Path], bool], what: str, *, force: bool | None = None) -> None:
    """Refuse to take away a file that this program did not make; an empty one is nothing to lose.

    `what` it would be if it had; `force`: go ahead all the same, none where nobody can ask for that. What is no file is
    refused by who writes. Raises UsageError.
    """
    if path.is_file() and not force and path.stat().st_size and not made_here(path):
        remedy = "name another file" if force is None else "name another file, or add --force"
        raise UsageError(f"{path} is there already and is no {what}; {remedy}")


def may_be_there(path: Path) -> bool:
    """Whether there is something; where the system cannot look, reading it will say why."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def real(path: Path) -> Path:
    """Where a path leads in the end; one whose links lead nowhere stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle: the latter up to Python 3.12
        return path.absolute()


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file, as a whole: a reader sees the old one or the new one, also after a crash.

    A link is followed, the permissions of the old file stay. Raises FileError; then the old file is untouched.
    """
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        there = _may_be_replaced(path)
        try:
            with aside.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            if there:
                aside.chmod(stat.S_IMODE(path.stat().st_mode))
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as err:
        raise FileError(f"{path} cannot be written: {reason(err)}; free the place or name another") from err


def _may_be_replaced(path: Path) -> bool:
    """Whether there is a file; raises OSError for what must stay: a device, a pipe, a folder, a read-only file."""
    there = path.exists()
    if there and not path.is_file():
        raise OSError(0, "it is not a regular file")
    if there and not os.access(path, os.W_OK):
        raise OSError(0, "it is read-only")
    return there


def replace_text(path: Path, text: str) -> None:
    """Put a text in the place of a file, as UTF-8; raises FileError."""
    replace(path, text.encode("utf-8"))


def make_folder(path: Path) -> None:
    """Make a folder as `make_private` does; raises FileError."""
    try:
        make_private(path)
    except OSError as err:
        raise FileError(f"the folder {path} cannot be made: {reason(err)}; name another with --home") from err


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are not there, for this person's eyes alone; raises OSError."""
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk, where the system lets us."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unlink_quietly(*paths: Path) -> None:
    """Remove what may be there; what cannot be removed stays."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def expanded(text: str, option: str) -> Path:
    """A path as a person writes it, `~` and all; raises UsageError for a `~name` that nobody has, one too long, and none."""
    if not text:  # a variable without a value; to Python it is the current folder
        raise UsageError(f"{option} is empty; name a file or a folder")
    try:
        path = Path(text).expanduser()
        path.exists()
    except (RuntimeError, ValueError) as err:
        raise UsageError(f"{option} {text[:60]!r} is no path here: {str(err).rstrip('.')}; write it in full") from err
    except OSError as err:
        raise UsageError(f"{option} {text[:60]!r} cannot be used: {reason(err)}; name another place") from err
    return path
