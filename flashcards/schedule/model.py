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
from flashcards.schedule.fsrs6 import DEFAULTS, LONGEST_INTERVAL, Scheduler, scheduler
from flashcards.schedule.fuzz import choose_spread, fuzzed
from flashcards.schedule.states import NEW, CardState, Memory, Phase, Rating, family

DEFAULT_WEIGHTS = "fsrs6"
"""The name of the default weights, and of the model that all weights here belong to."""
_AGAIN = int(Rating.AGAIN)
_OF_REVIEW, _IN_SCHEDULE, _LEARNING, _REVIEW = Kind.REVIEW, Mode.REVIEW, Phase.LEARNING, Phase.REVIEW
"""For what is asked of each review: an enumeration takes ten times as long."""
_new = tuple.__new__
"""Makes a memory in half of the time of a call by name."""
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
        return self.groups.get(family(card or ""), self.current) if self.groups else self.current

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

    def step(self, state: CardState, event: Event) -> CardState:
        """The state after one more event of the card."""
        return self._run(state, (event,), self.current_for(event.card))[1]

    def _run(self, state: CardState, events: Iterable[Event], weights: str) -> tuple[list[Memory | None], CardState]:
        """A card taken from a state through some events by weights of a name: all folding comes down to this.

        Its memories before, between and after the events, and its state then.
        """
        of, parameters = self.weights.get(weights), None
        fitted = scheduler(of)
        memories = [memory := state.memory]
        reps, lapses, shown = state.reps, state.lapses, state.shown
        fingerprint, last = state.fingerprint, state.last_event
        for event in events:
            last, _, wall_ms, day, _, _, kind, _, words, mode, rating, _, key, spread, _, _, _ = event
            if kind is _OF_REVIEW:
                shown += 1
                if mode is _IN_SCHEDULE:
                    if key != parameters:
                        parameters = key
                        fitted = scheduler(of, weights_of(key)[1])
                    reps += 1
                    if rating == _AGAIN and memory is not None and memory.phase is _REVIEW:
                        lapses += 1
                    memory = _recalled(memory, rating or _AGAIN, day, wall_ms, spread, fitted)
            else:
                state = _changed(replace(state, memory=memory, lapses=lapses), event)
                memory, lapses = state.memory, state.lapses
            fingerprint = words or fingerprint
            memories.append(memory)
        away = state.suspended, state.buried_on, state.flag
        return memories, CardState(memory, reps, lapses, shown, *away, fingerprint, last)

    def folded(self, history: Sequence[Event]) -> tuple[list[Memory | None], CardState]:
        """The fold of one card's history, oldest event first.

        First the memories before, between and after its events, as each review's own weights made them; then the state of
        the card now. Its memory follows the current weights from the first review on; the due day stands as the weights
        of the last review put it, so that training moves nothing until a card is answered again.
        """
        current = self.current_for(history[-1].card if history else None)
        keys = {event.parameters for event in history if event.mode is _IN_SCHEDULE}
        names = {key: weights_of(key)[0] for key in keys if key}
        ways, now = self._run(NEW, history, current)
        if all(name == current for name in names.values()):
            return ways, now
        runs = {current: ways}
        for name in {*names.values()} - {current}:
            if name == DEFAULT_WEIGHTS or name in self.weights:
                runs[name], _ = self._run(NEW, history, name)
        then, memories = current, ways[:1]
        for index, event in enumerate(history, 1):
            if event.parameters in names and event.mode is _IN_SCHEDULE and names[event.parameters] in runs:
                then = names[event.parameters]
            memories.append(runs[then][index])
        due = memories[-1]
        if now.memory is None or due is None:
            return memories, now
        return memories, replace(now, memory=now.memory._replace(due_day=due.due_day, due_ms=due.due_ms))

    def memories(self, history: Sequence[Event]) -> list[Memory | None]:
        """The memories before, between and after the events of one card."""
        return self.folded(history)[0]

    def replay(self, history: Sequence[Event]) -> CardState:
        """The state of one card now."""
        return self.folded(history)[1]

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


def _recalled(
    memory: Memory | None, rating: int, day: date, wall_ms: int, spread: float | None, fitted: Scheduler
) -> Memory:
    """The memory after a review, due as the desired retention wants it."""
    day = min(day, LATEST_DAY)
    if memory is None:
        phase, step, stability, difficulty, days, minutes = fitted.review(_LEARNING, 0, None, None, rating, 0)
    else:
        gap = 0
        phase, step, stability, difficulty, last, _, _ = memory
        if day > last:
            gap = (day - last).days
        else:
            day = last
        phase, step, stability, difficulty, days, minutes = fitted.review(
            phase, step, stability, difficulty, rating, gap
        )
    if minutes is None:
        due = date.fromordinal(day.toordinal() + fuzzed(days, spread))
        return _new(Memory, (phase, step, stability, difficulty, day, due, None))
    return _new(Memory, (phase, step, stability, difficulty, day, day, wall_ms + round(minutes * MINUTE_MS)))


def _changed(state: CardState, event: Event) -> CardState:  # noqa: PLR0911
    """The state after what an event that is no review says of the card."""
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


def _moved(memory: Memory | None, event: Event) -> Memory | None:
    """The memory with another due day; where the event knows of one from elsewhere, that memory as it was on its day."""
    detail = event.detail or {}
    due = date.fromisoformat(str(detail["due"]))
    if "stability" in detail:
        stability, difficulty = float(detail["stability"]), float(detail["difficulty"])
        return Memory(Phase.REVIEW, None, stability, difficulty, min(event.study_day, LATEST_DAY), due)
    return memory and memory._replace(phase=Phase.REVIEW, step=None, due_day=due, due_ms=None)


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
