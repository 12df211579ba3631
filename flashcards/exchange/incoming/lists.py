"""Cards in JSON and in YAML of other shapes: lists of mappings, of pairs, and mappings of questions to answers."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flashcards.decks import file as deckfile
from flashcards.decks.yaml import reader as yamltext
from flashcards.exchange.incoming import shapes
from flashcards.exchange.incoming.brought import Brought, ForeignError, Left, Source
from flashcards.exchange.incoming.texts import text_of, tidy
from flashcards.kinds import BY_NAME
from flashcards.schedule.states import family

CARDS = ("cards", "flashcards", "questions", "notes", "items", "facts", "entries", "data", "quiz")
DECKS = ("decks", "children", "topics", "sections", "chapters", "sets")
NAMES = ("name", "title", "deck", "topic", "section", "chapter")
DEEPEST = 20
NAMING = ("needs", "confused_with", "aliases")
"""Fields of a card that name other cards."""
DEEPEST_FIELD = 5
"""No field of a card has more within it."""
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def read(path: Path) -> Source:
    """The cards of a JSON or YAML file. Raises ForeignError."""
    text, encoding = text_of(path)
    is_yaml = path.suffix.lower() in {".yaml", ".yml"}
    document = _yaml(path, text) if is_yaml else _json(path, text)
    source = Source(f"{'YAML' if is_yaml else 'JSON'}, {encoding}", path.stem, path.stem)
    known: set[str] = set()
    for place, row, deck in _rows(document, "", ()):
        own = _own(row, place)
        if own is not None and own.key in known:
            continue  # what else the same card asks
        known |= {own.key} if own is not None else set()
        made = own or shapes.card_of(row, place)
        if isinstance(made, Left):
            source.left.append(made)
        else:
            made.deck = made.deck or deck
            source.cards.append(made)
    if not source.cards and not source.left:
        raise ForeignError(f'{path} holds no list of cards; write one like [{{"question": …, "answer": …}}]')
    return source


def _own(row: Mapping[str, Any], place: str) -> Brought | None:
    """A card that this program wrote, with all the fields of its kind; none where it did not."""
    fields, key = row.get("fields"), row.get("id")
    if not isinstance(fields, Mapping) or not isinstance(key, str) or row.get("kind") not in BY_NAME:
        return None
    if not _is_of_decks(fields):
        return None
    deck = tuple(filter(None, str(row.get("deck", "")).split("/")))
    # The cards that it names are called otherwise here.
    remarks = [f"{name}: {', '.join(map(str, fields[name]))}" for name in NAMING if name in fields]
    return Brought(
        family(key), place, {name: value for name, value in fields.items() if name not in NAMING}, deck, remarks
    )


def _is_of_decks(value: Any, depth: int = 0) -> bool:
    """Whether a value could stand in a deck: texts, flags, whole numbers, and few lists and mappings of them."""
    if isinstance(value, Mapping | list):
        named = not isinstance(value, Mapping) or all(_NAME.fullmatch(name) for name in value)
        inner = value.values() if isinstance(value, Mapping) else value
        return bool(value) and named and depth < DEEPEST_FIELD and all(_is_of_decks(one, depth + 1) for one in inner)
    return isinstance(value, str | bool | int)


def _json(path: Path, text: str) -> Any:
    """The document, or the list of the lines where each is one."""
    try:
        return json.loads(text)
    except RecursionError as err:
        raise ForeignError(f"{path} is nested too deeply; write a list of cards") from err
    except ValueError as err:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines] if len(lines) > 1 else _refused(path, err)
        except (ValueError, RecursionError):
            return _refused(path, err)


def _refused(path: Path, err: ValueError) -> Any:
    place = f":{err.lineno}:{err.colno}" if isinstance(err, json.JSONDecodeError) else ""
    said = err.msg if isinstance(err, json.JSONDecodeError) else str(err)
    raise ForeignError(f"{path}{place}: this is not JSON: {said}; mend it there") from err


def _yaml(path: Path, text: str) -> Any:
    data = text.encode("utf-8", "replace")
    own = deckfile.load(data, path, path.stem)
    if own.cards and not own.problems:
        raise ForeignError(f"{path} is a deck already; copy it into the folder `decks` of your home")
    root, faults = yamltext.read(data)
    if root is None or faults:
        at = (
            f":{faults[0].line}:{faults[0].column}: {faults[0].message}; {faults[0].fix}"
            if faults
            else " is empty; name another file"
        )
        raise ForeignError(f"{path}{at}")
    return _plain(root)


def _plain(node: yamltext.Node) -> Any:
    match node:
        case yamltext.Mapping():
            return {key.value: _plain(value) for key, value in node}
        case yamltext.Items(items):
            return [_plain(item) for item in items]
        case yamltext.Text():
            return node.value


def _rows(
    node: Any, where: str, deck: tuple[str, ...], depth: int = 0
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Every card with its place and its deck."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for at, item in enumerate(node, 1):
            place = f"{where}[{at}]" if where else f"card {at}"
            if isinstance(item, list) and len(item) > 1 and all(isinstance(text, str) for text in item):
                yield place, dict(zip(("question", "answer", "tags"), map(tidy, item), strict=False)), deck
            elif isinstance(item, Mapping):
                yield from _rows(item, place, deck, depth + 1)
    elif isinstance(node, Mapping) and _is_card(node):
        yield where or "the document", _cleaned(node), deck
    elif isinstance(node, Mapping):
        yield from _within(node, where, deck, depth)


def _within(
    node: Mapping[str, Any], where: str, deck: tuple[str, ...], depth: int
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """The cards of a mapping that is none: of its lists of cards and decks, else each name asks for its text."""
    name = next((str(node[key]) for key in NAMES if isinstance(node.get(key), str)), "")
    found = [key for key in node if key.casefold() in CARDS + DECKS and isinstance(node[key], list | dict)]
    for key in found or node:
        place, value = f"{where}.{key}".lstrip("."), node[key]
        if found:
            yield from _rows(value, place, (*deck, name) if name and depth else deck, depth + 1)
        elif isinstance(value, str) and key not in NAMES:
            yield place, {"question": tidy(key), "answer": tidy(value)}, deck
        elif isinstance(value, list | dict):
            yield from _rows(value, place, (*deck, key), depth + 1)


def _is_card(node: Mapping[str, Any]) -> bool:
    asks = any(shapes.name_of(name) in {"question", "cloze"} and isinstance(value, str) for name, value in node.items())
    return asks and not _holds_lists(node)


def _holds_lists(node: Mapping[str, Any]) -> bool:
    """Whether it holds cards, and is none itself."""
    return any(
        key.casefold() in CARDS + DECKS and isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
        for key, value in node.items()
    )


def _cleaned(node: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a card with their texts tidied; numbers and the like become texts."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return tidy(value)
        if isinstance(value, list):
            return [clean(one) for one in value]
        if isinstance(value, bool) or value is None:
            return "true" if value else ""
        return value if isinstance(value, Mapping) else str(value)

    return {str(name): clean(value) for name, value in node.items()}
