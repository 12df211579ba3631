"""Makes README's picture of the review screen with the app itself: `python -m tests.tui.picture`."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flashcards.library import Library
from flashcards.schedule.agenda import Agenda
from flashcards.tui.answerpane import AnswerPane
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.review import ReviewScreen

PICTURE = Path(__file__).parents[2] / ".github" / "review.svg"
DECK, CARD = Path(__file__).parents[2] / "decks" / "metrics.yaml", "f1-from-counts"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def draw() -> str:
    """The review screen of one card, answered, as SVG."""
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home), [DECK])
        app = FlashcardsApp(library, lambda: NOW)
        async with app.run_test(size=(96, 30)) as pilot:
            session = library.session(replace(library.today(app.moment()), plan=Agenda(new=(CARD,))), app.moment)
            question = session.view.question
            assert question is not None
            number = session.view.card.body.result(  # type: ignore[union-attr]
                session.view.card.body.drawn(question.drawn["seed"])  # type: ignore[union-attr]
            )
            await app.push_screen(ReviewScreen(library, session, app.moment, lambda _: session))
            await pilot.pause()
            app.screen.query_one(AnswerPane).entry.insert(f"{number:.3f}")
            await pilot.press("enter")
            await pilot.pause()
            svg = app.export_screenshot(title="flashcards")
        library.close()
    return svg


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
