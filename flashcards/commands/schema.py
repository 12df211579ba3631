"""`schema`: the JSON Schema of decks, by which editors complete and explain their fields."""

import argparse
from importlib.resources import files

from flashcards.commands.context import Context


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--path", action="store_true", help="print where the file is instead")


def run(context: Context) -> int:
    schema = files("flashcards") / "deck.schema.json"
    context.print(str(schema) if context.arguments.path else schema.read_text(encoding="utf-8").rstrip())
    return 0
