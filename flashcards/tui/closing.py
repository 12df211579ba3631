"""The end of a sitting: its figures, what went wrong today, and what comes next."""

from collections.abc import Sequence
from datetime import timedelta

from textual.content import Content

from flashcards import kinds, titles
from flashcards.cards import Card, Checklist
from flashcards.days import Moment, interval_words, minutes_words
from flashcards.events import Event, Kind
from flashcards.library import Library
from flashcards.markup import markdown
from flashcards.markup.wrapping import wrap
from flashcards.records import dataclass
from flashcards.schedule.agenda import load
from flashcards.schedule.states import Rating
from flashcards.session import View
from flashcards.text import Line, Span, padded
from flashcards.tui.card import Drawn
from flashcards.tui.content import content_of
from flashcards.words import counted, percent

MOST = 12
"""So many cards that went wrong are listed."""


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
        if event.event is Kind.REVIEW and event.rating == Rating.AGAIN and event.card in library.cards:
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


def draw(library: Library, view: View, at: Moment, wrong: Sequence[Missed], cursor: int, width: int) -> Drawn:
    """The closing screen, for so many columns."""
    tally = view.tally
    lines = [Line((Span("That was it for now." if view.waiting_ms else "Done for today.", ("heading",)),)), Line()]
    if tally.answers:
        lines.append(
            Line(
                (
                    Span(f"  {counted(tally.answers, 'answer')}", ("strong",)),
                    Span(f" in {minutes_words(tally.study_ms / 60_000)}, "),
                    Span(percent(tally.pass_rate), ("strong",)),
                    Span(f" passed, {counted(tally.new, 'new card')}"),
                )
            )
        )
    if view.waiting_ms is not None:
        lines.append(Line((Span(f"  The next card comes back in {interval_words(0, view.waiting_ms - at.wall_ms)}"),)))
    due = sum(n for day, n in load(library.states()).items() if day <= at.study_day + timedelta(days=1))
    minutes = minutes_words(due * library.progress.pace().review / 60)
    lines.append(Line((Span(f"  Tomorrow {due:,}" + (f", about {minutes}" if due else ""), ("muted",)),)))
    backlog = library.backlog(library.today(at))
    if backlog:
        lines += [line.indented(Span("  ")) for line in wrap([Span(f"{backlog}.", ("warn",))], width - 2)]
    streak = library.streak(at)
    if streak > 1:
        lines.append(Line((Span(f"  {counted(streak, 'day')} in a row", ("muted",)),)))
    if wrong:
        lines += [
            Line(),
            Line((Span("What went wrong today", ("label",)), Span("   Enter opens one", ("muted",)))),
            Line(),
        ]
        for index, entry in enumerate(wrong):
            question = titles.title(entry.card)
            here = index == cursor
            spans = [
                Span("▸ " if here else "  ", ("key",)),
                Span(padded(question, width // 2), ("strong",) if here else ()),
            ]
            lines.append(Line((*spans, Span(f"  {padded(entry.how, width - width // 2 - 4).rstrip()}", ("muted",)))))
    return Drawn(lines)


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
