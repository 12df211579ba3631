"""A file of an earlier format is brought up in one piece, with a copy before it, whenever the program is killed."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards.events import Kind
from flashcards.log import opening
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.log.read import Wording
from tests.log.test_file import at, folded, quick_folder, review

FIRST = Path(__file__).with_name("first_release.db")


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def rows(path: Path) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT * FROM event ORDER BY seq").fetchall()


def test_a_file_of_the_first_release_is_brought_up_and_a_copy_of_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    shutil.copy(FIRST, path)
    before = rows(path)
    with contextlib.closing(Progress.open(path)) as log:
        assert log.states() == folded(log)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            log._db.execute("DELETE FROM event")
    assert (version(path), rows(path)) == (opening.FORMAT, before)
    kept = tmp_path / "backups" / "progress-format-1.db"
    assert (version(kept), rows(kept)) == (1, before)
    with contextlib.closing(sqlite3.connect(path)) as old, contextlib.closing(opening.nothing()) as new:
        query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        assert set(old.execute(query)) == set(new.execute(query)), "as a new file is made"


def test_a_file_of_the_first_release_that_cannot_be_written_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    shutil.copy(FIRST, path)
    content = path.read_bytes()
    writable = os.access
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", lambda place, mode: mode != os.W_OK and writable(place, mode))
        with contextlib.closing(Progress.open(path)) as log:
            assert log.states() == folded(log)
            with pytest.raises(ProgressError, match="read-only"):
                review(log)
    assert path.read_bytes() == content


def test_no_copy_no_migration(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    shutil.copy(FIRST, path)
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(ProgressError, match="cannot be opened or copied"):
        Progress.open(path)
    assert version(path) == 1


def test_the_events_of_the_new_format_say_something_and_move_nothing(tmp_path: Path) -> None:
    with contextlib.closing(Progress.open(tmp_path / "progress.db")) as log:
        for card in "abc":
            review(log, card)
        before = log.states()
        log.append(log.make(Kind.DISTINCT, at(days=1), "a", detail={"from": "b"}))
        log.append(log.make(Kind.NOTE, at(days=1), None, detail={"text": "a remark"}))
        log.append(log.make(Kind.NOTE, at(days=1), "new", detail={"text": "of a card"}))
        assert log.told_apart() == {frozenset("ab")}
        assert log.states() == before == folded(log)
        assert not log._stale()
        assert [log.undo(at(days=2)) and log.states() == before for _ in range(2)] == [True, True]
        assert log.told_apart() == {frozenset("ab")}
        taken = [log.undo(at(days=2)), log.undo(at(days=2))]
        assert [(event.event, event.card) for event in taken if event] == [(Kind.DISTINCT, "a"), (Kind.REVIEW, "c")]
        assert log.told_apart() == set()


KILLED = """
import os, shutil, sys
from pathlib import Path
import sqlite_utils
from flashcards.log import backups, migrations
from flashcards.log.file import Progress

folder, first = Path(sys.argv[1]), Path(sys.argv[2])
watched = {f.__code__ for f in (migrations.bring_up, migrations.to_2, migrations.statements, backups.write, backups._copy)}

def trace(kill_at):
    count = 0
    def local(frame, event, arg):
        nonlocal count
        count += event == "line"
        if count == kill_at:
            os._exit(9)
        return local
    return lambda frame, event, arg: local if frame.f_code in watched else None

n = code = 0
while code != 0 or n == 0:
    n += 1 if n < 60 else 7
    home = folder / str(n)
    home.mkdir()
    shutil.copy(first, home / "progress.db")
    pid = os.fork()
    if pid == 0:
        sys.settrace(trace(n))
        try:
            Progress.open(home / "progress.db").close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 9), (n, code)
print(n)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_migration_that_is_killed_anywhere_leaves_the_old_file_or_the_new_one() -> None:
    before = rows(FIRST)
    with quick_folder() as name:
        done = subprocess.run(
            [sys.executable, "-c", KILLED, name, str(FIRST)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = set()
        for home in Path(name).iterdir():
            path = home / "progress.db"
            with contextlib.closing(sqlite3.connect(path)) as db:
                found.add(db.execute("PRAGMA user_version").fetchone()[0])  # what a journal holds is played back
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert rows(path) == before
            with contextlib.closing(Progress.open(path)) as log:
                log.back_up(at().study_day)
            assert (version(path), rows(path)) == (opening.FORMAT, before)
            assert rows(home / "backups" / "progress-format-1.db") == before
            assert not [*home.rglob("*.part*")], home
        assert found == {1, opening.FORMAT}
        assert int(done.stdout) > 50


def test_a_file_of_this_format_whose_catalogue_has_no_answers_is_read_and_completed(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with contextlib.closing(Progress.open(path)) as log:
        review(log)
        log.remember([Wording("recall", "small", "basic", "What is recall?")])
    with contextlib.closing(sqlite3.connect(path)) as db:
        views = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'").fetchall()
        for name, _ in views:
            db.execute(f"DROP VIEW {name}")
        db.execute("ALTER TABLE catalogue DROP COLUMN answer")
        for _, made in views:
            db.execute(made)
        db.commit()
    with contextlib.closing(Progress.open(path)) as log:
        assert log.remembered() == log.remembered(["recall"])
        assert log.remembered()["recall"].answer == ""
        log.remember([Wording("recall", "small", "basic", "What is recall?", "The share found.")])
        assert log.remembered()["recall"].answer == "The share found."
        assert len([*log.events()]) == 1
