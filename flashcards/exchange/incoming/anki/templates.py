"""Anki's templates: the HTML of a side of a card, with fields, conditions and filters filled in."""

import re
from collections.abc import Callable, Mapping, Sequence

from flashcards.exchange.incoming.html import plain
from flashcards.exchange.incoming.shapes import name_of
from flashcards.records import dataclass, field

_TAG = re.compile(r"\{\{([^{}]*)\}\}")
_ANSWER = re.compile(r"<hr\b[^<>]*\bid\s*=\s*[\"']?answer\b[^<>]*>", re.IGNORECASE)
_BEHIND = {"why", "hint", "mistake", "source"}
"""Fields of a card of their own, where an answer shows them."""
_READING = re.compile(r" ?([^ <>\[\]]+)\[(?!sound:)([^\[\]]+)\]")
"""A word with its reading, as the filter `furigana` takes it."""
_OF_CARD = {"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"}


@dataclass(slots=True)
class Side:
    """One side of a card, as HTML, and what stood apart on it."""

    html: str = ""
    typed: str = ""
    """The field that is typed; `cloze:…` where the holes are."""
    apart: dict[str, str] = field(default_factory=dict)
    """What belongs into fields of its own, as HTML."""
    used: set[str] = field(default_factory=set)
    """The fields that it shows."""


def side(template: str, fields: Mapping[str, str], *, back: bool = False) -> Side:
    """A template filled in; on the back, the front is left out and reasons, hints and sources stand apart."""
    made = Side()
    pieces: list[str] = []
    hidden: list[str] = []
    before = 0
    for tag in _TAG.finditer(template):
        literal = template[before : tag.start()]
        before = tag.end()
        if not hidden:
            pieces.append(literal)
        name = tag[1].strip()
        mark, rest = name[:1], name[1:].strip()
        if mark in {"#", "^"}:
            made.used.add(rest)
        if (mark == "#" and not _is_full(fields, rest)) or (mark == "^" and _is_full(fields, rest)):
            hidden.append(rest)
        elif mark == "/" and hidden and hidden[-1] == rest:
            hidden.pop()
        elif mark in {"#", "^", "/"} or hidden:
            continue
        elif name != "FrontSide":
            pieces.append(_filled(made, name, fields, apart=back and not plain(literal)))
    pieces.append("" if hidden else template[before:])
    made.html = "".join(pieces)
    if back and (parted := _ANSWER.split(made.html, maxsplit=1))[1:]:
        made.html = parted[1]
    return made


def _is_full(fields: Mapping[str, str], name: str) -> bool:
    text = fields.get(name, "")
    return bool(plain(text) or "<img" in text or "[sound:" in text)


def _filled(made: Side, name: str, fields: Mapping[str, str], *, apart: bool) -> str:
    """What stands in the place of a tag."""
    *filters, of = (part.strip() for part in name.split(":"))
    is_shown = of in made.used
    made.used.add(of)
    text = fields.get(of, "")
    if of in _OF_CARD or any(word.startswith("tts") for word in filters):
        return ""
    if "type" in filters:
        made.typed = f"cloze:{of}" if "cloze" in filters else of
        return text if "cloze" in filters and not is_shown else ""
    for word in {"kanji", "kana"}.intersection(filters):
        text = _READING.sub(r"\1" if word == "kanji" else r"\2", text)
    if "hint" in filters:
        made.apart["hint"] = text
        return ""
    meant = name_of(of)
    if apart and meant in _BEHIND and meant not in made.apart:
        made.apart[meant] = text
        return ""
    return plain(text) if "text" in filters else text


def sides(question: str, answer: str, fields: Mapping[str, str]) -> tuple[Side, Side]:
    """Both sides of a card."""
    return side(question, fields), side(answer, fields, back=True)


def unused(
    names: Sequence[str], shown: Sequence[Side], fields: Mapping[str, str], markdown: Callable[[str], str]
) -> list[str]:
    """The fields that no side shows, as remarks."""
    used = {name for one in shown for name in one.used}
    return [f"{name}: {text}" for name in names if name not in used and (text := markdown(fields.get(name, "")))]
