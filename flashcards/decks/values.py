"""Plain values of YAML nodes, by the shapes that kinds and decks declare; what does not fit becomes a problem."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flashcards.cards import Problem
from flashcards.decks.likely import likely, likely_word
from flashcards.decks.misnamed import Unknown, inside
from flashcards.decks.yaml import reader as yamltext
from flashcards.decks.yaml.faults import CUT
from flashcards.kinds.fields import Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole
from flashcards.records import dataclass, field

MAX_FIELD_CHARACTERS = 20_000
MAX_FIELD_LINES = 400
ANY_TEXT = Text()
CARDS = ListOf(Group(()))
"""The shape of a deck's cards, which are read by their kinds."""

_NAMED = re.compile(r"`(\w+):?`")
"""What a remedy says to write: the field is not told to be missing as well."""

_SHAPE_WORDS = {
    Text: "a text",
    Flag: "true or false",
    Whole: "a whole number",
    ListOf: "a list, each element behind a dash",
    Group: "a mapping of `name: value` lines",
    Named: "a mapping of `name: value` lines",
    Either: "a text or a list",
}


@dataclass
class Reader:
    """Turns YAML nodes into plain values by a kind's declared shapes, and collects problems."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    fields_of: list[dict[str, Any]] = field(default_factory=list)
    """Of each card that was made: the checked values that its kind read."""
    broken: set[str] = field(default_factory=set)
    """The fields of the mapping read last that have a problem."""

    def problem(self, node: Any, name: str, message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.path, node.line, node.column, name, message, fix))

    def fields(self, node: yamltext.Mapping, known: Sequence[Field], unknown: Unknown | None = None) -> dict[str, Any]:
        """The values of a mapping's fields; `unknown` may have more to say of others than that they are."""
        names = {f.name: f for f in known}
        values: dict[str, Any] = {}
        broken: set[str] = set()
        meant: set[str] = set()
        for key, value in node:
            spec = names.get(key.value)
            if spec is None:
                message, fix = (unknown or inside(known, node.entries))(key.value)
                self.problem(key, key.value, message, fix)
                meant |= {*_NAMED.findall(fix)}
                continue
            if spec.shape is CARDS or (not spec.required and _is_empty(value)):
                continue
            told = len(self.problems)
            found = self.value(value, spec.shape, spec.name)
            if found in ("", []) and spec.required and not self._is_cut(value):
                self.problem(value, spec.name, "empty", f"write something after `{spec.name}:`")
            elif found not in (None, "", []):
                values[spec.name] = found
            if len(self.problems) > told:
                broken.add(spec.name)
        for spec in known:
            if spec.required and spec.name not in node and not node.faulty:
                if spec.name not in meant:
                    self.problem(node, spec.name, "missing", to_add(spec))
                broken.add(spec.name)
        self.broken = broken
        return values

    def value(self, node: yamltext.Node, shape: Shape, name: str, *, listed: bool = False) -> Any:  # noqa: C901, PLR0911
        """The plain value of a node, or None after a problem; `listed`: of an element of a list."""
        match shape, node:
            case Text(), yamltext.Text():
                return self.text(node, name, shape)
            case Flag(), yamltext.Text(value=("true" | "false") as word):
                return word == "true"
            case Whole(low, high), yamltext.Text():
                if re.fullmatch(r"\d{1,9}", node.value) and low <= int(node.value) <= high:
                    return int(node.value)
                wrong = f"`{node.value}` is not a whole number from {low} to {high}"
                self.problem(node, name, wrong, likely(shape, node, name))
                return None
            case ListOf(inner), yamltext.Items(items):
                found = [self.item(item, inner, name) for item in items]
                return found if None not in found else None
            case Either(), yamltext.Items():
                return self.value(node, ListOf(Text()), name)
            case (ListOf(inner, single=True), yamltext.Text()):
                text = self.text(node, name)
                return [text] if text else []
            case Either(), yamltext.Text():
                return self.text(node, name)
            case Group(fields, short), yamltext.Mapping() if short and not any(f.name in node for f in fields):
                message = "a text with `: ` in it, unquoted, is read as a mapping"
                self.problem(node, name, message, "put it in quotes or under |")
                return None
            case Group(fields), yamltext.Mapping():
                before = len(self.problems)
                values = self.fields(node, fields)
                return values if len(self.problems) == before else None
            case Group(short=short), yamltext.Text() if short:
                return {short: self.text(node, name)}
            case Named(inner), yamltext.Mapping():
                named = {key.value: self.value(value, inner, f"{name}.{key.value}") for key, value in node}
                return named if None not in named.values() else None
        self.problem(node, name, f"this must be {_SHAPE_WORDS[type(shape)]}", likely(shape, node, name, listed=listed))
        return None

    def _is_cut(self, node: yamltext.Node) -> bool:
        """Whether what stood there was lost to a comment, as is said already."""
        return any(p.line == node.line and p.message == CUT[0] for p in self.problems)

    def item(self, node: yamltext.Node, shape: Shape, name: str) -> Any:
        """The plain value of an element of a list, which is never empty."""
        if _is_empty(node):
            self.problem(node, name, "an element is empty", "write something behind the dash, or take it away")
            return None
        return self.value(node, shape, name, listed=True)

    def text(self, node: yamltext.Text, name: str, shape: Text = ANY_TEXT) -> str | None:
        value = node.value.strip("\n").rstrip()
        if len(value) > MAX_FIELD_CHARACTERS or value.count("\n") >= MAX_FIELD_LINES:
            self.problem(
                node,
                name,
                f"longer than {MAX_FIELD_CHARACTERS:,} characters or {MAX_FIELD_LINES} lines",
                "split the card",
            )
            return None
        if shape.one_of and value not in shape.one_of:
            known = ", ".join(shape.one_of)
            self.problem(node, name, f"`{value}` is not one of {known}", likely_word(shape, value))
            return None
        if shape.like and value and not re.fullmatch(shape.like, value):
            self.problem(node, name, f"`{value[:40]}` is not {shape.such_as}", likely_word(shape, value))
            return None
        return value


def _is_empty(node: yamltext.Node) -> bool:
    return isinstance(node, yamltext.Text) and not node.value.strip()


def to_add(spec: Field) -> str:
    """What to do about a field that is missing."""
    words = spec.help.removesuffix(".").replace(" (Markdown)", "")
    return f"add `{spec.name}:` ({words[0].lower()}{words[1:]})"
