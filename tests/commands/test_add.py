"""`add`: what was typed is never lost: a field that is refused is asked again, and else the card is given back as YAML."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from flashcards import cli, files
from flashcards.decks import adding
from flashcards.decks import file as deckfile
from flashcards.kinds import BY_NAME, KINDS

CHOICE = ["Which is even?", "", "- right: Two", "", "", "", "", "numbers", ""]
"""A question, choices of which one is missing, and after some empty fields a tag."""


class Keyboard(io.StringIO):
    """A person at a terminal, who presses Ctrl+C where a line says so."""

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = super().readline(size)
        if line == "^C\n":
            raise KeyboardInterrupt
        return line


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    def command(*words: str, typed: list[str], at: type[io.StringIO] = Keyboard) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", at("".join(f"{line}\n" for line in typed)))
        code = cli.main(["add", str(tmp_path / "mine.yaml"), *words, "--home", str(home), "--decks", str(tmp_path)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return command


def given_back(out: str) -> object:
    """The card that was printed, as a deck reads it."""
    return yaml.safe_load(out.partition("as it stands in a deck:\n")[2])


def test_a_refused_field_is_asked_again_and_all_others_stay(run: Run, tmp_path: Path) -> None:
    again = ["- right: Two", "- wrong: One", "  because: It is odd.", ""]
    code, out, _ = run("--kind", "choice", typed=[*CHOICE, "", "", *again])
    assert code == 0
    assert "choices: 1 option; give 2 to 8. Type it again:\nchoices: " in out
    assert out.count("question: What is asked") == 1
    (card,) = deckfile.load_file(tmp_path / "mine.yaml", "mine").cards
    assert (card.question_text, card.answer_text, card.tags) == ("Which is even?", "Two", ("numbers",))


def test_a_refused_field_shows_what_was_typed_and_one_that_is_needed_is_not_emptied(run: Run) -> None:
    code, out, err = run("--kind", "choice", typed=[*CHOICE, "", "", ""])
    assert (code, "choices: 1 option" in err) == (1, True)
    assert "(as in a deck)\n  - right: Two\n" in out
    assert given_back(out) == [{"question": "Which is even?", "choices": [{"right": "Two"}], "tags": ["numbers"]}]


@pytest.mark.parametrize("at", [io.StringIO, Keyboard], ids=["no terminal", "the end of input"])
def test_where_nobody_can_be_asked_again_the_card_is_given_back_as_yaml(
    run: Run, tmp_path: Path, at: type[io.StringIO]
) -> None:
    code, out, err = run("--kind", "choice", typed=CHOICE, at=at)
    assert (code, err) == (1, "flashcards: choices: 1 option; give 2 to 8\n")
    assert given_back(out) == [{"question": "Which is even?", "choices": [{"right": "Two"}], "tags": ["numbers"]}]
    assert not (tmp_path / "mine.yaml").exists()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_all_that_was_typed_for_a_kind_is_given_back_where_one_field_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    typed = {field.name: f"{field.name} as typed" for field in adding.asked(BY_NAME[kind])}
    lines = [line for name in typed for line in (typed[name], *(["."] if name in {"code", "fix"} else []), "")]
    code, out, err = run("--kind", kind, typed=lines, at=io.StringIO)
    assert code == 1
    assert re.match(r"flashcards: \w+", err)
    assert [text for text in typed.values() if text not in out.partition("as it stands in a deck:\n")[2]] == []


def test_a_line_of_a_field_may_be_empty_and_what_may_not_be_meant_is_said(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--kind", "output", typed=["x = 1", ".", "print(x", "", "1", *[""] * 9])
    assert code == 0
    (card,) = deckfile.load_file(tmp_path / "mine.yaml", "mine").cards
    assert card.body.code == "x = 1\n\nprint(x"
    assert out.startswith("An output card for ")
    assert "mine.yaml:8:7: code: this is no Python in line 3: '(' was never closed; run it once" in out


def test_a_fault_of_yaml_is_told_of_its_field(run: Run) -> None:
    code, _, err = run(
        "--kind", "order", typed=["Order?", "", "- one: two: three", "- four", *[""] * 9], at=io.StringIO
    )
    assert (code, err) == (
        1,
        "flashcards: steps in line 1: this line has a second `: `; put the text in quotes or under |\n",
    )


def test_an_interrupted_form_gives_back_what_was_typed(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(typed=["What is it?", "More of it.", "", "One line", "^C"])
    assert code == 130
    assert given_back(out) == [{"question": "What is it?\nMore of it.\n", "answer": "One line"}]
    code, out, _ = run(typed=["^C"])
    assert (code, "Nothing was added" in out) == (130, False), "nothing was typed"
    assert not (tmp_path / "mine.yaml").exists()


def test_a_disk_without_room_gives_back_what_was_typed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _: bytes) -> None:
        raise files.FileError(f"{path} cannot be written: no space left on device; free the place or name another")

    monkeypatch.setattr(files, "replace", full)
    code, out, err = run(typed=["Q?", "", "A", ""])
    assert (code, "mine.yaml cannot be written: no space left" in err) == (1, True)
    assert given_back(out) == [{"question": "Q?", "answer": "A"}]


@pytest.mark.parametrize(
    ("held", "mode", "said"),
    [
        ("title: T\ncards: [{question: Q, answer: A}]\n", 0o644, "mine.yaml: its cards stand in brackets"),
        ("title: \udcff\n", 0o644, "mine.yaml is not UTF-8"),
        ("title: T\n", 0o444, "mine.yaml is read-only; make it writable"),
    ],
)
def test_a_deck_that_takes_no_card_says_so_before_anything_is_typed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str, mode: int, said: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(held.encode(errors="surrogateescape"))
    path.chmod(mode)
    monkeypatch.setattr(
        os, "access", lambda path, _: bool(Path(path).stat().st_mode & 0o200)
    )  # for root all is writable
    code, out, err = run(typed=["Q?", "", "A", ""])
    assert (code, out, said in err) == (1, "", True)


def test_a_deck_that_changes_while_a_card_is_typed_gets_it_behind_its_new_cards(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: T\ncards:\n  - {id: one, question: Q1, answer: A1}\n", encoding="utf-8")
    read = Keyboard.readline

    def saving(self: Keyboard, size: int = -1, /) -> str:
        text = path.read_text(encoding="utf-8")
        if "two" not in text:
            path.write_text(f"{text}  - {{id: two, question: Q2, answer: A2}}\n", encoding="utf-8")
        return read(self, size)

    monkeypatch.setattr(Keyboard, "readline", saving)
    assert run(typed=["Q?", "", "A", ""])[0] == 0
    assert [card.id for card in deckfile.load_file(path, "mine").cards] == ["one", "two", "mine-q"]
