"""What may reach a terminal, how wide it is there, and how it is wrapped."""

import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from flashcards.records import dataclass, replace

# Controls, C1, bidi marks and overrides, tag characters, lone surrogates. The emoji joiner and variation selectors stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)

_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2190-\u22ff]*")
"""Letters of the Latin script, punctuation, arrows and signs of mathematics: each takes one column by the table."""


def clean(text: str) -> str:
    """The text with everything that could steer a terminal replaced; tabs become spaces."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.expandtabs(4))


MOST_DIGITS = 18


def number_in(text: str) -> int | None:
    """The whole number that digits write; none for any other text, and for more digits than a count ever has.

    Of thousands of digits `int` makes no number but an error.
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def terminal_columns(otherwise: int = 80) -> int:
    """How wide the terminal is, by the rules of `shutil.get_terminal_size`; that brings in the packing of archives."""
    if columns := number_in(os.environ.get("COLUMNS", "")):
        return columns
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or otherwise  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return otherwise


def json_text(document: Any) -> str:
    """One line of JSON in which whatever could steer a terminal is written as an escape: a reader loses nothing."""
    return _UNSAFE.sub(lambda found: _escape(found[0]), json.dumps(document, ensure_ascii=False))


def _escape(char: str) -> str:
    """The character as JSON writes it in plain ASCII, two halves beyond the basic plane."""
    return json.dumps(char)[1:-1]


class Door(io.TextIOBase):
    """A stream that passes text on with nothing in it that could steer a terminal or that its encoding cannot hold."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.broken = False
        """Whether the other end took what was written; a full disk did not."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self.stream, "encoding", None) or "utf-8"

    def write(self, text: str, /) -> int:
        shown = "\n".join(map(clean, text.split("\n")))
        self._passed(lambda: self.stream.write(shown.encode(self.encoding, "replace").decode(self.encoding, "replace")))
        return len(text)

    def flush(self) -> None:
        self._passed(self.stream.flush)

    def close(self) -> None:
        """Nothing: the stream belongs to whoever opened it, and may be closed before the door is collected."""

    def _passed(self, step: Callable[[], object]) -> None:
        try:
            step()
        except OSError:
            self.broken = True
            raise

    def fileno(self) -> int:
        return self.stream.fileno()

    def isatty(self) -> bool:
        return self.stream.isatty()

    def writable(self) -> bool:
        return True


def cell_width(text: str) -> int:
    """Columns that a text takes in a terminal, by the table that the screen is measured with."""
    if text.isascii() or _NARROW.fullmatch(text):
        return len(text)
    # Imported with the first text that needs it: what a script asks for is told without.
    from rich.cells import cell_len

    return cell_len(text)


def clusters(text: str) -> Iterator[str]:
    """The characters as a person sees them, each with the marks, joiners and selectors that belong to it."""
    begun = 0
    for at in range(1, len(text)):
        if not (_belongs(text[at]) or text[at - 1] == _JOINER):
            yield text[begun:at]
            begun = at
    if text:
        yield text[begun:]


_JOINER = "\u200d"


def _belongs(char: str) -> bool:
    """Whether a character is drawn together with the one before it."""
    return char > "\u02ff" and (
        char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff" or unicodedata.category(char) in {"Mn", "Me", "Mc"}
    )


def _fitting(text: str, width: int) -> Iterator[str]:
    """As many clusters from the start as fit."""
    used = 0
    for cluster in clusters(text):
        used += cell_width(cluster)
        if used > width:
            return
        yield cluster


def padded(text: str, width: int) -> str:
    """The text in one row of exactly so many columns, cut with an ellipsis where it is longer."""
    text = clean(text).replace("\n", " ")
    if cell_width(text) <= width:
        return text + " " * (width - cell_width(text))
    fitting = "".join(_fitting(text, width - 1))
    return fitting + "…" + " " * (width - 1 - cell_width(fitting))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with what it is: `strong`, `em`, `code`, `math`, `keyword`, …; faces know the colours."""

    text: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the screen; `whole` lines (code, drawings, tables) stay as they are laid out."""

    spans: tuple[Span, ...] = ()
    whole: bool = False

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def width(self) -> int:
        return cell_width(self.text)

    def indented(self, first: Span) -> "Line":
        """The line behind a prefix."""
        return replace(self, spans=(first, *self.spans))
