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
    if arguments.__dict__.get("new") is not None:
        limits = replace(limits, new=arguments.new)
    if arguments.__dict__.get("minutes") is not None:
        limits = replace(limits, minutes=arguments.minutes)
    plan = library.practice(at, names) if arguments.practice else library.agenda(at, names, limits=limits)
    mode = Mode.PRACTICE if arguments.practice else Mode.REVIEW
    _warn(library)
    session = library.session(plan, context.moment, mode)
    Sitting(library, session, context.moment, sys.stdin, context.out).run()
    library.progress.back_up(context.moment().study_day)
    return 0


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
        context.library, context.clock, decks=names, begin=arguments.command == "review",
        new=arguments.__dict__.get("new"), minutes=arguments.__dict__.get("minutes"),
        practice=bool(arguments.__dict__.get("practice")),
    )  # fmt: skip
    app.run()
    return app.return_code or 0
