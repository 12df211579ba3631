"""`show`: a card with its answer."""

import argparse

from flashcards.commands.context import Context, whole


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("card", help="a card's id, or the beginning of one")
    made.add_argument("--seed", type=whole, default=0, metavar="N", help="which draw (default 0)")


def run(context: Context) -> int:
    from flashcards import kinds
    from flashcards.markup.markdown import as_text

    card = context.library.card(context.arguments.card)
    question = kinds.ask_seeded(card, context.arguments.seed)
    if context.arguments.json:
        context.print_json(
            {
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
        )
    else:
        from flashcards.plain.lines import options

        context.print(as_text(question.text, 100), *options(question), "", as_text(question.whole_answer, 100))
        if question.notes.why:
            context.print("", as_text(f"Why: {question.notes.why}", 100))
    return 0
