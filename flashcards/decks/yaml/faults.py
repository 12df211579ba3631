"""Faults of YAML, each in plain words with its remedy: of bytes and of characters."""

import re
from collections.abc import Iterator
from itertools import islice

from flashcards.decks.yaml import MAX_BYTES
from flashcards.records import dataclass

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
_BYTE_ORDER_MARK = re.compile("^\ufeff", re.MULTILINE)
"""Left before a line where files were joined; without it the line is indented as it looks."""
_SUSPECT_VALUE = re.compile(f"[\\r\ud800-\udfff{_UNSEEN}]")
STAND_IN = "\ufffd"
"""Takes the place of a suspect character, so that the reading goes on and no later place shifts."""

NAMES = {
    "\u00a0": "no-break space",
    "\u00ad": "soft hyphen",
    "\u1680": "ogham space",
    **{chr(code): "wide or narrow space" for code in range(0x2000, 0x200B)},
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u202f": "narrow no-break space",
    "\u205f": "mathematical space",
    "\u2060": "word joiner",
    "\u3000": "ideographic space",
}
"""Characters that look like a space or like nothing."""
SPACES = "".join(NAMES)
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060")
"""Those without any width: nothing is to stand in their place."""


def odd_space(char: str, where: str) -> str:
    """Say of a character that looks like a space, or like nothing, where it stands."""
    return f"the character U+{ord(char):04X} ({NAMES[char]}) {where}"


_ESCAPE = re.compile(r"(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.))([^\W\d_]{0,20})", re.DOTALL)
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", "N": "\x85"}
_ESCAPED |= {"L": "\u2028", "P": "\u2029"}
_TEX_EATERS = frozenset("abefnrtvNLP_")
_UNICODE_END = 0x110000

_LINE = re.compile(r"[^\r\n]+")
LINE_END = re.compile("\r\n|\r|\n")

_SAVE_AS_UTF8 = "save it as UTF-8 in your editor"
QUOTE = "put the text in quotes or under |"
BRACED = ("an unquoted text that starts with `{` is read as a mapping", QUOTE)
SECOND = ("a second document starts here", "one file is one deck: split it")
NOTHING = ("a second document starts here, and nothing stands in it", "delete the line")
INDENTED = "the first name of the file is indented"
DIRECTIVE = ("directives (lines that start with %) are not allowed", "delete the line")
CONFLICT = "keep one of the two sides and delete the lines of `<`, `=` and `>`"
CUT = ("the text after # would be lost", "quote it or put it under |")
TOO_MANY = (f"there are {MAX_FAULTS} faults up to here; the rest is not read", "mend these first")
NO_TEX = "put TeX in a | block or in single quotes"


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
    *before, last = LINE_END.split(passed)
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
    return _SUSPECT.sub(STAND_IN, _BYTE_ORDER_MARK.sub("", text)), faults


_HEAD = re.compile(r"(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n)|%.*(?:\r\n|\r|\n|$))*")
_PERCENT = re.compile(r"^%", re.MULTILINE)
_FOOT = re.compile(r"^\.\.\.(?=\s|$)[^\r\n]*", re.MULTILINE)
_CONTENT = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)
CONFLICT_LINE = re.compile(r"^(<{7}|[|]{7}|={7}|>{7})(?=\s|$)[^\r\n]*", re.MULTILINE)


def refused(text: str) -> tuple[str, list[Fault]]:
    """Take away what must not come to the parser, line by line: directives, conflicts of git, a second document.

    Directives keep a YAML library busy for minutes; of a conflict the first side stays, for what stands around it.
    """
    faults: list[Fault] = []
    head = _HEAD.match(text)
    if head and "%" in head[0]:
        lines = [n for n, line in enumerate(head[0].splitlines(), 1) if line.startswith("%")]
        faults += [Fault(n, 1, *DIRECTIVE) for n in lines[:MAX_FAULTS]]
        text = _PERCENT.sub("#", head[0]) + text[head.end() :]
    if any(sign * 7 in text for sign in "<=>|"):
        text = _without_leftovers(_first_sides(text, faults), faults)
    if "..." in text and (foot := _FOOT.search(text)):
        if more := _CONTENT.search(text, foot.end()):
            faults.append(Fault(*after(1, 1, text[: more.end() - 1]), *SECOND))
        text = text[: foot.start()]
    return text, faults


def _first_sides(text: str, faults: list[Fault]) -> str:
    """Leave the second sides of conflicts, and the lines around the first, empty."""
    begun = middle = None
    parts: list[str] = []
    place, end = (1, 1), 0
    for mark in islice(CONFLICT_LINE.finditer(text), 3 * MAX_FAULTS):
        if mark[1][0] == "<":
            begun, middle = mark, None
        elif begun and middle is None and mark[1][0] in "|=":
            middle = mark
        elif begun and middle and mark[1][0] == ">":
            first, _ = after(*place, text[end : begun.start()])
            place = after(first, 1, text[begun.start() : mark.end()])
            message = f"a conflict of git begins here and ends on line {place[0]}"
            faults.append(Fault(first, 1, message, CONFLICT))
            second = text[middle.start() : mark.end()]
            parts += [text[end : begun.start()], text[begun.end() : middle.start()], _LINE.sub("", second)]
            begun, middle, end = None, None, mark.end()
    return "".join([*parts, text[end:]])


def _without_leftovers(text: str, faults: list[Fault]) -> str:
    """Leave lines of git empty whose companions are gone."""
    place, end = (1, 1), 0
    for mark in islice(CONFLICT_LINE.finditer(text), max(MAX_FAULTS - len(faults), 0)):
        place, end = after(*place, text[end : mark.start()]), mark.start()
        faults.append(Fault(*place, "this line was left behind by git", "delete it"))
    return CONFLICT_LINE.sub("", text)


def _escape_fault(escape: str, word: str) -> tuple[str, str] | None:
    """Say what is wrong with an escape of a double-quoted text, given the letters behind it."""
    letter = escape[1]
    if letter in _TEX_EATERS and word:
        return f"in double quotes `{escape}{word}` begins with the escape `{escape}`", NO_TEX
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
