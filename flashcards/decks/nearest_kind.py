"""Which kind of card some fields make, where they fit several or none: the one that is meant with the fewest faults."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flashcards.decks.yaml.reader import Mapping
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON, QUESTION
from flashcards.kinds.kind import CardKind

MARKERS = tuple(marker for kind in KINDS for marker in kind.markers)


def nearest_kind(node: Mapping, kind: CardKind[Any]) -> CardKind[Any]:
    """The kind of a card that names several, or another of them that it is with fewer faults, by two and more."""
    names = node.entries.keys()
    named = [other for other in KINDS if any(marker in node for marker in other.markers)]
    fewest: CardKind[Any] = min(named, key=lambda one: _faults(one, names))
    return fewest if _faults(fewest, names) + 1 < _faults(kind, names) else kind


def _faults(kind: CardKind[Any], names: AbstractSet[str]) -> int:
    """How many fields of a card are none of the kind's, or missing from it."""
    own = {f.name for f in (*kind.fields, *COMMON)}
    missing = [f for f in kind.fields if f.required and f.name not in names]
    return len(names - own) + len(missing)


def is_of_one(node: Mapping) -> bool:
    """Whether the fields of a card are those of some kind, with none missing and none too many."""
    names = node.entries.keys()
    return any(any(marker in node for marker in kind.markers) and not _faults(kind, names) for kind in KINDS)


def stood_in(node: Mapping, kind: CardKind[Any]) -> dict[str, str]:
    """The `answer` of a card whose other fields are those of a kind that calls it otherwise, such as `fix`."""
    names = node.entries.keys()
    for other in KINDS if "answer" in names and _faults(kind, names) else ():
        telling = {f.name for f in other.fields if f.required} - {QUESTION.name, "points", *other.markers}
        if QUESTION.name in names:
            telling -= {"code"}  # which may be meant as part of the question
        if telling and not _faults(other, (names - {"answer"}) | {other.marker}):
            return {"answer": other.marker}
    return {}


def likelihood(kind: CardKind[Any], names: Sequence[str]) -> tuple[int, float]:
    """How well a card with these fields would be one of the kind: the fields it has, and the share of those it needs."""
    needed = [f.name for f in kind.fields if f.required] or [kind.marker]
    return sum(f.name in names for f in kind.fields), sum(name in names for name in needed) / len(needed)
