"""Dates, languages, code and pictures of sound cards that can hardly be meant as they stand."""

from pathlib import Path

import pytest

from flashcards.decks.file import load_file
from flashcards.decks.rules.closely import examined

SAID: dict[str, tuple[str, str]] = {
    "question: Q\n    answer: A\n    checked: yesterday": (
        "5:14 checked",
        "`yesterday` begins with no date; begin with one, as in `2026-11-22 against PyTorch 2.13`",
    ),
    "question: Q\n    answer: A\n    checked: 2026-13-45 by hand": (
        "5:14 checked",
        "`2026-13-45` is no day of the calendar; begin with one, as in `2026-11-22 against PyTorch 2.13`",
    ),
    "code: print(1)\n    prints: '1'\n    language: pyhton": (
        "5:15 language",
        "`pyhton` is not the name of a language; did you mean `python`?",
    ),
    "symptom: S\n    code: x = (1\n    fix: |\n      -x = (1\n      +x = (1,": (
        "5:10 fix",
        "this is no Python in line 1: '(' was never closed; run it once",
    ),
    "question: Q\n    answer: A\n    tags: joins, keys": (
        "5:11 tags",
        "`joins, keys` is a single tag; several are a list: `[joins, keys]`",
    ),
    "question: Q\n    answer: A\n    tags: joins keys": (
        "5:11 tags",
        "`joins keys` is a single tag; several are a list: `[joins, keys]`; one is better `joins-keys`",
    ),
    "question: 'The capital is {{c1::Paris}}'\n    answer: Paris": (
        "3:15 question",
        "`{{c1::Paris}}` is a hole only in a text under `cloze:`; write `cloze:` for the field, or put it into backticks",
    ),
    "code: |\n      ```python\n      print(1)\n      ```\n    prints: '1'": (
        "3:11 code",
        "the fence is shown as a line of the code; take both fences away",
    ),
    "code: 'print({{n}} + 1)'\n    given: {n: 1..5}\n    prints: '{n + 1}'": (
        "5:13 prints",
        "`{n + 1}` is no expression; write `{{n + 1}}` for what changes with them",
    ),
    "code: 'print({{n}} < 9)'\n    given: {n: 1..5}\n    prints: 'True'": (
        "5:13 prints",
        "the same is printed for all values; write `{{expression}}` for what changes with them",
    ),
    "code: 'print({n} + 1)'\n    given: {n: 1..5}\n    prints: '{{n + 1}}'": (
        "4:12 given",
        "`n` is drawn and the code does not have it; write `{{n}}` where it stands",
    ),
    "code: 'print(1)'\n    draws: [{given: {n: 1}, prints: '1'}]": (
        "3:5 given",
        "`n` is drawn and the code does not have it; write `{{n}}` where it stands",
    ),
    "question: Q\n    steps: [1. a, 2. b]": (
        "4:12 steps",
        "`1. a` and the others count themselves off, and are shuffled; take the numbers or letters away",
    ),
    "question: Q\n    choices: [{right: a) x}, {wrong: b) y, because: z}]": (
        "4:14 choices",
        "`a) x` and the others count themselves off, and are shuffled; take the numbers or letters away",
    ),
    "symptom: S\n    code: x = 1\n    fix: +y = 2": (
        "5:10 fix",
        "nothing says where the new lines go: they come first; put the line of `code:` above or below them, behind a space",
    ),
    "question: Q\n    solution: f = abs\n    tests:\n      - must: a\n        assert: |\n          f(1) == 1\n          assert f(0) == 0": (
        "6:7 tests",
        "`f(1) == 1` is computed and checked by nothing; write `assert f(1) == 1`",
    ),
    "question: Q ![a loss curve](curves/loss.png)\n    answer: A": (
        "3:15 question",
        "the picture `curves/loss.png` is not there; put it beside the deck's file",
    ),
}
FINE = (
    "question: Q\n    answer: A\n    tags: [joins, keys]",
    "question: Q\n    answer: A\n    tags: [outer joins, keys]",
    "question: Q\n    answer: A\n    checked: 2024-02-29 by hand",
    "code: print(1)\n    prints: '1'\n    language: Rust",
    "code: print(1\n    prints: SyntaxError",
    "code: print(1or 2)\n    prints: '1'",
    "question: Q\n    solution: f = 1or 2\n    tests: [{must: m, assert: 1or f}]",
    "code: 'for x in {{xs}}: print(x'\n    draws: [{given: {xs: ab}, prints: SyntaxError}]",
    "code: '%timeit f()'\n    language: pycon\n    prints: fast",
    "question: 'Cloze is written `{{c1::hole}}`'\n    answer: A",
    "question: Q\n    steps: [1. a, then b]",
    "code: 'print({{n}} + 1)'\n    given: {n: 1..5}\n    prints: '{{n + 1}}'",
    "symptom: S\n    code: x = 1\n    fix: |\n      +y = 2\n       x = 1",
    "question: Q\n    solution: f = abs\n    tests: [{must: a, assert: f(1) == 1}]",
    "question: Q ![a loss curve](there.png) ![far](https://example.org/x.png) `![code](x.png)`\n    answer: A",
)


def told(fields: str, folder: Path) -> list[tuple[str, str]]:
    path = folder / "d.yaml"
    path.write_text(f"title: T\ncards:\n  - {fields}\n", encoding="utf-8")
    (folder / "there.png").touch()
    deck = load_file(path, "d")
    assert deck.problems == ()
    problems = [found.problem for found in examined([deck])]
    return [(f"{p.line}:{p.column} {p.field}", f"{p.message}; {p.fix}") for p in problems]


@pytest.mark.parametrize("fields", SAID)
def test_what_can_hardly_be_meant_is_named_at_its_field(fields: str, tmp_path: Path) -> None:
    assert told(fields, tmp_path) == [SAID[fields]]


@pytest.mark.parametrize("fields", FINE)
def test_what_is_meant_so_is_left_alone(fields: str, tmp_path: Path) -> None:
    assert told(fields, tmp_path) == []


def test_what_the_head_says_for_all_cards_is_said_of_it_once(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    cards = "".join(f"  - {{question: Q{n}, answer: A}}\n" for n in range(3))
    path.write_text(f"title: T\ntags: a b\nchecked: yesterday\ncards:\n{cards}", encoding="utf-8")
    found = dict.fromkeys(f"{f.problem.line}:{f.problem.column} {f.rule}" for f in examined([load_file(path, "d")]))
    assert [*found] == ["3:10 date", "2:7 space"]
