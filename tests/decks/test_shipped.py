"""The shipped decks: counts and kinds as the syllabus has them, the rubric without a finding, every formula drawn."""

import builtins
import re
import symtable
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flashcards import kinds
from flashcards.cards import Card, Deck, seed_for
from flashcards.decks.file import load_file
from flashcards.decks.folder import deck_files
from flashcards.decks.rules import report as lint
from flashcards.kinds.number_rules import measured
from flashcards.library import Library, bundled_decks
from flashcards.markup.markdown import layout
from flashcards.questions import Outcome, Response
from flashcards.schedule.states import Rating
from tests.conftest import START, Clock, examples
from tests.verify.exceptions import DEFEATED
from tests.verify.syllabus import SYLLABUS
from tests.verify.working import false_steps

DECKS = {name: load_file(path, name) for name, path in deck_files(bundled_decks())}
CARDS = [card for deck in DECKS.values() for card in deck.cards]
NUMBERS = [card for card in CARDS if card.kind == "number"]


def said(card: Card) -> int:
    """How much a card has to say."""
    return len(f"{card.question_text}{card.answer_text}{card.notes.why}{card.notes.mistake}")


LONGEST = [max((card for card in CARDS if card.kind == kind), key=said) for kind in sorted({c.kind for c in CARDS})]
"""The card of each kind that has the most to say."""


def families(deck: Deck) -> dict[str, Card]:
    return {card.family: card for card in deck.cards}


@pytest.mark.slow
def test_a_reader_of_yaml_written_in_python_can_read_the_decks() -> None:
    for name, path in deck_files(bundled_decks()):
        assert len(yaml.safe_load(path.read_bytes())["cards"]) >= sum(SYLLABUS[name].kinds.values())


def test_no_list_on_one_line_has_what_only_some_readers_of_yaml_can_read() -> None:
    for _, path in deck_files(bundled_decks()):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "?" in line and re.match(r" +(- )?\w+: [\[{].*[\]}]$", line):
                yaml.safe_load(line)  # in plain Python, which refuses an unquoted `?` there, as C does not


@pytest.mark.parametrize("name", SYLLABUS)
def test_the_counts_and_the_mix_of_kinds_are_those_of_the_syllabus(name: str) -> None:
    assert Counter(card.kind for card in families(DECKS[name]).values()) == SYLLABUS[name].kinds


def test_every_deck_of_the_syllabus_and_no_other_is_shipped_without_a_problem() -> None:
    assert [problem for deck in DECKS.values() for problem in deck.problems] == []
    assert sorted(DECKS) == sorted(SYLLABUS)


@pytest.mark.parametrize("name", SYLLABUS)
def test_the_levels_are_those_of_the_syllabus(name: str) -> None:
    levels = Counter(card.notes.level for card in families(DECKS[name]).values())
    for level, share in SYLLABUS[name].levels.items():
        assert abs(levels[level] / levels.total() - share) <= 0.05, level


def test_the_rubric_finds_nothing() -> None:
    assert all(deck.rules_off == () for deck in DECKS.values())
    # How often draws defeat a number card is measured on a sample below, and whole by the proofs.
    assert lint.findings([*DECKS.values()], without={"draws"}) == []


@pytest.mark.parametrize("card", [card for card in NUMBERS if card.id not in DEFEATED], ids=lambda card: card.id)
def test_draws_seldom_defeat_a_number_card(card: Card) -> None:
    found = measured(card, 60)
    assert max(found.defeated.values(), default=0) <= 9
    assert max(found.shared.values(), default=0) <= 15
    assert card.body.few or found.few <= 11
    assert found.refused == 0


@pytest.mark.parametrize("card", [card for card in CARDS if card.kind == "write"], ids=lambda card: card.id)
def test_the_tests_of_a_live_coding_card_need_no_import_that_an_answer_may_do_without(card: Card) -> None:
    # A question on `nn.Linear` can be answered with `torch.nn.Linear`, without the short name.
    given = {"np", "torch", *re.findall(r"\w+", card.question_text)} - {"nn"}
    for test in card.body.tests:
        assert taken(test.code) <= given, test.point.text


def taken(code: str) -> set[str]:
    """The names that code takes from outside."""
    tables = [symtable.symtable(code, "card", "exec")]
    made = {symbol.get_name() for symbol in tables[0].get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used = set[str]()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    return used - made - {*dir(builtins)}


@pytest.mark.parametrize("width", [40, 74])
@pytest.mark.parametrize("cards", [LONGEST, pytest.param(CARDS, marks=pytest.mark.slow)], ids=["longest", "all"])
def test_every_card_is_laid_out_whole_with_every_formula_drawn(cards: list[Card], width: int) -> None:
    for card in cards:
        question = kinds.ask(card, 0)
        n = question.notes
        for text in (question.text, question.answer, n.why, n.mistake, n.hint, *question.hints, *question.follow_ups):
            for line in layout(text, width):
                assert line.whole or line.width <= width, card.id
                for span in line.spans:
                    assert "math" not in span.styles or "\\" not in span.text, (card.id, span.text)


@examples(50)
@given(st.sampled_from(NUMBERS), st.integers(0, 10_000))
def test_every_draw_of_a_number_card_satisfies_its_conditions_and_accepts_its_answer(card: Card, shown: int) -> None:
    values = card.body.drawn(seed_for(card.id, shown))
    assert all(condition.evaluate(values) for condition in card.body.such_that)
    assert not card.body.is_defeated(values), "what is typed by mistake must be told as that mistake alone"
    question = kinds.ask(card, shown)
    verdict = kinds.judge(card, question, Response(text=repr(card.body.result(values))))
    assert verdict.outcome is Outcome.RIGHT
    assert false_steps(card, seed_for(card.id, shown)) == []


def test_a_unit_or_a_word_beside_a_number_changes_no_verdict_of_any_number_card() -> None:
    for card in NUMBERS:
        question = kinds.ask(card, 0)
        values = card.body.settled(question.drawn["values"])
        rounded = card.body.rounding.written
        for number in (card.body.result(values), *(value for _, value in card.body.mistakes(values))):
            plain = kinds.judge(card, question, Response(text=rounded(number)))
            assert plain.outcome
            for beside in ("about {}", "= {}", "{} {unit}", "~{} {unit}."):
                typed = kinds.judge(card, question, Response(text=beside.format(rounded(number), unit=card.body.unit)))
                assert (typed.outcome, typed.comment) == (plain.outcome, plain.comment), (card.id, beside)
            for other in ("MiB", "ns", "lightyears"):
                text = f"{rounded(number)} {other}"
                typed = kinds.judge(card, question, Response(text=text))
                assert typed.outcome is not Outcome.RIGHT or other == card.body.unit or not number, (card.id, text)


def test_what_a_number_card_counts_may_stand_behind_the_number() -> None:
    counting = 0
    for card in NUMBERS:
        question = kinds.ask(card, 0)
        counted = re.search(r"how many (?:\w+\s){0,2}?(\w+s)\b|\bin (nats)\b", question.text, re.IGNORECASE)
        if counted and not card.body.unit:
            number = card.body.rounding.written(card.body.result(card.body.settled(question.drawn["values"])))
            typed = kinds.judge(card, question, Response(text=f"{number} {counted[1] or counted[2]}"))
            assert typed.outcome is Outcome.RIGHT, (card.id, counted[0], typed.unread)
            counting += 1
    assert counting >= 10


def test_a_newcomer_meets_the_four_topics_in_the_first_days(tmp_path: Path, known: Path) -> None:
    met: set[str] = set()
    with closing(Library(tmp_path, [bundled_decks()], known)) as library:
        clock = Clock(START)
        for _ in range(3):
            session = library.sitting(clock.moment)
            while (card := session.view.card) is not None:
                met.add(card.deck)
                clock.forward(seconds=30)
                session.reveal()
                session.rate(Rating.EASY)
            clock.forward(days=1)
    assert met >= {"backprop", "metrics", "cross-validation", "pytorch", "tensorflow-keras"}
