"""Copies of progress.db: one a day, verified, thinned out with age."""

import contextlib
import os
import sqlite3
from datetime import date
from pathlib import Path

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many copies of each age are kept."""


def folder(path: Path) -> Path:
    """Where the copies of a progress file lie."""
    return path.parent / "backups"


def copies(path: Path) -> list[tuple[date, Path]]:
    """The copies with their days, oldest first."""
    found = []
    for copy in folder(path).glob(f"{path.stem}-????-??-??{path.suffix}"):
        with contextlib.suppress(ValueError):
            found.append((date.fromisoformat(copy.stem[-10:]), copy))
    return sorted(found)


def newest(path: Path) -> Path | None:
    """The latest copy, if there is one."""
    found = copies(path)
    return found[-1][1] if found else None


def journal(path: Path) -> Path:
    """What SQLite writes beside the file; one that is left there would be played back into another file."""
    return path.with_name(f"{path.name}-journal")


def advice(path: Path) -> str:
    """What a person with a bad progress file can do."""
    there = " and ".join(str(file) for file in (path, journal(path)) if file.exists())
    copy = newest(path)
    if copy is not None:
        return f"{f'move {there} away and ' if there else ''}copy {copy} to {path}"
    return f"move {there or path} away to begin afresh, or put a copy of yours in its place"


def daily(path: Path, db: sqlite3.Connection, today: date) -> Path | None:
    """Make today's copy if there is none: written aside, checked, then renamed. None: there was nothing to do."""
    name = f"{path.stem}-{today.isoformat()}"
    target = folder(path) / f"{name}{path.suffix}"
    if target.exists():
        return None
    target.parent.mkdir(mode=0o700, exist_ok=True)
    aside = target.with_name(f"{name}.{os.getpid()}.part")
    try:
        _copy(db, aside)
        aside.replace(target)
    finally:
        for left in (aside, journal(aside)):
            left.unlink(missing_ok=True)
    _sync(target.parent)
    thin(path, made=target)
    return target


def _copy(db: sqlite3.Connection, aside: Path) -> None:
    """A sound copy on disk; raises sqlite3.Error."""
    aside.unlink(missing_ok=True)
    db.execute("BEGIN")
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # now nobody can lock the file and make us wait
        with contextlib.closing(sqlite3.connect(aside)) as copy:
            db.backup(copy)
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict.splitlines()[-1])
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())


def _sync(directory: Path) -> None:
    """Bring the names in a directory to disk, where the system lets us."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def thin(path: Path, made: Path) -> None:
    """Remove leftovers and copies that newer ones of the same week or month make superfluous; `made` always stays."""
    for left in folder(path).glob("*.part*"):
        if made.stem not in left.name:
            left.unlink(missing_ok=True)
    found = copies(path)[::-1]
    keep = {made, *(copy for _, copy in found[:DAILY])}
    for limit, period in ((WEEKLY, lambda d: d.isocalendar()[:2]), (MONTHLY, lambda d: (d.year, d.month))):
        seen: dict[tuple[int, ...], Path] = {}
        for day, copy in found:
            seen.setdefault(period(day), copy)
        keep |= set(list(seen.values())[:limit])
    for _, copy in found:
        if copy not in keep:
            copy.unlink(missing_ok=True)
