"""A card from what a person typed into a form: which fields are asked for, and how they stand in a deck's file."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from flashcards.cards import Card
from flashcards.decks import file as deckfile
from flashcards.decks.ids import free_name
from flashcards.decks.source import SourceError
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import COMMON, Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole
from flashcards.kinds.kind import CardKind
from flashcards.words import with_article

_HEAD = "title: T\ncards:\n"
_FIELD = re.compile(r"(?:- |  )(\w+):")
"""How a field of the card begins in its lines."""
ASKED_OF_ALL = ("why", "hint", "tags", "level", "source")
"""Fields of every kind that a form asks for; the others are for the editor."""


class RefusedError(SourceError):
    """What was typed makes no card; the message says what is wrong with which field."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field
        """The field of the form that is to be typed otherwise."""


def needs(kind: CardKind[Any], field: Field) -> bool:
    """Whether there is no card of the kind without the field."""
    return field.required or field.name == kind.marker


def asked(kind: CardKind[Any]) -> list[Field]:
    """The fields that a form of the kind asks for: those without which there is no card come first."""
    needed = [field for field in kind.fields if needs(kind, field)]
    others = [field for field in kind.fields if field not in needed]
    return [*needed, *others, *(field for field in COMMON if field.name in ASKED_OF_ALL)]


def is_plain(field: Field) -> bool:
    """Whether a field is typed as plain text, or as lines of it; others are typed as they stand in a deck."""
    match field.shape:
        case Text() | Flag() | Whole() | Either():
            return True
        case ListOf(inner):
            return isinstance(inner, Text)
    return False


def how(field: Field) -> str:
    """What to type, in a few words."""
    match field.shape:
        case Text(one_of=names) if names:
            return f"{', '.join(names[:-1])} or {names[-1]}"
        case Whole(low, high):
            return f"a whole number from {low} to {high:,}"
        case Flag():
            return "true or nothing"
        case ListOf(Text()):
            return "one a line"
    return "" if is_plain(field) else "as in a deck"


def blank(field: Field, *, needed: bool) -> str:
    """What a field holds before something is typed: nothing, or the form of what is wanted."""
    return "\n".join(_form(field.shape)) if needed and not is_plain(field) else ""


def _form(shape: Shape) -> Iterator[str]:
    match shape:
        case ListOf(Group(fields, short)) if not short:
            needed = [field for field in fields if field.required]
            dashed = fields[:1] if needed else fields[:2]  # of options, one of either sort
            yield from (f"- {field.name}: …" for field in dashed)
            yield from (f"  {field.name}: …" for field in needed or fields[2:])
        case ListOf(inner):
            first, *rest = _form(inner) if not isinstance(inner, Group) or not inner.short else ["…"]
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        case Group(fields):
            for field in (f for f in fields if f.required):
                if isinstance(field.shape, Named):
                    yield f"{field.name}:"
                    yield from (f"  {line}" for line in _form(field.shape))
                else:
                    yield f"{field.name}: …"
        case Named():
            yield "a: 1..9"
        case _:
            yield "…"


def written(kind: CardKind[Any], typed: Mapping[str, str]) -> str:
    """The card as lines of a deck's file, from what was typed by field; what is empty is left out."""
    lines = []
    for field in asked(kind):
        text = typed.get(field.name, "").strip("\n").rstrip()
        if text:
            lines += _field(field, text)
    return "".join(f"{'- ' if at == 0 else '  ' if line else ''}{line}\n" for at, line in enumerate(lines))


def _field(field: Field, text: str) -> list[str]:
    rows = text.split("\n")
    if not is_plain(field):
        return [f"{field.name}:", *(f"  {row}".rstrip() for row in rows)]
    if isinstance(field.shape, ListOf):
        return [f"{field.name}:", *(f"  - {scalar(row.strip())}" for row in rows if row.strip())]
    if isinstance(field.shape, Flag | Whole) or len(rows) == 1:
        return [f"{field.name}: {scalar(text)}"]
    indent = "2" if rows[0].startswith(" ") else ""
    return [f"{field.name}: |{indent}", *(f"  {row}".rstrip() for row in rows)]


def scalar(text: str) -> str:
    """One line of text as it can stand behind a name: bare where it is read as it is, else in quotes."""
    root, faults = yamltext.read(f"- x: {text}\n".encode())
    (item,) = root.items if isinstance(root, yamltext.Items) and len(root.items) == 1 else (None,)
    found = item.get("x") if isinstance(item, yamltext.Mapping) else None
    bare = not faults and isinstance(found, yamltext.Text) and found.plain and found.value == text
    return text if bare else "'" + text.replace("'", "''") + "'"


def with_id(kind: CardKind[Any], typed: Mapping[str, str], deck: str, taken: Collection[str]) -> str:
    """The lines of the card with an id that is not taken; raises RefusedError."""
    for field in asked(kind):
        if needs(kind, field) and not typed.get(field.name, "").strip():
            raise RefusedError(f"{field.name}: empty; {with_article(kind.name)} card needs it", field.name)
    source = written(kind, typed)
    lines = source.rstrip("\n").split("\n")
    text = _HEAD + "".join(f"  {line}".rstrip() + "\n" for line in lines)
    loaded = deckfile.load(text.encode(), Path(f"{deck}.yaml"), deck)
    for problem in loaded.problems:
        last = max(1, problem.line - _HEAD.count("\n"))
        begun, name = next((at, match[1]) for at in range(last, 0, -1) if (match := _FIELD.match(lines[at - 1])))
        is_long = "\n" in typed.get(name, "").strip("\n")
        where = f" in line {last - begun}" if last > begun and is_long else ""
        what = f"{problem.field or name}{where}: {problem.message}"
        raise RefusedError(f"{what}; {problem.fix}" if problem.fix else what, name)
    card: Card = loaded.cards[0]
    return f"- id: {free_name(card, taken)}\n  {source.removeprefix('- ')}"
