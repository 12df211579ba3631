"""Dialogs that one key answers: at every size each key stands beside what it does, and a long text scrolls above them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key

from flashcards.library import Library
from flashcards.schedule.states import Rating
from flashcards.tui.add import AddScreen
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.question import Question
from tests.conftest import Clock, frame, press, read

Study = Callable[..., FlashcardsApp]
SIZES = [(60, 20), (80, 24), (120, 40)]
LONG = " ".join(f"Sentence {n} of an answer that is long enough to fill a dialog and more." for n in range(40))


@pytest.mark.parametrize("size", SIZES)
async def test_no_key_is_parted_from_what_it_does(study: Study, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "A")
        rows = frame(app)
        for name, words in {
            "a": "basic: question and answer",
            "l": "cloze: a text with holes",
            "Esc": "none of these",
        }.items():
            assert f" {name} {words}  " in rows.replace("│", "  "), rows
        await press(pilot, "escape")


@pytest.mark.parametrize("size", [(80, 12), (40, 12), (30, 10)])
async def test_answers_that_have_no_room_scroll_with_what_is_asked(study: Study, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "A")
        assert "What kind of card?" in frame(app)
        assert "cloze" not in frame(app)
        assert "PgDn the rest" in read(app)
        await press(pilot, "end")
        assert "l cloze: a text with holes" in read(app)
        assert "PgDn the rest" in read(app)
        await press(pilot, "l")
        assert isinstance(app.screen, AddScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_both_texts_of_an_edited_card_scroll_above_the_answers(
    library: Library, clock: Clock, decks: Path, size: tuple[int, int]
) -> None:
    def write(question: str, answer: str) -> None:
        cards = [{"id": "card", "question": question, "answer": answer}]
        (decks / "small.yaml").write_text(json.dumps({"title": "T", "cards": cards}), encoding="utf-8")
        library.reload()
        assert not library.problems, library.problems

    write("What is recall?", "The share of the positives that were found.")
    session = library.sitting(clock.moment)
    session.reveal()
    session.rate(Rating.EASY)
    write("Who wrote the Iliad long ago?", f"{LONG} Homer.")
    app = FlashcardsApp(library, clock)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "space")
        rows = frame(app)
        for pair in ("y yes, the same card", "n no, another one", "l ask me later", "Esc all later", "PgDn the rest"):
            assert pair in rows, rows
        assert "Homer." not in rows
        await press(pilot, "end")
        assert "Homer." in frame(app)
        assert "y yes, the same card" in frame(app)
        await press(pilot, "question_mark")
        assert "Esc q            all later" in frame(app)
        assert "neither" not in frame(app)


async def test_n_is_a_no_where_only_a_yes_is_named_and_the_way_back_stands_on_each_foot(study: Study) -> None:
    app = study()
    async with app.run_test(size=(60, 20)) as pilot:
        for key in ("comma", "g", "p"):
            await press(pilot, key)
            assert "q back" in frame(app).splitlines()[-1], key
            await press(pilot, "q")
        await press(pilot, "slash", "down")
        assert "q back" in frame(app).splitlines()[-1]
        await press(pilot, "escape", "escape")
        answers: list[str | None] = []
        await app.push_screen(Question("End it?", {"y": "end it"}), answers.append)
        await press(pilot, "n")
        assert answers == [None]


async def test_of_keys_that_come_faster_than_questions_go_only_those_count_whose_question_was_seen(
    study: Study,
) -> None:
    app, answers = study(), list[str | None]()
    async with app.run_test() as pilot:
        await press(pilot)
        app.ask("First?", {"y": "yes"}, answers.append)
        app.ask("Second?", {"y": "yes"}, answers.append)
        await press(pilot)
        for _ in range(2):
            app.post_message(Key("y", "y"))
        await pilot.pause()
        assert answers == ["y"]
        assert "First?" in frame(app)


async def test_an_answer_is_clicked(study: Study) -> None:
    app, answers = study(), list[str | None]()
    async with app.run_test() as pilot:
        await press(pilot)
        for offset in ((0, 0), (15, 0), (30, 0)):
            app.ask("Which?", {"y": "the first", "n": "the second"}, answers.append)
            await press(pilot)
            await pilot.click("#answers", offset=offset)
            await pilot.pause()
        assert answers == ["y", "n", None]
