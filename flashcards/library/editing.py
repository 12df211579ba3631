"""A card is opened in the person's own editor: in their own file, and it is followed to what it is afterwards."""

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from flashcards import files, titles
from flashcards.cards import Card, Place, Problem, normalised
from flashcards.days import Moment
from flashcards.decks import originals
from flashcards.library.library import Library
from flashcards.records import dataclass, replace
from flashcards.schedule.index import Index
from flashcards.words import FlashcardsError

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
    """The first problem that its file has now and had not before."""
    known: frozenset[str]
    """The cards of its file before it was opened."""
    said: str = ""
    """What there is to tell of it; empty: nothing."""


def edit(library: Library, card: Card, open_at: Callable[[Place], None], at: Moment) -> Edited:
    """Open a card with `open_at`, which waits, and read the decks again.

    A shipped card is opened in the person's file that is laid over its deck, where it is written first; where nothing
    was changed, that file is then as it was. Raises SourceError, FileError, and, where nothing was changed, what
    `open_at` raises; else that is told.
    """
    deck, place = library.deck(card.deck), card.place
    faults = {(problem.path, problem.field, problem.message) for problem in library.problems}
    known = frozenset(found.id for found in library.cards.of_file(place.path))
    begun = deck.bundled and place.path == deck.path
    own = library.own_file(deck) if begun else place.path
    before = files.held(own)
    if begun:
        known = frozenset(found.id for found in deck.cards)
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
        if begun and changed:
            originals.keep_original(card, deck.name, own)
        elif begun and before is None:
            own.unlink()
        elif begun and before is not None:
            files.replace(own, before)
        library.reload()
    if changed:
        library.progress.lasts(f"Your edit of {titles.name(card)}")
    new = (p for p in library.problems if p.path == place.path and (p.path, p.field, p.message) not in faults)
    now = _followed(library, card, place, known, at)
    return Edited(now, place, next(new, None), known, _said(card, place, failed, begun=begun and changed))


def _said(card: Card, place: Place, failed: str, *, begun: bool) -> str:
    """What is told of an edit: what its editor ended with, and that a shipped card is the person's own version now."""
    if not begun:
        return failed
    revert = f"`flashcards revert {card.family}` brings the shipped card back"
    if failed:
        return f"{failed}: your version of {card.family}; {revert}"
    return f"Yours now, in {place.path}; {revert}"


def mend(library: Library, card: Card, so_far: Edited, open_at: Callable[[Place], None], at: Moment) -> Edited:
    """Open the file of a card again at the fault that it was left with, and read the decks again."""
    assert so_far.fault is not None
    try:
        open_at(Place(so_far.fault.path, so_far.fault.line, so_far.fault.column))
    finally:
        library.reload()
    fault = next((problem for problem in library.problems if problem.path == so_far.fault.path), None)
    return replace(so_far, card=_followed(library, card, so_far.place, so_far.known, at), fault=fault)


def _followed(library: Library, card: Card, place: Place, known: frozenset[str], at: Moment) -> Card | None:
    """The card under whatever name it has now; one without an id goes on under the new one."""
    if card.id in library.cards:
        return library.cards[card.id]
    new = [c for c in library.cards.of_file(place.path) if c.id not in known and c.part == card.part]
    here = [c for c in new if c.place.line == place.line] or new
    if len(here) != 1 or not _is_the_same(card, here[0]):
        return None
    if card.id in library.progress.states():
        library.progress.link([(card.id, here[0].id, here[0].fingerprint)], at)
    return here[0]


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
                found |= {one.id: two.id for one, two in pairs if one.part == two.part and _is_the_same(one, two)}
    return found


def _of_file(cards: Mapping[str, Card], path: Path) -> list[Card]:
    if isinstance(cards, Index):
        return [*cards.of_file(path)]
    return [card for card in cards.values() if card.place.path == path]


def _is_the_same(old: Card, new: Card) -> bool:
    """Whether a card that was opened at its line still asks the same, in whatever words."""
    before, now = normalised(old.question_text), normalised(new.question_text)
    return before == now or SequenceMatcher(None, before, now, autojunk=False).ratio() >= ALIKE
