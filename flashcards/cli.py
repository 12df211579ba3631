"""The command line. Commands are imported when they are called, so that `due` in a prompt pays for nothing else."""

import argparse
import contextlib
import importlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashcards import __version__

if TYPE_CHECKING:
    from flashcards.text import Door

EXAMPLES = """\
examples:
  flashcards                          open the home screen
  flashcards review metrics           review one deck
  flashcards review --plain           review in plain lines, without the full screen
  flashcards review --practice        go over cards without touching the schedule
  flashcards due --json               what is due today, for a shell prompt
  flashcards check my-decks/          every problem of your decks, with its line
  flashcards find "deck:metrics lapses>=2"
  flashcards review --query tag:softmax
  flashcards why f1-harmonic          why a card is due when it is
  flashcards stats --html progress.html
"""


def parser() -> argparse.ArgumentParser:
    """The command line, with the global options accepted before and after the command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--home", type=Path, metavar="DIR", help="folder of progress.db, settings and your decks")
    shared.add_argument("--decks", type=Path, action="append", metavar="PATH",
                        help="read only these decks (a file or folder; repeatable)")  # fmt: skip
    shared.add_argument("--now", metavar="ISO8601", help="act as if it were then, e.g. 2026-11-22T09:00")
    top = argparse.ArgumentParser(
        prog="flashcards", parents=[shared], epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Interview preparation for deep learning engineers: spaced repetition in the terminal.",
    )  # fmt: skip
    top.add_argument("--version", action="version", version=f"flashcards {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def command(
        name: str, description: str, *, as_json: bool = False, add_help: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=description, description=description, add_help=add_help)
        if as_json:
            made.add_argument("--json", action="store_true", help="print JSON")
        return made

    review = command("review", "review today's cards, of all decks or of some")
    review.add_argument("deck", nargs="*", help="decks by name")
    review.add_argument("--query", default="", metavar="Q", help="only the cards that `find Q` lists")
    review.add_argument("--plain", action="store_true", help="in plain lines on stdin and stdout")
    review.add_argument("--new", type=_count, metavar="N", help="at most N new cards today")
    review.add_argument("--minutes", type=_count, metavar="M", help="as many cards as M minutes hold")
    review.add_argument("--practice", action="store_true", help="go over cards without touching the schedule")
    command("due", "how many cards are due today", as_json=True)
    command("decks", "the decks with their counts", as_json=True)
    check = command("check", "every problem of the decks, with its place and remedy", as_json=True)
    check.add_argument("path", nargs="*", type=Path, help="deck files or folders (default: all that are loaded)")
    check.add_argument("--strict", action="store_true", help="hold the cards to the rules for good cards as well")
    check.add_argument("--fix", action="store_true", help="first write an id into every card that has none")
    find = command("find", "cards by words, deck:, tag:, is:due, lapses>=2 and more", as_json=True, add_help=False)
    find.formatter_class = argparse.RawDescriptionHelpFormatter
    find.add_argument("-h", "--help", action=_LanguageHelp, help="show this help message and exit")
    find.add_argument("query", nargs="+", help='e.g. "deck:metrics is:leech -harmonic"')
    why = command("why", "why a card is due when it is, and what each rating would do", as_json=True)
    why.add_argument("card", help="a card's id, or the beginning of one")
    command("log", "every event, oldest first", as_json=True)
    show = command("show", "a card with its answer; a number card with the draw of a seed", as_json=True)
    show.add_argument("card", help="a card's id, or the beginning of one")
    show.add_argument("--seed", type=_count, default=0, metavar="N", help="which draw (default 0)")
    command("formulas", "the functions that number cards may call", as_json=True)
    stats = command("stats", "your progress in figures and pictures", as_json=True)
    stats.add_argument("--deck", nargs="+", action="extend", default=[], metavar="NAME",
                       help="only these decks, or folders of decks")  # fmt: skip
    stats.add_argument("--query", default="", metavar="Q", help="only the cards that `find Q` lists, e.g. tag:softmax")
    stats.add_argument("--since", default="all", metavar="P", help="from when: 30d, 12w, 6m, 1y, all, or 2026-11-01")
    stats.add_argument("--until", metavar="D", help="up to which day, like 2026-11-22")
    stats.add_argument("--html", type=Path, metavar="FILE", help="write one self-contained page")
    stats.add_argument("--svg", type=Path, metavar="DIR", help="write one SVG file for each picture")
    tune = command("tune", "fit the schedule to your own reviews, where that predicts them better", as_json=True)
    tune.add_argument("--dry-run", action="store_true", help="show what would come of it and write nothing")
    tune.add_argument("--undo", action="store_true", help="take back this device's latest training")
    tune.add_argument("--group", action="append", default=[], metavar="NAME=DECK,DECK",
                      help="train these decks apart from the others (repeatable)")  # fmt: skip
    return top


class _LanguageHelp(argparse.Action):
    """Help that ends with the whole search language, which is read only for this."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from flashcards.commands.look import language

        parser.epilog = "\n".join(language(shutil.get_terminal_size().columns))
        parser.print_help()
        parser.exit()


def _as_words(argv: Sequence[str]) -> list[str]:
    """The arguments so that argparse takes no word of a query, like `-harmonic`, for an option: a space stands before."""
    words = list(argv)
    begin = words.index("find") if "find" in words else len(words)
    for at, word in enumerate(words):
        of_query = at > begin or (at > 0 and words[at - 1] == "--query")
        if of_query and re.match(r"-[^-]", word) and word != "-h":
            words[at] = f" {word}"
    return words


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 9999:  # noqa: PLR2004 - a day has no more
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 9999")
    return int(text)


# Command → the module and the function that do it.
COMMANDS: dict[str | None, tuple[str, str]] = {
    None: ("study", "run_full_screen"),
    "review": ("study", "run_review"),
    "check": ("check", "run_check"),
    "stats": ("stats", "run_stats"),
    "tune": ("training", "run_tune"),
    **{name: ("look", f"run_{name}") for name in ("due", "decks", "find", "why", "show", "formulas", "log")},
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 fine, 1 something is wrong with decks or data, 2 usage."""
    from flashcards.text import Door

    # A stream that the shell has closed is None: nothing is read from it, and what is written goes nowhere.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as long-lived as the process
    out, err = (
        Door(stream or open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - the same
        for stream in (sys.stdout, sys.stderr)
    )
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = _run(parser().parse_args(_as_words(sys.argv[1:] if argv is None else argv)), out)
            out.flush()
        except OSError as error:
            if not out.broken:
                print(f"flashcards: {error.filename or 'the system'}: {error.strerror or error}", file=err)
                return 1
            # Point stdout away, so that the interpreter's last flush does not complain as well.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            if isinstance(error, BrokenPipeError):
                return 0
            print(f"flashcards: stdout cannot be written: {error.strerror}; print to another place", file=err)
            return 1
        except KeyboardInterrupt:
            return 130
    return code


def _run(arguments: argparse.Namespace, out: "Door") -> int:
    """The one boundary: whatever a command cannot do ends here as a sentence on stderr."""
    from flashcards.commands.context import Context
    from flashcards.words import FlashcardsError

    context: Context | None = None
    try:
        context = Context(arguments, out)
        module, function = COMMANDS[arguments.command]
        code: int = getattr(importlib.import_module(f"flashcards.commands.{module}"), function)(context)
    except FlashcardsError as error:
        print(f"flashcards: {error}", file=sys.stderr)
        return error.exit_code
    finally:
        if context is not None:
            context.library.close()
    return code
