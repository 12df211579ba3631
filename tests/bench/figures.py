"""How long each figure takes on a million reviews: `python -m tests.bench.figures [--reviews N] [--home DIR]`."""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flashcards.cards import fingerprint
from flashcards.days import Moment, moment
from flashcards.events import Event, Kind, Mode, new_id
from flashcards.library import Library
from flashcards.log.read import Wording
from flashcards.log.rows import EVENT, row_of
from flashcards.stats.document import document
from flashcards.stats.figures import Figures

CARDS = 5_000
DECKS = 30
DAYS = 5 * 365
LAST = datetime(2026, 11, 22, 20, tzinfo=UTC)
PANELS = (
    "today",
    "activity",
    "calendar",
    "streak",
    "buttons",
    "hours",
    "introduced",
    "retention",
    "retention_by_period",
    "retention_by_day",
    "retention_by_deck",
    "retention_by_kind",
    "calibration",
    "confidence",
    "forecast",
    "stabilities",
    "retrievabilities",
    "held_over_time",
    "held_now",
    "most_lapsed",
    "missed_points",
    "mistakes",
    "curve",
    "document",
)
DOCUMENT = PANELS[-1]
TARGET_MS = {"all": 500}
FILTERED_MS = 2000


def write_decks(folder: Path) -> None:
    """Thirty decks of explain and basic cards."""
    folder.mkdir(parents=True, exist_ok=True)
    each = CARDS // DECKS + 1
    for n in range(DECKS):
        cards = [
            f"  - {{id: card-{i}, question: Question {i}, answer: Answer {i}, tags: [topic-{i % 7}]}}\n"
            for i in range(n * each, min(CARDS, (n + 1) * each))
        ]
        (folder / f"deck-{n}.yaml").write_text(f"title: Deck {n}\ncards:\n{''.join(cards)}", encoding="utf-8")


def log(reviews: int, device: str) -> Iterator[Event]:
    """A long life of answers, oldest first; one in fifty is practice, one in two hundred was taken back."""
    rng, seen = random.Random(5), set[int]()
    first = LAST - timedelta(days=DAYS - 1)
    a_day = -(-reviews // DAYS)
    for day in range(DAYS):
        when = (first + timedelta(days=day)).replace(hour=6)
        known = 200 + CARDS * day // DAYS
        at = moment(when, 4)
        ms = at.wall_ms
        for _ in range(min(a_day, reviews - day * a_day)):
            ms += rng.randrange(2_000, 110_000 if a_day < 700 else 60_000)
            n = rng.randrange(min(CARDS, known))
            detail: dict[str, Any] = {}
            if n % 5 == 0:
                detail["points"] = {f"p{k}": rng.random() < 0.7 for k in range(3)}
            elif n % 5 == 1 and rng.random() < 0.2:
                detail["mistakes"] = [f"m{rng.randrange(3)}"]
            if rng.random() < 0.3:
                detail["confidence"] = rng.choice(("sure", "unsure", "no idea"))
            event = Event(
                id=new_id(ms),
                at_ms=ms,
                wall_ms=ms,
                study_day=at.study_day,
                utc_offset_min=0,
                device=device,
                event=Kind.REVIEW,
                card=f"card-{n}",
                fingerprint=fingerprint(f"Question {n}", f"Answer {n}", ""),
                rating=rng.choices((1, 2, 3, 4), (12, 10, 70, 8))[0],
                mode=Mode.PRACTICE if rng.random() < 0.02 else Mode.REVIEW,
                elapsed_ms=rng.randrange(1_500, 90_000),
                parameters="fsrs6@0.9",
                spread=round(rng.random(), 6),
                predicted=round(0.6 + 0.4 * rng.random(), 6) if n in seen else None,
                detail=detail,
            )
            seen.add(n)
            yield event.sealed()
            if rng.random() < 0.005:
                ms += 1
                yield Event(
                    id=new_id(ms),
                    at_ms=ms,
                    wall_ms=ms,
                    study_day=at.study_day,
                    utc_offset_min=0,
                    device=device,
                    event=Kind.UNDO,
                    card=event.card,
                    detail={"undoes": event.id},
                ).sealed()


def build(library: Library, reviews: int) -> None:
    """Fill the log fast and make everything else from it."""
    progress = library.progress
    began = time.perf_counter()
    with progress._transaction():
        rows = ([*row_of(event).values()] for event in log(reviews, progress.device))
        progress._db.executemany(f"INSERT INTO event ({EVENT}, undoes) VALUES ({','.join('?' * 18)})", rows)
        print(f"log of {reviews:,} reviews written in {time.perf_counter() - began:.1f} s", flush=True)
        began = time.perf_counter()
        progress._fold_all()
    print(
        f"states and facts rebuilt in {time.perf_counter() - began:.1f} s "
        f"(peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB)",
        flush=True,
    )
    progress.remember(Wording(c.id, c.deck, c.kind, c.question_text) for c in library.cards.values())


def milliseconds(work: Callable[[], object], times: int = 3) -> float:
    """The median of a few runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def panel(library: Library, at: Moment, name: str, query: str, since: date | None) -> Callable[[], object]:
    """The work of showing one figure, from nothing."""

    def work() -> object:
        figures = Figures(library, at, query, since)
        if name == DOCUMENT:
            return document(figures)
        value = getattr(figures, name)
        return value() if callable(value) else value

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="where the log is kept for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder) / "home"
        write_decks(home / "bench-decks")
        library = Library(home, [home / "bench-decks"])
        if not library.progress.there:
            build(library, arguments.reviews)
        measure(library, moment(LAST, 4))
        library.close()


def measure(library: Library, at: Moment) -> None:
    progress = library.progress
    ((reviews, size),) = progress._rows(
        "SELECT (SELECT count(*) FROM event), page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    count = milliseconds(lambda: progress._rows("SELECT count(*) FROM event"))
    print(f"{reviews:,} events, {size / 1e6:.0f} MB; SELECT count(*) of the log: {count:.1f} ms\n")
    year = at.study_day - timedelta(days=364)
    cases = {
        "all": ("", None),
        "a year": ("", year),
        "one deck": ("deck:deck-3", None),
        "deck, a year": ("deck:deck-3", year),
    }
    print(f"{'ms (times the count)':22}" + "".join(f"{name:>22}" for name in cases))
    slow = []
    for name in PANELS:
        cells = []
        for case, (query, since) in cases.items():
            taken = milliseconds(panel(library, at, name, query, since))
            cells.append(f"{taken:12.1f} ({taken / count:6.2f})")
            if name != DOCUMENT and taken > TARGET_MS.get(case, FILTERED_MS):
                slow.append(f"{name}, {case}: {taken:.0f} ms")
        print(f"{name:22}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
    print("\nover the target: " + "; ".join(slow) if slow else "\nevery panel within its target")


if __name__ == "__main__":
    main()
