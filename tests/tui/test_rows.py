"""A list of any length draws what is in sight, and its cursor stands only where it may."""

from textual.app import App, ComposeResult
from textual.content import Content

from flashcards.tui.rows import Rows
from tests.conftest import frame, press


class Listed(App[None]):
    """A list of numbers, every tenth a heading."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count, self.drawn = count, 0

    def compose(self) -> ComposeResult:
        yield Rows(self.draw, skipped=lambda row: row % 10 == 0)

    def draw(self, row: int, _: int) -> Content:
        self.drawn += 1
        return Content(f"row {row}")

    def on_mount(self) -> None:
        self.query_one(Rows).show(self.count)
        self.query_one(Rows).focus()


async def test_a_key_draws_no_more_rows_than_the_screen_has_whatever_the_length() -> None:
    for count in (50, 100_000):
        app = Listed(count)
        async with app.run_test(size=(40, 20)) as pilot:
            await pilot.pause()
            for key in ("down", "pagedown", "end", "home", "pageup", "up"):
                app.drawn = 0
                await press(pilot, key)
                assert app.drawn <= 3 * 20, (count, key)
            await press(pilot, "end")
            assert f"row {count - 1}" in frame(app)


async def test_the_cursor_passes_over_headings_and_shows_them_with_the_row_below() -> None:
    app = Listed(45)
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        rows = app.query_one(Rows)
        assert rows.cursor == 1
        await press(pilot, *["down"] * 9)
        assert rows.cursor == 11
        await press(pilot, "up")
        assert rows.cursor == 9
        await press(pilot, "down")
        assert "row 10" in frame(app)
        await press(pilot, "home")
        assert (rows.cursor, "row 0\n" in frame(app)) == (1, True)


async def test_a_list_of_nothing_or_of_headings_has_no_cursor() -> None:
    for count in (0, 1):
        app = Listed(count)
        async with app.run_test(size=(40, 5)) as pilot:
            await press(pilot, "down", "end", "enter", "pagedown")
            assert app.query_one(Rows).cursor is None
