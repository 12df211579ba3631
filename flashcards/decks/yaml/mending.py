"""How a tree of YAML is mended after a syntax error: what broke goes, and the reading goes on at the next card or key."""

from __future__ import annotations

import re
from typing import NamedTuple

from flashcards.decks.yaml.faults import SECOND, Fault
from flashcards.decks.yaml.tree import Items, Open, Text, Tree
from flashcards.records import replace


class Rest(NamedTuple):
    """A stream still to be read: its first line, counted from 0, behind a head that stands for what is open."""

    line: int
    head: str
    opened: int
    """So many events of it open what is open already."""


_ITEM = re.compile(r"\s*-(?=\s)")
_KEY = r""" {%d}[^\s#?'"\[{&*!|>%%@`-][^:]*:(?=\s|$)"""


def _dash(column: int) -> re.Pattern[str]:
    """Match the line of an item of the list that begins at a column."""
    return re.compile(rf" {{{column - 1}}}-(?=\s)")


def recovered(tree: Tree, line: int, floor: int) -> Rest | None:
    """Drop what a fault broke, and find the next line that begins a card or a key of the file."""
    if len(tree.stack) == 1 or tree.stack[1].flow:
        if tree.stack[1:] or isinstance(tree.root, Text):
            tree.document.items.clear()
        del tree.stack[1:]
        return None
    if first := _next_of_unopened(tree, line):
        root = tree.stack[1]
        tree.stack[2:] = [Open(first + 1, tree.indent(first + 1) + 1, -1, [], None)]
        return Rest(first, " " * (root.column - 1) + "x:\n", 5)
    floor = max(floor, _without_astray(tree, line))
    depth = _list_depth(tree)
    broken = _broken_item(tree, depth, line) if depth else _broken_key(tree, line)
    del tree.stack[max(depth, 1) + 1 :]
    root = tree.stack[1]
    dash = _dash(tree.stack[-1].column) if depth else None
    key = re.compile(_KEY % (root.column - 1)) if root.entries is not None else None
    for number in range(max(broken, floor), len(tree.lines)):
        following = tree.lines[number]
        if dash and dash.match(following):
            head = " " * (root.column - 1) + "x:\n" if depth > 1 else ""
            return Rest(number, head, 5 if head else 3)
        if key and key.match(following):
            if depth:
                tree.close()
            return Rest(number, "", 3)
        if following.startswith("---"):
            tree.faults.append(Fault(number + 1, 1, *SECOND))
            break
    return None


def astray_keys(tree: Tree) -> list[Text]:
    """Give the keys of the file that follow a list and are fields of its last element.

    They stand in its own column, where a dash may yet come, or left of it, and lines as deep as those fields follow.
    """
    root = tree.stack[-1]
    if len(tree.stack) != len(("document", "root")) or root.entries is None:
        return []
    keys = [root.key] if root.key else []
    for key, node in reversed(root.entries.values()):
        if isinstance(node, Items) and not node.flow:
            below = _below(tree, keys[0].line) if keys and node.items else 0
            is_deep = below > 0 and (
                tree.indent(below) >= node.items[-1].column - 1
                or _dash(node.column).match(tree.line(below)) is not None
            )
            is_astray = is_deep if node.column > root.column else node.column == root.column and not root.key
            return keys[::-1] if is_astray else []
        keys.append(key)
    return []


def _below(tree: Tree, number: int) -> int:
    """The next line that is not blank."""
    return next((n for n in range(number + 1, len(tree.lines) + 1) if tree.line(n).strip()), 0)


def _without_astray(tree: Tree, line: int) -> int:
    """Drop such keys, if a fault begins with them, and the card that they belong to; give the last of their lines."""
    keys = astray_keys(tree)
    if not keys or keys[0].line != line:
        return 0
    entries = tree.stack[-1].entries or {}
    for key in keys:
        entries.pop(key.value, None)
    tree.stack[-1].key = None
    name, listing = next(reversed(entries.values()))
    assert isinstance(listing, Items)
    entries[name.value] = (name, replace(listing, items=listing.items[:-1]))
    return keys[-1].line


def _next_of_unopened(tree: Tree, line: int) -> int:
    """Where, counted from 0, the second element of a list begins whose first one is broken; 0 for none."""
    root, *inner = tree.stack[1:]
    if root.entries and root.key is None and not inner and tree.begins_oddly(line):
        key, node = next(reversed(root.entries.values()))  # the broken line is taken for a key of the file
        if isinstance(node, Text) and not node.value:
            del root.entries[key.value]
            root.key = key
    if root.entries is None or root.key is None or (inner and (inner[0].entries is None or inner[0].flow)):
        return 0
    dash = re.compile(rf" {{{tree.indent(_below(tree, root.key.line))}}}-(?=\s)")
    following = re.compile(_KEY % (root.column - 1))
    for number in range(line, len(tree.lines)):
        if dash.match(tree.lines[number]):
            return number
        if following.match(tree.lines[number]):
            return 0
    return 0


def _list_depth(tree: Tree) -> int:
    """Find how deep the list of cards lies, and open it again if a wrong indentation ended it; 0 for none."""
    root, *inner = tree.stack[1:]
    if root.entries is None:
        return 1
    if inner:
        return 2 if inner[0].entries is None and not inner[0].flow else 0
    if root.key is None and root.entries:
        key, node = next(reversed(root.entries.values()))
        if isinstance(node, Items) and not node.flow:
            del root.entries[key.value]
            root.key = key
            tree.stack.append(Open(node.line, node.column, 0, list(node.items), None))
            return 2
    return 0


def _broken_item(tree: Tree, depth: int, line: int) -> int:
    """Find the line of the item that a fault broke; an ended item that the line seems to go on with is dropped."""
    listing, *inner = tree.stack[depth:]
    if inner:
        return inner[0].line
    last = listing.items[-1].line if listing.items else listing.line - 1
    dash = _dash(listing.column)
    begun = [number for number in range(last + 1, line + 1) if dash.match(tree.line(number))]
    root = tree.stack[1]
    # In the column of the dashes stands a field of the last card, unless the keys of the file stand there.
    edge = listing.column - (root is listing or listing.column > root.column)
    is_item = _ITEM.match(tree.line(line)) and not (tree.indent(line) > edge and tree.begins_oddly(line))
    if not begun and tree.indent(line) >= edge and not is_item:
        del listing.items[-1:]
    return begun[-1] if begun else line


def _broken_key(tree: Tree, line: int) -> int:
    """Find the line of the key of the file that a fault broke, and drop its value."""
    root, *inner = tree.stack[1:]
    if root.key:
        root.key = None
        return inner[0].line if inner else line
    if root.entries:
        key, _ = next(reversed(root.entries.values()))
        if key.line == line or tree.indent(line) >= root.column:
            del root.entries[key.value]
    return line
