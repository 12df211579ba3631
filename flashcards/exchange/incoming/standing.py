"""How imported cards stood where they come from, as events of a device of their own.

The id of an event follows from what it says: the same answers imported again, or on another device, are the same events.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from flashcards.cards import Card
from flashcards.days import Moment, moment
from flashcards.events import Event, Kind, Mode, id_of, undone
from flashcards.exchange.incoming.brought import Standing
from flashcards.exchange.incoming.plan import Plan
from flashcards.hashes import blake2b
from flashcards.library import Library
from flashcards.log.file import Progress
from flashcards.schedule.fsrs6 import within_bounds
from flashcards.schedule.model import DEFAULT_WEIGHTS


def bring(library: Library, plan: Plan, now: datetime) -> list[str]:
    """Write the events of the cards of a plan that stand in the decks now; the ids of those that are new here.

    Raises ProgressError.
    """
    if not any(standing != Standing() for card in plan.source.cards for standing in card.standing.values()):
        return []
    rollover = library.settings.rollover_hour
    log = library.progress
    log.make_file()
    made = _Maker(plan.source.space, log, library.settings.desired_retention, now, rollover)
    events: list[Event] = []
    fitted: dict[tuple[float, ...], list[str]] = {}
    for card in plan.source.cards:
        name = plan.ids.get(card.key, "")
        cards = [
            (library.cards.get(f"{name}#{part}" if part else name), standing)
            for part, standing in card.standing.items()
        ]
        for found, standing in cards:
            if found is not None:
                events += made.events(found, standing, card.weights)
        if any(found is not None and (standing.reviews or standing.remembered) for found, standing in cards):
            fitted.setdefault(card.weights, []).append(name)
    events += made.weights(fitted)
    fresh = [event for event in events if event.id not in made.here]
    log.merge(fresh)
    return [event.id for event in fresh]


class _Maker:
    """Makes the events of one import."""

    def __init__(self, space: str, log: Progress, retention: float, now: datetime, rollover: int) -> None:
        self._space, self._retention, self._now, self._rollover = space, retention, now, rollover
        self._model = log.model
        events = [*log.events()]
        self.here = {event.id for event in events}
        """The ids of what the log holds."""
        self._gone: Collection[str] = undone(events)
        self._is_used = any(event.event is Kind.REVIEW and event.device != space for event in events)

    def events(self, card: Card, standing: Standing, weights: tuple[float, ...]) -> Iterator[Event]:
        """What the log of another program says of a card, oldest first; then how it stands."""
        name = _name_of(weights) if _is_sound(weights) else self._model.current_for(card.id)
        if standing.due and standing.remembered:
            of = standing.remembered
            says = {"due": standing.due, "stability": round(of.stability, 4), "difficulty": round(of.difficulty, 3)}
            yield self._made(Kind.RESCHEDULE, card, self._at(of.wall_ms), says)
        for review in standing.reviews:
            at = self._at(review.wall_ms)
            if review.rating:
                yield self._made(
                    Kind.REVIEW,
                    card,
                    at,
                    mode=Mode.PRACTICE if review.practice else Mode.REVIEW,
                    rating=review.rating,
                    elapsed_ms=review.elapsed_ms,
                    parameters=f"{name}@{self._retention:g}",
                )
            else:
                yield self._made(Kind.RESET, card, at)
        last = standing.reviews[-1].wall_ms if standing.reviews else None
        if standing.due and last is not None:
            yield self._made(Kind.RESCHEDULE, card, self._at(last + 1), {"due": standing.due})
        at = self._at(round(self._now.timestamp() * 1000))
        if standing.suspended:
            yield self._made(Kind.SUSPEND, card, at, dated=False)
        if standing.flag:
            yield self._made(Kind.FLAG, card, at, {"note": standing.flag}, dated=False)

    def weights(self, fitted: Mapping[tuple[float, ...], list[str]]) -> Iterator[Event]:
        """The weights that were fitted there, for the cards (families) that they hold for.

        In a log without answers of its own weights that hold for all of these hold for every card.
        """
        at = self._at(round(self._now.timestamp() * 1000))
        sound = {weights: names for weights, names in fitted.items() if _is_sound(weights)}
        for_all = len(fitted) == 1 and not self._is_used
        for weights, names in sound.items():
            name = _name_of(weights)
            if all(self._model.current_for(card) == name for card in names):
                continue
            detail: dict[str, Any] = {"model": DEFAULT_WEIGHTS, "name": name, "weights": [*within_bounds(weights)]}
            yield self._made(Kind.PARAMETERS, None, at, detail if for_all else {**detail, "cards": names}, dated=False)

    def _at(self, wall_ms: int) -> Moment:
        return moment(datetime.fromtimestamp(wall_ms / 1000).astimezone(), self._rollover)

    def _made(
        self,
        kind: Kind,
        card: Card | None,
        at: Moment,
        detail: Mapping[str, Any] | None = None,
        *,
        dated: bool = True,
        **columns: Any,
    ) -> Event:
        """An event whose id follows from what it says; `dated`: and from when it happened."""
        says = f"{self._space}\n{card.id if card else None}\n{kind}\n{columns.get('rating')}\n{detail or ''}\n"
        return Event(
            id=self._id(at.wall_ms if dated else 0, says),
            at_ms=at.wall_ms,
            wall_ms=at.wall_ms,
            study_day=at.study_day,
            utc_offset_min=at.utc_offset_min,
            device=self._space,
            event=kind,
            card=card.id if card else None,
            fingerprint=card.fingerprint if card and kind is Kind.REVIEW else None,
            detail={**(detail or {}), "imported": self._space},
            **columns,
        ).sealed()

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
