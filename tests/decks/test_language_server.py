"""Editors complete, explain and check decks as the reader does: the real YAML language server is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards.decks import source
from flashcards.decks.examples import EXAMPLES
from flashcards.kinds import KINDS
from tests.decks.test_schema import WRITTEN
from tests.slow.language_server import Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def write(folder: Path, text: str, name: str = "deck") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(source.modeline() + text, encoding="utf-8")
    return path


def test_reader_and_editor_agree_on_what_is_right(server: Server, tmp_path: Path) -> None:
    for at, written in enumerate(WRITTEN):
        deck, is_right = written.values
        path = write(tmp_path, str(deck), f"deck{at}")
        found = [problem["message"] for problem in server.open(path)]
        assert (not found) is is_right, (written.id, found)


def test_one_mistake_is_one_complaint(server: Server, tmp_path: Path) -> None:
    for at, card in enumerate(("question: Q, answer: A, tagz: [t]", "question: Q, points: [P], seconds: 5")):
        found = server.open(write(tmp_path, f"title: T\ncards:\n  - {{{card}}}\n", f"one{at}"))
        assert len(found) == 1, found


def test_all_examples_and_shipped_decks_are_right(server: Server, tmp_path: Path) -> None:
    assert server.open(write(tmp_path, EXAMPLES)) == []
    for path in sorted((ROOT / "decks").glob("*.yaml")):
        assert server.open(path) == [], path.name


def test_fields_are_completed_and_a_form_is_offered_for_each_kind(server: Server, tmp_path: Path) -> None:
    path = write(tmp_path, "title: T\ncards:\n  - question: Q\n    answer: A\n    \n  - \n")
    server.open(path)
    offered = {item["label"] for item in server.completions(path, 5, 4)}
    assert {"why", "hint", "mistake", "reverse", "tags", "level"} <= offered
    forms = {item["label"] for item in server.completions(path, 6, 4)}
    assert {f"{kind.name} card" for kind in KINDS} <= forms


def test_a_field_is_explained(server: Server, tmp_path: Path) -> None:
    path = write(tmp_path, "title: T\ncards:\n  - question: Q\n    answer: A\n    confused_with: [b]\n")
    server.open(path)
    assert "easily mixed up with this one" in server.hover(path, 5, 6)
    assert "What the deck is called on screen" in server.hover(path, 1, 2)


def test_the_first_line_of_shipped_decks_leads_to_the_schema(server: Server, tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "flashcards").mkdir()
    (tmp_path / "flashcards" / "deck.schema.json").write_bytes((ROOT / "flashcards" / "deck.schema.json").read_bytes())
    first = (ROOT / "decks" / "metrics.yaml").read_text(encoding="utf-8").split("\n")[0]
    path = tmp_path / "decks" / "mine.yaml"
    path.write_text(f"{first}\ntitle: T\ncards: []\ncolour: red\n", encoding="utf-8")
    assert len(server.open(path)) == 1
