"""The first question in plain strokes, while the full screen is still being loaded; keys typed meanwhile are kept.

Loading Textual takes half a second, and finding out what comes first an eighth. The question needs no Textual: it stands
where the screen will have it. And where nothing has changed since it was found out, `told` knows it at once; so nothing
is imported here before something has to be found out.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Any, Self

    from flashcards.questions import Question
    from flashcards.text import Line

OPEN, CLOSE = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[?25h\x1b[?1049l"
BOLD = frozenset({"strong", "heading", "keyword"})
TOP = 3
"""The row of the first line of a question: below the head and a free row."""


class Splash:
    """Has the terminal from the start until the full screen takes it over, or until something goes wrong."""

    def __init__(self) -> None:
        self._modes: list[Any] | None = None
        self._shown = ""

    def begin(self) -> None:
        """Keep the keys that are typed from now on, where the terminal can be told to."""
        if self._modes is not None:
            return
        try:
            import termios

            self._modes = termios.tcgetattr(sys.stdin.fileno())
            modes = [*self._modes]
            modes[0] &= ~termios.ICRNL  # a Return stays one
            modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)  # Ctrl+Z is a key of the full screen
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)
        except (ImportError, OSError, ValueError):
            pass

    def show(self, painting: str) -> None:
        """Put up what `painting_of` made, if keys are kept."""
        if self._modes is not None and painting != self._shown:
            self._write(OPEN + painting)
            self._shown = painting

    def taken_over(self) -> "list[Any] | None":
        """Say that the full screen draws from now on; the modes to which the terminal is to go back in the end."""
        self._shown = ""
        return self._modes

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self, kind: "type[BaseException] | None", error: BaseException | None, at: "TracebackType | None"
    ) -> None:
        if self._shown:
            self._write(CLOSE)
        if self._modes is not None:
            try:
                import termios

                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._modes)
            except OSError:
                pass
        self._modes, self._shown = None, ""

    @staticmethod
    def _write(text: str) -> None:
        try:
            os.write(sys.stdout.fileno(), text.encode(sys.stdout.encoding or "utf-8", "replace"))
        except OSError:
            pass


def can_draw() -> bool:
    """Whether the terminal knows how to move a cursor; others get plain lines."""
    return os.name != "posix" or os.environ.get("TERM", "") not in ("", "dumb", "unknown")


def painting_of(question: "Question", columns: int, rows: int) -> str:
    """A question as it stands on a screen of this size."""
    from flashcards import sections
    from flashcards.markup.markdown import layout

    lines = layout(question.text, sections.question_width(columns))
    return _painted(lines[: max(0, rows - TOP - 4)], sections.margin(columns))


def _painted(lines: "Sequence[Line]", left: int) -> str:
    """The lines at their places, what is strong in bold."""
    from flashcards.text import clean

    parts = []
    for row, line in enumerate(lines, TOP):
        parts.append(f"\x1b[{row};{left + 1}H")
        for span in line.spans:
            text = clean(span.text)
            parts.append(f"\x1b[1m{text}\x1b[22m" if BOLD & set(span.styles) else text)
    return "".join(parts)
