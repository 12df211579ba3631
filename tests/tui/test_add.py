"""`A`: a card is typed into a form of its kind, and stands in the deck's file as one would have written it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key

from flashcards.decks import adding
from flashcards.decks import file as deckfile
from flashcards.kinds import BY_NAME, KINDS
from flashcards.kinds.kind import CardKind
from flashcards.library import Library
from flashcards.tui.add import AddScreen, Area, kinds_by_letter
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.question import Question
from tests.conftest import DECK, frame, press, read

Study = Callable[..., FlashcardsApp]
LETTER = {name: letter for letter, name in kinds_by_letter().items()}


def typed(app: FlashcardsApp, **texts: str) -> None:
    for name, text in texts.items():
        next(area for area in app.screen.query(Area) if area.name == name).text = text


@pytest.mark.parametrize("screen", ["home", "review", "cards"])
async def test_a_asks_for_the_kind_and_adds_the_card_to_the_deck_at_hand(
    study: Study, library: Library, decks: Path, screen: str
) -> None:
    app = study(begin=screen == "review")
    async with app.run_test(size=(80, 30)) as pilot:
        await press(pilot, *(["slash", "down"] if screen == "cards" else []))
        await press(pilot, "A", LETTER["basic"])
        assert isinstance(app.screen, AddScreen)
        assert "A new basic card" in frame(app)
        await press(pilot, *"Why: #1?", "tab", *"It is.", "ctrl+s")
        assert "small-1 is in" in frame(app)
    assert (decks / "small.yaml").read_text(encoding="utf-8") == (
        f"{DECK}  - id: small-1\n    question: 'Why: #1?'\n    answer: It is.\n"
    )
    assert library.cards["small-1"].question_text == "Why: #1?"


async def test_what_was_typed_right_before_the_card_is_saved_stands_on_it(study: Study, decks: Path) -> None:
    app = study()
    async with app.run_test(size=(80, 30)) as pilot:
        await press(pilot, "A", LETTER["basic"], *"What?", "tab")
        for key in ("4", "2", "ctrl+s"):  # as fast as a paste: none of them is looked at before the next one comes
            app.post_message(Key(key, key if len(key) == 1 else None))
        await press(pilot)
        assert "is in" in frame(app)
    assert "    answer: 42\n" in (decks / "small.yaml").read_text(encoding="utf-8")


async def test_fields_that_are_typed_as_in_a_deck_come_with_their_form(study: Study, decks: Path) -> None:
    app = study()
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "A", LETTER["choice"])
        assert "- right: …" in frame(app)
        typed(app, question="Which?", choices="- right: a\n- wrong: b\n  because: c", tags="one\ntwo")
        await press(pilot, "ctrl+s")
    assert (
        (decks / "small.yaml")
        .read_text(encoding="utf-8")
        .endswith(
            "  - id: small-card-which\n".replace("card-which", "1")
            + "    question: Which?\n    choices:\n      - right: a\n      - wrong: b\n        because: c\n"
            "    tags:\n      - one\n      - two\n"
        )
    )


async def test_the_form_says_what_may_be_typed_and_how_to_go_on(study: Study) -> None:
    app = study()
    async with app.run_test(size=(80, 60)) as pilot:
        await press(pilot, "A", LETTER["explain"])
        assert "(may stay empty, junior, mid or senior)" in read(app)
        assert "Tab next field" in frame(app)
        before = app.focused
        await press(pilot, "tab", "shift+tab")
        assert app.focused is before
        await press(pilot, "f1")
        assert "the next field, the field before" in read(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 12)])
async def test_what_a_field_asks_stands_above_it(study: Study, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "A", LETTER["basic"])
        assert "deck  one that is not there is begun" in frame(app), "it opens at its top"
        names = ["deck", *(field.name for field in adding.asked(BY_NAME["basic"]))]
        down, up = [("tab", name) for name in names[2:]], [("shift+tab", name) for name in names[-2::-1]]
        for key, name in (*down, *up):
            await press(pilot, key)
            assert isinstance(app.focused, Area)
            above = frame(app).split("\n")[: app.focused.region.y]
            assert any(row.startswith(f"  {name}  ") for row in above[-3:]), frame(app)


async def test_what_does_not_fit_is_said_and_stays_in_the_form(study: Study, decks: Path) -> None:
    app = study()
    async with app.run_test(size=(80, 30)) as pilot:
        await press(pilot, "A", LETTER["cloze"])
        typed(app, cloze="no hole")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, AddScreen)
        assert "there is no hole" in frame(app)
        assert isinstance(app.focused, Area)
        assert app.focused.name == "cloze", "the field that was refused is typed next"
        assert (decks / "small.yaml").read_text(encoding="utf-8") == DECK
        typed(app, cloze="")
        await press(pilot, "ctrl+s")
        assert "cloze: empty; a cloze card needs it" in frame(app)
        assert "there is no hole" not in frame(app), "what was said of the try before is gone"
        typed(app, cloze="a {{c1::hole}}")
        await press(pilot, "escape")
        assert isinstance(app.screen, Question)
        await press(pilot, "n", "ctrl+s")
        assert not isinstance(app.screen, AddScreen)


async def test_leaving_the_program_asks_about_what_stands_in_a_form(study: Study) -> None:
    app = study()
    async with app.run_test(size=(80, 30)) as pilot:
        await press(pilot, "A", LETTER["basic"], *"Why?", "ctrl+c")
        assert "Leave the program without adding the card?" in frame(app)
        await press(pilot, "n")
        assert isinstance(app.screen, AddScreen)
        assert "Why?" in frame(app)
        await press(pilot, "ctrl+q", "ctrl+q")
        assert not app.is_running, "the second time is an answer"


async def test_an_empty_form_is_left_without_a_question(study: Study) -> None:
    app = study()
    async with app.run_test(size=(80, 30)) as pilot:
        await press(pilot, "A", LETTER["number"], "escape")
        assert not isinstance(app.screen, AddScreen | Question)


# -- what is written -----------------------------------------------------------------------------------------------

ODD = [
    "no",
    "1.0",
    "a: b",
    "a #b",
    "'quoted'",
    '"double" and more',
    "- dash",
    "[a, b]",
    "{a}",
    "*star",
    "&and",
    "!tag",
    "%percent",
    "@at",
    "`code`",
    "it's",
    "\\frac{a}{b}",
    "trailing:",
    "?",
    "漢字 – “quotes”",
    "| bar",
    "> more",
    "a: 'b' #c",
]


@pytest.mark.parametrize("text", [*ODD, "\n".join(ODD), "  indented\nless", "a\n\n  b\n\nc"])
def test_any_text_is_read_as_it_was_typed(text: str) -> None:
    source = adding.with_id(BY_NAME["basic"], {"question": text, "answer": "A"}, "deck", [])
    deck = deckfile.load(f"title: T\ncards:\n{source}".encode(), Path("deck.yaml"), "deck")
    assert not deck.problems
    assert deck.cards[0].question_text == text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_form_of_each_kind_asks_for_what_it_needs_first(kind: CardKind[object]) -> None:
    asked = adding.asked(kind)
    needed = [field.required or field.name == kind.marker for field in asked]
    assert needed == sorted(needed, reverse=True)
    assert kind.marker in [field.name for field in asked]
    assert len({field.name for field in asked}) == len(asked)
