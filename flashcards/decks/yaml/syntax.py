"""What is wrong where YAML cannot be read on: told from the place and the lines themselves, never from a library's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.decks.yaml import columns, quotes, slips
from flashcards.decks.yaml.faults import DIRECTIVE, INDENTED, QUOTE, SECOND, Fault
from flashcards.decks.yaml.halt import Halt, Place, fault
from flashcards.decks.yaml.tree import MAX_DEPTH, STOP_DEPTH, Mapping, Tree


def syntax_fault(tree: Tree, at: Place, begun: Place | None) -> Fault:
    """Say what is wrong where the reading stopped."""
    halt = Halt(tree, at, begun)
    return next(found for rule in _RULES if (found := rule(halt)))


_BLOCK = re.compile(r"(?P<dashes> *(?:- +)*)(?P<key>[^\s#'\"\[{&!][^:#]*: +)?(?P<sign>[|>][+-]?)\s*(?:#.*)?")
_FIELD = re.compile(r" *([a-z_]+):(?=\s)")

_MOST_ABOVE = 1000
"""So many lines above are looked at for the beginning of a text, which may have far fewer."""


def _shallow_line(halt: Halt) -> Fault | None:
    """A line of a text under `|` that is indented less than the first one, which sets the indentation."""
    for number in halt.lines:
        indent = halt.tree.indent(number)
        first = header = None
        for above in range(number - 1, max(number - _MOST_ABOVE, 0), -1):
            if not halt.tree.line(above).strip():
                continue
            header = _BLOCK.fullmatch(halt.tree.line(above))
            if header or halt.tree.indent(above) < indent:
                break
            first = above
        if header and first and halt.tree.indent(first) > indent:
            parent = len(header["dashes"]) if header["key"] else header["dashes"].rfind("-")
            key = _FIELD.match(halt.tree.line(number))
            if key and header["key"] and indent == parent + 1:
                message = f"`{key[1]}:` is indented by {indent} spaces, and `{header['key'].rstrip(': ')}:` by {parent}"
                return fault(Place(number, indent), message, "indent both alike")
            if indent > parent:
                sign = header["sign"]
                deep = f"{sign[0]}{indent - parent}{sign[1:]}"
                fix = f"line the two up, or write `{deep}` in place of `{sign}`: the other spaces are text then"
                return fault(
                    Place(number, indent), f"this line stands less deep than line {first}, where its text begins", fix
                )
    return None


def _nested(halt: Halt) -> Fault | None:
    """More brackets than any deck has: libyaml reads ahead through them and gives up before the first is told."""
    depth, ninth = len(halt.tree.stack) - 1, None
    for column, char in enumerate(halt.source[: halt.at.column]):
        depth += (char in "[{") - (char in "]}")
        if depth > MAX_DEPTH and ninth is None:
            ninth = column
    if depth <= STOP_DEPTH:
        return None
    return fault(Place(halt.at.line, ninth or 0), *TOO_DEEP)


TOO_DEEP = (f"this is nested more than {MAX_DEPTH} levels deep", "nest less")


# --- what was being read ---------------------------------------------------------------------------------------------


def _directive(halt: Halt) -> Fault | None:
    return fault(Place(halt.at.line, 0), *DIRECTIVE) if halt.source.startswith("%") else None


def _property(halt: Halt) -> Fault | None:
    if halt.begun is None or halt.opener not in {"&", "*", "!"}:
        return None
    return fault(halt.begun, f"an unquoted text cannot start with `{halt.opener}`", QUOTE)


def _bar(halt: Halt) -> Fault | None:
    if halt.opener not in {"|", ">"} or not halt.begun or halt.begun.line != halt.at.line:
        return None
    if halt.char == "0" and not halt.passed[1:].strip("+-") and not halt.source[halt.at.column + 1 :].strip():
        return fault(halt.at, "this is not how a text under | or > begins", "write only |")
    return fault(halt.at, "text follows `|` or `>` on the same line", "start it on the next line, or put it in quotes")


def _colon(halt: Halt) -> Fault | None:
    if halt.char != ":" or halt.begun:
        return None
    if re.search(r":(?=\s)", halt.source[: halt.at.column]):
        return fault(halt.at, "this line has a second `: `", QUOTE)
    above = _ITEM_TEXT.match(halt.tree.line(halt.above))
    bare = _NO_COLON.match(halt.tree.line(halt.above))
    if (
        bare
        and ":" not in halt.tree.line(halt.above)
        and halt.tree.indent(halt.above) == halt.tree.indent(halt.at.line)
    ):
        place = Place(halt.above, halt.tree.indent(halt.above))
        return fault(place, f"no colon stands behind `{bare[1]}`", f"write `{bare[1]}: …`")
    if above and (named := _BEGINNING.match(above[1])):
        place = Place(halt.above, above.start(1))
        return fault(place, f"no colon stands behind `{named[1]}`", f"write `{named[1]}: …`")
    if above:
        message = "a key cannot stand below a text that has no name"
        level = next((level for level in reversed(halt.tree.stack) if level.key), None)
        name = _NAMED_IN.get(level.key.value, "name") if level and level.key else "name"
        return fault(halt.at, message, f"give the text on line {halt.above} its name too: `- {name}: {above[1]:.40}`")
    message = "a key cannot stand here: the text above it has not ended"
    goes_on = (
        halt.above and not _FIELD.match(halt.tree.line(halt.above)) and not _ITEM_TEXT.match(halt.tree.line(halt.above))
    )
    lined_up = "line it up with the keys above, each written `key: value`"
    return fault(halt.at, message, "put all of the text under |" if goes_on else lined_up)


_BEGINNING = re.compile(r"(id|question|cloze|code|symptom|right|wrong|must|point|step|value) ")
"""What elements begin with; as the first word of a text it is rare."""
_NAMED_IN = {"cards": "question", "steps": "step", "points": "point", "tests": "point", "choices": "right"}
"""What the text of an element is called, by the name of its list."""
_ITEM_TEXT = re.compile(r"""\s*- +([^\s"'\[{#|>&*!-][^:#\r\n]*?)\s*$""")


def _indicator(halt: Halt) -> Fault | None:
    if halt.begun and halt.begun != halt.at:
        return None
    if halt.char == "-" and not halt.begun:
        return fault(halt.at, "a list cannot start behind a key on the same line", f"move it down, or {QUOTE}")
    if halt.char and halt.char in "?@`%,]}>|:":
        name = {"`": "a backtick", "?": "`? `"}.get(halt.char, f"`{halt.char}`")
        return fault(halt.at, f"an unquoted text cannot start with {name}", QUOTE)
    return None


def _second_document(halt: Halt) -> Fault | None:
    root = halt.tree.root
    if len(halt.tree.stack) == 1 and isinstance(root, Mapping) and halt.tree.indent(halt.at.line) < root.column - 1:
        fix = f"line it up with line {halt.at.line}, which is indented less"
        return fault(Place(root.line, root.column - 1), INDENTED, fix)
    return fault(halt.at, *SECOND) if len(halt.tree.stack) == 1 and halt.tree.root else None


_WHOLE = re.compile(r"\s*(?:\{.*\}|\[.*\]),?\s*")


def _bracket(halt: Halt) -> Fault | None:
    if halt.opener not in {"[", "{"} or (halt.in_block and not halt.tree.stack[-1].flow):
        return None
    assert halt.begun is not None
    level = halt.tree.stack[-1]
    if level.entries is None and _WHOLE.fullmatch(halt.tree.line(halt.begun.line)) and not level.flow:
        return fault(halt.begun, "no dash stands before this element of the list", "put a dash and a space before it")
    if halt.char == ":" and halt.begun.line == halt.at.line:
        return fault(halt.at, "a text inside brackets has a `: ` in it", "put it in quotes")
    what, closing = ("list", "]") if halt.opener == "[" else ("mapping", "}")
    message = f"the {what} that opens here with `{halt.opener}` is not closed"
    return fault(halt.begun, message, f"close it with `{closing}`, or {QUOTE}")


def _stray_line(halt: Halt) -> Fault | None:
    """A line that was taken for a key, and no colon came."""
    if halt.begun is None or halt.in_block or halt.begun == halt.at:
        return None
    *_, outer, level = (halt.tree.document, *halt.tree.stack)
    signed = level.entries is None and halt.tree.line(halt.begun.line).startswith("+", halt.begun.column)
    if outer.key and (signed or any(not _NAME.fullmatch(key) for key in level.entries or ())):
        fix = f"where these lines are one text, write `{outer.key.value}: |` above them"
        return fault(halt.begun, "this line is no `key: value` as those above it are read", fix)
    if (alone := _ALONE.match(halt.tree.line(halt.begun.line))) and _ITEM.match(halt.tree.line(halt.begun.line + 1)):
        return fault(halt.begun, f"no colon stands behind `{alone[1]}`", f"write `{alone[1]}:`")
    bare = _NO_COLON.match(halt.tree.line(halt.begun.line))
    fix = f"indent it, or {QUOTE}" if not bare else f"write `{bare[1]}: …`, indent it, or {QUOTE}"
    return fault(halt.begun, "this line is neither a `key: value` nor part of a text", fix)


_NAME = re.compile(r"[\w-]+")
_ALONE, _ITEM = re.compile(r"\s*([a-z_]+)\s*$"), re.compile(r"\s*-\s")
_NO_COLON = re.compile(r"\s*([a-z_]+) +\S")


_BOX = re.compile(r"\[[ xX]?\] ")
_VALUE = re.compile(r"""\s*(?:-\s+)*(?:[^\s"'\[{\#][^:]*:\s+)?(\S)""")


def _behind_a_value(halt: Halt) -> Fault | None:
    """What follows a value on its line, which its first character has made end before."""
    value = _VALUE.match(halt.source)
    first = value[1] if value and value.start(1) < halt.at.column else ""
    if first and first in "\"'":
        inside = "double the quotes inside the text" if first == "'" else 'write each quote inside the text as `\\"`'
        return fault(halt.at, "text follows the closing quote", f"{inside}, or put it under |")
    if first and first in "[{" and halt.char in set("]}"):
        return fault(halt.at, f"there is one `{halt.char}` too many", f"take it away, or {QUOTE}")
    if first and value and _BOX.match(halt.source, value.start(1)):
        return fault(
            Place(halt.at.line, value.start(1)),
            "a box to tick is no part of a list",
            "write `right:` or `wrong:` for it",
        )
    if first and value and first in "[{":
        message = f"an unquoted text that starts with `{first}` is read as a list or mapping"
        return fault(Place(halt.at.line, value.start(1)), message, QUOTE)
    if first and value and first in "*&!":
        return fault(Place(halt.at.line, value.start(1)), f"an unquoted text cannot start with `{first}`", QUOTE)
    return None


def _misplaced(halt: Halt) -> Fault | None:
    """A line that does not go on as its block began."""
    if halt.begun is None or halt.begun == halt.at:
        return None
    if found := _behind_a_value(halt):
        return found
    above = halt.above
    if halt.tree.line(above).lstrip().startswith("#"):
        return fault(halt.at, f"the text above ended with the comment on line {above}", "put all of it under |")
    fix = "line it up with its block; text under | stands deeper"
    return fault(halt.at, "this line is not indented like its neighbours", fix)


def _anything(halt: Halt) -> Fault:
    return fault(halt.at, "no value can start here", QUOTE)


_RULES: tuple[Callable[[Halt], Fault | None], ...] = (
    _nested,
    _directive,
    slips.odd_space,
    quotes.unclosed,
    _shallow_line,
    slips.typographic_quote,
    slips.wide_colon,
    slips.odd_dash,
    slips.block_without_colon,
    slips.hash_in_brackets,
    slips.tab,
    slips.double_dash,
    slips.no_space,
    columns.at_the_dash,
    columns.among_the_dashes,
    columns.at_the_edge,
    columns.list_at_the_edge,
    columns.nameless_list,
    _property,
    _bar,
    _colon,
    _indicator,
    _second_document,
    _bracket,
    _stray_line,
    quotes.closed_late,
    _misplaced,
    _anything,
)
"""The first one that says something is right."""
