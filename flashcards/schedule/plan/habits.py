"""How a person rates and how long a visit takes: from the person's own log, leaning on usual figures while it is short."""

from collections.abc import Iterable, Mapping

from flashcards.records import dataclass, field
from flashcards.schedule.states import Rating

VISITS = 20
"""The usual figures count as much as so many visits of the person's."""
ODDS = 50
LEAST_EFFORT, MOST_EFFORT = 0.4, 3.0


@dataclass(frozen=True)
class Habits:
    """How answers fall, and how long a visit takes in seconds; the defaults are the usual figures."""

    passed: tuple[float, ...] = (0.12, 0.80, 0.08)
    """Shares of Hard, Good and Easy among the answers that were recalled."""
    first: tuple[float, ...] = (0.25, 0.15, 0.50, 0.10)
    """Shares of Again, Hard, Good and Easy at first sight."""
    pass_s: float = 8.0
    lapse_s: float = 23.0
    """With the relearning steps that follow."""
    new_s: float = 35.0
    """With the learning steps that follow."""
    effort: Mapping[str, float] = field(default_factory=dict, compare=False)
    """By kind of card: seconds of a visit, as a multiple of these."""


USUAL = Habits()


def learned(days: Iterable[tuple[str, str, int, int, int]], kinds: Mapping[str, tuple[int, int]]) -> Habits:
    """From sums of answers (mode, age before, rating, answers, milliseconds) and by kind (answers, milliseconds)."""
    count: dict[str, float] = dict.fromkeys(("pass", "lapse", "new", "relearning", "learning"), 0)
    seconds = dict.fromkeys(count, 0.0)
    first, passed = [ODDS * share for share in USUAL.first], [ODDS * share for share in USUAL.passed]
    for mode, before, rating, n, ms in days:
        if mode != "review":
            continue
        sort = before
        if before in ("young", "mature"):
            sort = "lapse" if rating == Rating.AGAIN else "pass"
            if rating > Rating.AGAIN:
                passed[rating - Rating.HARD] += n
        elif before == "new":
            first[rating - 1] += n
        count[sort] += n
        seconds[sort] += ms / 1000

    def leaning(took: float, visits: float, usual_s: float) -> float:
        return (took + VISITS * usual_s) / (visits + VISITS)

    all_n, all_ms = sum(n for n, _ in kinds.values()), sum(ms for _, ms in kinds.values())
    mean = all_ms / all_n if all_n and all_ms else 0.0
    effort = {
        kind: min(MOST_EFFORT, max(LEAST_EFFORT, (ms / mean + VISITS) / (n + VISITS)))
        for kind, (n, ms) in kinds.items()
        if mean
    }
    return Habits(
        tuple(n / sum(passed) for n in passed),
        tuple(n / sum(first) for n in first),
        leaning(seconds["pass"], count["pass"], USUAL.pass_s),
        leaning(seconds["lapse"] + seconds["relearning"], count["lapse"], USUAL.lapse_s),
        leaning(seconds["new"] + seconds["learning"], count["new"], USUAL.new_s),
        effort,
    )
