"""`new`: a commented deck to begin with."""

import argparse
import shlex

from flashcards import files
from flashcards.commands.context import Context
from flashcards.library import LibraryError


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "deck", help="its name, which is that of its file; folders are parted by /; or a path that ends in .yaml"
    )


def run(context: Context) -> int:
    from flashcards.decks import source, starter
    from flashcards.decks.ids import names_of
    from flashcards.library.adding import place_for

    path, title = place_for(context.library, context.arguments.deck)
    named = shlex.quote(context.arguments.deck)
    if path.exists():
        raise LibraryError(f"{path} is there already; name another, or `flashcards add {named}`")
    files.make_folder(path.parent)
    files.replace_text(path, source.modeline() + starter.text(title, path.stem, names_of(context.library.decks)))
    context.print(f"{path} is begun: two cards to be replaced by yours.")
    if any(deck.name == path.stem and deck.path != path for deck in context.library.decks):
        context.print(f"A deck of that name is there already: your cards are laid over it, and stand in {path.stem}.")
    context.print(f"flashcards check {shlex.quote(str(path))}", "flashcards help decks")
    return 0
