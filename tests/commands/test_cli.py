"""The commands as a shell sees them: streams, exit codes, JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flashcards import __version__
from flashcards.query import LANGUAGE
from flashcards.text import cell_width
from tests.program import program

NOW = "2026-11-23T09:00:00+01:00"
COLUMNS = {
    "id",
    "at_ms",
    "wall_ms",
    "study_day",
    "utc_offset_min",
    "device",
    "event",
    "card",
    "fingerprint",
    "mode",
    "rating",
    "elapsed_ms",
    "parameters",
    "spread",
    "predicted",
    "crc",
    "detail",
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(home: Path, decks: Path) -> Run:
    def command(*words: str, stdin: str = "", now: str = NOW, **options: Any) -> "subprocess.CompletedProcess[str]":
        done = program(*words, "--home", str(home), "--decks", str(decks), "--now", now, stdin=stdin, **options)
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    return command


def log_of(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("log", "--json").stdout.splitlines()]


def test_one_piped_answer_leaves_exactly_one_review_with_every_column(run: Run) -> None:
    done = run("review", "--plain", stdin="\n3\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    (event,) = log_of(run)
    assert set(event) == COLUMNS
    assert (event["event"], event["mode"], event["rating"], event["card"]) == ("review", "review", 3, "recall")
    assert (event["study_day"], event["utc_offset_min"], event["parameters"]) == ("2026-11-23", 60, "fsrs6@0.9")
    assert 0 <= event["spread"] < 1
    assert event["predicted"] is None
    assert event["elapsed_ms"] >= 0


def test_due_counts_what_the_session_asks(run: Run) -> None:
    due = json.loads(run("due", "--json").stdout)
    assert set(due) == {"study_day", "due", "new", "learning", "minutes", "decks"}
    assert (due["study_day"], due["due"], due["new"], due["learning"]) == ("2026-11-23", 0, 3, 0)
    assert due["decks"] == [{"deck": "small", "due": 0, "new": 3, "learning": 0, "minutes": 1.5}]
    asked = run("review", "--plain", stdin="\n4\n" * 9)
    assert len(log_of(run)) == due["new"]
    assert "Done for today." in asked.stdout
    after = json.loads(run("due", "--json").stdout)
    assert (after["due"], after["new"], after["learning"]) == (0, 0, 0)
    assert run("due").returncode == 0


def test_due_makes_nothing_on_a_fresh_home(run: Run, home: Path) -> None:
    assert run("due").stdout == "0 due, 3 new, 0 learning, 2 min\n"
    assert not home.exists()


def test_tomorrows_session_knows(run: Run) -> None:
    run("review", "--plain", stdin="\n4\n" * 3)
    later = json.loads(run("due", "--json", now="2027-01-23T09:00:00+01:00").stdout)
    assert (later["due"], later["new"]) == (3, 0), "the reversed card waits while its sibling is due"


def test_the_number_of_new_cards_and_the_minutes_can_be_set_for_a_sitting(run: Run) -> None:
    assert "1 new]" in run("review", "--plain", "--new", "1", stdin="q\n").stdout
    none = run("review", "--plain", "--minutes", "0", stdin="q\n")
    assert (none.returncode, none.stdout) == (2, "")
    assert "--minutes: '0' is not a whole number from 1 to 9999" in none.stderr


def test_an_empty_sitting_in_lines_says_why(run: Run) -> None:
    done = run("review", "--plain", "--practice", stdin="q\n")
    assert "There is nothing to do here now. Only what was learned can be practised" in done.stdout
    assert "Done for today" not in done.stdout


def test_sentences_break_between_words_on_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("review", "--plain", stdin="\n4\nq\n")
    whole = run("why", "recall").stdout
    monkeypatch.setenv("COLUMNS", "40")
    for words in (("why", "recall"), ("doctor",), ("diff",), ("find", "recall")):
        assert max(len(line) for line in run(*words).stdout.splitlines() if "/" not in line) <= 40, words
    assert " ".join(run("why", "recall").stdout.split()) == " ".join(whole.split())


def test_columns_of_thousands_of_digits_are_passed_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("due").stdout
    monkeypatch.setenv("COLUMNS", "9" * 5_000)
    assert run("due").stdout == whole


def test_answers_that_were_kept_and_damaged_are_told_and_merged(run: Run, home: Path) -> None:
    run("review", "--plain", stdin="\n3\nq\n")
    sound = run("log", "--json").stdout.splitlines()[0]
    (home / "unsaved.jsonl").write_text(f'{sound}\n{{"torn', encoding="utf-8")
    done = run("review", "--plain", stdin="q\n")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "not as they were written; `flashcards merge " in done.stderr
    assert "0 new events, 1 known" in run("merge", str(home / "unsaved.jsonl")).stdout
    for column, strange in (("card", 5), ("rating", "3"), ("at_ms", 10**30), ("detail", 5)):
        row = {**json.loads(sound), "id": "0" * 36, column: strange}
        (home / "unsaved.jsonl").write_text(json.dumps(row), encoding="utf-8")
        assert "not as they were written; `flashcards merge " in run("review", "--plain", stdin="q\n").stderr
    (home / "unsaved.jsonl").unlink()
    assert run("review", "--plain", stdin="q\n").returncode == 0


def test_why_of_a_card_in_a_sitting_counts_no_place_in_a_queue(run: Run) -> None:
    assert "it is number 3 of the new cards that wait" in run("why", "softmax").stdout
    asked = run("review", "--plain", "--query", "softmax", stdin="i\nq\n").stdout
    assert "New: it has not been answered yet.\n" in asked


def test_practice_leaves_the_schedule_alone(run: Run) -> None:
    run("review", "--plain", stdin="\n4\nq\n")
    before = json.loads(run("why", "recall", "--json").stdout)
    run("review", "--plain", "--practice", stdin="\n1\n\n3\n")
    after = json.loads(run("why", "recall", "--json").stdout)
    assert [e["mode"] for e in log_of(run)] == ["review", "practice", "practice"]
    assert {k: after[k] for k in ("due_day", "stability_days", "lapses", "reps")} == {
        k: before[k] for k in ("due_day", "stability_days", "lapses", "reps")
    }


def test_decks_lists_titles_and_counts(run: Run) -> None:
    (deck,) = json.loads(run("decks", "--json").stdout)
    assert (deck["deck"], deck["title"], deck["cards"], deck["siblings"]) == ("small", "Small deck", 3, 4)
    assert deck["kinds"] == {"basic": 3}
    assert "Small deck" in run("decks").stdout


def test_check_names_the_place_and_exits_with_1(run: Run, decks: Path) -> None:
    assert run("check").returncode == 0
    bad = decks / "bad.yaml"
    bad.write_text("title: Bad\ncards:\n  - id: x\n    question: Q\n    anwser: A\n", encoding="utf-8")
    done = run("check")
    assert done.returncode == 1
    assert f"{bad}:5:5: anwser: unknown field; did you mean `answer`?" in done.stdout
    assert json.loads(run("check", "--json").stdout)[0]["line"] == 5
    assert run("review", "--plain", stdin="q\n").returncode == 0
    assert run("check", str(decks / "small.yaml")).returncode == 0


def test_find_understands_words_and_filters(run: Run) -> None:
    assert [c["card"] for c in json.loads(run("find", "recall", "--json").stdout)] == ["recall"]
    assert len(json.loads(run("find", "deck:small", "is:new", "--json").stdout)) == 4
    assert json.loads(run("find", "is:due", "--json").stdout) == []
    wrong = run("find", "is:duo")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("flashcards: is:duo is not known; did you mean due? There are due, new, ")


def test_why_takes_a_unique_beginning_of_an_id(run: Run) -> None:
    assert json.loads(run("why", "prec", "--json").stdout)["card"] == "precision"
    lost = run("why", "nothing-like-it")
    assert lost.returncode == 2
    assert "there is no card nothing-like-it" in lost.stderr
    many = run("why", "softma")
    assert "2 cards begin with softma: softmax, softmax#r" in many.stderr
    assert json.loads(run("why", " Precision", "--json").stdout)["card"] == "precision", "ids are in small letters"
    assert "no card is named; find one with" in run("why", "").stderr


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout == f"flashcards {__version__}\n"
    helped = run("--help")
    assert "examples:" in helped.stdout
    for name in ("review", "due", "decks", "check", "find", "why", "log"):
        assert name in helped.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["review", "nodeck", "--plain"], "there is no deck called nodeck"),
        (["nonsense"], "there is no command nonsense"),
        (["revew"], "did you mean `review`?"),
        (["due", "now"], "`flashcards due` knows no now"),
        (["find", "deck:smal"], "there is no deck smal; did you mean small?"),
        (["restore", __file__], "test_cli.py is no copy of your progress"),
        (["review", "--new", "-1"], "not a whole number"),
        ([], "the full screen needs a terminal"),
    ],
)
def test_wrong_usage_exits_with_2_and_one_sentence(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_date_that_is_none_is_refused(run: Run) -> None:
    done = run("due", now="yesterday")
    assert (done.returncode, done.stderr) == (
        2,
        "flashcards: --now 'yesterday' is not a date; write it like 2026-11-22T09:00\n",
    )


def test_a_naive_date_means_local_time(run: Run) -> None:
    assert json.loads(run("due", "--json", now="2026-11-23T03:59").stdout)["study_day"] == "2026-11-22"
    assert json.loads(run("due", "--json", now="2026-11-23T04:00").stdout)["study_day"] == "2026-11-23"


def test_home_and_decks_come_from_the_environment_too(home: Path, decks: Path) -> None:
    other = decks.parent / "other.yaml"
    other.write_text("title: Other\ncards:\n  - {id: o, question: Q, answer: A}\n", encoding="utf-8")
    env = os.environ | {"FLASHCARDS_HOME": str(home), "FLASHCARDS_DECKS": f"{decks}{os.pathsep}{other}"}
    command = [sys.executable, "-m", "flashcards", "decks", "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert [d["deck"] for d in json.loads(done.stdout)] == ["small", "other"]


def test_a_reader_that_goes_away_ends_the_program_quietly(home: Path, decks: Path) -> None:
    command = f"{sys.executable} -m flashcards find deck:small --home {home} --decks {decks} | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("streams", ["<&- >&-", *(pytest.param(s, marks=pytest.mark.slow) for s in ("<&-", ">&-"))])
def test_closed_streams_do_no_harm(home: Path, decks: Path, streams: str) -> None:
    command = f"{sys.executable} -m flashcards review --plain --home {home} --decks {decks} {streams}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_bytes_that_are_no_text_are_wrong_letters_in_plain_lines(home: Path, decks: Path) -> None:
    words = ("review", "--plain", "--home", str(home), "--decks", str(decks))
    done = program(*words, stdin=b"caf\xe9\n\xff\xfe\n\n4\n\xc3q\nq\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1 answer, 100% passed" in done.stdout
    done = program("add", "--home", str(home), stdin=b"\xff\xe9\n")
    assert b"Traceback" not in done.stderr


@pytest.mark.usefixtures("known")
def test_bundled_decks_are_read_without_any_option(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flashcards", "decks", "--json", "--home", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {d["deck"]: d for d in json.loads(done.stdout)}
    assert {"backprop", "metrics", "cross-validation", "pytorch", "tensorflow-keras"} <= set(found)
    assert all(d["bundled"] and d["problems"] == 0 for d in found.values())


def test_a_query_may_begin_with_a_minus(run: Run) -> None:
    for words in (("find", "-recall"), ("find", "-positives", "-recall"), ("find", "--json", "-(recall or precision)")):
        done = run(*words)
        assert (done.returncode, done.stderr) == (0, ""), words
        assert "softmax" in done.stdout
        assert "What is recall" not in done.stdout
    assert run("review", "--plain", "--query", "-softmax", stdin="q\n").returncode == 0
    assert "cards by words" in run("find", "-h").stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 133])
def test_found_cards_fit_the_terminal(run: Run, decks: Path, columns: int) -> None:
    question = "Which of the two and why " * 9
    (decks / "wide.yaml").write_text(
        f"title: W\ncards:\n  - {{id: {'long-' * 6}name, question: {question}, answer: 混淆矩阵}}\n"
        f"  - {{id: short, question: 混淆矩阵{'混淆矩阵' * 40}, answer: A}}\n",
        encoding="utf-8",
    )
    lines = run("find", "deck:wide", env={**os.environ, "COLUMNS": str(columns)}).stdout.splitlines()
    assert len(lines) == 3
    assert all(cell_width(line) <= columns for line in lines)
    piped = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    assert question.strip() in run("find", "deck:wide", env=piped).stdout


def test_the_whole_language_is_in_the_help_of_find(run: Run) -> None:
    told = run("find", "--help").stdout
    for term, _ in LANGUAGE:
        assert term in told


def test_only_the_cards_of_a_query_are_reviewed_or_practised(run: Run) -> None:
    done = run("review", "--plain", "--query", "positives or precision", stdin="\n4\n\n4\n\n4\n")
    assert [event["card"] for event in log_of(run)] == ["recall", "precision"]
    assert (done.returncode, done.stderr) == (0, "")
    run("review", "--plain", "--practice", "--query", "seen:1 precision", stdin="\n1\n3\n")
    assert [event["card"] for event in log_of(run) if event["mode"] == "practice"] == ["precision"]
    for query, said in (("nothing-like-it", "no card matches nothing-like-it"), ("is:duo", "did you mean due?")):
        refused = run("review", "--plain", "--query", query)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert said in refused.stderr


def test_statistics_of_decks_and_of_an_alternative_keep_to_the_decks(run: Run, decks: Path) -> None:
    (decks / "other.yaml").write_text("title: O\ncards:\n  - {id: other, question: Q, answer: A}\n")
    run("review", "--plain", stdin="\n4\n" * 9)
    told = json.loads(run("stats", "--json", "--deck", "other", "--query", "recall or Q").stdout)
    assert sum(told["today"]["answers"].values()) == 1


def test_a_period_that_has_not_begun_is_refused(run: Run) -> None:
    refused = run("stats", "--since", "2026-11-24")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--since 2026-11-24 has not come yet; the study day is 2026-11-23" in refused.stderr
    assert run("stats", "--since", "2026-11-23").returncode == 0


def test_the_schema_is_printed_and_its_place_told(run: Run) -> None:
    assert json.loads(run("schema").stdout)["title"] == "A deck of flashcards"
    assert Path(run("schema", "--path").stdout.strip()).is_file()


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for home in ("file", "file/below"):
        words = [sys.executable, "-m", "flashcards", "due", "--home", str(tmp_path / home)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{tmp_path / 'file'} is a file; name a folder with --home" in done.stderr


def test_broken_settings_are_said_beside_what_a_command_prints(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("new_per_day: many\n", encoding="utf-8")
    for words in (["due"], ["due"], ["decks"]):
        done = run(*words)
        assert done.returncode == 0
        assert "settings.yaml:1" in done.stderr
        assert "settings.yaml" not in done.stdout


def test_answers_of_a_day_to_come_are_warned_of(run: Run) -> None:
    assert "ahead of the clock" in run("review", "--plain", now="2999-01-01T09:00").stderr
    assert "ahead of the clock" not in run("review", "--plain", now="2020-01-01T09:00").stderr
    assert run("due", now="2999-01-01T09:00").stderr == ""


def test_show_of_a_card_with_siblings_shows_them_all(run: Run, decks: Path) -> None:
    (decks / "cloze.yaml").write_text(
        "title: T\ncards:\n  - {id: two, cloze: 'a {{c1::one}} b {{c2::other}}'}\n", encoding="utf-8"
    )
    out = run("show", "two").stdout
    assert out.index("two#1") < out.index("two#2")
    assert [found["card"] for found in json.loads(run("show", "two", "--json").stdout)] == ["two#1", "two#2"]
    assert json.loads(run("show", "two#2", "--json").stdout)["card"] == "two#2"


def test_words_of_a_query_may_stand_on_both_sides_of_an_option(run: Run) -> None:
    one, both = run("find", "recall"), run("find", "recall", "--json", "-harmonic", "zzz")
    assert (one.returncode, both.returncode, both.stdout.strip()) == (0, 0, "[]")
    assert "knows no --wrong" in run("find", "recall", "--wrong", "zzz").stderr


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["due", "--home", ""], "--home"),
        (["due", "--decks", ""], "--decks"),
        (["check", ""], "PATH"),
        (["import", ""], "FILE"),
        (["export", ""], "FILE"),
        (["merge", ""], "OTHER"),
        (["restore", ""], "FILE"),
        (["stats", "--html", ""], "--html"),
        (["stats", "--svg", ""], "--svg"),
    ],
)
def test_an_empty_path_is_not_the_current_folder_nor_the_default(home: Path, words: list[str], option: str) -> None:
    done = program("--home", str(home), *words)
    assert (done.returncode, done.stdout.decode()) == (2, "")
    assert done.stderr.decode() == f"flashcards: {option} is empty; name a file or a folder\n"


def test_an_empty_name_is_quoted(run: Run) -> None:
    assert "there is no deck called ''; " in run("review", "").stderr
    assert "`flashcards tune` knows no ''; " in run("tune", "").stderr


@pytest.mark.parametrize("now", ["0001-01-01", "1970-12-31T23:00", "9001-01-01", "9999-12-31T23:59"])
def test_a_date_that_cannot_be_scheduled_is_said_to_be_too_far_away(run: Run, now: str) -> None:
    assert "is too far away; the years 1971 to 9000" in run("due", now=now).stderr
