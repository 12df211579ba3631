"""TeX commands that take arguments: how each of them reads its own from the formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flashcards.markup.maths.pairing import fenced, worded
from flashcards.markup.maths.symbols import (
    ACCENT_COMMANDS,
    ALPHABETS,
    CHARACTERS,
    DELIMITERS,
    FONTS,
    SYMBOLS,
    TEXT_COMMANDS,
    TEXT_ESCAPES,
    WORD_FONTS,
    Role,
)
from flashcards.markup.maths.tree import (
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
    TexError,
    Words,
    attached,
    items_of,
)

if TYPE_CHECKING:
    from flashcards.markup.maths.reader import Reader

_MAX_ROWS: Final = 30
_MAX_COLUMNS: Final = 20


# Arguments in braces


def _fraction(reader: Reader, command: str) -> Node:
    return Fraction(reader.argument(command), reader.argument(command))


def _binomial(reader: Reader, command: str) -> Node:
    return Binomial(reader.argument(command), reader.argument(command))


def _root(reader: Reader, command: str) -> Node:
    degree = reader.optional_argument()
    return Root(reader.argument(command), degree)


def _accent(reader: Reader, command: str) -> Node:
    return Accent(ACCENT_COMMANDS[command], reader.argument(command))


def _brace(reader: Reader, command: str) -> Node:
    return Brace(command[1:], reader.argument(command))


def _stack(reader: Reader, command: str) -> Node:
    note = reader.argument(command)
    base = _as_operator(reader.argument(command))
    under = command == "\\underset"
    sub, sup = (note, None) if under else (None, note)
    match base:
        case Symbol(role=Role.REL) | Symbol(limits=True):
            return Scripts(replace(base, limits=True), sub, sup)
        case Scripts(Symbol(limits=True)):
            return attached(base, sub, sup)
    return Stack("underset" if under else "overset", note, base)


def _as_operator(node: Node) -> Node:
    """Join names that stand alone, such as `arg max`, to one operator."""
    names = [item.text for item in items_of(node) if isinstance(item, Symbol) and item.role is Role.OP]
    is_joined = isinstance(node, Row) and len(names) == len(node.items) > 0
    return Symbol(" ".join(names), Role.OP, limits=True) if is_joined else node


def _arrow(reader: Reader, command: str) -> Node:
    below = reader.optional_argument()
    above = reader.argument(command)
    arrow = Symbol("→" if "right" in command else "←", Role.REL, limits=True)
    return attached(arrow, below, None if above == EMPTY else above)


def _negated(reader: Reader, command: str) -> Node:
    node = reader.argument(command)
    text = (
        unicodedata.normalize("NFC", node.text + "\N{COMBINING LONG SOLIDUS OVERLAY}")
        if isinstance(node, Symbol)
        else ""
    )
    if len(text) != 1:
        message = f"{command} stands before something that has no struck-out form"
        raise TexError(message)
    return Symbol(text, Role.REL)


# Typefaces, names and running text


def _styled(reader: Reader, command: str) -> Node:
    node = reader.argument(command, font=FONTS[command])
    return worded(node) if FONTS[command] in WORD_FONTS else node


def _operator(reader: Reader, command: str) -> Node:
    is_starred = reader.skip("*")
    name = _name(items_of(reader.argument(command, font="upright")))
    if not name:
        message = f"the name after {command} is not plain letters"
        raise TexError(message)
    return Symbol(name, Role.OP, limits=is_starred)


def _name(items: Sequence[Node]) -> str:
    parts: list[str] = []
    for item in items:
        match item:
            case Symbol("\N{MINUS SIGN}"):
                parts.append("-")
            case Symbol(text) | Words(text) if text.replace(" ", "").isalnum():
                parts.append(text)
            case Space():
                parts.append(" ")
            case _:
                return ""
    return " ".join("".join(parts).split())


def _words(reader: Reader, command: str) -> Node:
    reader.expect("{", f"{command} has no braces")
    depth = 1
    parts: list[str] = []
    while True:
        lexeme = reader.raw()
        depth += (lexeme == "{") - (lexeme == "}")
        if depth == 0:
            break
        parts.append(_text_lexeme(lexeme, command))
    text = re.sub(r"\s+", " ", "".join(parts))
    if command == "\\textbf" and text in ALPHABETS["bold"]:
        return Symbol(ALPHABETS["bold"][text])
    return Words(text) if text.strip() else Space(1) if text else EMPTY


def _text_lexeme(lexeme: str, command: str) -> str:
    if lexeme in {"{", "}"}:
        return ""
    if lexeme in TEXT_ESCAPES or lexeme.isspace():
        return TEXT_ESCAPES.get(lexeme, " ")
    if not lexeme:
        message = f"the brace of {command} is not closed"
        raise TexError(message)
    if lexeme[0] in "\\$%#&^_" or not lexeme.isprintable() or unicodedata.category(lexeme[0])[0] in "MC":
        shown = lexeme if lexeme.isprintable() else "a control character"
        message = f"{shown} stands in the text of {command}"
        raise TexError(message)
    return lexeme


# Brackets


def _delimiter(reader: Reader, command: str) -> str:
    lexeme = reader.take()
    if lexeme not in DELIMITERS:
        message = f"{command} is not followed by a bracket"
        raise TexError(message)
    return lexeme


def _fence(reader: Reader, command: str) -> Node:
    left = DELIMITERS[_delimiter(reader, command)]
    body = reader.row()
    reader.expect("\\right", "\\left has no \\right")
    right = DELIMITERS[_delimiter(reader, "\\right")]
    node = fenced(left, body, right)
    if isinstance(node, Fence) and (not right or (not left and right != "|")):
        message = "\\left or \\right leaves its bracket out, which is drawn only for cases and for a bar at the end"
        raise TexError(message)
    return node


def _middle(reader: Reader, command: str) -> Node:
    text = DELIMITERS[_delimiter(reader, command)]
    if text not in {"|", "‖"}:
        message = f"{command} is drawn for bars only"
        raise TexError(message)
    return Symbol(text, Role.MID)


def _big(reader: Reader, command: str) -> Node:
    lexeme = _delimiter(reader, command)
    if lexeme == ".":
        message = f"{command} is not followed by a bracket"
        raise TexError(message)
    role = {"<": Role.OPEN, ">": Role.CLOSE}.get(lexeme) or {**CHARACTERS, **SYMBOLS}[lexeme][1]
    return Symbol(DELIMITERS[lexeme], {"l": Role.OPEN, "r": Role.CLOSE, "m": Role.REL}.get(command[-1], role))


# Environments

_GRIDS: Final = {
    **dict.fromkeys(("matrix", "smallmatrix", "array"), Grid("matrix", ())),
    "pmatrix": Grid("matrix", (), "(", ")"),
    "bmatrix": Grid("matrix", (), "[", "]"),
    "Bmatrix": Grid("matrix", (), "{", "}"),
    "vmatrix": Grid("matrix", (), "|", "|"),
    "Vmatrix": Grid("matrix", (), "‖", "‖"),
    "cases": Grid("cases", (), "{", "", "l"),
    **dict.fromkeys(("aligned", "align", "align*", "split"), Grid("aligned", (), columns="rl")),
    **dict.fromkeys(("gathered", "gather", "gather*"), Grid("aligned", (), columns="c")),
}


def _grid(reader: Reader, command: str) -> Node:
    name = _plain(reader, command)
    if name not in _GRIDS:
        message = f"unknown environment {name}"
        raise TexError(message)
    columns = _plain(reader, name) if name == "array" else ""
    if columns.strip("lcr"):
        message = "an array is drawn with the columns l, c and r only"
        raise TexError(message)
    rows = _rows(reader, name)
    count = max(map(len, rows))
    if count > (len(columns) or _MAX_COLUMNS) or len(rows) > _MAX_ROWS:
        message = f"{name} has too many rows or columns"
        raise TexError(message)
    if all(cell == EMPTY for row in rows for cell in row):
        message = f"{name} is empty"
        raise TexError(message)
    filled = tuple((*row, *(EMPTY,) * (count - len(row))) for row in rows)
    return replace(_GRIDS[name], rows=filled, columns=columns or _GRIDS[name].columns)


def _rows(reader: Reader, name: str) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    while True:
        rows[-1].append(reader.row())
        lexeme = reader.take()
        if lexeme == "\\\\":
            reader.skip_length()
            rows.append([])
        elif lexeme == "\\end":
            break
        elif lexeme != "&":
            message = f"\\begin{{{name}}} has no \\end"
            raise TexError(message)
    if _plain(reader, "\\end") != name:
        message = f"\\begin{{{name}}} is closed by another \\end"
        raise TexError(message)
    return rows[:-1] if rows[-1] == [EMPTY] and len(rows) > 1 else rows


def _plain(reader: Reader, command: str) -> str:
    """Read the name of an environment, or the columns of an array."""
    reader.expect("{", f"{command} has no name in braces")
    letters: list[str] = []
    while (lexeme := reader.raw()) != "}":
        if len(lexeme) != 1 or not (lexeme.isalpha() or lexeme in "*|"):
            message = f"the name after {command} is not plain letters"
            raise TexError(message)
        letters.append(lexeme)
    return "".join(letters)


COMMANDS: Final[dict[str, Callable[[Reader, str], Node]]] = {
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"), _fraction),
    **dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom"), _binomial),
    "\\sqrt": _root,
    **dict.fromkeys(ACCENT_COMMANDS, _accent),
    **dict.fromkeys(("\\underbrace", "\\overbrace"), _brace),
    **dict.fromkeys(("\\stackrel", "\\overset", "\\underset"), _stack),
    **dict.fromkeys(("\\xrightarrow", "\\xleftarrow"), _arrow),
    "\\not": _negated,
    **dict.fromkeys(FONTS, _styled),
    "\\operatorname": _operator,
    **dict.fromkeys(TEXT_COMMANDS, _words),
    "\\left": _fence,
    "\\middle": _middle,
    **{f"\\{size}{side}": _big for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
    "\\begin": _grid,
}
