"""The search language of find, browse, review and stats: words, qualifiers, comparisons, `-`, `or` and brackets."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from flashcards.query.found import SAME, Found, Haystack, Past, QueryError, Test, either, every, folded
from flashcards.query.terms import ANY, FIELDS, IS, LANGUAGE, QUALIFIERS, Names, Word, term

__all__ = [
    "FIELDS",
    "IS",
    "LANGUAGE",
    "QUALIFIERS",
    "Found",
    "Haystack",
    "Names",
    "Past",
    "QueryError",
    "Test",
    "folded",
    "parse",
]

DEEPEST = 30
"""Brackets within brackets."""
_SPACED = re.compile(rf"\b({'|'.join(FIELDS)})\s*(<=|>=|=<|=>|==|[<>=])\s*(?=-?\.?\d)", re.IGNORECASE)
_Token: TypeAlias = Word | str
"""A term, or one of `(`, `)` and `-`."""


def _tokens(query: str) -> list[_Token]:
    """The query cut up. A bracket groups where a term could begin or where none is open in the term: `f(x)` is one."""
    tokens: list[_Token] = []
    at = depth = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char == "(":
            tokens.append(char)
            depth += 1
            at += 1
        elif char == "-" and query[at + 1 : at + 2].strip().strip(")"):
            tokens.append(char)
            at += 1
            if query[at] != "(":
                word, at = _word(query, at, depth)
                tokens.append(word)
        elif char == ")":
            if not depth:
                raise QueryError('a bracket is closed that was not opened; write ")" for the sign itself')
            tokens.append(char)
            depth -= 1
            at += 1
        else:
            word, at = _word(query, at, depth)
            tokens.append(word)
        if depth > DEEPEST:
            raise QueryError(f"brackets stand {DEEPEST} deep at most; write it with fewer")
    if depth:
        raise QueryError('a bracket is not closed; write "(" for the sign itself')
    return tokens


def _word(query: str, at: int, depth: int) -> tuple[Word, int]:
    """The term that begins here, and where it ends."""
    text, bare, inside, quoted = "", None, 0, False
    while at < len(query):
        char = query[at]
        if char == '"':
            quoted = not quoted
            bare = len(text) if bare is None else bare
        elif quoted:
            text += char
        elif char.isspace() or (char == ")" and depth and not inside):
            break
        else:
            inside += (char == "(") - (char == ")")
            text += char
        at += 1
    if quoted:
        raise QueryError('a quotation mark is not closed; write "several words" in two of them')
    return Word(text, len(text) if bare is None else bare), at


class _Reader:
    """Reads tokens: alternatives of conjunctions of terms."""

    def __init__(self, tokens: Sequence[_Token], names: Names) -> None:
        self._tokens, self._names = list(tokens), names
        self._at = 0

    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _keyword(self) -> bool:
        piece = self._next()
        return isinstance(piece, Word) and piece.is_("or")

    def alternatives(self) -> Test:
        tests = [self._conjunction()]
        while self._keyword():
            self._at += 1
            tests.append(self._conjunction())
        return either(tests)

    def _conjunction(self) -> Test:
        tests: list[Test] = []
        while (piece := self._next()) is not None and piece != ")" and not self._keyword():
            if isinstance(piece, Word) and piece.is_("and"):
                self._at += 1
            else:
                tests.append(self._negatable())
        if not tests and self._tokens:
            raise QueryError('a term is missing beside `or`, `and` or within brackets; write "or" for the word itself')
        return every(tests)

    def _negatable(self) -> Test:
        piece = self._next()
        self._at += 1
        if piece == "-":
            test = self._negatable()
            return Test(lambda f: not test.holds(f))
        if piece == "(":
            test = self.alternatives()
            self._at += 1
            return test
        assert isinstance(piece, Word)
        return term(piece, self._names)


def parse(query: str, names: Names = ANY) -> Test:
    """The test that a query stands for; an empty one is met by every card. Raises QueryError.

    `names`: the decks and tags that there are; another one is a mistake of the person who types.
    """
    # Outside quotation marks the spaces of `lapses >= 2` part nothing.
    parts = query.translate(SAME).split('"')
    parts[::2] = [_SPACED.sub(r"\1\2", part) for part in parts[::2]]
    return _Reader(_tokens('"'.join(parts)), names).alternatives()
