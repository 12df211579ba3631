"""The card itself: question, letters, what was entered, verdict, answer and notes as one column of lines."""

from collections.abc import Mapping

from flashcards import sections
from flashcards.markup import markdown
from flashcards.markup.wrapping import wrap
from flashcards.questions import LETTERS, Outcome
from flashcards.records import dataclass, field
from flashcards.sections import GUTTER, OUTCOME_WORDS, WIDEST, Section
from flashcards.session import Stage, View
from flashcards.text import Line, Span, cell_width
from flashcards.tui.inputs import Letters

LABELLED = 70
"""From so many columns on labels stand before their text, not above it."""
LABEL = 9
OUTCOME_STYLES = {Outcome.RIGHT: "good", Outcome.PARTIAL: "warn", Outcome.WRONG: "bad"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines of a card, and which of them belong to a letter."""

    lines: list[Line]
    letters: Mapping[int, int] = field(default_factory=dict)
    """Row → position among what letters choose."""
    answer: int = 0
    """The row at which what the reveal has brought begins."""


def draw(view: View, letters: Letters | None, hints: int, width: int, *, numbered: bool = False) -> Drawn:
    """Everything that the card shows at this stage, for so many columns of text."""
    assert view.question is not None
    revealed = view.stage is not Stage.ASKING
    half = (width - GUTTER) // 2
    beside = width > WIDEST
    asked = _asked(view, letters, hints, half if beside else width, numbered)
    if not revealed:
        return asked
    if beside and all(line.width <= half for line in asked.lines):
        return _beside(asked, _answered(view, letters, half, numbered), half)
    width = min(width, WIDEST)
    rule = [Line(), Line((Span("─" * width, ("rule",)),)), Line()]
    answered = _answered(view, letters, width, numbered)
    start = len(asked.lines) + len(rule)
    rows = {row + start: at for row, at in answered.letters.items()}
    return Drawn([*asked.lines, *rule, *answered.lines], rows, start)


def _beside(left: Drawn, right: Drawn, width: int) -> Drawn:
    """Two columns; the letters are in the right one."""
    lines = []
    for row in range(max(len(left.lines), len(right.lines))):
        one = left.lines[row] if row < len(left.lines) else Line()
        two = right.lines[row] if row < len(right.lines) else Line()
        gap = Span(" " * (width - one.width) + " │ ".center(GUTTER), ("rule",))
        lines.append(Line((*one.spans, gap, *two.spans)))
    return Drawn(lines, right.letters)


def _asked(view: View, letters: Letters | None, hints: int, width: int, numbered: bool) -> Drawn:
    """The question, the hints that were taken, and what there is to choose from."""
    assert view.question is not None
    lines = markdown.layout(view.question.text, width, numbered=numbered)
    for hint in sections.hints(view.question, hints):
        lines += [Line(), *_section(hint, width)]
    rows: dict[int, int] = {}
    if view.stage is Stage.ASKING and letters is not None:
        lines.append(Line())
        _add_letters(lines, rows, letters, {}, width)
    return Drawn(lines, rows)


def _answered(view: View, letters: Letters | None, width: int, numbered: bool) -> Drawn:
    """What was entered or is to be ticked, the verdict, the answer and the notes."""
    assert view.question is not None
    lines: list[Line] = []
    rows: dict[int, int] = {}
    if letters is not None and letters.points:
        lines.append(Line((Span("What you said", ("label",)), Span("  letters tick", ("muted",)))))
        _add_letters(lines, rows, letters, view.missed, width)
        lines += [Line(), *wrap([Span(ticked_words(view, letters), ("strong",))], width), Line()]
    parts = [*sections.answer(view.question, view.response, view.verdict), *sections.notes(view.question)]
    for at, section in enumerate(parts):
        if at and not section.continues:
            lines.append(Line())
        lines += _section(section, width, numbered=numbered)
    return Drawn(lines, rows)


def ticked_words(view: View, letters: Letters) -> str:
    """What the ticks come to: `2 of 4, a must is missing: Again`."""
    ticked = len(letters.chosen)
    missing = sum(point.must and at not in letters.chosen for at, point in enumerate(letters.points))
    said = f"{ticked} of {len(letters.points)}"
    if view.suggestion is None:
        return said
    if not ticked:
        return f"{said}: {view.suggestion.label}, until you tick what you said; then Space accepts"
    musts = ", a must is missing" if missing == 1 else f", {missing} musts are missing" if missing else ""
    return f"{said}{musts}: {view.suggestion.label}"


def _add_letters(
    lines: list[Line], rows: dict[int, int], letters: Letters, missed: Mapping[str, tuple[int, int]], width: int
) -> None:
    for index, text in enumerate(letters.texts):
        chosen = index in letters.chosen
        for row, line in enumerate(markdown.layout(text + letters.note(index, missed), width - 6)):
            head = f"{letters.mark(index)} {LETTERS[index]} " if row == 0 else " " * 6
            rows[len(lines)] = index
            lines.append(line.indented(Span(head, ("strong", "good") if chosen else ("key",))))


def _section(section: Section, width: int, *, numbered: bool = False) -> list[Line]:
    """A part of the card, its label before it where there is room, else above it."""
    beside = width >= LABELLED and len(section.label) < LABEL and bool(section.label or section.continues)
    room = width - LABEL if beside else width
    if section.raw:
        found = [Line((Span(text),)) for text in section.text.split("\n")]
        if max(line.width for line in found) > room:
            found = wrap([Span(section.text.split("\n", maxsplit=1)[0])], room)
    else:
        found = markdown.layout(section.text, room, numbered=numbered)
        if beside and any(line.whole for line in found) and section.label != "Right":
            beside, room = False, width
            found = markdown.layout(section.text, room, numbered=numbered)
    if section.outcome is not None:
        found = _judged(found, section.outcome, room)
    if not section.label and not section.continues:
        return found
    if beside:
        label = Span(f"{section.label:{LABEL}}", ("label",))
        return [line.indented(Span(" " * LABEL) if row else label) for row, line in enumerate(found)]
    return [*([Line((Span(section.label, ("label",)),))] if section.label else []), *found]


def _judged(lines: list[Line], outcome: Outcome, width: int) -> list[Line]:
    """The verdict behind a short answer, or below a long one."""
    words = Span(OUTCOME_WORDS[outcome], ("strong", OUTCOME_STYLES[outcome]))
    if len(lines) == 1 and lines[0].width + 3 + cell_width(words.text) <= width:
        return [Line((*lines[0].spans, Span("   "), words))]
    return [*lines, Line((words,))]
