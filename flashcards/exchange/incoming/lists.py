"""Cards in JSON and in YAML of other shapes: lists of mappings, of pairs, and mappings of questions to answers."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flashcards.decks import file as deckfile
from flashcards.decks.yaml import reader as yamltext
from flashcards.exchange.incoming import html, media, own, shapes
from flashcards.exchange.incoming.anki import crowd
from flashcards.exchange.incoming.brought import Brought, ForeignError, Left, Source, mapped
from flashcards.exchange.incoming.texts import text_of, tidy
from flashcards.text import number_in
from flashcards.words import counted

CARDS = ("cards", "flashcards", "questions", "notes", "items", "facts", "entries", "data", "quiz")
DECKS = ("decks", "children", "topics", "sections", "chapters", "sets")
NAMES = ("name", "title", "deck", "topic", "section", "chapter")
ANSWERS = {"answer", "accept", "choices", "correct"}
OF_PROGRAMS = {
    *("$schema", "version", "scripts", "dependencies", "devDependencies", "license", "private", "engines", "main"),
    *("compilerOptions", "extends", "include", "exclude", "services", "image", "apiVersion", "metadata", "spec", "env"),
    *("id", "type", "status", "created_at", "updated_at", "url", "path", "display_name", "repos", "hooks"),
    *("jobs", "steps", "runs-on", "plugins", "rules", "repository", "homepage", "channels", "build-system", "tool"),
}
"""Names in the settings of programs; where one stands beside lists of cards, these are read all the same."""
DEEPEST, NAMED = 20, 8


def read(path: Path, *, history: bool = False) -> Source:
    """The cards of a JSON or YAML file, with the answers that an export of ours holds or without. Raises ForeignError."""
    text, encoding = text_of(path)
    is_yaml = path.suffix.lower() in {".yaml", ".yml"}
    document = _yaml(path, text) if is_yaml else _json(path, text)
    source = Source(f"{'YAML' if is_yaml else 'JSON'}, {encoding}", path.stem, path.stem)
    if crowd.is_deck(document):
        return crowd.read(document, source, path)
    ours: dict[str, Brought] = {}
    answers = 0
    rows = [*rows_of(document)]
    _count_from_one(row for _, row, _ in rows)
    beside = media.Beside(path.parent, source)

    def text_in(text: str) -> str:
        """A text with its pictures, and as Markdown where it is HTML."""
        return html.markdown(text, partial(beside.place, path)) if html.is_in(text) else beside.shown(path, text)

    for place, row, deck in rows:
        made = own.card_of(row, place)
        if made is not None:
            part, standing = own.standing_of(row, history=history)
            answers += own.answers_in(row)
            is_first = made.key not in ours
            made = ours.setdefault(made.key, made)
            made.standing[part] = standing
            if not is_first:
                continue  # what else the same card asks
        if made is not None:
            made.fields = mapped(made.fields, partial(beside.shown, path))
        found = made or shapes.card_of(mapped(row, text_in), place)
        if isinstance(found, Left):
            source.left.append(found)
        else:
            found.deck = found.deck or deck
            source.cards.append(found)
    source.dated = [counted(answers, "answer")] if answers else []
    if not source.cards and rows and not any(row.get("fields") for _, row, _ in rows):
        names = ", ".join([*map(str, rows[0][1])][:NAMED])
        raise ForeignError(
            f"{path} holds no card: {source.left[0].why} in any of its {len(rows):,} elements; the first has {names}"
        )
    if not source.cards and not source.left:
        raise ForeignError(
            f'{path} holds no list of cards, and is no mapping of questions to answers; write [{{"question": …, "answer": …}}]'
        )
    return source


def _count_from_one(rows: Iterable[dict[str, Any]]) -> None:
    """Where a list numbers right options from 0, as one of them shows, number them from 1."""
    numbered = [
        (row, name)
        for row in rows
        for name, value in row.items()
        if shapes.name_of(name) in {"correct", "answer"}
        and isinstance(value, str)
        and number_in(value) is not None
        and any(shapes.name_of(other) == "choices" for other in row)
    ]
    if any(row[name] == "0" for row, name in numbered):
        for row, name in numbered:
            row[name] = str(int(row[name]) + 1)


def _json(path: Path, text: str) -> Any:
    """The document, or the list of the lines where each is one."""
    try:
        return json.loads(text)
    except RecursionError as err:
        raise ForeignError(f"{path} is nested too deeply; write a list of cards") from err
    except ValueError as err:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            with contextlib.suppress(ValueError, RecursionError):
                return [json.loads(line) for line in lines]
        place = f":{err.lineno}:{err.colno}" if isinstance(err, json.JSONDecodeError) else ""
        said = err.msg if isinstance(err, json.JSONDecodeError) else str(err)
        raise ForeignError(f"{path}{place}: this is not JSON: {said}; mend it there") from err


def _yaml(path: Path, text: str) -> Any:
    data = text.encode("utf-8", "replace")
    deck = deckfile.load(data, path, path.stem)
    if deck.cards and not deck.problems:
        raise ForeignError(f"{path} is a deck already; copy it into the folder `decks` of your home")
    root, faults = yamltext.read(data)
    if root is None or faults:
        at = (
            f":{faults[0].line}:{faults[0].column}: {faults[0].message}; {faults[0].fix}"
            if faults
            else " is empty; name another file"
        )
        raise ForeignError(f"{path}{at}")
    return plain(root)


def plain(node: yamltext.Node) -> Any:
    """What was read of YAML, as JSON would have it."""
    match node:
        case yamltext.Mapping():
            return {key.value: plain(value) for key, value in node}
        case yamltext.Items(items):
            return [plain(item) for item in items]
        case yamltext.Text():
            return node.value


def rows_of(node: Any, deck: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Every card of a document, with its place and its deck."""
    yield from _rows(node, "", deck)


def _rows(
    node: Any, where: str, deck: tuple[str, ...], depth: int = 0, *, in_list: bool = False, pairs: bool = True
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """The cards of a list or a mapping; `pairs`: each name in a mapping may ask for its text."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for at, item in enumerate(node, 1):
            place = f"{where}[{at}]" if where else f"card {at}"
            if isinstance(item, list) and len(item) > 1 and all(isinstance(text, str) for text in item):
                yield place, dict(zip(("question", "answer", "tags"), map(tidy, item), strict=False)), deck
            elif isinstance(item, Mapping):
                yield from _rows(item, place, deck, depth + 1, in_list=True, pairs=pairs)
    elif isinstance(node, Mapping) and _is_card(node, in_list=in_list):
        yield where or "the document", _cleaned(node), deck
    elif isinstance(node, Mapping) and in_list and len(node) > 1 and not _holds_more(node):
        yield where, _cleaned(node), deck  # an element that asks nothing
    elif isinstance(node, Mapping):
        yield from _within(node, where, deck, depth, pairs=pairs and _are_pairs(node))


def _within(
    node: Mapping[str, Any], where: str, deck: tuple[str, ...], depth: int, *, pairs: bool
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """The cards of a mapping that is none: of its lists of cards and decks, and of its pairs."""
    name = next((str(node[key]) for key in NAMES if isinstance(node.get(key), str)), "")
    found = [key for key in node if key.casefold() in CARDS + DECKS and isinstance(node[key], list | dict)]
    for key in found or node:
        place, value = f"{where}.{key}".lstrip("."), node[key]
        if found:
            yield from _rows(value, place, (*deck, name) if name and depth else deck, depth + 1)
        elif isinstance(value, list | dict):
            yield from _rows(value, place, (*deck, key), depth + 1, pairs=pairs)
        elif pairs and key not in NAMES and _is_text(value):
            yield place, {"question": tidy(key), "answer": tidy(str(value))}, deck


def _are_pairs(node: Mapping[str, Any], depth: int = 0) -> bool:
    """Whether each name of a mapping asks for its text, or for those of a mapping below it.

    Where texts stand beside mappings, or flags and lists of words among them, it says how a program is set.
    """
    values = [value for key, value in node.items() if key not in NAMES]
    if depth > DEEPEST or not OF_PROGRAMS.isdisjoint(node) or not any(any(map(str.isalpha, key)) for key in node):
        return False
    if any(isinstance(value, Mapping) for value in values):
        return all(
            _are_pairs(value, depth + 1)
            if isinstance(value, Mapping)
            else isinstance(value, list) and all(isinstance(one, Mapping | list) for one in value)
            for value in values
        )
    return all(map(_is_text, values)) or all(isinstance(value, list) for value in values)


def _is_text(value: Any) -> bool:
    """Whether a value is a text or a number; YAML writes flags as texts."""
    return isinstance(value, str | int | float) and str(value).casefold() not in {"true", "false", "null", "~"}


def _holds_more(node: Mapping[str, Any]) -> bool:
    """Whether there are lists or mappings in it; its texts say what they are about."""
    return any(isinstance(value, list | dict) for value in node.values())


def _is_card(node: Mapping[str, Any], *, in_list: bool) -> bool:
    """Whether it asks something; a title alone asks nothing, but for an element of a list, which is one card of many."""
    meant = {name: shapes.name_of(name) for name, value in node.items() if isinstance(value, str)}
    asks = {name for name, field in meant.items() if field in {"question", "cloze"}}
    if not in_list and not any(shapes.name_of(name) in ANSWERS for name in node):
        asks -= {*NAMES}
    return bool(asks) and not _holds_lists(node)


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
