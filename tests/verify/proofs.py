"""What a deck's proofs are made of: independent computations by card id, and how a fault is shown."""

import contextlib
import io
import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Computation = Callable[..., float]

NUMBERS: dict[str, Computation] = {}
"""Per card: the answer from the given values, computed in another way than the card's own formula."""


@dataclass(frozen=True)
class Run:
    """What some code did: its names, what it printed, and the exception that ended it."""

    names: Mapping[str, Any]
    stdout: str
    error: BaseException | None = None

    def __getitem__(self, name: str) -> Any:
        return self.names.get(name)


@dataclass(frozen=True)
class Fault:
    """How the fault of a card is shown: code around it, and the test that is true for the faulty code alone."""

    symptom: Callable[[Run], bool]
    before: str = ""
    after: str = ""


BUGS: dict[str, Fault] = {}


def number(card: str) -> Callable[[Computation], Computation]:
    """Register the independent computation of a number card; its parameters are the given names."""

    def register(compute: Computation) -> Computation:
        assert card not in NUMBERS, f"{card} is proven twice"
        NUMBERS[card] = compute
        return compute

    return register


def bug(card: str, symptom: Callable[[Run], bool], before: str = "", after: str = "") -> None:
    """Register how the fault of a bug card shows."""
    assert card not in BUGS, f"{card} is proven twice"
    BUGS[card] = Fault(symptom, before, after)


def run(code: str) -> Run:
    """Run some code of our own decks in a namespace of its own."""
    names: dict[str, Any] = {"__name__": "__main__"}
    source = Path("card.py").absolute()  # tf.function reads the source of what it traces
    source.write_text(code, encoding="utf-8")
    linecache.checkcache(str(source))
    printed = io.StringIO()
    error: BaseException | None = None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, source, "exec"), names)
        except Exception as err:  # noqa: BLE001 - whatever the faulty code raises is the symptom
            error = err
    return Run(names, printed.getvalue(), error)
