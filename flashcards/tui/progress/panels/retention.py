"""Panels of true retention: by study day, by age of the card, by deck and by kind."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from flashcards.log.sums import Behind
from flashcards.stats.behind import answered
from flashcards.stats.exhibits import recall
from flashcards.stats.exhibits.exhibit import span
from flashcards.stats.figures import PERIODS, Figures
from flashcards.stats.insights import RECALLED, Share
from flashcards.stats.wording import passed_words
from flashcards.tui.progress.drawing.charts import Fill
from flashcards.tui.progress.drawing.plots import AIM_ACROSS, AIM_UP, DOT, Spread, below, spreads, whiskers
from flashcards.tui.progress.panel import (
    Drawn,
    Mark,
    Panel,
    Room,
    grouped,
    summarised,
)
from flashcards.tui.progress.panels.study import AXIS, REVIEW, labels_of
from flashcards.words import percent, span_name

PERIOD_NAMES = {"today": "Today", "week": "7 days", "month": "30 days", "year": "A year", "all": "All"}


def legend_of(figures: Figures, interval: str, aim: str, rows: Sequence[Spread]) -> list[Fill]:
    """What the signs of a chart of these shares mean."""
    target = f"target {percent(figures.target)}"
    return [Fill(DOT, "bar", "passed"), Fill(interval, "band", "95% interval"), Fill(aim, "aim", target), *below(rows)]


def draw_by_day(figures: Figures, room: Room) -> Drawn:
    groups = grouped(*span(figures), (room.width - AXIS) // 2)
    shares = [sum(days, Share()) for days in groups.sorted(figures.retention_by_day)]
    chart = partial(
        whiskers,
        shares,
        labels_of(figures, groups.items),
        room.width,
        aim=figures.target,
        unit=f"passed, {groups.by}",
        named=legend_of(figures, "│", AIM_ACROSS, [Spread("", share, figures.target) for share in shares]),
        cursor=room.cursor,
        from_end=True,
    )
    marks = []
    for g, share in zip(groups.items, shares, strict=True):
        said = f"{span_name(g.first, g.last, figures.at.study_day)}: {passed_words(share, figures.target)}"
        marks.append(Mark(said, partial(answered, figures, g.first, g.last, behind=Behind(REVIEW, before=RECALLED))))
    return Drawn(summarised(room, chart, recall.RETENTION.says(figures)), marks)


def draw_by_age(figures: Figures, room: Room) -> Drawn:
    rows, marks = [], []
    for period, shares in figures.retention_by_period.items():
        length = PERIODS.get(period)
        first = figures.at.study_day - timedelta(days=length - 1) if length else None
        for age, share in shares.items():
            rows.append(Spread(f"{PERIOD_NAMES[period]:9}{age}", share, figures.target))
            said = f"{PERIOD_NAMES[period]}, {age} cards: {passed_words(share, figures.target)}"
            marks.append(Mark(said, partial(answered, figures, first, behind=Behind(REVIEW, before=(age,)))))
    picture = spreads(rows, room.width, room.height, cursor=room.cursor, named=legend_of(figures, "─", AIM_UP, rows))
    return Drawn(picture, marks, across=0, down=1)


def draw_by_group(figures: Figures, room: Room, of: str) -> Drawn:
    found = figures.retention_by_deck if of == "deck" else figures.retention_by_kind
    ordered = recall.lowest_first(found)
    rows = [Spread(name, share, figures.target) for name, share in ordered]

    def cards(name: str) -> list[str]:
        those = [card.id for card in figures.cards.values() if getattr(card, of) == name]
        return answered(figures, among=those, behind=Behind(REVIEW, before=RECALLED))

    marks = [Mark(f"{name}: {passed_words(share, figures.target)}", partial(cards, name)) for name, share in ordered]
    picture = spreads(rows, room.width, room.height, cursor=room.cursor, named=legend_of(figures, "─", AIM_UP, rows))
    return Drawn(picture, marks, across=0, down=1)


PANELS = (
    Panel(recall.RETENTION, draw_by_day, whole=False, begin=-1),
    Panel(recall.AGES, draw_by_age),
    Panel(recall.BY_DECK, partial(draw_by_group, of="deck"), whole=False, least=8),
    Panel(recall.BY_KIND, partial(draw_by_group, of="kind"), whole=False, least=8),
)
