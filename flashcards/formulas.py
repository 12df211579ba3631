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
from math import e, lcm, pi, prod
from typing import Any, TypeAlias

from flashcards.functions import FUNCTIONS, MAX_BITS, Budget, FormulaError, Value, brief, is_number, size, sound

__all__ = ["Formula", "FormulaError", "Given", "Value", "compile_formula", "draw", "parse_given"]

MAX_CHARACTERS = 500
MAX_NODES = 250
MAX_DEPTH = 50
MAX_LOOPS = 4
MAX_EXPONENT = 1_024
MAX_DRAW_STEPS = 1_000_000
MAX_DRAWN = 1_000
"""Numbers that one given name may stand for."""
_MAX_NUMBER = 10**15

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


# From text to a tree: everything is bounded before anything walks it.

_TOKEN = re.compile(
    r"""\ |(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])   # a number
    |[A-Za-z_][A-Za-z0-9_]*|\*\*|//|[<>=!]=|[-+*/%<>=()\[\],]|:(?!=)""",
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
    ":": "write == to compare, or name a step under `where`",
}


def _checked_text(text: object) -> str:
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"a formula is a text of at most {MAX_CHARACTERS} characters; split it into steps of `where`"
        )
    text = " ".join(text.split())
    if not text:
        raise FormulaError("the formula is empty; write an expression such as tp / (tp + fn)")
    place = depth = 0
    while place < len(text):
        if not (token := _TOKEN.match(text, place)):
            raise FormulaError(_refusal(text[place:]))
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise FormulaError(
                f"brackets are nested more than {MAX_DEPTH} deep; split the formula into steps of `where`"
            )
        if "__" in token[0]:
            raise FormulaError(f"{token[0][:40]} has two underscores; a formula has given names and functions only")
        place = token.end()
    return text


def _refusal(rest: str) -> str:
    sign = rest[0]
    if not sign.isascii():
        name = unicodedata.name(sign, f"U+{ord(sign):04X}")
        return f"a formula is plain ASCII, but it contains {name}; write the ASCII sign or letter"
    if sign.isdigit():
        return f"`{rest[:12]}` is no number of a formula; write decimals such as 10, 0.5 or 1e-3"
    return f"{sign!r} is not part of a formula; {_INSTEAD.get(sign, 'remove it')}"


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
            raise FormulaError(f"`{text[:40]}...` is too long or nested too deeply; split it into steps of `where`")
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


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT and isinstance(base, int):
        raise FormulaError(f"an exponent is beyond {MAX_EXPONENT:,}; use smaller exponents, or exp and log")
    # At least so many bits, and at most `exponent` more.
    if isinstance(base, int) and isinstance(exponent, int) and (base.bit_length() - 1) * exponent > MAX_BITS:
        raise FormulaError(f"a power has more than {MAX_BITS} bits; use smaller numbers, or a decimal base such as 2.0")
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
            "+ - * / // % ** need numbers, not lists; use add, subtract, scale, concat or `[... for x in xs]`"
        )


@_build.register
def _binary(node: ast.BinOp, scope: _Scope) -> _Run:
    left, right, operate = _step(node.left, scope), _step(node.right, scope), _operation(_BINARY, node.op)

    def run(frame: _Frame) -> Value:
        a, b = left(frame), right(frame)
        _only_numbers(a, b)
        return sound(operate(a, b), frame.budget)

    return run


@_build.register
def _unary(node: ast.UnaryOp, scope: _Scope) -> _Run:
    operand, operate = _step(node.operand, scope), _operation(_UNARY, node.op)
    if isinstance(node.op, ast.Not):
        return lambda frame: not operand(frame)

    def run(frame: _Frame) -> Value:
        value = operand(frame)
        _only_numbers(value)
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
    text = _checked_text(text)
    scope = _Scope(text, frozenset(names), set())
    run = _step(_parsed(text), scope)
    return Formula(text, frozenset(scope.used), run)


# Draws.


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
        chosen = [self._pool[place] for place in self._places(rng, prod(self._shape))]
        # The quotient of whole numbers is rounded correctly: 3 / 20 is 0.15, while 3 * 0.05 is not.
        numbers: list[Value] = [*chosen] if self._denominator == 1 else [k / self._denominator for k in chosen]
        match self._shape:
            case [_, columns]:
                return [numbers[start : start + columns] for start in range(0, len(numbers), columns)]
            case [_]:
                return numbers
            case _:
                return numbers[0]

    def _places(self, rng: random.Random, count: int) -> list[int]:
        if not self._distinct:
            return [_below(rng, len(self._pool)) for _ in range(count)]
        # The first steps of Fisher and Yates' shuffle, keeping only what was moved.
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
    if bits == 0:
        return 0
    while (place := rng.getrandbits(bits)) >= count:
        pass
    return place


_DECIMAL = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?"
_SEVERAL = re.compile(r"(?P<rows>[0-9]{1,4})(?: ?x ?(?P<columns>[0-9]{1,4}))?(?P<distinct> distinct)? of (?P<pool>.+)")
_RANGE = re.compile(rf"({_DECIMAL}) ?\.\. ?({_DECIMAL})(?: step ({_DECIMAL}))?")
_LIST = re.compile(rf"\[ ?{_DECIMAL} ?(?:, ?{_DECIMAL} ?)*,? ?\]")
_MAX_POOL = 10**12
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
    if not (found := _RANGE.fullmatch(text)):
        raise FormulaError(f"`{text}` cannot be drawn from; {_FORMS}")
    (first, last, step), denominator = _over_one_denominator(text, [found[1], found[2], found[3] or "1"])
    if denominator > 1 and not found[3]:
        raise FormulaError(f"`{text}` is a range of decimals; add its grid, such as `{text} step 0.1`")
    if last <= first:
        raise FormulaError(f"`{text}` is empty; the first number must be below the last")
    if step <= 0 or (last - first) % step:
        raise FormulaError(f"`{text}`: the steps do not lead from the first number to the last; change one of them")
    if (last - first) // step >= _MAX_POOL:
        raise FormulaError(f"`{text}` has more than {_MAX_POOL:,} numbers; use a larger step")
    return range(first, last + 1, step), denominator


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
    every Python. FormulaError names the steps and conditions that never held.
    """
    for name in sorted(givens.keys() & where.keys()):
        raise FormulaError(f"{name} is both given and a step of `where`; rename one of them")
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw, not a secret
    left = MAX_DRAW_STEPS
    never: dict[str, str] | None = None
    for _ in range(attempts):
        values = {name: given.draw(rng) for name, given in givens.items()}
        budget = Budget()
        failures = _settle(values, such_that, where, budget)
        if not failures:
            return values
        never = {step: why for step, why in failures.items() if never is None or step in never}
        left -= budget.used + sum(map(size, values.values()))
        if left < 0:
            break
    reasons = "; ".join(why for why in (never or {}).values() if why) or "the conditions never hold together"
    raise FormulaError(f"no draw fits: {reasons}; widen a range or drop a condition")


def _settle(
    values: dict[str, Value], such_that: Sequence[Formula], where: Mapping[str, Formula], budget: Budget
) -> dict[str, str]:
    """Add the steps to the values; what failed, with the reason (none where only an earlier failure is to blame)."""
    failures = {}
    for name, step in where.items():
        try:
            values[name] = step.evaluate(values, budget)
        except FormulaError as error:
            failures[name] = f"where {name}: {error}" if step.names <= values.keys() else ""
    for condition in such_that:
        try:
            if not condition.evaluate(values, budget):
                failures[condition.text] = f"`{condition.text}` never holds"
        except FormulaError as error:
            known = condition.names <= values.keys()
            failures[condition.text] = f"`{condition.text}` never holds ({error})" if known else ""
    return failures
