"""`doctor` names what is wrong and mends what can be mended; nothing that is sound is lost, and nothing is thrown away."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.events import Event
from flashcards.log.file import Progress
from tests.log.test_file import at, folded, quick_folder, review
from tests.log.test_merge import KINDS, damage

Doctor = Callable[..., tuple[int, dict[str, tuple[bool, str]], str]]


@pytest.fixture
def doctor(home: Path, decks: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    def command(*words: str) -> tuple[int, dict[str, tuple[bool, str]], str]:
        place = ["--home", str(home), "--decks", str(decks), "--now", "2026-11-24T09:00"]
        code = main(["doctor", "--json", *words, *place])
        said = json.loads(capsys.readouterr().out)
        return code, {f["what"]: (f["sound"], f["words"]) for f in said["findings"]}, " ".join(said["repaired"])

    return command


def test_a_folder_in_the_place_of_the_file_is_said_by_every_command(
    home: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "progress.db").mkdir(parents=True)
    said = f"{home}/progress.db is a folder, where a file of that name holds the progress; rename the folder, or name another home with --home"
    for words in (["due"], ["review", "--plain"], ["restore"], ["backup"], ["log"], ["doctor"], ["doctor", "--repair"]):
        assert main([*words, "--home", str(home), "--decks", str(decks)]) == 1, words
        told = capsys.readouterr()
        assert said in (told.out if words[0] == "doctor" else told.err), words
        assert "--repair" not in told.out, "which mends no folder"


def test_one_event_is_an_event(doctor: Doctor, home: Path) -> None:
    studied(home, 1)
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        log.back_up(at().study_day)
    _, findings, _ = doctor()
    assert findings["events"][1] == "1 event, as it was written"
    assert findings["copies"][1].endswith("with 1 event")


def studied(home: Path, count: int = 300) -> dict[str, Event]:
    """Put a log of so many reviews into a home."""
    home.mkdir(exist_ok=True)
    data, events = log_of(count)
    (home / "progress.db").write_bytes(data)
    (home / "progress.db").chmod(0o600)
    return events


@cache
def log_of(count: int) -> tuple[bytes, dict[str, Event]]:
    """A log, made once, and its events."""
    with quick_folder() as folder, contextlib.closing(Progress.open(Path(folder) / "progress.db")) as log:
        for n in range(count):
            review(log, ("recall", "precision", f"c{n % 40}")[n % 3], 1 + n % 4, at(minutes=n / 2))
        return log.path.read_bytes(), {event.id: event for event in log.events()}


def test_a_sound_home_is_said_to_be_sound(doctor: Doctor, home: Path) -> None:
    assert doctor()[0] == 0, "nothing was answered yet"
    studied(home, 30)
    code, found, _ = doctor()
    assert (code, all(sound for sound, _ in found.values())) == (0, True), found
    assert set(found) == {
        "file",
        "integrity",
        "schema",
        "events",
        "states",
        "clock",
        "due days",
        "copies",
        "cards",
        "decks",
        *(["permissions"] if os.name == "posix" else []),
    }
    assert "30 events" in found["events"][1]


@pytest.mark.parametrize("how", [*KINDS, "a journal that is not ours"])
def test_damage_is_named_and_mended_and_the_old_file_is_kept(doctor: Doctor, home: Path, how: str) -> None:
    events = studied(home)
    path = home / "progress.db"
    if how in KINDS:
        damage(path, how)
    else:
        path.write_bytes(path.read_bytes()[:-4096])
    broken = path.read_bytes()
    code, found, _ = doctor()
    assert code == 1, found
    assert not any("***" in words for _, words in found.values()), "the page is named, not what heads its fault"
    assert path.read_bytes() == broken, "looking changes nothing"
    code, found, said = doctor("--repair")
    assert (code, all(sound for sound, _ in found.values())) == (0, True), found
    with contextlib.closing(Progress.open(path)) as log:
        kept = {event.id: event for event in log.events()}
        assert log.states() == folded(log)
    assert all(events[key] == event for key, event in kept.items())
    if how in ("first bytes", "an index", "the states"):
        assert kept == events
    assert f"{len(kept)} sound events kept" in said
    (old,) = home.glob("progress-damaged-*.db") if "The old file" in said else home.glob("backups/*.db")
    assert old.stat().st_size > 0
    if "The old file" in said:
        assert old.read_bytes() == broken


def test_what_the_damaged_file_lost_comes_from_the_newest_copy(doctor: Doctor, home: Path) -> None:
    events = studied(home)
    path = home / "progress.db"
    with contextlib.closing(Progress.open(path)) as log:
        log.back_up(at().study_day)
    damage(path, "a page of the log")
    code, _, said = doctor("--repair")
    assert (code, "from the newest copy" in said) == (0, True)
    with contextlib.closing(Progress.open(path)) as log:
        assert {event.id: event for event in log.events()} == events


def test_an_event_changed_behind_the_programs_back_is_named(doctor: Doctor, home: Path) -> None:
    studied(home, 40)
    damage(home / "progress.db", "a rating")
    code, found, _ = doctor()
    assert code == 1
    assert not found["schema"][0], "a trigger is gone"
    assert "event_never_changes" in found["schema"][1]
    assert found["events"][1].startswith("1 event of 40 is not as written: ")


def test_states_that_are_not_the_fold_are_found_and_made_anew(doctor: Doctor, home: Path) -> None:
    studied(home, 40)
    path = home / "progress.db"
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE card_state SET stability = stability * 2 WHERE card = 'recall'")
        db.execute("UPDATE day_sum SET n = n + 1")
    code, found, _ = doctor()
    assert (code, found["states"]) == (1, (False, "not what the log makes: card_state, day_sum"))
    assert doctor("--repair")[0] == 0
    with contextlib.closing(Progress.open(path)) as log:
        assert log.states() == folded(log)
    assert not [*home.glob("progress-damaged-*")], "the log itself was sound"


def test_a_wrong_clock_and_eyes_of_others_are_named(doctor: Doctor, home: Path) -> None:
    studied(home, 3)
    path = home / "progress.db"
    with contextlib.closing(Progress.open(path)) as log:
        review(log, "recall", 3, at(days=900))
    path.chmod(0o644)
    code, found, _ = doctor()
    assert code == 1
    assert found["clock"][1].startswith("1 event dated after today")
    if os.name == "posix":
        assert not found["permissions"][0]


@pytest.mark.parametrize(("days", "sound"), [(2, True), (3, True), (4, False)])
def test_events_of_days_to_come_are_named_and_far_ones_are_a_fault(
    doctor: Doctor, home: Path, days: int, sound: bool
) -> None:
    studied(home, 3)
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        assert doctor()[1]["clock"] == (True, "no event is dated after today")
        review(log, "recall", 3, at(days=days))
    code, found, _ = doctor()
    said = "another time zone, or `--now`" if sound else "check the clock"
    assert found["clock"] == (sound, f"1 event dated after today, the latest {at(days=days).study_day}; {said}")
    assert code == (0 if sound else 1)


def test_nothing_readable_and_no_copy_is_one_sentence(
    home: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    path = home / "progress.db"
    path.write_bytes(b"not a database at all" * 500)
    place = ["--home", str(home), "--decks", str(decks)]
    assert main(["doctor", "--repair", *place]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert path.read_bytes() == b"not a database at all" * 500
    assert main(["due", *place]) == 1
    assert "`flashcards doctor --repair`" in capsys.readouterr().err
