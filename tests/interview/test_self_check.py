"""The self-check: new cards of every topic as practice; what was right of them counts as known, and nothing is scheduled."""

from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.events import Mode
from flashcards.interview.selfcheck import CARDS, sample, shares_known
from flashcards.library import Library
from flashcards.schedule.states import Rating
from tests.conftest import Clock
from tests.interview.test_plan import library as library
from tests.interview.test_plan import on, planned


def checked(library: Library, clock: Clock, known: str) -> list[str]:
    """Answer a self-check: what is of the deck `known` is right."""
    session = library.sitting(clock.moment, "check")
    assert session.mode is Mode.PRACTICE
    asked = []
    while (card := session.view.card) is not None:
        asked.append(card.id)
        clock.forward(seconds=6)
        session.reveal()
        session.rate(Rating.GOOD if card.deck == known else Rating.AGAIN)
    return asked


def test_each_topic_is_asked_in_turn_and_over_its_whole_length(library: Library) -> None:
    cards = [card for card in library.teachable if card.part != "r"]
    chosen = sample(cards)
    decks = [library.cards[card].deck for card in chosen]
    assert len(chosen) == len(set(chosen)) == CARDS
    assert decks[:4] == ["easy", "hard", "easy", "hard"]
    assert {decks.count("easy"), decks.count("hard")} == {12, 8}
    numbers = [int(card[1:]) for card in chosen if card.startswith("e")]
    assert numbers == sorted(numbers)
    assert numbers[0] < 3
    assert numbers[-1] > 26
    assert sample(cards[:3]) == [card.id for card in cards[:3]]
    assert sample([]) == []


@pytest.mark.parametrize("topics", [1, 7, 20])
def test_no_topic_is_forgotten_as_long_as_there_is_a_card_for_it(library: Library, topics: int) -> None:
    import types

    sizes = [1 + 7 * (n % 5) for n in range(topics)]
    cards = [types.SimpleNamespace(id=f"{t}-{n}", deck=str(t)) for t, size in enumerate(sizes) for n in range(size)]
    chosen = sample(cards)  # type: ignore[arg-type]
    assert len(chosen) == len(set(chosen)) == min(CARDS, len(cards))
    assert len({card.split("-")[0] for card in chosen}) == min(topics, len(cards))


def test_few_answers_promise_little_and_topics_lean_on_each_other() -> None:
    assert shares_known({}) == shares_known({"a": (1, 1)}) == shares_known({"a": (5, 5), "b": (0, 4)}) == {}
    assert set(shares_known({"a": (0, 1), "b": (0, 19)}).values()) == {0.0}
    found = shares_known({"a": (1, 1), "b": (9, 18), "c": (0, 1)})
    assert 0 < found["c"] < found["b"] < found["a"] < 0.6
    assert abs(found["b"] - 10 / 24) < 0.08


def test_what_was_right_counts_as_known_and_the_schedule_stands(library: Library, clock: Clock) -> None:
    before = planned(library, clock, on(6, 2))
    assert before.figures["readiness"]["now"] == 0
    asked = checked(library, clock, "easy")
    assert len(asked) == CARDS
    assert all(state.memory is None for state in library.states().values())
    after = library.foresee(clock.moment())
    assert after is not None
    topics = {topic["topic"]: topic for topic in after.figures["topics"]}
    right = sum(card.startswith("e") for card in asked)
    usual = right / (CARDS + 4)
    share = (right + 4 * usual) / (right + 4)
    assert topics["easy"]["known_unseen"] == pytest.approx(share)
    assert topics["easy"]["now"] == pytest.approx(share, abs=1e-4)
    assert topics["hard"]["now"] < topics["easy"]["now"] / 2
    assert after.figures["self_check"] == CARDS
    worth = {place.card: place.gain for place in after.ranking}
    assert worth["h1"] > worth.get("e1", 0.0), "what is not known is worth more"


def test_without_a_plan_it_asks_of_all_topics_and_with_weights_of_those_that_count(
    library: Library, clock: Clock
) -> None:
    from flashcards.interview.written import Weights

    assert len(library.self_check(clock.moment()).plan.new) == CARDS
    planned(library, clock, on(9, 20, Weights({"easy": 0})))
    asked = library.self_check(clock.moment()).plan.new
    assert {library.cards[card].deck for card in asked} == {"hard"}


def test_the_command_says_what_unseen_cards_count_as(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], library: Library
) -> None:
    place = ["--home", str(tmp_path / "home"), "--decks", str(tmp_path / "decks"), "--now", "2026-11-23T09:00"]
    assert main(["plan", "2026-12-18", "--minutes", "5", *place]) == 0
    assert "count as not known; a self-check says better (flashcards review --self-check)" in capsys.readouterr().out
