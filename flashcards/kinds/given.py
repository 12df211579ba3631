"""What is drawn afresh for every review: the fields, their reading, and the values put into a text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from keyword import iskeyword
from typing import Any

from flashcards.formulas.draws import Given, NoDrawError, draws, parse_given
from flashcards.formulas.language import Formula, FormulaError, Value, compile_formula
from flashcards.formulas.typed_numbers import format_value
from flashcards.kinds.fields import Either, Fault, Field, Key, ListOf, Named, Path, Report, Text
from flashcards.records import dataclass

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_CUT = re.compile(r"[\d.)\s]*\d[\d.)\s]*")
"""What is left behind a comma of `{n: 1,000..5,000}` and looks like a name."""
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")

GIVEN = Field(
    "given",
    Named(Either(), like=NAME.pattern),
    "The values that are drawn: `5..60`, `0.1..0.9 step 0.1`, `[3, 5]`, `6 of 0..9`, `4 distinct of 1..9`, "
    "`2x3 of -2..2`.",
)
SUCH_THAT = Field("such_that", ListOf(Text(), single=True), "Conditions; a draw that fails one is drawn again.")

_SOON = 20
"""So many draws, with so many attempts each, tell conditions that are met often: one met in 1 of 100 has a chance of 1e-15."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The part of a card's body that says what is drawn."""

    given: Mapping[str, Given]
    such_that: tuple[Formula, ...]
    where: Mapping[str, Formula]
    """Named steps, in order."""

    def first(self, seed: int) -> dict[str, Value]:
        """The first values of a seed that meet the conditions: given ones and named steps; raises FormulaError."""
        return next(self.stream(seed))

    def stream(self, seed: int) -> Iterator[dict[str, Value]]:
        """One after another, from the first of a seed on; raises FormulaError."""
        return draws(self.given, self.such_that, self.where, seed)

    def drawn(self, seed: int) -> dict[str, Value]:
        """The values that a card shows for a seed; raises FormulaError."""
        return self.first(seed)

    def is_met_soon(self, seed: int) -> bool:
        """Whether some draws in a row each meet the conditions after a few attempts: then none ever needs very many."""
        try:
            found = islice(draws(self.given, self.such_that, self.where, seed, _SOON), _SOON)
            return sum(1 for _ in found) == _SOON
        except FormulaError:
            return False


def trial(compute: Callable[[Mapping[str, Value]], object], drawn: Drawn, seed: int, count: int) -> Fault | None:
    """What goes wrong first with so many draws of a seed, and at which of the drawn fields; none for a sound card.

    What has no value for the drawn ones is where the caller computes it: its path is empty.
    """
    try:
        for values in islice(drawn.stream(seed), count):
            try:
                compute(values)
            except FormulaError as err:
                shown = ", ".join(f"{name} = {format_value(values[name])}" for name in drawn.given)
                what, _, remedy = str(err).partition("; ")
                rare = any(_has_value(compute, others) for others in islice(drawn.stream(seed), _SOON))
                fix = "rule that out with `such_that:`" if rare else "mend it, or widen a range"
                return (), f"{what}, where {shown}", remedy or fix
    except NoDrawError as err:
        return err.at, str(err), ""
    return None


def _has_value(compute: Callable[[Mapping[str, Value]], object], values: Mapping[str, Value]) -> bool:
    try:
        compute(values)
    except FormulaError:
        return False
    return True


def filled(text: str, values: Mapping[str, Any], written: Callable[[Any], str] = format_value) -> str:
    """The text with `{{name}}` replaced by its value; other braces stand as they are."""
    return PLACEHOLDER.sub(lambda m: written(values[m[1]]) if m[1] in values else m[0], text)


class Expressions:
    """Reads what is drawn and the expressions of a card; what cannot be read goes to the report."""

    def __init__(self, report: Report, at: Path = ()) -> None:
        """`at` is where in the card the fields stand."""
        self.names: list[str] = []
        """What an expression may use."""
        self.sound = True
        self._report = report
        self._at = at
        self._misnamed: list[str] = []
        """Names that are refused; what is wrong where they are used follows from it."""
        self._unknown: set[str] = set()
        """What was told of names that are unknown."""

    def fails(self, path: Path, err: FormulaError) -> None:
        """Report what is wrong at a path below the card's fields."""
        self.sound = False
        self._report((*self._at, *path), str(err), "")

    def given(self, written: Mapping[str, str | list[str]]) -> dict[str, Given]:
        """What each name is drawn from."""
        found = {}
        if self._cut("given", written):
            self.names += written
            return {}
        for name, text in written.items():
            if wrong := self._no_name(name, bool(text)):
                self.fails(("given", Key(name)), wrong)
                continue
            try:
                found[name] = parse_given(text)
            except FormulaError as err:
                self.fails(("given", name), err)
        self.names += written
        return found

    def _no_name(self, name: str, has_value: bool) -> FormulaError | None:
        """What is wrong with a name, if anything; another one that is unknown further down may be meant by it."""
        if NAME.fullmatch(name) and not iskeyword(name):
            return None
        self._misnamed.append(name)
        if iskeyword(name):
            return FormulaError(f"`{name}` is a word of Python and no name; write `{name}_`, or another name")
        before, sign, value = (part.strip() for part in name.partition("="))
        letters = "letters" if name.isascii() else "letters without accents, from a to z"
        remedy = f"write `{before}: {value}`" if sign and not has_value else f"use {letters}, digits and _"
        return FormulaError(f"`{name}` is no name; {remedy}")

    def where(self, written: Mapping[str, str]) -> dict[str, Formula]:
        """The named steps, each of which may use those before it."""
        found = {}
        later = [*written]
        if self._cut("where", written):
            self.names += written
            return {}
        for name, text in written.items():
            later.remove(name)
            wrong = self._no_name(name, bool(text))
            if name in self.names and wrong is None:
                self._misnamed.append(name)
                wrong = FormulaError(f"`{name}` is given already; give the step another name")
            if wrong:
                self.fails(("where", Key(name)), wrong)
                continue
            formula = self.formula(text, "where", name, later=[name, *later])
            if formula is not None:
                found[name] = formula
            self.names.append(name)
        return found

    def _cut(self, field: str, written: Mapping[str, object]) -> bool:
        """Report a value that a comma has cut in two: what is behind it looks like a name."""
        cut = next((name for name in written if _CUT.fullmatch(name)), None)
        if cut:
            words = "a comma ends a value here; write numbers without one, decimals with a point"
            self.fails((field, Key(cut)), FormulaError(words))
        return cut is not None

    def such_that(self, written: Iterable[str]) -> tuple[Formula, ...]:
        """The conditions."""
        formulas = [self.formula(text, "such_that", at) for at, text in enumerate(written)]
        return tuple(formula for formula in formulas if formula is not None)

    def formula(self, text: str, *path: str | int, later: Sequence[str] = ()) -> Formula | None:
        """One expression; none when it cannot be read. `later` are steps that it may not use yet."""
        try:
            return compile_formula(text, self.names)
        except FormulaError as err:
            self.sound = False
            if not self._follows(str(err).partition(";")[0], text):
                self.fails(path, self._too_early(text, later) or err)
            return None

    def _follows(self, message: str, text: str) -> bool:
        """Whether what is wrong with a formula follows from a name that was told to be none, or unknown, before."""
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in self._misnamed):
            return True
        if not message.startswith("unknown name"):
            return False
        is_told = message in self._unknown
        self._unknown.add(message)
        return is_told or bool(self._misnamed)

    def _too_early(self, text: str, later: Sequence[str]) -> FormulaError | None:
        """What is wrong where all that is unknown is a later step."""
        try:
            used = compile_formula(text, [*self.names, *later]).names
        except FormulaError:
            return None
        name = next(name for name in later if name in used)
        if name == later[0]:
            return FormulaError(f"`{name}` is made of itself; give the step another name")
        return FormulaError(f"`{name}` is a later step; put it above `{later[0]}`")
