"""`review`, and the full screen."""

import sys
from dataclasses import replace

from flashcards.commands.context import Context
from flashcards.events import Mode
from flashcards.library import Library
from flashcards.words import UsageError, counted


def run_review(context: Context) -> int:
    arguments, library = context.arguments, context.library
    names = [library.deck(name).name for name in arguments.deck] or None
    if not arguments.plain and sys.stdin.isatty() and sys.stdout.isatty():
        return run_full_screen(context, names)
    from flashcards.plain import Sitting

    at = context.moment()
    limits = library.limits
    if arguments.new is not None:
        limits = replace(limits, new=arguments.new)
    if arguments.minutes is not None:
        limits = replace(limits, minutes=arguments.minutes)
    cards = chosen(context)
    if arguments.practice:
        today = library.practice(at, names, cards=cards)
    else:
        today = library.today(at, names, limits=limits, cards=cards)
    mode = Mode.PRACTICE if arguments.practice else Mode.REVIEW
    _warn(library)
    session = library.session(today, context.moment, mode)
    Sitting(library, session, context.moment, sys.stdin, context.out).run()
    library.progress.back_up(context.moment().study_day)
    return 0


def chosen(context: Context) -> frozenset[str] | None:
    """The cards that --query names; none: all. Raises QueryError, UsageError where it names no card."""
    text = getattr(context.arguments, "query", "")
    if not text.strip():
        return None
    found = context.library.find(text, context.moment())
    if not found:
        raise UsageError(f"no card matches {text.strip()}; try it with `flashcards find`")
    return frozenset(f.card.id for f in found)


def _warn(library: Library) -> None:
    for problem in library.settings_problems:
        print(problem, file=sys.stderr)
    if library.problems:
        print(f"{counted(len(library.problems), 'problem')} in decks; `flashcards check` lists them", file=sys.stderr)


def run_full_screen(context: Context, names: list[str] | None = None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the full screen needs a terminal; use `flashcards review --plain`")
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
