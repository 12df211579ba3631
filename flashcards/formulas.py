"""Formulas of number cards: a small language of numbers and lists that cannot run code, hang, or fill the memory.

A text is compiled once, checked against a whitelist of syntax, names and functions, and evaluated under a budget of
steps. `draw` draws the given values of a card from a seed. Everything that can go wrong is a FormulaError.
"""

import ast
import difflib
import operator
import random
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import singledispatch
from math import e, pi, prod
from typing import Any, TypeAlias

from flashcards.functions import FUNCTIONS, MAX_BITS, MAX_ELEMENTS, Budget, FormulaError, Value, is_number, size, sound

__all__ = ["Budget", "Formula", "FormulaError", "Given", "Value", "compile_formula", "draw", "parse_given"]

MAX_CHARACTERS = 500
MAX_NODES = 250
MAX_DEPTH = 50
MAX_LOOPS = 4
MAX_EXPONENT = 1_024
MAX_DRAW_STEPS = 1_000_000
MAX_DRAWN = 1_000
"""Numbers that one given name may stand for."""

CONSTANTS: Mapping[str, float] = {"pi": pi, "e": e}


@dataclass(slots=True)
class _Frame:
    """What an evaluation knows and may still spend."""

    values: dict[str, Any]
    budget: Budget


_Run: TypeAlias = Callable[[_Frame], Any]


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
        return self._run(_Frame({name: sound(values[name], budget) for name in self.names}, budget))  # type: ignore[no-any-return]


# From text to a tree: everything is bounded before anything walks it.

_TOKEN = re.compile(
    r"""\ |(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])   # a number
    |[A-Za-z_][A-Za-z0-9_]*|\*\*|//|[<>=!]=|[-+*/%<>=()\[\],:]""",
    re.VERBOSE,
)
_INSTEAD = {
    "^": "write ** for a power",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or != for unequal",
    "~": "write `not`",
    ".": "a formula has no attributes or methods; call a function such as sum(xs)",
    "@": "write matmul(a, b)",
    "{": "write a list [a, b]",
    "}": "write a list [a, b]",
    '"': "a formula has no texts, only numbers",
    "'": "a formula has no texts, only numbers",
    ":=": "write == to compare, or name the step under `where`",
}


def _checked_text(text: object) -> str:
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"a formula is a text of at most {MAX_CHARACTERS} characters; split it into steps under `where`"
        )
    text = " ".join(text.split())
    if not text:
        raise FormulaError("the formula is empty; write an expression such as tp / (tp + fn)")
    place, depth = 0, 0
    while place < len(text):
        if not (token := _TOKEN.match(text, place)) or text.startswith(":=", place):
            raise FormulaError(_refusal(text, place))
        depth += (token[0] in "([") - (token[0] in ")]") if token[0] != " " else 0
        if depth > MAX_DEPTH or "__" in token[0]:
            raise FormulaError(_refusal(text, place))
        place = token.end()
    return text


def _refusal(text: str, place: int) -> str:
    character = text[place]
    if text.startswith(":=", place):
        character = ":="
    if "__" in text[place:]:
        return "names with two underscores are not part of a formula; use given names and functions only"
    if character in "([":
        return f"brackets are nested more than {MAX_DEPTH} deep; split the formula into steps under `where`"
    if not character.isascii():
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        return f"a formula is plain ASCII, but it contains {name}; write the ASCII sign or letter"
    if character.isdigit():
        return f"`{text[place:][:12]}` does not begin with a plain decimal number; write for example 10, 0.5 or 1e-3"
    advice = _INSTEAD.get(character, "remove it")
    return f"{character!r} is not part of a formula; {advice}"


# Not pieces of their own: what is done with a name, and signs.
_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def _parsed(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        place = getattr(error, "offset", None)
        near = f" near `{text[max(place - 1, 0) :][:20]}`" if place else ""
        raise FormulaError(f"`{text}` cannot be read{near}; check its brackets, commas and operators") from error
    level: list[ast.AST] = [tree]
    nodes = depth = 0
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MAX_NODES or depth > MAX_DEPTH:
            raise FormulaError(f"`{text[:40]}...` is too long or nested too deeply; split it into steps under `where`")
        level = [child for node in level for child in ast.iter_child_nodes(node) if not isinstance(child, _LEAVES)]
    return tree


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

    def paid(frame: _Frame) -> Any:  # noqa: ANN401
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


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT and isinstance(base, int):
        raise FormulaError(f"an exponent is beyond {MAX_EXPONENT:,}; use smaller exponents, or exp and log")
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > 2 * MAX_BITS:
        raise FormulaError(
            f"a power has more than {MAX_BITS} bits; use smaller numbers, or write the base as a decimal"
        )
    if base < 0 and exponent != int(exponent):
        raise FormulaError("a negative number has no fractional power; use abs(x) or another exponent")
    return base**exponent  # type: ignore[no-any-return]


_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}


def _operation(table: Mapping[Any, Callable[..., Any]], sign: ast.AST) -> Callable[..., Any]:
    if type(sign) not in table:
        raise FormulaError("only + - * / // % ** == != < <= > >= in, not in, and, or, not are operators of a formula")
    return table[type(sign)]


def _only_numbers(*values: Value) -> None:
    if not all(map(is_number, values)):
        raise FormulaError(
            "+ - * / // % ** need numbers, not lists; use a comprehension, or add, subtract, scale, concat"
        )


@_build.register
def _binary(node: ast.BinOp, scope: _Scope) -> _Run:
    left, right, operate = _step(node.left, scope), _step(node.right, scope), _operation(_BINARY, node.op)

    def run(frame: _Frame) -> Any:  # noqa: ANN401
        a, b = left(frame), right(frame)
        _only_numbers(a, b)
        return sound(operate(a, b), frame.budget)

    return run


@_build.register
def _unary(node: ast.UnaryOp, scope: _Scope) -> _Run:
    operand, operate = _step(node.operand, scope), _operation(_UNARY, node.op)
    if isinstance(node.op, ast.Not):
        return lambda frame: not operand(frame)

    def run(frame: _Frame) -> Any:  # noqa: ANN401
        value = operand(frame)
        _only_numbers(value)
        return operate(value)

    return run


@_build.register
def _boolean(node: ast.BoolOp, scope: _Scope) -> _Run:
    *firsts, last = [_step(value, scope) for value in node.values]
    stops = isinstance(node.op, ast.Or)

    def run(frame: _Frame) -> Any:  # noqa: ANN401
        for first in firsts:
            if bool(value := first(frame)) is stops:
                return value
        return last(frame)

    return run


@_build.register
def _comparison(node: ast.Compare, scope: _Scope) -> _Run:
    first = _step(node.left, scope)
    rest = [
        (_operation(_COMPARE, sign), _step(value, scope))
        for sign, value in zip(node.ops, node.comparators, strict=True)
    ]

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


def _items(value: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise FormulaError(f"a list is needed here, not {value}")
    return value


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise FormulaError(f"a position in a list must be a whole number, not {value}; divide with // instead of /")
    return value


@_build.register
def _call(node: ast.Call, scope: _Scope) -> _Run:
    if not isinstance(node.func, ast.Name):
        raise FormulaError("only the named functions can be called")
    function = FUNCTIONS.get(node.func.id)
    if function is None:
        raise FormulaError(f"unknown function {node.func.id}; {_nearest(node.func.id, FUNCTIONS)}")
    named = {keyword.arg or "**": keyword.value for keyword in node.keywords}
    function.check(len(node.args), list(named))
    args = [_step(arg, scope) for arg in node.args]
    keywords = {name: _step(value, scope) for name, value in named.items()}

    def run(frame: _Frame) -> Any:  # noqa: ANN401
        values = [arg(frame) for arg in args]
        return sound(function(frame.budget, values, {k: v(frame) for k, v in keywords.items()}), frame.budget)

    return run


@_build.register(ast.ListComp)
@_build.register(ast.GeneratorExp)
def _comprehension(node: ast.ListComp | ast.GeneratorExp, scope: _Scope) -> _Run:
    if len(node.generators) > MAX_LOOPS:
        raise FormulaError(f"a comprehension may have at most {MAX_LOOPS} `for`; split it into steps under `where`")
    loops = []
    for generator in node.generators:
        items = _step(generator.iter, scope)
        assign, names = _target(generator.target)
        scope = replace(scope, local=scope.local | names)
        loops.append((items, assign, [_step(test, scope) for test in generator.ifs]))
    element = _step(node.elt, scope)

    def collect(frame: _Frame, level: int, found: list[Any]) -> None:
        if level == len(loops):
            found.append(element(frame))
            return
        items, assign, tests = loops[level]
        for item in _items(items(frame)):
            frame.budget.charge(1)
            assign(frame.values, item)
            if all(test(frame) for test in tests):
                collect(frame, level + 1, found)

    def run(frame: _Frame) -> list[Any]:
        found: list[Any] = []
        collect(_Frame(dict(frame.values), frame.budget), 0, found)
        return sound(found, frame.budget)  # type: ignore[no-any-return]

    return run


def _target(node: ast.expr) -> tuple[Callable[[dict[str, Any], Any], None], frozenset[str]]:
    """How the variables after `for` take an item, and their names."""
    if isinstance(node, ast.Name):
        return lambda values, item: values.__setitem__(node.id, item), frozenset({node.id})
    if isinstance(node, ast.Tuple | ast.List) and all(isinstance(part, ast.Name) for part in node.elts):
        names = [part.id for part in node.elts if isinstance(part, ast.Name)]

        def unpack(values: dict[str, Any], item: Any) -> None:  # noqa: ANN401
            if len(_items(item)) != len(names):
                raise FormulaError(f"`for {', '.join(names)}` needs lists of {len(names)}, not {len(item)}")
            values.update(zip(names, item, strict=True))

        return unpack, frozenset(names)
    raise FormulaError("after `for` come plain names, such as `for x in xs` or `for i, x in enumerate(xs)`")


def compile_formula(text: str, names: Collection[str]) -> Formula:
    """Read and check a formula that may use these names; FormulaError says what is wrong with it."""
    text = _checked_text(text)
    scope = _Scope(text, frozenset(names), set())
    run = _step(_parsed(text), scope)
    return Formula(text, frozenset(scope.used), run)


# Draws.


@dataclass(frozen=True, slots=True)
class _Grid(Sequence[float]):
    """Evenly spaced numbers, computed exactly: 0.05..0.95 step 0.05 has 0.15 and not 0.15000000000000002."""

    first: Fraction
    step: Fraction
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - int to float; slices are not needed
        value = self.first + self.step * range(self.count)[place]
        return int(value) if self.first.denominator == self.step.denominator == 1 else float(value)


@dataclass(frozen=True, slots=True)
class Given:
    """What a given name is drawn from."""

    text: str
    _pool: Sequence[float]
    _shape: tuple[int, ...] = ()
    """() for one number, (6,) for a list, (2, 3) for two rows of three."""
    _distinct: bool = False

    def draw(self, rng: random.Random) -> Value:
        """A number, a list or a matrix; the same for the same state of rng on every Python."""
        places = self._places(rng, prod(self._shape))
        numbers = [self._pool[place] for place in places]
        match self._shape:
            case ():
                return numbers[0]
            case (_,):
                return list(numbers)
            case (_, columns):
                return [list(numbers[i : i + columns]) for i in range(0, len(numbers), columns)]
        raise AssertionError(self._shape)

    def _places(self, rng: random.Random, count: int) -> list[int]:
        if not self._distinct:
            return [_below(rng, len(self._pool)) for _ in range(count)]
        # Fisher and Yates' shuffle of the first places, keeping only what was moved.
        moved: dict[int, int] = {}
        places = []
        for i in range(count):
            j = i + _below(rng, len(self._pool) - i)
            places.append(moved.get(j, j))
            moved[j] = moved.get(i, i)
        return places


def _below(rng: random.Random, count: int) -> int:
    """A whole number below count, each equally likely.

    Only getrandbits is used: its bits for a seed stay the same over Python versions, while randrange, choice and
    sample have changed. Seeds are stored for years.
    """
    bits = (count - 1).bit_length()
    while (place := rng.getrandbits(bits) if bits else 0) >= count:
        pass
    return place


_DECIMAL = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?"
_SHAPE = re.compile(
    r"(?P<rows>[0-9]{1,4})(?:\s*x\s*(?P<columns>[0-9]{1,4}))?(?P<distinct>\s+distinct)?\s+of\s+(?P<of>.+)"
)
_RANGE = re.compile(rf"(?P<first>{_DECIMAL})\s*\.\.\s*(?P<last>{_DECIMAL})(?:\s+step\s+(?P<step>{_DECIMAL}))?")
_LIST = re.compile(rf"\[\s*{_DECIMAL}\s*(?:,\s*{_DECIMAL}\s*)*,?\s*\]")
_MAX_GRID = 10**12
_FORMS = "write for example 5..60, 0.1..0.9 step 0.1, [3, 5, 7], 6 of 1..9, 6 distinct of 1..9 or 2x3 of -2..2"


def parse_given(text: str | list[str]) -> Given:
    """Read what a given name is drawn from: a range, a list, or several numbers of one of these."""
    if isinstance(text, list):
        text = f"[{', '.join(map(str, text))}]"
    text = " ".join(text.split())
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(f"a given value is described in at most {MAX_CHARACTERS} characters")
    shape = _SHAPE.fullmatch(text)
    if not shape:
        return Given(text, _pool(text))
    sides = tuple(int(side) for side in shape.group("rows", "columns") if side)
    if not 1 <= prod(sides) <= MAX_DRAWN:
        raise FormulaError(f"`{text}`: between 1 and {MAX_DRAWN:,} numbers can be drawn for a name")
    pool = _pool(shape["of"])
    if shape["distinct"]:
        pool = pool if isinstance(pool, _Grid) else tuple(dict.fromkeys(pool))
        if prod(sides) > len(pool):
            raise FormulaError(f"`{text}`: only {len(pool)} different numbers exist; widen the range or draw fewer")
    return Given(text, pool, sides, bool(shape["distinct"]))


def _pool(text: str) -> Sequence[float]:
    if _LIST.fullmatch(text):
        numbers = [Fraction(item) for item in text.strip("[], ").split(",")]
        whole = all(number.denominator == 1 for number in numbers)
        return tuple(int(number) if whole else float(number) for number in numbers)
    if not (found := _RANGE.fullmatch(text)):
        raise FormulaError(f"`{text}` cannot be drawn from; {_FORMS}")
    return _grid(
        text, Fraction(found["first"]), Fraction(found["last"]), Fraction(found["step"]) if found["step"] else None
    )


def _grid(text: str, first: Fraction, last: Fraction, step: Fraction | None) -> _Grid:
    if last <= first:
        raise FormulaError(f"`{text}` has no room; the first number must be below the last")
    if step is None and not first.denominator == last.denominator == 1:
        raise FormulaError(f"`{text}` is a range of decimals; add its grid, such as `{text} step 0.1`")
    step = Fraction(1) if step is None else step
    if step <= 0 or (last - first) % step:
        raise FormulaError(f"`{text}`: its steps do not lead from the first number to the last")
    count = int((last - first) / step) + 1
    if count > _MAX_GRID:
        raise FormulaError(f"`{text}` has too many numbers; use a larger step")
    return _Grid(first, step, count)


def draw(
    givens: Mapping[str, Given],
    such_that: Sequence[Formula],
    where: Mapping[str, Formula],
    seed: int,
    attempts: int = 1_000,
) -> dict[str, Value]:
    """Given values and where-steps in order, drawn from the seed until all conditions hold.

    A draw for which a step or a condition has no value is drawn again. The same arguments give the same values on
    every Python. FormulaError names the conditions that never held.
    """
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw, not a secret
    left = Budget(MAX_DRAW_STEPS)
    never: dict[str, str] | None = None
    for _ in range(attempts):
        values = {name: given.draw(rng) for name, given in givens.items()}
        budget = Budget()
        failures = _settle(values, such_that, where, budget)
        if not failures:
            return values
        never = {step: why for step, why in failures.items() if never is None or step in never}
        if (spent := budget.used + size(list(values.values()))) > left.left:
            break
        left.charge(spent)
    reasons = "; ".join((never or {}).values()) or "the conditions never hold together"
    raise FormulaError(f"no draw fits: {reasons}; widen a range or drop a condition")


def _settle(
    values: dict[str, Value], such_that: Sequence[Formula], where: Mapping[str, Formula], budget: Budget
) -> dict[str, str]:
    """Add the where-steps to the values; each step and condition that fails, with the reason."""
    failures = {}
    for name, step in where.items():
        try:
            values[name] = step.evaluate(values, budget)
        except FormulaError as error:
            failures[name] = f"where {name}: {error}"
    for condition in such_that:
        try:
            if not condition.evaluate(values, budget):
                failures[condition.text] = f"`{condition.text}` never holds"
        except FormulaError as error:
            failures[condition.text] = f"`{condition.text}` never holds ({error})"
    return failures
