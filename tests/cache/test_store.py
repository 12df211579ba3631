"""The store of parsed decks: whatever happens to it, every command says what it says without it."""

import contextlib
import io
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import files, kinds
from flashcards.cache import database, store
from flashcards.cache.cards import StoredCard
from flashcards.cache.database import FILE_NAME
from flashcards.cache.store import ChangedError, Store
from flashcards.cards import Card, Deck
from flashcards.cli import main
from flashcards.commands import context
from flashcards.decks import file as deckfile
from flashcards.library import Library, bundled_decks
from flashcards.titles import title
from tests.conftest import opened

NOW = "2026-11-23T09:00:00+01:00"
KINDS = Path(__file__).parents[1] / "decks" / "kinds.yaml"
COMMANDS = (
    ["due"],
    ["due", "--json"],
    ["decks", "--json"],
    ["find", "--json", "e"],
    ["find", "e"],
    ["show", "basic"],
    ["why", "basic"],
    ["check"],
    ["stats", "--json"],
    ["review", "--plain"],
)
BROKEN = "title: Broken\ncards:\n  - {id: one, question: Q, answer: A}\n  - {id: two, question: Q}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_in(tmp_path)


def home_in(folder: Path) -> Path:
    """A home with every kind of card, and a deck with problems, changed long ago."""
    decks = folder / "home" / "decks"
    decks.mkdir(parents=True)
    shutil.copy(KINDS, decks / "kinds.yaml")
    (decks / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    for path in decks.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder / "home"


@pytest.fixture
def cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_DECKS", str(home / "decks"))
    return home / "cache" / FILE_NAME


def said(home: Path, words: list[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, wherever its home lies."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(""))
        code = main([*words, "--home", str(home), "--now", NOW])
    return code, out.getvalue().replace(str(home), "HOME"), err.getvalue().replace(str(home), "HOME")


def everything(home: Path) -> list[tuple[int, str, str]]:
    return [said(home, words) for words in COMMANDS]


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str, str]]:
    """What every command says without a store."""
    home = home_in(tmp_path_factory.mktemp("without"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASHCARDS_CACHE", "/dev/null/none")
        patch.setenv("FLASHCARDS_DECKS", str(home / "decks"))
        found = everything(home)
    assert not (home / "cache").exists()
    return found


def test_every_command_says_the_same_with_a_store_cold_and_warm(
    home: Path, cache: Path, without: list[tuple[int, str, str]]
) -> None:
    assert everything(home) == without
    assert cache.exists()
    assert everything(home) == without


DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "text": lambda path: path.write_text("not a database, and longer than a header of one" * 9),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "a folder": lambda path: replaced_by_a_folder(path),
    "of another format": lambda path: edit(path, "PRAGMA user_version = 77"),
    "of another program": lambda path: edit(path, "PRAGMA application_id = 77"),
    "made by another version": lambda path: edit(path, "UPDATE seen SET program = 'x'"),
    "without a table": lambda path: edit(path, "DROP TABLE card"),
    "without cards": lambda path: edit(path, "DELETE FROM card"),
    "other cards": lambda path: edit(path, "UPDATE card SET heavy = (SELECT max(heavy) FROM card)"),
    "other kinds of values": lambda path: edit(path, "UPDATE content SET head = '[]', crc = 7"),
    "sums that fit": lambda path: edit(path, f"UPDATE content SET head = '[1]', crc = {database.crc_of('[1]')}"),
    "without a page": lambda path: edit(path, "DELETE FROM page WHERE number = 0"),
    "pages in another order": lambda path: edit(path, "UPDATE page SET light = (SELECT max(light) FROM page)"),
    "pages with sums that fit": lambda path: edit(
        path, f"UPDATE page SET light = '[1]', crc = {database.crc_of('[1]')}"
    ),
    "other ids": lambda path: edit(path, "UPDATE lines SET text = 'x'"),
    "without ids": lambda path: edit(path, "DELETE FROM lines"),
    "another shelf": lambda path: edit(path, "UPDATE shelf SET kept = x'5b5d0a'"),
}


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def edit(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_changes_nothing_that_is_said(
    damage: str, home: Path, cache: Path, without: list[tuple[int, str, str]]
) -> None:
    said(home, ["due"])
    for words, expected in zip(COMMANDS, without, strict=True):
        with contextlib.suppress(OSError, sqlite3.Error):
            DAMAGES[damage](cache)
        assert said(home, words) == expected


def test_flipped_bytes_change_nothing_that_is_said(
    home: Path, cache: Path, without: list[tuple[int, str, str]]
) -> None:
    rng = random.Random(7)
    said(home, ["due"])
    sound = cache.read_bytes()
    for _ in range(12):
        data = bytearray(sound)
        for _ in range(rng.choice((1, 5, 200))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        cache.write_bytes(data)
        assert said(home, COMMANDS[3]) == without[3]


def test_the_store_may_go_while_its_cards_are_in_use(home: Path, cache: Path) -> None:
    Library(home, [home / "decks"], home / "cache").close()
    library = opened(home, [home / "decks"], home / "cache")
    fresh = opened(home, [home / "decks"])
    assert all(isinstance(card, StoredCard) for card in library.cards.values())
    cards = iter(library.cards)
    for damage in (lambda: edit(cache, "DELETE FROM card"), cache.unlink, lambda: cache.write_bytes(b"x" * 4096)):
        damage()
        library._store.close()
        name = next(cards)
        assert library.cards[name].answer_text == fresh.cards[name].answer_text
    library.close()


def test_a_card_of_a_file_that_changed_and_of_a_store_that_went_says_so(home: Path, cache: Path) -> None:
    Library(home, [home / "decks"], home / "cache").close()
    library = opened(home, [home / "decks"], home / "cache")
    library._store.close()
    cache.unlink()
    (home / "decks" / "broken.yaml").write_text(BROKEN.replace("answer: A", "answer: B"), encoding="utf-8")
    with pytest.raises(ChangedError, match="start again"):
        _ = library.cards["one"].answer_text
    library.close()


def test_a_window_keeps_the_cards_it_has_read_when_another_reads_an_edit(home: Path) -> None:
    Library(home, [home / "decks"], home / "cache").close()
    first = opened(home, [home / "decks"], home / "cache")
    (home / "decks" / "broken.yaml").write_text(BROKEN.replace("answer: A", "answer: B"), encoding="utf-8")
    second = opened(home, [home / "decks"], home / "cache")
    assert (first.cards["one"].answer_text, second.cards["one"].answer_text) == ("A", "B")
    first.close()
    second.close()


def test_an_edit_is_seen_also_when_time_and_size_are_as_before(home: Path, cache: Path) -> None:
    path = home / "decks" / "broken.yaml"
    for answer in "ABCABC":
        before = path.stat()
        path.write_text(BROKEN.replace("answer: A", f"answer: {answer}"), encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, path.stat().st_mtime_ns))
        library = opened(home, [home / "decks"], home / "cache")
        assert library.cards["one"].answer_text == answer
        library.close()


def test_one_edit_reads_one_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library(home, [home / "decks"], home / "cache").close()
    read: list[str] = []
    real = deckfile.load_with_fields

    def counted(data: bytes, path: Path, name: str, **more: bool) -> object:
        read.append(name)
        return real(data, path, name, **more)

    monkeypatch.setattr(deckfile, "load_with_fields", counted)
    Library(home, [home / "decks"], home / "cache").close()
    assert read == []
    (home / "decks" / "broken.yaml").write_text(BROKEN + "  - {question: Q3, answer: A}\n", encoding="utf-8")
    library = opened(home, [home / "decks"], home / "cache")
    assert read == ["broken"]
    assert len(library.deck("broken").cards) == 2
    library.close()


def test_what_other_programs_have_left_goes_after_a_day(home: Path, cache: Path) -> None:
    assert said(home, ["due"])[0] == 0
    edit(cache, "UPDATE seen SET program = 'another', content = zeroblob(16), hashed_ns = 1")
    edit(cache, "UPDATE content SET id = zeroblob(16), made_s = 1 WHERE rowid = (SELECT min(rowid) FROM content)")
    for table in ("page", "lines", "card"):
        edit(cache, f"UPDATE OR IGNORE {table} SET content = zeroblob(16)")
    (home / "decks" / "broken.yaml").write_text(BROKEN.replace("Broken", "Another"), encoding="utf-8")
    assert said(home, ["due"])[0] == 0
    with contextlib.closing(sqlite3.connect(cache)) as db:
        assert "another" not in {program for (program,) in db.execute("SELECT program FROM seen")}
        for table, column in (("content", "id"), ("page", "content"), ("lines", "content"), ("card", "content")):
            assert bytes(16) not in {found for (found,) in db.execute(f"SELECT {column} FROM {table}")}


def test_what_an_open_program_keeps_after_an_upgrade_is_not_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Store(tmp_path), Store(tmp_path)
    old.mark_program()
    monkeypatch.setattr(store, "program", lambda _: "the new one")
    old.deck(KINDS, "kinds")
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        kept = {program for (program,) in db.execute("SELECT program FROM seen")}
    assert kept
    assert "the new one" not in kept
    new.deck(KINDS, "kinds")
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert ("the new one",) in db.execute("SELECT program FROM seen").fetchall(), "it reads the deck itself"
    old.close()
    new.close()


@pytest.mark.slow
def test_a_kept_deck_is_the_deck_that_was_read(tmp_path: Path) -> None:
    def both(path: Path) -> tuple[Deck, Deck]:
        kept = Store(tmp_path)
        kept.deck(path, path.stem)
        return kept.deck(path, path.stem), deckfile.load_file(path, path.stem)

    for path in (KINDS, *sorted(bundled_decks().glob("*.yaml"))):
        os.utime(shutil.copy(path, tmp_path / path.name), (1_700_000_000, 1_700_000_000))
        kept, read = both(tmp_path / path.name)
        assert len(kept.cards) == len(read.cards) > 5
        for known, card in zip(kept.cards, read.cards, strict=True):
            assert isinstance(known, StoredCard)
            assert (known.tags, known.needs, known.level) == (card.tags, card.needs, card.level)
            assert (known.fingerprint, known.place, known.notes) == (card.fingerprint, card.place, card.notes)
            assert known.accepted_in_deck == card.accepted_in_deck
            assert kinds.ask(known, 3) == kinds.ask(card, 3)


def test_titles_are_made_once_and_are_those_of_the_cards(home: Path, cache: Path) -> None:
    Library(home, [home / "decks"], home / "cache").close()
    library = opened(home, [home / "decks"], home / "cache")
    cards = list(library.cards.values())
    expected = [title(card) for card in cards]
    assert library.titles(cards) == expected
    made: list[str] = []

    def counted(card: Card) -> str:
        made.append(card.id)
        return title(card)

    assert library._store.derived(cards, "title", counted) == expected
    assert made == []
    edit(cache, "UPDATE derived SET text = 'x'")
    assert library._store.derived(cards, "title", counted) == expected
    library.close()


def test_the_store_is_for_its_owner_alone(home: Path, cache: Path) -> None:
    assert said(home, ["due"])[0] == 0
    assert stat.S_IMODE(cache.parent.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in cache.parent.iterdir()] == [0o600]


def test_a_home_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    assert said(tmp_path / "none", ["due"])[0] == 0
    assert not (tmp_path / "none").exists()


def test_another_folder_can_be_named(home: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_CACHE", str(tmp_path / "elsewhere"))
    assert said(home, ["due"])[0] == 0
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [FILE_NAME]
    assert not cache.exists()


@pytest.mark.slow
def test_processes_that_start_together_agree(home: Path, cache: Path, without: list[tuple[int, str, str]]) -> None:
    command = [sys.executable, "-m", "flashcards", *COMMANDS[3], "--home", str(home), "--now", NOW]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {process.communicate()[0] for process in running} == {without[3][1]}


def test_a_store_that_another_process_writes_to_is_done_without(
    home: Path, cache: Path, without: list[tuple[int, str, str]]
) -> None:
    said(home, ["due"])
    with contextlib.closing(sqlite3.connect(cache, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert said(home, COMMANDS[3]) == without[3]
    assert cache.exists()


def test_the_store_leaves_what_room_there_is_to_the_progress(
    home: Path, cache: Path, without: list[tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [files.PLENTY_BYTES - 1]
    for module in (database, context):
        monkeypatch.setattr(module, "free_bytes", lambda _: left[0])
    assert everything(home) == without
    assert not cache.exists(), "nothing is begun"
    left[0] = files.PLENTY_BYTES
    assert everything(home) == without
    size = cache.stat().st_size
    left[0] -= 1
    (home / "decks" / "broken.yaml").write_text(BROKEN.replace("Broken", "Another"), encoding="utf-8")
    assert said(home, ["due"]) == without[0]
    assert cache.stat().st_size == size, "what is kept stays, and nothing is added"
    left[0] = files.LITTLE_BYTES - 1
    assert said(home, ["due"]) == without[0]
    assert not cache.exists(), "it gives way"


def test_the_store_gives_way_when_an_answer_finds_no_room(
    home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(Library(home, [home / "decks"], home / "cache")) as library:
        assert cache.exists()
        library.make_room()
        assert cache.exists(), "where there is room it stays"
        monkeypatch.setattr(database, "free_bytes", lambda _: 0)
        library.make_room()
        assert not cache.exists()
        assert library.cards["basic"].question_text, "the file is read again"
