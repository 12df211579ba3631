"""The tree of a YAML file: texts, lists and mappings with their places, how it grows, and how it is mended."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from flashcards.decks.yaml.faults import (
    BRACED,
    CONFLICT,
    MAX_FAULTS,
    NAMES,
    QUOTE,
    SPACES,
    TOO_MANY,
    UNSEEN,
    Fault,
    refused,
    seen,
)
from flashcards.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 8
STOP_DEPTH = 40
"""Too deep a value is passed over down to here; further down libyaml slows with the square of the depth."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it was typed: `no`, `012` and `~` are texts."""

    value: str
    line: int
    column: int
    plain: bool
    block: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int
    flow: bool = False
    """It is written in brackets."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file."""

    entries: dict[str, tuple[Text, Node]]
    line: int
    column: int
    faulty: bool = False
    """A fault lies inside, so that something may be missing from it."""
    flow: bool = False

    def __contains__(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self.entries

    def __iter__(self) -> Iterator[tuple[Text, Node]]:
        """Each key with its value."""
        return iter(self.entries.values())

    def get(self, name: str) -> Node | None:
        """Give the value of a key."""
        entry = self.entries.get(name)
        return entry[1] if entry else None

    def key(self, name: str) -> Text | None:
        """Give the key itself, for its place."""
        entry = self.entries.get(name)
        return entry[0] if entry else None


Node: TypeAlias = Text | Items | Mapping


# --- growth ----------------------------------------------------------------------------------------------------------


class HaltError(Exception):
    """Nothing further of this stream can be read; its line is that of the fault."""

    def __init__(self, line: int) -> None:
        """Give the line of the fault."""
        super().__init__()
        self.line = line


@dataclass(slots=True)
class Open:
    """A list or mapping under construction."""

    line: int
    column: int
    faults_before: int
    items: list[Node]
    entries: dict[str, tuple[Text, Node]] | None
    """None in a list."""
    key: Text | None = None
    flow: bool = False
    """It is written in brackets."""
    lost: bool = False
    """It is not what its author meant and is left out."""
    ended: bool = False
    """Its first key came again: the rest is another element, whose dash is missing."""

    def node(self, faults: int) -> Items | Mapping:
        """Give the finished node."""
        if self.entries is None:
            return Items(tuple(self.items), self.line, self.column, self.flow)
        return Mapping(self.entries, self.line, self.column, faults != self.faults_before, self.flow)


LOST = Text("", 0, 0, plain=True, block=False)
"""Stands for a key that cannot be kept, so that its value is left out too."""
_ODD = re.compile(f"[{SPACES}]")


def short(value: str) -> str:
    """Give a text of the file in one short line."""
    return " ".join(value.split())[:40]


class Tree:
    """The tree built from the events of one file, and the faults met on the way."""

    def __init__(self, text: str) -> None:
        """Begin without a node; the suspect characters of the text are faults already."""
        text, suspect = seen(text)
        self.text, refusals = refused(text)
        self.faults = suspect + refusals
        self.replaced = bool(suspect)
        self.conflicts = [fault.line for fault in refusals if fault.fix == CONFLICT]
        self.odd = _ODD.search(self.text) is not None
        if len(refusals) >= MAX_FAULTS:
            self.faults.append(Fault(refusals[-1].line, 1, *TOO_MANY))
        self.over = len(self.faults) > MAX_FAULTS
        self.document = Open(1, 1, 0, [], None)
        self.stack = [self.document]

    @property
    def root(self) -> Node | None:
        """The tree, as far as it is sound."""
        return self.document.items[0] if self.document.items else None

    @property
    def last(self) -> Node | None:
        """The value that was finished last in the innermost open mapping."""
        entries = self.stack[-1].entries
        return next(reversed(entries.values()))[1] if entries else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        return self.text.splitlines(keepends=True)

    @cached_property
    def starts(self) -> list[int]:
        """Where in the text each line starts."""
        return list(accumulate(map(len, self.lines), initial=0))

    def fault(self, line: int, column: int, message: str, fix: str) -> None:
        """Note a fault; too many end the reading."""
        self.faults.append(Fault(line, column, message, fix))
        if len(self.faults) >= MAX_FAULTS:
            self.end(line, column, *TOO_MANY)

    def end(self, line: int, column: int, message: str, fix: str) -> None:
        """End the reading for good."""
        self.faults.append(Fault(line, column, message, fix))
        self.over = True
        raise HaltError(line)

    def put(self, node: Node | None) -> None:
        """Put a node, or the lack of one, into the innermost open list or mapping."""
        level = self.stack[-1]
        if level.entries is None:
            if node:
                level.items.append(node)
        elif level.key is None:
            level.key = self.sound_key(node, level.entries)
        else:
            if node and level.key is not LOST:
                level.entries[level.key.value] = (level.key, node)
            level.key = None

    def sound_key(self, node: Node | None, entries: dict[str, tuple[Text, Node]]) -> Text:
        """Give the key, or the stand-in of a key that cannot be kept."""
        level = self.stack[-1]
        if level.ended:
            return LOST
        if not isinstance(node, Text):
            if node and level.flow:
                level.lost = True
                self.fault(level.line, level.column, *BRACED)
            elif node:
                self.fault(node.line, node.column, "a list or mapping cannot be a key", QUOTE)
            return LOST
        if self.odd and node.plain and (odd := _ODD.search(node.value)):
            message = f"the character U+{ord(odd[0]):04X} ({NAMES[odd[0]]}) stands in a name"
            fix = "type a plain space in its place" if odd.start() == 0 and odd[0] not in UNSEEN else "delete it"
            self.fault(node.line, node.column + odd.start(), message, fix)
            if odd.start() == 0:
                raise HaltError(node.line)
            return LOST
        earlier = entries.get(node.value)
        if earlier:
            level.ended = self._begins_anew(node)
            message = f"the key `{short(node.value)}` was given already on line {earlier[0].line}"
            dash = f", or put the dash of the next element before it: `- {short(node.value)}:`" * level.ended
            self.fault(node.line, node.column, message, f"keep one of the two{dash}")
        elif node.plain and node.value == "<<":
            self.fault(node.line, node.column, "`<<` merges mappings, and a deck has no aliases", "write the keys out")
        elif not node.value:
            self.fault(node.line, node.column, "there is no key before the colon", f"name it, or {QUOTE}")
        else:
            return node
        return LOST

    def _begins_anew(self, key: Text) -> bool:
        """Whether a key that was given already begins what the element of a list began with."""
        *_, outer, level = (self.document, *self.stack)
        first = next(iter(level.entries or {}))
        return (
            outer is not self.document
            and outer.entries is None
            and not level.flow
            and key.value == first
            and len(level.entries or {}) > 1
        )

    def close(self, line: int = 0) -> None:
        """Finish the innermost open list or mapping, on whose last line or before it begins what comes next."""
        level = self.stack.pop()
        if any(level.line <= conflict < line for conflict in self.conflicts):
            level.faults_before = -1
        node = level.node(len(self.faults))
        self.put(node if len(self.stack) <= MAX_DEPTH and not level.lost else None)

    def line(self, number: int) -> str:
        """Give a line; before the first and behind the last there is nothing."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def indent(self, number: int) -> int:
        """Count the spaces before a line."""
        return len(self.line(number)) - len(self.line(number).lstrip())
