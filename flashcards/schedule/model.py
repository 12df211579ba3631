"""When a card comes back: previews and the step of the fold, by FSRS-6.

Elapsed days are differences of study days, and the fuzz of an interval is a fraction that the log keeps.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from flashcards.days import MINUTE_MS, Moment
from flashcards.events import Event, Kind, Mode
from flashcards.records import dataclass, field, replace
from flashcards.schedule.fsrs6 import DEFAULTS, LONGEST_INTERVAL, scheduler
from flashcards.schedule.fuzz import choose_spread, fuzzed
from flashcards.schedule.states import NEW, CardState, Memory, Phase, Rating, family

DEFAULT_WEIGHTS = "fsrs6"
"""The name of the default weights, and of the model that all weights here belong to."""
LATEST_DAY = date.max - timedelta(days=LONGEST_INTERVAL + 1)
"""A clock gone wild is read as this day, so that no due day runs out of the calendar."""


@lru_cache(maxsize=256)
def weights_of(parameters: str | None) -> tuple[str, float]:
    """The weights' name and the desired retention that a parameters key such as `fsrs6@0.9` stands for."""
    name, _, retention = (parameters or DEFAULT_WEIGHTS).partition("@")
    return name, float(retention or 0.9)


@dataclass(frozen=True)
class Model:
    """FSRS-6 with the weights known so far; every review names the ones it was scheduled with."""

    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Trained weights by name; the defaults need no entry."""
    current: str = DEFAULT_WEIGHTS
    """The name of the weights in force for every card that `groups` does not list."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """By card family: the name of the weights in force for it, where its decks were trained apart."""
    trained_on: date | None = field(default=None, compare=False)
    """The study day of the latest training."""

    @classmethod
    def learned(cls, events: Iterable[Event]) -> "Model":
        """The model that a log's `parameters` and `link` events make, given those that count, oldest first.

        Weights that list `cards` (families) are for these, under all the names that links give them; weights that
        list none are for every card and end the groups before them. Weights of another model are passed over.
        """
        weights: dict[str, tuple[float, ...]] = {}
        general, listed = DEFAULT_WEIGHTS, dict[str, str]()
        linked: dict[str, set[str]] = {}
        trained_on = None
        for event in events:
            detail = event.detail or {}
            if event.event is Kind.LINK and event.card is not None:
                old, new = family(str(detail.get("from"))), family(event.card)
                both = linked.get(old, {old}) | linked.get(new, {new})
                linked |= dict.fromkeys(both, both)
            elif event.event is Kind.PARAMETERS and _sound(detail):
                name, cards = str(detail["name"]), detail.get("cards")
                weights[name], trained_on = tuple(detail["weights"]), event.study_day
                if cards is None:
                    general, listed = name, {}
                else:
                    listed |= dict.fromkeys(cards, name)
        groups = {alias: name for card, name in listed.items() for alias in linked.get(card, {card})}
        return cls(weights, general, groups, trained_on)

    def current_for(self, card: str | None) -> str:
        """The name of the weights in force for a card."""
        return self.groups.get(family(card or ""), self.current)

    def weights_for(self, card: str | None) -> tuple[float, ...]:
        """The weights in force for a card."""
        return self.weights.get(self.current_for(card)) or DEFAULTS

    def of(self, card: str) -> "Model":
        """The same model for one card alone: what `key`, `predicted` and `preview` say is said of this card."""
        return replace(self, current=self.current_for(card), groups={}) if self.groups else self

    def key(self, retention: float) -> str:
        """The name of the current parameters, as the log keeps it."""
        return f"{self.current}@{retention:g}"

    def predicted(self, state: CardState, day: date) -> float | None:
        """Probability of recall on a study day, 0 to 1; none for a card never learned."""
        memory = state.memory
        if memory is None:
            return None
        days = max(0, (day - memory.last_day).days)
        return scheduler(self.weights.get(self.current)).recall(memory.stability, days)

    def recalled(self, memory: Memory | None, event: Event, weights: str, retention: float) -> Memory:
        """The memory after a review with these weights, due as the desired retention wants it."""
        fitted = scheduler(self.weights.get(weights), retention)
        rating = event.rating or Rating.AGAIN
        if memory is None:
            day = min(event.study_day, LATEST_DAY)
            after = fitted.review(Phase.LEARNING, 0, None, None, rating, 0)
        else:
            day = min(max(event.study_day, memory.last_day), LATEST_DAY)
            gap = (day - memory.last_day).days
            after = fitted.review(memory.phase, memory.step, memory.stability, memory.difficulty, rating, gap)
        return Memory(
            phase=after.phase,
            step=after.step,
            stability=after.stability,
            difficulty=after.difficulty,
            last_day=day,
            due_day=day + timedelta(days=fuzzed(after.days, event.spread)) if after.minutes is None else day,
            due_ms=None if after.minutes is None else event.wall_ms + round(after.minutes * MINUTE_MS),
        )

    def step(self, state: CardState, event: Event) -> CardState:  # noqa: PLR0911
        """The state after one more event of the card."""
        if event.event is Kind.REVIEW:
            return self._reviewed(state, event)
        state = replace(state, last_event=event.id, fingerprint=event.fingerprint or state.fingerprint)
        match event.event:
            case Kind.SUSPEND:
                return replace(state, suspended=True)
            case Kind.RESUME:
                return replace(state, suspended=False, buried_on=None)
            case Kind.BURY:
                return replace(state, buried_on=event.study_day)
            case Kind.FLAG:
                note = (event.detail or {}).get("note")
                return replace(state, flag=None if note is None else str(note))
            case Kind.RESET:
                return replace(state, memory=None, lapses=0)
            case Kind.RESCHEDULE:
                return replace(state, memory=_moved(state.memory, event))
            case _:
                return state

    def _reviewed(self, state: CardState, event: Event) -> CardState:
        memory, reps, lapses = state.memory, state.reps, state.lapses
        if event.mode is Mode.REVIEW:
            _, retention = weights_of(event.parameters)
            lapsed = memory is not None and memory.phase is Phase.REVIEW and event.rating == Rating.AGAIN
            memory = self.recalled(memory, event, self.current_for(event.card), retention)
            reps, lapses = reps + 1, lapses + lapsed
        return CardState(
            memory=memory,
            reps=reps,
            lapses=lapses,
            shown=state.shown + 1,
            suspended=state.suspended,
            buried_on=state.buried_on,
            flag=state.flag,
            fingerprint=event.fingerprint or state.fingerprint,
            last_event=event.id,
        )

    def states(self, history: Sequence[Event]) -> list[CardState]:
        """The states before, between and after the events of one card, as each review's own weights made them."""
        names = [
            weights_of(event.parameters)[0] if event.parameters and event.mode is Mode.REVIEW else None
            for event in history
        ]
        current = self.current_for(history[-1].card if history else None)
        known = [name if name == DEFAULT_WEIGHTS or name in self.weights else current for name in names if name]
        runs = {name: replace(self, current=name, groups={})._run(history) for name in {*known, current}}  # noqa: SLF001 - its own
        then, states = current, [NEW]
        for index, name in enumerate(names, 1):
            then = name if name in runs else then
            states.append(runs[then][index])
        return states

    def _run(self, history: Sequence[Event]) -> list[CardState]:
        states = [NEW]
        for event in history:
            states.append(self.step(states[-1], event))
        return states

    def replay(self, history: Sequence[Event]) -> CardState:
        """The state of one card from its history, oldest event first.

        Memory follows the current weights from the first review on; the due day stands as the weights of the last
        review put it, so that training moves nothing until a card is answered again.
        """
        return self.settled(history, self.states(history))

    def settled(self, history: Sequence[Event], states: Sequence[CardState]) -> CardState:
        """The state after a history whose `states` are known."""
        current = self.current_for(history[-1].card if history else None)
        if {weights_of(event.parameters)[0] for event in history if event.parameters} <= {current}:
            return states[-1]
        now, then = self._run(history)[-1], states[-1].memory
        if now.memory is None or then is None:
            return now
        return replace(now, memory=replace(now.memory, due_day=then.due_day, due_ms=then.due_ms))

    def preview(self, state: CardState, at: Moment, retention: float, spread: float | None) -> dict[Rating, CardState]:
        """What each rating would make of the card now: the very states that get committed."""
        return {rating: self._after(state, at, rating, retention, spread) for rating in Rating}

    def _after(self, state: CardState, at: Moment, rating: Rating, retention: float, spread: float | None) -> CardState:
        return self.step(state, review_event("", at, "", rating, self.key(retention), spread))

    def spread(self, card: str, state: CardState, at: Moment, retention: float, load: Mapping[date, int]) -> float:
        """Where in the range of its fuzz the card is to be put: by what Good gives, or Easy where Good stays in steps.

        `load` is how many cards are due on a day.
        """
        for rating in (Rating.GOOD, Rating.EASY):
            memory = self._after(state, at, rating, retention, None).memory
            if memory is not None and memory.phase is Phase.REVIEW:
                return choose_spread(card, state.reps, memory, load)
        return choose_spread(card, state.reps, None, load)


def _moved(memory: Memory | None, event: Event) -> Memory | None:
    """The memory with another due day; where the event knows of one from elsewhere, that memory as it was on its day."""
    detail = event.detail or {}
    due = date.fromisoformat(str(detail["due"]))
    if "stability" in detail:
        stability, difficulty = float(detail["stability"]), float(detail["difficulty"])
        return Memory(Phase.REVIEW, None, stability, difficulty, min(event.study_day, LATEST_DAY), due)
    return memory and replace(memory, phase=Phase.REVIEW, step=None, due_day=due, due_ms=None)


def _sound(detail: Mapping[str, object]) -> bool:
    """Whether a `parameters` event holds weights of FSRS-6."""
    weights, cards = detail.get("weights"), detail.get("cards")
    return (
        detail.get("model", DEFAULT_WEIGHTS) == DEFAULT_WEIGHTS
        and isinstance(detail.get("name"), str)
        and isinstance(weights, list | tuple)
        and len(weights) == len(DEFAULTS)
        and all(isinstance(w, int | float) and math.isfinite(w) for w in weights)
        and (cards is None or (isinstance(cards, list | tuple) and all(isinstance(card, str) for card in cards)))
    )


def review_event(device: str, at: Moment, card: str, rating: Rating, parameters: str, spread: float | None) -> Event:
    """A review with the columns that scheduling reads; the caller fills in the others."""
    return Event(
        id="",
        at_ms=at.wall_ms,
        wall_ms=at.wall_ms,
        study_day=at.study_day,
        utc_offset_min=at.utc_offset_min,
        device=device,
        event=Kind.REVIEW,
        card=card,
        mode=Mode.REVIEW,
        rating=int(rating),
        parameters=parameters,
        spread=spread,
    )
