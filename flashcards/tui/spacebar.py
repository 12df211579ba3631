"""Tells a Space that was pressed from one that is held: only a pressed one may rate what has been seen."""

from collections.abc import Callable
from enum import Enum

SEEN_S = 0.25
"""So long an answer must have been drawn before Space accepts it."""
REPEAT_S = 0.15
"""A Space that follows another one sooner is a held key."""
DELAY_S = 1.1
"""A held key repeats for the first time within this."""
SETTLE_S = 0.12
"""So long it is awaited whether a Space that may be a first repeat is followed by a second."""


class Press(Enum):
    """What a Space is taken for."""

    CLEAR = "clear"
    EARLY = "early"
    """The answer has not been seen yet."""
    HELD = "held"
    UNSURE = "unsure"
    """It may be the first repeat of the Space that revealed."""


class Spacebar:
    """Remembers when Space was pressed and when the answer was drawn, by a monotonic clock."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._last: float | None = None
        self._revealed = False
        self._drawn: float | None = None
        self._press, self._acts, self._repeats = Press.CLEAR, False, 0

    def press(self) -> Press:
        """A Space came."""
        press = self._taken_for()
        if press is Press.HELD and self._acts:
            self._repeats += 1
        else:
            self._press, self._acts, self._repeats = press, press is not Press.HELD, 0
        return press

    def acts(self) -> Press:
        """What the Space is taken for that acts now: keys typed while the program starts come faster than they act."""
        if self._acts:
            self._acts = False
            return self._press
        if self._repeats:
            self._repeats -= 1
            return Press.HELD
        return self._press

    def _taken_for(self) -> Press:
        now, last, revealed = self._ticks(), self._last, self._revealed
        self._last, self._revealed = now, False
        since = float("inf") if last is None else now - last
        if since < REPEAT_S:
            self._revealed = revealed
            return Press.HELD
        if self._drawn is None or now - self._drawn < SEEN_S:
            self._revealed = revealed
            return Press.EARLY
        return Press.UNSURE if revealed and since < DELAY_S else Press.CLEAR

    def reveals(self) -> None:
        """The Space that came last reveals."""
        self._revealed = True

    def other(self) -> None:
        """Another key came."""
        self._last, self._revealed = None, False
        self._press, self._acts, self._repeats = Press.CLEAR, False, 0

    def drawn(self, *, answer: bool) -> None:
        """What is on the screen now was drawn: an answer, or something else."""
        if not answer:
            self._drawn = None
        elif self._drawn is None:
            self._drawn = self._ticks()
