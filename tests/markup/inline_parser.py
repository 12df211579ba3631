"""Reads the one-line form of a formula back, to prove that it says what the TeX says.

Both the tree of the product and the text of the product become the same plain terms: a `str` for a letter, number or
sign, a tuple for anything built from others. What no reader could tell apart is one term: a name and its letters,
brackets that change nothing, spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, zip_longest
from typing import Final, TypeAlias

from flashcards.markup.maths.symbols import ACCENTS, CHARACTERS, SUBSCRIPTS, SUPERSCRIPTS, Role
from flashcards.markup.maths.tree import (
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
)

Term: TypeAlias = "str | tuple[Term, ...]"

_OPENING: Final = "([{⌊⌈⟨"
_CLOSING: Final = ")]}⌋⌉⟩"
_OPERATORS: Final = frozenset(char for char, role in CHARACTERS.values() if role in {Role.BIN, Role.REL}) | set("≠∉,;")
_RAISED: Final = {form: char for char, form in SUPERSCRIPTS.items()}
_LOWERED: Final = {form: char for char, form in SUBSCRIPTS.items()}
_MARKS: Final = {mark: name for name, mark in ACCENTS.items()}
_CALLS: Final = (*ACCENTS, "binom", "underbrace", "overbrace", "overset", "underset", "root")
_CALL: Final = re.compile(rf"({'|'.join(_CALLS)})\(")
_NUMBER: Final = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d*\.\d+|\d+")
_SPACE: Final = ("space",)


# Terms


def row(items: Iterable[Term]) -> Term:
    """Terms side by side; rows of equations or cells where semicolons part them."""
    found = [part for item in items for part in (item[1:] if item[:1] == ("row",) else (item,))]
    if ";" in found:
        return ("rows", "", "", *_rows(found))
    for at, bar in enumerate(found[1:]):
        if bar == "|" or bar[:2] == ("scripts", "|"):
            inner = _bare(found[at])
            if inner != found[at]:
                return row([*found[:at], inner, *found[at + 1 :]])
    return _plain_row(found)


def _plain_row(found: Sequence[Term]) -> Term:
    return found[0] if len(found) == 1 else ("row", *found)


def _rows(items: Sequence[Term]) -> list[Term]:
    rows: list[list[Term]] = [[]]
    for item in items:
        if item == ";":
            rows.append([])
        else:
            rows[-1].append(item)
    return [row(part) for part in rows]


def _is_loose(term: Term) -> bool:
    return term[:1] in {("row",), ("fraction",), ("scripts",), ("root",)}


def _bare(term: Term) -> Term:
    """A term without round brackets that enclose all of it."""
    while term[:2] == ("fence", "(") and term[3] == ")":
        term = term[2]
    return term


def _base(term: Term) -> Term:
    inner = _bare(term)
    return inner if _is_loose(inner) else term


def _argument(term: Term) -> Term:
    return _bare(term) if "," in str(term).replace("', '", "") else term


def fence(left: str, body: Term, right: str) -> Term:
    """A term in brackets; around one fraction they say nothing."""
    if (left, right) == ("(", ")") and body[:1] == ("fraction",):
        return body
    if left in "|‖":
        return ("fence", left, _bare(body), right)
    if body[:3] == ("rows", "", ""):
        return ("rows", left, right, *body[3:])
    return ("fence", left, body, right)


def scripts(base: Term, sub: Term, sup: Term) -> Term:
    """A term with scripts; brackets around its base say nothing."""
    if base[:1] == ("scripts",) and not (base[2] and sub) and not (base[3] and sup):
        return ("scripts", base[1], base[2] or sub, base[3] or sup)
    return ("scripts", _base(base), sub, sup)


def quotients(items: Sequence[Term]) -> list[Term]:
    """Make fractions of the slashes; a slash divides what stands around it up to a space or an operator."""
    done: list[Term] = []
    run: list[Term] = []
    for item in [*items, _SPACE]:
        if item == _SPACE and run[-1:] == ["/"]:
            continue
        if item == _SPACE or item in _OPERATORS:
            done += _quotient(run)
            done += [] if item == _SPACE else [item]
            run = []
        else:
            run.append(item)
    return done


def _quotient(run: Sequence[Term]) -> list[Term]:
    parts: list[list[Term]] = [[]]
    for item in run:
        if item == "/":
            parts.append([])
        else:
            parts[-1].append(item)
    if len(parts) == 1:
        return parts[0]
    left = row(parts[0])
    for part in parts[1:]:
        left = ("fraction", _bare(left), _bare(row(part)))
    return [left]


# From the tree


def term(node: Node) -> Term:
    """The term that a tree of the product means."""
    return row(_terms(node))


def _terms(node: Node) -> list[Term]:  # noqa: C901
    match node:
        case Symbol(text):
            return [text] if not text.replace(" ", "").isalpha() else list(text.replace(" ", ""))
        case Words(text):
            return [part for part in _Line(text.strip()).sequence() if part != _SPACE]
        case Space():
            return []
        case Row(items):
            return quotients([part for item, after in zip_longest(items, items[1:]) for part in _spaced(item, after)])
        case Fraction(above, below):
            return [("fraction", _bare(term(above)), _bare(term(below)))]
        case Binomial(above, below):
            return [("binom", _argument(term(above)), _argument(term(below)))]
        case Root(body, degree):
            return [("root", _bare(term(body)), _optional(degree))]
        case Scripts(Symbol() | Words() | Fence("") as base, sub, sup):
            *before, last = _terms(base)
            return [*before, scripts(last, _optional(sub), _optional(sup))]
        case Scripts(base, sub, sup):
            return [scripts(term(base), _optional(sub), _optional(sup))]
        case Accent(name, body):
            return [(name, _argument(term(body)))]
        case Brace(name, body, label):
            return [(name, _argument(term(body)), *([] if label is None else [_argument(term(label))]))]
        case Stack(name, note, base):
            return [(name, _argument(term(note)), _argument(term(base)))]
        case Fence("", body, right):
            inner = _bare(term(body))
            return [*(inner[1:] if inner[:1] == ("row",) else [inner]), right]
        case Fence(left, body, right):
            return [fence(left, term(body), right)]
        case Grid():
            return [_grid(node)]


def _optional(node: Node | None) -> Term:
    return "" if node is None else term(node)


def _spaced(node: Node, after: Node | None) -> list[Term]:
    """The terms of a part of a row, with the spaces that end a quotient."""
    match node:
        case Symbol(role=Role.OP) | Scripts(base=Symbol(role=Role.OP)) if isinstance(after, Fence):
            return [_SPACE, *_terms(node)]
        case Space() | Words() | Fraction() | Symbol(role=Role.OP) | Scripts(base=Symbol(role=Role.OP)):
            return [_SPACE, *_terms(node), _SPACE]
    return _terms(node)


def _grid(node: Grid) -> Term:
    if node.kind == "matrix" and len(node.rows) == 1:
        cells = [part for cell in node.rows[0] for part in (",", term(cell))]
        return fence(node.left or "[", row(cells[1:]), node.right or "]")
    if node.kind == "matrix":
        rows = [_row_of_cells(_bare(term(cell)) for cell in cells) for cells in node.rows]
        return ("rows", node.left or "[", node.right or "]", *rows)
    flat = [row([part for cell in cells for part in _terms(cell)]) for cells in node.rows]
    if node.kind == "cases":
        return fence("{", ("rows", "", "", *map(_without_commas, flat)), "}")
    return ("rows", "", "", *flat) if len(flat) > 1 else flat[0]


def _row_of_cells(cells: Iterable[Term]) -> Term:
    found = tuple(cells)
    return found[0] if len(found) == 1 else ("cells", *found)


def _without_commas(term: Term) -> Term:
    return row(part for part in (term[1:] if term[:1] == ("row",) else (term,)) if part != ",")


# From the line


def read(text: str) -> Term:
    """The term that a one-line form means."""
    line = _Line(unicodedata.normalize("NFC", text))
    found = row(quotients(line.sequence()))
    if line.at < len(line.text):
        message = f"cannot read {line.text[line.at :]!r}"
        raise ValueError(message)
    return found


class _Line:
    """A place in a one-line form."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.opened_at = 0
        self.depth = 0

    def next(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def sequence(self, bar: str = "") -> list[Term]:
        """Terms up to a closing bracket, the closing bar, or the end."""
        items: list[Term] = []
        start = self.at
        while (char := self.next()) and not (char in _CLOSING and self.depth):
            if char == " ":
                self.at += 1
                items.append(_SPACE)
            elif char == bar and self.at > start and self.text[self.at - 1] != " " and not self.wants_operand():
                break
            else:
                items += self.scripted()
        return items

    def inside(self) -> list[Term]:
        """Terms up to the bracket that closes."""
        self.depth += 1
        items = self.sequence()
        self.depth -= 1
        return items

    def wants_operand(self) -> bool:
        before = self.text[self.at - 1 : self.at] if self.at else ""
        if before == "·" and self.at >= 2 and self.text[self.at - 2] == self.next():  # the dot of ‖·‖
            return False
        return (
            before in {"", " ", "/"}
            or before in _OPENING
            or before in _OPERATORS
            or before in "√∛∜"
            or self.opened_at == self.at
        )

    def scripted(self) -> list[Term]:
        base = self.unit()
        sub: Term = ""
        sup: Term = ""
        while char := self.next():
            if char in _RAISED and not sup and self.next_after(_RAISED) != "√":
                sup = self.small(_RAISED)
            elif char in _LOWERED and not sub:
                sub = self.small(_LOWERED)
            elif char == "^" and not sup:
                sup = self.script(r"\w[\u0300-\u036f\u20d7]*|.")
            elif char == "_" and not sub:
                sub = self.script(r"[A-Za-z]+(?![\u0300-\u036f\u20d7])|\w[\u0300-\u036f\u20d7]*|.")
            else:
                break
        return [scripts(base, sub, sup) if sub or sup else base]

    def next_after(self, forms: dict[str, str]) -> str:
        at = self.at
        while self.text[at : at + 1] in forms and at < len(self.text):
            at += 1
        return self.text[at : at + 1]

    def small(self, forms: dict[str, str]) -> Term:
        found = ""
        while self.next() and self.next() in forms:
            found += forms[self.next()]
            self.at += 1
        primes = found[: len(found) - len(found.lstrip("′"))]
        return row([*primes, *_Line(found[len(primes) :]).sequence()])

    def script(self, plain: str) -> Term:
        self.at += 1
        if self.next() == "(":
            return self.group()
        if self.next() in _OPENING:
            return self.unit()
        found = re.compile(plain).match(self.text, self.at)
        assert found
        self.at = found.end()
        return row(quotients(_Line(found[0]).sequence()))

    def group(self) -> Term:
        """The contents of the round brackets that stand here."""
        self.at += 1
        body = row(quotients(self.inside()))
        assert self.next() == ")"
        self.at += 1
        return body

    def unit(self) -> Term:
        char = self.next()
        starts_word = not self.at or not self.text[self.at - 1].isalpha()
        if starts_word and (call := _CALL.match(self.text, self.at)):
            self.at = call.end()
            return self.call(call[1])
        if found := _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return found[0]
        if char in _RAISED and self.next_after(_RAISED) == "√":
            degree = self.small(_RAISED)
            return self.root(degree)
        if (char in _RAISED and char not in "′°*") or char in _LOWERED:
            return ("row",)
        if char in "√∛∜":
            return self.root({"√": "", "∛": "3", "∜": "4"}[char])
        if char in _OPENING:
            return self.trying(lambda: self.fence(char))
        if char in "|‖" and self.wants_operand() and self.next(1) not in {" ", ""}:
            return self.trying(lambda: self.barred(char))
        return self.letter()

    def trying(self, reading: Callable[[], Term]) -> Term:
        """A bracket and its contents, or the bracket as a sign if it is never closed."""
        start = self.at
        try:
            return reading()
        except ValueError:
            self.at = start + 1
            return self.text[start]

    def fence(self, left: str) -> Term:
        self.at += 1
        items = self.inside()
        right = self.next()
        if not right:
            raise ValueError
        self.at += 1
        if ";" in items and left == "{":
            return fence(left, ("rows", "", "", *map(_without_commas, _rows(quotients(items)))), right)
        if ";" in items:
            return ("rows", left, right, *_cells(items))
        return fence(left, row(quotients(items)), right)

    def barred(self, bar: str) -> Term:
        self.at += 1
        self.opened_at = self.at
        items = self.sequence(bar)
        if self.next() != bar:
            raise ValueError
        self.at += 1
        return ("rows", bar, bar, *_cells(items)) if ";" in items else fence(bar, row(quotients(items)), bar)

    def root(self, degree: Term) -> Term:
        self.at += 1
        if self.next() == "(":
            return ("root", _bare(self.group()), degree)
        body = self.unit()
        if self.next() and self.next() in _LOWERED:
            body = scripts(body, self.small(_LOWERED), "")
        return ("root", body, degree)

    def call(self, name: str) -> Term:
        items = quotients(self.inside())
        assert self.next() == ")"
        self.at += 1
        arguments: list[list[Term]] = [[]]
        for item in items:
            if item == ",":
                arguments.append([])
            else:
                arguments[-1].append(item)
        found = [_argument(row(part)) for part in arguments]
        return ("root", _bare(found[1]), found[0]) if name == "root" else (name, *found)

    def letter(self) -> Term:
        char = self.next()
        base, *marks = list(unicodedata.normalize("NFD", char) if char.isalpha() else char)
        self.at += 1
        while self.next() and self.next() in _MARKS:
            marks.append(self.next())
            self.at += 1
        found: Term = base
        for mark in marks:
            found = (_MARKS[mark], found)
        return found


def _cells(items: Sequence[Term]) -> list[Term]:
    """The rows between semicolons: cells between spaces, unless operators show that it is one cell."""
    rows: list[Term] = []
    for line in _split(items, ";"):
        if any(item in _OPERATORS and after == _SPACE for item, after in pairwise(line)):
            rows.append(row(quotients(line)))
        else:
            cells = [part for part in _split(line, _SPACE) if part]
            rows.append(_row_of_cells(_bare(row(quotients(part))) for part in cells))
    return rows


def _split(items: Sequence[Term], at: Term) -> list[list[Term]]:
    parts: list[list[Term]] = [[]]
    for item in items:
        if item == at:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts
