"""`sync`: exchange answers with other devices through the folder of the settings."""

import argparse

from flashcards.commands import ahead, background
from flashcards.commands.context import Context
from flashcards.files import expanded
from flashcards.log.errors import ProgressError
from flashcards.log.sync import LatestSync, latest_sync, remember_sync, sync
from flashcards.words import UsageError, listed

LISTED = 5


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("--quiet", action="store_true", help="at low priority, in silence, where a folder is set")


def run(context: Context) -> int:
    place = context.library.settings.sync
    if context.arguments.quiet:
        background.quietly()
    if place is None:
        raise UsageError(
            "no sync folder is set; write `sync: FOLDER` into the settings, a folder that git, Syncthing or Dropbox carries"
        )
    log = context.library.progress
    log.make_file()
    before = latest_sync(log)
    try:
        done = sync(log, expanded(place, "sync"))
    except ProgressError as err:
        remember_sync(log, LatestSync(before.wall_ms, str(err), before.said))
        raise
    remember_sync(log, LatestSync(context.moment().wall_ms))
    ahead.tell(context)  # the next prompt asks what is due
    if context.arguments.json:
        context.print_json({"received": done.received, "sent": done.sent, "bad": done.bad, "renewed": done.renewed})
    else:
        context.print(f"{done.words[0].upper()}{done.words[1:]}.")
        for name, bad in done.bad.items():
            context.print(f"  {name}: {len(bad):,} left aside: {listed(bad, LISTED)}")
    return 1 if done.bad else 0
