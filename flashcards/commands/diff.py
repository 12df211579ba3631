"""`diff`: what the next sitting would make of the edits of the decks."""

import argparse
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flashcards.cards import parts_of
from flashcards.commands.context import Context
from flashcards.decks.identity.match import Match
from flashcards.kinds import BY_NAME
from flashcards.library import Library
from flashcards.log.read import Wording
from flashcards.log.undoing import words_of
from flashcards.schedule.states import CardState
from flashcards.text import padded, terminal_columns
from flashcards.words import counted

LISTED = 20
"""So many cards of a sort are listed in lines; JSON has all."""
TEMPLATE = re.compile(r"\{\{\w+\}\}")
"""The place of a drawn value."""
HEADS = {
    "moved": "moved to another deck",
    "reworded": "renamed or reworded; the progress stays",
    "asked": "to recognise: a sitting asks, with both texts",
    "changed": "changed in meaning: `flashcards review --changed` checks them early",
    "new": "new",
    "gone": "gone; what is known comes back with the card",
}


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("--undo", action="store_true", help="take the latest link back, or the latest `no`")


def run(context: Context) -> int:
    library = context.library
    if context.arguments.undo:
        return _undo(context)
    found = compared(library)
    touched = {row["card"] for rows in found.values() for row in rows}
    answered = {name for name, state in library.states().items() if state.memory is not None}
    same = len((answered & library.cards.keys()) - touched)
    if context.arguments.json:
        context.print_json({"same": same, **found})
        return 0
    context.print(counted(same, "answered card is", "answered cards are") + " the same")
    width = terminal_columns(0)
    for sort, rows in found.items():
        if rows:
            context.tell("", f"{len(rows)} {HEADS[sort]}:")
            for row in rows[:LISTED]:
                line = f"  {_line(library, row)}"
                context.print(padded(line, width).rstrip() if width else line)
            if len(rows) > LISTED:
                context.print(f"  and {len(rows) - LISTED} more; --json lists them")
    return 0


def compared(library: Library) -> dict[str, list[dict[str, Any]]]:
    """The cards that edits have touched since the last sitting, sort by sort."""
    edits, states = library.edits, library.states()
    remembered = library.progress.remembered()
    followed = {match.card.id: match for match in edits.followed}
    asked = {match.card.id for match in edits.asked}
    changed = [*_changed(library, states)]
    is_changed = {row["card"] for row in changed}
    moved, new = [], []
    for card in library.cards.values():
        before = followed[card.id].old.deck if card.id in followed else getattr(remembered.get(card.id), "deck", "")
        if before and before != card.deck:
            moved.append({"card": card.id, "from_deck": before, "deck": card.deck})
        if not before and card.id not in asked and card.id not in states:
            new.append({"card": card.id, "deck": card.deck, "question": card.question_text})
    return {
        "moved": moved,
        "reworded": [
            *(
                {**_pair(match), "why": match.evidence.words}
                for match in edits.followed
                if match.card.id not in is_changed
            ),
            *_mended(library, remembered),
        ],
        "asked": [_pair(match) for match in library.doubts()],
        "changed": changed,
        "new": new,
        "gone": _gone(library, states),
    }


def _mended(library: Library, remembered: Mapping[str, Wording]) -> Iterator[dict[str, Any]]:
    """The cards that have kept name and meaning and have another text than at the last sitting."""
    for name in library.edits.mended:
        card, row = library.cards[name], remembered.get(name)
        if row is not None and (row.question, row.answer) != (card.question_text, card.answer_text):
            yield {
                "card": name,
                "from": name,
                "deck": card.deck,
                "question": card.question_text,
                "known_question": row.question,
                "why": "same meaning",
            }


def _changed(library: Library, states: Mapping[str, CardState]) -> Iterator[dict[str, Any]]:
    """The cards whose meaning may have changed; where their texts stand as they were, it is said what else has."""
    for name in library.changed():
        card = library.cards[name]
        row = {"card": name, "deck": card.deck, "question": card.question_text}
        same = parts_of(states[name].fingerprint or "")[:2] == parts_of(card.fingerprint)[:2]
        unseen = "signs or capitals" if BY_NAME[card.kind].answers_in_prose else "steps, unit or values"
        yield {**row, "why": f"other {unseen}"} if same else row


def _pair(match: Match) -> dict[str, Any]:
    return {
        "card": match.card.id,
        "from": match.old.name,
        "deck": match.card.deck,
        "question": match.card.question_text,
        "known_question": match.old.question,
    }


def _gone(library: Library, states: dict[str, CardState]) -> list[dict[str, Any]]:
    """The cards that no deck has, with what the log knows of them; those that an edition has retired are marked."""
    retired = {name for deck in library.decks for name in deck.retired}
    names = [name for name, state in states.items() if state.memory and name not in library.cards]
    waiting = {match.old.name for match in library.edits.asked}
    wordings = library.progress.remembered(names)
    rows = []
    for name in sorted(set(names) - waiting):
        state = states[name]
        assert state.memory is not None
        rows.append(
            {
                "card": name,
                "deck": wordings[name].deck if name in wordings else "",
                "question": wordings[name].question if name in wordings else "",
                "answers": state.reps,
                "stability": round(state.memory.stability, 1),
                "due_day": state.memory.due_day.isoformat(),
                "retired": name.partition("#")[0] in retired,
            }
        )
    return rows


def _line(library: Library, row: dict[str, Any]) -> str:
    """A card in one line of text."""
    words = [str(row["card"])]
    if row.get("from", row["card"]) != row["card"]:
        words.append(f"(was {row['from']})")
    if "from_deck" in row:
        words.append(f"{row['from_deck']} → {row['deck']}")
    if "why" in row:
        words.append(f"{row['why']}:" if row.get("question") else row["why"])
    if row.get("question"):
        words.append(_title(library, row["card"], row["question"]))
    if "answers" in row:
        known = f"{counted(row['answers'], 'answer')}, stability {row['stability']:g} days, due {row['due_day']}"
        words.append(f"[{known}{', retired' if row['retired'] else ''}]")
    return " ".join(words)


def _title(library: Library, name: str, text: str) -> str:
    """A card as it is asked; of one that is gone nothing can be drawn."""
    if name in library.cards:
        return library.titles([library.cards[name]])[0]
    from flashcards.titles import one_line

    return one_line(TEMPLATE.sub("…", text))


def _undo(context: Context) -> int:
    event = context.library.take_back(context.moment())
    context.print(
        "No link is left to take back."
        if event is None
        else f"Taken back: {words_of(context.library.progress, event)}."
    )
    return 0 if event is not None else 1
