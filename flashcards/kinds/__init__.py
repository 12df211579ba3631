"""The kinds of cards. A new kind is a new file here and a line below."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flashcards.cards import Card, Question, Response, Verdict, seed_for
from flashcards.kinds.basic import Basic
from flashcards.kinds.bug import Bug
from flashcards.kinds.choice import Choice
from flashcards.kinds.cloze import Cloze
from flashcards.kinds.explain import Compare, Design, Explain
from flashcards.kinds.kind import CardKind
from flashcards.kinds.number import Number
from flashcards.kinds.order import Order
from flashcards.kinds.output import Output
from flashcards.kinds.typed import Typed
from flashcards.kinds.write import Write

# In this order: the first whose marker field is present is the kind of a card.
KINDS: tuple[CardKind[Any], ...] = (
    Cloze(), Choice(), Number(), Write(), Output(), Bug(), Order(), Design(), Compare(), Explain(), Typed(), Basic(),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}


def ask(card: Card, times_shown: int) -> Question:
    """The card's question for this showing; the same showing asks the same question."""
    return ask_seeded(card, seed_for(card.id, times_shown))


def ask_seeded(card: Card, seed: int) -> Question:
    """The card's question with the draws of a seed."""
    return _hinted(BY_NAME[card.kind].ask(card, seed))


def ask_again(card: Card, drawn: Mapping[str, Any]) -> Question:
    """The question that an event of the log was about; `drawn` is its detail."""
    return _hinted(BY_NAME[card.kind].again(card, drawn))


def _hinted(question: Question) -> Question:
    hint = question.notes.hint
    return replace(question, hints=(hint, *question.hints)) if hint else question


def judge(card: Card, question: Question, response: Response) -> Verdict:
    """What the response is worth."""
    return BY_NAME[card.kind].judge(card, question, response)


def examine(card: Card) -> list[str]:
    """What a close look finds wrong with a card that loads: draws that fail, and the like."""
    return BY_NAME[card.kind].examine(card)


def wording(card: Card) -> dict[str, str]:
    """The texts behind the keys of points and mistakes that the log keeps for a card."""
    return BY_NAME[card.kind].wording(card.body)
