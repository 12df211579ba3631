"""A copy a day that is whole, can be put back, and is thinned out with age; nothing half-made, whatever fails."""

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from flashcards.cli import main
from flashcards.log import backups
from flashcards.log.errors import BusyError, ProgressError
from flashcards.log.file import Progress
from tests.log.test_file import at, folded, held, quick_folder, review

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)


@pytest.fixture
def home() -> Iterator[Path]:
    with quick_folder() as folder:
        yield Path(folder) / "home"


@pytest.fixture
def log(home: Path) -> Iterator[Progress]:
    opened = Progress.open(home / "progress.db")
    for n in range(10):
        review(opened, f"c{n % 3}", 1 + n % 4)
    yield opened
    opened.close()


def names(log: Progress) -> list[str]:
    return sorted(os.listdir(backups.folder(log.path)))


def test_a_copy_is_made_once_a_day_and_holds_everything(log: Progress) -> None:
    copy = log.back_up(DAY)
    assert copy == log.path.parent / "backups" / "progress-2026-11-23.db"
    made = copy.read_bytes()
    events = list(log.events())
    review(log, "later")
    assert log.back_up(DAY) is None
    assert copy.read_bytes() == made
    assert names(log) == ["progress-2026-11-23.db"]
    assert log.back_up(DAY + timedelta(days=1)) is not None
    with contextlib.closing(Progress.open(copy)) as restored:
        assert list(restored.events()) == events
        assert restored.states() == folded(restored)
        assert restored.device == log.device


def test_every_copy_of_the_two_latest_days_stays_and_one_of_each_earlier_day(log: Progress) -> None:
    folder = backups.folder(log.path)
    for n in range(4):
        log.back_up(DAY + timedelta(days=n))
        for hour in (10, 15):
            log.back_up_now(datetime(2026, 11, 23 + n, hour, 30, tzinfo=UTC))
    assert names(log) == [
        "progress-2026-11-23-153000.db",
        "progress-2026-11-24-153000.db",
        "progress-2026-11-25-103000.db",
        "progress-2026-11-25-153000.db",
        "progress-2026-11-25.db",
        "progress-2026-11-26-103000.db",
        "progress-2026-11-26-153000.db",
        "progress-2026-11-26.db",
    ]
    assert backups.newest(log.path) == folder / "progress-2026-11-26-153000.db"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_and_its_copies_are_for_their_owner_alone_whoever_made_the_folder(tmp_path: Path) -> None:
    old = os.umask(0o000)
    try:
        home = tmp_path / "shared"
        home.mkdir(mode=0o755)
        with contextlib.closing(Progress.open(home / "progress.db")) as log:
            review(log)
            copy = log.back_up(DAY)
            assert copy is not None
            modes = {path: path.stat().st_mode & 0o777 for path in (log.path, copy)}
        assert set(modes.values()) == {0o600}
        assert home.stat().st_mode & 0o777 == 0o755, "a folder that was there stays as it is"
        assert backups.folder(log.path).stat().st_mode & 0o777 == 0o700
        with contextlib.closing(Progress.open(tmp_path / "made" / "below" / "progress.db")):
            for made in (tmp_path / "made", tmp_path / "made" / "below"):
                assert made.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(old)


def test_a_sitting_ends_with_a_copy(
    home: Path, decks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (decks.parent / "lines").open("w+") as lines:
        lines.write("\n3\nq\n")
        lines.seek(0)
        monkeypatch.setattr("sys.stdin", lines)
        place = ["--home", str(home), "--decks", str(decks), "--now", "2026-11-23T09:00"]
        assert main(["review", "--plain", *place]) == 0
    assert capsys.readouterr().err == ""
    with contextlib.closing(Progress.open(backups.folder(home / "progress.db") / "progress-2026-11-23.db")) as copy:
        assert len(list(copy.events())) == 1


def test_every_copy_can_be_put_back_and_gone_on_with(log: Progress) -> None:
    kept = {}
    for day in range(5):
        review(log, f"d{day}", when=at(days=day + 1))
        kept[log.back_up(DAY + timedelta(days=day + 1))] = list(log.events()), log.states()
    log.close()
    for copy, (events, states) in kept.items():
        assert copy is not None
        log.path.unlink()
        shutil.copyfile(copy, log.path)
        with contextlib.closing(Progress.open(log.path)) as restored:
            assert (list(restored.events()), restored.states()) == (events, states)
            review(restored, "new")
            assert restored.undo(at(days=30)) is not None
            assert restored.undo(at(days=30)) == events[-1]
            assert restored.back_up(DAY + timedelta(days=30 + len(events))) is not None


def test_four_hundred_days_leave_twelve_days_ten_weeks_and_nine_months(log: Progress) -> None:
    """Every day a copy is made and thinned; the newest of each week and month stay, and the newest of all always."""
    made = []
    for n in range(400):
        day = DAY + timedelta(days=n)
        target = log.back_up(day)
        assert target is not None
        made.append(day)
        assert target.exists()
        kept = [d for d, _ in backups.copies(log.path)]
        assert kept[-1] == day
        assert set(made[-12:]) <= set(kept)
        assert len(kept) <= 12 + 10 + 9
    days = made[::-1]
    weeks = list(dict.fromkeys(d.isocalendar()[:2] for d in days))[:10]
    months = list(dict.fromkeys((d.year, d.month) for d in days))[:9]
    wanted = set(days[:12])
    wanted |= {max(d for d in days if d.isocalendar()[:2] == week) for week in weeks}
    wanted |= {max(d for d in days if (d.year, d.month) == month) for month in months}
    assert kept == sorted(wanted)
    for _, copy in backups.copies(log.path):
        with contextlib.closing(Progress.open(copy)) as restored:
            assert len(list(restored.events())) == 10


@pytest.mark.parametrize("seed", range(6))
def test_days_off_and_a_clock_that_jumps_never_cost_the_copy_just_made(log: Progress, seed: int) -> None:
    chance = random.Random(seed)
    path, day = log.path, DAY
    backups.folder(path).mkdir()
    for _ in range(120):
        day = max(date(1990, 1, 1), day + timedelta(days=chance.choice((1, 1, 1, 2, 9, 40, -3, -4000, 4000))))
        with contextlib.closing(sqlite3.connect(":memory:")) as empty:
            made = backups.daily(path, empty, day)
        assert made is None or made.exists()
        newest = backups.newest(path)
        assert newest is not None
        assert backups.folder(path) / f"progress-{day}.db" in [copy for _, copy in backups.copies(path)]


def test_other_files_in_the_folder_are_left_alone(log: Progress) -> None:
    folder = backups.folder(log.path)
    folder.mkdir()
    mine = ["progress-before-exam.db", "notes.txt", "progress-2026-13-45.db", "other-2026-11-01.db"]
    for name in mine:
        (folder / name).write_text("mine")
    for n in range(60):
        log.back_up(DAY + timedelta(days=n))
    assert set(mine) <= set(names(log))
    assert backups.newest(log.path) == folder / f"progress-{DAY + timedelta(days=59)}.db"


def test_what_a_killed_copy_left_behind_goes_with_the_next_one(log: Progress) -> None:
    folder = backups.folder(log.path)
    folder.mkdir()
    for name in ("progress-2026-11-20.77.part", "progress-2026-11-20.77.part-journal"):
        (folder / name).write_bytes(b"half")
    log.back_up(DAY)
    assert names(log) == ["progress-2026-11-23.db"]


def test_a_copy_that_another_window_is_making_is_not_touched(log: Progress) -> None:
    folder = backups.folder(log.path)
    folder.mkdir()
    theirs = folder / "progress-2026-11-23.77.part"
    theirs.write_bytes(b"half, and another process writes on")
    log.back_up(DAY)
    assert theirs.read_bytes() == b"half, and another process writes on"
    assert names(log) == [theirs.name, "progress-2026-11-23.db"]


def test_a_damaged_file_makes_no_copy_and_removes_none(log: Progress) -> None:
    for n in range(30):
        log.back_up(DAY + timedelta(days=n))
    before = names(log)
    log.close()
    content = bytearray(log.path.read_bytes())
    root = page_of(log.path, "event_by_card")
    content[root * 4096 + 8 : root * 4096 + 200] = bytes(192)
    log.path.write_bytes(content)
    with (
        contextlib.closing(Progress.open(log.path)) as damaged,
        pytest.raises(ProgressError, match=r"is damaged .*restore .*-12-22\.db"),
    ):
        damaged.back_up(DAY + timedelta(days=40))
    assert names(log) == before


def page_of(path: Path, name: str) -> int:
    """Position of a table's or index's first page, counted from 0."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return int(page) - 1


def test_a_file_that_another_process_holds_is_not_waited_for(log: Progress) -> None:
    with held(log.path), pytest.raises(BusyError):
        log.back_up(DAY)
    assert names(log) == []
    assert not log._db.in_transaction
    assert log.back_up(DAY) is not None


def test_a_copy_of_a_file_that_cannot_be_written_is_not_tried(log: Progress) -> None:
    log.writable = False
    assert log.back_up(DAY) is None
    assert not backups.folder(log.path).exists()


def test_a_folder_that_is_in_the_way_is_one_sentence(log: Progress) -> None:
    backups.folder(log.path).write_text("a file of mine")
    with pytest.raises(ProgressError, match="cannot be opened or copied"):
        log.back_up(DAY)
    review(log)
    assert backups.folder(log.path).read_text() == "a file of mine"


FULL = """
import resource, sys
from datetime import date
from pathlib import Path
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress

path = Path(sys.argv[1])
log = Progress.open(path)
size = path.stat().st_size
refused = 0
for limit in (1, 512, 4096, 5000, size // 2, size - 1):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        log.back_up(date(2026, 11, 24))
    except ProgressError as err:
        assert "\\n" not in str(err), err
        refused += 1
    assert sorted(p.name for p in (path.parent / "backups").iterdir()) == ["progress-2026-11-23.db"], limit
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert log.back_up(date(2026, 11, 24)).exists()
print(refused)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs rlimits")
def test_a_disk_that_is_full_leaves_no_half_copy_and_the_old_ones(log: Progress) -> None:
    copy = log.back_up(DAY)
    assert copy is not None
    before = copy.read_bytes()
    done = subprocess.run([sys.executable, "-c", FULL, log.path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("6\n", "")
    assert copy.read_bytes() == before


def test_a_copy_stopped_at_any_step_leaves_no_half_copy(log: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    log.back_up(DAY)
    for step in (
        "flashcards.log.backups.sqlite3.connect",
        "flashcards.log.backups.os.fsync",
        "flashcards.log.backups.Path.replace",
    ):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(step, interrupted)
            log.back_up(DAY + timedelta(days=1))
        assert names(log) == ["progress-2026-11-23.db"]
        assert not log._db.in_transaction
    review(log)
    assert log.back_up(DAY + timedelta(days=1)) is not None


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_copies_made_while_another_window_answers_are_whole(log: Progress) -> None:
    with contextlib.closing(Progress.open(log.path)) as other:
        for n in range(25):
            review(other, f"c{n % 5}", when=at(minutes=20 + n))
            copy = log.back_up(DAY + timedelta(days=n))
            assert copy is not None
            with TemporaryDirectory() as folder:
                shutil.copyfile(copy, Path(folder) / "progress.db")
                with contextlib.closing(Progress.open(Path(folder) / "progress.db")) as restored:
                    assert list(restored.events()) == list(log.events())
                    assert restored.states() == log.states()
