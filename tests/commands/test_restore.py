"""`restore` goes back to a copy, `merge` brings answers in: what is replaced is kept, and figures are said first."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.events import Event
from flashcards.log import backups
from flashcards.log.file import Progress
from flashcards.log.rescue import MovedError
from tests.log.test_file import at, folded, review
from tests.log.test_merge import damage

Main = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, decks: Path, capsys: pytest.CaptureFixture[str]) -> Main:
    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--home", str(home), "--decks", str(decks), "--now", "2026-11-24T09:00"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def copies(home: Path) -> list[Path]:
    """Three days of answers with a copy each, and two answers later than the last one; newest first."""
    home.mkdir()
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        for day in range(3):
            for n in range(10):
                review(log, f"c{n}", 1 + n % 4, at(days=day, minutes=n))
            log.back_up(at(days=day).study_day)
        for n in range(2):
            review(log, f"later{n}", 3, at(days=3, minutes=n))
    return [copy for _, copy in reversed(backups.copies(home / "progress.db"))]


def events_of(path: Path) -> list[Event]:
    with contextlib.closing(Progress.open(path)) as log:
        assert log.states() == folded(log)
        return list(log.events())


def test_copies_are_listed_with_what_going_back_would_leave_out(run: Main, copies: list[Path]) -> None:
    listed = json.loads(run("restore", "--json")[1])
    assert [(row["file"], row["events"], row["later"]) for row in listed] == [
        (str(copies[0]), 30, 2),
        (str(copies[1]), 20, 12),
        (str(copies[2]), 10, 22),
    ]
    code, out, _ = run("restore")
    assert (code, out.count("\n")) == (0, 4)
    assert "12 later ones here" in out
    hint = out.splitlines()[-1]
    assert hint.startswith(f"`flashcards restore {copies[0]}` goes back to the newest")
    assert "With `--go-back` the 2 later events here stay in the kept file only; `--bring-later` takes them" in hint
    assert run("restore", str(copies[0]), "--go-back")[0] == 0
    assert "--go-back" not in run("restore")[1]


def test_copies_in_the_folder_of_the_settings_are_listed_counted_and_mended_from(
    run: Main, home: Path, copies: list[Path], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    copies[0].parent.rename(stick)
    (home / "settings.yaml").write_text(f"backups: {stick}\n")
    newest = stick / copies[0].name
    assert json.loads(run("restore", "--json")[1])[0]["file"] == str(newest)
    assert "3 copies, the newest of 2026-11-25 with 30 events" in run("doctor")[1]
    (home / "progress.db").write_bytes(b"")
    assert f"`flashcards restore {newest}` goes back to the newest copy" in run("doctor")[1].replace("\n  ", " ")
    assert "30 of them from the newest copy" in run("doctor", "--repair")[1]


@pytest.mark.parametrize(("word", "left"), [("--go-back", 20), ("--bring-later", 32)])
def test_a_sound_file_is_replaced_as_it_was_wished_and_kept(
    run: Main, home: Path, copies: list[Path], word: str, left: int
) -> None:
    path = home / "progress.db"
    before, content = events_of(path), path.read_bytes()
    code, out, err = run("restore", str(copies[1]))
    assert (code, out) == (2, "")
    assert "the 12 events that only the present file has" in err
    assert path.read_bytes() == content
    code, out, _ = run("restore", str(copies[1]), word)
    assert code == 0
    assert events_of(path) == before[:left] if left < 32 else events_of(path) == before
    (kept,) = home.glob("progress-replaced-*.db")
    assert kept.read_bytes() == content
    assert str(kept) in out
    assert copies[1].exists()


def test_what_is_sound_in_a_damaged_file_comes_along_unasked_and_is_counted(
    run: Main, home: Path, copies: list[Path]
) -> None:
    path = home / "progress.db"
    before = events_of(path)
    damage(path, "an index")
    code, out, _ = run("restore", str(copies[2]))
    assert (code, "Restored: 32 events, 22 later ones among them." in out) == (0, True)
    assert events_of(path) == before


def test_a_lost_file_and_its_foreign_journal_are_replaced(run: Main, home: Path, copies: list[Path]) -> None:
    path = home / "progress.db"
    path.unlink()
    backups.journal(path).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    assert f"`flashcards restore {copies[0]}` goes back" in run("due")[2]
    assert run("restore", str(copies[0]))[0] == 0
    assert len(events_of(path)) == 30


@pytest.mark.parametrize("how", ["not there", "the file itself", "damaged", "no database"])
def test_a_copy_that_cannot_be_put_back_changes_nothing(run: Main, home: Path, copies: list[Path], how: str) -> None:
    path, copy = home / "progress.db", copies[0]
    if how == "not there":
        copy = home / "nowhere.db"
    elif how == "the file itself":
        copy = path
    elif how == "damaged":
        damage(copy, "cut short")
    else:
        copy.write_bytes(b"mine" * 4000)
    content = path.read_bytes()
    code, out, err = run("restore", str(copy), "--go-back")
    assert (code in (1, 2), out, err.count("\n")) == (True, "", 1)
    assert path.read_bytes() == content
    assert not [p for p in home.iterdir() if p.suffix not in {".db", ""}], "nothing half made"


def test_a_window_that_was_open_rescues_what_it_held_and_nothing_comes_back_by_itself(
    run: Main, home: Path, copies: list[Path]
) -> None:
    with contextlib.closing(Progress.open(home / "progress.db")) as window:
        assert run("restore", str(copies[2]), "--go-back")[0] == 0
        with pytest.raises(MovedError) as moved:
            review(window, "mine", 3, at(days=4))
        assert (moved.value.held, moved.value.there) == (32, 10)
        assert len(events_of(home / "progress.db")) == 10
        code, out, _ = run("merge", str(moved.value.rescue))
        assert (code, "23 new events, 10 known" in out) == (0, True)


def test_merge_takes_files_and_lines_and_names_what_it_leaves(
    run: Main, home: Path, copies: list[Path], tmp_path: Path
) -> None:
    with contextlib.closing(Progress.open(tmp_path / "phone" / "progress.db")) as phone:
        theirs = [review(phone, f"p{n}") for n in range(3)]
    lines = tmp_path / "laptop.jsonl"
    with contextlib.closing(Progress.open(tmp_path / "laptop" / "progress.db")) as laptop:
        made = [json.dumps(review(laptop, "l").to_json()) for _ in range(2)]
    lines.write_text("\n".join([*made, made[0].replace('"rating": 3', '"rating": 4')]))
    code, out, _ = run("merge", "--json", str(tmp_path / "phone" / "progress.db"), str(lines))
    rows = json.loads(out)
    assert code == 1, "a line was left aside"
    assert [(row["new"], row["known"], row["bad"]) for row in rows] == [(3, 0, []), (2, 0, ["line 3"])]
    assert {event.id for event in theirs} <= {event.id for event in events_of(home / "progress.db")}
    assert run("merge", str(lines))[1].startswith(f"{lines}: 0 new events, 2 known.\n")


@pytest.mark.parametrize("what", ["itself", "nothing", "a folder", "text"])
def test_what_cannot_be_merged_is_one_sentence(
    run: Main, home: Path, copies: list[Path], tmp_path: Path, what: str
) -> None:
    (tmp_path / "text").write_text("hello\n" * 5)
    other = {"itself": home / "progress.db", "a folder": tmp_path}.get(what, tmp_path / what)
    code, out, err = run("merge", str(other))
    assert (code, out, err.count("\n")) == (2, "", 1)
