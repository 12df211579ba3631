"""Formulas of number cards: a small language of numbers and lists that cannot run code, hang, or fill the memory.

A text is parsed and checked against a whitelist of syntax, names and functions. What passes is built anew as a tree of
calls to our own operators and functions, which check and pay a budget of steps, and only that tree is ever compiled.
Everything that can go wrong is a FormulaError.
"""

import ast
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from math import e, pi
from types import TracebackType
from typing import Any, TypeVar

from flashcards.formulas import operators
from flashcards.formulas.functions import FUNCTIONS, Budget, FormulaError, Value, is_number, sound
from flashcards.formulas.functions.values import sound_number
from flashcards.formulas.syntax import checked_text, parsed
from flashcards.records import dataclass
from flashcards.words import nearest

__all__ = ["Formula", "FormulaError", "Value", "compile_formula"]

MAX_LOOPS = 4

CONSTANTS: Mapping[str, float] = {"pi": pi, "e": e}

_FAULTS: Mapping[type[Exception], str] = {
    ZeroDivisionError: "division by zero",
    OverflowError: "a number becomes too large",
    IndexError: "there is no such position in the list",
    TypeError: "numbers and lists do not go together here",
    ValueError: "a value is outside of what is allowed",
}
_FILE = "<formula>"


@dataclass(frozen=True)
class Formula:
    """A checked formula."""

    text: str
    names: frozenset[str]
    """The given names it uses."""

    def evaluate(self, values: Mapping[str, Value], budget: Budget | None = None) -> Value:
        """Its value where its names have these values; FormulaError when it has none."""
        budget = budget or Budget()
        for name in self.names & values.keys():
            sound(values[name], budget)
        return self.of(values, budget)

    def of(self, values: Mapping[str, Value], budget: Budget | None = None) -> Value:
        """The same, of values that were drawn or computed by formulas and need no look."""
        budget = budget or Budget()
        run, cost = self._compiled
        try:
            budget.charge(cost)
            return run(budget, values)
        except FormulaError:
            raise
        except KeyError as error:
            raise FormulaError(f"{error.args[0]} has no value in `{self.text}`") from error
        except tuple(_FAULTS) as error:
            words = next(words for kind, words in _FAULTS.items() if isinstance(error, kind))
            raise FormulaError(f"{words} in `{_piece(self.text, error.__traceback__)}`") from error

    @cached_property
    def _built(self) -> tuple[ast.expr, "_Builder"]:
        """The tree that is compiled, and what it calls and costs."""
        builder = _Builder(self.text, self.names)
        return builder.build(parsed(self.text), frozenset()), builder

    @cached_property
    def _compiled(self) -> tuple[Callable[[Budget, Mapping[str, Value]], Value], int]:
        """The formula as a function of a budget and the values of names, and the steps it takes.

        Made when it is first needed: most formulas of a deck are only read.
        """
        body, builder = self._built
        arguments = [_at(ast.arg(arg=name), body) for name in ("__budget", "__values")]
        function = ast.Lambda(
            args=ast.arguments(posonlyargs=[], args=arguments, kwonlyargs=[], kw_defaults=[], defaults=[]), body=body
        )
        code = compile(ast.Expression(_at(function, body)), _FILE, "eval")
        known = {"__builtins__": {}, **_TOOLS, **builder.calls}
        return eval(code, known), builder.cost  # noqa: S307 - a tree of our own making, see _Builder


def _piece(text: str, trace: TracebackType | None) -> str:
    """The part of a formula's text in which an error was raised."""
    piece = text
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == _FILE:
            _, _, start, end = list(code.co_positions())[trace.tb_lasti // 2]
            piece = text if start is None else text[start:end]
        trace = trace.tb_next
    return piece


_TOOLS: Mapping[str, Any] = {
    **{f"__{sign.__name__}": run for sign, run in operators.OPERATIONS.items()},
    "__read": operators.read,
    "__listed": operators.listed,
    "__items": operators.items,
    "__rows": operators.rows,
    "__item": operators.item,
    "__cut": operators.cut,
}
"""What a compiled formula may call; no name of a formula has two underscores, so these cannot be met or hidden."""


class _Builder:
    """Builds a tree anew out of the kinds of syntax that are allowed; anything else is a FormulaError."""

    def __init__(self, text: str, given: Collection[str]) -> None:
        self.text = text
        self.given = given
        self.used: set[str] = set()
        self.cost = 0
        """Steps that the tree takes, a comprehension's elements apart."""
        self.calls: dict[str, Callable[..., Value]] = {}
        """The functions that are called, by the names they have in the tree."""

    def build(self, node: ast.expr, local: frozenset[str]) -> ast.expr:  # noqa: C901, PLR0911, PLR0912
        """A tree with the same meaning; `local` are the variables of the comprehensions around it."""
        self.cost += 1
        match node:
            case ast.Constant(value):
                if not is_number(value):
                    raise FormulaError(f"{value!r} is not part of a formula; only numbers, True and False are")
                return _at(ast.Constant(sound_number(value)), node)
            case ast.Name(name):
                return self._name(name, node, local)
            case ast.UnaryOp(ast.Not() as sign, operand):
                return _at(ast.UnaryOp(sign, self.build(operand, local)), node)
            case ast.UnaryOp(sign, operand):
                operators.known(sign)
                return self._tool(type(sign).__name__, node, self.build(operand, local))
            case ast.BinOp(left, sign, right):
                operators.known(sign)
                return self._tool(type(sign).__name__, node, self.build(left, local), self.build(right, local))
            case ast.BoolOp(sign, values):
                return _at(ast.BoolOp(sign, [self.build(value, local) for value in values]), node)
            case ast.Compare(left, signs, values):
                for compared in signs:
                    operators.known(compared)
                first, *rest = [self._read(value, local) for value in (left, *values)]
                return _at(ast.Compare(first, signs, rest), node)
            case ast.IfExp(test, yes, no):
                return _at(ast.IfExp(*[self.build(part, local) for part in (test, yes, no)]), node)
            case ast.List(items) | ast.Tuple(items):
                made = ast.List([self.build(item, local) for item in items], ast.Load())
                return self._tool("listed", node, _at(made, node), _BUDGET)
            case ast.Subscript(of, ast.Slice(lower, upper, step)):
                ends = [
                    self.build(end, local) if end else _at(ast.Constant(None), node) for end in (lower, upper, step)
                ]
                return self._tool("cut", node, self.build(of, local), _BUDGET, *ends)
            case ast.Subscript(_, ast.Tuple()):
                raise FormulaError("write x[i][j] instead of x[i, j]")
            case ast.Subscript(of, place):
                return self._tool("item", node, self.build(of, local), self.build(place, local))
            case ast.Call():
                return self._call(node, local)
            case ast.ListComp(element, loops) | ast.GeneratorExp(element, loops):
                return self._comprehension(node, element, loops, local)
        raise FormulaError(_refusal(node))

    def _tool(self, name: str, node: ast.expr, *args: ast.expr) -> ast.expr:
        return _at(ast.Call(_at(ast.Name(f"__{name}", ast.Load()), node), list(args), []), node)

    def _name(self, name: str, node: ast.expr, local: frozenset[str]) -> ast.expr:
        if name in local:
            return _at(ast.Name(name, ast.Load()), node)
        if name in self.given:
            self.used.add(name)
            return _at(ast.Subscript(_VALUES, _at(ast.Constant(name), node), ast.Load()), node)
        if name in CONSTANTS:
            return _at(ast.Constant(CONSTANTS[name]), node)
        if name in FUNCTIONS:
            raise FormulaError(f"{name} is a function; call it as {FUNCTIONS[name].usage}")
        raise FormulaError(f"unknown name `{name}`; {_advice(name, {*self.given, *local, *CONSTANTS})}")

    def _read(self, node: ast.expr, local: frozenset[str]) -> ast.expr:
        """What is compared: paid for by its size where it may be a list."""
        built = self.build(node, local)
        if isinstance(node, ast.Constant | ast.BinOp | ast.UnaryOp | ast.Compare):
            return built
        return self._tool("read", node, built, _BUDGET)

    def _call(self, node: ast.Call, local: frozenset[str]) -> ast.expr:
        if not isinstance(node.func, ast.Name):
            raise FormulaError("only the named functions can be called; write * for times")
        function = FUNCTIONS.get(node.func.id)
        if function is None and node.func.id in {*self.given, *local}:
            name = node.func.id
            raise FormulaError(
                f"{name} is a value and no function; write {name} * (…) for times, {name}[0] for an element"
            )
        if function is None:
            raise FormulaError(
                f"unknown function `{node.func.id}`; {_advice(FAMILIAR.get(node.func.id, node.func.id), FUNCTIONS)}"
            )
        names = [keyword.arg for keyword in node.keywords if keyword.arg]
        if len({*names}) != len(node.keywords):
            raise FormulaError(f"{function.name} gets an argument twice, or **; it is called as {function.usage}")
        function.check(len(node.args), names)
        args = [self.build(arg, local) for arg in (*node.args, *(keyword.value for keyword in node.keywords))]
        name = f"call{len(self.calls)}"
        self.calls[f"__{name}"] = function.called(len(node.args), names)
        return self._tool(name, node, _BUDGET, *args)

    def _comprehension(
        self, node: ast.expr, element: ast.expr, loops: list[ast.comprehension], local: frozenset[str]
    ) -> ast.expr:
        if len(loops) > MAX_LOOPS:
            raise FormulaError(f"a comprehension may have at most {MAX_LOOPS} `for`; split it into steps of `where`")
        before, made = self.cost, []
        costs = []
        """What an item of each loop costs: its tests, and the list of the next loop or the element."""
        for loop in loops:
            items = self.build(loop.iter, local)
            costs.append(self.cost)
            names = _targets(loop.target)
            local = local | {*names}
            tests = [self.build(test, local) for test in loop.ifs]
            made.append((loop.target, names, items, tests))
        built = self.build(element, local)
        ends = [*costs[1:], self.cost]
        generators = []
        for (target, names, items, tests), start, end in zip(made, costs, ends, strict=True):
            cost = _at(ast.Constant(end - start + 1), node)
            is_plain = isinstance(target, ast.Name)
            extra = [] if is_plain else [_at(ast.Tuple([_at(ast.Constant(n), node) for n in names], ast.Load()), node)]
            through = self._tool("items" if is_plain else "rows", items, items, _BUDGET, cost, *extra)
            stored = [_at(ast.Name(name, ast.Store()), node) for name in names]
            assigned = stored[0] if is_plain else _at(ast.Tuple([*stored], ast.Store()), node)
            generators.append(ast.comprehension(assigned, through, tests, 0))
        self.cost = costs[0] if costs else before
        return self._tool("listed", node, _at(ast.ListComp(built, generators), node), _BUDGET)


Made = TypeVar("Made", ast.expr, ast.arg)


def _at(made: Made, node: ast.expr) -> Made:
    """What was made, at the place of the node that it stands for: every piece has one, or Python compiles none."""
    made.lineno, made.col_offset = node.lineno, node.col_offset
    made.end_lineno, made.end_col_offset = node.end_lineno, node.end_col_offset
    return made


_ANYWHERE = ast.parse("0", mode="eval").body
_BUDGET, _VALUES = (_at(ast.Name(name, ast.Load()), _ANYWHERE) for name in ("__budget", "__values"))


def _refusal(node: ast.expr) -> str:
    words = {
        ast.Starred: "* before a list",
        ast.Lambda: "lambda",
        ast.Yield: "yield",
        ast.Await: "await",
        ast.Slice: "a slice outside of [ ]",
    }.get(type(node), f"{type(node).__name__} syntax")
    return f"{words} is not part of a formula; use numbers, names, operators, lists and function calls"


def _targets(node: ast.expr) -> tuple[str, ...]:
    """The variables after `for`."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Tuple | ast.List) and all(isinstance(part, ast.Name) for part in node.elts):
        return tuple(part.id for part in node.elts if isinstance(part, ast.Name))
    raise FormulaError("after `for` come plain names, such as `for x in xs` or `for i, x in enumerate(xs)`")


FAMILIAR = dict.fromkeys(("avg", "average"), "mean") | dict.fromkeys(("stdev", "sd"), "std") | {
    "ln": "log", "lg": "log10", "var": "variance", "choose": "comb", "binom": "comb", "nCr": "comb", "nPr": "perm",
    "fact": "factorial", "sgn": "sign", "product": "prod", "length": "len", "size": "len", "percentile": "quantile",
    "corr": "correlation", "int": "floor", "T": "transpose", "inv": "inverse", "phi": "normal_cdf", "probit": "normal_quantile",
}  # fmt: skip
"""What other languages call the functions of formulas."""


_MOST_COMPARED = 200
"""Among more names the nearest is not looked for: a card of thousands of steps must not take minutes."""


def _advice(name: str, known: Collection[str]) -> str:
    if name in {"str", "repr", "format", "float", "print"}:
        return "write what stands in its brackets: a number is written as Python prints it"
    if len(known) <= _MOST_COMPARED and (near := nearest(name, sorted(known))):
        return f"did you mean `{near}`?"
    return f"known are {', '.join(sorted(known)[:12])}"


def compile_formula(text: str, names: Collection[str]) -> Formula:
    """Read and check a formula that may use these names; FormulaError says what is wrong with it."""
    text = checked_text(text)
    builder = _Builder(text, frozenset(names))
    tree = builder.build(parsed(text), frozenset())
    formula = Formula(text, frozenset(builder.used))
    formula.__dict__["_built"] = tree, builder  # not again where it is computed as well
    return formula
