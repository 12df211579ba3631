"""What the next starts will want to know, found out while all that it takes is at hand: `due`, and how `review` opens."""

import contextlib
import shutil
import sys
from collections.abc import Collection
from datetime import timedelta

from flashcards import parsed, told
from flashcards.commands import due
from flashcards.commands.context import Context
from flashcards.days import Moment, start_ms
from flashcards.records import replace
from flashcards.splash import painting_of
from flashcards.words import FlashcardsError


def tell(context: Context, names: Collection[str] | None = None) -> None:
    """Keep what is not known yet, or not true any more: of the sitting that was called, whose decks are `names`."""
    if context.usual:
        with contextlib.suppress(FlashcardsError):
            if _unknown(context, "due"):
                due.tell(context)
            where = told.places(sys.argv[1:])
            called = told.called_with(where[0]) if where is not None and where[0][0] == "review" else ""
            if sys.stdout.isatty() and called:
                _keep_openings(context, (told.CALLED, told.CALLED_NEXT_DAY), called, names)
            elif sys.stdout.isatty() and _unknown(context, told.TODAY):
                _keep_openings(context, (told.TODAY, told.NEXT_DAY))


def _unknown(context: Context, name: str) -> bool:
    return told.again(str(context.cache), str(context.library.home), [name]) is None


def _keep_openings(
    context: Context, kept_as: tuple[str, str], called: str = "", names: Collection[str] | None = None
) -> None:
    """Keep the first question of today from now on, and that of the next day, as they will stand on this terminal."""
    library = context.library
    at, rollover_hour = context.moment(), library.settings.rollover_hour
    next_day = Moment(at.wall_ms, at.study_day + timedelta(days=1), at.utc_offset_min)
    for name, then in zip(kept_as, (at, replace(next_day, wall_ms=start_ms(next_day, rollover_hour))), strict=True):
        made_of = told.marks(str(library.home), rollover_hour, then.study_day.isoformat())
        opening = (
            library.opening(then, names, context.cards_at(then), context.limits) if called else library.opening(then)
        )
        if opening is not None:
            card, question, until_ms = opening
            columns, rows = shutil.get_terminal_size()
            text = told.opened(until_ms, columns, rows, called, painting_of(question, columns, rows))
            told.keep(str(context.cache), [name], rollover_hour, made_of, text)
            parsed.keep(library, card)
