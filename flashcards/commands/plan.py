"""`plan`: say when the interview is and how many minutes a day there are; see what that will come to."""

import argparse
from collections.abc import Callable
from typing import Any, TypeVar

from flashcards.commands.context import Context
from flashcards.days import Moment
from flashcards.interview import sentences
from flashcards.interview.roles import roles, strange_weights, weights_of
from flashcards.interview.written import (
    BadPlanError,
    Interview,
    Plan,
    day_ahead,
    days_from,
    importance_from,
    minutes_from,
    pass_from,
    weights_from,
)
from flashcards.records import replace
from flashcards.text import terminal_columns
from flashcards.words import UsageError

Found = TypeVar("Found")


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "day", nargs="?", metavar="DATE", help="the day of the interview: 2026-12-18, or 21 for in 21 days"
    )
    made.add_argument("--date", metavar="DATE", help="the same")
    made.add_argument(
        "--minutes",
        type=_read(minutes_from),
        metavar="M",
        help="minutes of study a day (20), or seven numbers from Monday to Sunday",
    )
    made.add_argument("--role", metavar="ROLE", help="what counts, by a name such as `computer vision`")
    made.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="deck:NAME=W",
        help="how much a deck, tag: or level: counts, usually 1 (repeatable)",
    )
    made.add_argument("--importance", type=_read(importance_from), metavar="X", help="against other interviews (1)")
    made.add_argument("--off", action="append", default=[], metavar="DATE", help="a day without study (repeatable)")
    made.add_argument(
        "--final-pass", type=_read(pass_from), metavar="DAYS", help="see every card once more in so many last days"
    )
    made.add_argument("--add", action="store_true", help="beside the interviews that are planned already")
    made.add_argument("--clear", action="store_true", help="end the plan; plain FSRS goes on from what you know")
    made.add_argument("--json", action="store_true", help="print JSON")


def _read(read: Callable[[str], Found]) -> Callable[[str], Found]:
    """An argument that is read as the plan's screen reads it."""

    def argument(text: str) -> Found:
        try:
            return read(text)
        except BadPlanError as err:
            raise argparse.ArgumentTypeError(str(err)) from err

    return argument


def run(context: Context) -> int:
    given, library, at = context.arguments, context.library, context.moment()
    changes = (given.day, given.date, given.minutes, given.role, given.importance, given.final_pass)
    changed = given.weight or given.off or given.add or any(value is not None for value in changes)
    if given.clear:
        if changed:
            raise UsageError("--clear stands alone: it ends the plan")
        had = library.settings.plan is not None
        if had:
            library.set("plan", None)
        context.print(sentences.ENDED if had else "There was no plan.")
        return 0
    if changed:
        _save(context, at)
    outlook = library.foresee(at)
    if given.json:
        context.print_json(document(library.settings.plan, None if outlook is None else dict(outlook.figures)))
        return 0
    if outlook is None:
        context.tell(sentences.over(library.settings.plan, at.study_day))
        return 0
    today = library.today(at)
    titles = {deck.name: deck.title for deck in library.decks}
    context.tell(*sentences.whole(outlook, at, titles, len(today.plan.due), len(today.plan.new), terminal_columns()))
    return 0


def _save(context: Context, at: Moment) -> None:
    """Take up the plan that the arguments ask for, and say it; raises UsageError, and the plan before stands."""
    given, library = context.arguments, context.library
    before = library.settings.plan
    plan = changed_plan(given, before, at)
    for interview in plan.interviews:
        weights_of(interview, roles(library.home) if interview.role else {})
    if (strange := strange_weights(plan, library.names.decks, library.names.tags)) and given.weight:
        raise UsageError(strange)
    library.set("plan", plan)
    try:
        library.basis(at)
    except UsageError:
        library.set("plan", before)
        raise
    if not given.json:
        context.tell(sentences.saved(plan), "")


def document(plan: Plan | None, figures: dict[str, Any] | None) -> dict[str, Any]:
    """What `--json` prints."""
    return {"plan": None if plan is None else plan.text(), "outlook": figures}


def changed_plan(given: argparse.Namespace, before: Plan | None, at: Moment) -> Plan:
    """The plan that the arguments ask for; raises UsageError."""
    if given.day and given.date and given.day != given.date:
        raise UsageError(f"two dates, {given.day} and {given.date}; --add puts one interview beside another")
    text = given.day or given.date
    try:
        off = days_from(" ".join(given.off), at.study_day)
        day = day_ahead(text, at.study_day) if text else None
        weights = weights_from(given.weight)
    except BadPlanError as err:
        raise UsageError(str(err)) from err
    if day is None and (before is None or not before.interviews):
        raise UsageError("there is no interview yet; say its day: flashcards plan 2026-12-18 --minutes 20")
    interviews = before.interviews if before else ()
    if day is not None:
        new = Interview(day, given.role or "", weights, given.importance or 1.0)
        kept = tuple(i for i in interviews if i.day > at.study_day) if given.add else ()
        interviews = (*kept, new)
    elif given.role is not None or given.weight or given.importance is not None:
        last = interviews[-1]
        role = last.role if given.role is None else given.role
        last = replace(
            last,
            role=role,
            weights=weights if given.weight else last.weights,
            importance=given.importance or last.importance,
        )
        interviews = (*interviews[:-1], last)
    plan = replace(before, interviews=interviews) if before else Plan(interviews)
    if given.minutes is not None:
        plan = replace(plan, minutes=given.minutes)
    if off:
        plan = replace(plan, days_off=tuple(sorted({*plan.days_off, *off})))
    return plan if given.final_pass is None else replace(plan, final_pass=given.final_pass)
