"""`due`: what today holds, quick enough for a shell prompt."""

import argparse
from typing import Any

from flashcards import told
from flashcards.commands.context import Context
from flashcards.library import Count
from flashcards.text import json_text


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    context.print(tell(context)["--json" if context.arguments.json else ""])
    return 0


def tell(context: Context) -> dict[str, str]:
    """What `due` says now, plain and as JSON; kept, so that it is told again until something changes."""
    from flashcards.days import minutes_words

    at, library = context.moment(), context.library
    made_of = told.marks(str(library.home), library.settings.rollover_hour)
    overview = library.overview(at)
    total = overview.total
    readiness: dict[str, Any] = {}
    if overview.outlook is not None:
        made = overview.outlook
        readiness = {
            "readiness": {
                "computed_ms": made.made_ms,
                "study_day": made.study_day.isoformat(),
                **made.figures["readiness"],
                "interviews": made.figures["interviews"],
            }
        }
    text = f"{total.due} due, {total.new} new, {total.learning} learning, {minutes_words(total.minutes)}"
    if overview.outlook is not None:
        from flashcards.interview import sentences

        text += f"\n{sentences.headline(overview.outlook, at.study_day)}"
    decks = [{"deck": name, **count_json(count)} for name, count in overview.decks.items()]
    document = {"study_day": at.study_day.isoformat(), **count_json(total), **readiness, "decks": decks}
    said = {"": text, "--json": json_text(document)}
    if context.usual:
        for form, line in said.items():
            words = ["due", form] if form else ["due"]
            told.keep(str(context.cache), words, library.settings.rollover_hour, made_of, f"{line}\n")
    return said


def count_json(count: Count) -> dict[str, Any]:
    """A count as `due` and `decks` print it."""
    return {"due": count.due, "new": count.new, "learning": count.learning, "minutes": round(count.minutes, 1)}
