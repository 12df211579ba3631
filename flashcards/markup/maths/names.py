"""Names and running text in formulas: operators, words, labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from flashcards.markup.maths.reader import Reader
from flashcards.markup.maths.symbols import ALPHABETS, DECLARATIONS, IGNORED, TEXT_COMMANDS, TEXT_ESCAPES, Role
from flashcards.markup.maths.tree import EMPTY, Node, Row, Space, Symbol, TexError, Words, items_of


def operator(reader: Reader, command: str) -> Node:
    """Read the name of an operator in braces."""
    is_starred = reader.skip("*")
    text = name(items_of(reader.argument(command, font="upright")))
    if not text:
        message = f"the name after {command} is not plain letters"
        raise TexError(message)
    return Symbol(text, Role.OP, limits=is_starred)


def name(items: Sequence[Node]) -> str:
    """Give the name that letters and signs side by side make; empty if there is anything else among them."""
    parts: list[str] = []
    for item in items:
        match item:
            case Symbol("\N{MINUS SIGN}"):
                parts.append("-")
            case Symbol("_" | "." | "/" | "'"):
                parts.append(item.text)
            case Symbol(text) | Words(text) if text.replace(" ", "").replace("_", "").replace("-", "").isalnum():
                parts.append(text)
            case Space():
                parts.append(" ")
            case _:
                return ""
    return " ".join("".join(parts).split())


def words(reader: Reader, command: str) -> Node:
    """Read running text in braces, and the formulas in it."""
    reader.expect("{", f"{command} has no braces")
    depth = 1
    parts: list[str] = []
    items: list[Node] = []

    def end() -> None:
        text = re.sub(r"\s+", " ", "".join(parts))
        parts.clear()
        if text:
            items.append(Words(text) if text.strip() else Space(1))

    while True:
        lexeme = reader.raw()
        depth += (lexeme == "{") - (lexeme == "}")
        if depth == 0:
            break
        if lexeme in {"$", "\\("}:
            end()
            items += items_of(reader.inside({"$": "$", "\\(": "\\)"}[lexeme], command))
        else:
            parts.append(_text_lexeme(lexeme, command))
    end()
    match items:
        case [Words(text)] if command == "\\textbf" and text in ALPHABETS["bold"]:
            return Symbol(ALPHABETS["bold"][text])
        case [only]:
            return only
    return Row(tuple(items))


def _text_lexeme(lexeme: str, command: str) -> str:
    if lexeme in {"{", "}"} or lexeme in TEXT_COMMANDS or lexeme in IGNORED or lexeme in DECLARATIONS:
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


def tagged(reader: Reader, command: str) -> Node:
    """Note the number of a formula, which stands behind all of it."""
    is_bare = reader.skip("*")
    label = words(reader, command)
    text = "".join(item.text for item in items_of(label) if isinstance(item, Words | Symbol))
    reader.tags.append(text if is_bare else f"({text})")
    return EMPTY


def circled(reader: Reader, command: str) -> Node:
    """Read a number or letter in a circle."""
    text = "".join(item.text for item in items_of(reader.argument(command)) if isinstance(item, Symbol | Words))
    circled = unicodedata.normalize("NFKC", text)
    found = next(
        (char for char in map(chr, range(0x2460, 0x24EA)) if unicodedata.normalize("NFKC", char) == circled), ""
    )
    return Symbol(found or f"({text})")
