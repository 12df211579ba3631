"""`merge`: bring the answers of other files in: another device's log, a rescued file, an old copy."""

import argparse
from typing import Any

from flashcards.commands import ahead
from flashcards.commands.context import Context
from flashcards.files import expanded
from flashcards.log.salvage import salvaged
from flashcards.words import UsageError, counted, listed, reason

LISTED = 5


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("others", nargs="+", metavar="OTHER", help="a progress.db, or what `log --json` printed")
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    log = context.library.progress
    rows: list[dict[str, Any]] = []
    for text in context.arguments.others:
        path = expanded(text, "OTHER")
        try:
            if log.path.exists() and path.samefile(log.path):
                raise UsageError(f"{path} is the progress itself; name another file")
            found = salvaged(path)
        except OSError as err:
            raise UsageError(
                f"{path} cannot be read: {reason(err)}; name a progress.db or what `log --json` printed"
            ) from err
        if not found.events:
            raise UsageError(
                f"{path} holds no event that could be read; name a progress.db or what `log --json` printed"
            )
        new, refused = log.merge(found.events)
        rows.append(
            {
                "file": str(path),
                "new": new,
                "known": len(found.events) - new - len(refused),
                "refused": refused,
                "bad": found.bad,
            }
        )
    ahead.tell(context)  # the next prompt asks what is due
    if context.arguments.json:
        context.print_json(rows)
    else:
        for row in rows:
            context.print(f"{row['file']}: {counted(row['new'], 'new event')}, {row['known']:,} known.")
            for what, names in (
                ("not as written, left aside", row["bad"]),
                ("here with another content, left aside", row["refused"]),
            ):
                if names:
                    context.print(f"  {len(names):,} {what}: {listed(names, LISTED)}")
    return 1 if any(row["bad"] or row["refused"] for row in rows) else 0
