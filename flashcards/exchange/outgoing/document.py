"""Cards as JSON: every field as its deck has it, drawn examples, and on request state and history."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Notes
from flashcards.decks import file as deckfile
from flashcards.decks.folder import read
from flashcards.events import Event
from flashcards.exchange.outgoing.entry import Entry
from flashcards.records import fields as note_fields
from flashcards.schedule.states import CardState
from flashcards.text import json_text


def json_list(entries: Sequence[Entry], histories: Mapping[str, Sequence[Event]] | None) -> str:
    """A list of cards, one a line; `histories` are the answers that go along, none: they stay."""
    by_card: dict[str, list[Entry]] = {}
    for entry in entries:
        by_card.setdefault(entry.card.id, []).append(entry)
    fields = _Fields()
    lines = (json_text(dict(_card(several, fields.of(several[0].card), histories))) for several in by_card.values())
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _card(
    draws: Sequence[Entry], fields: Mapping[str, Any], histories: Mapping[str, Sequence[Event]] | None
) -> Iterator[tuple[str, Any]]:
    entry = draws[0]
    card, notes = entry.card, entry.card.notes
    yield from entry.plain().items()
    yield from (("id", card.id), ("source", notes.source), ("tags", notes.tags))
    yield from (("hints", entry.question.hints), ("follow_ups", entry.question.follow_ups))
    yield "fields", {**fields, **{f.name: value for f in note_fields(Notes) if (value := getattr(notes, f.name))}}
    if entry.draw:
        yield "draws", [{**_texts(one), **one.question.drawn} for one in draws]
    if histories is not None:
        yield "state", _state(entry.state)
        yield "history", [event.to_json() for event in histories.get(card.id, ())]


def _texts(entry: Entry) -> dict[str, str]:
    found = entry.plain()
    return {name: found[name] for name in ("question", "answer", "why", "mistake")}


def _state(state: CardState) -> dict[str, Any]:
    memory = state.memory
    found: dict[str, Any] = {
        "phase": state.phase_name,
        "reps": state.reps,
        "lapses": state.lapses,
        "suspended": state.suspended,
        "flag": state.flag,
    }
    if memory:
        found |= {"stability": round(memory.stability, 4), "difficulty": round(memory.difficulty, 4)}
        found |= {"last_day": memory.last_day.isoformat(), "due_day": memory.due_day.isoformat()}
    return found


class _Fields:
    """The fields of cards as their decks have them; each file is read once."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[str, Mapping[str, Any]]] = {}

    def of(self, card: Card) -> Mapping[str, Any]:
        """The checked values that the card's kind read; none where the file has gone meanwhile."""
        path = card.place.path
        if path not in self._known:
            try:
                deck, values = deckfile.load_with_fields(read(path), path, card.deck)
            except OSError:
                return {}
            self._known[path] = {found.id: value for found, value in zip(deck.cards, values, strict=True)}
        return self._known[path].get(card.id, {})
