"""What is wrong where YAML cannot be read on: told from the place and the lines themselves, never from a library's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.decks.yaml import slips
from flashcards.decks.yaml.faults import DIRECTIVE, INDENTED, NO_TEX, QUOTE, SECOND, Fault
from flashcards.decks.yaml.halt import Halt, Place, fault
from flashcards.decks.yaml.mending import astray_keys
from flashcards.decks.yaml.tree import MAX_DEPTH, STOP_DEPTH, Items, Mapping, Tree
from flashcards.words import counted


def syntax_fault(tree: Tree, at: Place, begun: Place | None) -> Fault:
    """Say what is wrong where the reading stopped."""
    halt = Halt(tree, at, begun)
    return next(found for rule in _RULES if (found := rule(halt)))


_BLOCK = re.compile(r"(?P<dashes> *(?:- +)*)(?P<key>[^\s#'\"\[{&!][^:#]*: +)?(?P<sign>[|>][+-]?)\s*(?:#.*)?")
_FIELD = re.compile(r" *([a-z_]+):(?=\s)")
_KEY = re.compile(r" *([^\s#'\"\[{&*!|>%@`-][^:]*):(?=\s)")


def _shallow_line(halt: Halt) -> Fault | None:
    """A line of a text under `|` that is indented less than the first one, which sets the indentation."""
    for number in halt.lines:
        indent = halt.tree.indent(number)
        first = header = None
        for above in range(number - 1, 0, -1):
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


def _at_the_dash(halt: Halt) -> Fault | None:
    """A field that stands in the column of its card's dash."""
    level = halt.tree.stack[-1]
    key = _KEY.match(halt.source)
    if (
        level is halt.tree.document
        or level.entries is not None
        or not level.items
        or not key
        or halt.tree.indent(halt.at.line) != level.column - 1
    ):
        return None
    deeper = max(level.items[-1].column - level.column, 1)
    return fault(Place(halt.at.line, level.column - 1), *astray(key[1], deeper))


def astray(name: str, deeper: int) -> tuple[str, str]:
    """Say of a field that it stands in the column of the dashes."""
    message = f"`{name}:` stands in the column of the dashes, not below the fields of its card"
    return message, f"indent it by {deeper} more spaces"


def _at_the_edge(halt: Halt) -> Fault | None:
    """A field that stands in the column of the names of the file, below the cards: the fields behind it show it."""
    found = astray_keys(halt.tree)
    if not found or halt.above != found[-1].line:
        return None
    listing = next(
        node for _, node in reversed((halt.tree.stack[-1].entries or {}).values()) if isinstance(node, Items)
    )
    deeper = listing.items[-1].column - found[0].column
    begins_card = halt.char == "-" and halt.at.column == listing.column - 1
    if not deeper or not (begins_card or (halt.char == ":" and not halt.begun)):
        return None
    message = f"`{found[0].value}:` stands in the column of the names of the file, not below the fields of its card"
    return fault(Place(found[0].line, found[0].column - 1), message, f"indent it by {deeper} more spaces")


def _among_the_dashes(halt: Halt) -> Fault | None:
    """The same in a list that stands in the column of the keys of the file: the next dash shows it."""
    root = halt.tree.stack[-1]
    found = astray_keys(halt.tree)
    if halt.char != "-" or halt.at.column != root.column - 1 or not found:
        return None
    key = found[0]
    return fault(Place(key.line, key.column - 1), *astray(key.value, 2))


def _nameless_list(halt: Halt) -> Fault | None:
    """A dash in the column of names: of the file, or of the fields of an element."""
    *_, outer, level = (halt.tree.document, *halt.tree.stack)
    if halt.char != "-" or level.entries is None or level.key or halt.at.column < level.column - 1:
        return None
    above = halt.tree.last
    if halt.at.column > level.column - 1 and (
        outer is not halt.tree.document or (isinstance(above, Items) and not above.flow)
    ):
        return None
    if outer is halt.tree.document:
        if isinstance(above, Mapping) and not above.flow and above.entries and above.column > halt.at.column + 1:
            key, _ = next(iter(above))
            place = Place(above.line, above.column - 1)
            return fault(place, "no dash stands before the first element", f"write `- {key.value}: …`")
        if isinstance(above, Items) and not above.flow and above.column > level.column:
            deeper = counted(above.column - level.column, "space")
            return fault(halt.at, "this dash stands left of those above", f"put {deeper} before it")
        return fault(halt.at, "this list has no name", "write it on a line above, like `cards:`")
    deeper = counted(level.column - outer.column, "space")
    return fault(halt.at, "this dash stands in the column of the fields above", f"take {deeper} away before it")


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

_ESCAPE = re.compile(r"\\(?:[xuU][\da-fA-F]{0,8})?$")
NO_ESCAPE = ("this is not an escape that double quotes know", NO_TEX)
_CLOSED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'")}


def _directive(halt: Halt) -> Fault | None:
    return fault(Place(halt.at.line, 0), *DIRECTIVE) if halt.source.startswith("%") else None


def _quoted(halt: Halt) -> Fault | None:
    opener = halt.opener
    if opener not in _CLOSED or _CLOSED[opener].match(halt.passed):
        return None
    assert halt.begun is not None
    escape = _ESCAPE.search(halt.source[: halt.at.column + 1]) or _ESCAPE.search(halt.source[: halt.at.column])
    took_in = any(_FIELD.match(halt.tree.line(number)) for number in range(halt.begun.line + 1, halt.at.line + 1))
    if opener == '"' and escape and not took_in:
        return fault(Place(halt.at.line, escape.start()), *NO_ESCAPE)
    return fault(halt.begun, "the quoted text that starts here never ends", "close the quotes")


def _property(halt: Halt) -> Fault | None:
    if halt.begun is None or halt.opener not in {"&", "*", "!"}:
        return None
    return fault(halt.begun, f"an unquoted text cannot start with `{halt.opener}`", QUOTE)


def _bar(halt: Halt) -> Fault | None:
    if halt.opener not in {"|", ">"} or not halt.begun or halt.begun.line != halt.at.line:
        return None
    if halt.char == "0" and not halt.passed[1:].strip("+-"):
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
    fix = "line it up with the keys above, each written `key: value`"
    return fault(halt.at, "a key cannot stand here: the text above it has not ended", fix)


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


def _bracket(halt: Halt) -> Fault | None:
    if halt.opener not in {"[", "{"} or (halt.in_block and not halt.tree.stack[-1].flow):
        return None
    assert halt.begun is not None
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
    if outer.key and any(not _NAME.fullmatch(key) for key in level.entries or ()):
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


def _late_end(halt: Halt) -> Fault | None:
    """A quoted text that was not closed on its line and took in the lines below, up to their first quote."""
    text = halt.passed_text
    if not text or text.plain or text.block or text.line == halt.at.line or halt.begun == halt.at:
        return None
    if halt.source[: halt.at.column].rstrip()[-1:] not in {'"', "'"}:
        return None
    message = f"the quoted text that starts here ends only on line {halt.at.line}"
    return fault(Place(text.line, text.column - 1), message, "close its quotes where it ends, or put it under |")


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
    _quoted,
    _shallow_line,
    slips.typographic_quote,
    slips.wide_colon,
    slips.odd_dash,
    slips.block_without_colon,
    slips.hash_in_brackets,
    slips.tab,
    slips.double_dash,
    slips.no_space,
    _at_the_dash,
    _among_the_dashes,
    _at_the_edge,
    _nameless_list,
    _property,
    _bar,
    _colon,
    _indicator,
    _second_document,
    _bracket,
    _stray_line,
    _late_end,
    _misplaced,
    _anything,
)
"""The first one that says something is right."""
