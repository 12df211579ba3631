"""Number cards: the log's old values are read, a mistake is never drawn right, and the working holds step by step."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import kinds
from flashcards.cards import Card, seed_for
from flashcards.decks.file import load
from flashcards.events import Kind, Mode
from flashcards.formulas.language import Value, compile_formula
from flashcards.formulas.typed_numbers import Rounding, parse_answer, parse_tolerance
from flashcards.formulas.working import steps
from flashcards.kinds import number_rules
from flashcards.kinds.number_body import Body
from flashcards.questions import Outcome, Response
from flashcards.schedule.agenda import Agenda
from tests.conftest import Clock, examples, opened
from tests.verify.working import unlike

HERE = Path(__file__).parent
LOGGED = [json.loads(line) for line in (HERE / "first_release.jsonl").read_text(encoding="utf-8").splitlines()]
"""Events of the first release with the question that it showed and how it judged what was typed."""


def cards(text: str) -> dict[str, Card]:
    deck = load(text.encode(), Path("numbers.yaml"), "numbers")
    assert deck.problems == ()
    return {card.id: card for card in deck.cards}


OLD = cards((HERE / "first_release.yaml").read_text(encoding="utf-8"))


def card(fields: str, question: str = "Q {{a}} {{b}}") -> Card:
    number = "\n".join(f"      {line}" for line in fields.strip().splitlines())
    return cards(f"title: T\ncards:\n  - id: c\n    question: '{question}'\n    number:\n{number}\n")["c"]


# -- the log of the first release


def test_the_stored_log_has_every_kind_of_number_card() -> None:
    assert {row["event"]["card"] for row in LOGGED} == {*OLD}
    values = [value for row in LOGGED for value in row["event"]["detail"]["values"].values()]
    assert {type(value) for value in values} == {int, float, list}


@pytest.mark.parametrize("row", LOGGED, ids=lambda row: row["event"]["id"][-8:])
def test_an_old_event_shows_its_very_question_and_is_judged_as_it_was(row: dict[str, Any]) -> None:
    detail = row["event"]["detail"]
    old = OLD[row["event"]["card"]]
    question = kinds.ask_again(old, detail)
    assert question.text == row["question"]
    assert question.drawn["values"] == detail["values"]
    verdict = kinds.judge(old, question, Response(text=detail["typed"]))
    assert (verdict.outcome.value if verdict.outcome else None) == row["outcome"]
    if row["comment"]:
        assert verdict.comment == row["comment"]


def test_an_old_draw_stands_although_the_same_seed_draws_otherwise_now() -> None:
    defeated = [row["event"]["detail"] for row in LOGGED if row["event"]["card"] == "defeated"]
    moved = [d for d in defeated if kinds.ask_seeded(OLD["defeated"], d["seed"]).drawn["values"] != d["values"]]
    assert moved, "none of the old draws had the mistake for an answer"
    assert all(kinds.ask_again(OLD["defeated"], d).drawn["values"] == d["values"] for d in moved)


def test_an_event_of_a_card_that_draws_other_names_now_is_asked_afresh() -> None:
    question = kinds.ask_again(OLD["counts"], {"seed": 7, "values": {"tp": 5, "n": 9}})
    assert question == kinds.ask_seeded(OLD["counts"], 7)


def test_an_old_answer_that_is_taken_back_asks_its_very_question_again(home: Path, clock: Clock) -> None:
    library = opened(home, [HERE / "first_release.yaml"])
    old = {"seed": kinds.ask(OLD["defeated"], 0).drawn["seed"], "values": {"a": 2, "b": 2}, "typed": "4"}
    progress = library.progress
    progress.append(
        progress.make(
            Kind.REVIEW,
            clock.moment(),
            "defeated",
            fingerprint=OLD["defeated"].fingerprint,
            mode=Mode.REVIEW,
            rating=1,
            elapsed_ms=1000,
            parameters=progress.model.of("defeated").key(0.9),
            detail=old,
        )
    )
    session = library.session(replace(library.today(clock.moment()), plan=Agenda()), clock.moment)
    session.undo()
    assert session.view.question is not None
    assert session.view.question.text == "What is 2 times 2?"
    library.close()


# -- drawing


def test_a_draw_in_which_a_mistake_is_right_is_made_again() -> None:
    times = card("given: {a: 1..3, b: 1..3}\nanswer: a * b\nslips: [{value: a + b, because: B}]")
    drawn = [kinds.ask(times, shown).drawn["values"] for shown in range(200)]
    assert (2, 2) not in {(values["a"], values["b"]) for values in drawn}
    assert len({(values["a"], values["b"]) for values in drawn}) == 8
    first = [times.body.first(seed_for(times.id, shown)) for shown in range(200)]
    assert sum(one == other for one, other in zip(first, drawn, strict=True)) > 150, "others stand as they were"


def test_a_draw_in_which_two_mistakes_are_the_same_is_made_again() -> None:
    slips = "[{value: a + b, because: A}, {value: a * b, because: B}]"
    less = card(f"given: {{a: 1..3, b: 1..3}}\nanswer: a - 9\nslips: {slips}")
    drawn = [kinds.ask(less, shown).drawn["values"] for shown in range(200)]
    assert (2, 2) not in {(values["a"], values["b"]) for values in drawn}


def test_a_draw_in_which_a_mistake_is_right_once_it_is_rounded_is_made_again() -> None:
    slips = "[{value: 1.14 * a, because: B}]"
    times = card(
        f"given: {{a: 1..3}}\nanswer: 1.1 * a\ntolerance: 0.03\nslips: {slips}", "1.1 times {{a}}? One decimal."
    )
    assert {kinds.ask(times, shown).drawn["values"]["a"] for shown in range(200)} == {2, 3}


def test_a_draw_stands_where_no_other_can_be_had() -> None:
    same = card("given: {a: 1..3, b: 1..3}\nanswer: a * b\nslips: [{value: b * a, because: B}]")
    assert kinds.ask(same, 0) == kinds.ask(same, 0)


def test_a_number_that_cannot_be_read_stays_to_be_mended() -> None:
    times = card("given: {a: 1..3, b: 1..3}\nanswer: a * b")
    verdict = kinds.judge(times, kinds.ask(times, 0), Response(text="a lot"))
    assert verdict.outcome is None
    assert verdict.unread.startswith("`a lot` is not a number; type for example")


def test_what_may_be_one_number_or_another_is_asked_for_again_only_where_it_matters() -> None:
    half = card("given: {a: [3], b: [2]}\nanswer: a / b")
    question = kinds.ask(half, 0)
    assert kinds.judge(half, question, Response(text="1,5")).outcome is Outcome.RIGHT
    assert kinds.judge(half, question, Response(text="1,750")).outcome is Outcome.WRONG
    asked = kinds.judge(half, question, Response(text="1,500"))
    assert (asked.outcome, asked.unread) == (None, "`1,500` may be 1500 or 1.5; write it without the comma")
    many = card("given: {a: [30], b: [50]}\nanswer: a * b")
    assert kinds.judge(many, kinds.ask(many, 0), Response(text="1,500")).outcome is Outcome.RIGHT


# -- the working


def worked(where: dict[str, str], answer: str, values: dict[str, Value], rounding: Rounding | None = None) -> list[str]:
    """The lines for values of given names."""
    known = dict(values)
    compiled = {}
    for name, text in where.items():
        compiled[name] = compile_formula(text, known)
        known[name] = compiled[name].evaluate(known)
    made = steps(compiled, compile_formula(answer, known), known, rounding or Rounding(6))
    return [step.line for step in made]


@pytest.mark.parametrize(
    ("answer", "values", "line"),
    [
        ("1 - x ** 2", {"x": -0.5}, "1 - x ** 2 = 1 - (-0.5)**2 = 0.75"),
        ("a - b * -c", {"a": 1, "b": -2, "c": -3}, "a - b * -c = 1 - (-2) * (-(-3)) = 7"),
        ("-x ** 2", {"x": -3}, "-x ** 2 = -(-3)**2 = -9"),
        ("2 ** -k", {"k": 2}, "2 ** -k = 2**(-2) = 0.25"),
        ("(a + b) / (a - b)", {"a": 3, "b": 1}, "(a + b) / (a - b) = (3 + 1) / (3 - 1) = 2"),
        (
            "dot(w[0], x) + b",
            {"w": [[0, 2], [0, -2]], "x": [1, -2], "b": 1},
            "dot(w[0], x) + b = dot([0, 2], [1, -2]) + 1 = -3",
        ),
        (
            "sum(x * x for x in xs) / len(xs)",
            {"xs": [1, -2, 3]},
            "sum(x * x for x in xs) / len(xs) = sum([1, 4, 9]) / len([1, -2, 3])\n    = 4.66667",
        ),
        ("softmax(z)[k]", {"z": [0, 0], "k": 1}, "softmax(z)[k] = softmax([0, 0])[1] = 0.5"),
        ("w[i][1]", {"w": [[1, 2], [3, 4]], "i": 1}, "w[i][1] = 4"),
        ("log(x, base=2)", {"x": 8}, "log(x, base=2) = log(8, base=2) = 3"),
        ("a if a > b else b", {"a": 1, "b": 2}, "a if a > b else b = 1 if 1 > 2 else 2 = 2"),
        ("(a if a > b else b) * 2", {"a": 1, "b": 2}, "(a if a > b else b) * 2 = (1 if 1 > 2 else 2) * 2 = 4"),
        ("not a or a < 3 and b", {"a": 1, "b": 2}, "not a or a < 3 and b = not 1 or 1 < 3 and 2 = 2"),
        ("2 * 3", {}, "2 * 3 = 6"),
        ("4", {}, "4"),
    ],
)
def test_numbers_stand_in_the_expression_as_its_meaning_needs(answer: str, values: dict[str, Value], line: str) -> None:
    lines = worked({}, answer, values)
    assert " ".join(" ".join(lines).split()) == " ".join(line.split())


def test_no_step_repeats_the_result_and_an_answer_that_is_a_step_is_not_told_twice() -> None:
    assert worked({"s": "a + b", "t": "s"}, "t", {"a": 1, "b": 2}) == ["s = a + b = 1 + 2 = 3", "t = s = 3"]


def test_the_answer_has_the_digits_that_are_asked_for_and_comes_out_of_what_is_printed() -> None:
    lines = worked({"p": "1 / 3", "q": "p * a"}, "q / 7", {"a": 2}, Rounding(decimals=2))
    assert lines == ["p = 1 / 3 = 0.3333", "q = p * a = 0.3333 * 2 = 0.6666", "q / 7 = 0.6666 / 7 = 0.10"]


@pytest.mark.parametrize(
    ("question", "tolerance", "shown"),
    [
        ("Q {{a}} {{b}}, to three decimals.", "0.1", "0.286"),
        ("Q {{a}} {{b}}, two significant digits.", "1%", "0.29"),
        ("Q {{a}} {{b}}", "0.05", "0.3"),
        ("Q {{a}} {{b}}", "0.005", "0.29"),
        ("Q {{a}} {{b}}", "5%", "0.29"),
        ("Q {{a}} {{b}}", "1%", "0.286"),
    ],
)
def test_the_shown_answer_has_as_many_digits_as_the_question_asks(question: str, tolerance: str, shown: str) -> None:
    ratio = card(f"given: {{a: [2], b: [7]}}\nanswer: a / b\ntolerance: {tolerance}", question)
    assert kinds.ask(ratio, 0).answer.startswith(f"**{shown}**")


@examples(50)
@given(
    st.floats(1e-6, 1e6) | st.integers(-(10**9), 10**9) | st.floats(-10, 10),
    st.sampled_from([None, "0", "0.5", "0.05", "0.005", "0.01", "0.002", "1e-4", "5%", "1%", "0.1%", "0.3%"]),
)
def test_the_shown_answer_is_accepted_when_it_is_typed(value: float, written: str | None) -> None:
    tolerance = parse_tolerance(written)
    if written == "0":
        value = round(value)
    assert tolerance.accepts(value, parse_answer(tolerance.rounding.written(value)))


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5", "xs[0]", "m[1][i]", "sum(xs)", "sum(x * a for x in xs)", "max(a, b)"]),
    lambda piece: st.one_of(
        st.builds("{} {} {}".format, piece, st.sampled_from(["+", "-", "*", "/", "//", "%"]), piece),
        st.builds("({} {} {})".format, piece, st.sampled_from(["+", "-", "*", "/", "**"]), piece),
        st.builds("({}) ** 2".format, piece),
        st.builds("-{}".format, piece),
        st.builds("({} if {} < {} else {})".format, piece, piece, piece, piece),
        st.builds("min({}, {})".format, piece, piece),
        st.builds("dot([{}, {}], xs[:2])".format, piece, piece),
    ),
    max_leaves=7,
)
NUMBERS = st.integers(-9, 9) | st.sampled_from([-2.5, -0.5, 0.1, 0.25, 1.5])


@examples(60)
@given(st.lists(EXPRESSIONS, min_size=1, max_size=3), st.lists(NUMBERS, min_size=9, max_size=9))
def test_every_printed_step_of_any_card_gives_the_value_it_claims(texts: list[str], n: list[float]) -> None:
    values: dict[str, Value] = {
        "a": n[0],
        "b": n[1],
        "c": n[2],
        "i": 1,
        "xs": [n[3], n[4], n[5]],
        "m": [[n[6], n[7]], [n[8], n[0]]],
    }
    try:
        lines = worked({f"s{at}": text for at, text in enumerate(texts[:-1])}, texts[-1], values, Rounding(4))
    except ValueError:  # a division by zero, or too long
        return
    assert [words for line in lines for words in unlike(line)] == []


# -- draws that defeat the card


def said(made: Card) -> list[str]:
    return [f"{field}: {message}" for rule in number_rules.RULES.values() for field, message, _ in rule(made)]


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        (
            "given: {a: 1..4, b: 1..4}\nanswer: a * b\nslips: [{value: a + b, because: B}]",
            r"number.slips: `a \+ b` is the right answer in \d\d of 1,000 draws",
        ),
        (
            "given: {a: 5..99, b: 2..4}\nanswer: a * b + 1\nslips: [{value: a * b, because: B}, {value: a * 2, because: D}]",
            r"number.slips: `a \* b` and `a \* 2` give the same in 3\d\d of",
        ),
        (
            "given: {a: 1..9, b: 1..9}\nanswer: 1 * (a > b)",
            r"number.answer: the answer is exactly 0 or 1 in 1,000 of 1,000 draws",
        ),
        (
            "given: {a: 1..9, b: 20..90}\nanswer: a / b / 100\ntolerance: 0.005",
            r"number.tolerance: 0.005 is above the answer itself in 1,000 of",
        ),
        ("given: {a: 20..90, b: 20..90, c: 1..9}\nanswer: a / b + 3", "number.given: `c` is never used"),
        ("given: {a: 20..90, b: 20..90, c: 2..9}\nanswer: a * b * c", r"question: `\{\{c\}\}` is drawn and not shown"),
    ],
)
def test_draws_that_defeat_the_card_are_measured(fields: str, remark: str) -> None:
    assert any(re.match(remark, found) for found in said(card(fields))), said(card(fields))


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ("given: {a: 11..99, b: 11..99}\nanswer: a * b\nslips: [{value: a + b, because: B}]", "Q {{a}} {{b}}"),
        ("given: {a: 1..9, b: 1..9}\nanswer: 1 * (a > b)\nfew: true\nbecause: It is a gate.", "Q {{a}} {{b}}"),
        ("given: {a: 2..9, b: 2..9}\nwhere: {d: a - 0.5}\nanswer: a * b", "Q {{d}} {{b}}"),
        ("given: {a: 12..19, b: 12..19, c: 1..9}\nanswer: a * b", "Q {{a}} {{b}} among {{c}}"),
        ("given: {a: 12..19, b: 12..19, c: 1..9}\nsuch_that: [a > c]\nanswer: a * b", "Q {{a}} {{b}}"),
    ],
)
def test_sound_draws_are_left_alone(fields: str, question: str) -> None:
    assert said(card(fields, question)) == []


def test_the_body_knows_what_it_was_told() -> None:
    body: Body = card("given: {a: 1..9, b: 1..9}\nanswer: a + b").body
    assert body.settled({"a": 1, "b": 2}) == {"a": 1, "b": 2}
    assert (
        kinds.judge(
            card("given: {a: [1], b: [2]}\nanswer: a + b"),
            kinds.ask(card("given: {a: [1], b: [2]}\nanswer: a + b"), 0),
            Response(text="3"),
        ).outcome
        is Outcome.RIGHT
    )
