"""Decks as CrowdAnki writes them: JSON with Anki's note types, notes, and decks within decks."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flashcards.exchange.incoming import media
from flashcards.exchange.incoming.anki.collection import Note, NoteType, Template
from flashcards.exchange.incoming.anki.notes import Converter
from flashcards.exchange.incoming.anki.templates import side
from flashcards.exchange.incoming.brought import Left, Source, mappings
from flashcards.exchange.incoming.html import markdown

DEEPEST = 20


def is_deck(document: Any) -> bool:
    """Whether it is such a deck."""
    return (
        isinstance(document, Mapping) and document.get("__type__") == "Deck" and isinstance(document.get("notes"), list)
    )


def read(document: Mapping[str, Any], source: Source, path: Path) -> Source:
    """The cards of such a deck, and of those in it; its media lie in the folder `media` beside it.

    Its notes are known by what Anki knows them by: those of a package are the same.
    """
    source.format, source.space = f"CrowdAnki, {source.format}", "anki"
    source.title = str(document.get("name") or source.title).split("::")[-1]
    beside = media.Beside(path.parent, source)
    converter = Converter(partial(markdown, media=partial(beside.place, path)))
    _read(document, source, converter, {}, (), 0)
    return source


def _read(
    deck: Mapping[str, Any],
    source: Source,
    converter: Converter,
    types: dict[str, NoteType],
    within: tuple[str, ...],
    depth: int,
) -> None:
    types = types | dict(_types(deck))
    path = (*within, *filter(None, str(deck.get("name", "")).split("::")[len(within) :]))
    for at, row in enumerate(mappings(deck.get("notes")), 1):
        fields = tuple(map(str, row["fields"])) if isinstance(row.get("fields"), list) else ()
        of = types.get(str(row.get("note_model_uuid")))
        if of is None or not fields:
            why = "it has no note type" if of is None else "it has no fields"
            source.left.append(Left(f"note {at}", why, "\n".join(fields)))
            continue
        tags = " ".join(map(str, row["tags"])) if isinstance(row.get("tags"), list) else ""
        note = Note(at, str(row.get("guid") or fields[0]), 0, tags, fields)
        for made in converter.cards(note, of, _shown(note, of)):
            if isinstance(made, Left):
                source.left.append(made)
            else:
                made[0].deck = path
                source.cards.append(made[0])
    for child in mappings(deck.get("children")) if depth < DEEPEST else ():
        _read(child, source, converter, types, path, depth + 1)


def _types(deck: Mapping[str, Any]) -> Iterator[tuple[str, NoteType]]:
    for of in mappings(deck.get("note_models")):
        templates = (
            Template(*(str(one.get(key, "")) for key in ("name", "qfmt", "afmt"))) for one in mappings(of.get("tmpls"))
        )
        names = tuple(str(one.get("name", "")) for one in mappings(of.get("flds")))
        yield (
            str(of.get("crowdanki_uuid")),
            NoteType(str(of.get("name", "")), of.get("type") == 1, names, tuple(templates)),
        )


def _shown(note: Note, of: NoteType) -> list[int]:
    """The templates that make a card of a note: those whose front shows something of it."""
    if of.cloze:
        return [0]
    fields = dict(zip(of.fields, note.fields, strict=False))
    nothing = dict.fromkeys(fields, "")
    fronts = [(side(one.question, fields).html, side(one.question, nothing).html) for one in of.templates]
    return [at for at, (full, empty) in enumerate(fronts) if full != empty] or [0]
