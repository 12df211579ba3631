"""Decks joined with progress: what both faces ask."""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashcards import settings
from flashcards.cache.store import SETTLED_NS, Store
from flashcards.cards import Card, Deck, Problem
from flashcards.days import Moment, moment
from flashcards.decks import edited as edits
from flashcards.decks.folder import deck_files
from flashcards.events import Kind, Mode
from flashcards.files import expanded, may_be_there
from flashcards.interview.outlook import Basis, Outlook, outlook_of
from flashcards.interview.written import Plan
from flashcards.log import unsaved
from flashcards.log.backups import MANY_NEW
from flashcards.log.clock import said_of_clock
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.schedule import agenda
from flashcards.schedule.agenda import Agenda, Done, Limits, Pace
from flashcards.schedule.model import LATEST_DAY
from flashcards.schedule.states import NEW, CardState
from flashcards.words import UsageError, counted

if TYPE_CHECKING:
    from flashcards.query import Found
    from flashcards.session import Session

PROGRESS_FILE = "progress.db"
DECKS_FOLDER = "decks"


WEEK = 7
AHEAD_DAYS = WEEK
"""So far the offer to study ahead looks."""
MORE_NEW = 10
"""So many new cards are offered beyond the day's limit."""


class LibraryError(UsageError):
    """Something asked for is not there; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Today:
    """What a study day begins from, read once and passed on."""

    at: Moment
    states: dict[str, CardState]
    """Of every card that was ever answered."""
    done: Done
    pace: Pace
    plan: Agenda
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By card, where the interview plan expects another time than the pace."""


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
class Ahead:
    """What comes after today, if today's cards are done."""

    tomorrow: int
    week: int
    """Due in the next seven days, tomorrow among them."""
    backlog: str
    """How long what today's limit leaves takes, in a sentence; empty where nothing is left."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home screen shows."""

    total: Count
    decks: dict[str, Count]
    ahead: Ahead
    streak: int
    answered_today: int
    unseen: Counter[str]
    """New cards per deck, whatever the limits say."""
    doubts: list[edits.Match]
    """Edited cards that the person is asked about."""
    clock: str
    """What is odd about the clock; empty where nothing is."""
    outlook: Outlook | None = None
    """What the interview plan last promised."""


def bundled_decks() -> Path:
    """The decks that come with the program: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "bundled_decks"
    return inside if inside.is_dir() else package.parent / "decks"


class Library:
    """The decks and the progress of one home folder."""

    def __init__(self, home: Path, decks: Sequence[Path] = (), cache: Path | None = None) -> None:
        """`cache`: the folder in which parsed decks are kept; none: they are read anew."""
        self.home = home
        self._store = Store(cache)
        self._roots = list(decks)
        self._read: dict[Path, tuple[tuple[int, ...], Deck]] = {}
        self._log: Progress | None = None
        self._outlook: tuple[str, Outlook] | None = None
        self.reload()

    # -- decks --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read settings and decks again; files that did not change are not read twice."""
        self.settings, self.settings_problems = settings.load(self.home / settings.FILE_NAME)
        named: dict[str, Deck] = {}
        clashes: list[Problem] = []
        for root, bundled in self._sources():
            for name, path in deck_files(root):
                deck = self._deck(path, name, bundled=bundled)
                if name in named and not named[name].bundled:
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
        self.decks, twice = _unique(named.values())
        self._missing = [
            Problem(root, 1, 1, "", "there is no such file or folder", "check the path given with --decks")
            for root in self._roots
            if not root.exists()
        ]
        self.problems = [*self._missing, *clashes, *(p for deck in self.decks for p in deck.problems), *twice]
        off = set(self.settings.switched_off)
        self.active = [deck for deck in self.decks if deck.name not in off]
        self.cards = {card.id: card for deck in self.decks for card in deck.cards}
        self._texts: dict[str, str] = {}
        self.shelf = {deck.name: deck for deck in self.active}
        self.__dict__.pop("teachable", None)

    def _sources(self) -> list[tuple[Path, bool]]:
        if self._roots:
            return [(root, False) for root in self._roots if root.exists()]
        own = self.home / DECKS_FOLDER
        return [(bundled_decks(), True), *([(own, False)] if may_be_there(own) else [])]

    def _deck(self, path: Path, name: str, *, bundled: bool) -> Deck:
        mark: tuple[int, ...] = ()
        with contextlib.suppress(OSError):
            found = path.stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
        known = self._read.get(path)
        if known is not None and known[0] == mark:
            return known[1]
        deck = self._store.deck(path, name, bundled=bundled)
        if mark and mark[0] + SETTLED_NS < time.time_ns():
            self._read[path] = (mark, deck)
        return deck

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
            own.write_bytes(deck.path.read_bytes())
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

    @property
    def progress(self) -> Progress:
        """The open log; where there is no file yet, an empty one that makes it when something is written.

        Raises ProgressError.
        """
        path = self.home / PROGRESS_FILE
        if self._log is not None and not self._log.there and may_be_there(path):
            self.close()  # another window has made the file
        if self._log is None:
            self._log = Progress.open(path, create=False)
            place = self.settings.backups
            self._log.copies_in = expanded(place, "backups") if place else None
        return self._log

    def states(self) -> dict[str, CardState]:
        """The state of every card that was ever answered."""
        return self.progress.states()

    @cached_property
    def teachable(self) -> list[Card]:
        """The cards of the decks that are switched on, so that what a card needs comes before it."""
        return agenda.teachable(self.active)

    @property
    def limits(self) -> Limits:
        s = self.settings
        return Limits(s.new_per_day, s.reviews_per_day, s.minutes_per_day, s.reviews_between_new)

    def today(
        self,
        at: Moment,
        decks: Collection[str] | None = None,
        *,
        limits: Limits | None = None,
        extra_new: int = 0,
        ahead_days: int = 0,
        cards: Collection[str] | None = None,
    ) -> Today:
        """What to study now, of these decks (all that are switched on: None) and of these cards (all: None)."""
        states, pace = self.progress.states(), self.progress.pace()
        done = Done.of(self.progress.standing(since=at.study_day), at.study_day)
        limits = limits or self.limits
        interview = self.plan_on(at.study_day)
        if interview is not None and not extra_new and not ahead_days and limits.new == self.limits.new:
            own = limits.minutes if limits.minutes != self.limits.minutes else None
            minutes = interview.minutes_on(at.study_day) if own is None else own
            outlook = self.outlook
            if outlook is not None and outlook.study_day == at.study_day and outlook.plan == interview.text():
                from flashcards.interview import queue

                plan = queue.plan_day(
                    self.teachable,
                    outlook.ranking,
                    states,
                    at,
                    60.0 * minutes,
                    done,
                    shelf=self.shelf,
                    decks=decks,
                    cards=cards,
                    reviews_between_new=limits.reviews_between_new,
                    pass_since=interview.pass_since(at.study_day),
                )
                return Today(at, states, done, pace, plan, {place.card: place.seconds for place in outlook.ranking})
            # Not computed yet today: what plain FSRS would do in the plan's minutes.
            limits = replace(limits, new=len(self.teachable), minutes=minutes)
        if extra_new:
            limits = replace(limits, new=done.new + extra_new, minutes=None)
        plan = agenda.plan_day(
            self.teachable,
            states,
            at,
            limits,
            done,
            pace,
            shelf=self.shelf,
            decks=decks,
            cards=cards,
            ahead_days=ahead_days,
        )
        return Today(at, states, done, pace, plan)

    def practice(
        self, at: Moment, decks: Collection[str] | None = None, limit: int = 20, cards: Collection[str] | None = None
    ) -> Today:
        """Cards to go over without touching the schedule, the least sure ones first: some, or all of `cards`."""
        states, model = self.progress.states(), self.progress.model
        seen = []
        for card in self.teachable:
            state = states.get(card.id, NEW)
            asked = (decks is None or card.deck in decks) and (cards is None or card.id in cards)
            if asked and state.memory and not agenda.is_away(state, at.study_day):
                seen.append((model.of(card.id).predicted(state, at.study_day) or 0.0, card.id))
        plan = Agenda(due=tuple(card for _, card in sorted(seen)[: limit if cards is None else None]))
        return Today(at, states, Done(), self.progress.pace(), plan)

    def session(self, today: Today, clock: Callable[[], Moment], mode: Mode = Mode.REVIEW) -> "Session":
        """A sitting with a day's cards; edited cards are followed before the first one shows."""
        with contextlib.suppress(ProgressError):  # a copy that fails keeps nobody from studying; `doctor` says it
            if not self.progress.empty:
                self.progress.back_up(today.at.study_day)
        from flashcards.session import Session  # and with it the kinds of cards

        linked = self.follow(clock(), today.states)
        return Session(
            self.cards,
            self.progress,
            today.plan,
            self.progress.states() if linked else today.states,
            clock,
            retention=self.settings.desired_retention,
            fuzz=self.settings.fuzz,
            mode=mode,
        )

    def sitting(
        self,
        clock: Callable[[], Moment],
        what: str = "",
        *,
        decks: Collection[str] | None = None,
        cards: Collection[str] | None = None,
        limits: Limits | None = None,
    ) -> "Session":
        """A sitting with today's cards, or with more: ten more `new` ones, those `ahead`, or `practice`."""
        at = clock()
        unsaved.take_up(self.home, self.progress)
        if what == "practice":
            return self.session(self.practice(at, decks, cards=cards), clock, Mode.PRACTICE)
        today = self.today(
            at,
            decks,
            limits=limits,
            extra_new=MORE_NEW if what == "new" else 0,
            ahead_days=AHEAD_DAYS if what == "ahead" else 0,
            cards=cards,
        )
        return self.session(today, clock)

    def overview(self, at: Moment) -> Overview:
        """Counts for today, by the very agenda that a sitting takes."""
        today = self.today(at)
        plan, pace = today.plan, today.pace
        unseen = Counter(card.deck for card in self.teachable if today.states.get(card.id, NEW).memory is None)

        def per_deck(cards: Iterable[str]) -> Counter[str]:
            return Counter(self.cards[card].deck for card in cards)

        usual = dict.fromkeys(plan.new, pace.new)
        seconds = Counter[str]()
        for card in (*plan.due, *plan.new, *plan.learning):
            seconds[self.cards[card].deck] += today.seconds.get(card, usual.get(card, pace.review))  # type: ignore[assignment]
        due, new, learning = per_deck(plan.due), per_deck(plan.new), per_deck(plan.learning)
        return Overview(
            total=Count(len(plan.due), len(plan.new), len(plan.learning), sum(seconds.values()) / 60),
            decks={
                d.name: Count(due[d.name], new[d.name], learning[d.name], seconds[d.name] / 60) for d in self.active
            },
            ahead=self._ahead(today),
            streak=self.streak(at),
            answered_today=today.done.new + today.done.reviews,
            unseen=unseen,
            doubts=[match for match in self.edited(today.states) if not match.sure],
            clock=said_of_clock(self.progress.latest(), at),
            outlook=self.outlook if self.plan_on(at.study_day) else None,
        )

    def backlog(self, today: Today) -> str:
        """How long what today's limit leaves takes at that limit, in a sentence; empty where nothing is left."""
        held_back, limits = today.plan.held_back, self.limits
        if not held_back:
            return ""
        a_day = limits.reviews
        if limits.minutes is not None:
            a_day = int(limits.minutes * 60 / today.pace.review)
        due = agenda.load(today.states)
        arriving = sum(due[today.at.study_day + timedelta(days=day)] for day in range(1, WEEK + 1)) / WEEK
        more = f"{held_back:,} more {'is' if held_back == 1 else 'are'} due, those that are least known come first"
        if a_day <= arriving:
            return f"{more}; the limit of {a_day} a day is less than what comes due: raise it, or the backlog grows"
        return f"{more}; at {a_day} a day the backlog takes {counted(ceil(held_back / (a_day - arriving)), 'day')}"

    def _ahead(self, today: Today) -> Ahead:
        day, tomorrow, week = today.at.study_day, 0, 0
        for card in self.teachable:
            state = today.states.get(card.id, NEW)
            if state.memory and not state.suspended:
                days = (state.memory.due_day - day).days
                tomorrow += days == 1
                week += 1 <= days <= 7  # noqa: PLR2004 - a week
        return Ahead(tomorrow, week, self.backlog(today))

    def streak(self, at: Moment) -> int:
        """Study days in a row with an answer, up to today or yesterday."""
        days = set(self.progress.study_days())
        # After a flight west the study day that one has begun comes once more.
        last = at.study_day + timedelta(days=1)
        day = next((d for d in (last, at.study_day) if d in days), at.study_day - timedelta(days=1))
        length = 0
        while day in days:
            length, day = length + 1, day - timedelta(days=1)
        return length

    def find(self, text: str, at: Moment) -> "list[Found]":
        """The cards that a query names, in deck order; raises QueryError."""
        from flashcards import query  # most starts search for nothing
        from flashcards.query.found import searched

        cards = list(self.cards.values())

        test = query.parse(text)
        states = self.states()
        known = query.Past(self.progress.facts, self.progress.model)
        known.texts = self._texts
        known.kept = lambda: dict(zip(self.cards, self._store.derived(cards, "searched", searched), strict=True))
        found = (query.Found(card, states.get(card.id, NEW), at.study_day, known) for card in self.cards.values())
        return [f for f in found if test(f)]

    def derived(self, cards: Iterable[Card], name: str, make: Callable[[Card], str]) -> list[str]:
        """A text of each card that is made of nothing but the card, made once and kept under a name."""
        return self._store.derived(cards, name, make)

    def titles(self, cards: Iterable[Card]) -> list[str]:
        """What stands for each card in a list, on one plain line."""

        def made(card: Card) -> str:
            from flashcards.titles import title  # and with it the kinds and Markdown: kept titles need neither

            return title(card)

        return self._store.derived(cards, "title", made)

    def orphans(self) -> list[str]:
        """Cards that the log knows and no deck has or has retired; their progress comes back with them."""
        retired = {card for deck in self.decks for card in deck.retired}
        return sorted(
            card
            for card, state in self.states().items()
            if state.memory and card not in self.cards and card.partition("#")[0] not in retired
        )

    def follow(self, at: Moment, states: dict[str, CardState] | None = None) -> bool:
        """Link cards without an id to what they were before an edit; whether there were any."""
        sure = [match for match in self.edited(states) if match.sure]
        for match in sure:
            self.link(match, at)
        self._catalogue()
        return bool(sure)

    def _catalogue(self) -> None:
        """Have the log remember the cards as they are; where they are those of the last time, none is read for it."""
        shown = "\n".join(f"{c.id} {c.deck} {c.kind} {c.fingerprint}" for c in self.cards.values())
        mark = blake2b(shown.encode(), digest_size=16).hexdigest()
        if not self.progress.there or self._store.noted(self.progress.catalogued()) != mark:
            self.progress.remember((c.id, c.deck, c.kind, c.question_text) for c in self.cards.values())
            if self.progress.there:
                self._store.note(self.progress.catalogued(), mark)

    def doubts(self) -> list[edits.Match]:
        """Matches that the person is asked about, and that nothing guesses."""
        return [match for match in self.edited() if not match.sure]

    def edited(self, states: dict[str, CardState] | None = None) -> list[edits.Match]:
        """Cards of the log that seem to stand in the decks under a new name; `states` where they are known."""
        states = self.progress.states() if states is None else states
        lost = {c: s for c, s in states.items() if c.startswith("~") and c not in self.cards and s.fingerprint}
        if not lost:
            return []
        texts = self.progress.remembered()
        newcomers = [card for card in self.cards.values() if card.id not in states]
        return edits.matches({c: (s.fingerprint or "", texts.get(c, "")) for c, s in lost.items()}, newcomers)

    def back_up(self, now: datetime) -> Path | None:
        """Copy the progress: once a day, and again when many answers are new; none where nothing had to be done."""
        log = self.progress
        if log.empty:
            return None
        copy = log.back_up(moment(now, self.settings.rollover_hour).study_day)
        return copy or (log.back_up_now(now) if log.unsaved() >= MANY_NEW else None)

    # -- the interview plan ---------------------------------------------------------------------------------------

    def plan_on(self, day: date) -> Plan | None:
        """The plan, where an interview is still ahead of a study day."""
        plan = self.settings.plan
        return plan if plan is not None and plan.ahead(day) else None

    @property
    def outlook(self) -> Outlook | None:
        """What the plan last promised, as the progress file keeps it; of whatever day."""
        text = self.progress.outlook
        if text is None:
            return None
        if self._outlook is None or self._outlook[0] != text:
            try:
                self._outlook = (text, Outlook.from_json(json.loads(text)))
            except (ValueError, TypeError, KeyError):  # of another version, or damaged: it is computed again
                return None
        return self._outlook[1]

    def basis(self, at: Moment) -> Basis | None:
        """What today's outlook follows from, without a plan none; raises NothingToPlanError, RoleError."""
        plan = self.plan_on(at.study_day)
        if plan is None:
            return None
        from flashcards.interview.basis import basis_of

        s = self.settings
        return basis_of(
            plan,
            at,
            self.teachable,
            self.states(),
            self.progress,
            self.home,
            self.shelf,
            s.desired_retention,
            s.new_per_day,
        )

    def is_fresh(self, basis: Basis) -> bool:
        """Whether the outlook that is kept is of these very cards, answers and settings."""
        outlook = self.outlook
        return outlook is not None and outlook.key == basis.key

    def keep(self, outlook: Outlook) -> None:
        """Keep an outlook that was computed."""
        self.progress.keep_outlook(json.dumps(outlook.to_json()))

    def note(self, text: str, interview: date, at: Moment) -> None:
        """How an interview went, in the log; where no other is ahead, its plan ends."""
        detail = {"note": text, "interview": interview.isoformat()}
        self.progress.append(self.progress.make(Kind.NOTE, at, None, detail=detail))
        if self.plan_on(at.study_day) is None:
            self.set("plan", None)

    def foresee(self, at: Moment) -> Outlook | None:
        """Today's outlook, computed now unless it is fresh; raises as `basis` does."""
        basis = self.basis(at)
        if basis is None:
            return None
        if not self.is_fresh(basis):
            self.keep(outlook_of(basis))
        return self.outlook

    # -- actions on cards: each is one step of undo, and says how many cards it changed ---------------------------

    def bury(self, cards: Iterable[str], at: Moment) -> int:
        """Leave cards until tomorrow."""
        return self.progress.act(Kind.BURY, at, cards)

    def suspend(self, cards: Iterable[str], at: Moment) -> int:
        """Leave cards until they are brought back."""
        return self.progress.act(Kind.SUSPEND, at, cards)

    def resume(self, cards: Iterable[str], at: Moment) -> int:
        """Bring suspended and buried cards back."""
        return self.progress.act(Kind.RESUME, at, cards)

    def flag(self, cards: Iterable[str], note: str | None, at: Moment) -> int:
        """Flag cards with a note; None takes the flag away."""
        return self.progress.act(Kind.FLAG, at, cards, {"note": note})

    def reset(self, cards: Iterable[str], at: Moment) -> int:
        """Make cards new again; what was answered stays in the log."""
        return self.progress.act(Kind.RESET, at, cards)

    def reschedule(self, cards: Iterable[str], due: date, at: Moment) -> int:
        """Set the day on which learned cards come back; new ones have none."""
        return self.progress.act(Kind.RESCHEDULE, at, cards, {"due": min(due, LATEST_DAY).isoformat()})

    def link(self, match: edits.Match, at: Moment) -> None:
        """Say in the log that a card goes on under its new name."""
        self.progress.append(self.progress.make(Kind.LINK, at, match.card.id, detail={"from": match.old}))

    def close(self) -> None:
        """Close the files that were opened."""
        self._store.close()
        if self._log is not None:
            self._log.close()
            self._log = None


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
                problems.append(
                    Problem(
                        card.place.path,
                        card.place.line,
                        card.place.column,
                        "id",
                        f"{message}, at {first.place}",
                        "remove one" if named else "choose another id",
                    )
                )
        kept.append(replace(deck, cards=tuple(sound)))
    return kept, problems
