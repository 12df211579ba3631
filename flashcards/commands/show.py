"""`show`: a card with its answer."""

import argparse
from typing import Any

from flashcards.cards import Card
from flashcards.commands.context import Context, whole


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("card", help="a card's id, or the beginning of one; of several siblings, all are shown")
    made.add_argument("--seed", type=whole, default=0, metavar="N", help="which draw (default 0)")


def run(context: Context) -> int:
    library, name = context.library, context.arguments.card
    siblings = [card for card in library.cards.values() if card.family == name and card.part]
    if len(siblings) > 1 and name not in library.cards:
        if context.arguments.json:
            context.print_json([_as_json(context, card) for card in siblings])
            return 0
        for at, card in enumerate(siblings):
            context.print(*([] if at == 0 else [""]), f"{card.id}", "")
            _print(context, card)
        return 0
    card = library.card(name)
    if context.arguments.json:
        context.print_json(_as_json(context, card))
    else:
        _print(context, card)
    return 0


def _as_json(context: Context, card: Card) -> dict[str, Any]:
    from flashcards import kinds

    question = kinds.ask_seeded(card, context.arguments.seed)
    return {
        "card": card.id,
        "deck": card.deck,
        "kind": card.kind,
        "question": question.text,
        "answer": question.whole_answer,
        "drawn": dict(question.drawn),
        "why": question.notes.why,
        "mistake": question.notes.mistake,
        "source": list(question.notes.source),
    }


def _print(context: Context, card: Card) -> None:
    from flashcards import kinds
    from flashcards.markup.markdown import as_text
    from flashcards.plain.lines import options

    question = kinds.ask_seeded(card, context.arguments.seed)
    context.print(as_text(question.text, 100), *options(question), "", as_text(question.whole_answer, 100))
    if question.notes.why:
        context.print("", as_text(f"Why: {question.notes.why}", 100))
