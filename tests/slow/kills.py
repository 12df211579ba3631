"""`kill -9` at any moment of a sitting: every answer that was acknowledged is in the log, at most the last one is not."""

import os
import random
import signal
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from flashcards.events import Event
from tests.slow.program import ROOT, acknowledged, check, command, forked, place

KILLS = 200
PATIENCE_S = 60
SITTINGS = 10
"""On one home, one after the other; the first one makes the file."""
LINES = "\n1\n\n2\n" * 400


def forked_and_killed(folder: Path, day: int, delay: float, *, answered_first: bool) -> list[str]:
    """Answer flat out, and be killed so many seconds after the start or the first answer."""
    (folder / "said").write_bytes(b"")
    pid = forked(folder, LINES, day)
    deadline = time.monotonic() + PATIENCE_S
    while answered_first and not acknowledged((folder / "said").read_bytes()):
        assert time.monotonic() < deadline, (folder / "said").read_text()[-500:]
        time.sleep(0.001)
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, (folder / "told").read_text()
    return acknowledged((folder / "said").read_bytes())


def started_and_killed(folder: Path, day: int, delay: float) -> list[str]:
    """The same with the command as a person starts it."""
    with subprocess.Popen(
        command(folder, day), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write(LINES.encode())
        program.stdin.flush()
        said = b""
        while not acknowledged(said) and (line := program.stdout.readline()):
            said += line
        time.sleep(delay)
        program.kill()
        said += program.stdout.read()
        assert program.stderr.read() == b""
    return acknowledged(said)


def series(seed: int) -> tuple[int, int]:
    """Kills on one home, and the answers that were acknowledged before them."""
    chance = random.Random(seed)
    answers = 0
    with place(in_memory=True) as folder:  # what a disk does is for `power` and `failures`
        events: list[Event] = []
        for day in range(SITTINGS):
            if day == SITTINGS - 1:
                said = started_and_killed(folder, day, chance.uniform(0, 0.03))
            elif day == 0 or chance.random() < 0.2:
                said = forked_and_killed(folder, day, chance.uniform(0, 0.08), answered_first=False)
            else:
                said = forked_and_killed(folder, day, chance.uniform(0, 0.03), answered_first=True)
            events = check(folder / "home" / "progress.db", events, said)
            answers += len(said)
    return SITTINGS, answers


def prove() -> str:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        done = list(pool.map(series, range(KILLS // SITTINGS)))
    kills, answers = (sum(column) for column in zip(*done, strict=True))
    assert answers > 2 * kills, f"only {answers} answers were given before {kills} kills: the loop proves nothing"
    return f"{kills} kills, {answers} answers acknowledged, none lost, none twice"
