"""The same sitting in lines, for screen readers, pipes and dumb terminals."""

import io
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flashcards.events import Mode
from flashcards.exchange.incoming.runs import Run
from flashcards.library import Library
from flashcards.log.salvage import salvaged
from flashcards.log.unsaved import FILE_NAME
from flashcards.plain import NotSavedError, Sitting, sitting
from flashcards.plain.lines import entered
from flashcards.questions import (
    MAX_LINE,
    Checklist,
    NumberInput,
    OneOf,
    Ordering,
    Point,
    Question,
    Recall,
    Response,
    SeveralOf,
)
from flashcards.schedule.agenda import Agenda
from flashcards.schedule.states import Rating
from flashcards.session import Session, Stage
from tests.conftest import DECK, Clock, opened

Play = Callable[..., str]


@pytest.fixture
def play(library: Library, clock: Clock) -> Play:
    """Type lines into a sitting, and return all it said."""

    def typed(*lines: str, mode: Mode = Mode.REVIEW) -> str:
        session = library.session(library.today(clock.moment()), clock.moment, mode)
        said = io.StringIO()
        Sitting(library, session, clock.moment, io.StringIO("".join(f"{line}\n" for line in lines)), said).run()
        return said.getvalue()

    return typed


def test_a_whole_answer_as_it_reads(play: Play, golden: Callable[[str, str], None]) -> None:
    golden("plain-basic", play("", "3", "q"))


def test_an_empty_line_reveals_and_a_rating_before_it_is_refused(play: Play, library: Library) -> None:
    said = play("3", "4", "", "9", "", "4", "q")
    assert said.count("Reveal the answer first") == 2
    assert said.count("Type 1, 2, 3, 4 to rate") == 2
    assert said.count("\nNothing is suggested here. Type 1, 2, 3, 4 to rate") == 1
    assert [e.rating for e in library.progress.events()] == [4]


def test_undo_skip_bury_suspend_flag_and_why(play: Play, library: Library) -> None:
    said = play("", "4", "u", "s", "b", "!", "* typo", "i", "?", "*", "q")
    for words in (
        "Taken back: review of recall.",
        "Buried until tomorrow.",
        "Suspended;",
        "Flagged.",
        "Flag removed.",
        "New: it has not been answered yet",
        "u undo, s skip",
    ):
        assert words in said
    assert [e.event.value for e in library.progress.events()] == ["review", "undo", "bury", "suspend", "flag", "flag"]


def test_the_end_of_the_input_quits_and_keeps_what_was_answered(play: Play, library: Library) -> None:
    assert "1 answer, 100% passed, 1 new" in play("", "4", "")
    assert len(list(library.progress.events())) == 1


def test_the_last_answer_can_be_taken_back_at_the_end(play: Play, library: Library) -> None:
    said = play("", "4", "", "4", "", "4", "u", "q")
    assert "Done for today." in said
    assert said.rstrip().endswith("2 answers, 100% passed, 2 new, 0 min.")
    assert len(list(library.progress.standing())) == 2


def test_two_buttons_by_setting(play: Play, library: Library) -> None:
    library.set("buttons", 2)
    said = play("", "2", "3", "q")
    assert "1 Again 1 min, 3 Good 10 min" in said
    assert "Type 1, 3 to rate" in said


def test_what_does_not_fit_a_question_is_no_response() -> None:
    one, several = Question("", "", OneOf(("x", "y", "z"))), Question("", "", SeveralOf(("x", "y", "z")))
    order = Question("", "", Ordering(("x", "y", "z")))
    ticks = Question("", "", Checklist((Point("p", "p"), Point("q", "q"))))
    assert entered(one, "B") == Response(chosen=(1,))
    assert [entered(one, word) for word in ("d", "ab", "1", "é")] == [None] * 4
    assert entered(several, "a, c") == Response(chosen=(0, 2))
    assert entered(several, "aa") is None
    assert entered(order, "c a b") == Response(chosen=(2, 0, 1))
    assert entered(order, "ca") is None
    assert entered(ticks, "b") == Response(chosen=(1,))
    assert entered(Question("", "", NumberInput()), "3/4") == Response(text="3/4")
    assert entered(Question("", "", Recall()), "3") is None


def test_an_answer_that_could_not_be_saved_is_named_and_kept_and_added_later(
    library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "SAVE_PATIENCE_S", 0.2)
    session = library.session(library.today(clock.moment()), clock.moment)
    library.progress.make_file()
    other = sqlite3.connect(library.progress.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    face = Sitting(library, session, clock.moment, io.StringIO("\n3\nq\n"), io.StringIO())
    with pytest.raises(NotSavedError, match=r"the answer Good to recall was not saved: .*unsaved\.jsonl"):
        face.run()
    other.execute("COMMIT")
    other.close()
    assert list(library.progress.events()) == []
    (kept,) = salvaged(library.home / FILE_NAME).events
    assert (kept.card, kept.rating) == ("recall", 3), "a merge takes it up as well"
    for _ in range(2):
        library.sitting(clock.moment)
        assert [(e.card, e.rating) for e in library.progress.events()] == [("recall", 3)]


def test_the_end_offers_what_the_screen_offers(library: Library, clock: Clock) -> None:
    library.set("new_per_day", 1)
    said = io.StringIO()

    def sitting(what: str) -> Session:
        return library.sitting(clock.moment, what)

    lines = io.StringIO("\n4\na\nn\n\n4\n\n4\nP\n\n1\nq\n")
    Sitting(library, sitting(""), clock.moment, lines, said, sitting).run()
    assert "n ten more new, a study ahead, P practise, u undo, q quit" in said.getvalue()
    assert "Nothing comes due this week." in said.getvalue()
    assert [e.mode for e in library.progress.events()] == ["review"] * 3 + ["practice"]


def test_hints_and_long_sources_are_read_out_whole(play: Play, library: Library, decks: Path) -> None:
    source = "A book of many words on recall and on precision, chapter twelve, pages 100 to 142, second edition"
    (decks / "small.yaml").write_text(DECK.replace("Fawcett 2006", source), encoding="utf-8")
    library.reload()
    said = play("h", "", "4", "h", "h", "q")
    assert "This card has no hint." in said
    assert "Hint: Predicted positives." in said
    assert "No more hints." in said
    assert max(map(len, said.splitlines())) <= 80
    assert "second edition" in said


def test_a_rating_that_waits_for_another_process_is_written_once_it_is_free(library: Library, clock: Clock) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    other = sqlite3.connect(library.progress.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    free = threading.Timer(0.4, lambda: other.execute("COMMIT"))
    said = io.StringIO()
    face = Sitting(library, session, clock.moment, io.StringIO(), said)
    session.reveal()
    free.start()
    face.rate(Rating.GOOD)
    free.join()
    other.close()
    assert "waiting to save" in said.getvalue()
    assert session.view.stage is Stage.ASKING
    assert len(list(library.progress.events())) == 1


def test_practice_promises_no_interval(play: Play) -> None:
    said = play("", "q", mode=Mode.PRACTICE)
    assert "1 Again, 2 Hard, 3 Good, 4 Easy. Practice: the schedule does not move." in said


def test_a_line_that_is_too_long_is_refused_in_words_and_never_cut(play: Play, library: Library) -> None:
    said = play("x" * (MAX_LINE + 1), "", "3", "q")
    assert "A line takes up to 4,000 characters, and this one has 4,001; type it again, shorter." in said
    assert [event.rating for event in library.progress.events()] == [3]


def test_letters_that_do_not_answer_are_refused_with_the_reason(home: Path, clock: Clock) -> None:
    shelf = opened(home, [Path(__file__).parent / "decks" / "kinds.yaml"])
    wanted = {"order": ("ab", "aabc", "abcz"), "choice": ("ab", "9")}
    said = io.StringIO()
    for card, lines in wanted.items():
        session = shelf.session(replace(shelf.today(clock.moment()), plan=Agenda(new=(card,))), clock.moment)
        Sitting(shelf, session, clock.moment, io.StringIO("".join(f"{line}\n" for line in (*lines, ":q"))), said).run()
    for words in (
        "All 4 letters are wanted, in order, and this is 2 letters.",
        "a stands twice.",
        "There is no z here: the letters are a to d.",
        "One letter answers here, and these are 2.",
        "There is no 9 here: the letters are a to ",
    ):
        assert f"{words.rstrip()}" in said.getvalue(), words
    shelf.close()


def test_options_that_were_not_taken_are_no_second_answer(home: Path, clock: Clock) -> None:
    shelf = opened(home, [Path(__file__).parent / "decks" / "kinds.yaml"])
    said = io.StringIO()
    session = shelf.session(replace(shelf.today(clock.moment()), plan=Agenda(new=("choice",))), clock.moment)
    Sitting(shelf, session, clock.moment, io.StringIO("\n:q\n"), said).run()
    assert said.getvalue().count("Answer:") == 1
    assert "Others:\n•" in said.getvalue()
    shelf.close()


def test_an_import_is_asked_about_before_an_older_review(play: Play, library: Library, clock: Clock) -> None:
    play("", "4", "q")
    folder = library.home / "imports" / "2026-11-23-120000"
    folder.mkdir(parents=True)
    Run(folder, "numbers", clock.moment().wall_ms + 1).save()
    said = play("u", "u", "q")
    asked, _, after = said.partition("u once more takes back the review of recall before it")
    assert "import of numbers, which `flashcards import --undo` takes back" in asked
    assert after.count("Taken back: review of recall") == 1
