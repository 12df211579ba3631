"""Strict YAML: bytes to a tree of texts with their places, and every fault on the way; the only home of `yaml`."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 5_000_000
MAX_EVENTS = 400_000
MAX_DEPTH = 8
MAX_TEXT = 100_000
MAX_FAULTS = 500
"""After so many faults the reading stops: a file that is wrong throughout must not take minutes."""
STOP_DEPTH = 40
"""Too deep a value is passed over down to here; further down libyaml slows with the square of the depth."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it was typed: `no`, `012` and `~` are texts."""

    value: str
    line: int
    column: int
    plain: bool
    block: bool

    @property
    def content_line(self) -> int:
        """The line on which the value starts: for a block scalar the one below its `|` or `>`."""
        return self.line + self.block


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file."""

    entries: dict[str, tuple[Text, Node]]
    line: int
    column: int
    faulty: bool = False
    """A fault lies inside, so that something may be missing from it."""

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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the YAML, and what to do about it."""

    line: int
    column: int
    message: str
    fix: str


def read(data: bytes) -> tuple[Node | None, list[Fault]]:
    """Read a file as far as it is sound; an empty one gives None and no fault."""
    text, fault = _decoded(data)
    if fault:
        return None, [fault]
    walk = _Walk(text)
    collecting = gc.isenabled()
    # A tree of ten thousand small objects without cycles: collecting in between costs a fifth and frees nothing.
    gc.disable()
    try:
        walk.run()
    finally:
        if collecting:
            gc.enable()
    return walk.root, sorted(dict.fromkeys(walk.faults), key=lambda fault: (fault.line, fault.column))


# --- characters ------------------------------------------------------------------------------------------------------

_UNSEEN = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_SUSPECT = re.compile(f"[{_UNSEEN}]")
_SUSPECT_VALUE = re.compile(f"[\\r\ud800-\udfff{_UNSEEN}]")
_STAND_IN = "\ufffd"
"""Takes the place of a suspect character, so that the reading goes on and no later place shifts."""

_ESCAPE = re.compile(r"(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.))([^\W\d_]{0,20})", re.DOTALL)
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", "N": "\x85"}
_ESCAPED |= {"L": "\u2028", "P": "\u2029"}
_TEX_EATERS = frozenset("abefnrtvNLP_")
_UNICODE_END = 0x110000

_LINE_END = re.compile("\r\n|\r|\n")

_SAVE_AS_UTF8 = "save it as UTF-8 in your editor"
_QUOTE = "put the text in quotes or under |"
_TOO_MANY = (f"there are {MAX_FAULTS} faults up to here; the rest is not read", "mend these first")
_NO_TEX = "put TeX in a | block or in single quotes"


def _decoded(data: bytes) -> tuple[str, Fault | None]:
    """Decode a whole file, or say why not."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, more than the {MAX_BYTES:,} a deck may have"
        return "", Fault(1, 1, message, "split it into several decks")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or (data[0:4:2] == b"\0\0") != (data[1:4:2] == b"\0\0"):
        return "", Fault(1, 1, "the file is UTF-16 or UTF-32, not UTF-8", _SAVE_AS_UTF8)
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark.
        start = error.start + len(data) - len(error.object)
        place = _after(1, 1, data[:start].decode("utf-8-sig"))
        return "", Fault(*place, f"byte {start} (0x{data[start]:02x}) is not UTF-8", _SAVE_AS_UTF8)


def _after(line: int, column: int, passed: str) -> tuple[int, int]:
    """Give the place behind a text that starts at a place."""
    *before, last = _LINE_END.split(passed)
    return (line + len(before), len(last) + 1) if before else (line, column + len(last))


def _about(char: str) -> tuple[str, str]:
    """Say what is wrong with a suspect character."""
    name = f"U+{ord(char):04X}"
    if "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069":
        return f"the invisible character {name} turns the direction of the text", "delete it"
    if char in "\u2028\u2029":
        return f"the invisible character {name} breaks the line", "delete it, or press Enter in its place"
    return f"the control character {name} is not allowed", "delete it"


def _seen(text: str) -> tuple[str, list[Fault]]:
    """Put stand-ins for the suspect characters, and give a fault for each."""
    faults: list[Fault] = []
    if not _SUSPECT.search(text):
        return text, faults
    place, end = (1, 1), 0
    for hit in islice(_SUSPECT.finditer(text), MAX_FAULTS):
        place, end = _after(*place, text[end : hit.start()]), hit.start()
        faults.append(Fault(*place, *_about(hit[0])))
    if len(faults) == MAX_FAULTS:
        faults.append(Fault(*place, *_TOO_MANY))
    return _SUSPECT.sub(_STAND_IN, text), faults


def _escape_fault(escape: str, word: str) -> tuple[str, str] | None:
    """Say what is wrong with an escape of a double-quoted text, given the letters behind it."""
    letter = escape[1]
    if letter in _TEX_EATERS and word:
        return f"in double quotes `{escape}{word}` begins with the escape `{escape}`", _NO_TEX
    if letter in "xuU":
        number = int(escape[2:] or "0", 16)
        char = chr(number) if number < _UNICODE_END else "\0"
    else:
        char = _ESCAPED.get(letter, "")
    return _about(char) if _SUSPECT_VALUE.match(char) else None


# --- what libyaml says, in plain words -------------------------------------------------------------------------------

_COLON = re.compile(r":(?=\s|$)")
_VALUE = re.compile(r"""\s*(?:-\s+)*(?:[^\s"'\[{\#][^:]*:\s+)?(\S)""")
_SECOND = ("a second document starts here", "one file is one deck: split it")
_DIRECTIVE = ("directives (lines that start with %) are not allowed", "delete the line")
_NEEDLES: tuple[tuple[str, bool, str, str], ...] = (
    # What the problem matches, whether the place is that of the context, our words, our remedy.
    (r"directive|YAML document", False, *_DIRECTIVE),
    (r"tab character", False, "a tab is used for indentation", "indent with spaces"),
    (r"',' or '\]'", True, "the list that opens here with `[` is not closed", f"close it with `]`, or {_QUOTE}"),
    (r"',' or '\}'", True, "the mapping that opens here with `{` is not closed", f"close it with `}}`, or {_QUOTE}"),
    (
        r"comment or (a )?line break|chomping",
        False,
        "text follows `|` or `>` on the same line",
        "start it on the next line",
    ),
    (r"unexpected end of stream", True, "the quoted text that starts here never ends", "close the quotes"),
    (r"document (indicator|separator)", True, "the quoted text that starts here never ends", "close the quotes"),
    (r"escape c|hexa?dec|chr\(\)", False, "this is not an escape that double quotes know", _NO_TEX),
    (r"equal to 0|range 1-9", False, "this is not how a text under | or > begins", "write only |"),
    (r"alphabetic", False, "an unquoted text cannot start with `&` or `*`", _QUOTE),
    (r"expected ':'", True, "this line is neither a `key: value` nor part of a text", f"indent it, or {_QUOTE}"),
    (r"node content", False, "no value can start here", _QUOTE),
    (r"sequence entries", False, "a list cannot start behind a key on the same line", f"move it down, or {_QUOTE}"),
    (r"mapping keys", False, "an unquoted text cannot start with `? `", _QUOTE),
    (r"document start", False, *_SECOND),
    (r"tag\b|URI", False, "an unquoted text cannot start with `!`", _QUOTE),
)


def _worded(error: Exception, line: str, column: int) -> tuple[bool, str, str]:  # noqa: PLR0911 - a table of cases
    """Word a syntax error: whether its context is the better place, the message, the remedy."""
    char = line[column : column + 1]
    problem = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context", None) or ""
    if "cannot start any token" in problem and char == "\t":
        return False, "a tab is used for indentation", "indent with spaces"
    if "cannot start any token" in problem or ("node content" in problem and char and char in ",]}"):
        name = "a backtick" if char == "`" else f"`{char}`"
        return False, f"an unquoted text cannot start with {name}", _QUOTE
    if "mapping values" in problem:
        if _COLON.search(line, 0, column):
            return False, "this line has a second `: `", _QUOTE
        fix = "line it up with the keys above, each written `key: value`"
        return False, "a key cannot stand here: the text above it has not ended", fix
    if re.search(r"expected key|'-' indicator|block end", problem):
        return False, *_misplaced(line, column)
    for needle, at_context, message, fix in _NEEDLES:
        if re.search(needle, f"{context} {problem}"):
            return at_context, message, fix
    return False, f"YAML cannot be read here: {problem}", _QUOTE


def _misplaced(line: str, column: int) -> tuple[str, str]:
    """Word what libyaml says of a line that does not go on as its block began."""
    value = _VALUE.match(line)
    first = value[1] if value and value.start(1) < column else ""
    if first and first in "\"'":
        return "text follows the closing quote", "double the quotes inside the text, or put it under |"
    if first and first in "[{":
        return f"an unquoted text that starts with `{first}` is read as a list or mapping", _QUOTE
    if first and first in "*&!":
        return f"an unquoted text cannot start with `{first}`", _QUOTE
    return "this line is not indented like its neighbours", "line it up with its block; text under | stands deeper"


# --- the walk --------------------------------------------------------------------------------------------------------


class _HaltError(Exception):
    """Nothing further of this stream can be read; its line is that of the fault."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Rest(NamedTuple):
    """A stream still to be read: its first line, counted from 0, behind a head that stands for what is open."""

    line: int
    head: str
    opened: int
    """So many events of it open what is open already."""


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


@dataclass(slots=True)
class _Open:
    """A list or mapping under construction."""

    line: int
    column: int
    faults_before: int
    items: list[Node]
    entries: dict[str, tuple[Text, Node]] | None
    """None in a list."""
    key: Text | None = None

    def node(self, faults: int) -> Items | Mapping:
        """Give the finished node."""
        if self.entries is None:
            return Items(tuple(self.items), self.line, self.column)
        return Mapping(self.entries, self.line, self.column, faults != self.faults_before)


@dataclass(slots=True)
class _Draft:
    """A `Text` being made: to make it frozen takes four times as long, and a deck has ten thousand."""

    value: str
    line: int
    column: int
    plain: bool
    block: bool


_LOST = Text("", 0, 0, plain=True, block=False)
"""Stands for a key that cannot be kept, so that its value is left out too."""
_BLOCK = frozenset("|>")
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_NO_KEYS = frozenset({"", "<<"})
_COMMENT = re.compile(r"[ \t]+#")
_ITEM = re.compile(r"\s*-(?=\s)")
_KEY = r""" {%d}[^\s#?'"\[{&*!|>%%@`-][^:]*:(?=\s|$)"""


def _dash(column: int) -> re.Pattern[str]:
    """Match the line of an item of the list that begins at a column."""
    return re.compile(rf" {{{column - 1}}}-(?=\s)")


def _short(value: str) -> str:
    """Give a text of the file in one short line."""
    return " ".join(value.split())[:40]


class _Walk:
    """The tree built from the events of one file, and the faults met on the way."""

    def __init__(self, text: str) -> None:
        self.text, self.faults = _seen(text)
        self.replaced = bool(self.faults)
        self.over = len(self.faults) > MAX_FAULTS
        self.document = _Open(1, 1, 0, [], None)
        self.stack = [self.document]
        self.left = MAX_EVENTS
        self.begun = False
        self.offset = 0
        self.shift = 1
        self.floor = 1

    @property
    def root(self) -> Node | None:
        """The tree, as far as it is sound."""
        return self.document.items[0] if self.document.items else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        return self.text.splitlines(keepends=True)

    @cached_property
    def starts(self) -> list[int]:
        """Where in the text each line starts."""
        return list(accumulate(map(len, self.lines), initial=0))

    def run(self) -> None:
        """Read the file, going on behind each syntax error as long as a place for it is found."""
        rest = None if self.over else _Rest(0, "", 0)
        while rest:
            try:
                self.feed(rest)
                rest = None
            except _HaltError as halt:
                rest = self.recovered(max(halt.line, self.floor))
                rest = None if self.over else rest
        while len(self.stack) > 1:
            self.close()

    def fault(self, line: int, column: int, message: str, fix: str) -> None:
        """Note a fault; too many end the reading."""
        self.faults.append(Fault(line, column, message, fix))
        if len(self.faults) >= MAX_FAULTS:
            self.end(line, column, *_TOO_MANY)

    def end(self, line: int, column: int, message: str, fix: str) -> None:
        """End the reading for good."""
        self.faults.append(Fault(line, column, message, fix))
        self.over = True
        raise _HaltError(line)

    # --- events

    def feed(self, rest: _Rest) -> None:  # noqa: C901, PLR0912 - the one hot loop: calls would double its time
        """Walk the events of one stream."""
        self.floor = rest.line + 1
        self.shift = self.floor - bool(rest.head)
        start = self.starts[rest.line] if rest.line else 0
        self.offset = start - len(rest.head)
        source = _Tail(rest.head, self.text, start) if start else self.text
        shift, stack, left, kind = self.shift, self.stack, self.left, None
        scalar, block, longest = yaml.ScalarEvent, _BLOCK, -1 if self.replaced else MAX_TEXT
        try:
            events = iter(_LOADER(source).get_event, None)
            for _ in islice(events, rest.opened):
                pass
            for left, event in zip(range(self.left, 0, -1), events):  # noqa: B007, B905 - the budget may end first
                kind = type(event)
                if kind is scalar:
                    mark, value, style = event.start_mark, event.value, event.style
                    draft: Any = _Draft(value, mark.line + shift, mark.column + 1, not style, style in block)
                    draft.__class__ = Text
                    if (not style and " " in value) or style == '"' or len(value) > longest:
                        draft = self.checked(event, draft)
                    elif event.anchor or event.tag:
                        self.properties(event)
                    level = stack[-1]
                    entries, key = level.entries, level.key
                    if entries is None or draft is None or key is _LOST:
                        self.put(draft)
                    elif key:
                        entries[key.value] = (key, draft)
                        level.key = None
                    elif value in entries or value in _NO_KEYS:
                        self.put(draft)
                    else:
                        level.key = draft
                elif kind in _ENDS:
                    self.close()
                else:
                    self.other(event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.syntax(error)
        finally:
            self.left = left
        if kind is not yaml.StreamEndEvent:
            message = f"the file has more than {MAX_EVENTS:,} keys and values"
            self.end(stack[-1].line, 1, message, "split it into several decks")

    def other(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events are untyped
        """Take an event that is neither a text nor an end."""
        line, column = event.start_mark.line + self.shift, event.start_mark.column + 1
        below = event.end_mark.line + self.shift
        if isinstance(event, yaml.CollectionStartEvent):
            entries: dict[str, tuple[Text, Node]] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
            level = _Open(line, column, len(self.faults), [], entries)
            self.properties(event)
            if len(self.stack) == MAX_DEPTH + 1:
                self.fault(line, column, f"this is nested more than {MAX_DEPTH} levels deep", "nest less")
            if len(self.stack) > STOP_DEPTH:
                raise _HaltError(line)
            self.stack.append(level)
        elif isinstance(event, yaml.AliasEvent):
            name = f"*{_short(event.anchor or '')}"
            self.fault(line, column, f"`{name}` is an alias, and a deck has none", f"write the value out, or {_QUOTE}")
            self.put(None)
        elif isinstance(event, yaml.DocumentStartEvent):
            for number in range(line, below):
                if self.line(number).startswith("%"):
                    self.fault(number, 1, *_DIRECTIVE)
            if self.begun:
                self.end(line, column, *_SECOND)
            self.begun = True

    def properties(self, event: Any) -> None:  # noqa: ANN401
        """Refuse an anchor or a tag."""
        line, column = event.start_mark.line + self.shift, event.start_mark.column + 1
        if event.anchor:
            name = f"&{_short(event.anchor)}"
            self.fault(line, column, f"`{name}` is an anchor, and a deck has none", f"take it away, or {_QUOTE}")
        if event.tag:
            name = _short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.fault(line, column, f"`{name}` is a tag, and a deck has none", f"take it away, or {_QUOTE}")

    def checked(self, event: Any, text: Text) -> Text | None:  # noqa: ANN401
        """Look at a text that may hide something; give it back if it can be kept."""
        self.properties(event)
        start, end = event.start_mark.index + self.offset, event.end_mark.index + self.offset
        if len(text.value) > MAX_TEXT:
            message = f"the text has {len(text.value):,} characters, more than the {MAX_TEXT:,} it may have"
            self.fault(text.line, text.column, message, "split it into several cards")
            return None
        if self.replaced and _STAND_IN in text.value:
            for level in self.stack:
                level.faults_before = -1
            return None
        comment = _COMMENT.match(self.text, end)
        if comment and text.plain and len(text.value.split(None, 1)) > 1:
            place = (event.end_mark.line + self.shift, event.end_mark.column + len(comment[0]))
            self.fault(*place, "the text after # would be lost", "quote it or put it under |")
        if event.style != '"' or "\\" not in (raw := self.text[start:end]):
            return text
        before = len(self.faults)
        for escape in _ESCAPE.finditer(raw):
            fault = _escape_fault(escape[1], escape[2])
            if fault:
                self.fault(*_after(text.line, text.column, raw[: escape.start()]), *fault)
        return text if len(self.faults) == before else None

    # --- the tree

    def put(self, node: Node | None) -> None:
        """Put a node, or the lack of one, into the innermost open list or mapping."""
        level = self.stack[-1]
        if level.entries is None:
            if node:
                level.items.append(node)
        elif level.key is None:
            level.key = self.sound_key(node, level.entries)
        else:
            if node and level.key is not _LOST:
                level.entries[level.key.value] = (level.key, node)
            level.key = None

    def sound_key(self, node: Node | None, entries: dict[str, tuple[Text, Node]]) -> Text:
        """Give the key, or the stand-in of a key that cannot be kept."""
        if not isinstance(node, Text):
            if node:
                self.fault(node.line, node.column, "a list or mapping cannot be a key", _QUOTE)
            return _LOST
        earlier = entries.get(node.value)
        if earlier:
            message = f"the key `{_short(node.value)}` was given already on line {earlier[0].line}"
            self.fault(node.line, node.column, message, "keep one of the two")
        elif node.plain and node.value == "<<":
            self.fault(node.line, node.column, "`<<` merges mappings, and a deck has no aliases", "write the keys out")
        elif not node.value:
            self.fault(node.line, node.column, "there is no key before the colon", f"name it, or {_QUOTE}")
        else:
            return node
        return _LOST

    def close(self) -> None:
        """Finish the innermost open list or mapping."""
        node = self.stack.pop().node(len(self.faults))
        self.put(node if len(self.stack) <= MAX_DEPTH else None)

    # --- after a syntax error

    def syntax(self, error: Exception) -> None:
        """Note a syntax error in plain words."""
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        number, column = (mark.line + self.shift, mark.column) if mark else (self.stack[-1].line, 0)
        at_context, message, fix = _worded(error, self.line(number), column)
        if at_context and context:
            number, column = context.line + self.shift, context.column
        self.fault(number, column + 1, message, fix)
        raise _HaltError(number)

    def recovered(self, line: int) -> _Rest | None:
        """Drop what a fault broke, and find the next line that begins a card or a key of the file."""
        if len(self.stack) == 1 or self.is_flow(self.stack[1]):
            if self.stack[1:] or isinstance(self.root, Text):
                self.document.items.clear()
            del self.stack[1:]
            return None
        depth = self.list_depth()
        broken = self.broken_item(depth, line) if depth else self.broken_key(line)
        del self.stack[max(depth, 1) + 1 :]
        root = self.stack[1]
        dash = _dash(self.stack[-1].column) if depth else None
        key = re.compile(_KEY % (root.column - 1)) if root.entries is not None else None
        for number in range(max(broken, self.floor), len(self.lines)):
            following = self.lines[number]
            if dash and dash.match(following):
                head = " " * (root.column - 1) + "x:\n" if depth > 1 else ""
                return _Rest(number, head, 5 if head else 3)
            if key and key.match(following):
                if depth:
                    self.close()
                return _Rest(number, "", 3)
            if following.startswith("---"):
                self.faults.append(Fault(number + 1, 1, *_SECOND))
                break
        return None

    def is_flow(self, node: _Open | Node) -> bool:
        """Whether a list or mapping is written in brackets."""
        return self.lines[node.line - 1][node.column - 1] in "[{"

    def list_depth(self) -> int:
        """Find how deep the list of cards lies, and open it again if a wrong indentation ended it; 0 for none."""
        root, *inner = self.stack[1:]
        if root.entries is None:
            return 1
        if inner:
            return 2 if inner[0].entries is None and not self.is_flow(inner[0]) else 0
        if root.key is None and root.entries:
            key, node = next(reversed(root.entries.values()))
            if isinstance(node, Items) and not self.is_flow(node):
                del root.entries[key.value]
                root.key = key
                self.stack.append(_Open(node.line, node.column, 0, list(node.items), None))
                return 2
        return 0

    def broken_item(self, depth: int, line: int) -> int:
        """Find the line of the item that a fault broke; an ended item that the line seems to go on with is dropped."""
        listing, *inner = self.stack[depth:]
        if inner:
            return inner[0].line
        last = listing.items[-1].line if listing.items else listing.line - 1
        dash = _dash(listing.column)
        begun = [number for number in range(last + 1, line + 1) if dash.match(self.line(number))]
        if not begun and self.indent(line) >= listing.column and not _ITEM.match(self.line(line)):
            del listing.items[-1:]
        return begun[-1] if begun else line

    def broken_key(self, line: int) -> int:
        """Find the line of the key of the file that a fault broke, and drop its value."""
        root, *inner = self.stack[1:]
        if root.key:
            root.key = None
            return inner[0].line if inner else line
        if root.entries:
            key, _ = next(reversed(root.entries.values()))
            if key.line == line or self.indent(line) >= root.column:
                del root.entries[key.value]
        return line

    def line(self, number: int) -> str:
        """Give a line; the end of the file may lie behind the last."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def indent(self, number: int) -> int:
        """Count the spaces before a line."""
        return len(self.line(number)) - len(self.line(number).lstrip())
