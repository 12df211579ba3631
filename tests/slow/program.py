"""The program under test: a deck, a home, sittings in plain lines, and what its log must hold afterwards."""

import contextlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlite_utils  # noqa: F401 - so that forks need not load it

from flashcards import cli, plain  # noqa: F401
from flashcards.events import Event, Kind, fold
from flashcards.log.file import Progress

ROOT = Path(__file__).parents[2]
CARDS = 40
FIRST = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - naive means local to the program
"""The first sitting: long ago enough that no later one is ahead of the clock, which would be said."""
ASKED = re.compile(rb"^Question: What is number (\d+)\?$", re.MULTILINE)
REVEALED = re.compile(rb"^1 Again (?!.*this answer was not written)", re.MULTILINE | re.DOTALL)
OVER = (b"Done for", b"u undo, q quit")


class Skipped(Exception):
    """This machine cannot run the proof; the message says why."""


def need(tool: str) -> str:
    """The path of a tool; raises Skipped."""
    found = shutil.which(tool)
    if found is None:
        raise Skipped(f"{tool} is not installed")
    return found


@contextlib.contextmanager
def place(*, in_memory: bool = False) -> Iterator[Path]:
    """A folder with a deck and an empty home."""
    shm = Path("/dev/shm")
    with TemporaryDirectory(dir=shm if in_memory and shm.is_dir() else None) as name:
        folder = Path(name)
        (folder / "home").mkdir(mode=0o700)
        (folder / "decks").mkdir()
        cards = "".join(
            f"  - id: n{n}\n    question: What is number {n}?\n    answer: It is {n}.\n" for n in range(CARDS)
        )
        (folder / "decks" / "numbers.yaml").write_text(f"title: Numbers\ncards:\n{cards}", encoding="utf-8")
        yield folder


def arguments(folder: Path, day: int = 0) -> list[str]:
    """A sitting in plain lines, some days after the first."""
    now = FIRST + timedelta(days=day)
    return [
        "review",
        "--plain",
        "--new",
        str(CARDS),
        "--home",
        str(folder / "home"),
        "--decks",
        str(folder / "decks"),
        "--now",
        now.isoformat(),
    ]


def command(folder: Path, day: int = 0) -> list[str]:
    return [sys.executable, "-m", "flashcards", *arguments(folder, day)]


def sit(folder: Path, lines: str, day: int = 0) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command(folder, day), input=lines.encode(), capture_output=True, check=False, cwd=ROOT)


def forked(folder: Path, lines: str, day: int = 0, *, before: Callable[[], object] = lambda: None) -> int:
    """The process number of a sitting in a fork of this process, which has the program's modules loaded already.

    What it says lands in the files `said` and `told` of the folder; `before` runs first, in the fork.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        before()
        sys.stdin = io.StringIO(lines)
        sys.stdout, sys.stderr = ((folder / name).open("w", encoding="utf-8") for name in ("said", "told"))
        code = cli.main(arguments(folder, day))
        sys.stderr.flush()
    except BaseException as err:  # noqa: BLE001 - a traceback is what must not be
        (folder / "told").write_text(f"{type(err).__name__}: {err}")
    finally:
        os._exit(code)


def acknowledged(said: bytes) -> list[str]:
    """The cards whose answers were acknowledged: they were revealed, and something came after them.

    A card that is asked again or left without having been revealed was not answered, nor one whose answer was refused.
    """
    asked = list(ASKED.finditer(said))
    ends = [question.start() for question in asked[1:]]
    if asked and any(words in said for words in OVER):
        ends.append(len(said))
    return [f"n{q[1].decode()}" for q, end in zip(asked, ends, strict=False) if REVEALED.search(said, q.end(), end)]


def check(path: Path, before: Sequence[Event], answered: Sequence[str], *, most_unsaid: int = 1) -> list[Event]:
    """Open the file as the program does: every answer that was acknowledged is there, in order, and nothing is torn."""
    log = Progress.open(path)
    try:
        events = list(log.events())
        assert events[: len(before)] == list(before), "what was there before is there no more"
        cards = [e.card for e in events[len(before) :] if e.event is Kind.REVIEW]
        assert cards[: len(answered)] == list(answered), f"acknowledged {answered}, but the log has {cards}"
        assert len(cards) <= len(answered) + most_unsaid, f"acknowledged {answered}, but the log has {cards}"
        assert log.damaged() == []
        assert log.states() == fold(events, log.model.replay)
    finally:
        log.close()
    whole(path)
    return events


def whole(path: Path) -> None:
    """SQLite finds nothing wrong with the file."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        (verdict,) = db.execute("PRAGMA integrity_check").fetchone()
    assert verdict == "ok", verdict
