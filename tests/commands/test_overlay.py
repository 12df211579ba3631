"""Your versions of shipped cards: what is said of them, and how the shipped card comes back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.library import decks as homedecks

SHIPPED = "title: Shipped\ncards:\n  - {id: one, question: What?, answer: One}\n  - {id: two, question: Which?, answer: Two}\n"
MINE = (
    "title: Shipped\ncards:\n  - {id: one, question: What?, answer: Mine}\n  - {id: new, question: New?, answer: N}\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a deck that comes with the program."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "deck.yaml").write_text(SHIPPED, encoding="utf-8")
    monkeypatch.setattr(homedecks, "bundled_decks", lambda: folder)
    return folder / "deck.yaml"


@pytest.fixture
def mine(home: Path) -> Path:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "deck.yaml").write_text(MINE, encoding="utf-8")
    return home / "decks" / "deck.yaml"


@pytest.fixture
def run(program: Path, mine: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> tuple[int, str, str]:
        code = cli.main([*words, "--home", str(home)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return command


def test_a_deck_is_both_and_says_which_cards_are_yours(run: Run, mine: Path, program: Path) -> None:
    (deck,) = json.loads(run("decks", "--json")[1])
    assert (deck["cards"], deck["bundled"], deck["path"], deck["own"]) == (3, True, str(program), str(mine))
    assert deck["yours"] == [{"card": "one", "changed": False}]
    assert "yours in place of the shipped: one\n" in run("decks")[1]
    assert run("check")[1].splitlines()[-1] == "1 deck, 3 sound cards, 0 problems, 1 card of yours over shipped ones"


def test_it_is_said_that_the_shipped_card_changed_until_yours_is_kept(run: Run, program: Path) -> None:
    assert run("revert", "--keep", "one") == (0, "one: yours stays\n", "")
    assert "changed" not in run("decks")[1]
    program.write_text(SHIPPED.replace("answer: One", "answer: More than one"), encoding="utf-8")
    assert "yours in place of the shipped: one; the shipped card has changed since: one\n" in run("decks")[1]
    code, out, _ = run("check")
    assert code == 0
    assert (
        f"the shipped card, at {program}:3:5, has changed since yours was begun; compare them; `flashcards revert one`"
        in out
    )
    run("revert", "--keep", "one")
    assert "changed" not in run("decks")[1]


def test_one_command_brings_the_shipped_card_back(run: Run, mine: Path) -> None:
    code, out, _ = run("revert", "one")
    assert code == 0
    assert out.startswith(f"one: the shipped card is back; this was yours, in {mine}:\n")
    assert "- {id: one, question: What?, answer: Mine}\n" in out
    assert "One" in run("show", "one")[1]
    assert mine.read_text(encoding="utf-8") == MINE.replace("  - {id: one, question: What?, answer: Mine}\n", "")


def test_the_shipped_card_comes_back_also_where_yours_has_a_fault(run: Run, mine: Path) -> None:
    mine.write_text(MINE.replace("{id: one, question:", "{id: one, qestion:"), encoding="utf-8")
    assert run("revert", "one")[0] == 0
    assert mine.read_text(encoding="utf-8") == MINE.replace("  - {id: one, question: What?, answer: Mine}\n", "")
    assert run("check")[0] == 0


def test_the_shipped_card_comes_back_also_where_a_line_of_yours_is_no_yaml(run: Run, mine: Path) -> None:
    mine.write_text(
        "title: Shipped\ncards:\n  - id: one\n    question: Why: what?\n    answer: Mine\n", encoding="utf-8"
    )
    assert run("revert", "one")[0] == 0
    assert "One" in run("show", "one")[1]
    assert run("check")[0] == 0


def test_what_keeps_your_version_from_being_read_is_told_with_its_place(run: Run, mine: Path) -> None:
    broken = "title: Shipped\ncards:\n  - id: one\n    question: Why: |\n      What?\n    answer: Mine\n"
    mine.write_text(broken, encoding="utf-8")
    code, _, err = run("revert", "one")
    assert (code, mine.read_text(encoding="utf-8")) == (2, broken)
    assert (
        f"your version of one cannot be read: {mine}:4:18: this line has a second `: `; put the text in quotes" in err
    )
    assert "mend that, or delete the lines of your version" in err


def test_a_deck_of_yours_that_says_nothing_any_more_goes_with_its_last_version(
    run: Run, mine: Path, program: Path
) -> None:
    shipped = SHIPPED.replace("cards:", "level: junior\ncards:")
    program.write_text(shipped, encoding="utf-8")
    mine.write_text(shipped.partition("  - {id: two")[0].replace("answer: One", "answer: Mine"), encoding="utf-8")
    assert run("revert", "--keep", "one")[0] == 0
    assert run("revert", "one")[0] == 0
    assert [path for path in mine.parent.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("card", ["new", "two"])
def test_a_card_that_is_no_version_of_a_shipped_one_is_left_alone(run: Run, mine: Path, card: str) -> None:
    code, _, err = run("revert", card)
    assert (code, mine.read_text(encoding="utf-8")) == (2, MINE)
    assert f"{card} is no version of a shipped card" in err


def test_a_whole_copy_of_a_shipped_deck_goes_on_working(run: Run, mine: Path) -> None:
    mine.write_text(SHIPPED.replace("answer: Two", "answer: Both"), encoding="utf-8")
    (deck,) = json.loads(run("decks", "--json")[1])
    assert (deck["cards"], deck["problems"]) == (2, 0)
    assert deck["yours"] == [{"card": "two", "changed": False}], "cards that say the same are simply equal"


def test_a_shipped_card_that_is_left_out_is_missed_by_no_shipped_one(run: Run, mine: Path, program: Path) -> None:
    program.write_text(SHIPPED.replace("answer: Two", "answer: Two, needs: [one]"), encoding="utf-8")
    mine.write_text("title: Shipped\nretired: [one]\ncards: []\n", encoding="utf-8")
    assert run("check")[:2] == (0, "1 deck, 1 sound card, 0 problems\n")
