"""Ids for cards that have none, written into the deck file without touching another byte of it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from flashcards import files
from flashcards.cards import Card, Deck, Place, Problem
from flashcards.decks import file as deckfile
from flashcards.files import FileError
from flashcards.markup.prose import STAND_IN, plain
from flashcards.words import FlashcardsError

MOST_WORDS = 5
MOST_CHARACTERS = 48
_SMALL_WORDS = """
a an and are as at be been by can did do does each for from give had has have how if in into is it its of on or out so
than that the their then there these they this to was were what when where which while who why will with would you your
"""
_FILLERS = {*_SMALL_WORDS.split(), STAND_IN}
_PROGRAM = Path(__file__).resolve().parents[1]
_LINE_END = re.compile("\r\n|\r|\n")
_ID_IN_FILE = re.compile(r"\bid:[ \t]*[\"']?([a-z0-9][a-z0-9._-]*)")


class NamingError(FlashcardsError):
    """A file that no ids can be written into; the message says why."""


def slug(text: str) -> str:
    """A name from the telling words of a text; empty where it has none in Latin letters."""
    ascii_only = unicodedata.normalize("NFKD", plain(text)).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", ascii_only.casefold()) if word not in _FILLERS]
    return "-".join(words[:MOST_WORDS])[:MOST_CHARACTERS].strip("-")


def write_ids(deck: Deck, taken: set[str]) -> int:
    """Give every card of a deck file an id that is not taken, and say how many; raises NamingError.

    The file is replaced only if it then holds the very same cards.
    """
    if deck.path.resolve().is_relative_to(_PROGRAM):
        raise NamingError("the deck is part of the program")
    try:
        data = deck.path.read_bytes()
    except OSError as err:
        raise NamingError(f"the file cannot be read: {err.strerror}") from err
    before = deckfile.load(data, deck.path, deck.name)
    nameless = {card.place: card for card in reversed(before.cards) if _is_nameless(card)}
    text = data.decode()
    taken |= set(_ID_IN_FILE.findall(text))
    named = _with_ids(text, list(_names(reversed(nameless.values()), taken, deck.name))).encode()
    if _texts(deckfile.load(named, deck.path, deck.name)) != _texts(before):
        raise NamingError("the ids do not fit in without changing more")
    files.replace(deck.path, named)
    return len(nameless)


def _is_nameless(card: Card) -> bool:
    return card.family.startswith("~")


def _names(cards: Iterable[Card], taken: set[str], deck: str) -> Iterator[tuple[Place, str]]:
    for card in cards:
        wanted = slug(card.question_text)
        # A question without such words says nothing: its card is a number of its deck, and two decks do not collide.
        numbered = f"{slug(deck) or 'card'}-{{}}" if not wanted else f"{wanted}-{{}}"
        candidates = chain([wanted] if wanted else [], map(numbered.format, count(2 if wanted else 1)))
        name = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(name)
        yield card.place, name


def _with_ids(text: str, names: Sequence[tuple[Place, str]]) -> str:
    """The text with an id as the first field at each place; what stood there goes to a line of its own."""
    starts = [text.startswith("\ufeff"), *(end.end() for end in _LINE_END.finditer(text))]
    end = _LINE_END.search(text)
    line_end = end[0] if end else ""
    for place, name in reversed(names):
        at = starts[place.line - 1] + place.column - 1
        if text[at] == "{":
            text = f"{text[: at + 1]}id: {name}, {text[at + 1 :]}"
        else:
            text = f"{text[:at]}id: {name}{line_end}{' ' * (place.column - 1)}{text[at:]}"
    return text


def _texts(deck: Deck) -> tuple[list[object], int]:
    """What must not change."""
    return [(c.kind, c.part, c.question_text, c.answer_text, c.notes) for c in deck.cards], len(deck.problems)


def fix(decks: Sequence[Deck], taken: Iterable[str]) -> tuple[dict[Path, int], list[Problem]]:
    """Write the missing ids of these decks: how many into which file, and what was refused."""
    names = {*taken, *(deck.name for deck in decks)}
    written: dict[Path, int] = {}
    refused: list[Problem] = []
    for deck in decks:
        if not any(map(_is_nameless, deck.cards)):
            continue
        try:
            written[deck.path] = write_ids(deck, names)
        except (NamingError, FileError) as err:
            refused.append(Problem(deck.path, 1, 1, "id", f"no ids are written: {err}", "write them yourself"))
    return written, refused
