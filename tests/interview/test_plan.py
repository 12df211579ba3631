"""The interview plan: read as written, kept within its minutes, never worse with more of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from flashcards.events import Kind
from flashcards.interview.outlook import Outlook, outlook_of
from flashcards.interview.written import Interview, Plan, Weights
from flashcards.library import Library
from flashcards.schedule.states import NEW, Rating
from flashcards.settings import load
from flashcards.words import UsageError
from tests.conftest import Clock, opened

TODAY = date(2026, 11, 23)
EASY = "title: Easy\ncards:\n" + "".join(f"  - {{id: e{n}, question: Q{n}?, answer: A{n}.}}\n" for n in range(30))
HARD = (
    "title: Hard\nneeds_of: {two: [h0]}\ncards:\n"
    + "".join(f"  - {{id: h{n}, question: P{n}?, answer: B{n}., tags: [one], level: mid}}\n" for n in range(20))
    + "  - {id: sib, question: 'What is it?', answer: 'That.', reverse: true}\n"
    + "  - {id: needy, question: And then?, answer: This., needs: [h7], tags: [three]}\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "easy.yaml").write_text(EASY, encoding="utf-8")
    (decks / "hard.yaml").write_text(HARD.replace("needs_of: {two: [h0]}\n", ""), encoding="utf-8")
    made = opened(tmp_path / "home", [decks])
    yield made
    made.close()


def planned(library: Library, clock: Clock, plan: Plan) -> Outlook:
    library.set("plan", plan)
    outlook = library.foresee(clock.moment())
    assert outlook is not None
    return outlook


def on(days: int, minutes: int = 5, weights: Weights = Weights(), **more: object) -> Plan:
    return Plan((Interview(TODAY + timedelta(days=days), weights=weights),), (minutes,) * 7, **more)  # type: ignore[arg-type]


def answer(library: Library, clock: Clock, rating: int = 3, most: int = 200) -> list[str]:
    session = library.sitting(clock.moment)
    done: list[str] = []
    while session.view.card is not None and len(done) < most:
        done.append(session.view.card.id)
        clock.forward(seconds=12)
        session.reveal()
        session.rate(Rating(rating))
    return done


def ready(outlook: Outlook) -> float:
    found: float = outlook.figures["readiness"]["on_day"]
    return found


# -- as written ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-12-18", "1:7: plan: a plan is `name: value` pairs"),
        ("{minutes: 20}", "1:7: plan: a plan has interviews"),
        ("{interviews: []}", "1:20: plan: a plan has interviews"),
        ("{interviews: [{date: 2026-02-30}]}", "1:28: plan: `2026-02-30` is not a date; write it like 2026-12-18"),
        ("{interviews: [{role: x}]}", "1:21: plan: an interview has a date"),
        ("{interviews: [2026-12-18], minuts: 3}", "1:34: plan: a plan has no `minuts`; did you mean `minutes`?"),
        ("{interviews: [2026-12-18], minutes: 0}", "1:43: plan: `0` is not a whole number from 1 to 1440"),
        ("{interviews: [2026-12-18], minutes: {moonday: 3}}", "plan: `moonday` is no day of the week"),
        ("{interviews: [{date: 2026-12-18, decks: [a]}]}", "plan: these are not `name: weight` pairs"),
        ("{interviews: [{date: 2026-12-18, tags: {a: many}}]}", "plan: `many` is not a number from 0 to 100"),
    ],
)
def test_a_bad_plan_is_named_with_its_place_and_there_is_none(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(f"plan: {text}\n", encoding="utf-8")
    found, problems = load(path)
    assert found.plan is None
    assert said in str(problems[0])
    assert str(problems[0]).endswith("; there is no plan until then")


def test_what_is_written_is_read_back(library: Library, tmp_path: Path) -> None:
    weights = Weights({"easy": 2.5}, {"one": 3}, {"mid": 0.5}, 0.25)
    plan = Plan(
        (Interview(date(2026, 12, 18), "computer vision", weights, 2), Interview(date(2027, 1, 4))),
        (10, 20, 30, 0, 50, 60, 70),
        (date(2026, 12, 24),),
        3,
    )
    library.set("plan", plan)
    assert library.settings.plan == plan
    assert not library.settings_problems


def test_minutes_by_weekday_and_days_off_are_kept(library: Library) -> None:
    path = library.home / "settings.yaml"
    path.parent.mkdir()
    path.write_text(
        "plan:\n  interviews:\n    - date: 2026-12-07\n  minutes: {mon: 30, others: 10}\n"
        "  days_off: [sun, 2026-12-01]\n",
        encoding="utf-8",
    )
    library.reload()
    plan = library.settings.plan
    assert plan is not None
    assert plan.seconds(TODAY) == [60 * m for m in (30, 10, 10, 10, 10, 10, 0, 30, 0, 10, 10, 10, 10, 0)]


def test_weights_multiply_deck_tag_and_level() -> None:
    weights = Weights({"a": 2}, {"x": 3, "y": 5}, {"senior": 0}, 0.5)
    assert weights.of("a", (), "") == 2
    assert weights.of("a", ("x", "y"), "mid") == 10
    assert weights.of("b", ("x",), "") == 3
    assert weights.of("b", ("z",), "") == 0.5
    assert weights.of("a", ("x",), "senior") == 0


# -- the queue -----------------------------------------------------------------------------------------------------


def test_a_day_holds_its_minutes_to_within_a_card(library: Library, clock: Clock) -> None:
    for minutes in (1, 5, 12):
        outlook = planned(library, clock, on(10, minutes))
        today = library.today(clock.moment())
        seconds = sum(today.seconds[card] for card in (*today.plan.due, *today.plan.new))
        longest = max(place.seconds for place in outlook.ranking)
        assert abs(seconds - 60 * minutes) <= longest


def test_a_card_without_weight_never_comes_while_another_has_gain(library: Library, clock: Clock) -> None:
    planned(library, clock, on(6, 60, Weights({"easy": 0})))
    today = library.today(clock.moment())
    assert today.plan.new
    assert not [card for card in today.plan.new if card.startswith("e")]


def test_one_sibling_a_day_and_what_a_card_needs_comes_first(library: Library, clock: Clock) -> None:
    planned(library, clock, on(6, 120, Weights(tags={"three": 50})))
    new = library.today(clock.moment()).plan.new
    assert len([card for card in new if card.startswith("sib")]) == 1
    assert new.index("h7") < new.index("needy")
    planned(library, clock, on(6, 1, Weights(tags={"three": 50})))
    assert library.today(clock.moment()).plan.new[0] == "h7"


def test_buried_and_suspended_cards_and_decks_that_are_off_stay_out(library: Library, clock: Clock) -> None:
    library.progress.act(Kind.BURY, clock.moment(), ["e0"])
    library.progress.act(Kind.SUSPEND, clock.moment(), ["e1"])
    library.switch("hard", on=False)
    outlook = planned(library, clock, on(9, 120))
    new = library.today(clock.moment()).plan.new
    assert {"e0", "e1"}.isdisjoint(new)
    assert len(new) == 28
    assert outlook.figures["cards"] == 29, "a buried card is back tomorrow, a suspended one is not"


def test_answers_of_today_count_against_the_minutes_and_no_card_comes_twice(library: Library, clock: Clock) -> None:
    planned(library, clock, on(10, 5))
    first = answer(library, clock, 4)
    assert 4 <= len(first) <= 25
    library.foresee(clock.moment())
    assert not set(library.today(clock.moment()).plan.new) & set(first)
    before = len(answer(library, clock, 4))
    library.foresee(clock.moment())
    assert len(answer(library, clock, 4)) <= before


def test_the_same_log_decks_settings_and_day_give_the_same_queue(library: Library, clock: Clock) -> None:
    answer(library, clock, 3, most=5)
    library.set("plan", on(12, 10))
    basis = library.basis(clock.moment())
    assert basis is not None
    one, two = outlook_of(basis), outlook_of(basis)
    assert one == two


def test_without_a_plan_and_after_its_date_plain_fsrs_decides(library: Library, clock: Clock) -> None:
    plain = library.today(clock.moment()).plan
    planned(library, clock, on(2, 60))
    assert len(library.today(clock.moment()).plan.new) > len(plain.new)
    clock.forward(days=2)
    assert library.foresee(clock.moment()) is None
    assert len(library.today(clock.moment()).plan.new) == 10
    library.set("plan", None)
    clock.forward(days=-2)
    assert library.today(clock.moment()).plan == plain


def test_before_anything_is_computed_a_day_is_plain_fsrs_in_the_plans_minutes(library: Library, clock: Clock) -> None:
    library.set("plan", on(5, 3))
    today = library.today(clock.moment())
    assert len(today.plan.new) == 6, "thirty seconds each"


def test_a_final_pass_brings_learned_cards_not_seen_lately(library: Library, clock: Clock) -> None:
    answer(library, clock, 4, most=10)
    clock.forward(days=3)
    planned(library, clock, on(5, 2, final_pass=2))
    assert set(library.today(clock.moment()).plan.due) <= set(library.states())
    assert library.today(clock.moment()).plan.due


# -- what it promises ----------------------------------------------------------------------------------------------


def test_more_minutes_never_predict_less(library: Library, clock: Clock) -> None:
    answer(library, clock, 3, most=8)
    clock.forward(days=1)
    found = [ready(planned(library, clock, on(9, minutes))) for minutes in (2, 4, 8, 16, 40)]
    assert all(more >= less - 0.005 for less, more in pairwise(found)), found
    assert found[0] < found[-1]


def test_ten_minutes_more_or_less_say_what_such_a_plan_says(library: Library, clock: Clock) -> None:
    less, more = planned(library, clock, on(9, 4)).figures["minutes"]
    assert less["change"] == -2
    assert less["on_day"] == pytest.approx(ready(planned(library, clock, on(9, 2))), abs=0.03)
    assert more["on_day"] == pytest.approx(ready(planned(library, clock, on(9, 14))), abs=0.03)


@pytest.mark.parametrize(
    ("days", "rating"),
    [
        ((1,), None),
        ((3, 20), 3),
        *(
            pytest.param(*plan, marks=pytest.mark.slow)
            for plan in (((1,), 4), ((30,), 4), ((7, 7), None), ((60,), None))
        ),
    ],
)
def test_any_sensible_plan_has_sensible_figures(
    library: Library, clock: Clock, days: tuple[int, ...], rating: int | None
) -> None:
    if rating:
        answer(library, clock, rating)
    weights = (Weights({"easy": 3}), Weights({"hard": 3}))
    interviews = tuple(Interview(TODAY + timedelta(days=d), weights=w) for d, w in zip(days, weights, strict=False))
    outlook = planned(library, clock, Plan(interviews, (10,) * 7))
    figures = outlook.figures
    assert [i["days"] for i in figures["interviews"]] == list(days)
    for share in (figures["readiness"], *figures["interviews"], *figures["topics"]):
        assert 0 <= share["low"] <= share["on_day"] <= share["high"] <= 1
    assert len(figures["curve"]["days"]) == max(days) + 1
    less, more = figures["minutes"]
    assert less["on_day"] <= ready(outlook) <= more["on_day"]
    assert figures["curve"]["plan"][0] == pytest.approx(figures["curve"]["nothing"][0], abs=0.02)
    assert figures["curve"]["plan"][-1] >= figures["curve"]["nothing"][-1] - 0.01


def test_nothing_to_plan_is_a_sentence(library: Library, clock: Clock) -> None:
    library.set("plan", on(5, 10, Weights({"easy": 0, "hard": 0})))
    with pytest.raises(UsageError, match="nothing to plan: no card"):
        library.foresee(clock.moment())
    library.set("plan", replace(on(1), days_off=(TODAY,)))
    with pytest.raises(UsageError, match="nothing to plan: no day"):
        library.foresee(clock.moment())


def test_the_outlook_is_kept_read_and_made_anew_only_when_something_changed(library: Library, clock: Clock) -> None:
    first = planned(library, clock, on(9, 5))
    clock.forward(minutes=5)
    again = library.foresee(clock.moment())
    assert again is not None
    assert again.made_ms == first.made_ms
    assert library.overview(clock.moment()).outlook == first
    answer(library, clock, 3, most=1)
    assert library.foresee(clock.moment()) != first
    library.progress.remember_as("outlook", "{not json")
    assert library.outlook(clock.moment().study_day) is None
    assert library.foresee(clock.moment()) is not None


def test_memory_states_are_the_same_with_and_without_a_plan(library: Library, clock: Clock, tmp_path: Path) -> None:
    planned(library, clock, on(9, 3))
    done = answer(library, clock, 3)
    other = opened(tmp_path / "other", [tmp_path / "decks"])
    model = other.progress.model
    for card in set(done):
        state = NEW
        for event in library.progress.history(card):
            state = model.step(state, event)
        assert state.memory == library.states()[card].memory
    other.close()
