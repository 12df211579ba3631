"""`restore`: the copies of the progress, and going back to one."""

import argparse
import sys
from pathlib import Path

from flashcards.commands.context import Context
from flashcards.files import expanded
from flashcards.library import PROGRESS_FILE
from flashcards.log import restore
from flashcards.log.salvage import salvaged
from flashcards.words import UsageError, counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", nargs="?", metavar="FILE", help="the copy to put back (default: list the copies)")
    later = made.add_mutually_exclusive_group()
    later.add_argument("--go-back", action="store_true", help="answers later than the copy stay in the kept file only")
    later.add_argument("--bring-later", action="store_true", help="bring answers later than the copy along")
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    path = context.library.home / PROGRESS_FILE
    return _put_back(context, path) if context.arguments.file is not None else _list(context, path)


def _list(context: Context, path: Path) -> int:
    found = restore.copies(path, context.library.copies_in)
    if context.arguments.json:
        context.print_json(
            [{"file": str(c.path), "day": c.day.isoformat(), "events": c.events, "later": c.later} for c in found]
        )
    elif not found:
        context.print("There is no copy yet; `flashcards backup` makes one.")
    else:
        for copy in found:
            context.print(
                f"{copy.path}  {restore.age(copy)}  {counted(copy.events, 'event')}, {copy.later:,} later ones here"
            )
        later = (
            f" With `--go-back` the {counted(found[0].later, 'later event')} here"
            f" {'stays' if found[0].later == 1 else 'stay'} in the kept file only; `--bring-later` takes"
            f" {'it' if found[0].later == 1 else 'them'} along."
            if found[0].later
            else ""
        )
        context.print(
            f"`flashcards restore {found[0].path}` goes back to the newest; the file that is there now is kept.{later}"
        )
    return 0


def _put_back(context: Context, path: Path) -> int:
    copy = expanded(context.arguments.file, "FILE")
    if not copy.is_file():
        raise UsageError(f"there is no copy {copy}; `flashcards restore` lists them")
    if path.exists() and copy.samefile(path):
        raise UsageError(f"{copy} is the progress itself; `flashcards restore` lists the copies")
    if not restore.may_be_copy(copy):
        raise UsageError(f"{copy} is no copy of your progress; `flashcards restore` lists the copies")
    here, sound = restore.now_there(path)
    held = {event.id for event in salvaged(copy).events}
    later = sum(event.id not in held for event in here.events)
    done = restore.restored(path, copy, bring_later=_bring_later(context, copy, later, sound=sound))
    kept = f" The replaced file is {done.kept}." if done.kept else ""
    if context.arguments.json:
        context.print_json(
            {"events": done.events, "brought": done.brought, "kept": str(done.kept) if done.kept else None}
        )
    else:
        brought = f", {done.brought:,} later ones among them" if done.brought else ""
        context.print(f"Restored: {counted(done.events, 'event')}{brought}.{kept}")
    return 0


def _bring_later(context: Context, copy: Path, later: int, *, sound: bool) -> bool:
    """Whether later answers come along: those of a damaged file do, those of a sound one are asked about."""
    arguments = context.arguments
    if arguments.go_back or arguments.bring_later or not later:
        return bool(arguments.bring_later)
    if not sound:
        return True
    choice = f"the {counted(later, 'event')} that only the present file has"
    if not sys.stdin.isatty():
        raise UsageError(
            f"say what becomes of {choice}: --go-back leaves them in the kept file, --bring-later takes them along"
        )
    context.print(f"Going back to {copy.name}. What becomes of {choice}?")
    context.print("b: go back, they stay in the kept file only; l: bring them along; anything else: leave all as it is")
    context.out.flush()
    answer = sys.stdin.readline().strip().casefold()
    if answer not in ("b", "l"):
        raise UsageError("nothing was changed")
    return answer == "l"
