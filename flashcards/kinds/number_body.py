"""What a number card asks for: the right answer to drawn values, and the mistakes that lead to wrong ones."""

import re
from collections.abc import Mapping
from contextlib import suppress

from flashcards.cards import digest, seed_for
from flashcards.formulas.language import Formula, FormulaError, Value
from flashcards.formulas.typed_numbers import Rounding, Tolerance
from flashcards.kinds.given import Drawn
from flashcards.records import dataclass

MOST_REDRAWS = 20
"""A draw that defeats the card is made again so often; then it stands."""
_ASKED = r"\b(one|two|three|four|five|six|[1-9]) (decimal|significant)"
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong value that people get, and how they got it."""

    value: Formula
    because: str

    @property
    def key(self) -> str:
        return digest(self.because)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Drawn):
    question: str
    answer: Formula
    unit: str
    tolerance: Tolerance
    slips: tuple[Slip, ...]
    few: str
    """Why the answer may be 0 or 1 in many draws; empty where it may not."""

    def drawn(self, seed: int) -> dict[str, Value]:
        """The values of a showing: those of the first draw that does not defeat the card."""
        values = self.first(seed)
        for again in range(1, MOST_REDRAWS + 1):
            if not self.is_defeated(values):
                break
            values = self.first(seed_for(str(seed), again))
        return values

    def settled(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Given values with the named steps computed from them; raises FormulaError."""
        values = dict(given)
        for name, step in self.where.items():
            values[name] = step.evaluate(values)
        return values

    def mistakes(self, values: Mapping[str, Value]) -> list[tuple[Slip, float]]:
        """What each slip gives for these values, where it gives a number."""
        found = []
        for slip in self.slips:
            with suppress(FormulaError):
                value = slip.value.of(values)
                if isinstance(value, int | float):
                    found.append((slip, value))
        return found

    def is_right(self, formula: Formula, values: Mapping[str, Value], result: float) -> bool:
        """Whether a formula gives what is accepted as the result for these values."""
        with suppress(FormulaError):
            value = formula.of(values)
            return isinstance(value, int | float) and self.tolerance.accepts(result, value)
        return False

    def is_defeated(self, values: Mapping[str, Value]) -> bool:
        """Whether a mistake, typed in full or rounded as asked, is the right answer or another mistake as well."""
        told = [self.result(values)]
        for _, value in self.mistakes(values):
            for typed in (value, float(self.rounding.written(value))):
                if any(self.tolerance.accepts(one, typed) for one in told):
                    return True
            told.append(value)
        return False

    @property
    def rounding(self) -> Rounding:
        """As many digits as the question asks for in words, or as the tolerance does."""
        if found := re.search(_ASKED, self.question, re.IGNORECASE):
            digits = _COUNTS.get(found[1].lower()) or int(found[1])
            return Rounding(2, digits) if found[2].lower() == "decimal" else Rounding(digits)
        return self.tolerance.rounding

    def result(self, values: Mapping[str, Value]) -> float:
        """The right answer for these values; raises FormulaError."""
        found = self.answer.of(values)
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise FormulaError("the answer is not a number; give one, such as sum(xs) or xs[0]")
        return found
