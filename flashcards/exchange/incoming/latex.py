"""LaTeX as it stands between `[latex]` and `[/latex]`: text with formulas and lists in it, which becomes Markdown."""

import re
from collections.abc import Sequence

from flashcards.exchange.incoming.escaping import escaped

_ALONE = re.compile(r"\A\s*(\$\$?)((?:(?!\$).)*)\1\s*\Z", re.DOTALL)
_BLOCK = re.compile(r"\A\s*\\begin\{(displaymath|math|equation\*?)\}(.*)\\end\{\1\}\s*\Z", re.DOTALL)
_OF_FORMULAS = re.compile(
    r"[\^_]|\\(?!(?:text(?:bf|it|tt|rm|sc)?|emph|underline|mbox|item|begin|end|noindent|newline)\b)[A-Za-z]"
)
"""What stands in no text, but in formulas, also where nobody put dollars around them."""
_MARKS = {"textbf": "**", "textit": "*", "emph": "*", "texttt": "`"}
_PIECE = re.compile(
    r"(?P<formula>\$\$.+?\$\$|\$.+?(?<!\\)\$|\\\(.+?\\\)|\\\[.+?\\\])"
    r"|(?P<display>\\begin\{(?P<of>(?:align|equation|gather|multline|eqnarray|displaymath)\*?)\}.*?\\end\{(?P=of)\})"
    r"|\s*\\begin\{(?P<begin>itemize|enumerate)\}(?:\[[^\]]*\])?\s*|\s*\\end\{(?P<end>itemize|enumerate)\}\s*"
    r"|\s*\\item\b\s*(?:\[(?P<label>[^\]]*)\])?\s*(?P<item>)"
    r"|(?P<line>\s*(?:\\\\(?:\[[^\]]*\])?|\\newline\b)\s*)|(?P<paragraph>\n\s*\n)"
    r"|\\(?P<mark>textbf|textit|emph|texttt|underline|text|textrm|textsc|mbox)\s*\{(?P<inner>[^{}]*)\}"
    r"|\\(?P<sign>[#%&_${}])|(?P<quote>``|'')|(?P<space>~|\\[,;: ]|\\noindent\b\s*)",
    re.DOTALL,
)
_SORTS = ("formula", "display", "begin", "end", "item", "line", "paragraph", "mark", "sign", "quote", "space")
"""The names of its groups, one of which is in each piece."""


def markdown(source: str) -> str:
    """The Markdown of what stands there; formulas keep their dollars, and one without any gets them."""
    if alone := _ALONE.match(source):
        return formula(alone[2], display=alone[1] == "$$")
    if block := _BLOCK.match(source):
        return formula(block[2], display=block[1] != "math")
    bare = _PIECE.sub("", source)
    if "$" not in source and bare.strip() and _OF_FORMULAS.search(bare):
        return formula(source, display=False)
    pieces: list[str] = []
    lists: list[str] = []
    before = 0
    for found in _PIECE.finditer(source):
        pieces += [_plain(source[before : found.start()], pieces), _written(found, lists)]
        before = found.end()
    made = "".join([*pieces, _plain(source[before:], pieces)])
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", made)).strip(" ")


def _written(found: "re.Match[str]", lists: list[str]) -> str:  # noqa: C901 - one table of pieces
    """What one piece becomes; `lists` are those that are open."""
    match next(name for name in _SORTS if found[name] is not None):
        case "formula":
            made = found["formula"]
        case "display":
            made = f"\n\n{formula(found['display'], display=True)}\n\n"
        case "begin":
            lists.append(found["begin"])
            made = "" if lists[1:] else "\n\n"
        case "end":
            del lists[-1:]
            made = "" if lists else "\n\n"
        case "item":
            label = f"{found['label']} " if found["label"] else ""
            mark = "1. " if lists[-1:] == ["enumerate"] else "- "
            made = f"\n{'   ' * (len(lists) - 1)}{mark}{_plain(label)}"
        case "line":
            made = f"\n{'   ' * len(lists)}"
        case "paragraph":
            made = "\n\n"
        case "mark":
            mark, inner = _MARKS.get(found["mark"], ""), _plain(found["inner"]).strip()
            made = f"{mark}{inner}{mark}" if inner else ""
        case "sign":
            made = escaped(found["sign"])
        case "quote":
            made = '"'
        case _:
            made = " "
    return made


def _plain(text: str, behind: Sequence[str] = ()) -> str:
    """Text without marks of its own; `behind` is what stands before it."""
    text = escaped(re.sub(r"\s+", " ", text))
    return text.lstrip() if behind and behind[-1].endswith("\n") else text


def formula(source: str, *, display: bool) -> str:
    """A formula between dollars; one that stands on lines of its own keeps its lines."""
    inner = re.sub(r"\s*\n\s*", "\n" if display else " ", source.strip())
    return f"$${inner}$$" if display else f"${inner}$"
