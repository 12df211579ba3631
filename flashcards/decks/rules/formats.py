"""Findings as text, for a script, for GitHub and as SARIF: each with its rule, its place and the line it is about."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from flashcards.decks.rules.report import READING, Finding
from flashcards.records import fields
from flashcards.text import cell_width, clean

Json: TypeAlias = dict[str, Any]
WIDEST = 200
"""A line that is longer, as of a whole deck in braces, is shown around the place that is meant."""
LONGEST = 10_000
"""So much of a line is looked at."""
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@lru_cache(maxsize=64)
def lines_of(path: Path) -> list[str]:
    """The lines of a file; none where it cannot be read."""
    try:
        # What else `splitlines` takes for the end of a line is refused in a deck, and ends none.
        return path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if path.is_file() else []
    except OSError:
        return []


def source_line(found: Finding) -> str:
    """The line that a finding is about; empty where it cannot be read."""
    lines = lines_of(found.problem.path)
    return lines[found.problem.line - 1].rstrip() if found.problem.line <= len(lines) else ""


_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'""")
_WORDS = re.compile(r"`(.+?)`")
_NOT_PLAIN = re.compile(r"[^\S ]|[^\w\s!-~]")
"""A space that is none, or a sign that no text begins with for nothing: it is what is wrong."""


def end_column(found: Finding) -> int:
    """The column behind what a finding is about, on its line: a name, the words that it quotes, a value."""
    begun, line = found.problem.column - 1, source_line(found)
    rest, name = line[begun : begun + LONGEST], found.problem.field.rpartition(".")[2]
    for words in (name, *_WORDS.findall(found.problem.message)):
        if words and rest.startswith(words):
            return begun + len(words) + 1
    if quoted := _QUOTED.match(rest):
        return begun + quoted.end() + 1
    if _NOT_PLAIN.match(rest):
        return begun + 2
    return begun + max(_plain_end(rest, in_brackets=_depth(line[max(0, begun - LONGEST) : begun]) > 0), 1) + 1


def _depth(text: str) -> int:
    """How many brackets are open behind a text."""
    bare = _QUOTED.sub("", text)
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))


def _plain_end(text: str, *, in_brackets: bool) -> int:
    """Where a value without quotes ends that begins a text: with its brackets, or before those around it."""
    depth = at = 0
    while at < len(text):
        if quoted := _QUOTED.match(text, at):
            at = quoted.end()
            continue
        if not depth and in_brackets and text[at] in ",]}":
            break
        depth += (text[at] in "[{") - (text[at] in "]}")
        at += 1
        if not depth and text[0] in "[{":
            return at
    return len(text[:at].rstrip())


def as_text(found: Finding) -> list[str]:
    """The sentence, and below it the line with a caret and the rule, where it is one that can be switched off."""
    said = f"{found.problem} (a note)" if found.note else str(found.problem)
    source = source_line(found)
    if not source.strip():
        return [said]
    source, before = _around(source, found.problem.column - 1)
    head = f"  {found.problem.line} | "
    edge = " " * (len(head) - 2) + "|"
    begun = clean(head + source[:before])  # tabs end where those of the whole line do
    rule = "" if found.rule == READING else f" {found.rule}"
    return [said, head + source, edge + " " * (cell_width(begun) - len(edge)) + f"^{rule}"]


def _around(source: str, before: int) -> tuple[str, int]:
    """As much of a long line as is read at once, and how much of it stands before the place that is meant."""
    if len(source) <= WIDEST:
        return source, before
    first = max(0, min(before - WIDEST // 3, len(source) - WIDEST))
    cut = "…" * (first > 0)
    shown = cut + source[first : first + WIDEST] + "…" * (first + WIDEST < len(source))
    return shown, before - first + len(cut)


def as_json(findings: Sequence[Finding]) -> list[Json]:
    """Findings as plain data."""
    return [
        {f.name: getattr(found.problem, f.name) for f in fields(found.problem)}
        | {
            "path": str(found.problem.path),
            "end_column": end_column(found),
            "rule": found.rule,
            "severity": found.severity,
            "places": [{"path": str(p.path), "line": p.line, "column": p.column} for p in found.places],
        }
        for found in findings
    ]


def as_github(found: Finding) -> str:
    """A command that makes GitHub mark the line in a pull request."""
    problem = found.problem
    level = "notice" if found.note else "error"
    where = f"file={_escaped(str(problem.path))},line={problem.line},col={problem.column},endColumn={end_column(found)}"
    message = str(problem).removeprefix(f"{problem.path}:{problem.line}:{problem.column}: ")
    return f"::{level} {where},title={_escaped(found.rule)}::{_escaped(message, in_property=False)}"


def _escaped(text: str, *, in_property: bool = True) -> str:
    for char in "%\r\n:," if in_property else "%\r\n":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def as_sarif(findings: Sequence[Finding], version: str) -> Json:
    """One run of SARIF 2.1.0, which code hosts and editors read."""
    rules = [{"id": rule} for rule in dict.fromkeys(found.rule for found in findings)]
    driver = {"name": "flashcards", "version": version, "rules": rules}
    results = [_result(found) for found in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _uri(path: Path) -> str:
    """A path as SARIF has it, in which spaces and letters beyond ASCII are escaped."""
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _result(found: Finding) -> Json:
    problem = found.problem
    message = str(problem).removeprefix(f"{problem.path}:{problem.line}:{problem.column}: ")
    region = {"startLine": problem.line, "startColumn": problem.column, "endColumn": end_column(found)}
    place = {"artifactLocation": {"uri": _uri(problem.path)}, "region": region}
    cards = [
        {
            "artifactLocation": {"uri": _uri(p.path)},
            "region": {"startLine": p.line, "startColumn": p.column},
        }
        for p in found.places
    ]
    return {
        "ruleId": found.rule,
        "level": "note" if found.note else "error",
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
        "relatedLocations": [{"physicalLocation": card} for card in cards],
    }
