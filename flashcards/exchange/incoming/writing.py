"""Cards as lines of a deck's file, pleasant to read and to edit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flashcards.decks.adding import scalar
from flashcards.exchange.incoming.brought import Fields
from flashcards.exchange.incoming.texts import tidy

LONGEST_PLAIN = 90
"""A longer text stands in a block."""
_BARE = re.compile(r"[A-Za-z0-9](?:[^:#\\\\]|:(?=\S)|(?<=\S)#)*", re.ASCII)
"""A text that YAML reads as it is written."""
_TAG = re.compile(r"\w[\w./-]*(?:::[\w./-]+)*")
_BRACKETED = {"tags", "needs", "aliases", "confused_with"}
"""Lists of short names, on one line."""


def lines_of(fields: Fields, remarks: Sequence[str] = ()) -> list[str]:
    """A card without its dash; the remarks are comments behind its first field."""
    lines = []
    for at, (name, value) in enumerate(fields.items()):
        lines += _field(name, value)
        if at == 0:
            lines += commented(remarks)
    return lines


def card_text(fields: Fields, remarks: Sequence[str] = ()) -> str:
    """A card as lines of a deck's file, at the left edge."""
    lines = lines_of(fields, remarks)
    return "".join(f"{'- ' if at == 0 else '  ' if line else ''}{line}\n" for at, line in enumerate(lines))


def commented(remarks: Sequence[str]) -> list[str]:
    """Remarks as lines of comments."""
    return [f"# {line}".rstrip() for remark in remarks for line in tidy(remark).split("\n")]


def _field(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [f"{name}: {'true' if value else 'false'}"]
    if isinstance(value, str | int):
        return text_lines(name, str(value))
    if isinstance(value, Mapping):
        return [f"{name}:", *(f"  {line}".rstrip() for key, inner in value.items() for line in _field(key, inner))]
    if name in _BRACKETED and all(_TAG.fullmatch(tag) for tag in value):
        return [f"{name}: [{', '.join(value)}]"]
    lines = [f"{name}:"]
    for item in value:
        inner = (
            [line for key, inner in item.items() for line in _field(key, inner)]
            if isinstance(item, Mapping)
            else _item(str(item))
        )
        lines += [f"{'  - ' if at == 0 else '    '}{line}".rstrip() for at, line in enumerate(inner)]
    return lines


def _item(text: str) -> list[str]:
    """An element of a list of texts."""
    first, *rest = text_lines("", text)
    return [first.removeprefix(": "), *rest]


def text_lines(name: str, text: str) -> list[str]:
    """A text behind the name of its field: on its line where it is short and read as written, else in a block."""
    rows = text.split("\n")
    if len(rows) == 1 and len(text) <= LONGEST_PLAIN:
        if _BARE.fullmatch(text) and text[-1] != ":":
            return [f"{name}: {text}"]
        if "\\" not in text:
            return [f"{name}: {scalar(text)}"]
    indent = "2" if rows[0].startswith(" ") else ""
    return [f"{name}: |{indent}", *(f"  {row}".rstrip() for row in rows)]
