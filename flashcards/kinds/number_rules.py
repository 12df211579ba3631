"""The rules for a good number card: its draws, measured, must not defeat it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations, islice

from flashcards.cards import Card, seed_for
from flashcards.formulas.language import Formula, FormulaError
from flashcards.kinds.given import PLACEHOLDER
from flashcards.kinds.kind import Remark, Rule
from flashcards.kinds.number_body import Body
from flashcards.records import dataclass, field

_DIGITS = re.compile(r"decimal|digit|significant|whole number|\bround|nearest|roughly|within", re.IGNORECASE)
"""Words that tell how exact an answer is wanted."""
DRAWS = 1_000
MOST_DEFEATED = 0.03
"""A mistake may give the right answer in so large a part of the draws."""
MOST_SHARED = 0.1
"""Two mistakes may share a value so often."""
MOST_FEW = 0.05
"""The answer may be exactly 0 or 1 so often."""
MOST_TOO_TOLERANT = 0.03
"""The absolute tolerance may be above the size of an answer that is not 0 so often."""


@dataclass(slots=True)
class Measure:
    """How many of some draws defeat the card, and in which way."""

    draws: int
    defeated: Counter[str] = field(default_factory=Counter)
    """By the expression of the mistake that is right."""
    shared: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By two mistakes that give the same."""
    few: int = 0
    zero: int = 0
    too_tolerant: int = 0
    refused: int = 0
    """The answer, written with as many digits as asked, is not accepted."""


def measured(card: Card, draws: int = DRAWS) -> Measure:
    """The first draws of a fixed seed, before any is made again."""
    body: Body = card.body
    tolerance, rounding, found = body.tolerance, body.rounding, Measure(draws)
    with suppress(FormulaError):  # `kinds.examine` tells of draws that fail
        for values in islice(body.stream(seed_for(card.id, 0)), draws):
            result = body.result(values)
            mistakes = [(slip.value.text, value) for slip, value in body.mistakes(values)]
            found.defeated.update(text for text, value in mistakes if tolerance.accepts(result, value))
            for (one, first), (other, second) in combinations(mistakes, 2):
                found.shared[one, other] += tolerance.accepts(first, second)
            found.few += result in {0, 1}
            found.zero += result == 0
            found.too_tolerant += tolerance.absolute is not None and tolerance.absolute > abs(result) > 0
            found.refused += not tolerance.accepts(result, float(rounding.written(result)))
    return found


def _is_not_defeated(card: Card) -> Iterator[Remark]:
    found, body = measured(card), card.body
    for text, count in found.defeated.items():
        if count > MOST_DEFEATED * DRAWS:
            message = f"`{text}` is the right answer in {count:,} of {DRAWS:,} draws"
            yield "number.slips", message, "mend it, or draw values for which it is wrong"
    for (one, other), count in found.shared.items():
        if count > MOST_SHARED * DRAWS:
            message = f"`{one}` and `{other}` give the same in {count:,} of {DRAWS:,} draws"
            yield "number.slips", message, "draw values for which they differ, or keep one of them"
    if found.few > MOST_FEW * DRAWS and not body.few:
        message = f"the answer is exactly 0 or 1 in {found.few:,} of {DRAWS:,} draws"
        yield "number.answer", message, "draw values for which it is not, or add `few: true` with its `because:`"
    if found.too_tolerant > MOST_TOO_TOLERANT * (DRAWS - found.zero):
        message = f"{body.tolerance.absolute} is above the answer itself in {found.too_tolerant:,} of {DRAWS:,} draws"
        yield "number.tolerance", message, "make it smaller, or relative: `1%`"
    if found.refused:
        message = f"rounded as asked, the answer is not accepted in {found.refused:,} of {DRAWS:,} draws"
        yield "number.tolerance", message, "make it larger, or ask for more digits"


def _asks_for_what_is_drawn(card: Card) -> Iterator[Remark]:
    body: Body = card.body
    shown = {*PLACEHOLDER.findall(body.question)}
    misspelled = len(shown - {*body.given, *body.where})  # of them is said that they are no names
    reached = reaching(shown, body.where)
    used = reaching(body.answer.names, body.where)
    for formula in (*body.such_that, *(slip.value for slip in body.slips)):
        used |= reaching(formula.names, body.where)
    for name in body.given:
        if name not in reached and name in reaching(body.answer.names, body.where):
            if bare := re.search(rf"\{{+ *{name} *\}}+", body.question):
                yield "question", f"`{bare[0]}` is shown as it stands", f"write `{{{{{name}}}}}`"
            elif misspelled:
                misspelled -= 1
            elif not re.search(rf"\{{\{{ *{name}\b", body.question):  # of which is said that it is more than a name
                yield "question", f"`{{{{{name}}}}}` is drawn and not shown", "put it into the question"
        elif name not in reached | used:
            yield "number.given", f"`{name}` is never used", "take it away, or put it into the question"


def _says_how_exactly(card: Card) -> Iterator[Remark]:
    body: Body = card.body
    if (body.tolerance.absolute or body.tolerance.relative) and not _DIGITS.search(body.question):
        message = f"it asks for no number of digits, and {body.tolerance.describe()} is right"
        yield "question", message, "say what is wanted, such as `Two decimals.`, or take `tolerance` away"


def reaching(names: frozenset[str] | set[str], where: Mapping[str, Formula]) -> set[str]:
    """These names and all that their steps are made of."""
    found = {*names}
    for name, step in reversed([*where.items()]):
        if name in found:
            found |= step.names
    return found


RULES: Mapping[str, Rule] = {
    "draws": _is_not_defeated,
    "given": _asks_for_what_is_drawn,
    "digits": _says_how_exactly,
}
