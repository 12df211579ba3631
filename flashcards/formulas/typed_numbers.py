"""Numbers as people read and write them: values in texts, typed answers with units, tolerances."""

import math
import re
import unicodedata
from fractions import Fraction
from math import ceil, log10

from flashcards.formulas.functions import FormulaError, Value, is_number
from flashcards.formulas.units import BEFORE, conversion
from flashcards.records import dataclass

MAX_TYPED = 100
"""Characters of a typed answer."""
MAX_EXPONENT = 400
_LONGEST_READABLE, _LONGEST_WHOLE = 1e7, 1e15


def format_value(value: Value) -> str:
    """A value for a text: 6 significant digits, `true`, `0.9, 0.4`, `[[1, 2], [0, 3]]`."""
    if isinstance(value, list) and value and all(map(is_number, value)):
        return ", ".join(map(format_value, value))
    return _written(value)


def _written(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return _readable(value or 0.0, 6)  # 0.0 also replaces -0.0


def _readable(value: float, significant: int) -> str:
    """With so many significant digits; seven before the point are easier to read than an exponent."""
    text = f"{value:.{significant}g}"
    return f"{value:.0f}" if "e" in text and 1 <= abs(value) < _LONGEST_READABLE else text


@dataclass(frozen=True, slots=True)
class Rounding:
    """How many digits a number is written with: so many significant ones, or so many behind the point."""

    significant: int = 6
    decimals: int | None = None

    def written(self, value: Value) -> str:
        """A value as formulas have it: `0.67`, `[0.9, -1]`, `True`; whole numbers keep all their digits."""
        if isinstance(value, list):
            return f"[{', '.join(map(self.written, value))}]"
        if isinstance(value, int):  # also a truth value
            return str(value)
        if abs(value) < _LONGEST_WHOLE and abs(value - round(value)) <= _rounding(value):
            return str(round(value))
        value = float(f"{value:.12g}")  # what computing with floats has added decides no tie
        if self.decimals is not None and float(text := f"{value:.{self.decimals}f}"):
            return text
        return _readable(value, self.significant)


# Reading.

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00d7\u00b7\u22c5\u2217", "*"),
        **dict.fromkeys("\u2044\u2215\u00f7", "/"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u00b5\u03bc", "u"),
        "\u2019": "'",
        "\uff05": "%",
        "\u066a": "%",
        "\u066b": ".",
        "\u066c": ",",
    }
)
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b", "0123456789+-")
_SUPERSCRIPTS = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207a\u207b]+")

# A comma or a point parts thousands only where groups of three follow a group that does not begin with 0.
_DIGITS = r"""(?:[1-9][0-9]{0,2}(?:[ '_][0-9]{3})+(?:[.,][0-9]+)?   # 1 024  1'024,5
    |[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?                     # 1,024  1,024.5
    |[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+                          # 1.024,5
    |[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}                              # 1.024.000
    |[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?![0-9.,])"""
_FACTOR = rf"{_DIGITS}(?:[eE][+-]?[0-9]{{1,4}}|\s*\^\s*[+-]?[0-9]{{1,4}})?"
_PRODUCT = rf"{_FACTOR}(?:\s*[*xX]\s*{_FACTOR})*"
_TYPED = re.compile(
    rf"(?:[=~\u2248]|(?i:about|approx\.|approximately|around|roughly|circa|ca\.?)(?=\s))?\s*"
    rf"(?P<sign>[+-]?)\s*(?P<before>{BEFORE})?\s*(?!0[xX])"
    rf"(?:(?P<whole>[0-9]{{1,6}})[ ]+(?=[0-9]{{1,3}}\s*/\s*[0-9]))?"  # 1 1/2
    rf"(?P<top>{_PRODUCT})(?:\s*/\s*(?P<bottom>{_PRODUCT}))?\s*(?P<unit>[^0-9\s].*)?",
    re.VERBOSE,
)
_CALCULATION = re.compile(r"[*/^+(-].*[0-9]")
"""What stands where a unit may, and goes on with a calculation."""
_DECIMAL_COMMA = re.compile(r"(?<![0-9,.])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9,.])")
"""A comma that may part thousands, or the whole from its decimals."""


def parse_answer(text: str, unit: str = "", question: str | None = None) -> float:
    """The number that a person typed, converted to the unit; FormulaError says what to type instead.

    `%` is a hundredth, except where the unit is `%`. A comma or a point that parts thousands is read as that. Digits
    and signs may be of any script and width. With the question more is read; `units.conversion` says what.
    """
    found = _TYPED.fullmatch(_ascii(text[: MAX_TYPED + 1]))
    if not found or len(text) > MAX_TYPED:
        raise FormulaError(f"`{text[:MAX_TYPED]}` is not a number; type for example 0.75, 3/4, 75% or 7.5e-1")
    number = _product(found["top"])
    if found["bottom"]:
        bottom = _product(found["bottom"])
        if not bottom:
            raise FormulaError(f"`{text}` divides by 0; type a number such as 0.75")
        number /= bottom
    if found["whole"]:
        number += int(found["whole"])
    try:
        value = float(number * _factor(f"{found['unit'] or ''} {found['before'] or ''}".strip(), unit, question))
    except OverflowError as error:
        raise FormulaError("the number is too large; check its exponent") from error
    return -value if found["sign"] == "-" else value


def with_decimal_comma(text: str, unit: str = "", question: str | None = None) -> float | None:
    """What `1,234` is where its comma is that of a decimal; none where there is but one way to read a number."""
    plain = _ascii(text[: MAX_TYPED + 1])
    changed = _DECIMAL_COMMA.sub(r"\1.\2", plain)
    return None if changed == plain else parse_answer(changed, unit, question)


def _ascii(text: str) -> str:
    """The text with ASCII digits and signs: other scripts and widths, vulgar fractions, raised exponents, minus signs."""
    text = _SUPERSCRIPTS.sub(lambda raised: f"^{raised[0].translate(_RAISED)}", text)
    text = "".join(f" {unicodedata.normalize('NFKC', c)}" if _is_fraction(c) else c for c in text)
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    text = "".join(c if c.isascii() else str(unicodedata.decimal(c, c)) for c in text)
    return text.strip().replace("**", "^")


def _is_fraction(char: str) -> bool:
    return unicodedata.decomposition(char).startswith("<fraction>")


def _product(text: str) -> Fraction:
    product = Fraction(1)
    for factor in re.split(r"\s*[*xX]\s*", text):
        mantissa, _, power = factor.partition("^")
        digits, _, tens = mantissa.lower().partition("e")
        exponent = int(power or tens or 0)
        if abs(exponent) > MAX_EXPONENT:
            raise FormulaError(f"the exponent {exponent} is too large; type a number such as 7.5e-1")
        base = _decimal(digits)
        if power and not base and exponent < 0:
            raise FormulaError("0 has no negative power; type a number such as 0.75")
        product *= base**exponent if power else base * Fraction(10) ** exponent
    return product


_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[ '_,][0-9]{3})+(?:\.[0-9]+)?")


def _decimal(digits: str) -> Fraction:
    digits = digits.strip()
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[ '_,]", "", digits)
    elif digits.count(".") > 1 or ("." in digits and digits.find(",") > digits.find(".")):
        digits = digits.replace(".", "")
    digits = re.sub(r"[ '_]", "", digits).replace(",", ".")
    return Fraction(f"0{digits}0" if "." in digits else digits)


def _factor(typed: str, unit: str, question: str | None) -> Fraction:
    """What a number in the typed unit is multiplied with to be in the expected one."""
    factor = conversion(typed, _ascii(unit), question)
    if factor is not None:
        return factor
    if _CALCULATION.match(typed):
        raise FormulaError(
            f"`{typed}` is not read behind a number; type the result,"
            " or products, fractions and powers of plain numbers, such as 2*7 or 3/4"
        )
    advice = f"type the number in {unit}, or leave the unit out" if unit else "type the number without a unit"
    raise FormulaError(f"`{typed}` does not fit here; {advice}")


# Judging.

_THREE_DIGITS = 0.005


def _rounding(answer: float) -> float:
    """What computing with floats may have added to or taken from an answer."""
    return max(1e-9 * abs(answer), 1e-15)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a typed number may be from the answer; neither is set for the default."""

    absolute: float | None = None
    relative: float | None = None

    def accepts(self, answer: float, typed: float) -> bool:
        """Whether the typed number counts as the answer; never for NaN or infinity."""
        if not (math.isfinite(answer) and math.isfinite(typed)):
            return False
        return abs(typed - answer) <= self._allowed(answer) + _rounding(answer)

    def _allowed(self, answer: float) -> float:
        if self.absolute is not None:
            return self.absolute
        if self.relative is not None:
            return self.relative * abs(answer)
        is_whole = abs(answer - round(answer)) <= _rounding(answer)
        return 0.0 if is_whole else _THREE_DIGITS * abs(answer)

    @property
    def rounding(self) -> Rounding:
        """As few digits as are still accepted when they are typed."""
        if self.absolute is not None:
            return Rounding(2, max(0, ceil(-log10(2 * self.absolute)))) if self.absolute else Rounding(12)
        relative = _THREE_DIGITS if self.relative is None else self.relative
        return Rounding(max(1, 1 + ceil(-log10(2 * relative)))) if relative else Rounding(12)

    def describe(self) -> str:
        """What counts as right, in words."""
        if self.absolute is not None:
            return f"within {format_value(self.absolute)}" if self.absolute else "exactly"
        if self.relative is not None:
            return f"within {format_value(self.relative * 100)} %"
        return "whole numbers exactly, others to three significant digits"


_TOLERANCE = re.compile(r"([0-9]{0,9}\.?[0-9]{1,15}(?:[eE]-?[0-9]{1,2})?)\s*(%?)")


def parse_tolerance(text: str | None) -> Tolerance:
    """Read `0.005` (absolute) or `1%` (relative); nothing means the default."""
    if text is None:
        return Tolerance()
    found = _TOLERANCE.fullmatch(text.strip())
    if not found or _is_all(found):
        bare = re.sub(r"^(\d+),(\d+)", r"\1.\2", text.strip(" ±+-"))
        near = _TOLERANCE.fullmatch(bare)
        meant = f"write {bare}" if near else "write 0.005 or 1%, or leave it out"
        meant = "write less than 100%" if near and _is_all(near) else meant
        raise FormulaError(f"`{text[:MAX_TYPED]}` is not a tolerance; {meant}")
    return Tolerance(relative=float(found[1]) / 100) if found[2] else Tolerance(absolute=float(found[1]))


def _is_all(tolerance: re.Match[str]) -> bool:
    return bool(tolerance[2]) and float(tolerance[1]) >= 100  # noqa: PLR2004
