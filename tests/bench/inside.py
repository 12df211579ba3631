"""What happens within the running program, in milliseconds of processor time: `python -m tests.bench.inside`.

Answers and what takes them back, the card list, the progress screen, a rebuild of all states beside the `fsrs` package, the
memory that printing a log takes, training beside `fsrs-rs`, and a cold and a warm `check`.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path

import fsrs
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from flashcards import garbage
from flashcards.days import moment
from flashcards.library import Library, bundled_decks
from flashcards.schedule.examples import Stretch
from flashcards.schedule.states import Rating
from flashcards.schedule.training import within_room
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
    """All states and facts made anew, beside what the `fsrs` package takes to go through the reviews of the same log.

    The package is handed them as its own words: what is read, checked and written is not counted for it.
    """
    query = "SELECT card, rating, study_day FROM standing WHERE mode = 'review' ORDER BY card, at_ms"
    ratings = {int(rating): rating for rating in fsrs.Rating}
    lives: dict[str, list[tuple[fsrs.Rating, datetime]]] = defaultdict(list)
    for card, rating, day in library.progress._rows(query):
        lives[card].append((ratings[rating], datetime.fromisoformat(f"{day}T12:00:00+00:00")))
    scheduler = fsrs.Scheduler(enable_fuzzing=False)

    def theirs() -> None:
        for life in lives.values():
            card = fsrs.Card(card_id=1)
            for rating, noon in life:
                card, _ = scheduler.review_card(card, rating, noon)

    def by_new_weights() -> None:
        with library.progress._transaction():
            library.progress._fold_all(facts=False)

    package = spent(theirs)
    for name, work in {
        "all states by new weights": by_new_weights,
        "all states and what answers count for": library.progress.rebuild,
    }.items():
        ours = spent(work)
        figure = f"{ours / reviews * 1000:.1f} µs, {ours / package:.1f} × `fsrs`"
        row(f"{size}: {name}, a review", figure, "≤ 2 ×")


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


def alone(stretches: Sequence[Stretch], *, by_card: bool) -> float:
    """Seconds in which fsrs-rs is handed all examples, as its own example of training does it, and fits weights once.

    `by_card`: it is told as well which ones are of one card, which it then goes through once.
    """

    def work() -> None:
        found = []
        for number, stretch in enumerate(stretches):
            reviews = []
            for rating, gap, day in zip(stretch.ratings, stretch.gaps, stretch.days, strict=True):
                reviews.append(FSRSReview(rating, gap))
                if gap:
                    found.append((day, number, FSRSItem(reviews)))
        found.sort(key=itemgetter(0))
        numbers = [number for _, number, _ in found]
        FSRS([]).compute_parameters([item for *_, item in found], card_ids=numbers if by_card else None)

    return spent(work) / 1000


def handed(stretches: Sequence[Stretch]) -> int:
    """How many reviews are handed to fsrs-rs: each example with those before it."""
    return sum(end for stretch in stretches for end, gap in enumerate(stretch.gaps, 1) if gap)


def training(library: Library, home: Path, size: str) -> None:
    """`tune`, beside what fsrs-rs takes alone; of a log too long for memory that is reckoned from the part handed to it."""
    stretches = library.progress.lessons().stretches
    taught = within_room(stretches)
    part = handed(taught) / handed(stretches)
    plain, quickest = (alone(taught, by_card=by_card) / part for by_card in (False, True))
    seconds, megabytes = child("tune", "--dry-run", "--json", "--home", str(home), "--decks", str(home / "bench-decks"))
    figure = (
        f"{seconds:.2f} s, {seconds / plain:.1f} × `fsrs-rs`, {seconds / quickest:.1f} × where it is told the cards"
    )
    row(f"{size}: `tune`, whole", figure, "≤ 2 ×")
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
