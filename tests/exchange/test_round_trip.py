"""What leaves comes back: exported by this program and imported by it, the same is asked and answered."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards import kinds
from flashcards.cards import normalised
from flashcards.decks.examples import EXAMPLES
from flashcards.events import Kind, Mode
from flashcards.exchange.outgoing.entry import Entry, entries
from flashcards.library import Library
from flashcards.schedule.states import NEW
from tests.conftest import Clock, opened
from tests.program import program

DRAWS = 3
AS_THEY_ARE = ("basic", "typed", "cloze")
"""Kinds that a package has as well."""


pytestmark = pytest.mark.usefixtures("known")


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    return opened(tmp_path / "first", [tmp_path / "shelf"])


def left(library: Library) -> Iterator[Entry]:
    return entries(((card, NEW) for card in library.cards.values()), DRAWS)


def brought(tmp_path: Path, ending: str) -> Library:
    """What another home has after an export and an import of it; sound decks."""
    file, home = tmp_path / f"examples{ending}", tmp_path / "second"
    done = program("export", str(file), "--home", str(tmp_path / "first"), "--decks", str(tmp_path / "shelf"))
    assert (done.returncode, done.stderr) == (0, b"")
    done = program("import", str(file), "--home", str(home))
    assert (done.returncode, done.stderr) == (0, b"")
    assert program("check", str(home / "decks")).returncode == 0
    return opened(tmp_path / "look", [home / "decks"])


def asked_in(library: Library) -> dict[str, str]:
    """Answer by question, without what a reader does not see."""
    found = (kinds.ask(card, 0) for card in library.cards.values())
    return {normalised(question.text): normalised(question.whole_answer) for question in found}


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_a_table_brings_every_question_back_with_its_answer(shelf: Library, tmp_path: Path, ending: str) -> None:
    back = asked_in(brought(tmp_path, ending))
    for entry in left(shelf):
        assert back[normalised(entry.asked)] == normalised(entry.answered), entry.name


def test_what_a_spreadsheet_would_compute_comes_back_as_it_was_and_other_tables_keep_their_apostrophes(
    tmp_path: Path,
) -> None:
    texts = ["=1+1", "'=x", "+3", "-1", "@home", "'-'.join(words)", "'quoted'", "''+"]
    (tmp_path / "shelf").mkdir()
    cards = "".join(
        f"  - id: c{at}\n    question: Which {at}?\n    answer: |\n      {text}\n" for at, text in enumerate(texts)
    )
    (tmp_path / "shelf" / "signs.yaml").write_text(f"title: T\ncards:\n{cards}", encoding="utf-8")
    assert [card.answer_text for card in brought(tmp_path, ".csv").cards.values()] == texts
    (tmp_path / "foreign.csv").write_text("question,answer\nJoined?,'-'.join(words)\n", encoding="utf-8")
    assert program("import", str(tmp_path / "foreign.csv"), "--home", str(tmp_path / "third")).returncode == 0
    library = opened(tmp_path / "look-3", [tmp_path / "third" / "decks"])
    assert [card.answer_text for card in library.cards.values()] == ["'-'.join(words)"]


def test_a_package_brings_cards_back_as_they_were_and_of_other_kinds_what_they_ask(
    shelf: Library, tmp_path: Path
) -> None:
    library = brought(tmp_path, ".apkg")
    back = asked_in(library)
    for entry in left(shelf):
        if entry.card.kind in AS_THEY_ARE:
            assert back[normalised(entry.question.text)] == normalised(entry.question.whole_answer), entry.name
    families = {entry.card.family + str(entry.draw) for entry in left(shelf)}
    assert len({card.family for card in library.cards.values()}) == len(families)
    kinds_of = {card.kind for card in library.cards.values()}
    assert set(AS_THEY_ARE) <= kinds_of
    whys = {normalised(card.notes.why) for card in library.cards.values()}
    assert {normalised(entry.question.notes.why) for entry in left(shelf) if entry.question.notes.why} <= whys


def test_answers_that_leave_with_a_package_come_back_with_the_same_memory(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    cards = "".join(f"  - {{id: {name}, question: What is {name}?, answer: It is {name}}}\n" for name in "abcd")
    (tmp_path / "shelf" / "small.yaml").write_text(f"title: T\ncards:\n{cards}", encoding="utf-8")
    library, clock = opened(tmp_path / "first", [tmp_path / "shelf"]), Clock()
    for day, ratings in enumerate(("333", "31", "434", "23")):
        for name, rating in zip("abcd", ratings, strict=False):
            for _ in range(2 if day == 0 else 1):
                columns = {"mode": Mode.REVIEW, "rating": int(rating), "elapsed_ms": 3000, "parameters": "fsrs6@0.9"}
                library.progress.append(library.progress.make(Kind.REVIEW, clock.moment(), name, spread=0.5, **columns))
                clock.forward(minutes=11)
        clock.forward(days=4)
    now = ("--now", clock().isoformat())
    library.progress.act(Kind.SUSPEND, clock.moment(), ["c"])
    library.progress.act(Kind.FLAG, clock.moment(), ["b"], {"note": "look"})
    file, home = tmp_path / "small.apkg", tmp_path / "second"
    from_first = ("--home", str(tmp_path / "first"), "--decks", str(tmp_path / "shelf"), *now)
    assert program("export", "--schedule", str(file), *from_first).returncode == 0
    done = program("import", "--history", str(file), "--home", str(home), *now)
    assert (done.returncode, done.stderr) == (0, b"")
    states = library.states()
    back = opened(home)
    known = {card.question_text: back.states().get(card.id, NEW) for card in back.cards.values()}
    for card in library.cards.values():
        here, there = states.get(card.id, NEW), known[card.question_text]
        assert (here.reps, here.lapses, here.suspended, here.flag is None) == (
            there.reps, there.lapses, there.suspended, there.flag is None,
        )  # fmt: skip
        if here.memory is None:
            assert there.memory is None
            continue
        assert there.memory is not None
        assert (there.memory.phase, there.memory.due_day) == (here.memory.phase, here.memory.due_day)
        assert there.memory.stability == pytest.approx(here.memory.stability, abs=0.01)
        assert there.memory.difficulty == pytest.approx(here.memory.difficulty, abs=0.01)


def test_json_brings_the_cards_themselves_back(shelf: Library, tmp_path: Path) -> None:
    def told(library: Library) -> list[tuple[object, ...]]:
        return sorted(
            (card.kind, card.part, card.question_text, card.answer_text, repr(card.body), card.notes.why, card.tags)
            for card in library.cards.values()
        )

    assert told(brought(tmp_path, ".json")) == told(shelf)


def test_markdown_brings_every_question_back_with_its_answer(shelf: Library, tmp_path: Path) -> None:
    back = asked_in(brought(tmp_path, ".md"))
    for entry in left(shelf):
        assert back[normalised(entry.asked)] == normalised(entry.answered), entry.name


def test_json_that_only_looks_like_an_export_is_read_as_a_list(tmp_path: Path) -> None:
    odd: list[object] = [None, {"question": None}, {"evil key": "z"}, {"a": [[[[[["deep"]]]]]]}, {}, 3]
    cards = [
        {"id": f"c{at}", "kind": "basic", "question": f"Question {at}?", "answer": f"Answer {at}", "fields": fields}
        for at, fields in enumerate(odd)
    ]
    unsound = {"id": "u", "kind": "number", "question": "Q", "answer": "A", "fields": {"question": "x", "number": "no"}}
    (tmp_path / "odd.json").write_text(json.dumps([*cards, unsound]), encoding="utf-8")
    done = program("import", str(tmp_path / "odd.json"), "--home", str(tmp_path / "second"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"card 7: number: this must be a mapping" in done.stdout
    library = opened(tmp_path / "look", [tmp_path / "second" / "decks"])
    assert {card.answer_text for card in library.cards.values()} == {f"Answer {at}" for at in range(len(odd))}
    assert library.problems == []


def test_answers_that_leave_as_json_come_back_with_the_same_memory_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    deck = "title: T\ncards:\n  - {id: a, question: What is a?, answer: It is a, reverse: true}\n  - {id: b, question: What is b?, answer: It is b}\n"
    (tmp_path / "shelf" / "small.yaml").write_text(deck, encoding="utf-8")
    library, clock = opened(tmp_path / "first", [tmp_path / "shelf"]), Clock()
    for name, rating in (("a", 3), ("a#r", 1), ("a", 4), ("a#r", 3), ("a#r", 3)):
        columns = {"mode": Mode.REVIEW, "rating": rating, "elapsed_ms": 3000, "parameters": "fsrs6@0.9"}
        library.progress.append(library.progress.make(Kind.REVIEW, clock.moment(), name, spread=0.5, **columns))
        clock.forward(days=2)
    known = {"due": "2027-03-01", "stability": 80.0, "difficulty": 4.5}
    library.progress.act(Kind.RESCHEDULE, clock.moment(), ["b"], known)  # a memory from elsewhere
    library.progress.act(Kind.SUSPEND, clock.moment(), ["b"])
    now = ("--now", clock().isoformat())
    file = tmp_path / "small.json"
    from_first = ("--home", str(tmp_path / "first"), "--decks", str(tmp_path / "shelf"), *now)
    assert program("export", "--schedule", str(file), *from_first).returncode == 0
    for home, words in (("without", ()), ("with", ("--history",))):
        done = program("import", *words, str(file), "--home", str(tmp_path / home), *now)
        assert (done.returncode, done.stderr) == (0, b"")
    assert b"5 answers: they come along" in done.stdout
    with_answers = opened(tmp_path / "with")
    there = {card.question_text: with_answers.states().get(card.id, NEW) for card in with_answers.cards.values()}
    for card in library.cards.values():
        here, back = library.states()[card.id], there[card.question_text]
        assert (back.reps, back.lapses, back.suspended) == (here.reps, here.lapses, here.suspended)
        assert back.memory == here.memory
    without = opened(tmp_path / "without").states()
    assert [(state.reps, state.suspended) for state in without.values()] == [(0, True)]
