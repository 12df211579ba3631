"""What a card means beyond its question and answer: steps, units and what is drawn unseen, compared where they were recorded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flashcards.cards import is_alike
from flashcards.events import Event
from flashcards.library import Library
from flashcards.library.edits import Edits
from flashcards.schedule.states import Rating
from flashcards.tui.app import FlashcardsApp
from tests.conftest import Clock, frame, opened, press
from tests.program import program

NUMBERS = Path(__file__).parent / "kinds" / "first_release.yaml"
LOGGED = NUMBERS.with_suffix(".jsonl")
RECALL: dict[str, Any] = {
    "given": {"tp": "5..60", "pos": "70..90", "scale": "[100]"},
    "where": {"missed": "pos - tp"},
    "answer": "scale * tp / (tp + missed)",
    "unit": "%",
    "slips": [{"value": "pos / tp", "because": "It is upside down."}],
}
DRAWS = [{"given": {"a": "1"}, "prints": "2"}, {"given": {"a": "3"}, "prints": "4"}]


def number(**changed: Any) -> dict[str, Any]:
    """A number card some of whose fields were changed; `scale` is drawn and not shown."""
    return {"question": "{{tp}} of {{pos}} are found. What is the recall?", "number": {**RECALL, **changed}}


def output(*draws: dict[str, Any]) -> dict[str, Any]:
    return {"question": "What does this print?", "code": "print({{a}} + 1)", "draws": [*draws]}


def write(library: Library, decks: Path, card: dict[str, Any], **head: Any) -> None:
    """A deck of one card, read."""
    (decks / "small.yaml").write_text(json.dumps({"title": "T", **head, "cards": [card]}), encoding="utf-8")
    library.reload()
    assert not library.problems, library.problems


def answer_all(library: Library, clock: Clock) -> None:
    """Answer every card that is asked."""
    session = library.sitting(clock.moment)
    while session.view.card is not None:
        session.reveal()
        session.rate(Rating.EASY)
    clock.forward(days=1)


@pytest.mark.parametrize("name", ["recall", ""], ids=["with an id", "without one"])
@pytest.mark.parametrize(
    ("before", "after", "is_changed"),
    [
        (number(), number(where={"missed": "pos + tp"}), True),
        (number(), number(unit="‰"), True),
        (number(), number(given={**RECALL["given"], "scale": "[1000]"}), True),
        (number(), number(where={"missed": "pos  -  tp"}), False),
        (number(), number(given={**RECALL["given"], "tp": "5..40"}), False),
        (number(), number(such_that=["tp > 6"]), False),
        (number(), number(tolerance="1%"), False),
        (number(), number(slips=[{"value": "tp", "because": "It is no share."}]), False),
        (output(*DRAWS), output({**DRAWS[0], "given": {"a": "7"}}, DRAWS[1]), True),
    ],
    ids=[
        "a step",
        "the unit",
        "a value that is not shown",
        "spaces in a step",
        "the draws of a value that is shown",
        "a condition",
        "the tolerance",
        "a slip",
        "a chosen draw",
    ],
)
def test_a_card_means_what_its_right_answer_depends_on(
    library: Library,
    clock: Clock,
    decks: Path,
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    is_changed: bool,
) -> None:
    named = {"id": name} if name else {}
    write(library, decks, {**named, **before})
    answer_all(library, clock)
    write(library, decks, {**named, **after})
    (card,) = library.cards
    assert (library.changed(), library.doubts(), library.orphans()) == ([card] * is_changed, [], [])
    assert library.states()[card].reps == 1, "its progress stays"
    write(library, decks, {**named, **before})
    assert library.changed() == []


def test_a_card_that_moves_and_means_something_else_is_asked_about(library: Library, clock: Clock, decks: Path) -> None:
    """The same question and answer under another name are not one card without a question, where the steps differ."""
    write(library, decks, {"id": "old", **number()})
    answer_all(library, clock)
    write(library, decks, {"id": "new", **number(where={"missed": "pos + tp"})})
    assert (library.edits.moves, [match.families for match in library.doubts()]) == ((), [("old", "new")])
    write(library, decks, {"id": "new", **number()})
    assert library.edits.moves == (("old", "new"),)


# -- logs in which only question and answer were recorded -----------------------------------------------------------------


def stored(library: Library, *renamed: tuple[str, str]) -> None:
    """Take the stored answers of the first release into the log, some under other names."""
    events = [Event.from_json(json.loads(line)["event"]) for line in LOGGED.read_text(encoding="utf-8").splitlines()]
    names = dict(renamed)
    library.progress.merge([e._replace(card=names.get(str(e.card), e.card)).sealed() for e in events])


NAMELESS = "~3a7fa2feb030"
"""The name that the first release gave the first of its cards where it had no id."""


@pytest.mark.parametrize("name", ["counts", NAMELESS])
def test_a_log_of_the_first_release_knows_its_number_cards_and_learns_their_meaning(
    home: Path, tmp_path: Path, clock: Clock, name: str
) -> None:
    """Nothing is said of cards that stayed as they were; what was not recorded is compared from the next answer on."""
    path = tmp_path / "numbers.yaml"
    text = NUMBERS.read_text(encoding="utf-8")
    if name == NAMELESS:
        text = text.replace("- id: counts\n    question:", "- question:")
    path.write_text(text, encoding="utf-8")
    library = opened(home, [path])
    stored(library, ("counts", name))
    assert name in library.cards
    assert library.edits == Edits()
    assert library.orphans() == []
    clock.forward(days=400)
    answer_all(library, clock)
    assert library.changed() == []
    path.write_text(text.replace("{fn: pos - tp}", "{fn: pos + tp}"), encoding="utf-8")
    library.reload()
    assert library.changed() == [name]
    assert library.orphans() == []


async def test_both_faces_offer_an_early_check_where_a_step_was_edited(
    library: Library, clock: Clock, decks: Path, home: Path, study: Callable[..., FlashcardsApp]
) -> None:
    write(library, decks, {"id": "recall", **number()})
    answer_all(library, clock)
    write(library, decks, {"id": "recall", **number(where={"missed": "pos + tp"})})
    words = ["--home", str(home), "--decks", str(decks), "--now", clock().isoformat()]
    said = program("diff", *words).stdout.decode()
    assert "1 changed in meaning: `flashcards review --changed` checks them early" in said
    assert "  recall other steps, unit or values: " in said
    asked = program("review", "--plain", "--changed", *words, stdin="q\n").stdout.decode()
    assert "are found. What is the recall?" in asked
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "c 1 card changed in meaning since you learned it: check early" in frame(app)
        await press(pilot, "c", "enter", "enter", "3")
        assert library.changed() == []


def test_diff_says_of_a_text_that_a_sign_of_it_has_changed(
    library: Library, clock: Clock, decks: Path, home: Path
) -> None:
    card = {"id": "orders", "question": "How many orders have n things?", "answer": "n"}
    write(library, decks, card)
    answer_all(library, clock)
    write(library, decks, {**card, "answer": "n!"})
    said = program("diff", "--home", str(home), "--decks", str(decks), "--now", clock().isoformat()).stdout.decode()
    assert "  orders other signs or capitals: " in said


def test_marks_of_fewer_parts_are_compared_as_far_as_they_go() -> None:
    assert is_alike("q.a", "q.a.m")
    assert is_alike("q.a.m", "q.a")
    assert not is_alike("q.a.m", "q.a.n")
    assert not is_alike("q.a", "q.b.m")
