"""Cards chosen from a list, and what is done with them: reviewed beyond the day's limits, or acted on as one step."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flashcards.days import Moment, day_meant, day_words
from flashcards.events import Kind
from flashcards.library import Library
from flashcards.records import dataclass
from flashcards.schedule.agenda import Agenda, is_away, is_due, is_learning, urgency
from flashcards.schedule.model import LATEST_DAY
from flashcards.schedule.states import NEW, CardState
from flashcards.words import UsageError, counted

FEW = 100
"""Up to so many cards are read one by one; more are read with all others."""


@dataclass(frozen=True, slots=True)
class Reviewable:
    """Chosen cards, sorted by whether the schedule wants them now."""

    learning: tuple[str, ...]
    due: tuple[str, ...]
    new: tuple[str, ...]
    early: tuple[str, ...]
    """Learned, and not yet due."""
    left_out: int
    """Suspended, or buried for today."""
    reviews_between_new: int

    @property
    def ready(self) -> int:
        """How many can be reviewed without coming early."""
        return len(self.learning) + len(self.due) + len(self.new)

    def agenda(self, *, early: bool = False) -> Agenda:
        """A sitting with those that are due or new, whatever the day's limits, and the early ones if wanted."""
        due = (*self.due, *(self.early if early else ()))
        return Agenda(self.learning, due, self.new, reviews_between_new=self.reviews_between_new)


def reviewable(library: Library, cards: Iterable[str], at: Moment) -> Reviewable:
    """Sort chosen cards of the decks by whether they can be reviewed now."""
    today = at.study_day
    chosen = states_of(library, [card for card in cards if card in library.cards])
    here = {card: state for card, state in chosen.items() if not is_away(state, today)}
    learning = sorted((s.memory.due_ms or 0, card) for card, s in here.items() if s.memory and is_learning(s))
    due = sorted((urgency(card, s, today), card) for card, s in here.items() if is_due(s, today))
    later = (
        (s.memory.due_day, card) for card, s in here.items() if s.memory and not is_learning(s) and not is_due(s, today)
    )
    return Reviewable(
        tuple(card for _, card in learning),
        tuple(card for _, card in due),
        tuple(card for card, s in here.items() if s.memory is None),
        tuple(card for _, card in sorted(later)),
        len(chosen) - len(here),
        library.limits.reviews_between_new,
    )


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done to cards, to those of them that it changes."""

    kind: Kind
    said: str
    """`Suspended {}`; there stands how many. `{day}` is the day that it is about."""
    changes: Callable[[CardState, date], bool]
    others: str
    """What is said of the cards that it does not change."""


SUSPEND = Act(Kind.SUSPEND, "Suspended {}", lambda s, _: not s.suspended, "suspended already")
RESUME = Act(Kind.RESUME, "Brought back {}", lambda s, _: s.suspended, "not suspended")
BURY = Act(Kind.BURY, "Buried {} until tomorrow", lambda s, today: s.buried_on != today, "buried already")
UNBURY = Act(Kind.RESUME, "Brought back {}", lambda s, today: s.buried_on == today, "not buried")
FLAG = Act(Kind.FLAG, "Flagged {}", lambda s, _: s.flag is None, "flagged already")
UNFLAG = Act(Kind.FLAG, "Flag removed from {}", lambda s, _: s.flag is not None, "not flagged")
RESET = Act(Kind.RESET, "Reset {}", lambda s, _: s.memory is not None, "new already")
RESCHEDULE = Act(
    Kind.RESCHEDULE, "Due {day} now: {}", lambda s, _: s.memory is not None, "new: a new card comes when it is taught"
)


def states_of(library: Library, cards: Sequence[str]) -> dict[str, CardState]:
    """The states of some cards."""
    if len(cards) > FEW:
        states = library.states()
        return {card: states.get(card, NEW) for card in cards}
    return {card: library.state(card) for card in cards}


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    said: str
    cards: tuple[str, ...]
    """Those that it changed."""


def either(on: Act, off: Act, states: Sequence[CardState], today: date) -> Act:
    """Of an act and its opposite the one that changes something: the act, unless it has been done to all."""
    return on if any(on.changes(state, today) for state in states) else off


def split(library: Library, what: Act, cards: Sequence[str], at: Moment) -> tuple[list[str], str]:
    """The cards that an act changes, and what is said of the others: `1 is suspended already`; empty: there are none."""
    if library.edits.moves:
        library.follow(at)
    states = states_of(library, cards)
    taken = [card for card in cards if what.changes(states[card], at.study_day)]
    left = len(cards) - len(taken)
    return taken, f"{left} {'is' if left == 1 else 'are'} {what.others}" if left else ""


def nothing(others: str) -> str:
    """What is said where an act changes no card."""
    return f"Nothing was done: {others or 'no card is chosen'}"


def act(library: Library, what: Act, cards: Sequence[str], at: Moment, detail: Mapping[str, Any] | None = None) -> Done:
    """Do it to the cards that it changes, as one step of undo."""
    taken, others = split(library, what, cards, at)
    if not taken:
        return Done(nothing(others), ())
    library.progress.act(what.kind, at, taken, detail)
    day = day_words(date.fromisoformat(str(detail["due"])), at.study_day) if detail and "due" in detail else ""
    rest = f"; {others}" if others else ""
    said = what.said.format(counted(len(taken), "card"), day=day)
    return Done(f"{said}{rest}; u takes it back", tuple(taken))


def day_from(text: str, today: date) -> date:
    """The day on which cards are to come due; raises UsageError."""
    day = day_meant(text, today)
    if day is None:
        raise UsageError(f"{text!r} is no day; write today, tomorrow, 3 for in three days, or 2026-12-01")
    if day < today:
        raise UsageError(f"{day} has passed; write today, or a day to come")
    return min(day, LATEST_DAY)
