"""Shipped cards that break a rule which came after them, by rule; each goes from here when its deck is mended."""

SHOWN: dict[str, set[str]] = {}
"""What `flashcards.decks.rules.rendering` notes about shipped cards."""
