"""The kinds of cards. A new kind is a new file here and a line below."""

from flashcards.cards import Card, Question, Response, Verdict, seed_for
from flashcards.kinds.basic import Basic
from flashcards.kinds.fields import CardKind

# In this order: the first whose marker field is present is the kind of a card.
KINDS: tuple[CardKind, ...] = (Basic(),)
BY_NAME = {kind.name: kind for kind in KINDS}


def ask(card: Card, times_shown: int) -> Question:
    """The card's question for this showing; the same showing asks the same question."""
    return BY_NAME[card.kind].ask(card, seed_for(card.id, times_shown))


def judge(card: Card, question: Question, response: Response) -> Verdict:
    """What the response is worth."""
    return BY_NAME[card.kind].judge(card, question, response)
