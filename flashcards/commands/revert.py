"""`revert`: the shipped card in the place of your own version of it."""

import argparse

from flashcards.commands.context import Context
from flashcards.library import LibraryError


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("card", nargs="+", help="a card's id, or the beginning of one")
    made.add_argument(
        "--keep", action="store_true", help="keep yours: the shipped card is as you have seen it, and no longer told of"
    )


def run(context: Context) -> int:
    from flashcards.decks import originals, places, source

    library = context.library
    for name in context.arguments.card:
        card = library.card(name)
        own = library.deck(card.deck).own
        shipped, place = library.shipped(card), card.place
        if own and place.path != own and (broken := places.of_id(own, card.family)):
            shipped, place = card, broken  # the version of the person has a fault, and the shipped one stands in for it
        if shipped is None or own is None or place.path != own:
            if (
                own
                and places.has_id(own, card.family)
                and (fault := next((p for p in library.problems if p.path == own), None))
            ):
                raise LibraryError(f"your version of {card.family} cannot be found for a fault: {fault}")
            raise LibraryError(
                f"{card.family} is no version of a shipped card; `flashcards decks` marks those that are"
            )
        if context.arguments.keep:
            originals.keep_original(shipped, card.deck, own)
            context.print(f"{card.family}: yours stays")
        else:
            context.print(f"{card.family}: the shipped card is back; this was yours, in {own}:", "")
            context.print(source.remove(own, place))
            originals.forget_original(card.family, card.deck, own)
        library.reload()
    return 0
