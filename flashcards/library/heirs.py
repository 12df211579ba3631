"""Which card has what was known under a name if no text says otherwise: the one of that name, or that an alias or a link names."""

from collections.abc import Iterator
from functools import cached_property

from flashcards.cards import Card, is_alike, parts_of
from flashcards.decks.identity.evidence import Text, same_meaning
from flashcards.decks.identity.lexicon import Lexicon
from flashcards.decks.identity.match import Match
from flashcards.decks.identity.places import shelf
from flashcards.library.edits import Seen
from flashcards.schedule.states import family


class Heirs:
    """The cards that names which the log knows have in the decks."""

    def __init__(self, seen: Seen, lexicon: Lexicon) -> None:
        self._cards, self._known, self._lexicon = seen.library.cards, seen.known, lexicon
        self._lost, self._differing = seen.lost, seen.differing
        self._links, self._apart, self._taken_back = seen.links, seen.apart, seen.taken_back

    @cached_property
    def cards(self) -> dict[str, Card]:
        """By a name that the log knows: the card that has its history if nothing else is seen, of the same name or linked."""
        linked = {old: self._cards[new] for old, new in self.joined() if old not in self.aliased}
        return linked | {name: self._cards[name] for name in self._differing}

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """By a card that has histories if nothing else is seen: their names."""
        names: dict[str, list[str]] = {}
        for name, card in self.cards.items():
            names.setdefault(card.id, []).append(name)
        return names

    def stays(self, name: str, match: Match | None = None) -> bool:
        """Whether the card that has the history of a name is its card: a link says so of this text, or it says the same.

        `match`: of a text that still stands, which is that of the name or comes to the card.
        """
        card = self.cards[name]
        links = [e for e in self._links if e.card == card.id and name in (e.source, e.card)]
        if links and parts_of(links[-1].fingerprint or "")[:2] == parts_of(card.fingerprint)[:2]:
            return True
        still_stands = match is not None and match.old.name == name
        old = Text.of_card(match.card) if match and still_stands else Text.of(self._known[name])
        return same_meaning(old, Text.of_card(card), self._lexicon) is not None

    def was_put_back(self, name: str) -> bool:
        """Whether it was taken back that the history of a text left its name, for its shelf or with its text."""
        cards, mark = self._cards, self._known[name].fingerprint
        gone_to = [new for old, new in self._taken_back if old == name]
        return any(
            new == shelf(name, mark) or (new in cards and is_alike(cards[new].fingerprint, mark)) for new in gone_to
        )

    @cached_property
    def aliased(self) -> dict[str, str]:
        """By the name that a card says it had: the card."""
        return {
            f"{alias}#{card.part}" if card.part else alias: card.id
            for card in self._cards.values()
            for alias in card.aliases
        }

    def joined(self) -> Iterator[tuple[str, str]]:
        """Lost names that a link or an alias has joined with a card of the decks."""
        for name in self._lost:
            joined = self.aliased.get(name) or self._linked(name)
            if joined is None or (name, joined) in self._taken_back:
                continue
            if frozenset((name, joined)) not in self._apart:
                yield name, joined

    def _linked(self, name: str) -> str | None:
        """The card of the decks that links make one with a name, the latest link first; siblings are never one."""
        names = [name]
        for here in names:  # which grows
            for other in self._beside.get(here, ()):
                if other in self._cards:
                    return other
                if other not in names:
                    names.append(other)
        return None

    @cached_property
    def _beside(self) -> dict[str, list[str]]:
        """By name, those that links join it with, the latest first; siblings and what was told apart are never one."""
        beside: dict[str, list[str]] = {}
        for link in reversed(self._links):
            new, old = str(link.card), link.source
            if family(new) != family(old) and frozenset((new, old)) not in self._apart:
                beside.setdefault(new, []).append(old)
                beside.setdefault(old, []).append(new)
        return beside
