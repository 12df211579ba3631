"""Exhibits of the cards: where they stand, when they come, how long they hold, and what goes wrong with them."""

from flashcards.facts import MATURE_DAYS
from flashcards.figures import Figures
from flashcards.insights import HELD
from flashcards.pictures import plots, standings
from flashcards.pictures.axes import DASH, Bucket, Places, date_words, dated, named
from flashcards.pictures.exhibits import Period, Picture, Table, first_line, waiting
from flashcards.pictures.plots import Series
from flashcards.scheduling import LEECH_LAPSES
from flashcards.text import counted


def now(f: Figures) -> Picture:
    title, meaning = "Cards now", "Where every card of your decks stands today."
    order = ("new", "learning", "relearning", "young", "mature", "suspended")
    counts = {name: f.held_now[name] for name in order if f.held_now[name]}
    if not counts:
        return waiting("cards-now", title, meaning, "Needs a deck with cards.")
    total = sum(counts.values())
    says = f"{counted(total, 'card')}: {', '.join(f'{n:,} {name}' for name, n in counts.items())}."
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
    order = ("mature", "young", "relearning", "learning")
    series = [Series(name, name, [float(h.get(name, 0)) for h in held]) for name in order]
    says = f"{counted(sum(held[-1].values()), 'card')} begun, {held[-1].get('mature', 0):,} of them mature."
    table = period.table(HELD, [[str(h.get(name, 0)) for h in held] for name in HELD])
    return Picture("cards-over-time", title, meaning, says, plots.areas(period.places, series, "cards"), table)


def stability(f: Figures) -> Picture:
    title, meaning = "Stability", "How long cards hold: after so many days the recall of a card has fallen to 90%."
    bins = f.stabilities
    total = sum(n for *_, n in bins)
    if not total:
        return waiting("stability", title, meaning, "Needs cards that have been learned.")
    names = [f"{low} to {high} days" if high else f"{low} days and more" for low, high, _ in bins]
    labels = [f"{low}{DASH}{high}" if high else f"{low}+" for low, high, _ in bins]
    drawing = plots.bars(
        named(names, labels), [Series("cards", "mature", [float(n) for *_, n in bins])], "cards, by days"
    )
    month = sum(n for low, _, n in bins if low >= 30)  # noqa: PLR2004 - days, an edge of the bins
    says = f"{month:,} of {total:,} cards hold for a month or more."
    return Picture("stability", title, meaning, says, drawing,
                   Table(("Stability", "Cards"), tuple((name, str(n)) for name, (*_, n) in zip(names, bins, strict=True))))  # fmt: skip


def retrievability(f: Figures) -> Picture:
    title, meaning = "Recall today", "How likely each card would be recalled if it were asked today."
    counts = f.retrievabilities
    if not any(counts):
        return waiting("retrievability", title, meaning, "Needs cards that have been learned.")
    names = [f"{10 * i}% to {10 * (i + 1)}%" for i in range(10)]
    drawing = plots.bars(named(names, [f"{10 * i}{DASH}{10 * (i + 1)}%" for i in range(10)]),
                            [Series("cards", "mature", [float(n) for n in counts])], "cards, by recall")  # fmt: skip
    says = f"{counts[9]:,} of {sum(counts):,} cards stand at 90% or better."
    return Picture("retrievability", title, meaning, says, drawing,
                   Table(("Recall", "Cards"), tuple((n, str(c)) for n, c in zip(names, counts, strict=True))))  # fmt: skip


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
    says = f"{coming:,} cards come due, {coming / horizon:.0f} a day on average; {forecast.backlog:,} are overdue."
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
        text = first_line(f.cards[card].question_text) if card in f.cards else ""
        note = counted(state.lapses, "lapse") + (", leech" if state.leech else "")
        rows.append((text or card, note, float(state.lapses), float(max(state.lapses, LEECH_LAPSES))))
        table.append((card, text, str(state.lapses), "leech" if state.leech else ""))
    leeches = sum(state.leech for _, state in f.most_lapsed)
    says = f"{counted(leeches, 'leech').replace('leechs', 'leeches')} among the {len(rows)} cards that lapse most."
    return Picture(
        "lapses",
        title,
        meaning,
        says,
        standings.ranking(rows, "again"),
        Table(("Card", "Question", "Lapses", ""), tuple(table)),
    )


def _missed(f: Figures, name: str) -> Picture:
    if name == "points":
        title, found, needs = "Points missed most", f.missed_points, "Needs an answer of a card with points."
        meaning = "What you leave out when you explain: say it first next time."
    else:
        title, found, needs = (
            "Mistakes made most",
            f.mistakes,
            "Nothing has been recognised yet in number and choice cards.",
        )
        meaning = "Known wrong turns of number and choice cards that your answers took."
    if not found:
        return waiting(name, title, meaning, needs)
    rows, table = [], []
    for missed in found:
        text = first_line(f.wording(missed))
        note = (
            f"{missed.missed} of {missed.asked}"
            if name == "points"
            else "once"
            if missed.missed == 1
            else f"{missed.missed} times"
        )
        whole = missed.asked if name == "points" else missed.missed
        rows.append((text, note, float(missed.missed), float(whole)))
        table.append((text, missed.card, str(missed.missed), *([str(missed.asked)] if name == "points" else [])))
    head = ("Point", "Card", "Missed", "Asked") if name == "points" else ("Mistake", "Card", "Times")
    verb = "missed" if name == "points" else "made"
    return Picture(
        name,
        title,
        meaning,
        f"Most often {verb}: {rows[0][0]}",
        standings.ranking(rows, "hard"),
        Table(head, tuple(table)),
    )


def missed_points(f: Figures) -> Picture:
    return _missed(f, "points")


def mistakes(f: Figures) -> Picture:
    return _missed(f, "mistakes")
