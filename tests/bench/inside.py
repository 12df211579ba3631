"""What happens within the running program, in milliseconds of processor time: `python -m tests.bench.inside`.

Answers and what takes them back, the card list, the progress screen, a rebuild of all states beside the `fsrs` package, the
memory that printing a log takes, training beside `fsrs-rs`, and a cold and a warm `check`.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs

from flashcards import garbage
from flashcards.days import moment
from flashcards.library import Library, bundled_decks
from flashcards.schedule.states import Rating
from flashcards.schedule.training import fitted, handed, within_room
from flashcards.tui.app import FlashcardsApp
from tests.bench.figures import LAST, build, write_decks

ROOT = Path(__file__).parents[2]


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def median(work: Callable[[], object], times: int = 15) -> float:
    return statistics.median(spent(work) for _ in range(times))


def row(name: str, figure: str, goal: str) -> None:
    print(f"| {name} | {figure} | {goal} |", flush=True)


def answers(library: Library, size: str) -> None:
    """One answer, and every act that takes something back."""
    now = LAST + timedelta(days=1)

    def clock() -> object:
        nonlocal now
        now += timedelta(seconds=5)
        return moment(now, 4)

    session = library.sitting(clock)  # type: ignore[arg-type]

    def answer() -> None:
        session.reveal()
        session.rate(Rating.GOOD)

    for name, work in {
        "answer, reveal and next question": answer,
        "undo of an answer": session.undo,
        "bury": session.bury,
        "undo of bury": session.undo,
        "suspend": session.suspend,
        "flag": lambda: session.flag("a note"),
    }.items():
        goal = "" if name.startswith("answer") else "≤ 3 ms"
        row(f"{size}: {name}", f"{median(work):.1f} ms", goal)


def rebuild(library: Library, reviews: int, size: str) -> None:
    """All states and facts made anew, beside what the `fsrs` package takes for as many reviews."""
    ours = spent(library.progress.rebuild) / reviews * 1000
    scheduler, rng = fsrs.Scheduler(enable_fuzzing=False), random.Random(1)
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def theirs() -> None:
        for n in range(20_000):
            if n % 20 == 0:
                card = fsrs.Card(card_id=1)
            card, _ = scheduler.review_card(card, fsrs.Rating(rng.randint(1, 4)), noon + timedelta(days=n % 20 * 9))

    package = spent(theirs) / 20
    row(f"{size}: rebuild of all states, a review", f"{ours:.0f} µs, {ours / package:.1f} × `fsrs`", "≤ 2 ×")


async def screens(library: Library, size: str) -> None:
    """The card list and the progress screen, from the key to the settled screen."""
    app = FlashcardsApp(library, lambda: LAST + timedelta(days=1))
    async with app.run_test(size=(100, 30)) as pilot:

        async def key(name: str) -> float:
            began = time.process_time()
            await pilot.press(name)
            await pilot.pause()
            return (time.process_time() - began) * 1000

        await pilot.pause()
        idle = statistics.median([await key("f9") for _ in range(7)])
        for _ in range(2):  # the first time makes what is kept
            opened = await key("slash")
            letters = [await key(letter) for letter in "mean"]
            await key("escape")
            moved = [await key("down") for _ in range(5)]
            await key("escape")
        row(f"{size}: card list, opened", f"{opened - idle:.0f} ms", "≤ 60 ms")
        row(f"{size}: card list, a letter", f"{statistics.median(letters) - idle:.0f} ms", "≤ 16 ms")
        row(f"{size}: card list, cursor moved", f"{statistics.median(moved) - idle:.0f} ms", "")
        await key("g")
        await key("escape")
        row(f"{size}: progress screen, whole", f"{await key('g') - idle:.0f} ms", "≤ 200 ms")


PARENT = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A small process: what is begun holds as much memory as what begins it, to begin with."""


def child(*words: str) -> tuple[float, float]:
    """A command: seconds of processor time, and the most memory it held in megabytes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("FLASHCARDS", "PYTHON"))}
    command = [sys.executable, "-c", PARENT, sys.executable, "-m", "flashcards", *words]
    done = subprocess.run(command, env=env | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def logs(home: Path, size: str) -> None:
    at = ("--home", str(home), "--decks", str(home / "bench-decks"))
    child("log", "--json", *at)  # which reads the decks
    _, megabytes = child("log", "--json", *at)
    row(f"{size}: `log --json`, memory", f"{megabytes:.0f} MB", "≤ 60 MB")


def training(library: Library, home: Path, size: str) -> None:
    """`tune`, beside what fsrs-rs takes to be handed all examples and to fit weights to them once.

    Of a log that is too long for memory that is reckoned from the part that is handed to it.
    """
    stretches = library.progress.lessons().stretches
    taught = within_room(stretches)
    alone = spent(lambda: fitted(*handed(taught))) / 1000
    seconds, megabytes = child("tune", "--dry-run", "--json", "--home", str(home), "--decks", str(home / "bench-decks"))
    row(f"{size}: `tune`, whole", f"{seconds:.2f} s, {seconds / alone:.1f} × `fsrs-rs`", "≤ 2 ×")
    row(f"{size}: `tune`, memory", f"{megabytes:.0f} MB", "≤ 500 MB")


def check(folder: Path) -> None:
    words = ("check", "--home", str(folder), str(bundled_decks()))
    folder.mkdir()
    (cold, _), (warm, _) = child(*words), child(*words)
    row("`check decks/`, nothing kept", f"{cold:.1f} s", "≤ 1.5 s")
    row("`check decks/`, nothing changed", f"{warm:.2f} s", "")


def homes(folder: Path, sizes: list[int]) -> Iterator[tuple[Path, Library, int]]:
    for reviews in sizes:
        home = folder / f"reviews-{reviews}"
        write_decks(home / "bench-decks")
        library = Library(home, [home / "bench-decks"], home / "cache")
        if not library.progress.there:
            build(library, reviews)
        yield home, library, reviews
        library.close()


def table(folder: Path, sizes: list[int]) -> None:
    """The rows of the table that need no terminal."""
    garbage.none_yet()  # as the program begins
    for home, library, reviews in homes(folder, sizes):
        size = f"{reviews:,} reviews, {len(library.cards):,} cards"
        answers(library, size)
        rebuild(library, reviews, size)
        asyncio.run(screens(library, size))
        logs(home, size)
        training(library, home, size)
    with tempfile.TemporaryDirectory() as aside:
        check(Path(aside) / "home")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", default="10000,100000", help="sizes of logs, e.g. 10000,100000,1000000")
    parser.add_argument("--keep", type=Path, help="a folder in which the logs stay for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        print("| what | measured | goal |\n|---|---|---|")
        table(arguments.keep or Path(aside), [int(n) for n in arguments.reviews.split(",") if n])


if __name__ == "__main__":
    main()
