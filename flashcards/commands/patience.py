"""How far a long piece of work has come, said on the terminal while it lasts."""

import contextlib
import os
import sys
import time

QUIET_S = 0.4
"""What takes no longer is not mentioned."""
STEP_S = 0.1


class Patience:
    """Called with what is done and how much there is; says it on a terminal, and takes it away at the end."""

    def __init__(self, what: str) -> None:
        self._what, self._began, self._last = what, time.monotonic(), 0.0

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if done == 0:
            self._began = now
        elif done >= of and self._last:
            self._write("\r\x1b[K")
            self._last = 0.0
        elif done < of and now - self._began > QUIET_S and now - self._last > STEP_S:
            self._last = now
            self._write(f"\r{self._what}: {100 * done // of} %")

    @staticmethod
    def _write(text: str) -> None:
        stream = sys.__stderr__
        if stream is not None and stream.isatty():
            with contextlib.suppress(OSError):
                os.write(stream.fileno(), text.encode())
