"""Packages for Anki: what is in them, opened with nothing but a zip file and SQLite; the `anki` package reads them in `tests.verify`."""

import contextlib
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flashcards.decks.examples import EXAMPLES
from flashcards.events import Kind, Mode
from flashcards.exchange.outgoing.anki.holes import cloze_html
from flashcards.exchange.outgoing.anki.spelling import page
from flashcards.exchange.outgoing.entry import entries
from flashcards.exchange.outgoing.formats import FORMATS, Leaving
from flashcards.kinds.cloze import Body
from flashcards.kinds.holes import pieces_of
from flashcards.markup.html import as_html
from flashcards.schedule.states import NEW
from tests.conftest import Clock, opened

TABLES = ("col", "notes", "cards", "revlog")
PNG = b"\x89PNG\r\n\x1a\nnot much of a picture"


class Opened:
    """A package, opened."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.media = json.loads(package.read("media"))
            self.members = {name: package.read(name) for name in package.namelist()}
        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(self.members["collection.anki2"])
            db.row_factory = sqlite3.Row
            assert [tuple(row) for row in db.execute("PRAGMA integrity_check")] == [("ok",)]
            self.tables = {
                name: [dict(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY id")] for name in TABLES
            }
        self.col = self.tables["col"][0]
        self.types = {int(id_): type_ for id_, type_ in json.loads(self.col["models"]).items()}
        self.decks = {int(id_): deck for id_, deck in json.loads(self.col["decks"]).items()}
        self.notes: dict[str, dict[str, Any]] = {}
        for row in self.tables["notes"]:
            names = [field["name"] for field in self.types[row["mid"]]["flds"]]
            fields = dict(zip(names, row["flds"].split("\x1f"), strict=True))
            self.notes[fields["ID"]] = {**row, **fields, "type": self.types[row["mid"]]["name"]}

    def cards_of(self, name: str) -> list[dict[str, Any]]:
        return [card for card in self.tables["cards"] if card["nid"] == self.notes[name]["id"]]


def exported(home: Path, deck: Path, *, schedule: bool = False, clock: Clock | None = None) -> Opened:
    library = opened(home, [deck])
    assert library.problems == []
    states = library.states()
    leaving = [*entries(((card, states.get(card.id, NEW)) for card in library.cards.values()), 3)]
    at = (clock or Clock()).moment()
    return Opened(FORMATS[".apkg"].data(Leaving(library, leaving, at, schedule)))


def deck_of(folder: Path, text: str, name: str = "deck.yaml") -> Path:
    path = folder / "decks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "decks"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("examples")
    yield exported(folder / "home", deck_of(folder, EXAMPLES, "a/examples.yaml"))


# -- what it is made of -----------------------------------------------------------------------------------------------


def test_a_package_is_a_collection_of_schema_11_whose_rows_belong_together(examples: Opened) -> None:
    assert set(examples.members) == {"collection.anki2", "media"}
    assert (examples.col["ver"], examples.media) == (11, {})
    assert len({note["guid"] for note in examples.tables["notes"]}) == len(examples.tables["notes"])
    assert {deck["name"] for deck in examples.decks.values()} == {"Default", "a::examples"}
    for card in examples.tables["cards"]:
        (note,) = [note for note in examples.notes.values() if note["id"] == card["nid"]]
        kind = examples.types[note["mid"]]
        assert examples.decks[card["did"]]["name"] == "a::examples"
        assert card["ord"] < len(kind["tmpls"]) or kind["type"] == 1
        assert (card["type"], card["queue"], card["data"]) == (0, 0, "{}")
    assert min(card["due"] for card in examples.tables["cards"]) == 0
    for note in examples.notes.values():
        assert note["tags"] == "" or re.fullmatch(r"( \S+)+ ", note["tags"])


def test_each_template_names_fields_that_its_note_type_has(examples: Opened) -> None:
    for type_ in examples.types.values():
        names = {field["name"] for field in type_["flds"]}
        for template in type_["tmpls"]:
            for side in (template["qfmt"], template["afmt"]):
                used = {found.split(":")[-1] for found in re.findall(r"\{\{[#/^]?([^}]+)\}\}", side)}
                assert used <= {*names, "FrontSide"}, (type_["name"], used - names)


def test_each_kind_becomes_a_note_type_that_shows_all_of_it(examples: Opened) -> None:
    notes = examples.notes
    basic = notes["balanced-accuracy-of-a-constant"]
    assert (basic["type"], basic["Answer"], basic["Reverse"]) == ("Flashcards", "97 %; 50 %.", "")
    assert r"\((0 + 1) / 2\)" in basic["Why"]
    assert basic["Mistake"].startswith("Taking a high accuracy")
    assert basic["tags"] == " single-number why "
    assert basic["Hint"] == "One of the two does not depend on how rare the positives are."
    turned = notes["inverted-dropout"]
    assert (turned["Reverse"], [card["ord"] for card in examples.cards_of("inverted-dropout")]) == ("1", [0, 1])

    typed = notes["f1-name"]
    assert (typed["type"], typed["Typed"], typed["Answer"]) == ("Flashcards typed", "F1", r"\(F_1\)")
    cloze = notes["relu-slope"]
    assert cloze["Text"] == (
        "The derivative of ReLU is {{c1::1::a number}} for positive inputs and {{c2::0}} for negative ones."
    )
    assert (cloze["Typed"], [card["ord"] for card in examples.cards_of("relu-slope")]) == ("1", [0, 1])
    choice = notes["auc-of-five-hundredths"]
    assert choice["Options"].count("<li>") == 3
    assert choice["Answer"].startswith("The ranking is good but inverted.<ul>\n<li>")
    assert "→ A model that knows nothing ranks at random" in choice["Answer"]
    order = notes["batch-norm-steps"]
    assert (order["type"], order["Options"].count("<li>")) == ("Flashcards choice", 4)
    assert order["Options"] != order["Answer"]

    bug = notes["selection-before-folds"]
    assert bug["type"] == "Flashcards points"
    assert '<pre><code class="language-python">X = SelectKBest' in bug["Question"]
    assert "labels of the held-out folds (must-have)</li>" in bug["Points"]
    assert re.search(r'<span style="color:#116329[^>]*>\+cross_val_score', bug["Answer"])
    explain = notes["explain-batch-norm"]
    assert explain["Next"] == "<ul>\n<li>What do you use when a batch holds 2 images?</li>\n</ul>"
    assert "<li>state per weight</li>" in notes["sgd-versus-adam"]["Question"]
    assert "The tests:" in notes["write-softmax"]["Answer"]


def test_drawn_cards_leave_as_a_few_notes_each_with_an_identity_of_its_own(examples: Opened) -> None:
    drawn = {name: note for name, note in examples.notes.items() if name.startswith("recall-from-counts")}
    assert [*drawn] == ["recall-from-counts~1", "recall-from-counts~2", "recall-from-counts~3"]
    assert len({note["guid"] for note in drawn.values()}) == len({note["Question"] for note in drawn.values()}) == 3
    assert "{{" not in "".join(note["Question"] + note["Answer"] for note in drawn.values())
    few = [name for name in examples.notes if name.startswith("dtype-of-a-sum")]
    assert len(few) == 3
    assert len({examples.notes[name]["Answer"] for name in few}) == 3, "each of the author's three"


def test_identities_follow_from_the_ids_of_cards_whatever_else_changes(tmp_path: Path) -> None:
    deck = deck_of(
        tmp_path, "title: T\ncards:\n  - {id: one, question: Q, answer: A}\n  - {id: two, question: R, answer: A}\n"
    )
    before = exported(tmp_path / "home", deck)
    deck_of(
        tmp_path, "title: T\ncards:\n  - {id: two, question: Else, answer: B}\n  - {id: one, question: Q?, answer: A}\n"
    )
    os.utime(deck / "deck.yaml", (2_000_000_000, 2_000_000_000))
    after = exported(tmp_path / "home", deck)
    for name in ("one", "two"):
        old, new = before.notes[name], after.notes[name]
        assert (old["guid"], old["mid"]) == (new["guid"], new["mid"])
        assert old["mod"] < new["mod"] == 2_000_000_000, "as of the saved deck, so that Anki takes the newer text"
    assert before.decks.keys() == after.decks.keys()


def test_the_same_cards_at_the_same_time_are_the_same_bytes(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, EXAMPLES)
    one, other = (exported(tmp_path / "home", deck).members for _ in range(2))
    assert one == other


# -- how texts are spelled --------------------------------------------------------------------------------------------


def nothing(_: str) -> str:
    return ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & `<c>`", "a &lt; b &amp; <code>&lt;c&gt;</code>"),
        ("$a<b$ and $5", r"\(a&lt;b\) and $5"),
        (r"`\(x\)` and \\(y\\)", r"<code>\<!-- -->(x\<!-- -->)</code> and \<!-- -->(y\<!-- -->)"),
        (
            "[sound:a.mp3] [latex]x[/latex] `[$]`",
            "[<!-- -->sound:a.mp3] [<!-- -->latex]x[<!-- -->/latex] <code>[<!-- -->$]</code>",
        ),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (r"\[sound:a.mp3]", "[<!-- -->sound:a.mp3]"),
        ("[x](javascript:alert) [y](https://a.b)", '[x](javascript:alert) <a href="https://a.b">y</a>'),
        ("![a](https://a.b/c.png)", "[a: https://a.b/c.png]"),
        ("{{c1::no hole}} {{Front}}", "{{c1::no hole}} {{Front}}"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("$$\na\n$$ (3)", "\\[a \\tag{3}\\]"),
    ],
)
def test_texts_mean_in_anki_what_they_mean_here(text: str, html: str) -> None:
    assert page(text, nothing) == html


def holes_in(html: str) -> list[tuple[int, str, str]]:
    """The holes as Anki reads them: the first `}}` ends one, the first `::` begins its hint."""
    found = []
    for part in re.split(r"\{\{c(?=\d+::)", html)[1:]:
        number, _, rest = part.partition("::")
        inner, closed, _ = rest.partition("}}")
        assert closed, part
        text, _, hint = inner.partition("::")
        found.append((int(number), text, hint))
    return found


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("{{one}} and {{two}}", [(1, "one", ""), (2, "two", "")]),
        ("{{c2::**a** _b_::a *hint*}}", [(2, "<strong>a</strong> <em>b</em>", "a <em>hint</em>")]),
        (r"{{c1::std\::vector}} is C++", [(1, "std:<!-- -->:vector", "")]),
        (r"$\frac{1}{{{c1::\frac{a}{b}}}}$", [(1, r"\frac{a}{b} ", "")]),
        (r"{{c1::$\frac{a}{b_{c}}$}}", [(1, r"\(\frac{a}{b_{c} }\)", "")]),
        (r"$x = {{c1::y::the {x} of it}}$", [(1, "y", r"\text{the {x} of it} ")]),
        ("{{c1::a {b}}}", [(1, "a {b}<!-- -->", "")]),
        ("`d = {'a': {{c1::{'b': {}}}}}`", [(1, "{'b': {}<!-- -->}<!-- -->", "")]),
        (r"\{{c1::literal}} {{c1::a < b:: <hint>}}", [(1, "a &lt; b", "&lt;hint&gt;")]),
    ],
)
def test_holes_hold_what_the_author_put_into_them(text: str, holes: list[tuple[int, str, str]]) -> None:
    body = Body(pieces_of(text), typed=False)
    html = cloze_html(body, nothing)
    assert holes_in(html) == holes
    filled = re.sub(r"\{\{c\d+::(.*?)(::.*?)?\}\}", r"\1", html).replace("<!-- -->", "").replace("} }", "}}")
    assert filled.replace(" }", "}") == as_html(body.written(lambda hole: hole.text)).replace(" }", "}")


def test_code_with_holes_keeps_its_colours() -> None:
    body = Body(pieces_of("```python\nfor x in {{c1::range(10)::how many}}:\n    {{c2::pass}}\n```"), typed=False)
    html = cloze_html(body, nothing)
    assert '<span style="color:#cf222e">for</span>' in html
    assert [number for number, _, _ in holes_in(html)] == [1, 2]
    assert holes_in(html)[1][1] == '<span style="color:#cf222e">pass</span>'


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_pictures_beside_the_deck_go_along_and_nothing_from_elsewhere_does(tmp_path: Path) -> None:
    shown = [
        "a%20b.png",
        "in/c.jpg",
        "../secret.png",
        str(tmp_path / "secret.png"),
        "link.png",
        "notes.txt",
        "none.png",
        "https://a.b/c.png",
    ]
    text = "".join(f"      ![p]({address})\n" for address in shown)
    deck = deck_of(tmp_path, f"title: T\ncards:\n  - id: one\n    question: |\n{text}    answer: A\n")
    (deck / "in").mkdir()
    for path in (deck / "a b.png", deck / "in" / "c.jpg", deck / "notes.txt", tmp_path / "secret.png"):
        path.write_bytes(PNG + path.name.encode())
    (deck / "link.png").symlink_to(tmp_path / "secret.png")
    found = exported(tmp_path / "home", deck)
    assert [re.sub(r"-\w{8}\.", ".", name) for name in found.media.values()] == ["a b.png", "c.jpg"]
    assert [found.members[number] for number in found.media] == [PNG + b"a b.png", PNG + b"c.jpg"]
    question = found.notes["one"]["Question"]
    for name in found.media.values():
        assert f'<img src="{name}" alt="p">' in question
    assert question.count("<img") == 2
    assert "[p: ../secret.png]" in question


SPOKEN = """
title: T
cards:
  - id: a
    question: |
      Say it [sound w d.mp3](media/w%20d.mp3), then [listen *well*](<media/b [live].OGG>), [see](https://a.b/c.mp3)
    answer: |
      - [sound none.wav](media/none.wav)
      - [sound of rain](../rain.mp3)
  - id: b
    cloze: |
      {{c1::[sound w d.mp3](media/w%20d.mp3)::heard}} is {{c2::it}}
"""


def test_sounds_go_along_where_links_name_them_and_are_played_there(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, SPOKEN)
    (deck / "media").mkdir()
    for path in (deck / "media" / "w d.mp3", deck / "media" / "b [live].OGG", tmp_path / "rain.mp3"):
        path.write_bytes(path.name.encode())
    found = exported(tmp_path / "home", deck)
    first, second = found.media.values()
    assert [found.members[number] for number in found.media] == [b"w d.mp3", b"b [live].OGG"]
    assert not {*"[]"} & {*second}
    link = '<a href="https://a.b/c.mp3">see</a>'
    assert found.notes["a"]["Question"] == f"Say it [sound:{first}], then listen well [sound:{second}], {link}"
    assert "[sound none.wav: media/none.wav]" in found.notes["a"]["Answer"]
    assert "[sound of rain: ../rain.mp3]" in found.notes["a"]["Answer"]
    assert found.notes["b"]["Text"] == f"{{{{c1::[sound:{first}]::heard}}}} is {{{{c2::it}}}}"


# -- progress ---------------------------------------------------------------------------------------------------------

THREE = "title: T\ncards:\n" + "".join(
    f"  - {{id: {name}, question: {name}?, answer: A}}\n" for name in ("a", "b", "c", "d")
)


@pytest.fixture
def studied(tmp_path: Path) -> tuple[Path, Path, Clock]:
    """`a` learned and forgotten, `b` in its steps and flagged, `c` suspended, `d` practised."""
    deck, clock = deck_of(tmp_path, THREE), Clock()
    library = opened(tmp_path / "home", [deck])
    log = library.progress

    def answer(card: str, rating: int, mode: Mode = Mode.REVIEW) -> None:
        log.append(
            log.make(
                Kind.REVIEW,
                clock.moment(),
                card,
                mode=mode,
                rating=rating,
                elapsed_ms=90_000,
                parameters="fsrs6@0.9",
                spread=0.5,
            )
        )
        clock.forward(minutes=20)

    for rating in (3, 3):
        answer("a", rating)
    clock.forward(days=3)
    answer("a", 1)
    answer("b", 1)
    answer("d", 3, Mode.PRACTICE)
    log.act(Kind.SUSPEND, clock.moment(), ["c"])
    log.act(Kind.FLAG, clock.moment(), ["b"], {"note": "look again"})
    log.append(
        log.make(Kind.REVIEW, clock.moment(), "c", mode=Mode.REVIEW, rating=4, elapsed_ms=1000, parameters="fsrs6@0.9")
    )
    log.undo(clock.moment())
    return tmp_path / "home", deck, clock


def test_with_the_schedule_the_real_log_and_the_memory_go_along(studied: tuple[Path, Path, Clock]) -> None:
    home, deck, clock = studied
    library = opened(home, [deck])
    states, history = library.states(), library.progress.history("a")
    found = exported(home, deck, schedule=True, clock=clock)
    (a,) = found.cards_of("a")
    rows = [row for row in found.tables["revlog"] if row["cid"] == a["id"]]
    assert [(row["ease"], row["type"]) for row in rows] == [(3, 0), (3, 0), (1, 1)]
    assert [row["id"] for row in rows] == [event.at_ms for event in history]
    assert [row["time"] for row in rows] == [60_000] * 3, "what counts of one answer"
    good = rows[1]["ivl"]
    assert [row["ivl"] for row in rows] == [-600, good, -600]
    assert [row["lastIvl"] for row in rows] == [0, -600, good]
    assert good >= 1
    memory = states["a"].memory
    assert memory is not None
    assert [row["factor"] for row in rows][-1] == 100 + round((memory.difficulty - 1) / 9 * 1000)
    assert json.loads(a["data"]) == {
        "s": round(memory.stability, 4),
        "d": round(memory.difficulty, 3),
        "dr": 0.9,
        "decay": 0.154,
        "lrt": history[-1].wall_ms // 1000,
    }
    assert memory.due_ms is not None
    assert (a["type"], a["queue"], a["due"], a["reps"], a["lapses"]) == (3, 1, memory.due_ms // 1000, 3, 1)

    (b,), (c,), (d,) = found.cards_of("b"), found.cards_of("c"), found.cards_of("d")
    assert (b["type"], b["queue"], b["flags"], b["left"]) == (1, 1, 1, 2)
    assert (c["type"], c["queue"], c["reps"]) == (0, -1, 0), "what was undone is gone"
    assert (d["type"], d["queue"], d["reps"]) == (0, 0, 0)
    practised = [row for row in found.tables["revlog"] if row["cid"] == d["id"]]
    assert [(row["type"], row["factor"]) for row in practised] == [(3, 0)], "practice, which moves nothing"


def test_days_count_from_the_first_answer_and_a_card_is_due_on_its_day(tmp_path: Path) -> None:
    deck, clock = deck_of(tmp_path, THREE), Clock()
    library = opened(tmp_path / "home", [deck])
    log = library.progress
    first = clock.moment().study_day
    for days in (0, 2, 40):
        clock.forward(days=days)
        log.append(
            log.make(
                Kind.REVIEW,
                clock.moment(),
                "a",
                mode=Mode.REVIEW,
                rating=4,
                elapsed_ms=5,
                parameters="fsrs6@0.9",
                spread=0.5,
            )
        )
    memory = library.progress.state("a").memory
    assert memory is not None
    found = exported(tmp_path / "home", deck, schedule=True, clock=clock)
    (a,) = found.cards_of("a")
    assert (a["type"], a["queue"]) == (2, 2)
    assert first + timedelta(days=a["due"]) == memory.due_day
    began = datetime.fromtimestamp(found.col["crt"], clock().tzinfo)
    assert (began.date(), began.hour) == (first, 4)
    assert json.loads(found.col["conf"])["rollover"] == 4
    (options,) = [o for o in json.loads(found.col["dconf"]).values() if o["name"] == "Flashcards"]
    assert len(options["fsrsParams6"]) == 21


def test_without_the_schedule_nothing_of_the_person_goes_along(studied: tuple[Path, Path, Clock]) -> None:
    home, deck, clock = studied
    found = exported(home, deck, clock=clock)
    assert found.tables["revlog"] == []
    for card in found.tables["cards"]:
        assert (card["type"], card["queue"], card["reps"], card["flags"], card["data"]) == (0, 0, 0, 0, "{}")
    assert [options["name"] for options in json.loads(found.col["dconf"]).values()] == ["Default"]
