"""A card's text as what a reader compares: words, numbers, signs, and code and formulas piece by piece."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flashcards.markup.regions import regions

_PIECE = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+(?:[.,]\d+)*|\S")
_SHOWN_STRONG = re.compile(r"(?<![\w*])(\*\*|\*)(?=[^\s*])([^*]+?)(?<=[^\s*])\1(?![\w*])")
_STOPS = frozenset(",;:.!?…\u3002\uff0e\uff01\uff1f")
_QUOTES = frozenset('"“”„«»`')
_DASHES = str.maketrans("\u2212\u2013\u2014\u2010\u2011", "-----")
_SHORTEST_JOINED = 2
_LONGEST_UNIT = 4
_NUMBER = re.compile(r"\d\s?\Z")
"""A number that ends where a word begins, or a space before it."""


class Token(NamedTuple):
    """A piece of a text. What is `exact` stands in code or a formula: no letter of it is without meaning."""

    text: str
    """As it is compared: prose in lower case."""
    raw: str
    exact: bool = False

    @property
    def is_word(self) -> bool:
        return self.raw[:1].isalpha() and not self.exact


def tokens(text: str, *, prose: bool = True) -> list[Token]:
    """The tokens of a Markdown text, or of one that is code as a whole; marks and stops that only set it are left out."""
    if not prose:
        return [Token(piece, piece, exact=True) for piece in _PIECE.findall(text)]
    found: list[Token] = []
    at = 0
    for region in regions(text):
        found += _of_prose(text[at : region.start])
        found += [Token(piece, piece, exact=True) for piece in _PIECE.findall(region.inner)]
        at = region.end
    return [*found, *_of_prose(text[at:])]


def _of_prose(text: str) -> Iterator[Token]:
    text = (_SHOWN_STRONG.sub(r"\2", text) if "*" in text else text).translate(_DASHES)
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece[0].isalnum():
            before = text[max(0, match.start() - 2) : match.start()]
            if len(piece) <= _LONGEST_UNIT and not piece.islower() and _NUMBER.search(before):
                yield Token(piece, piece, exact=True)  # a unit: kB is no kb
                continue
            yield Token(piece.casefold().replace("\u2019", "'"), piece)
            continue
        start, end = match.span()
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        ends = not after[:1].strip()
        if piece in _QUOTES or (piece in _STOPS and ends and before[-1:].strip()):
            continue
        joins = before.isalpha() and after.isalpha() and len(before) == len(after) == _SHORTEST_JOINED
        if piece == "-" and joins and not before.isupper() and not after.isupper():
            continue
        if piece in "'\u2019" and (ends or not before[-1:].strip()) and len(before.strip()) != 1:
            continue
        yield Token(piece.replace("\u2019", "'"), piece)
