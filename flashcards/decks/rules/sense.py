"""What a sound card says that can hardly be meant so: dates, languages, code and pictures; plain `check` tells of it."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from textwrap import dedent

from flashcards.cards import Card
from flashcards.decks.rules.card import texts
from flashcards.kinds import BY_NAME
from flashcards.markup.code import unknown_language
from flashcards.markup.remarks import Remark

NOTED = frozenset(("comma", "date", "language", "syntax"))
"""Rules whose findings may be meant so; they are notes."""

_PICTURE = re.compile(r"(`+).*?\1|\\.|!\[(?:[^\]\\\n]|\\.)*\]\(\s*<?([^)\s>]+)", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def doubts(card: Card) -> Iterator[tuple[str, Remark]]:
    """What is said of a card, each with its field."""
    kind = BY_NAME[card.kind]
    yield from (("checked", remark) for remark in _date(card.notes.checked))
    for tag in card.notes.tags:
        if "," in tag:
            listed = ", ".join(part.strip() for part in tag.split(","))
            yield "tags", Remark("comma", f"`{tag[:40]}` is a single tag", f"several are a list: `[{listed}]`")
    for language in dict.fromkeys(language for _, _, language in kind.code(card.body)):
        if remedy := unknown_language(language):
            yield "language", Remark("language", f"`{language}` is not the name of a language", remedy)
    for field, code in kind.python(card.body):
        try:
            ast.parse(dedent(code))
        except (SyntaxError, ValueError) as err:
            where = f" in line {err.lineno}" if isinstance(err, SyntaxError) else ""
            yield field, Remark("syntax", f"this is no Python{where}: {getattr(err, 'msg', err)}", "run it once")


def pictures(card: Card) -> Iterator[tuple[str, str]]:
    """The files that the texts of a card show, each with its field."""
    for field, text in texts(card):
        for found in _PICTURE.finditer(text):
            if found[2] and "://" not in found[2]:
                yield field, found[2]


def _date(checked: str) -> Iterator[Remark]:
    """A card is checked on a day of the calendar."""
    fix = "begin with one, as in `2026-11-22 against PyTorch 2.13`"
    found = _DATE.match(checked)
    if checked and found is None:
        yield Remark("date", f"`{checked[:40]}` begins with no date", fix)
    elif found:
        try:
            date.fromisoformat(found[0])
        except ValueError:
            yield Remark("date", f"`{found[0]}` is no day of the calendar", fix)
