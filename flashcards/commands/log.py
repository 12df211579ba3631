"""`log`: every event, oldest first, one JSON object a line."""

import argparse

from flashcards.commands.context import Context


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    for event in context.library.progress.events():
        context.print_json(event.to_json())
    return 0
