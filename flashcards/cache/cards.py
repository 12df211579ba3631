"""Decks as the store keeps them: what every start needs of all cards, and what is read when one card is asked for."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from flashcards.cards import Card, Deck, Notes, Place, Problem
from flashcards.records import fields

Heavy: TypeAlias = Mapping[str, Any]
"""Of one card: its texts, its notes and the checked values of its fields."""
_HEAVY = frozenset({"accepted_in_deck", "body", "notes", "question_text", "answer_text"})
SHARED = -1
"""The position at which a deck keeps what its cards share."""
_COMPARED = [f.name for f in fields(Card) if f.compare]
_set = object.__setattr__  # cards are frozen; this is how their own `__init__` writes


class StoredCard(Card):
    """A card whose texts and body are read when they are first asked for."""

    __slots__ = ("_print", "_read", "aliases", "content", "level", "needs", "position", "tags")

    def __getattr__(self, name: str) -> Any:
        """Called for what has not been set yet."""
        if name not in _HEAVY:
            raise AttributeError(name)
        heavy = self._read(self.position)
        if name == "body":
            from flashcards.kinds import body_of

            _set(self, "body", body_of(self.kind, heavy["fields"]))
        elif name == "accepted_in_deck":
            _set(self, name, tuple(self._read(SHARED)["accepted"]) if heavy["typed"] else ())
        else:
            notes = {field: _frozen(value) for field, value in heavy["notes"].items()}
            _set(self, "notes", Notes(**notes))
            _set(self, "question_text", heavy["question"])
            _set(self, "answer_text", heavy["answer"])
        return getattr(self, name)

    @property
    def fingerprint(self) -> str:
        return str(self._print)

    def __eq__(self, other: object) -> bool:
        """Equal to any card with the same fields, read anew or kept."""
        if not isinstance(other, Card):
            return NotImplemented
        return self is other or all(getattr(self, f) == getattr(other, f) for f in _COMPARED)

    __hash__ = Card.__hash__


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def light(deck: Deck) -> str:
    """What every start needs of a deck and of all its cards."""
    return _json(
        [
            [deck.title, deck.description, deck.needs, dict(deck.needs_of), deck.retired, deck.rules_off],
            [deck.author, deck.licence, deck.version],
            [[p.line, p.column, p.field, p.message, p.fix] for p in deck.problems],
            [
                [
                    c.id,
                    c.family,
                    c.part,
                    c.kind,
                    c.place.line,
                    c.place.column,
                    c.tags,
                    c.needs,
                    c.level,
                    c.aliases,
                    c.fingerprint,
                ]
                for c in deck.cards
            ],
        ]
    )


def shared(deck: Deck) -> str:
    """What the cards of a deck share."""
    return _json({"accepted": next((card.accepted_in_deck for card in deck.cards if card.accepted_in_deck), ())})


def heavy(card: Card, values: Mapping[str, Any]) -> str:
    """What is read of one card when it is asked for; `values` are the checked ones of its fields that its kind read."""
    notes = {f.name: value for f in fields(Notes) if (value := getattr(card.notes, f.name))}
    return _json(
        {
            "question": card.question_text,
            "answer": card.answer_text,
            "notes": notes,
            "fields": values,
            "typed": bool(card.accepted_in_deck),
        }
    )


def heavy_from(text: str) -> Heavy:
    """What `heavy` wrote; raises ValueError or TypeError where it makes no sense."""
    return dict(json.loads(text))


def deck_from(text: str, path: Path, name: str, content: bytes, read: Callable[[int], Heavy], *, bundled: bool) -> Deck:
    """The deck of what `light` made; `read` gives the rest of the card at a position when it is asked for.

    Raises ValueError, TypeError or KeyError where it makes no sense.
    """
    (title, description, needs, needs_of, retired, rules_off), origin, problems, cards = json.loads(text)
    author, licence, version = origin
    return Deck(
        name=name,
        path=path,
        title=title,
        description=description,
        needs=tuple(needs),
        needs_of={subtopic: tuple(names) for subtopic, names in needs_of.items()},
        retired=tuple(retired),
        rules_off=tuple(rules_off),
        author=tuple(author),
        licence=licence,
        version=version,
        cards=tuple(_card(row, path, name, content, read, position) for position, row in enumerate(cards)),
        problems=tuple(Problem(path, *row) for row in problems),
        bundled=bundled,
    )


def _card(
    row: Sequence[Any], path: Path, deck: str, content: bytes, read: Callable[[int], Heavy], position: int
) -> StoredCard:
    card: StoredCard = object.__new__(StoredCard)
    card_id, family, part, kind, line, column, tags, needs, level, aliases, fingerprint = row
    _set(card, "id", card_id)
    _set(card, "family", family)
    _set(card, "part", part)
    _set(card, "deck", deck)
    _set(card, "kind", kind)
    _set(card, "place", Place(path, line, column))
    _set(card, "tags", tuple(tags))
    _set(card, "needs", tuple(needs))
    _set(card, "level", level)
    _set(card, "aliases", tuple(aliases))
    _set(card, "_print", fingerprint)
    _set(card, "_read", read)
    _set(card, "content", content)
    _set(card, "position", position)
    return card
