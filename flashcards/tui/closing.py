"""The end of a sitting: its figures, what went wrong today, and what comes next."""

from collections.abc import Sequence
from datetime import timedelta

from textual.content import Content

from flashcards import kinds, titles
from flashcards.cards import Card
from flashcards.days import Moment, interval_words, minutes_words
from flashcards.events import Event, Kind, Mode
from flashcards.library import Library
from flashcards.markup import markdown
from flashcards.markup.wrapping import wrap
from flashcards.questions import Checklist
from flashcards.records import dataclass
from flashcards.schedule.agenda import load
from flashcards.schedule.states import Rating
from flashcards.session import View
from flashcards.text import Line, Span, cell_width, padded
from flashcards.tui.card import Drawn
from flashcards.tui.content import content_of
from flashcards.why import why_nothing
from flashcards.words import counted, percent

MOST = 12
"""So many cards that went wrong are listed."""
ROOMY = 40
"""From so many columns on the heading of the list says what Enter does, as the key line does."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A card that was rated Again today."""

    card: Card
    how: str
    """What was entered or overlooked, as far as it is known."""


def missed(library: Library, at: Moment) -> list[Missed]:
    """The cards that went wrong today, the latest first."""
    found: dict[str, Missed] = {}
    for event in library.progress.standing(since=at.study_day):
        if event.event is Kind.REVIEW and event.rating == Rating.AGAIN and event.card and event.card in library.cards:
            card = library.cards[event.card]
            found.pop(card.id, None)
            found[card.id] = Missed(card, how(card, event))
    return list(found.values())[::-1][:MOST]


def how(card: Card, event: Event) -> str:
    """The mistake that was recognised, what was not said, or what was typed."""
    detail = event.detail or {}
    wording = kinds.wording(card)
    for key in detail.get("mistakes") or ():
        if key in wording:
            words = titles.one_line(wording[key])
            return f"you chose {words}" if "chosen" in detail else words
    points = detail.get("points") or {}
    overlooked = [wording[key] for key, ticked in points.items() if not ticked and key in wording]
    if overlooked:
        return f"not said: {titles.one_line(overlooked[0])}"
    typed = detail.get("typed")
    return f"you typed {typed}" if typed else ""


def draw(
    library: Library, view: View, mode: Mode, at: Moment, wrong: Sequence[Missed], cursor: int, width: int
) -> Drawn:
    """The closing screen, for so many columns; the row of the cursor stands for the answer's."""
    tally, here = view.tally, 0
    lines = [*wrap([Span(_heading(view, mode), ("heading",))], width), Line()]

    def tell(*spans: Span) -> None:
        lines.extend(line.indented(Span("  ")) for line in wrap(spans, width - 2))

    if not tally.answers and not view.waiting_ms:
        tell(Span(why_nothing(library, mode, at)))
    if tally.answers:
        tell(
            Span(counted(tally.answers, "answer"), ("strong",)),
            Span(f" in {minutes_words(tally.study_ms / 60_000)}, "),
            Span(percent(tally.pass_rate), ("strong",)),
            Span(f" passed, {counted(tally.new, 'new card')}"),
        )
    if view.waiting_ms is not None:
        tell(Span(f"The next card comes back in {interval_words(0, view.waiting_ms - at.wall_ms)}"))
    due = sum(n for day, n in load(library.states()).items() if day <= at.study_day + timedelta(days=1))
    minutes = minutes_words(due * library.progress.pace().review / 60)
    about = minutes if minutes.startswith("<") else f"about {minutes}"
    tell(Span(f"Tomorrow {due:,}" + (f", {about}" if due else ""), ("muted",)))
    backlog = library.backlog(library.today(at))
    if backlog:
        tell(Span(f"{backlog}.", ("warn",)))
    streak = library.streak(at)
    if streak > 1:
        tell(Span(f"{counted(streak, 'day')} in a row", ("muted",)))
    if wrong:
        opens = "   Enter opens one" if width >= ROOMY else ""
        lines += [Line(), Line((Span("What went wrong today", ("label",)), Span(opens, ("muted",)))), Line()]
        for index, entry in enumerate(wrong):
            here = len(lines) if index == cursor else here
            lines += _entry(entry, width, here=index == cursor)
    return Drawn(lines, answer=here)


def _heading(view: View, mode: Mode) -> str:
    if view.waiting_ms:
        return "That was it for now."
    if not view.tally.answers:
        return "There is nothing to do here now."
    return "Practised; the schedule stands." if mode is Mode.PRACTICE else "Done for today."


def _entry(entry: Missed, width: int, *, here: bool) -> list[Line]:
    """A card that went wrong, and beside it how; below it where there is no room."""
    question = titles.title(entry.card)
    sign, styles = Span("▸ " if here else "  ", ("key",)), ("strong",) if here else ()
    beside = f"  {entry.how}"
    if cell_width(question) + cell_width(beside) + 2 <= width:
        return [Line((sign, Span(question, styles), Span(beside, ("muted",))))]
    lines = [Line((sign, Span(padded(question, width - 2).rstrip(), styles)))]
    if entry.how:
        lines.append(Line((Span(f"    {padded(entry.how, width - 4).rstrip()}", ("muted",)),)))
    return lines


def card_content(card: Card, width: int) -> Content:
    """A card as it is written, question and answer."""
    question = kinds.ask(card, 0)
    lines = [*markdown.layout(question.text, width), Line(), Line((Span("─" * width, ("rule",)),)), Line()]
    if isinstance(question.wants, Checklist):
        points = "\n".join(f"- {point.text}{' **(must)**' if point.must else ''}" for point in question.wants.points)
        lines += [*markdown.layout(points, width), Line()]
    lines += markdown.layout(question.whole_answer, width)
    if question.notes.why:
        lines += [Line(), *markdown.layout(question.notes.why, width)]
    return content_of(lines)
