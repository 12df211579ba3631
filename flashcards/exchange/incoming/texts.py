"""Bytes of unknown origin as text, and text as a deck may hold it."""

import contextlib
import re
from itertools import pairwise
from pathlib import Path

from flashcards.exchange.incoming.brought import ForeignError
from flashcards.exchange.incoming.escaping import at_line
from flashcards.files import read
from flashcards.markup.regions import covered
from flashcards.words import reason

MOST_BYTES = 200_000_000
"""A file of text may have so many."""
LOOKED_AT, FEW = 4_000, 20
"""So many characters show whether it is text, and so many controls in them are no sign."""
_HIGH, FEWEST_IN_ROW = re.compile(rb"[\x80-\xff]+"), 3
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_EASTERN = {
    "Shift-JIS": ("cp932", re.compile("[\u3041-\u30ff]"), 0.2),
    "Korean": ("cp949", re.compile("[\uac00-\ud7a3]"), 0.9),
    "GB18030": ("gb18030", re.compile("[\u4e00-\u9fff]"), 0.5),
}
"""Encodings of the east, and the letters that are more than this share of its texts."""
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")
_BLOCK = re.compile(r"\s*(?:\||#{1,6}\s|`{3,}|~{3,}|\$\$|(?:[-*_]\s*){3,}$)|.*\$\$\s*$")
"""A line that ends by itself."""
_BEGINS = re.compile(r"\s*(?:\||#{1,6}\s|`{3,}|~{3,}|\$\$|>|[-*+]\s|\d{1,9}[.)]\s|(?:[-*_]\s*){3,}$)")
"""A line that begins a block, before which no line has to be ended."""
_ALONE = re.compile(r"\d{1,9}[.)]|[-+*>]|#{1,6}|-+|=+")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""What no deck may hold: controls, and marks that turn the direction of the text."""


def text_of(path: Path) -> tuple[str, str]:
    """The text of a file, and the encoding that it was read with; raises ForeignError."""
    try:
        data = read(path, MOST_BYTES + 1)
    except OSError as err:
        raise ForeignError(f"{path} cannot be read: {reason(err)}") from err
    if len(data) > MOST_BYTES:
        raise ForeignError(f"{path} has more than {MOST_BYTES:,} bytes; split it")
    text, encoding = decoded(data)
    odd = len(_REFUSED.findall(text[:LOOKED_AT]))
    if odd > FEW and odd > len(text[:LOOKED_AT]) // 20:
        raise ForeignError(f"{path} is no text; export a table, notes or a package from its program")
    return text, encoding


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding, by its mark, by its zeros, or as the first of those that fit."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    head = data[:4_000]
    if head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", "replace"), "UTF-16"
    if head[::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _legacy(data)


def _legacy(data: bytes) -> tuple[str, str]:
    """The text of a file from before Unicode: accents of the west stand alone, letters of other scripts in rows."""
    high = _HIGH.findall(data)
    rows = [row for row in high if len(row) >= FEWEST_IN_ROW]
    if sum(map(len, rows)) * 2 > sum(map(len, high)):
        letters = b"".join(rows)
        if sum(byte >= ord("\xe0") for byte in letters) > len(letters) * 0.6:  # small ones are most of a text
            return data.decode("cp1251", "replace"), "Windows-1251"
        for name, (codec, script, share) in _EASTERN.items():
            with contextlib.suppress(UnicodeDecodeError):
                text = data.decode(codec)
                if len(script.findall(text)) > len(_NOT_ASCII.findall(text)) * share:
                    return text, name
    return data.decode("cp1252", "replace"), "Windows-1252"


def with_breaks(text: str, shorter_than: int = 1_000_000) -> str:
    """The text with a backslash at the end of each line that is to be one: Markdown would join it with the next.

    Lists, tables, code, formulas and other blocks stay as they are, and lines that are not `shorter_than` so many
    characters: those were wrapped.
    """
    if "\n" not in text:
        return text
    is_covered = covered(text)
    lines, written, at = text.split("\n"), [], 0
    for line, below in pairwise([*lines, ""]):
        at += len(line) + 1
        inside = is_covered(at - 1)
        ends = (
            line.endswith("\\")
            or line.startswith("    ")
            or len(line) >= shorter_than
            or _BLOCK.match(line)
            or _BEGINS.match(below)
        )
        apart = inside or ends or not line.strip() or not below.strip()
        written.append(line if apart else f"{line}\\")
    return "\n".join(written)


def alone(text: str) -> str:
    """A text; one that is nothing but a mark of Markdown's, such as `+` or `21.`, as it shows itself."""
    return at_line(text) if _ALONE.fullmatch(text) else text


def heading_words(text: str) -> str:
    """What stands behind the mark of a heading, without the `#` that may close it."""
    return text.rstrip().rstrip("#").rstrip() or text


def tidy(text: str) -> str:
    """The text with line ends, tabs and spaces as a deck has them, and without what no deck may hold."""
    if "\r" in text or not text.isprintable():
        text = _REFUSED.sub("", _LINE_ENDS.sub("\n", text)).expandtabs(4)
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")
