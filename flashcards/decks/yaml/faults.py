"""Faults of YAML, each in plain words with its remedy: of bytes, of characters, and of syntax."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

MAX_BYTES = 5_000_000
MAX_FAULTS = 500
"""After so many faults the reading stops: a file that is wrong throughout must not take minutes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the YAML, and what to do about it."""

    line: int
    column: int
    message: str
    fix: str


# --- characters ------------------------------------------------------------------------------------------------------

_UNSEEN = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_SUSPECT = re.compile(f"[{_UNSEEN}]")
_SUSPECT_VALUE = re.compile(f"[\\r\ud800-\udfff{_UNSEEN}]")
STAND_IN = "\ufffd"
"""Takes the place of a suspect character, so that the reading goes on and no later place shifts."""

_ESCAPE = re.compile(r"(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.))([^\W\d_]{0,20})", re.DOTALL)
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", "N": "\x85"}
_ESCAPED |= {"L": "\u2028", "P": "\u2029"}
_TEX_EATERS = frozenset("abefnrtvNLP_")
_UNICODE_END = 0x110000

_LINE_END = re.compile("\r\n|\r|\n")

_SAVE_AS_UTF8 = "save it as UTF-8 in your editor"
QUOTE = "put the text in quotes or under |"
TOO_MANY = (f"there are {MAX_FAULTS} faults up to here; the rest is not read", "mend these first")
_NO_TEX = "put TeX in a | block or in single quotes"


def decoded(data: bytes) -> tuple[str, Fault | None]:
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
        place = after(1, 1, data[:start].decode("utf-8-sig"))
        return "", Fault(*place, f"byte {start} (0x{data[start]:02x}) is not UTF-8", _SAVE_AS_UTF8)


def after(line: int, column: int, passed: str) -> tuple[int, int]:
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


def seen(text: str) -> tuple[str, list[Fault]]:
    """Put stand-ins for the suspect characters, and give a fault for each."""
    faults: list[Fault] = []
    if not _SUSPECT.search(text):
        return text, faults
    place, end = (1, 1), 0
    for hit in islice(_SUSPECT.finditer(text), MAX_FAULTS):
        place, end = after(*place, text[end : hit.start()]), hit.start()
        faults.append(Fault(*place, *_about(hit[0])))
    if len(faults) == MAX_FAULTS:
        faults.append(Fault(*place, *TOO_MANY))
    return _SUSPECT.sub(STAND_IN, text), faults


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


def escape_faults(raw: str) -> Iterator[tuple[int, str, str]]:
    """Give the place, the message and the remedy of each wrong escape of a double-quoted text."""
    for escape in _ESCAPE.finditer(raw):
        fault = _escape_fault(escape[1], escape[2])
        if fault:
            yield escape.start(), *fault


# --- what libyaml says, in plain words -------------------------------------------------------------------------------

_COLON = re.compile(r":(?=\s|$)")
_VALUE = re.compile(r"""\s*(?:-\s+)*(?:[^\s"'\[{\#][^:]*:\s+)?(\S)""")
SECOND = ("a second document starts here", "one file is one deck: split it")
DIRECTIVE = ("directives (lines that start with %) are not allowed", "delete the line")
_NEEDLES: tuple[tuple[str, bool, str, str], ...] = (
    # What the problem matches, whether the place is that of the context, our words, our remedy.
    (r"directive|YAML document", False, *DIRECTIVE),
    (r"tab character", False, "a tab is used for indentation", "indent with spaces"),
    (r"',' or '\]'", True, "the list that opens here with `[` is not closed", f"close it with `]`, or {QUOTE}"),
    (r"',' or '\}'", True, "the mapping that opens here with `{` is not closed", f"close it with `}}`, or {QUOTE}"),
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
    (r"alphabetic", False, "an unquoted text cannot start with `&` or `*`", QUOTE),
    (r"expected ':'", True, "this line is neither a `key: value` nor part of a text", f"indent it, or {QUOTE}"),
    (r"node content", False, "no value can start here", QUOTE),
    (r"sequence entries", False, "a list cannot start behind a key on the same line", f"move it down, or {QUOTE}"),
    (r"mapping keys", False, "an unquoted text cannot start with `? `", QUOTE),
    (r"document start", False, *SECOND),
    (r"tag\b|URI", False, "an unquoted text cannot start with `!`", QUOTE),
)


def worded(error: Exception, line: str, column: int) -> tuple[bool, str, str]:
    """Word a syntax error: whether its context is the better place, the message, the remedy."""
    char = line[column : column + 1]
    problem = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context", None) or ""
    if "cannot start any token" in problem and char == "\t":
        return False, "a tab is used for indentation", "indent with spaces"
    if "cannot start any token" in problem or ("node content" in problem and char and char in ",]}"):
        name = "a backtick" if char == "`" else f"`{char}`"
        return False, f"an unquoted text cannot start with {name}", QUOTE
    if "mapping values" in problem:
        if _COLON.search(line, 0, column):
            return False, "this line has a second `: `", QUOTE
        fix = "line it up with the keys above, each written `key: value`"
        return False, "a key cannot stand here: the text above it has not ended", fix
    if re.search(r"expected key|'-' indicator|block end", problem):
        return False, *_misplaced(line, column)
    for needle, at_context, message, fix in _NEEDLES:
        if re.search(needle, f"{context} {problem}"):
            return at_context, message, fix
    return False, f"YAML cannot be read here: {problem}", QUOTE


def _misplaced(line: str, column: int) -> tuple[str, str]:
    """Word what libyaml says of a line that does not go on as its block began."""
    value = _VALUE.match(line)
    first = value[1] if value and value.start(1) < column else ""
    if first and first in "\"'":
        return "text follows the closing quote", "double the quotes inside the text, or put it under |"
    if first and first in "[{":
        return f"an unquoted text that starts with `{first}` is read as a list or mapping", QUOTE
    if first and first in "*&!":
        return f"an unquoted text cannot start with `{first}`", QUOTE
    return "this line is not indented like its neighbours", "line it up with its block; text under | stands deeper"
