"""A subset of TeX mathematics → an expression tree; what is not understood in full is refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from flashcards.expressions import (
    EMPTY,
    Accent,
    Binomial,
    Brace,
    Fence,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Symbol,
    Words,
    children,
    items_of,
)
from flashcards.rows import assembled, fenced, worded
from flashcards.symbols import (
    ACCENT_COMMANDS,
    ALPHABETS,
    BIG_OPERATORS,
    CHARACTERS,
    DELIMITERS,
    FONTS,
    FUNCTIONS,
    IGNORED,
    INTEGRALS,
    LIMIT_FUNCTIONS,
    SPACES,
    SYMBOLS,
    TEXT_COMMANDS,
    TEXT_ESCAPES,
    WORD_FONTS,
    Role,
)

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40
MAX_ROWS: Final = 30
MAX_COLUMNS: Final = 20


class TexError(ValueError):
    """Why a formula is not understood, in one sentence."""


_TOKEN = re.compile(
    r"""\\[A-Za-z]+ | \\. | \s+
    | (?<![\d.,^_])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])  # 1,000 is one number, (0,1) is not
    | .""",
    re.DOTALL | re.VERBOSE,
)
_LENGTH = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]")
_MISPLACED: Final = {
    "}": "a closing brace has no opening one",
    "\\right": "\\right has no \\left",
    "\\end": "\\end has no \\begin",
    "&": "& stands outside of an environment",
    "\\\\": "\\\\ stands outside of an environment",
}
_GRIDS: Final = {
    "matrix": Grid("matrix", ()),
    "smallmatrix": Grid("matrix", ()),
    "array": Grid("matrix", ()),
    "pmatrix": Grid("matrix", (), "(", ")"),
    "bmatrix": Grid("matrix", (), "[", "]"),
    "Bmatrix": Grid("matrix", (), "{", "}"),
    "vmatrix": Grid("matrix", (), "|", "|"),
    "Vmatrix": Grid("matrix", (), "‖", "‖"),
    "cases": Grid("cases", (), "{", "", "l"),
    **dict.fromkeys(("aligned", "align", "align*", "split"), Grid("aligned", (), columns="rl")),
    **dict.fromkeys(("gathered", "gather", "gather*"), Grid("aligned", (), columns="c")),
}
_LETTERLIKE = frozenset(char for alphabet in ALPHABETS.values() for char in alphabet.values()) | set("ℓℏℵ℘")


def parse(tex: str) -> Node:
    """Read a formula; raise `TexError` when any part of it is not understood."""
    if len(tex) > MAX_LENGTH:
        message = f"the formula is longer than {MAX_LENGTH:,} characters"
        raise TexError(message)
    reader = _Reader(tex)
    node = reader.row()
    if token := reader.peek():
        raise TexError(_MISPLACED[token])
    if node == EMPTY:
        message = "the formula is empty"
        raise TexError(message)
    _check_depth(node)
    return node


def _check_depth(node: Node) -> None:
    level: list[Node] = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return
    raise TexError(_TOO_DEEP)


_TOO_DEEP: Final = f"the formula is nested more than {MAX_DEPTH} deep"


class _Reader:
    """A place in the tokens of one formula, and the typeface there."""

    def __init__(self, tex: str) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.at = 0
        self.depth = 0
        self.font = ""

    # Tokens

    def raw(self) -> str:
        """Take the next token, spaces included; empty at the end."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        return token

    def peek(self) -> str:
        """Show the next token that is not space; empty at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """Take the next token that is not space."""
        self.peek()
        return self.raw()

    def expect(self, wanted: str, otherwise: str) -> None:
        """Take this token and no other."""
        if self.take() != wanted:
            raise TexError(otherwise)

    # Structure

    def row(self, stop: str = "") -> Node:
        """Read expressions up to a token that closes them."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TexError(_TOO_DEEP)
        items: list[Node] = []
        while (token := self.peek()) and token not in _MISPLACED and token != stop:
            if token in IGNORED:
                self.take()
                continue
            node = self.scripted()
            items.extend(node.items if isinstance(node, Row) else (node,))
        self.depth -= 1
        return assembled(items)

    def scripted(self) -> Node:
        """Read one expression with its primes and scripts."""
        base = EMPTY if self.peek() in {"^", "_", "'"} else self.atom()
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
                message = f"{token} stands twice or in a wrong place; use braces"
                raise TexError(message)
        if primes:
            sup = assembled([*primes, *(() if sup is None else items_of(sup))])
        return _attached(base, sub, sup)

    def argument(self, command: str) -> Node:
        """Read what belongs to a command: a group in braces or one token."""
        token = self.peek()
        if token == "{":
            return self.group()
        if not token or token in _MISPLACED or token in {"^", "_", "'"}:
            message = f"{command} has nothing to stand on" if token else f"{command} has nothing after it"
            raise TexError(message)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TexError(_TOO_DEEP)
        node = self.atom()
        self.depth -= 1
        return node

    def group(self) -> Node:
        """Read braces and what is in them."""
        self.take()
        node = self.row()
        self.expect("}", "a brace is not closed")
        return node

    def name(self, command: str) -> str:
        """Read a plain name in braces."""
        self.expect("{", f"{command} has no name in braces")
        letters: list[str] = []
        while (token := self.raw()) != "}":
            if len(token) != 1 or token == "{":
                message = f"the name after {command} is not plain letters"
                raise TexError(message)
            letters.append(token)
        return "".join(letters)

    # Atoms

    def atom(self) -> Node:
        """Read one expression without scripts."""
        token = self.peek()
        if token == "{":
            node = self.group()
            # An operator alone in braces is set without spaces: `1{,}5`.
            return Symbol(node.text) if isinstance(node, Symbol) and node.role in _SPACED else node
        self.take()
        if token in SYMBOLS:
            return self.symbol(*SYMBOLS[token])
        if token in SPACES:
            return Space(SPACES[token])
        if token in TEXT_COMMANDS:
            return self.words(token)
        if token in FONTS:
            return self.styled(token)
        if token in ACCENT_COMMANDS:
            return Accent(ACCENT_COMMANDS[token], self.argument(token))
        if operator := BIG_OPERATORS.get(token) or LIMIT_FUNCTIONS.get(token):
            return Symbol(operator, Role.OP, limits=True)
        if operator := INTEGRALS.get(token) or FUNCTIONS.get(token):
            return Symbol(operator, Role.OP)
        if token in _COMMANDS:
            return _COMMANDS[token](self, token)
        return self.character(token)

    def symbol(self, text: str, role: Role) -> Symbol:
        """Set a character in the typeface of this place."""
        if self.font in ALPHABETS and (text.isalnum() or text in "∇∂") and role is Role.ORD:
            styled = ALPHABETS[self.font].get(text)
            if styled is None:
                message = f"there is no {self.font} form of {text}"
                raise TexError(message)
            text = styled
        return Symbol(text, role)

    def character(self, token: str) -> Node:
        """Read a character that stands for itself."""
        if token in CHARACTERS:
            return self.symbol(*CHARACTERS[token])
        if token[:1] == "\\":
            message = f"unknown command {token}" if len(token) > 1 else "a backslash stands at the end"
            raise TexError(message)
        if token.isascii() and token[:1].isalnum():
            return self.symbol(token, Role.ORD) if len(token) == 1 else Symbol(token)
        if token in _LETTERLIKE or _is_letter(token):
            return self.symbol(token, Role.ORD)
        if token in _SPECIAL:
            raise TexError(_SPECIAL[token])
        message = f"the character {token if token.isprintable() else ''} (U+{ord(token):04X}) is not known"
        raise TexError(message.replace("  ", " "))

    def words(self, command: str) -> Node:
        """Read running text."""
        self.expect("{", f"{command} has no braces")
        depth = 1
        text: list[str] = []
        while True:
            token = self.raw()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break
            text.append(_text_token(token, command))
        found = re.sub(r"\s+", " ", "".join(text))
        if command == "\\textbf" and found in ALPHABETS["bold"]:
            return Symbol(ALPHABETS["bold"][found])
        return Words(found) if found else EMPTY

    def styled(self, command: str) -> Node:
        """Read an argument in another typeface; letters side by side become a word where the typeface says so."""
        outer, self.font = self.font, FONTS[command]
        node = self.argument(command)
        self.font = outer
        return worded(node) if FONTS[command] in WORD_FONTS else node

    def operator(self, command: str) -> Node:
        """Read a named operator; with a star its scripts stand above and below."""
        starred = self.at < len(self.tokens) and self.tokens[self.at] == "*"
        self.at += starred
        outer, self.font = self.font, "upright"
        node = self.argument(command)
        self.font = outer
        name = _operator_name(items_of(node))
        if not name:
            message = f"the name after {command} is not plain letters"
            raise TexError(message)
        return Symbol(name, Role.OP, limits=starred)

    def fraction(self, command: str) -> Node:
        """Read a numerator and a denominator."""
        return Fraction(self.argument(command), self.argument(command))

    def binomial(self, command: str) -> Node:
        """Read the two parts of a binomial."""
        return Binomial(self.argument(command), self.argument(command))

    def optional(self) -> Node | None:
        """Read an argument in square brackets."""
        if self.peek() != "[":
            return None
        self.take()
        node = self.row(stop="]")
        self.expect("]", "a square bracket is not closed")
        return node

    def root(self, command: str) -> Node:
        """Read a root and its degree."""
        degree = self.optional()
        return Root(self.argument(command), degree)

    def brace(self, command: str) -> Node:
        """Read a brace; its label comes as a script."""
        return Brace(command[1:], self.argument(command))

    def stack(self, command: str) -> Node:
        """Read a note and what it stands over or under."""
        note = self.argument(command)
        base = _as_operator(self.argument(command))
        under = command == "\\underset"
        if isinstance(base, Symbol) and (base.role is Role.REL or base.limits):
            return Scripts(replace(base, limits=True), *((note, None) if under else (None, note)))
        if isinstance(base, Scripts) and isinstance(base.base, Symbol) and base.base.limits:
            return _attached(base, *((note, None) if under else (None, note)))
        return Stack("underset" if under else "overset", note, base)

    def arrow(self, command: str) -> Node:
        """Read the texts over and under a long arrow."""
        below = self.optional()
        above = self.argument(command)
        arrow = Symbol("→" if "right" in command else "←", Role.REL, limits=True)
        return Scripts(arrow, below, None if above == EMPTY else above)

    def negated(self, command: str) -> Node:
        """Read a relation that is struck out."""
        node = self.argument(command)
        text = unicodedata.normalize("NFC", node.text + "\u0338") if isinstance(node, Symbol) else ""
        if len(text) != 1:
            message = f"{command} stands before something that has no struck-out form"
            raise TexError(message)
        return Symbol(text, Role.REL)

    def delimiter(self, command: str) -> tuple[str, str]:
        """Read the bracket after a command: the token and its character."""
        token = self.take()
        if token not in DELIMITERS:
            message = f"{command} is not followed by a bracket"
            raise TexError(message)
        return token, DELIMITERS[token]

    def fence(self, command: str) -> Node:
        """Read `\\left … \\right`."""
        _, left = self.delimiter(command)
        body = self.row()
        self.expect("\\right", "\\left has no \\right")
        _, right = self.delimiter("\\right")
        node = fenced(left, body, right)
        if isinstance(node, Fence) and (not right or (not left and right != "|")):
            message = "\\left and \\right with one bracket left out stand for a bar at the end or for cases only"
            raise TexError(message)
        return node

    def middle(self, command: str) -> Node:
        """Read a separator as tall as the brackets around it."""
        _, text = self.delimiter(command)
        if text not in {"|", "‖"}:
            message = f"{command} is drawn for bars only"
            raise TexError(message)
        return Symbol(text, Role.MID)

    def big(self, command: str) -> Node:
        """Read a bracket whose size the author chose; the size is left to the drawing."""
        token, text = self.delimiter(command)
        if not text:
            message = f"{command} is not followed by a bracket"
            raise TexError(message)
        role = CHARACTERS.get(token, SYMBOLS.get(token, (text, Role.OPEN if text == "⟨" else Role.CLOSE)))[1]
        return Symbol(text, _BIG_ROLES.get(command[-1], role))

    def grid(self, command: str) -> Node:
        """Read an environment."""
        name = self.name(command)
        if name not in _GRIDS:
            message = f"unknown environment {name}"
            raise TexError(message)
        columns = self.name("array") if name == "array" else ""
        if columns.strip("lcr"):
            message = "an array is drawn with the columns l, c and r only"
            raise TexError(message)
        rows = self.cells(name)
        count = max(map(len, rows))
        if count > MAX_COLUMNS or (columns and count > len(columns)):
            message = f"{name} has too many columns"
            raise TexError(message)
        padded = tuple((*row, *(EMPTY,) * (count - len(row))) for row in rows)
        template = _GRIDS[name]
        return replace(template, rows=padded, columns=columns or template.columns)

    def cells(self, name: str) -> list[list[Node]]:
        """Read the rows of an environment up to its end."""
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.row())
            token = self.take()
            if token == "\\\\":
                self.skip_length()
                rows.append([])
            elif token == "\\end":
                break
            elif token != "&":
                message = f"\\begin{{{name}}} has no \\end"
                raise TexError(message)
        if self.name("\\end") != name:
            message = f"\\begin{{{name}}} is closed by another \\end"
            raise TexError(message)
        if rows[-1] == [EMPTY] and len(rows) > 1:
            rows.pop()
        if len(rows) > MAX_ROWS or all(cell == EMPTY for row in rows for cell in row):
            message = f"{name} has too many rows" if len(rows) > MAX_ROWS else f"{name} is empty"
            raise TexError(message)
        return rows

    def skip_length(self) -> None:
        """Skip the distance in `\\\\[4pt]`."""
        if self.peek() == "[" and (found := _LENGTH.match("".join(self.tokens[self.at : self.at + 12]))):
            while found.end() > 0 and self.take() != "]":
                pass


_COMMANDS: Final[dict[str, Callable[[_Reader, str], Node]]] = {
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"), _Reader.fraction),
    **dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom"), _Reader.binomial),
    "\\sqrt": _Reader.root,
    **dict.fromkeys(("\\underbrace", "\\overbrace"), _Reader.brace),
    **dict.fromkeys(("\\stackrel", "\\overset", "\\underset"), _Reader.stack),
    **dict.fromkeys(("\\xrightarrow", "\\xleftarrow"), _Reader.arrow),
    "\\operatorname": _Reader.operator,
    "\\not": _Reader.negated,
    "\\left": _Reader.fence,
    "\\middle": _Reader.middle,
    **{f"\\{size}{side}": _Reader.big for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
    "\\begin": _Reader.grid,
}
_BIG_ROLES: Final = {"l": Role.OPEN, "r": Role.CLOSE, "m": Role.REL}
_SPACED: Final = frozenset((Role.BIN, Role.REL, Role.PUNCT))
_SPECIAL: Final = {
    "%": "a bare % starts a comment; write \\%",
    "$": "a bare $ stands in the formula; write \\$",
    "#": "a bare # stands in the formula; write \\#",
}


def _is_letter(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Lu", "Ll"}
        and unicodedata.east_asian_width(char) not in {"W", "F"}
        and unicodedata.normalize("NFKC", char) == char
    )


def _text_token(token: str, command: str) -> str:
    if token in TEXT_ESCAPES:
        return TEXT_ESCAPES[token]
    if token in {"{", "}"}:
        return ""
    if not token:
        message = f"the brace of {command} is not closed"
        raise TexError(message)
    if token.isspace():
        return " "
    if token[0] in "\\$%#&^_" or not token.isprintable() or unicodedata.category(token[0])[0] in "MC":
        message = f"{token if token.isprintable() else 'a control character'} stands in the text of {command}"
        raise TexError(message)
    return token


def _operator_name(items: Sequence[Node]) -> str:
    parts: list[str] = []
    for item in items:
        match item:
            case Symbol("−"):
                parts.append("-")
            case Symbol(text) if text.isalnum():
                parts.append(text)
            case Words(text) if text.strip().isalnum():
                parts.append(text)
            case Space():
                parts.append(" ")
            case _:
                return ""
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _as_operator(node: Node) -> Node:
    """Join names such as `arg max` that stand alone."""
    match node:
        case Row(items) if all(isinstance(item, Symbol) and item.role is Role.OP for item in items):
            return Symbol(_spaced(items), Role.OP, limits=True)
    return node


def _spaced(items: Sequence[Node]) -> str:
    return " ".join(item.text for item in items if isinstance(item, Symbol))


def _attached(base: Node, sub: Node | None, sup: Node | None) -> Node:
    if sub is None and sup is None:
        return base
    match base:
        case Brace(name, body, None) if (sub is None) is (name == "overbrace") and None in (sub, sup):
            return Brace(name, body, sub or sup)
        case Brace():
            message = f"the label of {base.name} stands on the wrong side"
            raise TexError(message)
        case Space():
            message = "a script stands on a space"
            raise TexError(message)
        case Scripts(inner, low, high) if not (low and sub) and not (high and sup):
            return Scripts(inner, low or sub, high or sup)
    return Scripts(base, sub, sup)
