"""`sync`: devices that share nothing but a folder come to the same log; nothing is lost, nothing else is touched."""

import contextlib
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.events import Event
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.log.sync import latest_sync, name_of, sync
from tests.log.test_file import at, folded, review

Device = Callable[[str], Progress]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shared"
    made.mkdir()
    (made / "notes.txt").write_text("mine")
    (made / "photo.jpg").write_bytes(b"\xff\xd8")
    return made


@pytest.fixture
def device(tmp_path: Path) -> "contextlib.AbstractContextManager[Device]":
    @contextlib.contextmanager
    def devices() -> Iterator[Device]:
        with contextlib.ExitStack() as opened:

            def open_one(name: str) -> Progress:
                log = Progress.open(tmp_path / name / "progress.db")
                opened.callback(log.close)
                return log

            yield open_one

    return devices()


def ids(log: Progress) -> set[str]:
    return {event.id for event in log.events()}


def test_three_devices_come_to_the_same_log_whatever_the_order(
    device: "contextlib.AbstractContextManager[Device]", folder: Path
) -> None:
    rng = random.Random(4)
    with device as open_one:
        logs = [open_one(name) for name in "abc"]
        written: set[str] = set()
        for n in range(40):
            log = rng.choice(logs)
            if rng.random() < 0.6:
                written.add(review(log, rng.choice("xyz"), rng.randint(1, 4), at(minutes=n)).id)
            elif rng.random() < 0.3:
                log.undo(at(minutes=n))
            else:
                sync(log, folder)
        for _ in range(2):
            for log in logs:
                sync(log, folder)
        assert written <= ids(logs[0]) == ids(logs[1]) == ids(logs[2])
        assert folded(logs[0]) == logs[0].states() == logs[1].states() == logs[2].states()
        for log in logs:
            done = sync(log, folder)
            assert (done.received, done.sent, done.bad, done.renewed) == (0, 0, {}, None), "nothing is left to do"
        lines = [line for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]
        assert len(lines) == len(ids(logs[0])), "each event is written by its own device, once"
    assert sorted(p.name for p in folder.iterdir() if p.suffix != ".jsonl") == ["notes.txt", "photo.jpg"]


def test_torn_lines_windows_line_ends_and_conflict_copies_cost_nothing(
    device: "contextlib.AbstractContextManager[Device]", folder: Path
) -> None:
    with device as open_one:
        mine, theirs = open_one("mine"), open_one("theirs")
        for n in range(4):
            review(theirs, f"t{n}")
        sync(theirs, folder)
        path = folder / name_of(theirs.device)
        text = path.read_text()
        path.write_bytes(text.replace("\n", "\r\n").encode()[:-30])
        (folder / f"{path.stem}.sync-conflict-20261123.jsonl").write_text(text.splitlines()[-1] + "\nnot json\n")
        done = sync(mine, folder)
        assert done.received == 4
        assert sorted(len(bad) for bad in done.bad.values()) == [1, 1]
        review(theirs, "later")
        assert sync(theirs, folder).sent == 1
        assert sync(mine, folder).received == 1, "a torn last line does not swallow the next one"


def test_a_copied_device_is_noticed_and_takes_another_name(
    device: "contextlib.AbstractContextManager[Device]", folder: Path, tmp_path: Path
) -> None:
    with device as open_one:
        first = open_one("first")
        review(first, "a")
        sync(first, folder)
        shutil.copytree(tmp_path / "first", tmp_path / "second")
        second = open_one("second")
        assert second.device == first.device
        review(first, "b")
        review(second, "c")
        sync(first, folder)
        done = sync(second, folder)
        assert done.renewed == second.device != first.device
        assert first.device in name_of(first.device)
        sync(first, folder)
        assert ids(first) == ids(second)
        assert len(ids(first)) == 3
        assert {p.name for p in folder.glob("*.jsonl")} == {name_of(first.device), name_of(second.device)}


def test_a_file_that_a_tool_removed_is_written_again(
    device: "contextlib.AbstractContextManager[Device]", folder: Path
) -> None:
    with device as open_one:
        log = open_one("a")
        events: list[Event] = [review(log, card) for card in "abc"]
        sync(log, folder)
        (folder / name_of(log.device)).unlink()
        assert sync(log, folder).sent == len(events)


def test_a_folder_that_is_not_there_is_a_sentence_and_nothing_is_lost(
    device: "contextlib.AbstractContextManager[Device]", tmp_path: Path, folder: Path
) -> None:
    with device as open_one:
        log = open_one("a")
        review(log)
        with pytest.raises(ProgressError, match=r"sync folder .* is not there"):
            sync(log, tmp_path / "nowhere")
        assert sync(log, folder).sent == 1


def test_what_a_restore_left_behind_does_not_come_back_by_itself(
    home: Path, decks: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--home", str(home), "--decks", str(decks), "--now", "2026-11-24T09:00"]
    home.mkdir()
    assert main(["sync", *place]) == 2
    assert "no sync folder is set" in capsys.readouterr().err
    (home / "settings.yaml").write_text(f"sync: {folder}\n")
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        review(log, "a")
        copy = log.back_up(at().study_day)
        later = review(log, "b").id
    assert main(["sync", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == 2
    assert main(["restore", str(copy), "--go-back", *place]) == 0
    assert main(["sync", *place]) == 0
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        assert later not in ids(log)
    (kept,) = home.glob("progress-replaced-*.db")
    assert main(["merge", str(kept), *place]) == 0
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        assert later in ids(log), "asked for, it does"


@pytest.mark.usefixtures("known")
def test_what_keeps_a_sync_from_working_is_remembered_and_the_next_one_that_works_forgets_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, place = tmp_path / "home", tmp_path / "stick"
    home.mkdir()
    (home / "settings.yaml").write_text(f"sync: {place}\n")
    words = ["sync", "--home", str(home), "--now", "2026-03-02T09:30+01:00"]
    assert main(words) == 1
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        latest = latest_sync(log)
    assert latest.wall_ms is None
    assert "is not there" in latest.failed
    place.mkdir()
    assert main(words) == 0
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        assert latest_sync(log).failed == ""
        assert latest_sync(log).words(at()).startswith("Last sync ")
