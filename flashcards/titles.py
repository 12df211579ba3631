"""What stands for a card in a list: one plain line, with the draws of a seed, never a template."""

import re

from flashcards import kinds
from flashcards.cards import Card
from flashcards.kinds.fields import DEFAULT_QUESTION
from flashcards.text import clean

LONGEST = 300
_MARKED = re.compile(r"[`$*_\[\]\\#|<>&~{}=]|^\s*(?:[-+]|\d+[.)])\s|\n\s", re.MULTILINE)
"""What Markdown may read as more than words."""


def title(card: Card) -> str:
    """The card's question on one line; code stands behind it, and is nearly all where it is asked what code prints."""
    text = kinds.ask_seeded(card, 0).text
    code = text.removeprefix(DEFAULT_QUESTION)
    return (f"Prints? {one_line(code)}" if code != text else one_line(text)) or card.id


def name(card: Card) -> str:
    """What a card is called above a text about it: its id, or its question where it has none."""
    return title(card) if card.nameless else card.id


def one_line(text: str) -> str:
    """A Markdown text on one plain line."""
    if not _MARKED.search(text):
        return clean(" ".join(text.split()))[:LONGEST]
    from flashcards.markup.markdown import layout

    words: list[str] = [""]
    code = False
    for line in layout(text, 10_000):
        found = line.text.strip()
        if not found or (line.whole and found.startswith(("import ", "from "))):
            continue
        between = "; " if code and line.whole and not words[-1].endswith(":") else " "
        words += [between, found]
        code = line.whole
        if sum(map(len, words)) > LONGEST:
            break
    return clean(" ".join("".join(words).split()))[:LONGEST]
