"""Cards as they are written in a deck's file: read out, added and taken away; no other byte of the file is touched."""

import os
import re
from pathlib import Path

from flashcards import files
from flashcards.cards import Deck, Place
from flashcards.decks import file as deckfile
from flashcards.decks.folder import read
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import DEFAULTS
from flashcards.records import dataclass
from flashcards.words import FlashcardsError, reason

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NO_CARDS = re.compile(r"(cards:)[ \t]*(?:\[[ \t]*\])?([ \t]*(?:#.*)?)")


def modeline() -> str:
    """The first line of a deck that lets editors complete and explain its fields, wherever it lies."""
    return f"# yaml-language-server: $schema={Path(__file__).resolve().parents[1] / 'deck.schema.json'}\n"


class SourceError(FlashcardsError):
    """A file that no card can be read out of or written into; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the cards of a file stand."""

    lines: tuple[str, ...]
    """All lines of the file, with their ends."""
    spans: tuple[tuple[int, int], ...]
    """Of each card: the line of its dash, and the one behind its last, counted from 0."""
    places: tuple[tuple[int, int], ...]
    """Of each card: the line and column that `Place` gives, counted from 1."""
    indent: int
    """The spaces before the dashes."""
    key: int | None
    """The line of `cards:`; none where there is none."""

    def span(self, place: Place) -> tuple[int, int]:
        """The lines of the card at a place; raises SourceError."""
        for found, span in zip(self.places, self.spans, strict=True):
            if found == (place.line, place.column):
                return span
        raise SourceError(f"no card stands at {place} any more; read the decks again")


def listing(text: str) -> Listing:
    """Where the cards of a file's text stand; raises SourceError where they have no lines of their own."""
    lines = tuple(_LINE.findall(text))
    root, _ = yamltext.read(text.encode("utf-8", "surrogatepass"))
    if not isinstance(root, yamltext.Mapping):
        return Listing(lines, (), (), 2, None)
    key = next((name.line - 1 for name, _ in root if name.value == "cards"), None)
    cards = root.get("cards")
    if not isinstance(cards, yamltext.Items) or not cards.items:
        return Listing(lines, (), (), 2, key)
    if cards.flow:
        raise SourceError("its cards stand in brackets; put each on lines of its own, behind a dash")
    indent = cards.column - 1
    dash = re.compile(rf" {{{indent}}}-(?=\s)")
    spans, places = [], []
    for item in cards.items:
        start = item.line - 1
        while start > 0 and not dash.match(lines[start]):
            start -= 1
        spans.append((start, _end(lines, start, indent)))
        places.append((item.line, item.column))
    return Listing(lines, tuple(spans), tuple(places), indent, key)


def _end(lines: tuple[str, ...], start: int, indent: int) -> int:
    """The line behind the card whose dash stands on a line: empty lines and comments behind its last are not its own."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        bare = lines[number].strip()
        if len(lines[number]) - len(lines[number].lstrip(" ")) > indent and bare:
            end = number + 1
        elif bare and not bare.startswith("#"):
            break
    return end


def taken(text: str, place: Place) -> str:
    """The lines of the card at a place, moved to the left edge; raises SourceError."""
    found = listing(text)
    first, behind = found.span(place)
    lines = (line.rstrip("\r\n") for line in found.lines[first:behind])
    return "".join(f"{line[min(found.indent, len(line) - len(line.lstrip(' '))) :]}\n" for line in lines)


def without(text: str, place: Place) -> str:
    """The text without the card at a place, and without the empty lines behind it; raises SourceError."""
    found = listing(text)
    first, behind = found.span(place)
    lines = list(found.lines)
    while behind < len(lines) and not lines[behind].strip():
        behind += 1
    del lines[first:behind]
    if len(found.spans) == 1 and found.key is not None:
        lines[found.key] = re.sub(r"cards:", "cards: []", lines[found.key], count=1)
    return "".join(lines)


def with_card(text: str, source: str) -> str:
    """The text with a card behind all others, in the indentation and with the line ends of the file.

    Raises SourceError.
    """
    found = listing(text)
    lines = list(found.lines)
    end = next((line_end for line in lines if (line_end := line[len(line.rstrip("\r\n")) :])), "\n")
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += end
    written = [f"{' ' * found.indent}{line}".rstrip() + end for line in source.rstrip("\n").split("\n")]
    if found.spans:
        at = found.spans[-1][1]
        above = found.spans[-1][0] - 1
        while above > 0 and lines[above].lstrip().startswith("#"):
            above -= 1
        if not lines[above].strip():
            written = [end, *written]
    elif found.key is not None:
        at = found.key + 1
        lines[found.key] = _NO_CARDS.sub(r"\1\2", lines[found.key], count=1)
    else:
        at = len(lines)
        written = [f"cards:{end}", *written]
    lines[at:at] = written
    return "".join(lines)


def text_of(path: Path) -> str:
    """The text of a deck file, its byte order mark included; raises SourceError."""
    try:
        return read(path).decode("utf-8")
    except OSError as err:
        raise SourceError(f"{path} cannot be read: {reason(err)}") from err
    except UnicodeDecodeError as err:
        raise SourceError(f"{path} is not UTF-8; save it as UTF-8 in your editor") from err


def may_be_added_to(path: Path) -> None:
    """Say before anything is typed why no card can be written into a file; raises SourceError."""
    if path.exists():
        try:
            listing(text_of(path))
        except SourceError as err:
            raise err if str(path) in str(err) else SourceError(f"{path}: {err}") from err
        if not os.access(path, os.W_OK):
            raise SourceError(f"{path} is read-only; make it writable, or name another deck")


def add(path: Path, source: str, *, head: str = "") -> Place:
    """Write a card behind the others of a file and say where it stands; a file that is not there begins with `head`.

    The file is replaced only if all its other cards are then what they were. Raises SourceError, FileError.
    """
    before = text_of(path) if path.exists() else head
    old = deckfile.load(before.encode(), path, path.stem)
    try:
        after = with_card(before, source)
    except SourceError as err:
        raise SourceError(f"{path}: {err}") from err
    new = deckfile.load(after.encode(), path, path.stem)
    if len(new.cards) <= len(old.cards) or _kept(new)[: len(old.cards)] != _kept(old):
        problem = next((p for p in new.problems if p not in old.problems), None)
        why = f": {problem.field}: {problem.message}; {problem.fix}" if problem else ""
        raise SourceError(f"the card does not fit into {path}{why}")
    files.make_folder(path.parent)
    files.replace(path, after.encode())
    return new.cards[len(old.cards)].place


def remove(path: Path, place: Place) -> str:
    """Take a card out of a file and give its lines; a file that then has no card and no comment goes with it.

    The file is changed only if all its other cards are then what they were. Raises SourceError, FileError.
    """
    before = text_of(path)
    source, after = taken(before, place), without(before, place)
    old = deckfile.load(before.encode(), path, path.stem)
    new = deckfile.load(after.encode(), path, path.stem)
    if _kept(new) != [kept for card, kept in zip(old.cards, _kept(old), strict=True) if card.place != place]:
        raise SourceError(f"the card at {place} cannot be taken out without changing more; delete it in your editor")
    if _is_bare(after):
        path.unlink()
    else:
        files.replace(path, after.encode())
    return source


def _kept(deck: Deck) -> list[object]:
    """What must not change of cards when another one comes or goes."""
    return [(card.id, card.kind, card.body, card.notes) for card in deck.cards]


def _is_bare(text: str) -> bool:
    """Whether a deck has neither cards nor anything else that its author would miss: what is said once for no card is nothing."""
    root, faults = yamltext.read(text.encode())
    said = [line for line in text.splitlines() if line.lstrip().startswith("#") and "$schema" not in line]
    names = {key.value for key, _ in root} if isinstance(root, yamltext.Mapping) else {""}
    return not faults and not said and names <= {"title", "cards", *DEFAULTS} and not listing(text).spans
