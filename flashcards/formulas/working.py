"""The worked solution: each step with the drawn numbers, written so that what is printed gives what it claims."""

import ast
from collections.abc import Mapping
from math import isclose

from flashcards.formulas.functions import FormulaError, Value
from flashcards.formulas.language import Formula, compile_formula
from flashcards.formulas.syntax import parsed
from flashcards.formulas.typed_numbers import Rounding
from flashcards.records import dataclass

MORE_DIGITS = (4, 5, 6, 8, 10, 12, 15)
"""Significant digits of numbers on the way; the first with which the answer comes out is taken."""
LONGEST_STEP = 72
"""A longer line is broken at its equals signs; a longer piece with numbers in it is left out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what is computed, with names and with numbers, and what comes out."""

    name: str
    formula: str
    """As the author wrote it."""
    shown: str
    """With the numbers; empty where that says nothing new or is too long."""
    result: str

    @property
    def line(self) -> str:
        """All of it with equals signs between."""
        first, *rest = [part for part in (self.formula, self.shown, self.result) if part]
        first = f"{self.name} = {first}" if self.name else first
        line = " = ".join([first, *rest])
        return line if len(line) <= LONGEST_STEP else "\n    = ".join([first, *rest])


def steps(where: Mapping[str, Formula], answer: Formula, values: Mapping[str, Value], rounding: Rounding) -> list[Step]:
    """The named steps and the answer, which is rounded as the question asks.

    A result on the way is what the printed numbers give; it has so many digits that the answer comes out the same.
    """
    right = answer.evaluate(values)
    for digits in MORE_DIGITS:
        made, result = _steps(where, answer, values, rounding, digits)
        if result is not None and rounding.written(result) == rounding.written(right):
            return made
    named = [Step(name, formula.text, "", EXACT.written(values[name])) for name, formula in where.items()]
    return [*named, Step("", answer.text, "", rounding.written(right))]


def _steps(
    where: Mapping[str, Formula], answer: Formula, values: Mapping[str, Value], rounding: Rounding, digits: int
) -> tuple[list[Step], Value | None]:
    """The steps with so many digits on the way, and what the printed numbers give; none if that is too far off."""
    between = Rounding(digits)
    texts = {name: EXACT.written(value) for name, value in values.items() if name not in where}
    made: list[Step] = []
    result: Value | None = None
    for name, formula in [*where.items(), *([] if answer.text in where else [("", answer)])]:
        exact = values[name] if name else answer.evaluate(values)
        shown = _Writer(formula.text, values, texts, between).shown
        result = _value(shown) if shown else exact
        if result is None or not _near(result, exact, digits):
            return made, None
        texts[name] = (between if name else rounding).written(result)
        says_nothing = shown in (formula.text, texts[name]) or len(shown) > LONGEST_STEP - len("    = ")
        stands_there = formula.text == texts[name]
        made.append(Step(name, "" if stands_there else formula.text, "" if says_nothing else shown, texts[name]))
    return made, _value(texts[answer.text]) if answer.text in where else result


EXACT = Rounding(15)
"""Given numbers stand on short grids."""


def _value(text: str) -> Value | None:
    """What a printed piece gives by itself; none for what is too long for a formula."""
    try:
        return compile_formula(text, ()).evaluate({})
    except FormulaError:
        return None


def _near(one: Value, two: Value, digits: int) -> bool:
    """Whether values differ by little more than rounding to so many digits does."""
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(_near(a, b, digits) for a, b in zip(one, two, strict=True))
    return (
        isinstance(one, int | float)
        and isinstance(two, int | float)
        and isclose(one, two, rel_tol=10 ** (2 - digits), abs_tol=1e-9)
    )


_SIGNS: Mapping[type[ast.AST], tuple[str, int]] = {
    ast.Add: (" + ", 6),
    ast.Sub: (" - ", 6),
    ast.Mult: (" * ", 7),
    ast.Div: (" / ", 7),
    ast.FloorDiv: (" // ", 7),
    ast.Mod: (" % ", 7),
    ast.Pow: ("**", 9),
    ast.USub: ("-", 8),
    ast.UAdd: ("+", 8),
    ast.Not: ("not ", 3),
    ast.Or: (" or ", 1),
    ast.And: (" and ", 2),
    ast.Eq: (" == ", 4),
    ast.NotEq: (" != ", 4),
    ast.Lt: (" < ", 4),
    ast.LtE: (" <= ", 4),
    ast.Gt: (" > ", 4),
    ast.GtE: (" >= ", 4),
    ast.In: (" in ", 4),
    ast.NotIn: (" not in ", 4),
}
"""How an operator is written, and how tightly it binds."""
_NEGATIVE, _ATOM, _CHOICE = 8, 10, 0


class _Writer:
    """Writes a formula with values in place of names; what picks from or goes through a list is its value."""

    def __init__(self, text: str, values: Mapping[str, Value], texts: Mapping[str, str], between: Rounding) -> None:
        self._text = text
        self._values = values
        self._texts = texts
        self._between = between

    @property
    def shown(self) -> str:
        """The whole formula with numbers; empty where it would be nothing but its value."""
        tree = parsed(self._text)
        return "" if self.is_value(tree) else self.written(tree)

    def is_value(self, node: ast.expr) -> bool:
        """Whether a piece is written as nothing but its value."""
        match node:
            case ast.Constant() | ast.Name() | ast.ListComp() | ast.GeneratorExp():
                return True
            case ast.Subscript(of):
                return self.is_value(of)
        return False

    def written(self, node: ast.expr, tightness: int = _CHOICE, *, behind: bool = False) -> str:
        """The text of a piece, in brackets where what is around it binds more tightly.

        A piece that stands behind an operator does not begin with a sign of its own.
        """
        text, binds = self._piece(node, behind=behind)
        return f"({text})" if binds < tightness or (behind and binds == _NEGATIVE) else text

    def _piece(self, node: ast.expr, *, behind: bool) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912
        match node:
            case ast.Constant():
                return self._text[node.col_offset : node.end_col_offset], _ATOM
            case ast.Name(name) if name in self._texts:
                return self._value(self._texts[name])
            case _ if self.is_value(node):
                piece = compile_formula(self._text[node.col_offset : node.end_col_offset], self._values)
                return self._value(self._between.written(piece.evaluate(self._values)))
            case ast.UnaryOp(sign, operand):
                mark, binds = _SIGNS[type(sign)]
                return f"{mark}{self.written(operand, binds + (binds == _NEGATIVE))}", binds
            case ast.BinOp(left, ast.Pow(), right):
                return f"{self.written(left, _ATOM)}**{self.written(right, _ATOM)}", _SIGNS[ast.Pow][1]
            case ast.BinOp(left, sign, right):
                mark, binds = _SIGNS[type(sign)]
                first, second = self.written(left, binds, behind=behind), self.written(right, binds + 1, behind=True)
                return f"{first}{mark}{second}", binds
            case ast.BoolOp(sign, values):
                mark, binds = _SIGNS[type(sign)]
                return mark.join(self.written(value, binds + 1) for value in values), binds
            case ast.Compare(left, signs, values):
                rest = (_SIGNS[type(sign)][0] + self.written(v, 5) for sign, v in zip(signs, values, strict=True))
                return self.written(left, 5) + "".join(rest), 4
            case ast.IfExp(test, yes, no):
                return f"{self.written(yes, 1)} if {self.written(test, 1)} else {self.written(no)}", _CHOICE
            case ast.List(items) | ast.Tuple(items):
                return f"[{', '.join(map(self.written, items))}]", _ATOM
            case ast.Subscript(of, ast.Slice(lower, upper, step)):
                ends = [self.written(end) if end else "" for end in (lower, upper)]
                by = f":{self.written(step)}" if step else ""
                return f"{self.written(of, _ATOM)}[{':'.join(ends)}{by}]", _ATOM
            case ast.Subscript(of, place):
                return f"{self.written(of, _ATOM)}[{self.written(place)}]", _ATOM
            case ast.Call(ast.Name(name), args, keywords):
                named = [f"{keyword.arg}={self.written(keyword.value)}" for keyword in keywords]
                return f"{name}({', '.join([*map(self.written, args), *named])})", _ATOM
        return self._text[node.col_offset : node.end_col_offset], _CHOICE

    def _value(self, text: str) -> tuple[str, int]:
        return text, _NEGATIVE if text.startswith("-") else _ATOM
