"""Slips of typing that stand on the line for all to see, where YAML cannot be read on."""

from __future__ import annotations

import re

from flashcards.decks.yaml import faults
from flashcards.decks.yaml.faults import SPACES, UNSEEN, Fault
from flashcards.decks.yaml.halt import Halt, Place, fault

_BEFORE_VALUE = r"(?:\s|- )*(?:[^\s:#'\"\[{][^:#]*:)?"
_ODD = re.compile(rf"({_BEFORE_VALUE} *)([{SPACES}])")
_TYPOGRAPHIC = re.compile(rf"({_BEFORE_VALUE} +)([\u2018-\u201f\u00ab\u00bb])")
_WIDE_COLON = re.compile(r"\s*(?:- +)*[a-z_]+\uff1a")
_BLOCK_WITHOUT_COLON = re.compile(rf"\s*(?:- +)*([a-z_]+)(:|\uff1a| +|:[{SPACES}])([|>][-+0-9]*)\s*$")
_ODD_DASH = re.compile(r"\s*(-{2,}|[*\u2022\u00b7\u30fb\u2010-\u2015\u2212\u30fc\uff0d])\s+\S")
_TAB = re.compile(r"(?: *-)* *\t")
_TIGHT = re.compile(r"\s*(?:(-)|(?:- +)*[a-z_]+(:))(?=[^\s:/-])")
_TWO_DASHES = re.compile(r"\s*- +(?=- )")


def odd_space(halt: Halt) -> Fault | None:
    """A space that only looks like one, before a key or behind a colon."""
    for number in (halt.at.line - 1, *halt.lines):
        found = _ODD.match(halt.tree.line(number))
        if found:
            begins = not found[1].strip()
            where = "begins the line" if begins else "stands behind the colon or dash"
            fix = "delete it" if begins and found[2] in UNSEEN else "type a plain space in its place"
            return fault(Place(number, found.start(2)), faults.odd_space(found[2], where), fix)
    return None


def typographic_quote(halt: Halt) -> Fault | None:
    for number in halt.lines:
        found = _TYPOGRAPHIC.match(halt.tree.line(number))
        if found:
            message = f"`{found[2]}` is a typographic quote, which does not quote anything in YAML"
            return fault(Place(number, found.start(2)), message, "type straight quotes, or put the text under |")
    return None


def wide_colon(halt: Halt) -> Fault | None:
    """The colon of a keyboard for East Asian texts behind a name."""
    for number in (halt.above, *halt.lines):
        found = _WIDE_COLON.match(halt.tree.line(number)) if number else None
        if found:
            place = Place(number, found.end() - 1)
            return fault(
                place, f"`{found[0][-1]}` is a wide colon, which ends no name", "type a plain colon and a space"
            )
    return None


def block_without_colon(halt: Halt) -> Fault | None:
    """A `|` that no colon and space part from its name, so that the text below goes on up to the next key."""
    if halt.char != ":" or halt.begun:
        return None
    number, edge = halt.at.line - 1, halt.tree.indent(halt.at.line)
    while number and (not halt.tree.line(number).strip() or halt.tree.indent(number) > edge):
        number -= 1
    found = _BLOCK_WITHOUT_COLON.match(halt.tree.line(number))
    if not found:
        return None
    name, sign, bar = found.groups()
    place = Place(number, found.start(2))
    if sign == "\uff1a":
        return fault(place, "`\uff1a` is a wide colon, which ends no name", "type a plain colon and a space")
    if len(sign) > 1 and sign[0] == ":":
        place = Place(number, found.start(2) + 1)
        said = faults.odd_space(sign[1], "stands behind the colon or dash")
        return fault(place, said, "type a plain space in its place")
    message = f"there is no space behind `{name}:`" if sign == ":" else f"no colon stands behind `{name}`"
    return fault(place, message, f"write `{name}: {bar}`")


def odd_dash(halt: Halt) -> Fault | None:
    """What begins an element of a list elsewhere, and is no dash here."""
    passed = halt.passed_text
    above = [halt.above] if passed and passed.line == halt.above and not passed.block else []
    for number in (*above, *halt.lines):
        found = _ODD_DASH.match(halt.tree.line(number))
        if found:
            message = f"`{found[1]}` begins no element of a list"
            return fault(Place(number, found.start(1)), message, "type `-`, a plain dash, and a space")
    return None


def hash_in_brackets(halt: Halt) -> Fault | None:
    """A `#` within brackets: YAML drops the rest of the line, and with it the bracket that closes."""
    level = halt.tree.stack[-1]
    line = halt.tree.line(level.line)
    at = next((at for at in range(level.column, len(line)) if line[at] == "#" and line[at - 1] in "[{, "), None)
    if not level.flow or at is None or {*"'\""} & {*line[level.column : at]}:
        return None
    return fault(
        Place(level.line, at), "`#` begins a comment here, which takes the end of the list", "put it in quotes"
    )


def tab(halt: Halt) -> Fault | None:
    for number in halt.lines:
        found = _TAB.match(halt.tree.line(number))
        if found and (number != halt.at.line or found.end() <= halt.at.column + 1):
            if "-" in found[0]:
                return fault(
                    Place(number, found.end() - 1), "a tab stands behind the dash", "type a space in its place"
                )
            return fault(Place(number, found.end() - 1), "a tab is used for indentation", "indent with spaces")
    return None


def no_space(halt: Halt) -> Fault | None:
    """A dash or a name with its colon that touches what follows, so that it is part of a text."""
    if halt.char == ":" and not halt.begun:
        number = halt.above
    elif halt.begun and not halt.in_block and halt.begun != halt.at and halt.opener not in set("\"'[{|>&*!"):
        number = halt.begun.line
    else:
        number = halt.at.line
    found = _TIGHT.match(halt.tree.line(number))
    begun = [level.column - 1 for level in halt.tree.stack[1:] if level.entries is None or level.line == number]
    may_be_dash = number > 0 and halt.tree.indent(number) in begun
    if not found or (found[1] and number != halt.at.line and not may_be_dash):
        return None
    written = found[0].strip()
    return fault(Place(number, found.end()), f"there is no space behind `{written}`", f"write `{written} …`")


def double_dash(halt: Halt) -> Fault | None:
    """An element that begins with two dashes: what follows it is no field of it."""
    level = halt.tree.stack[-1]
    found = _TWO_DASHES.match(halt.tree.line(level.line))
    if level.entries is not None or not found or level.column != found.end() + 1:
        return None
    return fault(Place(level.line, found.end()), "two dashes begin this line", "take one of them away")
