"""Findings as text, for a script, for GitHub and as SARIF: each with its rule, its place and the line it is about."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from flashcards.decks.rules.report import READING, Finding
from flashcards.records import fields
from flashcards.text import cell_width

Json: TypeAlias = dict[str, Any]
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@lru_cache(maxsize=64)
def lines_of(path: Path) -> list[str]:
    """The lines of a file; none where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path.is_file() else []
    except OSError:
        return []


def source_line(found: Finding) -> str:
    """The line that a finding is about; empty where it cannot be read."""
    lines = lines_of(found.problem.path)
    return lines[found.problem.line - 1].rstrip() if found.problem.line <= len(lines) else ""


def end_column(found: Finding) -> int:
    """The column behind the last character of the line: what is wrong begins somewhere before it."""
    return max(found.problem.column + 1, len(source_line(found)) + 1)


def as_text(found: Finding) -> list[str]:
    """The sentence, and below it the line with a caret and the rule, where it is one that can be switched off."""
    said = f"{found.problem} (a note)" if found.note else str(found.problem)
    source = source_line(found)
    if not source.strip():
        return [said]
    begun = source[: found.problem.column - 1]
    number = str(found.problem.line)
    blank = "".join(c if c == "\t" else " " * cell_width(c) for c in begun)
    rule = "" if found.rule == READING else f" {found.rule}"
    return [said, f"  {number} | {source}", f"  {' ' * len(number)} | {blank}^{rule}"]


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
    return {"$schema": SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(found: Finding) -> Json:
    problem = found.problem
    message = str(problem).removeprefix(f"{problem.path}:{problem.line}:{problem.column}: ")
    region = {"startLine": problem.line, "startColumn": problem.column, "endColumn": end_column(found)}
    place = {"artifactLocation": {"uri": problem.path.as_posix()}, "region": region}
    cards = [
        {
            "artifactLocation": {"uri": p.path.as_posix()},
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
