"""Copies of progress.db: verified, one a day and more where many answers are new, thinned out with age."""

import contextlib
import os
import re
import sqlite3
from datetime import date, datetime
from pathlib import Path

from flashcards.files import make_private, sync_folder, unlink_quietly

WHOLE_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9
"""Kept: every copy of so many latest days, and the newest one of each of so many days, weeks and months."""
MANY_NEW = 20
"""So many events that no copy has are worth another one on the same day."""


def folder(path: Path) -> Path:
    """Where the copies of a progress file lie, unless the settings name another place."""
    return path.parent / "backups"


def copies(path: Path, where: Path | None = None) -> list[tuple[date, Path]]:
    """The copies with their days, oldest first."""
    found = []
    name = re.compile(rf"{re.escape(path.stem)}-(\d{{4}}-\d\d-\d\d)(-\d{{6}})?{re.escape(path.suffix)}")
    for copy in (where or folder(path)).glob(f"{path.stem}-*{path.suffix}"):
        if match := name.fullmatch(copy.name):
            with contextlib.suppress(ValueError):
                found.append((date.fromisoformat(match[1]), match[2] or "", copy))
    return [(day, copy) for day, _, copy in sorted(found)]


def newest(path: Path, where: Path | None = None) -> Path | None:
    """The latest copy, if there is one."""
    found = copies(path, where)
    return found[-1][1] if found else None


def journal(path: Path) -> Path:
    """What SQLite writes beside the file; one that is left there would be played back into another file."""
    return path.with_name(f"{path.name}-journal")


def advice(path: Path, where: Path | None = None) -> str:
    """What a person with a bad progress file can do: the program's own ways come first; `where` its copies may lie."""
    from shlex import quote

    there = " and ".join(str(file) for file in (path, journal(path)) if file.exists())
    copy = newest(path, where)
    ways = []
    if path.exists() and path.stat().st_size:
        ways.append("`flashcards doctor --repair` saves what is sound in it")
    if copy is not None:
        ways.append(f"`flashcards restore {quote(str(copy))}` goes back to the newest copy")
    else:
        ways.append(f"{'where nothing is, ' if ways else ''}move {there or path} away to begin afresh")
    return "; or ".join(ways) if copy is not None else "; ".join(ways)


def daily(path: Path, db: sqlite3.Connection, today: date, where: Path | None = None) -> Path | None:
    """Make today's copy if there is none: written aside, checked, then renamed. None: there was nothing to do."""
    target = (where or folder(path)) / f"{path.stem}-{today.isoformat()}{path.suffix}"
    return None if target.exists() else _kept(path, db, target)


def another(path: Path, db: sqlite3.Connection, now: datetime, where: Path | None = None) -> Path:
    """Make a copy beside that of the day."""
    return _kept(path, db, (where or folder(path)) / f"{path.stem}-{now:%Y-%m-%d-%H%M%S}{path.suffix}")


def _kept(path: Path, db: sqlite3.Connection, target: Path) -> Path:
    make_private(target.parent)
    write(db, target)
    thin(path, made=target)
    return target


def write(db: sqlite3.Connection, target: Path) -> None:
    """A sound copy of an open file on disk, whatever others write meanwhile; raises sqlite3.Error or OSError.

    It is written aside and takes its name when it was checked; nothing half made is left where that fails.
    """
    aside = target.with_name(f"{target.stem}.{os.getpid()}.part")
    try:
        _copy(db, aside)
        aside.replace(target)
    finally:
        unlink_quietly(aside, journal(aside))
    sync_folder(target.parent)


def _copy(db: sqlite3.Connection, aside: Path) -> None:
    aside.unlink(missing_ok=True)
    private(aside)
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


def latest_number(copy: Path) -> int:
    """The number of the latest event in a copy; raises sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as db:
        ((number,),) = db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchall()
    return int(number)


def private(path: Path) -> None:
    """Make an empty file for this person's eyes alone; raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def thin(path: Path, made: Path) -> None:
    """Remove leftovers and copies that newer ones of the same day, week or month make superfluous; `made` stays."""
    for left in made.parent.glob("*.part*"):
        if made.stem not in left.name:
            left.unlink(missing_ok=True)
    found = copies(path, made.parent)[::-1]
    latest = list(dict.fromkeys(day for day, _ in found))[:WHOLE_DAYS]
    keep = {made, *(copy for day, copy in found if day in latest)}
    for limit, period in (
        (DAILY, lambda d: (d,)),
        (WEEKLY, lambda d: d.isocalendar()[:2]),
        (MONTHLY, lambda d: (d.year, d.month)),
    ):
        seen: dict[tuple[object, ...], Path] = {}
        for day, copy in found:
            seen.setdefault(period(day), copy)
        keep |= set(list(seen.values())[:limit])
    for _, copy in found:
        if copy not in keep:
            copy.unlink(missing_ok=True)
