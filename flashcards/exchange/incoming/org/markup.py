"""The text of Org files → Markdown: emphasis, links, lists, tables, blocks, formulas, and holes."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import dedent, indent
from typing import TypeAlias

from flashcards.exchange.incoming import elements, html, media
from flashcards.exchange.incoming.escaping import escaped
from flashcards.exchange.incoming.org.holes import CLOSE, HINT, TEXT
from flashcards.exchange.incoming.texts import tidy, with_breaks
from flashcards.markup.maths.symbols import SYMBOLS

Shown: TypeAlias = Callable[[str], str]
"""A Markdown text with its pictures where they will lie."""
WRAPPED = 60
"""Lines that are as long were wrapped; shorter ones are lines of their own."""
DEEPEST = 5
"""So many marks of emphasis are read within each other."""
_KEPT_OPEN, _KEPT_CLOSE = "\ue013", "\ue014"
_KEPT = re.compile(f"{_KEPT_OPEN}(\\d+){_KEPT_CLOSE}")
_BEGIN = re.compile(r"\s*#\+begin_(\w+)[ \t]*([^\s:]\S*)?", re.IGNORECASE)
_END = re.compile(r"\s*#\+end_\w+\s*$", re.IGNORECASE)
_FIXED = re.compile(r"\s*:(?: (.*))?$")
_ROW = re.compile(r"\s*\|")
_RULE_ROW = re.compile(r"\s*\|[-+|\s]*$")
_ITEM = re.compile(r"(\s*(?:[-+]|\d+[.)]|\s\*)\s+)(?:\[@\d+\]\s+)?(?:\[([ xX-])\]\s+)?(?:(.+?)\s+::(?:\s+|$))?(.*)$")
_RULE = re.compile(r"\s*-{5,}\s*$")
_FORMULA = re.compile(
    r"\\\((?P<a>.{1,4000}?)\\\)|\\\[(?P<b>.{1,4000}?)\\\]|\$\$(?P<c>.{1,4000}?)\$\$"
    r"|(?<![\w$\\])\$(?P<d>[^\s$,;.](?:[^$\n]|\n(?!\s*\n)){0,1000}?(?<![\s,.$])|[^\s$,;.])\$(?=[\s.,:;!?'\")\]}\-"
    f"{HINT}{CLOSE}"
    r"]|$)"
    r"|^[ \t]*\\begin\{(?P<name>equation|align|gather|multline|eqnarray|displaymath)(?P<star>\*?)\}(?P<e>.{1,4000}?)\\end\{(?P=name)(?P=star)\}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_DISPLAY = re.compile(
    r"#\+begin_(src|example)\b.{0,20000}?#\+end_\1|\\\[.{1,4000}?\\\]|\$\$.{1,4000}?\$\$"
    r"|^[ \t]*\\begin\{(\w+\*?)\}.{1,4000}?\\end\{\2\}",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
"""Code, and formulas of several lines, which begin no item of a list."""
_LINK = re.compile(r"\[\[([^\[\]\n]+)\](?:\[((?:[^\[\]]|\[[^\[\]]*\])+)\])?\]")
_BEFORE = rf"(?:(?<=[\s\-(\"'{{{TEXT}{HINT}])|(?<![\s\S]))"
_BEHIND = rf"(?=[\s\-.,:;!?'\")}}\[\\{HINT}{CLOSE}]|$)"
_EMPHASIS = re.compile(
    _BEFORE + r"(?P<mark>[=~*/_+])(?P<inner>[^\s]|[^\s](?:[^\n]|\n(?!\s*\n)){0,2000}?[^\s])(?P=mark)" + _BEHIND
)
_MARKS = {"*": "**", "/": "*", "_": "*", "+": "~~"}
_ENTITY = re.compile(r"\\([A-Za-z]+)(?:\{\}|(?![A-Za-z]))")
_LEVEL = re.compile(r"(?<=\S)([_^])\{([^{}\n]+)\}")
_TARGET = re.compile(r"<<<?([^<>\n]+)>>>?")
_FILE = re.compile(r"(?:file|attachment):", re.IGNORECASE)


def markdown(lines: Sequence[str], shown: Shown) -> str:
    """Lines of Org's text as Markdown."""
    text = dedent("\n".join(lines).expandtabs(4))
    lines = _DISPLAY.sub(lambda found: found[0] if found[1] else " ".join(found[0].split()), text).split("\n")
    pieces: list[str] = []
    running: list[str] = []
    at, inside = 0, 0  # `inside`: how far the text of the item of a list that is open is set in

    def flush() -> None:
        if text := inline(tidy("\n".join(running)), shown):
            pieces.append(with_breaks(text, WRAPPED))
        running.clear()

    while at < len(lines):
        line = lines[at]
        inside = _inside(line, inside)
        if begins := _BEGIN.match(line):
            end = _end_of(lines, at, begins[1])
            flush()
            pieces.append(indent(_block(begins[1].lower(), begins[2] or "", lines[at + 1 : end], shown), " " * inside))
            at = end + 1
        elif _END.match(line):  # of no block that is open
            at += 1
        elif _ROW.match(line) or _FIXED.match(line):
            like = _ROW if _ROW.match(line) else _FIXED
            end = next((place for place in range(at, len(lines)) if not like.match(lines[place])), len(lines))
            flush()
            pieces.append(
                _table(lines[at:end], shown)
                if like is _ROW
                else _fenced("", [_FIXED.sub(r"\1", row) for row in lines[at:end]])
            )
            at = end
        else:
            running.append("---" if _RULE.match(line) else _item(line) if inside else line.lstrip())
            at += 1
    flush()
    return tidy("\n\n".join(filter(None, pieces)))


def _inside(line: str, before: int) -> int:
    """How far the text of an item is set in that a line begins or goes on with; 0 where it stands in none."""
    if item := _ITEM.match(line):
        return len(item[1])
    return before if not line.strip() or line.startswith(" ") else 0


def _end_of(lines: Sequence[str], at: int, name: str) -> int:
    """Where a block ends; one that is not closed goes to the end."""
    ends = re.compile(rf"\s*#\+end_{re.escape(name)}\s*$", re.IGNORECASE)
    return next((place for place in range(at + 1, len(lines)) if ends.match(lines[place])), len(lines))


def _block(name: str, word: str, lines: Sequence[str], shown: Shown) -> str:
    if name in {"src", "example", "export"}:
        return _fenced(word if name == "src" else "", [re.sub(r"^(\s*),(?=\*|,?#\+)", r"\1", line) for line in lines])
    inner = markdown(lines, shown)
    if name in {"quote", "verse"}:
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    return "" if name == "comment" else inner


def _fenced(language: str, lines: Sequence[str]) -> str:
    text = dedent("\n".join(lines)).strip("\n")
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text}\n{fence}"


def _table(lines: Sequence[str], shown: Shown) -> str:
    rows = [
        [inline(cell.strip(), shown).replace("|", r"\|") for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not _RULE_ROW.match(line)
    ]
    if not rows:
        return ""
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _item(line: str) -> str:
    """An item of a list as Markdown has it: boxes to tick become signs, the term of a description stands out."""
    found = _ITEM.match(line)
    if found is None:
        return line
    box = {"": "", " ": "☐ ", "-": "☐ "}.get(found[2] or "", "☑ ")
    term = f"*{found[3]}*: " if found[3] else ""
    return f"{re.sub(r'[+*]', '-', found[1])}{box}{term}{found[4]}"


def inline(text: str, shown: Shown) -> str:
    """A paragraph or a cell: formulas, links and emphasis; what Markdown would take for a mark has a backslash."""
    if len(text) > html.LONGEST:
        return escaped(text)
    kept: list[str] = []

    def keep(piece: str) -> str:
        kept.append(piece)
        return f"{_KEPT_OPEN}{len(kept) - 1}{_KEPT_CLOSE}"

    text = _FORMULA.sub(lambda found: keep(_formula(found)), text)
    text = _LINK.sub(lambda found: keep(_link(found[1], _emphasised(found[2] or "", keep), shown)), text)
    text = _emphasised(text, keep)
    text = _ENTITY.sub(lambda found: keep(f"$\\{found[1]}$") if f"\\{found[1]}" in SYMBOLS else found[0], text)
    text = _LEVEL.sub(lambda found: keep(elements.moved(found[2], low=found[1] == "_")), text)
    text = _TARGET.sub(r"\1", text)
    text = re.sub(r"\\\\[ \t]*$", lambda _: keep("\\"), text, flags=re.MULTILINE)
    text = escaped(text)
    while _KEPT.search(text):
        text = _KEPT.sub(lambda found: kept[int(found[1])], text)
    return text


def _emphasised(text: str, keep: Callable[[str], str], depth: int = 0) -> str:
    """The text with its emphasis in Markdown's marks; code stays as it is."""

    def marked(found: "re.Match[str]") -> str:
        mark, inner = found["mark"], found["inner"]
        if mark in "=~":
            return keep(f"`` {inner} ``" if "`" in inner else f"`{inner}`")
        return f"{keep(_MARKS[mark])}{_emphasised(inner, keep, depth + 1)}{keep(_MARKS[mark])}"

    return _EMPHASIS.sub(marked, text) if depth < DEEPEST else text


def _formula(found: "re.Match[str]") -> str:
    inner = next(found[name] for name in "abcde" if found[name] is not None)
    inner = re.sub(r"\s*\n\s*", " ", inner.strip())
    if found["e"] is not None and ("&" in inner or r"\\" in inner):
        inner = rf"\begin{{aligned}}{inner}\end{{aligned}}"
    display = found["a"] is None and found["d"] is None
    return f"$${inner}$$" if display else f"${inner}$"


def _link(target: str, words: str, shown: Shown) -> str:
    """A link to the web, a picture or a sound, or the words of a link to a place in somebody's files."""
    if elements.WEB.match(target):
        return f"[{escaped(words)}]({target})" if words else target
    name = _FILE.sub("", target, count=1).split("::")[0]
    if Path(name).suffix.lower() not in media.SUFFIXES:
        return escaped(words or name.lstrip("*#"))
    is_picture = not words or words.startswith(("file:", "./"))
    return shown(f"![{Path(name).stem}](<{name}>)" if is_picture else f"[{escaped(words)}](<{name}>)")
