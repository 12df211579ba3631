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


def advice(path: Path) -> str:
    """What a person with a bad progress file can do."""
    copy = newest(path)
    if copy is not None:
        return f"move it away if it is there and copy {copy} to its place"
    return "move it away to begin afresh, or put a copy of yours in its place"


def daily(path: Path, db: sqlite3.Connection, today: date) -> Path | None:
    """Make today's copy if there is none: written aside, checked, then renamed. None: there was nothing to do."""
    target = folder(path) / f"{path.stem}-{today.isoformat()}{path.suffix}"
    if target.exists():
        return None
    target.parent.mkdir(mode=0o700, exist_ok=True)
    aside = target.with_suffix(".part")
    aside.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(aside)) as copy:
            db.backup(copy)
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
        if verdict != "ok":
            return None
        with aside.open("rb+") as handle:
            os.fsync(handle.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    thin(path)
    return target


def thin(path: Path) -> None:
    """Remove copies that newer ones of the same week or month make superfluous; the newest always stays."""
    found = copies(path)[::-1]
    keep = {copy for _, copy in found[:DAILY]}
    for limit, period in ((WEEKLY, lambda d: d.isocalendar()[:2]), (MONTHLY, lambda d: (d.year, d.month))):
        seen: dict[tuple[int, ...], Path] = {}
        for day, copy in found:
            seen.setdefault(period(day), copy)
        keep |= set(list(seen.values())[:limit])
    for _, copy in found:
        if copy not in keep:
            copy.unlink(missing_ok=True)
