"""`formulas`: the functions that number cards may call."""

import argparse

from flashcards.commands.context import Context


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    from flashcards.formulas.functions import describe_functions

    rows = describe_functions()
    if context.arguments.json:
        context.print_json([{"name": n, "usage": usage, "what": what} for n, usage, what in rows])
    else:
        context.print(*(f"{usage}\n    {what}" for _, usage, what in rows))
    return 0
