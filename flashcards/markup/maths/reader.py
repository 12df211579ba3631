"""A subset of TeX mathematics → an expression tree; what is not understood in full is refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from flashcards.markup.maths.commands import COMMANDS
from flashcards.markup.maths.pairing import assembled
from flashcards.markup.maths.symbols import ALPHABETS, CHARACTERS, IGNORED, OPERATORS, SPACES, SYMBOLS, Role
from flashcards.markup.maths.tree import EMPTY, Node, Space, Symbol, TexError, attached, children, items_of, role_of

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

_LEXEME: Final = re.compile(
    r"""\\[A-Za-z]+ | \\. | \s+
    | (?<![\d.,^_])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])  # 1,000 is one number, (0,1) is not
    | .""",
    re.DOTALL | re.VERBOSE,
)
_LENGTH: Final = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]")
_MISPLACED: Final = {
    "}": "a closing brace has no opening one",
    "\\right": "\\right has no \\left",
    "\\end": "\\end has no \\begin",
    "&": "& stands outside of an environment",
    "\\\\": "\\\\ stands outside of an environment",
}
_TOO_DEEP: Final = f"the formula is nested more than {MAX_DEPTH} deep"


def parse(tex: str) -> Node:
    """Read a formula; raise `TexError` when any part of it is not understood."""
    if len(tex) > MAX_LENGTH:
        message = f"the formula is longer than {MAX_LENGTH:,} characters"
        raise TexError(message)
    reader = Reader(tex)
    node = reader.row()
    if lexeme := reader.peek():
        raise TexError(_MISPLACED[lexeme])
    if all(isinstance(item, Space) for item in items_of(node)):
        message = "the formula is empty"
        raise TexError(message)
    if _is_deep(node):
        raise TexError(_TOO_DEEP)
    return node


def _is_deep(node: Node) -> bool:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
    return bool(level)


class Reader:
    """A place in the lexemes of one formula, and the typeface there."""

    def __init__(self, tex: str) -> None:
        self._lexemes = _LEXEME.findall(tex)
        self._at = 0
        self._depth = 0
        self._font = ""

    # Tokens

    def raw(self) -> str:
        """Take the next lexeme, spaces included; empty at the end."""
        lexeme: str = self._lexemes[self._at] if self._at < len(self._lexemes) else ""
        self._at += 1
        return lexeme

    def peek(self) -> str:
        """Show the next lexeme that is not space; empty at the end."""
        while self._at < len(self._lexemes) and self._lexemes[self._at].isspace():
            self._at += 1
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def take(self) -> str:
        """Take the next lexeme that is not space."""
        self.peek()
        return self.raw()

    def expect(self, wanted: str, otherwise: str) -> None:
        """Take this lexeme and no other."""
        if self.take() != wanted:
            raise TexError(otherwise)

    def skip(self, lexeme: str) -> bool:
        """Take this lexeme if it comes next."""
        is_next = self.peek() == lexeme
        self._at += is_next
        return is_next

    def skip_length(self) -> None:
        r"""Take the distance after a line break: `\\[4pt]`."""
        if self.peek() == "[" and _LENGTH.match("".join(self._lexemes[self._at : self._at + 12])):
            self._at = self._lexemes.index("]", self._at) + 1

    # Structure

    def row(self, stop: str = "") -> Node:
        """Read expressions up to a lexeme that closes them."""
        self._enter()
        items: list[Node] = []
        while (lexeme := self.peek()) and lexeme not in _MISPLACED and lexeme != stop:
            if lexeme in IGNORED:
                self.take()
            else:
                items += items_of(self._scripted())
        self._depth -= 1
        return assembled(items)

    def argument(self, command: str, font: str | None = None) -> Node:
        """Read what belongs to a command: a group in braces or one lexeme, in a typeface of its own if given."""
        lexeme = self.peek()
        if not lexeme or lexeme in _MISPLACED or lexeme in {"^", "_", "'"}:
            message = f"{command} is not followed by what belongs to it"
            raise TexError(message)
        outer, self._font = self._font, self._font if font is None else font
        node = self._group() if lexeme == "{" else self._single()
        self._font = outer
        if any(role_of(item) in {Role.OPEN, Role.CLOSE} for item in items_of(node)):
            message = f"a bracket after {command} has no partner"
            raise TexError(message)
        return node

    def optional_argument(self) -> Node | None:
        """Read an argument in square brackets."""
        if not self.skip("["):
            return None
        node = self.row(stop="]")
        self.expect("]", "a square bracket is not closed")
        return node

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TexError(_TOO_DEEP)

    def _single(self) -> Node:
        self._enter()
        node = self._atom()
        self._depth -= 1
        return node

    def _group(self) -> Node:
        self.take()
        node = self.row()
        self.expect("}", "a brace is not closed")
        return node

    def _scripted(self) -> Node:
        """Read one expression with its primes and scripts."""
        base = EMPTY if self.peek() in {"^", "_", "'"} else self._atom()
        sub: Node | None = None
        sup: Node | None = None
        primes: list[Node] = []
        while (lexeme := self.peek()) in {"^", "_", "'", "\\limits", "\\nolimits"}:
            self.take()
            if lexeme == "'" and sup is None:
                primes.append(Symbol("\N{PRIME}"))
            elif lexeme == "_" and sub is None:
                sub = self.argument("_")
            elif lexeme == "^" and sup is None:
                sup = self.argument("^")
            elif lexeme in {"\\limits", "\\nolimits"} and isinstance(base, Symbol) and base.role is Role.OP:
                base = replace(base, limits=lexeme == "\\limits")
            else:
                message = f"{lexeme} stands twice or in a wrong place"
                raise TexError(message)
        if primes:
            sup = assembled([*primes, *(() if sup is None else items_of(sup))])
        return attached(base, sub, sup)

    # Atoms

    def _atom(self) -> Node:
        """Read one expression without scripts."""
        lexeme = self.peek()
        if lexeme == "{":
            node = self._group()
            # An operator alone in braces is set without spaces: `1{,}5`.
            is_operator = isinstance(node, Symbol) and node.role in {Role.BIN, Role.REL, Role.PUNCT}
            return Symbol(node.text) if is_operator and isinstance(node, Symbol) else node
        self.take()
        if lexeme in COMMANDS:
            return COMMANDS[lexeme](self, lexeme)
        if lexeme in OPERATORS:
            text, has_limits = OPERATORS[lexeme]
            return Symbol(text, Role.OP, has_limits)
        if lexeme in SPACES:
            return Space(SPACES[lexeme])
        if lexeme in SYMBOLS or lexeme in CHARACTERS:
            return self._symbol(*(SYMBOLS.get(lexeme) or CHARACTERS[lexeme]))
        if _is_letter(lexeme):
            return self._symbol(lexeme, Role.ORD)
        raise TexError(_unknown(lexeme))

    def _symbol(self, text: str, role: Role) -> Symbol:
        """Set a character in the typeface of this place."""
        if self._font in ALPHABETS and role is Role.ORD and (text.isalnum() or text in "∇∂"):
            if text not in ALPHABETS[self._font]:
                message = f"there is no {self._font} form of {text}"
                raise TexError(message)
            text = ALPHABETS[self._font][text]
        return Symbol(text, role)


_STYLED: Final = frozenset(char for alphabet in ALPHABETS.values() for char in alphabet.values())
_SPECIAL: Final = {
    "%": "a bare % starts a comment; write \\%",
    "$": "a bare $ stands in the formula; write \\$",
    "#": "a bare # stands in the formula; write \\#",
    "\\": "a backslash stands at the end",
}


def _is_letter(lexeme: str) -> bool:
    """Tell whether a character is a letter or digit that looks like no other and takes one column."""
    if lexeme in _STYLED or (lexeme.isascii() and lexeme[0].isalnum()):
        return True
    is_plain = len(lexeme) == 1 and unicodedata.normalize("NFKC", lexeme) == lexeme
    return is_plain and unicodedata.category(lexeme) in {"Lu", "Ll"}


def _unknown(lexeme: str) -> str:
    if lexeme in _SPECIAL:
        return _SPECIAL[lexeme]
    if lexeme.startswith("\\"):
        return f"unknown command {lexeme}"
    shown = f"{lexeme} " if lexeme.isprintable() else ""
    return f"the character {shown}(U+{ord(lexeme):04X}) is not known"
