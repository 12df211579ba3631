"""The full screen: what `flashcards` alone opens, and `review` in a terminal."""

import shutil
import sys

from flashcards.commands import ahead, background
from flashcards.commands.context import Context
from flashcards.records import replace
from flashcards.schedule.agenda import Limits
from flashcards.splash import can_draw, painting_of
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


def limits_of(context: Context) -> Limits:
    """The day's limits, with what --new and --minutes say."""
    limits = context.library.limits
    given = {name: getattr(context.arguments, name, None) for name in ("new", "minutes")}
    return replace(limits, **{name: value for name, value in given.items() if value is not None})


def what_of(context: Context) -> str:
    """What the sitting is of, in place of what is due: `practice`, `changed` or `check`."""
    return next((what for what in ("practice", "changed", "check") if getattr(context.arguments, what, False)), "")


def run(context: Context, names: list[str] | None = None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the full screen needs a terminal; use `flashcards review --plain`")
    if not can_draw():
        from flashcards.commands import review

        return review.plain(context, names)
    arguments, library = context.arguments, context.library
    library.states()  # a progress file that cannot be used is said before the screen changes
    cards = chosen(context)
    begin = arguments.command == "review"
    with context.splash as splash:
        splash.begin()
        first = None
        if begin and not library.to_ask():
            first = library.sitting(
                context.moment, what_of(context), decks=names, cards=cards, limits=limits_of(context)
            )
            if first.view.question is not None:
                splash.show(painting_of(first.view.question, *shutil.get_terminal_size()))
        from flashcards.tui.app import FlashcardsApp

        app = FlashcardsApp(
            library,
            context.clock,
            decks=names,
            cards=cards,
            begin=begin,
            limits=lambda: limits_of(context),
            what=what_of(context),
            first=first,
            splash=splash,
            warning=context.ahead,
        )
        app.ending.watch()
        if library.settings.sync:
            background.start(context, "sync")
        app.run()
    ahead.tell(context)
    if not library.progress.empty:
        background.start(context, "backup")
        if library.settings.sync:
            background.start(context, "sync")
    return app.return_code or 0
