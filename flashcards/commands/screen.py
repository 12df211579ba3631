"""The full screen: what `flashcards` alone opens, and `review` in a terminal."""

import os
import sys

from flashcards.commands.context import Context
from flashcards.words import UsageError


def chosen(context: Context) -> frozenset[str] | None:
    """The cards that --query names; none: all. Raises QueryError, UsageError where it names no card."""
    text = getattr(context.arguments, "query", "")
    if not text.strip():
        return None
    found = context.library.find(text, context.moment())
    if not found:
        raise UsageError(f"no card matches {text.strip()}; try it with `flashcards find`")
    return frozenset(f.card.id for f in found)


def can_draw() -> bool:
    """Whether the terminal knows how to move a cursor; others get plain lines."""
    return os.name != "posix" or os.environ.get("TERM", "") not in ("", "dumb", "unknown")


def run(context: Context, names: list[str] | None = None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the full screen needs a terminal; use `flashcards review --plain`")
    if not can_draw():
        from flashcards.commands import review

        return review.plain(context, names)
    context.library.states()  # a progress file that cannot be used is said before the screen changes
    from flashcards.tui.app import FlashcardsApp

    arguments = context.arguments
    app = FlashcardsApp(
        context.library, context.clock, decks=names, cards=chosen(context), begin=arguments.command == "review",
        new=getattr(arguments, "new", None), minutes=getattr(arguments, "minutes", None),
        practice=getattr(arguments, "practice", False),
    )  # fmt: skip
    app.run()
    return app.return_code or 0
