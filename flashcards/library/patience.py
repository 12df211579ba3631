"""How far a long piece of work has come, said while it lasts."""

import contextlib
import os
import sys
import time
from collections.abc import Callable

QUIET_S = 0.4
"""What takes no longer is not mentioned."""
STEP_S = 0.1
READ_ANEW = "Your progress is being read anew"


def on_terminal(text: str) -> None:
    """Put a text into the present row of the terminal that stderr is; an empty one clears it."""
    stream = sys.__stderr__
    if stream is not None and stream.isatty():
        with contextlib.suppress(OSError):
            os.write(stream.fileno(), f"\r{text}\x1b[K".encode())


class Patience:
    """Called with what is done and how much there is; says it now and then, and takes it away at the end."""

    def __init__(self, what: str, say: Callable[[str], None] = on_terminal) -> None:
        """`say` is called with an empty text at the end."""
        self._what, self._say = what, say
        self._began, self._last = time.monotonic(), 0.0

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if done == 0:
            self._began = now
        elif done >= of and self._last:
            self._say("")
            self._last = 0.0
        elif done < of and now - self._began > QUIET_S and now - self._last > STEP_S:
            self._last = now
            self._say(f"{self._what}: {100 * done // of} %")
