"""The very line that a finding speaks of, in a text of several lines: that of the words it quotes, or of its number."""

import re
from collections.abc import Iterator, Sequence

from flashcards.decks.rules.formats import lines_of
from flashcards.decks.rules.report import Finding
from flashcards.records import replace

_BLOCK = re.compile(r"[|>][-+0-9]*\s*$")
_QUOTED = re.compile(r"(`+) ?(.+?) ?(?<!`)\1(?!`)")
_LINE = re.compile(r" in line (\d+):")
OF_CODE = frozenset(("code", "solution", "assert"))
"""Fields whose lines a message counts; those of a `fix` are counted in the mended code."""


def nearer(found: Finding) -> Finding:
    """The finding at the line of its field that it means, where that can only be one."""
    problem = found.problem
    lines = lines_of(problem.path)
    if problem.line > len(lines) or not _BLOCK.match(lines[problem.line - 1][problem.column - 1 :]):
        return found
    block = [*_block(lines, problem.line)]
    counted = _LINE.search(problem.message)
    if counted and problem.field.rpartition(".")[2] in OF_CODE:
        begun = next((number for number in block if lines[number - 1].strip()), problem.line)
        places = [(number, 0) for number in block if number == begun + int(counted[1]) - 1]
    else:
        words = quoted[2] if (quoted := _QUOTED.search(problem.message)) else "\n"
        places = [(n, lines[n - 1].find(words)) for n in block if words in lines[n - 1]]
    if len(places) != 1:
        return found
    line, before = places[0]
    column = before or len(lines[line - 1]) - len(lines[line - 1].lstrip())
    return replace(found, problem=replace(problem, line=line, column=column + 1))


def _block(lines: Sequence[str], header: int) -> Iterator[int]:
    """The lines of the text that begins below a header, counted from 1."""
    above = lines[header - 1]
    indent = len(above) - len(above.lstrip())
    for number in range(header + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        yield number
