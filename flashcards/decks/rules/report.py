"""What a script can check of good cards, over loaded decks: `flashcards check --strict`."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from flashcards import kinds
from flashcards.cards import LEVELS, Card, Deck, Place, Problem
from flashcards.decks.places import place_of
from flashcards.decks.rules import card as cardrules
from flashcards.decks.rules import deck as deckrules
from flashcards.decks.rules.deck import families, subtopics
from flashcards.kinds.fields import DEFAULTS
from flashcards.records import dataclass
from flashcards.text import cell_width, padded

READING = "reading"
"""The rule of all problems that keep a card from being read; nothing switches it off."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says; a note is worth knowing but may be right."""

    rule: str
    problem: Problem
    note: bool = False
    places: tuple[Place, ...] = ()
    """The cards that it is about, where those are several."""

    @property
    def severity(self) -> str:
        return "note" if self.note else "error"


def ruled(card: Card, without: Collection[str] = ()) -> str:
    """What the rules for one card, some left out, say of it, as JSON to be kept until its texts or fields change."""
    rules = {**cardrules.RULES, **kinds.BY_NAME[card.kind].rules}
    return json.dumps([(name, *said) for name, rule in rules.items() if name not in without for said in rule(card)])


Ruled: TypeAlias = Callable[[Sequence[Card]], Iterable[str]]


def inspect(
    decks: Sequence[Deck], without: Collection[str] = (), others: Sequence[Deck] = (), kept: Ruled | None = None
) -> list[Finding]:
    """What all rules, some left out, say of these decks, in the order of decks and lines; `others` are known as well.

    `kept` gives what `ruled` makes of cards where some of it is kept.
    """
    found = _inspect(decks, without, kept or (lambda cards: [ruled(card, without) for card in cards]))
    return _in_order(decks, [*found, *_among(decks, others, without, deckrules.SHELF_RULES)])


def linked(decks: Sequence[Deck], others: Sequence[Deck] = ()) -> list[Finding]:
    """What plain `check` says of the cards and decks that these decks name; `others` are known as well."""
    return _in_order(decks, [*_among(decks, others, (), deckrules.LINKS)])


def _in_order(decks: Sequence[Deck], found: Sequence[Finding]) -> list[Finding]:
    position = {path: at for at, deck in enumerate(decks) for path in (deck.path, deck.own)}
    mine = [f for f in found if f.problem.path in position]
    return sorted(mine, key=lambda f: (position[f.problem.path], f.problem.line, f.problem.column))


def _inspect(decks: Sequence[Deck], without: Collection[str], of_cards: Ruled) -> Iterator[Finding]:
    for deck in decks:
        cards = families(deck)
        yield from _of_cards(deck, cards, [*map(json.loads, of_cards(cards))], without)
        if deck.problems:
            continue  # what is missing may be on a card that could not be read
        for name, deck_rule in deckrules.DECK_RULES.items():
            if name not in without:
                yield from (_finding(name, remark) for remark in deck_rule(deck, cards))
        yield from (_finding(name, remark) for name, remark in deckrules.of_kinds(deck, cards) if name not in without)


def _of_cards(
    deck: Deck, cards: Sequence[Card], said: Sequence[list[list[str]]], without: Collection[str]
) -> Iterator[Finding]:
    """What is said of each card of a deck; of a field that most of its cards lack it is said once."""
    lacking: dict[tuple[str, ...], list[Card]] = {}
    for card, remarks in zip(cards, said, strict=True):
        if card.nameless and "id" not in without:
            remarks.insert(0, ["id", "id", *WITHOUT_ID])
        for remark in remarks:
            if remark[2].startswith("missing"):
                lacking.setdefault(tuple(remark), []).append(card)
    common = {remark for remark, those in lacking.items() if len(those) >= max(FEWEST_CARDS, len(cards) // 2 + 1)}
    for what, those in lacking.items():
        if what in common:
            yield _of_many(deck, cards, those, *what)
    for card, remarks in zip(cards, said, strict=True):
        yield from (Finding(name, at_field(card, *rest)) for name, *rest in remarks if (name, *rest) not in common)


def _of_many(deck: Deck, cards: Sequence[Card], those: Sequence[Card], *remark: str) -> Finding:
    """What most cards of a deck lack, at its head, with the first of those cards."""
    rule, field, message, fix = remark
    places = tuple(card.place for card in those)
    message += " on" if message == "missing" else ":"
    if len(those) == len(cards):
        message += f" all {len(cards)} cards"
    else:
        first = ", ".join(str(place.line) for place in places[:FIRST]) + (" …" if places[FIRST:] else "")
        message += f" {len(those)} of {len(cards)} cards, first at lines {first}"
    if field in DEFAULTS:
        fix += ", or once for all of them in the head of the deck"
    head = place_of(Place(deck.own or deck.path), ("title",))
    return Finding(rule, _problem(head, field, message, fix), places=places)


WITHOUT_ID = ("missing", "`flashcards check --fix` writes one")
FEWEST_CARDS = 3
"""From so many cards on, what most of them lack is said once."""
FIRST = 3
"""So many of those cards are named by their lines."""


def _among(
    decks: Sequence[Deck], others: Sequence[Deck], without: Collection[str], rules: Mapping[str, deckrules.ShelfRule]
) -> Iterator[Finding]:
    shelf = deckrules.shelf([*decks, *others])
    for name, rule in rules.items():
        if name not in without:
            yield from (_finding(name, remark) for remark in rule(shelf))


def _finding(rule: str, remark: deckrules.Remark) -> Finding:
    place = place_of(remark.place, (remark.field,))
    return Finding(rule, _problem(place, remark.field, remark.message, remark.fix), remark.note)


def at_field(card: Card, field: str, message: str, fix: str) -> Problem:
    """What is wrong with a field of a card, at the field's own place."""
    return _problem(place_of(card.place, tuple(field.split("."))), field, message, fix)


def _problem(place: Place, field: str, message: str, fix: str = "") -> Problem:
    return Problem(place.path, place.line, place.column, field, message, fix)


def findings(decks: Sequence[Deck], without: Collection[str] = ()) -> list[Problem]:
    """What is wrong by the rules."""
    return [found.problem for found in inspect(decks, without) if not found.note]


def notes(decks: Sequence[Deck]) -> list[Problem]:
    """What cannot be told from these decks alone."""
    return [found.problem for found in inspect(decks) if found.note]


def known_rules() -> set[str]:
    """The names of all rules for good cards and decks."""
    of_kinds = {name for kind in kinds.KINDS for name in (*kind.rules, *kind.deck_rules)}
    return {"id", *cardrules.RULES, *of_kinds, *deckrules.DECK_RULES, *deckrules.SHELF_RULES}


def table(deck: Deck) -> list[tuple[str | int, ...]]:
    """Cards by subtopic, kind and level: a heading, a row for each subtopic, and the sums."""
    cards = families(deck)
    names = [kind.name for kind in kinds.KINDS if any(card.kind == kind.name for card in cards)]

    def row(name: str, chosen: Sequence[Card]) -> tuple[str | int, ...]:
        of_kind = Counter(card.kind for card in chosen)
        of_level = Counter(card.notes.level for card in chosen)
        return (name, *(of_kind[n] for n in names), *(of_level[n] for n in LEVELS), len(chosen))

    return [
        (deck.name, *names, *LEVELS, "cards"),
        *(row(name, chosen) for name, chosen in subtopics(cards).items()),
        row("all", cards),
    ]


def aligned(rows: Sequence[Sequence[str | int]]) -> list[str]:
    """A table as lines: names to the left, numbers to the right, a dot for none."""
    cells = [[str(cell or "·") for cell in row] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    return ["  ".join([padded(row[0], widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in cells]


def table_json(rows: Sequence[Sequence[str | int]]) -> dict[str, object]:
    """A table as plain data: the deck, and each subtopic with its counts."""
    (deck, *names), *others = rows
    return {"deck": deck, "subtopics": {row[0]: dict(zip(names, row[1:], strict=True)) for row in others}}
