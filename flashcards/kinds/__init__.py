"""The kinds of cards. A new kind is a new file here and a line below."""

import importlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flashcards.cards import Card, seed_for
from flashcards.questions import Question, Response, Verdict
from flashcards.records import replace

if TYPE_CHECKING:  # what kinds there are is asked by more than what one of them does
    from flashcards.kinds.fields import Fault
    from flashcards.kinds.kind import CardKind

# In this order: the first whose marker field is present is the kind of a card.
_MODULES = {
    "cloze": "cloze",
    "choice": "choice",
    "number": "number",
    "write": "write",
    "output": "output",
    "bug": "bug",
    "order": "order",
    "design": "explain",
    "compare": "explain",
    "explain": "explain",
    "typed": "typed",
    "basic": "basic",
}


class _Kinds(Mapping[str, "CardKind[Any]"]):
    """The kinds by name, each read in when it is first asked for: most starts show cards of one or two."""

    def __init__(self) -> None:
        self._read: dict[str, CardKind[Any]] = {}

    def __getitem__(self, name: str) -> "CardKind[Any]":
        if name not in self._read:
            module = importlib.import_module(f"flashcards.kinds.{_MODULES[name]}")
            self._read[name] = getattr(module, name.capitalize())()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


BY_NAME = _Kinds()
KINDS: "tuple[CardKind[Any], ...]"
"""All of them, in their order."""


def __getattr__(name: str) -> Any:
    if name == "KINDS":
        return tuple(BY_NAME.values())
    raise AttributeError(name)


def body_of(kind: str, fields: Mapping[str, Any]) -> Any:
    """The body of a card from the values of its fields, which were found sound before."""
    return BY_NAME[kind].read(dict(fields), lambda *_: None)


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


def examine(card: Card) -> "list[Fault]":
    """What a close look finds wrong with a card that loads: draws that fail, and the like."""
    return BY_NAME[card.kind].examine(card)


def wording(card: Card) -> dict[str, str]:
    """The texts behind the keys of points and mistakes that the log keeps for a card."""
    return BY_NAME[card.kind].wording(card.body)
