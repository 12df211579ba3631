"""Siblings on one day."""

from collections.abc import Collection, Mapping

from flashcards.cards import Card


class Siblings:
    """Keeps siblings apart: one of a family a day, unless it is in its learning steps."""

    def __init__(self, taken: Mapping[str, str]) -> None:
        """`taken`: family → the sibling whose day it is."""
        self._taken = dict(taken)

    @property
    def families(self) -> Collection[str]:
        """Those of which one has come, or has its day."""
        return self._taken.keys()

    def may(self, card: Card) -> bool:
        """Whether a card may come today."""
        return self._taken.get(card.family, card.id) == card.id

    def take(self, card: Card) -> bool:
        """The same; if so, no other of its family may."""
        return self._taken.setdefault(card.family, card.id) == card.id
