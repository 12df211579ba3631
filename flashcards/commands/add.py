"""`add`: a card from the answers to a few questions, written into a deck of your own."""

import argparse
import sys

from flashcards.commands.context import Context
from flashcards.words import UsageError, did_you_mean


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("deck", help="the deck it is for, or its file; one that is not there is begun")
    made.add_argument("--kind", default="basic", help="its kind, such as choice, cloze or number (default basic)")


def run(context: Context) -> int:
    from flashcards.decks import adding
    from flashcards.kinds import BY_NAME
    from flashcards.library.adding import add, place_for

    arguments = context.arguments
    if arguments.kind not in BY_NAME:
        hint = did_you_mean(arguments.kind, BY_NAME) or f"the kinds are {', '.join([*BY_NAME][::-1])}"
        raise UsageError(f"there is no kind {arguments.kind!r}; {hint}")
    kind = BY_NAME[arguments.kind]
    path, _ = place_for(context.library, arguments.deck)
    context.print(f"A {kind.name} card for {path}. A field may have several lines; an empty line ends it.")
    typed = {}
    for field in adding.asked(kind):
        needed = field.required or field.name == kind.marker
        hints = ", ".join(filter(None, ("" if needed else "may stay empty", adding.how(field))))
        context.print(f"{field.name}: {field.help}{f' ({hints})' if hints else ''}")
        if form := adding.blank(field, needed=needed):
            context.print(*(f"  {line}" for line in form.split("\n")))
        typed[field.name] = _lines()
    card = add(context.library, arguments.deck, kind, typed)
    context.print(f"Added {card.family} at {card.place}.")
    return 0


def _lines() -> str:
    """What is typed up to an empty line, or to the end."""
    lines = []
    while (line := sys.stdin.readline()).strip():
        lines.append(line.rstrip("\r\n"))
    return "\n".join(lines)
