"""`kill -9` at any moment of a sitting in full screen: every answer after which the next card was shown is in the log."""

import contextlib
import os
import random
import re
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from flashcards.events import Event
from tests.slow.program import Skipped, arguments, check, place
from tests.tui.test_terminal import PATIENCE_S, Terminal

KILLS = 40
SITTINGS = 8
"""On one home, one after the other; the first one makes the file."""
ASKED = re.compile(r"What is number (\d+)\?")


def seen(screen: Terminal, pattern: "re.Pattern[str]") -> str:
    """Wait until the screen shows a pattern; its first group."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := pattern.search(screen.plain())):
        assert time.monotonic() < deadline, screen.plain()[-2000:]
        screen.read(0.05)
    return found[1]


def killed(folder: Path, day: int, chance: random.Random) -> list[str]:
    """Answer in full screen and be killed; the cards after whose answer the next one was shown."""
    words = [word for word in arguments(folder, day) if word != "--plain"]
    screen = Terminal(*words)
    answered = []
    try:
        card = seen(screen, ASKED)
        for _ in range(chance.randint(1, 9)):
            screen.type(" ")
            seen(screen, re.compile("(1 Again)"))
            screen.type(chance.choice("34"))
            following = seen(screen, re.compile(rf"What is number (?!{card}\?)(\d+)\?"))
            answered.append(f"n{card}")
            card = following
        if chance.random() < 0.7:  # while the next answer is being written, at some moment of its way
            screen.type(" ")
            seen(screen, re.compile("(1 Again)"))
            os.write(screen.fd, b"4")
        time.sleep(chance.uniform(0, 0.06))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(screen.pid, signal.SIGKILL)
        _, status = os.waitpid(screen.pid, 0)
        screen.status = os.waitstatus_to_exitcode(status)
        screen.close()
    assert screen.status == -signal.SIGKILL, screen.plain()[-2000:]
    return answered


def series(seed: int) -> tuple[int, int]:
    """Kills on one home, and the answers that were acknowledged before them."""
    chance = random.Random(seed)
    answers = 0
    with place(in_memory=True) as folder:
        events: list[Event] = []
        for day in range(SITTINGS):
            said = killed(folder, day, chance)
            events = check(folder / "home" / "progress.db", events, said)
            answers += len(said)
    return SITTINGS, answers


def prove() -> str:
    if os.name != "posix":
        raise Skipped("a pseudo-terminal needs POSIX")
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        done = list(pool.map(series, range(KILLS // SITTINGS)))
    kills, answers = (sum(column) for column in zip(*done, strict=True))
    assert answers > 2 * kills, f"only {answers} answers were given before {kills} kills: the loop proves nothing"
    return f"{kills} kills in full screen, {answers} answers acknowledged, none lost, none twice"


if __name__ == "__main__":
    print(prove())
