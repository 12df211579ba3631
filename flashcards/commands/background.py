"""Work that is done by a process of its own, at low priority, after the terminal was given back."""

import contextlib
import os
import signal
import subprocess
import sys

from flashcards.commands.context import Context


def start(context: Context, *words: str) -> None:
    """Run a command of ours in silence; it outlives this process. One that cannot be started is done without."""
    place = ["--home", str(context.library.home.absolute())]
    now = getattr(context.arguments, "now", None)
    with contextlib.suppress(OSError):
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "flashcards", *words, "--quiet", *place, *(["--now", now] if now else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def quietly() -> None:
    """For the process itself: yield to everything else, and leave nothing half made when told to end."""
    with contextlib.suppress(ValueError):  # only the main thread may say what to do with signals
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if hasattr(os, "nice"):
        os.nice(10)
