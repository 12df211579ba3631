"""The card on the screen: whatever is wider than the screen says so and is reached by pages."""

from pathlib import Path

from flashcards.tui.app import FlashcardsApp
from tests.conftest import Clock, frame, opened, press

HEAD = "|".join(f"column{n}" for n in range(12))
ROW = "|".join(f"unbreakable{n}" for n in range(12))
DECK = f"""title: T
cards:
  - id: wide
    question: |
      |{HEAD}|
      |{"---|" * 12}
      |{ROW}|
    answer: A
"""


async def test_a_table_wider_than_the_screen_says_so_and_turns_its_pages(
    tmp_path: Path, home: Path, clock: Clock
) -> None:
    path = tmp_path / "wide.yaml"
    path.write_text(DECK, encoding="utf-8")
    app = FlashcardsApp(opened(home, [path]), clock, begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "columns wider than the screen" in frame(app)
        seen = frame(app)
        assert "unbreakable0" in seen
        assert "unbreakable11" not in seen
        assert all(len(row) <= 78 for row in seen.split("\n")), "the margin at the right stays free"
        await press(pilot, "right")
        assert "unbreakable0 " not in frame(app)
        assert "unbreakable6" in frame(app)
        await press(pilot, "right")
        assert "unbreakable11" in frame(app)
        await press(pilot, "left", "left")
        assert "unbreakable0" in frame(app)
    app.library.close()
