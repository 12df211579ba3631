"""What formulas compute with: numbers and lists, how large these may be, and what work on them may cost."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, TypeGuard

Value: TypeAlias = int | float | bool | list["Value"]
"""What a formula computes with."""

MAX_STEPS = 100_000
"""Steps one evaluation may take; a step is about a microsecond."""
MAX_ELEMENTS = 10_000
"""Numbers and lists inside one list, counted all the way down."""
MAX_BITS = 256
MAX_NESTING = 6
MAX_AXES = 16
MAX_SHOWN = 40
"""Characters of a value in a message."""


class FormulaError(ValueError):
    """A formula, a draw or an answer that cannot be read or computed; the message says why and what to do."""


class Budget:
    """Steps that are left to an evaluation; whoever works charges them first."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        """Start with all of the steps."""
        self.left = MAX_STEPS

    @property
    def used(self) -> int:
        """Steps taken so far."""
        return MAX_STEPS - self.left

    def charge(self, steps: int) -> None:
        """Take steps, or raise FormulaError and take none when there are not enough."""
        if steps > self.left:
            raise FormulaError(f"the formula needs more than {MAX_STEPS:,} steps; use smaller lists or ranges")
        self.left -= steps


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number; true and false count as 1 and 0."""
    return value.__class__ in _NUMBERS


def are_numbers(values: Iterable[object]) -> bool:
    """Whether all of some values are numbers."""
    return _NUMBERS.issuperset(map(type, values))


_NUMBERS = frozenset((int, float, bool))


def brief(value: Value) -> str:
    """The beginning of a value, for a message."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."


def size(value: object) -> int:
    """Numbers and lists inside a value, or FormulaError for too many; 0 for a number."""
    if not isinstance(value, list):
        return 0
    if list not in map(type, value) and len(value) <= MAX_ELEMENTS:
        return len(value)
    level, count = [value], 0
    for _ in range(MAX_NESTING):
        count += sum(map(len, level))
        if count > MAX_ELEMENTS:
            raise FormulaError(f"a list would hold more than {MAX_ELEMENTS:,} numbers; use a smaller one")
        level = [item for items in level for item in items if item.__class__ is list]
        if not level:
            return count
    raise FormulaError(f"lists are nested more than {MAX_NESTING} deep; flatten them")


def sound(value: Value, budget: Budget) -> Value:
    """The value itself if all of it is finite and of bounded size, else FormulaError."""
    if value.__class__ is float and value - value == 0:
        return value
    if value.__class__ is int or value.__class__ is float:
        return sound_number(value)
    budget.charge(size(value))
    if value.__class__ is list and _are_sound(value):
        return value
    rest = [[value]]
    while rest:
        for item in rest.pop():
            if item.__class__ is float:
                if item - item != 0:
                    sound_number(item)
            elif item.__class__ is list:
                rest.append(item)
            elif isinstance(item, int):
                sound_number(item)
            else:
                raise FormulaError(
                    f"the result is a {type(item).__name__}, but formulas compute with numbers and lists only"
                )
    return value


def _are_sound(values: list[Any]) -> bool:
    """Whether a list of one sort of numbers has only sound ones, told at once; others are looked at one by one."""
    kinds = {*map(type, values)}
    if kinds == _FLOATS:
        return all(map(math.isfinite, values))
    return kinds == _WHOLES and max(max(values).bit_length(), min(values).bit_length()) <= MAX_BITS


_FLOATS, _WHOLES = {float}, {int}


def sound_number(value: float) -> float:
    """The number itself if it is finite and not too long, else FormulaError."""
    if value.__class__ is float:
        if value - value != 0:  # infinity, or no number
            raise FormulaError("a result is not a finite number; use smaller numbers")
    elif value.bit_length() > MAX_BITS:  # type: ignore[attr-defined]
        raise FormulaError(f"a whole number has more than {MAX_BITS} bits; use smaller numbers or decimals")
    return value


# Common steps of functions.


def need(condition: bool, words: str) -> None:
    """Raise FormulaError with these words unless a condition holds."""
    if not condition:
        raise FormulaError(words)


def ratio(top: float, bottom: float, words: str) -> float:
    """The quotient, or FormulaError that names what is 0."""
    need(bottom != 0, f"{words} is 0, so there is nothing to divide by; rule that out with such_that")
    return top / bottom


def paired(xs: Sequence[Any], ys: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pairs of elements of two lists, or FormulaError when their lengths differ."""
    need(len(xs) == len(ys), f"the lists have different lengths, {len(xs)} and {len(ys)}")
    return list(zip(xs, ys, strict=True))


def total(xs: Sequence[float]) -> float:
    """The sum, exact for whole numbers and correctly rounded otherwise."""
    # The built-in sum of floats differs between Pythons.
    return math.fsum(xs) if float in map(type, xs) else sum(xs)


def exact(x: float) -> Fraction:
    """The decimal that a number is written as: so 0.55 * 20 is 11, and [[0.1, 0.7], [0.3, 2.1]] is singular."""
    return Fraction(x) if isinstance(x, int) else Fraction(repr(x))
