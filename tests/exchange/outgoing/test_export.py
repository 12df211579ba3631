"""`export`: which file is written of which cards, what is refused, and what each format holds."""

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from flashcards import kinds
from flashcards.decks.examples import EXAMPLES
from flashcards.exchange.cells import COLUMNS, harmless
from flashcards.kinds import KINDS
from flashcards.library import Library
from tests.conftest import opened
from tests.exchange.outgoing.test_package import Opened
from tests.program import program

Export = Callable[..., "CompletedProcess[bytes]"]
ENDINGS = (".apkg", ".csv", ".tsv", ".md", ".json")


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """A card of each kind."""
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    return opened(tmp_path / "home", [tmp_path / "shelf"])


@pytest.fixture
def export(shelf: Library, tmp_path: Path) -> Export:
    def run(*words: str, command: str = "export") -> "CompletedProcess[bytes]":
        place = (
            "--home",
            str(tmp_path / "home"),
            "--decks",
            str(tmp_path / "shelf"),
            "--now",
            "2026-11-23T09:00+01:00",
        )
        return program(command, *words, *place)

    return run


def said(done: "CompletedProcess[bytes]") -> str:
    """The one sentence of something refused."""
    assert done.returncode in (1, 2)
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    return done.stderr.decode()


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


# -- which file, of which cards ---------------------------------------------------------------------------------------


def test_all_cards_or_those_that_a_query_finds_leave(export: Export, shelf: Library, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    done = export(str(path))
    assert done.stdout.decode().startswith(f"Written: {path}, {len(shelf.cards)} cards.")
    assert {name.partition("~")[0] for name in rows_of(path)} == {*shelf.cards}
    assert export("kind:basic", "-inverted", str(path)).returncode == 0
    assert [*rows_of(path)] == ["balanced-accuracy-of-a-constant"]
    assert "no card is found by 'tag:why zzz'" in said(export("tag:why", "zzz", str(path)))
    assert [*rows_of(path)] == ["balanced-accuracy-of-a-constant"], "nothing is written"


def test_in_a_package_all_that_a_card_asks_leaves_with_any_of_it(
    export: Export, shelf: Library, tmp_path: Path
) -> None:
    path = tmp_path / "cards.apkg"
    export("kind:basic", "outputs", str(path))
    assert export('"divides what it keeps"', "tag:regularisation", str(path)).returncode == 0
    found = Opened(path.read_bytes())
    assert [card["ord"] for card in found.cards_of("inverted-dropout")] == [0, 1]


def test_the_ending_says_what_is_written(export: Export, tmp_path: Path) -> None:
    assert "end it in .apkg, .csv, .tsv, .md or .json" in said(export(str(tmp_path / "cards.xlsx")))
    assert "end it in" in said(export("metrics"))
    assert export(str(tmp_path / "CARDS.JSON")).returncode == 0


def test_what_each_kind_loses_is_said_in_a_line(export: Export, tmp_path: Path) -> None:
    lines = export(str(tmp_path / "cards.md")).stdout.decode().splitlines()[1:]
    assert all(": " in line for line in lines)
    named = {kind for line in lines for kind in line.partition(":")[0].split(", ")}
    assert named == {kind.name for kind in KINDS} - {"basic"}
    assert "cloze: each hole is a question of its own" in lines
    assert "typed, cloze: what is typed is compared with the first right text, letter for letter" in export(
        str(tmp_path / "cards.apkg")
    ).stdout.decode().replace("cloze, typed", "typed, cloze")
    document = json.loads(export("--json", str(tmp_path / "cards.json")).stdout)
    assert document["losses"] == []
    assert document["questions"] > document["cards"]


def test_progress_is_left_behind_with_a_word_and_taken_along_on_request(export: Export, tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"), "--decks", str(tmp_path / "shelf"), "--now", "2026-11-22T09:00+01:00")
    assert program("review", "--plain", *home, stdin="\n3\nq\n").returncode == 0
    path = tmp_path / "cards.json"
    assert "Your progress stays here; --schedule takes it along." in export(str(path)).stdout.decode()
    assert all("history" not in card for card in json.loads(path.read_text(encoding="utf-8")))
    assert export("--schedule", str(path)).returncode == 0
    (answered,) = [card for card in json.loads(path.read_text(encoding="utf-8")) if card["history"]]
    assert [event["rating"] for event in answered["history"]] == [3]
    assert (answered["state"]["phase"], answered["state"]["reps"]) == ("learning", 1)
    for ending in (".csv", ".tsv", ".md"):
        assert "has no place for the schedule" in said(export("--schedule", str(tmp_path / f"cards{ending}")))


def test_cards_that_draw_leave_as_many_times_as_is_asked(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    export("recall-from-counts", "--draws", "5", str(path))
    assert [*rows_of(path)] == [f"recall-from-counts~{n}" for n in range(1, 6)]
    assert len({row["question"] for row in rows_of(path).values()}) == 5
    export("dtype-of-a-sum", "--draws", "9", str(path))
    assert len(rows_of(path)) == 3, "its author has three"
    assert "give 1 or more" in said(export("--draws", "0", str(path)))


# -- what is in the place already -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_takes_the_place_of_such_an_export_and_of_no_other_file(
    export: Export, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"cards{ending}"
    assert export("kind:basic", str(path)).returncode == 0
    assert export("kind:basic", str(path)).returncode == 0, "its own is replaced"
    for mine in (b"id,deck\nmine,1\n", b"[]\n", b"# Mine\n"):
        path.write_bytes(mine)
        assert "name another file, or add --force" in said(export(str(path)))
        assert path.read_bytes() == mine
    assert export("--force", str(path)).returncode == 0
    assert path.read_bytes() != mine
    path.write_bytes(b"")
    assert export(str(path)).returncode == 0, "an empty file is nothing to lose"


def test_a_package_of_somebody_else_stays(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("collection.anki2", b"mine")
    before = path.read_bytes()
    assert "is no export of that sort" in said(export(str(path)))
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_devices_pipes_and_folders_are_refused(export: Export, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "device.csv").symlink_to(os.devnull)
    for name in ("pipe.csv", "folder.csv", "device.csv"):
        for more in ((), ("--force",)):
            assert "cannot be written" in said(export(*more, str(tmp_path / name)))
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["device.csv", "folder.csv", "pipe.csv"]


def test_a_file_that_cannot_be_written_stays_as_it_was(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cards.csv"
    export("kind:basic", str(path))
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    assert "No space left" in said(export(str(path)))
    assert path.read_bytes() == before
    assert [*tmp_path.glob("*cards*")] == [path]


# -- what each format holds -------------------------------------------------------------------------------------------


def test_a_spreadsheet_has_a_header_and_texts_as_they_are_written(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    export(str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,"), "by which spreadsheets know UTF-8"
    rows = rows_of(path)
    assert [*next(iter(rows.values()))] == [*COLUMNS]
    row = rows["balanced-accuracy-of-a-constant"]
    assert (row["answer"], row["tags"], row["level"]) == ("97 %; 50 %.", "single-number why", "mid")
    assert "$(0 + 1) / 2$" in row["why"]
    assert "**[a number]**" in rows["relu-slope#1"]["question"]
    assert rows["auc-of-five-hundredths"]["question"].count("\n\n") == 3, "with its options"
    assert "- Names a limit" in rows["design-photo-search"]["answer"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "- an item", "'=1"])
def test_no_cell_is_computed_by_a_spreadsheet(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_what_computes_nothing_stays_as_it_is() -> None:
    for cell in ("", "a = 1", "1 + 1", "'quoted'", "[-1]"):
        assert harmless(cell) == cell


def test_the_text_form_of_anki_says_what_its_columns_are(export: Export, tmp_path: Path) -> None:
    path, package = tmp_path / "cards.tsv", tmp_path / "cards.apkg"
    export(str(path))
    export(str(package))
    lines = path.read_text(encoding="utf-8").splitlines()
    headers = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    assert (headers["separator"], headers["html"]) == ("tab", "true")
    names = headers["columns"].split("\t")
    assert [names[int(headers[f"{name} column"]) - 1] for name in ("guid", "deck", "tags")] == ["GUID", "Deck", "Tags"]
    body = "\n".join(lines[len(headers) :])
    rows = {row["ID"]: row for row in csv.DictReader(io.StringIO(body), names, delimiter="\t")}
    assert len({row["GUID"] for row in rows.values()}) == len(rows)
    notes = Opened(package.read_bytes()).notes
    for name in ("f1-name", "recall-from-counts~2", "balanced-accuracy-of-a-constant"):
        assert rows[name]["GUID"] == notes[name]["guid"], "so that either updates the other"
    assert (rows["f1-name"]["Back"], rows["f1-name"]["Deck"]) == (r"\(F_1\)", "examples")


def cards_in(text: str) -> list[tuple[str, str]]:
    """The questions and answers as hashcards reads them."""
    cards: list[list[str]] = []
    into: int | None = None
    for line in text.split("\n"):
        if line.startswith("Q:"):
            cards.append(["", ""])
        if line.startswith(("Q:", "A:")):
            into, line = "QA".index(line[0]), line[2:].strip()
        elif line.strip() == "---":
            into = None
        if into is not None:
            cards[-1][into] += line + "\n"
    return [(question.strip(), answer.strip()) for question, answer in cards]


def test_markdown_has_a_section_for_each_card_and_reads_as_hashcards(
    export: Export, shelf: Library, tmp_path: Path
) -> None:
    path = tmp_path / "cards.md"
    export("-kind:number", str(path))
    text = path.read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)$", text, re.MULTILINE)
    found = dict(zip(sections, cards_in(text), strict=True))
    for name in ("balanced-accuracy-of-a-constant", "f1-name", "relu-slope#2", "same-padding-shape"):
        question = kinds.ask(shelf.cards[name], 0)
        assert found[name] == (question.text.strip(), question.whole_answer.strip())
    assert "**Why:** Accuracy counts the 970 negatives." in text


def test_lines_that_would_begin_something_in_markdown_do_not(export: Export, tmp_path: Path) -> None:
    deck = "title: T\ncards:\n  - id: one\n    question: |\n      Which?\n      A: 0.9\n      ---\n      C: 0.8\n    answer: |\n      B\n      Q: no\n"
    (tmp_path / "shelf" / "t.yaml").write_text(deck, encoding="utf-8")
    path = tmp_path / "cards.md"
    export("deck:t", str(path))
    (card,) = cards_in(path.read_text(encoding="utf-8"))
    assert card == ("Which?\n A: 0.9\n----\n C: 0.8", "B\n Q: no")


def test_json_has_every_field_and_the_draws(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "cards.json"
    export(str(path))
    cards = {card["id"]: card for card in json.loads(path.read_text(encoding="utf-8"))}
    assert cards["f1-name"]["fields"]["accept"] == ["F1", "F1 score", "F-measure"]
    assert cards["auc-of-five-hundredths"]["fields"]["choices"][0] == {"right": "The ranking is good but inverted."}
    number = cards["recall-from-counts"]
    assert number["fields"]["number"]["answer"] == "tp / (tp + missed)"
    assert len(number["draws"]) == 3
    assert set(number["draws"][0]["values"]) == {"tp", "pos", "fp"}
    assert cards["explain-batch-norm"]["follow_ups"] == ["What do you use when a batch holds 2 images?"]
    assert cards["balanced-accuracy-of-a-constant"]["source"] == [
        "scikit-learn 1.9 user guide, Balanced accuracy score"
    ]
    assert "\x1b" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_form_without_a_place_for_pictures_and_sounds_says_how_many_stay(
    tmp_path: Path, export: Export, ending: str
) -> None:
    text = "![p](p.png) [hear](a.mp3) [web](https://a.b/c.mp3) [note](n.md)"
    (tmp_path / "shelf" / "media.yaml").write_text(
        f"title: M\ncards:\n  - id: m\n    question: |\n      {text}\n    answer: A\n", encoding="utf-8"
    )
    for name in ("p.png", "a.mp3"):
        (tmp_path / "shelf" / name).write_bytes(b"some")
    said = export("deck:media", str(tmp_path / f"m{ending}")).stdout.decode()
    assert ("2 pictures or sounds left beside the decks" in said) == (ending != ".apkg")
    assert "not found" not in said
