"""A sitting in plain lines, on stdin and stdout."""

import sys

from flashcards import garbage
from flashcards.commands import ahead, background
from flashcards.commands.context import Context
from flashcards.library import Library
from flashcards.log.errors import ProgressError
from flashcards.session import Session
from flashcards.words import UsageError, counted


def run(context: Context, names: list[str] | None = None) -> int:
    from flashcards.plain import Sitting, recognise

    garbage.from_now_on()
    library, limits = context.library, context.limits
    cards = context.cards_at(context.moment())
    _warn(library)

    def sitting(what: str) -> Session:
        return library.sitting(context.moment, what, decks=names, cards=cards, limits=limits)

    try:
        library.foresee(context.moment())
    except UsageError as err:  # a plan that cannot be followed keeps nobody from studying
        print(f"flashcards: {err}", file=sys.stderr)
    recognise(library, context.moment, sys.stdin, context.out)
    first = sitting(context.wanted)
    Sitting(library, first, context.moment, sys.stdin, context.out, sitting).run()
    ahead.tell(context, names)
    if library.settings.sync:
        background.start(context, "sync")
    try:
        library.back_up(context.clock())
    except ProgressError as err:
        print(f"flashcards: every answer is saved, but no copy was made: {err}", file=sys.stderr)
    return 0


def _warn(library: Library) -> None:
    for problem in library.settings_problems:
        print(problem, file=sys.stderr)
    if library.problems:
        print(f"{counted(len(library.problems), 'problem')} in decks; `flashcards check` lists them", file=sys.stderr)
