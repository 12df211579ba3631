"""The line above a card: where it belongs, how far the sitting is, and the time spent on it."""

from textual.strip import Strip

from flashcards.events import ANSWER_CAP_MS, Mode
from flashcards.sections import measure
from flashcards.session import View
from flashcards.text import cell_width, padded
from flashcards.tui.strips import Rows, strip_of

WIDE = 100
"""From so many columns on it says what practice is."""
CLOCK = 48
"""Columns that the bar and the timer may take."""
BAR = 10
FIGURES = 25
"""Columns that the figures take when the bar and what was answered have given way: ` 340 left  14:10 of 15:00`."""
FEWEST = 8
"""Columns that are left to a deck's name."""


def clock_words(ms: int) -> str:
    """Minutes and seconds: `1:05`."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


class Head(Rows):
    """Deck and state on the left, progress and clock on the right; drawn as one, so that no word needs a layout."""

    ALLOW_SELECT = False

    def __init__(self, *, timer: bool) -> None:
        super().__init__(id="head")
        self._timer = timer
        self._room = 0
        """Columns for what stands on the right."""
        self._where: list[tuple[str, str]] = []
        self._clock = ""

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it has but one
        """The line."""
        width = self.size.width
        left = strip_of(self, self._where, max(0, width - cell_width(self._clock)))
        return Strip.join([left, strip_of(self, [(self._clock, "muted")])]).adjust_cell_length(width)

    def switch_timer(self) -> None:
        self._timer = not self._timer

    def show(self, view: View, mode: Mode) -> None:
        """Say what is up."""
        screen = self.screen.size.width
        room = measure(screen)
        marks, phase, said = "", "", ""
        if view.state is not None:
            marks = "".join((" ⚑" if view.state.flag is not None else "", " leech" if view.state.leech else ""))
            phase = f" · {view.state.phase_name}"
        if mode is not Mode.REVIEW:
            said = f" · {mode.value}{', the schedule stands' if screen >= WIDE else ''}"
        if FEWEST + cell_width(phase + marks + said) > room - FIGURES:
            phase = ""
        rest = cell_width(phase + marks + said)
        name = view.card.deck if view.card else "Done"
        where = [(padded(name, max(1, min(len(name), screen // 3, max(FEWEST, room - FIGURES - rest)))), "strong")]
        where += [(phase + marks, "muted"), (said, "warn")]
        left = view.left
        counts = f" · {left.due} due, {left.learning} learning, {left.new} new"
        free = room - CLOCK - sum(cell_width(text) for text, _ in where)
        if view.card and mode is Mode.REVIEW and cell_width(counts) <= free:
            where.append((counts, "muted"))
        self._room = room - sum(cell_width(text) for text, _ in where) - 1
        if where != self._where:
            self._where = where
            self.refresh()

    def tick(self, view: View, elapsed_ms: int) -> None:
        """Say how far the sitting is, and the time spent on the card that is up.

        Each answer moves the bar; a card that comes back stays one that is left, so that the end does not run away.
        """
        answers, left = view.tally.answers, view.left.total
        full = round(answers / max(1, answers + left) * BAR)
        words, bar, answered = "", "", ""
        if answers + left:
            words, bar, answered = (
                f"{left} left",
                f"{'▰' * full}{'▱' * (BAR - full)} ",
                f"{answers} answered, " if answers else "",
            )
        if self._timer and view.card is not None:
            elapsed = max(0, elapsed_ms)
            allowed = 1000 * ((view.question.seconds if view.question else None) or 0)
            limit = max(ANSWER_CAP_MS, allowed)
            timed = f"{words}  {clock_words(min(elapsed, limit))}{'+' if elapsed > limit else ''}"
            timed += f" of {clock_words(allowed)}" if allowed else ""
            words = timed if cell_width(timed) <= self._room else words
        for more in (answered, bar):
            words = more + words if cell_width(more + words) <= self._room else words
        if words != self._clock:
            self._clock = words
            self.refresh()
