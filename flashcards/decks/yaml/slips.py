"""Slips of typing that stand on the line for all to see, where YAML cannot be read on."""

from __future__ import annotations

import re

from flashcards.decks.yaml.faults import NAMES, SPACES, UNSEEN, Fault
from flashcards.decks.yaml.halt import Halt, Place, fault

_BEFORE_VALUE = r"(?:\s|- )*(?:[^\s:#'\"\[{][^:#]*:)?"
_ODD = re.compile(rf"({_BEFORE_VALUE} *)([{SPACES}])")
_TYPOGRAPHIC = re.compile(rf"({_BEFORE_VALUE} +)([\u2018-\u201f\u00ab\u00bb])")
_TAB = re.compile(r" *\t")
_TIGHT = re.compile(r"\s*(?:(-)|(?:- +)*[a-z_]+(:))(?=[^\s:/-])")
_TWO_DASHES = re.compile(r"\s*- +(?=- )")


def odd_space(halt: Halt) -> Fault | None:
    """A space that only looks like one, before a key or behind a colon."""
    for number in (halt.at.line - 1, *halt.lines):
        found = _ODD.match(halt.tree.line(number))
        if found:
            begins = not found[1].strip()
            where = "begins the line" if begins else "stands behind the colon or dash"
            message = f"the character U+{ord(found[2]):04X} ({NAMES[found[2]]}) {where}"
            fix = "delete it" if begins and found[2] in UNSEEN else "type a plain space in its place"
            return fault(Place(number, found.start(2)), message, fix)
    return None


def typographic_quote(halt: Halt) -> Fault | None:
    for number in halt.lines:
        found = _TYPOGRAPHIC.match(halt.tree.line(number))
        if found:
            message = f"`{found[2]}` is a typographic quote, which does not quote anything in YAML"
            return fault(Place(number, found.start(2)), message, "type straight quotes, or put the text under |")
    return None


def tab(halt: Halt) -> Fault | None:
    for number in halt.lines:
        found = _TAB.match(halt.tree.line(number))
        if found and (number != halt.at.line or found.end() <= halt.at.column + 1):
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
    if not found or (found[1] and number != halt.at.line):
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
