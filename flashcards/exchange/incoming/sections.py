"""Notes in Markdown whose headings are the names of fields: `## Front` and `## Back`, as ki and apy write them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from flashcards.exchange.incoming.texts import heading_words

NOTATION = "## Front ## Back"
_HEADING = re.compile(r"(#{1,6})[ \t]+(?:\d+[.)][ \t]*)?(.+)")
_SAYS = re.compile(r"(guid|nid|cid|model|notetype|tags?|deck|markdown)[ \t]*:(.*)")
"""What stands below `# Note`, and before the first one for all."""
_AS = {"guid": "id", "nid": "id", "model": "type", "notetype": "type", "tag": "tags"}
_FRONT, _BACK = {"front", "question"}, {"back", "answer"}
NOTE = "note"


class _Section(NamedTuple):
    line: int
    level: int
    name: str
    lines: Sequence[str]
    """What stands below the heading, up to the next one."""


def rows_of(lines: Sequence[str], fenced: Sequence[bool]) -> Iterator[tuple[int, dict[str, str]]]:
    """The fields of each note by their names, with its line; none where the headings name no fields."""
    sections = [*_sections(lines, fenced)]
    level = _level(sections)
    if not level:
        return
    above = _said(lines[: sections[0].line - 1])
    row: dict[str, str] = {}
    line = 0
    for at, section in enumerate(sections):
        name = section.name.casefold()
        if section.level < level or (name in _FRONT and section.level == level and not _FRONT.isdisjoint(_names(row))):
            if _names(row):
                yield line, {**above, **row}
            row, line = {}, section.line
        if section.level < level:
            row |= _said(section.lines)
        elif section.level == level:
            line = line or section.line
            row[section.name] = _text(sections, at)
        elif name == "tags" and not _names(row):  # as ki has them
            row["tags"] = " ".join(one.strip() for one in section.lines if one.strip(" `"))
    if _names(row):
        yield line, {**above, **row}


def _sections(lines: Sequence[str], fenced: Sequence[bool]) -> Iterator[_Section]:
    places = [at for at, line in enumerate(lines) if not fenced[at] and _HEADING.match(line)]
    for at, behind in pairwise([*places, len(lines)]):
        found = _HEADING.match(lines[at])
        assert found is not None
        yield _Section(at + 1, len(found[1]), heading_words(found[2]), lines[at + 1 : behind])


def _level(sections: Sequence[_Section]) -> int:
    """How deep the headings are that name fields: as many ask as tell, or they stand below notes that say their type."""
    for level in range(1, 7):
        names = [section.name.casefold() for section in sections if section.level == level]
        fronts, backs = (sum(name in wanted for name in names) for wanted in (_FRONT, _BACK))
        if fronts and fronts == backs:
            return level
        if any(s.name.casefold() == NOTE and "type" in _said(s.lines) for s in sections if s.level == level):
            return level + 1
    return 0


def _said(lines: Sequence[str]) -> dict[str, str]:
    """What lines say of a note: its key, type, deck and tags."""
    found = (_SAYS.match(line) for line in lines)
    told = {_AS.get(one[1], one[1]): one[2].strip() for one in found if one and one[1] not in {"cid", "markdown"}}
    return {name: value for name, value in told.items() if value}


def _names(row: dict[str, str]) -> set[str]:
    """The names of the fields of a row, without what is said of it."""
    return {name.casefold() for name in row} - {*_AS.values(), "deck"}


def _text(sections: Sequence[_Section], at: int) -> str:
    """What stands below a heading, with the headings that are deeper."""
    lines = [*sections[at].lines]
    for section in sections[at + 1 :]:
        if section.level <= sections[at].level:
            break
        lines += [f"{'#' * section.level} {section.name}", *section.lines]
    return "\n".join(lines)
