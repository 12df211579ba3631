"""The card itself: question, then answer and notes, as one content laid out for the width there is."""

from textual.containers import ScrollableContainer
from textual.widgets import Static

from flashcards.cards import Outcome
from flashcards.markup import markdown
from flashcards.session import Stage, View
from flashcards.text import Line, Span
from flashcards.tui.content import content_of

WIDEST = 100
"""Running text is not set wider than this, however wide the terminal."""
OUTCOMES = {
    Outcome.RIGHT: ("✓ Right", "good"),
    Outcome.PARTIAL: ("◐ Partly right", "warn"),
    Outcome.WRONG: ("✗ Wrong", "bad"),
}


class CardText(Static):
    """The text of a view; code and drawings that are wider than the screen scroll sideways."""

    def show(self, view: View, hints: tuple[str, ...], width: int, *, numbered: bool) -> None:
        """Lay the view out for a width in columns; `numbered` puts line numbers before code."""
        self.update(content_of(card_lines(view, hints, min(width, WIDEST), numbered=numbered)))


class CardPane(ScrollableContainer):
    """Scrolls the card by keyboard and mouse, in both directions."""

    can_focus = True
    BINDINGS = [  # noqa: RUF012 - Textual's way
        ("j", "scroll_down", "Down"),
        ("k", "scroll_up", "Up"),
        ("left", "page_left", "A page to the left"),
        ("right", "page_right", "A page to the right"),
    ]


def _section(label: str, text: str, width: int, style: str = "label") -> list[Line]:
    return [Line(), Line((Span(label, (style,)),)), *markdown.layout(text, width)]


def card_lines(view: View, hints: tuple[str, ...], width: int, *, numbered: bool = False) -> list[Line]:
    """Everything the card shows at this stage."""
    assert view.question is not None
    question = view.question
    lines = markdown.layout(question.text, width, numbered=numbered)
    for number, hint in enumerate(hints, 1):
        lines += _section("Hint" if len(question.hints) == 1 else f"Hint {number}", hint, width)
    if view.stage is Stage.ASKING:
        return lines
    lines += [Line(), Line((Span("─" * width, ("rule",)),)), Line()]
    if view.verdict.outcome is not None:
        words, style = OUTCOMES[view.verdict.outcome]
        lines += [Line((Span(words, ("strong", style)),)), Line()]
    lines += markdown.layout(question.answer, width, numbered=numbered)
    if view.verdict.comment:
        lines += [Line(), *markdown.layout(view.verdict.comment, width)]
    notes = question.notes
    if notes.why:
        lines += _section("Why", notes.why, width)
    if notes.mistake:
        lines += _section("Common mistake", notes.mistake, width)
    for follow_up in question.follow_ups:
        lines += _section("Follow-up", follow_up, width)
    if notes.source:
        lines += _section("Source", "; ".join(notes.source), width)
    return lines
