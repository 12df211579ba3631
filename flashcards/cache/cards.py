"""Decks as the store keeps them: what every start needs of all cards, and what is read when one card is asked for."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeAlias, overload

from flashcards.cards import Card, Cards, Deck, Notes, Place, Problem, Summary
from flashcards.records import fields

Heavy: TypeAlias = Mapping[str, Any]
"""Of one card: its texts, its notes and the checked values of its fields."""
_HEAVY = frozenset({"accepted_in_deck", "body", "notes", "question_text", "answer_text", "meaning"})
SHARED = -1
"""The position at which a deck keeps what its cards share."""
_COMPARED = [f.name for f in fields(Card) if f.compare]
PAGE = 8
"""So many cards are kept on one page: what is read and checked when one of them is asked for."""
AT_ONCE = 64
"""So many pages are read at once where all cards are asked for."""
Row: TypeAlias = list[Any]
"""What is needed of a card when it is made."""
Page: TypeAlias = list[Row]
_ID, _FAMILY, _PART, _KIND, _TAGS, _NEEDS, _LEVEL, _ALIASES, _PRINT = 0, 1, 2, 3, 6, 7, 8, 9, 10
_PLACE, _LENGTH = slice(4, 6), 11
"""Where the row of a card has what."""
_set = object.__setattr__  # cards are frozen; this is how their own `__init__` writes


class Source:
    """What the cards of one deck share: where they were read, and how what is kept of them is read."""

    __slots__ = ("content", "ids", "pages", "path", "read")

    def __init__(
        self,
        path: Path,
        content: bytes,
        ids: Callable[[], list[str]],
        pages: Callable[[range], list[Page]],
        read: Callable[[int], Heavy],
    ) -> None:
        """`ids`: those of all cards; `pages`: those of these numbers; `read`: the rest of a card."""
        self.path, self.content, self.ids, self.pages, self.read = path, content, ids, pages, read


class StoredCard(Card):
    """A card of which as little is made as can be before it is asked for: a start has thousands."""

    __slots__ = ("_row", "_source", "position")

    def __getattr__(self, name: str) -> Any:
        """Called for what has not been set yet."""
        if name not in _HEAVY:
            raise AttributeError(name)
        heavy = self._source.read(self.position)
        if name == "body":
            from flashcards.kinds import body_of

            _set(self, "body", body_of(self.kind, heavy["fields"]))
        elif name == "accepted_in_deck":
            _set(self, name, tuple(self._source.read(SHARED)["accepted"]) if heavy["typed"] else ())
        else:
            notes = {field: _frozen(value) for field, value in heavy["notes"].items()}
            _set(self, "notes", Notes(**notes))
            _set(self, "question_text", heavy["question"])
            _set(self, "answer_text", heavy["answer"])
            _set(self, "meaning", heavy["meaning"])
        return getattr(self, name)

    @property
    def content(self) -> bytes:
        """The content of the file that it was read from, by its name in the store."""
        return self._source.content  # type: ignore[no-any-return]

    @property
    def part(self) -> str:
        return self._row[_PART]  # type: ignore[no-any-return]

    @property
    def kind(self) -> str:
        return self._row[_KIND]  # type: ignore[no-any-return]

    @property
    def place(self) -> Place:
        return Place(self._source.path, *self._row[_PLACE])

    @property
    def tags(self) -> tuple[str, ...]:
        return self._row[_TAGS]  # type: ignore[no-any-return]

    @property
    def needs(self) -> tuple[str, ...]:
        return self._row[_NEEDS]  # type: ignore[no-any-return]

    @property
    def aliases(self) -> tuple[str, ...]:
        return self._row[_ALIASES]  # type: ignore[no-any-return]

    @property
    def level(self) -> str:
        return self._row[_LEVEL]  # type: ignore[no-any-return]

    @property
    def fingerprint(self) -> str:
        return self._row[_PRINT]  # type: ignore[no-any-return]

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


class StoredCards(Cards):
    """The cards of a deck in the store: a page is read when one of its cards is asked for, and only that one is made."""

    def __init__(self, deck: str, count: int, summary: Summary, source: Source, made: Sequence[Card] = ()) -> None:
        """`made`: all cards, where they were made already."""
        self._deck, self._count, self.summary, self._source = deck, count, summary, source
        self._made: dict[int, Card] = dict(enumerate(made))
        self._pages: dict[int, Page] = {}
        self._shared: dict[Any, Any] = {}

    @property
    def content(self) -> bytes:
        """The content of the file that they were read from, by its name in the store."""
        return self._source.content

    @property
    def ids(self) -> list[str]:  # type: ignore[override]
        return self._source.ids()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Card: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Card]: ...
    def __getitem__(self, at: int | slice) -> Card | Sequence[Card]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(self._count))]
        position = range(self._count)[at]
        card = self._made.get(position)
        if card is None:
            number = position // PAGE
            if number not in self._pages:
                (self._pages[number],) = self._source.pages(range(number, number + 1))
            card = self._make(position, self._pages[number][position % PAGE])
        return card

    def __iter__(self) -> Iterator[Card]:
        pages = (self._count + PAGE - 1) // PAGE
        for first in range(0, pages, AT_ONCE):
            positions = range(first * PAGE, min(self._count, (first + AT_ONCE) * PAGE))
            rows: Iterator[Row] = iter(())
            if not self._made.keys() >= {*positions}:
                found = self._source.pages(range(first, min(pages, first + AT_ONCE)))
                rows = (row for page in found for row in page)
            for position, row in zip_longest(positions, rows):
                yield self._made.get(position) or self._make(position, row)

    def _make(self, position: int, row: Row) -> Card:
        card = self._made[position] = _card(row, self._deck, position, self._source, self._shared)
        return card


def head(deck: Deck) -> str:
    """What every start needs of a deck."""
    summary = deck.summary
    return _json(
        [
            [deck.title, deck.description, deck.needs, dict(deck.needs_of), deck.retired, deck.rules_off],
            [deck.author, deck.licence, deck.version, deck.foreign],
            [[p.line, p.column, p.field, p.message, p.fix] for p in deck.problems],
            [len(deck.cards), summary.families, summary.kinds, summary.tags, summary.needs],
        ]
    )


def pages(deck: Deck) -> list[str]:
    """What is needed of its cards when they are made, page by page."""
    rows = [
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
    ]
    return [_json(rows[at : at + PAGE]) for at in range(0, len(rows), PAGE)]


def page_from(text: str) -> Page:
    """The rows that `pages` wrote; raises ValueError or TypeError where they make no sense."""
    rows: Page = json.loads(text)
    for row in rows:
        if len(row) != _LENGTH:
            raise ValueError(f"a card is kept in {len(row)} parts")
    return rows


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
            "meaning": card.meaning,
            "notes": notes,
            "fields": values,
            "typed": bool(card.accepted_in_deck),
        }
    )


def heavy_from(text: str) -> Heavy:
    """What `heavy` wrote; raises ValueError or TypeError where it makes no sense."""
    return dict(json.loads(text))


def deck_from(text: str, path: Path, name: str, source: Source, *, bundled: bool) -> Deck:
    """The deck of what `head` made; its cards come from the source as they are asked for.

    Raises ValueError, TypeError or KeyError where it makes no sense.
    """
    (title, description, needs, needs_of, retired, rules_off), origin, problems, of_cards = json.loads(text)
    author, licence, version, foreign = origin
    count, families, kinds, tags, card_needs = of_cards
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
        foreign=foreign,
        cards=StoredCards(name, count, Summary(families, kinds, tuple(tags), tuple(card_needs)), source),
        problems=tuple(Problem(path, *row) for row in problems),
        bundled=bundled,
    )


def _card(row: list[Any], deck: str, position: int, source: Source, shared: dict[Any, Any]) -> StoredCard:
    """A card; the kind, the level and the tags that it has with others are held once."""
    share = shared.setdefault
    row[_KIND], row[_LEVEL] = share(row[_KIND], row[_KIND]), share(row[_LEVEL], row[_LEVEL])
    for at in (_TAGS, _NEEDS, _ALIASES):
        names = tuple(row[at])
        row[at] = share(names, names)
    if row[_FAMILY] == row[_ID]:
        row[_FAMILY] = row[_ID]
    card: StoredCard = object.__new__(StoredCard)
    _set(card, "id", row[_ID])
    _set(card, "family", row[_FAMILY])
    _set(card, "deck", deck)
    _set(card, "position", position)
    _set(card, "_row", row)
    _set(card, "_source", source)
    return card
