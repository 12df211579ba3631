"""The rules for a good deck, and for decks among each other, that a script can check."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from flashcards.cards import Card, Deck, Place
from flashcards.decks.file import ID_PATTERN
from flashcards.decks.places import line_of
from flashcards.decks.rules.card import texts
from flashcards.decks.rules.near_duplicates import twins
from flashcards.kinds import BY_NAME, KINDS
from flashcards.kinds.kind import FEWEST_CARDS
from flashcards.markup.prose import formulas, has_code
from flashcards.records import dataclass
from flashcards.schedule.states import family
from flashcards.words import as_list, did_you_mean

FEWEST_EXAMPLES = 0.6


@dataclass(frozen=True, slots=True)
class Shelf:
    """Loaded decks side by side."""

    decks: Sequence[Deck]
    cards: Mapping[str, Sequence[Card]]
    """The families of each deck, by its name."""
    known: Mapping[str, Card]
    """Every family by its name."""

    def has(self, name: str) -> bool:
        """Whether a deck or a card has this name, also a card that cannot be read."""
        card = family(name)
        return card in self.known or name in self.cards or any(line_of(d.path, card) for d in self.decks if d.problems)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says of a place; a note is worth knowing but may be right."""

    place: Place
    field: str
    message: str
    fix: str
    note: bool = False


def families(deck: Deck) -> list[Card]:
    """The cards as they stand in the file: the first of each card's siblings."""
    return list({card.family: card for card in reversed(deck.cards)}.values())[::-1]


def shelf(decks: Sequence[Deck]) -> Shelf:
    """The decks, ready to be compared."""
    cards = {deck.name: families(deck) for deck in decks}
    return Shelf(decks, cards, {card.family: card for chosen in cards.values() for card in chosen})


def names_others(deck: Deck) -> bool:
    """Whether a deck or one of its cards names any: of one that does not, no other deck changes what `LINKS` say."""
    named = (card.needs or card.aliases or card.notes.confused_with for card in deck.cards)
    return bool(deck.needs or deck.needs_of) or any(named)


def subtopics(cards: Sequence[Card]) -> dict[str, list[Card]]:
    """The cards by their first tag."""
    found: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        found[card.notes.tags[0] if card.notes.tags else "(no tag)"].append(card)
    return found


# -- one deck ------------------------------------------------------------------------------------------------------


def _has_varied_subtopics(_: Deck, cards: Sequence[Card]) -> Iterator[Remark]:
    for name, chosen in subtopics([card for card in cards if card.notes.tags]).items():
        place = chosen[0].place
        if len({card.kind for card in chosen}) == 1:
            yield Remark(place, "tags", f"all cards of `{name}` are of one kind", "add one of another kind")
        if not any("why" in card.notes.tags for card in chosen):
            fix = "add a card that asks why, or when it fails, with the tag `why`"
            yield Remark(place, "tags", f"no card of `{name}` asks why", fix)


def _has_examples(deck: Deck, cards: Sequence[Card]) -> Iterator[Remark]:
    concrete = sum(_is_concrete(card) for card in cards)
    if len(cards) >= FEWEST_CARDS and concrete < FEWEST_EXAMPLES * len(cards):
        message = f"{concrete} of {len(cards)} cards have an example, fewer than {FEWEST_EXAMPLES:.0%}"
        yield Remark(Place(deck.path), "cards", message, "add numbers, shapes, code or a case")


def _is_concrete(card: Card) -> bool:
    """Whether a card has an example in it: a number, a formula or code."""
    return BY_NAME[card.kind].is_concrete or any(
        formulas(text) or has_code(text) or any(map(str.isdigit, text)) for _, text in texts(card)
    )


# -- all decks -----------------------------------------------------------------------------------------------------


def _says_it_once(shelf: Shelf) -> Iterator[Remark]:
    cards = [card for chosen in shelf.cards.values() for card in chosen]
    for first, second, alike in twins([BY_NAME[card.kind].whole(card) for card in cards]):
        message = f"{alike:.0%} the same as `{cards[first].family}` at {cards[first].place}"
        yield Remark(cards[second].place, "question", message, "remove one, or ask something else")


def _needs_what_is_there(shelf: Shelf) -> Iterator[Remark]:  # noqa: C901
    for deck in shelf.decks:
        for name in deck.needs:
            if name not in shelf.cards:
                titled = next((d.name for d in shelf.decks if d.title.casefold() == name.casefold()), "")
                bare = name.removesuffix(".yaml").removesuffix(".yml")
                fix = f"write `{bare}`, without its ending" if bare != name else did_you_mean(name, shelf.cards)
                fix = as_list(name) or fix or "name a deck by its file, or load it as well"
                fix = f"write the name of its file: `{titled}`" if titled else fix
                yield Remark(Place(deck.path), "needs", f"the deck `{name}` is not among these", fix, note=True)
        there = subtopics(shelf.cards[deck.name])
        for subtopic, names in deck.needs_of.items():
            if subtopic not in there and not deck.problems:
                fix = did_you_mean(subtopic, there) or "name a subtopic: the first tag of a card"
                yield Remark(Place(deck.path), "needs_of", f"no card has the first tag `{subtopic}`", fix)
            for name in names:
                if not shelf.has(name):
                    yield from _unknown(shelf, deck, Place(deck.path), "needs_of", name)
        for card in shelf.cards[deck.name]:
            for name in card.notes.needs:
                if not shelf.has(name):
                    yield from _unknown(shelf, deck, card.place, "needs", name)


def _confuses_what_is_there(shelf: Shelf) -> Iterator[Remark]:
    for deck in shelf.decks:
        for card in shelf.cards[deck.name]:
            for name in card.notes.confused_with:
                if family(name) == card.family:
                    yield Remark(card.place, "confused_with", "it is the card itself", "take it away")
                elif family(name) not in shelf.known and not shelf.has(name):
                    yield from _unknown(shelf, deck, card.place, "confused_with", name)


def _is_confused_mutually(shelf: Shelf) -> Iterator[Remark]:
    for cards in shelf.cards.values():
        for card in cards:
            for name in card.notes.confused_with:
                other = shelf.known.get(family(name))
                if other not in (None, card) and card.family not in map(family, other.notes.confused_with):
                    message = f"`{name}` at {other.place} does not say so of this card"
                    yield Remark(card.place, "confused_with", message, f"add `{card.family}` to its `confused_with:`")


def _may_be_an_id(name: str) -> bool:
    """Whether a card can have had this name; one without an id has its first fingerprint."""
    return ID_PATTERN.fullmatch(name) is not None or name.startswith("~")


def _has_its_aliases_alone(shelf: Shelf) -> Iterator[Remark]:
    taken: dict[str, Card] = {}
    for deck in shelf.decks:
        for name in deck.retired:
            if not _may_be_an_id(name):
                listed = ", ".join(part.strip() for part in name.split(","))
                fix = f"several are a list: `[{listed}]`" if "," in name else "write it as it stood behind `id:`"
                said = f"`{name[:40]}` is no id that a card can have had"
                yield Remark(Place(deck.own or deck.path), "retired", said, fix)
    for cards in shelf.cards.values():
        for card in cards:
            for name in dict.fromkeys(card.aliases):
                if not _may_be_an_id(name):
                    said = f"`{name[:40]}` is no id that a card can have had"
                    yield Remark(card.place, "aliases", said, "write it as it stood behind `id:`")
                    continue
                if other := shelf.known.get(name):
                    said = f"`{name}` is the id of another card, at {other.place}"
                    said = "it is the card's own id" if other is card else said
                elif other := taken.get(name):
                    said = f"`{name}` is an alias of another card as well, at {other.place}"
                else:
                    taken[name] = card
                    continue
                yield Remark(card.place, "aliases", said, "take it away: an alias is an id that no card has any more")


def _unknown(shelf: Shelf, deck: Deck, place: Place, field: str, name: str) -> Iterator[Remark]:
    """A name that no loaded card has: it may be in a deck that is needed and not loaded, or that of a broken card.

    That a person leaves out a shipped card which another shipped one names is no fault.
    """
    if deck.bundled and place.path == deck.path and any(family(name) in d.retired for d in shelf.decks if d.own):
        return
    fix = did_you_mean(name, shelf.known) or "write the id of a card"
    if ", " in name:
        fix = f"several are a list: `[{name}]`"
    may_be_elsewhere = any(needed not in shelf.cards for needed in deck.needs) or any(d.problems for d in shelf.decks)
    yield Remark(place, field, f"there is no card `{name}`", fix, note=may_be_elsewhere)


def _needs_no_circle(shelf: Shelf) -> Iterator[Remark]:
    decks = {deck.name: (Place(deck.path), deck.needs) for deck in shelf.decks}
    cards = {card.family: (card.place, deck.needs_for(card)) for deck in shelf.decks for card in shelf.cards[deck.name]}
    for nodes in (decks, cards):
        needs = {name: set(map(family, needed)) & nodes.keys() for name, (_, needed) in nodes.items() if needed}
        for circle in _circles(needs):
            message = f"a circle: {' needs '.join(f'`{name}`' for name in (*circle, circle[0]))}"
            yield Remark(nodes[circle[0]][0], "needs", message, "take one of these away")


def _circles(needs: dict[str, set[str]]) -> Iterator[list[str]]:
    """Each circle once, from its first name on; it is cut where it closes, so that the search comes to an end."""
    order = list(needs)
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as err:
            circle: list[str] = err.args[1][:0:-1]
            first = circle.index(min(circle, key=order.index))
            circle = [*circle[first:], *circle[:first]]
            needs[circle[-1]].discard(circle[0])
            yield circle
        else:
            return


def of_kinds(deck: Deck, cards: Sequence[Card]) -> Iterator[tuple[str, Remark]]:
    """What the kinds' own rules say of their cards in a deck, with the rule's name."""
    for kind in KINDS:
        own = [card for card in cards if card.kind == kind.name]
        for name, rule in kind.deck_rules.items():
            yield from ((name, Remark(Place(deck.path), *said)) for said in rule(own, len(cards)))


DECK_RULES: Mapping[str, Callable[[Deck, Sequence[Card]], Iterator[Remark]]] = {
    "subtopics": _has_varied_subtopics,
    "examples": _has_examples,
}
ShelfRule: TypeAlias = Callable[[Shelf], Iterator[Remark]]
LINKS: Mapping[str, ShelfRule] = {
    "needs": _needs_what_is_there,
    "confused_with": _confuses_what_is_there,
    "circles": _needs_no_circle,
    "aliases": _has_its_aliases_alone,
}
"""Rules for the cards and decks that are named; plain `check` holds decks to them as well."""
SHELF_RULES: Mapping[str, ShelfRule] = {"twins": _says_it_once, "mutual": _is_confused_mutually, **LINKS}
