"""What plain `check` says of sound cards: draws that fail, and what is not shown, or can hardly be meant, as written."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flashcards import kinds
from flashcards.cards import Card, Deck, Problem
from flashcards.decks.places import place_of
from flashcards.decks.rules import card as cardrules
from flashcards.decks.rules import sense
from flashcards.decks.rules.card import texts
from flashcards.decks.rules.deck import families
from flashcards.decks.rules.report import Finding
from flashcards.kinds import BY_NAME
from flashcards.markup.remarks import RULES as WRITTEN
from flashcards.markup.remarks import Remark, remarks, wide_code

TRIAL, PICTURE = "trial", "picture"
RULES = frozenset((TRIAL, PICTURE, "doubtful", *sense.NOTED, *WRITTEN))
NOTED = frozenset(("doubtful", "wide", *sense.NOTED))
"""Rules whose findings may be meant so; they are notes."""


def look(card: Card) -> str:
    """What is wrong with one card, told from nothing but its texts and fields, as JSON to be kept until it changes.

    Of pictures only their names: whether they are there is seen when the findings are told.
    """
    shown = [*texts(card)]
    rows = [(TRIAL, path, message, fix) for path, message, fix in kinds.examine(card)]
    rows += [(r.rule, (*field.split("."),), r.message, r.fix) for field, r in dict.fromkeys(_remarks(card, shown))]
    rows += [(PICTURE, (*field.split("."),), name, "") for field, name in dict.fromkeys(sense.pictures(shown))]
    return json.dumps(rows, ensure_ascii=False)


def findings(cards: Iterable[Card], looked: Iterable[str]) -> Iterator[Finding]:
    """What `look` found on cards, each at its place in the file as it is now."""
    for card, rows in zip(cards, looked, strict=True):
        for rule, path, message, fix in json.loads(rows) if rows != "[]" else ():
            if rule == PICTURE:
                if Path(message).is_absolute():
                    missing = "stands outside the folder of the deck"
                elif (card.place.path.parent / message).is_file():
                    continue
                else:
                    missing = "is not there"
                message, fix = f"the picture `{message}` {missing}", "put it beside the deck's file"  # noqa: PLW2901
            place = place_of(card.place, tuple(path))
            field = ".".join(part for part in path if isinstance(part, str))
            problem = Problem(place.path, place.line, place.column, field, message, fix)
            yield Finding(rule, problem, rule in NOTED)


def examined(decks: Sequence[Deck]) -> list[Finding]:
    """What is said of all cards of these decks."""
    cards = [card for deck in decks for card in families(deck)]
    return [*findings(cards, map(look, cards))]


def worded(cards: Iterable[Card]) -> list[Finding]:
    """What is said of nothing but the texts of cards, whose other fields have problems."""
    found: list[Finding] = []
    for card in cards:
        shown = [*texts(card)]
        rows = [(r.rule, (*field.split("."),), r.message, r.fix) for field, text in shown for r in remarks(text)]
        rows += [(PICTURE, (*field.split("."),), name, "") for field, name in sense.pictures(shown)]
        rules = {**cardrules.RULES, **BY_NAME[card.kind].rules}
        for name in sorted(cardrules.ALWAYS & rules.keys()) if card.body else ():
            remarked = [said for said in rules[name](card) if name == "names" or said[0] == "question"]
            rows += [(name, (*field.split("."),), message, fix) for field, message, fix in remarked]
        found += findings([card], [json.dumps([*dict.fromkeys(rows)])])
    return found


def _remarks(card: Card, shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Remark]]:
    kind = BY_NAME[card.kind]
    for name, rule in {**cardrules.RULES, **kind.rules}.items():
        if name in cardrules.ALWAYS:
            yield from ((field, Remark(name, message, fix)) for field, message, fix in rule(card))
    yield from sense.doubts(card, shown)
    for field, text in shown:
        yield from ((field, remark) for remark in remarks(text))
    for field, message, fix in kind.notes(card.body):
        yield field, Remark("doubtful", message, fix)
    for field, source, language in kind.code(card.body):
        yield from ((field, remark) for remark in wide_code(source, language))
