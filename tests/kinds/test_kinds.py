"""Each kind of card on both faces: as it is asked, answered and judged; and the laws of judging."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import kinds
from flashcards.cards import Card
from flashcards.decks.file import load
from flashcards.formulas.typed_numbers import format_value
from flashcards.kinds import bug
from flashcards.kinds.bug import FixError, repaired
from flashcards.kinds.holes import ClozeError, pieces_of
from flashcards.kinds.typed import judged
from flashcards.library import Library
from flashcards.plain import Sitting
from flashcards.questions import Outcome, Question, Response
from flashcards.schedule.agenda import Agenda
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, opened, press

DECK = Path(__file__).parents[1] / "decks" / "kinds.yaml"
Golden = Callable[[str, str], None]

# Card → the keys that answer it rightly or wrongly after the question shows; those after the reveal; the plain lines.
ANSWERS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "basic": (["space"], ["3"], ["", "3"]),
    "typed": ([*"layer", "space", *"norn", "enter"], ["2"], ["layer norn", "2"]),
    "cloze#1": (["space"], ["3"], ["", "3"]),
    "cloze#2": (["space"], ["3"], ["", "3"]),
    "choice": (["a"], ["3"], ["b", "3"]),
    "several": (["a", "b", "enter"], ["3"], ["ab", "3"]),
    "number": ([*"12", "enter"], ["1"], ["12", "1"]),
    "output": (["[", "3", "]", "enter"], ["3"], ["[2, 3]", "1"]),
    "drawn": ([*"[4, 5]", "enter"], ["1"], ["[4, 5]", "1"]),
    "written": (["space"], ["a", "2"], ["", "a", "2"]),
    "bug": (["space"], ["a", "b", "3"], ["", "a", "3"]),
    "order": (["a", "b", "c", "d", "enter"], ["1"], ["abcd", "1"]),
    "explain": (["space"], ["a", "c", "2"], ["", "ac", "2"]),
    "compare": (["space"], ["a", "b", "3"], ["", "ab", "3"]),
    "design": (["h", "space"], ["a", "1"], ["h", "", "a", "1"]),
}


@pytest.fixture(scope="module")
def cards() -> dict[str, Card]:
    deck = load(DECK.read_bytes(), DECK, "kinds")
    assert deck.problems == ()
    return {card.id: card for card in deck.cards}


@pytest.fixture
def shelf(home: Path) -> Library:
    return opened(home, [DECK])


def key(character: str) -> str:
    names = {"[": "left_square_bracket", "]": "right_square_bracket", ",": "comma", " ": "space"}
    return names.get(character, character)


def test_every_kind_is_walked_through(cards: dict[str, Card]) -> None:
    assert set(ANSWERS) == set(cards)
    assert {card.kind for card in cards.values()} == set(kinds.BY_NAME)


@pytest.mark.parametrize("card", ANSWERS)
async def test_a_card_on_the_screen(card: str, shelf: Library, clock: Clock, golden: Golden) -> None:
    app = FlashcardsApp(shelf, clock)
    name = card.replace("#", "-")
    before, after, _ = ANSWERS[card]
    async with app.run_test(size=(80, 24)) as pilot:
        session = shelf.session(replace(shelf.today(app.moment()), plan=Agenda(new=(card,))), app.moment)
        await app.push_screen(ReviewScreen(shelf, session, app.moment, lambda _: session))
        await pilot.pause()
        golden(f"kind-{name}-question", frame(app))
        await press(pilot, *map(key, before))
        golden(f"kind-{name}-answer", frame(app))
        await press(pilot, *after)
        (event,) = shelf.progress.standing()
        assert (event.card, event.rating) == (card, int(after[-1]))
    shelf.close()


@pytest.mark.parametrize("card", ANSWERS)
def test_a_card_in_plain_lines(card: str, shelf: Library, clock: Clock, golden: Golden) -> None:
    session = shelf.session(replace(shelf.today(clock.moment()), plan=Agenda(new=(card,))), clock.moment)
    said = io.StringIO()
    lines = "".join(f"{line}\n" for line in [*ANSWERS[card][2], ":q"])
    Sitting(shelf, session, clock.moment, io.StringIO(lines), said).run()
    golden(f"kind-plain-{card.replace('#', '-')}", said.getvalue())
    (event,) = shelf.progress.standing()
    assert (event.card, event.rating) == (card, int(ANSWERS[card][2][-1]))
    shelf.close()


def asked(card: Card, shown: int = 0) -> Question:
    return kinds.ask(card, shown)


def test_the_same_showing_asks_the_same_and_the_next_one_asks_afresh(cards: dict[str, Card]) -> None:
    for name in ("number", "choice", "order"):
        assert asked(cards[name]) == asked(cards[name])
        assert len({str(asked(cards[name], shown).drawn) for shown in range(12)}) > 3


def test_the_log_can_show_the_very_question_again(cards: dict[str, Card]) -> None:
    question = asked(cards["number"], 7)
    again = kinds.ask_seeded(cards["number"], question.drawn["seed"])
    assert (again.text, again.answer) == (question.text, question.answer)
    assert set(question.drawn["values"]) == {"tp", "pos"}


@given(st.integers(0, 10_000))
def test_a_right_number_is_accepted_in_any_of_its_written_forms(shown: int) -> None:
    card = next(c for c in load(DECK.read_bytes(), DECK, "kinds").cards if c.id == "number")
    question = asked(card, shown)
    values = card.body.drawn(question.drawn["seed"])
    tp, pos = values["tp"], values["pos"]
    right = tp / pos
    forms = [
        f"{tp}/{pos}",
        f"{right:.4f}",
        f"{100 * right:.2f}%",
        f"{right:.3e}",
        f"{right:.4f}".replace("0.", "."),
        f"{right:.4f}".replace(".", ","),
        format_value(right),
    ]
    for form in forms:
        assert kinds.judge(card, question, Response(text=form)).outcome is Outcome.RIGHT, form


def test_a_known_mistake_is_recognised_and_named(cards: dict[str, Card]) -> None:
    question = asked(cards["number"])
    values = question.drawn["values"]
    verdict = kinds.judge(cards["number"], question, Response(text=f"{values['pos']}/{values['tp']}"))
    assert verdict.outcome is Outcome.WRONG
    assert verdict.comment == f"The ratio is upside down: {values['pos']} over {values['tp']}."
    (slip,) = verdict.detail["mistakes"]
    assert kinds.wording(cards["number"])[slip].startswith("The ratio is upside down")


def test_what_is_no_number_is_left_to_the_person(cards: dict[str, Card]) -> None:
    verdict = kinds.judge(cards["number"], asked(cards["number"]), Response(text="many"))
    assert verdict.outcome is None
    assert "is not a number; type for example" in verdict.comment


def test_a_chosen_misconception_is_answered_and_logged(cards: dict[str, Card]) -> None:
    card, question = cards["choice"], asked(cards["choice"])
    for shown, position in enumerate(question.drawn["order"]):
        verdict = kinds.judge(card, question, Response(chosen=(shown,)))
        assert (verdict.outcome is Outcome.RIGHT) == (position == 0)
        assert verdict.detail["chosen"] == [position]
        if position:
            assert card.body.options[position].because in verdict.comment


def test_several_right_options_give_partial_credit(cards: dict[str, Card]) -> None:
    card, question = cards["several"], asked(cards["several"])
    at = {option: question.drawn["order"].index(option) for option in range(3)}

    def outcome(*options: int) -> Outcome | None:
        return kinds.judge(card, question, Response(chosen=tuple(at[o] for o in options))).outcome

    assert outcome(0, 1) is Outcome.RIGHT
    assert outcome(0) is Outcome.PARTIAL
    assert outcome(0, 1, 2) is Outcome.PARTIAL
    assert outcome(2) is outcome(0, 2) is Outcome.WRONG
    assert outcome() is None


def test_an_order_that_is_nearly_right_is_partly_right(cards: dict[str, Card]) -> None:
    card, question = cards["order"], asked(cards["order"])
    at = {step: question.drawn["order"].index(step) for step in range(4)}

    def outcome(*steps: int) -> Outcome | None:
        return kinds.judge(card, question, Response(chosen=tuple(at[s] for s in steps))).outcome

    assert outcome(0, 1, 2, 3) is Outcome.RIGHT
    assert outcome(0, 2, 1, 3) is Outcome.PARTIAL
    assert outcome(3, 2, 1, 0) is Outcome.WRONG
    assert all(asked(card, shown).drawn["order"] != [0, 1, 2, 3] for shown in range(60)), "never shown already in order"


@pytest.mark.parametrize(
    ("steps", "outcome", "comment"),
    [
        ([0, 1, 2, 4, 3], Outcome.PARTIAL, "Out of place from number 4 on; 90% of the pairs are in order."),
        ([3, 0, 1, 2, 4], Outcome.PARTIAL, "Out of place from number 1 on; 70% of the pairs are in order."),
        ([4, 0, 1, 2, 3], Outcome.WRONG, "Out of place from number 1 on; 60% of the pairs are in order."),
        ([0, 4, 3, 2, 1], Outcome.WRONG, "Out of place from number 2 on; 40% of the pairs are in order."),
    ],
)
def test_seven_pairs_of_ten_in_order_are_partly_right_and_six_are_wrong(
    steps: list[int], outcome: Outcome, comment: str
) -> None:
    text = f"title: T\ncards:\n  - {{id: five, question: Put in order, steps: [{', '.join('abcde')}]}}\n"
    (card,) = load(text.encode(), Path("five.yaml"), "five").cards
    question = asked(card)
    verdict = kinds.judge(card, question, Response(chosen=tuple(question.drawn["order"].index(s) for s in steps)))
    assert (verdict.outcome, verdict.comment, verdict.detail) == (outcome, comment, {"placed": steps})


def test_points_decide_and_a_missed_must_have_is_wrong(cards: dict[str, Card]) -> None:
    card, question = cards["explain"], asked(cards["explain"])

    def outcome(*points: int) -> Outcome | None:
        return kinds.judge(card, question, Response(chosen=points)).outcome

    assert [outcome(), outcome(0), outcome(1, 2), outcome(0, 1), outcome(0, 1, 2)] == [
        Outcome.WRONG,
        Outcome.WRONG,
        Outcome.WRONG,
        Outcome.PARTIAL,
        Outcome.RIGHT,
    ]


def test_each_points_history_is_kept_and_the_missed_ones_are_shown_next_time(shelf: Library, clock: Clock) -> None:
    for _ in range(2):
        session = shelf.session(replace(shelf.today(clock.moment()), plan=Agenda(new=("explain",))), clock.moment)
        session.reveal()
        session.tick([0, 2])
        session.rate(session.view.suggestion)  # type: ignore[arg-type]
        clock.forward(days=3)
    session = shelf.session(replace(shelf.today(clock.moment()), plan=Agenda(new=("explain",))), clock.moment)
    body = shelf.cards["explain"].body
    session.reveal()
    assert session.view.missed == {point.key: (0 if i != 1 else 2, 2) for i, point in enumerate(body.points)}
    shelf.close()


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("LayerNorm", Outcome.RIGHT),
        ("layer  Normalisation.", Outcome.RIGHT),
        ("layer normalization", Outcome.PARTIAL),
        ("batch norm", Outcome.WRONG),
        ("", None),
    ],
)
def test_a_typed_answer_matches_any_accepted_one(cards: dict[str, Card], typed: str, outcome: Outcome | None) -> None:
    verdict = kinds.judge(cards["typed"], asked(cards["typed"]), Response(text=typed))
    assert verdict.outcome is outcome
    if outcome is Outcome.PARTIAL:
        assert verdict.comment == "```diff\n- layer normalization\n+ layer normalisation\n" + " " * 15 + "^\n```"


def test_texts_with_other_numbers_are_no_near_miss() -> None:
    assert judged("L1 regularisation", ["L2 regularisation"]).outcome is Outcome.WRONG
    assert judged("l2 regularisation", ["L2 regularisation"]).outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("{{c1::a}} and {{c2::b::hint}}", [(1, "a", ""), (2, "b", "hint")]),
        ("{{a}} and {{b}}", [(1, "a", ""), (2, "b", "")]),
        (r"{{c1::std\::vector<int>}}", [(1, "std::vector<int>", "")]),
        (r"$\frac{ {{c1::a_{ij}}} }{b}$", [(1, "a_{ij}", "")]),
        ("{{c1::a}} {{c1::b}}", [(1, "a", ""), (1, "b", "")]),
    ],
)
def test_holes_are_read_in_ankis_notation(text: str, holes: list[tuple[int, str, str]]) -> None:
    found = [p for p in pieces_of(text) if not isinstance(p, str)]
    assert [(hole.number, hole.text, hole.hint) for hole in found] == holes


@pytest.mark.parametrize("text", ["{{c1::a", "{{c1::}}", "{{c1::a::b::c}}", "{{c0::a}}"])
def test_a_hole_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(ClozeError):
        pieces_of(text)


def test_a_hole_in_mathematics_keeps_the_formula_whole(cards: dict[str, Card]) -> None:
    card = cards["cloze#2"]
    assert asked(card).text.endswith(r"$\sigma'(0) = \text{[…]}$.")
    assert asked(card).answer.startswith(r"$\frac{1}{4}$")


def test_a_fix_is_applied_where_its_lines_stand() -> None:
    code = "a\n  b\nc"
    assert repaired(code, "-  b\n+  d") == "a\n  d\nc"
    assert repaired(code, " a\n+x\n   b") == "a\nx\n  b\nc"
    for wrong in ("-b\n+d", "?", "-c\n a"):
        with pytest.raises(FixError):
            repaired(code, wrong)


def test_the_places_of_a_pasted_diff_are_not_shown() -> None:
    assert bug.shown("@@ -1,2 +1,2 @@ def f():\n-a\n+b\n@@ -9 +9 @@\n-c\n+d") == "-a\n+b\n…\n-c\n+d"
    assert bug.shown("-a\n+b") == "-a\n+b"


def test_hints_come_one_by_one(cards: dict[str, Card]) -> None:
    assert asked(cards["design"]).hints == ("Think of the labels.", "Think of drift.")
    hinted = replace(cards["basic"], notes=replace(cards["basic"].notes, hint="Think of 0."))
    assert asked(hinted).hints == ("Think of 0.",)
