"""Each system call of a sitting fails in turn: no answer is lost or written twice, and the person is told in a sentence.

The program is forked off from here, with its modules already loaded, and `strace` lets the n-th call on its files
fail: once, or from then on. The one thing changed is how long it waits for a disk to recover.
"""

import contextlib
import ctypes
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree

from flashcards.events import Event, Kind
from flashcards.log.file import Progress
from flashcards.plain import sitting
from tests.slow.program import FIRST, Skipped, acknowledged, check, forked, need, place, sit

CALLS = ("openat", "pwrite64", "fdatasync", "fsync", "unlink", "ftruncate", "link", "rename", "mkdir")
WAYS = [(error, sticky) for error in ("ENOSPC", "EIO") for sticky in (False, True)]
EVERY = {"pwrite64": 8}
"""Writes are many and alike: one in so many fails, and each call in one of the four ways in turn; ALL=1: all in all."""
PATIENCE_S = 0.25
SITTING = "\n1\n\n4\nu\n\n3\nb\n\n2\nq\n"
PR_SET_PTRACER = 0x59616D61
LINE = re.compile(r"(\w+)\(.*\) += ")


@dataclass(frozen=True)
class Fault:
    """Which call fails, with what, and for how long."""

    call: str
    error: str
    nth: int
    sticky: bool

    @property
    def injection(self) -> str:
        return f"{self.call}:error={self.error}:when={self.nth}{'+' if self.sticky else ''}"


@dataclass(frozen=True)
class Outcome:
    """How a sitting went."""

    code: int
    said: bytes
    told: str


def patient(wait: int) -> None:
    """In the fork: let `strace` in, wait for it, and do not wait long for a disk."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1 % 2**64), 0, 0, 0)
    os.read(wait, 1)
    sitting.SAVE_PATIENCE_S = PATIENCE_S


def traced(folder: Path, *injection: str) -> tuple[Outcome, list[str]]:
    """A sitting under `strace`, and the calls it made on its files."""
    leave, wait = os.pipe()

    def ready() -> None:
        os.close(wait)
        patient(leave)

    pid = forked(folder, SITTING, day=1, before=ready)
    os.close(leave)
    home = folder / "home"
    watched = [
        home,
        home / "backups",
        *(home / f"progress.db{end}" for end in ("", "-journal", f".{pid}.new", f".{pid}.new-journal")),
    ]
    watched += [
        home / "backups" / f"progress-{FIRST.date() + timedelta(days=1)}.{pid}.part{end}" for end in ("", "-journal")
    ]
    strace = subprocess.Popen(
        [
            need("strace"),
            "-p",
            str(pid),
            "-o",
            folder / "calls",
            "-e",
            f"trace={','.join(CALLS)}",
            *(word for file in watched for word in ("-P", str(file))),
            *injection,
        ],
        stderr=subprocess.PIPE,
    )
    with strace:
        while f"TracerPid:\t{strace.pid}\n" not in Path(f"/proc/{pid}/status").read_text():
            if strace.poll() is not None:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                assert strace.stderr is not None
                raise Skipped(f"strace may not trace here: {strace.stderr.read().decode().strip()}")
            time.sleep(0.001)
        os.close(wait)
        _, status = os.waitpid(pid, 0)
    outcome = Outcome(os.waitstatus_to_exitcode(status), (folder / "said").read_bytes(), (folder / "told").read_text())
    lines = (folder / "calls").read_text().splitlines()
    return outcome, [m[1] for line in lines if (m := LINE.match(line))]


@contextlib.contextmanager
def begun(*, fresh: bool) -> Iterator[tuple[Path, list[Event]]]:
    """A home that was used yesterday, or a fresh one."""
    with place(in_memory=True) as folder:
        if not fresh:
            assert sit(folder, "\n3\n\n4\n\n1\nq\n").returncode == 0
        yield folder, logged(folder)


def logged(folder: Path) -> list[Event]:
    path = folder / "home" / "progress.db"
    if not path.exists():
        return []
    log = Progress.open(path)
    try:
        return list(log.events())
    finally:
        log.close()


def strike(origin: Path, before: Sequence[Event], fault: Fault) -> str:
    """One sitting with one fault; how it ended."""
    with place(in_memory=True) as folder:
        copytree(origin / "home", folder / "home", dirs_exist_ok=True)
        outcome, _ = traced(folder, "-e", f"inject={fault.injection}")
        answered = acknowledged(outcome.said)
        where = f"{fault}: {outcome}"
        assert outcome.code in (0, 1), where
        # A copy that cannot be made is told, and the sitting has not failed.
        assert (outcome.code == 0) == (outcome.told == "" or "no copy was made" in outcome.told), where
        if outcome.told:
            assert outcome.told.startswith("flashcards: "), where
            assert outcome.told.count("\n") == 1, where
        waited = b"check its disk" in outcome.said or b"make room" in outcome.said
        assert fault.sticky or not waited or outcome.code == 0, (
            f"one failure while an answer was written ended the sitting: {where}"
        )
        left = sorted(p.name for p in (folder / "home").rglob("*") if p.suffix in (".new", ".part"))
        assert left == [] or fault.call == "unlink", (where, left)
        path = folder / "home" / "progress.db"
        if not path.exists():
            assert not before, where
            assert not answered, where
            return "not begun"
        try:
            events = check(path, before, answered)
        except AssertionError as err:
            raise AssertionError(where) from err
        written = events[len(before) :]
        assert sum(e.event is Kind.UNDO for e in written) <= 1, where
        for copy in (folder / "home" / "backups").glob("*.db"):
            check(copy, before[:0], [], most_unsaid=len(events))
        return "went on" if outcome.code == 0 else "ended in a sentence"


def prove() -> str:
    need("strace")
    ends: Counter[str] = Counter()
    for fresh in (False, True):
        with begun(fresh=fresh) as (origin, before):
            with place(in_memory=True) as folder:
                copytree(origin / "home", folder / "home", dirs_exist_ok=True)
                outcome, calls = traced(folder)
                assert (outcome.code, outcome.told) == (0, "")
                assert len(acknowledged(outcome.said)) == 4
            everything = "ALL" in os.environ
            faults = [
                Fault(call, error, nth, sticky)
                for call in CALLS
                for nth in range(1, calls.count(call) + 1)
                for way, (error, sticky) in enumerate(WAYS)
                if everything or (nth % EVERY.get(call, 1) == 0 and nth // EVERY.get(call, 1) % len(WAYS) == way)
            ]
            with ProcessPoolExecutor(2, get_context("spawn")) as pool:
                ends.update(pool.map(partial(strike, origin, before), faults, chunksize=8))
    assert ends["went on"] > 20, ends
    assert ends["ended in a sentence"] > 20, ends
    return f"{ends.total()} sittings with a failing call, nothing acknowledged lost or written twice: {dict(ends)}"
