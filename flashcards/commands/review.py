"""`review`: a sitting, on the full screen or in plain lines."""

import argparse
import sys
from functools import partial

from flashcards import garbage
from flashcards.commands import ahead, background, screen
from flashcards.commands.context import Context, whole
from flashcards.library import Library
from flashcards.log.errors import ProgressError
from flashcards.session import Session
from flashcards.words import UsageError, counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("deck", nargs="*", help="decks by name")
    made.add_argument("--query", default="", metavar="Q", help="only the cards that `find Q` lists")
    made.add_argument("--plain", action="store_true", help="in plain lines on stdin and stdout")
    made.add_argument("--new", type=whole, metavar="N", help="at most N new cards today")
    made.add_argument("--minutes", type=partial(whole, least=1), metavar="M", help="as many cards as M minutes hold")
    made.add_argument("--practice", action="store_true", help="go over cards without touching the schedule")
    made.add_argument(
        "--self-check",
        dest="check",
        action="store_true",
        help="about 20 new cards as practice: the interview plan then knows what you know unseen",
    )
    made.add_argument(
        "--changed", action="store_true", help="check the cards whose meaning has changed, before they are due"
    )


def run(context: Context) -> int:
    names = [context.library.deck(name).name for name in context.arguments.deck] or None
    if not context.arguments.plain and sys.stdin.isatty() and sys.stdout.isatty():
        return screen.run(context, names)
    return plain(context, names)


def plain(context: Context, names: list[str] | None = None) -> int:
    """A sitting in lines."""
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
    first = sitting(screen.what_of(context))
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
