"""Bytes of unknown origin as text, and text as a deck may hold it."""

import re
from pathlib import Path

from flashcards.exchange.incoming.brought import ForeignError
from flashcards.files import read
from flashcards.words import reason

MOST_BYTES = 200_000_000
"""A file of text may have so many."""
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")
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
    return decoded(data)


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
        return data.decode("cp1252", "replace"), "Windows-1252"


def tidy(text: str) -> str:
    """The text with line ends, tabs and spaces as a deck has them, and without what no deck may hold."""
    if "\r" in text or not text.isprintable():
        text = _REFUSED.sub("", _LINE_ENDS.sub("\n", text)).expandtabs(4)
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")
