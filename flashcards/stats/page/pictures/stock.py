"""Pictures of the cards: where they stand, when they come, how long they hold, and what goes wrong with them."""

from collections.abc import Sequence

from flashcards.log.counting import MATURE_DAYS
from flashcards.schedule.states import LEECH_LAPSES
from flashcards.stats.figures import Figures
from flashcards.stats.memory import HELD
from flashcards.stats.page.pictures import plots, standings
from flashcards.stats.page.pictures.axes import Bucket, Places, dated, edged
from flashcards.stats.page.pictures.picture import Drawn, Period, Table
from flashcards.stats.page.pictures.plots import Series
from flashcards.stats.wording import between_words, lapses_words, often_words, stability_words
from flashcards.titles import one_line, title
from flashcards.words import date_words


def now(f: Figures) -> Drawn:
    order = ("new", "learning", "relearning", "young", "mature", "suspended")
    counts = {name: f.held_now[name] for name in order if f.held_now[name]}
    drawing = standings.parts([("", list(counts.values()))], [(n, n) for n in counts], "cards")
    return Drawn(drawing, Table(("State", "Cards"), tuple((n, f"{c:,}") for n, c in counts.items())))


def held(f: Figures) -> Drawn:
    period = Period(f)
    held = period.latest(f.held_over_time)
    order = [name for name in ("mature", "young", "relearning", "learning") if any(h.get(name) for h in held)]
    series = [Series(name, name, [float(h.get(name, 0)) for h in held]) for name in order]
    table = period.table(HELD, [[str(h.get(name, 0)) for h in held] for name in HELD])
    how = f"Mature cards come back after {MATURE_DAYS} days or more, young ones sooner."
    return Drawn(plots.areas(period.places, series, "cards"), table, how)


def stability(f: Figures) -> Drawn:
    names = [stability_words(low, high) for low, high, _ in f.stabilities]
    counts = [n for *_, n in f.stabilities]
    return _bins("Stability", "cards, by days", names, [str(low) for low, *_ in f.stabilities], counts)


def retrievability(f: Figures) -> Drawn:
    names = [between_words(low, high) for low, high, _ in f.recall_bins]
    edges = [f"{100 * low:g}%" for low, *_ in f.recall_bins] + ["100%"]
    return _bins("Recall", "cards, by recall", names, edges, [n for *_, n in f.recall_bins])


def _bins(head: str, unit: str, names: Sequence[str], edges: Sequence[str], counts: Sequence[int]) -> Drawn:
    drawing = plots.bars(edged(names, edges), [Series("cards", "mature", [float(n) for n in counts])], unit)
    table = Table((head, "Cards"), tuple((name, f"{n:,}") for name, n in zip(names, counts, strict=True)))
    return Drawn(drawing, table)


def forecast(f: Figures, horizon: int) -> Drawn:
    forecast = f.forecast(horizon)
    if not forecast.total:
        return Drawn()
    days = [Bucket(day, day, "day") for day, _, _ in forecast.days]
    places = dated(days)
    shifted = tuple(tuple((i + 1, text) for i, text in labels) for labels in places.labels)
    series = [
        Series("overdue", "late", [forecast.backlog, *(0 for _ in days)]),
        Series("young", "young", [0, *(young for _, young, _ in forecast.days)]),
        Series("mature", "mature", [0, *(mature for *_, mature in forecast.days)]),
    ]
    drawing = plots.bars(Places(("overdue", *places.names), shifted), series, "cards")
    rows = [
        (date_words(day, weekday=True), str(young), str(mature))
        for day, young, mature in forecast.days
        if young or mature
    ]
    table = Table(("Day", "Young", "Mature"), (("overdue", str(forecast.backlog), ""), *rows))
    return Drawn(drawing, table, "What is overdue stands first.")


def lapsed(f: Figures) -> Drawn:
    rows, table = [], []
    for card, state in f.most_lapsed:
        text = title(f.cards[card]) if card in f.cards else ""
        said = lapses_words(state.lapses, leech=state.leech)
        rows.append((text or card, said, float(state.lapses), float(max(state.lapses, LEECH_LAPSES))))
        table.append((card, text, str(state.lapses), "leech" if state.leech else ""))
    return Drawn(standings.ranking(rows, "again"), Table(("Card", "Question", "Lapses", ""), tuple(table)))


def missed_points(f: Figures) -> Drawn:
    found = [(one_line(f.wording(m)), m) for m in f.missed_points]
    rows = [(text, often_words(m, point=True), float(m.missed), float(m.asked)) for text, m in found]
    table = tuple((text, m.card, f"{m.missed:,}", f"{m.asked:,}") for text, m in found)
    return Drawn(standings.ranking(rows, "hard"), Table(("Point", "Card", "Missed", "Asked"), table))


def mistakes(f: Figures) -> Drawn:
    found = [(one_line(f.wording(m)), m) for m in f.mistakes]
    rows = [(text, often_words(m, point=False), float(m.missed), float(m.missed)) for text, m in found]
    table = tuple((text, m.card, f"{m.missed:,}") for text, m in found)
    return Drawn(standings.ranking(rows, "hard"), Table(("Mistake", "Card", "Times"), table))
