"""The outlook of the interview plan in lines: readiness today and on the day, by topic, the curves, what will not fit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from textual.content import Content

from flashcards.interview import sentences
from flashcards.interview.outlook import Outlook
from flashcards.interview.roles import strange_weights
from flashcards.library import Library
from flashcards.markup.wrapping import wrap
from flashcards.text import Span, padded
from flashcards.tui.content import content_of, styled
from flashcards.words import date_words, percent

SPARKS = "▁▂▃▄▅▆▇█"
CURVES = (("plan", "with the plan"), ("plain", "with plain FSRS"), ("nothing", "with nothing more"))
LABEL = max(len(label) for _, label in CURVES)
COUNTS, RANGE, LEAST_TITLE = 7, 16, 30


def outlook_lines(library: Library, today: date, width: int, chosen: int, *, computing: bool) -> Iterator[Content]:
    """The plan as it was last computed; `chosen` is the interview that the keys change, of those still to come."""
    plan = library.plan_on(today)
    yield styled(("The interview plan", "heading"))
    yield Content("")
    if plan is None:
        over = sentences.over(library.settings.plan, today)
        yield from _wrapped(
            over if library.settings.plan else "There is no plan: d sets the day of the interview.", width
        )
        return
    outlook = library.outlook(today)
    if outlook is None or outlook.plan != plan.text():
        yield styled(("Computing what is best …", "muted"))
        return
    yield from _wrapped(sentences.headline(outlook, today), width, "strong")
    ahead = plan.ahead(today)
    for row, interview in enumerate(ahead):
        here = "▸ " if len(ahead) > 1 and row == chosen else "  "
        yield styled((here, "cursor"), (sentences.interview(interview), "muted"))
    for line in _wrapped(sentences.study(plan), width - 2, "muted"):
        yield Content.assemble("  ", line)
    strange = strange_weights(plan, library.names.decks, library.names.tags)
    if strange:
        yield from _wrapped(f"{strange}.", width, "warn")
    if computing:
        yield styled(("Computing anew …", "muted"))
    titles = {deck.name: deck.title for deck in library.decks}
    yield Content("")
    yield from _topics(outlook, titles, width)
    yield Content("")
    yield from curves(outlook, width)
    yield Content("")
    for sentence in (
        sentences.unfit(outlook.figures, titles),
        sentences.final_pass(outlook.figures),
        sentences.other_minutes(outlook.figures),
        sentences.record(outlook.figures),
        sentences.unseen_words(outlook.figures, "s"),
        sentences.unproven(outlook.figures, titles),
    ):
        if sentence:
            yield from _wrapped(sentence, width)


def _topics(outlook: Outlook, titles: Mapping[str, str], width: int) -> Iterator[Content]:
    counts = ["Cards", "Unseen"] if width - 3 * COUNTS - RANGE >= LEAST_TITLE else []
    weights = sentences.weight_words(outlook.figures["topics"])
    room = width - (len(counts) + 1 + bool(weights)) * COUNTS - RANGE
    heads = (
        "".join(f"{head:>{COUNTS}}" for head in (*(["Weight"] if weights else []), *counts, "Today"))
        + f"{'On the day':>{RANGE}}"
    )
    yield styled((padded("Topic", room) + heads, "muted"))
    for at, topic in enumerate(outlook.figures["topics"]):
        title = padded(titles.get(topic["topic"], topic["topic"]), room - 1)
        said = [*weights[at : at + 1], *(topic[head.lower()] for head in counts), percent(topic["now"])]
        figures = " " + "".join(f"{each:>{COUNTS}}" for each in said)
        on_day = (f"{sentences.topic_words(topic):>{RANGE}}", "muted" if sentences.not_at_all(topic) else "strong")
        yield styled((title, ""), (figures, ""), on_day)


def curves(outlook: Outlook, width: int) -> Iterator[Content]:
    """Readiness from today to the last interview: a column a day, or every few days; its height is the share known."""
    curve = outlook.figures["curve"]
    first, last = (date.fromisoformat(curve["days"][at]) for at in (0, -1))
    room = max(8, width - LABEL - COUNTS - 1)
    yield styled((f"Known from {date_words(first)} to {date_words(last)}, ▁ none to █ all", "muted"))
    for name, label in CURVES:
        values = curve[name]
        yield styled(
            (padded(label, LABEL + 1), ""),
            (sparks(values, room), "key" if name == "plan" else "muted"),
            (f"{percent(values[-1]):>{COUNTS}}", "strong" if name == "plan" else ""),
        )


def sparks(values: Sequence[float], room: int) -> str:
    """Shares as columns, at most `room` of them, the first and the last day among them."""
    count = min(room, len(values))
    at = [round(n * (len(values) - 1) / max(1, count - 1)) for n in range(count)]
    return "".join(SPARKS[min(len(SPARKS) - 1, int(values[n] * len(SPARKS)))] for n in at)


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Content]:
    for line in wrap([Span(text, (style,) if style else ())], width):
        yield content_of([line])
