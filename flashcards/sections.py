"""What a card shows at each stage, part by part with its label: the one truth behind the screen and plain lines."""

from flashcards.questions import Checklist, OneOf, Ordering, Outcome, Question, Response, SeveralOf, Verdict, differing
from flashcards.records import dataclass

WIDEST = 90
"""Running text is not set wider than this, however wide the terminal."""
NARROWEST = 10
SIDE = 2
"""Columns left free at each side."""
BESIDE = 160
"""From so many columns on the answer stands beside the question."""
GUTTER = 4
OUTCOME_WORDS = {Outcome.RIGHT: "✓ Right", Outcome.PARTIAL: "◐ Partly right", Outcome.WRONG: "✗ Wrong"}


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a card."""

    label: str
    text: str
    raw: bool = False
    """As it was typed, no Markdown."""
    outcome: Outcome | None = None
    """Stands behind the text."""
    continues: bool = False
    """Belongs to the part above it."""


def hints(question: Question, taken: int) -> list[Section]:
    """The hints that were taken."""
    several = len(question.hints) > 1
    return [Section(f"Hint {n}" if several else "Hint", hint) for n, hint in enumerate(question.hints[:taken], 1)]


def own_answer(question: Question, response: Response) -> Section | None:
    """What the person entered; none where nothing was."""
    match question.wants:
        case OneOf(options) | SeveralOf(options) if response.chosen:
            texts = [options[i] for i in response.chosen]
            return Section("You", texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts))
        case Ordering(steps) if response.chosen:
            return Section("You", "\n".join(f"{n}. {steps[i]}" for n, i in enumerate(response.chosen, 1)))
        case _ if response.text.strip():
            return Section("You", " ".join(response.text.split()), raw=True)
    return None


def answer(question: Question, response: Response, verdict: Verdict) -> list[Section]:
    """The answer: the person's own first, what was wrong with it, and then the right one; each reason once."""
    own = own_answer(question, response)
    shown = [Section(own.label, own.text, own.raw, verdict.outcome)] if own is not None else []
    if verdict.comment and not verdict.compared:
        shown.append(Section("", verdict.comment, continues=own is not None))
    if verdict.compared:
        marks = "" if verdict.outcome is Outcome.RIGHT else differing(response.text.strip(), verdict.compared)
        shown.append(Section("Right", f"{verdict.compared}\n{marks}".rstrip(), raw=True))
        if question.answer.strip("*`\n ") == verdict.compared.strip():
            return shown
    label = "Right" if own is not None and not verdict.compared else ""
    if isinstance(question.wants, Checklist):
        label = "Model answer" if question.seconds else "Answer"
    if question.answer:
        shown.append(Section(label, question.answer))
    others = [text for at, text in question.others if at not in response.chosen]
    if others:
        shown.append(Section("Others" if own is not None else "", "\n".join(f"- {text}" for text in others)))
    return shown


def notes(question: Question) -> list[Section]:
    """What stands below the answer."""
    found = [Section("Why", question.notes.why), Section("Mistake", question.notes.mistake)]
    found += [Section("Next", text) for text in question.follow_ups]
    found.append(Section("Source", "; ".join(question.notes.source)))
    return [section for section in found if section.text]


def measure(width: int) -> int:
    """Columns for the text of a card on a screen of this width."""
    room = max(NARROWEST, width - 2 * SIDE - 1)
    return min(room, 2 * WIDEST + GUTTER if width >= BESIDE else WIDEST)


def margin(width: int) -> int:
    """Columns that are free at the left of it."""
    return max(SIDE, (width - measure(width)) // 2)


def question_width(width: int) -> int:
    """Columns for the question alone, which may stand beside its answer."""
    whole = measure(width)
    return (whole - GUTTER) // 2 if whole > WIDEST else whole
