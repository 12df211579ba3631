"""Operators of formulas as functions of numbers and lists: each checks what goes in and what comes out."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from flashcards.formulas.functions import MAX_BITS, Budget, FormulaError, Value, brief, size, sound
from flashcards.formulas.functions.values import sound_number

MAX_EXPONENT = 1_024
_NO_LISTS = "+ - * / // % ** need numbers, not lists; use add, subtract, scale, concat or `[... for x in xs]`"


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT and isinstance(base, int):
        raise FormulaError(f"an exponent is beyond {MAX_EXPONENT:,}; use smaller exponents, or exp and log")
    # At least so many bits, and at most `exponent` more.
    if isinstance(base, int) and isinstance(exponent, int) and (base.bit_length() - 1) * exponent > MAX_BITS:
        raise FormulaError(f"a power has more than {MAX_BITS} bits; use smaller numbers, or a decimal base such as 2.0")
    if base < 0 and exponent != int(exponent):
        raise FormulaError("a negative number has no fractional power; use abs(x) or another exponent")
    return base**exponent  # type: ignore[no-any-return]


def _of_two(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], float]:
    def run(a: Any, b: Any) -> float:
        if a.__class__ is list or b.__class__ is list:
            raise FormulaError(_NO_LISTS)
        value: float = operate(a, b)
        return value if value.__class__ is float and value - value == 0 else sound_number(value)

    return run


def _of_one(operate: Callable[[Any], Any]) -> Callable[[Any], float]:
    def run(a: Any) -> float:
        if a.__class__ is list:
            raise FormulaError(_NO_LISTS)
        return sound_number(operate(a))

    return run


OPERATIONS: Mapping[type[ast.AST], Callable[..., float]] = {
    ast.Add: _of_two(operator.add),
    ast.Sub: _of_two(operator.sub),
    ast.Mult: _of_two(operator.mul),
    ast.Div: _of_two(operator.truediv),
    ast.FloorDiv: _of_two(operator.floordiv),
    ast.Mod: _of_two(operator.mod),
    ast.Pow: _of_two(_power),
    ast.UAdd: _of_one(operator.pos),
    ast.USub: _of_one(operator.neg),
}
NATIVE = (ast.Not, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
"""Python's own do: they make nothing, and what they read is charged for."""


def known(sign: ast.AST) -> None:
    """Raise FormulaError for a sign that no formula has."""
    if type(sign) not in OPERATIONS and not isinstance(sign, NATIVE):
        raise FormulaError("only + - * / // % ** == != < <= > >= in, not in, and, or, not are operators of a formula")


# What a compiled formula calls besides these.


def read(value: Value, budget: Budget) -> Value:
    """A value that is compared, paid for by its size."""
    if value.__class__ is list:
        budget.charge(size(value))
    return value


def listed(value: list[Value], budget: Budget) -> Value:
    """A list that a formula has made."""
    return sound(value, budget)


def items(value: Value, budget: Budget, cost: int) -> list[Value]:
    """The items to go through, with the steps paid that each of them takes."""
    found = _list(value)
    budget.charge(len(found) * cost)
    return found


def rows(value: Value, budget: Budget, cost: int, names: tuple[str, ...]) -> list[Value]:
    """The items to go through, each a list with one value for each of the names."""
    found = items(value, budget, cost)
    for row in found:
        parts = _list(row)
        if len(parts) != len(names):
            raise FormulaError(f"`for {', '.join(names)}` needs lists of {len(names)}, not of {len(parts)}")
    return found


def item(value: Value, place: Value) -> Value:
    """The element of a list at a place."""
    return _list(value)[_whole(place)]


def cut(value: Value, budget: Budget, *ends: Value | None) -> Value:
    """The part of a list between two ends, in steps."""
    return sound(_list(value)[slice(*[end if end is None else _whole(end) for end in ends])], budget)


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise FormulaError(f"a list is needed here, not {brief(value)}; `6 of 1..9` draws one")
    return value


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise FormulaError(
            f"a position in a list must be a whole number, not {brief(value)}; divide with // instead of /"
        )
    return value
