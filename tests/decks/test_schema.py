"""The schema that editors read says what the reader of decks says."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flashcards.cards import Deck
from flashcards.decks import examples
from flashcards.decks import file as deckfile
from flashcards.decks import schema as deckschema
from flashcards.decks.rules import closely
from flashcards.decks.rules import report as lint
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON, Field, Group, ListOf, Named, Shape
from flashcards.kinds.kind import CardKind

SCHEMA = deckschema.schema()
DEFINITIONS: dict[str, Any] = SCHEMA["definitions"]
TYPES = {
    "string": str,
    "number": int | float,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
ROOT = Path(__file__).parents[2]

CARDS = "title: T\ncards:\n  - "
WRITTEN = [
    pytest.param(deck, is_right, id=name)
    for name, is_right, deck in (
        ("plain", True, f"{CARDS}{{question: Q, answer: A}}"),
        ("a number as a text", True, f"{CARDS}{{question: Q, answer: 5}}"),
        ("one source without a dash", True, f"{CARDS}{{question: Q, answer: A, source: S}}"),
        ("a list of sources", True, f"{CARDS}{{question: Q, answer: A, source: [S, T]}}"),
        ("reversed", True, f"{CARDS}{{question: Q, answer: A, reverse: true}}"),
        ("reversed by a word", False, f"{CARDS}{{question: Q, answer: A, reverse: maybe}}"),
        ("an unknown field", False, f"{CARDS}{{question: Q, answer: A, awnser: B}}"),
        ("a field of another kind", False, f"{CARDS}{{question: Q, answer: A, seconds: 90}}"),
        ("no question", False, f"{CARDS}{{answer: A}}"),
        ("an empty answer", False, f'{CARDS}{{question: Q, answer: ""}}'),
        ("an unknown level", False, f"{CARDS}{{question: Q, answer: A, level: expert}}"),
        ("too short a time", False, f"{CARDS}{{question: Q, points: [P], seconds: 5}}"),
        ("a point that is both", False, f"{CARDS}{{question: Q, points: [P, {{must: M, point: N}}]}}"),
        ("an empty point", False, f"{CARDS}{{question: Q, points: [P, {{}}]}}"),
        ("thirteen points", False, f"{CARDS}{{question: Q, points: [{', '.join('abcdefghijklm')}]}}"),
        ("one step", False, f"{CARDS}{{question: Q, steps: [S]}}"),
        ("one option", False, f"{CARDS}{{question: Q, choices: [{{right: R}}]}}"),
        (
            "an option that is both",
            False,
            f"{CARDS}{{question: Q, choices: [{{right: R}}, {{right: S, wrong: W, because: B}}]}}",
        ),
        ("a value whose name is none", False, f"{CARDS}{{question: Q, number: {{given: {{2a: 1..9}}, answer: 1}}}}"),
        (
            "a step whose name is none",
            False,
            f"{CARDS}{{question: Q, number: {{given: {{a: 1..9}}, where: {{b-c: a}}, answer: a}}}}",
        ),
        ("a drawn value left empty", True, f"{CARDS}{{code: C, draws: [{{given: {{a: }}, prints: P}}]}}"),
        ("spaces for an answer", False, f"{CARDS}{{question: Q, answer: '  '}}"),
        ("spaces for an element", False, f"{CARDS}{{question: Q, accept: [A, ' ']}}"),
        ("spaces for a reason", True, f"{CARDS}{{question: Q, answer: A, why: ' '}}"),
        ("a point whose text is left empty", False, f"{CARDS}{{question: Q, points: [P, {{must: }}]}}"),
        (
            "one that is both, of which one is left empty",
            True,
            f"{CARDS}{{question: Q, points: [P, {{must: , point: N}}]}}",
        ),
        ("a reason left empty", False, f"{CARDS}{{question: Q, choices: [{{right: R}}, {{wrong: W, because: }}]}}"),
        ("nothing that is printed", False, f"{CARDS}{{code: C, prints: }}"),
        ("a switch in quotes", False, f"{CARDS}{{question: Q, answer: A, reverse: 'true'}}"),
        ("a time in quotes", False, f"{CARDS}{{question: Q, points: [P], seconds: '90'}}"),
        (
            "an empty formula",
            False,
            f"{CARDS}{{question: Q, number: {{given: {{a: 1..9}}, where: {{b: ''}}, answer: a}}}}",
        ),
        ("spaces for a language", True, f"{CARDS}{{question: Q, answer: A, text_language: ' '}}"),
        ("a number below 0 for an id", False, f"{CARDS}{{id: -1, question: Q, answer: A}}"),
        ("spaces for an id", True, f"{CARDS}{{id: ' ', question: Q, answer: A}}"),
        ("spaces for a level", False, f"{CARDS}{{question: Q, answer: A, level: ' '}}"),
        ("spaces for a switch", False, f"{CARDS}{{question: Q, answer: A, reverse: ' '}}"),
        ("no text for a switch", False, f"{CARDS}{{question: Q, answer: A, reverse: ''}}"),
        ("no text for a mapping", False, "title: T\nneeds_of: ''\ncards: []"),
        ("a subtopic that needs nothing", False, "title: T\nneeds_of: {t: }\ncards: []"),
        ("a point as a mapping", True, f"{CARDS}{{question: Q, points: [P, {{must: M}}]}}"),
        ("a point without its text", False, f"{CARDS}{{question: Q, points: [P, {{key: k}}]}}"),
        ("a test without its text", False, f"{CARDS}{{question: Q, solution: x = 1, tests: [{{assert: x == 1}}]}}"),
        ("a test", True, f"{CARDS}{{question: Q, solution: x = 1, tests: [{{must: M, assert: x == 1}}]}}"),
        ("options", True, f"{CARDS}{{question: Q, choices: [{{right: R}}, {{wrong: W, because: B}}]}}"),
        ("an option without its reason", False, f"{CARDS}{{question: Q, choices: [{{right: R}}, {{wrong: W}}]}}"),
        ("a point with an unknown field", False, f"{CARDS}{{question: Q, points: [P, {{should: M}}]}}"),
        ("a list in place of a text", False, f"{CARDS}{{question: [Q], answer: A}}"),
        ("a text in place of a list", False, f"{CARDS}{{question: Q, choices: A}}"),
        ("an empty element", False, f'{CARDS}{{question: Q, accept: [A, ""]}}'),
        ("no accepted answer", False, f"{CARDS}{{question: Q, accept: []}}"),
        ("a number card", True, f"{CARDS}{{question: Q, number: {{given: {{a: 1..9}}, answer: a}}}}"),
        ("a list to draw from", True, f"{CARDS}{{question: Q, number: {{given: {{a: [3, 5]}}, answer: a}}}}"),
        ("a number card without given values", False, f"{CARDS}{{question: Q, number: {{answer: 1}}}}"),
        ("drawn text that is empty", True, f"{CARDS}{{code: C, draws: [{{given: {{a: ''}}, prints: P}}]}}"),
        ("neither prints nor draws", False, f"{CARDS}{{code: C, given: {{a: 1..9}}}}"),
        ("no kind", False, f"{CARDS}{{question: Q}}"),
        ("an id with capitals", False, f"{CARDS}{{id: Recall, question: Q, answer: A}}"),
        ("a deck without a title", False, "cards: []"),
        ("a deck without cards", False, "title: T"),
        ("an unknown field of the deck", False, "title: T\ncards: []\nauthors: A"),
        ("tags left empty", True, f"{CARDS}{{question: Q, answer: A, tags: }}"),
        ("a level left empty", True, f"{CARDS}{{question: Q, answer: A, level: , reverse: , id: }}"),
        ("an answer left empty", False, f"{CARDS}{{question: Q, answer: }}"),
        ("an empty tag", False, f"{CARDS}question: Q\n    answer: A\n    tags:\n      -\n"),
        ("a language", True, f"{CARDS}{{question: Q, answer: A, text_language: pt-BR}}"),
        ("a language by its name", False, f"{CARDS}{{question: Q, answer: A, text_language: French language}}"),
        ("too long an id", False, f"{CARDS}{{id: {'a' * 81}, question: Q, answer: A}}"),
        (
            "said once for all cards",
            True,
            "title: T\nlevel: mid\nsource: [S]\nchecked: C\ntags: t\nlanguage: sql\ntext_language: fr\nauthor: [A]\nversion: 2\ncards: []",
        ),
        ("a wrong level for all cards", False, "title: T\nlevel: expert\ncards: []"),
    )
]


def complaints(value: Any, schema: dict[str, Any]) -> Iterator[str]:  # noqa: C901
    """What a validator of JSON Schema says, for the words that the schema uses."""
    if "$ref" in schema:
        yield from complaints(value, DEFINITIONS[schema["$ref"].removeprefix("#/definitions/")])
    if "anyOf" in schema and all(any(complaints(value, branch)) for branch in schema["anyOf"]):
        yield f"{value!r} fits no branch"
    if "not" in schema and not any(complaints(value, schema["not"])):
        yield f"{value!r} is what it must not be"
    if "oneOf" in schema and sum(not any(complaints(value, branch)) for branch in schema["oneOf"]) != 1:
        yield f"{value!r} fits none or several of the branches"
    if "if" in schema:
        yield from complaints(value, schema["else" if any(complaints(value, schema["if"])) else "then"])
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{value!r} is not of the pattern"
    allowed = schema.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    if allowed and not any(isinstance(value, TYPES[name]) for name in allowed):
        yield f"{value!r} is not of type {allowed}"
        return
    if value not in schema.get("enum", [value]):
        yield f"{value!r} is not in {schema['enum']}"
    if isinstance(value, str | list) and len(value) < schema.get(
        "minLength" if isinstance(value, str) else "minItems", 0
    ):
        yield f"{value!r} is too short"
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        yield f"{value!r} is too long"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{value!r} is out of range"
    if isinstance(value, list) and len(value) > schema.get("maxItems", len(value)):
        yield f"{value!r} has too many"
    if isinstance(value, list):
        for item in value:
            yield from complaints(item, schema.get("items", {}))
    if isinstance(value, dict):
        yield from (f"{name} is missing" for name in schema.get("required", []) if name not in value)
        for name, inner in value.items():
            yield from complaints(name, schema.get("propertyNames", {}))
            rest = schema.get("additionalProperties", {})
            if name in schema.get("properties", {}):
                yield from complaints(inner, schema["properties"][name])
            elif rest is False:
                yield f"{name} is unknown"
            else:
                yield from complaints(inner, rest)


def plain(text: str) -> Any:
    """A file as an editor sees it."""
    return deckschema.plain(yamltext.read(text.encode())[0])


def load(text: str) -> Deck:
    return deckfile.load(text.encode(), Path("deck.yaml"), "deck")


def test_the_file_is_the_schema() -> None:
    written = (ROOT / "flashcards" / "deck.schema.json").read_text(encoding="utf-8")
    assert written == deckschema.text(), "`python -m flashcards.decks.schema` writes it"
    assert json.loads(written) == SCHEMA


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_a_branch_with_exactly_its_fields(kind: CardKind[Any]) -> None:
    branch = DEFINITIONS[kind.name]
    assert f'{{"$ref": "#/definitions/{kind.name}"}}' in json.dumps(DEFINITIONS["card"])
    assert set(branch["properties"]) == {field.name for field in (*kind.fields, *COMMON)}
    assert set(branch["required"]) == {field.name for field in kind.fields if field.required}
    if len(kind.markers) == 1:
        assert kind.marker in branch["required"]
    else:
        assert [needed["required"] for needed in branch["anyOf"]] == [[marker] for marker in kind.markers]
    assert branch["additionalProperties"] is False


def test_one_mistake_gives_one_error() -> None:
    for card in (
        "question: Q, answer: A, tagz: [t]",
        "question: Q, choices: [], mistake: M",
        "question: Q, points: [P], seconds: 5",
    ):
        assert len([*complaints(plain(f"{CARDS}{{{card}}}"), SCHEMA)]) == 1, card


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_snippet_is_offered_for_each_kind(kind: CardKind[Any]) -> None:
    (snippet,) = [s for s in DEFINITIONS["card"]["defaultSnippets"] if s["label"] == f"{kind.name} card"]
    assert kind.marker in snippet["body"]
    assert {f.name for f in kind.fields if f.required} <= set(snippet["body"])
    body = json.dumps(snippet["body"])
    stops = [int(stop) for stop in re.findall(r"\$(\d+)", body)]
    assert stops == [*range(1, len(stops) + 1)], "the cursor goes from the first to the last"
    filled = "title: T\ncards: [" + body.replace("$", "filled_") + "]"
    assert not [*complaints(plain(filled), SCHEMA)], "what is filled in is such a card"


def test_the_deck_has_exactly_its_fields() -> None:
    assert set(SCHEMA["properties"]) == {field.name for field in deckfile.DECK_FIELDS}
    assert set(SCHEMA["required"]) == {field.name for field in deckfile.DECK_FIELDS if field.required}


def described(fields: tuple[Field, ...], schema: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Each field at any depth: its help, the schema's, and whether the schema knows no other beside it."""

    def inside(shape: Shape, schema: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
        for branch in [schema] if "properties" in schema else schema.get("anyOf", [schema]):
            match shape:
                case Group(inner) if "properties" in branch:
                    assert set(branch["properties"]) == {field.name for field in inner}
                    yield from described(inner, branch)
                case ListOf(inner_shape) if "items" in branch:
                    yield from inside(inner_shape, branch["items"])
                case Named(inner_shape):
                    yield from inside(inner_shape, branch["additionalProperties"])

    for field in fields:
        found = schema["properties"][field.name]
        found = DEFINITIONS[found["$ref"].rpartition("/")[2]] if "$ref" in found else found
        yield field.help, found["description"], schema["additionalProperties"]
        yield from inside(field.shape, found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_is_explained_at_any_depth(kind: CardKind[Any]) -> None:
    for wanted, found, others in described((*kind.fields, *COMMON), DEFINITIONS[kind.name]):
        assert wanted == found
        assert others is False


def test_each_kind_has_an_example_and_one_is_reversed() -> None:
    cards = [card for kind in KINDS for card in DEFINITIONS[kind.name]["examples"]]
    assert all(DEFINITIONS[kind.name]["examples"] for kind in KINDS)
    assert any(card.get("reverse") for card in cards)
    fields = {f.name for kind in KINDS for f in (*kind.fields, *COMMON)}
    assert fields - {name for card in cards for name in card} == {"aliases", "text_language"}, (
        "in English, with their first ids"
    )


def test_the_examples_load_and_keep_the_rules() -> None:
    deck = load(examples.EXAMPLES)
    assert not deck.problems
    assert not list(complaints(plain(examples.EXAMPLES), SCHEMA))
    assert not closely.examined([deck])
    assert {found.rule for found in lint.inspect([deck])} <= {"subtopics"}


@pytest.mark.parametrize(("deck", "is_right"), WRITTEN)
def test_schema_and_reader_agree(deck: str, *, is_right: bool) -> None:
    assert bool(load(deck).problems) is not is_right
    assert any(complaints(plain(deck), SCHEMA)) is not is_right


@pytest.mark.parametrize("path", sorted((ROOT / "decks").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_decks_fit_the_schema(path: Path) -> None:
    assert not list(complaints(plain(path.read_text(encoding="utf-8")), SCHEMA))


def test_the_first_line_of_shipped_decks_leads_to_the_schema_in_a_checkout_and_in_the_wheel() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = {to: ROOT / source for source, to in build["targets"]["wheel"]["force-include"].items()}
    shipped = next(to for to, source in wheel.items() if source == ROOT / "decks")
    for path in sorted((ROOT / "decks").glob("*.yaml")):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve() == ROOT / "flashcards" / "deck.schema.json", path.name
        in_wheel = os.path.normpath(f"{shipped}/{named}")
        assert json.loads(wheel[in_wheel].read_text(encoding="utf-8")) == SCHEMA
