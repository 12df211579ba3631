"""Whether cards that were put together are sound, told by the loader of decks and the rules of `check` themselves."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from flashcards.cards import Card
from flashcards.decks import file as deckfile
from flashcards.decks.rules import closely
from flashcards.decks.rules.deck import families
from flashcards.records import dataclass, field

HEAD = "title: T\ncards:\n"
AT_ONCE = 500
"""So many cards are looked at in one text, which stays within what a deck may hold."""


@dataclass(slots=True)
class Proof:
    """What was found of cards, by their ids."""

    faults: dict[str, str] = field(default_factory=dict)
    """Why there is no card."""
    doubts: dict[str, dict[str, str]] = field(default_factory=dict)
    """What `check` says of a sound card, by its rules."""


def indented(text: str) -> str:
    """The lines of a card as they stand below `cards:`."""
    return "".join(f"  {line}".rstrip() + "\n" for line in text.rstrip("\n").split("\n"))


def proven(cards: Mapping[str, str]) -> Proof:
    """What is found of cards; each is given as its lines at the left edge."""
    found = Proof()
    ids = [*cards]
    for start in range(0, len(ids), AT_ONCE):
        _look({name: cards[name] for name in ids[start : start + AT_ONCE]}, found)
    return found


def _look(cards: Mapping[str, str], found: Proof) -> None:
    pieces, starts, ids = [HEAD], [], [*cards]
    line = HEAD.count("\n") + 1
    for name in ids:
        piece = indented(cards[name])
        starts.append(line)
        pieces.append(piece)
        line += piece.count("\n")
    loaded = deckfile.load("".join(pieces).encode("utf-8", "replace"), Path("imported.yaml"), "imported")
    for problem in loaded.problems:
        at = bisect_right(starts, problem.line) - 1
        if at >= 0:
            said = f"{problem.field}: {problem.message}" if problem.field else problem.message
            found.faults.setdefault(ids[at], said)
    sound = {card.family: card for card in families(loaded)}
    for name in ids:
        if name not in sound:
            found.faults.setdefault(name, "it could not be read")
        elif doubts := dict(_doubts(sound[name])):
            found.doubts[name] = doubts


def _doubts(card: Card) -> Iterator[tuple[str, str]]:
    """The rules that a card breaks, but for pictures, which are not there yet, and notes."""
    rows = closely.look(card)
    for rule, path, message, _ in json.loads(rows) if rows != "[]" else ():
        if rule not in closely.NOTED and rule != closely.PICTURE:
            yield rule, f"{'.'.join(part for part in path if isinstance(part, str))}: {message}"
