"""A sync folder: each device writes only its own file of lines there, so that any carrier of files keeps logs together.

What stands there under this device's name and is not known here was written by a copy of this device: it takes a new
name then, so that no two write one file.
"""

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flashcards.days import Moment, day_words
from flashcards.files import FileError, replace
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.log.salvage import Salvaged, salvaged
from flashcards.records import dataclass, field
from flashcards.words import counted, reason

PREFIX, SUFFIX = "flashcards-", ".jsonl"
KNOWN = "sync"
"""Under this key of `meta`: what the files were like when they were last read, and up to where events were sent."""


@dataclass
class Synced:
    """What one exchange came to."""

    received: int = 0
    sent: int = 0
    bad: dict[str, list[str]] = field(default_factory=dict)
    """Per file of the folder: lines that gave nothing."""
    renewed: str | None = None
    """The new name of this device, where a copy of it was found."""

    @property
    def words(self) -> str:
        """The exchange in a sentence."""
        said = f"{counted(self.received, 'event')} received, {self.sent:,} sent"
        return f"{said}; this device is {self.renewed} now, as a copy of it writes there too" if self.renewed else said


def name_of(device: str) -> str:
    """The name of a device's file."""
    return f"{PREFIX}{device}{SUFFIX}"


def _mark(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_mtime_ns, found.st_size]


def sync(log: Progress, folder: Path) -> Synced:
    """Take up what other devices wrote into the folder, and write what is new here into this device's file.

    Raises ProgressError where the folder is not there or cannot be used; nothing is lost then.
    """
    if not folder.is_dir():
        raise ProgressError(f"the sync folder {folder} is not there; mount it, or change `sync` in the settings")
    done = Synced()
    known: dict[str, Any] = json.loads(log.remembered_as(KNOWN) or "{}")
    marks: dict[str, list[int]] = dict(known.get("files", {}))
    try:
        _receive(log, folder, marks, done)
        _send(log, folder, known, marks, done)
    except OSError as err:
        raise ProgressError(f"the sync folder {folder} cannot be used: {reason(err)}; nothing is lost here") from err
    return done


LATEST = "synced"
"""Under this key of `meta`: when the latest exchange was, and what kept one from it since."""


@dataclass(frozen=True, slots=True)
class LatestSync:
    """How it stands with the sync folder."""

    wall_ms: int | None = None
    """When events were exchanged last; None: never."""
    failed: str = ""
    """What kept the latest try from it; empty where nothing did."""
    said: str = ""
    """The study day on which the person was told of that."""

    def words(self, at: Moment) -> str:
        """When it was, in a sentence."""
        if self.wall_ms is None:
            return "Not synced yet"
        zone = timezone(timedelta(minutes=at.utc_offset_min))
        then = datetime.fromtimestamp(self.wall_ms / 1000, zone)
        here = datetime.fromtimestamp(at.wall_ms / 1000, zone)
        return f"Last sync {day_words(then.date(), here.date())} at {then:%H:%M}"


def latest_sync(log: Progress) -> LatestSync:
    """What was remembered of the latest exchange."""
    return LatestSync(**json.loads(log.remembered_as(LATEST) or "{}"))


def remember_sync(log: Progress, latest: LatestSync) -> None:
    """Remember how an exchange went."""
    if log.there and log.writable:
        said = {"wall_ms": latest.wall_ms, "failed": latest.failed, "said": latest.said}
        log.remember_as(LATEST, json.dumps(said))


def _receive(log: Progress, folder: Path, marks: dict[str, list[int]], done: Synced) -> None:
    left_out = log.left_out()
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        mark = _mark(path)
        if marks.get(path.name) == mark:
            continue
        found: Salvaged = salvaged(path)
        if found.bad:
            done.bad[path.name] = found.bad
        wanted = [event for event in found.events if event.id not in left_out]
        before = {event.id for event in log.events()} if path.name == name_of(log.device) else set()
        new, refused = log.merge(wanted)
        done.received += new
        if refused:
            done.bad.setdefault(path.name, []).extend(refused)
        if before and any(event.device == log.device and event.id not in before for event in wanted):
            done.renewed = log.renew_device()
        marks[path.name] = mark


def _send(log: Progress, folder: Path, known: dict[str, Any], marks: dict[str, list[int]], done: Synced) -> None:
    path = folder / name_of(log.device)
    first = not path.exists() or log.device != known.get("device")
    numbered = log.numbered(0 if first else int(known.get("sent", 0)))
    files = [*folder.glob(f"*{SUFFIX}")]
    written = {event.id for file in files for event in salvaged(file).events} if first else set()
    theirs = {file.name for file in files} - {path.name}
    lines = []
    for _, event in numbered:
        # The first time whatever no file has; later what is this device's own, or of a device that writes no file.
        here = event.id not in written if first else event.device == log.device or name_of(event.device) not in theirs
        if here:
            lines.append(json.dumps(event.to_json(), sort_keys=True))
    if lines:
        _append(path, lines)
    done.sent = len(lines)
    if path.exists():
        marks[path.name] = _mark(path)
    sent = numbered[-1][0] if numbered else known.get("sent", 0)
    log.remember_as(KNOWN, json.dumps({"device": log.device, "sent": sent, "files": marks}))


def _append(path: Path, lines: list[str]) -> None:
    """Write lines behind those that are there, each on a line of its own even where the last one is torn."""
    text = "".join(f"{line}\n" for line in lines)
    if not path.exists():
        try:
            replace(path, text.encode())
        except FileError as err:
            raise OSError(0, str(err)) from err
        return
    with path.open("rb+") as handle:
        size = handle.seek(0, os.SEEK_END)
        if size:
            handle.seek(size - 1)
            if handle.read(1) != b"\n":
                text = f"\n{text}"
        handle.write(text.encode())
        handle.flush()
        os.fsync(handle.fileno())
