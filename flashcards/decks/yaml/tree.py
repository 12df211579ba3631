"""The tree of a YAML file: texts, lists and mappings with their places, how it grows, and how it is mended."""

from __future__ import annotations

import re
import string
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from flashcards.decks.yaml.faults import (
    BRACED,
    CONFLICT,
    MAX_FAULTS,
    QUOTE,
    SPACES,
    STAND_IN,
    TOO_MANY,
    UNSEEN,
    Fault,
    odd_space,
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
_TIGHT = re.compile(r"([a-z_]+)(:|\uff1a| +)([\"'\[{])")
"""A name that is not parted from a value in quotes or brackets, in which a colon ends the whole as a name."""
_TIGHT_LINE = re.compile(rf"^[ -]*{_TIGHT.pattern}", re.MULTILINE)
_BEHIND_DASH = re.compile(f"-[{SPACES}]")
_INDENT = f"{string.whitespace}{SPACES}{STAND_IN}"
"""What stands before a line, be it meant as spaces."""


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
        self.odd = (_ODD.search(self.text) or _TIGHT_LINE.search(self.text)) is not None
        """Some key may be refused."""
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
        if self.odd and node.plain and self._is_refused(node):
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

    def _is_refused(self, key: Text) -> bool:
        """Whether a key is told to be none: its value touches it, or something in it only looks like a space."""
        if tight := _TIGHT.match(key.value):
            name, sign, rest = tight.groups()
            self.fault(key.line, key.column + tight.start(2), *self._unended(name, sign, rest))
            raise HaltError(key.line)
        odd = _ODD.search(key.value)
        if odd is None:
            return False
        begins = odd.start() == 0
        before = self.line(key.line)[: key.column - 1 + odd.start()].strip()
        is_behind = bool(_BEHIND_DASH.match(key.value) or (begins and before) or before.endswith(":"))
        where = "stands behind the colon or dash" if is_behind else "stands in a name"
        fix = "type a plain space in its place" if is_behind or (begins and odd[0] not in UNSEEN) else "delete it"
        self.fault(key.line, key.column + odd.start(), odd_space(odd[0], where), fix)
        if begins or is_behind:
            raise HaltError(key.line)
        return True

    @staticmethod
    def _unended(name: str, sign: str, rest: str) -> tuple[str, str]:
        """Say of a name that what follows is not parted from it."""
        if sign == ":":
            return f"there is no space behind `{name}:`", f"write `{name}: {rest}…`"
        if sign == "\uff1a":
            return f"`{sign}` is a wide colon, which ends no name", "type a plain colon and a space"
        return f"no colon stands behind `{name}`", f"write `{name}: {rest}…`"

    def _begins_anew(self, key: Text) -> bool:
        """Whether a key that was given already begins what the element of a list began with."""
        *_, outer, level = (self.document, *self.stack)
        names = [*(level.entries or {})]
        return (
            outer is not self.document
            and outer.entries is None
            and not level.flow
            and key.value in names[: 1 + (names[0] == "id")]
            and names[-1] != key.value
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

    def begins_oddly(self, number: int) -> bool:
        """Whether something that only looks like a space stands before a line."""
        return self.line(number)[: self.indent(number)].strip(" \t") != ""

    def indent(self, number: int) -> int:
        """Count the spaces before a line, with those that only look like some."""
        return len(self.line(number)) - len(self.line(number).lstrip(_INDENT))
