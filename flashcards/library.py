"""Decks joined with progress: what both faces ask."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from flashcards import query, settings
from flashcards.cards import Card, Deck, Problem
from flashcards.days import Moment
from flashcards.decks import edited as edits
from flashcards.decks import file as deckfile
from flashcards.events import ANSWER_CAP_MS, Kind, Mode
from flashcards.log.file import DEFAULT_PACE, Pace, Progress
from flashcards.schedule import agenda
from flashcards.schedule.agenda import Agenda, Done, Entry, Limits
from flashcards.schedule.model import NEW, CardState
from flashcards.session import Session
from flashcards.words import UsageError

PROGRESS_FILE = "progress.db"
DECKS_FOLDER = "decks"


class LibraryError(UsageError):
    """Something asked for is not there; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Count:
    """What today holds of a deck, or of all."""

    due: int = 0
    new: int = 0
    learning: int = 0
    minutes: float = 0.0

    @property
    def total(self) -> int:
        return self.due + self.new + self.learning


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home screen shows."""

    total: Count
    decks: dict[str, Count]
    held_back: int
    streak: int
    answered_today: int
    unseen: Counter[str]
    """New cards per deck, whatever the limits say."""


def bundled_decks() -> Path:
    """The decks that come with the program: inside the wheel, or beside the package in a checkout."""
    inside = Path(str(files("flashcards"))) / "bundled_decks"
    return inside if inside.is_dir() else Path(str(files("flashcards"))).parent / "decks"


class Library:
    """The decks and the progress of one home folder."""

    def __init__(self, home: Path, decks: Sequence[Path] = ()) -> None:
        self.home = home
        self._roots = list(decks)
        self._read: dict[Path, tuple[tuple[int, int], Deck]] = {}
        self.reload()

    # -- decks --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read settings and decks again; files that did not change are not read twice."""
        self.settings, self.settings_problems = settings.load(self.home / settings.FILE_NAME)
        named: dict[str, Deck] = {}
        clashes: list[Problem] = []
        for root, bundled in self._sources():
            for name, path in deckfile.deck_files(root):
                deck = self._deck(path, name, bundled=bundled)
                if name in named and not named[name].bundled:
                    clashes.append(Problem(path, 1, 1, "", f"a deck called {name} is loaded from {named[name].path}",
                                           "rename one of the files"))  # fmt: skip
                else:
                    named[name] = deck
        self.decks, twice = _unique(named.values())
        self._missing = [Problem(root, 1, 1, "", "there is no such file or folder", "check the path given with --decks")
                         for root in self._roots if not root.exists()]  # fmt: skip
        self.problems = [*self._missing, *clashes, *(p for deck in self.decks for p in deck.problems), *twice]
        off = set(self.settings.switched_off)
        self.active = [deck for deck in self.decks if deck.name not in off]
        self.cards = {card.id: card for deck in self.decks for card in deck.cards}
        self._texts: dict[str, str] = {}
        self.entries = [
            Entry(card.id, card.family, card.deck, deck.needs_for(card), card.notes.tags)
            for deck in self.active
            for card in deck.cards
        ]

    def _sources(self) -> list[tuple[Path, bool]]:
        if self._roots:
            return [(root, False) for root in self._roots if root.exists()]
        own = self.home / DECKS_FOLDER
        return [(bundled_decks(), True), *([(own, False)] if _there(own) else [])]

    def _deck(self, path: Path, name: str, *, bundled: bool) -> Deck:
        try:
            found = path.stat()
            mark = (found.st_mtime_ns, found.st_size)
        except OSError:
            mark = (0, 0)
        if path not in self._read or self._read[path][0] != mark:
            self._read[path] = (mark, deckfile.load_file(path, name, bundled=bundled))
        return self._read[path][1]

    def deck(self, name: str) -> Deck:
        """The deck of this name; raises LibraryError with the nearest names."""
        found = next((deck for deck in self.decks if deck.name == name), None)
        if found is None:
            raise LibraryError(f"there is no deck called {name}; the decks are {', '.join(d.name for d in self.decks)}")
        return found

    def card(self, text: str) -> Card:
        """The card with this id, or the only one whose id begins so; raises LibraryError."""
        if text in self.cards:
            return self.cards[text]
        near = [card_id for card_id in self.cards if card_id.startswith(text)]
        if len(near) == 1:
            return self.cards[near[0]]
        if near:
            raise LibraryError(f"{len(near)} cards begin with {text}: {', '.join(near[:5])}; write more of the id")
        raise LibraryError(f"there is no card {text}; find one with `flashcards find WORDS`")

    def editable(self, card: Card) -> Card:
        """The same card in a file of the person's own: a bundled deck is copied to the home first."""
        deck = self.deck(card.deck)
        if deck.bundled:
            own = self.home / DECKS_FOLDER / deck.path.relative_to(bundled_decks())
            own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(deck.path, own)
            self.reload()
        return self.cards[card.id]

    def switch(self, deck: str, *, on: bool) -> None:
        """Leave a deck in or out, from now on."""
        off = set(self.settings.switched_off) - {deck} | (set() if on else {deck})
        self.set("switched_off", tuple(sorted(off)))

    def set(self, name: str, value: Any) -> None:
        """Change a setting and write it down."""
        settings.save(self.home / settings.FILE_NAME, name, value)
        self.reload()

    # -- progress -----------------------------------------------------------------------------------------------

    @cached_property
    def progress(self) -> Progress:
        """The open progress file, made where there is none; raises ProgressError."""
        return Progress.open(self.home / PROGRESS_FILE)

    @property
    def begun(self) -> bool:
        """Whether there is a progress file, whatever its condition."""
        return "progress" in self.__dict__ or _there(self.home / PROGRESS_FILE)

    def states(self) -> dict[str, CardState]:
        """The state of every card that was ever answered; nothing is made on a fresh home."""
        if not self.begun:
            Progress.refuse_lost(self.home / PROGRESS_FILE)
        return self.progress.states() if self.begun else {}

    @property
    def pace(self) -> Pace:
        return self.progress.pace() if self.begun else DEFAULT_PACE

    def done(self, at: Moment) -> Done:
        """What this study day has seen already."""
        if not self.begun:
            return Done()
        families: dict[str, str] = {}
        new: set[str] = set()
        reviewed: set[str] = set()
        seconds = 0.0
        for event in self.progress.standing(since=at.study_day):
            if (
                event.event is Kind.REVIEW
                and event.mode is Mode.REVIEW
                and event.study_day == at.study_day
                and event.card
            ):
                card = self.cards.get(event.card)
                families[card.family if card else event.card] = event.card
                seconds += min(event.elapsed_ms or 0, ANSWER_CAP_MS) / 1000
                (new if event.predicted is None else reviewed).add(event.card)
        return Done(families, len(new), len(reviewed - new), seconds)

    @property
    def limits(self) -> Limits:
        s = self.settings
        return Limits(s.new_per_day, s.reviews_per_day, s.minutes_per_day, s.reviews_between_new)

    def agenda(
        self,
        at: Moment,
        decks: Collection[str] | None = None,
        *,
        limits: Limits | None = None,
        extra_new: int = 0,
        ahead_days: int = 0,
        cards: Collection[str] | None = None,
    ) -> Agenda:
        """What to study now, of these decks (all that are switched on: None) and of these cards (all: None)."""
        done = self.done(at)
        limits = limits or self.limits
        pace = self.pace
        if extra_new:
            limits = replace(limits, new=done.new + extra_new, minutes=None)
        return agenda.plan_day(
            self.entries, self.states(), at, limits, done,
            deck_needs={deck.name: deck.needs for deck in self.decks}, seconds_new=pace.new,
            seconds_review=pace.review, decks=decks, ahead_days=ahead_days, cards=cards,
        )  # fmt: skip

    def practice(
        self, at: Moment, decks: Collection[str] | None = None, limit: int = 20, cards: Collection[str] | None = None
    ) -> Agenda:
        """Cards to go over without touching the schedule, the least sure ones first: some, or all of `cards`."""
        states = self.states()
        model = self.progress.model
        seen = [
            (model.of(entry.card).predicted(state, at.study_day) or 0.0, entry.card)
            for entry in self.entries
            if (state := states.get(entry.card, NEW)).memory and not agenda.is_away(state, at.study_day)
            if (decks is None or entry.deck in decks) and (cards is None or entry.card in cards)
        ]
        return Agenda(due=tuple(card for _, card in sorted(seen)[: limit if cards is None else None]))

    def session(self, plan: Agenda, clock: Callable[[], Moment], mode: Mode = Mode.REVIEW) -> Session:
        """A sitting with these cards; edited cards are followed before the first one shows."""
        self.follow(clock())
        return Session(
            self.cards, self.progress, plan, clock,
            retention=self.settings.desired_retention, fuzz=self.settings.fuzz, mode=mode,
        )  # fmt: skip

    def overview(self, at: Moment) -> Overview:
        """Counts for today, by the very agenda that a sitting takes."""
        plan = self.agenda(at)
        pace = self.pace
        deck_of = {entry.card: entry.deck for entry in self.entries}

        def count(name: str | None) -> Count:
            due, new, learning = (
                sum(name is None or deck_of[c] == name for c in cards) for cards in (plan.due, plan.new, plan.learning)
            )
            return Count(due, new, learning, ((due + learning) * pace.review + new * pace.new) / 60)

        states = self.states()
        done = self.done(at)
        unseen = Counter(e.deck for e in self.entries if states.get(e.card, NEW).memory is None)
        return Overview(
            count(None), {deck.name: count(deck.name) for deck in self.active}, plan.held_back, self.streak(at),
            done.new + done.reviews, unseen,
        )  # fmt: skip

    def streak(self, at: Moment) -> int:
        """Study days in a row with an answer, up to today or yesterday."""
        days = set(self.progress.study_days()) if self.begun else set()
        day = at.study_day if at.study_day in days else at.study_day - timedelta(days=1)
        length = 0
        while day in days:
            length, day = length + 1, day - timedelta(days=1)
        return length

    def find(self, text: str, at: Moment) -> list[query.Found]:
        """The cards that a query names, in deck order; raises QueryError."""
        test = query.parse(text)
        states = self.states()
        known = query.Past(self.progress.facts, self.progress.model) if self.begun else query.Past()
        known.texts = self._texts
        found = (query.Found(card, states.get(card.id, NEW), at.study_day, known) for card in self.cards.values())
        return [f for f in found if test(f)]

    def orphans(self) -> list[str]:
        """Cards that the log knows and no deck has or has retired; their progress comes back with them."""
        retired = {card for deck in self.decks for card in deck.retired}
        return sorted(
            card for card, state in self.states().items()
            if state.memory and card not in self.cards and card.partition("#")[0] not in retired
        )  # fmt: skip

    def follow(self, at: Moment) -> list[edits.Match]:
        """Link cards without an id to what they were before an edit; return the doubtful matches."""
        for match in self.edited():
            if match.sure:
                self.link(match, at)
        self.progress.remember((c.id, c.deck, c.kind, c.question_text) for c in self.cards.values())
        return self.doubts()

    def doubts(self) -> list[edits.Match]:
        """Matches that the person is asked about, and that nothing guesses."""
        return [match for match in self.edited() if not match.sure]

    def edited(self) -> list[edits.Match]:
        """Cards of the log that seem to stand in the decks under a new name."""
        if not self.begun:
            return []
        states = self.progress.states()
        lost = {c: s for c, s in states.items() if c.startswith("~") and c not in self.cards and s.fingerprint}
        if not lost:
            return []
        texts = self.progress.remembered()
        newcomers = [card for card in self.cards.values() if card.id not in states]
        return edits.matches({c: (s.fingerprint or "", texts.get(c, "")) for c, s in lost.items()}, newcomers)

    def link(self, match: edits.Match, at: Moment) -> None:
        """Say in the log that a card goes on under its new name."""
        self.progress.append(self.progress.make(Kind.LINK, at, match.card.id, detail={"from": match.old}))

    def close(self) -> None:
        """Close the progress file, if it was opened."""
        if "progress" in self.__dict__:
            self.progress.close()
            del self.__dict__["progress"]


def _there(path: Path) -> bool:
    """Whether there is something; where the system cannot look, opening it will say why."""
    try:
        return path.exists()
    except OSError:
        return True


def _unique(decks: Iterable[Deck]) -> tuple[list[Deck], list[Problem]]:
    """The decks with each card id once: the first keeps it, later ones become problems that name both places."""
    seen: dict[str, Card] = {}
    problems: list[Problem] = []
    kept: list[Deck] = []
    for deck in decks:
        sound = []
        for card in deck.cards:
            first = seen.setdefault(card.id, card)
            if first is card:
                sound.append(card)
            elif card.part == first.part:
                named = card.family.startswith("~")
                message = "this card stands twice" if named else f"`{card.family}` is also the id of another card"
                problems.append(Problem(card.place.path, card.place.line, card.place.column, "id",
                                        f"{message}, at {first.place}", "remove one" if named else "choose another id"))  # fmt: skip
        kept.append(replace(deck, cards=tuple(sound)))
    return kept, problems
