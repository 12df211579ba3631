"""Outputs whose values are drawn, live coding, and what a deck's head says of order and of cards that are gone."""

from pathlib import Path

import pytest

from flashcards import kinds
from flashcards.cards import Card, Deck
from flashcards.decks.file import load
from flashcards.library import Library
from flashcards.questions import Checklist, Outcome, Response
from tests.conftest import Clock, opened

DRAWN = """\
question: What does this print for {{n}} numbers?
    code: |
      xs = [{{xs}}]
      print(f"{{n}} {xs[:{{n}}]}", {{half}}, {'a': {1}})
    given: {n: 2..4, xs: 5 of 1..9, half: 0.5..2 step 0.5}
    such_that: [n != 3]
    prints: "{{n}} {{xs[:n]}} {{half}} {'a': {1}} {{n > 3}}"
"""
DRAWS = """\
code: print(type({{value}}))
    draws:
      - {given: {value: 1}, prints: <class 'int'>}
      - {given: {value: '1.0'}, prints: <class 'float'>}
      - {given: {value: "'a'"}, prints: <class 'str'>}
"""
SOLVED = """\
question: Write `half(x)`.
    solution: |
      def half(x):
          return x / 2
    tests:
      - {must: Halves 3, assert: half(3) == 1.5}
      - {point: Halves 4, assert: assert half(4) == 2, key: four}
      - {point: Halves a list, assert: "[half(x)\\n for x in [2]] == [1]"}
"""


def deck(*cards: str, head: str = "") -> Deck:
    listed = "".join(f"  - id: c{at}\n    {card}" for at, card in enumerate(cards))
    return load(f"title: T\n{head}cards:\n{listed}".encode(), Path("d.yaml"), "d")


def card(fields: str) -> Card:
    loaded = deck(fields)
    assert loaded.problems == ()
    return loaded.cards[0]


def said(fields: str) -> list[str]:
    return [str(problem).partition(":")[2] for problem in deck(fields).problems]


def test_a_drawn_output_is_filled_in_everywhere_and_judged_by_its_own_values() -> None:
    drawn = card(DRAWN)
    for shown in range(20):
        question = kinds.ask(drawn, shown)
        n, xs, half = (question.drawn["values"][name] for name in ("n", "xs", "half"))
        prints = f"{n} {xs[:n]} {half} {{'a': {{1}}}} {n > 3}"
        assert n in {2, 4}
        assert question.text.startswith(f"What does this print for {n} numbers?\n\n```python\nxs = {xs}\n")
        assert f'print(f"{n} {{xs[:{n}]}}", {half}, ' in question.text
        assert question.answer == f"```\n{prints}\n```"
        assert kinds.judge(drawn, question, Response(text=prints)).outcome is Outcome.RIGHT
        assert kinds.judge(drawn, question, Response(text="nothing")).outcome is Outcome.WRONG


def test_the_same_showing_draws_the_same_and_others_draw_afresh() -> None:
    for fields, different in ((DRAWN, 10), (DRAWS, 3)):
        made = card(fields)
        assert kinds.ask(made, 5) == kinds.ask(made, 5)
        assert len({kinds.ask(made, shown).text for shown in range(30)}) >= different


def test_one_of_the_draws_of_an_author_is_taken_with_what_it_prints() -> None:
    made = card(DRAWS)
    pairs = set()
    for shown in range(40):
        question = kinds.ask(made, shown)
        value, prints = question.drawn["values"]["value"], question.answer.split("\n")[1]
        assert question.text.endswith(f"print(type({value}))\n```")
        assert kinds.judge(made, question, Response(text=prints)).outcome is Outcome.RIGHT
        pairs.add((value, prints))
    assert pairs == {("1", "<class 'int'>"), ("1.0", "<class 'float'>"), ("'a'", "<class 'str'>")}


def test_without_draws_double_braces_are_text() -> None:
    question = kinds.ask(card("code: print(f'{{a}}')\n    prints: '{a}'"), 0)
    assert "print(f'{{a}}')" in question.text
    assert question.drawn == {}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            "code: print({{n}})\n    given: {n: 1..3}\n    prints: '{{m}}'\n",
            "prints: unknown name m; known are e, n, pi",
        ),
        (
            "code: print({{n}})\n    given: {n: 1..3}\n    such_that: [n > 5]\n    prints: '{{n}}'\n",
            "such_that: none of 1,000 draws fits: `n > 5` does not hold; widen a range or drop a condition",
        ),
        (
            "code: print({{n}})\n    given: {n: 1..3}\n    prints: '{{1 / (n - n)}}'\n",
            "prints: division by zero in `1 / (n - n)`, where n = 2; mend it, or widen a range",
        ),
        (
            "code: print(1)\n    such_that: [n > 5]\n    prints: '1'\n",
            "such_that: unknown name n; known are e, pi",
        ),
        (
            "code: print({{n}})\n    draws: [{given: {n: '1'}, prints: '1'}]\n    prints: '1'\n",
            "prints: `prints` and `draws`: each of the draws has its own; keep one of the two",
        ),
        (
            "code: print({{n}})\n    draws: [{given: {n: '1'}, prints: '1'}, {given: {m: '1'}, prints: '1'}]\n",
            "draws.given: the names are not those of the first draw; give n",
        ),
        (
            "code: print({{n}})\n    draws: [{given: {n: '1'}, prints: '1'}, {given: {n: '1'}, prints: '2'}]\n",
            "draws: these values stand there already; change or remove one",
        ),
        ("code: print(1)\n    prints:\n", "prints: empty; write what the code prints"),
    ],
)
def test_what_is_wrong_with_a_drawn_output_is_named(fields: str, problem: str) -> None:
    assert problem in [text.partition(": ")[2] for text in said(fields)]


def test_live_coding_is_ticked_test_by_test_and_shows_solution_and_tests_after_the_reveal() -> None:
    made = card(SOLVED)
    question = kinds.ask(made, 0)
    assert question.text == "Write `half(x)`."
    assert isinstance(question.wants, Checklist)
    assert [(p.text, p.must) for p in question.wants.points] == [
        ("Halves 3", True),
        ("Halves 4", False),
        ("Halves a list", False),
    ]
    assert question.wants.points[1].key == "four"
    assert "def half(x):\n    return x / 2" in question.answer
    assert "# Halves 3\nassert half(3) == 1.5\n" in question.answer
    assert "# Halves 4\nassert half(4) == 2\n" in question.answer
    assert "# Halves a list\nassert ([half(x)\n for x in [2]] == [1])\n" in question.answer

    def outcome(*ticked: int) -> Outcome | None:
        return kinds.judge(made, question, Response(chosen=ticked)).outcome

    assert [outcome(0, 1, 2), outcome(0, 1), outcome(0), outcome(1, 2)] == [
        Outcome.RIGHT,
        Outcome.PARTIAL,
        Outcome.WRONG,
        Outcome.WRONG,
    ]


def test_nothing_of_a_card_is_run_to_show_it(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    touch = f"open({str(trace)!r}, 'w')"
    made = card(
        f"question: Q\n    solution: |\n      {touch}\n    tests:\n      - point: P\n        assert: |\n          {touch}\n"
    )
    kinds.judge(made, kinds.ask(made, 0), Response(chosen=(0,)))
    assert not trace.exists()


def test_code_to_write_that_is_no_python_is_named_unless_it_is_another_language() -> None:
    broken = "question: Q\n    solution: |\n      x = 1\n      x y\n    tests: [{point: P, assert: 'half('}]\n"
    assert [text.partition(" Python")[0] for text in said(broken)] == [
        "5:15: solution: this is no",
        "8:32: tests.assert: this is no",
    ]
    assert " in line 2: " in said(broken)[0]
    assert said(broken + "    language: sql\n") == []


def test_a_reason_belongs_to_few() -> None:
    number = "question: Q {{a}}\n    number:\n      given: {a: 1..3}\n      answer: a - 1\n"
    assert said(f"{number}      few: true\n      because: It counts zeros.\n") == []
    assert said(f"{number}      few: true\n") == [
        "8:12: number.few: there is no reason; add `because:` beside it, why 0 or 1 come often"
    ]
    assert said(f"{number}      because: It counts.\n")[0].endswith("add `few: true`, or take it away")


def test_an_id_that_is_retired_is_not_used_again() -> None:
    loaded = deck("question: Q\n    answer: A\n", "question: R\n    answer: B\n", head="retired: [c1, c9]\n")
    assert [card.id for card in loaded.cards] == ["c0"]
    assert loaded.retired == ("c1", "c9")
    (problem,) = loaded.problems
    assert (problem.line, problem.field) == (7, "id")
    assert problem.message == "`c1` is retired: it is the id of a card that is gone"


def shelf(home: Path, folder: Path, **decks: str) -> Library:
    folder.mkdir()
    for name, text in decks.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return opened(home, [folder])


def test_new_cards_come_after_what_their_subtopic_needs(home: Path, tmp_path: Path, clock: Clock) -> None:
    def cards(*lines: str) -> str:
        return "cards:\n" + "".join(f"  - {{{line}, answer: A}}\n" for line in lines)

    shapes = cards("id: a, question: Q a, tags: [views]", "id: b, question: Q b, tags: [shapes]")
    library = shelf(
        home,
        tmp_path / "shelf",
        first=f"title: F\nneeds_of: {{views: [b, last]}}\n{shapes}",
        other="title: O\n" + cards("id: c, question: Q c, needs: [e]", "id: d, question: Q d"),
        last="title: L\n" + cards("id: e, question: Q e", "id: f, question: Q f"),
    )
    new = library.today(clock.moment()).plan.new
    assert sorted(new) == list("abcdef")
    for needed, card_id in (("b", "a"), ("e", "a"), ("f", "a"), ("e", "c")):
        assert new.index(needed) < new.index(card_id), new
    library.close()
