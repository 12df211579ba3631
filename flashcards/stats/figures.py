"""A person's figures under a filter, each computed when it is asked for: panels, commands and pages share them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

from flashcards import kinds, query
from flashcards.cards import Card
from flashcards.days import Moment, start_ms
from flashcards.library import Library
from flashcards.log.sums import CardSum, DaySum, Filter
from flashcards.records import dataclass
from flashcards.schedule.states import CardState
from flashcards.stats import insights, memory
from flashcards.stats.insights import Activity, Calibration, Missed, Share
from flashcards.stats.memory import Forecast

CURVE_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60)
PERIODS = {"today": 1, "week": 7, "month": 30, "year": 365}
"""Study days up to today that the rows of the retention table cover."""


@dataclass
class Figures:
    """Figures on the cards that a query names (all: an empty one) in a period of study days."""

    library: Library
    at: Moment
    query: str = ""
    since: date | None = None
    until: date | None = None

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """The cards of the decks that the query names; raises QueryError."""
        if not self.query.strip():
            return self.library.cards
        return {f.card.id: f.card for f in self.library.find(self.query, self.at)}

    @cached_property
    def filter(self) -> Filter:
        chosen = frozenset(self.cards) if self.query.strip() else None
        return Filter(chosen, self.since, self.last_counted)

    @cached_property
    def last_counted(self) -> date | None:
        """The last study day that counts; days that only a wrong clock has seen do not. None: all that there are."""
        following = self.at.study_day + timedelta(days=1)  # a flight west: that day has begun already
        if max(self.library.progress.study_days(), default=following) <= following:
            return self.until
        return min(self.until or following, following)

    @cached_property
    def states(self) -> dict[str, CardState]:
        """The states of the query's cards; without a query also of cards that no deck has any more."""
        states = self.library.states()
        return {c: s for c, s in states.items() if c in self.cards} if self.query.strip() else states

    @property
    def target(self) -> float:
        """The desired retention."""
        return self.library.settings.desired_retention

    @cached_property
    def days(self) -> list[DaySum]:
        return self.library.progress.facts.days(self.filter)

    # -- what was done ------------------------------------------------------------------------------------------

    @cached_property
    def activity(self) -> list[Activity]:
        return insights.activity(self.library.progress.facts.done(self.filter))

    @cached_property
    def today(self) -> Activity:
        """This study day."""
        return insights.total_of([Activity(self.last_day), *(a for a in self.activity if a.day == self.last_day)])

    @cached_property
    def last_day(self) -> date:
        """This study day; after a flight west the one after it, where that one has begun already."""
        following = self.at.study_day + timedelta(days=1)
        return following if any(a.day == following for a in self.activity) else self.at.study_day

    @cached_property
    def calendar(self) -> Counter[date]:
        """Answers per day, of any mode."""
        return Counter({a.day: a.total for a in self.activity})

    @property
    def streak(self) -> int:
        return self.library.streak(self.at)

    @cached_property
    def buttons(self) -> dict[str, Counter[int]]:
        return insights.buttons(self.days)

    @cached_property
    def hours(self) -> list[Share]:
        return insights.hours(self.library.progress.facts.hours(self.filter))

    @cached_property
    def introduced(self) -> Counter[date]:
        return insights.introduced(self.days)

    # -- what is remembered -------------------------------------------------------------------------------------

    @cached_property
    def retention(self) -> dict[str, Share]:
        """True retention by age."""
        return insights.retention(self.days)

    @cached_property
    def retention_by_period(self) -> dict[str, dict[str, Share]]:
        """True retention by age for today, the last week, month and year, and all days of the filter."""
        rows = {
            name: insights.retention(d for d in self.days if 0 <= (self.at.study_day - d.day).days < length)
            for name, length in PERIODS.items()
        }
        return {**rows, "all": self.retention}

    @cached_property
    def retention_by_day(self) -> list[tuple[date, Share]]:
        return insights.retention_by_day(self.days)

    @cached_property
    def _by_card(self) -> list[CardSum]:
        return self.library.progress.facts.by_card(self.filter)

    @cached_property
    def retention_by_deck(self) -> dict[str, Share]:
        return insights.retention_by(self._by_card, self.deck_of)

    @cached_property
    def retention_by_kind(self) -> dict[str, Share]:
        return insights.retention_by(self._by_card, lambda c: self.cards[c].kind if c in self.cards else None)

    def deck_of(self, card: str) -> str | None:
        """The deck of a card that is still in the decks."""
        return self.cards[card].deck if card in self.cards else None

    @cached_property
    def calibration(self) -> Calibration:
        return insights.calibration(self.library.progress.facts.bins(self.filter))

    @cached_property
    def confidence(self) -> dict[str, dict[str, Share]]:
        """By subtopic (first tag): how often each confidence was right."""
        rows = self.library.progress.facts.confidence(self.filter)
        return insights.confidence(rows, self.topic_of)

    def topic_of(self, card: str) -> str | None:
        """The subtopic of a card that is still in the decks: its first tag, or its deck."""
        found = self.cards.get(card)
        return None if found is None else found.tags[0] if found.tags else found.deck

    # -- where the cards stand ----------------------------------------------------------------------------------

    def forecast(self, horizon: int = 30) -> Forecast:
        """Due cards of the coming days."""
        return memory.forecast(self.coming.values(), self.at.study_day, self._began_ms, horizon)

    @cached_property
    def coming(self) -> dict[str, CardState]:
        """The states of the cards that can come back: a card that no deck has any more does not."""
        return {card: state for card, state in self.states.items() if card in self.library.cards}

    def due_day(self, state: CardState) -> date | None:
        """The study day on which the forecast counts a card; before today: overdue."""
        return memory.due_day(state, self.at.study_day, self._began_ms)

    @property
    def _began_ms(self) -> int:
        return start_ms(self.at, self.library.settings.rollover_hour)

    @cached_property
    def stabilities(self) -> list[tuple[int, int | None, int]]:
        return memory.stabilities(self.states.values())

    @cached_property
    def median_stability(self) -> float | None:
        return memory.median_stability(self.states.values())

    @cached_property
    def retrievabilities(self) -> list[int]:
        return memory.retrievabilities(self.states, self.library.progress.model, self.at.study_day)

    @cached_property
    def recall_bins(self) -> list[tuple[float, float, int]]:
        """Learned cards by recall estimated for today: from, to, count; finer bins where most cards are."""
        model, today = self.library.progress.model, self.at.study_day
        recalls = (model.of(card).predicted(state, today) for card, state in self.states.items())
        return memory.recall_bins(r for r in recalls if r is not None)

    @cached_property
    def held_over_time(self) -> list[tuple[date, dict[str, int]]]:
        every = Filter(self.filter.cards, None, self.last_counted)
        steps = self.library.progress.facts.steps(every)
        return memory.from_day(memory.held_over_time(steps), self.since or date.min)

    @cached_property
    def held_now(self) -> Counter[str]:
        return memory.held_now(self.states, self.cards)

    @cached_property
    def most_lapsed(self) -> list[tuple[str, CardState]]:
        return memory.most_lapsed(self.states)

    def _most(self, sort: str) -> list[Missed]:
        rows = self.library.progress.facts.points(sort, self.filter)
        return insights.most_missed(row for row in rows if row.card in self.cards)

    @cached_property
    def missed_points(self) -> list[Missed]:
        return self._most("point")

    @cached_property
    def mistakes(self) -> list[Missed]:
        return self._most("mistake")

    def wording(self, missed: Missed) -> str:
        """What a missed point or a mistake says."""
        return kinds.wording(self.cards[missed.card]).get(missed.key, missed.key)

    @cached_property
    def _curves(self) -> list[list[float]]:
        return memory.curves(self.library.progress.model, self.states, self.at.study_day, CURVE_DAYS)

    def curve(self, card: str | None = None) -> list[tuple[int, float]]:
        """The forgetting curve of a card, or the mean one of all: days from today, expected recall."""
        if card is None:
            return list(zip(CURVE_DAYS, memory.mean_curve(self._curves), strict=False))
        if card not in self.states:
            return []
        model, alone = self.library.progress.model, {card: self.states[card]}
        found = memory.curves(model, alone, self.at.study_day, CURVE_DAYS)
        # There is none where it was flagged or put away, and never answered.
        return list(zip(CURVE_DAYS, found[0], strict=True)) if found else []

    @cached_property
    def curve_band(self) -> list[tuple[float, float]]:
        """The shares between which four cards of five lie, at each point of the mean curve."""
        return memory.band(self._curves)


def period(words: str, today: date) -> date | None:
    """The first study day of a period: `30d`, `12w`, `6m`, `1y`, `all`, or a date; raises QueryError."""
    lengths = {"d": 1, "w": 7, "m": 30, "y": 365}
    text = words.strip().casefold()
    if text in ("", "all"):
        return None
    if text[:-1].isdecimal() and text[-1] in lengths and len(text) <= len("9999d"):
        return today - timedelta(days=int(text[:-1]) * lengths[text[-1]] - 1)
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise query.QueryError(
            f"{words!r} is no period; write 30d, 12w, 6m, 1y, all or a date like 2026-11-01"
        ) from err
