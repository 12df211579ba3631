"""`check`: problems, the rules for good cards, and ids for cards that have none."""

import argparse
import sys
from pathlib import Path

from flashcards.cards import Problem
from flashcards.commands.context import Context
from flashcards.decks import ids as naming
from flashcards.decks.rules import rendering
from flashcards.decks.rules import report as lint
from flashcards.library import Library
from flashcards.words import counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("path", nargs="*", type=Path, help="deck files or folders (default: all that are loaded)")
    made.add_argument("--strict", action="store_true", help="hold the cards to the rules for good cards as well")
    made.add_argument("--fix", action="store_true", help="first write an id into every card that has none")


def run(context: Context) -> int:
    arguments, library = context.arguments, context.library
    if arguments.path:
        library = Library(library.home, arguments.path)
    problems: list[Problem] = []
    if arguments.fix:
        written, problems = naming.fix(library.decks, [card.family for card in context.library.cards.values()])
        for path, count in written.items():
            print(f"{path}: {counted(count, 'id')} written", file=sys.stderr)
        library.reload()
    problems += [*library.settings_problems, *library.problems, *lint.examined(library.decks)]
    unlike, notes = rendering.unlike_written(library.decks)
    findings = lint.inspect(library.decks) if arguments.strict else []
    problems += [*unlike, *(found.problem for found in findings if not found.note)]
    notes += [found.problem for found in findings if found.note]
    tables = [lint.table(deck) for deck in library.decks if arguments.strict]
    if arguments.json:
        listed = lint.as_json(problems)
        whole = {"problems": listed, "notes": lint.as_json(notes), "decks": list(map(lint.table_json, tables))}
        context.print_json(whole if arguments.strict else listed)
    else:
        context.print(*map(str, problems), *(f"{note} (a note)" for note in notes))
        for table in tables:
            context.print("", *lint.aligned(table), "")
        sound = sum(len({card.family for card in deck.cards}) for deck in library.decks)
        counts = ((len(library.decks), "deck"), (sound, "sound card"), (len(problems), "problem"))
        context.print(", ".join(counted(*count) for count in counts))
    return 1 if problems else 0
