"""`new`, `add` and `help`: a deck is begun, a card is added from answers to questions, the guide is read."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.decks import file as deckfile
from tests.program import program

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("known")


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = cli.main([*words, "--home", str(home)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return command


def test_a_new_deck_is_sound_and_says_what_else_may_stand_there(run: Run, home: Path) -> None:
    code, out, _ = run("new", "languages/french-words")
    path = home / "decks" / "languages" / "french-words.yaml"
    assert code == 0
    assert f"flashcards check {path}" in out
    text = path.read_text(encoding="utf-8")
    schema = text.split("$schema=")[1].split("\n")[0]
    assert Path(schema).is_file(), "editors find the schema from wherever the deck lies"
    assert "\ntitle: French words\n" in text
    deck = deckfile.load_file(path, "french-words")
    assert (deck.problems, len(deck.cards)) == ((), 3)
    assert run("check", str(path))[0] == 0


@pytest.mark.parametrize("name", ["../outside", "/etc/deck", "a//b", "", ".hidden"])
def test_a_deck_has_a_name_that_a_file_can_have(run: Run, home: Path, name: str) -> None:
    code, _, err = run("new", name)
    assert (code, "is no name for a deck" in err) == (2, True)
    assert not (home / "decks").exists()


def test_decks_that_are_begun_have_no_ids_in_common(run: Run, home: Path) -> None:
    for name in ("日本", "中国", "one", "of/one", "Überblick"):
        assert run("new", name)[0] == 0
    code, out, _ = run("check")
    assert (code, " 0 problems" in out) == (0, True)
    assert "id: uberblick-first" in (home / "decks" / "Überblick.yaml").read_text(encoding="utf-8")


def test_a_deck_that_is_there_is_not_begun_again(run: Run, home: Path) -> None:
    run("new", "mine")
    before = (home / "decks" / "mine.yaml").read_bytes()
    code, _, err = run("new", "mine")
    assert (code, (home / "decks" / "mine.yaml").read_bytes()) == (2, before)
    assert "is there already" in err


def test_a_card_is_added_from_answers_line_by_line(run: Run, home: Path) -> None:
    run("new", "mine")
    before = (home / "decks" / "mine.yaml").read_text(encoding="utf-8")
    typed = "What is a key?\n\nIt tells rows apart.\nIt is never null.\n\n\n\n\n\nkeys\n\n\n"
    code, out, _ = run("add", "mine", typed=typed)
    assert code == 0
    assert "question: What is asked" in out
    assert "Added mine-key at " in out
    assert (home / "decks" / "mine.yaml").read_text(encoding="utf-8") == (
        before.rstrip("\n") + "\n\n  - id: mine-key\n    question: What is a key?\n    answer: |\n"
        "      It tells rows apart.\n      It is never null.\n    tags:\n      - keys\n"
    )


def test_a_card_for_a_shipped_deck_goes_into_yours(run: Run, home: Path) -> None:
    assert run("add", "backprop", typed="Q?\n\nA\n\n")[0] == 0
    mine = home / "decks" / "backprop.yaml"
    assert [card.id for card in deckfile.load_file(mine, "backprop").cards] == ["backprop-q"]


def test_a_file_may_be_named_instead_of_a_deck(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes" / "words.yaml"
    assert run("new", str(path))[0] == 0
    code, out, _ = run("add", str(path), typed="Q?\n\nA\n\n")
    assert (code, f"Added words-q at {path}:" in out) == (0, True)
    assert run("add", str(path), typed="Q?\n\nB\n\n")[0] == 0
    assert [card.id for card in deckfile.load_file(path, "words").cards][-2:] == ["words-q", "words-q-2"]


@pytest.mark.parametrize(
    ("words", "typed", "code", "said"),
    [
        (["mine"], "", 1, "question: empty; a basic card needs it"),
        (["mine", "--kind", "choice"], "Q\n\n- right: a\n\n", 1, "choices: 1 option; give 2 to 8"),
        (["mine", "--kind", "chioce"], "", 2, "there is no kind 'chioce'; did you mean `choice`?"),
        (["a:b"], "", 2, "'a:b' is no name for a deck; write letters, digits and hyphens"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_is_written(
    run: Run, home: Path, words: list[str], typed: str, code: int, said: str
) -> None:
    found, _, err = run("add", *words, typed=typed)
    assert (found, said in err, err.count("\n")) == (code, True, 1)
    assert not (home / "decks").exists()


def test_the_guide_is_read_in_the_terminal(run: Run) -> None:
    code, out, _ = run("help", "decks")
    assert code == 0
    assert "Writing decks" in out
    assert "`{{c1::hole::hint}}`" in out, "code keeps its backticks"
    assert max(map(len, out.splitlines())) <= 100


def test_a_part_of_the_guide_is_read_by_the_first_word_of_its_heading(run: Run) -> None:
    code, out, _ = run("help", "cloze")
    assert (code, out.splitlines()[0]) == (0, "cloze: `cloze`")
    assert "relu-slope" in out
    assert "batch-norm-steps" not in out
    assert "shadowed-name" in run("help", "Text")[1]
    code, _, err = run("help", "choices")
    assert (code, err) == (2, "flashcards: the guide has no part `choices`; did you mean choice?\n")


def test_help_alone_and_of_a_command_is_what_the_command_takes() -> None:
    assert program("help").stdout == program("--help").stdout
    assert program("help", "find").stdout == program("find", "--help").stdout
    assert b"a part of it: a kind of card" in program("help", "--help").stdout


def test_a_deck_is_checked_by_its_name_too(run: Run) -> None:
    run("new", "mine")
    assert run("check", "mine")[1] == "1 deck, 2 sound cards (3 counting each hole and reverse), 0 problems\n"
    assert "there is no such file or folder" in run("check", "yours")[1]


def test_a_card_that_cannot_be_read_is_told_from_one_that_is_not_there(run: Run, home: Path) -> None:
    run("new", "mine")
    path = home / "decks" / "mine.yaml"
    path.write_text(path.read_text().replace("answer: |", "answr: |"))
    assert "the card mine-first cannot be read; `flashcards check mine` says why" in run("show", "mine-first")[2]
    assert "there is no card mine-third; find one" in run("show", "mine-third")[2]


def test_names_that_are_not_there_are_answered_with_the_near_ones(run: Run) -> None:
    run("new", "mine")
    assert "there is no card mine-second#3; there are mine-second#1, mine-second#2" in run("show", "mine-second#3")[2]
    assert "there is no deck called mone; did you mean mine?" in run("review", "--plain", "mone")[2]
    assert "the decks are" in run("review", "--plain", "zzz")[2]


def test_a_new_deck_of_a_shipped_name_says_over_what_it_lies_and_how_it_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "my home"
    assert cli.main(["new", "metrics", "--home", str(home)]) == 0
    said = capsys.readouterr().out
    assert "your cards are laid over it" in said
    assert f"flashcards check '{home}/decks/metrics.yaml'" in said
    assert cli.main(["new", "mine", "--home", str(home)]) == 0
    assert "laid over" not in capsys.readouterr().out


def test_decks_that_are_not_there_are_no_finished_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["due"], ["decks"], ["review", "--plain"]):
        assert cli.main([*words, "--decks", str(tmp_path / "misspelled"), "--home", str(tmp_path / "home")]) == 2
        assert "there is nothing there" in capsys.readouterr().err
