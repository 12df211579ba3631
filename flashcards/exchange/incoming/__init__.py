"""The way in: readers of other programs' files, and the decks that are written of what they read."""
