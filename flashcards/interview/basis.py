"""What an outlook follows from, gathered where decks, log and settings meet."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from flashcards.cards import Card, Deck
from flashcards.days import Moment
from flashcards.interview.outlook import Basis, Planned
from flashcards.interview.roles import roles, weights_of
from flashcards.interview.selfcheck import shares_known
from flashcards.interview.written import Plan
from flashcards.log.file import Progress
from flashcards.log.sums import Filter
from flashcards.schedule.plan.habits import learned
from flashcards.schedule.states import NEW, CardState
from flashcards.schedule.teaching import Listed, mixed
from flashcards.words import UsageError

RECENT_DAYS = 180
"""Costs are those of so many last days."""


class NothingToPlanError(UsageError):
    """A plan in which no card counts."""


def planned_cards(
    plan: Plan,
    today: date,
    order: Iterable[Card],
    states: Mapping[str, CardState],
    home: Path,
    shelf: Mapping[str, Deck],
    known_unseen: Mapping[str, float],
) -> list[Planned]:
    """The cards that count in an interview to come, new ones from all decks in turn; raises RoleError.

    Interviews count equally but for their importance: the weights of each add up to that times the cards.
    """
    ahead = plan.ahead(today)
    named = roles(home) if any(i.role for i in ahead) else {}
    tables = [weights_of(interview, named) for interview in ahead]
    cards = [card for card in order if not states.get(card.id, NEW).suspended]
    new = list(mixed(Listed((card for card in cards if states.get(card.id, NEW).memory is None), shelf)))
    cards = [*(card for card in cards if states.get(card.id, NEW).memory is not None), *new]
    columns, given = [], [0.0] * len(cards)
    importance = sum(interview.importance for interview in ahead)
    for interview, table in zip(ahead, tables, strict=True):
        column = [1.0] * len(cards)
        for at, card in enumerate(cards):
            for weights in table:
                column[at] *= weights.of(card.deck, card.tags, card.level)
        scale = interview.importance * len(cards) / (sum(column) or 1.0)
        for at, weight in enumerate(column):
            given[at] += weight * interview.importance / importance
        columns.append([round(weight * scale, 6) for weight in column])
    rows = zip(cards, *columns, strict=True)
    return [
        Planned(
            card.id,
            card.deck,
            card.kind,
            tuple(weights),
            memory := states.get(card.id, NEW).memory,
            known_unseen.get(card.deck, 0.0) if memory is None else 0.0,
            given[at],
        )
        for at, (card, *weights) in enumerate(rows)
        if sum(weights) > 0
    ]


def basis_of(
    plan: Plan,
    at: Moment,
    order: Iterable[Card],
    states: Mapping[str, CardState],
    progress: Progress,
    home: Path,
    shelf: Mapping[str, Deck],
    retention: float,
    new_per_day: int,
) -> Basis:
    """All that today's outlook follows from; raises NothingToPlanError and RoleError."""
    cards_in_order = list(order)
    checks = self_checked(cards_in_order, progress)
    cards = planned_cards(plan, at.study_day, cards_in_order, states, home, shelf, shares_known(checks))
    if not cards:
        raise NothingToPlanError(
            "there is nothing to plan: no card of the decks that are switched on has a weight above 0;"
            " mend the weights, or switch a deck on"
        )
    if not any(plan.seconds(at.study_day)):
        raise NothingToPlanError("there is nothing to plan: no day before the interview has any minutes; set --minutes")
    facts = progress.facts
    recent = Filter(since=date.fromordinal(max(1, at.study_day.toordinal() - RECENT_DAYS)))
    bins = facts.bins()
    answers = sum(b.n for b in bins)
    return Basis(
        plan=plan,
        today=at.study_day,
        made_ms=at.wall_ms,
        cards=cards,
        habits=learned([row[1:] for row in facts.days(recent)], progress.time_by_kind(recent.since)),
        model=progress.model.weights_for(None),
        retention=retention,
        new_per_day=new_per_day,
        answers=answers,
        off_by=sum(abs(b.predicted - b.passed) for b in bins) / answers if answers else None,
        brier=sum(b.squares for b in bins) / answers if answers else None,
        log_loss=sum(b.loss for b in bins) / answers if answers else None,
        mark=progress.mark,
        checked=sum(asked for _, asked in checks.values()),
    )


def self_checked(cards: Iterable[Card], progress: Progress) -> dict[str, tuple[int, int]]:
    """By deck: how many answers of the self-check were right, of how many."""
    found = progress.facts.practised_unseen()
    checks: dict[str, tuple[int, int]] = {}
    for card in cards:
        if card.id in found:
            right, asked = checks.get(card.deck, (0, 0))
            checks[card.deck] = (right + found[card.id], asked + 1)
    return checks
