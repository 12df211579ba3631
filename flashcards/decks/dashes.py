"""Dashes of cards that are missing, or one too many: two cards that are read as one, and one that is read as two."""

from collections.abc import Sequence

from flashcards.decks.likely import words_of
from flashcards.decks.values import Reader
from flashcards.decks.yaml.reader import Mapping, Node, Text
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON
from flashcards.records import replace

_NAMES_OF = {kind.name: {field.name for field in (*kind.fields, *COMMON)} for kind in KINDS}
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
        fix = "take the dash away"
    else:
        return (), False
    del reader.problems[told:]
    reader.problem(key, key.value, message, fix)
    return parts, len(parts) == 1


def _marker(node: Mapping) -> str:
    """The field that says what kind a card is."""
    return next((marker for kind in KINDS for marker in kind.markers if marker in node), "")


def _is_whole(node: Mapping) -> bool:
    """Whether a card has the fields that its kind needs, and none of others."""
    kind = next((kind for kind in KINDS if _marker(node) in kind.markers), None)
    return kind is not None and (
        {field.name for field in kind.fields if field.required} <= node.entries.keys() <= _NAMES_OF[kind.name]
    )


def _part(node: Mapping, names: Sequence[str]) -> Mapping:
    key = node.entries[names[0]][0]
    return replace(node, entries={name: node.entries[name] for name in names}, line=key.line, column=key.column)


def _parted(node: Mapping) -> Sequence[Mapping]:
    """The two cards that a card is, if the dash of the second is missing; else none."""
    names = [*node.entries] if not node.flow else []
    for at in (at for at in range(len(names) - 1, 0, -1) if names[at] in _FIRST):
        first, second = _part(node, names[:at]), _part(node, names[at:])
        if _is_whole(first) and _is_whole(second):
            return first, second
    return ()


def _joined(above: Mapping, below: Node | None) -> tuple[Mapping, Text] | None:
    """The card that two are together, if the dash of the second is one too many, and the name behind that dash."""
    if not isinstance(below, Mapping) or not below.entries or below.flow or above.entries.keys() & below.entries.keys():
        return None
    whole = replace(above, entries={**above.entries, **below.entries})
    if _is_whole(above) or _is_whole(below) or not _is_whole(whole):
        return None
    return whole, next(iter(below))[0]
