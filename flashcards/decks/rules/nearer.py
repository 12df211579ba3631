"""The very line that a finding speaks of, in a text of several lines: that of the words it quotes, or of its number."""

import re
from collections.abc import Iterator, Sequence

from flashcards.decks.rules.formats import LONGEST, lines_of
from flashcards.decks.rules.report import Finding
from flashcards.records import replace

_BLOCK = re.compile(r"[|>][-+0-9]*\s*$")
_NESTED = re.compile(r"- |[\[{]|[\w-]+:(?=\s)")
"""What begins a list or a mapping."""
_QUOTED = re.compile(r"(`+) ?(.+?) ?(?<!`)\1(?!`)")
_FEWEST = 3
_LINE = re.compile(r" in line (\d+)(?=[:,]| is not closed)")
OF_CODE = frozenset(("code", "solution", "assert"))
"""Fields whose lines a message counts; those of a `fix` are counted in the mended code."""


def nearer(found: Finding) -> Finding:
    """The finding at the line of its field that it means, where that can only be one."""
    problem = found.problem
    if not problem.field:  # of YAML itself, which says the very place
        return found
    lines = lines_of(problem.path)
    source = lines[problem.line - 1] if problem.line <= len(lines) else ""
    value = source[problem.column - 1 :]
    if not source or len(source) > LONGEST:
        return found
    if value.startswith(f"{problem.field.rpartition('.')[2]}:"):  # it is the name that is wrong
        return found
    if value.startswith(">") and found.rule == "syntax":
        problem = replace(problem, fix="write `|` for `>`, which makes one line of these")
        found = replace(found, problem=problem)
    begun = problem.column - 1
    if _BLOCK.match(value):
        block, begun = [*_block(lines, problem.line)], 0
    elif _NESTED.match(value):
        block = [problem.line, *_block(lines, problem.line, problem.column - 2)]
    else:
        block = [problem.line]
    places = _places(found, lines, block, begun)
    if len(places) != 1:
        return found
    line, before = places[0]
    if line == problem.line and before == begun + 1 and value[0] in "\"'":  # all of a text in quotes
        return found
    column = before or len(lines[line - 1]) - len(lines[line - 1].lstrip())
    return replace(found, problem=replace(problem, line=line, column=column + 1))


def _places(found: Finding, lines: Sequence[str], block: Sequence[int], begun: int) -> list[tuple[int, int]]:
    """The lines that a finding counts or quotes, of those of its field, each with where in it that begins."""
    problem = found.problem
    counted = _LINE.search(problem.message)
    if counted and (problem.field.rpartition(".")[2] in OF_CODE or (found.rule == "fence" and not begun)):
        first = next((number for number in block if lines[number - 1].strip()), problem.line)
        numbers = [number for number in block if number == first + int(counted[1]) - 1]
        return [(number, begun if number == problem.line else 0) for number in numbers]
    for quoted in _QUOTED.finditer(problem.message):
        is_sign = len(quoted[2]) < _FEWEST and not any(map(str.isalnum, quoted[2]))
        words = _in_source(quoted[2])
        hits = [(n, words.search(lines[n - 1], begun if n == problem.line else 0)) for n in block]
        places = [(n, hit.start()) for n, hit in hits if hit]
        if len(places) == 1 or (places and not is_sign):  # a sign stands anywhere
            return places
    return []


def _in_source(words: str) -> re.Pattern[str]:
    """Words as they stand in a file, where a backslash may be written twice; not inside longer words."""
    written = re.escape(words).replace(r"\\", r"\\{1,2}")
    return re.compile(rf"\b{written}\b" if words.isidentifier() and words.isascii() else written)


def _block(lines: Sequence[str], header: int, edge: int = -1) -> Iterator[int]:
    """The lines of what begins below a line, counted from 1: those that are indented by more than its own, or an `edge`."""
    above = lines[header - 1]
    indent = edge if edge >= 0 else len(above) - len(above.lstrip())
    for number in range(header + 1, min(len(lines), header + LONGEST) + 1):
        line = lines[number - 1]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        yield number
