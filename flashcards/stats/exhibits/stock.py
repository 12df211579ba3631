"""Exhibits of the cards: where they stand, when they come, how long they hold, and what goes wrong with them."""

from collections.abc import Iterable
from functools import partial

from flashcards.stats.exhibits.exhibit import Exhibit, Said
from flashcards.stats.figures import Figures
from flashcards.stats.wording import held_words
from flashcards.titles import one_line
from flashcards.words import counted, percent


def _now(f: Figures) -> Said:
    return Said(held_words(f.held_now), lead="Now: ")


def forecast_words(figures: Figures, horizon: int) -> Said:
    """What comes back in the next days."""
    forecast = figures.forecast(horizon)
    coming = forecast.total - forecast.backlog
    rest = f", {coming / horizon:.1f} a day; {forecast.backlog:,} overdue"
    return Said(f"{counted(coming, 'card')} in {horizon} days", rest)


def _learned(bins: Iterable[tuple[float, float | None, int]]) -> int:
    return sum(n for *_, n in bins)


def _stability(f: Figures) -> Said:
    half = f"{f.median_stability or 0:.0f} days or more"
    return Said(f"Half of {counted(_learned(f.stabilities), 'learned card')} hold {half}")


def _recall(f: Figures) -> Said:
    learned, now = _learned(f.recall_bins), f.curve()[0][1]
    known = f"About {learned * now:.0f} of {counted(learned, 'learned card')}"
    return Said(f"{known} would come back to you now, {percent(now)}")


def _lapses(f: Figures) -> Said:
    leeches = sum(state.leech for _, state in f.most_lapsed)
    return Said(
        f"{counted(leeches, 'leech', 'leeches')} among the {counted(len(f.most_lapsed), 'card')} that lapse most"
    )


NOW = Exhibit(
    "cards-now", "Cards now", "Where every card of your decks stands today.", "cards", lambda f: f.held_now, _now
)
HELD = Exhibit(
    "cards-over-time",
    "Cards by state",
    "From learning to young to mature: what you have built up.",
    "cards learned",
    lambda f: f.held_over_time,
    _now,
)
FORECAST = Exhibit(
    "forecast",
    "Forecast",
    "Cards that come back if you study each day; new ones are not in it.",
    "cards to come back",
    lambda f: any(state.memory for state in f.states.values()),
    partial(forecast_words, horizon=30),
)
STABILITY = Exhibit(
    "stability",
    "Stability",
    "How long cards hold: the days until recall falls to 90%.",
    "cards learned",
    lambda f: _learned(f.stabilities),
    _stability,
)
RECALL = Exhibit(
    "retrievability",
    "Recall today",
    "The chance, as the model sees it, that you would recall a card now.",
    "cards learned",
    lambda f: _learned(f.recall_bins),
    _recall,
)
LAPSES = Exhibit(
    "lapses",
    "Most forgotten",
    "Cards that lapsed most often; a leech lapsed eight times: rewrite it.",
    "forgotten cards",
    lambda f: f.most_lapsed,
    _lapses,
)
POINTS = Exhibit(
    "points",
    "Missed points",
    "What your spoken answers leave out most; the bar is the share missed.",
    "missed points",
    lambda f: f.missed_points,
    lambda f: Said(f"Most often left out: {one_line(f.wording(f.missed_points[0]))}"),
)
MISTAKES = Exhibit(
    "mistakes",
    "Mistakes",
    "Known mistakes that your answers ran into.",
    "known mistakes",
    lambda f: f.mistakes,
    lambda f: Said(f"Most often made: {one_line(f.wording(f.mistakes[0]))}"),
)
