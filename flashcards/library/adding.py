"""A new card is written into a deck of the person's own, with an id."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Problem
from flashcards.decks import adding, source
from flashcards.decks import file as deckfile
from flashcards.decks.folder import SUFFIXES
from flashcards.files import expanded
from flashcards.kinds.kind import CardKind
from flashcards.library.decks import DECKS_FOLDER, LibraryError
from flashcards.library.library import Library
from flashcards.schedule.states import family

NAME = re.compile(r"[\w-][\w .-]*(?:/[\w-][\w .-]*)*")


def add(library: Library, deck: str, kind: CardKind[Any], typed: Mapping[str, str]) -> Card:
    """Write a card behind the others of a deck or of a file, and read the decks again; what was typed is given by field.

    A card for a shipped deck goes into the person's own that is laid over it; a deck that is not there is begun.
    Raises LibraryError, RefusedError where it is no card, SourceError and FileError where it cannot be written.
    """
    path, title = place_for(library, deck)
    taken = {*map(family, library.cards)} | {found.name for found in library.decks}
    taken |= {retired for found in library.decks for retired in found.retired}
    if path.exists():
        taken |= {card.family for card in deckfile.load_file(path, path.stem).cards}
    text = adding.with_id(kind, typed, path.stem, taken)
    place = source.add(path, text, head=f"{source.modeline()}title: {adding.scalar(title)}\n")
    library.reload()
    written: tuple[Card, ...] = (
        *library.cards.of_file(path),
        *deckfile.load_file(path, path.stem).cards,
    )  # the file may be of no deck that is read
    card = next(card for card in written if card.place == place)
    library.progress.lasts(f"The card {card.family} that you added")
    return card


def remarks(card: Card) -> list[Problem]:
    """What `check` says of a card that was added: it is sound, and something of it may not be meant so."""
    from flashcards.decks.rules import closely  # what it needs is much, and the form is to open at once
    from flashcards.decks.rules.nearer import nearer

    return [nearer(found).problem for found in closely.findings([card], [closely.look(card)])]


def place_for(library: Library, name: str) -> tuple[Path, str]:
    """The file that new cards of a deck go into, and the deck's title; a file may be named as well. Raises UsageError."""
    deck = next((deck for deck in library.decks if deck.name == name), None)
    if deck is None and name.lower().endswith(SUFFIXES):
        path = expanded(name, "the deck").absolute()
        return path, path.stem
    if deck is not None:
        return (library.own_file(deck) if deck.bundled else deck.path), deck.title
    if not NAME.fullmatch(name):
        raise LibraryError(f"{name[:40]!r} is no name for a deck; write letters, digits and hyphens")
    if not library.has_all:
        library.deck(name)
    title = name.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return library.home / DECKS_FOLDER / f"{name}.yaml", f"{title[:1].upper()}{title[1:]}"
