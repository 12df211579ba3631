"""`flashcards check`: what it prints, when it exits with 1, and what `--fix` writes."""

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli, cores
from flashcards.cache.store import Store
from flashcards.cards import Card, Deck, Problem
from flashcards.cli import main
from flashcards.decks import file as deckfile
from flashcards.decks import ids as naming
from flashcards.decks.rules import closely
from flashcards.decks.rules import report as lint
from flashcards.schedule.states import Rating
from flashcards.text import cell_width
from tests.conftest import Clock, opened

Check = Callable[..., tuple[int, str, str]]

NAMELESS = """\
# A deck.
title: 'T'   # kept
cards:
  # The first one.
  - question: "What is recall, and why?"   # a comment
    answer: |
      $TP / (TP + FN)$

  - id: what
    question: Q
    answer: A
  -   cloze: ReLU is {{c1::0}} or {{c2::x}}.
      tags: [a]
  - {question: Which?, answer: B}
  -
    symptom: It crashes.
    code: x = 1/0
    fix: |
      -x = 1/0
      +x = 1
"""
NAMED = """\
# A deck.
title: 'T'   # kept
cards:
  # The first one.
  - id: other-recall
    question: "What is recall, and why?"   # a comment
    answer: |
      $TP / (TP + FN)$

  - id: what
    question: Q
    answer: A
  -   id: other-relu-x
      cloze: ReLU is {{c1::0}} or {{c2::x}}.
      tags: [a]
  - {id: other-1, question: Which?, answer: B}
  -
    id: other-crashes-x-1-0
    symptom: It crashes.
    code: x = 1/0
    fix: |
      -x = 1/0
      +x = 1
"""


@pytest.fixture
def check(home: Path, decks: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command; gives its exit code and what it wrote."""

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["check", *words, "--home", str(home), "--decks", str(decks)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


@pytest.mark.parametrize("is_read_before", [False, True])
def test_all_cores_say_what_one_says(
    check: Check,
    home: Path,
    decks: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    is_read_before: bool,
) -> None:
    monkeypatch.setattr(cores, "MANY", 1)
    cards = "".join(
        f"  - {{id: c-{n}, question: 'What of <b>{n}</b> is $\\frac{{{{1}}$?', answer: A}}\n" for n in range(9)
    )
    said = []
    for count in (1, 3):
        (decks / "other.yaml").write_text(f"title: 'With {count}'\ncards:\n{cards}", encoding="utf-8")
        if is_read_before:
            assert cli.main(["find", "<b>", "--home", str(home), "--decks", str(decks)]) == 0
            assert "<b>8</b>" in capsys.readouterr().out
        monkeypatch.setattr(cores, "_cores", lambda count=count: count)
        said.append(check("--strict"))
        assert check("--strict") == said[-1]
    assert said[0] == said[1]
    assert said[0][0] == 1
    assert said[0][1].count("cannot be drawn") == 9


@pytest.mark.parametrize(("names", "is_read"), [("", False), (", needs: [recall]", True), (", aliases: [old]", True)])
def test_other_decks_are_read_only_where_a_card_names_one(
    home: Path, decks: Path, monkeypatch: pytest.MonkeyPatch, names: str, is_read: bool
) -> None:
    path = decks / "own.yaml"
    path.write_text(f"title: T\ncards:\n  - {{id: mine, question: Q, answer: A{names}}}\n", encoding="utf-8")
    read, deck = [], Store.deck

    def noted(store: Store, path: Path, name: str, *, bundled: bool = False) -> Deck:
        read.append(path)
        return deck(store, path, name, bundled=bundled)

    monkeypatch.setattr(Store, "deck", noted)
    cli.main(["check", str(path), "--home", str(home), "--decks", str(decks)])
    assert ({*read} > {path}) is is_read


def write(decks: Path, text: str | bytes, name: str = "other") -> Path:
    path = decks / f"{name}.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems_of(path: Path) -> tuple[Problem, ...]:
    return deckfile.load_file(path, path.stem).problems


# -- check and check --strict --------------------------------------------------------------------------------------


def test_sound_decks_are_fine(check: Check) -> None:
    assert check() == (0, "1 deck, 3 sound cards (4 counting each hole and reverse), 0 problems\n", "")


def test_a_card_with_a_problem_is_looked_at_as_closely_as_a_sound_one(check: Check, decks: Path) -> None:
    card = "question: Why $\\foo$?\n    answer: A\n    level: hard\n    needs: [nowhere]\n    checked: soon"
    path = write(decks, f"title: T\ncards:\n  - {card}\n")
    code, out, _ = check("--json", str(path))
    assert code == 1
    assert {(found["field"], found["line"], found["rule"]) for found in json.loads(out)} == {
        ("level", 5, "reading"),
        ("question", 3, "tex"),
    }
    notes = [line for line in check(str(path))[1].splitlines() if line.endswith("(a note)")]
    assert [note.split(": ")[0] for note in notes] == [f"{path}:7:14", f"{path}:6:13"]


def test_number_cards_are_tried_out(check: Check, decks: Path) -> None:
    card = "question: Q\n    number:\n      given: {a: 0..99}\n      answer: 1 / (a - 50)"
    path = write(decks, f"title: T\ncards:\n  - {card}\n")
    code, out, _ = check()
    assert code == 1
    assert re.match(
        rf"{path}:6:15: number.answer: division by zero in `1 / \(a - 50\)`, where a = 50; rule that out with", out
    )


def test_strict_adds_findings_notes_and_a_table(check: Check, decks: Path) -> None:
    path = write(
        decks, "title: T\nneeds: [far]\ncards:\n  - {id: one, question: Is it?, answer: A, level: junior, tags: [t]}\n"
    )
    code, out, _ = check("--strict", str(path))
    lines = out.splitlines()
    assert code == 1
    assert f"{path}:4:25: question: `Is …?` is answered by yes or no; ask what, why, when or how much" in lines
    assert (
        f"{path}:2:9: needs: the deck `far` is not among these; name a deck by its file, or load it as well (a note)"
        in lines
    )
    assert lines[-6:] == [
        "",
        "other  basic  junior  mid  senior  cards",
        "t          1       1    ·       ·      1",
        "all        1       1    ·       ·      1",
        "",
        f"1 deck, 1 sound card, {(len(lines) - 6) // 3 - 1} problems",
    ]
    assert check(str(path))[0] == 0


def test_notes_alone_are_fine(check: Check, decks: Path) -> None:
    whole = "why: W, source: S, checked: C, level: junior, tags: [t, why]"
    cards = f"  - {{id: one, question: Q, answer: A, {whole}}}\n  - {{id: two, question: R, accept: A, {whole}}}\n"
    path = write(decks, f"title: T\nneeds: far\ncards:\n{cards}")
    code, out, _ = check("--strict", str(path))
    assert code == 0
    assert "(a note)" in out


def test_json_is_one_document(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\nneeds: far\ncards:\n  - {id: one, question: Is it?, answer: A, tags: [t]}\n")
    assert json.loads(check("--json", str(path))[1]) == []
    found = json.loads(check("--strict", "--json", str(path))[1])
    assert set(found) == {"problems", "notes", "decks"}
    assert {
        "path": str(path),
        "line": 4,
        "column": 25,
        "end_column": 31,
        "rule": "yes-no",
        "severity": "error",
        "places": [],
        "field": "question",
        "message": "`Is …?` is answered by yes or no",
        "fix": "ask what, why, when or how much",
    } in found["problems"]
    assert [note["field"] for note in found["notes"]] == ["needs"]
    counts = {"basic": 1, "junior": 0, "mid": 0, "senior": 0, "cards": 1}
    assert found["decks"] == [{"deck": "other", "subtopics": {"t": counts, "all": counts}}]


def test_a_finding_shows_its_line_its_column_and_its_rule(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - id: one\n    question: Is it 过?\n    answer: $\\foo$\n")
    assert check(str(path))[1] == (
        f"{path}:5:13: answer: `$\\foo$` cannot be drawn: unknown command \\foo; write it otherwise, or as code\n"
        "  5 |     answer: $\\foo$\n"
        "    |             ^ tex\n"
        "1 deck, 1 sound card, 1 problem\n"
    )


NEARER: dict[str, tuple[str, str]] = {
    "a formula": ("answer: |\n      A\n      or $\\foo$", "6:10: answer: `$\\foo$`"),
    "a row of a table": (
        "answer: |\n      | a | b |\n      |---|---|\n      | 1 | 2 | 3 |",
        "7:7: answer: the row `| 1 | 2 | 3 |` has 3 cells",
    ),
    "a hole": ("cloze: |\n      A {{c1::b}}\n      and {{c2:c}}", "5:11: cloze: `{{c2:` does not begin a hole"),
    "a line of a diff": (
        "symptom: S\n    code: x = 1\n    fix: |\n      -x=1\n      +x = 2",
        "6:8: fix: `x=1` does not stand",
    ),
    "a fence in a diff": (
        "symptom: S\n    code: x = 1\n    fix: |\n      ```diff\n      -x = 1\n      ```",
        "6:7: fix: `` ```diff `` is no line",
    ),
    "a line of code": (
        "solution: |\n\n      x = 1\n      y = (\n    tests: [{must: a, assert: x == 1}]",
        "7:7: solution: this is no Python in line 2",
    ),
    "words that stand twice": ("answer: |\n      $\\foo$\n      $\\foo$", "4:13: answer: `$\\foo$`"),
    "words on the line of the field": ("answer: A $\\foo$", "4:13: answer: `$\\foo$`"),
}


@pytest.mark.parametrize(("fields", "said"), NEARER.values(), ids=NEARER)
def test_a_finding_in_a_text_of_several_lines_stands_at_the_line_that_it_quotes(
    check: Check, decks: Path, fields: str, said: str
) -> None:
    asked = "" if fields.startswith(("cloze", "symptom")) else "question: Q\n    "
    path = write(decks, f"title: T\ncards:\n  - {asked}{fields}\n")
    assert check(str(path))[1].startswith(f"{path}:{said}")


def test_findings_are_told_to_github_and_as_sarif(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\nneeds: far\ncards:\n  - {id: one, question: 'Is it, 5 %?', answer: A}\n")
    code, out, _ = check("--strict", "--format", "github", str(path))
    assert code == 1
    assert (
        f"::error file={path},line=4,col=25,endColumn=38,title=yes-no::question: `Is …?` is answered by yes or no; "
        "ask what, why, when or how much"
    ) in out.splitlines()
    assert f"::notice file={path},line=2,col=8," in out
    code, out, _ = check("--strict", "--format", "sarif", str(path))
    (run,) = json.loads(out)["runs"]
    assert code == 1
    assert run["tool"]["driver"]["name"] == "flashcards"
    found = next(result for result in run["results"] if result["ruleId"] == "yes-no")
    assert found["level"] == "error"
    (place,) = found["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 25, "endColumn": 38}
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {result["ruleId"] for result in run["results"]}


ABOUT: dict[str, tuple[str, str]] = {
    "a name": ("{question: Q, anwser: A}", "anwser"),
    "a text among brackets": ("{question: Q, answer: A, level: hard, tags: [t]}", "hard"),
    "a text to the end of its line": ("question: Q\n    answer: A\n    level: hard to say", "hard to say"),
    "a text in quotes": ("question: Q\n    answer: A\n    level: 'it''s, hard' # c", "'it''s, hard'"),
    "a list": ("question: Q\n    answer: [a, 'b]', c] # c", "[a, 'b]', c]"),
    "words of a text": ("question: Q\n    answer: |\n      a $\\foo$ b", "$\\foo$"),
    "a space that is none": ("question:\u00a0Q\n    answer: A", "\u00a0"),
}


@pytest.mark.parametrize(("card", "about"), ABOUT.values(), ids=ABOUT)
def test_a_finding_ends_where_what_it_is_about_ends(check: Check, decks: Path, card: str, about: str) -> None:
    path = write(decks, f"title: T\ncards:\n  - {card}\n")
    (found,) = json.loads(check("--json", str(path))[1])
    line = path.read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    assert line[found["column"] - 1 : found["end_column"] - 1] == about


@pytest.mark.parametrize("sign", ["\f", "\u2028", "\x85", "\x1c"])
def test_a_sign_that_ends_a_line_elsewhere_moves_no_finding(check: Check, decks: Path, sign: str) -> None:
    path = write(decks, f"title: T\ncards:\n  - question: a{sign}b\n    answer: A\n  - {{question: Q, anwser: A}}\n")
    assert check(str(path))[1].splitlines()[4:6] == [
        "  5 |   - {question: Q, anwser: A}",
        "    |                   ^",
    ]


def test_the_caret_stands_below_wide_letters_and_behind_tabs(check: Check, decks: Path) -> None:
    path = write(decks, 'title: T\ncards:\n  - {question: "过拟\te\u0301", anwser: A}\n')
    line, caret = check(str(path))[1].splitlines()[1:3]
    assert cell_width(line.partition("anwser")[0]) == len(caret.removesuffix("^"))


def test_of_a_long_line_the_place_that_is_meant_is_shown(check: Check, decks: Path) -> None:
    cards = ", ".join(f"{{question: Q{n}, {'answer' if n - 50 else 'anwser'}: A{n}}}" for n in range(100))
    path = write(decks, f"{{title: T, cards: [{cards}]}}")
    line, caret = check(str(path))[1].splitlines()[1:3]
    assert len(line) < 220
    assert line[len(caret) - 1 :].startswith("anwser: A50}")
    assert (line[6], line[-1]) == ("…", "…")


def test_a_name_that_no_deck_has_is_told_with_the_nearest(check: Check) -> None:
    code, out, _ = check("smal")
    assert (code, out.splitlines()[0]) == (1, "smal:1:1: there is no such file or folder; did you mean `small`?")


def test_sarif_names_files_as_addresses_do(check: Check, decks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(decks, "title: T\ncards:\n  - {question: Q, anwser: A}\n", "ü 5%")
    monkeypatch.chdir(decks)
    for named, said in ((path.name, "%C3%BC%205%25.yaml"), (str(path), path.as_uri())):
        (run,) = json.loads(check(named, "--format", "sarif")[1])["runs"]
        (found,) = run["results"]
        assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": said}
        assert run["columnKind"] == "unicodeCodePoints"


def test_a_rule_that_a_deck_switches_off_is_counted_and_may_be_held_all_the_same(check: Check, decks: Path) -> None:
    path = write(
        decks, "title: T\nrules_off: [yes-no, fields]\ncards:\n  - {id: one, question: Is it color?, answer: A}\n"
    )
    code, out, _ = check("--strict", str(path))
    assert (code, out.splitlines()[-1]) == (0, "1 deck, 1 sound card, 0 problems, 2 rules off")
    code, out, _ = check("--strict", "--all-rules", str(path))
    assert code == 1
    assert "yes or no" in out
    assert "American" not in out
    assert out.splitlines()[-1].endswith("problems")
    broken = write(decks, "title: T\nrules_off: [reading]\ncards:\n  - {question: Q}\n")
    assert check(str(broken))[0] == 1


BESIDE: dict[str, tuple[str, str]] = {
    "a value that is not shown": (
        "question: What is it?\n    number: {given: {a: 3..9}, answer: a}",
        "4:15: question: `{{a}}` is drawn and not shown; put it into the question",
    ),
    "a value that is not used": (
        "question: 'What is {{a}}?'\n    number: {given: {a: 3..9, b: 3..9}, answer: a}",
        "5:31: number.given: `b` is never used; take it away, or put it into the question",
    ),
    "a name that is not given": (
        "question: 'What is {{b}} of {{a}}?'\n    number: {given: {a: 3..9}, answer: a}",
        "4:15: question: `{{b}}` is neither given nor a step; there are a",
    ),
    "a value that is to be formatted": (
        "question: 'What is {{a:.2f}} of {{a}}?'\n    number: {given: {a: 3..9}, answer: a}",
        "4:15: question: `{{a:.2f}}` is shown as it stands: it is more than a name; write `{{a}}`",
    ),
    "a card that comes first and is not there": (
        "question: Q\n    answer: A\n    needs: [precison]",
        "6:13: needs: there is no card `precison`; did you mean `precision`?",
    ),
    "a card to mix it up with that is not there": (
        "question: Q\n    answer: A\n    confused_with: [nowhere]",
        "6:21: confused_with: there is no card `nowhere`; write the id of a card",
    ),
    "an alias that is the id of another card": (
        "question: Q\n    answer: A\n    aliases: [old, precision]",
        "6:20: aliases: `precision` is the id of another card, at DECKS/small.yaml:8:5; take it away: an alias is an id that no card has any more",
    ),
    "a circle": (
        "question: Q\n    answer: A\n    needs: [one]",
        "6:13: needs: a circle: `one` needs `one`; take one of these away",
    ),
    "a rule that there is not": (
        "question: Q\n    answer: A\nrules_off: [yes-noo]",
        "6:13: rules_off: there is no rule `yes-noo`; did you mean `yes-no`?",
    ),
}


@pytest.mark.parametrize(("card", "said"), BESIDE.values(), ids=BESIDE)
def test_plain_check_knows_the_other_decks_and_says_what_is_never_meant(
    check: Check, decks: Path, card: str, said: str
) -> None:
    path = write(decks, f"title: T\ncards:\n  - id: one\n    {card}\n")
    code, out, _ = check(str(path))
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith(str(path))] == [
        f"{path}:{said.replace('DECKS', str(decks))}"
    ]


def test_a_problem_of_reading_bears_no_name_of_a_rule(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - {question: Q, anwser: A}\n")
    assert check(str(path))[1].splitlines()[2] == "    |                   ^"


def test_what_most_cards_lack_is_said_once(check: Check, decks: Path) -> None:
    cards = "".join(f"  - question: Why {name}?\n    answer: A\n    why: W\n" for name in ("one", "two", "six", "ten"))
    path = write(decks, f"title: T\nlevel: mid\nrules_off: [mistake, examples, twins, reason]\ncards:\n{cards}")
    lines = [line for line in check("--strict", str(path))[1].splitlines() if line.startswith(f"{path}:")]
    once = "or once for all of them in the head of the deck"
    assert lines == [
        f"{path}:1:8: id: missing on all 4 cards; `flashcards check --fix` writes one",
        f"{path}:1:8: source: missing on all 4 cards; add `source:` (where it stands: a primary source with a locator), {once}",
        f"{path}:1:8: tags: missing on all 4 cards; add `tags:` (tags; the first one is the subtopic), {once}",
    ]
    write(decks, path.read_text().replace("answer: A\n", "answer: A\n    source: S\n", 1))
    source = "source: missing on 3 of 4 cards, first at lines 9, 12, 15; add `source:` (where it stands"
    out = check("--strict", str(path))[1]
    assert (f"{path}:1:8: {source}" in out, out.count("source: missing")) == (True, 1)
    (found,) = (
        row for row in json.loads(check("--strict", "--json", str(path))[1])["problems"] if row["field"] == "source"
    )
    assert [(place["path"], place["line"]) for place in found["places"]] == [(str(path), line) for line in (9, 12, 15)]
    (run,) = json.loads(check("--strict", "--format", "sarif", str(path))[1])["runs"]
    (result,) = (row for row in run["results"] if row["message"]["text"].startswith("source"))
    related = [place["physicalLocation"]["region"]["startLine"] for place in result["relatedLocations"]]
    assert related == [9, 12, 15], "other programs are told of each card"
    write(decks, path.read_text().replace("answer: A\n    why", "answer: A\n    source: S\n    why", 1))
    assert check("--strict", str(path))[1].count(":5: source: missing; add `source:`") == 2


def test_what_most_cards_lack_and_no_head_can_give_is_said_once_as_well(check: Check, decks: Path) -> None:
    """A forty-card deck of which a few cards have a reason is one line for each field, not forty."""
    cards = "".join(
        f"  - {{id: c-{n}, question: What is {n}?, answer: A{n}{', why: W' if n < 3 else ''}}}\n" for n in range(40)
    )
    path = write(decks, f"title: T\nlevel: mid\nsource: S\ntags: [t]\nrules_off: [twins]\ncards:\n{cards}")
    lines = [line for line in check("--strict", str(path))[1].splitlines() if line.startswith(f"{path}:1:8")]
    assert [line.partition("; ")[0].partition(":1:8: ")[2] for line in lines[:2]] == [
        "mistake: missing on a card of level mid: all 40 cards",
        "why: missing on 37 of 40 cards, first at lines 10, 11, 12 …",
    ]


def test_strict_says_which_rules_a_deck_of_yours_may_switch_off(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - {id: one, question: Is it?, answer: A, why: W, tags: [t], level: mid}\n")
    said = (
        "A deck of your own need not keep these rules: `rules_off: [fields, mistake, subtopics, yes-no]` in its head."
    )
    assert said in check("--strict", str(path))[1].splitlines()
    write(decks, path.read_text().replace("cards:", "rules_off: [fields, mistake, subtopics, yes-no]\ncards:"))
    assert "need not keep" not in check("--strict", str(path))[1]
    assert "need not keep" not in check(str(path))[1]


def test_rules_of_the_settings_hold_for_all_decks_and_are_counted(check: Check, decks: Path, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("rules_off: [yes-no, fields]\n", encoding="utf-8")
    path = write(decks, "title: T\nrules_off: [yes-no]\ncards:\n  - {id: one, question: Is it?, answer: A}\n")
    code, out, _ = check("--strict", str(path))
    assert (code, out.splitlines()[-1]) == (0, "1 deck, 1 sound card, 0 problems, 2 rules off")
    assert check("--strict", "--all-rules", str(path))[0] == 1


def test_what_is_no_rule_is_not_counted_as_one_that_is_off(check: Check, decks: Path) -> None:
    path = write(
        decks, "title: T\nrules_off: [reading, subtopic, twins]\ncards:\n  - {id: a, question: Q, answer: A}\n"
    )
    code, out, _ = check("--strict", str(path))
    lines = out.splitlines()
    assert (code, lines[-1][-10:]) == (1, "1 rule off")
    assert f"{path}:2:13: rules_off: `reading` cannot be switched off; take it away" in lines
    assert f"{path}:2:22: rules_off: there is no rule `subtopic`; did you mean `subtopics`?" in lines
    assert not any("rules_off: [" in line and "rules_off," in line for line in lines)


@pytest.mark.parametrize(("rule", "said"), [("modeline", "a schema that is not there"), ("foreign", "this is no deck")])
def test_each_rule_that_is_named_below_a_caret_can_be_switched_off(
    check: Check, decks: Path, home: Path, rule: str, said: str
) -> None:
    home.mkdir()
    write(decks, "# yaml-language-server: $schema=nowhere.json\ntitle: T\ncards: []\n")
    write(decks, "on: push\n", "workflow")
    out = check()[1]
    assert (said in out, f"^ {rule}" in out) == (True, True)
    (home / "settings.yaml").write_text(f"rules_off: [{rule}]\n", encoding="utf-8")
    code, out, _ = check()
    assert (code, said in out, out.endswith(", 1 rule off\n")) == (0, False, True)


@pytest.mark.parametrize("words", [[], ["--strict"]])
def test_what_was_seen_of_a_card_is_kept_until_the_card_changes(
    check: Check, decks: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("FLASHCARDS_CACHE", str(decks.parent / "cache"))
    looked: list[str] = []
    where, name = (lint, "ruled") if words else (closely, "look")
    real = getattr(where, name)

    def look(card: Card) -> str:
        looked.append(card.id)
        return str(real(card))

    monkeypatch.setattr(where, name, look)
    first = check(*words)
    assert sorted(looked) == ["precision", "recall", "softmax"]
    assert check(*words) == first
    assert len(looked) == 3
    path = decks / "small.yaml"
    text = path.read_text(encoding="utf-8").replace("What is recall?", "Which recall?")
    path.write_text(f"# moved\n{text}", encoding="utf-8")
    check(*words)
    assert looked[3:] == ["recall"], "the other cards are as they were"


def test_a_card_that_gets_an_id_is_no_longer_told_to_get_one(check: Check, decks: Path) -> None:
    text = "title: T\ncards:\n  - {question: Is it?, answer: A}\n"
    path = write(decks, text)
    assert " id: missing" in check("--strict", str(path))[1]
    write(decks, text.replace("{question", "{id: one, question"))
    assert " id: missing" not in check("--strict", str(path))[1]


OF_OTHERS = [
    "services:\n  db:\n    image: postgres\n",
    "- a\n- b\n",
    "on: push\njobs: {}\n",
    "just a text\n",
    "# all of it\n# is a comment\n",
    "x: &x {a: 1}\ny:\n  <<: *x\n",
    "Resources:\n  A: !Ref B\n",
    "kind: Service # one\n---\nkind: Pod\n",
    "%YAML 1.2\n---\na: 1\n",
    "a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}\n",
]
BROKEN = [
    "title: &t T\n",
    "title: !x T\n",
    "x: &x 1\ncarts: [*x]\n",
    "%TAG ! b:c\n---\na: 1\n",
    "<<<<<<< a\nb: 1\n=======\nb: 2\n>>>>>>> c\n",
    "title: T\n",
    "card: []\n",
    "Cards:\n  - {question: Q, answer: A}\n",
    "",
    "a: [\n",
    "title: T\ncarts: []\n",
]


@pytest.mark.parametrize("text", OF_OTHERS)
def test_a_sound_file_of_another_purpose_is_listed_and_is_no_broken_deck(check: Check, decks: Path, text: str) -> None:
    path = write(decks, text)
    code, out, _ = check()
    assert (code, out.count(str(path))) == (0, 1)
    assert f"{path}:1:1: this is no deck: it has neither `title:` nor `cards:`; it is left alone (a note)" in out
    assert out.splitlines()[-1] == "1 deck, 3 sound cards (4 counting each hole and reverse), 0 problems"
    assert check(str(path))[0] == 1, "a file that is named is meant to be one"


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_may_be_meant_as_a_deck_is_a_broken_one(check: Check, decks: Path, text: str) -> None:
    write(decks, text)
    code, out, _ = check()
    assert code == 1
    assert out.splitlines()[-1].startswith("2 decks, 3 sound cards (4 counting each hole and reverse), ")


def test_a_deck_that_links_lead_to_is_read_once(check: Check, decks: Path) -> None:
    real = decks.parent / "real"
    real.mkdir()
    (real / "one.YAML").write_text("title: T\ncards:\n  - {id: a, question: Q, answer: A}\n", encoding="utf-8")
    (decks / "zlinked").symlink_to(real)
    (decks / "again").symlink_to(real)
    (decks / "file.yaml").symlink_to(real / "one.YAML")
    (decks / "other.yaml").symlink_to(decks / "small.yaml")
    code, out, _ = check()
    assert (code, out.splitlines()[-1]) == (
        0,
        "2 decks, 4 sound cards (5 counting each hole and reverse), 0 problems",
    )
    (decks / "gone.yaml").symlink_to("nowhere.yaml")
    assert "gone.yaml:1:1: the file cannot be read" in check()[1]


def test_an_id_that_stands_twice_is_told_at_the_id(check: Check, decks: Path) -> None:
    path = write(
        decks,
        "title: T\ncards:\n  - question: Q\n    answer: A\n    id: one\n  - id: one\n    question: R\n    answer: B\n",
    )
    assert check(str(path))[1].splitlines()[0] == (
        f"{path}:6:9: id: `one` is also the id of another card, at {path}:3:5; choose another id"
    )


def test_of_a_deck_that_is_a_copy_it_is_said_once(check: Check, decks: Path) -> None:
    cards = "".join(f"  - {{id: c{n}, question: Q{n}, answer: A}}\n" for n in range(4))
    first = write(decks, f"title: T\ncards:\n{cards}", "first")
    path = write(decks, f"title: T\ncards:\n{cards}", "second")
    copied = f"{path}:1:1: id: all its cards are also in {first}; keep one of the files; else give its cards other ids"
    assert [line for line in check()[1].splitlines() if line.startswith(f"{path}:")] == [copied]
    write(decks, "title: T\ncards:\n" + cards.replace("c3", "d3").replace("c2", "d2"), "second")
    assert check()[1].count("is also the id of another card") == 2, "few of them are told each"


def test_what_is_reached_by_two_ways_is_read_once(check: Check, decks: Path) -> None:
    (decks / "sub").mkdir()
    path = write(decks, "title: T\ncards:\n  - {id: a, question: Q, answer: A}\n", "sub/one")
    (decks.parent / "link").symlink_to(decks / "sub")
    for words in ((decks, path), (path, path), (decks / "sub", decks.parent / "link"), (decks.parent / "link", path)):
        code, out, _ = check(*map(str, words))
        assert (code, " 0 problems" in out) == (0, True)


def test_a_copied_deck_is_told_where_the_schema_is(check: Check, decks: Path) -> None:
    path = write(decks, "# yaml-language-server: $schema=../flashcards/deck.schema.json\ntitle: T\ncards: []\n")
    code, out, _ = check(str(path))
    said = re.search(r"1:33: the first line names a schema that is not there: (\S+); write `(.*)` \(a note\)", out)
    assert (code, said is not None) == (0, True)
    assert said is not None
    write(decks, f"{said[2]}\ntitle: T\ncards: []\n")
    assert "schema" not in check(str(path))[1]


# -- check --fix ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ids_are_written_and_no_other_byte_changes(check: Check, decks: Path, end: str, mark: str) -> None:
    path = write(decks, (mark + NAMELESS).replace("\n", end))
    code, _, err = check("--fix")
    assert (code, err) == (0, f"{path}: 4 ids written\n")
    assert path.read_bytes() == (mark + NAMED).replace("\n", end).encode()
    assert check("--fix")[2] == ""


ODD: dict[str, tuple[str, str]] = {
    "an id that is empty": (
        "  - id:\n    question: One?\n    answer: A",
        "  - id: other-one\n    question: One?\n    answer: A",
    ),
    "an id in quotes that is empty": (
        "  - {id: '', question: One?, answer: A}",
        "  - {id: other-one, question: One?, answer: A}",
    ),
    "brackets on lines of their own": (
        '  [\n    {\n      "question": "One?", "answer": "A"\n    }\n  ]\n',
        '  [\n    {id: other-one,\n      "question": "One?", "answer": "A"\n    }\n  ]\n',
    ),
    "lines that end in two ways": (
        "  - question: One?\r\n    answer: A\r\n  - question: Two?\n    answer: B\n",
        "  - id: other-one\r\n    question: One?\r\n    answer: A\r\n  - id: other-two\n    question: Two?\n    answer: B\n",
    ),
    "a name that is retired": (
        "  - question: One?\n    answer: A\nretired: [other-one]",
        "  - id: other-one-2\n    question: One?\n    answer: A\nretired: [other-one]",
    ),
    "a name that a card had": (
        "  - question: One?\n    answer: A\n    aliases: [other-one]",
        "  - id: other-one-2\n    question: One?\n    answer: A\n    aliases: [other-one]",
    ),
    "a key in quotes": (
        "  - 'question': One?\n    answer: A",
        "  - id: other-one\n    'question': One?\n    answer: A",
    ),
    "dashes in the first column": ("- question: One?\n  answer: A", "- id: other-one\n  question: One?\n  answer: A"),
}


@pytest.mark.parametrize(("before", "after"), ODD.values(), ids=ODD)
def test_ids_are_written_into_odd_files(check: Check, decks: Path, before: str, after: str) -> None:
    path = write(decks, f"title: T\ncards:\n{before}")
    code, _, err = check("--fix")
    assert (code, err[-8:]) == (0, "written\n")
    assert path.read_bytes().decode() == f"title: T\ncards:\n{after}"
    assert check("--fix")[2] == ""


def test_no_id_is_one_that_another_deck_has_retired_or_had_before(check: Check, decks: Path) -> None:
    write(
        decks,
        "title: T\nretired: [other-one]\ncards:\n  - {id: a, question: Q, answer: A, aliases: [other-two]}\n",
        "b",
    )
    path = write(decks, "title: T\ncards:\n  - {question: One?, answer: A}\n  - {question: Two?, answer: B}\n")
    check(str(path), "--fix")
    assert re.findall(r"id: (\S+),", path.read_text(encoding="utf-8")) == ["other-one-2", "other-two-2"]


def test_the_name_of_a_deck_leaves_room_for_the_words_of_a_question(check: Check, decks: Path) -> None:
    path = write(
        decks, "title: T\ncards:\n  - {question: Which norm?, answer: A}\n", "lectures on numerical linear algebra"
    )
    check("--fix")
    assert "{id: lectures-on-numerical-norm, " in path.read_text(encoding="utf-8")


def test_what_is_printed_for_a_script_stays_one_document(check: Check, decks: Path) -> None:
    write(decks, NAMELESS)
    assert json.loads(check("--fix", "--json")[1]) == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is recall?", "other-recall"),
        ("Why does $F_1$ use `harmonic` means of **precision**?", "other-use-harmonic-means-precision"),
        ("What does `keepdims` change?", "other-keepdims-change"),
        ("Où est Zoé?", "other-ou-est-zoe"),
        ("为什么?", "other-1"),
        ("How?", "other-1"),
        ("Что такое градиент?", "other-chto-takoe-gradient"),
        ("Τι είναι η κλίση;", "other-ti-einai-i-klisi"),
        ("Was heißt Überanpassung?", "other-heisst-uberanpassung"),
        ("one two three four five six seven", "other-one-two-three-four-five"),
        ("pneumonoultramicroscopicsilicovolcanoconiosis and more", "other-pneumonoultramicroscopicsilicovolcanoconio"),
        ("Which taken one?", "other-taken-one-3"),
    ],
)
def test_an_id_is_made_of_the_words_of_the_question(check: Check, decks: Path, question: str, name: str) -> None:
    taken = "  - {id: other-taken-one, question: broken}\n  - {id: other-taken-one-2, question: Q, answer: A}\n"
    path = write(decks, f"title: T\ncards:\n{taken}  - question: '{question}'\n    answer: A\n")
    check("--fix")
    assert f"  - id: {name}\n    question: '{question}'\n" in path.read_text(encoding="utf-8")
    assert deckfile.ID_PATTERN.fullmatch(name)


def test_two_decks_in_another_script_are_named_apart_and_load_together(check: Check, decks: Path) -> None:
    paths = [decks.parent / f"deck{n}.yaml" for n in range(2)]
    for path, question in zip(paths, ("什么是过拟合？", "什么是欠拟合？"), strict=True):
        path.write_text(f"title: T\ncards:\n  - question: {question}\n    answer: 答\n", encoding="utf-8")
        check(str(path), "--fix")
    code, out, _ = check(*map(str, paths))
    assert (code, out.splitlines()[-1]) == (0, "2 decks, 2 sound cards, 0 problems")


def test_an_id_has_no_words_that_the_program_adds_to_a_question(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - {question: 比べなさい。, axes: [位置, 年], points: [a, b]}\n")
    check("--fix")
    assert re.findall(r"id: ([\w-]+)", path.read_text(encoding="utf-8")) == ["other-1"]


def test_cards_that_ask_alike_get_different_ids(check: Check, decks: Path) -> None:
    path = write(
        decks, "title: T\ncards:\n" + "".join(f"  - {{question: What is lost?, answer: A{n}}}\n" for n in range(3))
    )
    check("--fix")
    assert re.findall(r"id: (\S+),", path.read_text(encoding="utf-8")) == ["other-lost", "other-lost-2", "other-lost-3"]


def test_decks_that_are_fixed_one_after_the_other_load_together(check: Check, decks: Path) -> None:
    cards = "title: T\ncards:\n  - {question: 什么是过拟合？, answer: 答}\n  - {question: What is lost?, answer: A}\n"
    paths = [decks / name for name in ("one.yaml", "two.yaml")]
    for path in paths:
        path.write_text(cards if path is paths[0] else cards.replace("过", "欠").replace("A}", "B}"), encoding="utf-8")
        check(str(path), "--fix")
    assert check(*map(str, paths))[1].endswith("2 decks, 4 sound cards, 0 problems\n")


def test_an_id_is_made_of_the_code_where_the_question_says_little(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - code: print(xs.mean())\n    prints: '1'\n")
    check("--fix")
    assert "- id: other-print-xs-mean\n" in path.read_text(encoding="utf-8")


def test_a_broken_card_is_left_as_it_is(check: Check, decks: Path) -> None:
    path = write(decks, "title: T\ncards:\n  - question: Broken\n  - question: Sound\n    answer: A\n")
    code, _, err = check("--fix")
    assert (code, err) == (1, f"{path}: 1 id written\n")
    assert path.read_text(encoding="utf-8") == (
        "title: T\ncards:\n  - question: Broken\n  - id: other-sound\n    question: Sound\n    answer: A\n"
    )


def test_a_file_that_may_not_be_written_is_refused_in_a_sentence(
    check: Check, decks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(decks, NAMELESS)
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, out, err = check("--fix")
    assert (code, err) == (1, "")
    assert (
        f"{path}:1:1: id: no ids are written: {path} cannot be written: it is read-only; free the place or name another; write them yourself\n"
        in out
    )
    assert path.read_text(encoding="utf-8") == NAMELESS


def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(
    check: Check, decks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(decks, NAMELESS)
    before = sorted(decks.iterdir())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert "cannot be written: No space left on device" in check("--fix")[1]
    assert path.read_text(encoding="utf-8") == NAMELESS
    assert sorted(decks.iterdir()) == before


def test_a_deck_inside_the_program_is_never_written(check: Check, decks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(decks, NAMELESS)
    monkeypatch.setattr(naming, "_PROGRAM", decks)
    code, out, _ = check("--fix")
    assert code == 1
    assert f"{path}:1:1: id: no ids are written: the deck is part of the program; write them yourself\n" in out
    assert path.read_text(encoding="utf-8") == NAMELESS


def test_the_file_keeps_its_permissions_and_its_link(check: Check, decks: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text(NAMELESS, encoding="utf-8")
    real.chmod(0o640)
    (decks / "other.yaml").symlink_to(real)
    check("--fix")
    assert (decks / "other.yaml").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "id: other-relu-x" in real.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "more",
    [
        "",
        pytest.param("  - {question: inverted, answer: upside down, reverse: true}\n", id="reversed"),
        pytest.param("  - {question: One?, answer: No}\n  - {question: Two?, answer: No}\n", id="same answer"),
    ],
)
def test_progress_follows_to_the_new_ids(check: Check, home: Path, decks: Path, clock: Clock, more: str) -> None:
    library = opened(home, [write(decks, NAMELESS + more)])
    for _ in range(3):
        session = library.session(library.today(clock.moment()), clock.moment)
        while session.view.card is not None:
            session.reveal()
            session.rate(Rating.EASY)
        clock.forward(days=1)
    assert {card for card, state in library.states().items() if state.memory} == set(library.cards)
    check("--fix")
    assert not any(card.startswith("~") for card in library.progress.states()), "linked at once"
    library.reload()
    assert not any(card.startswith("~") for card in library.cards)
    library.follow(clock.moment())
    assert not library.doubts(), "nothing is doubtful"
    assert {card for card, state in library.states().items() if state.memory} == set(library.cards)
    library.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_links_in_a_circle_and_pipes_among_the_decks_are_named_and_end_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "good.yaml").write_text("title: Good\ncards:\n  - {id: a, question: Q?, answer: A.}\n", encoding="utf-8")
    (decks / "self.yaml").symlink_to("self.yaml")
    (decks / "loop").symlink_to("loop")
    os.mkfifo(decks / "pipe.yaml")
    for words in (["check"], ["check", "--strict"], ["check", "--fix"], ["check", str(decks)]):
        assert main([*words, "--decks", str(decks), "--home", str(tmp_path / "home")]) == 1
        said = capsys.readouterr().out
        assert "self.yaml" in said
        assert "pipe.yaml" in said
    assert main(["due", "--decks", str(decks), "--home", str(tmp_path / "home")]) == 0
    assert "1 new" in capsys.readouterr().out
