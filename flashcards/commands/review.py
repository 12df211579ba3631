"""`review`: a sitting, on the full screen or in plain lines."""

import argparse
import sys
from functools import partial

from flashcards.commands.context import Context, whole


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
        from flashcards.commands import screen

        return screen.run(context, names)
    from flashcards.commands import lines

    return lines.run(context, names)
