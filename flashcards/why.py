"""Why a card is due when it is, and what each rating would do: plain data, and the same in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from flashcards.cards import Card
from flashcards.days import Moment, day_words, interval_words
from flashcards.events import Event, Mode
from flashcards.library import Library
from flashcards.records import dataclass
from flashcards.schedule import agenda
from flashcards.schedule.fuzz import fuzz_range
from flashcards.schedule.model import weights_of
from flashcards.schedule.shelf import Unseen
from flashcards.schedule.states import NEW, CardState, Rating
from flashcards.schedule.teaching import mixed
from flashcards.words import counted


@dataclass(frozen=True, slots=True)
class Why:
    """What the log and the schedule say of a card at a moment."""

    card: Card
    state: CardState
    at: Moment
    retention: float
    """The recall at which cards are to come back, 0 to 1."""
    recall: float | None
    """Expected now; none for a new card."""
    position: int | None
    """Of a new card: its place among those that wait, from 1; none where it is asked now."""
    previews: Mapping[Rating, CardState]
    history: Sequence[Event]
    planned: str | None = None
    """Its place in the interview plan of today, in a sentence."""

    @property
    def interval(self) -> int:
        """Days from the last answer to the due day."""
        memory = self.state.memory
        return (memory.due_day - memory.last_day).days if memory else 0

    def to_json(self) -> dict[str, Any]:
        """What `why --json` prints."""
        state, memory = self.state, self.state.memory
        explained: dict[str, Any] = {
            "card": self.card.id,
            "deck": self.card.deck,
            "kind": self.card.kind,
            "reps": state.reps,
            "lapses": state.lapses,
            "leech": state.leech,
            "suspended": state.suspended,
            "buried": state.buried_on == self.at.study_day,
            "flag": state.flag,
            **({"plan": self.planned} if self.planned else {}),
            "desired_retention": self.retention,
            "state": state.phase_name,
        }
        if memory is None:
            explained["position"] = self.position
        else:
            explained |= {
                "stability_days": round(memory.stability, 2),
                "difficulty": round(memory.difficulty, 2),
                "last_day": memory.last_day.isoformat(),
                "due_day": memory.due_day.isoformat(),
                "due_ms": memory.due_ms,
                "recall_now": round(self.recall or 0.0, 4),
                "interval_days": self.interval,
                "fuzz_days": list(fuzz_range(self.interval)),
            }
        explained["ratings"] = {rating.label: due_words(after, self.at) for rating, after in self.previews.items()}
        explained["history"] = [_event_json(event) for event in self.history]
        return explained

    def sentences(self) -> list[str]:
        """The explanation for a person."""
        state = self.state
        lines = self._new() if state.memory is None else self._learned()
        if self.planned:
            lines.append(self.planned)
        for holds, sentence in (
            (state.suspended, "Suspended."),
            (state.buried_on == self.at.study_day, "Buried for today."),
            (state.leech, "A leech: it keeps lapsing."),
            (state.flag is not None, f"Flagged: {state.flag}" if state.flag else "Flagged."),
        ):
            if holds:
                lines.append(sentence)
        lines.append("; ".join(f"{r.value} {r.label} → {due_words(s, self.at)}" for r, s in self.previews.items()))
        return lines

    def _new(self) -> list[str]:
        place = f"; it is number {self.position} of the new cards that wait" if self.position else ""
        return [f"New: it has not been answered yet{place}."]

    def _learned(self) -> list[str]:
        memory = self.state.memory
        assert memory is not None
        low, high = fuzz_range(self.interval)
        # After a flight west the day of the last answer may be one that has not come here.
        last_day = min(memory.last_day, self.at.study_day)
        last, due = (day_words(day, self.at.study_day) for day in (last_day, memory.due_day))
        stability = interval_words(round(memory.stability)) if memory.stability >= 1 else "<1 day"
        days = "1 day" if self.interval == 1 else f"{self.interval} days"
        moved = f"; fuzz chose among {low} to {high} the day with the least to do" if low < high else ""
        return [
            f"Last answered {last}, due {due} ({days} later{moved})."
            if memory.due_ms is None
            else f"In {memory.phase.value}: it comes back within minutes until it is known.",
            f"Recall is estimated at {self.recall or 0:.0%} now; cards come back when it falls to {self.retention:.0%}.",
            f"Stability {stability}: after that long, recall falls to 90%. Difficulty {memory.difficulty:.1f} of 10.",
            f"{counted(self.state.reps, 'answer')}, {counted(self.state.lapses, 'lapse')}.",
        ]


def why(
    library: Library,
    card: Card,
    at: Moment,
    previews: Mapping[Rating, CardState] | None = None,
    *,
    asked: bool = False,
) -> Why:
    """Why a card is due when it is; `asked`: it is in a sitting, with these `previews` where its intervals are shown."""
    states, model = library.states(), library.progress.model.of(card.id)
    state, retention = states.get(card.id, NEW), library.settings.desired_retention
    if not previews:
        fuzz = library.settings.fuzz
        spread = model.spread(card.id, state, at, retention, agenda.load(states)) if fuzz else None
        previews = model.preview(state, at, retention, spread)
    return Why(
        card=card,
        state=state,
        at=at,
        retention=retention,
        recall=model.predicted(state, at.study_day),
        position=_position(library, card, states) if state.memory is None and not asked else None,
        previews=previews,
        history=library.history(card.id),
        planned=_planned(library, card, state, at),
    )


def why_nothing(library: Library, mode: Mode, at: Moment) -> str:
    """Why there is nothing to ask in a sitting that has just begun, in a sentence."""
    if mode is Mode.PRACTICE:
        return "Only what was learned can be practised, and none of these cards was, or they are suspended or buried."
    if not library.shelf.count:
        return "There is no card in the decks that are switched on."
    if waiting := library.doubts():
        wait = "card waits" if len(waiting) == 1 else "cards wait"
        return f"{len(waiting):,} edited {wait} to be recognised: the next start asks, and ! on the home screen."
    states, limits = library.states(), library.limits
    done = agenda.Done.of(library.progress.standing(since=at.study_day), at.study_day)
    learned = sum(state.memory is not None for _, state in library.shelf.among(states))
    unseen = learned < library.shelf.count
    if unseen and library.plan_on(at.study_day) is not None:
        return "Nothing is due, and the minutes of today's plan are used up."
    if unseen and done.new >= limits.new:
        return f"Nothing of these cards is due, and the day's {counted(limits.new, 'new card')} have been taken."
    return "Nothing of these cards is due, and nothing new is left to take now."


def _planned(library: Library, card: Card, state: CardState, at: Moment) -> str | None:
    plan, outlook = library.plan_on(at.study_day), library.outlook(at.study_day)
    if plan is None or outlook is None or outlook.plan != plan.text():
        return None
    from flashcards.interview import sentences  # most have no interview in view

    return sentences.reason(outlook, card.id, state, at.study_day)


def _position(library: Library, card: Card, states: Mapping[str, CardState]) -> int | None:
    waiting = mixed(Unseen(library.shelf, states, lambda state: state.suspended))
    return next((place for place, known in enumerate(waiting, 1) if known.id == card.id), None)


def _event_json(event: Event) -> dict[str, Any]:
    return {
        "study_day": event.study_day.isoformat(),
        "event": event.event.value,
        "rating": event.rating,
        "mode": event.mode.value if event.mode else None,
        "predicted": event.predicted,
        "parameters": weights_of(event.parameters)[0] if event.parameters else None,
    }


def due_words(after: CardState, at: Moment) -> str:
    """The interval that a rating gives, in words."""
    memory = after.memory
    if memory is None:
        return ""
    if memory.due_ms is not None:
        return interval_words(0, memory.due_ms - at.wall_ms)
    days = (memory.due_day - at.study_day).days
    return interval_words(days) if days > 0 else "today"
