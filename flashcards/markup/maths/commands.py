"""TeX commands that take arguments: how each of them reads its own from the formula."""

from __future__ import annotations

import unicodedata
from typing import Final

from flashcards.markup.maths.environments import grid
from flashcards.markup.maths.names import circled, name, operator, tagged, words
from flashcards.markup.maths.pairing import fenced, worded
from flashcards.markup.maths.reader import Command, Reader
from flashcards.markup.maths.symbols import (
    ACCENT_COMMANDS,
    CHARACTERS,
    DELIMITERS,
    FONTS,
    SYMBOLS,
    TEXT_COMMANDS,
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
from flashcards.records import replace

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
    return Brace(f"{command[1:].removesuffix('ket').removesuffix('e').removesuffix('c')}ce", reader.argument(command))


def _rooted(reader: Reader, command: str) -> Node:
    """The sign √ before a bracket, a number or one thing."""
    degree = {"√": None, "∛": Symbol("3"), "∜": Symbol("4")}[command]
    if digits := reader.digits():
        return Root(Symbol(digits), degree)
    return Root(reader.bracketed() if reader.peek() == "(" else reader.argument(command), degree)


def _kept(reader: Reader, command: str) -> Node:
    """What stands under a command that only sets it otherwise."""
    return reader.argument(command)


def _coloured(reader: Reader, command: str) -> Node:
    reader.name(command)
    return EMPTY if command == "\\color" else reader.argument(command)


def _dropped(reader: Reader, command: str) -> Node:
    reader.name(command)
    return EMPTY


def _boxed(reader: Reader, command: str) -> Node:
    return Fence("[", reader.argument(command), "]")


def _phantom(reader: Reader, command: str) -> Node:
    reader.argument(command)
    return Space(1) if command != "\\vphantom" else EMPTY


def _distance(reader: Reader, command: str) -> Node:
    reader.skip("*")
    return Space(2 if reader.distance(command) > 1 else 1)


def _modulo(reader: Reader, command: str) -> Node:
    number = reader.argument(command)
    body = number if command == "\\pod" else Row((Words("mod "), *items_of(number)))
    return Row((Space(2), body if command == "\\mod" else Fence("(", body, ")")))


def _role(reader: Reader, command: str) -> Node:
    node = reader.argument(command)
    return replace(node, role=_ROLES[command]) if isinstance(node, Symbol) else node


_ROLES: Final = {
    "\\mathbin": Role.BIN,
    "\\mathrel": Role.REL,
    "\\mathord": Role.ORD,
    "\\mathinner": Role.ORD,
    "\\mathopen": Role.OPEN,
    "\\mathclose": Role.CLOSE,
    "\\mathpunct": Role.PUNCT,
}


def _state(reader: Reader, command: str) -> Node:
    left, right = {"\\bra": ("⟨", "|"), "\\ket": ("|", "⟩"), "\\braket": ("⟨", "⟩")}[command.lower()]
    return Fence(left, reader.argument(command), right)


def _math_operator(reader: Reader, command: str) -> Node:
    node = _as_operator(reader.argument(command))
    text = node.text if isinstance(node, Symbol) else name(items_of(node))
    return Symbol(text, Role.OP, limits=True) if text else node


def _substack(reader: Reader, command: str) -> Node:
    node = reader.argument(command)
    if not isinstance(node, Grid):
        return node
    lines = [item for (row,) in node.rows for item in (Symbol(",", Role.PUNCT), *items_of(row))]
    return Row(tuple(lines[1:]))


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


_ARROWS: Final = {
    "\\xrightarrow": "→",
    "\\xleftarrow": "←",
    "\\xleftrightarrow": "↔",
    "\\xRightarrow": "⇒",
    "\\xLeftarrow": "⇐",
    "\\xLeftrightarrow": "⇔",
    "\\xmapsto": "↦",
    "\\xhookrightarrow": "↪",
    "\\xrightleftharpoons": "⇌",
    "\\xlongequal": "=",
}


def _arrow(reader: Reader, command: str) -> Node:
    below = reader.optional_argument()
    above = reader.argument(command)
    arrow = Symbol(_ARROWS[command], Role.REL, limits=True)
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
    if "" in (left, right) and not _stands_alone(left, body, right):
        # Its partner stands in another line: the bracket is a sign among others.
        signs = [Symbol(char, role) for char, role in ((left, Role.OPEN), (right, Role.CLOSE)) if char]
        return Row((*signs[: bool(left)], *items_of(body), *signs[bool(left) :]))
    return fenced(left, body, right)


def _stands_alone(left: str, body: Node, right: str) -> bool:
    """Whether one bracket means something without the other: that of cases, and a bar at the end."""
    node = fenced(left, body, right)
    return not isinstance(node, Fence) or (left == "" and right == "|")


def _middle(reader: Reader, command: str) -> Node:
    text = DELIMITERS[_delimiter(reader, command)]
    if text == "/":
        return Symbol(text)
    if text not in {"|", "‖"}:
        message = f"{command} is drawn for bars only"
        raise TexError(message)
    return Symbol(text, Role.MID)


def _big(reader: Reader, command: str) -> Node:
    lexeme = _delimiter(reader, command)
    if lexeme == ".":
        message = f"{command} is not followed by a bracket"
        raise TexError(message)
    role = {"<": Role.OPEN, ">": Role.CLOSE}.get(lexeme) or (SYMBOLS.get(lexeme) or CHARACTERS[lexeme])[1]
    return Symbol(DELIMITERS[lexeme], {"l": Role.OPEN, "r": Role.CLOSE, "m": Role.REL}.get(command[-1], role))


COMMANDS: Final[dict[str, Command]] = {
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"), _fraction),
    **dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom"), _binomial),
    "\\sqrt": _root,
    **dict.fromkeys(ACCENT_COMMANDS, _accent),
    **dict.fromkeys(("\\underbrace", "\\overbrace", "\\underbracket", "\\overbracket"), _brace),
    **dict.fromkeys(("\\stackrel", "\\overset", "\\underset"), _stack),
    **dict.fromkeys(_ARROWS, _arrow),
    "\\not": _negated,
    **dict.fromkeys(FONTS, _styled),
    "\\operatorname": operator,
    **dict.fromkeys(TEXT_COMMANDS, words),
    "\\left": _fence,
    "\\middle": _middle,
    **{f"\\{size}{side}": _big for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
    "\\begin": grid,
    **dict.fromkeys("√∛∜", _rooted),
    **dict.fromkeys(("\\textcolor", "\\color", "\\colorbox"), _coloured),
    **dict.fromkeys(("\\label", "\\cssId", "\\class", "\\vspace"), _dropped),
    **dict.fromkeys(("\\boxed", "\\fbox"), _boxed),
    **dict.fromkeys(("\\phantom", "\\hphantom", "\\vphantom"), _phantom),
    **dict.fromkeys(
        ("\\smash", "\\mathstrut", "\\displaylimits", "\\ensuremath", "\\mathclap", "\\mathllap", "\\mathrlap"), _kept
    ),
    "\\tag": tagged,
    **dict.fromkeys(("\\hspace", "\\hskip", "\\mspace", "\\mskip", "\\kern", "\\mkern"), _distance),
    **dict.fromkeys(("\\pmod", "\\pod", "\\mod"), _modulo),
    **dict.fromkeys(_ROLES, _role),
    **dict.fromkeys(("\\bra", "\\ket", "\\braket", "\\Bra", "\\Ket", "\\Braket"), _state),
    "\\mathop": _math_operator,
    "\\substack": _substack,
    "\\textcircled": circled,
}
