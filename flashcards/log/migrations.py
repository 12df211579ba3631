"""Files of earlier formats, brought up to this one: each step a transaction, with a verified copy before the first."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from flashcards.files import make_private
from flashcards.log import backups


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, as `executescript` would end a transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def to_2(db: sqlite3.Connection, read: Callable[[str], str]) -> None:
    """The log takes events `distinct` and `note`, and the catalogue answers.

    The log's table is made anew, as a check cannot be changed in place.
    """
    import sqlite_utils

    for view in sqlite_utils.Database(db, execute_plugins=False).view_names():
        db.execute(f"DROP VIEW {view}")
    for sort, name in db.execute(
        "SELECT type, name FROM sqlite_schema WHERE tbl_name = 'event' AND type <> 'table' AND sql IS NOT NULL"
    ).fetchall():
        db.execute(f"DROP {sort} {name}")
    db.execute("ALTER TABLE event RENAME TO event_1")
    made, *others = statements(read("event.sql"))
    db.execute(made)
    db.execute("INSERT INTO event SELECT * FROM event_1")
    db.execute("DROP TABLE event_1")
    db.execute("ALTER TABLE catalogue ADD COLUMN answer TEXT NOT NULL DEFAULT ''")
    for statement in (*others, *statements(read("views.sql"))):
        db.execute(statement)


STEPS: dict[int, Callable[[sqlite3.Connection, Callable[[str], str]], None]] = {2: to_2}
"""By the format that a step leads to."""


def bring_up(path: Path, db: sqlite3.Connection, version: int, read: Callable[[str], str]) -> None:
    """Bring an open file up to the latest format, or leave it as it is; `read` gives a script by its name."""
    target = backups.folder(path) / f"{path.stem}-format-{version}{path.suffix}"
    if not target.exists():
        make_private(target.parent)
        backups.write(db, target)
    for step in sorted(number for number in STEPS if number > version):
        db.execute("BEGIN IMMEDIATE")
        try:
            ((now,),) = db.execute("PRAGMA user_version").fetchall()
            if now < step:  # another window may have been quicker
                STEPS[step](db, read)
                db.execute(f"PRAGMA user_version = {step}")
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
