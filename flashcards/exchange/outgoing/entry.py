"""A card as it leaves: what it asks and answers, drawn where it draws; and what stays behind."""

from collections.abc import Iterable, Iterator
from typing import Any

from flashcards import kinds
from flashcards.cards import Card, seed_for
from flashcards.kinds import BY_NAME
from flashcards.questions import LETTERS, Checklist, NumberInput, OneOf, Ordering, Question, SeveralOf, TextInput
from flashcards.records import dataclass
from flashcards.schedule.states import CardState

MOST_TRIED = 8
"""So many seeds are tried for each draw that is wanted: a card may have fewer draws than that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as it leaves: a card, or one draw of a card that draws afresh at every review."""

    card: Card
    question: Question
    state: CardState
    draw: int = 0
    """Which of the draws, from 1 on; 0: nothing is drawn."""

    @property
    def name(self) -> str:
        """The card's id, with the number of the draw where there are several; no other card can be called so."""
        return f"{self.card.id}~{self.draw}" if self.draw else self.card.id

    @property
    def first(self) -> bool:
        """Whether it stands for the card itself: a memory goes along once."""
        return self.draw <= 1

    @property
    def options(self) -> tuple[str, ...]:
        """What stands to choose from or to order."""
        match self.question.wants:
            case OneOf(texts) | SeveralOf(texts) | Ordering(texts):
                return texts
        return ()

    @property
    def points(self) -> tuple[str, ...]:
        """What a good answer says, the must-haves marked."""
        wants = self.question.wants
        points = wants.points if isinstance(wants, Checklist) else ()
        return tuple(f"{point.text} (must-have)" if point.must else point.text for point in points)

    @property
    def others(self) -> tuple[str, ...]:
        """Why nothing else is the answer."""
        return tuple(text for _, text in self.question.others)

    @property
    def asked(self) -> str:
        """The question with all that stands to choose from, as one Markdown text."""
        lines = [f"{letter}) {text}" for letter, text in zip(LETTERS, self.options, strict=False)]
        return "\n\n".join([self.question.text, *lines])

    @property
    def answered(self) -> str:
        """The answer with the points, and why nothing else is one, as one Markdown text."""
        points = "\n".join(f"- {point}" for point in self.points)
        return "\n\n".join(filter(None, (self.question.whole_answer, points)))

    def plain(self) -> dict[str, Any]:
        """The card's texts by their names in a deck, empty ones too."""
        notes = self.question.notes
        return {
            "id": self.name,
            "deck": self.card.deck,
            "kind": self.card.kind,
            "question": self.asked,
            "answer": self.answered,
            "hint": "\n\n".join(self.question.hints),
            "why": notes.why,
            "mistake": notes.mistake,
            "source": "; ".join(notes.source),
            "tags": " ".join(notes.tags),
            "level": notes.level,
        }


def entries(cards: Iterable[tuple[Card, CardState]], draws: int) -> Iterator[Entry]:
    """The cards as they leave, each one that draws so many times, as far as its draws differ."""
    for card, state in cards:
        question = kinds.ask(card, 0)
        if not question.drawn.get("values"):
            yield Entry(card, question, state)
            continue
        seen: dict[str, Question] = {}
        for shown in range(draws * MOST_TRIED):
            question = kinds.ask_seeded(card, seed_for(card.id, shown))
            seen.setdefault(question.text, question)
            if len(seen) == draws:
                break
        for number, drawn in enumerate(seen.values(), 1):
            yield Entry(card, drawn, state, number)


_ONE_ORDER = "the options stand in one order, and a wrong one is not answered at once"
_LOST = {
    OneOf: _ONE_ORDER,
    SeveralOf: _ONE_ORDER,
    Ordering: "the steps stand shuffled in one order; which of them are out of place is not said",
    Checklist: "the points are listed and not ticked, so that no rating is suggested",
    NumberInput: "a number that is typed is not judged, and known mistakes are not recognised",
    TextInput: "nothing is typed and judged",
}


def losses(found: Iterable[Entry], *, typed: bool, holes: bool) -> list[str]:
    """What each kind loses on the way, a line for each loss; `typed`: texts are typed there too, `holes`: it has clozes."""
    kinds_of: dict[str, dict[str, None]] = {}
    for entry in found:
        for loss in _lost(entry, typed=typed, holes=holes):
            kinds_of.setdefault(loss, {})[entry.card.kind] = None
    return [f"{', '.join(names)}: {loss}" for loss, names in kinds_of.items()]


def _lost(entry: Entry, *, typed: bool, holes: bool) -> Iterator[str]:
    wants = type(entry.question.wants)
    if wants is TextInput and typed and BY_NAME[entry.card.kind].accepted(entry.card):
        yield "what is typed is compared with the first right text, letter for letter"
    elif wants in _LOST:
        yield _LOST[wants]
    if entry.card.kind == "cloze" and not holes:
        yield "each hole is a question of its own"
    if entry.draw:
        yield "a few fixed draws of each card, instead of new values at every review"
