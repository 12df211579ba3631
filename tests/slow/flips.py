"""Flipped bits: whatever they hit, the program ends in a sentence or works, and no event changes unnoticed."""

import contextlib
import random
import sqlite3
from collections import Counter
from datetime import date

from flashcards.days import Moment
from flashcards.events import Kind, Mode
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from tests.slow.program import place, sit

FILES = 1000
SEED = 2026


def prove() -> str:
    chance = random.Random(SEED)
    ends: Counter[str] = Counter()
    with place(in_memory=True) as folder:
        assert sit(folder, "\n1\n\n2\n\n3\n\n4\n" * 8 + "q\n").returncode == 0
        path = folder / "home" / "progress.db"
        sound = path.read_bytes()
        with contextlib.closing(Progress.open(path)) as log:
            events = list(log.events())
        for _ in range(FILES):
            flipped = bytearray(sound)
            places = [(chance.randrange(len(sound)), chance.randrange(8)) for _ in range(chance.choice((1, 1, 4, 64)))]
            for where, bit in places:
                flipped[where] ^= 1 << bit
            path.write_bytes(flipped)
            try:
                with contextlib.closing(Progress.open(path)) as log:
                    changed = list(log.events()) != events
                    told = bool(log.damaged()) or not intact(log)
                    log.states(), log.load(), log.pace(), log.study_days(), log.history("n3")
                    moment = Moment(1_800_000_000_000, date(2027, 1, 15), 0)
                    log.append(log.make(Kind.REVIEW, moment, "n3", rating=3, mode=Mode.REVIEW, parameters="fsrs6@0.9"))
                    log.undo(moment)
                    log.rebuild()
                    assert told or not changed, f"the log changed unnoticed: {places}"
                    ends["noticed" if told else "harmless"] += 1
            except ProgressError as err:
                assert str(err).isprintable(), f"{err!r}: {places}"
                ends["refused"] += 1
            except Exception as err:
                raise AssertionError(f"flipping (byte, bit) {places} ended in {err!r}") from err
    return f"{FILES} files with flipped bits, no event changed unnoticed: {dict(ends)}"


def intact(log: Progress) -> bool:
    try:
        return bool(log._db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except (sqlite3.Error, UnicodeDecodeError):
        return False
