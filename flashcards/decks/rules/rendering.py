"""What of sound cards is not shown as it was written; plain `check` tells of it."""

from collections.abc import Iterator, Sequence

from flashcards.cards import Card, Deck, Problem
from flashcards.decks.rules import sense
from flashcards.decks.rules.card import texts
from flashcards.decks.rules.deck import families
from flashcards.decks.rules.report import Finding, at_field
from flashcards.kinds import BY_NAME
from flashcards.markup.remarks import Remark, remarks, wide_code

NOTED = frozenset(("doubtful", "wide", *sense.NOTED))
"""Rules whose findings may be meant so; they are notes."""


def shown_otherwise(decks: Sequence[Deck]) -> list[Finding]:
    """What is said of all cards of these decks."""
    return [
        Finding(remark.rule, at_field(card, field, remark.message, remark.fix), remark.rule in NOTED)
        for deck in decks
        for card in families(deck)
        for field, remark in dict.fromkeys(_remarks(card))
    ]


def unlike_written(decks: Sequence[Deck]) -> tuple[list[Problem], list[Problem]]:
    """Problems and notes of all cards of these decks."""
    found = shown_otherwise(decks)
    return [f.problem for f in found if not f.note], [f.problem for f in found if f.note]


def _remarks(card: Card) -> Iterator[tuple[str, Remark]]:
    yield from sense.doubts(card)
    for field, text in texts(card):
        yield from ((field, remark) for remark in remarks(text))
    kind = BY_NAME[card.kind]
    for field, message, fix in kind.notes(card.body):
        yield field, Remark("doubtful", message, fix)
    for field, source, language in kind.code(card.body):
        yield from ((field, remark) for remark in wide_code(source, language))
