"""The decks of one home, as its settings want them: which of two of the same name counts, and what is not read twice."""

import contextlib
import time
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashcards import settings
from flashcards.cache.store import SETTLED_NS, Store, content_of
from flashcards.cards import Card, Deck, Problem
from flashcards.decks.folder import deck_files
from flashcards.decks.overlay import laid
from flashcards.files import may_be_there, real
from flashcards.hashes import blake2b
from flashcards.library.together import together
from flashcards.schedule import teaching
from flashcards.schedule.states import family
from flashcards.words import UsageError, listed, nearest

if TYPE_CHECKING:
    from flashcards.decks.originals import Laid
    from flashcards.query import Names

DECKS_FOLDER = "decks"
NOT_THERE = "there is no such file or folder"


class LibraryError(UsageError):
    """Something asked for is not there; the message says what, and what to do."""


def bundled_decks() -> Path:
    """The decks that come with the program: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "bundled_decks"
    return inside if inside.is_dir() else package.parent / "decks"


class Decks:
    """The settings and the decks of one home folder."""

    def __init__(
        self,
        home: Path,
        decks: Sequence[Path] = (),
        cache: Path | None = None,
        telling: Callable[[int, int], None] | None = None,
    ) -> None:
        """`cache`: the folder in which parsed decks are kept; none: they are read anew.

        `telling`, which may be exchanged, is told how far the states have come, where they are made again from a long log.
        """
        self.home, self.telling = home, telling
        self._store = Store(cache)
        self._roots = list(decks)
        self._read: dict[Path, tuple[tuple[int, ...], Deck]] = {}
        self.reload()

    def reload(self) -> None:
        """Read settings and decks again; files that did not change are not read twice."""
        self.settings, self.settings_problems = settings.load(self.home / settings.FILE_NAME)
        named: dict[str, Deck] = {}
        self._laid: dict[str, tuple[Deck, Deck]] = {}
        self.foreign: list[Path] = []
        """Files below the folders of decks that are of another purpose."""
        self._folders: list[Path] = []
        clashes: list[Problem] = []
        reached: set[Path] = set()
        for root, bundled in self._sources():
            for name, path in deck_files(root, self._folders):
                if len(self._roots) > 1 and (file := real(path)) in reached:
                    continue  # a folder and a file in it, or a link to one of them
                if len(self._roots) > 1:
                    reached.add(file)
                deck = self._deck(path, name, bundled=bundled)
                if deck.foreign and path != root:
                    self.foreign.append(path)
                elif name in named and named[name].bundled:
                    self._laid[name] = named[name], deck
                    named[name] = laid(named[name], deck)
                elif name in named:
                    clashes.append(
                        Problem(
                            path,
                            1,
                            1,
                            "",
                            f"a deck called {name} is loaded from {named[name].path}",
                            "rename one of the files",
                        )
                    )
                else:
                    named[name] = deck
        found = together([*named.values()], set(self.settings.switched_off), self._mark_of, self._store)
        self.decks, twice = found.decks, found.problems
        self._missing = [
            Problem(root, 1, 1, "", NOT_THERE, "check how it is spelled") for root in self._roots if not root.exists()
        ]
        self.problems = [*self._missing, *clashes, *(p for deck in self.decks for p in deck.problems), *twice]
        self.active = [*found.shelf.values()]
        self.cards, self.shelf = found.cards, found.shelf
        self.texts: dict[str, str] = {}
        """What words were looked for in, by card: whoever searches often has it at hand."""
        self.prints: dict[str, str] = {}
        """The fingerprints of cards, as they were asked for."""
        self.__dict__.pop("teachable", None)
        self._at_reading = self._marks()
        self._last_look = self._at_reading

    def _marks(self) -> dict[Path, tuple[int, ...]]:
        """The settings, the loaded files and all folders of decks, by what changes when one is saved."""
        files = [*self.foreign, *(path for deck in self.decks for path in (deck.path, deck.own) if path)]
        folders = {*self._folders, *(path.parent for path in files), *self._roots, self.home / DECKS_FOLDER}
        return {path: _mark(path) for path in (self.home / settings.FILE_NAME, *files, *folders)}

    @property
    def all_problems(self) -> list[Problem]:
        """What is wrong with the settings and with the decks."""
        return [*self.settings_problems, *self.problems]

    def saved_since(self) -> bool:
        """Whether something was saved since the decks were read, and has come to rest: to be asked a few times a second."""
        marks, before = self._marks(), self._last_look
        self._last_look = marks
        return marks == before != self._at_reading

    def standing(self, before: Mapping[str, Card]) -> Mapping[str, Card]:
        """The cards as they are now, and those of before whose file has a problem now: no fault takes a card away."""
        broken = {*self.foreign, *(problem.path for problem in self.problems)}
        gone = {*before} - {*self.cards} if broken else ()
        kept = {name: card for name in gone if (card := before[name]).place.path in broken}
        return ChainMap(kept, self.cards) if kept else self.cards  # type: ignore[arg-type] # nobody writes into it

    @property
    def places(self) -> list[Path]:
        """The files and folders in which decks of one's own are looked for."""
        return self._roots or [self.home / DECKS_FOLDER]

    @property
    def has_all(self) -> bool:
        """Whether all decks of the home are read, and not some that were named."""
        return not self._roots

    def _sources(self) -> list[tuple[Path, bool]]:
        if self._roots:
            return [(root, False) for root in self._roots if root.exists()]
        own = self.home / DECKS_FOLDER
        return [(bundled_decks(), True), *([(own, False)] if may_be_there(own) else [])]

    def _mark_of(self, deck: Deck) -> bytes | None:
        """Stands for the cards of a deck and all that they say; none where the store has not got them."""
        parts = self._laid.get(deck.name, (deck,))
        contents = [content_of(part) for part in parts]
        return b"".join(content for content in contents if content is not None) if None not in contents else None

    def said_of(self, deck: Deck) -> str:
        """Stands for a deck with all that its cards say."""
        mark = self._mark_of(deck)
        if mark is None:
            said = "\n".join(f"{card.id} {card.kind} {card.fingerprint} {card.aliases}" for card in deck.cards)
            mark = blake2b(said.encode(), digest_size=16).digest()
        return mark.hex()

    def _deck(self, path: Path, name: str, *, bundled: bool) -> Deck:
        mark = _mark(path)
        known = self._read.get(path)
        if known is not None and known[0] == mark:
            return known[1]
        deck = self._store.deck(path, name, bundled=bundled)
        if mark and mark[0] + SETTLED_NS < time.time_ns():
            self._read[path] = (mark, deck)
        return deck

    @property
    def names(self) -> "Names":
        """The decks and tags that a query can name."""
        from flashcards.query import Names

        tags = {tag for deck in self.decks for tag in deck.summary.tags}
        return Names([deck.name for deck in self.decks], tags, {deck.name: deck.title for deck in self.decks})

    def deck(self, name: str) -> Deck:
        """The deck of this name; raises LibraryError with the nearest names."""
        found = next((deck for deck in self.decks if deck.name == name), None)
        if found is None:
            names = [deck.name for deck in self.decks]
            near = nearest(name, names)
            there = f"did you mean {near}?" if near else f"the decks are {', '.join(names)}"
            raise LibraryError(f"there is no deck called {name or repr('')}; {there}")
        return found

    def card(self, text: str) -> Card:
        """The card with this id, or the only one whose id begins so; raises LibraryError."""
        text = text.strip().lower()  # as all ids are
        if not text:
            raise LibraryError("no card is named; find one with `flashcards find WORDS`")
        if (named := self.cards.get(text)) is not None:
            return named
        siblings = [spot.card.id for spot in self.cards.spots(text)]
        near = siblings or [card_id for card_id in self.cards if card_id.startswith(text)]
        if len(near) == 1:
            return self.cards[near[0]]
        if near:
            raise LibraryError(f"{len(near)} cards begin with {text}: {listed(near, 5)}; write more of the id")
        if parts := [spot.card.id for spot in self.cards.spots(family(text)) if "#" in text]:
            raise LibraryError(f"there is no card {text}; there are {', '.join(parts[:9])}")
        from flashcards.decks import places  # only where nothing was found

        if broken := next((deck for deck in self.decks if deck.problems and places.line_of(deck.path, text)), None):
            raise LibraryError(f"the card {text} cannot be read; `flashcards check {broken.name}` says why")
        raise LibraryError(f"there is no card {text}; find one with `flashcards find WORDS`")

    @cached_property
    def teachable(self) -> list[Card]:
        """The cards of the decks that are switched on, so that what a card needs comes before it."""
        return teaching.teachable(self.active)

    def kept(self, card: Card, name: str) -> str | None:
        """A text of a card that `derived` has made and kept under a name."""
        return self._store.kept(card, name)

    def derived(
        self, cards: Iterable[Card], name: str, make: Callable[[Card], str], *, spread: bool = False
    ) -> list[str]:
        """A text of each card that is made of nothing but the card, made once and kept under a name.

        `spread`: over the cores of the machine.
        """
        return self._store.derived(cards, name, make, spread=spread)

    def lines(self, deck: Deck, name: str, make: Callable[[Card], str]) -> bytes:
        """A line for each card of a deck, made of nothing but the card, once, and kept under a name."""
        return self._store.lines(deck, name, make)

    def make_room(self) -> None:
        """Give up what is kept of the decks, where its disk has little left: answers come first."""
        self._store.make_room()

    def titles(self, cards: Iterable[Card]) -> list[str]:
        """What stands for each card in a list, on one plain line."""

        def made(card: Card) -> str:
            from flashcards.titles import title  # and with it the kinds and Markdown: kept titles need neither

            return title(card)

        return self.derived(cards, "title", made)

    def overlaid(self, deck: str) -> "list[Laid]":
        """The person's cards of a deck that say something else than the shipped ones below them."""
        if deck not in self._laid:
            return []
        from flashcards.decks.originals import differing  # and with it the reader: most homes lay nothing over

        return differing(*self._laid[deck])

    def shipped(self, card: Card) -> Card | None:
        """The shipped card below one of the person's; none where there is none."""
        below = self._laid[card.deck][0].cards if card.deck in self._laid else ()
        return next((found for found in below if found.family == card.family), None)

    def own_file(self, deck: Deck) -> Path:
        """The person's file that is laid over a shipped deck, whether it is there or not."""
        return deck.own or self.home / DECKS_FOLDER / deck.path.relative_to(bundled_decks())

    def switch(self, deck: str, *, on: bool) -> None:
        """Leave a deck in or out, from now on."""
        off = set(self.settings.switched_off) - {deck} | (set() if on else {deck})
        self.set("switched_off", tuple(sorted(off)))

    def set(self, name: str, value: Any) -> None:
        """Change a setting and write it down."""
        settings.save(self.home / settings.FILE_NAME, name, value)
        self.reload()


def _mark(path: Path) -> tuple[int, ...]:
    """What changes of a file or folder when it is saved, or who may read it; nothing where it cannot be seen."""
    with contextlib.suppress(OSError):
        found = path.stat()
        return (found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)
    return ()
