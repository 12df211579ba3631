"""`tune`: fit the scheduler to the person's own log."""

import argparse
import re
import sys
from collections.abc import Sequence

from flashcards.commands.context import Context
from flashcards.events import Kind
from flashcards.library import Library
from flashcards.schedule import training as tune
from flashcards.schedule.training import Group, TuneError
from flashcards.words import UsageError


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("--dry-run", action="store_true", help="show what would come of it and write nothing")
    made.add_argument("--undo", action="store_true", help="take back this device's latest training")
    made.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAME=DECK,DECK",
        help="train these decks apart from the others (repeatable)",
    )


def run(context: Context) -> int:
    arguments, library = context.arguments, context.library
    if arguments.undo and (arguments.group or arguments.dry_run):
        raise UsageError("--undo stands alone: it takes back the latest training")
    groups = _groups(library, arguments.group)
    try:
        return _untune(context) if arguments.undo else _tune(context, groups or [None])
    except tune.TuneError as err:
        print(f"flashcards: {err}", file=sys.stderr)
        return 1


def _groups(library: Library, texts: Sequence[str]) -> list[Group | None]:
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


def _tune(context: Context, groups: Sequence[Group | None]) -> int:
    library, at, code, rows = context.library, context.moment(), 0, []
    found, model, states = library.progress.lessons(), library.progress.model, library.progress.states()
    for group in groups:
        try:
            trial = tune.train(found.stretches, model, group)
        except tune.TuneError as err:
            print(f"flashcards: {err}", file=sys.stderr)
            code = 1
            continue
        after = tune.applied(model, trial)
        retention = library.settings.desired_retention
        moved = tune.moved(found.latest, states, model, after, at.study_day, retention, library.progress.history)
        written = trial.name is not None and not context.arguments.dry_run
        if written:
            library.progress.append(library.progress.make(Kind.PARAMETERS, at, None, detail=trial.detail()))
        model = after
        rows.append(
            {
                "group": None,
                **trial.detail(),
                "kept": trial.name is not None,
                "written": written,
                "held_out": trial.held_out,
                "rmse_bins_before": round(trial.before.rmse_bins, 6),
                "rmse_bins_after": round(trial.after.rmse_bins, 6),
                "due_days_moved": moved[0],
                "due_days": moved[1],
            }
        )
        if not context.arguments.json:
            context.print(*trial.lines(moved, written=written))
    if context.arguments.json:
        context.print_json(rows)
    return code


def _untune(context: Context) -> int:
    undone = context.library.progress.undo(context.moment(), Kind.PARAMETERS)
    if undone is None:
        raise TuneError("this device has no training to take back")
    name = (undone.detail or {}).get("name")
    if context.arguments.json:
        context.print_json({"taken_back": name})
    else:
        context.print(f"Taken back: {name}. Memory follows at once, due days stand until each card's next review.")
    return 0
