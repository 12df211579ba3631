"""`stats`: figures in the terminal, as JSON, as a page and as pictures."""

import argparse
from datetime import date

from flashcards.commands.context import Context
from flashcards.days import Moment
from flashcards.files import expanded
from flashcards.stats import lines as summary
from flashcards.stats.document import document
from flashcards.stats.figures import Figures, period
from flashcards.stats.page import report
from flashcards.words import UsageError, counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument(
        "--deck",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="only these decks, or folders of decks",
    )
    made.add_argument("--query", default="", metavar="Q", help="only the cards that `find Q` lists, e.g. tag:softmax")
    made.add_argument("--since", default="all", metavar="P", help="from when: 30d, 12w, 6m, 1y, all, or 2026-11-01")
    made.add_argument("--until", metavar="D", help="up to which day, like 2026-11-22")
    made.add_argument("--html", metavar="FILE", help="write one self-contained page")
    made.add_argument("--svg", metavar="DIR", help="write one SVG file for each picture")
    made.add_argument(
        "--force", action="store_true", help="also in the place of files that are no such pages or pictures"
    )


def run(context: Context) -> int:
    arguments, at = context.arguments, context.moment()
    since, until = _period(arguments, at)
    figures = Figures(context.library, at, _stats_query(context), since, until)
    written = _write_stats(figures, arguments)
    if arguments.json:
        context.print_json(document(figures))
    elif written:
        context.print(*written)
    else:
        encoding = getattr(context.out, "encoding", None) or "utf-8"
        lines = summary.lines(figures, summary.glyphs_for(encoding))
        context.print(*(line.encode(encoding, "replace").decode(encoding) for line in lines))
    return 0


def _period(arguments: argparse.Namespace, at: Moment) -> tuple[date | None, date | None]:
    since = period(arguments.since, at.study_day)
    try:
        until = date.fromisoformat(arguments.until) if arguments.until else None
    except ValueError as err:
        raise UsageError(f"--until {arguments.until!r} is not a day; write it like 2026-11-22") from err
    if since and since > at.study_day:
        raise UsageError(f"--since {since} has not come yet; the study day is {at.study_day}")
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}; nothing lies between them")
    return since, until


def _stats_query(context: Context) -> str:
    """The query that --deck and --query stand for together; raises LibraryError for a deck that is not there."""
    library, names = context.library, context.arguments.deck
    for name in names:
        if not any(deck.name.startswith(f"{name}/") for deck in library.decks):
            library.deck(name)
    listed = ",".join(names)
    decks = [f'deck:"{listed}"' if " " in listed else f"deck:{listed}"] if names else []
    query = context.arguments.query.strip()
    return " ".join([*decks, *([f"({query})" if decks else query] if query else [])])


def _write_stats(figures: Figures, arguments: argparse.Namespace) -> list[str]:
    """Write what --html and --svg ask for and say so; raises FileError."""
    said = []
    if arguments.html is not None:
        path = expanded(arguments.html, "--html")
        report.write_page(figures, path, force=arguments.force)
        said.append(f"Written: {path}")
    if arguments.svg is not None:
        path = expanded(arguments.svg, "--svg")
        count = len(report.write_pictures(figures, path, force=arguments.force))
        said.append(f"Written: {counted(count, 'picture')} in {path}" if count else "There is nothing to draw yet.")
    return said
