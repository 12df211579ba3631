"""The settings on screen, as sentences; each change is written into the settings file at once."""

from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from flashcards import settings
from flashcards.library import Library
from flashcards.records import replace
from flashcards.settings import Key
from flashcards.text import cell_width, padded
from flashcards.tui.content import styled
from flashcards.tui.dialogs import LineDialog, refused
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import SETTINGS, bindings
from flashcards.tui.rows import Rows
from flashcards.tui.themepicker import ThemePicker

MOST_WRONG = 1
"""Problems that are shown above the list."""
SIDE = 2
NOT_SET = {"backups": "the folder backups of the home", "sync": "nothing"}
"""What a setting that names no place comes to."""


def _rows() -> list[Key | str]:
    """The settings, below the names of their groups."""
    rows: list[Key | str] = []
    for key in settings.KEYS:
        if key.group:
            if key.group not in rows:
                rows.append(key.group)
            rows.append(key)
    return rows


class SettingsScreen(KeyedScreen[None]):
    """A sentence a setting; Enter changes it, Space turns a switch over."""

    BINDINGS = bindings(SETTINGS)

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self._rows = _rows()

    def compose(self) -> ComposeResult:
        yield Static(id="title", classes="note")
        yield Rows(self._line, skipped=lambda row: isinstance(self._rows[row], str), id="settings")
        yield Static(id="about", classes="note")
        yield Static(id="wrong", classes="note")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(self._rows), 0)
        rows.focus()
        self.follow()

    def on_resize(self) -> None:
        super().on_resize()
        where = str(self.library.home / settings.FILE_NAME)
        room = self.size.width - len("Settings  ") - 2 * SIDE
        shown = where if cell_width(where) <= room else f"…{where[1 - room :]}"
        self.query_one("#title", Static).update(styled(("Settings  ", "heading"), (shown, "muted")))

    def follow(self) -> None:
        """Show every setting as it is now."""
        self.query_one(Rows).refresh()
        problems = self.library.settings_problems
        wrong = self.query_one("#wrong", Static)
        wrong.display = bool(problems)
        more = len(problems) - MOST_WRONG
        shown = [replace(problem, path=Path(problem.path.name)) for problem in problems[:MOST_WRONG]]
        said = [*map(str, shown), *([f"and {more} more; ! at home lists all"] if more > 0 else [])]
        wrong.update(styled(("\n".join(said), "warn")))
        self.on_rows_moved()

    def _line(self, row: int, width: int) -> Content:
        key = self._rows[row]
        if isinstance(key, str):
            return styled((" " * SIDE + padded(key, width - SIDE), "label"))
        before, _, behind = key.sentence.partition("{}")
        value = settings.shown(self.library.settings, key.name)
        value = NOT_SET.get(key.name, value) if value == "none" else value
        here = row == self.query_one(Rows).cursor
        return styled(
            ("▸ " if here else " " * SIDE, "cursor"),
            (f"  {before}", ""),
            (value, "key"),
            (behind, ""),
        )

    def on_rows_moved(self) -> None:
        """Say below the list what the setting means, and from when a change of it counts."""
        key = self.key
        self.query_one("#about", Static).update(styled((f"{key.comment} ", ""), (key.acts, "muted")))
        self.follow_keys()

    @property
    def key(self) -> Key:
        """The setting under the cursor."""
        key = self._rows[self.query_one(Rows).cursor or 0]
        assert isinstance(key, Key)
        return key

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only a switch can be turned over."""
        return action != "turn" or (self.is_mounted and isinstance(self._value, bool))

    @property
    def _value(self) -> object:
        cursor = self.query_one(Rows).cursor
        return None if cursor is None else getattr(self.library.settings, self.key.name)

    def change(self, name: str, text: str) -> None:
        """Take a new value and write it down."""
        self.library.set(name, settings.parse(name, text))
        self.app.dress()
        self.follow()

    def on_rows_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        key = self.key

        def done(text: str | None) -> None:
            if text is not None:
                self.change(key.name, text)

        if isinstance(self._value, bool):
            self.action_turn()
        elif key.name == "theme":
            self.app.push_screen(ThemePicker(self.library.settings.theme), done)
        else:
            value = settings.shown(self.library.settings, key.name)
            self.app.push_screen(LineDialog(key.comment, value, refused(partial(settings.parse, key.name))), done)

    def action_turn(self) -> None:
        if isinstance(self._value, bool):
            self.change(self.key.name, "off" if self._value else "on")

    def action_leave(self) -> None:
        self.dismiss(None)
