"""What an argument of a function must be: a parameter's annotation names one of these kinds."""

import math
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from flashcards.formulas.functions.values import are_numbers, is_number
from flashcards.records import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument must be, in words and as a test, and how it is handed on."""

    words: str
    fits: Callable[[Any], bool]
    read: Callable[[Any], Any] | None = None
    """None: as it is."""


def number(words: str, fits: Callable[[float], bool], read: Callable[[float], Any] | None = None) -> Kind:
    """A kind of numbers."""
    return Kind(words, lambda value: is_number(value) and fits(value), read)


def _all_fit(kind: Kind, *, empty: bool = False) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and (empty or bool(value)) and all(map(kind.fits, value))


def _numbers(value: Any) -> bool:
    return value.__class__ is list and are_numbers(value)


def _wholes(value: list[float]) -> list[int]:
    return [int(item) for item in value]


_NUMBER = Kind("a number", is_number)
_AMOUNT = number("a number of at least 0", lambda x: x >= 0)
_SHARE = number("a number from 0 to 1", lambda x: 0 <= x <= 1)
_WHOLE = number("a whole number", lambda x: x == int(x), int)
_SIZE = number("a whole number of at least 1", lambda x: x >= 1 and x == int(x), int)
_LABEL = number("0 or 1", lambda x: x in {0, 1}, int)
SAMPLE = Kind("a list of at least one number", lambda value: _numbers(value) and bool(value))
_SHARES = Kind("a list of numbers from 0 to 1", _all_fit(_SHARE))
_SIZES = Kind("a list of whole numbers of at least 1", _all_fit(_SIZE), _wholes)
_MATRIX = Kind(
    "a matrix, a list of rows of the same length such as [[1, 2], [0, 3]]",
    lambda value: _all_fit(SAMPLE)(value) and len({len(row) for row in value}) == 1,
)
_ROUNDING = 1e-6
_DISTRIBUTION = Kind(
    "a list of probabilities that sum to 1",
    lambda value: _SHARES.fits(value) and abs(math.fsum(value) - 1) <= _ROUNDING,
)
BOX = Kind(
    "a box [x1, y1, x2, y2] with x1 <= x2 and y1 <= y2",
    lambda v: SAMPLE.fits(v) and len(v) == 4 and v[0] <= v[2] and v[1] <= v[3],  # noqa: PLR2004
)

Number: TypeAlias = Annotated[float, _NUMBER]
Positive: TypeAlias = Annotated[float, number("a number above 0", lambda x: x > 0)]
Amount: TypeAlias = Annotated[float, _AMOUNT]
Share: TypeAlias = Annotated[float, _SHARE]
Inside: TypeAlias = Annotated[float, number("a number between 0 and 1, both excluded", lambda x: 0 < x < 1)]
Whole: TypeAlias = Annotated[int, _WHOLE]
Count: TypeAlias = Annotated[int, number("a whole number of at least 0", lambda x: x >= 0 and x == int(x), int)]
Size: TypeAlias = Annotated[int, _SIZE]
Anything: TypeAlias = Annotated[Any, Kind("a number or a list", lambda _: True)]
Items: TypeAlias = Annotated[list[Any], Kind("a list", lambda value: isinstance(value, list))]
Vector: TypeAlias = Annotated[list[float], Kind("a list of numbers", _numbers)]
Sample: TypeAlias = Annotated[list[float], SAMPLE]
Wholes: TypeAlias = Annotated[list[int], Kind("a list of whole numbers", _all_fit(_WHOLE, empty=True), _wholes)]
Sizes: TypeAlias = Annotated[list[int], _SIZES]
Labels: TypeAlias = Annotated[list[int], Kind("a list of 0s and 1s", _all_fit(_LABEL), _wholes)]
Shares: TypeAlias = Annotated[list[float], _SHARES]
Weights: TypeAlias = Annotated[list[float], Kind("a list of numbers of at least 0", _all_fit(_AMOUNT))]
Distribution: TypeAlias = Annotated[list[float], _DISTRIBUTION]
Matrix: TypeAlias = Annotated[list[list[float]], _MATRIX]
Array: TypeAlias = Annotated[
    list[Any], Kind("a list of numbers or a matrix", lambda value: SAMPLE.fits(value) or _MATRIX.fits(value))
]
Box: TypeAlias = Annotated[list[float], BOX]
Sides: TypeAlias = Annotated[
    Any,
    Kind("a whole number of at least 1, or a list of them", lambda value: _SIZE.fits(value) or _SIZES.fits(value)),
]
