"""`backup`: copies that are whole whatever happens beside them."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.log import backups
from flashcards.log.file import Progress
from tests.commands.test_cli import Run, run
from tests.log.test_file import at, review

__all__ = ["run"]

WRITER = """
import sys, time
from pathlib import Path
from flashcards.log.errors import BusyError
from flashcards.log.file import Progress
from tests.log.test_file import at, review
log = Progress.open(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    try:
        review(log, f"c{n % 7}", 3, at(minutes=n))
    except BusyError:
        continue
    print(n, flush=True)
    time.sleep(0.002)
"""


def test_a_copy_is_verified_named_and_private(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("review", "--plain", stdin="\n3\n\n3\nq\n").returncode == 0
    target = tmp_path / "mine.db"
    done = run("backup", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Copied: {target}, 2 events, verified.\n"
    with (
        contextlib.closing(Progress.open(target)) as copy,
        contextlib.closing(Progress.open(home / "progress.db")) as log,
    ):
        assert list(copy.events()) == list(log.events())
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600
    assert run("backup", str(tmp_path)).returncode == 0, "a folder gets a file of its own"
    assert len([*tmp_path.glob("progress-2026-11-23-*.db")]) == 1
    assert run("backup").returncode == 0
    assert len(backups.copies(home / "progress.db")) == 2, "that of the day, and this one"


@pytest.mark.parametrize("where", ["progress.db itself", "nowhere/to/be/found.db", "a device"])
def test_a_place_that_cannot_take_a_copy_is_said_and_nothing_changes(
    run: Run, home: Path, tmp_path: Path, where: str
) -> None:
    assert run("review", "--plain", stdin="\n3\nq\n").returncode == 0
    content = (home / "progress.db").read_bytes()
    places = {"progress.db itself": home / "progress.db", "a device": Path("/dev/null")}
    done = run("backup", str(places.get(where, tmp_path / where)))
    assert done.returncode in (1, 2)
    assert done.stderr.count("\n") == 1
    assert (home / "progress.db").read_bytes() == content


def test_nothing_answered_is_nothing_to_copy(run: Run, home: Path) -> None:
    done = run("backup")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing was answered yet" in done.stderr
    assert not (home / "progress.db").exists()


@pytest.mark.slow
def test_copies_made_while_another_process_answers_are_never_torn(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        review(log)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, home / "progress.db"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline()
        with contextlib.closing(Progress.open(home / "progress.db")) as log:
            counts = []
            for n in range(40):
                log.copy_to(tmp_path / f"{n}.db")
                with contextlib.closing(sqlite3.connect(tmp_path / f"{n}.db")) as copy:
                    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                    counts.append(copy.execute("SELECT count(*) FROM event").fetchone()[0])
    finally:
        writer.kill()
        acknowledged = len(writer.communicate()[0].splitlines()) + 1
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "it wrote meanwhile"
    with contextlib.closing(Progress.open(tmp_path / "39.db")) as copy:
        assert copy.damaged() == []
        assert len(list(copy.events())) <= acknowledged + 2


def test_many_new_answers_of_a_day_are_copied_again_and_few_are_not(home: Path) -> None:
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        review(log)
        log.back_up(at().study_day)
        for n in range(19):
            review(log, f"c{n}")
        assert log.unsaved() == 19
        review(log, "one-more")
        assert log.unsaved() == backups.MANY_NEW


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_copy_after_a_sitting_leaves_nothing_half_made_when_it_is_told_to_end(home: Path, decks: Path) -> None:
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        for n in range(200):
            review(log, f"c{n}")
    command = [sys.executable, "-m", "flashcards", "backup", "--quiet", "--home", str(home), "--decks", str(decks)]
    for delay in (0.15, 0.25, 0.35, 0.6):
        made = subprocess.Popen(command)
        time.sleep(delay)
        made.send_signal(signal.SIGTERM)
        assert made.wait(timeout=5) in (0, 143, -15)
        left = [*backups.folder(home / "progress.db").glob("*")]
        assert all(path.suffix == ".db" for path in left), left
    assert subprocess.run(command, check=True, capture_output=True).stdout == b""
    assert len(backups.copies(home / "progress.db")) == 1


@pytest.mark.usefixtures("known")
def test_a_copy_takes_no_other_file_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        review(log)
    mine = tmp_path / "notes.txt"
    mine.write_text("precious", encoding="utf-8")
    assert main(["backup", str(mine), "--home", str(home)]) == 2
    assert "is there already and is no copy" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "precious"
    copy = tmp_path / "copy.db"
    for _ in range(2):
        assert main(["backup", str(copy), "--home", str(home)]) == 0, "an older copy is renewed"


@pytest.mark.usefixtures("known")
def test_a_copy_that_cannot_be_made_is_not_said_to_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        review(log)
    monkeypatch.setattr(Progress, "back_up_now", lambda *_: None)  # as in a folder that is read-only
    assert main(["backup", "--home", str(home)]) == 1
    said = capsys.readouterr()
    assert "read-only here; name a place for the copy" in said.err
    assert said.out == ""
