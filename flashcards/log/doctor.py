"""What is wrong with a progress file, and how it is mended: its sound events go into a new one, the old one stays."""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from flashcards.days import Moment
from flashcards.events import fold
from flashcards.files import unlink_quietly
from flashcards.log import backups, opening
from flashcards.log.counting import TABLES
from flashcards.log.errors import ProgressError, a_folder, in_words
from flashcards.log.file import Progress
from flashcards.log.kept import put_in_place
from flashcards.log.salvage import salvaged
from flashcards.records import dataclass
from flashcards.schedule.fsrs6 import LONGEST_INTERVAL
from flashcards.words import counted, listed

FAR_DAYS = 2
"""An event dated this much later than now was written by a wrong clock."""
OLD_COPY_DAYS = 7
LISTED = 5


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    sound: bool
    words: str
    """What was found; where it is not sound, with a remedy."""
    mends: bool = False
    """Whether `--repair` puts it right."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair came to."""

    kept: Path | None
    """Where the old file is; none where it only had to be tidied."""
    events: int
    from_copy: int
    """Of them, those that only the newest copy had."""
    bad: list[str]


def examined(path: Path, at: Moment, copies_in: Path | None = None) -> list[Finding]:
    """Everything that can be wrong with the file itself; nothing is changed."""
    if not path.exists():
        copy = backups.newest(path, copies_in)
        lost = copy is not None or backups.journal(path).exists()
        said = (
            f"{path} is missing although copies of it exist; `flashcards restore` puts one back"
            if lost
            else "nothing was answered yet"
        )
        return [Finding("file", not lost, said)]
    if (folder := a_folder(path)) is not None:
        return [Finding("file", False, str(folder))]
    findings = [*_file(path, copies_in)]
    if all(finding.sound for finding in findings):
        findings += _content(path, at)
    return [*findings, *_copies(path, at.study_day, copies_in), *_permissions(path)]


def _file(path: Path, copies_in: Path | None) -> Iterator[Finding]:
    if path.is_file() and path.stat().st_size == 0:
        said = f"{path.name} is empty, so what it held is lost; {backups.advice(path, copies_in)}"
        yield Finding("file", False, said, mends=True)
        return
    try:
        with contextlib.closing(opening.connect(path)[0]) as db:
            quick = [str(row[0]) for row in db.execute("PRAGMA quick_check(5)")]
            whole = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")] if quick == ["ok"] else quick
    except (sqlite3.Error, OSError, ProgressError) as err:
        yield Finding("file", False, f"{path.name} cannot be read: {str(err)[:120]}", mends=True)
        return
    yield Finding("file", True, f"{path}, {path.stat().st_size:,} bytes")
    sound = whole == ["ok"]
    first = whole[0].removeprefix("*** in database main ***").strip()  # what SQLite heads a page's fault with
    yield Finding("integrity", sound, "every page is sound" if sound else f"damaged: {first[:100]}", mends=True)


def _content(path: Path, at: Moment) -> Iterator[Finding]:
    with contextlib.closing(_in_memory(path)) as db:
        yield _schema(db)
        log = Progress(path, db, writable=True, there=False)
        try:
            events = list(log.events())
            bad = log.damaged()
        except ProgressError as err:
            yield Finding("events", False, str(err), mends=True)
            return
        yield Finding(
            "events",
            not bad,
            f"{counted(len(bad), 'event')} of {len(events):,} {'is' if len(bad) == 1 else 'are'} not as written: {listed(bad, LISTED)}"
            if bad
            else f"{counted(len(events), 'event')}, {'' if len(events) == 1 else 'each '}as it was written",
            mends=True,
        )
        if bad:
            return
        yield _states(log, db)
        late = [event for event in events if event.study_day > at.study_day]
        latest = max((event.study_day for event in late), default=at.study_day)
        remedy = (
            "check the clock" if (wrong := (latest - at.study_day).days > FAR_DAYS) else "another time zone, or `--now`"
        )
        yield Finding(
            "clock",
            not wrong,
            f"{counted(len(late), 'event')} dated after today, the latest {latest}; {remedy}"
            if late
            else "no event is dated after today",
        )
        far = [
            card
            for card, state in log.states().items()
            if state.memory and (state.memory.due_day - at.study_day).days > LONGEST_INTERVAL
        ]
        yield Finding(
            "due days",
            not far,
            f"{counted(len(far), 'card')} due more than a hundred years ahead: {listed(far, LISTED)}; `R` in the card list resets one"
            if far
            else "no card is out of reach",
        )


def _in_memory(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(opening.connect(path)[0]) as there:
        there.backup(db)
    return db


def _schema(db: sqlite3.Connection) -> Finding:
    query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    with contextlib.closing(opening.nothing()) as fresh:
        wanted = set(fresh.execute(query))
    missing = sorted(f"{sort} {name}" for sort, name, _ in wanted - set(db.execute(query)))
    said = f"missing or changed: {', '.join(missing)}" if missing else "tables, indexes and triggers are as made"
    return Finding("schema", not missing, said, mends=True)


def _states(log: Progress, db: sqlite3.Connection) -> Finding:
    """Whether what is made from the log equals what it makes."""
    tables = ("card_state", *TABLES)
    before = {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608
    log.fold_here()
    wrong = [t for t in tables if sorted(db.execute(f"SELECT * FROM {t}"), key=repr) != before[t]]  # noqa: S608
    folded = fold(log.events(), log.model.replay)
    if folded != log.states() and "card_state" not in wrong:
        wrong.append("card_state")
    said = f"not what the log makes: {', '.join(wrong)}" if wrong else "states and figures equal the fold of the log"
    return Finding("states", not wrong, said, mends=True)


def _copies(path: Path, today: date, copies_in: Path | None) -> Iterator[Finding]:
    found = backups.copies(path, copies_in)
    if not found:
        yield Finding("copies", True, "none yet; one is made each day that you study")
        return
    day, newest = found[-1]
    try:
        number = backups.latest_number(newest)
    except sqlite3.Error as err:
        yield Finding(
            "copies",
            False,
            f"the newest copy, {newest.name}, cannot be read ({err}); `flashcards backup` makes another",
        )
        return
    age = (today - day).days
    said = f"{counted(len(found), 'copy', 'copies')}, the newest of {day} with {counted(number, 'event')}"
    yield Finding(
        "copies", age <= OLD_COPY_DAYS, said + ("" if age <= OLD_COPY_DAYS else "; `flashcards backup` makes another")
    )


def _permissions(path: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    open_to_others = [
        p
        for p in (path, path.parent)
        if (p.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) and p != path.parent) or p.stat().st_mode & stat.S_IWOTH
    ]
    said = (
        f"others can read or write {', '.join(p.name for p in open_to_others)};"
        f" `chmod go= {' '.join(map(str, open_to_others))}` keeps it yours"
        if open_to_others
        else "the file is yours alone"
    )
    yield Finding("permissions", not open_to_others, said)


def mended(path: Path, copies_in: Path | None = None) -> Repair:
    """Put a file right. Indexes and states are made anew; where that is not enough, its sound events go into a new file.

    The old file is kept beside it. Raises ProgressError where nothing can be done.
    """
    if all(finding.sound for finding in _file(path, copies_in)):
        with contextlib.closing(Progress.open(path)) as log:
            if not log.damaged() and _schema(log._db).sound:  # noqa: SLF001 - the same room
                log.copies_in = copies_in
                log.back_up_now(datetime.now().astimezone())
                log.tidy()
                return Repair(None, sum(1 for _ in log.events()), 0, [])
    found = salvaged(path)
    copy = backups.newest(path, copies_in)
    held = {event.id for event in found.events}
    more = [event for event in salvaged(copy).events if event.id not in held] if copy else []
    if not held and not more:
        raise ProgressError(f"nothing of {path} can be read, and there is no copy; move it away to begin afresh")
    aside = path.with_name(f"{path.stem}.{os.getpid()}.mended")
    with in_words(path):
        try:
            aside.unlink(missing_ok=True)
            opening.create(aside, device=found.device)
            with contextlib.closing(Progress.open(aside)) as log:
                log.merge([*found.events, *more])
                log.remember(found.catalogue)
            kept = put_in_place(aside, path, "damaged")
        finally:
            unlink_quietly(aside, backups.journal(aside))
    return Repair(kept, len(held) + len(more), len(more), found.bad)
