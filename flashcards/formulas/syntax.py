"""The text of a formula: plain ASCII of numbers, names and operators, bounded in every way, as a tree of its syntax."""

import ast
import re
import unicodedata

from flashcards.formulas.functions import FormulaError

MAX_CHARACTERS = 500
MAX_NODES = 250
MAX_DEPTH = 50

_TOKEN = re.compile(
    r"""\ |(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])   # a number
    |[A-Za-z_][A-Za-z0-9_]*|\*\*|//|[<>=!]=|[-+*/%<>=()\[\],]|:(?!=)""",
    re.VERBOSE,
)
_INSTEAD = {
    "^": "write ** for a power",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, != for unequal, or factorial(n)",
    "~": "write `not`",
    ".": "a formula has no attributes, methods or modules: call a function such as sum(xs) or log(x)",
    "@": "write matmul(a, b)",
    "{": "write a list [a, b]",
    "}": "write a list [a, b]",
    '"': "a formula has no texts, only numbers",
    "'": "a formula has no texts, only numbers",
    ":": "write == to compare, or name a step under `where`",
    "\\": "a formula is Python's, not TeX: write a / b, a * b, sqrt(x)",
}
_ASCII = {
    **dict.fromkeys("\u00d7\u00b7\u22c5\u2219", "*"),
    "÷": "/",
    **dict.fromkeys("\u2212\u2013\u2014", "-"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "²": "** 2",
    "³": "** 3",
    "√": "sqrt(x)",
    "π": "pi",
    "∑": "sum(xs)",
}
"""What people type for the signs of formulas."""
_COMMA = "write numbers without one, decimals with a point, and a list as `[a, b]`"
_WORDS = r"(?:and|else|for|if|in|is|not|or)\b"
_TIMES = re.compile(rf"(?!0[xXoObB])(\d+(?:\.\d+)?)(?![eE]\d|[jJ]\b|{_WORDS})([A-Za-z_]\w*)")
_SLIPS = (
    (re.compile(r"(\d)%(?! *[\w(])"), "`%` is the remainder of a division; write 50 / 100 for 50%"),
    (re.compile(r"^[^()]*(?<![<>=!])=(?!=)"), "write == to compare; an answer or a step has no `=`"),
    (re.compile(r"^if\b|\bthen\b"), "write `a if condition else b`"),
    (re.compile(r"(?<=[\w)]) x (?=[\w(])"), "write * for times"),
    (re.compile(r"<>"), "write != for unequal"),
    (re.compile(rf"(?<![\w.])(?!{_WORDS})[\w.]+ (?!{_WORDS})[\w(]"), "write * for times"),
    (re.compile(r"\bis\b"), "write == to compare, and x % 2 == 1 for an odd x"),
)
"""What cannot be read, and what was likely meant."""


def checked_text(text: object) -> str:
    """The text with single spaces, if it is short and has only what formulas are made of, else FormulaError."""
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"a formula is a text of at most {MAX_CHARACTERS} characters; split it into steps of `where`"
        )
    text = " ".join(text.split())
    if not text:
        raise FormulaError("the formula is empty; write an expression such as tp / (tp + fn)")
    place = depth = 0
    while place < len(text):
        if not (token := _TOKEN.match(text, place)):
            raise FormulaError(_refusal(text[place:], text[:place]))
        if token[0] == "," and not depth:
            raise FormulaError(f"a comma ends a value here: `{text[:40]}`; {_COMMA}")
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise FormulaError(
                f"brackets are nested more than {MAX_DEPTH} deep; split the formula into steps of `where`"
            )
        if "__" in token[0]:
            raise FormulaError(f"{token[0][:40]} has two underscores; a formula has given names and functions only")
        place = token.end()
    return text


def _refusal(rest: str, before: str) -> str:
    sign = rest[0]
    if sign == "." and before.endswith(":"):
        return "a format such as `:.2f` is not part of a formula; write round(x, 2)"
    if found := re.match(r"\{\{\s*(\w+)\s*\}\}", rest):
        return f"`{found[0]}` is how texts show a value; in a formula write `{found[1]}`"
    if not sign.isascii():
        name = unicodedata.name(sign, f"U+{ord(sign):04X}")
        meant = _ASCII.get(sign) or unicodedata.normalize("NFKC", sign)
        instead = meant if meant.isascii() else "the ASCII sign or letter"
        return f"a formula is plain ASCII, but it contains {name}; write {instead}"
    if times := _TIMES.match(rest):
        return f"`{times[0]}` is neither a number nor a name; write `{times[1]} * {times[2]}` for times"
    if sign.isdigit():
        return f"`{rest[:12]}` is no number of a formula; write decimals such as 10, 0.5 or 1e-3"
    return f"{sign!r} is not part of a formula; {_INSTEAD.get(sign, 'remove it')}"


# Not pieces of their own: what is done with a name, and signs.
_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def parsed(text: str) -> ast.expr:
    """The tree of a checked text, if it is small enough to walk, else FormulaError."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        place = getattr(error, "offset", None)
        near = f" near `{text[max(place - 1, 0) :][:20]}`" if place else ""
        meant = next((words for slip, words in _SLIPS if slip.search(text)), "check its brackets, commas and operators")
        raise FormulaError(f"`{text}` cannot be read{near}; {meant}") from error
    if len(text) <= MAX_DEPTH:  # no piece is shorter than a character
        return tree
    level: list[ast.AST] = [tree]
    nodes = depth = 0
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MAX_NODES or depth > MAX_DEPTH:
            raise FormulaError(f"`{text[:40]}...` is too long or nested too deeply; split it into steps of `where`")
        level = [child for node in level for child in ast.iter_child_nodes(node) if not isinstance(child, _LEAVES)]
    return tree
