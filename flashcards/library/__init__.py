"""Decks joined with progress: what both faces ask."""

from flashcards.library.decks import DECKS_FOLDER, LibraryError, bundled_decks
from flashcards.library.library import NOTHING_MORE, Library
from flashcards.library.record import PROGRESS_FILE
from flashcards.library.today import Ahead, Count, Overview, Today

__all__ = [
    "DECKS_FOLDER",
    "NOTHING_MORE",
    "PROGRESS_FILE",
    "Ahead",
    "Count",
    "Library",
    "LibraryError",
    "Overview",
    "Today",
    "bundled_decks",
]
