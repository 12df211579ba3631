"""`import`: decks of your own from the files of other programs; a second import of the same file updates them."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashcards.commands.context import Context
from flashcards.files import expanded
from flashcards.library import LibraryError
from flashcards.library.patience import Patience
from flashcards.words import UsageError, counted

if TYPE_CHECKING:
    from flashcards.exchange.incoming.brought import Source
    from flashcards.exchange.incoming.plan import Plan
    from flashcards.exchange.incoming.readers import Options


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "file",
        nargs="*",
        metavar="FILE",
        help="a table (CSV, TSV, TXT), an Anki package, Markdown or Org or a folder of them, Mochi, JSON or YAML",
    )
    made.add_argument(
        "--into", metavar="DECK", default="", help="the deck, or the folder of decks, that the cards go into"
    )
    made.add_argument("--history", action="store_true", help="your answers there as well, so that memory goes on")
    made.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    made.add_argument("--json", action="store_true", help="print JSON")
    clashes = made.add_mutually_exclusive_group()
    clashes.add_argument(
        "--keep", action="store_true", help="what you and the source both changed stays as you have it, for good"
    )
    clashes.add_argument(
        "--replace", action="store_true", help="what you and the source both changed follows the source"
    )
    made.add_argument("--columns", metavar="NAMES", default="", help="of a table: question,answer,tags,…")
    made.add_argument("--separator", metavar="SIGN", default="", help="of a table: what stands between its cells")
    made.add_argument("--undo", action="store_true", help="take the latest import back")


def run(context: Context) -> int:
    if context.arguments.undo:
        return _take_back(context)
    if not context.arguments.file:
        raise UsageError("name the file to import; `flashcards import --help` says which can be read")
    done = [_imported(context, expanded(name, "FILE")) for name in context.arguments.file]
    if context.arguments.json:
        context.print_json(done)
    return 0


def _imported(context: Context, path: Path) -> dict[str, Any]:
    """Import one file, and say what was done."""
    from flashcards.exchange.incoming import readers

    arguments, library = context.arguments, context.library
    if not library.has_all:
        raise UsageError("`import` writes into the decks of the home; leave --decks out, or name a home with --home")
    source = readers.read(path, _options(arguments), Patience(f"{path.name} is being read"))
    try:
        return _brought_in(context, path, source)
    finally:
        source.close()


def _brought_in(context: Context, path: Path, source: "Source") -> dict[str, Any]:
    from flashcards.exchange.incoming import carrying, naming, preview
    from flashcards.exchange.incoming.plan import plan

    arguments, library = context.arguments, context.library
    ways = preview.WITH_HISTORY if arguments.history else preview.OPTIONS
    into = naming.into_deck(arguments.into)
    made = plan(library, source, into, keep=arguments.keep, replace=arguments.replace)
    if not arguments.json:
        context.print(*preview.lines(made, path, library.home, ways))
    if made.clashes and not (arguments.keep or arguments.replace or arguments.dry_run):
        letter = _asked(context, made)
        made = plan(library, source, into, keep=letter == "k", replace=letter == "r") if letter else made
    said = preview.as_json(made, path, ways)
    if arguments.dry_run:
        return said
    run = carrying.carry_out(library, made, context.clock(), telling=Patience("The import is being written"))
    if not arguments.json:
        context.print("", *preview.done(run))
    return {**said, "written": [str(file) for file in (*run.made, *run.changed)], "events": len(run.events)}


def _asked(context: Context, made: "Plan") -> str:
    """What is to become of what both sides changed: `k` or `r`, asked on a terminal; empty where it stays open."""
    if context.arguments.json or not (sys.stdin.isatty() and context.out.isatty()):
        return ""
    context.print(
        f"{counted(len(made.clashes), 'card')} changed here and in the source. k keeps yours for good, r takes the source's:"
    )
    letter = sys.stdin.readline().strip().casefold()[:1]
    return letter if letter in {"k", "r"} else ""


def _options(arguments: argparse.Namespace) -> "Options":
    from flashcards.exchange.incoming.readers import Options

    columns = tuple(name.strip() for name in arguments.columns.split(",")) if arguments.columns.strip() else ()
    return Options(arguments.separator, columns, arguments.history)


def _take_back(context: Context) -> int:
    from flashcards.exchange.incoming import carrying, runs

    run = runs.latest(context.library.home)
    if run is None:
        raise LibraryError("no import is left to take back")
    aside = carrying.take_back(context.library, run, context.moment())
    context.print(f"The import of {run.source} is taken back; its decks are in {aside}.")
    return 0
