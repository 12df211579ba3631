"""Panels of how answers went: ratings, calibration, confidence, and what keeps going wrong."""

import itertools
from collections.abc import Sequence
from functools import partial

from flashcards.log.counting import AGES
from flashcards.log.sums import Behind
from flashcards.questions import CONFIDENCE
from flashcards.schedule.states import Rating
from flashcards.stats.behind import answered
from flashcards.stats.exhibits import habits, stock
from flashcards.stats.exhibits import recall as known
from flashcards.stats.exhibits.exhibit import Exhibit
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Missed
from flashcards.stats.wording import ENOUGH_ANSWERS, between_words, interval_words, often_words
from flashcards.text import cell_width, padded
from flashcards.titles import one_line, title
from flashcards.tui.progress.drawing.charts import CURSOR, GUTTER, Fill, across, at, hint_more, row_pitch, strip, window
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import AIM_MARK, DOT, Spread, below, spreads
from flashcards.tui.progress.panel import Drawn, Mark, Panel, Room, missing_words, summarised
from flashcards.tui.progress.panels.study import REVIEW
from flashcards.words import counted, percent

RATINGS = (
    Fill("░", "bad", "Again"),
    Fill("▒", "warn", "Hard"),
    Fill("▓", "good", "Good"),
    Fill("█", "bar", "Easy"),
)
CELL = 9
COUNT = 8
TOLD = 3
"""Rows for the verdict and the scores."""


def draw_buttons(figures: Figures, room: Room) -> Drawn:
    counts = [(name, figures.buttons[name]) for name in AGES]
    picture = Picture(room.width, room.height)
    cursor = at(room.cursor, len(counts) * len(RATINGS))
    label = max(len(name) for name, _ in counts)
    left = GUTTER + label
    for column, fill in enumerate(RATINGS):
        picture.put(left + CELL * column, 0, f"{fill.glyph} {fill.name}".rjust(CELL), fill.style)
    right = left + CELL * len(RATINGS)
    picture.put(right, 0, "answers".rjust(COUNT + 1), "muted")
    tall = 2 if room.height > 2 * len(counts) + 1 else 1
    marks = []
    for row, (name, ratings) in enumerate(counts):
        y, total = 1 + row * tall, ratings.total()
        picture.put(GUTTER, y, name)
        for column, rating in enumerate(Rating):
            index = row * len(RATINGS) + column
            n = ratings[rating]
            here = index == cursor
            words = percent(n / total) if total else "·"
            x = left + CELL * column
            picture.put(
                x, y, (f"[{words}]" if here else f"{words} ").rjust(CELL), "cursor" if here else "" if n else "muted"
            )
            picture.area(index, x, y, CELL, tall)
            said = f"{rating.label} on {name} cards: {n:,} of {counted(total, 'answer')}"
            marks.append(
                Mark(said, partial(answered, figures, behind=Behind(REVIEW, rating=(int(rating),), before=(name,))))
            )
        picture.put(right, y, f"{total:,}".rjust(COUNT), "muted")
        x = right + COUNT + 2
        for text, style in strip([ratings[r] for r in Rating], picture.width - x - 1, RATINGS):
            x = picture.put(x, y, text, style)
    return Drawn(picture, marks, across=1, down=len(RATINGS))


def draw_calibration(figures: Figures, room: Room) -> Drawn:
    found = figures.calibration
    rows, marks = [], []
    for b in reversed(found.bins):
        label = between_words(b.low, b.high)
        rows.append(Spread(label, b.actual, b.predicted))
        passed = (
            f"{percent(b.actual.value, 1)} of {counted(b.actual.total, 'answer')} passed ({interval_words(b.actual)})"
        )
        said = f"Predicted {label}, {percent(b.predicted, 1)} on average: {passed}"
        marks.append(Mark(said, partial(answered, figures, behind=Behind(REVIEW, bin=(round(b.low * 20),)))))
    named = [Fill(AIM_MARK, "aim", "predicted"), Fill(DOT, "bar", "passed"), Fill("─", "band", "95% interval")]
    named += below(rows)
    chart = partial(spreads, rows, room.width, cursor=room.cursor, named=named)
    style = "strong" if found.answers >= ENOUGH_ANSWERS else "warn"
    return Drawn(summarised(room, chart, known.CALIBRATION.says(figures), TOLD, style), marks, across=0, down=1)


def draw_confidence(figures: Figures, room: Room) -> Drawn:
    found = known.topics(figures)
    rows = [Spread(topic, shares["sure"]) for topic, shares in found]
    marks = []
    for topic, shares in found:
        cards = [c for c in figures.cards if figures.topic_of(c) == topic]
        said = f"{topic}, passed when {known.confidence_words(shares)}"
        marks.append(Mark(said, partial(answered, figures, among=cards, behind=Behind(confidence=CONFIDENCE))))
    named = [Fill(DOT, "bar", "passed when sure"), Fill("─", "band", "95% interval")]
    chart = partial(spreads, rows, room.width, cursor=room.cursor, named=named)
    return Drawn(summarised(room, chart, known.SURENESS.says(figures)), marks, across=0, down=1)


def unasked(figures: Figures, exhibit: Exhibit) -> str:
    """Why no confidence was said: mostly because nobody was asked."""
    if not figures.cards or figures.library.settings.confidence:
        return missing_words(figures, exhibit)
    switch = "Switch it on in the settings (the key , at home); then 7, 8 or 9 says before the reveal how sure you are."
    return f"No confidence was said yet. {switch}"


def draw_lapses(figures: Figures, room: Room) -> Drawn:
    found = figures.most_lapsed
    rows, marks = [], []
    for card, state in found:
        its = figures.cards.get(card)
        text = title(its) if its else "no longer in the decks"
        rows.append(
            (
                counted(state.lapses, "lapse"),
                state.lapses,
                f"{'leech  ' * state.leech}{text}",
                "bad" if state.leech else "bar",
            )
        )
        leech = ", a leech" if state.leech else ""
        said = f"{card}: {counted(state.lapses, 'lapse')} in {counted(state.reps, 'answer')}{leech}"
        marks.append(Mark(f"{said}. {text}", partial(list, (card,))))
    return Drawn(ranked(rows, room), marks, across=0, down=1)


def draw_missed(figures: Figures, room: Room, of: str) -> Drawn:
    found: Sequence[Missed] = figures.missed_points if of == "point" else figures.mistakes
    rows, marks = [], []
    for m in found:
        text = one_line(figures.wording(m))
        often = often_words(m, point=of == "point")
        rows.append((often, m.missed / m.asked if of == "point" else m.missed, text, "bar"))
        marks.append(Mark(f"{m.card}, {'missed ' if of == 'point' else ''}{often}: {text}", partial(list, (m.card,))))
    return Drawn(ranked(rows, room, 1.0 if of == "point" else None), marks, across=0, down=1)


def ranked(rows: Sequence[tuple[str, float, str, str]], room: Room, full: float | None = None) -> Picture:
    """Lines with a number in words, a short bar, and as much of a text as has room.

    A bar is whole at `full`; none: at the largest of them.
    """
    picture = Picture(room.width, room.height)
    cursor = at(room.cursor, len(rows))
    label = max(cell_width(words) for words, *_ in rows)
    most = full or max(n for _, n, *_ in rows)
    bar = max(4, room.width // 10)
    shown = window(len(rows), room.height, cursor)
    pitch = row_pitch(len(rows), room.height)
    for y, index in zip(itertools.count(0, pitch), shown, strict=False):
        words, n, text, style = rows[index]
        here = index == cursor
        picture.put(0, y, CURSOR if here else "", "cursor")
        picture.put(GUTTER, y, words.rjust(label), "strong" if here else "")
        x = GUTTER + label + 1
        picture.put(x, y, across(n, most, bar), style)
        x += bar + 1
        picture.put(x, y, padded(text, max(4, room.width - x - 2)), "strong" if here else "muted")
        picture.area(index, 0, y, room.width, pitch)
    hint_more(picture, shown, len(rows), len(shown) - 1)
    return picture


PANELS = (
    Panel(known.CALIBRATION, draw_calibration, whole=False),
    Panel(habits.BUTTONS, draw_buttons, whole=False, least=8, most=14),
    Panel(known.SURENESS, draw_confidence, whole=False, least=8, missing=unasked),
    Panel(stock.LAPSES, draw_lapses, least=8),
    Panel(stock.POINTS, partial(draw_missed, of="point"), whole=False, least=8),
    Panel(stock.MISTAKES, partial(draw_missed, of="mistake"), whole=False, least=8),
)
