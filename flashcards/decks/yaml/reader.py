"""Strict YAML: bytes to a tree of texts with their places, and every fault on the way; the only home of `yaml`."""

from __future__ import annotations

import gc
import re
import sys
from itertools import islice
from typing import Any, NoReturn

import yaml

from flashcards.decks.yaml import MAX_BYTES
from flashcards.decks.yaml.faults import (
    BRACED,
    CUT,
    DIRECTIVE,
    MAX_FAULTS,
    MERGED,
    NO_ALIAS,
    NOTHING,
    QUOTE,
    SECOND,
    SPACES,
    STAND_IN,
    Fault,
    after,
    decoded,
    escape_faults,
    odd_space,
)
from flashcards.decks.yaml.halt import Place
from flashcards.decks.yaml.mending import Rest, blanked, recovered
from flashcards.decks.yaml.quotes import NO_ESCAPE, late_end, runs_over
from flashcards.decks.yaml.syntax import TOO_DEEP, syntax_fault
from flashcards.decks.yaml.tree import (
    LOST,
    MAX_DEPTH,
    STOP_DEPTH,
    HaltError,
    Items,
    Mapping,
    Node,
    Open,
    Text,
    Tree,
    short,
)
from flashcards.records import dataclass

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_EVENTS",
    "MAX_FAULTS",
    "MAX_TEXT",
    "Fault",
    "Items",
    "Mapping",
    "Node",
    "Text",
    "is_sound",
    "read",
]

MAX_READINGS = 6
"""A file that cannot be read on is read again without what broke it: so many times, and no more."""
MAX_EVENTS = 400_000
MAX_TEXT = 100_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(data: bytes, *, lost: bool = False) -> tuple[Node | None, list[Fault]]:
    """Read a file as far as it is sound; an empty one gives None and no fault.

    `lost`: what a fault has taken away stands there as a text that is lost; else there is neither it nor its name.
    """
    text, fault = decoded(data)
    if fault:
        return None, [fault]
    tree = Tree(text)
    faults: list[Fault] = []
    collecting = gc.isenabled()
    # A tree of ten thousand small objects without cycles: collecting in between costs a fifth and frees nothing.
    gc.disable()
    try:
        for _ in range(MAX_READINGS):
            _Walk(tree, lost=lost).run()
            faults += tree.faults
            again = None if tree.over else blanked(tree)
            if again is None:
                break
            tree = again
    finally:
        if collecting:
            gc.enable()
    told: dict[tuple[int, int, str], Fault] = {}
    for fault in faults:  # a later reading may tell the same with another remedy
        told.setdefault((fault.line, fault.column, fault.message), fault)
    return tree.root, sorted(told.values(), key=lambda fault: (fault.line, fault.column))


def is_sound(data: bytes) -> bool:
    """Whether a file is YAML, be it of a kind that no deck has: with anchors, tags, comments anywhere, several documents."""
    text, fault = decoded(data)
    if fault or _DIRECTIVE.search(text):  # libyaml can be kept busy with directives
        return False
    depth = 0
    try:
        for event in islice(iter(_LOADER(text).get_event, None), MAX_EVENTS):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > STOP_DEPTH:
                return False
    except (yaml.YAMLError, ValueError, OverflowError):
        return False
    return True


@dataclass(slots=True)
class _Tail:
    """A stream that hands out its text in pieces: a copy for each syntax error would cost the square of the file."""

    head: str
    text: str
    at: int

    def read(self, size: int) -> str:
        """Give the next piece."""
        piece, self.head = self.head, ""
        if not piece:
            piece = self.text[self.at : self.at + size]
            self.at += size
        return piece


_BLOCK, _QUOTES = frozenset("|>"), frozenset("\"'")
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
TOUCHED = "there is no space behind `-`"
DASH_IN_TEXT = "this dash is read as text of the element above"
NOT_IN_A_DECK = ", and a deck has none"
_OF_CODE = frozenset(("code", "fix", "prints", "solution"))
"""Fields whose lines may begin with a dash."""
_DIRECTIVE = re.compile(r"^%(?!YAML 1\.\d\s*$)", re.MULTILINE)
_NO_KEYS = frozenset({"", "<<"})
_WIDE_ESCAPE = re.compile(r"\\U([\da-fA-F]{8})")
_DASH_BELOW = re.compile(r"\n[ \t]*-(?= )")
_TOUCHED = re.compile(r"-(?=(\S|[^\S ]))([^\r\n]*)[\r\n]+[ \t]*-")
"""Elements of a list the first of which touches its dash, so that all are a single text."""
_COMMENT = re.compile(r"[ \t]+#")
_HASHED = re.compile(r"[ \t]#")


class _Walk:
    """The events of one file, on their way into its tree."""

    def __init__(self, tree: Tree, *, lost: bool) -> None:
        self.tree, self.lost = tree, lost
        self.left = MAX_EVENTS
        self.begun = False
        self.offset = 0
        self.shift = 1
        self.floor = 1
        # The lines on which a comment may stand behind a text.
        lines = self.tree.lines if _HASHED.search(self.tree.text) else []
        self.hashed = {number for number, line in enumerate(lines, 1) if _HASHED.search(line)}

    def run(self) -> None:
        """Read the file, going on behind each syntax error as long as a place for it is found."""
        rest = None if self.tree.over else Rest(0, "", 0)
        while rest:
            try:
                self.feed(rest)
                rest = None
            except HaltError as halt:
                rest = recovered(self.tree, max(halt.line, self.floor), self.floor)
                rest = None if self.tree.over else rest
        while len(self.tree.stack) > 1:
            self.tree.close()

    def feed(self, rest: Rest) -> None:  # noqa: C901, PLR0912
        """Walk the events of one stream."""
        self.floor = self.tree.resumed = rest.line + 1
        self.shift = self.floor - bool(rest.head)
        start = self.tree.starts[rest.line] if rest.line else 0
        self.offset = start - len(rest.head)
        source = _Tail(rest.head, self.tree.text, start) if start else self.tree.text
        shift, stack, left, kind = self.shift, self.tree.stack, self.left, None
        odd = self.tree.odd
        scalar, block, longest = yaml.ScalarEvent, _BLOCK, -1 if self.tree.replaced else MAX_TEXT
        try:
            events = iter(_LOADER(source).get_event, None)
            for _ in islice(events, rest.opened):
                pass
            for event in events:
                if not left:
                    break
                left -= 1
                kind = type(event)
                if kind is scalar:
                    mark, value, style = event.start_mark, event.value, event.style
                    made = Text(value, mark.line + shift, mark.column + 1, not style, style in block)
                    doubtful = (
                        style == '"'
                        or (style == "'" and event.end_mark.line > mark.line)
                        or len(value) > longest
                        or (not style and (event.end_mark.line + shift in self.hashed or " -" in value))
                        or event.anchor
                        or event.tag
                    )
                    text = self.checked(event, made) if doubtful else made
                    level = stack[-1]
                    entries, key = level.entries, level.key
                    if entries is None or text is None or key is LOST:
                        self.tree.put(text)
                    elif key:
                        entries[key.value] = (key, text)
                        level.key = None
                    elif odd or value in entries or value in _NO_KEYS:
                        self.tree.put(text)
                    else:
                        level.key = text
                elif kind in _ENDS:
                    self.tree.close(event.start_mark.line + shift)
                else:
                    self.other(event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.syntax(error)
        finally:
            self.left = left
        if kind is not yaml.StreamEndEvent:
            message = f"the file has more than {MAX_EVENTS:,} keys and values"
            self.tree.end(stack[-1].line, 1, message, "split it into several decks")

    def other(self, event: Any) -> None:
        """Take an event that is neither a text nor an end."""
        line, column = event.start_mark.line + self.shift, event.start_mark.column + 1
        below = event.end_mark.line + self.shift
        if isinstance(event, yaml.CollectionStartEvent):
            entries: dict[str, tuple[Text, Node]] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
            level = Open(line, column, len(self.tree.faults), [], entries, flow=bool(event.flow_style))
            self.properties(event)
            if len(self.tree.stack) == MAX_DEPTH + 1:
                self.tree.fault(line, column, *TOO_DEEP)
            if len(self.tree.stack) > STOP_DEPTH:
                raise HaltError(line)
            self.tree.stack.append(level)
        elif isinstance(event, yaml.AliasEvent):
            last = self.tree.faults[-1] if self.tree.faults else None
            if not last or (last.line, last.fix) != (line, MERGED[1]):
                message = f"`*{short(event.anchor or '')}` is an alias{NOT_IN_A_DECK}"
                self.tree.fault(line, column, message, NO_ALIAS)
            self.tree.put(None)
        elif isinstance(event, yaml.DocumentStartEvent):
            for number in range(line, below):
                if self.tree.line(number).startswith("%"):
                    self.tree.fault(number, 1, *DIRECTIVE)
            if self.begun:
                rest = "".join(self.tree.lines[line:]).strip()
                self.tree.end(line, column, *(SECOND if rest else NOTHING))
            self.begun = True

    def properties(self, event: Any) -> None:
        """Refuse an anchor or a tag."""
        line, column = event.start_mark.line + self.shift, event.start_mark.column + 1
        if event.anchor:
            name = f"&{short(event.anchor)}"
            self.tree.fault(line, column, f"`{name}` is an anchor{NOT_IN_A_DECK}", f"take it away, or {QUOTE}")
        if event.tag:
            name = short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.tree.fault(line, column, f"`{name}` is a tag{NOT_IN_A_DECK}", f"take it away, or {QUOTE}")

    def checked(self, event: Any, text: Text) -> Text | None:
        """Look at a text that may hide something; give it back if it can be kept."""
        if event.anchor or event.tag:
            self.properties(event)
            return None
        start, end = event.start_mark.index + self.offset, event.end_mark.index + self.offset
        if event.style in _QUOTES and runs_over(self.tree, text.line, self.tree.text[start:end]):
            self.halt(Fault(text.line, text.column, *late_end(event.end_mark.line + self.shift)))
        if len(text.value) > MAX_TEXT:
            message = f"the text has {len(text.value):,} characters, more than the {MAX_TEXT:,} it may have"
            self.tree.fault(text.line, text.column, message, "split it into several cards")
            return None
        if self.tree.replaced and STAND_IN in text.value:
            if self.lost and text.is_lost:
                if text.line in self.tree.shared:
                    self.tree.stack[-1].faults_before = -1
                return text
            for level in self.tree.stack:
                level.faults_before = -1
            return None
        if text.plain and self.has_touched(text, start, end):
            return None
        comment = _COMMENT.match(self.tree.text, end)
        if comment and text.plain:
            place = (event.end_mark.line + self.shift, event.end_mark.column + len(comment[0]))
            self.tree.fault(*place, *CUT)
        raw = self.tree.text[start:end]
        return text if event.style != '"' or "\\" not in raw or self.is_sound(text, raw) else None

    def has_touched(self, text: Text, start: int, end: int) -> bool:
        """Look for dashes in a text without quotes; say whether it is a list whose first element touches its dash."""
        level = self.tree.stack[-1]
        dash = _DASH_BELOW.search(self.tree.text, start, end) if level.entries is None else None
        if dash and not level.flow:
            place = after(text.line, text.column, self.tree.text[start : dash.end() - 1])
            self.tree.fault(*place, DASH_IN_TEXT, "line it up with the dashes above")
        touched = _TOUCHED.match(self.tree.text, start, end)
        if not touched or (level.key and level.key.value in _OF_CODE):
            return False
        odd = touched[1] in SPACES
        said = odd_space(touched[1], "stands behind the colon or dash") if odd else TOUCHED
        fix = "type a plain space in its place" if odd else f"put a space behind each dash: `- {short(touched[2])}`"
        self.tree.fault(text.line, text.column + 1, said, fix)
        return True

    def is_sound(self, text: Text, raw: str) -> bool:
        """Whether the escapes of a text in double quotes are allowed."""
        before = len(self.tree.faults)
        for start, message, fix in escape_faults(raw):
            self.tree.fault(*after(text.line, text.column, raw[:start]), message, fix)
        return len(self.tree.faults) == before

    def syntax(self, error: Exception) -> None:
        """Note a syntax error in plain words."""
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        begun = self.begun_at(context) if context else None
        at = Place(mark.line + self.shift, mark.column) if mark else self.impossible_escape()
        fault = syntax_fault(self.tree, at, begun) if mark else Fault(at.line, at.column + 1, *NO_ESCAPE)
        last = self.tree.faults[-1] if self.tree.faults else None
        # What was cut off by a `#`, or begins with a brace or star, is told once, not again where its rest makes no sense.
        lines = {CUT: 1, BRACED: 0}
        behind = lines.get((last.message, last.fix), -1) if last else -1
        if last and (last.message.endswith(NOT_IN_A_DECK) or last.message == DASH_IN_TEXT):
            behind = 0
        if last and last.message == TOUCHED:
            behind = 1
        is_braced = last is not None and last.message == BRACED[0] and fault.message.endswith("is not closed")
        if last and is_braced and (last.line, last.column) == (fault.line, fault.column):
            self.tree.faults[-1] = fault
            self.tree.broken.append(fault)
        elif not last or not 0 <= at.line - last.line <= behind:
            self.halt(fault)
        raise HaltError(fault.line)

    def halt(self, fault: Fault) -> NoReturn:
        """Note a fault behind which the reading cannot go on."""
        self.tree.broken.append(fault)
        self.tree.fault(fault.line, fault.column, fault.message, fault.fix)
        raise HaltError(fault.line)

    def begun_at(self, mark: Any) -> Place:
        """Where what was being read began: of a block that a fault has cut in two, where its first part did."""
        place = Place(mark.line + self.shift, mark.column)
        cut = [level for level in self.tree.stack[1:] if level.column - 1 == mark.column and not level.flow]
        return Place(cut[0].line, mark.column) if cut and place.line == self.floor else place

    def impossible_escape(self) -> Place:
        """Find the escape of a character beyond Unicode, on which the pure parser stumbles without a place."""
        for number in range(self.tree.stack[-1].line, len(self.tree.lines) + 1):
            for escape in _WIDE_ESCAPE.finditer(self.tree.line(number)):
                if int(escape[1], 16) > sys.maxunicode:
                    return Place(number, escape.start())
        return Place(self.tree.stack[-1].line, 0)
