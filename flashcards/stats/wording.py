"""How exhibits say what they are made of: shares, days of study, intervals, and whether predictions can be trusted."""

from collections.abc import Mapping

from flashcards.days import minutes_words
from flashcards.stats.insights import Activity, Calibration, Missed, Share
from flashcards.words import counted, percent

YEAR_DAYS = 365
ENOUGH_ANSWERS = 200
"""Predictions below which calibration says more about luck than about the model."""
IN_STEP = 0.02
"""A share that differs less from its prediction is as predicted."""
LONG_INTERVALS = "answers of cards with an interval of a day or more"


def of_words(share: Share) -> str:
    """`92% of 120`."""
    return "no answers" if share.value is None else f"{percent(share.value)} of {share.total:,}"


def interval_words(share: Share, digits: int = 0) -> str:
    """`86% to 96%`."""
    low, high = share.interval
    return f"{percent(low, digits)} to {percent(high, digits)}"


def passed_words(share: Share, target: float) -> str:
    """`92% of 120 passed (86% to 96%), below the target`."""
    if share.value is None:
        return f"no {LONG_INTERVALS}"
    low, high = share.interval
    place = ", below the target" if high < target else ", above the target" if low > target else ""
    return f"{of_words(share)} passed ({interval_words(share)}){place}"


def activity_words(activity: Activity) -> str:
    """`12 answers, 92% passed, 8 min`."""
    if not activity.total:
        return "no answers"
    passed = "" if activity.share is None else f", {percent(activity.share)} passed"
    return f"{counted(activity.total, 'answer')}{passed}, {minutes_words(activity.minutes)}"


def held_words(held: Mapping[str, int]) -> str:
    """`49 mature, 48 young, 1 learning`."""
    order = ("mature", "young", "learning", "relearning", "new", "suspended")
    return ", ".join(f"{held[name]:,} {name}" for name in order if held.get(name))


def stability_words(low: int, high: int | None) -> str:
    """`3 to 7 days`, `1 to 2 years`, `over 2 years`."""
    if high is None:
        return f"over {low // YEAR_DAYS} years"
    if low == 0:
        return "under 1 day" if high == 1 else f"under {high} days"
    return f"{low // YEAR_DAYS} to {high // YEAR_DAYS} years" if low >= YEAR_DAYS else f"{low} to {high} days"


def between_words(low: float, high: float) -> str:
    """Shares from one to another: `92.5 to 95%`."""
    return f"{100 * low:g} to {100 * high:g}%"


def often_words(missed: Missed, *, point: bool) -> str:
    """How often: `3 of 5` times that a point could be made, `3 times` that a mistake was."""
    return f"{missed.missed:,} of {missed.asked:,}" if point else counted(missed.missed, "time")


def lapses_words(lapses: int, *, leech: bool) -> str:
    """`8 lapses, leech`."""
    return counted(lapses, "lapse") + (", leech" if leech else "")


def verdict(found: Calibration) -> str:
    """Whether predictions can be trusted, in a sentence."""
    if found.answers < ENOUGH_ANSWERS:
        few = f"Only {counted(found.answers, 'answer')} to go by: too few to tell luck from error"
        return f"{few}; {ENOUGH_ANSWERS} make a picture."
    predicted = sum(b.predicted * b.actual.total for b in found.bins) / found.answers
    actual = sum((b.actual for b in found.bins), Share())
    low, high = actual.interval
    words = f"predicted {percent(predicted, 1)} on average, {percent(actual.value, 1)} came true"
    if low <= predicted <= high or abs(predicted - (actual.value or 0)) < IN_STEP:
        off = [b for b in found.bins if b.is_off and abs(b.predicted - (b.actual.value or 0)) >= IN_STEP]
        if not off:
            return f"In step: {words}."
        worst = max(off, key=lambda b: b.actual.total)
        there = f"from {between_words(worst.low, worst.high)}: there {percent(worst.actual.value, 1)} came true"
        return f"In step on average ({words}), but not {there}."
    return (
        f"Too {'hopeful' if predicted > high else 'gloomy'}: {words}; `flashcards tune` trains the model on your log."
    )


def scores(found: Calibration) -> str:
    """How far predictions were off, by three measures."""
    measured = f"Brier score {found.brier:.3f}, log loss {found.log_loss:.3f} nats (0 is best)"
    return f"{measured}, off by {percent(found.off_by, 1)} on average"
