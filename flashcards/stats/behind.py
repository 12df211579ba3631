"""The cards behind a figure: those of a day, of a bar or of a bin."""

from collections.abc import Collection
from datetime import date

from flashcards.log.sums import ANY, Behind
from flashcards.records import replace
from flashcards.stats.figures import Figures


def answered(
    figures: Figures,
    first: date | None = None,
    last: date | None = None,
    among: Collection[str] | None = None,
    behind: Behind = ANY,
) -> list[str]:
    """The cards answered so in these study days, as far as the figures go; those missed most often come first.

    `among` narrows them to some cards.
    """
    which = figures.filter
    since = max((d for d in (first, which.since) if d), default=None)
    until = min((d for d in (last, which.until) if d), default=None)
    which = replace(which, since=since, until=until, cards=which.cards if among is None else frozenset(among))
    return figures.library.progress.facts.cards(which, behind)


def due(figures: Figures, first: date | None, last: date) -> list[str]:
    """The cards that the forecast counts in these days, soonest first."""
    days = ((figures.due_day(state), card) for card, state in figures.coming.items())
    return [
        card for day, card in sorted((d, c) for d, c in days if d) if (first is None or first <= day) and day <= last
    ]


def recall(figures: Figures, card: str, day: date | None = None) -> float | None:
    """Recall of a card expected for a day (today: None), 0 to 1; none for a new card."""
    state = figures.states.get(card)
    if state is None:
        return None
    return figures.library.progress.model.of(card).predicted(state, day or figures.at.study_day)


def with_recall(figures: Figures, low: float, high: float) -> list[str]:
    """The cards whose recall is expected between two shares today, the weakest first; 1 is part of the last bin."""
    found = ((recall(figures, card), card) for card in figures.states)
    known = sorted((r, card) for r, card in found if r is not None)
    return [card for r, card in known if low <= r < high or r == high == 1]


def with_stability(figures: Figures, low: float, high: float | None) -> list[str]:
    """The cards whose stability lies between so many days, the least stable first."""
    found = sorted((state.memory.stability, card) for card, state in figures.states.items() if state.memory)
    return [card for days, card in found if low <= days and (high is None or days < high)]


def weakest(figures: Figures, day: date) -> list[str]:
    """The learned cards, those least sure on a day first."""
    found = ((recall(figures, card, day), card) for card in figures.states)
    return [card for share, card in sorted((r, card) for r, card in found if r is not None)]
