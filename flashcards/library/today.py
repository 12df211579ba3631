"""Today: what a study day begins from, what it holds, and what is left for the days after it."""

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.library.plan import Planned
from flashcards.log.clock import ROLLOVER, said_of_clock
from flashcards.log.errors import ProgressError
from flashcards.records import dataclass, field, replace
from flashcards.schedule import agenda
from flashcards.schedule.agenda import Agenda, Done, Limits, Pace
from flashcards.schedule.states import NEW, CardState
from flashcards.words import counted

if TYPE_CHECKING:
    from flashcards.decks.identity.match import Match
    from flashcards.interview.outlook import Outlook

WEEK = 7
PRACTISED = 20
"""So many cards are gone over where nobody says which."""


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
    doubts: "list[Match]"
    """Edited cards that the person is asked about."""
    changed: list[str]
    """Cards whose meaning may have changed since they were last answered."""
    clock: str
    """What is odd about the clock; empty where nothing is."""
    outlook: "Outlook | None" = None
    """What the interview plan last promised."""


class Daily(Planned):
    """Decks and their log, day by day."""

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
        states, pace = self.states(), self.progress.pace()
        done = Done.of(self.progress.standing(since=at.study_day), at.study_day)
        limits = limits or self.limits
        interview = self.plan_on(at.study_day)
        if interview is not None and not extra_new and not ahead_days and limits.new == self.limits.new:
            own = limits.minutes if limits.minutes != self.limits.minutes else None
            minutes = interview.minutes_on(at.study_day) if own is None else own
            outlook = self.outlook(at.study_day)
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
            limits = replace(limits, new=self.shelf.count, minutes=minutes)
        if extra_new:
            limits = replace(limits, new=done.new + extra_new, minutes=None)
        plan = agenda.plan_day(
            self.shelf, states, at, limits, done, pace, decks=decks, cards=cards, ahead_days=ahead_days
        )
        return Today(at, states, done, pace, plan)

    def practice(self, at: Moment, decks: Collection[str] | None = None, cards: Collection[str] | None = None) -> Today:
        """Cards to go over without touching the schedule, the least sure ones first: some, or all of `cards`."""
        states, model = self.states(), self.progress.model
        seen = []
        for card, state in self.shelf.among(states):
            asked = (decks is None or card.deck in decks) and (cards is None or card.id in cards)
            if asked and state.memory and not agenda.is_away(state, at.study_day):
                seen.append((model.of(card.id).predicted(state, at.study_day) or 0.0, card.id))
        plan = Agenda(due=tuple(card for _, card in sorted(seen)[: PRACTISED if cards is None else None]))
        return Today(at, states, Done(), self.progress.pace(), plan)

    def self_check(self, at: Moment) -> Today:
        """A few new cards of each topic that counts, as practice: how much of them is known without having been seen."""
        from flashcards.interview.selfcheck import sample

        states, basis = self.states(), self.basis(at)
        wanted = {card.id for card in basis.cards} if basis is not None else None
        unseen = [
            card
            for card in self.teachable
            if states.get(card.id, NEW).memory is None
            and not agenda.is_away(states.get(card.id, NEW), at.study_day)
            and (wanted is None or card.id in wanted)
        ]
        return Today(at, states, Done(), self.progress.pace(), Agenda(new=tuple(sample(unseen))))

    def changed(self, states: Mapping[str, CardState] | None = None) -> list[str]:
        """The cards of the decks that are switched on whose meaning may have changed since they were last answered."""
        if not self.edits.changed:
            return []
        states = self.states() if states is None else states
        known = self.shelf.among({name: states[name] for name in self.edits.changed if name in states})
        return [card.id for card, state in known if state.memory and not state.suspended]

    def early(self, at: Moment) -> Today:
        """Those cards, to be checked before they come due."""
        return Today(at, self.states(), Done(), self.progress.pace(), Agenda(due=tuple(self.changed())))

    def overview(self, at: Moment) -> Overview:
        """Counts for today, by the very agenda that a sitting takes."""
        today = self.today(at)
        plan, pace = today.plan, today.pace
        known = [*self.shelf.among(today.states)]
        learned = Counter(card.deck for card, state in known if state.memory)
        unseen = Counter({deck.name: len(deck.cards) for deck in self.active}) - learned

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
            ahead=self._ahead(today, known),
            streak=self.streak(at),
            answered_today=today.done.new + today.done.reviews,
            unseen=unseen,
            doubts=self.doubts(),
            changed=self.changed(today.states),
            clock=self.odd_clock(at),
            outlook=self.outlook(at.study_day) if self.plan_on(at.study_day) else None,
        )

    def odd_clock(self, at: Moment) -> str:
        """What is odd about the clock, the zone or the beginning of a day; empty where nothing is."""
        began = self.progress.remembered_as(ROLLOVER)
        return said_of_clock(self.progress.latest(), at, int(began) if began else None, self.settings.rollover_hour)

    def said_of_clock(self, at: Moment) -> str:
        """What is odd about the clock as a sitting begins; an hour that moved is said this once."""
        said, hour = "", str(self.settings.rollover_hour)
        with contextlib.suppress(ProgressError):  # it is said at the next sitting then
            said = self.odd_clock(at)
            if self.progress.there and self.progress.writable and self.progress.remembered_as(ROLLOVER) != hour:
                self.progress.remember_as(ROLLOVER, hour)
        return said

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

    def _ahead(self, today: Today, known: Iterable[tuple[Card, CardState]]) -> Ahead:
        day, tomorrow, week = today.at.study_day, 0, 0
        for _, state in known:
            if state.memory and not state.suspended:
                days = (state.memory.due_day - day).days
                tomorrow += days == 1
                week += 1 <= days <= WEEK
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
