"""Merging, mending, restoring and copying, killed at any line: the file is the old one or the new one, and nothing is lost."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from flashcards.log import backups
from flashcards.log.file import Progress
from flashcards.log.salvage import salvaged
from tests.log.test_file import at, quick_folder, review
from tests.log.test_merge import damage

CHILD = """
import datetime, os, shutil, sys
from pathlib import Path
import sqlite_utils
import flashcards.log
from flashcards.log import doctor, restore, salvage
from flashcards.log.file import Progress

what, folder, first, stride = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
room = str(Path(flashcards.log.__file__).parent)

def act(home):
    path = home / "progress.db"
    if what == "merge":
        log = Progress.open(path)
        log.merge(salvage.salvaged(home / "other.db").events)
        log.close()
    elif what == "mend":
        doctor.mended(path)
    elif what == "restore":
        restore.restored(path, next((home / "backups").glob("*.db")), bring_later=False)
    else:
        log = Progress.open(path)
        log.back_up_now(datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))
        log.close()

def trace(kill_at):
    count = 0
    def local(frame, event, arg):
        nonlocal count
        count += event == "line"
        if count >= kill_at:
            os._exit(9)
        return local
    return lambda frame, event, arg: local if frame.f_code.co_filename.startswith(room) else None

n, code = 1, 9
while code == 9:
    home = folder / str(n)
    shutil.copytree(first, home)
    pid = os.fork()
    if pid == 0:
        sys.settrace(trace(n))
        try:
            act(home)
        except BaseException as err:
            sys.settrace(None)
            print(err, flush=True)
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    n += stride
print(code, n)
"""


@cache
def homes() -> tuple[str, dict[str, set[str]]]:
    """Homes to act on, by what is done there, with the ids of every event that was acknowledged there."""
    folder = quick_folder()
    made = {}
    for what in ("merge", "mend", "restore", "copy"):
        home = Path(folder.name) / what
        home.mkdir()
        with contextlib.closing(Progress.open(home / "progress.db")) as log:
            for n in range(12):
                review(log, f"c{n % 5}", 1 + n % 4, at(minutes=n))
            log.back_up(at().study_day)
            review(log, "later", 3, at(minutes=50))
            made[what] = {event.id for event in log.events()}
        if what == "merge":
            with contextlib.closing(Progress.open(home / "other.db")) as other:
                for n in range(12):
                    review(other, f"o{n % 5}", 3, at(minutes=n))
        if what == "mend":
            damage(home / "progress.db", "an index")
    homes.kept = folder  # type: ignore[attr-defined]
    return folder.name, made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("what", "stride"),
    [
        ("merge", 293),
        *(
            pytest.param(*often, marks=pytest.mark.slow)
            for often in (("merge", 97), ("copy", 23), ("mend", 397), ("mend", 131), ("restore", 97))
        ),
    ],
)
def test_whatever_is_killed_on_the_way_loses_no_event(what: str, stride: int) -> None:
    first, made = homes()
    with quick_folder() as name:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, what, name, str(Path(first) / what), str(stride)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode, done.stderr, done.stdout.split()[:1]) == (0, "", ["0"]), done
        tried = [*Path(name).iterdir()]
        assert len(tried) > 10
        for home in tried:
            path = home / "progress.db"
            held = set()
            for file in [path, *home.glob("progress-*.db"), *home.glob("*.mended"), *home.glob("*.restored")]:
                if file.exists() and file.stat().st_size:
                    held |= {event.id for event in salvaged(file).events}
            assert made[what] <= held, home
            if what != "mend":
                with contextlib.closing(sqlite3.connect(path)) as db:
                    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            for _, copy in backups.copies(path):
                with contextlib.closing(Progress.open(copy)) as log:
                    assert log.damaged() == []
        shutil.rmtree(name, ignore_errors=True)
        Path(name).mkdir()
