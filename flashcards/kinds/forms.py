"""The form in which typed and accepted texts are compared: as shown, whatever way it is typed or set."""

import re
import unicodedata
from functools import lru_cache

from flashcards.formulas.language import FormulaError
from flashcards.formulas.typed_numbers import parse_answer
from flashcards.markup.maths.drawing import inline
from flashcards.markup.regions import regions

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵏᵐ", "0123456789+-=()nitkm")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵏᵐ]+")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u200b\u2060\u00ad", None),
        **dict.fromkeys("×·⋅∗•", "*"),
        **dict.fromkeys("÷⁄∕", "/"),
        **dict.fromkeys("−﹣－‐‑‒–—―⸺﹘", "-"),
        **dict.fromkeys('“”„‟«»‹›「」『』〝〞＂"`´ʹʺ', None),
        **dict.fromkeys("’‘‛ʼ＇′", "'"),
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "≈": "~",
        "→": "->",
        "⟶": "->",
        "∞": "infinity",
        "√": "sqrt",
        "∑": "sum",
        "∏": "prod",
        "‖": "||",
        "∥": "||",
        "&": " and ",
    }
)
"""Signs that say the same, and quotation marks, which say nothing."""
_GREEK_NAMES = {
    chr(code): unicodedata.name(chr(code)).removeprefix("GREEK SMALL LETTER ").lower()
    for code in range(0x3B1, 0x3CA)
    if chr(code) != "ς"
} | {"λ": "lambda"}
_GREEK_LETTER = re.compile(r"[α-ωΑ-Ω]+")
_LONGEST_FORMULA = 2
"""More Greek letters on end are a word of that language."""

STOPS = ".,;:?!…。，；：？！、．｡､।॥۔؟،؛։።"
_FACTORIAL = re.compile(r"(?:^|\W)\w!$|\)!$")
_COMMAND = re.compile(r"\\[A-Za-z]+|[_^]\{")
_MARKS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\3(?![\w*])")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ABBREVIATED = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:\.|\b)|\s|$)")
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=[^\W\d_]{2})")
_APOSTROPHE = re.compile(r"(?<=[^\W_]{2})'|'(?=[^\W_])")
_JOINT = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W_])|(?<=[^\W_])-(?=[^\W\d_]{2})")
_PERCENT = re.compile(r"\bper ?cent\b")


@lru_cache(maxsize=4096)
def plain_form(text: str) -> str:
    """A text in lower case with its words apart: marks, quotation marks and final stops are gone, signs are one of each kind.

    A hyphen inside a word is kept; so is a minus sign.
    """
    text = _SUPERSCRIPTS.sub(lambda m: f"^{m[0].translate(_RAISED)}", _as_shown(text))
    text = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).casefold()
    text = _GREEK_LETTER.sub(_greek, unicodedata.normalize("NFC", text)).replace("**", "^")
    text = re.sub(r"([_^])\{([^{}]*)\}", r"\1\2", text)
    text = re.sub(r"(?<=\d) ?x ?(?=\d)", "*", _PERCENT.sub("%", text))
    text = re.sub(r"\s+", " ", _ABBREVIATED.sub(r"\1", text)).strip()
    while text and text[-1] in STOPS and not _FACTORIAL.search(text):
        text = text[:-1].rstrip()
    return _ARTICLE.sub("", _APOSTROPHE.sub("", text.lstrip(" ¿¡")))


def apart(text: str) -> str:
    """The plain form with hyphens inside words and underscores between them as spaces."""
    return re.sub(r"(?<=[^\W_])_+(?=[^\W_])", " ", _JOINT.sub(" ", plain_form(text)))


def same(one: str, other: str) -> bool:
    """Whether two texts say the same to a reader: hyphens inside words, spaces and underscores do not count."""
    if not _forms(one).isdisjoint(_forms(other)):
        return True
    first, second = _number(one), _number(other)
    return first is not None and first == second


def _forms(text: str) -> set[str]:
    """With the hyphens inside words, which may be minus signs, and without."""
    kept = re.sub(r"(?<=[^\W_])_+(?=[^\W_])", "", plain_form(text).replace(" ", ""))
    return {kept, apart(text).replace(" ", "")}


def _number(text: str) -> float | None:
    """The number that a text is, if it is one."""
    try:
        return parse_answer(_as_shown(text))
    except FormulaError:
        return None


def without_accents(text: str) -> str:
    """The text without the accents of its Latin, Greek and Cyrillic letters."""
    text = text.translate(str.maketrans("øłđıħŧæœ", "oldihtao"))
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for at, c in enumerate(parts) if not (unicodedata.combining(c) and _base(parts, at) < "\u0530"))


def _base(parts: str, at: int) -> str:
    """The letter that a combining mark belongs to."""
    while at and unicodedata.combining(parts[at]):
        at -= 1
    return parts[at]


def _greek(match: re.Match[str]) -> str:
    """Letters of formulas by their names; a word of the language stays."""
    return "".join(_GREEK_NAMES.get(c, c) for c in match[0]) if len(match[0]) <= _LONGEST_FORMULA else match[0]


def _as_shown(text: str) -> str:
    """A text as it stands on the screen: formulas drawn on one line, without Markdown's marks."""
    if "$" in text or _COMMAND.search(text):
        text = _drawn(text)
    text = _CODE.sub(r"\2", text)
    for _ in range(3):  # bold in italics, and once more
        text = _MARKS.sub(lambda m: m[2] or m[4], text)
    return text.replace("`", "")


def _drawn(text: str) -> str:
    if "$" not in text:
        return inline(text) or text
    for region in reversed([*regions(text)]):
        if region.formula:
            text = text[: region.start] + (inline(region.inner) or region.inner) + text[region.end :]
    return text
