"""Space after an answer: what was entered wrongly is never rated Good, whatever kind of card it is and whatever face."""

import io
from dataclasses import replace
from pathlib import Path

from flashcards.decks.file import load
from flashcards.plain import Sitting
from flashcards.schedule.agenda import Agenda
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.ratings import RatingBar
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, opened, press

DECK = Path(__file__).parents[1] / "decks" / "kinds.yaml"

# Card → the keys that answer it wrongly, or leave it unanswered where only points judge it; then the lines of plain mode.
WRONG: dict[str, tuple[list[str], list[str]]] = {
    "typed": ([*"zebra", "enter"], ["zebra"]),
    "choice": (["b"], ["b"]),
    "several": (["b", "enter"], ["b"]),
    "number": ([*"junk", "escape", "space"], []),
    "output": ([*"junk", "enter"], ["junk"]),
    "drawn": ([*"junk", "escape", "space"], ["junk"]),
    "order": (["a", "b", "space"], []),
    "written": (["space"], [""]),
    "bug": (["space"], [""]),
    "explain": (["space"], [""]),
    "compare": (["space", "a", "a"], [""]),
    "design": (["space"], [""]),
}


def test_every_kind_that_is_judged_is_answered_wrongly() -> None:
    judged = {card.id for card in load(DECK.read_bytes(), DECK, "kinds").cards} - {"basic", "cloze#1", "cloze#2"}
    assert set(WRONG) == judged


async def test_space_rates_again_on_the_screen(home: Path, clock: Clock) -> None:
    shelf, ticks = opened(home, [DECK]), [0.0]
    app = FlashcardsApp(shelf, clock, ticks=lambda: ticks[0])
    async with app.run_test(size=(80, 24)) as pilot:
        today = replace(shelf.today(app.moment()), plan=Agenda(new=tuple(WRONG)))
        session = shelf.session(today, app.moment)
        await app.push_screen(ReviewScreen(shelf, session, app.moment, lambda _: session))
        await pilot.pause()
        for card, (keys, _) in WRONG.items():
            assert session.view.card is not None
            assert session.view.card.id == card
            for key in keys:
                ticks[0] += 2
                await press(pilot, key)
            marked = [button.rating for button in app.screen.query_one(RatingBar).buttons if button.suggested]
            assert [rating.label for rating in marked if rating is not None] == ["Again"], f"{card}\n{frame(app)}"
            ticks[0] += 2
            await press(pilot, "space")
            ratings = {event.card: event.rating for event in shelf.progress.standing()}
            assert ratings[card] == 1, card
            assert len(ratings) == list(WRONG).index(card) + 1


def test_an_empty_line_rates_again_in_plain_lines(home: Path, clock: Clock) -> None:
    shelf = opened(home, [DECK])
    answered = {card: lines for card, (_, lines) in WRONG.items() if lines}
    today = replace(shelf.today(clock.moment()), plan=Agenda(new=tuple(answered)))
    session, said = shelf.session(today, clock.moment), io.StringIO()
    typed = "".join(f"{line}\n" for lines in answered.values() for line in (*lines, ""))
    Sitting(shelf, session, clock.moment, io.StringIO(f"{typed}:q\n"), said).run()
    assert {event.card: event.rating for event in shelf.progress.standing()} == dict.fromkeys(answered, 1), (
        said.getvalue()
    )
