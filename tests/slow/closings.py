"""Terminals closed at random moments, from the very start to the middle of a drawing: no process stays, nothing is lost."""

import contextlib
import os
import random
import tempfile
import time
from pathlib import Path

from flashcards.log.file import Progress
from tests.conftest import DECK
from tests.slow.program import Skipped
from tests.tui.test_terminal import Terminal

CLOSINGS = 200
SECONDS = 2.0
SPARE = 4.0
"""For a machine that does other things as well."""


def prove() -> str:
    if os.name != "posix":
        raise Skipped("closing a terminal needs POSIX")
    rng, slowest, answers = random.Random(11), 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "d.yaml").write_text(DECK, encoding="utf-8")
        for n in range(CLOSINGS):
            home = folder / f"home{n}"
            screen = Terminal("--home", str(home), "--decks", str(folder / "d.yaml"), "review")
            answered = False
            if n % 2:  # else at any moment of the start
                screen.until("What is recall")
                screen.type(" ")
                screen.until("Again")
                screen.type("4")
                screen.until("What is precision")
                answered = True
                os.write(screen.fd, rng.choice([b"?\x1b?\x1b? ", b" ", b"?" * 30, b"ih\x1bi\x1b"]))
            time.sleep(rng.random() * (0.3 if answered else 1.5))
            os.close(screen.fd)
            began = time.monotonic()
            while not os.waitpid(screen.pid, os.WNOHANG)[0]:
                assert time.monotonic() - began < SECONDS + SPARE, f"closing {n}: the process is still there"
                time.sleep(0.01)
            slowest = max(slowest, time.monotonic() - began)
            if answered:
                with contextlib.closing(Progress.open(home / "progress.db")) as log:
                    assert [event.rating for event in log.standing()] == [4]
                answers += 1
    return f"{CLOSINGS} terminals closed, the last process gone after {slowest:.1f} s, {answers} answers acknowledged and found"


if __name__ == "__main__":
    print(prove())
