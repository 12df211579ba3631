"""Characters as they stand in a formula: letters in a typeface, and what is no letter, digit or sign of mathematics."""

from __future__ import annotations

import unicodedata
from typing import Final

from flashcards.markup.maths.symbols import ALPHABETS, Role
from flashcards.markup.maths.tree import Node, Symbol, TexError, Words
from flashcards.text import cell_width

_STYLED: Final = frozenset(char for alphabet in ALPHABETS.values() for char in alphabet.values())
_SPECIAL: Final = {
    "%": "a bare % starts a comment; write \\%",
    "$": "a bare $ stands in the formula; write \\$",
    "#": "a bare # stands in the formula; write \\#",
    "\\": "a backslash stands at the end",
}


def styled(text: str, role: Role, font: str) -> Symbol:
    """Set a character in a typeface, where it is one that has forms of its own."""
    if font in ALPHABETS and role is Role.ORD and (text.isalnum() or text in "∇∂"):
        if text not in ALPHABETS[font]:
            message = f"there is no {font} form of {text}"
            raise TexError(message)
        text = ALPHABETS[font][text]
    return Symbol(text, role)


def is_letter(lexeme: str) -> bool:
    """Tell whether a character is a letter or digit that looks like no other and takes one column."""
    if lexeme in _STYLED or (lexeme.isascii() and lexeme[0].isalnum()):
        return True
    is_plain = len(lexeme) == 1 and unicodedata.normalize("NFKC", lexeme) == lexeme
    return is_plain and unicodedata.category(lexeme) in {"Lu", "Ll"}


def other(lexeme: str) -> Node:
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
