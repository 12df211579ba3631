"""Each system call of every command that writes fails in turn: what was answered is somewhere, and the person is told.

Each run has process numbers of its own, so that the names of files that are half made are those of the run before:
the first run says which files a command touches, and how often; `strace` then lets the n-th call on them fail.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copyfile, copytree

from flashcards.log import backups
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.log.salvage import salvaged
from tests.log.test_file import at, review
from tests.log.test_merge import damage
from tests.slow.failures import CALLS, WAYS
from tests.slow.program import ROOT, need, place

COMMANDS = {
    "backup": "backup",
    "restore": "restore {copy} --bring-later",
    "repair": "doctor --repair",
    "merge": "merge {folder}/other.db",
    "sync": "sync",
    "ids": "check --fix {folder}/decks",
}
LIKE = {"pwrite64": 10, "openat": 3, "fdatasync": 2}
"""Calls that are many and alike: one in so many fails, in each of the ways in turn; ALL=1: all of them in all ways."""
NAMED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Fault:
    """Which call of which command fails, with what, and for how long."""

    what: str
    call: str
    error: str
    nth: int
    sticky: bool


def prepared(folder: Path, what: str) -> None:
    """A home with answers, a copy, another device's log and a sync folder."""
    home, stick = folder / "home", folder / "stick"
    stick.mkdir()
    with contextlib.closing(Progress.open(home / "progress.db")) as log:
        for n in range(40):
            review(log, f"n{n % 12}", 1 + n % 4, at(minutes=n))
        log.back_up(at().study_day)
        for n in range(10):
            review(log, f"n{n}", 3, at(days=1, minutes=n))
    (home / "settings.yaml").write_text(f"sync: {stick}\n", encoding="utf-8")
    (folder / "other").mkdir()
    with contextlib.closing(Progress.open(folder / "other" / "progress.db")) as log:
        for n in range(10):
            review(log, f"n{n}", 2, at(days=2, minutes=n))
        lines = [f"{json.dumps(event.to_json())}\n" for event in log.events()]
    copyfile(folder / "other" / "progress.db", folder / "other.db")
    (stick / "flashcards-feed.jsonl").write_text("".join(lines), encoding="utf-8")
    deck = folder / "decks" / "numbers.yaml"
    deck.write_text(re.sub(r"- id: \w+\n {4}", "- ", deck.read_text(encoding="utf-8")), encoding="utf-8")
    if what == "repair":
        damage(home / "progress.db", "an index")


def traced(folder: Path, what: str, *injection: str) -> tuple["subprocess.CompletedProcess[str]", list[str]]:
    """A command under `strace`, and the lines that it wrote."""
    copy = next((folder / "home" / "backups").glob("*.db"))
    words = COMMANDS[what].format(folder=folder, copy=copy).split()
    spaces = [need("unshare"), "--pid", "--fork"]
    tracer = [need("strace"), "-f", "-o", str(folder / "calls"), "-e", f"trace={','.join(CALLS)}", *injection]
    place = ["--home", str(folder / "home"), "--decks", str(folder / "decks"), "--now", "2026-12-02T09:00"]
    ran = subprocess.run(
        [*spaces, *tracer, sys.executable, "-m", "flashcards", *words, *place],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "FLASHCARDS_CACHE": str(folder / "cache")},
        stdin=subprocess.DEVNULL,
    )
    return ran, (folder / "calls").read_text(encoding="utf-8", errors="replace").splitlines()


def touched(folder: Path, lines: list[str]) -> list[str]:
    """The files below a folder, by their place in it, that a command named in its calls."""
    names = {name for line in lines for name in NAMED.findall(line) if name.startswith(f"{folder}/")}
    return sorted(name[len(str(folder)) :] for name in names if "/cache" not in name)


def held(folder: Path) -> set[str]:
    """The ids of all sound events in any log below the home."""
    found = set()
    for path in (folder / "home").rglob("*.db*"):
        if path.is_file() and not path.name.endswith("-journal"):
            with contextlib.suppress(OSError):
                found |= {event.id for event in salvaged(path).events}
    return found


def strike(origin: Path, names: list[str], before: set[str], fault: Fault) -> str:
    """One command with one fault; how it ended."""
    with place(in_memory=True) as folder:
        copytree(origin, folder, dirs_exist_ok=True)
        settings = folder / "home" / "settings.yaml"
        settings.write_text(f"sync: {folder / 'stick'}\n", encoding="utf-8")
        paths = [word for name in names for word in ("-P", f"{folder}{name}")]
        when = f"{fault.nth}{'+' if fault.sticky else ''}"
        ran, _ = traced(folder, fault.what, *paths, "-e", f"inject={fault.call}:error={fault.error}:when={when}")
        where = f"{fault}: {ran}"
        assert ran.returncode in (0, 1, 2), where
        assert "Traceback" not in ran.stderr, where
        assert ran.returncode == 0 or ran.stdout or "flashcards: " in ran.stderr, where
        assert held(folder) >= before, where
        path = folder / "home" / "progress.db"
        if fault.what != "repair":
            named = "rename it to progress.db" in ran.stderr and not path.exists()
            if not named:
                with contextlib.closing(Progress.open(path)) as log:
                    assert {event.id for event in log.events()} >= before, where
                    assert not log.damaged(), where
        for copy in (folder / "home" / "backups").glob("*.db"):
            with contextlib.suppress(ProgressError):
                assert backups.latest_number(copy) > 0, where
        deck = (folder / "decks" / "numbers.yaml").read_text(encoding="utf-8")
        assert deck.count("question: What is number") == deck.count("answer: It is") > 0, where
        return "went on" if ran.returncode == 0 else "ended in a sentence"


def faults_of(what: str, calls: list[str]) -> list[Fault]:
    found = []
    for call in CALLS:
        each = 1 if "ALL" in os.environ else LIKE.get(call, 1)
        for nth in range(each, calls.count(call) + 1, each):
            ways = WAYS if "ALL" in os.environ else [WAYS[nth // each % len(WAYS)]]
            found += [Fault(what, call, error, nth, sticky) for error, sticky in ways]
    return found


def prove() -> str:
    need("strace")
    ends: Counter[str] = Counter()
    for what in COMMANDS:
        with place(in_memory=True) as origin:
            prepared(origin, what)
            before = held(origin)
            with place(in_memory=True) as folder:
                copytree(origin, folder, dirs_exist_ok=True)
                (folder / "home" / "settings.yaml").write_text(f"sync: {folder / 'stick'}\n", encoding="utf-8")
                ran, lines = traced(folder, what)
                assert ran.returncode in (0, 1), ran
                names = touched(folder, lines)
            with place(in_memory=True) as folder:
                copytree(origin, folder, dirs_exist_ok=True)
                (folder / "home" / "settings.yaml").write_text(f"sync: {folder / 'stick'}\n", encoding="utf-8")
                paths = [word for name in names for word in ("-P", f"{folder}{name}")]
                _, lines = traced(folder, what, *paths)
                calls = [m[1] for line in lines if (m := re.search(r"(\w+)\(", line))]
            assert len(calls) > 5, (what, calls)
            with ThreadPoolExecutor(2) as pool:
                ends.update(pool.map(partial(strike, origin, names, before), faults_of(what, calls)))
    assert ends["went on"] > 10, ends
    assert ends["ended in a sentence"] > 10, ends
    return f"{ends.total()} commands with a failing call, no event lost: {dict(ends)}"


if __name__ == "__main__":
    print(prove())
