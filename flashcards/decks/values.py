"""Plain values of YAML nodes, by the shapes that kinds and decks declare; what does not fit becomes a problem."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Problem
from flashcards.decks.likely import likely, likely_word, words_of
from flashcards.decks.misnamed import Unknown, has_any, inside, unnamed
from flashcards.decks.yaml import reader as yamltext
from flashcards.decks.yaml.faults import CUT, NAMES, odd_space
from flashcards.decks.yaml.faults import STAND_IN as LOST
from flashcards.kinds.fields import Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole
from flashcards.records import dataclass, field, replace
from flashcards.words import nearest

MAX_FIELD_CHARACTERS = 20_000
MAX_FIELD_LINES = 400
ANY_TEXT = Text()
CARDS = ListOf(Group(()))
"""The shape of a deck's cards, which are read by their kinds."""

_NAMED = re.compile(r"`(\w+):?`")
"""What a remedy says to write: the field is not told to be missing as well."""
_MEANT = re.compile(r"(?:did you mean|write) `(\w+):?`\??")
"""A remedy that leaves no doubt which field was meant."""
STAND_IN = "..."
"""Stands for a text that is wrong, where others are looked at all the same; it is Python as well."""

_ELSEWHERE = ("it stands inside", "put it below")
_NAME = re.compile(r"[\w-]+")
_MUST_BE, _ALIKE = "this must be", ", and so the others"
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
    unsound: list[Card] = field(default_factory=list)
    """Cards with a problem that leaves whole what is asked."""
    worded: list[Card] = field(default_factory=list)
    """Others with a problem, of which nothing but the texts can be looked at."""
    lost: set[str] = field(default_factory=set)
    """The fields of the mapping read last that have no value because of a problem, and its names that are no fields."""
    stuck: set[str] = field(default_factory=set)
    """Those of them without which nothing can be said of the others."""
    elsewhere: Collection[str] = ()
    """The fields of cards of all kinds."""
    astray: Collection[str] = ()
    """Names of the card that are none of its fields: what is missing further inside may be among them."""

    def problem(self, node: Any, name: str, message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.path, node.line, node.column, name, message, fix))

    def fields(self, node: yamltext.Mapping, known: Sequence[Field], unknown: Unknown | None = None) -> dict[str, Any]:
        """The values of a mapping's fields; `unknown` may have more to say of others than that they are."""
        names = {f.name: f for f in known}
        values: dict[str, Any] = {}
        lost: set[str] = set()
        meant: set[str] = set()
        text: yamltext.Text | None = None
        for key, value in [*node]:
            spec = names.get(key.value)
            if node.faulty and (_is_empty(value) if spec else key.value in self.elsewhere):
                lost.add(key.value)  # what would say more may be lost
                continue
            if spec is None and text and self._is_of_text(key, text, names):
                lost |= {key.value, text.value}
                values.pop(text.value, None)
                continue
            text = key if isinstance(value, yamltext.Text) and value.block else None
            if spec is None:
                unknown = unknown or inside(known, node)
                spec, said = self._meant(node, key, names, unknown)
                meant |= said
            if spec is None:
                lost.add(key.value)
                continue
            if spec.shape is CARDS or (not spec.required and _is_left_out(value, spec.shape)):
                continue
            found = self.value(value, spec.shape, spec.name)
            if found not in (None, "", []):
                values[spec.name] = found
            elif found is None or spec.required:
                lost.add(spec.name)
                if found is not None and not self._is_cut(value):
                    self.problem(value, spec.name, "empty", f"write something after `{spec.name}:`")
        lost |= self._missing(node, known, meant)
        self.lost = lost
        self.stuck = {name for name in lost if name not in names or not names[name].apart}
        self.stuck |= lost - node.entries.keys() if node.faulty else set()
        stood_for = [names[name] for name in lost - self.stuck]
        values |= {
            spec.name: _stand_in(spec.shape) for spec in stood_for if spec.required or isinstance(spec.shape, Named)
        }
        return values

    def _missing(self, node: yamltext.Mapping, known: Sequence[Field], meant: Collection[str]) -> set[str]:
        """The fields that must be there and are not; those lost to a fault, or meant by another name, are told already."""
        missing = [spec for spec in known if spec.required and spec.name not in node]
        for spec in missing if not node.faulty else ():
            if spec.name not in meant and spec.name not in self.astray:
                self.problem(node, spec.name, "missing", to_add(spec))
        return {spec.name for spec in missing}

    def _meant(
        self, node: yamltext.Mapping, key: yamltext.Text, names: Mapping[str, Field], unknown: Unknown
    ) -> tuple[Field | None, set[str]]:
        """The field that an unknown name was meant to be, whose value it is from here on; and all that its remedy names."""
        message, fix = unknown(key.value)
        last = self.problems[-1] if self.problems else None
        if last and (last.message, last.fix.removesuffix(_ALIKE)) == (message, fix) and fix.startswith(_ELSEWHERE):
            self.problems[-1] = replace(last, fix=fix + _ALIKE)
        else:
            self.problem(key, key.value, message, fix)
        found = _MEANT.fullmatch(fix)
        spec, value = names.get(found[1]) if found and found[1] not in node else None, node.entries[key.value][1]
        if spec is None or (isinstance(spec.shape, Text) and not isinstance(value, yamltext.Text)):
            return None, {*_NAMED.findall(fix)}
        node.entries[spec.name] = key, value
        return spec, {spec.name}

    def _is_of_text(self, key: yamltext.Text, above: yamltext.Text, names: Iterable[str]) -> bool:
        """Say of what is no name that it is a line of the text under `|` whose name stands above; of several lines once."""
        if _NAME.fullmatch(key.value) or nearest(key.value, names):
            return False
        message = f"this line is read as a field, not as text of `{above.value}:`"
        last = self.problems[-1] if self.problems else None
        if last and (last.message, last.field) == ("empty", above.value):
            self.problems.pop()
        if last is None or last.message != message:
            self.problem(key, above.value, message, "indent it, and the lines below it, by 2 more spaces")
        return True

    def value(self, node: yamltext.Node, shape: Shape, name: str, *, listed: bool = False) -> Any:  # noqa: C901, PLR0911
        """The plain value of a node, or None after a problem; `listed`: of an element of a list."""
        match shape, node:
            case Text(), yamltext.Text():
                return self.text(node, name, shape)
            case Flag(), yamltext.Text(value=("true" | "false") as word, plain=True):
                return word == "true"
            case Whole(low, high), yamltext.Text() if not node.is_lost:
                if node.plain and re.fullmatch(r"\d{1,9}", node.value) and low <= int(node.value) <= high:
                    return int(node.value)
                wrong = f"`{words_of(node)}` is not a whole number from {low} to {high}"
                self.problem(node, name, wrong, likely(shape, node, name))
                return None
            case ListOf(inner), yamltext.Items(items):
                found = self._elements(items, inner, name)
                return found if None not in found else None
            case Either(), yamltext.Items():
                return self.value(node, ListOf(Text()), name)
            case (ListOf(inner, single=True), yamltext.Text()):
                text = self.text(node, name)
                return None if text is None else [text] * bool(text)
            case Either(), yamltext.Text():
                return self.text(node, name)
            case Group(fields, short), yamltext.Mapping() if short and not has_any(node, fields):
                self._no_text(node, name)
                return None
            case Group() as group, yamltext.Mapping():
                return self._group(node, group, listed=listed)
            case Group(short=short), yamltext.Text() if short:
                text = self.text(node, name)
                return None if text is None else {short: text}
            case Named(inner), yamltext.Mapping():
                return self._named(node, inner, name)
        self._misfit(node, shape, name, listed=listed)
        return None

    def _group(self, node: yamltext.Mapping, shape: Group, *, listed: bool) -> dict[str, Any] | None:
        """The values of a mapping's fields, if nothing is wrong without which the others say nothing."""
        if listed and len(node.entries) == 1 and not shape.short and (fix := unnamed(node, shape.fields)):
            key = next(iter(node))[0]
            self.problem(key, key.value, "unknown field", fix)
            return None
        begun = [name for name, *_ in shape.forms if name in node]
        empty = [name for name in begun if _is_empty(node.entries[name][1])]
        empty = empty if empty == begun else []  # beside another one it is left out
        for name in empty:
            self.problem(node.entries[name][1], name, "empty", f"write something after `{name}:`")
        values = self.fields(node, shape.fields)
        return None if self.stuck or empty else values

    def _no_text(self, node: yamltext.Mapping, name: str) -> None:
        """Say of a mapping that has none of its fields that a text was meant, or nothing at all."""
        if node.faulty:
            return  # the name that is lost may be the one
        if node.entries:
            message, fix = "a text with `: ` in it, unquoted, is read as a mapping", "put it in quotes or under |"
        else:
            message, fix = "an element is empty", "write something in it, or take it away"
        self.problem(node, name, message, fix)

    def _named(self, node: yamltext.Mapping, inner: Shape, name: str) -> dict[str, Any] | None:
        """The plain values of a mapping from names, of which a list is never empty."""
        found = {key.value: self.value(value, inner, f"{name}.{key.value}") for key, value in node}
        for key, value in node:
            if found[key.value] == []:
                self.problem(value, f"{name}.{key.value}", "empty", f"write something after `{key.value}:`")
        return found if None not in found.values() else None

    def _misfit(self, node: yamltext.Node, shape: Shape, name: str, *, listed: bool) -> None:
        """Say what a value must be, unless it is told that it is lost, or that its brackets were not meant so."""
        if isinstance(node, yamltext.Text) and node.is_lost:
            return
        if isinstance(node, yamltext.Mapping) and node.flow and node.faulty:
            return
        if isinstance(shape, Group | Named) and _is_empty(node):
            self.problem(node, name, "empty", f"indent what belongs below `{name}:`, by spaces before each line")
            return
        if isinstance(shape, ListOf) and _is_empty(node):
            self.problem(node, name, "empty", f"write its elements below `{name}:`, each behind a dash")
            return
        wanted = "a text" if isinstance(shape, Group) and shape.short else _SHAPE_WORDS[type(shape)]
        self.problem(node, name, f"{_MUST_BE} {wanted}", likely(shape, node, name, listed=listed))

    def _is_cut(self, node: yamltext.Node) -> bool:
        """Whether what stood there was lost to a comment, or to faults of its own, as is said already."""
        if isinstance(node, yamltext.Items) and not node.flow:  # dashes without anything behind them are empty texts
            return True
        return any(p.line == node.line and p.message == CUT[0] for p in self.problems)

    def _elements(self, items: Sequence[yamltext.Node], shape: Shape, name: str) -> list[Any]:
        """The plain values of a list; of several elements that are no such thing only the first is told."""
        found, first = [], None
        for item in self._joined(items, shape) if isinstance(shape, Group) else items:
            told = len(self.problems)
            found.append(self.item(item, shape, name))
            new = self.problems[told] if len(self.problems) > told else None
            if (
                new is None
                or not new.message.startswith(_MUST_BE)
                or (new.line, new.column) != (item.line, item.column)
            ):
                continue
            if first is None or self.problems[first].message != new.message:
                first = told
                continue
            del self.problems[told:]
            told_first = self.problems[first]
            if not told_first.fix.endswith(_ALIKE):
                self.problems[first] = replace(told_first, fix=told_first.fix + _ALIKE)
        return found

    def _joined(self, items: Sequence[yamltext.Node], shape: Group) -> list[yamltext.Node]:
        """The elements of a list, those that only go on with the one above as a part of it."""
        found: list[yamltext.Node] = []
        begin = {form[0] for form in shape.forms} or {shape.fields[0].name}
        others = {f.name for f in shape.fields} - begin
        for item in items:
            above = found[-1] if found else None
            if isinstance(above, yamltext.Text) and shape.short:
                begun = replace(above, value=shape.short)
                above = yamltext.Mapping({shape.short: (begun, above)}, above.line, above.column)
            if (
                isinstance(item, yamltext.Mapping)
                and item.entries
                and isinstance(above, yamltext.Mapping)
                and not item.faulty
                and item.entries.keys() <= others - above.entries.keys()
                and begin & above.entries.keys()
            ):
                key = next(iter(item))[0]
                fix = f"take the dash away: it belongs to `{next(iter(above))[0].value}:` above"
                self.problem(key, key.value, "this stands behind a dash of its own", fix)
                found[-1] = replace(above, entries={**above.entries, **item.entries})
            else:
                found.append(item)
        return found

    def item(self, node: yamltext.Node, shape: Shape, name: str) -> Any:
        """The plain value of an element of a list, which is never empty."""
        if _is_empty(node):
            if not self._is_cut(node):
                self.problem(node, name, "an element is empty", "write something behind the dash, or take it away")
            return None
        return self.value(node, shape, name, listed=True)

    def text(self, node: yamltext.Text, name: str, shape: Text = ANY_TEXT) -> str | None:
        if node.value == LOST:
            return None
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
            self.no_word(
                node, name, f"`{words_of(node)}` is not one of {', '.join(shape.one_of)}", likely_word(shape, value)
            )
            return None
        if shape.like and value and not re.fullmatch(shape.like, value):
            self.no_word(node, name, f"`{words_of(node)}` is not {shape.such_as}", likely_word(shape, value))
            return None
        return value

    def no_word(self, node: yamltext.Text, name: str, message: str, fix: str) -> None:
        """Say what is wrong with a word that a field cannot have; what is invisible in it is all there is to say."""
        if odd := next((char for char in node.value if char in NAMES), ""):
            message, fix = odd_space(odd, f"stands in `{node.value.strip()[:40]}`"), "delete it"
        self.problem(node, name, message, fix)


def _is_left_out(node: yamltext.Node, shape: Shape) -> bool:
    """Whether nothing stands behind the name of a field: no text where there may be one, and else nothing at all."""
    if not isinstance(node, yamltext.Text) or node.value.strip():
        return False
    if isinstance(shape, Text):
        return not node.value or not (shape.one_of or shape.like)
    return isinstance(shape, Either) or (isinstance(shape, ListOf) and shape.single) or (node.plain and not node.value)


def _is_empty(node: yamltext.Node) -> bool:
    return isinstance(node, yamltext.Text) and not node.value.strip()


def _stand_in(shape: Shape) -> Any:
    """What is looked at in the place of a value that is wrong; nothing of it is shown."""
    if isinstance(shape, Named):
        return {STAND_IN: STAND_IN}
    if isinstance(shape, ListOf):
        return [STAND_IN] if isinstance(shape.shape, Text) else []
    return STAND_IN


def to_add(spec: Field) -> str:
    """What to do about a field that is missing."""
    words = spec.help.removesuffix(".").replace(" (Markdown)", "")
    return f"add `{spec.name}:` ({words[0].lower()}{words[1:]})"
