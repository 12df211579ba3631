"""Panels of how answers went: ratings, calibration, confidence, and what keeps going wrong."""

import itertools
from collections.abc import Mapping, Sequence
from functools import partial

from flashcards.cards import CONFIDENCE
from flashcards.schedule.states import Rating
from flashcards.stats.behind import answered
from flashcards.stats.figures import Figures
from flashcards.stats.insights import AGES, Calibration, Missed, Share
from flashcards.text import cell_width, padded
from flashcards.titles import one_line, title
from flashcards.tui.progress.drawing.charts import CURSOR, GUTTER, Fill, across, at, hint_more, row_pitch, strip, window
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import AIM_MARK, DOT, Spread, below, of_words, spreads
from flashcards.tui.progress.panel import Drawn, Mark, Panel, Room, many, said_of_nothing, summarised, written
from flashcards.tui.progress.panels.study import REVIEW

RATINGS = (
    Fill("░", "bad", "Again"),
    Fill("▒", "warn", "Hard"),
    Fill("▓", "good", "Good"),
    Fill("█", "bar", "Easy"),
)
CELL = 9
COUNT = 8
ENOUGH_ANSWERS = 200
"""Predictions below which calibration says more about luck than about the model."""
IN_STEP = 0.02
TOLD = 3
"""Rows for the verdict and the scores."""


def draw_buttons(figures: Figures, room: Room) -> Drawn:
    counts = [(name, figures.buttons[name]) for name in AGES]
    if not any(c.total() for _, c in counts):
        return said_of_nothing(figures, room, "answers", period=True)
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
            words = f"{n / total:.0%}" if total else "·"
            x = left + CELL * column
            picture.put(
                x, y, (f"[{words}]" if here else f"{words} ").rjust(CELL), "cursor" if here else "" if n else "muted"
            )
            picture.area(index, x, y, CELL, tall)
            said = f"{rating.label} on {name} cards: {n:,} of {many(total, 'answer')}"
            marks.append(Mark(said, partial(answered, figures, before=(name,), rating=(int(rating),), mode=REVIEW)))
        picture.put(right, y, f"{total:,}".rjust(COUNT), "muted")
        x = right + COUNT + 2
        for text, style in strip([ratings[r] for r in Rating], picture.width - x - 1, RATINGS):
            x = picture.put(x, y, text, style)
    return Drawn(picture, marks, across=1, down=len(RATINGS))


def verdict(found: Calibration) -> str:
    """Whether predictions can be trusted, in a sentence."""
    if found.answers < ENOUGH_ANSWERS:
        few = f"Only {many(found.answers, 'answer')} to go by: too few to tell luck from error"
        return f"{few}; {ENOUGH_ANSWERS} make a picture."
    predicted = sum(b.predicted * b.actual.total for b in found.bins) / found.answers
    actual = sum((b.actual for b in found.bins), Share())
    low, high = actual.interval
    words = f"predicted {predicted:.1%} on average, {actual.value:.1%} came true"
    if low <= predicted <= high or abs(predicted - (actual.value or 0)) < IN_STEP:
        off = [b for b in found.bins if b.is_off and abs(b.predicted - (b.actual.value or 0)) >= IN_STEP]
        if not off:
            return f"In step: {words}."
        worst = max(off, key=lambda b: b.actual.total)
        label = f"{worst.low * 100:.0f} to {worst.high:.0%}"
        return f"In step on average ({words}), but not from {label}: there {worst.actual.value:.1%} came true."
    return (
        f"Too {'hopeful' if predicted > high else 'gloomy'}: {words}; `flashcards tune` trains the model on your log."
    )


def draw_calibration(figures: Figures, room: Room) -> Drawn:
    found = figures.calibration
    if not found.answers:
        nothing = "predicted answers (a card is predicted from its second day on)"
        return said_of_nothing(figures, room, nothing, period=True)
    rows, marks = [], []
    for b in reversed(found.bins):
        low, high = b.actual.interval
        label = f"{b.low * 100:.0f} to {b.high:.0%}"
        rows.append(Spread(label, b.actual, b.predicted))
        passed = f"{b.actual.value:.1%} of {many(b.actual.total, 'answer')} passed ({low:.0%} to {high:.0%})"
        said = f"Predicted {label}, {b.predicted:.1%} on average: {passed}"
        marks.append(Mark(said, partial(answered, figures, bin=(round(b.low * 20),), mode=REVIEW)))
    named = [Fill(AIM_MARK, "aim", "predicted"), Fill(DOT, "bar", "passed"), Fill("─", "band", "95% interval")]
    named += below(rows)
    chart = spreads(rows, room.width, room.height - TOLD, cursor=room.cursor, named=named)
    style = "strong" if found.answers >= ENOUGH_ANSWERS else "warn"
    scores = f" Brier score {found.brier:.3f}, log loss {found.log_loss:.3f} nats (0 is best)"
    told = [(verdict(found), style), (f"{scores}, off by {found.off_by:.1%} on average.", "muted")]
    return Drawn(summarised(chart, told, TOLD), marks, across=0, down=1)


def draw_confidence(figures: Figures, room: Room) -> Drawn:
    found = figures.confidence
    if not found and figures.cards and not figures.library.settings.confidence:
        words = "No confidence was said yet. Switch it on in the settings (the key , at home); then 7, 8 or 9 says"
        return Drawn(written([[(f"{words} before the reveal how sure you are.", "")]], room))
    if not found:
        return said_of_nothing(figures, room, "confidence", period=True)
    order = sorted(found.items(), key=lambda item: (_wrong_when_sure(item[1]), item[0]))
    rows = [Spread(topic, shares["sure"]) for topic, shares in order]
    marks = []
    for topic, shares in order:
        told = "; ".join(f"{word} {of_words(s)}" for word in CONFIDENCE if (s := shares[word]).total)
        cards = [c for c in figures.cards if figures.topic_of(c) == topic]
        marks.append(
            Mark(f"{topic}, passed when {told}", partial(answered, figures, among=cards, confidence=CONFIDENCE))
        )
    named = [Fill(DOT, "bar", "passed when sure"), Fill("─", "band", "95% interval")]
    chart = spreads(rows, room.width, room.height - 1, cursor=room.cursor, named=named)
    totals = {word: sum((s[word] for s in found.values()), Share()) for word in CONFIDENCE}
    told = "; ".join(f"{word} {of_words(share)}" for word, share in totals.items() if share.total)
    return Drawn(summarised(chart, [("Passed when ", "muted"), (told, "strong")]), marks, across=0, down=1)


def _wrong_when_sure(shares: Mapping[str, Share]) -> float:
    """For the order: topics where being sure was wrong most often come first."""
    value = shares["sure"].value
    return 2.0 if value is None else value


def draw_lapses(figures: Figures, room: Room) -> Drawn:
    found = figures.most_lapsed
    if not found:
        return said_of_nothing(figures, room, "forgotten cards")
    rows, marks = [], []
    for card, state in found:
        known = figures.cards.get(card)
        text = title(known) if known else "no longer in the decks"
        rows.append(
            (
                many(state.lapses, "lapse"),
                state.lapses,
                f"{'leech  ' * state.leech}{text}",
                "bad" if state.leech else "bar",
            )
        )
        said = (
            f"{card}: {many(state.lapses, 'lapse')} in {many(state.reps, 'answer')}{', a leech' if state.leech else ''}"
        )
        marks.append(Mark(f"{said}. {text}", partial(list, (card,))))
    return Drawn(ranked(rows, room), marks, across=0, down=1)


def draw_missed(figures: Figures, room: Room, of: str) -> Drawn:
    found: Sequence[Missed] = figures.missed_points if of == "point" else figures.mistakes
    if not found:
        return said_of_nothing(figures, room, "missed points" if of == "point" else "known mistakes", period=True)
    rows, marks = [], []
    for m in found:
        text = one_line(figures.wording(m))
        often = f"{m.missed} of {m.asked}" if of == "point" else many(m.missed, "time")
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
    Panel(
        "calibration",
        "Calibration",
        "Recall predicted before each answer, against what happened.",
        draw_calibration,
        whole=False,
    ),
    Panel(
        "buttons",
        "Answer buttons",
        "Which rating you gave, by how well the card was known before.",
        draw_buttons,
        whole=False,
        least=8,
        most=14,
    ),
    Panel(
        "confidence",
        "Confidence",
        "How often you were right when you said you were sure, by topic.",
        draw_confidence,
        whole=False,
        least=8,
    ),
    Panel(
        "lapses",
        "Most forgotten",
        "Cards that lapsed most often; a leech lapsed eight times: rewrite it.",
        draw_lapses,
        least=8,
    ),
    Panel(
        "points",
        "Missed points",
        "What your spoken answers leave out most; the bar is the share missed.",
        partial(draw_missed, of="point"),
        whole=False,
        least=8,
    ),
    Panel(
        "mistakes",
        "Mistakes",
        "Known mistakes that your answers ran into.",
        partial(draw_missed, of="mistake"),
        whole=False,
        least=8,
    ),
)
