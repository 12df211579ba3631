"""Operators of formulas, each as a function of numbers."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from flashcards.formulas.functions import MAX_BITS, FormulaError, Value, is_number

MAX_EXPONENT = 1_024


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT and isinstance(base, int):
        raise FormulaError(f"an exponent is beyond {MAX_EXPONENT:,}; use smaller exponents, or exp and log")
    # At least so many bits, and at most `exponent` more.
    if isinstance(base, int) and isinstance(exponent, int) and (base.bit_length() - 1) * exponent > MAX_BITS:
        raise FormulaError(f"a power has more than {MAX_BITS} bits; use smaller numbers, or a decimal base such as 2.0")
    if base < 0 and exponent != int(exponent):
        raise FormulaError("a negative number has no fractional power; use abs(x) or another exponent")
    return base**exponent  # type: ignore[no-any-return]


_OPERATIONS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}


def operation(sign: ast.AST) -> Callable[..., Any]:
    """The function of a sign, or FormulaError for one that no formula has."""
    if type(sign) not in _OPERATIONS:
        raise FormulaError("only + - * / // % ** == != < <= > >= in, not in, and, or, not are operators of a formula")
    return _OPERATIONS[type(sign)]


def only_numbers(*values: Value) -> None:
    """Raise FormulaError when one of the values is a list."""
    if not all(map(is_number, values)):
        raise FormulaError(
            "+ - * / // % ** need numbers, not lists; use add, subtract, scale, concat or `[... for x in xs]`"
        )
