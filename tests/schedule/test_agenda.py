"""What a day holds, and in what order."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flashcards.cards import Card, Deck, Notes, Place
from flashcards.days import Moment
from flashcards.schedule.agenda import Agenda, Done, Limits, Pace, plan_day, urgency
from flashcards.schedule.model import Model
from flashcards.schedule.shelf import Shelf
from flashcards.schedule.states import CardState, Memory, Phase
from flashcards.schedule.teaching import teachable

TODAY = date(2026, 11, 23)
PACE = Pace(new=30.0, review=10.0)
AT = Moment(1_795_420_800_000, TODAY, 60)
NEEDS = {"cv": ("metrics",), "metrics": (), "backprop": ("basics", "unknown"), "basics": ()}


def entry(card: str, *, needs: tuple[str, ...] = ()) -> Card:
    family, _, part = card.partition("#")
    place = Place(Path("d.yaml"))
    return Card(card, family, part, card.split("-")[0], "basic", None, Notes(needs=needs), place, card, card)


def shelf(cards: list[Card], needs: Mapping[str, tuple[str, ...]]) -> list[Deck]:
    """Decks in the order in which their cards come."""
    names = dict.fromkeys(card.deck for card in cards)
    return [
        Deck(name, Path(name), name, needs=needs.get(name, ()), cards=tuple(c for c in cards if c.deck == name))
        for name in names
    ]


def due(days: int) -> CardState:
    """A card due so many days from today."""
    day = TODAY + timedelta(days=days)
    return CardState(Memory(Phase.REVIEW, None, 10.0, 5.0, day - timedelta(days=10), day))


def learning(minutes: int) -> CardState:
    return CardState(Memory(Phase.LEARNING, 0, 1.0, 5.0, TODAY, TODAY, AT.wall_ms + minutes * 60_000))


def day(cards: list[Card], states: dict[str, CardState], limits: Limits | None = None, **more: object) -> Agenda:
    done: Any = more.pop("done", Done())
    decks = Shelf.of(shelf(cards, NEEDS))
    return plan_day(decks, states, AT, limits or Limits(), done, PACE, **more)  # type: ignore[arg-type]


MODEL = Model()
CARDS = [entry(f"{deck}-{i}") for deck in ("backprop", "basics", "cv", "metrics") for i in range(4)]


def test_new_cards_follow_the_needs_of_decks_and_mix_those_that_need_nothing_of_each_other() -> None:
    new = day(CARDS, {}, Limits(new=99)).new
    assert new[:8] == tuple(f"{deck}-{i}" for i in range(4) for deck in ("basics", "metrics"))
    assert new[8:] == tuple(f"{deck}-{i}" for i in range(4) for deck in ("backprop", "cv"))


def test_new_cards_follow_the_needs_of_cards_and_cycles_are_no_trap() -> None:
    cards = [
        entry("m-a", needs=("m-b",)),
        entry("m-b", needs=("m-c", "nowhere")),
        entry("m-c", needs=("m-a",)),
        entry("m-d"),
    ]
    assert [card.id for card in teachable(shelf(cards, {}))] == ["m-c", "m-b", "m-a", "m-d"]
    circle = teachable(shelf(CARDS, {"cv": ("metrics",), "metrics": ("cv",)}))
    assert sorted(card.id for card in circle) == sorted(card.id for card in CARDS)


def test_limits_count_over_all_decks_and_what_was_done_today() -> None:
    states = {f"cv-{i}": due(-i) for i in range(4)}
    plan = day(CARDS, states, Limits(new=3, reviews=2))
    assert (len(plan.due), len(plan.new), plan.held_back) == (2, 3, 2)
    assert len(day(CARDS, states, Limits(new=3, reviews=2), done=Done(new=2, reviews=2)).new) == 1
    assert day(CARDS, states, Limits(new=3, reviews=2), done=Done(new=5, reviews=7)).due == ()


def test_a_limit_of_minutes_is_filled_with_reviews_first() -> None:
    states = {f"cv-{i}": due(-i) for i in range(4)}
    plan = day(CARDS, states, Limits(new=9, minutes=2))
    assert (len(plan.due), len(plan.new)) == (4, 2)
    assert day(CARDS, states, Limits(new=9, minutes=2), done=Done(seconds=100)).new == ()
    assert day(CARDS, {}, Limits(minutes=0)).new == ()


def test_one_sibling_of_a_family_a_day() -> None:
    cards = [entry("m-a"), entry("m-a#r"), entry("m-b#1"), entry("m-b#2")]
    assert day(cards, {}).new == ("m-a", "m-b#1")
    assert day(cards, {"m-a#r": due(0)}).new == ("m-b#1",)
    assert day(cards, {"m-a": due(0), "m-a#r": due(-1)}).due == ("m-a#r",)
    assert day(cards, {}, done=Done({"m-a": "m-a", "m-b": "m-b#2"})).new == ("m-a", "m-b#2")


def test_a_new_card_comes_after_every_few_reviews() -> None:
    states = {f"cv-{i}": due(-i) for i in range(4)} | {f"basics-{i}": due(-1) for i in range(4)}
    plan = day(CARDS, states, Limits(new=3, reviews_between_new=3))
    assert [card in plan.new for card in plan.main] == [False] * 3 + [True] + [False] * 3 + [True] + [False] * 2 + [
        True
    ]


def known(stability: float, ago: int) -> CardState:
    """A card that is due, answered so many days ago."""
    last = TODAY - timedelta(days=ago)
    return CardState(Memory(Phase.REVIEW, None, stability, 5.0, last, min(TODAY, last + timedelta(days=3))))


@given(st.permutations(range(16)), st.randoms(use_true_random=False))
def test_what_is_due_comes_by_expected_recall_lowest_first_in_one_order(places: list[int], rng: random.Random) -> None:
    learned = [known(rng.choice((2.0, 7.5, 30.0, 400.0)), rng.choice((3, 15, 60, 200))) for _ in CARDS]
    states = {card.id: state for card, state in zip(CARDS, learned, strict=True)}
    order = day(CARDS, states).due
    recall = [MODEL.predicted(states[card], TODAY) or 0.0 for card in order]
    assert recall == sorted(recall)
    assert day([CARDS[n] for n in places], states).due == order, "whatever order they are read in"


def test_a_day_mixes_decks_among_equals_and_another_day_does_otherwise() -> None:
    states = {card.id: known(10.0, 20) for card in CARDS}
    order = day(CARDS, states).due
    assert [card.split("-")[0] for card in order] != sorted(card.split("-")[0] for card in order)
    assert sorted(order) == sorted(states)
    tomorrow = sorted(states, key=lambda card: urgency(card, states[card], TODAY + timedelta(days=1)))
    assert tomorrow != [*order]


def test_suspended_and_buried_cards_stay_away_and_come_back() -> None:
    states = {
        "cv-0": replace(due(0), suspended=True),
        "cv-1": replace(due(0), buried_on=TODAY),
        "cv-2": replace(due(0), buried_on=TODAY - timedelta(days=1)),
        "metrics-0": CardState(suspended=True),
    }
    plan = day(CARDS, states)
    assert plan.due == ("cv-2",)
    assert "metrics-0" not in plan.new


def test_learning_cards_are_listed_by_time_and_take_no_room() -> None:
    states = {"cv-0": learning(9), "cv-1": learning(-3)}
    assert day(CARDS, states, Limits(new=0, reviews=0)).learning == ("cv-1", "cv-0")


def test_some_decks_alone_and_days_ahead() -> None:
    states = {"cv-0": due(0), "metrics-0": due(0), "cv-1": due(5)}
    plan = day(CARDS, states, decks={"cv"})
    assert (plan.due, set(plan.new)) == (("cv-0",), {"cv-1", "cv-2", "cv-3"} - {"cv-1"})
    assert set(day(CARDS, states, decks={"cv"}, ahead_days=7).due) == {"cv-0", "cv-1"}


@given(st.lists(st.tuples(st.integers(-40, 40), st.booleans()), max_size=16), st.integers(0, 20), st.integers(0, 20))
def test_a_plan_never_repeats_a_card_nor_exceeds_a_limit(cards: list[tuple[int, bool]], new: int, reviews: int) -> None:
    states = {e.id: replace(due(days), suspended=away) for e, (days, away) in zip(CARDS, cards, strict=False)}
    plan = day(CARDS, states, Limits(new=new, reviews=reviews))
    everything = [*plan.learning, *plan.main]
    assert len(set(everything)) == len(everything) == len(plan)
    assert len(plan.new) <= new
    assert len(plan.due) <= reviews
    assert sorted(plan.main) == sorted((*plan.due, *plan.new))


def taught(decks: list[Deck]) -> list[str]:
    """The order of teaching as it is meant: all that comes before a card, then the card."""
    order: list[str] = []
    entered: set[str] = set()

    def enter(names: tuple[str, ...]) -> None:
        for name in names:
            for deck in (deck for deck in decks if deck.name == name and f"deck {name}" not in entered):
                entered.add(f"deck {name}")
                for card in deck.cards:
                    enter((card.id,))
            for deck in decks:
                for card in deck.cards:
                    if name in (card.id, card.family) and card.id not in entered:
                        entered.add(card.id)
                        enter(deck.needs)
                        enter(deck.needs_for(card))
                        order.append(card.id)

    enter(tuple(deck.name for deck in decks))
    return order


names = st.sampled_from(["a", "b", "c", "a-1", "b-1", "b-2", "b-2#x", "c-1", "none"])


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), st.lists(names, max_size=2)), max_size=12)
)
def test_every_shelf_is_taught_so_that_what_is_needed_comes_first(
    drawn: list[tuple[str, int, list[str]]],
) -> None:
    cards = {f"{deck}-{n}": entry(f"{deck}-{n}", needs=tuple(needs)) for deck, n, needs in drawn}
    needs = {deck: tuple(found) for deck, n, found in drawn if n == 0}
    decks = [
        replace(deck, needs_of={"": ()} if not deck.cards else {deck.cards[0].id: needs.get(deck.name, ())})
        for deck in shelf(list(cards.values()), needs)
    ]
    assert [card.id for card in teachable(decks)] == taught(decks)
