"""`find`: cards by the search language."""

import argparse

from flashcards.commands.context import Context
from flashcards.commands.usage import Parser
from flashcards.text import cell_width, padded, terminal_columns
from flashcards.words import counted

WIDE = 100
"""A terminal of so many columns has room for the deck's name."""
LONGEST_ID = 40
TERM = 20
"""Columns for a term of the search language in its help."""


def arguments(made: Parser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("words", nargs="+", metavar="query", help='e.g. "deck:metrics is:leech -harmonic"')
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.last_words = lambda: "\n".join(language(terminal_columns()))


def run(context: Context) -> int:
    found = context.library.find(" ".join(context.arguments.words), context.moment())
    if context.arguments.json:
        context.print_json(
            [
                {
                    "card": f.card.id,
                    "deck": f.card.deck,
                    "kind": f.card.kind,
                    "question": f.card.question_text,
                    "tags": list(f.card.tags),
                    "level": f.card.level,
                    "state": f.state.phase_name,
                    "due_day": f.state.memory.due_day.isoformat() if f.state.memory else None,
                    "lapses": f.state.lapses,
                    "suspended": f.state.suspended,
                    "flag": f.state.flag,
                }
                for f in found
            ]
        )
    else:
        width = terminal_columns(0)
        name = max((cell_width(f.card.id) for f in found), default=0)
        deck = max((cell_width(f.card.deck) for f in found), default=0) if not 0 < width < WIDE else 0
        for f, title in zip(found, context.library.titles(f.card for f in found), strict=True):
            head = f"{f.card.id:{min(name, LONGEST_ID)}}  " + (f"{f.card.deck:{deck}}  " if deck else "")
            line = head + title
            context.print(padded(line, width).rstrip() if width else line)
        context.print(counted(len(found), "card"))
    return 0


def language(width: int) -> list[str]:
    """The search language as lines of help."""
    import textwrap

    from flashcards.query import LANGUAGE

    lines = ["terms of a query:"]
    for term, meaning in LANGUAGE:
        first, *more = textwrap.wrap(meaning, max(20, width - TERM - 2))
        lines += [f"  {term:{TERM}}{first}", *(" " * (TERM + 2) + line for line in more)]
    return lines
