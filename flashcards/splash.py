"""The first question in plain strokes, while the full screen is still being loaded; keys typed meanwhile are kept.

Loading Textual takes half a second. The question needs none of it: it stands where the screen will have it.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from flashcards import sections
from flashcards.session import View
from flashcards.text import Line, clean

OPEN, CLOSE = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[?25h\x1b[?1049l"
BOLD = frozenset({"strong", "heading", "keyword"})
TOP = 3
"""The row of the first line of a question: below the head and a free row."""


class Splash:
    """Has the terminal from the start until the full screen takes it over, or until something goes wrong."""

    def __init__(self) -> None:
        self._modes: list[Any] | None = None
        self._shown = False

    def __enter__(self) -> Self:
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            self._modes = termios.tcgetattr(sys.stdin.fileno())
            modes = [*self._modes]
            modes[0] &= ~termios.ICRNL  # a Return stays one
            modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)  # Ctrl+Z is a key of the full screen
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)
        return self

    def show(self, view: View) -> None:
        """Put up the question, if the terminal can be told to keep the keys."""
        if self._modes is None or view.question is None:
            return
        from flashcards.markup.markdown import layout

        size = shutil.get_terminal_size()
        lines = layout(view.question.text, sections.question_width(size.columns))
        self._write(OPEN + painted(lines[: max(0, size.lines - TOP - 4)], sections.margin(size.columns)))
        self._shown = True

    def taken_over(self) -> list[Any] | None:
        """Say that the full screen draws from now on; the modes to which the terminal is to go back in the end."""
        self._shown = False
        return self._modes

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            self._write(CLOSE)
        if self._modes is not None:
            with contextlib.suppress(OSError):
                import termios

                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._modes)

    @staticmethod
    def _write(text: str) -> None:
        with contextlib.suppress(OSError):
            os.write(sys.stdout.fileno(), text.encode(sys.stdout.encoding or "utf-8", "replace"))


def painted(lines: Sequence[Line], left: int) -> str:
    """The lines at their places, what is strong in bold."""
    parts = []
    for row, line in enumerate(lines, TOP):
        parts.append(f"\x1b[{row};{left + 1}H")
        for span in line.spans:
            text = clean(span.text)
            parts.append(f"\x1b[1m{text}\x1b[22m" if BOLD & set(span.styles) else text)
    return "".join(parts)
