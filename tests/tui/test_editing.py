"""Cards are edited while they are reviewed: what was opened is followed, and no fault takes a card or the day away."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widget import Widget

from flashcards.library import Library
from flashcards.session import Stage
from flashcards.tui import editor
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.question import Question
from flashcards.tui.review import ReviewScreen
from tests.conftest import DECK, Clock, frame, press, read

Study = Callable[..., FlashcardsApp]
Edit = Callable[[Path], object]


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> list[Edit]:
    """What the person does to the file, each time that the editor opens; then nothing."""
    waiting: list[Edit] = []
    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.setattr(editor, "edit", lambda _app, path, _line: waiting.pop(0)(path) if waiting else None)
    return waiting


def to(old: str, new: str) -> Edit:
    def edit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def review(pilot: Pilot[None]) -> ReviewScreen:
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, ReviewScreen))


async def beside(pilot: Pilot[None], path: Path, text: str | bytes) -> None:
    """Save a file as another program would, and wait until the screen may have followed."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    for _ in range(3):
        pilot.app.look_at_decks()  # type: ignore[attr-defined]
    await pilot.pause()


# -- e -------------------------------------------------------------------------------------------------------------


async def test_a_fault_keeps_the_old_text_and_opens_the_editor_again_until_it_is_mended(
    study: Study, decks: Path, edits: list[Edit]
) -> None:
    edits += [to("question: What is recall?", "question: [What"), to("question: [What", "question: Recall is what?")]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Question)
        assert "small.yaml:4" in frame(pilot.app)
        kept = review(pilot).session.view.card
        assert kept is not None
        assert kept.question_text == "What is recall?"
        await press(pilot, "e")
        assert "Recall is what?" in frame(pilot.app)


async def test_a_fault_that_is_mended_in_another_window_is_asked_about_no_more(
    study: Study, decks: Path, edits: list[Edit]
) -> None:
    edits += [to("question: What is recall?", "question: [What")]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Question)
        await beside(pilot, decks / "small.yaml", "\n" + DECK.replace("What is recall?", "[What"))
        assert isinstance(pilot.app.screen, Question), "it is the same fault on another line"
        await beside(pilot, decks / "small.yaml", DECK.replace("What is recall?", "Recall is what?"))
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert "Recall is what?" in frame(pilot.app)


@pytest.mark.parametrize("begin", [True, False])
async def test_a_deck_that_is_saved_while_the_program_ends_is_followed_no_more(
    study: Study, decks: Path, monkeypatch: pytest.MonkeyPatch, begin: bool
) -> None:
    app = study(begin=begin)
    async with app.run_test() as pilot:
        await press(pilot)
        prune = app._prune

        async def saved_meanwhile(*nodes: Widget, parent: DOMNode | None = None) -> None:
            await prune(*nodes, parent=parent)
            await beside(pilot, decks / "small.yaml", DECK.replace("recall?", "recall for?"))

        monkeypatch.setattr(app, "_prune", saved_meanwhile)


async def test_a_deck_that_breaks_during_a_sitting_is_said_there_once_and_the_card_stays(
    study: Study, decks: Path
) -> None:
    async with study(begin=True).run_test() as pilot:
        await beside(pilot, decks / "small.yaml", DECK.replace("What is recall?", "[What"))
        said = "small.yaml:4:15: the list that opens here with `[` is not closed"
        assert said in read(pilot.app)
        assert "What is recall?" in frame(pilot.app)
        await press(pilot, "space")
        assert said not in read(pilot.app)
        await beside(pilot, decks / "small.yaml", "\n" + DECK.replace("What is recall?", "[What"))
        assert "is not closed" not in read(pilot.app), "the same fault on another line is no news"
        await press(pilot, "q")
        assert "! 1 problem in decks or settings" in read(pilot.app)


async def test_what_was_said_of_a_fault_goes_when_it_is_mended(study: Study, decks: Path) -> None:
    async with study(begin=True).run_test() as pilot:
        await beside(pilot, decks / "small.yaml", DECK.replace("title: ", "title: ["))
        assert "is not closed" in read(pilot.app)
        await beside(pilot, decks / "small.yaml", DECK)
        assert "is not closed" not in read(pilot.app)


@pytest.mark.parametrize("broken", ["", "just a text", "\0", "title: [", "title: T\ncards:\n  - question: Q\n"])
async def test_a_file_that_cannot_be_read_ends_no_day(
    study: Study, decks: Path, edits: list[Edit], broken: str
) -> None:
    edits += [
        lambda path: path.write_text(broken, encoding="utf-8"),
        lambda path: path.write_text(DECK, encoding="utf-8"),
    ]
    async with study(begin=True).run_test() as pilot:
        left = review(pilot).session.view.left
        await press(pilot, "e")
        await press(pilot, "g")
        assert "What is recall?" in frame(pilot.app)
        await press(pilot, "e")
        assert review(pilot).session.view.left == left
        assert review(pilot).session.view.stage is Stage.ASKING


def take_the_id(library: Library, decks: Path) -> str:
    """Let the first card of the deck have none; the text of the file."""
    nameless = DECK.replace("  - id: recall\n    question", "  - question")
    (decks / "small.yaml").write_text(nameless, encoding="utf-8")
    library.reload()
    return nameless


async def test_a_card_without_an_id_is_followed_to_its_new_words(
    study: Study, library: Library, decks: Path, edits: list[Edit]
) -> None:
    take_the_id(library, decks)
    edits += [
        to("What is recall?", "What is recall, exactly?"),
        to("What is recall, exactly?", "What exactly is recall?"),
    ]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "e")
        assert "What is recall, exactly?" in frame(pilot.app)
        await press(pilot, "space", "1", "u", "e")
        assert "What exactly is recall?" in frame(pilot.app)
        await press(pilot, "space", "3")
        now = next(card for card in library.cards.values() if card.id.startswith("~"))
        assert library.states()[now.id].memory is not None


async def test_a_card_without_an_id_is_followed_through_a_fault(
    study: Study, library: Library, decks: Path, edits: list[Edit]
) -> None:
    take_the_id(library, decks)
    edits += [
        to("question: What is recall?", "question: [What"),
        to("question: [What", "question: What then is recall?"),
    ]
    async with study(begin=True).run_test() as pilot:
        left = review(pilot).session.view.left
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Question)
        await press(pilot, "e")
        assert "What then is recall?" in frame(pilot.app)
        assert review(pilot).session.view.left == left


async def test_what_was_learned_of_a_card_without_an_id_goes_on_under_its_new_words(
    study: Study, library: Library, decks: Path, clock: Clock, edits: list[Edit]
) -> None:
    take_the_id(library, decks)
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "1")
        clock.forward(minutes=2)
        await press(pilot, "s")
        session = review(pilot).session
        edits += [to("What is recall?", "What exactly is recall?")]
        await press(pilot, "e")
        assert session.view.card is not None
        assert session.view.card.question_text == "What exactly is recall?"
        assert session.view.state is not None
        assert session.view.state.memory is not None


ANSWER = "$TP / (TP + FN)$"
CLOZE = f"question: What is recall?\n    answer: {ANSWER}", "cloze: Recall is {{c1::TP / (TP + FN)}}"


@pytest.mark.parametrize(
    ("nameless", "old", "new", "shown"),
    [
        (True, "What is recall?", "Who invented the telephone?", "Who invented the telephone?"),
        (
            True,
            "- question: What is recall?",
            "- {question: Q, answer: A}\n  - question: What then is recall?",
            "What then is recall?",
        ),
        (True, *CLOZE, "Recall is […]"),
        (False, *CLOZE, "Recall is […]"),
    ],
    ids=["rewritten", "split", "cloze", "cloze of its id"],
)
async def test_a_new_card_is_followed_to_whatever_the_edit_made_of_it(
    study: Study, library: Library, decks: Path, edits: list[Edit], nameless: bool, old: str, new: str, shown: str
) -> None:
    if nameless:
        take_the_id(library, decks)
    edits += [to(old, new)]
    async with study(begin=True).run_test() as pilot:
        left = review(pilot).session.view.left
        await press(pilot, "e")
        assert shown in frame(pilot.app)
        assert review(pilot).session.view.left == left


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
async def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(study: Study, edits: list[Edit]) -> None:
    def pipe(path: Path) -> None:
        path.unlink()
        os.mkfifo(path)

    edits += [pipe]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "e")
        assert "the file cannot be read: it is not a regular file" in read(pilot.app)
        await press(pilot, "g")
        assert "What is recall?" in frame(pilot.app)


async def test_a_card_that_the_edit_took_out_is_said(study: Study, edits: list[Edit]) -> None:
    edits += [to(DECK[DECK.index("  - id: recall") : DECK.index("  - id: precision")], "")]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "e")
        assert "recall is in no deck any more; what is known of it comes back with it" in read(pilot.app)
        assert "What is precision?" in frame(pilot.app)


@pytest.mark.parametrize(
    ("answer", "shown", "reps"), [("y", "telephone", 1), ("n", "telephone", 0), ("l", "softmax", 0)]
)
async def test_a_known_card_that_is_another_since_its_edit_is_asked_about_at_once(
    study: Study, library: Library, clock: Clock, edits: list[Edit], answer: str, shown: str, reps: int
) -> None:
    edits += [lambda path: [to("What is recall?", "Who invented the telephone?")(path), to(ANSWER, "Reis")(path)]]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "1")
        clock.forward(minutes=2)
        await press(pilot, "s", "e")
        assert "has quite another text now. Is it still the card that you knew?" in read(pilot.app)
        await press(pilot, answer)
        now = review(pilot).session.view
        assert now.card is not None
        assert shown in now.card.question_text
        assert now.state is not None
        assert now.state.reps == reps
        assert ("It waits until it is recognised" in read(pilot.app)) == (answer == "l")


async def test_a_card_whose_link_is_taken_back_waits_until_it_is_recognised(
    study: Study, library: Library, decks: Path, clock: Clock
) -> None:
    take_the_id(library, decks)
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "1", "q")
        clock.forward(minutes=2)
        now = (decks / "small.yaml").read_text().replace("What is recall?", "What is the recall?").replace(ANSWER, "TP")
        await beside(pilot, decks / "small.yaml", now)
        await press(pilot, "space")
        assert "Is this the card that you knew before its edit?" in read(pilot.app)
        await press(pilot, "y")
        assert "What is the recall?" in frame(pilot.app)
        await press(pilot, "u", "u")
        assert "Taken back: link of What is the recall?" in read(pilot.app)
        assert "What is precision?" in frame(pilot.app)
        assert review(pilot).session.view.left.total == 2


async def test_a_known_card_without_an_id_whose_answer_changed_keeps_its_history_and_is_offered_early(
    study: Study, library: Library, decks: Path, clock: Clock, edits: list[Edit]
) -> None:
    take_the_id(library, decks)
    edits += [to(ANSWER, "$TP / (TP + FP)$, or so")]
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "1")
        clock.forward(minutes=2)
        await press(pilot, "s", "e")
        now = review(pilot).session.view
        assert now.state is not None
        assert now.state.reps == 1
        assert now.card is not None
        assert library.changed() == [now.card.id]


@pytest.mark.parametrize("where", [[], ["q"], ["q", "slash", "down"]], ids=["sitting", "home", "list"])
async def test_an_edit_stays_and_the_review_before_it_is_asked_about(
    study: Study, library: Library, edits: list[Edit], where: list[str]
) -> None:
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "3")
        now = review(pilot).session.view.card
        assert now is not None
        edits += [to("title: ", "# mine\ntitle: ")]
        await press(pilot, "e", *where, "u")
        assert isinstance(pilot.app.screen, Question)
        asked = f"Your edit of {now.id} stays; u takes back the review of recall, today."
        assert asked == pilot.app.screen._text
        await press(pilot, "escape")
        assert library.progress.state("recall").reps == 1
        await press(pilot, "u", "u")
        assert library.progress.state("recall").reps == 0
        await press(pilot, "u")
        assert not isinstance(pilot.app.screen, Question), "it is asked once"


async def test_a_fault_that_is_mended_stays_mended_and_the_review_before_it_is_asked_about(
    study: Study, library: Library, decks: Path, edits: list[Edit]
) -> None:
    (decks / "other.yaml").write_text("title: Other\n", encoding="utf-8")
    edits += [to("title: Other", "title: Other\ncards: []")]
    library.reload()
    async with study().run_test() as pilot:
        await press(pilot, "space", "space", "3", "q", "exclamation_mark", "enter", "q", "u")
        assert isinstance(pilot.app.screen, Question)
        assert "Your edit of other.yaml stays; u takes back the review of recall" in pilot.app.screen._text
        await press(pilot, "escape")
        assert library.progress.state("recall").reps == 1


# -- beside --------------------------------------------------------------------------------------------------------


async def test_what_is_saved_beside_the_program_shows_by_itself(study: Study, decks: Path) -> None:
    async with study(begin=True).run_test() as pilot:
        await beside(pilot, decks / "small.yaml", DECK.replace("What is recall?", "Recall is what?"))
        assert "Recall is what?" in frame(pilot.app)


@pytest.mark.parametrize("edited", ["question: What then is recall?", "id: recall-2\n    question: What is recall?"])
async def test_a_new_card_without_an_id_keeps_its_place_in_the_sitting(
    study: Study, library: Library, decks: Path, edited: str
) -> None:
    nameless = take_the_id(library, decks)
    async with study(begin=True).run_test() as pilot:
        left = review(pilot).session.view.left
        await beside(pilot, decks / "small.yaml", nameless.replace("question: What is recall?", edited))
        assert edited.rpartition(": ")[2] in frame(pilot.app)
        assert review(pilot).session.view.left == left


async def test_the_cursor_of_a_list_stays_where_it_stood(study: Study, decks: Path) -> None:
    above = DECK.replace("cards:\n", "cards:\n  - {id: above, question: New above?, answer: A}\n")
    async with study().run_test() as pilot:
        await press(pilot, "slash", "down", "down")
        assert "▸  ·      What is precision?" in frame(pilot.app)
        await beside(pilot, decks / "small.yaml", above)
        assert "New above?" in frame(pilot.app)
        assert "▸  ·      What is precision?" in frame(pilot.app)
        await press(pilot, "q")
        (decks / "zoo.yaml").write_text("title: Zoo\ncards: []\n")
        await press(pilot, "r", "down")
        assert "▸ Zoo" in frame(pilot.app)
        await beside(pilot, decks / "middle.yaml", "title: Middle\ncards: []\n")
        assert "▸ Zoo" in frame(pilot.app)


async def test_home_counts_a_new_file(study: Study, decks: Path) -> None:
    async with study().run_test() as pilot:
        await pilot.pause()
        await beside(pilot, decks / "new.yaml", "title: Another deck\ncards:\n  - {question: Q, answer: A}\n")
        assert "Another deck" in frame(pilot.app)


@pytest.mark.parametrize("half", [b"", DECK[: len(DECK) // 2].encode(), DECK[: DECK.index("  - id: softmax")].encode()])
async def test_a_half_saved_file_loses_nothing(study: Study, library: Library, decks: Path, half: bytes) -> None:
    async with study(begin=True).run_test() as pilot:
        left = review(pilot).session.view.left
        await beside(pilot, decks / "small.yaml", half)
        assert "What is recall?" in frame(pilot.app)
        await beside(pilot, decks / "small.yaml", DECK)
        assert review(pilot).session.view.left == left
        (decks / "small.yaml").unlink()
        await beside(pilot, decks / "other.yaml", "title: T\ncards: []\n")
        assert review(pilot).session.view.stage is Stage.FINISHED
        await beside(pilot, decks / "small.yaml", DECK)
        assert review(pilot).session.view.left == left
        assert review(pilot).session.view.stage is Stage.ASKING


async def test_an_answer_that_waits_to_be_saved_outlives_its_card(study: Study, library: Library, decks: Path) -> None:
    async with study(begin=True).run_test() as pilot:
        await press(pilot, "space", "3", "u", "space")
        other = sqlite3.connect(library.progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "3")
        assert review(pilot).session.view.stage is Stage.SAVING
        await beside(pilot, decks / "small.yaml", DECK.replace("- id: recall", "- id: other"))
        other.execute("COMMIT")
        other.close()
        for _ in range(60):
            await pilot.pause(0.05)
            if review(pilot).session.view.stage is not Stage.SAVING:
                break
        assert library.progress.states()["recall"].memory is not None


def test_a_file_counts_when_it_has_come_to_rest(library: Library, decks: Path) -> None:
    assert not library.saved_since()
    path = decks / "small.yaml"
    for size in (1, 2, 3):
        path.write_text(DECK[:size], encoding="utf-8")
        assert not library.saved_since(), "it is still being written"
    assert library.saved_since()
    library.reload()
    assert not library.saved_since()
    os.utime(path)
    assert not library.saved_since()
    assert library.saved_since()


async def test_marks_outlive_a_half_saved_file(study: Study, decks: Path) -> None:
    async with study().run_test() as pilot:
        await press(pilot, "slash", "down", "space", "space")
        await beside(pilot, decks / "small.yaml", DECK[: DECK.index("  - id: precision")])
        assert "1 marked" in frame(pilot.app)
        await beside(pilot, decks / "small.yaml", DECK)
        assert "2 marked" in frame(pilot.app)


async def test_a_card_that_is_looked_at_follows_its_file_and_stays_when_it_goes(study: Study, decks: Path) -> None:
    async with study().run_test() as pilot:
        await press(pilot, "slash", "down", "enter")
        await beside(pilot, decks / "small.yaml", DECK.replace("What is recall?", "What then is recall?"))
        assert "What then is recall?" in frame(pilot.app)
        await beside(pilot, decks / "small.yaml", "title: T\ncards: []\n")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert "What then is recall?" in frame(pilot.app)


async def test_a_fault_made_from_a_list_opens_the_editor_again_and_the_cursor_is_back_on_the_card(
    study: Study, edits: list[Edit]
) -> None:
    edits += [to("What is precision?", "[What is precision?"), to("[What", "What then")]
    async with study().run_test() as pilot:
        await press(pilot, "slash", "down", "down", "e")
        assert "is not closed" in read(pilot.app)
        await press(pilot, "e")
        assert "▸  ·      What then is precision?" in frame(pilot.app)


async def test_what_was_chosen_follows_its_option_through_an_edit(study: Study, library: Library, decks: Path) -> None:
    wrong = "".join(f"      - {{wrong: {name}, because: No}}\n" for name in ("One", "Two"))
    deck = f"title: T\ncards:\n  - question: Which?\n    choices:\n      - right: Three\n      - right: Four\n{wrong}"
    (decks / "small.yaml").write_text(deck)
    library.reload()
    async with study(begin=True).run_test() as pilot:
        await press(pilot)
        for name in ("Two", "Three"):
            (row,) = (line for line in frame(pilot.app).splitlines() if line.endswith(name))
            await press(pilot, row.split()[-2])
        for edited in (deck.replace("      - {wrong: One, because: No}\n", ""), deck.replace("Three", "THREE")):
            await beside(pilot, decks / "small.yaml", edited)
            chosen = [line.split()[-1] for line in frame(pilot.app).splitlines() if "[x]" in line]
            assert sorted(map(str.casefold, chosen)) == ["three", "two"]
            await beside(pilot, decks / "small.yaml", deck)


def test_a_file_in_a_folder_that_was_empty_is_seen(library: Library, decks: Path) -> None:
    (decks / "new").mkdir()
    library.reload()
    (decks / "new" / "deck.yaml").write_text("title: T\ncards: []\n")
    library.saved_since()
    assert library.saved_since()


@pytest.mark.skipif(os.name != "posix", reason="only here a file notes when its permissions changed")
def test_a_file_that_may_be_read_again_is_read(library: Library, decks: Path) -> None:
    (decks / "small.yaml").chmod(0o600)
    library.saved_since()
    assert library.saved_since()


# -- shipped cards -------------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(home: Path, clock: Clock, known: Path) -> FlashcardsApp:
    return FlashcardsApp(Library(home, cache=known), clock, decks=["backprop"], begin=True)


async def test_e_on_a_shipped_card_writes_that_card_alone(
    shipped: FlashcardsApp, home: Path, edits: list[Edit]
) -> None:
    edits += [
        lambda path: path.write_text(path.read_text(encoding="utf-8") + "    hint: A hint of mine.\n", encoding="utf-8")
    ]
    library = shipped.library
    count, problems = len(library.cards), library.problems
    async with shipped.run_test() as pilot:
        card = review(pilot).session.view.card
        assert card is not None
        await press(pilot, "e")
        deck = library.deck("backprop")
        assert deck.own == home / "decks" / "backprop.yaml"
        mine = [c for c in deck.cards if c.place.path == deck.own]
        assert {c.family for c in mine} == {card.family}
        assert mine[0].notes.hint == "A hint of mine."
        assert len(library.cards) == count
        assert library.problems == problems
        assert review(pilot).session.view.card == mine[0]
        assert f"flashcards revert {card.family}" in frame(pilot.app)
    library.close()


@pytest.mark.parametrize("where", [[], ["q", "slash", "down"]], ids=["sitting", "list"])
async def test_what_an_editor_wrote_before_it_failed_is_the_persons_version(
    shipped: FlashcardsApp, home: Path, edits: list[Edit], where: list[str]
) -> None:
    def fail(path: Path) -> None:
        path.write_text(path.read_text(encoding="utf-8") + "    hint: A hint of mine.\n", encoding="utf-8")
        raise editor.EditorError("sed ended with code 2; what it wrote is kept")

    edits += [fail]
    async with shipped.run_test(size=(160, 40)) as pilot:
        await press(pilot, *where, "e")
        (mine,) = (c.family for c in shipped.library.cards.values() if c.notes.hint == "A hint of mine.")
        said = f"sed ended with code 2; what it wrote is kept: your version of {mine}; `flashcards revert {mine}`"
        assert said in frame(pilot.app)
    shipped.library.close()


@pytest.mark.parametrize("fault", ["hint: [Not closed", "hnit: Not a field"])
async def test_a_version_that_was_left_with_a_fault_is_opened_again_and_not_begun_anew(
    shipped: FlashcardsApp, home: Path, edits: list[Edit], fault: str
) -> None:
    sound = ""

    def harm(path: Path) -> None:
        nonlocal sound
        sound = path.read_text(encoding="utf-8")
        path.write_text(f"{sound}    {fault}\n", encoding="utf-8")

    edits += [harm, lambda _: None, lambda path: path.write_text(f"{sound}    hint: Mine.\n", encoding="utf-8")]
    async with shipped.run_test() as pilot:
        await press(pilot, "e", "g", "e")
        assert isinstance(pilot.app.screen, Question), "what is still wrong is named again"
        await press(pilot, "e")
        card = review(pilot).session.view.card
        assert card is not None
        assert card.notes.hint == "Mine."
        assert (home / "decks" / "backprop.yaml").read_text(encoding="utf-8") == f"{sound}    hint: Mine.\n"
    shipped.library.close()


@pytest.mark.parametrize(
    "edit", [Path.unlink, to("- id: ", "- id: my-"), lambda path: path.write_text("title: T\ncards: []\n")]
)
async def test_no_version_is_told_of_where_none_was_made(
    shipped: FlashcardsApp, home: Path, edits: list[Edit], edit: Edit
) -> None:
    edits += [edit]
    async with shipped.run_test() as pilot:
        card = review(pilot).session.view.card
        assert card is not None
        await press(pilot, "e")
        assert f"The shipped {card.family} stays: backprop.yaml has no card of that id" in read(pilot.app)
        assert review(pilot).session.view.card == card
        assert not (home / "decks" / ".originals").exists()
    shipped.library.close()


async def test_a_version_counts_also_where_the_original_cannot_be_kept(
    shipped: FlashcardsApp, home: Path, edits: list[Edit]
) -> None:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / ".originals").write_text("in the way", encoding="utf-8")
    edits += [
        lambda path: path.write_text(path.read_text(encoding="utf-8") + "    hint: A hint of mine.\n", encoding="utf-8")
    ]
    async with shipped.run_test(size=(160, 40)) as pilot:
        await press(pilot, "e")
        card = review(pilot).session.view.card
        assert card is not None
        assert card.notes.hint == "A hint of mine."
        assert f".originals cannot be made: File exists; name another with --home: your version of {card.id}" in read(
            pilot.app
        )
    shipped.library.close()


async def test_opening_a_shipped_card_without_a_change_writes_nothing(
    shipped: FlashcardsApp, home: Path, edits: list[Edit]
) -> None:
    async with shipped.run_test() as pilot:
        await press(pilot, "e", "e")
        assert [path for path in home.rglob("*") if path.is_file() and "decks" in path.parts] == []
        assert shipped.library.deck("backprop").own is None
    shipped.library.close()
