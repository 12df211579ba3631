"""Fuzz: an interval moved within a range, so that cards learned together part, to the day with the least to do.

The log keeps the fraction of the range that was chosen: what is here may never give another day for the same one.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from flashcards.hashes import blake2b
from flashcards.schedule.fsrs6 import LONGEST_INTERVAL
from flashcards.schedule.states import Memory, Phase

# Interval in days from which on, share of the interval that may be moved: as Anki and py-fsrs 6.3 have it.
FUZZ_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
SPREAD_CANDIDATES = 6


@lru_cache(maxsize=4096)
def fuzz_range(interval: float) -> tuple[int, int]:
    """The shortest and longest whole-day interval that may stand for this one."""
    if interval < FUZZ_RANGES[0][0]:
        return round(interval), round(interval)
    reach = 1.0 + sum(share * max(0.0, min(interval, end) - start) for start, end, share in FUZZ_RANGES)
    return max(2, round(interval - reach)), min(round(interval + reach), LONGEST_INTERVAL)


def fuzzed(interval: int, spread: float | None) -> int:
    """The interval moved to the place `spread` (0 to 1) of its range; monotone in the interval."""
    if spread is None:
        return interval
    low, high = fuzz_range(interval)
    return min(high, low + int(spread * (high - low + 1)))


def choose_spread(card: str, reps: int, good: Memory | None, load: Mapping[date, int]) -> float:
    """A fuzz fraction from the card's own seed: of a few, the one whose due day has the least load.

    `good` is the memory that Good gives without fuzz, `load` how many cards are due on a day. The candidates are a
    pure function of card and review count, so that the same showing previews the same days.
    """
    candidates: list[float] = []
    for k in range(SPREAD_CANDIDATES):
        word = blake2b(f"spread\n{card}\n{reps}\n{k}".encode(), digest_size=4).digest()
        candidates.append(int.from_bytes(word) / 2**32)
    if good is None or good.phase is not Phase.REVIEW:
        return round(candidates[0], 6)
    days = (good.due_day - good.last_day).days
    loads = [load.get(good.last_day + timedelta(days=fuzzed(days, spread)), 0) for spread in candidates]
    return round(candidates[loads.index(min(loads))], 6)
