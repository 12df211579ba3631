"""`due` tells again what it told, and anew as soon as anything has changed that it was made of."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest

from flashcards import told
from flashcards.days import moment
from flashcards.schedule.states import Rating
from tests.conftest import START, opened
from tests.program import program

DECK = "title: Mine\ncards:\n" + "".join(f"  - {{id: mine-{n}, question: Q{n}, answer: A{n}}}\n" for n in range(20))
OLD = (1_700_000_000, 1_700_000_000)


@pytest.fixture(autouse=True)
def _cache_where_it_is_by_itself(monkeypatch: pytest.MonkeyPatch, _no_person: Path) -> None:
    monkeypatch.delenv("FLASHCARDS_CACHE", raising=False)


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    """A home in which something was answered, long ago as far as files can tell."""
    home = tmp_path_factory.mktemp("studied")
    (home / "decks").mkdir()
    (home / "cache").mkdir()
    shutil.copy(store, home / "cache")
    put(home / "decks" / "mine.yaml", DECK)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FLASHCARDS_CACHE", raising=False)
        ran(home, "review", "mine", "--plain", stdin="\n3\nq\n")
    return home


@pytest.fixture
def home(studied: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(studied, tmp_path / "home")


def put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, OLD)


def ran(home: Path, *words: str, stdin: str = "", **env: str) -> str:
    """What a command says without the early path, which a process of its own takes."""
    done = program(*words, "--home", str(home), stdin=stdin, env={**os.environ, **env})
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def said(home: Path, *words: str) -> str:
    """What a process says, from memory or not."""
    command = [sys.executable, "-m", "flashcards", *words, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def from_memory(home: Path, *words: str) -> str | None:
    return told.again(str(home / "cache"), str(home), words)


def test_what_was_told_is_told_again_and_by_nothing_but_the_early_path(home: Path) -> None:
    first = ran(home, "due", "--json")
    assert from_memory(home, "due", "--json") == first
    script = f"import sys; sys.argv[1:] = ['due', '--json', '--home', {str(home)!r}]; from flashcards.cli import main; main(); print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", "import json\n" + script], capture_output=True, text=True, check=True)
    said, modules = done.stdout.splitlines()
    assert json.loads(said) == json.loads(first)
    assert {name for name in json.loads(modules) if name.startswith("flashcards")} == {
        "flashcards",
        "flashcards.cli",
        "flashcards.told",
    }


@pytest.mark.parametrize("command", [["sync"], ["merge", "other.db"]])
def test_what_brings_answers_in_tells_what_is_due_after_them(command: list[str], home: Path, tmp_path: Path) -> None:
    other = shutil.copytree(home, tmp_path / "elsewhere")
    answered(other)
    shutil.copy(other / "progress.db", tmp_path / "other.db")
    put(home / "settings.yaml", f"sync: {tmp_path / 'shared'}\n")
    put(other / "settings.yaml", f"sync: {tmp_path / 'shared'}\n")
    (tmp_path / "shared").mkdir()
    ran(other, "sync")
    ran(home, *(str(tmp_path / word) if word == "other.db" else word for word in command))
    remembered = from_memory(home, "due")
    assert remembered is not None
    assert remembered == ran(home, "due") == ran(other, "due")


def test_of_a_home_without_answers_it_is_told_again_until_there_is_one(home: Path) -> None:
    (home / "progress.db").unlink()
    assert from_memory(home, "due", "--json") is None, "there are copies of a log that is lost"
    shutil.rmtree(home / "backups")
    first = ran(home, "due", "--json")
    assert from_memory(home, "due", "--json") == first
    answered(home)
    assert from_memory(home, "due", "--json") is None
    assert ran(home, "due", "--json") != first


def answered(home: Path) -> None:
    library = opened(home, cache=home / "cache")
    session = library.sitting(lambda: moment(datetime.now().astimezone(), 4), decks=["mine"])
    session.reveal()
    session.rate(Rating.GOOD)
    library.close()


CHANGES: dict[str, Callable[[Path], object]] = {
    "an answer that nobody told of": lambda home: answered(home),
    "a deck with more cards": lambda home: put(home / "decks" / "mine.yaml", DECK + "  - {question: Q, answer: A}\n"),
    "a deck that is gone": lambda home: (home / "decks" / "mine.yaml").unlink(),
    "a new deck": lambda home: put(home / "decks" / "other.yaml", DECK.replace("mine", "other")),
    "settings": lambda home: put(home / "settings.yaml", "new_per_day: 3\n"),
    "a log that was put back": lambda home: (home / "progress.db").write_bytes((home / "progress.db").read_bytes()),
    "damage to what is kept": lambda home: next((home / "cache").glob("due.told")).write_text("due\n"),
    "a write that is under way": lambda home: (home / "progress.db-journal").write_bytes(b"x" * 600),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_told_from_memory_after(change: str, home: Path) -> None:
    ran(home, "due")
    assert from_memory(home, "due") is not None
    CHANGES[change](home)
    assert from_memory(home, "due") is None


def test_after_a_sitting_what_is_left_is_told_from_memory(home: Path, known: Path) -> None:
    before = ran(home, "due")
    ran(home, "review", "mine", "--plain", stdin="\n4\n\n4\nq\n")
    for words in (["due"], ["due", "--json"]):
        now = from_memory(home, *words)
        assert now == ran(home, *words, FLASHCARDS_CACHE=str(known)) != before


def test_a_look_at_one_form_keeps_both(home: Path) -> None:
    ran(home, "due")
    assert json.loads(from_memory(home, "due", "--json") or "")["new"] == 9


def test_what_is_told_after_a_change_is_what_is_told_without_memory(home: Path, known: Path) -> None:
    ran(home, "due")
    put(home / "settings.yaml", "new_per_day: 3\n")
    assert said(home, "due") == ran(home, "due", FLASHCARDS_CACHE=str(known)) != ""
    assert said(home, "due").split(", ")[1] == "2 new"


def test_nothing_is_told_from_memory_on_another_study_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(home, "due")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    assert from_memory(home, "due") is None


@pytest.mark.parametrize("hour", [0, 3, 4, 5, 23])
@pytest.mark.parametrize("rollover", [0, 4, 23])
def test_the_early_path_knows_the_study_day(hour: int, rollover: int) -> None:
    now = START.astimezone().replace(hour=hour)
    assert told.study_day(rollover, now.timestamp()) == moment(now, rollover).study_day.isoformat()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the early path wants a home that is named")
@pytest.mark.parametrize("variable", ["", "XDG"])
def test_the_early_path_knows_the_folders_of_the_platform(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLASHCARDS_HOME", "FLASHCARDS_CACHE", "FLASHCARDS_DECKS", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv("XDG_DATA_HOME", "/data")
        monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    data, cache = (
        f(appname="flashcards", appauthor=False) for f in (platformdirs.user_data_dir, platformdirs.user_cache_dir)
    )
    assert told.places(["due"]) == (["due"], data, cache)


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--now", "2026-11-23"],
        ["due", "--decks", "x"],
        ["due", "--home"],
        ["decks"],
        ["due", "--help"],
        ["due", "x"],
        ["review", "--plain"],
        ["review", "--pract"],
        ["review", "--query=x"],
    ],
)
def test_more_than_a_bare_question_is_never_told_from_memory(words: list[str]) -> None:
    assert told.places(words) is None


def test_an_opening_is_told_for_its_day_its_time_and_its_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLASHCARDS_CACHE", raising=False)
    now = datetime.now().astimezone().replace(hour=12).timestamp()
    monkeypatch.setattr(time, "time", lambda: now)
    words = ["review", "--home", str(home)]

    def keep(name: str, day: str, until_s: float) -> None:
        text = told.opened(round(until_s * 1000), 80, 24, "", name)
        told.keep(str(home / "cache"), [name], 4, told.marks(str(home), 4, day), text)

    keep(told.TODAY, told.study_day(4, now), now + 60)
    keep(told.NEXT_DAY, told.study_day(4, now + 86_400), now + 200_000)
    assert told.opening(words, 80, 24) == told.TODAY
    assert told.opening(words, 81, 24) is None
    for later, what in ((61, None), (86_400, told.NEXT_DAY), (2 * 86_400, None)):
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda later=later: now + later)
            assert told.opening(words, 80, 24) == what
    called = [*words, "metrics", "--query", "tag:loss"]
    assert told.opening(called, 80, 24) is None
    text = told.opened(round(now + 60) * 1000, 80, 24, "metrics\t--query\ttag:loss", "Losses")
    told.keep(str(home / "cache"), [told.CALLED], 4, told.marks(str(home), 4), text)
    assert told.opening(called, 80, 24) == "Losses"
    assert told.opening([*words, "metrics", "--query", "tag:l"], 80, 24) is None
    assert told.opening(words, 80, 24) == told.TODAY
    (home / told.UNSAVED).write_text("{}")
    assert told.opening(words, 80, 24) is None
    assert told.opening(called, 80, 24) is None
