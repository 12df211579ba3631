"""A package of Anki's: which collection in it counts, its media, and the cards that they make."""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from flashcards.exchange.incoming import html, media, memories
from flashcards.exchange.incoming.anki import collection, wire
from flashcards.exchange.incoming.anki.collection import Answer, CardRow, Collection
from flashcards.exchange.incoming.anki.notes import Converter
from flashcards.exchange.incoming.archive import LARGEST_MEDIA, Archive
from flashcards.exchange.incoming.brought import (
    AT_ONCE,
    LATEST_MS,
    ForeignError,
    Left,
    Review,
    Source,
    Standing,
    Telling,
)
from flashcards.words import counted

LARGEST_COLLECTION, LARGEST_LIST = 2_000_000_000, 100_000_000
MODERN = "collection.anki21b"
COLLECTIONS = (MODERN, "collection.anki21", "collection.anki2")
"""The first that is there counts: a recent package has an old one beside it that only says that Anki is too old."""
FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
LEARNING, FILTERED, MANUAL = 0, 3, 4
"""Sorts of answers: of new cards, in a filtered deck, and set by hand."""
IN_REVIEW = 2
"""Of cards: their due days are counted in days."""
EASES = range(1, 5)
FARTHEST = 36_500


def read(path: Path, *, history: bool = False, telling: Telling = lambda *_: None) -> Source:
    """The cards of a package, with the log of answers or without. Raises ForeignError."""
    archive = Archive(path)
    with contextlib.ExitStack() as failed:
        failed.callback(archive.close)
        source = _read(archive, history=history, telling=telling)
        failed.pop_all()
    return source


def _read(archive: Archive, *, history: bool, telling: Telling) -> Source:
    path = archive.path
    name = next((name for name in COLLECTIONS if name in archive.names), None)
    if name is None:
        raise ForeignError(f"{path} holds no collection; it is no package of Anki's")
    found = _collection(archive, name, history=history)
    files = _Media(archive, modern=name == MODERN)
    source = Source(f"Anki package ({name.removeprefix('collection.')})", "anki", path.stem, close=archive.close)
    converter = Converter(partial(html.markdown, media=files.place))
    for at, note in enumerate(found.notes):
        telling(at, len(found.notes))
        cards = found.cards.get(note.id, [])
        of = found.types.get(note.type)
        if of is None or not cards:
            why = "it has no note type" if of is None else "it has no cards"
            source.left.append(Left(f"note {note.id}", why, "\n".join(note.fields)))
            continue
        for made in converter.cards(note, of, [card.ord for card in cards]):
            if isinstance(made, Left):
                source.left.append(made)
                continue
            card, parts = made
            mine = [row for row in cards if row.ord in parts]
            card.deck = found.decks.get(mine[0].deck, ("Default",))
            card.weights = found.weights.get(mine[0].deck, ()) if history else ()
            card.standing = {parts[row.ord]: _standing(row, found, history=history) for row in mine}
            source.cards.append(card)
    telling(1, 1)
    source.media = files.named
    source.left += [Left(f"media {name}", "the package does not hold it") for name in sorted(files.missing)]
    of_notes = sum(map(len, found.cards.values()))
    counts = (counted(len(found.notes), "note"), counted(of_notes, "card"), counted(len(files.named), "media file"))
    source.said = [", ".join(counts)]
    if found.answered:
        source.dated = [f"{counted(found.answered, 'answer')} in its log"]
    elif waiting := sum(row.type == IN_REVIEW for rows in found.cards.values() for row in rows):
        source.dated = [f"{counted(waiting, 'card')} with due days and a memory, and no log of answers"]
    return source


def _collection(archive: Archive, name: str, *, history: bool) -> Collection:
    """The collection of a package, unpacked into a folder that goes again."""
    with tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
        unpacked = Path(folder) / "collection"
        with archive.opened(name, LARGEST_COLLECTION, zstd=name == MODERN) as packed, unpacked.open("xb") as target:
            while piece := packed.read(AT_ONCE):
                target.write(piece)
        try:
            return collection.read(unpacked, history=history)
        except ForeignError as err:
            raise ForeignError(f"{archive.path}: {err}") from err


class _Media:
    """The media files of a package: the names they get here, as cards ask for them."""

    def __init__(self, archive: Archive, *, modern: bool) -> None:
        self._archive, self._modern = archive, modern
        self._members = {name: number for number, name in self._listed()}
        self._places: dict[str, str] = {}
        self.named: dict[str, Callable[[], AbstractContextManager[BinaryIO]]] = {}
        self.missing: set[str] = set()

    def _listed(self) -> Iterator[tuple[str, str]]:
        """The members and the names of their files."""
        if "media" not in self._archive.names:
            return
        try:
            if not self._modern:
                data = self._archive.bytes("media", LARGEST_LIST)
                yield from ((str(number), str(name)) for number, name in (json.loads(data) if data else {}).items())
                return
            with self._archive.opened("media", LARGEST_LIST, zstd=True) as stream:
                entries = [
                    value for number, value in wire.fields(stream.read()) if number == 1 and isinstance(value, bytes)
                ]
            yield from ((str(at), wire.text(entry, 1)) for at, entry in enumerate(entries))
        except (ValueError, AttributeError, RecursionError) as err:
            raise ForeignError(f"{self._archive.path}: its list of media is damaged ({err}); export it again") from err

    def place(self, name: str) -> str:
        """Where a file that a card names stands beside its deck; empty where the package does not hold it."""
        member = self._members.get(name) or self._members.get(name := unquote(name))
        if member is None or member not in self._archive.names:
            self.missing.add(name)
            return ""
        if name not in self._places:
            bare = media.free_name(name, self.named)
            self._places[name] = f"{media.FOLDER}/{bare}"
            self.named[bare] = partial(self._archive.opened, member, LARGEST_MEDIA, zstd=self._modern)
        return self._places[name]


def _standing(row: CardRow, found: Collection, *, history: bool) -> Standing:
    """How a card stood: its answers, whether it was suspended, its flag, and when it comes back."""
    standing = Standing()
    due = _due(row, found)
    if due is not None and history:
        reviews = tuple(_reviews(found.answers.get(row.id, [])))
        if any(review.rating for review in reviews):
            standing = Standing(reviews, due=due.isoformat())
        elif row.interval > 0:
            standing = _without_answers(row, due)
    elif history:
        standing.reviews = tuple(_reviews(found.answers.get(row.id, [])))
    standing.suspended, standing.flag = row.queue == -1, FLAGS[row.flags & 7]
    return standing


def _due(row: CardRow, found: Collection) -> date | None:
    """The day on which a card comes back; none for one that is new or in steps of minutes."""
    if row.type == IN_REVIEW and abs(row.due) < FARTHEST:
        with contextlib.suppress(ValueError, OverflowError, OSError):
            return (datetime.fromtimestamp(found.created_s).astimezone() + timedelta(days=row.due)).date()
    return None


def _without_answers(row: CardRow, due: date) -> Standing:
    """How a card stood that comes without its answers: by the memory that FSRS knew, else by its interval and its ease."""
    memory, last = None, due - timedelta(days=min(row.interval, FARTHEST))
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        of_fsrs = json.loads(row.data)
        memory = float(of_fsrs["s"]), float(of_fsrs["d"])
        last = datetime.fromtimestamp(int(of_fsrs["lrt"])).astimezone().date()
    return memories.standing(due, last, memory, row.factor / 1000 or memories.USUAL_EASE)


def _reviews(answers: list[Answer]) -> Iterator[Review]:
    """The answers that count, as Anki's own scheduler takes them: a memory begins with the first learning after a reset."""
    sound = [answer for answer in answers if 0 < answer.ms < LATEST_MS]
    resets = [at for at, answer in enumerate(sound) if answer.type == MANUAL and answer.factor == 0]
    after = resets[-1] + 1 if resets else 0
    begun = next(
        (at for at in range(after, len(sound)) if sound[at].type == LEARNING and sound[at].ease in EASES), after
    )
    for at, answer in enumerate(sound):
        if at == begun > after or at in resets:
            yield Review(answer.ms - (at == begun), 0)
        if answer.ease in EASES:
            practice = answer.type == FILTERED and answer.factor == 0
            yield Review(answer.ms, answer.ease, max(0, answer.took_ms), practice)
