"""A subset of TeX mathematics → an expression tree; what is not understood in full is refused with a reason."""

from __future__ import annotations

import unicodedata
from typing import Final

from flashcards.markup.maths.commands import COMMANDS
from flashcards.markup.maths.lexemes import LOWERED, RAISED, distance_at, ems, length_of, lexemes_of
from flashcards.markup.maths.pairing import assembled, worded
from flashcards.markup.maths.symbols import (
    ALPHABETS,
    CHARACTERS,
    DECLARATIONS,
    FONTS,
    IGNORED,
    OPERATORS,
    SPACES,
    SYMBOLS,
    VULGAR,
    WORD_FONTS,
    Role,
)
from flashcards.markup.maths.tree import (
    EMPTY,
    Binomial,
    Fraction,
    Grid,
    Node,
    Row,
    Space,
    Symbol,
    TexError,
    Words,
    attached,
    children,
    items_of,
    role_of,
)
from flashcards.records import replace
from flashcards.text import cell_width

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40
_MAX_LINES: Final = 30

_INFIX: Final = frozenset(("\\over", "\\choose", "\\atop"))
_MISPLACED: Final = {
    "}": "a closing brace has no opening one",
    "\\right": "\\right has no \\left",
    "\\end": "\\end has no \\begin",
    "&": "& stands outside of an environment",
    "\\\\": "\\\\ stands where no line can end",
}
_TOO_DEEP: Final = f"the formula is nested more than {MAX_DEPTH} deep"


def parse(tex: str) -> Node:
    """Read a formula; raise `TexError` when any part of it is not understood."""
    if len(tex) > MAX_LENGTH:
        message = f"the formula is longer than {MAX_LENGTH:,} characters"
        raise TexError(message)
    reader = Reader(tex)
    node = reader.lines()
    if lexeme := reader.peek():
        raise TexError(_MISPLACED[lexeme])
    if all(isinstance(item, Space) for item in items_of(node)):
        message = "the formula is empty"
        raise TexError(message)
    if _is_deep(node):
        raise TexError(_TOO_DEEP)
    return Row((*items_of(node), Space(4), Words(" ".join(reader.tags)))) if reader.tags else node


def _is_deep(node: Node) -> bool:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
    return bool(level)


class Reader:
    """A place in the lexemes of one formula, and the typeface there."""

    def __init__(self, tex: str) -> None:
        self._lexemes = lexemes_of(tex)
        self._at = 0
        self._depth = 0
        self._font = ""
        self.tags: list[str] = []
        """Numbers of the formula, which stand behind it wherever they are written."""

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
        self.peek()
        self._at += length_of(self._lexemes, self._at)

    def name(self, command: str) -> str:
        """Take what stands in braces as it is written."""
        self.expect("{", f"{command} has no braces")
        depth, parts = 1, []
        while depth:
            lexeme = self.raw()
            if not lexeme:
                message = f"the brace of {command} is not closed"
                raise TexError(message)
            depth += (lexeme == "{") - (lexeme == "}")
            parts.append(lexeme)
        return "".join(parts[:-1])

    def distance(self, command: str) -> float:
        """Take a distance, with or without braces, and give it in ems."""
        if self.peek() == "{":
            found = ems(self.name(command))
        else:
            found, taken = distance_at(self._lexemes, self._at) or (None, 0)
            self._at += taken
        if found is None:
            message = f"{command} is not followed by a distance"
            raise TexError(message)
        return found

    def inside(self, closing: str, command: str) -> Node:
        """Read a formula inside of text, up to its closing mark."""
        try:
            end = self._lexemes.index(closing, self._at)
        except ValueError:
            message = f"{closing} is missing in the text of {command}"
            raise TexError(message) from None
        inner = Reader("".join(self._lexemes[self._at : end]))
        node = inner.lines()
        if inner.peek():
            message = f"the formula in the text of {command} is not closed"
            raise TexError(message)
        self._at = end + 1
        return node

    # Structure

    def lines(self) -> Node:
        """Read rows that stand one below the other, up to a lexeme that closes them."""
        rows = [self.row()]
        while self.skip("\\\\"):
            self.skip("*")
            self.skip_length()
            rows.append(self.row())
        rows = [row for row in rows if row != EMPTY] or rows[:1]
        if len(rows) > _MAX_LINES:
            message = f"the formula has more than {_MAX_LINES} lines"
            raise TexError(message)
        return rows[0] if len(rows) == 1 else Grid("aligned", tuple((row,) for row in rows), columns="l")

    def row(self, stop: str = "") -> Node:
        """Read expressions up to a lexeme that closes them."""
        self._enter()
        items: list[Node] = []
        while (lexeme := self.peek()) and lexeme not in _MISPLACED and lexeme != stop:
            if lexeme in IGNORED:
                self.take()
            elif lexeme in DECLARATIONS:
                items += items_of(self._declared(DECLARATIONS[self.take()], stop))
            elif lexeme in _INFIX:
                items = [self._infix(self.take(), assembled(items), stop)]
            else:
                items += items_of(self._scripted())
        self._depth -= 1
        return assembled(items)

    def _declared(self, font: str, stop: str) -> Node:
        """Read the rest of a group in another typeface."""
        outer, self._font = self._font, font
        node = self.row(stop)
        self._font = outer
        return worded(node) if font in WORD_FONTS else node

    def _infix(self, command: str, above: Node, stop: str) -> Node:
        r"""Read what stands below an `\over` or `\choose`; the whole group before it stands above."""
        below = self.row(stop)
        if EMPTY in (above, below):
            message = f"{command} has nothing above or below it"
            raise TexError(message)
        if command == "\\over":
            return Fraction(above, below)
        return Binomial(above, below) if command == "\\choose" else Grid("matrix", ((above,), (below,)))

    def bracketed(self) -> Node:
        """Read from an opening round bracket to its closing one."""
        self._enter()
        items: list[Node] = []
        self.expect("(", "a bracket is missing")
        while (lexeme := self.peek()) and lexeme != ")" and lexeme not in _MISPLACED:
            items += items_of(self.bracketed() if lexeme == "(" else self._scripted())
        self.expect(")", "a bracket is not closed")
        self._depth -= 1
        return assembled([Symbol("(", Role.OPEN), *items, Symbol(")", Role.CLOSE)])

    def digits(self) -> str:
        """Take the digits that come next."""
        found = ""
        while self.peek().isdecimal():
            found += self.take()
        return found

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
        node = self.lines()
        self.expect("}", "a brace is not closed")
        return node

    def _scripted(self) -> Node:
        """Read one expression with its primes and scripts."""
        lexeme = self.peek()
        is_script = lexeme in {"^", "_", "'"} or lexeme[:1] in RAISED or lexeme[:1] in LOWERED
        opener = "" if is_script else lexeme
        base = EMPTY if is_script else self._atom()
        sub: Node | None = None
        sup: Node | None = None
        primes: list[Node] = []
        while (lexeme := self.peek()) and (
            lexeme in {"^", "_", "'", "\\limits", "\\nolimits"} or lexeme[0] in RAISED or lexeme[0] in LOWERED
        ):
            self.take()
            if lexeme == "'" and sup is None:
                primes.append(Symbol("\N{PRIME}"))
            elif lexeme == "_" and sub is None:
                sub = self.argument("_")
            elif lexeme == "^" and sup is None:
                sup = self.argument("^")
            elif lexeme[0] in RAISED and sup is None:
                sup = Reader("".join(map(RAISED.__getitem__, lexeme))).row()
            elif lexeme[0] in LOWERED and sub is None:
                sub = Reader("".join(map(LOWERED.__getitem__, lexeme))).row()
            elif lexeme in {"\\limits", "\\nolimits"} and isinstance(base, Symbol) and base.role is Role.OP:
                base = replace(base, limits=lexeme == "\\limits")
            else:
                message = f"{lexeme} stands twice or in a wrong place"
                raise TexError(message)
        if primes:
            sup = assembled([*primes, *(() if sup is None else items_of(sup))])
        if opener in FONTS and isinstance(base, Row) and base.items:
            # A script behind letters of a typeface belongs to the last of them, as TeX sets it.
            return Row((*base.items[:-1], attached(base.items[-1], sub, sup)))
        return attached(base, sub, sup)

    # Atoms

    def _atom(self) -> Node:  # noqa: PLR0911
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
        if lexeme in VULGAR:
            return Fraction(*map(Symbol, VULGAR[lexeme]))
        if lexeme in OPERATORS:
            text, has_limits = OPERATORS[lexeme]
            return Symbol(text, Role.OP, has_limits)
        if lexeme in SPACES:
            return Space(SPACES[lexeme])
        if lexeme in SYMBOLS or lexeme in CHARACTERS:
            return self._symbol(*(SYMBOLS.get(lexeme) or CHARACTERS[lexeme]))
        if _is_letter(lexeme):
            return self._symbol(lexeme, Role.ORD)
        return _other(lexeme)

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


def _other(lexeme: str) -> Node:
    """Take any other character as itself: words, signs and letters in other clothes."""
    if lexeme in _SPECIAL:
        raise TexError(_SPECIAL[lexeme])
    if lexeme.startswith("\\"):
        message = f"unknown command {lexeme}"
        raise TexError(message)
    if not lexeme.isprintable() or unicodedata.category(lexeme[0])[0] in "MC":
        message = f"the character (U+{ord(lexeme[0]):04X}) is not known"
        raise TexError(message)
    plain = unicodedata.normalize("NFKC", lexeme)
    if len(plain) == 1 and plain.isalnum():
        return Symbol(plain)
    if len(lexeme) > 1 or cell_width(lexeme) != 1 or unicodedata.category(lexeme) == "Lo":
        return Symbol(lexeme) if unicodedata.combining(lexeme[-1]) else Words(lexeme)
    return Symbol(lexeme)
