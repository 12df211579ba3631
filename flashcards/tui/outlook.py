"""What an interview plan promises, drawn: by topic, the curves until the day, and sentences."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from textual.content import Content

from flashcards.interview import sentences
from flashcards.interview.outlook import Outlook
from flashcards.markup.wrapping import wrap
from flashcards.text import Span, padded
from flashcards.tui.content import content_of, styled
from flashcards.words import date_words, percent

SPARKS = "▁▂▃▄▅▆▇█"
CURVES = (("plan", "with the plan"), ("plain", "with plain FSRS"), ("nothing", "with nothing more"))
LABEL = max(len(label) for _, label in CURVES)
COUNTS, RANGE, LEAST_TITLE = 7, 16, 30


def topics(outlook: Outlook, titles: Mapping[str, str], width: int) -> Iterator[Content]:
    """By topic what is known today and will be on the day."""
    counts = ["Cards", "Unseen"] if width - 3 * COUNTS - RANGE >= LEAST_TITLE else []
    room = width - (len(counts) + 1) * COUNTS - RANGE
    heads = "".join(f"{head:>{COUNTS}}" for head in (*counts, "Today")) + f"{'On the day':>{RANGE}}"
    yield styled((padded("Topic", room) + heads, "muted"))
    for topic in outlook.figures["topics"]:
        title = padded(titles.get(topic["topic"], topic["topic"]), room - 1)
        figures = (
            " " + "".join(f"{topic[head.lower()]:>{COUNTS}}" for head in counts) + f"{percent(topic['now']):>{COUNTS}}"
        )
        yield styled((title, ""), (figures, ""), (f"{sentences.range_words(topic):>{RANGE}}", "strong"))


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


def wrapped(text: str, width: int, style: str = "") -> Iterator[Content]:
    """A sentence in rows of so many columns."""
    for line in wrap([Span(text, (style,) if style else ())], width):
        yield content_of([line])
