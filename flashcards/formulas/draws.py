"""The given values of number cards: what they are drawn from, and the draw that keeps the conditions."""

import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm, prod
from operator import mul
from typing import TypeAlias

from flashcards.formulas.functions import Budget, FormulaError, Value
from flashcards.formulas.language import Formula
from flashcards.formulas.syntax import MAX_CHARACTERS
from flashcards.records import dataclass

MAX_DRAW_STEPS = 1_000_000
MAX_DRAWN = 1_000
"""Numbers that one given name may stand for."""
_MAX_NUMBER = 10**15
_MAX_POOL = 10**12


Step: TypeAlias = tuple[str | int, ...]
"""A condition or a named step: `("such_that", 0)`, `("where", "fn")`."""


class NoDrawError(FormulaError):
    """No draw meets the conditions; `at` is the one that never held, or all of them."""

    def __init__(self, message: str, at: Step) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Given:
    """What a given name is drawn from."""

    text: str
    _pool: Sequence[int]
    """The numbers it may be, times the denominator: so a grid of decimals is exact."""
    _denominator: int
    _shape: tuple[int, ...] = ()
    """() for one number, (6,) for a list, (2, 3) for two rows of three."""
    _distinct: bool = False

    def draw(self, rng: random.Random) -> Value:
        """A number, a list or a matrix; the same for the same state of rng on every Python."""
        pool, over = self._pool, self._denominator
        # The quotient of whole numbers is rounded correctly: 3 / 20 is 0.15, while 3 * 0.05 is not.
        if not self._shape:
            number = pool[_below(rng, len(pool))]
            return number if over == 1 else number / over
        chosen = [pool[place] for place in self._places(rng, prod(self._shape))]
        numbers: list[Value] = [*chosen] if over == 1 else [number / over for number in chosen]
        if len(self._shape) == 1:
            return numbers
        columns = self._shape[1]
        return [numbers[start : start + columns] for start in range(0, len(numbers), columns)]

    @property
    def ends(self) -> tuple[float, float] | None:
        """The least and the greatest number that may be drawn; none for a list."""
        least, most, over = min(self._pool), max(self._pool), self._denominator
        if self._shape:
            return None
        return (least, most) if over == 1 else (least / over, most / over)  # as they are drawn

    @property
    def size(self) -> int:
        """Numbers and lists inside what is drawn; 0 for a number."""
        return sum(accumulate(self._shape, mul))

    def _places(self, rng: random.Random, count: int) -> list[int]:
        among = len(self._pool)
        if not self._distinct:
            return [_below(rng, among) for _ in range(count)]
        # The first steps of Fisher and Yates' shuffle, keeping only what was moved.
        moved: dict[int, int] = {}
        places = []
        for i in range(count):
            j = i + _below(rng, among - i)
            places.append(moved.get(j, j))
            moved[j] = moved.get(i, i)
        return places


def _below(rng: random.Random, count: int) -> int:
    """A whole number below count, each equally likely.

    Only getrandbits is used: its bits for a seed stay the same over Python versions, while randrange, choice and
    sample have changed. Seeds are stored for years.
    """
    bits = (count - 1).bit_length()
    if bits == 0:
        return 0
    while (place := rng.getrandbits(bits)) >= count:
        pass
    return place


_DECIMAL = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?"
_SEVERAL = re.compile(r"(?P<rows>[0-9]{1,4})(?: ?x ?(?P<columns>[0-9]{1,4}))?(?P<distinct> distinct)? of (?P<pool>.+)")
_RANGE = re.compile(rf"({_DECIMAL}) ?\.\. ?({_DECIMAL})(?: step ({_DECIMAL}))?")
_LIST = re.compile(rf"\[ ?{_DECIMAL} ?(?:, ?{_DECIMAL} ?)*,? ?\]")
_RANGE_OF_OTHERS = re.compile(rf"({_DECIMAL}) ?(?:[-\u2013\u2014\u2026\u301c~:,]|\.\.\.|to) ?({_DECIMAL})")
_FORMS = "write for example 5..60, 0.1..0.9 step 0.1, [3, 5, 7], 6 of 1..9, 6 distinct of 1..9 or 2x3 of -2..2"


def parse_given(text: str | list[str]) -> Given:
    """Read what a given name is drawn from: a range, a list, or several numbers out of one of these."""
    text = " ".join((f"[{', '.join(map(str, text))}]" if isinstance(text, list) else str(text)).split())
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(f"a given value is described in at most {MAX_CHARACTERS} characters; use a range")
    several = _SEVERAL.fullmatch(text)
    if not several:
        return Given(text, *_pool(text))
    shape = tuple(int(side) for side in several.group("rows", "columns") if side)
    if not 1 <= prod(shape) <= MAX_DRAWN:
        raise FormulaError(f"`{text}`: a name stands for 1 to {MAX_DRAWN:,} numbers; draw fewer or more")
    pool, denominator = _pool(several["pool"])
    if several["distinct"]:
        pool = pool if isinstance(pool, range) else tuple(dict.fromkeys(pool))
        if prod(shape) > len(pool):
            raise FormulaError(f"`{text}`: only {len(pool)} different numbers exist; widen the range or draw fewer")
    return Given(text, pool, denominator, shape, bool(several["distinct"]))


def _pool(text: str) -> tuple[Sequence[int], int]:
    """The numbers of a list or a range as whole numbers over one denominator."""
    if _LIST.fullmatch(text):
        return _over_one_denominator(text, text.strip("[], ").split(","))
    if not text:
        raise FormulaError(f"nothing is drawn; {_FORMS}")
    if not (found := _RANGE.fullmatch(text)):
        raise FormulaError(f"`{text}` cannot be drawn from; {_instead(text)}")
    (first, last, step), denominator = _over_one_denominator(text, [found[1], found[2], found[3] or "1"])
    if denominator > 1 and not found[3]:
        raise FormulaError(f"`{text}` is a range of decimals; add its grid, such as `{text} step 0.1`")
    if last <= first:
        only = f", or `[{last / denominator:g}]` for one number" if last == first else ""
        raise FormulaError(f"`{text}` is empty; the first number must be below the last{only}")
    if step <= 0 or (last - first) % step:
        raise FormulaError(f"`{text}`: the steps do not lead from the first number to the last; change one of them")
    if (last - first) // step >= _MAX_POOL:
        raise FormulaError(f"`{text}` has more than {_MAX_POOL:,} numbers; use a larger step")
    return range(first, last + 1, step), denominator


def _instead(text: str) -> str:
    """How to write what was likely meant, or else what there is."""
    digits = re.sub(r"(?<=[0-9])[_'](?=[0-9])", "", unicodedata.normalize("NFKC", text))
    if found := _RANGE_OF_OTHERS.fullmatch(digits) or _RANGE.fullmatch(digits):
        return f"write `{found[1]}..{found[2]}`"
    if re.fullmatch(_DECIMAL, digits):
        return f"write `[{digits}]`, or the number itself in the texts"
    if re.match(r"(?:np\.)?(?:range|arange|randint|random)\b", text):
        return "write `1..9` for the whole numbers from 1 to 9, both included"
    if re.fullmatch(r"\[?\s*[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*\]?", text):
        return "only numbers are drawn: an output card has texts in `draws:`"
    return _FORMS


def _over_one_denominator(text: str, items: Sequence[str]) -> tuple[tuple[int, ...], int]:
    numbers = [Fraction(item) for item in items]
    denominator = lcm(*(number.denominator for number in numbers))
    if denominator > _MAX_NUMBER or max(map(abs, numbers)) > _MAX_NUMBER:
        raise FormulaError(f"`{text}` has numbers that are too large or too fine; use at most 15 digits")
    return tuple(int(number * denominator) for number in numbers), denominator


def draw(
    givens: Mapping[str, Given],
    such_that: Sequence[Formula],
    where: Mapping[str, Formula],
    seed: int,
    attempts: int = 1_000,
) -> dict[str, Value]:
    """Given values and where-steps in order, drawn from the seed until all conditions hold.

    A draw for which a step or a condition has no value is drawn again. The same arguments give the same values on
    every Python. NoDrawError names the steps and conditions that never held.
    """
    return next(draws(givens, such_that, where, seed, attempts))


def draws(
    givens: Mapping[str, Given],
    such_that: Sequence[Formula],
    where: Mapping[str, Formula],
    seed: int,
    attempts: int = 1_000,
) -> Iterator[dict[str, Value]]:
    """What `draw` gives for the seed, and draws behind it: without end, and without seeding, which takes longer, for each."""
    if not givens.keys().isdisjoint(where):
        name = min(givens.keys() & where.keys())
        raise FormulaError(f"{name} is both given and a step of `where`; rename one of them")
    rng = random.Random(seed)  # noqa: S311 - reproducible draws, no secret
    cost = sum(given.size for given in givens.values())
    at_once = [condition for condition in such_that if condition.names <= givens.keys()]
    later = [condition for condition in such_that if condition not in at_once]
    while True:
        tried: list[dict[str, Value]] = []
        left = MAX_DRAW_STEPS  # for a card
        while left >= 0 and len(tried) < attempts:
            values = {name: given.draw(rng) for name, given in givens.items()}
            budget = Budget()
            if _holds(values, at_once, where, later, budget):
                yield values
                break
            tried.append(values)
            left -= budget.used + cost
        else:
            raise _refusal(tried, such_that, where)


def _refusal(
    tried: Sequence[dict[str, Value]], such_that: Sequence[Formula], where: Mapping[str, Formula]
) -> NoDrawError:
    """Why none of some draws fits."""
    never: dict[Step, str] | None = None
    for values in tried:
        failures = _settle(values, such_that, where)
        never = {step: why for step, why in failures.items() if never is None or step in never}
    blamed = {step: why for step, why in (never or {}).items() if why}
    reasons = "; ".join(blamed.values()) or "the conditions do not hold together"
    at = next(iter(blamed), ("such_that",))
    remedy = "mend it, or widen a range" if at[0] == "where" else "widen a range or drop a condition"
    return NoDrawError(f"none of {len(tried):,} draws fits: {reasons}; {remedy}", at)


def _holds(
    values: dict[str, Value],
    at_once: Sequence[Formula],
    where: Mapping[str, Formula],
    later: Sequence[Formula],
    budget: Budget,
) -> bool:
    """Add the steps to the values; whether all have a value and all conditions hold. The first that fails ends it.

    `at_once` are the conditions on what is drawn alone, `later` those on the steps.
    """
    try:
        for condition in at_once:
            if not condition.of(values, budget):
                return False
        for name, step in where.items():
            values[name] = step.of(values, budget)
        for condition in later:
            if not condition.of(values, budget):
                return False
    except FormulaError:
        return False
    return True


def _settle(values: dict[str, Value], such_that: Sequence[Formula], where: Mapping[str, Formula]) -> dict[Step, str]:
    """Add the steps to the values; what failed, with the reason (none where only an earlier failure is to blame)."""
    budget = Budget()
    failures: dict[Step, str] = {}
    for name, step in where.items():
        try:
            values[name] = step.evaluate(values, budget)
        except FormulaError as error:
            failures["where", name] = f"where {name}: {error}" if step.names <= values.keys() else ""
    for at, condition in enumerate(such_that):
        try:
            if not condition.evaluate(values, budget):
                failures["such_that", at] = f"`{condition.text}` does not hold"
        except FormulaError as error:
            known = condition.names <= values.keys()
            failures["such_that", at] = f"`{condition.text}` has no value ({error})" if known else ""
    return failures
