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
    "question: Q ![a loss curve](curves/loss.png)\n    answer: A": (
        "3:15 question",
        "the picture `curves/loss.png` is not there; put it beside the deck's file",
    ),
}
FINE = (
    "question: Q\n    answer: A\n    tags: [joins, keys]",
    "question: Q\n    answer: A\n    checked: 2024-02-29 by hand",
    "code: print(1)\n    prints: '1'\n    language: Rust",
    "code: print(1\n    prints: SyntaxError",
    "code: 'for x in {{xs}}: print(x'\n    draws: [{given: {xs: ab}, prints: SyntaxError}]",
    "code: '%timeit f()'\n    language: pycon\n    prints: fast",
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
