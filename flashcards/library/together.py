"""What follows from decks standing together: ids that stand twice, the index of all cards, and the order of teaching."""

import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from flashcards.cache.store import Store
from flashcards.cards import Deck, Problem
from flashcards.hashes import blake2b
from flashcards.records import dataclass, replace
from flashcards.schedule.index import KEY, Index, Spot, keys_of, twice
from flashcards.schedule.shelf import Order, Shelf

FEWEST = 3
"""Of so many cards that are another deck's as well it is said once."""


@dataclass(frozen=True, slots=True)
class Together:
    """Decks that stand together."""

    decks: list[Deck]
    """With each card id once: the first keeps it."""
    problems: list[Problem]
    """The later ones, each with both places."""
    cards: Index
    shelf: Shelf
    """The decks that are switched on."""


def together(
    decks: Sequence[Deck], off: Collection[str], mark_of: Callable[[Deck], bytes | None], store: Store
) -> Together:
    """Put decks together, those that are `off` among them; what was found out once is kept as long as no deck changes."""
    marks = [(deck.name, mark_of(deck), deck.name in off) for deck in decks]
    mark = None
    if all(of is not None for _, of, _ in marks):
        mark = blake2b(repr(marks).encode(), digest_size=16).digest()
        kept = _read(store.shelf(mark), decks, off)
        if kept is not None:
            return kept
    keys = keys_of(decks)
    doubled = twice(decks, keys)
    once = _once(decks, doubled)
    if doubled:
        keys = keys_of(once)
    index = Index(once, keys)
    on = [deck for deck in once if deck.name not in off]
    order = Order.of(on, index)
    if mark is not None:
        places = [[decks.index(spot.deck), spot.position] for pair in doubled for spot in pair]
        head = json.dumps([places, order.decks, order.positions])
        store.keep_shelf(mark, head.encode() + b"\n" + keys.tobytes())
    return Together(once, _problems(doubled), index, Shelf(on, index, order))


def _read(kept: bytes | None, decks: Sequence[Deck], off: Collection[str]) -> Together | None:
    """What was kept of these decks; none where it is not of them."""
    try:
        kept = kept or b""
        end = kept.find(b"\n")
        places, names, positions = json.loads(kept[:end])
        keys = memoryview(kept)[end + 1 :].cast(KEY)
        spots = [Spot.at(decks[deck], position) for deck, position in places]
        doubled = list(zip(spots[::2], spots[1::2], strict=True))
        once = _once(decks, doubled)
        if len(keys) != sum(len(deck.cards) for deck in once):
            return None
    except (ValueError, TypeError, IndexError):
        return None
    index = Index(once, keys)
    on = [deck for deck in once if deck.name not in off]
    return Together(once, _problems(doubled), index, Shelf(on, index, Order(names, positions)))


def _once(decks: Sequence[Deck], doubled: Sequence[tuple[Spot, Spot]]) -> list[Deck]:
    """The decks without the cards whose ids others have already."""
    out = {(id(spot.deck), spot.position) for spot, _ in doubled}
    if not out:
        return [*decks]
    return [
        replace(deck, cards=tuple(card for n, card in enumerate(deck.cards) if (id(deck), n) not in out))
        if any(of == id(deck) for of, _ in out)
        else deck
        for deck in decks
    ]


def _problems(doubled: Sequence[tuple[Spot, Spot]]) -> list[Problem]:
    """One for each card, whatever its siblings; of a deck that is a copy of another one for all."""
    of_decks: dict[tuple[Path, Path], dict[Problem, None]] = {}
    copied: dict[tuple[Path, Path], tuple[Deck, Deck]] = {}
    for spot, first in doubled:
        card, place = spot.card, first.card.place
        pair = card.place.path, place.path
        copied[pair] = spot.deck, first.deck
        found = Problem.of_twice(card.place, "" if card.nameless else card.family, place)
        of_decks.setdefault(pair, {})[found] = None
    return [
        problem
        for pair, found in of_decks.items()
        for problem in (_of_a_copy(*copied[pair], len(found)) if pair[0] != pair[1] else None) or found
    ]


def _of_a_copy(deck: Deck, first: Deck, count: int) -> list[Problem]:
    """What is said of a deck most of whose cards are those of another one; nothing of one with few of them."""
    cards = len({card.family for card in deck.cards})
    if count < FEWEST or 2 * count < cards:
        return []
    of = "all its cards" if count == cards else f"{count} of its {cards:,} cards"
    said = f"{of} are also in {first.own or first.path}"
    fix = (
        f"to lay it over that deck, call it `{first.name}{deck.path.suffix}`"
        if first.bundled
        else "keep one of the files"
    )
    return [Problem(deck.path, 1, 1, "id", said, f"{fix}; else give its cards other ids")]
