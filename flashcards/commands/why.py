"""`why`: why a card is due when it is."""

import argparse

from flashcards.commands.context import Context


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("card", help="a card's id, or the beginning of one")


def run(context: Context) -> int:
    from flashcards.why import why

    card = context.library.card(context.arguments.card)
    explained = why(context.library, card, context.moment())
    if context.arguments.json:
        context.print_json(explained.to_json())
    else:
        context.tell(card.id, *explained.sentences())
    return 0
