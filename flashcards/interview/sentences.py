"""The plan in sentences, for home, `due`, `plan`, `why` and the plan's screen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flashcards.days import Moment
from flashcards.interview.outlook import ENOUGH_ANSWERS, Outlook
from flashcards.interview.queue import Place
from flashcards.interview.written import Interview, Plan
from flashcards.schedule.states import CardState
from flashcards.text import cell_width, padded
from flashcards.words import counted, date_words, percent

FEWEST_SEEN = 2
"""A topic with fewer cards answered says little of the person."""
LEAST_TITLE, FIGURES, WEIGHT = 20, 43, 8
"""Columns of a topic at least, of the figures behind it, and of its weight where one is shown."""
NEVER = "There is no plan. Say when the interview is: flashcards plan 2026-12-18 --minutes 20"

ENDED = "The plan has ended; plain FSRS goes on from what you know."


def over(plan: Plan | None, today: date) -> str:
    """Why nothing is planned."""
    if plan is None:
        return NEVER
    last = max(interview.day for interview in plan.interviews)
    if last == today:
        return "The interview is today: good luck. Plain FSRS decides what is due."
    return (
        f"The interview was on {date_words(last)}; plain FSRS decides again."
        " A new one: flashcards plan DATE; or end the plan: flashcards plan --clear"
    )


def days_words(days: int) -> str:
    """`tomorrow`, `in 21 days`."""
    return "tomorrow" if days == 1 else f"in {days} days"


def range_words(figures: Mapping[str, Any]) -> str:
    """The expected share and its interval: `84% (80 to 87)`, with a dash."""
    return f"{percent(figures['on_day'])} ({100 * figures['low']:.0f}\N{EN DASH}{100 * figures['high']:.0f})"


def headline(outlook: Outlook, today: date) -> str:
    """Readiness in one line, as last computed."""
    figures = outlook.figures
    nearest = next(
        (i for i in figures["interviews"] if date.fromisoformat(i["date"]) > today), figures["interviews"][-1]
    )
    days = (date.fromisoformat(nearest["date"]) - today).days
    older = "" if outlook.study_day == today else f", as of {date_words(outlook.study_day)}"
    return (
        f"Interview {days_words(days)}: {percent(nearest['now'])} known today,"
        f" {range_words(nearest)} on the day with the plan{older}."
    )


def record(figures: Mapping[str, Any]) -> str:
    """How far to trust it."""
    found = figures["calibration"]
    if not found["answers"]:
        return "How far to trust this: no prediction of yours was put to the test yet, so the intervals are wide."
    said = (
        f"How far to trust this: over {counted(found['answers'], 'answer')} predictions were off by"
        f" {100 * found['off_by']:.1f} points (Brier score {found['brier']:.3f}, log loss {found['log_loss']:.3f})"
    )
    return f"{said}." if found["enough"] else f"{said}; {ENOUGH_ANSWERS} answers would say more."


def unfit(figures: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What will not fit, by topic."""
    left = [t for t in figures["topics"] if t["left_out"]]
    if not left:
        return "Everything fits: every card will have been seen."
    named = "; ".join(f"{titles.get(t['topic'], t['topic'])} {t['left_out']}" for t in left)
    return f"Will not fit: {counted(figures['left_out'], 'card')} ({named})."


def not_at_all(topic: Mapping[str, Any]) -> bool:
    """Whether no card of a topic is seen before the interview."""
    return bool(topic["cards"] == topic["unseen"] == topic["left_out"])


def topic_words(topic: Mapping[str, Any]) -> str:
    """What is expected of a topic on the day: its share, and whether it, or most of it, does not fit."""
    if not_at_all(topic):
        return "does not fit"
    most = 2 * topic["left_out"] > topic["cards"]
    return f"{percent(topic['on_day'])}, {topic['left_out']:,} unseen" if most else range_words(topic)


def weight_words(topics: Sequence[Mapping[str, Any]]) -> list[str]:
    """How much each topic counts, where it is not 1; empty where all count alike."""
    found = [topic.get("weight", 1.0) for topic in topics]
    return (
        ["" if weight == 1 else f"\N{MULTIPLICATION SIGN}{round(weight, 2):g}" for weight in found]
        if any(w != 1 for w in found)
        else []
    )


def final_pass(figures: Mapping[str, Any]) -> str:
    """How much of the final pass fits into its minutes; empty without one."""
    planned = figures.get("final_pass")
    if not planned:
        return ""
    days, cards, fit = planned["days"], planned["cards"], planned["fit"]
    said = f"The final pass of {counted(days, 'day')} holds"
    if fit >= cards:
        return f"{said} all of about {counted(cards, 'card')} seen by then."
    return f"{said} about {fit:,} of {counted(cards, 'card')} seen by then; more minutes or days would hold more."


def unseen_words(figures: Mapping[str, Any], how: str) -> str:
    """What cards that were never seen count as; `how` a self-check is begun."""
    unseen = sum(topic["unseen"] for topic in figures["topics"])
    if not unseen:
        return ""
    if not figures.get("self_check"):
        return (
            f"{counted(unseen, 'unseen card')} {'counts' if unseen == 1 else 'count'} as not known;"
            f" a self-check says better ({how})."
        )
    known = sum(topic["unseen"] * topic["known_unseen"] for topic in figures["topics"]) / unseen
    return (
        f"By your self-check ({counted(figures['self_check'], 'answer')}) {percent(known)} of"
        f" {counted(unseen, 'unseen card')} {'is' if unseen == 1 else 'are'} taken for known."
    )


def other_minutes(figures: Mapping[str, Any]) -> str:
    """What ten minutes more or less a day would change."""
    less, more = figures["minutes"]
    said = f"{more['change']} minutes more a day: {percent(more['on_day'])} on the day"
    if not less["change"]:
        return f"{said}."
    half = ", half of the shortest day" if -less["change"] < more["change"] else ""
    return f"{said}; {counted(-less['change'], 'minute')} less{half}: {percent(less['on_day'])}."


def unproven(figures: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What the figures of topics with hardly an answer rest on; empty where all have some."""
    few = [t for t in figures["topics"] if t["cards"] - t["unseen"] < FEWEST_SEEN]
    rest = "what learners usually remember, not yet on your own answers"
    if len(few) == len(figures["topics"]):
        return f"All figures rest on {rest}."
    named = "; ".join(titles.get(t["topic"], t["topic"]) for t in few)
    return f"Figures that rest on {rest}, as fewer than {FEWEST_SEEN} cards were seen: {named}." if few else ""


def interview(planned: Interview) -> str:
    """An interview's day, and what counts on it: `18 Dec 2026, computer vision`."""
    weights = planned.weights
    own = [
        f"{name} {weight:g}"
        for table in (weights.decks, weights.tags, weights.levels)
        for name, weight in table.items()
    ]
    own += [f"others {weights.others:g}"] if weights.others != 1 else []
    times = [f"importance {planned.importance:g}"] if planned.importance != 1 else []
    return ", ".join([date_words(planned.day), *([planned.role] if planned.role else []), *own, *times])


def study(plan: Plan) -> str:
    """The minutes of the days, those off, and the final pass."""
    least, most = min(plan.minutes), max(plan.minutes)
    minutes = counted(most, "minute") if least == most else f"{least} to {counted(most, 'minute')}"
    off = f", none on {', '.join(map(date_words, plan.days_off))}" if plan.days_off else ""
    last = "on the last day" if plan.final_pass == 1 else f"in the last {plan.final_pass} days"
    return f"{minutes} a day{off}" + (f"; every card once more {last}" if plan.final_pass else "")


def saved(plan: Plan) -> str:
    """What has been written down."""
    return f"Saved: {' and '.join(interview(each) for each in plan.interviews)}; {study(plan)}."


def courses(figures: Mapping[str, Any]) -> str:
    """On the last day, with the plan, with plain FSRS, with nothing."""
    curve = figures["curve"]
    return (
        f"On the last day with the plan {percent(curve['plan'][-1])}, with plain FSRS {percent(curve['plain'][-1])},"
        f" with nothing more {percent(curve['nothing'][-1])}."
    )


def whole(outlook: Outlook, at: Moment, titles: Mapping[str, str], due: int, new: int, columns: int) -> list[str]:
    """The plan in lines; `columns`: so wide is the table of topics at most."""
    figures = outlook.figures
    lines = [headline(outlook, at.study_day)]
    if len(figures["interviews"]) > 1:
        for each in figures["interviews"]:
            role = f" ({each['role']})" if each["role"] else ""
            day = date_words(date.fromisoformat(each["date"]))
            lines.append(f"  {day}{role}: {percent(each['now'])} today, {range_words(each)} on the day")
    lines += [
        f"Today {counted(figures['minutes_today'], 'minute')}: {counted(due, 'review')}, {counted(new, 'new card')}.",
        "",
    ]
    width = max(cell_width(titles.get(t["topic"], t["topic"])) for t in figures["topics"])
    weights = weight_words(figures["topics"])
    width = min(width, max(LEAST_TITLE, columns - FIGURES - (WEIGHT if weights else 0)))
    lines.append(f"  {padded('Topic', width)}{'  Weight' if weights else ''}  Cards  Unseen  Today  On the day")
    for row, topic in enumerate(figures["topics"]):
        title = padded(titles.get(topic["topic"], topic["topic"]), width)
        weight = f"{weights[row]:>{WEIGHT}}" if weights else ""
        counts = f"{topic['cards']:5}  {topic['unseen']:6}  {percent(topic['now']):>5}"
        lines.append(f"  {title}{weight}  {counts}  {topic_words(topic)}")
    lines += ["", courses(figures), unfit(figures, titles)]
    lines += filter(None, (final_pass(figures), other_minutes(figures), record(figures)))
    return [*lines, *filter(None, (unseen_words(figures, "flashcards review --self-check"), unproven(figures, titles)))]


def reason(outlook: Outlook, card: str, state: CardState, today: date) -> str | None:
    """Why a card is, or is not, in today's queue; none where the outlook is not today's."""
    if outlook.study_day != today:
        return None
    last = date.fromisoformat(outlook.figures["interviews"][-1]["date"])
    found = outlook.place(card)
    if state.memory is not None and state.memory.last_day == today:
        return "In the plan it has had its visit for today."
    if found is None:
        return f"In the plan not today: a later day, or another card, serves {date_words(last)} better."
    at, place = found
    return (
        f"In the plan number {at} of {len(outlook.ranking)} today: {_worth(place)} for {date_words(last)},"
        f" in about {place.seconds:.0f} s."
    )


def _worth(place: Place) -> str:
    return f"a visit now rather than later is worth {place.gain:.2f} of a card remembered"
