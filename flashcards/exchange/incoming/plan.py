"""What an import would do: which cards are new, which follow their source, which stay as the person has them."""

from collections.abc import Collection, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple

from flashcards.cards import Card
from flashcards.decks import source as deckfile
from flashcards.decks.values import MAX_FIELD_CHARACTERS, MAX_FIELD_LINES
from flashcards.exchange.incoming import known, media, naming, proving
from flashcards.exchange.incoming.brought import MOST_CARDS, Brought, ForeignError, Left, Source
from flashcards.exchange.incoming.known import Known
from flashcards.exchange.incoming.merging import blocks, merged, unsettled
from flashcards.exchange.incoming.texts import tidy
from flashcards.exchange.incoming.writing import card_text
from flashcards.library import Library
from flashcards.library.decks import DECKS_FOLDER
from flashcards.records import dataclass, field
from flashcards.words import counted

CUT = "\n\n[…]"
LONGEST_TITLE = 100
MOST_IN_FILE = 1_500
"""So many new cards go into one file."""


class Clash(NamedTuple):
    """A card that was changed here and in its source."""

    id: str
    place: str
    fields: tuple[str, ...]


@dataclass(slots=True)
class Target:
    """A deck file, and what an import does to it."""

    path: Path
    title: str
    new: dict[str, str] = field(default_factory=dict)
    """The lines of new cards by their ids."""
    changed: dict[str, str] = field(default_factory=dict)
    """The lines of cards that are there, by their ids."""
    left: list[str] = field(default_factory=list)
    """The lines of what makes no sound card; they become comments."""
    cards: list[Brought] = field(default_factory=list)
    rules_off: set[str] = field(default_factory=set)
    """The rules of `check` that its cards break."""


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    source: Source
    targets: dict[Path, Target] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """The ids of the cards by their keys in the source."""
    known: dict[str, Known] = field(default_factory=dict)
    """What is to be known of all imported cards afterwards."""
    new: int = 0
    updated: int = 0
    same: int = 0
    yours: int = 0
    """Cards that were changed here alone."""
    both: int = 0
    """Cards that were changed here and in the source, and stay."""
    deleted: int = 0
    """Cards that were taken out of the decks here."""
    gone: int = 0
    """Cards that this source had the last time."""
    clashes: list[Clash] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether it would write anything."""
        return any(target.new or target.changed or target.left for target in self.targets.values())

    @property
    def words(self) -> str:
        """The counts in a sentence."""
        counts = [
            (self.new, "new"),
            (self.updated, "updated"),
            (self.same, "unchanged"),
            (self.yours, "changed by you alone and kept"),
            (self.both, "changed on both sides and kept"),
            (self.deleted, "taken out by you and left out"),
            (self.gone, "no longer in the source and kept"),
        ]
        said = [f"{number:,} {what}" for number, what in counts if number]
        return f"{counted(len(self.source.cards), 'card')}: {', '.join(said)}" if said else "no card"


def plan(library: Library, source: Source, into: str = "", *, keep: bool = False, replace: bool = False) -> Plan:
    """What an import would do to the decks of a home.

    What was changed on both sides stays, and is told of at each import until it is settled: `keep` has it stay for
    good, `replace` has it follow the source.

    Raises SourceError for a deck file that no card can be written into, ForeignError for too many cards.
    """
    if len(source.cards) > MOST_CARDS:
        raise ForeignError(f"{source.title} has {len(source.cards):,} cards; split it, {MOST_CARDS:,} at most")
    for card in source.cards:
        source.left += _cut(card)
    made = Plan(source, known=known.read(library.home), left=[*source.left])
    here = _Decks(library)
    only = len({card.deck for card in source.cards}) <= 1
    prefix = f"{source.space}:"
    fresh = _with_keys(source.cards, made.left)
    seen = {prefix + card.key for card in fresh}
    before = {key: was for key, was in made.known.items() if key.startswith(prefix) and was.source == source.title}
    reworded = _reworded([card for card in fresh if prefix + card.key not in made.known], before, seen)
    for card in fresh:
        key = prefix + card.key
        was = made.known.pop(reworded[card.key], None) if card.key in reworded else made.known.get(key)
        if was is not None:
            _follow(made, here, card, key, was, keep=keep, replace=replace)
        else:
            _begin(made, here, card, key, into, only=only)
    made.gone = len(before.keys() - seen - {*reworded.values()})
    for target in made.targets.values():
        made.left += _proven(made, target)
    return made


def _cut(card: Brought) -> Iterator[Left]:
    """Cut the texts that are longer than a deck may have them; all of them is kept beside it."""
    for name, text in card.fields.items():
        if (
            isinstance(text, str)
            and name != "cloze"
            and (len(text) > MAX_FIELD_CHARACTERS or text.count("\n") >= MAX_FIELD_LINES)
        ):
            short = "\n".join(text.split("\n")[: MAX_FIELD_LINES - 2])[: MAX_FIELD_CHARACTERS - len(CUT)]
            card.fields[name] = f"{short.rpartition(chr(10))[0] or short}{CUT}"
            yield Left(
                card.place,
                f"{name}: longer than {MAX_FIELD_CHARACTERS:,} characters or {MAX_FIELD_LINES} lines; it is cut",
                text,
            )


def _with_keys(cards: list[Brought], left: list[Left]) -> list[Brought]:
    """The cards with each key once: the same card again is left out, another one gets a key of its own."""
    first: dict[str, Brought] = {}
    for card in cards:
        for at in count(1):
            key = card.key if at == 1 else f"{card.key}#{at}"
            other = first.setdefault(key, card)
            if other is card:
                card.key = key
                break
            if other.fields == card.fields:
                left.append(Left(card.place, f"the same card as {other.place}"))
                break
    return [*first.values()]


def _reworded(cards: list[Brought], before: Mapping[str, Known], seen: Collection[str]) -> dict[str, str]:
    """The keys under which cards without keys of their own were known: those whose question alone was changed."""
    gone: dict[str, list[str]] = {}
    for key, was in before.items():
        if key not in seen and (answer := blocks(was.text).get("answer")):
            gone.setdefault(answer, []).append(key)
    new: dict[str, list[str]] = {}
    for card in cards if gone else ():
        answer = blocks(card_text({"answer": card.fields.get("answer", "")})).get("answer", "")
        if not card.own_key and answer in gone:
            new.setdefault(answer, []).append(card.key)
    return {keys[0]: gone[answer][0] for answer, keys in new.items() if len(keys) == len(gone[answer]) == 1}


class _Decks:
    """The decks as they are, looked into as far as is needed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.cards = {card.family: card for card in reversed(library.cards.values())}
        self.taken = {*self.cards, *(deck.name for deck in library.decks)}
        self.taken |= {name for deck in library.decks for name in deck.retired}
        self.decks = {deck.name: deck for deck in library.decks}
        self.names: dict[tuple[str, ...], str] = {}
        self.media: dict[tuple[Path, str], str] = {}
        """What media files of the source are called in which folder."""
        self.reached: dict[str, int] = {}
        """Of the files of a deck: the number of the first that is not full."""
        self._listings: dict[Path, tuple[deckfile.Listing, dict[tuple[int, int], tuple[int, int]]]] = {}

    def text(self, card: Card) -> str:
        """The lines of a card at the left edge."""
        path = card.place.path
        if path not in self._listings:
            try:
                listing = deckfile.listing(deckfile.text_of(path))
            except deckfile.SourceError as err:
                raise deckfile.SourceError(f"{path}: {err}") from err
            self._listings[path] = listing, dict(zip(listing.places, listing.spans, strict=True))
        listing, spans = self._listings[path]
        first, behind = spans[card.place.line, card.place.column]
        lines = (line.rstrip("\r\n") for line in listing.lines[first:behind])
        return "".join(f"{line[min(listing.indent, len(line) - len(line.lstrip(' '))) :]}\n" for line in lines)


def _follow(made: Plan, here: _Decks, card: Brought, key: str, was: Known, *, keep: bool, replace: bool) -> None:
    """A card that was imported before."""
    made.ids[card.key] = was.id
    at = here.cards.get(was.id)
    if at is None:
        made.known[key] = was
        made.deleted += 1
        return
    card.fields = media.settled(card.fields, made.source, at.place.path.parent, here.media)
    new = card_text({"id": was.id, **card.fields}, card.remarks)
    made.known[key] = Known(was.id, new, made.source.title)
    target = _target(made, at.place.path, here.decks[at.deck].title)
    target.cards.append(card)
    now = here.text(at)
    after, clashes = merged(was.text, now, new, replace=replace)
    if clashes and not (keep or replace):
        made.known[key] = Known(was.id, unsettled(was.text, new, clashes), made.source.title)
    if clashes:
        made.clashes.append(Clash(was.id, str(at.place), tuple(clashes)))
    if blocks(after) != blocks(now):
        target.changed[was.id] = after
        made.updated += 1
    elif clashes:
        made.both += 1
    elif blocks(now) != blocks(was.text):
        made.yours += 1
    else:
        made.same += 1


def _begin(made: Plan, here: _Decks, card: Brought, key: str, into: str, *, only: bool) -> None:
    """A card that is new."""
    made.ids[card.key] = naming.id_for(card, made.source.space, here.taken)
    here.taken.add(made.ids[card.key])
    title = card.deck[-1] if card.deck else into.rpartition("/")[2] or made.source.title
    title = " ".join(tidy(title).split())[:LONGEST_TITLE] or "Imported"
    path = _file_for(made, here, card, into, only=only)
    target = _target(made, path, title)
    card.fields = media.settled(card.fields, made.source, path.parent, here.media)
    text = card_text({"id": made.ids[card.key], **card.fields}, card.remarks)
    target.new[made.ids[card.key]] = text
    target.cards.append(card)
    made.known[key] = Known(made.ids[card.key], text, made.source.title)
    made.new += 1


def _target(made: Plan, path: Path, title: str) -> Target:
    return made.targets.setdefault(path, Target(path, title))


def _file_for(made: Plan, here: _Decks, card: Brought, into: str, *, only: bool) -> Path:
    """The file that a new card goes into: that of its deck, and where this is full, another one beside it."""
    if card.deck not in here.names:
        name = naming.deck_name(card.deck, made.source.title, into, only=only)
        mine = {was.id for was in made.known.values()}
        there = here.decks.get(name)
        if there and not (into and only) and not any(found.family in mine for found in there.cards):
            name = next(tried for tried in naming.numbered(f"{name}-imported") if tried not in here.decks)
        here.names[card.deck] = name
    name = here.names[card.deck]
    for at in count(here.reached.get(name, 1)):
        here.reached[name] = at
        tried = name if at == 1 else f"{name}-{at}"
        there = here.decks.get(tried)
        path = (
            here.library.home / DECKS_FOLDER / f"{tried}.yaml"
            if there is None
            else here.library.own_file(there)
            if there.bundled
            else there.path
        )
        target = made.targets.get(path)
        if len(target.new if target else ()) + len(there.cards if there and not there.bundled else ()) < MOST_IN_FILE:
            return path
    raise AssertionError


def _proven(made: Plan, target: Target) -> Iterator[Left]:
    """See to it that every card of a file is sound; what is not becomes a comment, or stays as it is."""
    by_id = {made.ids[card.key]: card for card in target.cards}
    found = proving.proven({**target.new, **target.changed})
    for name, doubts in found.doubts.items():
        target.rules_off |= doubts.keys()
        yield from (Left(by_id[name].place, f"{name}: {doubt}") for doubt in doubts.values())
    for name, problem in found.faults.items():
        card = by_id[name]
        if name in target.new:
            text = target.new.pop(name)
            target.left.append(f"Not a card, from {card.place}: {problem}\n{text}")
            made.new -= 1
            made.known.pop(f"{made.source.space}:{card.key}")
            yield Left(card.place, problem, text)
        else:
            target.changed.pop(name)
            made.updated -= 1
            yield Left(card.place, f"the card {name} stays as it is: {problem}")
