"""The full screen: what `flashcards` alone opens, and `review` in a terminal."""

import shutil
import sys

from flashcards.commands.context import Context
from flashcards.splash import can_draw, painting_of
from flashcards.words import UsageError


def run(context: Context, names: list[str] | None = None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the full screen needs a terminal; use `flashcards review --plain`")
    if not can_draw():
        from flashcards.commands import lines

        return lines.run(context, names)
    arguments, library = context.arguments, context.library
    library.states()  # a progress file that cannot be used is said before the screen changes
    cards = context.cards_at(context.moment())
    begin = arguments.command == "review"
    with context.splash as splash:
        splash.begin()
        first = None
        if begin and not library.to_ask():
            first = library.sitting(context.moment, context.wanted, decks=names, cards=cards, limits=context.limits)
            if first.view.turn is not None:
                from flashcards import parsed  # and with it Markdown: home needs none

                parsed.know(library, first.view.turn.card)
                splash.show(painting_of(first.view.turn.question, *shutil.get_terminal_size()))
        from flashcards.tui.app import FlashcardsApp

        app = FlashcardsApp(
            library,
            context.clock,
            decks=names,
            cards=cards,
            begin=begin,
            limits=lambda: context.limits,
            what=context.wanted,
            first=first,
            splash=splash,
            warning=context.ahead,
        )
        app.ending.watch()
        if library.settings.sync:
            from flashcards.commands import background

            background.start(context, "sync")
        app.run()
    from flashcards.commands import ahead, background

    ahead.tell(context, names)
    if not library.progress.empty:
        background.start(context, "backup")
        if library.settings.sync:
            background.start(context, "sync")
    return app.return_code or 0
