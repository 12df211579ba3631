"""A screen that leaves its own ground out of a frame where its parts cover all of it."""

from collections.abc import Mapping
from typing import TypeVar

from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from flashcards.tui.boundary import Bounded

Result = TypeVar("Result")


class Covered(Bounded, Screen[Result]):
    """Textual makes and cuts the rows of the ground for each frame, to throw them away."""

    _laid_out: Mapping[Widget, tuple[Region, Region]] | None = None
    """The parts that were looked at; another layout has another mapping."""
    _covered = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of the ground; none where nothing of it is in sight."""
        if self._laid_out is not self._compositor.visible_widgets:
            self._laid_out = self._compositor.visible_widgets
            self._covered = self._is_covered()
        return [] if self._covered else super().render_lines(crop)

    def _is_covered(self) -> bool:
        shown = self._compositor.visible_widgets.items()
        regions = [region.intersection(clip) for widget, (region, clip) in shown if widget is not self]
        for y, cuts in enumerate(self._compositor.cuts):
            for x in cuts[:-1]:  # between two cuts the screen is of one part
                if not any(region.contains(x, y) for region in regions):
                    return False
        return True
