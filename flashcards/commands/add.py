"""`add`: a card from the answers to a few questions, written into a deck of your own."""

import argparse
import sys
from typing import Any

from flashcards.cards import Card
from flashcards.commands.context import Context
from flashcards.kinds.kind import CardKind
from flashcards.words import FlashcardsError, UsageError, did_you_mean, with_article


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("deck", help="the deck it is for, or its file; one that is not there is begun")
    made.add_argument("--kind", default="basic", help="its kind, such as choice, cloze or number (default basic)")


def run(context: Context) -> int:
    from flashcards.decks import source
    from flashcards.kinds import BY_NAME
    from flashcards.library.adding import place_for, remarks

    arguments = context.arguments
    if arguments.kind not in BY_NAME:
        hint = did_you_mean(arguments.kind, BY_NAME) or f"the kinds are {', '.join([*BY_NAME][::-1])}"
        raise UsageError(f"there is no kind {arguments.kind!r}; {hint}")
    kind = BY_NAME[arguments.kind]
    path, _ = place_for(context.library, arguments.deck)
    source.may_be_added_to(path)
    what = with_article(f"{kind.name} card for {path}")
    lines = "A field may have several lines; an empty line ends it, and a lone dot stands for one."
    context.print(f"{what[:1].upper()}{what[1:]}. {lines}")
    form = _Form(context, kind)
    try:
        card = form.card()
    except FlashcardsError:
        form.give_back()
        raise
    except KeyboardInterrupt:
        context.print("")  # the line on which the terminal shows ^C
        form.give_back()
        raise
    context.print(f"Added {card.family} at {card.place}.")
    context.print(*map(str, remarks(card)))
    return 0


class _Form:
    """What is typed, field by field."""

    def __init__(self, context: Context, kind: CardKind[Any]) -> None:
        self._context, self._kind = context, kind
        self._typed: dict[str, str] = {}
        self._ended = False
        """Whether nobody types any more."""

    def card(self) -> Card:
        """The card that was added. Who types is asked again for a field that was refused; others are told of it."""
        from flashcards.decks import adding
        from flashcards.library.adding import add

        for field in adding.asked(self._kind):
            self._ask(field.name)
        while True:
            try:
                return add(self._context.library, self._context.arguments.deck, self._kind, self._typed)
            except adding.RefusedError as err:
                if self._ended or not sys.stdin.isatty():
                    raise
                self._context.print(f"{err}. Type it again:")
                self._ask(err.field)

    def _ask(self, name: str) -> None:
        """Ask for a field; the form of what is wanted is shown, or what was typed before."""
        from flashcards.decks import adding

        field = next(field for field in adding.asked(self._kind) if field.name == name)
        needed = adding.needs(self._kind, field)
        hints = ", ".join(filter(None, ("" if needed else "may stay empty", adding.how(field))))
        self._context.print(f"{name}: {field.help}{f' ({hints})' if hints else ''}")
        if form := self._typed.get(name) or adding.blank(field, needed=needed):
            self._context.print(*(f"  {line}" for line in form.split("\n")))
        lines: list[str] = []
        try:
            while (line := sys.stdin.readline()).strip():
                lines.append("" if line.strip() == "." else line.rstrip("\r\n"))
            self._ended = not line
        finally:
            if lines or not needed:
                self._typed[name] = "\n".join(lines)

    def give_back(self) -> None:
        """Print what was typed, as it would stand in a deck: nothing of it is lost."""
        from flashcards.decks import adding

        if source := adding.written(self._kind, self._typed):
            self._context.print("Nothing was added. What you typed, as it stands in a deck:")
            self._context.print(*(f"  {line}".rstrip() for line in source.rstrip("\n").split("\n")))
