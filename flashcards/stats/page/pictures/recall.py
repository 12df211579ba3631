"""Exhibits of what is remembered: true retention, calibration, confidence, the forgetting curve."""

from collections.abc import Mapping

from flashcards.cards import CONFIDENCE
from flashcards.log.facts import MATURE_DAYS
from flashcards.stats.figures import Figures
from flashcards.stats.insights import RECALLED, Share
from flashcards.stats.page.pictures import plots, standings
from flashcards.stats.page.pictures.axes import named, percent
from flashcards.stats.page.pictures.exhibits import NUMBERS, Period, Picture, Table, many, numbers, waiting
from flashcards.stats.page.pictures.plots import Series
from flashcards.stats.page.pictures.standings import Row

MOST_TOPICS = 8
"""Topics drawn; the table has all of them."""


def retention(f: Figures, period: Period) -> Picture:
    title = "True retention"
    period = period.weekly()
    span = f" Each point is a {period.grain}."
    meaning = f"Answers you passed, of cards whose interval was a day or more; the band is the 95% interval.{span}"
    if not f.retention_by_day:
        return waiting("retention", title, meaning, "Needs answers of cards whose interval was a day or more.")
    shares = period.shares(f.retention_by_day)
    whole = sum((share for _, share in f.retention_by_day), Share())
    low, high = whole.interval
    verdict = "above" if low > f.target else "below" if high < f.target else "in line with"
    passed = f"{percent(whole.value, 1)} of {many(whole.total, 'answer')} passed"
    says = f"{passed}, {verdict} your target of {percent(f.target)}."
    ends = [s.interval for s in shares]
    line = Series("passed", "mature", [s.value for s in shares], [e[0] for e in ends], [e[1] for e in ends])
    rows = tuple((b.words, *numbers(s)) for b, s in zip(period.buckets, shares, strict=True) if s.total)
    drawing = plots.lines(period.places, [line], "passed", target=f.target)
    return Picture("retention", title, meaning, says, drawing, Table((period.grain.capitalize(), *NUMBERS), rows))


def ages(f: Figures) -> Picture:
    title = "True retention by age"
    meaning = (
        f"Young cards have intervals of less than {MATURE_DAYS} days, mature ones of more; the line is your target."
    )
    if not any(s.total for s in f.retention.values()):
        return waiting("retention-ages", title, meaning, "Needs answers of cards whose interval was a day or more.")
    style = {"young": ("young", "ring"), "mature": ("mature", "dot")}
    rows = [
        Row(name, [(age, *style[age], shares[age]) for age in RECALLED])
        for name, shares in f.retention_by_period.items()
    ]
    told = [
        f"{age} cards {percent(f.retention[age].value, 1)} of {f.retention[age].total:,}"
        for age in RECALLED
        if f.retention[age].total
    ]
    says = f"Passed: {', '.join(told)}."
    table = tuple(
        (f"{name}, {age}", *numbers(shares[age]))
        for name, shares in f.retention_by_period.items()
        for age in RECALLED
        if shares[age].total
    )
    return Picture(
        "retention-ages",
        title,
        meaning,
        says,
        standings.intervals(rows, "passed", f.target),
        Table(("Period", *NUMBERS), table),
    )


def _retention_by(f: Figures, name: str, shares: Mapping[str, Share]) -> Picture:
    title = f"True retention by {name}"
    meaning = f"The {name} that you forget most stands first; where the 95% lines overlap, the order means little."
    ordered = sorted(((key, s) for key, s in shares.items() if s.total), key=lambda item: (item[1].value or 0, item[0]))
    if not ordered:
        return waiting(f"retention-{name}s", title, meaning, "Needs answers of cards whose interval was a day or more.")
    key, worst = ordered[0]
    says = f"Lowest: {key} with {percent(worst.value, 1)} of {many(worst.total, 'answer')}."
    rows = [Row(key, [("passed", "mature", "dot", share)]) for key, share in ordered]
    table = Table((name.capitalize(), *NUMBERS), tuple((key, *numbers(share)) for key, share in ordered))
    return Picture(f"retention-{name}s", title, meaning, says, standings.intervals(rows, "passed", f.target), table)


def curve(f: Figures) -> Picture:
    title = "Forgetting curve"
    meaning = "The mean recall of your cards day by day if you stopped today; four cards of five lie in the band."
    points = f.curve()
    if not points:
        return waiting("curve", title, meaning, "Needs cards that have been learned.")
    by_day = dict(points)
    length = points[-1][0] + 1
    places = named([f"in {d} days" for d in range(length)], [str(d) if d % 10 == 0 else "" for d in range(length)])
    drawing = plots.curve(places, points, f.curve_band, "mean recall, by days from today", f.target)
    says = f"Mean recall is {percent(points[0][1])} today and would be {percent(by_day[30])} in 30 days."
    rows = tuple(
        (str(day), percent(recall, 1), f"{percent(low, 1)} to {percent(high, 1)}")
        for (day, recall), (low, high) in zip(points, f.curve_band, strict=True)
    )
    return Picture(
        "curve", title, meaning, says, drawing, Table(("Days from today", "Mean recall", "Four cards of five"), rows)
    )


def retention_by_deck(f: Figures) -> Picture:
    return _retention_by(f, "deck", f.retention_by_deck)


def retention_by_kind(f: Figures) -> Picture:
    return _retention_by(f, "kind", f.retention_by_kind)


def calibration(f: Figures) -> Picture:
    title = "Can the predictions be trusted?"
    meaning = (
        "A dot on the dashed line came true exactly, above it you remembered more than predicted, below it less; bigger"
        " dots stand for more answers, lines for 95% intervals."
    )
    c = f.calibration
    if not c.answers:
        return waiting("calibration", title, meaning, "Needs answers of cards that were predicted.")
    says = (
        f"Predictions are off by {percent(c.off_by, 1)} on average over {many(c.answers, 'answer')};"
        f" Brier score {c.brier:.3f}, log loss {c.log_loss:.3f} nats (lower is better)."
    )
    rows = tuple(
        (f"{percent(b.low)} to {percent(b.high)}", percent(b.predicted, 1), *numbers(b.actual)) for b in c.bins
    )
    return Picture(
        "calibration", title, meaning, says, plots.calibration(c.bins), Table(("Predicted", "Mean", *NUMBERS), rows)
    )


def confidence(f: Figures) -> Picture:
    title = "Confidence by topic"
    meaning = 'How often you were right when you said so before the answer: a low share at "sure" is over-confidence.'
    if not f.confidence:
        return waiting("confidence", title, meaning, "Needs the confidence setting, which asks before each answer.")
    style = dict(zip(CONFIDENCE, (("mature", "dot"), ("hard", "diamond"), ("again", "triangle")), strict=True))
    sure = CONFIDENCE[0]
    topics = sorted(f.confidence.items(), key=lambda item: (item[1][sure].interval[1], item[0]))
    rows = [
        Row(topic, [(said, *style[said], shares[said]) for said in CONFIDENCE])
        for topic, shares in topics[:MOST_TOPICS]
    ]
    whole = sum((shares[sure] for _, shares in topics), Share())
    says = f"When you said {sure}, {percent(whole.value)} of {many(whole.total, 'answer')} were right."
    table = tuple(
        (f"{topic}, {said}", *numbers(shares[said]))
        for topic, shares in topics
        for said in CONFIDENCE
        if shares[said].total
    )
    return Picture(
        "confidence", title, meaning, says, standings.intervals(rows, "right"), Table(("Topic", *NUMBERS), table)
    )
