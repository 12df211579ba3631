"""The structure of a formula: rows, groups, scripts and atoms, read lexeme by lexeme; commands are given to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from flashcards.markup.maths.characters import is_letter, other, styled
from flashcards.markup.maths.lexemes import LOWERED, RAISED, Lexemes
from flashcards.markup.maths.pairing import assembled, worded
from flashcards.markup.maths.symbols import (
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
    attached,
    items_of,
    role_of,
)
from flashcards.records import replace

MAX_DEPTH: Final = 40
TOO_DEEP: Final = f"the formula is nested more than {MAX_DEPTH} deep"
MISPLACED: Final = {
    "}": "a closing brace has no opening one",
    "\\right": "\\right has no \\left",
    "\\end": "\\end has no \\begin",
    "&": "& stands outside of an environment",
    "\\\\": "\\\\ stands where no line can end",
}
"""Lexemes that close something, and what is wrong where there is nothing for them to close."""

_MAX_LINES: Final = 30
_INFIX: Final = frozenset(("\\over", "\\choose", "\\atop"))

Command: TypeAlias = Callable[["Reader", str], Node]
"""Reads what belongs to a command behind its name; raises `TexError` where that is not there."""


class Reader(Lexemes):
    """What stands at a place of a formula, in the typeface there."""

    def __init__(self, tex: str, commands: Mapping[str, Command]) -> None:
        super().__init__(tex)
        self._commands = commands
        self._depth = 0
        self._font = ""
        self.tags: list[str] = []
        """Numbers of the formula, which stand behind it wherever they are written."""

    def inside(self, closing: str, command: str) -> Node:
        """Read a formula inside of text, up to its closing mark."""
        try:
            end = self._lexemes.index(closing, self._at)
        except ValueError:
            message = f"{closing} is missing in the text of {command}"
            raise TexError(message) from None
        inner = self._apart("".join(self._lexemes[self._at : end]))
        node = inner.lines()
        if inner.peek():
            message = f"the formula in the text of {command} is not closed"
            raise TexError(message)
        self._at = end + 1
        return node

    def _apart(self, tex: str) -> Reader:
        """A reader of a formula within this one, which has a typeface of its own."""
        return Reader(tex, self._commands)

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
        while (lexeme := self.peek()) and lexeme not in MISPLACED and lexeme != stop:
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
        while (lexeme := self.peek()) and lexeme != ")" and lexeme not in MISPLACED:
            items += items_of(self.bracketed() if lexeme == "(" else self._scripted())
        self.expect(")", "a bracket is not closed")
        self._depth -= 1
        return assembled([Symbol("(", Role.OPEN), *items, Symbol(")", Role.CLOSE)])

    def argument(self, command: str, font: str | None = None) -> Node:
        """Read what belongs to a command: a group in braces or one lexeme, in a typeface of its own if given."""
        lexeme = self.peek()
        if not lexeme or lexeme in MISPLACED or lexeme in {"^", "_", "'"}:
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
            raise TexError(TOO_DEEP)

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
                sup = self._apart("".join(map(RAISED.__getitem__, lexeme))).row()
            elif lexeme[0] in LOWERED and sub is None:
                sub = self._apart("".join(map(LOWERED.__getitem__, lexeme))).row()
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
        if lexeme in self._commands:
            return self._commands[lexeme](self, lexeme)
        if lexeme in VULGAR:
            return Fraction(*map(Symbol, VULGAR[lexeme]))
        if lexeme in OPERATORS:
            text, has_limits = OPERATORS[lexeme]
            return Symbol(text, Role.OP, has_limits)
        if lexeme in SPACES:
            return Space(SPACES[lexeme])
        if lexeme in SYMBOLS or lexeme in CHARACTERS:
            return styled(*(SYMBOLS.get(lexeme) or CHARACTERS[lexeme]), self._font)
        if is_letter(lexeme):
            return styled(lexeme, Role.ORD, self._font)
        return other(lexeme)
