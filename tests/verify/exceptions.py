"""Shipped cards that break a rule which came after them, by rule; each goes from here when its deck is mended."""

SHOWN: dict[str, set[str]] = {}
"""What `flashcards.decks.rules.closely` notes about shipped cards."""
DEFEATED: set[str] = set()
"""Draws in which a mistake is right, two mistakes are the same, or the answer is 0 or 1, too often."""
