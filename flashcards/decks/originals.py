"""Where a person's card lies over a shipped one: which differ, what the shipped one was, how one is begun.

What a shipped card was when the person's version was begun is kept as an ordinary deck in a hidden folder beside their
decks: it travels with them, can be read and compared by hand, and no deck carries the state of a tool.
"""

from pathlib import Path

from flashcards.cards import Card, Deck, Place
from flashcards.decks import file as deckfile
from flashcards.decks import source
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import DEFAULTS
from flashcards.records import dataclass

ORIGINALS = ".originals"
"""The folder beside the person's decks; its leading dot keeps it from being read as decks."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A card of the person's that says something else than the shipped one below it."""

    card: Card
    shipped: Card
    changed: bool
    """Whether the shipped card is another one than when this version was begun."""


def differing(shipped: Deck, own: Deck) -> list[Laid]:
    """The person's cards that say something else than the shipped ones of their ids, the first of each card's siblings."""
    below = _by_family(shipped)
    kept = _originals_of(own.path, shipped.name)
    before = _by_family(deckfile.load_file(kept, shipped.name)) if kept.exists() else {}
    found = []
    for family, card in _by_family(own).items():
        if family in below and said(card) != said(below[family]):
            changed = family in before and said(before[family]) != said(below[family])
            found.append(Laid(card, below[family], changed))
    return found


def said(card: Card) -> object:
    """All that a card says, wherever it stands."""
    return card.kind, card.body, card.notes


def _by_family(deck: Deck) -> dict[str, Card]:
    return {card.family: card for card in reversed(deck.cards)}


def _originals_of(own: Path, name: str) -> Path:
    """Where the originals of a deck are kept, `own` being the person's file of it."""
    folder = own.parents[name.count("/")]
    return folder / ORIGINALS / f"{name}.yaml"


def begin(card: Card, own: Path) -> Place:
    """Write a shipped card into the person's deck and say where it stands now; raises SourceError, FileError."""
    text = source.text_of(card.place.path)
    return source.add(own, source.taken(text, card.place), head=_head(text))


def _head(text: str) -> str:
    """What a deck that is laid over begins with: the title, and what the shipped one says once for all its cards."""
    lines = text.splitlines(keepends=True)
    root, _ = yamltext.read(text.encode())
    assert isinstance(root, yamltext.Mapping)
    starts = [key.line - 1 for key, _ in root]
    said_once = []
    for (key, _), first, behind in zip(root, starts, [*starts[1:], len(lines)], strict=True):
        if key.value == "title" or key.value in DEFAULTS:
            said_once += [line for line in lines[first:behind] if line.strip() and not line.startswith("#")]
    return source.modeline() + "".join(said_once)


def keep_original(card: Card, name: str, own: Path) -> None:
    """Note what the card of a shipped deck says now: from here on it is told when it changes.

    Raises SourceError, FileError.
    """
    kept = _originals_of(own, name)
    forget_original(card.family, name, own)
    text = source.text_of(card.place.path)
    source.add(kept, source.taken(text, card.place), head=_head(text))


def forget_original(family: str, name: str, own: Path) -> None:
    """Forget what a shipped card said; raises SourceError, FileError."""
    kept = _originals_of(own, name)
    before = _by_family(deckfile.load_file(kept, name)) if kept.exists() else {}
    if family in before:
        source.remove(kept, before[family].place)
