"""The texts that a card shows, parsed: what a start opens with is known to it, and needs no parser before a key."""

import json
from collections.abc import Iterator

from flashcards import kinds, sections
from flashcards.cards import Card
from flashcards.library import Library
from flashcards.markup import markdown
from flashcards.markup.blocks import packed
from flashcards.questions import OneOf, Ordering, Question, Response, SeveralOf, Verdict

NAME = "parsed"
"""What they are kept under."""


def keep(library: Library, card: Card) -> None:
    """Parse the texts of a card for the starts to come."""
    library.derived([card], NAME, _made)


def know(library: Library, card: Card) -> None:
    """Take up what is kept of a card."""
    kept = library.kept(card, NAME)
    if kept is not None:
        markdown.know(json.loads(kept))


def _made(card: Card) -> str:
    question = kinds.ask_seeded(card, 0)
    return json.dumps({text: packed(markdown.blocks_of(text)) for text in _texts(question)})


def _texts(question: Question) -> Iterator[str]:
    """What shows of a question and of its answer where nothing was entered; what else shows is parsed then."""
    yield question.text
    match question.wants:
        case OneOf(texts) | SeveralOf(texts) | Ordering(texts):
            yield from texts
    for section in (*sections.answer(question, Response(), Verdict()), *sections.notes(question)):
        yield section.text
