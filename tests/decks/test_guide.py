"""What decks/README.md tells authors holds: its examples load, its formulas are drawn, its functions are there."""

import os
import re
from pathlib import Path

import pytest

from flashcards.decks import examples
from flashcards.decks import file as deckfile
from flashcards.formulas.functions import describe_functions
from flashcards.formulas.language import CONSTANTS
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON
from flashcards.markup.maths.drawing import explain_failure

README = Path(__file__).parents[2] / "decks" / "README.md"
TEXT = README.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
_FUNCTIONS = re.compile(r"(?<=<!-- functions -->\n).*?(?=<!-- end -->)", re.DOTALL)


def section(title: str) -> str:
    """The part of the page below a heading."""
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_loads(example: str) -> None:
    deck = example if "title:" in example else f"title: T\ncards:\n{example}"
    loaded = deckfile.load(deck.encode(), Path("example.yaml"), "example")
    assert not loaded.problems
    assert loaded.cards


def test_the_examples_are_those_that_editors_show() -> None:
    for card in re.split(r"\n\n(?=  - id: )", examples.EXAMPLES.partition("cards:\n")[2].rstrip()):
        assert f"```yaml\n{card}\n```" in TEXT


def test_each_kind_and_each_field_is_explained() -> None:
    for kind in KINDS:
        assert (
            re.search(rf"^### {kind.name}: .*`{kind.marker}`", TEXT, re.MULTILINE)
            or f"### {kind.name}: explain" in TEXT
        )
    names = {field.name for fields in (COMMON, *(kind.fields for kind in KINDS)) for field in fields}
    assert {name for name in names if f"`{name}" not in TEXT} == set()


def test_each_formula_of_the_page_is_drawn() -> None:
    formulas = [tex for tex in re.findall(r"`([^`]+)`", section("TeX that is drawn")) if "\\" in tex or "_" in tex]
    assert len(formulas) > 60
    assert {tex: why for tex in formulas if (why := explain_failure(" ".join(tex.split())))} == {}


def test_the_functions_are_those_of_the_language() -> None:
    rows = [f"| `{usage}` | {sentence.replace('|', chr(92) + '|')} |" for _, usage, sentence in describe_functions()]
    head = f"Besides the constants {' and '.join(f'`{name}`' for name in CONSTANTS)}:\n\n| function | what it gives |\n|---|---|"
    listed = "\n".join([head, *rows, ""])
    if os.environ.get("UPDATE_README"):
        README.write_text(_FUNCTIONS.sub(lambda _: listed, TEXT), encoding="utf-8")
    found = _FUNCTIONS.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == listed, "UPDATE_README=1 writes the list"
