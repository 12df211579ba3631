"""Files made to harm, and broken ones: each is refused in one sentence, and nothing is written outside the decks."""

import io
import json
import os
import random
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.exchange.incoming import archive, html
from flashcards.exchange.incoming.anki import wire
from tests.exchange.incoming.conftest import Home
from tests.exchange.incoming.packages import database, message, modern, note, package, packed

GOOD = note("Basic", "Q <img src=p.png>", "A")


def zipped(build: Callable[[zipfile.ZipFile], None]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        build(made)
    return into.getvalue()


def with_link(made: zipfile.ZipFile) -> None:
    link = zipfile.ZipInfo("collection.anki2")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    made.writestr(link, "/etc/passwd")


def bomb(made: zipfile.ZipFile) -> None:
    made.writestr("collection.anki2", b"\0" * 60_000_000)


def encrypted() -> bytes:
    """An archive whose member claims to be encrypted."""
    data = bytearray(packed({"collection.anki2": b"x" * 50, "media": b"{}"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def lying() -> bytes:
    """An archive whose headers claim another size than there is."""
    data = bytearray(packed({"collection.anki2": database([GOOD]), "media": b"{}"}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def wrong_list(text: bytes) -> bytes:
    return packed({"collection.anki2": database([GOOD]), "media": text})


def sql(script: str) -> bytes:
    return packed({"collection.anki2": database([GOOD], also=script), "media": b"{}"})


def corrupt(at: int, size: int) -> bytes:
    data = bytearray(database([note("Basic", f"Q{n}", "A" * 300) for n in range(60)]))
    data[at : at + size] = b"\xff" * size
    return packed({"collection.anki2": bytes(data), "media": b"{}"})


SLOW = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, x, x, x, x, x FROM c"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "not an archive": (b"PK but no archive", "damaged or no archive"),
    "empty": (b"", "damaged or no archive"),
    "truncated": (package(GOOD)[:-300], "damaged or no archive"),
    "another archive": (packed({"word/document.xml": b"<x/>"}), "holds no collection"),
    "an archive in it": (packed({"deck.apkg": package(GOOD)}), "holds no collection"),
    "a link": (zipped(with_link), "is a link"),
    "a folder": (zipped(lambda made: made.writestr("collection.anki2/", "")), "holds no collection"),
    "a bomb": (zipped(bomb), "times its size"),
    "encrypted": (encrypted(), "is encrypted"),
    "lying about its size": (lying(), "damaged"),
    "no database": (packed({"collection.anki2": b"no database at all" * 100}), "its collection is damaged"),
    "an empty database": (packed({"collection.anki2": b""}), "its collection is damaged"),
    "a page that is gone": (corrupt(4096, 4096), "its collection is damaged"),
    "a wrecked schema": (corrupt(100, 900), "its collection is damaged"),
    "a view for a table": (sql(f"DROP TABLE notes; CREATE VIEW notes AS {SLOW}"), "has no table `notes` but view"),
    "a table that is computed": (sql("DROP TABLE revlog; CREATE VIRTUAL TABLE revlog USING fts5(id)"), "has no table `revlog`"),
    "decks of a wrong shape": (sql("UPDATE col SET decks = '[1]'"), "its collection is damaged"),
    "models nested deeply": (sql(f"UPDATE col SET models = '{'[' * 100_000}'"), "its collection is damaged"),
    "models without fields": (sql("""UPDATE col SET models = '{"1": {"name": "x"}}'"""), "its collection is damaged"),
    "numbers out of range": (sql("UPDATE cards SET due = 1e300, ord = 'x'"), "its collection is damaged"),
    "no rows at all": (sql("DELETE FROM col"), "its collection is damaged"),
    "a list of media that is no mapping": (wrong_list(b"[1, 2]"), "its list of media is damaged"),
    "a list of media nested deeply": (wrong_list(b"[" * 100_000), "its list of media is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused_in_one_sentence(into: Home, name: str) -> None:
    data, said = HOSTILE[name]
    error = into.run(into.file("x.apkg", data), "--history", code=1)
    assert said in error
    assert error.startswith("flashcards: ")
    assert error.count("\n") == 1
    assert "Traceback" not in error
    assert not into.path.exists()


def test_triggers_and_more_tables_in_a_database_do_nothing(into: Home) -> None:
    script = "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END; CREATE TABLE more (x); CREATE VIEW v AS SELECT load_extension('x')"
    into.run(into.file("x.apkg", sql(script)))
    assert len(into.cards) == 1


def test_an_archive_with_very_many_members_is_refused(into: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 50)
    data = packed({f"{n}": b"" for n in range(51)})
    assert "has 51 members, more than the 50 that are read" in into.run(into.file("x.apkg", data), code=1)


@pytest.mark.parametrize(
    "name", ["../../evil.png", "/tmp/evil.png", "..\\evil.png", "a/../../evil.png", "evil\x00.png", "evil\n.png"]
)
def test_no_name_of_a_media_file_leads_out_of_the_decks(into: Home, name: str) -> None:
    before = {*into.folder.rglob("*")}
    made = package(note("Basic", f'<img src="{name}">', "A"), media={name: b"EVIL"})
    into.run(into.file("x.apkg", made))
    written = [
        path
        for path in into.folder.rglob("*")
        if path.is_file() and path not in before and path.read_bytes() == b"EVIL"
    ]
    assert all(path.parent == into.path / "decks" / "media" for path in written)


@pytest.mark.parametrize("deck", ["../../up", "/abs", "..", "a::..::..::b", "CON", "\x1b[31mred", "a" * 500, "..."])
def test_no_name_of_a_deck_in_a_package_leads_out_of_the_decks(into: Home, deck: str) -> None:
    into.run(into.file("x.apkg", package(note("Basic", "Q", "A", deck=deck))))
    (file,) = into.path.rglob("*.yaml")
    assert file.resolve().is_relative_to((into.path / "decks").resolve())
    assert len(into.cards) == 1


def test_a_recent_package_that_is_a_bomb_or_broken_is_refused(into: Home) -> None:
    zstandard = pytest.importorskip("zstandard")
    huge = zstandard.compress(b"\0" * 300_000_000)
    assert len(huge) < 100_000
    assert "times its size" in into.run(into.file("x.apkg", packed({"collection.anki21b": huge})), code=1)
    good = modern(GOOD, compress=zstandard.compress, media={"p.png": b"x"})
    assert len(good) > 1000
    broken = {
        "not packed": modern(GOOD, compress=lambda data: data),
        "cut off": packed({"collection.anki21b": zstandard.compress(database([GOOD], modern=True))[:-50]}),
        "media not packed": packed({"collection.anki21b": zstandard.compress(database([GOOD], modern=True)), "media": b"\xff\xff"}),
        "media no message": packed({"collection.anki21b": zstandard.compress(database([GOOD], modern=True)), "media": zstandard.compress(b"\x0a\xff\x01")}),
    }  # fmt: skip
    for name, data in broken.items():
        error = into.run(into.file("x.apkg", data), code=1)
        assert "damaged" in error, name
        assert error.count("\n") == 1, name


@pytest.mark.parametrize("data", [b"\x0a\x05ab", b"\xff" * 20, b"\x0b", b"\x09\x01", b"\x0a\xff\xff\xff\xff\x0f"])
def test_bytes_that_are_no_message_are_refused(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        [*wire.fields(data)]


def test_a_message_is_read_by_its_numbers() -> None:
    assert wire.text(message({1: "a", 2: "ü"}), 2) == "ü"
    assert wire.whole(b"\x08\xac\x02", 1) == 300


TEXTS: dict[str, tuple[str, str | bytes, str]] = {
    "json nested deeply": ("x.json", "[" * 200_000, "nested too deeply"),
    "json cut off": ("x.json", '[{"question": "Q"', "this is not JSON"),
    "json of one number": ("x.json", "7", "holds no list of cards"),
    "json with a huge number": ("x.json", "1" * 10_000, "this is not JSON"),
    "yaml with an alias": ("x.yaml", "- &a {front: x, back: y}\n- *a\n", "x.yaml:1:"),
    "yaml nested deeply": ("x.yaml", "[" * 10_000, "x.yaml:1:"),
    "a picture called a table": ("x.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no file that can be imported"),
    "a database": ("x.csv", b"SQLite format 3\0" + bytes(100), "no file that can be imported"),
    "json nested deeply by names": ("x.json", '{"a":' * 500 + "1" + "}" * 500, "holds no list of cards"),
    "a row of very many cells": ("x.csv", "a," * 2_000, "x.csv:1 has 2,001 cells"),
    "bytes of any sort called a table": ("x.csv", random.Random(1).randbytes(9_000), "is no text"),
    "mochi without data": ("x.mochi", packed({"x": b""}), "neither data.json nor data.edn"),
    "mochi with broken data": ("x.mochi", packed({"data.json": b'["^ ", "~:a"]'}), "its data are damaged"),
    "mochi nested deeply": ("x.mochi", packed({"data.edn": b"[" * 100_000}), "its data are damaged"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_broken_text_is_refused_in_one_sentence(into: Home, name: str) -> None:
    file, data, said = TEXTS[name]
    error = into.run(into.file(file, data), code=1)
    assert said in error
    assert error.count("\n") == 1
    assert not into.path.exists()


DIGITS = "9" * 5_000
NUMBERED = {
    "a column": ("x.txt", f"#separator:tab\n#tags column:{DIGITS}\nQ\tA\n"),
    "a list": ("x.csv", f"front,back\nQ,<ol start={DIGITS}><li>A</li><li>B</li></ol>\n"),
    "the right choice": ("x.json", f'[{{"question": "Q", "choices": ["A", "B", "C"], "correct": "{DIGITS}"}}]'),
    "an answer among some from 0": (
        "x.json",
        f'[{{"question": "Q", "choices": ["A", "B"], "answer": "{DIGITS}"}}, {{"question": "R", "choices": ["A", "B"], "answer": "0"}}]',
    ),
    "a position": ("x.org", f"* Q :fc:\n:REVIEW_DATA:\n| position | due |\n| {DIGITS} | 2026-01-01T00:00:00Z |\n:END:\nA\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERED)
def test_a_number_of_thousands_of_digits_is_taken_for_text(into: Home, name: str) -> None:
    into.run(into.file(*NUMBERED[name]))
    assert "Q" in into.cards
    assert into.check() == 0


def test_what_could_steer_a_terminal_reaches_neither_the_screen_nor_the_deck(into: Home) -> None:
    said = into.run(into.file("x.csv", "q,a\n\x1b[31mred\u202e,\x07bell\x00\n"))
    assert "\x1b" not in said
    assert {*into.cards} == {"[31mred"}
    assert into.check() == 0


def test_scripts_and_markup_are_reduced_to_text(into: Home) -> None:
    attack = "<img src=x onerror=alert(1)><svg onload=x()>in</svg>{{FrontSide}}<b onclick=y()>[bold]</b><iframe src=z>f</iframe>&lt;script&gt;"
    into.run(into.file("x.apkg", package(note("Basic", attack, "A"))))
    (question,) = into.cards
    assert question == "(image x){{FrontSide}}**[bold]**<script>"


@pytest.mark.parametrize(
    "piece", [r"\(", "<b>", "<", "&", "{{c1::", "[latex]", "<table><tr><td>", "<!--", "[sound:", "*", "<ul><li>"]
)
def test_html_that_repeats_itself_comes_to_an_end(piece: str) -> None:
    text = piece * (90_000 // len(piece))
    assert len(html.markdown(text)) <= 2 * len(text)


@pytest.mark.parametrize("text", ["title: x", "- a", "# c", "{a: b}", "'", '"', "|", "&x", "*x", "!t", "%d", "@", "`", "a: b", "a #b", "yes", "12", "-", "?", ":", "\\", "{{x}}", "{{c1::}}", "  x", "a\n\n\nb", "\tx", "…", "[x", "<<", "null", "~", "---", "a\n---\nb"])  # fmt: skip
def test_any_text_survives_the_way_into_a_deck(into: Home, text: str) -> None:
    rows = [
        {"question": f"Q {text}", "answer": text},
        {"question": f"{text} Q", "answer": "A", "hint": text, "tags": [text, "b"]},
    ]
    into.run(into.file("t.json", json.dumps(rows)))
    cards = [*into.cards.values()]
    kept = {
        "\n".join(line.rstrip() for line in asked.expandtabs(4).split("\n")) for asked in (f"Q {text}", f"{text} Q")
    }
    assert kept == {card.question_text for card in cards} or "{{c1::" in text


def test_a_picture_that_cannot_be_read_is_left_out_and_told_of(into: Home) -> None:
    data = package(note("Basic", '<img src="p.png">', "A"), media={"p.png": os.urandom(1000)})
    broken = bytearray(data)
    at = broken.rindex(b"PK\x03\x04")
    broken[at + 40 : at + 44] = b"\xff\xff\xff\xff"
    assert "p.png is left out" in into.run(into.file("x.apkg", bytes(broken)))
    assert [*into.cards] == ["![image](media/p.png)"]
    into.run("--undo")
    assert not [*into.path.glob("decks/**/*.*")]


def test_no_library_of_sqlite_is_written_to(into: Home) -> None:
    path = into.file("x.apkg", package(GOOD))
    before = path.read_bytes()
    into.run(path)
    assert path.read_bytes() == before
    assert sqlite3.sqlite_version_info > (3, 31)


def test_a_home_that_cannot_be_written_is_said(into: Home) -> None:
    into.path.mkdir()
    (into.path / "imports").write_text("a file in the way")
    error = into.run(into.file("t.csv", "q,a\nx,y\n"), code=1)
    assert error.count("\n") == 1


def test_paths_of_decks_that_are_links_are_not_followed_out(into: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: Outside\ncards:\n  - id: o-1\n    question: Q?\n    answer: A\n")
    decks = into.path / "decks"
    decks.mkdir(parents=True)
    (decks / "t.yaml").symlink_to(outside)
    into.run(into.file("t.csv", "q,a\nx,y\n"))
    assert "question: x" not in outside.read_text()


def test_headings_of_any_depth_come_to_an_end(into: Home) -> None:
    into.run(into.file("x.org", "\n".join(f"{'*' * n} x\ntext" for n in range(1, 1_500))))


def test_no_more_cards_come_in_at_once_than_memory_has_room_for(into: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("table", "anki.collection", "plan"):
        monkeypatch.setattr(f"flashcards.exchange.incoming.{module}.MOST_CARDS", 1)
    for name, data in (
        ("t.csv", "q,a\nQ,A\nR,B\n"),
        ("t.json", '[{"q": "Q", "a": "A"}, {"q": "R", "a": "B"}]'),
        ("t.apkg", package(GOOD, note("Basic", "R", "B"))),
    ):
        assert "split it" in (said := into.run(into.file(name, data), code=1)) or "one by one" in said


@pytest.mark.parametrize(
    "piece", ["<!--", "<b>", "<ul><li>", "![](", "[[", "`", "$x", "{{c1::", "==a", "a::", "&lt;", "[x](", "<br>\n"]
)
def test_a_note_that_repeats_itself_comes_to_an_end(into: Home, piece: str) -> None:
    text = piece * (30_000 // len(piece))
    into.run(into.file("x.md", f"Q: a\nA: {text} </b>\n\nQ: b\nA: c\n"))
    into.run(into.file("y.md", f"{text}::b </b>\n"))


@pytest.mark.parametrize("body", [f"a{' ' * 20_000}b", f"a{' #' * 10_000}b"])
def test_a_heading_of_any_width_comes_to_an_end(into: Home, body: str) -> None:
    into.run(into.file("x.md", f"# {body}\ntext\n\n## Front\na\ntags: {body}\n\n## Back\nb\n"))
    into.run(into.file("y.md", f"# {body}\ntext\n"))


@pytest.mark.parametrize(
    "text",
    [
        "<ul><li><a href='http://x.y/z'>word<li>b</a></ul>",
        "<li><a href='http://x.y/z'>word<li></a>",
        "<table><tr><td><a href='http://x.y/z'>word</td></a></tr></table>",
    ],
)
def test_a_link_that_ends_outside_of_where_it_began_keeps_its_words(text: str) -> None:
    assert "word" in html.markdown(text)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read by anybody")
def test_a_folder_whose_deck_cannot_be_read_is_said_with_its_name(into: Home) -> None:
    folder = into.folder / "unread"
    folder.mkdir()
    (folder / "deck.json").symlink_to("/proc/self/mem")
    assert f"{folder} cannot be read" in into.run(folder, code=1)
