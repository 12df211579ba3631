"""How imported cards stood where they come from, as events of a device of their own.

The id of an event follows from what it says: the same answers imported again, or on another device, are the same events.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import count
from typing import Any

from flashcards.cards import Card
from flashcards.days import Moment, moment
from flashcards.events import Event, Kind, Mode, id_of, undone
from flashcards.exchange.incoming.brought import Standing
from flashcards.exchange.incoming.plan import Plan
from flashcards.library import Library
from flashcards.log.file import Progress


def bring(library: Library, plan: Plan, now: datetime) -> list[str]:
    """Write the events of the cards of a plan that stand in the decks now; the ids of those that are new here.

    Raises ProgressError.
    """
    if not any(standing != Standing() for card in plan.source.cards for standing in card.standing.values()):
        return []
    rollover = library.settings.rollover_hour
    log = library.progress
    log.make_file()
    made = _Maker(plan.source.space, log, log.model.key(library.settings.desired_retention), now, rollover)
    events = [
        event
        for card in plan.source.cards
        for part, standing in card.standing.items()
        if card.key in plan.ids
        and (found := library.cards.get(f"{plan.ids[card.key]}#{part}" if part else plan.ids[card.key])) is not None
        for event in made.events(found, standing)
    ]
    fresh = [event for event in events if event.id not in made.here]
    log.merge(fresh)
    return [event.id for event in fresh]


class _Maker:
    """Makes the events of one import."""

    def __init__(self, space: str, log: Progress, parameters: str, now: datetime, rollover: int) -> None:
        self._space, self._parameters, self._now, self._rollover = space, parameters, now, rollover
        events = [*log.events()]
        self.here = {event.id for event in events}
        """The ids of what the log holds."""
        self._gone: Collection[str] = undone(events)

    def events(self, card: Card, standing: Standing) -> Iterator[Event]:
        """What the log of another program says of a card, oldest first; then how it stands."""
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
                    parameters=self._parameters,
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

    def _at(self, wall_ms: int) -> Moment:
        return moment(datetime.fromtimestamp(wall_ms / 1000).astimezone(), self._rollover)

    def _made(
        self,
        kind: Kind,
        card: Card,
        at: Moment,
        detail: Mapping[str, Any] | None = None,
        *,
        dated: bool = True,
        **columns: Any,
    ) -> Event:
        """An event whose id follows from what it says; `dated`: and from when it happened."""
        says = f"{self._space}\n{card.id}\n{kind}\n{columns.get('rating')}\n{detail or ''}\n"
        return Event(
            id=self._id(at.wall_ms if dated else 0, says),
            at_ms=at.wall_ms,
            wall_ms=at.wall_ms,
            study_day=at.study_day,
            utc_offset_min=at.utc_offset_min,
            device=self._space,
            event=kind,
            card=card.id,
            fingerprint=card.fingerprint if kind is Kind.REVIEW else None,
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
