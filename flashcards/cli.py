"""The command line: which commands there are, the streams they write to, and the one place where errors are said.

A command is a module of `flashcards.commands` with `arguments(parser)` and `run(context)`, imported when it is called:
`due` stands in shell prompts and pays for nothing else.
"""

import os
import sys

from flashcards import __version__

TYPE_CHECKING = False  # what type checkers read as true: `typing` would cost a third of `--version`

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType

    from flashcards.commands.context import Context
    from flashcards.splash import Splash
    from flashcards.text import Door

SCREEN = "screen"
"""What runs when no command is given: the full screen."""
FACES = (None, "review")
"""What shows a screen, which has its own first frame."""
OF_QUERIES = ("find", "export")
"""What takes a query as its words."""
COMMANDS = {
    "review": "review today's cards, of all decks or of some",
    "due": "how many cards are due today",
    "decks": "the decks with their counts",
    "check": "every problem of the decks, with its place and remedy",
    "add": "a card from the answers to a few questions, into a deck of your own",
    "new": "a commented deck to begin with",
    "import": "decks of your own from tables, Anki, Mochi and Markdown; again: what changed",
    "help": "what a command takes: `help review`; the guide for authors: `help decks`",
    "diff": "what the next sitting makes of your edits; and --undo of a link",
    "revert": "the shipped card in the place of your own version of it",
    "find": "cards by words, deck:, tag:, is:due, lapses>=2 and more",
    "show": "a card with its answer; a number card with the draw of a seed",
    "why": "why a card is due when it is, and what each rating would do",
    "plan": "the most remembered on the day of an interview, from the minutes that are left",
    "stats": "your progress in figures and pictures",
    "log": "every event, oldest first",
    "doctor": "what is wrong with your progress, and --repair",
    "backup": "a verified copy of your progress, also while the program runs",
    "restore": "the copies of your progress, and going back to one",
    "sync": "exchange answers with your other devices through a folder",
    "merge": "bring in the answers of another device, of a rescued file or of a copy",
    "export": "cards as a file for Anki, a spreadsheet or a reader, all or what a query finds",
    "tune": "fit the schedule to your own reviews, where that predicts them better",
    "formulas": "the functions that number cards may call",
    "schema": "the schema of decks for editors, and --path: where it is",
}
MODULES = {"import": "importing"}
"""Commands whose names no module can have."""
EXAMPLES = """\
examples:
  flashcards                          open the home screen
  flashcards review metrics           review one deck
  flashcards review --plain           review in plain lines, without the full screen
  flashcards review --practice        go over cards without touching the schedule
  flashcards due --json               what is due today, for a shell prompt
  flashcards check my-decks/          every problem of your decks, with its line
  flashcards find "deck:metrics lapses>=2"
  flashcards export deck:metrics metrics.apkg     for Anki; also .csv, .md, .json
  flashcards review --query tag:softmax
  flashcards plan 2026-12-18 --minutes 20
  flashcards import cards.csv --dry-run
  flashcards why f1-harmonic          why a card is due when it is
  flashcards stats --html progress.html
"""


def module_of(command: str) -> "ModuleType":
    """The module that does a command."""
    import importlib

    return importlib.import_module(f"flashcards.commands.{MODULES.get(command, command)}")


def parser(words: "Sequence[str] | None" = None) -> "argparse.ArgumentParser":
    """The command line, with the global options accepted before and after the command.

    Only the commands among `words` are read in; without words all are. A command that comes first is the only one there is;
    where none is called, there are none.
    """
    import argparse
    from functools import partial

    from flashcards.commands.usage import Parser
    from flashcards.text import terminal_columns

    plain = partial(argparse.HelpFormatter, width=terminal_columns() - 2)
    described = partial(argparse.RawDescriptionHelpFormatter, width=terminal_columns() - 2)
    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS, formatter_class=plain)
    shared.add_argument("--home", metavar="DIR", help="folder of progress.db, settings and your decks")
    shared.add_argument(
        "--decks", action="append", metavar="PATH", help="read only these decks (a file or folder; repeatable)"
    )
    shared.add_argument("--now", metavar="ISO8601", help="act as if it were then, e.g. 2026-11-22T09:00")
    top = Parser(
        prog="flashcards",
        parents=[shared],
        epilog=EXAMPLES,
        formatter_class=described,
        description="Interview preparation for deep learning engineers: spaced repetition in the terminal.",
    )
    top.add_argument("--version", action="version", version=f"flashcards {__version__}")
    top.commands = COMMANDS
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    only = [*words[:1]] if words and words[0] in COMMANDS else [*COMMANDS]
    if words is not None and (not words or [*words[:1], *words[2:]] == ["--home"]):
        only = []
    for name, description in ((name, COMMANDS[name]) for name in only):
        made = commands.add_parser(
            name, parents=[shared], help=description, description=description, formatter_class=plain
        )
        if words is None or name in words:
            module_of(name).arguments(made)
    return top


def main(argv: "Sequence[str] | None" = None) -> int:  # noqa: PLR0911
    """Run a command; 0 fine, 1 something is wrong with decks or data, 2 usage."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words == ["--version"] and sys.stdout:
        sys.stdout.write(f"flashcards {__version__}\n")
        return 0
    if argv is None and words[:1] == ["due"] and _told(words):
        return 0
    opened = _opened(words) if argv is None and words[:1] == ["review"] else None
    import contextlib

    from flashcards import compiled, garbage

    if argv is None:
        garbage.none_yet()
        compiled.use()
    from flashcards.text import Door

    # A stream that the shell has closed is None: nothing is read from it, and what is written goes nowhere.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as long-lived as the process
    if getattr(sys.stdin, "errors", "replace") != "replace" and hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no text is a wrong letter, not the end of a sitting
    out, err = (
        Door(stream or open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - the same
        for stream in (sys.stdout, sys.stderr)
    )
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = _run(words, out, opened)
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
    if argv is None:
        _leave(code)
    return code


def _told(words: "list[str]") -> bool:
    """Tell what was told the last time, where nothing has changed since."""
    from flashcards import told

    where = told.places(words)
    text = told.again(where[2], where[1], where[0]) if where is not None and sys.stdout else None
    if text is None or not text.isascii():
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        return False  # said as of every other command
    return True


def _opened(words: "list[str]") -> "Splash | None":
    """Put up the question that a sitting opens with, where it was found out the last time and nothing has changed."""
    from flashcards import told
    from flashcards.splash import Splash, can_draw

    if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty() and can_draw()):
        return None
    painting = told.opening(words, *os.get_terminal_size(sys.stdout.fileno()))
    if painting is None:
        return None
    splash = Splash()
    splash.begin()
    splash.show(painting)
    return splash


def _leave(code: int) -> None:
    """End the process at once: everything is written and closed, and taking modules apart takes a tenth of a second."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _run(words: list[str], out: "Door", opened: "Splash | None") -> int:
    """The one boundary: whatever a command cannot do ends here as a sentence on stderr; `opened`: what is up already."""
    from flashcards import garbage
    from flashcards.commands.context import Context
    from flashcards.splash import Splash
    from flashcards.words import FlashcardsError, UsageError

    context: Context | None = None
    try:
        with opened or Splash() as splash:
            words = _asked(words)
            arguments, rest = parser(words).parse_known_args(_spared(words))
            if arguments.command in OF_QUERIES:  # argparse takes words up to an option, not those behind it
                arguments.words += [word for word in rest if not word.startswith("-")]
                rest = [word for word in rest if word.startswith("-")]
            if rest:
                of = f"flashcards {arguments.command}" if arguments.command else "flashcards"
                raise UsageError(f"`{of}` knows no {rest[0].strip() or repr('')}; `{of} --help` says what it takes")
            context = Context(arguments, out, splash)
            _warn(context)
            if arguments.command not in (*FACES, "check"):  # it makes much once, in no circles, and ends
                garbage.from_now_on()
            code: int = module_of(arguments.command or SCREEN).run(context)
    except FlashcardsError as error:
        print(f"flashcards: {error}", file=sys.stderr)
        return error.exit_code
    finally:
        if context is not None:
            context.close()
    return code


def _warn(context: "Context") -> None:
    """Say what is wrong around a command that it does not itself look at."""
    command = context.arguments.command
    if command not in (*FACES, "check", "doctor"):
        for problem in context.library.settings_problems:
            print(problem, file=sys.stderr)
    if command in FACES and context.ahead:
        print(f"flashcards: {context.ahead}", file=sys.stderr)


def _asked(words: list[str]) -> list[str]:
    """`help` alone, and with the name of a command, is its `--help`; `help decks` is the guide."""
    topic = [word for word in words[1:2] if word[:1] != "-"]
    named = words[:1] == ["help"] and {*topic} <= COMMANDS.keys() - {"decks"}
    return [*topic, "--help"] if named and not {"-h", "--help"} & {*words} else words


def _spared(words: list[str]) -> list[str]:
    """The arguments so that argparse takes no word of a query, like `-harmonic`, for an option: a space stands before."""
    spared = list(words)
    begin = next((at for at, word in enumerate(words) if word in OF_QUERIES), len(words))
    for at, word in enumerate(words):
        of_query = at > begin or (at > 0 and words[at - 1] == "--query")
        if of_query and len(word) > 1 and word[0] == "-" and word[1] != "-" and word != "-h":
            spared[at] = f" {word}"
    return spared
