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
_LINE = re.compile(r" in line (\d+)(?=:| is not closed)")
OF_CODE = frozenset(("code", "solution", "assert"))
"""Fields whose lines a message counts; those of a `fix` are counted in the mended code."""


def nearer(found: Finding) -> Finding:
    """The finding at the line of its field that it means, where that can only be one."""
    problem = found.problem
    lines = lines_of(problem.path)
    source = lines[problem.line - 1] if problem.line <= len(lines) else ""
    if len(source) > LONGEST:
        return found
    value = source[problem.column - 1 :]
    begun = 0
    if _BLOCK.match(value):
        block = [*_block(lines, problem.line)]
    elif _NESTED.match(value) and not value.startswith(f"{problem.field}:"):  # there it is the name that is wrong
        block, begun = [problem.line, *_block(lines, problem.line, problem.column - 2)], problem.column - 1
    else:
        return found
    places: list[tuple[int, int]] = []
    counted = _LINE.search(problem.message)
    if counted and (problem.field.rpartition(".")[2] in OF_CODE or (found.rule == "fence" and not begun)):
        first = next((number for number in block if lines[number - 1].strip()), problem.line)
        places = [(number, 0) for number in block if number == first + int(counted[1]) - 1]
    else:
        for quoted in _QUOTED.finditer(problem.message):
            if len(quoted[2]) < _FEWEST and not any(map(str.isalnum, quoted[2])):
                continue  # a sign alone stands anywhere
            words = _in_source(quoted[2])
            hits = [(n, words.search(lines[n - 1], begun if n == problem.line else 0)) for n in block]
            if places := [(n, hit.start()) for n, hit in hits if hit]:
                break
    if len(places) != 1:
        return found
    line, before = places[0]
    column = before or len(lines[line - 1]) - len(lines[line - 1].lstrip())
    return replace(found, problem=replace(problem, line=line, column=column + 1))


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
