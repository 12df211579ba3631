"""Cards as Markdown to read: a section for each, whose question and answer stand as hashcards has them."""

import re
from collections.abc import Sequence

from flashcards.exchange.outgoing.entry import Entry

_NOTES = ("hint", "why", "mistake", "source", "tags", "level")
BEGINNING = "<!-- Made by flashcards. -->\n"
_BEGINS = re.compile(r"^(?=[QAC]:)", re.MULTILINE)
_ENDS = re.compile(r"^([ \t]*---)(?=[ \t]*$)", re.MULTILINE)


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
    question, answer = _part("Q", entry.asked), _part("A", entry.answered)
    notes = entry.plain()
    below = (f"**{name.capitalize()}:** {_apart(notes[name])}\n" for name in _NOTES if notes[name])
    return "\n".join((f"## {entry.name}\n", question, answer, "---\n", *below))


def _part(mark: str, text: str) -> str:
    """A text behind its mark; one of several lines, which may begin with a block, stands below it."""
    between = "\n\n" if "\n" in text else " "
    return f"{mark}:{between}{_apart(text)}\n"


def _apart(text: str) -> str:
    """The text without lines that begin or end something in hashcards: a space and a dash more mean nothing."""
    return _ENDS.sub(r"\1-", _BEGINS.sub(" ", text))
