"""Packages for Anki: note types, notes, their progress, and the file that holds them."""
