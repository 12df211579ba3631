"""Why a card is due when it is, and what each rating would do: plain data, and the same in sentences."""

from datetime import date
from typing import Any

from flashcards.cards import Card
from flashcards.days import Moment, day_words, interval_words
from flashcards.library import Library
from flashcards.schedule import agenda
from flashcards.schedule.model import NEW, CardState, Model, Rating, fuzz_range, weights_of


def why(library: Library, card: Card, at: Moment) -> dict[str, Any]:
    """Why a card is due when it is, and what each rating would do; plain data for `why --json`."""
    state = library.states().get(card.id, NEW)
    model = library.progress.model.of(card.id) if library.begun else None
    explained: dict[str, Any] = {
        "card": card.id, "deck": card.deck, "kind": card.kind, "reps": state.reps, "lapses": state.lapses,
        "leech": state.leech, "suspended": state.suspended, "buried": state.buried_on == at.study_day,
        "flag": state.flag, "desired_retention": library.settings.desired_retention,
    }  # fmt: skip
    memory = state.memory
    if memory is None:
        explained["state"] = "new"
        order = [e.card for e in agenda.teachable(library.entries, {d.name: d.needs for d in library.decks})]
        explained["position"] = order.index(card.id) + 1 if card.id in order else None
    else:
        assert model is not None
        low, high = fuzz_range((memory.due_day - memory.last_day).days)
        explained |= {
            "state": memory.phase.value, "stability_days": round(memory.stability, 2),
            "difficulty": round(memory.difficulty, 2), "last_day": memory.last_day.isoformat(),
            "due_day": memory.due_day.isoformat(), "due_ms": memory.due_ms,
            "recall_now": round(model.predicted(state, at.study_day) or 0.0, 4),
            "interval_days": (memory.due_day - memory.last_day).days, "fuzz_days": [low, high],
        }  # fmt: skip
    previews = (model or Model()).preview(state, at, library.settings.desired_retention, None)
    explained["ratings"] = {rating.label: due_words(after, at) for rating, after in previews.items()}
    history = library.progress.history(card.id) if library.begun else []
    explained["history"] = [
        {"study_day": e.study_day.isoformat(), "event": e.event.value, "rating": e.rating,
         "mode": e.mode.value if e.mode else None, "predicted": e.predicted,
         "parameters": weights_of(e.parameters)[0] if e.parameters else None}
        for e in history
    ]  # fmt: skip
    return explained


def due_words(after: CardState, at: Moment) -> str:
    """The interval that a rating gives, in words."""
    memory = after.memory
    if memory is None:
        return ""
    if memory.due_ms is not None:
        return interval_words(0, memory.due_ms - at.wall_ms)
    return interval_words((memory.due_day - at.study_day).days)


def why_lines(explained: dict[str, Any], at: Moment) -> list[str]:
    """The explanation in sentences."""
    e = explained
    if e["state"] == "new":
        place = f"; it is number {e['position']} in the order of new cards" if e["position"] else ""
        lines = [f"New: it has not been answered yet{place}."]
    else:
        today = at.study_day
        last, due = (day_words(date.fromisoformat(e[name]), today) for name in ("last_day", "due_day"))
        low, high = e["fuzz_days"]
        stability = interval_words(round(e["stability_days"])) if e["stability_days"] >= 1 else "<1 day"
        interval = f"{e['interval_days']} days later; fuzz could have put it anywhere from {low} to {high}"
        now = f"Recall is estimated at {e['recall_now']:.0%} now"
        lines = [
            f"Last answered {last}, due {due} ({interval}).",
            f"{now}; cards come back when it falls to {e['desired_retention']:.0%}.",
            f"Stability {stability}: after that long, recall falls to 90%. Difficulty {e['difficulty']:.1f} of 10.",
            f"{e['reps']} answers, {e['lapses']} lapses.",
        ]
        if e["due_ms"] is not None:
            lines[0] = f"In {e['state']}: it comes back within minutes until it is known."
    for on, word in (
        ("suspended", "Suspended."),
        ("buried", "Buried for today."),
        ("leech", "A leech: it keeps lapsing."),
    ):
        if e[on]:
            lines.append(word)
    lines.append("; ".join(f"{Rating[k.upper()].value} {k} → {v}" for k, v in e["ratings"].items()))
    return lines
