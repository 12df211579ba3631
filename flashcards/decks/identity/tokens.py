"""A card's text as what a reader compares: words, numbers, signs, and code and formulas piece by piece."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from flashcards.kinds.forms import STOPS
from flashcards.markup.regions import Region, regions

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
_PIECE = re.compile(
    r"([a-z]+[a-su-z])(?![\w'\u2019])|"  # most words: no capital, no single letter, no `don't`
    rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]+(?:['\u2019][^\W\d_{_UNSPACED}]+)*|\d+(?:[.,]\d+)*|\S",
)
_PIECE_OF_CODE = re.compile(
    r"""(?m:^[ \t]+(?=\S))|"[^"\n]*"|'[^'\n]*'|(?<!\S)--?[^\W\d_][\w-]*|\w+(?:\.\d+)?"""
    r"|[=!<>+\-*/%&|^:]=|<-|->|=>|&&|\|\||<<|>>|\*\*|//|::|\S"
)
"""Indentation, texts in quotes, options of commands and operators are pieces as they stand; other spaces only set code."""
_SPACES_OF_FORMULAS = re.compile(
    r"\\(?:[,;:! ]|q?quad(?![A-Za-z])|(?:left|right)(?![A-Za-z])|displaystyle(?![A-Za-z]))"
)
_OTHER_COMMANDS = re.compile(r"\\(?:(le|ge|ne)q|[dt](frac))(?![A-Za-z])")
_BRACED_SIGN = re.compile(r"([_^])\{(\w)\}")
_OPENING = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*\n?")
_CLOSING = re.compile(r"\n[ \t>]*[`~]{3,}[ \t]*\Z")
_OTHER_NAMES = {"py": "python", "py3": "python", "python3": "python", "js": "javascript", "sh": "bash", "shell": "bash"}
FENCE = "```"
"""What stands in the text for the language of a fence."""
_EMPHASISED = re.compile(
    r"(?<![A-Za-z0-9_*])(\*\*|\*)(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?![A-Za-z0-9_*])"
    r"|(?<![\w*])(__|_)(?=[^\s_])([^_]+?)(?<=[^\s_])\3(?![\w*])"
)
_MARKS = "-*+#"
_MARK = re.compile(
    r"\n[ \t]*(?:[-*+]|\#{1,6})[ \t]+(?!\d)|(?P<number>\n[ \t]*\d+)\)(?=[ \t])|(?<!!)\[(?P<link>[^][\n]+)\]\([^()\s]*\)"
)
"""What makes items of a list, headings and links; a dash before a number may be a minus."""
_STOPS = frozenset(STOPS)
_QUOTES = frozenset('"`“”„‟«»「」『』〝〞¿¡\uff02\u2039\u203a\u2018\u201a\u201b')
_DASHES = str.maketrans("\u2212\u2013\u2014\u2010\u2011", "-----")
_SHORTEST_JOINED = 2
_LONGEST_UNIT = 4
_NUMBER = re.compile(r"\d\s?\Z")
"""A number that ends where a word begins, or a space before it."""
_COUNTED = re.compile(r"(?:^|\W)[^\W_]\Z|[\d)]\Z")
"""What a factorial stands behind."""
_NEGATED = re.compile(
    r"(?:(\w+)n't|(is|are|was|were|do|does|did|has|have|had|ca|wo|would|could|should|must|need)nt|(can)not)\Z"
)
_NEGATED_IN_FULL = {"ca": "can", "wo": "will"}
_IS = re.compile(r"(what|who|where|when|why|how|that|there|here)'s\Z")


class Token(NamedTuple):
    """A piece of a text. What is `exact` stands in code or a formula: no letter of it is without meaning."""

    text: str
    """As it is compared: prose in lower case, but for single letters, which are names."""
    raw: str
    exact: bool = False

    @property
    def is_word(self) -> bool:
        return self.raw[:1].isalpha() and not self.exact


def tokens(text: str, *, prose: bool = True) -> list[Token]:
    """The tokens of a Markdown text, or of one that is code as a whole; marks and stops that only set it are left out."""
    if not prose:
        return [Token(piece, piece, exact=True) for piece in _pieces(text)]
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    found: list[Token] = []
    at = 0
    for region in regions(text):
        found += _of_prose(text[at : region.start], begins=not found)
        found += _of_formula(region.inner) if region.formula else _of_code(region)
        at = region.end
    return [*found, *_of_prose(text[at:], begins=not found)]


def _pieces(text: str) -> list[str]:
    return [match[0] for match in _PIECE.finditer(text)]


def _of_formula(formula: str) -> Iterator[Token]:
    formula = _BRACED_SIGN.sub(r"\1\2", _SPACES_OF_FORMULAS.sub(" ", formula))
    formula = _OTHER_COMMANDS.sub(r"\\\1\2", formula)
    return (Token(piece, piece, exact=True) for piece in _pieces(formula))


def _of_code(region: Region) -> Iterator[Token]:
    code = region.inner
    opening = _OPENING.match(code) if region.fence else None
    if opening:
        code = _CLOSING.sub("", code[opening.end() :])
        if opening[1]:
            language = opening[1].lower()
            yield Token(_OTHER_NAMES.get(language, language), FENCE, exact=True)
    for piece in _PIECE_OF_CODE.findall(code):
        yield Token(piece, piece, exact=True)


def _of_prose(text: str, *, begins: bool) -> Iterator[Token]:
    """The tokens of running text; `begins`: whether it begins the whole, where a capital says nothing."""
    if "\n" in text or "](" in text or (begins and text[:1] in _MARKS):
        text = _MARK.sub(lambda m: m["number"] or m["link"] or " ", f"\n{text}" if begins else text)
    if "*" in text or "_" in text:
        text = _EMPHASISED.sub(lambda m: m[2] or m[4], text)
    text = text if text.isascii() else text.translate(_DASHES)
    for match in _PIECE.finditer(text):
        piece = match[0]
        if match.lastindex:
            yield Token(piece, piece)
            begins = False
            continue
        start, end = match.span()
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if piece[0].isalnum():
            yield from _of_word(piece, before, after, begins=begins)
            begins = False
            continue
        ends = not after[:1].strip()
        if piece in _QUOTES or (piece in _STOPS and _only_sets(piece, before, after)):
            continue
        joins = before.isalpha() and after.isalpha() and len(before) == len(after) == _SHORTEST_JOINED
        if piece == "-" and joins and not before.isupper() and not after.isupper():
            continue
        opens = not before[-1:].strip()
        if piece in "'\u2019" and (opens or (ends and len(before.strip()) != 1)):  # and not f'
            continue
        yield Token(piece.replace("\u2019", "'"), piece)


def _only_sets(stop: str, before: str, after: str) -> bool:
    """Whether a stop ends a sentence or a part of one."""
    if stop == "!" and _COUNTED.search(before):
        return False
    if stop in ",;":
        return bool(before[-1:].strip()) and not after[:1].isdigit()
    return after[:1] in ("", "\n") or bool(before[-1:].strip() and after[:1].isspace())


def _of_word(piece: str, before: str, after: str, *, begins: bool) -> Iterator[Token]:
    """The token of a word or a number; of `don't` those of both words."""
    if len(piece) <= _LONGEST_UNIT and not piece.islower() and _NUMBER.search(before):
        yield Token(piece, piece, exact=True)  # a unit: kB is no kb
        return
    if _is_symbol(piece, before, after, begins=begins):
        yield Token(piece, piece)
        return
    word = piece.casefold().replace("\u2019", "'")
    if negated := _NEGATED.match(word):
        verb = negated[1] or negated[2] or negated[3]
        yield Token(_NEGATED_IN_FULL.get(verb, verb), piece[: len(verb)])
        yield Token("not", "not")
    elif is_ := _IS.match(word):
        yield Token(is_[1], piece[: len(is_[1])])
        yield Token("is", "is")
    else:
        yield Token(word, piece)


def _is_symbol(word: str, before: str, after: str, *, begins: bool) -> bool:
    """Whether a capital says what is meant: of a letter that stands alone, and of CO, which is no Co."""
    if len(word) > 1:
        return len(word) == _SHORTEST_JOINED and word[1].isupper()
    stands_alone = not (before[-1:].isalnum() or after[:1].isalnum() or after[:1] == "-")
    return word not in "aA" and stands_alone and not (begins and after[:1] == " ")
