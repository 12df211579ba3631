"""Formulas of number cards: a small language of numbers and lists that cannot run code, hang, or fill the memory.

A text is compiled once, checked against a whitelist of syntax, names and functions, and evaluated under a budget of
steps. Everything that can go wrong is a FormulaError.
"""

import ast
import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from math import e, pi
from typing import TypeAlias

from flashcards.formulas.functions import FUNCTIONS, Budget, FormulaError, Value, brief, is_number, size, sound
from flashcards.formulas.operators import only_numbers, operation
from flashcards.formulas.syntax import checked_text, parsed

__all__ = ["Formula", "FormulaError", "Value", "compile_formula"]

MAX_LOOPS = 4

CONSTANTS: Mapping[str, float] = {"pi": pi, "e": e}


@dataclass(slots=True)
class _Frame:
    """What an evaluation knows and may still spend."""

    values: dict[str, Value]
    budget: Budget


_Run: TypeAlias = Callable[[_Frame], Value]


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula."""

    text: str
    names: frozenset[str]
    """The given names it uses."""
    _run: _Run = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Value], budget: Budget | None = None) -> Value:
        """Its value where its names have these values; FormulaError when it has none."""
        budget = budget or Budget()
        for name in sorted(self.names - values.keys()):
            raise FormulaError(f"{name} has no value in `{self.text}`")
        return self._run(_Frame({name: sound(values[name], budget) for name in self.names}, budget))


# From a tree to functions of a frame: one builder for each kind of syntax that is allowed.


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a piece of a formula may refer to."""

    text: str
    given: frozenset[str]
    used: set[str]
    local: frozenset[str] = frozenset()

    def unknown(self, name: str) -> FormulaError:
        """The error for a name that is neither given, nor a variable, nor a constant."""
        if name in FUNCTIONS:
            return FormulaError(f"{name} is a function; call it as {FUNCTIONS[name].usage}")
        known = self.given | self.local | CONSTANTS.keys()
        return FormulaError(f"unknown name {name}; {_nearest(name, known)}")


def _nearest(name: str, known: Collection[str]) -> str:
    if near := difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6):
        return f"did you mean {near[0]}?"
    return f"known are {', '.join(sorted(known)[:12])}"


_FAULTS: Mapping[type[Exception], str] = {
    ZeroDivisionError: "division by zero",
    OverflowError: "a number becomes too large",
    IndexError: "there is no such position in the list",
    TypeError: "numbers and lists do not go together here",
    ValueError: "a value is outside of what is allowed",
}


def _step(node: ast.expr, scope: _Scope) -> _Run:
    """A piece of a formula as a function that pays one step, and names the piece when it fails."""
    run = _build(node, scope)
    piece = scope.text[node.col_offset : node.end_col_offset]

    def paid(frame: _Frame) -> Value:
        frame.budget.charge(1)
        try:
            return run(frame)
        except FormulaError:
            raise
        except tuple(_FAULTS) as error:
            words = next(words for kind, words in _FAULTS.items() if isinstance(error, kind))
            raise FormulaError(f"{words} in `{piece}`") from error

    return paid


@singledispatch
def _build(node: ast.AST, _scope: _Scope) -> _Run:
    words = {
        ast.Starred: "* before a list",
        ast.Lambda: "lambda",
        ast.Yield: "yield",
        ast.Await: "await",
        ast.Slice: "a slice outside of [ ]",
    }.get(type(node), f"{type(node).__name__} syntax")
    raise FormulaError(f"{words} is not part of a formula; use numbers, names, operators, lists and function calls")


@_build.register
def _constant(node: ast.Constant, _scope: _Scope) -> _Run:
    if not is_number(node.value):
        raise FormulaError(f"{node.value!r} is not part of a formula; only numbers, True and False are")
    value = sound(node.value, Budget())
    return lambda _: value


@_build.register
def _name(node: ast.Name, scope: _Scope) -> _Run:
    name = node.id
    if name in scope.local:
        return lambda frame: frame.values[name]
    if name in scope.given:
        scope.used.add(name)
        return lambda frame: frame.values[name]
    if name in CONSTANTS:
        constant = CONSTANTS[name]
        return lambda _: constant
    raise scope.unknown(name)


@_build.register
def _binary(node: ast.BinOp, scope: _Scope) -> _Run:
    left, right, operate = _step(node.left, scope), _step(node.right, scope), operation(node.op)

    def run(frame: _Frame) -> Value:
        a, b = left(frame), right(frame)
        only_numbers(a, b)
        return sound(operate(a, b), frame.budget)

    return run


@_build.register
def _unary(node: ast.UnaryOp, scope: _Scope) -> _Run:
    operand, operate = _step(node.operand, scope), operation(node.op)
    if isinstance(node.op, ast.Not):
        return lambda frame: not operand(frame)

    def run(frame: _Frame) -> Value:
        value = operand(frame)
        only_numbers(value)
        return sound(operate(value), frame.budget)

    return run


@_build.register
def _boolean(node: ast.BoolOp, scope: _Scope) -> _Run:
    *firsts, last = [_step(value, scope) for value in node.values]
    stops = isinstance(node.op, ast.Or)

    def run(frame: _Frame) -> Value:
        for first in firsts:
            if bool(value := first(frame)) is stops:
                return value
        return last(frame)

    return run


@_build.register
def _comparison(node: ast.Compare, scope: _Scope) -> _Run:
    first = _step(node.left, scope)
    rest = [(operation(sign), _step(value, scope)) for sign, value in zip(node.ops, node.comparators, strict=True)]

    def run(frame: _Frame) -> bool:
        left = first(frame)
        for compare, value in rest:
            right = value(frame)
            frame.budget.charge(size(left) + size(right))
            if not compare(left, right):
                return False
            left = right
        return True

    return run


@_build.register
def _conditional(node: ast.IfExp, scope: _Scope) -> _Run:
    test, yes, no = _step(node.test, scope), _step(node.body, scope), _step(node.orelse, scope)
    return lambda frame: yes(frame) if test(frame) else no(frame)


@_build.register(ast.List)
@_build.register(ast.Tuple)
def _list(node: ast.List | ast.Tuple, scope: _Scope) -> _Run:
    items = [_step(item, scope) for item in node.elts]
    return lambda frame: sound([item(frame) for item in items], frame.budget)


@_build.register
def _subscript(node: ast.Subscript, scope: _Scope) -> _Run:
    of = _step(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        ends = [_step(end, scope) if end else None for end in (node.slice.lower, node.slice.upper, node.slice.step)]
        return lambda frame: sound(
            _items(of(frame))[slice(*[end and _whole(end(frame)) for end in ends])], frame.budget
        )
    if isinstance(node.slice, ast.Tuple):
        raise FormulaError("write x[i][j] instead of x[i, j]")
    place = _step(node.slice, scope)
    return lambda frame: _items(of(frame))[_whole(place(frame))]


def _items(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise FormulaError(f"a list is needed here, not {brief(value)}")
    return value


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise FormulaError(
            f"a position in a list must be a whole number, not {brief(value)}; divide with // instead of /"
        )
    return value


@_build.register
def _call(node: ast.Call, scope: _Scope) -> _Run:
    if not isinstance(node.func, ast.Name):
        raise FormulaError("only the named functions can be called")
    function = FUNCTIONS.get(node.func.id)
    if function is None:
        raise FormulaError(f"unknown function {node.func.id}; {_nearest(node.func.id, FUNCTIONS)}")
    keywords = {keyword.arg: _step(keyword.value, scope) for keyword in node.keywords if keyword.arg}
    if len(keywords) != len(node.keywords):
        raise FormulaError(f"{function.name} gets an argument twice, or **; it is called as {function.usage}")
    function.check(len(node.args), list(keywords))
    args = [_step(arg, scope) for arg in node.args]

    def run(frame: _Frame) -> Value:
        positional, named = [arg(frame) for arg in args], {name: value(frame) for name, value in keywords.items()}
        return sound(function(frame.budget, positional, named), frame.budget)

    return run


@_build.register(ast.ListComp)
@_build.register(ast.GeneratorExp)
def _comprehension(node: ast.ListComp | ast.GeneratorExp, scope: _Scope) -> _Run:
    if len(node.generators) > MAX_LOOPS:
        raise FormulaError(f"a comprehension may have at most {MAX_LOOPS} `for`; split it into steps of `where`")
    loops = []
    for generator in node.generators:
        items = _step(generator.iter, scope)
        assign, names = _target(generator.target)
        scope = replace(scope, local=scope.local | names)
        loops.append((items, assign, [_step(test, scope) for test in generator.ifs]))
    element = _step(node.elt, scope)

    def collect(frame: _Frame, level: int, found: list[Value]) -> None:
        if level == len(loops):
            found.append(element(frame))
            return
        items, assign, tests = loops[level]
        for item in _items(items(frame)):
            frame.budget.charge(1)
            assign(frame.values, item)
            if all(test(frame) for test in tests):
                collect(frame, level + 1, found)

    def run(frame: _Frame) -> Value:
        found: list[Value] = []
        collect(_Frame(dict(frame.values), frame.budget), 0, found)
        return sound(found, frame.budget)

    return run


def _target(node: ast.expr) -> tuple[Callable[[dict[str, Value], Value], None], frozenset[str]]:
    """How the variables after `for` take an item, and their names."""
    if isinstance(node, ast.Name):
        return lambda values, item: values.__setitem__(node.id, item), frozenset({node.id})
    if isinstance(node, ast.Tuple | ast.List) and all(isinstance(part, ast.Name) for part in node.elts):
        names = [part.id for part in node.elts if isinstance(part, ast.Name)]

        def unpack(values: dict[str, Value], item: Value) -> None:
            parts = _items(item)
            if len(parts) != len(names):
                raise FormulaError(f"`for {', '.join(names)}` needs lists of {len(names)}, not of {len(parts)}")
            values.update(zip(names, parts, strict=True))

        return unpack, frozenset(names)
    raise FormulaError("after `for` come plain names, such as `for x in xs` or `for i, x in enumerate(xs)`")


def compile_formula(text: str, names: Collection[str]) -> Formula:
    """Read and check a formula that may use these names; FormulaError says what is wrong with it."""
    text = checked_text(text)
    scope = _Scope(text, frozenset(names), set())
    run = _step(parsed(text), scope)
    return Formula(text, frozenset(scope.used), run)
