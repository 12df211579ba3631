"""What the options of a command ask of a sitting."""

from flashcards.commands.context import Context
from flashcards.records import replace
from flashcards.schedule.agenda import Limits
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
