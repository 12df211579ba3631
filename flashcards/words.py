"""Words for people: sentences that say what is wrong, plurals, percent, dates, nearest names."""

from collections.abc import Iterable, Sequence
from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DASH = "\N{EN DASH}"
FAR_DAYS = 300
"""A day of another year that is further away is named with its year."""


class FlashcardsError(Exception):
    """The base of every error that a person reads: its text is one sentence with the place and a remedy.

    `cli.main` and the app show it; nothing else catches one to show it.
    """

    exit_code = 1
    """What a command ends with: 1 for decks and data, 2 for how it was asked."""


class UsageError(FlashcardsError):
    """What was asked for cannot be: an argument, a name that is not there, a query."""

    exit_code = 2


def counted(number: int, noun: str, several: str = "") -> str:
    """`1 card`, `2 cards`, `1,204 cards`; `several` is a plural of its own, like `days in a row`."""
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def listed(names: Sequence[str], most: int) -> str:
    """The first names, and a sign where there are more: `a, b, c …`."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def percent(share: float | None, digits: int = 0) -> str:
    """`83%`; a dash where there is nothing to take a share of."""
    return DASH if share is None else f"{share:.{digits}%}"


def date_words(day: date, *, weekday: bool = False) -> str:
    """`27 Nov 2026`, `Fri 27 Nov 2026`, in English whatever the locale of the machine."""
    return f"{f'{WEEKDAYS[day.weekday()]} ' if weekday else ''}{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_name(day: date, today: date, *, weekday: bool = False) -> str:
    """`27 Nov`, `Fri 27 Nov`; with its year where it is that far away that one may ask."""
    if day.year != today.year and abs((today - day).days) > FAR_DAYS:
        return date_words(day, weekday=weekday)
    return date_words(day, weekday=weekday).removesuffix(f" {day.year}")


def span_name(first: date, last: date, today: date) -> str:
    """`Fri 27 Nov`, or `27 Nov to 3 Dec`."""
    if first == last:
        return day_name(first, today, weekday=True)
    return f"{day_name(first, today)} to {day_name(last, today)}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that a word was probably meant to be, in capitals or not; empty where none is near."""
    import difflib  # only what is not known is compared

    names = {name.casefold(): name for name in known}
    letters = sorted(word.casefold())
    swapped = [name for name in names if sorted(name) == letters]
    found = swapped or difflib.get_close_matches(word.casefold(), names, n=1)
    return names[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean `deck`?`; empty where no known name is near."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else ""


def reason(error: OSError) -> str:
    """Why the system refused, without its number; errors raised by hand keep their sentence."""
    return error.strerror or str(error) or type(error).__name__
