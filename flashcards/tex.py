"""A subset of TeX mathematics → an expression tree; what is not understood in full is refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final

from flashcards.expressions import EMPTY, Node, Row, Space, Symbol, TexError, attached, children, items_of, role_of
from flashcards.rows import assembled
from flashcards.symbols import ALPHABETS, CHARACTERS, IGNORED, OPERATORS, SPACES, SYMBOLS, Role
from flashcards.texcommands import COMMANDS

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

_TOKEN: Final = re.compile(
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
    if token := reader.peek():
        raise TexError(_MISPLACED[token])
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
    """A place in the tokens of one formula, and the typeface there."""

    def __init__(self, tex: str) -> None:
        self._tokens = _TOKEN.findall(tex)
        self._at = 0
        self._depth = 0
        self._font = ""

    # Tokens

    def raw(self) -> str:
        """Take the next token, spaces included; empty at the end."""
        token: str = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return token

    def peek(self) -> str:
        """Show the next token that is not space; empty at the end."""
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        """Take the next token that is not space."""
        self.peek()
        return self.raw()

    def expect(self, wanted: str, otherwise: str) -> None:
        """Take this token and no other."""
        if self.take() != wanted:
            raise TexError(otherwise)

    def skip(self, token: str) -> bool:
        """Take this token if it comes next."""
        is_next = self.peek() == token
        self._at += is_next
        return is_next

    def skip_length(self) -> None:
        r"""Take the distance after a line break: `\\[4pt]`."""
        if self.peek() == "[" and _LENGTH.match("".join(self._tokens[self._at : self._at + 12])):
            self._at = self._tokens.index("]", self._at) + 1

    # Structure

    def row(self, stop: str = "") -> Node:
        """Read expressions up to a token that closes them."""
        self._enter()
        items: list[Node] = []
        while (token := self.peek()) and token not in _MISPLACED and token != stop:
            if token in IGNORED:
                self.take()
            else:
                items += items_of(self._scripted())
        self._depth -= 1
        return assembled(items)

    def argument(self, command: str, font: str | None = None) -> Node:
        """Read what belongs to a command: a group in braces or one token, in a typeface of its own if given."""
        token = self.peek()
        if not token or token in _MISPLACED or token in {"^", "_", "'"}:
            message = f"{command} is not followed by what belongs to it"
            raise TexError(message)
        outer, self._font = self._font, self._font if font is None else font
        node = self._group() if token == "{" else self._single()
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
        while (token := self.peek()) in {"^", "_", "'", "\\limits", "\\nolimits"}:
            self.take()
            if token == "'" and sup is None:
                primes.append(Symbol("′"))
            elif token == "_" and sub is None:
                sub = self.argument("_")
            elif token == "^" and sup is None:
                sup = self.argument("^")
            elif token in {"\\limits", "\\nolimits"} and isinstance(base, Symbol) and base.role is Role.OP:
                base = replace(base, limits=token == "\\limits")
            else:
                message = f"{token} stands twice or in a wrong place"
                raise TexError(message)
        if primes:
            sup = assembled([*primes, *(() if sup is None else items_of(sup))])
        return attached(base, sub, sup)

    # Atoms

    def _atom(self) -> Node:
        """Read one expression without scripts."""
        token = self.peek()
        if token == "{":
            node = self._group()
            # An operator alone in braces is set without spaces: `1{,}5`.
            is_operator = isinstance(node, Symbol) and node.role in {Role.BIN, Role.REL, Role.PUNCT}
            return Symbol(node.text) if is_operator and isinstance(node, Symbol) else node
        self.take()
        if token in COMMANDS:
            return COMMANDS[token](self, token)
        if token in OPERATORS:
            text, has_limits = OPERATORS[token]
            return Symbol(text, Role.OP, has_limits)
        if token in SPACES:
            return Space(SPACES[token])
        if token in SYMBOLS or token in CHARACTERS:
            return self._symbol(*(SYMBOLS.get(token) or CHARACTERS[token]))
        if _is_letter(token):
            return self._symbol(token, Role.ORD)
        raise TexError(_unknown(token))

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


def _is_letter(token: str) -> bool:
    """Tell whether a character is a letter or digit that looks like no other and takes one column."""
    if token in _STYLED or (token.isascii() and token[0].isalnum()):
        return True
    is_plain = len(token) == 1 and unicodedata.normalize("NFKC", token) == token
    return is_plain and unicodedata.category(token) in {"Lu", "Ll"}


def _unknown(token: str) -> str:
    if token in _SPECIAL:
        return _SPECIAL[token]
    if token.startswith("\\"):
        return f"unknown command {token}"
    shown = f"{token} " if token.isprintable() else ""
    return f"the character {shown}(U+{ord(token):04X}) is not known"
