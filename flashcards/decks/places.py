"""Where the cards of a file and their fields stand; the file is read once more for it: what is sound keeps no places."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flashcards.cards import Place
from flashcards.decks.folder import read
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import DEFAULTS, Key
from flashcards.kinds.fields import Path as FieldPath

_ID_LINE = re.compile(r"\W*i\W?d\W(.*)")
_ID = re.compile(r"[\w.-]+")


def node_at(node: yamltext.Node, path: FieldPath) -> Any:
    """The deepest node along a path that is there, so that a problem gets the best place there is."""
    for part in path:
        inner: yamltext.Node | None = None
        if isinstance(node, yamltext.Mapping) and isinstance(part, str):
            inner = node.key(part) if isinstance(part, Key) else node.get(part)
        elif isinstance(node, yamltext.Items) and isinstance(part, int) and part < len(node.items):
            inner = node.items[part]
        if inner is None:
            return node
        node = inner
    return node


def place_of(card: Place, path: FieldPath) -> Place:
    """Where a field of a card, or of the head of a file, stands; the place that was given where it cannot be told.

    A field that the head gives for all cards stands there.
    """
    nodes = _nodes(card.path)
    node, head = nodes.get((card.line, card.column)), nodes.get((1, 1))
    if node is None:
        return card
    is_of_head = path[:1] and path[0] in DEFAULTS and isinstance(head, yamltext.Mapping) and path[0] in head
    found = node_at(node, path)
    if found is node and is_of_head and head is not None:
        found = node_at(head, path)
    return Place(card.path, found.line, found.column)


def line_of(path: Path, name: str) -> int:
    """The line on which a file has this id, though its card may be broken so that no node is left of it; 0 for none."""
    try:
        return _id_lines(path, path.stat().st_mtime_ns).get(name, 0)
    except OSError:
        return 0


def of_id(path: Path, name: str) -> Place | None:
    """Where the card of a file with this id stands, also one that is not sound; none where no such node was read."""
    cards = [node for node in _nodes(path).values() if isinstance(node, yamltext.Mapping) and id_of(node) == name]
    return Place(path, cards[0].line, cards[0].column) if cards else None


def empty_ids(data: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """Of the cards of a file, by their places, whose `id:` has nothing behind it: where that stands."""
    root, _ = yamltext.read(data)
    listed = root.get("cards") if isinstance(root, yamltext.Mapping) else None
    found = {}
    for node in listed.items if isinstance(listed, yamltext.Items) else ():
        name = node.get("id") if isinstance(node, yamltext.Mapping) else None
        if isinstance(name, yamltext.Text) and not name.value.strip() and not name.block:
            found[node.line, node.column] = name.line, name.column
    return found


def id_of(node: yamltext.Mapping) -> str:
    """The id of a card as it is written; empty where it has none."""
    name = node.get("id")
    return name.value if isinstance(name, yamltext.Text) and not name.is_lost else ""


def _nodes(path: Path) -> dict[tuple[int, int], yamltext.Node]:
    """The cards of a file by their places; its head by that of its beginning, where no card can stand.

    None of a file that cannot be read.
    """
    try:
        return _nodes_as_of(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=8)
def _id_lines(path: Path, changed_ns: int) -> dict[str, int]:
    """The first line on which each id of a file stands, be it in a card that is lost; raises OSError."""
    found: dict[str, int] = {}
    for number, line in enumerate(read(path).decode(errors="replace").split("\n"), 1):
        if written := _ID_LINE.match(line):
            for name in _ID.findall(written[1]):
                found.setdefault(name, number)
    for node in _nodes_as_of(path, changed_ns).values():
        if isinstance(node, yamltext.Mapping):
            found.setdefault(id_of(node), node.line)
    return found


@lru_cache(maxsize=8)
def _nodes_as_of(path: Path, _changed_ns: int) -> dict[tuple[int, int], yamltext.Node]:
    root, _ = yamltext.read(read(path), lost=True)
    if not isinstance(root, yamltext.Mapping):
        return {}
    cards = root.get("cards")
    items = cards.items if isinstance(cards, yamltext.Items) else ()
    return {(1, 1): root, **{(node.line, node.column): node for node in items}}
