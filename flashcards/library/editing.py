"""A card is opened in the person's own editor: in their own file, and it is followed to what it is afterwards."""

from collections.abc import Callable, Collection, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from flashcards import files, titles
from flashcards.cards import Card, Place, Problem, normalised
from flashcards.days import Moment
from flashcards.decks import originals, places
from flashcards.library.library import Library
from flashcards.records import dataclass, replace
from flashcards.schedule.index import Index
from flashcards.words import FlashcardsError

Fault = tuple[Path, str, str]
ALIKE = 0.5
"""A card that was opened at its line and whose question is as similar as this is the same card."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of opening a card."""

    card: Card | None
    """The card as it is now; none where it is gone, or cannot be read."""
    place: Place
    """Where it was opened."""
    fault: Problem | None
    """What is wrong with its file now and was not before, or keeps the card from being read."""
    known: frozenset[str]
    """The cards of its file before it was opened."""
    faults: frozenset[Fault]
    """What was wrong with the decks before."""
    said: str = ""
    """What there is to tell of how it was opened; empty: nothing."""

    def told(self, before: Card) -> str:
        """What there is to tell of it, `before` being the card that was opened; empty: nothing."""
        if self.said or self.card is not None or self.fault is not None:
            return self.said
        return f"{titles.name(before)} is in no deck any more; what is known of it comes back with it"


def edit(library: Library, card: Card, open_at: Callable[[Place], None], at: Moment) -> Edited:
    """Open a card with `open_at`, which waits, and read the decks again.

    A shipped card is opened in the person's file that is laid over its deck, where it is written first; where nothing
    was changed, that file is then as it was. What a fault hides is opened at the fault. Raises SourceError, FileError,
    and, where nothing was changed, what `open_at` raises; else that is told.
    """
    deck, place = library.deck(card.deck), card.place
    shipped = deck.bundled and place.path == deck.path
    own = library.own_file(deck) if shipped else place.path
    hidden = _hidden(library, card, own)
    begun, place = shipped and hidden is None, hidden or place
    faults = frozenset(problem.what for problem in library.problems)
    before = files.held(own)
    known = frozenset(found.id for found in (deck.cards if shipped else library.cards.of_file(own)))
    if begun:
        place = originals.begin(card, own)
    written = files.held(own)
    failed = ""
    try:
        open_at(place)
    except FlashcardsError as err:
        if files.held(own) == written:
            raise
        failed = str(err)
    finally:
        changed = files.held(own) != written
        try:
            if begun and not changed:
                _put_back(own, before)
        finally:
            library.reload()
    if changed:
        library.progress.lasts(f"Your edit of {titles.name(card)}")
    now = _followed(library, card, place, known, at)
    said = _laid_over(library, card, own, failed) if begun and changed else failed
    return Edited(now, place, _found(library, card, place, now, faults), known, faults, said)


def mend(library: Library, card: Card, so_far: Edited, open_at: Callable[[Place], None], at: Moment) -> Edited:
    """Open the file of a card again at the fault that it was left with, and read the decks again."""
    assert so_far.fault is not None
    try:
        open_at(Place(so_far.fault.path, so_far.fault.line, so_far.fault.column))
    finally:
        library.reload()
    now = _followed(library, card, so_far.place, so_far.known, at)
    return replace(so_far, card=now, fault=_found(library, card, so_far.place, now, so_far.faults))


def _found(library: Library, card: Card, place: Place, now: Card | None, faults: Collection[Fault]) -> Problem | None:
    """What is wrong with the file that was opened and was not before; any fault of it that hides the card."""
    here = [problem for problem in library.problems if problem.path == place.path]
    new = next((problem for problem in here if problem.what not in faults), None)
    is_hidden = now is None or _hidden(library, card, place.path) is not None
    return new or (here[0] if here and is_hidden else None)


def _hidden(library: Library, card: Card, own: Path) -> Place | None:
    """Where a card stands that a fault of its file hides: itself, or the person's version of a shipped one."""
    now = library.cards.get(card.id)
    if now is not None and (now.place.path == own or not places.line_of(own, card.family)):
        return None
    fault = next((problem for problem in library.problems if problem.path == own), None)
    return places.of_id(own, card.family) or (Place(own, fault.line, fault.column) if fault else None)


def _put_back(own: Path, before: bytes | None) -> None:
    """Have the person's file as it was, or none; raises FileError."""
    if before is None:
        own.unlink(missing_ok=True)
    else:
        files.replace(own, before)


def _laid_over(library: Library, card: Card, own: Path, failed: str) -> str:
    """Keep what a shipped card said that is the person's own now; what there is to tell of it."""
    if not places.line_of(own, card.family):
        return failed or f"The shipped {card.family} stays: {own.name} has no card of that id"
    revert = f"`flashcards revert {card.family}` brings the shipped card back"
    try:
        originals.keep_original(card, library.deck(card.deck).name, own)
    except FlashcardsError as err:
        failed = failed or str(err)
    return f"{failed}: your version of {card.family}; {revert}" if failed else f"Yours now, in {own}; {revert}"


def _followed(library: Library, card: Card, place: Place, known: frozenset[str], at: Moment) -> Card | None:
    """The card under whatever name it has now: of the new ones of its file that which asks most nearly the same.

    What was learned goes on under the new name only where it asks nearly the same.
    """
    if card.id in library.cards:
        return library.cards[card.id]
    new = [found for found in library.cards.of_file(place.path) if found.id not in known]
    new = [c for c in new if c.family == card.family] or [c for c in new if c.part == card.part] or new
    if not new:
        return None
    alike = {found.id: near if (near := _likeness(card, found)) >= ALIKE else 0.0 for found in new}
    here = max(new, key=lambda found: (alike[found.id], found.place.line == place.line))
    moved = card.id in library.progress.states() and (card.id, here.id) not in library.edits.moves
    if alike[here.id] and here.part == card.part and moved:
        library.progress.link([(card.id, here.id, None)], at)  # its meaning may have changed: an early check is offered
    return here


def renamed(before: Mapping[str, Card], now: Mapping[str, Card]) -> dict[str, str]:
    """Cards that stand in the place of others and ask nearly the same: their names by those of the others.

    It is for cards of which nothing is known yet: no history goes on under another name by this alone.
    """
    found: dict[str, str] = {}
    for path in {before[name].place.path for name in {*before} - {*now}}:
        old, new = (_of_file(cards, path) for cards in (before, now))
        same = SequenceMatcher(None, [card.id for card in old], [card.id for card in new], autojunk=False)
        for what, *span in same.get_opcodes():
            if what == "replace":
                pairs = zip(old[span[0] : span[1]], new[span[2] : span[3]], strict=False)
                found |= {one.id: two.id for one, two in pairs if _is_the_same(one, two)}
    return found


def _of_file(cards: Mapping[str, Card], path: Path) -> list[Card]:
    if isinstance(cards, Index):
        return [*cards.of_file(path)]
    return [card for card in cards.values() if card.place.path == path]


def _is_the_same(old: Card, new: Card) -> bool:
    """Whether a card stands in the place of another as the same: of one id, or asking nearly the same."""
    return old.family == new.family or (old.part == new.part and _likeness(old, new) >= ALIKE)


def _likeness(old: Card, new: Card) -> float:
    """How much of what two cards ask is the same, 0 to 1, in whatever words."""
    before, now = normalised(old.question_text), normalised(new.question_text)
    return 1.0 if before == now else SequenceMatcher(None, before, now, autojunk=False).ratio()
