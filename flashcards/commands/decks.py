"""`decks`: the decks with their counts."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from flashcards.commands.context import Context
from flashcards.commands.due import count_json
from flashcards.library import Count
from flashcards.text import padded, terminal_columns
from flashcards.words import counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    library = context.library
    overview = library.overview(context.moment())
    rows = []
    for deck in library.decks:
        on = deck.name in overview.decks
        yours = library.overlaid(deck.name)
        rows.append(
            {
                "deck": deck.name,
                "title": deck.title,
                "cards": deck.summary.families,
                "siblings": len(deck.cards),
                "on": on,
                "bundled": deck.bundled,
                "problems": len(deck.problems),
                "path": str(deck.path),
                "own": str(deck.own) if deck.own else None,
                "yours": [{"card": laid.card.family, "changed": laid.changed} for laid in yours],
                "unseen": overview.unseen[deck.name],
                **count_json(overview.decks[deck.name] if on else Count()),
                "kinds": deck.summary.kinds,
            }
        )
    if context.arguments.json:
        context.print_json(rows)
    else:
        width = terminal_columns(0)
        for row in rows:
            state = "" if row["on"] else "  (switched off)"
            broken = f"  {counted(row['problems'], 'problem')}" if row["problems"] else ""
            counts = f"{row['deck']:24} {row['siblings']:4} cards {row['due']:4} due {row['new']:4} new  "
            room = max(len("…"), width - len(counts) - len(broken) - len(state))
            title = padded(row["title"], room).rstrip() if width else row["title"]
            context.print(f"{counts}{title}{broken}{state}")
            if row["yours"]:
                context.print(f"{'':24}      {overlaid_words(row['yours'])}")
    return 0


def overlaid_words(yours: Sequence[Mapping[str, Any]]) -> str:
    """Which cards are the person's versions of shipped ones, and which of these changed since."""
    changed = [card["card"] for card in yours if card["changed"]]
    names = ", ".join(card["card"] for card in yours)
    said = f"yours in place of the shipped: {names}"
    return f"{said}; the shipped card has changed since: {', '.join(changed)}" if changed else said
