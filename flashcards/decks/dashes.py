"""Dashes of cards that are missing, or one too many: two cards that are read as one, one that is read as two, and none."""

import re
from collections.abc import Sequence
from typing import Any

from flashcards.decks.likely import words_of
from flashcards.decks.nearest_kind import is_of_one
from flashcards.decks.values import Reader
from flashcards.decks.yaml.reader import Items, Mapping, Node, Text
from flashcards.kinds import KINDS
from flashcards.records import replace

_FIRST = frozenset(("id", "question", "cloze", "code", "symptom"))
"""What a card begins with, as people write them."""


def mended(reader: Reader, node: Mapping, below: Node | None, told: int) -> tuple[Sequence[Mapping], bool]:
    """The cards that a card with problems is with its dashes mended, and whether the one below is part of it.

    Only that is said then, in the place of the problems; no card where the dashes are right.
    """
    parts: Sequence[Mapping] = _parted(node)
    if parts:
        key, value = next(iter(parts[1]))
        above, below_it = (_marker(part) for part in parts)
        message = f"`{below_it}` and `{above}` make cards of two kinds" if above != below_it else "a second card begins"
        fix = f"if another card begins here, write `- {key.value}: {words_of(value)}`; else keep one of the two"
    elif whole := _joined(node, below):
        parts, key = whole[:1], whole[1]
        message = "this dash begins another card, and the one above lacks what stands here"
        fix = "take the dash away, and line it up with the fields of the card above"
    else:
        return (), False
    del reader.problems[told:]
    reader.problem(key, key.value, message, fix)
    return [_as_written(part) for part in parts], len(parts) == 1


def _as_written(node: Any) -> Any:
    """A node without the names that its own were taken for when it was read: it is read once more."""
    if isinstance(node, Mapping):
        return replace(node, entries={key.value: (key, _as_written(value)) for key, value in node})
    return replace(node, items=tuple(map(_as_written, node.items))) if isinstance(node, Items) else node


def _marker(node: Mapping) -> str:
    """The field that says what kind a card is."""
    return next((marker for kind in KINDS for marker in kind.markers if marker in node), "")


def _part(node: Mapping, names: Sequence[str]) -> Mapping:
    key = node.entries[names[0]][0]
    return replace(node, entries={name: node.entries[name] for name in names}, line=key.line, column=key.column)


def _parted(node: Mapping) -> Sequence[Mapping]:
    """The two cards that a card is, if the dash of the second is missing; else none."""
    names = [*node.entries] if not node.flow else []
    for at in (at for at in range(len(names) - 1, 0, -1) if names[at] in _FIRST):
        first, second = _part(node, names[:at]), _part(node, names[at:])
        if is_of_one(first) and is_of_one(second):
            return first, second
    return ()


def _joined(above: Mapping, below: Node | None) -> tuple[Mapping, Text] | None:
    """The card that two are together, if the dash of the second is one too many, and the name behind that dash."""
    if not isinstance(below, Mapping) or not below.entries or below.flow or above.entries.keys() & below.entries.keys():
        return None
    whole = replace(above, entries={**above.entries, **below.entries})
    if is_of_one(above) or is_of_one(below) or not is_of_one(whole):
        return None
    return whole, next(iter(below))[0]


def no_card(node: Node) -> tuple[str, str]:
    """What is wrong with an element that is no card, and how to mend it."""
    words = words_of(node)
    if not words:
        return "nothing stands behind this dash", "take it away"
    if run_in := re.match(r"([A-Za-z_]+)(?::(?=\S)|\s*=)", words):
        return f"`{run_in[0]}` begins no field", f"write `{run_in[1]}: ` with a colon and a space"
    return "a card is a mapping", f"write `- question: {words}` with its fields below"
