"""What a sound card says that can hardly be meant so: dates, languages, code and pictures; plain `check` tells of it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import dedent

from flashcards.cards import Card
from flashcards.decks.likely import language_code
from flashcards.kinds import BY_NAME
from flashcards.kinds.python import parsed
from flashcards.markup.code import unknown_language
from flashcards.markup.remarks import Remark
from flashcards.words import as_list

NOTED = frozenset(("comma", "space", "date", "language", "syntax"))
"""Rules whose findings may be meant so; they are notes."""

_PICTURE = re.compile(
    r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\\.|!\[(?:[^\]\\\n]|\\.)*\]\(\s*(?:<([^>\n]+)|([^)\s<]+))", re.DOTALL
)
_SPACED = re.compile(r"(!\[[^\]\n]*\])\(([^()<>\"'\n]* [^()<>\"'\n]*\.[a-zA-Z]{2,4})\)")
_NOTHING = frozenset(("null", "~"))
_HOLE = re.compile(r"\{\{ *[cC]\d+ *::?[^{}\n]*\}\}")
_IN_BACKTICKS = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_UNSEEN = re.compile("[\u200b\u2060]")
_LINKED = re.compile(r"!\[\[([^\]\n|]+)[^\]\n]*\]\]")
_OF_LAND = {"jp": "ja", "cn": "zh", "ua": "uk", "gr": "el", "dk": "da", "cz": "cs"}
_DAY = re.compile(r"(?:(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))(?!\d)")
"""A day with its parts in another form."""
_STROKES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
MONTHS = 12
_DATE = re.compile(r"(\d{4})(-?)(\d{1,2})\2(\d{1,2})(?!\d)")


def doubts(card: Card, shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Remark]]:
    """What is said of a card, each with its field; `shown` are its Markdown texts with theirs."""
    yield from (("checked", remark) for remark in _date(card.notes.checked))
    if code := _OF_LAND.get(card.notes.text_language.casefold()):
        message = f"`{card.notes.text_language}` is the code of a country, not of a language"
        yield "text_language", Remark("language", message, f"write `{code}`")
    yield from (("tags", remark) for remark in _tags(card.notes.tags))
    for field, value in _notes(card):
        if value in _NOTHING:
            message = f"`{value}` is shown as it stands: every value is a text"
            yield field, Remark("doubtful", message, f"leave `{field}:` out where there is none")
    yield from _in_code(card)
    if card.kind != "cloze":
        yield from _holes(shown)
    typed = dict.fromkeys(BY_NAME[card.kind].accepted(card), "accept")
    for text, field in (typed | {text: field for field, text in shown if text not in typed}).items():
        if unseen := _UNSEEN.search(text):
            behind = text[: unseen.start()][-12:]
            where = f"stands behind `{behind}`" if behind else "begins the text"
            message = f"an invisible character, U+{ord(unseen[0]):04X}, {where}"
            yield field, Remark("doubtful", message, "delete it")
        for spaced in _SPACED.finditer(_IN_BACKTICKS.sub("", text)):
            message = f"`{spaced[2]}` has a space, with which Markdown shows no picture"
            yield field, Remark("doubtful", message, f"write `{spaced[1]}(<{spaced[2]}>)`")
        if linked := _LINKED.search(_IN_BACKTICKS.sub("", text)):
            message = f"`{linked[0][:40]}` shows no picture"
            yield field, Remark("doubtful", message, f"write `![what it shows]({linked[1]})`")


def _notes(card: Card) -> Iterator[tuple[str, str]]:
    """The texts of the fields that every card may have; of lists with a single element that one."""
    notes = card.notes
    yield from (
        ("id", card.family.replace("~", "")),
        ("why", notes.why),
        ("mistake", notes.mistake),
        ("hint", notes.hint),
    )
    yield from (
        (name, listed[0]) for name, listed in (("source", notes.source), ("tags", notes.tags)) if len(listed) == 1
    )


def _tags(tags: Sequence[str]) -> Iterator[Remark]:
    """Tags stand in a list; a text is a single one. In a list one with a space is meant, and is searched for in quotes."""
    for tag in dict.fromkeys(tag for at, tag in enumerate(tags) if tag in tags[:at]):
        yield Remark("doubtful", f"the tag `{tag[:40]}` stands twice", "take one of the two away")
    for tag in dict.fromkeys(tags):
        if unseen := _UNSEEN.search(tag):
            yield Remark(
                "doubtful", f"an invisible character, U+{ord(unseen[0]):04X}, stands in `{tag[:40]}`", "delete it"
            )
        if fix := as_list(tag):
            yield Remark("comma", f"`{tag[:40]}` is a single tag", fix)
        elif len(tags) == 1 and " " in tag:
            words = [word.lstrip("#") for word in tag.split()]
            fix = f"several are a list: `[{', '.join(words)}]`; one is better `{'-'.join(words)}`"
            yield Remark("space", f"`{tag[:40]}` is a single tag", fix)


def _in_code(card: Card) -> Iterator[tuple[str, Remark]]:
    """The code of a card has the name of a language, no fence of Markdown, and is Python where it says so."""
    kind = BY_NAME[card.kind]
    codes = [*kind.code(card.body)]
    for language in dict.fromkeys(language for _, _, language in codes):
        if remedy := unknown_language(language):
            code = language_code(language)
            remedy = f"`language` is that of the code; write `text_language: {code}`" if code else remedy
            yield "language", Remark("language", f"`{language}` is not the name of a language", remedy)
    fenced = [field for field, code, _ in codes if code.startswith(("```", "~~~"))]
    for field in fenced:
        yield field, Remark("doubtful", "the fence is shown as a line of the code", "take both fences away")
    for field, code in () if fenced else kind.python(card.body):
        try:
            parsed(dedent(code))
        except (SyntaxError, ValueError) as err:
            where = f" in line {err.lineno}" if isinstance(err, SyntaxError) else ""
            yield field, Remark("syntax", f"this is no Python{where}: {getattr(err, 'msg', err)}", "run it once")


def _holes(shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Remark]]:
    """Holes stand in cloze cards; elsewhere they are shown with their braces."""
    for field, text in shown:
        if hole := _HOLE.search(_IN_BACKTICKS.sub("", text)):
            message = f"`{hole[0][:40]}` is a hole only in a text under `cloze:`"
            yield field, Remark("doubtful", message, "write `cloze:` for the field, or put it into backticks")


def pictures(shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The files that the texts of a card show, each with its field."""
    for field, text in shown:
        for found in _PICTURE.finditer(text):
            name = found[2] or found[3]
            if name and "://" not in name and not _SPACED.match(text, found.start()):
                yield field, name


def _day(checked: str) -> str:
    """The day that a date in another form names, as dates are written here; empty where nobody can tell days from months."""
    if strokes := _STROKES.match(checked):
        first, second, year = strokes.groups()
        if (int(first) > MONTHS) == (int(second) > MONTHS):
            return ""
        month, of_month = (second, first) if int(first) > MONTHS else (first, second)
    elif found := _DAY.match(checked):
        year, month, of_month = found.groups()[:3] if found[1] else found.groups()[:2:-1]
    else:
        return ""
    return f"{year}-{month:0>2}-{of_month:0>2}"


def _date(checked: str) -> Iterator[Remark]:
    """A card is checked on a day of the calendar."""
    fix = "begin with one, as in `2026-11-22 against PyTorch 2.13`"
    found = _DATE.match(checked)
    written = "{}-{:0>2}-{:0>2}".format(*found.group(1, 3, 4)) if found else ""
    if checked and found is None:
        if day := _day(checked):
            fix = f"write `{day}`"
        yield Remark("date", f"`{' '.join(checked.split())[:40]}` begins with no date", fix)
    elif found:
        try:
            date.fromisoformat(written)
        except ValueError:
            yield Remark("date", f"`{found[0]}` is no day of the calendar", fix)
        else:
            if written != found[0]:
                yield Remark("date", f"`{found[0]}` is a date in another form", f"write `{written}`")
