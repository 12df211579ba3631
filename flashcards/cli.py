"""The commands. Each imports what it needs, so that `due` in a shell prompt pays for nothing else."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flashcards import __version__
from flashcards.days import Moment, moment

if TYPE_CHECKING:
    from flashcards.cards import Problem
    from flashcards.figures import Figures
    from flashcards.library import Library
    from flashcards.tune import Group

EXAMPLES = """\
examples:
  flashcards                          open the home screen
  flashcards review metrics           review one deck
  flashcards review --plain           review in plain lines, without the full screen
  flashcards review --practice        go over cards without touching the schedule
  flashcards due --json               what is due today, for a shell prompt
  flashcards check my-decks/          every problem of your decks, with its line
  flashcards find "deck:metrics is:leech"
  flashcards why f1-harmonic          why a card is due when it is
  flashcards stats --html progress.html
"""


class UsageError(Exception):
    """The command line asks for something that cannot be; exit code 2."""


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

    def command(name: str, description: str, *, as_json: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[shared], help=description, description=description)
        if as_json:
            made.add_argument("--json", action="store_true", help="print JSON")
        return made

    review = command("review", "review today's cards, of all decks or of some")
    review.add_argument("deck", nargs="*", help="decks by name")
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
    find = command(
        "find", "cards by words, deck:, tag:, kind:, level:, is:due|new|suspended|buried|flagged|leech", as_json=True
    )
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


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 9999:  # noqa: PLR2004 - a day has no more
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 9999")
    return int(text)


def clock_from(text: str | None) -> Callable[[], datetime]:
    """The clock: the machine's, or one that was at `text` when the program began and runs on from there."""
    if text is None:
        return lambda: datetime.now().astimezone()
    try:
        given = datetime.fromisoformat(text)
        then = given if given.tzinfo else given.astimezone()
        then + timedelta(days=366)
    except (ValueError, OverflowError) as err:
        raise UsageError(f"--now {text!r} is not a date; write it like 2026-11-22T09:00") from err
    began = datetime.now(UTC)
    return lambda: then + (datetime.now(UTC) - began)


def home_folder(arguments: argparse.Namespace) -> Path:
    """The home: --home, FLASHCARDS_HOME, or the platform's data folder."""
    given = getattr(arguments, "home", None) or os.environ.get("FLASHCARDS_HOME")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("flashcards", appauthor=False)


def deck_roots(arguments: argparse.Namespace) -> list[Path]:
    """The only decks to read: --decks, or FLASHCARDS_DECKS; none given: the bundled ones and the person's own."""
    given = getattr(arguments, "decks", None)
    if given:
        return list(given)
    return [Path(part).expanduser() for part in os.environ.get("FLASHCARDS_DECKS", "").split(os.pathsep) if part]


class Context:
    """What every command works with."""

    def __init__(self, arguments: argparse.Namespace, out: TextIO) -> None:
        from flashcards.library import Library

        self.arguments = arguments
        self.out = out
        self.clock = clock_from(getattr(arguments, "now", None))
        self.library: Library = Library(home_folder(arguments), deck_roots(arguments))

    def moment(self) -> Moment:
        return moment(self.clock(), self.library.settings.rollover_hour)

    def print(self, *lines: str) -> None:
        from flashcards.text import clean

        for line in lines:
            self.out.write(clean(line) + "\n")

    def print_json(self, document: Any) -> None:
        self.out.write(json.dumps(document, ensure_ascii=False) + "\n")


def run_due(context: Context) -> int:
    from flashcards.days import minutes_words

    at = context.moment()
    overview = context.library.overview(at)
    total = overview.total
    if context.arguments.json:
        context.print_json({
            "study_day": at.study_day.isoformat(), **_count_json(total),
            "decks": [{"deck": name, **_count_json(count)} for name, count in overview.decks.items()],
        })  # fmt: skip
    else:
        context.print(f"{total.due} due, {total.new} new, {total.learning} learning, {minutes_words(total.minutes)}")
    return 0


def _count_json(count: Any) -> dict[str, Any]:
    return {"due": count.due, "new": count.new, "learning": count.learning, "minutes": round(count.minutes, 1)}


def run_decks(context: Context) -> int:
    library = context.library
    overview = library.overview(context.moment())
    rows = []
    for deck in library.decks:
        on = deck.name in overview.decks
        rows.append({
            "deck": deck.name, "title": deck.title, "cards": len({card.family for card in deck.cards}),
            "siblings": len(deck.cards), "on": on, "bundled": deck.bundled,
            "problems": len(deck.problems), "path": str(deck.path), "unseen": overview.unseen[deck.name],
            **_count_json(overview.decks[deck.name] if on else overview.total.__class__()),
            "kinds": _tally({card.family: card.kind for card in deck.cards}.values()),
        })  # fmt: skip
    if context.arguments.json:
        context.print_json(rows)
    else:
        for row in rows:
            state = "" if row["on"] else "  (switched off)"
            broken = f"  {row['problems']} problems" if row["problems"] else ""
            context.print(f"{row['deck']:24} {row['cards']:4} cards {row['due']:4} due {row['new']:4} new  "
                          f"{row['title']}{broken}{state}")  # fmt: skip
    return 0


def _tally(words: Any) -> dict[str, int]:
    from collections import Counter

    return dict(sorted(Counter(words).items()))


def run_check(context: Context) -> int:
    from flashcards import lint, naming
    from flashcards.library import Library

    def several(number: int, noun: str) -> str:
        return f"{number} {noun}{'' if number == 1 else 's'}"

    arguments, library = context.arguments, context.library
    if arguments.path:
        library = Library(library.home, arguments.path)
    problems: list[Problem] = []
    if arguments.fix:
        written, problems = naming.fix(library.decks, [card.family for card in context.library.cards.values()])
        for path, count in written.items():
            print(f"{path}: {several(count, 'id')} written", file=sys.stderr)
        library.reload()
    problems += [*library.settings_problems, *library.problems, *lint.examined(library.decks)]
    findings = lint.inspect(library.decks) if arguments.strict else []
    problems += [found.problem for found in findings if not found.note]
    notes = [found.problem for found in findings if found.note]
    tables = [lint.table(deck) for deck in library.decks if arguments.strict]
    if arguments.json:
        listed = lint.as_json(problems)
        whole = {"problems": listed, "notes": lint.as_json(notes), "decks": list(map(lint.table_json, tables))}
        context.print_json(whole if arguments.strict else listed)
    else:
        context.print(*map(str, problems), *(f"{note} (a note)" for note in notes))
        for table in tables:
            context.print("", *lint.aligned(table), "")
        sound = sum(len({card.family for card in deck.cards}) for deck in library.decks)
        counts = ((len(library.decks), "deck"), (sound, "sound card"), (len(problems), "problem"))
        context.print(", ".join(several(*count) for count in counts))
    return 1 if problems else 0


def run_find(context: Context) -> int:
    from flashcards.markdown import as_text
    from flashcards.text import counted

    found = context.library.find(" ".join(context.arguments.query), context.moment())
    if context.arguments.json:
        context.print_json([
            {"card": f.card.id, "deck": f.card.deck, "kind": f.card.kind, "question": f.card.question_text,
             "tags": list(f.card.notes.tags), "level": f.card.notes.level,
             "state": f.state.memory.phase.value if f.state.memory else "new",
             "due_day": f.state.memory.due_day.isoformat() if f.state.memory else None,
             "lapses": f.state.lapses, "suspended": f.state.suspended, "flag": f.state.flag}
            for f in found
        ])  # fmt: skip
    else:
        for f in found:
            first = as_text(f.card.question_text).split("\n")[0]
            context.print(f"{f.card.id:32} {f.card.deck:20} {first[:80]}")
        context.print(counted(len(found), "card"))
    return 0


def run_why(context: Context) -> int:
    from flashcards.reasons import why, why_lines

    at = context.moment()
    explained = why(context.library, context.library.card(context.arguments.card), at)
    if context.arguments.json:
        context.print_json(explained)
    else:
        context.print(explained["card"], *why_lines(explained, at))
    return 0


def run_show(context: Context) -> int:
    from flashcards import kinds
    from flashcards.markdown import as_text

    card = context.library.card(context.arguments.card)
    question = kinds.ask_seeded(card, context.arguments.seed)
    if context.arguments.json:
        context.print_json({
            "card": card.id, "deck": card.deck, "kind": card.kind, "question": question.text, "answer": question.answer,
            "drawn": dict(question.drawn), "why": question.notes.why, "mistake": question.notes.mistake,
            "source": list(question.notes.source),
        })  # fmt: skip
    else:
        from flashcards.plain import options

        context.print(as_text(question.text, 100), *options(question), "", as_text(question.answer, 100))
        if question.notes.why:
            context.print("", as_text(f"Why: {question.notes.why}", 100))
    return 0


def run_formulas(context: Context) -> int:
    from flashcards.functions import describe_functions

    rows = describe_functions()
    if context.arguments.json:
        context.print_json([{"name": n, "usage": usage, "what": what} for n, usage, what in rows])
    else:
        context.print(*(f"{usage}\n    {what}" for _, usage, what in rows))
    return 0


def run_log(context: Context) -> int:
    library = context.library
    if library.begun:
        for event in library.progress.events():
            context.print_json(event.to_json())
    return 0


def run_tune(context: Context) -> int:
    from flashcards import tune

    arguments, library = context.arguments, context.library
    if arguments.undo and (arguments.group or arguments.dry_run):
        raise UsageError("--undo stands alone: it takes back the latest training")
    groups = _groups(library, arguments.group)
    library.states()  # a progress file that cannot be used is said
    try:
        return _untune(context) if arguments.undo else _tune(context, groups or [None])
    except tune.TuneError as err:
        print(f"flashcards: {err}", file=sys.stderr)
        return 1


def _groups(library: "Library", texts: Sequence[str]) -> "list[Group | None]":
    from flashcards.tune import Group

    groups: list[Group | None] = []
    taken: dict[str, str] = {}
    for text in texts:
        name, _, decks = text.partition("=")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name) or not decks:
            raise UsageError(f"--group {text!r} is not a group; write it like --group vision=cnn,detection")
        members = [library.deck(deck.strip()) for deck in decks.split(",")]
        for named in (f"group {name}", *(f"deck {deck.name}" for deck in members)):
            if named in taken:
                raise UsageError(f"the {named} stands twice, in --group {taken[named]} and --group {text}")
            taken[named] = text
        families = frozenset(card.family for deck in members for card in deck.cards)
        groups.append(Group(name, tuple(deck.name for deck in members), families))
    return groups


def _tune(context: Context, groups: "Sequence[Group | None]") -> int:
    from flashcards import tune
    from flashcards.events import Kind, histories
    from flashcards.scheduling import Model

    library, at, code, rows = context.library, context.moment(), 0, []
    of_cards = histories(library.progress.events()) if library.begun else {}
    model = library.progress.model if library.begun else Model()
    examples = tune.training_set(of_cards)
    for group in groups:
        try:
            trial = tune.train(examples, model, group)
        except tune.TuneError as err:
            print(f"flashcards: {err}", file=sys.stderr)
            code = 1
            continue
        after = tune.applied(model, trial)
        retention = library.settings.desired_retention
        moved = tune.moved(of_cards, library.states(), model, after, at.study_day, retention)
        written = trial.name is not None and not context.arguments.dry_run
        if written:
            library.progress.append(library.progress.make(Kind.PARAMETERS, at, None, detail=trial.detail()))
        model = after
        rows.append({
            "group": None, **trial.detail(), "kept": trial.name is not None, "written": written, "held_out": trial.held_out,
            "rmse_bins_before": round(trial.before.rmse_bins, 6), "rmse_bins_after": round(trial.after.rmse_bins, 6),
            "due_days_moved": moved[0], "due_days": moved[1],
        })  # fmt: skip
        if not context.arguments.json:
            context.print(*trial.lines(moved, written=written))
    if context.arguments.json:
        context.print_json(rows)
    return code


def _untune(context: Context) -> int:
    from flashcards.events import Kind
    from flashcards.tune import TuneError

    log = context.library.progress if context.library.begun else None
    mine = [e for e in log.standing() if e.event is Kind.PARAMETERS and e.device == log.device] if log else []
    if log is None or not mine:
        raise TuneError("this device has no training to take back")
    log.append(log.make(Kind.UNDO, context.moment(), None, detail={"undoes": mine[-1].id}))
    name = (mine[-1].detail or {}).get("name")
    if context.arguments.json:
        context.print_json({"taken_back": name})
    else:
        context.print(f"Taken back: {name}. Memory follows at once, due days stand until each card's next review.")
    return 0


def run_stats(context: Context) -> int:
    from flashcards import summary
    from flashcards.figures import Figures

    arguments, at = context.arguments, context.moment()
    since, until = _period(arguments, at)
    figures = Figures(context.library, at, _stats_query(context), since, until)
    written = _write_stats(figures, arguments)
    if written is None:
        return 1
    if arguments.json:
        context.print_json(figures.to_json())
    elif arguments.html or arguments.svg:
        context.print(*written)
    else:
        encoding = getattr(context.out, "encoding", None) or "utf-8"
        lines = summary.lines(figures, summary.glyphs_for(encoding))
        context.print(*(line.encode(encoding, "replace").decode(encoding) for line in lines))
    return 0


def _period(arguments: argparse.Namespace, at: Moment) -> tuple[date | None, date | None]:
    from flashcards.figures import period

    since = period(arguments.since, at.study_day)
    try:
        until = date.fromisoformat(arguments.until) if arguments.until else None
    except ValueError as err:
        raise UsageError(f"--until {arguments.until!r} is not a day; write it like 2026-11-22") from err
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}; nothing lies between them")
    return since, until


def _stats_query(context: Context) -> str:
    """The query that --deck and --query stand for together; raises LibraryError for a deck that is not there."""
    library, names = context.library, context.arguments.deck
    for name in names:
        if not any(deck.name.startswith(f"{name}/") for deck in library.decks):
            library.deck(name)
    decks = [f'"deck:{",".join(names)}"' if " " in "".join(names) else f"deck:{','.join(names)}"] if names else []
    return " ".join([*decks, *([context.arguments.query] if context.arguments.query.strip() else [])])


def _write_stats(figures: "Figures", arguments: argparse.Namespace) -> list[str] | None:
    """Write what --html and --svg ask for and say so; none where a file cannot be written."""
    from flashcards import report
    from flashcards.text import counted

    said, path = [], arguments.html
    try:
        if arguments.html:
            report.write_page(figures, path)
            said.append(f"Written: {path}")
        if path := arguments.svg:
            count = len(report.write_pictures(figures, path))
            said.append(f"Written: {counted(count, 'picture')} in {path}" if count else "There is nothing to draw yet.")
    except OSError as err:
        print(f"flashcards: {path} cannot be written ({err.strerror or err}); name another place", file=sys.stderr)
        return None
    return said


def run_review(context: Context) -> int:
    from flashcards.events import Mode

    arguments, library = context.arguments, context.library
    names = [library.deck(name).name for name in arguments.deck] or None
    if not arguments.plain and sys.stdin.isatty() and sys.stdout.isatty():
        return _full_screen(context, names)
    from flashcards.plain import Sitting

    at = context.moment()
    limits = library.limits
    if arguments.__dict__.get("new") is not None:
        limits = replace(limits, new=arguments.new)
    if arguments.__dict__.get("minutes") is not None:
        limits = replace(limits, minutes=arguments.minutes)
    plan = library.practice(at, names) if arguments.practice else library.agenda(at, names, limits=limits)
    mode = Mode.PRACTICE if arguments.practice else Mode.REVIEW
    _warn(library)
    session = library.session(plan, context.moment, mode)
    Sitting(library, session, context.moment, sys.stdin, context.out).run()
    library.progress.back_up(context.moment().study_day)
    return 0


def _warn(library: "Library") -> None:
    for problem in library.settings_problems:
        print(problem, file=sys.stderr)
    if library.problems:
        from flashcards.text import counted

        print(f"{counted(len(library.problems), 'problem')} in decks; `flashcards check` lists them", file=sys.stderr)


def _full_screen(context: Context, names: list[str] | None = None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the full screen needs a terminal; use `flashcards review --plain`")
    context.library.states()  # a progress file that cannot be used is said before the screen changes
    from flashcards.tui.app import FlashcardsApp

    arguments = context.arguments
    app = FlashcardsApp(
        context.library, context.clock, decks=names, begin=arguments.command == "review",
        new=arguments.__dict__.get("new"), minutes=arguments.__dict__.get("minutes"),
        practice=bool(arguments.__dict__.get("practice")),
    )  # fmt: skip
    app.run()
    return app.return_code or 0


COMMANDS: dict[str | None, Callable[[Context], int]] = {
    None: _full_screen, "review": run_review, "due": run_due, "decks": run_decks, "check": run_check,
    "find": run_find, "why": run_why, "log": run_log, "show": run_show, "formulas": run_formulas,
    "tune": run_tune, "stats": run_stats,
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 fine, 1 something is wrong with decks or data, 2 usage."""
    # A stream that the shell has closed is None: nothing is read from it, and what is written goes nowhere.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    arguments = parser().parse_args(argv)
    from flashcards.library import LibraryError
    from flashcards.progress import ProgressError
    from flashcards.query import QueryError

    context: Context | None = None
    try:
        context = Context(arguments, sys.stdout)
        code = COMMANDS[arguments.command](context)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader is gone: point stdout away, so that the interpreter's last flush does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (UsageError, LibraryError, QueryError) as err:
        print(f"flashcards: {err}", file=sys.stderr)
        return 2
    except ProgressError as err:
        print(f"flashcards: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if context is not None:
            context.library.close()
    return code
