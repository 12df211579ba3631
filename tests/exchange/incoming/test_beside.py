"""Pictures and sounds that lie beside a file: they come along with the cards that name them, and nothing else does."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from flashcards.exchange.incoming import notes
from flashcards.exchange.incoming.carrying import carry_out
from flashcards.exchange.incoming.plan import plan
from flashcards.library import Library
from tests.exchange.incoming.conftest import Home

NAMED = {
    "t.csv": 'question,answer\n"What? ![a net](img/net.png)",[sound:say it.mp3] and ![](gone.png)\n',
    "t.tsv": 'front\tback\nWhat? <img src="img/net.png">\t[sound:say it.mp3]<br><img src=gone.png>\n',
    "t.json": json.dumps([{"front": "What? ![a net](img/net.png)", "back": "[sound:say it.mp3] ![](gone.png)"}]),
    "t.md": "Q: What? ![a net](img/net.png)\nA: [hear](<say it.mp3>) ![](gone.png)\n",
    "t.org": "* What? [[file:img/net.png]] :drill:\n** Answer\n[[file:say it.mp3][hear]] [[file:gone.png]]\n",
}


@pytest.mark.parametrize("name", NAMED)
def test_files_beside_a_source_come_along_with_the_cards_that_name_them(into: Home, name: str) -> None:
    (into.folder / "img").mkdir()
    (into.folder / "img" / "net.png").write_bytes(b"PNG")
    (into.folder / "say it.mp3").write_bytes(b"MP3")
    report = into.report(into.file(name, NAMED[name]))
    deck = into.deck("t")
    assert "](media/net.png)" in deck
    assert "](media/say-it.mp3)" in deck
    assert "(image gone.png)" in deck
    media = into.path / "decks" / "media"
    assert {file.name: file.read_bytes() for file in media.iterdir()} == {"net.png": b"PNG", "say-it.mp3": b"MP3"}
    assert [left["place"] for left in report["left"]] == ["media gone.png"]
    assert into.check() == 0


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "/etc/passwd", "link.png", "notes.txt", "file:///etc/passwd", "data:image/png;base64,AAAA"],
)
def test_no_other_file_comes_along(into: Home, name: str) -> None:
    inner = into.folder / "inner"
    inner.mkdir()
    (into.folder / "secret.png").write_bytes(b"SECRET")
    (inner / "notes.txt").write_text("SECRET")
    (inner / "link.png").symlink_to(into.folder / "secret.png")
    into.run(into.file("inner/t.csv", f'question,answer\n"Which? ![it]({name})",None\n'))
    assert "(image " in into.deck("t")
    assert not [*into.path.rglob("media")]


def test_pictures_of_the_web_stay_where_they_are_and_code_that_shows_one_stays_code(into: Home) -> None:
    (into.folder / "a.png").write_bytes(b"PNG")
    into.run(into.file("t.csv", 'question,answer\n"Web ![x](https://x.org/a.png)","Write `![x](a.png)`"\n'))
    assert "![x](https://x.org/a.png)" in into.deck("t")
    assert "Write `![x](a.png)`" in into.deck("t")
    assert not [*into.path.rglob("media")]


def test_html_in_a_json_list_becomes_markdown_and_code_about_html_stays(into: Home) -> None:
    rows = [{"q": "<b>Bold</b>?<br>next", "a": "a &lt; b"}, {"q": "What is `<br>`?", "a": "A **break**, not `</p>`"}]
    into.run(into.file("h.json", json.dumps(rows)))
    assert {q: card.answer_text for q, card in into.cards.items()} == {
        "**Bold**?\\\nnext": "a < b",
        "What is `<br>`?": "A **break**, not `</p>`",
    }


def test_a_picture_takes_the_place_of_no_other_one_and_one_that_changed_comes_with_its_card(into: Home) -> None:
    for name, data in (("one", b"ONE"), ("two", b"TWO")):
        (into.folder / name).mkdir()
        (into.folder / name / "1.png").write_bytes(data)
        into.run(into.file(f"{name}/{name}.csv", f"question,answer\n{name}?,![](1.png)\n"))
    media = into.path / "decks" / "media"
    assert {file.name: file.read_bytes() for file in media.iterdir()} == {"1.png": b"ONE", "1-2.png": b"TWO"}
    assert into.cards["two?"].answer_text == "![1](media/1-2.png)"
    assert into.report(into.folder / "two" / "two.csv")["same"] == 1
    (into.folder / "two" / "1.png").write_bytes(b"NEW")
    assert into.report(into.folder / "two" / "two.csv")["updated"] == 1
    assert (media / into.cards["two?"].answer_text[11:-1]).read_bytes() == b"NEW"


def test_a_picture_that_goes_while_an_import_is_looked_at_is_left_out_and_told_of(into: Home) -> None:
    picture = into.folder / "net.png"
    picture.write_bytes(b"PNG")
    source = notes.read(into.file("t.md", "Q: What? ![a net](net.png)\nA: A net\n"))
    library = Library(into.path, [into.path / "decks"])
    try:
        made = plan(library, source)
        picture.unlink()
        run = carry_out(library, made, datetime.now(UTC))
    finally:
        library.close()
    assert run.lacking == [f"net.png is left out: {picture} cannot be read: No such file or directory"]
    assert "answer: A net" in into.deck("t")


def test_an_import_is_taken_back_from_the_home_that_has_it_wherever_that_was_moved(into: Home) -> None:
    into.run(into.file("t.md", "Q: What?\nA: A net\n"))
    there = into.path
    into.path = shutil.copytree(there, into.folder / "moved")
    into.run("--undo")
    assert not [*into.path.glob("decks/*.yaml")]
    assert [*there.glob("decks/*.yaml")]


def test_an_import_that_nobody_can_be_told_of_can_be_taken_back(into: Home) -> None:
    def telling(*_: int) -> None:
        if [*into.path.glob("decks/*.yaml")]:
            raise BrokenPipeError

    library = Library(into.path, [into.path / "decks"])
    try:
        made = plan(library, notes.read(into.file("t.md", "Q: What?\nA: A net\n")))
        with pytest.raises(BrokenPipeError):
            carry_out(library, made, datetime.now(UTC), telling=telling)
    finally:
        library.close()
    into.run("--undo")
    assert not [*into.path.glob("decks/*.yaml")]
