"""Commands that show: due, decks, find, why, show, formulas, log."""

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flashcards.commands.context import Context
from flashcards.library import Count

WIDE = 100
"""A terminal of so many columns has room for the deck's name."""
LONGEST_ID = 40
TERM = 20
"""Columns for a term of the search language in its help."""


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


def _count_json(count: Count) -> dict[str, Any]:
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
            **_count_json(overview.decks[deck.name] if on else Count()),
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


def _tally(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def run_find(context: Context) -> int:
    from flashcards.text import cell_width, padded
    from flashcards.titles import title
    from flashcards.words import counted

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
        width = shutil.get_terminal_size((0, 0)).columns
        name = max((cell_width(f.card.id) for f in found), default=0)
        deck = max((cell_width(f.card.deck) for f in found), default=0) if not 0 < width < WIDE else 0
        for f in found:
            head = f"{f.card.id:{min(name, LONGEST_ID)}}  " + (f"{f.card.deck:{deck}}  " if deck else "")
            line = head + title(f.card)
            context.print(padded(line, width).rstrip() if width else line)
        context.print(counted(len(found), "card"))
    return 0


def language(width: int) -> list[str]:
    """The search language as lines of help."""
    from flashcards.query import LANGUAGE

    lines = ["terms of a query:"]
    for term, meaning in LANGUAGE:
        first, *more = textwrap.wrap(meaning, max(20, width - TERM - 2))
        lines += [f"  {term:{TERM}}{first}", *(" " * (TERM + 2) + line for line in more)]
    return lines


def run_why(context: Context) -> int:
    from flashcards.why import why

    card = context.library.card(context.arguments.card)
    explained = why(context.library, card, context.moment())
    if context.arguments.json:
        context.print_json(explained.to_json())
    else:
        context.print(card.id, *explained.sentences())
    return 0


def run_show(context: Context) -> int:
    from flashcards import kinds
    from flashcards.markup.markdown import as_text

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
    from flashcards.formulas.functions import describe_functions

    rows = describe_functions()
    if context.arguments.json:
        context.print_json([{"name": n, "usage": usage, "what": what} for n, usage, what in rows])
    else:
        context.print(*(f"{usage}\n    {what}" for _, usage, what in rows))
    return 0


def run_log(context: Context) -> int:
    library = context.library
    library.states()  # a progress file that cannot be used is said
    for event in library.progress.events():
        context.print_json(event.to_json())
    return 0
