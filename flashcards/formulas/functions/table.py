"""The table of functions: a decorated function enters it with what its arguments must be and what it costs."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from flashcards.formulas.functions.arguments import Kind
from flashcards.formulas.functions.values import Budget, FormulaError, Value, brief, size, sound
from flashcards.records import dataclass

if TYPE_CHECKING:
    import inspect

Run = TypeVar("Run", bound=Callable[..., Any])
_FUNCTIONS: dict[str, "Function"] = {}
FUNCTIONS: Mapping[str, "Function"] = MappingProxyType(_FUNCTIONS)
"""Every function of the language by its name."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language."""

    name: str
    run: Callable[..., Any]
    cost: Callable[..., int] | None
    """Steps beyond the size of the arguments, where there are any; takes the same arguments."""
    kinds: Mapping[str, Kind]

    @property
    def signature(self) -> "inspect.Signature":
        """What it takes."""
        return _signature(self.run)

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

    def called(self, count: int, names: Sequence[str]) -> Callable[..., Value]:  # noqa: C901
        """A function of a budget, so many arguments and the named ones, in this order.

        It checks the arguments, pays for the work and does it. Which argument is which is found out here, once.
        """
        named = {name: count + at for at, name in enumerate(names)}
        bound = self.signature.bind(*range(count), **named)
        bound.apply_defaults()
        positional = list(self.signature.parameters)[:count]
        plan: list[tuple[str, Kind, int | None, object]] = []
        """Of each argument its name, what it must be and its place among those given, or its default."""
        for name, place in bound.arguments.items():
            kind = self.kinds[name]
            parameter = self.signature.parameters[name]
            if parameter.kind is parameter.VAR_POSITIONAL:
                plan += [(name, kind, at, None) for at in place]
            elif name in named or name in positional:
                plan.append((name, kind, place, None))
            else:
                plan.append((name, kind, None, kind.read(place) if kind.read else place))

        work, cost = self.run, self.cost

        def run(budget: Budget, *args: Value) -> Value:
            for arg in args:
                if arg.__class__ is list:
                    budget.charge(size(arg))
            try:
                read = []
                for name, kind, place, value in plan:
                    if place is not None:
                        value = args[place]  # noqa: PLW2901
                        if not kind.fits(value):
                            raise FormulaError(f"{name} must be {kind.words}, not {brief(value)}")  # noqa: TRY301
                        if kind.read:
                            value = kind.read(value)  # noqa: PLW2901
                    read.append(value)
                if cost is not None:
                    budget.charge(cost(*read))
                result: Value = work(*read)
            except FormulaError as error:
                raise FormulaError(f"{self.name}: {error}") from error
            return sound(result, budget)

        return run


@cache
def _signature(run: Callable[..., Any]) -> "inspect.Signature":
    import inspect  # a deck without formulas needs none

    return inspect.signature(run)


def _shown(parameter: "inspect.Parameter") -> str:
    star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
    if parameter.default is parameter.empty:
        return f"{star}{parameter.name}"
    return f"{parameter.name}={'e' if parameter.default == math.e else parameter.default}"


def costing(cost: Callable[..., int] | None) -> Callable[[Run], Run]:
    """Put a function into the table with its cost; a trailing underscore is not part of its name."""

    def enter(run: Run) -> Run:
        kinds = {name: said.__metadata__[0] for name, said in run.__annotations__.items() if name != "return"}
        name = run.__name__.rstrip("_")
        _FUNCTIONS[name] = Function(name, run, cost, kinds)
        return run

    return enter


def function(run: Run) -> Run:
    """Put a function that reads its arguments a fixed number of times into the table."""
    return costing(None)(run)


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
