"""The person's settings: one commented YAML file in the home folder."""

from flashcards.settings.file import FILE_NAME, load, parse, save, shown, text_of
from flashcards.settings.keys import KEYS, THEMES, Key, Settings

__all__ = ["FILE_NAME", "KEYS", "THEMES", "Key", "Settings", "load", "parse", "save", "shown", "text_of"]
