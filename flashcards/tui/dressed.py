"""The looks of the app."""

from textual.app import App

from flashcards.tui.study import StudyApp
from flashcards.tui.themes import DARK, LIGHT


class Dressed(StudyApp):
    """Wears the theme that the settings name."""

    def dress_first(self) -> None:
        """Be in a theme of ours from the start: one that is put on later has all styles read once more."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        wanted = self.library.settings.theme
        if wanted in (DARK.name, LIGHT.name):
            self.set_reactive(App.theme, wanted)
            dark = self.current_theme.dark
            for name, on in (("-dark-mode", dark), ("-light-mode", not dark), (f"-theme-{wanted}", True)):
                self.set_class(on, name, update=False)
            self.stylesheet.set_variables(self.get_css_variables())

    def dress(self) -> None:
        wanted = self.library.settings.theme
        self.theme = wanted if wanted in self.available_themes else DARK.name
        self.animation_level = "full" if self.library.settings.motion else "none"
