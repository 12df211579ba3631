"""The files that cards leave in, by their endings: how each is made, how it is known again, what it has no place for."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from flashcards.days import Moment
from flashcards.events import histories
from flashcards.exchange.cells import COLUMNS
from flashcards.exchange.outgoing import document, markdown, tables
from flashcards.exchange.outgoing.anki import package
from flashcards.exchange.outgoing.anki.notes import note_of
from flashcards.exchange.outgoing.anki.progress import Progress
from flashcards.exchange.outgoing.entry import Entry
from flashcards.exchange.outgoing.media import Media
from flashcards.files import begins
from flashcards.library import Library
from flashcards.records import dataclass, field
from flashcards.words import UsageError


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves, and from where."""

    library: Library
    entries: Sequence[Entry]
    at: Moment
    schedule: bool
    """Whether progress goes along."""
    media: Media = field(default_factory=Media)


@dataclass(frozen=True, slots=True)
class Format:
    """One sort of file."""

    data: Callable[[Leaving], bytes]
    made_here: Callable[[Path], bool]
    """Whether a file was made here, and may be replaced without being asked."""
    families: bool = False
    """Whether all that a card asks leaves with any of it."""
    schedule: bool = False
    """Whether it has a place for progress."""
    typed: bool = False
    """Whether texts are typed there as well."""
    holes: bool = False
    """Whether it has clozes."""
    whole: bool = False
    """Whether it has every field, so that no text is lost."""
    media: bool = False
    """Whether pictures and sounds go along."""


def _package(leaving: Leaving) -> bytes:
    families: dict[tuple[str, int], list[Entry]] = {}
    for entry in leaving.entries:
        families.setdefault((entry.card.family, entry.draw), []).append(entry)
    notes = [note_of(siblings, leaving.media.beside(siblings[0].card.place.path)) for siblings in families.values()]
    library, settings = leaving.library, leaving.library.settings
    progress = None
    if leaving.schedule:
        known = histories(library.progress.events())
        days = [event.study_day for history in known.values() for event in history]
        progress = Progress(
            known, library.progress.model, min([*days, leaving.at.study_day]), settings.desired_retention
        )
    return package.Package(notes, leaving.media.found, leaving.at, settings.rollover_hour, progress).data()


def _json(leaving: Leaving) -> bytes:
    known = histories(leaving.library.progress.events()) if leaving.schedule else None
    return document.json_list(leaving.entries, known).encode()


FORMATS = {
    ".apkg": Format(_package, package.made_here, families=True, schedule=True, typed=True, holes=True, media=True),
    ".csv": Format(
        lambda leaving: tables.csv_text(leaving.entries).encode(),
        begins(re.escape(tables.BYTE_ORDER_MARK + ",".join(COLUMNS))),
    ),
    ".tsv": Format(lambda leaving: tables.tsv_text(leaving.entries).encode(), begins(re.escape(tables.HEADERS))),
    ".md": Format(
        lambda leaving: markdown.markdown_text(leaving.entries).encode(), begins(re.escape(markdown.BEGINNING))
    ),
    ".json": Format(_json, begins(r'\[\s*\{"id": ".*?", "deck": ".*?", "kind": "'), schedule=True, whole=True),
}


def format_of(path: Path) -> Format:
    """The format that a file's ending stands for; raises UsageError."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        *others, last = FORMATS
        raise UsageError(f"{path}: the ending says what is written; end it in {', '.join(others)} or {last}")
    return found
