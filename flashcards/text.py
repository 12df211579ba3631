"""What may reach a terminal, how wide it is there, and how it is wrapped."""

import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

# Controls, C1, bidi marks and overrides, tag characters, lone surrogates. The emoji joiner and variation selectors stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text with everything that could steer a terminal replaced; tabs become spaces."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.expandtabs(4))


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
    """Columns that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def padded(text: str, width: int) -> str:
    """The text in exactly so many columns, cut with an ellipsis where it is longer."""
    text = clean(text)
    if cell_width(text) > width:
        while text and cell_width(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cell_width(text))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with what it is: `strong`, `em`, `code`, `math`, `keyword`, …; faces know the colours."""

    text: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the screen; `whole` lines (code, drawings, tables) are scrolled, never wrapped."""

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


def _words(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans cut at spaces into words; a word may run over several spans."""
    words: list[list[Span]] = [[]]
    for span in spans:
        for piece in re.split(r"( +|\n)", span.text):
            if piece == "\n":
                words += [[Span("\n")], []]
            elif piece.isspace():
                if words[-1]:
                    words.append([])
            elif piece:
                words[-1].append(Span(piece, span.styles))
    return [word for word in words if word]


def _split(word: Sequence[Span], width: int) -> list[list[Span]]:
    """A word longer than a line, cut into pieces that fit."""
    pieces: list[list[Span]] = [[]]
    room = width
    for span in word:
        rest = span.text
        while rest:
            taken = ""
            for char in rest:
                if cell_width(taken + char) > room:
                    break
                taken += char
            if not taken:
                if room == width:
                    taken = rest[0]
                else:
                    pieces.append([])
                    room = width
                    continue
            pieces[-1].append(Span(taken, span.styles))
            room -= cell_width(taken)
            rest = rest[len(taken) :]
    return pieces


def wrap(spans: Iterable[Span], width: int) -> list[Line]:
    """Running text as lines of at most `width` columns, broken at spaces; a newline in a span breaks the line."""
    lines: list[Line] = []
    current: list[Span] = []
    used = 0

    def end() -> None:
        nonlocal current, used
        lines.append(Line(tuple(_joined(current))))
        current, used = [], 0

    for word in _words(spans):
        if word[0].text == "\n":
            end()
            continue
        size = sum(cell_width(s.text) for s in word)
        if current and used + 1 + size > width:
            end()
        for piece in _split(word, width) if size > width else [word]:
            if current and used + sum(cell_width(s.text) for s in piece) >= width:
                end()
            if current:
                shared = current[-1].styles == piece[0].styles
                current.append(Span(" ", current[-1].styles if shared else ()))
                used += 1
            current += piece
            used += sum(cell_width(s.text) for s in piece)
    if current or not lines:
        end()
    return lines


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in (Span(s.text.replace("\u00a0", " "), s.styles) for s in spans):
        if joined and joined[-1].styles == span.styles:
            joined[-1] = Span(joined[-1].text + span.text, span.styles)
        else:
            joined.append(span)
    return joined
