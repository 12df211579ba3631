"""The table of functions: a decorated function enters it with what its arguments must be and what it costs."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from flashcards.formulas.functions.arguments import Kind
from flashcards.formulas.functions.values import Budget, FormulaError, Value, brief, size

Run = TypeVar("Run", bound=Callable[..., Any])
_FUNCTIONS: dict[str, "Function"] = {}
FUNCTIONS: Mapping[str, "Function"] = MappingProxyType(_FUNCTIONS)
"""Every function of the language by its name."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language."""

    name: str
    run: Callable[..., Any]
    cost: Callable[..., int]
    """Steps beyond the size of the arguments; takes the same arguments."""
    signature: inspect.Signature
    kinds: Mapping[str, Kind]

    @property
    def usage(self) -> str:
        """How it is called: `softmax(xs, temperature=1)`."""
        return f"{self.name}({', '.join(map(_shown, self.signature.parameters.values()))})"

    @property
    def sentence(self) -> str:
        """What it computes."""
        return " ".join((self.run.__doc__ or "").split())

    def check(self, count: int, names: Sequence[str]) -> None:
        """Raise FormulaError unless it can be called with so many arguments and these named ones."""
        try:
            self.signature.bind(*[None] * count, **dict.fromkeys(names))
        except TypeError as error:
            raise FormulaError(f"{self.name}: {error}; it is called as {self.usage}") from error

    def __call__(self, budget: Budget, args: Sequence[Value], named: Mapping[str, Value]) -> Value:
        """Check the arguments, pay for the work and do it."""
        bound = self.signature.bind(*args, **named)
        bound.apply_defaults()
        budget.charge(sum(map(size, args)) + sum(map(size, named.values())))
        try:
            for name, value in bound.arguments.items():
                several = self.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
                bound.arguments[name] = (
                    tuple(self._read(name, item) for item in value) if several else self._read(name, value)
                )
            budget.charge(self.cost(*bound.args))
            result: Value = self.run(*bound.args)
        except FormulaError as error:
            raise FormulaError(f"{self.name}: {error}") from error
        return result

    def _read(self, name: str, value: Value) -> object:
        kind = self.kinds[name]
        if not kind.fits(value):
            raise FormulaError(f"{name} must be {kind.words}, not {brief(value)}")
        return kind.read(value)


def _shown(parameter: inspect.Parameter) -> str:
    star = "*" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else ""
    if parameter.default is inspect.Parameter.empty:
        return f"{star}{parameter.name}"
    return f"{parameter.name}={'e' if parameter.default == math.e else parameter.default}"


def costing(cost: Callable[..., int]) -> Callable[[Run], Run]:
    """Put a function into the table with its cost; a trailing underscore is not part of its name."""

    def enter(run: Run) -> Run:
        signature = inspect.signature(run)
        kinds = {p.name: p.annotation.__metadata__[0] for p in signature.parameters.values()}
        name = run.__name__.rstrip("_")
        _FUNCTIONS[name] = Function(name, run, cost, signature, kinds)
        return run

    return enter


def function(run: Run) -> Run:
    """Put a function that reads its arguments a fixed number of times into the table."""
    return costing(lambda *_: 0)(run)


def describe_functions() -> list[tuple[str, str, str]]:
    """Name, usage and sentence of every function, by name."""
    return [(f.name, f.usage, f.sentence) for _, f in sorted(_FUNCTIONS.items())]


# Common costs.


def sorting(xs: list[Any], *_: object) -> int:
    """The cost of putting a list into order."""
    return size(xs) * len(xs).bit_length()


def pairing(xs: list[Any], ys: list[Any]) -> int:
    """The cost of comparing each element of a list with each of another."""
    return len(xs) * len(ys)
