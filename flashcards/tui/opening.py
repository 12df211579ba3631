"""How a screen comes up: its styles are read once, it is laid out once and drawn once. Textual does all of it twice."""

from typing import TypeVar

from textual.events import ScreenResume
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from flashcards.tui.boundary import Bounded, BoundedScreen

Result = TypeVar("Result")


class Ground(Bounded, Screen[None]):
    """What lies below all screens, and never shows."""

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Nothing is ever said or pointed at here."""

    def _on_screen_resume(self, event: ScreenResume) -> None:
        event.prevent_default()

    def _screen_resized(self, size: Size) -> None:
        """What does not show needs no layout."""


class Opening(BoundedScreen[Result]):
    """A screen whose first frame costs what a frame costs."""

    _opened = False
    _comes_up = False

    def _on_screen_resume(self, event: ScreenResume) -> None:
        if self._opened:
            return
        self._opened = True
        event.prevent_default()
        event.refresh_styles = False  # they were read a moment ago, when its widgets were made
        super()._on_screen_resume(event)
        self._comes_up = True
        self.call_later(self._is_up)

    def _is_up(self) -> None:
        """What the first layout has asked for once more, it has drawn."""
        self._comes_up = self._repaint_required = False

    def _screen_resized(self, size: Size) -> None:
        if not self._comes_up:  # the first layout tells the screen the size that it was made for
            super()._screen_resized(size)
