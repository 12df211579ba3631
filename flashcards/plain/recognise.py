"""Edited cards in plain lines: whether each was known before."""

from collections.abc import Callable
from typing import TextIO

from flashcards import recognising
from flashcards.days import Moment
from flashcards.decks.identity.match import Match
from flashcards.library import Library
from flashcards.plain.voice import WIDEST, Voice
from flashcards.text import Door, terminal_columns


def recognise(library: Library, clock: Callable[[], Moment], source: TextIO, sink: TextIO | Door) -> None:
    """Ask of each edited card whether it was known before; an empty line or the end of input puts off the rest."""
    while left := library.to_ask():
        width = min(terminal_columns(), WIDEST)
        differ = recognising.differences(left[0])
        said = [recognising.question(left[0], len(left)), *([f"What differs: {differ}"] if differ else [])]
        said += ["", *map(str.rstrip, _texts(left[0], width)), ""]
        said.append(", ".join(f"{letter} {words}" for letter, words in recognising.ANSWERS.items()))
        Voice(sink).say(*said)
        answer = source.readline().strip().casefold()[:1]
        recognising.decide(library, left[0], answer if answer in recognising.ANSWERS else None, clock())


def _texts(match: Match, width: int) -> list[str]:
    return [line.text for line in recognising.side_by_side(match, width)]
