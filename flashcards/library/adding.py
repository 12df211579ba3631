"""A new card is written into a deck of the person's own, with an id."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashcards.cards import Card
from flashcards.decks import adding, source
from flashcards.kinds.kind import CardKind
from flashcards.library.decks import DECKS_FOLDER, LibraryError
from flashcards.library.library import Library

NAME = re.compile(r"[\w-][\w .-]*(?:/[\w-][\w .-]*)*")


def add(library: Library, deck: str, kind: CardKind[Any], typed: Mapping[str, str]) -> Card:
    """Write a card behind the others of a deck, and read the decks again; what was typed is given by field.

    A card for a shipped deck goes into the person's own that is laid over it; a deck that is not there is begun.
    Raises LibraryError, SourceError, FileError.
    """
    path, title = place_for(library, deck)
    taken = {card.family for card in library.cards.values()} | {found.name for found in library.decks}
    taken |= {retired for found in library.decks for retired in found.retired}
    text = adding.with_id(adding.written(kind, typed), deck, taken)
    place = source.add(path, text, head=f"{source.modeline()}title: {adding.scalar(title)}\n")
    library.reload()
    return next(card for card in library.cards.values() if card.place == place)


def place_for(library: Library, name: str) -> tuple[Path, str]:
    """The file that new cards of a deck go into, and the deck's title; raises LibraryError."""
    deck = next((deck for deck in library.decks if deck.name == name), None)
    if deck is not None:
        return (library.own_file(deck) if deck.bundled else deck.path), deck.title
    if not NAME.fullmatch(name):
        raise LibraryError(f"{name[:40]!r} is no name for a deck; write letters, digits and hyphens")
    if not library.has_all:
        library.deck(name)
    title = name.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return library.home / DECKS_FOLDER / f"{name}.yaml", f"{title[:1].upper()}{title[1:]}"
