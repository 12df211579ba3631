"""Mochi's archives: decks within decks, cards of two sides or more with a rule between them, holes, and attachments."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flashcards.exchange.incoming import media
from flashcards.exchange.incoming.archive import LARGEST_MEDIA, Archive
from flashcards.exchange.incoming.brought import (
    LATEST_MS,
    Brought,
    ForeignError,
    Left,
    Review,
    Source,
    Standing,
    mappings,
)
from flashcards.exchange.incoming.edn import NotationError, Transit, edn
from flashcards.exchange.incoming.holes import as_here
from flashcards.exchange.incoming.texts import decoded, tidy
from flashcards.words import counted

LARGEST = 200_000_000
DEEPEST = 50
_RULE = re.compile(r"^\s*---+\s*$", re.MULTILINE)
_HOLE = re.compile(r"\{\{(?:(\d+)::)?(?!c\d+::)([^{}\n]+)\}\}")
_MEDIA = re.compile(r"@media/([^)\s]+)")


def read(path: Path, *, history: bool = False) -> Source:
    """The cards of an archive. Raises ForeignError."""
    archive = Archive(path)
    try:
        data = _document(archive)
    except BaseException:
        archive.close()
        raise
    source = Source("Mochi", "mochi", path.stem, close=archive.close)
    decks = {str(deck.get("id")): deck for deck in mappings(data.get("decks"))}
    pictures = {name.rpartition("/")[2]: name for name in archive.names}

    missing: set[str] = set()

    def place(found: "re.Match[str]") -> str:
        name = found[1]
        if name not in pictures:
            missing.add(name)
            return f"@media/{name}"
        bare = media.safe_name(name)
        source.media.setdefault(bare, partial(archive.opened, pictures[name], LARGEST_MEDIA))
        return f"{media.FOLDER}/{bare}"

    def shown(text: str) -> str:
        return tidy(_MEDIA.sub(place, text))

    cards = [(deck, card) for deck in decks.values() for card in mappings(deck.get("cards"))]
    cards += [(decks.get(str(card.get("deck-id")), {}), card) for card in mappings(data.get("cards"))]
    dated = 0
    for at, (deck, card) in enumerate(cards, 1):
        made = _card(card, f"card {card.get('id', at)}", shown)
        if isinstance(made, Left):
            source.left.append(made)
            continue
        made.deck = tuple(_path(deck, decks))
        reviews = tuple(_reviews(card)) if history else ()
        dated += bool(card.get("reviews"))
        parts = re.findall(r"\{\{c(\d+)::", str(made.fields.get("cloze", ""))) or [""]
        made.standing = {part: Standing(reviews, bool(card.get("archived?"))) for part in dict.fromkeys(parts)}
        source.cards.append(made)
    source.left += [Left(f"media {name}", "the archive does not hold it") for name in sorted(missing)]
    if dated:
        source.dated = [f"{counted(dated, 'card')} with answers"]
    return source


def _document(archive: Archive) -> dict[str, Any]:
    """What the archive says, whichever of its two notations it is in."""
    path = archive.path
    try:
        if "data.json" in archive.names:
            found = Transit().value(json.loads(decoded(archive.bytes("data.json", LARGEST))[0]))
        elif "data.edn" in archive.names:
            found = edn(decoded(archive.bytes("data.edn", LARGEST))[0])
        else:
            raise ForeignError(f"{path} holds neither data.json nor data.edn; it is no archive of Mochi's")
    except (NotationError, ValueError, RecursionError, TypeError) as err:
        raise ForeignError(f"{path}: its data are damaged ({err}); export it again") from err
    if not isinstance(found, dict):
        raise ForeignError(f"{path}: its data are no mapping; export it again")
    return found


def _path(deck: Mapping[str, Any], decks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The names of a deck and of those that it lies in, the outermost first."""
    names: list[str] = []
    while deck and len(names) < DEEPEST:
        names.insert(0, str(deck.get("name") or "deck"))
        deck = decks.get(str(deck.get("parent-id")), {})
    return names


def _card(card: Mapping[str, Any], place: str, shown: Callable[[str], str]) -> Brought | Left:
    content = card.get("content")
    fields = card.get("fields")
    if isinstance(fields, Mapping) and not (isinstance(content, str) and content.strip()):
        values = [str(one.get("value", "")) if isinstance(one, Mapping) else str(one) for one in fields.values()]
        content = "\n---\n".join(filter(None, values))
    text = shown(content) if isinstance(content, str) else ""
    tags = [str(tag).lstrip("#") for tag in card.get("tags") or [] if isinstance(tag, str)]
    own = isinstance(card.get("id"), str)
    first, *others = (part.strip() for part in _RULE.split(text))
    made: dict[str, Any]
    if _HOLE.search(first):
        holes = iter(range(1, 100))
        numbered = _HOLE.sub(lambda found: f"{{{{c{found[1] or next(holes)}::{found[2]}}}}}", first)
        made = {"cloze": as_here(numbered)[0]}
        if others:
            made["why"] = "\n\n".join(others)
    elif first and others and others[0]:
        made = {"question": first, "answer": others[0]}
        if others[1:]:
            made["why"] = "\n\n".join(others[1:])
    else:
        return Left(place, "there is no answer" if first else "there is no question", text)
    if tags:
        made["tags"] = tags
    return Brought(str(card["id"]) if own else first, place, made, own_key=own)


def _reviews(card: Mapping[str, Any]) -> Iterator[Review]:
    """The answers that a card remembers: remembered is Good, forgotten Again."""
    for review in mappings(card.get("reviews")):
        at = review.get("date")
        if isinstance(at, Mapping):
            at = at.get("date")
        if isinstance(at, str):
            try:
                at = round(datetime.fromisoformat(at).timestamp() * 1000)
            except (ValueError, OverflowError):
                continue
        if isinstance(at, int) and 0 < at < LATEST_MS:
            yield Review(at, 3 if review.get("remembered?") else 1)
