"""What the next starts will want to know, found out while all that it takes is at hand: `due`, and how `review` opens."""

import contextlib
import shutil
import sys
from datetime import timedelta

from flashcards import told
from flashcards.commands import due
from flashcards.commands.context import Context
from flashcards.days import Moment, start_ms
from flashcards.records import replace
from flashcards.splash import painting_of
from flashcards.words import FlashcardsError


def tell(context: Context) -> None:
    """Keep what is not known yet, or not true any more."""
    if context.usual:
        with contextlib.suppress(FlashcardsError):
            if _unknown(context, "due"):
                due.tell(context)
            if sys.stdout.isatty() and _unknown(context, told.TODAY):
                at, rollover_hour = context.moment(), context.library.settings.rollover_hour
                next_day = Moment(at.wall_ms, at.study_day + timedelta(days=1), at.utc_offset_min)
                _keep_opening(context, at, told.TODAY)
                _keep_opening(context, replace(next_day, wall_ms=start_ms(next_day, rollover_hour)), told.NEXT_DAY)


def _unknown(context: Context, name: str) -> bool:
    return told.again(str(context.cache), str(context.library.home), [name]) is None


def _keep_opening(context: Context, at: Moment, name: str) -> None:
    """Keep the first question of a study day, from a moment of it on, as it will stand on this terminal."""
    library, rollover_hour = context.library, context.library.settings.rollover_hour
    made_of = told.marks(str(library.home), rollover_hour, at.study_day.isoformat())
    opening = library.opening(at)
    if opening is not None:
        question, until_ms = opening
        columns, rows = shutil.get_terminal_size()
        text = f"{until_ms} {columns} {rows}\n{painting_of(question, columns, rows)}"
        told.keep(str(context.cache), [name], rollover_hour, made_of, text)
