"""The elements of the list of cards: those that are no card, and those that a dash has parted from the card above."""

import re
from collections.abc import Sequence

from flashcards.decks.likely import words_of
from flashcards.decks.nearest_kind import is_of_one
from flashcards.decks.values import Reader
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import QUESTION
from flashcards.records import replace


def rejoined(reader: Reader, nodes: Sequence[yamltext.Node]) -> list[yamltext.Node]:
    """The elements of the list of cards, those that only have what is missing from the card above as parts of it."""
    found: list[yamltext.Node] = []
    for node in nodes:
        above = found[-1] if found else None
        if (
            isinstance(node, yamltext.Mapping)
            and "id" not in node.entries  # as nearly every card has, and none of those
            and QUESTION.name not in node.entries
            and isinstance(above, yamltext.Mapping)
            and node.entries
            and not node.entries.keys() & above.entries.keys()
            and not is_of_one(above)
            and not is_of_one(node)
            and is_of_one(both := replace(above, entries={**above.entries, **node.entries}))
        ):
            key = next(iter(node))[0]
            fix = "take the dash away, and line it up with the fields of the card above"
            reader.problem(key, key.value, "this stands behind a dash of its own", fix)
            found[-1] = replace(both, faulty=True)
        else:
            found.append(node)
    return found


def no_card(node: yamltext.Node) -> tuple[str, str]:
    """What is wrong with an element that is no card, and how to mend it."""
    words = words_of(node)
    if not words:
        return "nothing stands behind this dash", "take it away"
    if run_in := re.match(r"([A-Za-z_]+)(?::(?=\S)|\s*=)", words):
        return f"`{run_in[0]}` begins no field", f"write `{run_in[1]}: ` with a colon and a space"
    return "a card is a mapping", f"write `- question: {words}` with its fields below"
