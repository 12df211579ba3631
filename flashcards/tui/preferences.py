"""The settings on screen; each change is written into the settings file at once."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from flashcards import settings
from flashcards.library import Library
from flashcards.tui.boundary import Bounded
from flashcards.tui.content import keys_line, styled
from flashcards.tui.dialogs import LineDialog

KEYS = tuple(key for key in settings.KEYS if key.name not in ("switched_off", "plan"))


class SettingsScreen(Bounded, Screen[None]):
    """A line a setting; enter changes it, space turns a switch over."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        Binding("space", "turn", "Turn over", id="turn"),
        Binding("q,escape", "leave", "Back", id="leave"),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library

    def compose(self) -> ComposeResult:
        yield Static(
            styled(("Settings\n", "heading"), (str(self.library.home / settings.FILE_NAME), "muted")), id="today"
        )
        yield OptionList(id="decks")
        yield Static(id="said", classes="note")
        yield Static(keys_line(("Enter", "change"), ("Space", "on or off"), ("q", "back")), id="keys")

    def on_mount(self) -> None:
        self.follow()
        self.query_one(OptionList).focus()

    def follow(self) -> None:
        """Show every setting as it is now."""
        options = self.query_one(OptionList)
        cursor = options.highlighted or 0
        options.clear_options()
        for key in KEYS:
            value = settings.shown(self.library.settings, key.name)
            options.add_option(
                Option(styled((f"{key.name:20}", ""), (f"{value:>18}  ", "strong"), (key.comment, "muted")))
            )
        options.highlighted = cursor
        problems = self.library.settings_problems
        self.query_one("#said", Static).update(styled(("\n".join(map(str, problems)), "warn")))

    @property
    def key(self) -> settings.Key:
        """The setting under the cursor."""
        return KEYS[self.query_one(OptionList).highlighted or 0]

    def change(self, name: str, text: str) -> None:
        self.library.set(name, settings.parse(name, text))
        self.app.dress()  # type: ignore[attr-defined]
        self.follow()

    def on_option_list_option_selected(self) -> None:
        key = self.key
        if isinstance(getattr(self.library.settings, key.name), bool):
            self.action_turn()
            return

        def wrong(text: str) -> str:
            try:
                settings.parse(key.name, text)
            except ValueError as err:
                return str(err)
            if key.name == "theme" and text.strip() not in self.app.available_themes:
                return f"there is no theme {text.strip()}; there are {', '.join(sorted(self.app.available_themes))}"
            return ""

        def done(text: str | None) -> None:
            if text is not None:
                self.change(key.name, text)

        self.app.push_screen(LineDialog(key.comment, settings.shown(self.library.settings, key.name), wrong), done)

    def action_turn(self) -> None:
        value = getattr(self.library.settings, self.key.name)
        if isinstance(value, bool):
            self.change(self.key.name, "off" if value else "on")

    def action_leave(self) -> None:
        self.dismiss(None)
