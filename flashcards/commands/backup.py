"""`backup`: a verified copy of the progress, also while the program runs in another window."""

import argparse
from pathlib import Path

from flashcards.commands import background
from flashcards.commands.context import Context
from flashcards.files import expanded, refuse_others
from flashcards.log import opening
from flashcards.log.errors import ProgressError
from flashcards.words import UsageError, counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", nargs="?", metavar="FILE", help="where to (default: the folder of copies)")
    made.add_argument(
        "--quiet", action="store_true", help="only where there is something new, at low priority, in silence"
    )


def run(context: Context) -> int:
    log, now = context.library.progress, context.clock()
    if context.arguments.quiet:
        return _quietly(context)
    if log.empty:
        raise UsageError("nothing was answered yet, so there is nothing to copy")
    if context.arguments.file is not None:
        target: Path | None = expanded(context.arguments.file, "FILE")
        assert target is not None
        if target.is_dir():
            target = target / f"{log.path.stem}-{now:%Y-%m-%d-%H%M%S}{log.path.suffix}"
        if target.exists() and (not target.is_file() or target.samefile(log.path)):
            raise UsageError(f"{target} is not a place for a copy; name another file")
        refuse_others(target, opening.is_ours, "copy of progress")
        log.copy_to(target)
    else:
        target = log.back_up_now(now)
        if target is None:
            raise ProgressError(
                f"{log.path.parent} is read-only here; name a place for the copy: flashcards backup FILE"
            )
    context.print(f"Copied: {target}, {counted(sum(1 for _ in log.events()), 'event')}, verified.")
    return 0


def _quietly(context: Context) -> int:
    """What the program itself starts after a sitting."""
    background.quietly()
    context.library.back_up(context.clock())
    return 0
