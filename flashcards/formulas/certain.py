"""Formulas that have a value whatever is drawn, told from the ends of what is drawn: they need not be tried."""

import ast
from collections.abc import Mapping, Sequence
from itertools import product
from operator import add, mul, sub, truediv
from typing import TypeAlias

from flashcards.formulas.language import CONSTANTS, Formula
from flashcards.formulas.syntax import parsed

Ends: TypeAlias = tuple[float, float]
"""The least and the greatest that a value may be."""
FARTHEST = 2.0**200
"""No whole number this near has too many bits, and no decimal is infinite."""
_SIGNS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}


def are_certain(
    given: Mapping[str, Ends | None], where: Mapping[str, Formula], such_that: Sequence[Formula], answer: Formula
) -> bool:
    """Whether steps, conditions and the answer, which is a number, have values for all numbers between these ends.

    False wherever that cannot be told so simply: with lists, functions, and divisors that may be 0.
    """
    ends = dict(given)
    for name, step in where.items():
        ends[name] = _number(parsed(step.text), ends)
    conditions = all(_is_truth(parsed(condition.text), ends) for condition in such_that)
    return conditions and None not in ends.values() and _number(parsed(answer.text), ends) is not None


def _number(node: ast.expr, ends: Mapping[str, Ends | None]) -> Ends | None:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return value, value
        case ast.Name(name):
            return ends[name] if name in ends else (CONSTANTS[name],) * 2 if name in CONSTANTS else None
        case ast.UnaryOp(ast.USub(), operand):
            found = _number(operand, ends)
            return found and (-found[1], -found[0])
        case ast.BinOp(left, sign, right) if operate := _SIGNS.get(type(sign)):
            one, other = _number(left, ends), _number(right, ends)
            if one is None or other is None or (operate is truediv and other[0] <= 0 <= other[1]):
                return None
            corners = [operate(a, b) for a, b in product(one, other)]
            return (min(corners), max(corners)) if max(map(abs, corners)) < FARTHEST else None
    return None


def _is_truth(node: ast.expr, ends: Mapping[str, Ends | None]) -> bool:
    match node:
        case ast.Compare(left, signs, values):
            is_plain = not any(isinstance(sign, ast.In | ast.NotIn) for sign in signs)
            return is_plain and all(_number(value, ends) is not None for value in (left, *values))
        case ast.BoolOp(_, values):
            return all(_is_truth(value, ends) for value in values)
        case ast.UnaryOp(ast.Not(), operand):
            return _is_truth(operand, ends)
    return False
