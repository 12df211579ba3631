"""Exhibits of the cards: where they stand, when they come, how long they hold, and what goes wrong with them."""

from flashcards.log.facts import MATURE_DAYS
from flashcards.schedule.states import LEECH_LAPSES
from flashcards.stats.figures import Figures
from flashcards.stats.memory import HELD
from flashcards.stats.page.pictures import plots, standings
from flashcards.stats.page.pictures.axes import Bucket, Places, date_words, dated, edged
from flashcards.stats.page.pictures.exhibits import Period, Picture, Table, many, shown, waiting
from flashcards.stats.page.pictures.plots import Series
from flashcards.titles import one_line
from flashcards.titles import title as title_of

ENOUGH_RECALL = 0.9


def now(f: Figures) -> Picture:
    title, meaning = "Cards now", "Where every card of your decks stands today."
    order = ("new", "learning", "relearning", "young", "mature", "suspended")
    counts = {name: f.held_now[name] for name in order if f.held_now[name]}
    if not counts:
        return waiting("cards-now", title, meaning, "Needs a deck with cards.")
    total = sum(counts.values())
    says = f"{many(total, 'card')}: {', '.join(f'{n:,} {name}' for name, n in counts.items())}."
    drawing = standings.parts([("", list(counts.values()))], [(n, n) for n in counts], "cards")
    return Picture(
        "cards-now",
        title,
        meaning,
        says,
        drawing,
        Table(("State", "Cards"), tuple((n, f"{c:,}") for n, c in counts.items())),
    )


def held(f: Figures, period: Period) -> Picture:
    title = "Cards over time"
    meaning = f"What you carry: mature cards come back after {MATURE_DAYS} days or more, young ones sooner."
    if not f.held_over_time:
        return waiting("cards-over-time", title, meaning, "Needs a first answer.")
    held = period.latest(f.held_over_time)
    order = [name for name in ("mature", "young", "relearning", "learning") if any(h.get(name) for h in held)]
    series = [Series(name, name, [float(h.get(name, 0)) for h in held]) for name in order]
    says = f"{many(sum(held[-1].values()), 'card')} begun, {held[-1].get('mature', 0):,} of them mature."
    table = period.table(HELD, [[str(h.get(name, 0)) for h in held] for name in HELD])
    return Picture("cards-over-time", title, meaning, says, plots.areas(period.places, series, "cards"), table)


def stability(f: Figures) -> Picture:
    title, meaning = "Stability", "How long cards hold: after so many days the recall of a card has fallen to 90%."
    bins = f.stabilities
    total = sum(n for *_, n in bins)
    if not total:
        return waiting("stability", title, meaning, "Needs cards that have been learned.")
    names = [f"{low} to {high} days" if high else f"{low} days and more" for low, high, _ in bins]
    places = edged(names, [str(low) for low, *_ in bins])
    drawing = plots.bars(places, [Series("cards", "mature", [float(n) for *_, n in bins])], "cards, by days")
    month = sum(n for low, _, n in bins if low >= 30)  # noqa: PLR2004 - days, an edge of the bins
    says = f"{month:,} of {many(total, 'card')} hold for a month or more."
    table = Table(("Stability", "Cards"), tuple((name, f"{n:,}") for name, (*_, n) in zip(names, bins, strict=True)))
    return Picture("stability", title, meaning, says, drawing, table)


def retrievability(f: Figures) -> Picture:
    title, meaning = "Recall today", "How likely each card would be recalled if it were asked today."
    bins = f.recall_bins
    counts = [n for *_, n in bins]
    if not any(counts):
        return waiting("retrievability", title, meaning, "Needs cards that have been learned.")
    names = [f"{100 * low:g}% to {100 * high:g}%" for low, high, _ in bins]
    places = edged(names, [f"{100 * low:g}%" for low, *_ in bins] + ["100%"])
    drawing = plots.bars(places, [Series("cards", "mature", [float(n) for n in counts])], "cards, by recall")
    known = sum(n for low, _, n in bins if low >= ENOUGH_RECALL)
    says = f"{known:,} of {many(sum(counts), 'card')} stand at 90% or better."
    table = Table(("Recall", "Cards"), tuple((name, f"{n:,}") for name, n in zip(names, counts, strict=True)))
    return Picture("retrievability", title, meaning, says, drawing, table)


def forecast(f: Figures, horizon: int) -> Picture:
    name, title = f"forecast-{horizon}", f"Due in the next {horizon} days"
    meaning = "Cards that come back on each day if all are answered on time; what is overdue stands first."
    forecast = f.forecast(horizon)
    if not forecast.total:
        return waiting(name, title, meaning, "Needs cards that have been learned.")
    days = [Bucket(day, day, "day") for day, _, _ in forecast.days]
    places = dated(days)
    shifted = tuple(tuple((i + 1, text) for i, text in labels) for labels in places.labels)
    series = [
        Series("overdue", "late", [forecast.backlog, *(0 for _ in days)]),
        Series("young", "young", [0, *(young for _, young, _ in forecast.days)]),
        Series("mature", "mature", [0, *(mature for *_, mature in forecast.days)]),
    ]
    drawing = plots.bars(Places(("overdue", *places.names), shifted), series, "cards")
    coming = forecast.total - forecast.backlog
    mean = shown(coming / horizon)
    says = f"{many(coming, 'card')} to come, {mean} a day on average; {forecast.backlog:,} overdue."
    rows = [(date_words(day), str(young), str(mature)) for day, young, mature in forecast.days if young or mature]
    table = Table(("Day", "Young", "Mature"), (("overdue", str(forecast.backlog), ""), *rows))
    return Picture(name, title, meaning, says, drawing, table)


def lapsed(f: Figures) -> Picture:
    title = "Cards that lapse most"
    meaning = (
        f"A leech has lapsed {LEECH_LAPSES} times or more: rewrite or split it, it will not stick by being repeated."
    )
    if not f.most_lapsed:
        return waiting("lapses", title, meaning, "Nothing has lapsed.")
    rows, table = [], []
    for card, state in f.most_lapsed:
        text = title_of(f.cards[card]) if card in f.cards else ""
        note = many(state.lapses, "lapse") + (", leech" if state.leech else "")
        rows.append((text or card, note, float(state.lapses), float(max(state.lapses, LEECH_LAPSES))))
        table.append((card, text, str(state.lapses), "leech" if state.leech else ""))
    leeches = sum(state.leech for _, state in f.most_lapsed)
    says = f"{many(leeches, 'leech', 'leeches')} among the {len(rows)} cards that lapse most."
    return Picture(
        "lapses",
        title,
        meaning,
        says,
        standings.ranking(rows, "again"),
        Table(("Card", "Question", "Lapses", ""), tuple(table)),
    )


def missed_points(f: Figures) -> Picture:
    title, meaning = "Points missed most", "What you leave out when you explain: say it first next time."
    found = [(one_line(f.wording(m)), m) for m in f.missed_points]
    if not found:
        return waiting("points", title, meaning, "Needs an answer of a card with points.")
    rows = [(text, f"{m.missed} of {m.asked}", float(m.missed), float(m.asked)) for text, m in found]
    table = Table(
        ("Point", "Card", "Missed", "Asked"),
        tuple((text, m.card, f"{m.missed:,}", f"{m.asked:,}") for text, m in found),
    )
    says = f"Most often left out: {found[0][0]}"
    return Picture("points", title, meaning, says, standings.ranking(rows, "hard"), table)


def mistakes(f: Figures) -> Picture:
    title, meaning = "Mistakes made most", "Known wrong turns of number and choice cards that your answers took."
    found = [(one_line(f.wording(m)), m) for m in f.mistakes]
    if not found:
        return waiting("mistakes", title, meaning, "Needs a wrong answer of a number or a choice card.")
    rows = [(text, many(m.missed, "time"), float(m.missed), float(m.missed)) for text, m in found]
    table = Table(("Mistake", "Card", "Times"), tuple((text, m.card, f"{m.missed:,}") for text, m in found))
    says = f"Most often made: {found[0][0]}"
    return Picture("mistakes", title, meaning, says, standings.ranking(rows, "hard"), table)
