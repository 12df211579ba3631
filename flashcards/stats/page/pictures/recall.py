"""Pictures of what is remembered: true retention, calibration, confidence, the forgetting curve."""

from collections.abc import Mapping

from flashcards.questions import CONFIDENCE
from flashcards.stats.exhibits.recall import lowest_first, topics
from flashcards.stats.figures import Figures
from flashcards.stats.insights import RECALLED, Share
from flashcards.stats.page.pictures import plots, standings
from flashcards.stats.page.pictures.axes import named
from flashcards.stats.page.pictures.picture import NUMBERS, Drawn, Period, Table, numbers
from flashcards.stats.page.pictures.plots import Series
from flashcards.stats.page.pictures.standings import Row
from flashcards.stats.wording import between_words
from flashcards.words import percent

MOST_TOPICS = 8
"""Topics drawn; the table has all of them."""
AGES = {"young": ("young", "ring"), "mature": ("mature", "dot")}
SURENESS = dict(zip(CONFIDENCE, (("mature", "dot"), ("hard", "diamond"), ("again", "triangle")), strict=True))


def retention(f: Figures) -> Drawn:
    period = Period(f).weekly()
    shares = period.shares(f.retention_by_day)
    ends = [s.interval for s in shares]
    line = Series("passed", "mature", [s.value for s in shares], [e[0] for e in ends], [e[1] for e in ends])
    rows = tuple((b.words, *numbers(s)) for b, s in zip(period.buckets, shares, strict=True) if s.total)
    drawing = plots.lines(period.places, [line], "passed", target=f.target)
    how = f"The band is the 95% interval; each point is a {period.grain}."
    return Drawn(drawing, Table((period.grain.capitalize(), *NUMBERS), rows), how)


def ages(f: Figures) -> Drawn:
    rows = [
        Row(name, [(age, *AGES[age], shares[age]) for age in RECALLED])
        for name, shares in f.retention_by_period.items()
    ]
    table = tuple(
        (f"{name}, {age}", *numbers(shares[age]))
        for name, shares in f.retention_by_period.items()
        for age in RECALLED
        if shares[age].total
    )
    drawing = standings.intervals(rows, "passed", f.target)
    return Drawn(drawing, Table(("Period", *NUMBERS), table), "The line is your target.")


def by_deck(f: Figures) -> Drawn:
    return _by("Deck", f.retention_by_deck, f.target)


def by_kind(f: Figures) -> Drawn:
    return _by("Kind", f.retention_by_kind, f.target)


def _by(head: str, shares: Mapping[str, Share], target: float) -> Drawn:
    ordered = lowest_first(shares)
    rows = [Row(name, [("passed", "mature", "dot", share)]) for name, share in ordered]
    table = Table((head, *NUMBERS), tuple((name, *numbers(share)) for name, share in ordered))
    how = "Where the 95% lines overlap, the order means little."
    return Drawn(standings.intervals(rows, "passed", target), table, how)


def curve(f: Figures) -> Drawn:
    points = f.curve()
    length = points[-1][0] + 1
    places = named([f"in {d} days" for d in range(length)], [str(d) if d % 10 == 0 else "" for d in range(length)])
    drawing = plots.curve(places, points, f.curve_band, "mean recall, by days from today", f.target)
    rows = tuple(
        (str(day), percent(recall, 1), f"{percent(low, 1)} to {percent(high, 1)}")
        for (day, recall), (low, high) in zip(points, f.curve_band, strict=True)
    )
    return Drawn(drawing, Table(("Days from today", "Mean recall", "Four cards of five"), rows))


def calibration(f: Figures) -> Drawn:
    bins = f.calibration.bins
    rows = tuple((between_words(b.low, b.high), percent(b.predicted, 1), *numbers(b.actual)) for b in bins)
    how = (
        "A dot on the dashed line came true exactly, above it you remembered more than predicted, below it less; bigger"
        " dots stand for more answers, lines for 95% intervals."
    )
    return Drawn(plots.calibration(bins), Table(("Predicted", "Mean", *NUMBERS), rows), how)


def confidence(f: Figures) -> Drawn:
    found = topics(f)
    rows = [
        Row(topic, [(said, *SURENESS[said], shares[said]) for said in CONFIDENCE])
        for topic, shares in found[:MOST_TOPICS]
    ]
    table = tuple(
        (f"{topic}, {said}", *numbers(shares[said]))
        for topic, shares in found
        for said in CONFIDENCE
        if shares[said].total
    )
    how = f'A low share at "{CONFIDENCE[0]}" is over-confidence.'
    return Drawn(standings.intervals(rows, "right"), Table(("Topic", *NUMBERS), table), how)
