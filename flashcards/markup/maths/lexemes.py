"""The lexemes of a formula: what was copied from elsewhere reads like what is typed as TeX."""

from __future__ import annotations

import re
from typing import Final

from flashcards.markup.maths.symbols import ALIASES, INVISIBLE, SUBSCRIPTS, SUPERSCRIPTS
from flashcards.markup.maths.tree import TexError

_MARKS: Final = "\N{PRIME}*°"
RAISED: Final = {form: char for char, form in SUPERSCRIPTS.items() if form not in _MARKS}
LOWERED: Final = {form: char for char, form in SUBSCRIPTS.items()}
_EAST: Final = (
    "\u1100-\u11ff\u2e80-\u303d\u303f-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
)
_LEXEME: Final = re.compile(
    rf"""\\[A-Za-z]+ | \\. | \s+
    | (?<![\d.,^_])[1-9]\d{{0,2}}(?:,\d{{3}})+(?![\d,])  # 1,000 is one number, (0,1) is not
    | [{"".join(RAISED)}]+ | [{"".join(LOWERED)}]+
    | (?:(?![{re.escape("".join(ALIASES))}])[{_EAST}])+  # words of Chinese, Japanese or Korean
    | .[\u0300-\u036f\u20d0-\u20ef]*""",
    re.DOTALL | re.VERBOSE,
)
_UNSEEN: Final = dict.fromkeys(map(ord, INVISIBLE))


def lexemes_of(tex: str) -> list[str]:
    """Cut a formula into commands, spaces, numbers, raised and lowered runs, words of other scripts and characters."""
    found: list[str] = []
    for lexeme in _LEXEME.findall(tex.translate(_UNSEEN)):
        found += ["'"] * 2 if lexeme in "\u2033\u02ba" else [ALIASES.get(lexeme, lexeme)]
    return found


# Distances, which say little on a screen of characters

_LENGTH: Final = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]")
_DISTANCE: Final = re.compile(r"\s*(-?\d*\.?\d*)\s*(em|ex|mu|pt|mm|cm|in)\s?")
_EMS: Final = {"em": 1.0, "ex": 0.5, "mu": 1 / 18, "pt": 0.1, "mm": 0.28, "cm": 2.8, "in": 7.2}


def length_of(lexemes: list[str], at: int) -> int:
    r"""Count the lexemes of a distance in square brackets, as behind a line break: `\\[4pt]`."""
    has_one = lexemes[at : at + 1] == ["["] and _LENGTH.match("".join(lexemes[at : at + 12]))
    return lexemes.index("]", at) + 1 - at if has_one else 0


def distance_at(lexemes: list[str], at: int) -> tuple[float, int] | None:
    """Read a distance without braces: its ems, and the lexemes it takes."""
    found = _DISTANCE.match("".join(lexemes[at : at + 12]))
    if found is None:
        return None
    end, characters = at, 0
    while characters < len(found[0].rstrip()):
        characters += len(lexemes[end])
        end += 1
    return ems(found[0]) or 0.0, end - at


def ems(text: str) -> float | None:
    """Give a distance in ems; None if it is none."""
    found = _DISTANCE.fullmatch(text.strip())
    return float(found[1] or 1) * _EMS[found[2]] if found and found[1] not in {"-", "."} else None


class Lexemes:
    """A place in the lexemes of one formula."""

    def __init__(self, tex: str) -> None:
        self._lexemes = lexemes_of(tex)
        self._at = 0

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

    def digits(self) -> str:
        """Take the digits that come next."""
        found = ""
        while self.peek().isdecimal():
            found += self.take()
        return found
