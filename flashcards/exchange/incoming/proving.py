"""Whether cards that were put together are sound, told by the loader of decks itself."""

from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path

from flashcards.decks import file as deckfile

HEAD = "title: T\ncards:\n"
AT_ONCE = 500
"""So many cards are looked at in one text, which stays within what a deck may hold."""


def indented(text: str) -> str:
    """The lines of a card as they stand below `cards:`."""
    return "".join(f"  {line}".rstrip() + "\n" for line in text.rstrip("\n").split("\n"))


def faults(cards: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with cards, by their ids; each is given as its lines at the left edge."""
    found: dict[str, str] = {}
    ids = [*cards]
    for start in range(0, len(ids), AT_ONCE):
        found |= _faults({name: cards[name] for name in ids[start : start + AT_ONCE]})
    return found


def _faults(cards: Mapping[str, str]) -> dict[str, str]:
    text, starts, ids = HEAD, [], [*cards]
    line = HEAD.count("\n") + 1
    for name in ids:
        piece = indented(cards[name])
        starts.append(line)
        text += piece
        line += piece.count("\n")
    loaded = deckfile.load(text.encode("utf-8", "replace"), Path("imported.yaml"), "imported")
    found: dict[str, str] = {}
    for problem in loaded.problems:
        at = bisect_right(starts, problem.line) - 1
        if at >= 0:
            found.setdefault(ids[at], f"{problem.field}: {problem.message}" if problem.field else problem.message)
    sound = {card.family for card in loaded.cards}
    for name in ids:
        if name not in sound:
            found.setdefault(name, "it could not be read")
    return found
