"""The program ends within two seconds of a hang-up or of being told to, whatever it is doing then.

A terminal that is closed while a screen is being drawn blocks the drawing for good: no loop comes round any more, so
that the loop's own way with signals would leave the process behind.
"""

import _thread
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

PATIENCE_S = 1.2
"""So long the app may take to end in order."""
AS_IT_WAS = b"\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[<u\x1b[0m"
"""The main screen, the cursor, no mouse, no pasting mode: what a shell expects."""


class Ending:
    """Ends an app in order where it still can, and the process in any case."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leave: Callable[[], object] | None = None
        self._modes: list[Any] | None = None
        self._numbers: set[int] = set()
        self._is_ending = False

    def watch(self) -> None:
        """Take up the signals, in the main thread, before the screen is."""
        with contextlib.suppress(Exception):  # no such module, no such modes: there is nothing to bring back then
            import termios

            self._modes = termios.tcgetattr(sys.stdin.fileno())
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):  # Windows knows no hang-up
                with contextlib.suppress(ValueError, OSError):
                    signal.signal(getattr(signal, name), self._told)
                    self._numbers.add(getattr(signal, name))
        with contextlib.suppress(ValueError, OSError):
            source, target = os.pipe()
            os.set_blocking(target, False)
            signal.set_wakeup_fd(target, warn_on_full_buffer=False)
            _thread.start_new_thread(self._listen, (source,))

    def by(self, leave: Callable[[], object]) -> None:
        """From inside the running loop: how the app ends in order."""
        self._loop, self._leave = asyncio.get_running_loop(), leave

    def _listen(self, source: int) -> None:
        # Python calls `_told` in the main thread alone: never, where a signal comes just before that begins to wait.
        while told := os.read(source, 1):
            if told[0] in self._numbers:
                self._end(told[0])

    def _told(self, number: int, _: FrameType | None) -> None:
        # Where a loop has taken the place of what `_listen` reads. Not by `threading`: this thread may just be starting
        # another one there, and would wait for itself.
        _thread.start_new_thread(self._end, (number,))

    def _end(self, number: int) -> None:
        if self._is_ending:
            return
        self._is_ending = True
        if self._loop is not None and self._leave is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._leave)
        time.sleep(PATIENCE_S)
        try:
            self._bring_back()
        finally:
            os._exit(128 + number)

    def _bring_back(self) -> None:
        """Leave the terminal as a shell expects it, as far as it still listens."""
        for stream in (sys.__stderr__, sys.__stdout__):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                os.set_blocking(stream.fileno(), False)  # type: ignore[union-attr]
                os.write(stream.fileno(), AS_IT_WAS)  # type: ignore[union-attr]
        if self._modes is not None:
            import termios

            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._modes)
