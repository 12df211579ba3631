"""Cards in Markdown notes: what hashcards and repeater write, what Obsidian's Spaced Repetition writes, and headings."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from flashcards.decks.file import ID_PATTERN
from flashcards.exchange.incoming.brought import Brought, Left
from flashcards.exchange.incoming.texts import heading_words, tidy
from flashcards.markup.regions import covered, outside
from flashcards.records import dataclass, field

HASHCARDS, OBSIDIAN, HEADINGS = "Q: A: C:", ":: ? ==…== {{c1::…}}", "headings"
"""The notations, as they are called in what is said."""
_MARKER = re.compile(r"([QACPS]):(?=\s|$)")
_WORDS = re.compile(r"(?:\*\*)?(Q|A|Question|Answer|Front|Back)(?::\*\*|\*\*:|:)(?=\s|$)")
"""What others write for these marks, where both of two stand in a note."""
_PAIRS = ({"Q", "A"}, {"Question", "Answer"}, {"Front", "Back"})
_SAME = {"P": "Q", "S": "A", "Question": "Q", "Answer": "A", "Front": "Q", "Back": "A"}
"""A problem and its solution are a question and its answer."""
_BLANK = re.compile(r"(?<![\\!\]])\[([^\[\]\n^][^\[\]\n]*)\](?![(\[:])")
_HIGHLIGHT = re.compile(r"==(?:(\d+);;)?(?=\S)([^=\n]+?(?:=[^=\n]+?)*)(?<=\S)==")
_ANKI = re.compile(r"(?<!\\)\{\{c\d+::")
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_SCHEDULE = re.compile(r"\s*<!--SR:(.*?)-->\s*", re.DOTALL)
_BLOCK_ID = re.compile(r"\s+\^([A-Za-z0-9-]+)\s*$")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[.\]\s+)?")
_TAG = re.compile(r"(?<![\w&#/])#([^\W\d_][\w/-]*)")
_NOTE = re.compile(r"\*\*(Hint|Why|Mistake|Source|Tags|Level):\*\* (.+)")
_RULE = re.compile(r"-{3,}\s*")


class Noted(NamedTuple):
    """A card as a note has it."""

    line: int
    fields: dict[str, Any]
    key: str = ""
    """The name of its block; empty where it has none."""
    schedule: str = ""
    """What Obsidian's Spaced Repetition wrote of it."""
    heading: tuple[str, ...] = ()
    fault: str = ""
    """Why there is no card; its text stands in `fields`."""


@dataclass(slots=True)
class Found:
    """What one note holds."""

    notation: str
    title: str = ""
    cards: list[Brought | Left] = field(default_factory=list)
    headed: list[tuple[Brought, tuple[str, ...]]] = field(default_factory=list)
    """Cards that a heading asks for, and what it stands below, the outermost first."""
    dated: int = 0
    """How many of them say when they come back."""
    names_deck: bool = False
    """Whether a tag says which deck its cards lie in."""


def cards_of(text: str) -> tuple[str, list[Noted]]:
    """The notation that a note is in, and its cards; the lines count from 1."""
    lines = text.split("\n")
    fenced = in_code(lines)
    marks = {
        (mark[1], "[" in line) for at, line in enumerate(lines) if not fenced[at] and (mark := _MARKER.match(line))
    }
    if {mark for mark, _ in marks} & {"Q", "P"} or ("C", True) in marks:
        return HASHCARDS, [*_marked(lines, fenced, _MARKER)]
    words = {mark[1] for at, line in enumerate(lines) if not fenced[at] and (mark := _WORDS.match(line))}
    if any(pair <= words for pair in _PAIRS):
        return HASHCARDS, [*_marked(lines, fenced, _WORDS)]
    found = [*_separated(lines, fenced)]
    if found:
        return OBSIDIAN, found
    return HEADINGS, [*_headed(lines, fenced)]


def tags_of(text: str) -> list[str]:
    """The tags in a text, without their signs."""
    return [*dict.fromkeys(_TAG.findall(outside(text)))]


def without_tags(text: str) -> str:
    """A line without the tags that stand at its ends."""
    return re.sub(r"^(?:#[^\W\d_][\w/-]*\s+)+|(?:\s+#[^\W\d_][\w/-]*)+\s*$", "", text)


def in_code(lines: Sequence[str]) -> list[bool]:
    """Of each line, whether it stands in a block of code, its fences included; a mark may stand before the first."""
    inside, found = "", []
    for line in lines:
        fence = re.match(r"(?:[QACPS]:)?\s*(`{3,}|~{3,})\s*(.*)", line)
        found.append(bool(inside or (fence and not _MARKER.match(line))))
        if inside:
            inside = "" if fence and fence[1].startswith(inside) and not fence[2] else inside
        elif fence:
            inside = fence[1]
    return found


# -- Q: A: C: ---------------------------------------------------------------------------------------------------------


def _marked(lines: Sequence[str], fenced: Sequence[bool], marker: "re.Pattern[str]") -> Iterator[Noted]:
    """Cards behind `Q:` and `A:`, and `C:` with holes in brackets; a rule or another mark ends one."""
    parts: dict[str, list[str]] = {}
    begun, now, last, name = 0, "", None, ""
    for at, line in enumerate([*lines, "---"]):
        free = at == len(lines) or not fenced[at]
        mark = marker.match(line) if free else None
        ends = free and bool(_RULE.fullmatch(line))
        separate = "" if not free or now else _double(line)
        heading = _HEADING.match(line) if free and not now else None
        if parts and (ends or (mark and _SAME.get(mark[1], mark[1]) != "A")):
            if last:
                yield last
            last = _of_parts(begun, parts)._replace(key=name)
            parts, now, name = {}, "", ""
        if mark:
            now = _SAME.get(mark[1], mark[1])
            begun = at + 1 if now != "A" or not parts else begun
            parts.setdefault(now, []).append(line[mark.end() :].strip())
        elif now and not ends:
            parts[now].append(line)
        elif heading:
            words = heading_words(heading[2])
            name = words if ID_PATTERN.fullmatch(words) else ""
        elif last and (note := _NOTE.match(line)):  # as this program writes them below a card
            last.fields[note[1].casefold()] = note[2]
        elif separate:  # repeater has single lines as well
            yield _pair(at + 1, line, separate)
    if last:
        yield last


def _of_parts(line: int, parts: dict[str, list[str]]) -> Noted:
    texts = {name: tidy("\n".join(part)) for name, part in parts.items()}
    if "C" in texts:
        cloze, holes = _with_blanks(texts["C"])
        fields = {"cloze": cloze}
        return Noted(line, fields, fault="" if holes else "there is no [blank]")
    question, answer = texts.get("Q", ""), texts.get("A", "")
    fault = "there is no answer" if question else "there is no question"
    return Noted(line, {"question": question, "answer": answer}, fault="" if question and answer else fault)


def _with_blanks(text: str) -> tuple[str, int]:
    """A text whose brackets are holes, each asked on its own; those of links, code and formulas are none."""
    found = 0
    pieces, before = [], 0
    is_covered = covered(text)
    for blank in _BLANK.finditer(text):
        if is_covered(blank.start()):
            continue
        found += 1
        pieces += [text[before : blank.start()], f"{{{{c{found}::{blank[1]}}}}}"]
        before = blank.end()
    return "".join([*pieces, text[before:]]).replace(r"\[", "[").replace(r"\]", "]"), found


# -- Obsidian ---------------------------------------------------------------------------------------------------------


def _separated(lines: Sequence[str], fenced: Sequence[bool]) -> Iterator[Noted]:
    """Paragraphs with `::` or `:::` in a line, `?` or `??` between lines, or `==holes==`."""
    heading: list[str] = []
    for first, behind in _paragraphs(lines, fenced):
        found = None if fenced[first] else _HEADING.match(lines[first])
        if found and (_double(lines[first]) == "" or _names_deck(first, lines)):
            del heading[len(found[1]) - 1 :]
            heading.append(heading_words(found[2]))
            first += 1  # noqa: PLW2901 - the text below
        text = lines[first:behind]
        marks = [at for at, line in enumerate(text) if line.strip() in {"?", "??"} and not fenced[first + at]]
        if marks and marks[0] > 0:
            at = marks[0]
            answer, schedule = _without_schedule("\n".join(text[at + 1 :]))
            key, answer = _block_id(answer)
            fields: dict[str, Any] = {"question": tidy("\n".join(text[:at])), "answer": tidy(answer)}
            if text[at].strip() == "??":
                fields["reverse"] = True
            yield Noted(
                first + 1, fields, key, schedule, tuple(heading), "" if fields["answer"] else "there is no answer"
            )
            continue
        yield from _of_lines(first, text, fenced[first:behind], tuple(heading))


def _of_lines(first: int, text: Sequence[str], fenced: Sequence[bool], heading: tuple[str, ...]) -> Iterator[Noted]:
    """The cards of a paragraph: a line with a separator each, or the holes of the whole."""
    whole, schedule = _without_schedule("\n".join(text))
    if _ANKI.search(whole):  # in code as well
        key, cloze = _block_id(whole)
        yield Noted(first + 1, {"cloze": tidy(cloze)}, key, schedule, heading)
        return
    pairs = [(at, line, mark) for at, line in enumerate(text) if not fenced[at] and (mark := _double(line))]
    for at, line, mark in pairs:
        below = text[at + 1] if at + 1 < len(text) else ""
        here = _SCHEDULE.search(line) or _SCHEDULE.match(below)
        made = _pair(first + at + 1, _SCHEDULE.sub("", line), mark)
        yield made._replace(schedule=here[1] if here else "", heading=heading)
    if not pairs and not any(fenced) and (cloze := _highlighted(whole)):
        key, cloze = _block_id(cloze)
        yield Noted(first + 1, {"cloze": tidy(cloze)}, key, schedule, heading)


def _names_deck(at: int, lines: Sequence[str]) -> bool:
    """Whether a heading is `# Deck::Part`: it stands above all else, and other headings below it."""
    is_first = lines[at].startswith("# ") and not any(map(str.strip, lines[:at]))
    return is_first and any(line.startswith("#") and _HEADING.match(line) for line in lines[at + 1 :])


def _paragraphs(lines: Sequence[str], fenced: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends; a block of code is no end, and a comment with a schedule belongs to it."""
    first = 0
    for at, line in enumerate([*lines, ""]):
        if at < len(lines) and (line.strip() or fenced[at]):
            starts_anew = _HEADING.match(line) and at > first and not fenced[at]
            if not starts_anew:
                continue
        if at > first:
            yield first, at
        first = at if line.strip() else at + 1


def _double(line: str) -> str:
    """`::` or `:::` where it parts a line outside of code and formulas; else empty."""
    if "::" not in line:
        return ""
    return next((mark for mark in (":::", "::") if _parted(line, mark)), "")


def _parted(line: str, mark: str) -> tuple[str, str] | None:
    is_covered = covered(line)
    at = line.find(mark)
    while at >= 0:
        if not is_covered(at):
            first, second = line[:at].strip(), line[at + len(mark) :].strip()
            return (first, second) if first and second and not second.startswith(":") else None
        at = line.find(mark, at + 1)
    return None


def _pair(line: int, text: str, mark: str) -> Noted:
    key, text = _block_id(text)
    question, answer = _parted(text, mark) or (text, "")
    fields: dict[str, Any] = {"question": tidy(_BULLET.sub("", question)), "answer": tidy(answer)}
    if mark == ":::":
        fields["reverse"] = True
    return Noted(line, fields, key)


def _highlighted(text: str) -> str:
    """A text with its highlights as holes, each asked on its own or by its number; empty where it has none."""
    is_covered, count = covered(text), 0

    def hole(found: "re.Match[str]") -> str:
        nonlocal count
        if is_covered(found.start()):
            return found[0]
        count += 1
        inner, _, hint = found[2].partition(";;")
        return f"{{{{c{found[1] or count}::{inner}{f'::{hint}' if hint else ''}}}}}"

    made = _HIGHLIGHT.sub(hole, text)
    return made if count else ""


def _without_schedule(text: str) -> tuple[str, str]:
    found = _SCHEDULE.search(text)
    return (_SCHEDULE.sub("\n", text).strip("\n"), found[1]) if found else (text, "")


def _block_id(text: str) -> tuple[str, str]:
    """The name of a block, and its text without it."""
    found = _BLOCK_ID.search(text)
    return (found[1], text[: found.start()]) if found else ("", text)


# -- headings ---------------------------------------------------------------------------------------------------------


def _headed(lines: Sequence[str], fenced: Sequence[bool]) -> Iterator[Noted]:
    """A heading asks for the text below it, up to the next heading."""
    places = [at for at, line in enumerate(lines) if not fenced[at] and _HEADING.match(line)]
    path: list[str] = []
    for at, behind in pairwise([*places, len(lines)]):
        found = _HEADING.match(lines[at])
        assert found is not None
        del path[len(found[1]) - 1 :]
        path += [""] * (len(found[1]) - 1 - len(path))
        below = tidy("\n".join(lines[at + 1 : behind])).split("\n")
        if len(below) > 1 and _RULE.fullmatch(below[-1]):  # which parts it from the next section
            below.pop()
        question, answer = heading_words(found[2]), tidy("\n".join(below))
        if answer:
            yield Noted(at + 1, {"question": question, "answer": answer}, heading=tuple(filter(None, path)))
        path.append(question)
