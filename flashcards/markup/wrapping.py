"""Running text → lines: where a line may end, in scripts with spaces and in those without."""

# ruff: noqa: RUF001 - the sets below are punctuation of other scripts

import re
from collections.abc import Iterable, Iterator
from functools import cache

from flashcards.records import dataclass
from flashcards.text import Line, Span, cell_width, clusters


@cache  # compiled for the first text that may hold one: it takes longer than laying out a card
def _east() -> re.Pattern[str]:
    return re.compile(
        "[\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
    )


def has_east(text: str) -> bool:
    """Whether there are characters between which a line may break: Chinese and Japanese ones and their punctuation."""
    return not text.isascii() and _east().search(text) is not None


_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー’”）］｝〕〉》」』】〙〗〟｠»‐゠–〜～‼⁇⁈⁉%％‰°℃…‥,.:;?!)]}ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NOT_LAST = frozenset("‘“（［｛〔〈《「『【〘〖〝｟«([{$¥￥£＄#＃")
"""What never begins, and what never ends, a line of Chinese or Japanese."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a line break never parts, and whether a space stands before it; a line break is a word of its own."""

    spans: tuple[Span, ...]
    spaced: bool

    @property
    def width(self) -> int:
        return sum(cell_width(span.text) for span in self.spans)


_BREAK = Span("\n")


def words(spans: Iterable[Span]) -> Iterator[Word]:
    """Spans cut where a line may end; a word may run over several spans."""
    word: list[Span] = []
    spaced, last = False, ""
    for span in spans:
        for piece in re.split(r"( +|\n)", span.text):
            if piece == "\n" or piece.isspace():
                if word:
                    yield Word(tuple(word), spaced)
                if piece == "\n":
                    yield Word((_BREAK,), spaced=False)
                word, last, spaced = [], "", piece != "\n"
                continue
            for part in _parts(piece, last):
                if word and last and _may_break(last, part[0]):
                    yield Word(tuple(word), spaced)
                    word, spaced = [], False
                word.append(Span(part, span.styles))
                last = part[-1]
    if word:
        yield Word(tuple(word), spaced)


def _parts(piece: str, last: str) -> list[str]:
    """A piece without spaces cut wherever a line may end inside it."""
    if not has_east(piece) and not has_east(last):
        return [piece] if piece else []
    parts: list[str] = []
    for cluster in clusters(piece):
        if parts and not _may_break(parts[-1][-1], cluster[0]):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters that have no space between them."""
    return (
        has_east(before + after)
        and before not in _NOT_LAST
        and after not in _NOT_FIRST
        and _NO_BREAK not in before + after
    )


_NO_BREAK = "\u00a0"


_SIGNS = frozenset("-+*−±∓×·/÷–—")
"""What joins two terms or clauses: at the start of a row it would look like the mark of a list."""
_SHORT = 6
"""Columns of terms that stay in one row with the sign between them: `n - 1`."""


def _held(found: Iterable[Word], width: int) -> Iterator[Word]:
    """The words with each sign that stands alone behind the word before it, and before the next one where both are short."""
    last: Word | None = None
    binds = False
    for word in found:
        sign = word.spaced and "".join(span.text for span in word.spans) in _SIGNS
        if last is not None and last.spans[0] is not _BREAK and (sign or (binds and word.width <= _SHORT)):
            shared = last.spans[-1].styles == word.spans[0].styles
            held = Word(
                (*last.spans, Span(_NO_BREAK, word.spans[0].styles if shared else ()), *word.spans), last.spaced
            )
            if word.spaced and held.width <= width:
                binds = sign and last.width <= _SHORT
                last = held
                continue
        if last is not None:
            yield last
        last, binds = word, False
    if last is not None:
        yield last


def _split(word: Word, width: int) -> list[Word]:
    """A word longer than a line, cut into pieces that fit."""
    pieces: list[list[Span]] = [[]]
    room = width
    for span in word.spans:
        for cluster in clusters(span.text):
            size = cell_width(cluster)
            if size > room and pieces[-1]:
                pieces.append([])
                room = width
            pieces[-1].append(Span(cluster, span.styles))
            room -= size
    return [Word(tuple(_merged(piece)), word.spaced and index == 0) for index, piece in enumerate(pieces)]


def wrap(spans: Iterable[Span], width: int) -> list[Line]:
    """Running text as lines of at most `width` columns; a newline in a span breaks the line.

    Lines end at spaces, and between Chinese and Japanese characters where their punctuation lets them.
    """
    lines: list[Line] = []
    current: list[Span] = []
    used = 0

    def end() -> None:
        nonlocal current, used
        lines.append(Line(tuple(_joined(current))))
        current, used = [], 0

    for word in _held(words(spans), width):
        if word.spans[0] is _BREAK:
            end()
            continue
        size = word.width
        if current and used + word.spaced + size > width:
            end()
        for piece in _split(word, width) if size > width else [word]:
            if current and used + piece.spaced + piece.width > width:
                end()
            if current and piece.spaced:
                shared = current[-1].styles == piece.spans[0].styles
                current.append(Span(" ", current[-1].styles if shared else ()))
                used += 1
            current += piece.spans
            used += piece.width
    if current or not lines:
        end()
    return lines


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans as they are shown: spaces that held words together are spaces like others."""
    return _merged(Span(span.text.replace(_NO_BREAK, " "), span.styles) for span in spans)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of one style as one span."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].styles == span.styles:
            joined[-1] = Span(joined[-1].text + span.text, span.styles)
        else:
            joined.append(span)
    return joined
