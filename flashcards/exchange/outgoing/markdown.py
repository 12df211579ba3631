"""Cards as Markdown to read: a section for each, whose question and answer stand as hashcards has them."""

import re
from collections.abc import Sequence

from flashcards.exchange.outgoing.entry import Entry

_NOTES = ("hint", "why", "mistake", "source", "tags", "level")
BEGINNING = "<!-- Made by flashcards. -->\n"
_TAKEN = re.compile(r"^(?=(?:[QAC]:|---\s*$))", re.MULTILINE)
"""Lines that begin something else there, wherever they stand; a space before them means nothing."""


def markdown_text(entries: Sequence[Entry]) -> str:
    """The cards, deck by deck; the notes of a card stand below a rule, where hashcards reads nothing."""
    parts = [BEGINNING]
    deck = ""
    for entry in entries:
        if entry.card.deck != deck:
            deck = entry.card.deck
            parts.append(f"# {deck}\n")
        parts.append(_section(entry))
    return "\n".join(parts)


def _section(entry: Entry) -> str:
    question, answer = (_TAKEN.sub(" ", text) for text in (entry.asked, entry.answered))
    notes = entry.plain()
    below = (f"**{name.capitalize()}:** {_TAKEN.sub(' ', notes[name])}\n" for name in _NOTES if notes[name])
    return "\n".join((f"## {entry.name}\n", f"Q: {question}\n", f"A: {answer}\n", "---\n", *below))
