"""Org files as an outline: headings with their tags, properties and drawers, the text below each, and what lies within."""

import re
from collections.abc import Iterator, Sequence

from flashcards.records import dataclass, field

DEEPEST = 50
"""Headings further within lie no deeper."""
_HEADING = re.compile(r"(\*+)(?:[ \t]+(.*?))?(?:[ \t]+(:[\w@#%:]+:))?[ \t]*$")
_TODO = re.compile(r"(?:TODO|DONE|NEXT|WAITING|COMMENT|CANCELLED|HOLD)(?=\s|$)\s*")
_PRIORITY = re.compile(r"\[#\w\]\s*")
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*$")
_PROPERTY = re.compile(r"[ \t]*:([^\s:]+):[ \t]*(.*?)[ \t]*$")
_PLANNED = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):\s*[<\[]")
_DAY = re.compile(r"SCHEDULED:\s*[<\[](\d{4}-\d\d-\d\d)")
_KEYWORD = re.compile(r"#\+(\w+):[ \t]*(.*?)[ \t]*$")
_COMMENT = re.compile(r"[ \t]*#(?: |$)")
_MARKS = re.compile("[\ue010-\ue015]")
"""Private characters, which stand for other things while texts are converted."""
_OPENS = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """A heading and what stands below it; the whole file is one without a title."""

    line: int
    level: int = 0
    title: str = ""
    tags: tuple[str, ...] = ()
    within: tuple["Entry", ...] = ()
    """The entries it lies in, the outermost first; not the file itself."""
    body: list[str] = field(default_factory=list)
    """The lines below it, without drawers, comments and days that are planned."""
    drawers: dict[str, list[str]] = field(default_factory=dict)
    scheduled: str = ""
    """The day it is scheduled for, as ISO 8601."""
    children: list["Entry"] = field(default_factory=list)

    @property
    def properties(self) -> dict[str, str]:
        """Its properties, by their names in capitals."""
        found = map(_PROPERTY.match, self.drawers.get("PROPERTIES", ()))
        return {one[1].upper(): one[2] for one in found if one}

    @property
    def all_tags(self) -> tuple[str, ...]:
        """Its tags behind those of the entries it lies in."""
        return tuple(dict.fromkeys(tag for one in (*self.within, self) for tag in one.tags))

    def every(self) -> Iterator["Entry"]:
        """The entry and all that lie in it, as they stand."""
        yield self
        for child in self.children:
            yield from child.every()


def outline(text: str) -> tuple[Entry, dict[str, str]]:
    """A file as one entry, which has the tags of the file, and its keywords (`#+TITLE:`) by their names in capitals."""
    root = Entry(1)
    keywords: dict[str, str] = {}
    lines = _MARKS.sub("", text).split("\n")
    path, first = [root], 0
    for at, line in enumerate([*lines, "* "]):
        heading = _HEADING.match(line) if line.startswith("*") else None
        if heading is None or (
            heading[2] is None and heading[3] is None and at < len(lines) and not line.endswith(" ")
        ):
            continue
        _fill(path[-1], lines[first:at], keywords)
        first = at + 1
        if at == len(lines):
            break
        level = min(len(heading[1]), DEEPEST)
        while path[-1].level >= level:
            path.pop()
        title = _PRIORITY.sub("", _TODO.sub("", heading[2] or "", count=1), count=1).strip()
        tags = tuple(filter(None, (heading[3] or "").split(":")))
        entry = Entry(at + 1, level, title, tags, tuple(path[1:]))
        path[-1].children.append(entry)
        path.append(entry)
    root.tags = tuple(filter(None, re.split(r"[:\s]+", keywords.get("FILETAGS", ""))))
    return root, keywords


def _fill(entry: Entry, lines: Sequence[str], keywords: dict[str, str]) -> None:
    """Sort the lines below a heading into drawers, what is planned, keywords of the file, and text."""
    at, block, ends = 0, "", _ends(lines)
    while at < len(lines):
        line = lines[at]
        at += 1
        if block:
            block = "" if re.fullmatch(rf"[ \t]*#\+end_{block}[ \t]*", line, re.IGNORECASE) else block
            entry.body.append(line)
        elif opens := _OPENS.match(line):
            block = re.escape(opens[1])
            entry.body.append(line)
        elif (drawer := _DRAWER.match(line)) and (end := ends[at]) >= 0:
            entry.drawers.setdefault(drawer[1].upper(), []).extend(lines[at:end])
            at = end + 1
        elif not any(entry.body) and _PLANNED.match(line):
            found = _DAY.search(line)
            entry.scheduled = found[1] if found else entry.scheduled
        elif keyword := _KEYWORD.match(line):
            keywords.setdefault(keyword[1].upper(), keyword[2])
        elif not _COMMENT.match(line):
            entry.body.append(line)


def _ends(lines: Sequence[str]) -> list[int]:
    """Of each line, where a drawer ends that is open there; -1 where none does: then it is none."""
    found, end = [], -1
    for at in range(len(lines) - 1, -1, -1):
        end = at if lines[at].strip().upper() == ":END:" else -1 if _OPENS.match(lines[at]) else end
        found.append(end)
    return [*reversed(found), -1]
