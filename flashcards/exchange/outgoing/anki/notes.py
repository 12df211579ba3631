"""Notes for Anki: which note type a card becomes, and its fields as HTML."""

import base64
import contextlib
from collections.abc import Iterator, Sequence
from html import escape

from flashcards.exchange.outgoing.anki import notetypes
from flashcards.exchange.outgoing.anki.holes import cloze_html
from flashcards.exchange.outgoing.anki.notetypes import NoteType
from flashcards.exchange.outgoing.anki.spelling import Media, listed, page
from flashcards.exchange.outgoing.entry import Entry
from flashcards.hashes import blake2b
from flashcards.kinds import BY_NAME
from flashcards.questions import Checklist
from flashcards.records import dataclass
from flashcards.schedule.states import family


@dataclass(frozen=True, slots=True)
class Note:
    """One note: the entries whose cards it makes stand at the positions of its note type's cards."""

    guid: str
    type: NoteType
    fields: tuple[str, ...]
    cards: tuple[tuple[int, Entry], ...]

    @property
    def entry(self) -> Entry:
        """The entry that the note is made of."""
        return self.cards[0][1]

    @property
    def mod_s(self) -> int:
        """When its text last changed, in seconds since 1970: when the file of its card was saved.

        So a second import changes what has changed since the first, and leaves alone what was edited there afterwards.
        """
        with contextlib.suppress(OSError):
            return int(self.entry.card.place.path.stat().st_mtime)
        return 0


def guid(name: str) -> str:
    """What a note is known by in every collection; it follows from the id of its card, and the number of its draw."""
    return base64.urlsafe_b64encode(blake2b(f"flashcards\n{name}".encode(), digest_size=9).digest()).decode()


def note_of(siblings: Sequence[Entry], media: Media) -> Note:
    """The note of one card of a deck, from all that it asks."""
    entry = siblings[0]
    type_ = _type_of(entry)
    made = dict(_fields(entry, type_, media))
    made["Reverse"] = "1" if len(siblings) > 1 else ""
    fields = tuple(made.get(name, "") for name in type_.fields)
    return Note(guid(family(entry.name)), type_, fields, tuple((_position(one), one) for one in siblings))


def _type_of(entry: Entry) -> NoteType:
    if entry.card.kind == "cloze":
        return notetypes.CLOZE
    if BY_NAME[entry.card.kind].accepted(entry.card):
        return notetypes.TYPED
    if entry.options:
        return notetypes.CHOICE
    return notetypes.POINTS if isinstance(entry.question.wants, Checklist) else notetypes.BASIC


def _position(entry: Entry) -> int:
    """Which of its note's cards asks this: holes count from 1, and one that is turned round comes second."""
    part = entry.card.part
    return int(part) - 1 if part.isdecimal() else int(bool(part))


def _fields(entry: Entry, type_: NoteType, media: Media) -> Iterator[tuple[str, str]]:
    question, notes = entry.question, entry.question.notes
    if type_ is notetypes.CLOZE:
        yield "Text", cloze_html(entry.card.body, media)
        yield "Typed", "1" if entry.card.body.typed else ""
    else:
        yield "Question", page(question.text, media)
        yield "Options", listed(entry.options, media, 'ol type="a"')
        yield "Points", listed(entry.points, media)
        yield "Answer", page(question.answer, media) + listed(entry.others, media)
        yield "Next", listed(question.follow_ups, media)
    if type_ is notetypes.TYPED:
        yield "Typed", escape(BY_NAME[entry.card.kind].accepted(entry.card)[0], quote=False)
    yield "Hint", listed(question.hints, media) if len(question.hints) > 1 else page("".join(question.hints), media)
    yield "Why", page(notes.why, media)
    yield "Mistake", page(notes.mistake, media)
    yield "Source", page("; ".join(notes.source), media)
    yield "Level", notes.level
    yield "ID", family(entry.name)
