"""The JSON Schema of a deck, made from the fields that the kinds declare: editors complete and explain by it.

`python -m flashcards.decks.schema > flashcards/deck.schema.json` writes the file that decks name in their first line.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, TypeAlias

from flashcards.decks.examples import EXAMPLES
from flashcards.decks.file import DECK_FIELDS, ID_PATTERN, MAX_ID
from flashcards.decks.values import CARDS
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON, Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole
from flashcards.kinds.kind import CardKind

Json: TypeAlias = dict[str, Any]

_TEXT: Json = {"type": ["string", "number", "boolean"]}
"""The reader takes every value as it is typed; an editor sees `5` as a number and `true` as a truth value."""
_WRITTEN: Json = {"pattern": "\\S", "patternErrorMessage": "write something here"}
"""More than spaces: the message is for the YAML language server, which would show the pattern."""


def schema() -> Json:
    """The schema, draft 7."""
    examples: dict[str, list[Json]] = {}
    for card in _examples():
        examples.setdefault(_kind_of(card).name, []).append(card)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A deck of flashcards",
        **_mapping(DECK_FIELDS),
        "definitions": {
            **{field.name: _described(field) for field in COMMON},
            **{kind.name: _card(kind, examples[kind.name]) for kind in KINDS},
            "card": _any_card(),
        },
    }


def text() -> str:
    """The schema as the file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _card(kind: CardKind[Any], examples: Sequence[Json]) -> Json:
    found = _mapping(kind.fields)
    common = {field.name: {"$ref": f"#/definitions/{field.name}"} for field in COMMON}
    found["properties"] = {"id": common.pop("id"), **found["properties"], **common}
    if len(kind.markers) > 1:
        found["anyOf"] = [_with([marker]) for marker in kind.markers]
    return {"title": f"A card of the kind {kind.name}", **found, "examples": list(examples)}


def _any_card() -> Json:
    """A card of whichever kind its marker says: what is wrong with it is told for that kind alone."""
    markers = [(marker, kind) for kind in KINDS for marker in kind.markers]
    chosen: Json = {"anyOf": [{"required": [marker]} for marker, _ in markers]}
    for kind in reversed(KINDS):
        has_marker = {"anyOf": [{"required": [marker]} for marker in kind.markers]}
        chosen = {"if": has_marker, "then": {"$ref": f"#/definitions/{kind.name}"}, "else": chosen}
    fields = {field.name: field for kind in reversed(KINDS) for field in (*kind.fields, *COMMON)}
    return {
        "title": "A card",
        "type": "object",
        "properties": {name: {"description": field.help} for name, field in fields.items()},
        "defaultSnippets": [_snippet(kind) for kind in reversed(KINDS)],
        **chosen,
    }


def _snippet(kind: CardKind[Any]) -> Json:
    """The fields that a card of the kind needs, to be filled in."""
    needed = [field for field in kind.fields if field.required or field.name == kind.marker]
    places = count(1)
    return {
        "label": f"{kind.name} card",
        "description": f"A card of the kind {kind.name}",
        "body": {field.name: _blank(field.shape, places) for field in needed},
    }


def _blank(shape: Shape, places: Iterator[int]) -> Any:
    """Places to fill in, one after another, of a shape."""
    match shape:
        case ListOf(Group(short="") as group):
            # Where nothing is needed in each, the forms differ as right and wrong options do: one of each.
            needed = any(field.required for field in group.fields)
            return [_filled(group, form, places) for form in (group.forms or ((),))[: 1 if needed else None]]
        case ListOf(inner, fewest=fewest):
            return [_blank(inner, places) for _ in range(max(fewest, 1))]
        case Group(short="") as group:
            return _filled(group, (), places)
        case Named():
            return {f"${next(places)}": f"${next(places)}"}
    return f"${next(places)}"


def _filled(group: Group, form: Sequence[str], places: Iterator[int]) -> Json:
    """The fields that a mapping of this form needs."""
    wanted = [field for field in group.fields if field.required or field.name in form]
    return {field.name: _blank(field.shape, places) for field in wanted}


def _mapping(fields: Sequence[Field], forms: Sequence[Sequence[str]] = ()) -> Json:
    required = [field.name for field in fields if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _described(field) for field in fields},
        **({"required": required} if required else {}),
        **({"oneOf": [_with(form) for form in forms]} if forms else {}),
    }


def _with(names: Sequence[str]) -> Json:
    """That a mapping has some fields, and something stands behind each."""
    return {"required": [*names], "properties": {name: {"pattern": "\\S", "not": {"type": "null"}} for name in names}}


def _described(field: Field) -> Json:
    pattern = (
        {"pattern": f"^(?:{ID_PATTERN.pattern}|\\s*)$", "maxLength": MAX_ID, "minimum": 0} if field.name == "id" else {}
    )
    return {"description": field.help, **_shape(field), **pattern}


def _shape(field: Field) -> Json:
    if field.shape is CARDS:
        return {"type": "array", "items": {"$ref": "#/definitions/card"}}
    found = _of(field.shape, fewest=int(field.required))
    return found if field.required else _or_nothing(found)


def _or_nothing(found: Json) -> Json:
    """The schema of a shape that may be left empty behind its name: an editor sees null there."""
    if "enum" in found:
        return {"enum": [*found["enum"], "", None]}
    if "anyOf" in found:
        return {"anyOf": [*found["anyOf"], {"type": "null"}]}
    types = found["type"] if isinstance(found["type"], list) else [found["type"]]
    return {**found, "type": [*types, "null"]}


def _of(shape: Shape, fewest: int = 1) -> Json:  # noqa: C901, PLR0911
    """The schema of a shape; an element of a list, unlike an optional field, is never empty."""
    match shape:
        case Text(one_of=names) if names:
            return {"enum": list(names)}
        case Text(like=pattern) if pattern:
            return {"type": ["string"], "pattern": f"^(?:{pattern}|\\s*)$"}
        case Text(empty=True):
            return _or_nothing(_TEXT)
        case Text():
            return _TEXT | (_WRITTEN if fewest else {})
        case Flag():
            return {"type": "boolean"}
        case Whole(low, high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case ListOf(inner, single, least, most):
            bounds = {"minItems": max(fewest, least)} if fewest else {}
            listed: Json = {"type": "array", "items": _of(inner), **bounds, **({"maxItems": most} if most else {})}
            return {"anyOf": [_of(inner, fewest), listed]} if single else listed
        case Group(fields, short, forms):
            mapping = _mapping(fields, forms)
            return {"anyOf": [_of(Text()), mapping]} if short else mapping
        case Named(inner, like):
            named = {"propertyNames": {"pattern": f"^{like}$"}} if like else {}
            return {"type": "object", "additionalProperties": _of(inner), **named}
        case Either():
            return {"anyOf": [_of(Text()), _of(ListOf(Text()))]}


def _kind_of(card: Json) -> CardKind[Any]:
    return next(kind for kind in KINDS if any(marker in card for marker in kind.markers))


def _examples() -> list[Json]:
    root, _ = yamltext.read(EXAMPLES.encode())
    cards: list[Json] = plain(root)["cards"]
    return cards


def plain(node: yamltext.Node | None) -> Any:  # noqa: PLR0911
    """A tree as an editor sees it: unquoted numbers, truth values and nothing at all are no texts."""
    match node:
        case yamltext.Mapping():
            return {key.value: plain(value) for key, value in node}
        case yamltext.Items(items):
            return [plain(item) for item in items]
        case yamltext.Text(value, plain=True) if value.isdecimal():
            return int(value)
        case yamltext.Text(value, plain=True) if value in ("true", "false"):
            return value == "true"
        case yamltext.Text("", plain=True):
            return None
        case yamltext.Text(value):
            return value
    return None


if __name__ == "__main__":
    sys.stdout.write(text())
