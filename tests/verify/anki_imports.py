"""Packages made by Anki itself, brought in: `python -m tests.verify.anki_imports [SEED]`.

A collection of 1,000 generated histories is exported in the recent format and in the old one; after `import --history`
stability and difficulty of every card equal Anki's own to two decimals, and a second import doubles nothing.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId

from flashcards.library import Library
from tests.program import program

CARDS = 1_000
SEED = sys.argv[1] if sys.argv[1:] else "0"
DAY_MS = 86_400_000
NOW = 1_795_000_000_000
LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL, RESCHEDULED = range(6)


def history(rng: random.Random) -> Iterator[tuple[int, int, int, int, int]]:
    """One card's answers: milliseconds, ease, interval, factor and sort, as Anki's log has them."""
    at = NOW - rng.randint(30, 400) * DAY_MS + rng.randrange(DAY_MS)
    ivl, phase = 0, LEARNING
    for _ in range(rng.randint(1, 14)):
        if at > NOW - DAY_MS:
            return
        odd = rng.random()
        if odd < 0.04:  # in a filtered deck, without moving the schedule
            yield at, rng.randint(1, 4), ivl, 0, FILTERED
            at += rng.randint(60_000, DAY_MS)
            continue
        if odd < 0.07:  # forgotten on purpose
            yield at, 0, 0, 0, MANUAL
            phase, ivl = LEARNING, 0
            at += rng.randint(60_000, 3 * DAY_MS)
            continue
        if odd < 0.10 and ivl:  # due day set by hand
            yield at, 0, ivl, 500, rng.choice((MANUAL, RESCHEDULED))
            at += rng.randint(60_000, DAY_MS)
            continue
        ease = rng.choices((1, 2, 3, 4), (2, 1, 6, 1))[0]
        sort = FILTERED if phase == REVIEW and odd < 0.15 else phase
        if phase == REVIEW:
            phase = RELEARNING if ease == 1 else REVIEW
        elif ease >= 3:
            phase = REVIEW
        ivl = max(1, round(ivl * 2.3)) if phase == REVIEW else 0
        yield at, ease, ivl or -600, 500, sort
        at += rng.randint(1, 2 * max(1, ivl)) * DAY_MS if phase == REVIEW else rng.randint(60_000, DAY_MS // 3)


def made(folder: Path) -> dict[str, tuple[float, float] | None]:
    """Packages of a collection, and Anki's own states of its cards by what they ask."""
    rng = random.Random(SEED)
    col = Collection(str(folder / "collection.anki2"))
    try:
        col.set_config("fsrs", True)
        basic = col.models.by_name("Basic")
        decks = [col.decks.id(name) for name in ("ML", "ML::Metrics")]
        cards = {}
        for n in range(CARDS):
            note = col.new_note(basic)
            note["Front"], note["Back"] = f"question {n}", f"answer {n}"
            col.add_note(note, DeckId(decks[n % 2] or 1))
            cards[f"question {n}"] = note.cards()[0].id
        used: set[int] = set()
        for card in cards.values():
            for at, ease, ivl, factor, sort in history(rng):
                while at in used:
                    at += 1
                used.add(at)
                col.db.execute("INSERT INTO revlog VALUES (?,?,-1,?,?,0,?,5000,?)", at, card, ease, ivl, factor, sort)
            col.db.execute("UPDATE cards SET type=2, queue=2, due=10, ivl=10, reps=1 WHERE id=?", card)
        states = {}
        for question, card in cards.items():
            found = col._backend.compute_memory_state(card)
            states[question] = (found.state.stability, found.state.difficulty) if found.HasField("state") else None
        for legacy in (False, True):
            options = ExportAnkiPackageOptions(
                with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
            )
            col.export_anki_package(
                out_path=str(folder / f"{'old' if legacy else 'new'}.apkg"), options=options, limit=None
            )
    finally:
        col.close()
    return states


def compared(home: Path, package: Path, states: dict[str, tuple[float, float] | None]) -> str:
    """What an import of a package came to; AssertionError where a state is another one."""
    done = program("import", str(package), "--history", "--home", str(home))
    assert done.returncode == 0, done.stderr.decode()
    library = Library(home, [home / "decks"])
    try:
        ours = library.states()
        assert len(library.cards) == CARDS, len(library.cards)
        worst, with_state = 0.0, 0
        for card in library.cards.values():
            expected = states[card.question_text]
            memory = ours[card.id].memory if card.id in ours else None
            assert (memory is None) == (expected is None), (card.question_text, memory, expected)
            if memory is not None and expected is not None:
                with_state += 1
                for mine, theirs in zip((memory.stability, memory.difficulty), expected, strict=True):
                    worst = max(worst, abs(mine - theirs) / max(1, theirs))
                    assert abs(mine - theirs) < 0.005 * max(1, theirs / 100), (card.question_text, memory, expected)
        events = len([*library.progress.events()])
    finally:
        library.close()
    return f"{package.name}: {with_state} states of {CARDS} cards, {events} events, largest difference {worst:.1e}"


def main() -> int:
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        states = made(Path(folder))
        for name in ("new", "old"):
            print(compared(Path(folder) / name, Path(folder) / f"{name}.apkg", states), flush=True)
        print("again:", compared(Path(folder) / "new", Path(folder) / "new.apkg", states))
    return 0


if __name__ == "__main__":
    sys.exit(main())
