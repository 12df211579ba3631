"""Ids for cards that have none, written into the deck file without touching another byte of it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from flashcards import files
from flashcards.cards import Card, Deck, Place, Problem
from flashcards.decks import file as deckfile
from flashcards.decks import places
from flashcards.decks.latin import spelled
from flashcards.decks.yaml import MAX_BYTES
from flashcards.decks.yaml.faults import LINE_END
from flashcards.files import FileError
from flashcards.kinds import BY_NAME
from flashcards.kinds.bug import DEFAULT_QUESTION
from flashcards.kinds.explain import Compare, Design
from flashcards.markup.prose import STAND_IN, plain
from flashcards.words import FlashcardsError

MOST_WORDS, FEWEST_WORDS = 5, 2
MOST_CHARACTERS = 48
MOST_OF_DECK = 24
"""So many of them are the deck's, so that some are left for words of the question."""
_TELL_NOTHING_APART = """
a an and are as at be been by can did do does each for from give had has have how if in into is it its of on or out so
than that the their then there these they this to was were what when where which while who why will with would you your
"""
_FILLERS = {*_TELL_NOTHING_APART.split(), STAND_IN}
_PROGRAM = Path(__file__).resolve().parents[1]
_NAME_IN_CODE = re.compile(r"(?<!`)`(\w+)(?:\(\))?`(?!`)")
_EMPTY = re.compile(r"\"\s*\"|'\s*'")
_ID_IN_FILE = re.compile(r"\bid:[ \t]*[\"']?([a-z0-9][a-z0-9._-]*)")


OWN_WORDS = (DEFAULT_QUESTION, Compare.heading, Design.heading)
"""What the program itself says in questions."""


class NamingError(FlashcardsError):
    """A file that no ids can be written into; the message says why."""


def slug(card: Card) -> str:
    """A name for a card: its deck, and the telling words of its question, or of its code where these are few.

    Only the deck, where there are no words that can be spelled with Latin letters.
    """
    asked = card.question_text
    for own in OWN_WORDS:
        asked = asked.replace(own, "")
    words = telling(plain(_NAME_IN_CODE.sub(r"\1", asked)))
    if len(words) < FEWEST_WORDS:
        code = " ".join(text for _, text, _ in BY_NAME[card.kind].code(card.body))
        words += [word for word in telling(code) if word not in words]
    deck = _of_deck(card)
    return _short([deck, *words[:MOST_WORDS]], MOST_CHARACTERS, fewest=2)


def _of_deck(card: Card) -> str:
    return _short(spelled(card.deck.rpartition("/")[2]) or ["card"], MOST_OF_DECK)


def _short(words: Sequence[str], most: int, fewest: int = 1) -> str:
    """The first of the words that have room, joined by hyphens; of too long ones the beginning."""
    name = "-".join(words[:fewest])
    for word in words[fewest:]:
        if len(name) + len(word) >= most:
            break
        name += f"-{word}"
    return name[:most].strip("-")


def telling(text: str) -> list[str]:
    """The words of a text that tell it apart, each once, as they can stand in an id."""
    return [word for word in dict.fromkeys(spelled(text)) if word not in _FILLERS]


def write_ids(deck: Deck, taken: set[str]) -> int:
    """Give every card of a deck file an id that is not taken, and say how many; raises NamingError.

    The file is replaced only if it then holds the very same cards.
    """
    if files.real(deck.path).is_relative_to(_PROGRAM):
        raise NamingError("the deck is part of the program")
    try:
        data = files.read(deck.path, MAX_BYTES + 1)
    except OSError as err:
        raise NamingError(f"the file cannot be read: {err.strerror}") from err
    before = deckfile.load(data, deck.path, deck.name)
    nameless = {card.place: card for card in reversed(before.cards) if card.nameless}
    text = data.decode()
    taken |= set(_ID_IN_FILE.findall(text))
    names = list(_names(reversed(nameless.values()), taken))
    named = _with_ids(text, names, places.empty_ids(data)).encode()
    if _texts(deckfile.load(named, deck.path, deck.name)) != _texts(before):
        raise NamingError("the ids do not fit in without changing more")
    files.replace(deck.path, named)
    return len(nameless)


def free_name(card: Card, taken: Collection[str]) -> str:
    """A name for a card that is not taken; numbers tell those apart that would be called alike."""
    wanted = slug(card)
    is_bare = wanted == _of_deck(card)
    tries = (f"{wanted}-{at}".strip("-") if at > 1 or is_bare else wanted for at in count(1))
    return next(name for name in tries if name not in taken)


def _names(cards: Iterable[Card], taken: set[str]) -> Iterator[tuple[Place, str]]:
    for card in cards:
        name = free_name(card, taken)
        taken.add(name)
        yield card.place, name


def _with_ids(text: str, names: Sequence[tuple[Place, str]], empty: Mapping[tuple[int, int], tuple[int, int]]) -> str:
    """The text with an id at each place: where an empty one stands, by `empty`, or else as the first field.

    What stood there goes to a line of its own.
    """
    starts = [text.startswith("\ufeff"), *(end.end() for end in LINE_END.finditer(text))]
    ends = [end[0] for end in LINE_END.finditer(text)]
    for place, name in reversed(names):
        line, column = empty.get((place.line, place.column), (place.line, place.column))
        at = starts[line - 1] + column - 1
        if (line, column) != (place.line, place.column):
            quotes = _EMPTY.match(text, at)
            behind = quotes.end() if quotes else at
            text = f"{text[:at]}{' ' * (text[at - 1] == ':')}{name}{text[behind:]}"
        elif text[at] == "{":
            ends_line = LINE_END.match(text, at + 1) is not None
            text = f"{text[: at + 1]}id: {name},{'' if ends_line else ' '}{text[at + 1 :]}"
        else:
            line_end = ends[min(line, len(ends)) - 1] if ends else ""
            text = f"{text[:at]}id: {name}{line_end}{' ' * (column - 1)}{text[at:]}"
    return text


def _texts(deck: Deck) -> tuple[list[object], int]:
    """What must not change."""
    return [(c.kind, c.part, c.question_text, c.answer_text, c.notes) for c in deck.cards], len(deck.problems)


def names_of(decks: Iterable[Deck]) -> set[str]:
    """What no other card may be called: these decks, their cards, what those were called, and ids that are retired."""
    names: set[str] = set()
    for deck in decks:
        names |= {deck.name, *deck.retired}
        names |= {name for card in deck.cards for name in (card.family, *card.aliases)}
    return names


def fix(decks: Sequence[Deck], others: Iterable[Deck]) -> tuple[dict[Path, int], list[Problem]]:
    """Write the missing ids of these decks: how many into which file, and what was refused; `others` are known as well."""
    names = names_of([*decks, *others])
    written: dict[Path, int] = {}
    refused: list[Problem] = []
    for deck in decks:
        if not any(card.nameless for card in deck.cards):
            continue
        try:
            written[deck.path] = write_ids(deck, names)
        except (NamingError, FileError) as err:
            refused.append(Problem(deck.path, 1, 1, "id", f"no ids are written: {err}", "write them yourself"))
    return written, refused
