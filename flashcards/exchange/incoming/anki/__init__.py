"""Anki's packages, of all formats: notes and cards, media, and the log of answers."""
