"""What was told is told again as long as nothing that it was made of has changed: the early path of a start.

A prompt asks `due` before every command, and almost always the answer is the one of the last time. It is kept with the
marks of everything it was made of: the study day, the log by SQLite's own count of changes, every deck and the settings
by time, size and inode, and the program's files. One mark that differs, and the answer is made anew. So it is with the
question that a sitting opens with. Nothing is imported here that Python has not loaded by itself.
"""

import os
import sys
import time
import zlib

from flashcards import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTLED_NS = 2_000_000_000
"""What changed so shortly before may change again without a sign."""
END = "\n\0\n"
TODAY, NEXT_DAY = "review", "review-tomorrow"
"""What is told of how a sitting opens: on the day of the last one, and on the day after it."""
CALLED, CALLED_NEXT_DAY = "review-called", "review-called-tomorrow"
"""The same of the last sitting that was called with decks, a query or limits."""
LIMITING = ("--query", "--new", "--minutes")
UNSAVED = "unsaved.jsonl"
"""Answers that are still to be added to the log."""
ROLLBACK = b"\x01\x01"
"""In the header of a database without a write-ahead log, which would hold changes beside it."""


class UnknownError(Exception):
    """Something cannot be marked; nothing is told from memory then."""


def _mark(path: str) -> str:
    found = os.stat(path)
    if found.st_mtime_ns + SETTLED_NS > time.time_ns():
        raise UnknownError
    return f"{path} {found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _below(folder: str, endings: "tuple[str, ...]") -> "Iterator[str]":
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        yield f"{folder} none"
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _below(entry.path, endings)
        elif entry.name.lower().endswith(endings):
            yield _mark(entry.path)
        elif entry.is_symlink():
            raise UnknownError


def _log(path: str) -> str:
    """The log as it stands: SQLite counts every change in the header."""
    if os.path.exists(f"{path}-journal") or os.path.exists(f"{path}-wal"):
        raise UnknownError
    if not os.path.lexists(path):
        if os.path.lexists(f"{os.path.dirname(path)}/backups"):
            raise UnknownError  # there was one
        return "no log"
    with open(path, "rb") as handle:
        header = handle.read(100)
        found = os.fstat(handle.fileno())
    if header[18:20] != ROLLBACK or len(header) < 100:
        raise UnknownError
    return f"{header[24:28].hex()} {found.st_mtime_ns} {found.st_size} {found.st_ino}"


def study_day(rollover_hour: int, now_s: float) -> str:
    """The study day of an instant at this place."""
    local = time.localtime(now_s)
    day = time.strftime("%Y-%m-%d", local)
    if local.tm_hour >= rollover_hour:
        return day
    noon = time.mktime((local.tm_year, local.tm_mon, local.tm_mday, 12, 0, 0, 0, 0, -1))
    return time.strftime("%Y-%m-%d", time.localtime(noon - 86_400))


def marks(home: str, rollover_hour: int, day: str = "") -> "str | None":
    """The marks of all that is told of a home on a study day (today's: none named) as long as nothing changes.

    None where something cannot be marked.
    """
    try:
        return _marks(home, day or study_day(rollover_hour, time.time()))
    except (OSError, UnknownError):
        return None


def _marks(home: str, day: str) -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    settings = f"{home}/settings.yaml"
    if os.path.lexists(f"{home}/{UNSAVED}"):
        raise UnknownError
    return "\n".join(
        [
            f"{__version__} {sys.hexversion} {day}",
            _log(f"{home}/progress.db"),
            _mark(settings) if os.path.lexists(settings) else "no settings",
            *_below(f"{home}/decks", (".yaml", ".yml")),
            *_below(package, (".py", ".yaml", ".yml")),
            *(
                []
                if os.path.isdir(f"{package}/bundled_decks")
                else _below(f"{os.path.dirname(package)}/decks", (".yaml", ".yml"))
            ),
        ]
    )


def _file(folder: str, words: "Sequence[str]") -> str:
    return f"{folder}/{'-'.join(words)}.told"


def keep(folder: str, words: "Sequence[str]", rollover_hour: int, made_of: "str | None", text: str) -> None:
    """Keep what a command told, with the marks that were taken before it looked; where that cannot be, nothing is kept."""
    if made_of is None:
        return
    path = _file(folder, words)
    aside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(END.join((str(rollover_hour), made_of, str(zlib.crc32((made_of + text).encode())), text)))
        os.replace(aside, path)
    except (OSError, ValueError):
        return


def again(folder: str, home: str, words: "Sequence[str]") -> "str | None":
    """What was told the last time, if it would be told now; none: it has to be made."""
    try:
        with open(_file(folder, words), encoding="utf-8", newline="") as kept:
            rollover_hour, made_of, crc, text = kept.read().split(END)
        if zlib.crc32((made_of + text).encode()) == int(crc) and marks(home, int(rollover_hour)) == made_of:
            return text
    except (OSError, ValueError):
        pass
    return None


def opening(words: "Sequence[str]", columns: int, rows: int) -> "str | None":
    """How a sitting opens on a terminal of this size, painted; none: it has to be found out."""
    where = places(words)
    if where is None or where[0][0] != "review":
        return None
    called = called_with(where[0])
    for name in (CALLED, CALLED_NEXT_DAY) if called else (TODAY, NEXT_DAY):
        said, _, painting = (again(where[2], where[1], [name]) or "").partition("\n")
        if said:
            until_ms, *fitting = said.split(" ", 3)
            fits = fitting == [str(columns), str(rows), called]
            return painting if fits and time.time() * 1000 < int(until_ms) else None
    return None


def opened(until_ms: int, columns: int, rows: int, called: str, painting: str) -> str:
    """What is kept of how a sitting opens: until when, the terminal's size, what it was called with, and the painting."""
    return f"{until_ms} {columns} {rows} {called}\n{painting}"


def called_with(words: "Sequence[str]") -> str:
    """What a sitting was called with, on one line; empty where with nothing."""
    return "\t".join(words[1:])


def places(words: "Sequence[str]") -> "tuple[list[str], str, str] | None":
    """The command of a command line without its home, its home and its cache folder; none where more is asked than is told."""
    bare, named = list(words), os.environ.get("FLASHCARDS_HOME") or None
    if "--home" in bare[:-1]:
        at = bare.index("--home")
        named = bare[at + 1]
        del bare[at : at + 2]
    if (
        named == ""
        or os.environ.get("FLASHCARDS_DECKS")
        or not (bare in (["due"], ["due", "--json"]) or _is_sitting(bare))
    ):
        return None
    cache = os.environ.get("FLASHCARDS_CACHE") or ""
    if named:
        home = os.path.expanduser(named).rstrip("/") or "/"
        cache = cache or f"{home}/cache"
    elif sys.platform == "linux":
        home = _platform("XDG_DATA_HOME", "~/.local/share")
        cache = cache or _platform("XDG_CACHE_HOME", "~/.cache")
    else:
        return None
    return bare, home, os.path.expanduser(cache)


def _is_sitting(words: "Sequence[str]") -> bool:
    """Whether this is a sitting of what is due and new, of all cards or of those that are named."""
    named = all((word[:1] != "-" or word in LIMITING) and word.isprintable() for word in words[1:])
    return list(words[:1]) == ["review"] and named


def _platform(variable: str, otherwise: str) -> str:
    """A folder of the platform, as platformdirs names it."""
    named = os.environ.get(variable, "")
    return f"{named if named.strip() else os.path.expanduser(otherwise)}/flashcards"
