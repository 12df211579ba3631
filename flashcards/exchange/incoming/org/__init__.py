"""Org files: `outline` reads headings and drawers, `markup` makes Markdown of their text, `cards` finds the cards in them, `days` and `answers` how they stood."""
