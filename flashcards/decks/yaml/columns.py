"""Lines of YAML that stand in a column where something else stands: of the dashes, or of the names of the file."""

from __future__ import annotations

import re

from flashcards.decks.yaml.faults import Fault
from flashcards.decks.yaml.halt import Halt, Place, fault
from flashcards.decks.yaml.mending import BEGINNERS, astray_keys, edge_keys
from flashcards.decks.yaml.tree import Items, Mapping, Text
from flashcards.words import counted

_KEY = re.compile(r" *([^\s#'\"\[{&*!|>%@`-][^:]*):(?=\s)")


def at_the_dash(halt: Halt) -> Fault | None:
    """A field that stands in the column of its card's dash."""
    level = halt.tree.stack[-1]
    key = _KEY.match(halt.source)
    if (
        level is halt.tree.document
        or level.entries is not None
        or not level.items
        or not key
        or halt.tree.indent(halt.at.line) != level.column - 1
    ):
        return None
    above = level.items[-1]
    place = Place(halt.at.line, level.column - 1)
    if key[1] in BEGINNERS:
        message = f"no dash stands before `{key[1]}:`, which begins an element of the list"
        return fault(place, message, f"write `- {key[1]}: …`")
    return fault(place, *astray(key[1], max(above.column - level.column, 1)))


def astray(name: str, deeper: int) -> tuple[str, str]:
    """Say of a field that it stands in the column of the dashes."""
    message = f"`{name}:` stands in the column of the dashes, not below the fields of its card"
    return message, f"indent it by {deeper} more spaces"


def at_the_edge(halt: Halt) -> Fault | None:
    """A field that stands in the column of the names of the file, below the cards: the fields behind it show it."""
    found = astray_keys(halt.tree)
    if not found or halt.above != found[-1].line:
        return None
    nodes = (node for _, node in reversed((halt.tree.stack[-1].entries or {}).values()))
    listing = next(node for node in nodes if isinstance(node, Items) and not node.flow)
    deeper = listing.items[-1].column - found[0].column if listing.items else 0
    begins_card = halt.char == "-" and halt.at.column == listing.column - 1
    if not deeper or not (begins_card or (halt.char == ":" and not halt.begun)):
        return None
    return fault(Place(found[0].line, found[0].column - 1), *at_edge(found[0], deeper))


def list_at_the_edge(halt: Halt) -> Fault | None:
    """The same of a field with a list or fields of its own: what follows in the column of the cards, or of theirs, shows it."""
    keys, listing = edge_keys(halt.tree, column=halt.at.column + 1)
    if listing is None or halt.tree.indent(halt.at.line) != halt.at.column:
        return None
    return fault(Place(keys[0].line, keys[0].column - 1), *at_edge(keys[0], listing.items[-1].column - keys[0].column))


def at_edge(key: Text, deeper: int) -> tuple[str, str]:
    """Say of a field that it stands in the column of the names of the file."""
    message = f"`{key.value}:` stands in the column of the names of the file, not below the fields of its card"
    return message, f"indent it by {deeper} more spaces"


def among_the_dashes(halt: Halt) -> Fault | None:
    """The same in a list that stands in the column of the keys of the file: the next dash shows it."""
    root = halt.tree.stack[-1]
    found = astray_keys(halt.tree)
    if halt.char != "-" or halt.at.column != root.column - 1 or not found:
        return None
    key = found[0]
    return fault(Place(key.line, key.column - 1), *astray(key.value, 2))


def nameless_list(halt: Halt) -> Fault | None:
    """A dash in the column of names: of the file, or of the fields of an element."""
    *_, outer, level = (halt.tree.document, *halt.tree.stack)
    if halt.char != "-" or level.entries is None or level.key or halt.at.column < level.column - 1:
        return None
    above = halt.tree.last
    if halt.at.column > level.column - 1 and (
        outer is not halt.tree.document or (isinstance(above, Items) and not above.flow)
    ):
        return None
    if outer is halt.tree.document:
        if isinstance(above, Mapping) and not above.flow and above.entries and above.column > halt.at.column + 1:
            key, _ = next(iter(above))
            place = Place(above.line, above.column - 1)
            return fault(place, "no dash stands before the first element", f"write `- {key.value}: …`")
        if isinstance(above, Items) and not above.flow and above.column > level.column:
            deeper = counted(above.column - level.column, "space")
            return fault(halt.at, "this dash stands left of those above", f"put {deeper} before it")
        return fault(halt.at, "this list has no name", "write it on a line above, like `cards:`")
    deeper = counted(level.column - outer.column, "space")
    return fault(halt.at, "this dash stands in the column of the fields above", f"take {deeper} away before it")
