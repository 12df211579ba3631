"""When a card comes back: previews and the step of the fold. The one adapter to FSRS.

The library is fed study days as noons, so that elapsed days are differences of study days; its own random fuzz is
off, and the fuzz used instead is a fraction that the log keeps.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from flashcards.days import Moment, noon
from flashcards.events import Event, Kind, Mode
from flashcards.records import dataclass, field, replace
from flashcards.schedule.fuzz import LONGEST_INTERVAL, choose_spread, fuzzed
from flashcards.schedule.states import NEW, CardState, Memory, Phase, Rating, family

if TYPE_CHECKING:
    import fsrs

DEFAULT_WEIGHTS = "fsrs6"
"""The name of the weights that the `fsrs` package ships, and of the model that all weights here belong to."""
WEIGHT_COUNT = 21
RETENTION_RANGE = (0.70, 0.97)
LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)
LATEST_DAY = date.max - timedelta(days=LONGEST_INTERVAL + 1)
"""A clock gone wild is read as this day, so that no due day runs out of the calendar."""


def weights_of(parameters: str | None) -> tuple[str, float]:
    """The weights' name and the desired retention that a parameters key such as `fsrs6@0.9` stands for."""
    name, _, retention = (parameters or DEFAULT_WEIGHTS).partition("@")
    return name, float(retention or 0.9)


def within_bounds(weights: Sequence[float]) -> tuple[float, ...]:
    """The weights, each held within the bounds of the `fsrs` package.

    Raises ValueError, with a sentence, for weights that are not 21 finite numbers.
    """
    import fsrs

    if len(weights) != WEIGHT_COUNT or not all(map(math.isfinite, weights)):
        raise ValueError(f"these are not {WEIGHT_COUNT} finite weights of FSRS-6: {list(weights)}")
    bounds = zip(fsrs.scheduler.LOWER_BOUNDS_PARAMETERS, fsrs.scheduler.UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(w, low), high) for w, (low, high) in zip(weights, bounds, strict=True))


@lru_cache(maxsize=64)
def _scheduler(weights: tuple[float, ...] | None, retention: float) -> "fsrs.Scheduler":
    import fsrs

    low, high = RETENTION_RANGE
    if not low <= retention <= high:
        raise ValueError(f"desired retention is {retention}; it lies between {low} and {high}")
    return fsrs.Scheduler(
        parameters=within_bounds(weights) if weights else fsrs.scheduler.DEFAULT_PARAMETERS,
        desired_retention=retention,
        learning_steps=LEARNING_STEPS,
        relearning_steps=RELEARNING_STEPS,
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


def _as_fsrs(memory: Memory | None) -> "fsrs.Card":
    import fsrs

    if memory is None:
        return fsrs.Card(card_id=1)
    return fsrs.Card(
        card_id=1,
        state=fsrs.State[memory.phase.capitalize()],
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=noon(memory.last_day),
        last_review=noon(memory.last_day),
    )


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
        import fsrs

        return self.weights.get(self.current_for(card)) or tuple(fsrs.scheduler.DEFAULT_PARAMETERS)

    def of(self, card: str) -> "Model":
        """The same model for one card alone: what `key`, `predicted` and `preview` say is said of this card."""
        return replace(self, current=self.current_for(card), groups={}) if self.groups else self

    def key(self, retention: float) -> str:
        """The name of the current parameters, as the log keeps it."""
        return f"{self.current}@{retention:g}"

    def predicted(self, state: CardState, day: date) -> float | None:
        """Probability of recall on a study day, 0 to 1; none for a card never learned."""
        if state.memory is None:
            return None
        scheduler = _scheduler(self.weights.get(self.current), 0.9)
        recall: float = scheduler.get_card_retrievability(_as_fsrs(state.memory), noon(max(day, state.memory.last_day)))
        return recall

    def recalled(self, memory: Memory | None, event: Event, weights: str, retention: float) -> Memory:
        """The memory after a review with these weights, due as the desired retention wants it."""
        import fsrs

        day = min(max(event.study_day, memory.last_day) if memory else event.study_day, LATEST_DAY)
        card, _ = _scheduler(self.weights.get(weights), retention).review_card(
            _as_fsrs(memory), fsrs.Rating(event.rating or Rating.AGAIN), noon(day)
        )
        wait = card.due - noon(day)
        phase = Phase(card.state.name.lower())
        days = fuzzed(wait.days, event.spread) if phase is Phase.REVIEW else 0
        assert card.stability is not None
        assert card.difficulty is not None
        return Memory(
            phase=phase,
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            last_day=day,
            due_day=day + timedelta(days=days),
            due_ms=None if phase is Phase.REVIEW else event.wall_ms + round(wait.total_seconds() * 1000),
        )

    def step(self, state: CardState, event: Event) -> CardState:  # noqa: PLR0911
        """The state after one more event of the card."""
        state = replace(state, last_event=event.id, fingerprint=event.fingerprint or state.fingerprint)
        match event.event:
            case Kind.REVIEW:
                return self._reviewed(state, event)
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
            case Kind.RESCHEDULE if state.memory is not None:
                due = date.fromisoformat(str((event.detail or {})["due"]))
                return replace(
                    state, memory=replace(state.memory, phase=Phase.REVIEW, step=None, due_day=due, due_ms=None)
                )
            case _:
                return state

    def _reviewed(self, state: CardState, event: Event) -> CardState:
        if event.mode is not Mode.REVIEW:
            return replace(state, shown=state.shown + 1)
        _, retention = weights_of(event.parameters)
        lapsed = state.memory is not None and state.memory.phase is Phase.REVIEW and event.rating == Rating.AGAIN
        return replace(
            state,
            memory=self.recalled(state.memory, event, self.current_for(event.card), retention),
            reps=state.reps + 1,
            shown=state.shown + 1,
            lapses=state.lapses + lapsed,
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


def _sound(detail: Mapping[str, object]) -> bool:
    """Whether a `parameters` event holds weights of FSRS-6."""
    weights, cards = detail.get("weights"), detail.get("cards")
    return (
        detail.get("model", DEFAULT_WEIGHTS) == DEFAULT_WEIGHTS
        and isinstance(detail.get("name"), str)
        and isinstance(weights, list | tuple)
        and len(weights) == WEIGHT_COUNT
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
