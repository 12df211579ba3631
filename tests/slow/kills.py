"""`kill -9` at any moment of a sitting: every answer that was acknowledged is in the log, at most the last one is not."""

import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

from flashcards.events import Event
from tests.slow.program import ROOT, acknowledged, check, command, place

KILLS = 200


def killed(folder: Path, day: int, delay: float, *, from_start: bool) -> list[str]:
    """Answer flat out until killed: some seconds after the start, or after the first answer."""
    with (folder / "lines").open("wb") as lines:
        lines.write(b"\n1\n\n2\n" * 400)
    with (folder / "lines").open("rb") as lines:
        program = subprocess.Popen(command(folder, day), stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    assert program.stderr is not None
    with program, program.stdout, program.stderr:
        if from_start:
            timer = Timer(delay, program.kill)
            timer.start()
            said = program.stdout.read()
            timer.cancel()
        else:
            said = b""
            while not acknowledged(said) and (line := program.stdout.readline()):
                said += line
            time.sleep(delay)
            program.kill()
            said += program.stdout.read()
        assert program.stderr.read() == b""
    return acknowledged(said)


def series(seed: int, count: int) -> tuple[int, int]:
    """Kill one sitting after another on the same file; every tenth home is a fresh one, to be killed while it is made."""
    chance = random.Random(seed)
    answers = 0
    for start in range(0, count, 10):
        with place(in_memory=True) as folder:  # what a disk does is for `power` and `failures`
            events: list[Event] = []
            for day in range(min(10, count - start)):
                early = day == 0 or chance.random() < 0.2
                said = killed(folder, day, chance.uniform(0.05, 0.5) if early else chance.uniform(0, 0.05), from_start=early)
                events = check(folder / "home" / "progress.db", events, said)
                answers += len(said)
            half_made = [p.name for p in (folder / "home").iterdir() if p.name.endswith(".db") and p.name != "progress.db"]
            assert half_made == []
    return count, answers


def prove() -> str:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(series, (1, 2), (KILLS // 2, KILLS // 2)))
    kills, answers = (sum(column) for column in zip(*done, strict=True))
    assert answers > kills, f"only {answers} answers were given before {kills} kills: the loop proves nothing"
    return f"{kills} kills, {answers} answers acknowledged, none lost, none twice"
