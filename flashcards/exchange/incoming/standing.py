"""How imported cards stood where they come from, as events of a device of their own.

The id of an event follows from what it says: the same answers imported again, or on another device, are the same events.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from flashcards.cards import Card
from flashcards.days import MINUTE_MS, Moment, moment
from flashcards.events import IN_ORDER, Event, Kind, Mode, id_of
from flashcards.exchange.incoming.brought import Standing
from flashcards.exchange.incoming.plan import Plan
from flashcards.hashes import blake2b
from flashcards.library import Library
from flashcards.log.file import Progress
from flashcards.schedule.fsrs6 import within_bounds
from flashcards.schedule.model import DEFAULT_WEIGHTS

AT_ONCE = 1_000
"""After so many events it is said how far their writing has come."""


def is_known(plan: Plan) -> bool:
    """Whether the source of a plan says how a card stood."""
    return any(standing != Standing() for card in plan.source.cards for standing in card.standing.values())


def bring(library: Library, plan: Plan, now: datetime, told: Callable[[int], None]) -> list[str]:
    """Write the events of the cards of a plan that stand in the decks now; the ids of those that are new here.

    `told` is called with up to twice the number of cards: their events are made, then written. Raises ProgressError.
    """
    if not is_known(plan):
        return []
    rollover = library.settings.rollover_hour
    log = library.progress
    log.make_file()
    made = _Maker(plan.source.space, log, library.settings.desired_retention, now, rollover)
    fresh: list[Event] = []
    fitted: dict[tuple[float, ...], list[str]] = {}
    for at, card in enumerate(plan.source.cards):
        told(at)
        name = plan.ids.get(card.key, "")
        cards = [
            (library.cards.get(f"{name}#{part}" if part else name), standing)
            for part, standing in card.standing.items()
        ]
        for found, standing in cards:
            if found is not None:
                fresh += made.events(found, standing, card.weights)
        if any(found is not None and (standing.reviews or standing.remembered) for found, standing in cards):
            fitted.setdefault(card.weights, []).append(name)
    fresh += made.weights(fitted)
    fresh.sort(key=IN_ORDER)  # written in order, they take two thirds of the time
    log.merge(_told(fresh, len(plan.source.cards), told))
    return [event.id for event in fresh]


def _told(events: Sequence[Event], cards: int, told: Callable[[int], None]) -> Iterator[Event]:
    """Events, while they are written."""
    for at, event in enumerate(events):
        if at % AT_ONCE == 0:
            told(cards + cards * at // len(events))
        yield event


class _Maker:
    """Makes the events of one import that the log does not hold yet."""

    def __init__(self, space: str, log: Progress, retention: float, now: datetime, rollover: int) -> None:
        self._space, self._retention, self._rollover = space, retention, rollover
        self._now_ms = round(now.timestamp() * 1000)
        self._model = log.model
        self._here, self._gone = log.ids()
        self._is_used = log.is_answered_but_by(space)
        self._imported: Mapping[str, Any] = {"imported": space}
        self._minutes: dict[int, Moment] = {}

    def events(self, card: Card, standing: Standing, weights: tuple[float, ...]) -> Iterator[Event]:
        """What the log of another program says of a card, oldest first; then how it stands."""
        name = _name_of(weights) if _is_sound(weights) else self._model.current_for(card.id)
        fingerprint, parameters = card.fingerprint, f"{name}@{self._retention:g}"
        if (of := standing.remembered) and (standing.due or standing.reviews):
            due = standing.due or self._at(standing.reviews[0].wall_ms).study_day.isoformat()
            says = {"due": due, "stability": round(of.stability, 4), "difficulty": round(of.difficulty, 3)}
            yield from self._made(Kind.RESCHEDULE, card, of.wall_ms, says)
        for review in standing.reviews:
            if review.rating:
                yield from self._made(
                    Kind.REVIEW,
                    card,
                    review.wall_ms,
                    fingerprint=fingerprint,
                    mode=Mode.PRACTICE if review.practice else Mode.REVIEW,
                    rating=review.rating,
                    elapsed_ms=review.elapsed_ms,
                    parameters=parameters,
                )
            else:
                yield from self._made(Kind.RESET, card, review.wall_ms)
        if standing.due and standing.reviews:
            yield from self._made(Kind.RESCHEDULE, card, standing.reviews[-1].wall_ms + 1, {"due": standing.due})
        if standing.suspended:
            yield from self._made(Kind.SUSPEND, card, None)
        if standing.flag:
            yield from self._made(Kind.FLAG, card, None, {"note": standing.flag})

    def weights(self, fitted: Mapping[tuple[float, ...], list[str]]) -> Iterator[Event]:
        """The weights that were fitted there, for the cards (families) that they hold for.

        In a log without answers of its own weights that hold for all of these hold for every card.
        """
        sound = {weights: names for weights, names in fitted.items() if _is_sound(weights)}
        for_all = len(fitted) == 1 and not self._is_used
        for weights, names in sound.items():
            name = _name_of(weights)
            if all(self._model.current_for(card) == name for card in names):
                continue
            detail: dict[str, Any] = {"model": DEFAULT_WEIGHTS, "name": name, "weights": [*within_bounds(weights)]}
            yield from self._made(Kind.PARAMETERS, None, None, detail if for_all else {**detail, "cards": names})

    def _made(
        self,
        kind: Kind,
        card: Card | None,
        wall_ms: int | None,
        detail: Mapping[str, Any] | None = None,
        **columns: Any,
    ) -> Iterator[Event]:
        """An event whose id follows from what it says, and from when it happened; none: now, which no id tells."""
        says = f"{self._space}\n{card.id if card else None}\n{kind}\n{columns.get('rating')}\n{detail or ''}\n"
        event_id = self._id(wall_ms or 0, says)
        if event_id in self._here:
            return
        wall_ms = wall_ms or self._now_ms
        at = self._at(wall_ms)
        yield Event(
            id=event_id,
            at_ms=wall_ms,
            wall_ms=wall_ms,
            study_day=at.study_day,
            utc_offset_min=at.utc_offset_min,
            device=self._space,
            event=kind,
            card=card.id if card else None,
            detail={**detail, **self._imported} if detail else self._imported,
            **columns,
        ).sealed()

    def _at(self, wall_ms: int) -> Moment:
        """The beginning of the minute that it was in: days begin, and clocks are changed, with a minute."""
        minute = wall_ms // MINUTE_MS
        if minute not in self._minutes:
            local = datetime.fromtimestamp(minute * MINUTE_MS / 1000).astimezone()
            self._minutes[minute] = moment(local, self._rollover)
        return self._minutes[minute]

    def _id(self, at_ms: int, says: str) -> str:
        """A UUIDv7 made of a time and a text; another one where an import with this one was taken back."""
        for again in count():
            made = id_of(at_ms, blake2b(f"{at_ms}\n{says}{again}".encode(), digest_size=10).digest())
            if made not in self._gone:
                return made
        raise AssertionError


def _is_sound(weights: tuple[float, ...]) -> bool:
    """Whether they are weights of FSRS-6."""
    try:
        within_bounds(weights)
    except ValueError:
        return False
    return True


def _name_of(weights: tuple[float, ...]) -> str:
    """What weights from elsewhere are called in the log."""
    return f"imported-{blake2b(repr(weights).encode(), digest_size=4).hexdigest()}"
