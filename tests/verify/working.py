"""What is printed as a worked solution, evaluated as it stands there."""

import re
from collections.abc import Iterator

from flashcards.cards import Card
from flashcards.formulas.functions import FormulaError, Value
from flashcards.formulas.language import compile_formula
from flashcards.formulas.typed_numbers import Rounding
from flashcards.formulas.working import steps

ROUNDINGS = [*map(Rounding, range(1, 16)), *(Rounding(2, decimals) for decimals in range(8))]


def unlike(line: str) -> Iterator[str]:
    """The pieces between the equals signs of a line, those with names apart, that do not give its last one."""
    *pieces, claimed = re.split(r" = |\n    = ", line)
    for piece in pieces:
        try:
            value = compile_formula(piece, ()).evaluate({})
        except FormulaError:
            continue  # a name, or the author's formula
        if not rounds_to(value, claimed):
            yield f"`{piece}` is {value}, not {claimed}"


def rounds_to(value: Value, claimed: str) -> bool:
    """Whether a text is a value, rounded in some way."""
    return any(rounding.written(value) == claimed for rounding in ROUNDINGS)


def false_steps(card: Card, seed: int) -> list[str]:
    """What is printed for a draw of a number card and does not hold."""
    body = card.body
    values = body.drawn(seed)
    made = steps(body.where, body.answer, values, body.rounding)
    return [words for step in made for words in unlike(step.line)]
