"""`due`: what today holds, quick enough for a shell prompt."""

import argparse
from typing import Any

from flashcards.commands.context import Context
from flashcards.library import Count


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    from flashcards.days import minutes_words

    at = context.moment()
    overview = context.library.overview(at)
    total = overview.total
    if context.arguments.json:
        readiness = {} if overview.outlook is None else {"readiness": {
            "computed_ms": overview.outlook.made_ms, "study_day": overview.outlook.study_day.isoformat(),
            **overview.outlook.figures["readiness"], "interviews": overview.outlook.figures["interviews"],
        }}  # fmt: skip
        context.print_json({
            "study_day": at.study_day.isoformat(), **count_json(total), **readiness,
            "decks": [{"deck": name, **count_json(count)} for name, count in overview.decks.items()],
        })  # fmt: skip
    else:
        context.print(f"{total.due} due, {total.new} new, {total.learning} learning, {minutes_words(total.minutes)}")
        if overview.outlook is not None:
            from flashcards.interview import sentences

            context.print(sentences.headline(overview.outlook, at.study_day))
    return 0


def count_json(count: Count) -> dict[str, Any]:
    """A count as `due` and `decks` print it."""
    return {"due": count.due, "new": count.new, "learning": count.learning, "minutes": round(count.minutes, 1)}
