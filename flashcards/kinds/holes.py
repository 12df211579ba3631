"""Anki's notation of holes: where they stand, what is in them, and what only looks like one."""

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from flashcards.markup.regions import outside, region_at, regions
from flashcards.records import dataclass, replace
from flashcards.text import number_in

Where: TypeAlias = Literal["prose", "code", "formula"]


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole, and in what it stands."""

    number: int
    text: str
    hint: str
    where: Where = "prose"
    numbered: bool = True
    """Its number is written."""

    @property
    def shown(self) -> str:
        """What was hidden, as Markdown that stands alone."""
        if self.where == "formula":
            return f"${self.text.strip()}$"
        if self.where == "prose":
            return self.text
        if "\n" in self.text:
            return f"```\n{self.text}\n```"
        return f"`` {self.text} ``" if "`" in self.text else f"`{self.text}`"


class ClozeError(ValueError):
    """A hole that cannot be read, and the remedy."""

    def __init__(
        self,
        message: str,
        fix: str = r"write {{c1::hole}} or {{c1::hole::hint}}; `\::` is a literal ::",
        at: int = 0,
        end: int = 0,
    ) -> None:
        super().__init__(message)
        self.fix = fix
        self.at = at
        """Where in the text it begins."""
        self.end = end
        """Where it ends; 0 where nobody can tell."""


# --- reading ---------------------------------------------------------------------------------------------------------

_MARK = re.compile(r"[$`~\\{}\uff5b]|\[\[(?= *[cC]\d+::)")
_NUMBERED = re.compile(r"(?<!\\)\{\{c(\d+)::")
_LITERAL = re.compile(r"\\(\{\{c\d+::)")
_LITERAL_HOLE = re.compile(r"\\\{\{[^{}\n]*\}\}")
_SQUARED = re.compile(r"\[\[ *[cC]\d+::")
_MISWRITTEN = re.compile(r"\{\{ *[cC\u0441\u0421] *(\d+) *(?:[:\uff1a]+|;;) *|(?<!\{)\{[cC](\d+)[:\uff1a]{2,}")
_BRACES = re.compile(r"[\[\]{}\uff5b\uff5d]")
_OPENED = re.compile(r"[\[{}\uff5b]+(?:[^\[\]{}\uff5b\uff5d\n]*[\]}\uff5d]+)?")
"""A hole as it is mistyped, with the braces that close it if no other begins before."""
_WIDE_BRACES, _WIDE_COLONS = "\uff5b" * 2, "\uff1a" * 2
"""What a keyboard for East Asian texts types for braces and colons."""
PLAIN = re.compile(r"(?<!\\)\{\{(?!c\d+::)[^{}\n]*\}\}")
_LANGUAGE = re.compile(
    r"\b(?:std|torch|at|c10|tf|tensorflow|cv|cuda|thrust|cub|boost|Eigen|crate|core|alloc|self|Self|super"
    r"|Vec|String|Box|Rc|Arc|Option|Result|HashMap)$|\[[^\]]*$|^\S*[\])>]$"
)
"""Stands before a `::` of C++, of Rust or of a slice in Python."""
_CALLED = re.compile(
    r"[\w:]*(?:\w_\w|[(<\[])\S*|-?\d*\].*|(?:big|small)?int\d?|varchar|jsonb?|uuid|timestamptz|float[48]|bytea|regclass"
)
"""Stands behind such a one, or is the type that PostgreSQL casts to."""
_NAME = re.compile(r"[^\W\d]\w*")
MOST = 99
"""The highest number of a hole."""
_MOST_TOLD = 20
"""So many faults of one text are told: it is read once more for each."""


def pieces_of(text: str) -> tuple[str | Hole, ...]:
    """The text cut into plain pieces and holes; raises ClozeError."""
    pieces: list[str | Hole] = []
    plain = unnumbered = 0
    for begun, end, where in _found(text):
        try:
            hole = _hole(text[begun + 2 : end - 2], where)
        except ClozeError as err:
            err.at, err.end = begun, end
            raise
        if not hole.number:
            unnumbered += 1
            if unnumbered > MOST:
                raise ClozeError(f"there are more than {MOST} holes", "make several cards", begun, len(text))
            hole = replace(hole, number=unnumbered, numbered=False)
        pieces += [_LITERAL.sub(r"\1", text[plain:begun]), hole]
        plain = end
    pieces.append(_LITERAL.sub(r"\1", text[plain:]))
    return tuple(piece for piece in pieces if piece != "")


def faults_of(text: str) -> Iterator[ClozeError]:
    """What is wrong with the holes of a text, one after another."""
    for _ in range(_MOST_TOLD):
        try:
            pieces_of(text)
        except ClozeError as err:
            yield err
            end = err.end or _OPENED.match(text, err.at).end()  # type: ignore[union-attr]
            text = text[: err.at] + _BRACES.sub(" ", text[err.at : end]) + text[end:]
        else:
            return


def _found(text: str) -> Iterator[tuple[int, int, Where]]:
    """Where each hole begins and ends with its braces, and in what it stands."""
    at = 0
    while mark := _MARK.search(text, at):
        at = mark.start()
        region = region_at(text, at)
        if region:
            where: Where = "formula" if region.formula else "code"
            inside, limit = region.inside, region.inside + len(region.inner)
            while opening := _NUMBERED.search(text, inside, limit):
                inside = _end(text, opening.end(), limit, where)
                yield opening.start(), inside, where
            at = region.end
        elif text.startswith("{{", at):
            _refuse_miswritten(text, at)
            end = _end(text, at + 2, len(text), "prose")
            yield at, end, "prose"
            at = end
        elif text[at] == "`":
            at += len(text[at:]) - len(text[at:].lstrip("`"))
        elif text[at] == "\\":
            literal = _LITERAL_HOLE.match(text, at)
            at = literal.end() if literal else at + 2
        else:
            _refuse_miswritten(text, at)
            at += 1


def _refuse_miswritten(text: str, at: int) -> None:
    """Name what looks like a mark of a hole and is none."""
    if text[at] == "}" and text.startswith("}}", at):
        raise ClozeError(f"`{_around(text, at)}` closes a hole that is not open", r"take it away, or write `\}\}`", at)
    if text.startswith(_WIDE_BRACES, at):
        raise ClozeError(
            f"`{text[at : at + 20]}` has wide braces, which begin no hole", "type plain ones: {{c1::…}}", at
        )
    if squared := _SQUARED.match(text, at):
        raise ClozeError(f"`{squared[0]}` begins no hole", "write {{c1::…}}, with braces", at)
    if text[at] != "{":
        return
    if text.startswith("{{{", at):
        raise ClozeError(
            f"`{text[at : at + 20]}` has three braces", r"write {{c1::hole}}; a brace of the text is `\{`", at
        )
    miswritten = _MISWRITTEN.match(text, at)
    if miswritten and not _NUMBERED.match(text, at):
        fix = f"write {{{{c{miswritten[1] or miswritten[2]}::…}}}}: a small c, two colons, two braces on each side"
        raise ClozeError(f"`{miswritten[0].rstrip()}` does not begin a hole", fix, at)


def _around(text: str, at: int) -> str:
    return text[max(text.rfind("\n", 0, at) + 1, at - 18) : at + 2].strip()


def _end(text: str, start: int, limit: int, where: Where) -> int:
    """The position behind the `}}` that closes a hole; braces inside balance, in code and formulas of prose too."""
    for skipping in (where == "prose", False):
        depth, at = 0, start
        while at < limit:
            region = region_at(text, at) if skipping else None
            if region:
                at = region.end
                continue
            if text.startswith("}}", at) and not depth:
                if skipping and _NUMBERED.search(text, start, at):
                    break
                return at + 2
            depth = max(0, depth + (text[at] == "{") - (text[at] == "}"))
            at += 1 + (text[at] == "\\" and where != "code")
    opened = text.rfind("{{", 0, start + 1)
    begun = text[opened:].splitlines()[0]
    if where == "formula" and "}}" in begun and "{" not in begun[begun.index("::") : begun.index("}}")]:
        fix = "put it around all of the formula, dollars and all, or inside the dollars"
        raise ClozeError(f"the hole that begins with `{begun[:24]}` goes beyond its formula", fix, at=opened)
    raise ClozeError(f"the hole that begins with `{begun[:24]}` is not closed", at=opened)


def _hole(inside: str, where: Where) -> Hole:
    numbered = _NUMBERED.match("{{" + inside)
    number = (number_in(numbered[1]) or 0) if numbered else 0
    rest = inside[numbered.end() - 2 :] if numbered else inside
    if _NUMBERED.search(rest) or (where == "prose" and "{{" in outside(rest)):
        raise ClozeError(
            f"a hole stands inside the hole `{('{{' + inside + '}}')[:24]}`",
            "let holes stand side by side: {{c1::a}} {{c2::b}}",
        )
    text, *hints = _parts(rest, where)
    if _WIDE_COLONS in text:
        raise ClozeError(f"`{_WIDE_COLONS}` in the hole `{inside[:20]}` begins no hint", "type plain colons: `::`")
    if not text.strip():
        raise ClozeError(f"the hole `{{{{{inside}}}}}` is empty")
    if (numbered and not 1 <= number <= MOST) or len(hints) > 1:
        raise ClozeError(f"`{{{{{inside}}}}}` is not a hole")
    hint = hints[0] if hints else ""
    if hint and _of_a_language(text, hint, where):
        fix = rf"write `{text}\::{hint}` for the name, or put a space behind `::` for a hint"
        raise ClozeError(f"in `{text}::{hint}` the `::` begins a hint", fix)
    return Hole(number, text, hint.strip(), where)


def _parts(rest: str, where: Where) -> list[str]:
    r"""A hole's text cut at `::`; `\::` is a literal, and so is what stands in code."""
    parts, at, begun = [], 0, 0
    codes = {code.start: code.end for code in regions(rest)} if where == "prose" else {}
    while at < len(rest):
        if rest.startswith(r"\::", at):
            at += 3
        elif rest.startswith("::", at):
            parts.append(rest[begun:at])
            at = begun = at + 2
        else:
            at = codes.get(at, at + 1)
    return [part.replace(r"\::", "::") for part in (*parts, rest[begun:])]


def _of_a_language(text: str, hint: str, where: Where) -> bool:
    if hint[:1].isspace():
        return False
    is_name = where == "code" and _NAME.fullmatch(hint) and (text[-1].isalnum() or text[-1] == "_")
    before = _LANGUAGE.search(text)
    return bool(is_name or (before and (before[0][-1].isalnum() or " " not in hint)) or _CALLED.fullmatch(hint))


def as_shown(hole: Hole) -> str:
    """A hole as it stands on the screen, on one line."""
    # Imported when an answer is judged: kinds are loaded at every start.
    from flashcards.markup.maths.drawing import inline

    text = f"${hole.text}$" if hole.where == "formula" else hole.text
    for region in reversed([*regions(text)]) if hole.where != "code" else ():
        shown = inline(region.inner) if region.formula else region.inner.strip("`")
        text = text[: region.start] + (shown or region.inner) + text[region.end :]
    return text.strip()
