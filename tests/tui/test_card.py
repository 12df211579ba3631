"""Every shipped card at every stage on every size of screen: nothing is cut that keys cannot bring, nothing is raw."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards.cards import Card
from flashcards.library import Library
from flashcards.questions import NumberInput, OneOf, Ordering, Response, SeveralOf, TextInput
from flashcards.schedule.agenda import Agenda
from flashcards.sections import measure
from flashcards.session import Session, View
from flashcards.text import Line
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card import Drawn, draw
from flashcards.tui.inputs import letters_for
from flashcards.tui.pane import CardPane
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, opened, press

SIZES = {(60, 20): 10, (80, 24): 15}
"""Size of the screen → rows that belong to the card at least; larger ones have more."""
CODE = {"block", "code"}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Iterator[Library]:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(store, home)
    library = opened(home, cache=home)
    yield library
    library.close()


def sitting(library: Library, card: Card) -> Session:
    return Session({card.id: card}, library.progress, Agenda(new=(card.id,)), {}, Clock().moment)


def wrong_answer(view: View) -> Response | None:
    """Something to judge, so that as much as possible is shown."""
    match view.question and view.question.wants:
        case OneOf(options):
            return Response(chosen=(len(options) - 1,))
        case SeveralOf():
            return Response(chosen=(0,))
        case Ordering(steps):
            return Response(chosen=tuple(range(len(steps))))
        case TextInput() | NumberInput():
            return Response(text="0.3")
    return None


def drawn(view: View, width: int) -> Drawn:
    assert view.question is not None
    return draw(view, letters_for(view.question, view.stage), view.hints_taken, measure(width))


def raw(line: Line) -> bool:
    """Whether TeX or a template shows as it is written, outside code."""
    return any(("$" in span.text or "{{" in span.text) and not CODE & set(span.styles) for span in line.spans)


@pytest.mark.slow
def test_every_shipped_card_fits_at_every_stage_and_width_and_shows_nothing_raw(shipped: Library) -> None:
    for card in shipped.cards.values():
        session = sitting(shipped, card)
        for stage in ("asked", "revealed"):
            if stage == "revealed":
                session.reveal(wrong_answer(session.view))
            # What was asked stands above the answer as well; before it, the narrowest screen says enough.
            for width in (60,) if stage == "asked" else (60, 80, 120, 200):
                for line in drawn(session.view, width).lines:
                    assert line.width <= measure(width), (card.id, stage, width, line.text)
                    assert not raw(line), (card.id, stage, width, line.text)


@pytest.fixture(scope="module")
def longest(shipped: Library) -> list[str]:
    """The card of each kind that has the most to say; it is walked through on real screens."""
    found: dict[str, tuple[int, str]] = {}
    for card in shipped.cards.values():
        said = len(f"{card.question_text}{card.answer_text}{card.notes.why}{card.notes.mistake}")
        found[card.kind] = max(found.get(card.kind, (0, "")), (said, card.id))
    return [card for _, card in found.values()]


@pytest.mark.parametrize(
    "size", [size if size == (80, 24) else pytest.param(size, marks=pytest.mark.slow) for size in SIZES]
)
async def test_the_longest_card_of_each_kind_can_be_read_to_its_end_by_keys(
    shipped: Library, longest: list[str], size: tuple[int, int]
) -> None:
    app = FlashcardsApp(shipped, Clock())
    async with app.run_test(size=size) as pilot:
        for name in longest:
            session = sitting(shipped, shipped.cards[name])
            screen = ReviewScreen(shipped, session, app.moment, lambda _, session=session: session)  # type: ignore[misc]
            await app.push_screen(screen)
            await pilot.pause()
            for stage in ("asked", "revealed"):
                if stage == "revealed":
                    session.reveal(wrong_answer(session.view))
                    screen.follow()
                    await pilot.pause()
                await press(pilot, "ctrl+home")
                pane = screen.query_one(CardPane)
                assert pane.size.height >= SIZES[size], (name, stage)
                seen = frame(app)
                lines = seen.splitlines()
                assert "F1 all keys" in lines[-1] or "? all keys" in lines[-1], lines[-1]
                assert stage == "asked" or all(word in seen for word in ("1 Again", "2 Hard", "3 Good", "4 Easy"))
                while pane.rows_below:
                    before = pane.scroll_y
                    await press(pilot, "pagedown")
                    assert pane.scroll_y > before, (name, stage)
                    seen += frame(app)
                for line in str(pane.content).splitlines():
                    assert line.strip() in seen, (name, stage, line)
            app.pop_screen()
            await pilot.pause()
