"""Panels of what is remembered: true retention, stability, recall today, cards by state, the forgetting curve."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from flashcards import cardsets
from flashcards.cardsets import answered
from flashcards.figures import CURVE_DAYS, PERIODS, Figures
from flashcards.insights import AGES, HELD, RECALLED, Share
from flashcards.tui.charts import Bar, Fill, bars, columns
from flashcards.tui.curve import line
from flashcards.tui.panel import (
    Drawn,
    Mark,
    Panel,
    Room,
    day_name,
    grouped,
    many,
    period_of,
    said_of_nothing,
    span_name,
    under,
)
from flashcards.tui.picture import Picture
from flashcards.tui.plots import AIM_ACROSS, AIM_UP, DOT, Spread, spreads, whiskers
from flashcards.tui.study_panels import AXIS, REVIEW, labels_of

STATES = (
    Fill("█", "mature", "mature"), Fill("▓", "young", "young"), Fill("▒", "learning", "learning"), Fill("░", "bad", "relearning"),
)  # fmt: skip
STATE_ORDER = tuple(reversed(HELD[2:])) + HELD[:2]
"""The ages of cards as a column stacks them, the first at the bottom."""
LONG_AGO = 100_000  # days
PERIOD_NAMES = {"today": "Today", "week": "7 days", "month": "30 days", "year": "A year", "all": "All"}


def said_of_share(share: Share, aim: float | None = None) -> str:
    """`92% of 120 passed (86% to 96%), below the target`."""
    if share.value is None:
        return "no answers of cards with an interval of a day or more"
    low, high = share.interval
    place = "" if aim is None else ", below the target" if high < aim else ", above the target" if low > aim else ""
    return f"{share.value:.0%} of {share.total:,} passed ({low:.0%} to {high:.0%}){place}"


def legend_of(figures: Figures, aim: str) -> list[Fill]:
    return [
        Fill(DOT, "bar", "passed"),
        Fill("─", "band", "95% interval"),
        Fill(aim, "aim", f"target {figures.target:.0%}"),
    ]


def draw_by_day(figures: Figures, room: Room) -> Drawn:
    if not figures.retention_by_day:
        return said_of_nothing(figures, room, "answers of cards with an interval of a day or more", period=True)
    today = figures.at.study_day
    groups = grouped(*period_of(figures, room), (room.width - AXIS) // 2)
    shares = [sum(days, Share()) for days in groups.sorted(figures.retention_by_day)]
    picture = Picture(room.width, room.height)
    picture.paste(whiskers(
        shares, labels_of(figures, groups.items), room.width, room.height - 1, aim=figures.target,
        unit=f"passed, {groups.by}", named=legend_of(figures, AIM_ACROSS)[:1] + legend_of(figures, "│")[1:2]
        + legend_of(figures, AIM_ACROSS)[2:], cursor=room.cursor, from_end=True,
    ), 0, 0)  # fmt: skip
    whole = sum(figures.retention.values(), Share())
    under(picture, [("In all: ", "muted"), (said_of_share(whole, figures.target), "strong")])
    marks = [
        Mark(f"{span_name(g.first, g.last, today)}: {said_of_share(s, figures.target)}",
             partial(answered, figures, g.first, g.last, before=RECALLED, mode=REVIEW))
        for g, s in zip(groups.items, shares, strict=True)
    ]  # fmt: skip
    return Drawn(picture, marks)


def draw_by_age(figures: Figures, room: Room) -> Drawn:
    if not sum(figures.retention.values(), Share()).total:
        return said_of_nothing(figures, room, "answers of cards with an interval of a day or more")
    today = figures.at.study_day
    rows, marks = [], []
    for period, shares in figures.retention_by_period.items():
        first = today - timedelta(days=PERIODS.get(period, LONG_AGO) - 1)
        for age, share in shares.items():
            rows.append(Spread(f"{PERIOD_NAMES[period]:9}{age}", share, figures.target))
            cards = partial(answered, figures, first, before=(age,), mode=REVIEW)
            marks.append(Mark(f"{PERIOD_NAMES[period]}, {age} cards: {said_of_share(share, figures.target)}", cards))
    picture = spreads(rows, room.width, room.height, cursor=room.cursor, named=legend_of(figures, AIM_UP))
    return Drawn(picture, marks, across=0, down=1)


def draw_by_group(figures: Figures, room: Room, of: str) -> Drawn:
    found = figures.retention_by_deck if of == "deck" else figures.retention_by_kind
    if not found:
        return said_of_nothing(figures, room, "answers of cards with an interval of a day or more", period=True)
    ordered = sorted(found.items(), key=lambda item: (item[1].value or 0.0, item[0]))
    rows = [Spread(name, share, figures.target) for name, share in ordered]

    def cards(name: str) -> list[str]:
        names = answered(figures, before=RECALLED, mode=REVIEW)
        return [c for c in names if c in figures.cards and getattr(figures.cards[c], of) == name]

    marks = [Mark(f"{name}: {said_of_share(share, figures.target)}", partial(cards, name)) for name, share in ordered]
    picture = spreads(rows, room.width, room.height, cursor=room.cursor, named=legend_of(figures, AIM_UP))
    return Drawn(picture, marks, across=0, down=1)


def draw_stability(figures: Figures, room: Room) -> Drawn:
    found = figures.stabilities
    total = sum(n for _, _, n in found)
    if not total:
        return said_of_nothing(figures, room, "cards learned")
    rows, marks = [], []
    for low, high, n in found:
        label = stability_label(low, high)
        rows.append(Bar(label, n, f"{n:,}"))
        said = f"Stability {label}: {many(n, 'card')}, {n / total:.0%} of those learned"
        marks.append(Mark(said, partial(cardsets.with_stability, figures, low, high)))
    half = sorted(state.memory.stability for state in figures.states.values() if state.memory)[total // 2]
    return _barred(rows, room, marks, f"Half of {many(total, 'learned card')} hold {half:.0f} days or more")


def _barred(rows: Sequence[Bar], room: Room, marks: Sequence[Mark], summary: str) -> Drawn:
    """Bars with a summary below."""
    picture = Picture(room.width, room.height)
    picture.paste(bars(rows, room.width, room.height - 1, cursor=room.cursor), 0, 0)
    under(picture, [(summary, "strong")])
    return Drawn(picture, marks, across=0, down=1)


def stability_label(low: int, high: int | None) -> str:
    """`3 to 7 days`, `1 to 2 years`, `over 2 years`."""
    year = 365
    if high is None:
        return f"over {low // year} years"
    if low == 0:
        return "under 1 day" if high == 1 else f"under {high} days"
    return f"{low // year} to {high // year} years" if low >= year else f"{low} to {high} days"


def draw_retrievability(figures: Figures, room: Room) -> Drawn:
    found = figures.retrievabilities
    total = sum(found)
    if not total:
        return said_of_nothing(figures, room, "cards learned")
    rows, marks = [], []
    for index in range(len(found) - 1, -1, -1):
        low, high, n = index / len(found), (index + 1) / len(found), found[index]
        label = f"{low * 100:.0f} to {high:.0%}"
        rows.append(Bar(label, n, f"{n:,}", "good" if high > figures.target else "bar"))
        said = f"Recall {label} today: {many(n, 'card')}, {n / total:.0%} of those learned"
        marks.append(Mark(said, partial(cardsets.with_recall, figures, low, high)))
    now = figures.curve()[0][1]
    return _barred(
        rows,
        room,
        marks,
        f"About {total * now:.0f} of {many(total, 'learned card')} would come back to you now, {now:.0%}",
    )


def draw_states(figures: Figures, room: Room) -> Drawn:
    steps = figures.held_over_time
    if not steps:
        return said_of_nothing(figures, room, "cards learned")
    groups = grouped(*period_of(figures, room), room.width - AXIS)
    values = [[held_on(steps, g.last).get(name, 0) for name in STATE_ORDER] for g in groups.items]
    picture = Picture(room.width, room.height)
    picture.paste(columns(
        values, labels_of(figures, groups.items), room.width, room.height - 1, fills=STATES, unit="cards at the end of each day"
        if groups.size == 1 else f"cards every {groups.size} days", cursor=room.cursor, from_end=True,
    ), 0, 0)  # fmt: skip
    now = figures.held_now
    told = [
        f"{now[name]} {name}" for name in ("mature", "young", "relearning", "learning", "new", "suspended") if now[name]
    ]
    under(picture, [("Now: ", "muted"), (", ".join(told), "strong")])
    today = figures.at.study_day
    marks = []
    for g, counts in zip(groups.items, values, strict=True):
        words = ", ".join(f"{n} {name}" for n, name in zip(counts, STATE_ORDER, strict=True) if n) or "no card learned"
        said = f"{day_name(g.last, today, weekday=True)}, at its end: {words}"
        marks.append(Mark(said, partial(answered, figures, g.first, g.last, mode=REVIEW)))
    return Drawn(picture, marks)


def held_on(steps: Sequence[tuple[date, dict[str, int]]], day: date) -> dict[str, int]:
    """The cards by age at the end of a day."""
    at = bisect_right(steps, day, key=lambda step: step[0])
    return steps[at - 1][1] if at else {}


def draw_curve(figures: Figures, room: Room) -> Drawn:
    points = figures.curve()
    if not points:
        return said_of_nothing(figures, room, "cards learned")
    picture = curve_picture(figures, points, figures.curve_band, room)
    learned = [card for card, state in figures.states.items() if state.memory]
    under(picture, [(f"{points[0][1]:.0%} today", "strong"), (f", the mean of {many(len(learned), 'card')};"
                    " the band holds four cards of five", "muted")])  # fmt: skip
    marks = []
    for days, share in points:
        day = figures.at.study_day + timedelta(days=days)
        when = "Today" if days == 0 else f"In {many(days, 'day')}"
        marks.append(Mark(f"{when}: {share:.0%} would be recalled without a review", partial(weakest, figures, day)))
    return Drawn(picture, marks)


def weakest(figures: Figures, day: date) -> list[str]:
    """The learned cards, those least sure on a day first."""
    found = ((cardsets.recall(figures, card, day), card) for card in figures.states)
    return [card for share, card in sorted((r, card) for r, card in found if r is not None)]


def curve_picture(
    figures: Figures, points: Sequence[tuple[int, float]], band: Sequence[tuple[float, float]], room: Room
) -> Picture:
    """Recall over the coming days, with a free row below."""
    picture = Picture(room.width, room.height)
    named = [Fill("⠒", "bar", "recall"), *([Fill("░", "band", "80% of cards")] if band else []),
             Fill(AIM_ACROSS, "aim", f"target {figures.target:.0%}")]  # fmt: skip
    labels = ["today", *(f"{d} d" for d in CURVE_DAYS[1:])]
    picture.paste(line(
        points, room.width, room.height - 1, labels=labels, unit="without a review", aim=figures.target, band=band,
        named=named, cursor=room.cursor,
    ), 0, 0)  # fmt: skip
    return picture


assert set(STATE_ORDER) == set(HELD) == set(AGES) - {"new"}

PANELS = (
    Panel("retention", "True retention", "Of cards that came back after a day or more, the share recalled, Hard too.",
          draw_by_day, whole=False, begin=-1),
    Panel("ages", "Retention by age", "Mature cards have intervals of 21 days and more.", draw_by_age),
    Panel("decks", "Retention by deck", "Where you forget: the weakest deck first.", partial(draw_by_group, of="deck"), whole=False, least=8),
    Panel("kinds", "Retention by kind", "Which sort of question you forget: the weakest first.", partial(draw_by_group, of="kind"), whole=False, least=8),
    Panel("stability", "Stability", "How long cards hold: the days until recall falls to 90%.", draw_stability),
    Panel("recall", "Recall today", "The chance, as the model sees it, that you would recall a card now.", draw_retrievability),
    Panel("states", "Cards by state", "From learning to young to mature: what you have built up.", draw_states, begin=-1),
    Panel("curve", "Forgetting curve", "What would be left of all these cards if you stopped today.", draw_curve),
)  # fmt: skip
