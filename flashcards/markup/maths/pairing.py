"""What belongs together in a row: digits of a number, letters of a word, brackets and bars that match."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from flashcards.markup.maths.symbols import Role
from flashcards.markup.maths.tree import (
    Fence,
    Grid,
    Node,
    Scripts,
    Space,
    Symbol,
    Words,
    core,
    in_row,
    items_of,
    role_of,
    with_core,
)
from flashcards.records import replace


def assembled(items: Sequence[Node]) -> Node:
    """Join digits, pair brackets and bars, and drop a row around a single expression."""
    return in_row(_bracketed(_joined(items, _continues_number)))


def worded(node: Node) -> Node:
    """Join letters side by side to words."""
    return in_row(_joined(items_of(node), _continues_word))


def fenced(left: str, body: Node, right: str) -> Node:
    """Put brackets around an expression; around a bare grid they become the brackets of the grid."""
    match body:
        case Grid("matrix", left="", right="") if left and right:
            return replace(body, left=left, right=right)
        case Grid("matrix" | "aligned", left="") if (left, right) == ("{", ""):
            return replace(body, kind="cases", left="{", columns="l" if body.kind == "aligned" else body.columns)
    return Fence(left, body, right) if left or right else body


# Numbers and words


def _joined(items: Sequence[Node], continues: Callable[[str, Node, Node | None], bool]) -> list[Node]:
    """Join symbols to one; a script on the last stands on the whole."""
    joined: list[Node] = []
    for item, after in zip_longest(items, items[1:]):
        base = core(item)
        before = joined[-1] if joined else None
        if (
            isinstance(before, Symbol)
            and isinstance(base, Symbol)
            and before.role is base.role is Role.ORD
            and continues(before.text, item, after)
        ):
            text = before.text + base.text
            # In a word the letters of a typeface are plain ones: the word is a name, not a product of symbols.
            joined[-1] = with_core(item, Symbol(unicodedata.normalize("NFKC", text) if text.isalnum() else text))
        else:
            joined.append(item)
    return joined


_WHOLE = re.compile(r"[0-9][0-9,]*")
_NUMBER_START = re.compile(r"[0-9][0-9,]*(\.[0-9]*)?|\.[0-9]*")


def _is_digits(node: Node | None) -> bool:
    base = None if node is None else core(node)
    return isinstance(base, Symbol) and _WHOLE.fullmatch(base.text) is not None


def _continues_number(before: str, item: Node, after: Node | None) -> bool:
    if item in {Symbol("."), Symbol(",")}:
        return _WHOLE.fullmatch(before) is not None and _is_digits(after)
    return _is_digits(item) and _NUMBER_START.fullmatch(before) is not None


def _continues_word(before: str, item: Node, _after: Node | None) -> bool:
    base = core(item)
    return isinstance(base, Symbol) and base.text.isalnum() and before[0].isalpha()


# Brackets


def _bracketed(items: Sequence[Node]) -> list[Node]:
    """Turn brackets that match into fences; one that has no partner stays a symbol."""
    frames: list[list[Node]] = [[]]
    for item in items:
        base = core(item)
        if isinstance(base, Symbol) and base.role is Role.OPEN and item is base:
            frames.append([item])
        elif isinstance(base, Symbol) and base.role is Role.CLOSE and len(frames) > 1:
            opening, *body = frames.pop()
            left = opening.text if isinstance(opening, Symbol) else ""
            frames[-1].append(with_core(item, fenced(left, in_row(_barred(body)), base.text)))
        else:
            frames[-1].append(item)
    return _barred([item for frame in frames for item in frame])


# Bars open, close or separate; only what stands beside them tells.


def _barred(items: Sequence[Node]) -> list[Node]:
    """Turn bars that belong together into fences; any other bar separates."""
    done: list[Node] = []
    open_at: list[int] = []
    for at, item in enumerate(items):
        base = core(item)
        if isinstance(base, Symbol) and base.role is Role.BAR:
            is_open = bool(open_at) and done[open_at[-1]] == base
            # In `\|\cdot\|` the dot is a placeholder, not an operator.
            wants_operand = _wants_operand(done) and not (is_open and done[open_at[-1] + 1 :] == [_DOT])
            if is_open and not wants_operand:
                start = open_at.pop()
                done[start:] = [with_core(item, fenced(base.text, in_row(done[start + 1 :]), base.text))]
                continue
            if item is base and (wants_operand or (not is_open and _closes_next(items, at))):
                open_at.append(len(done))
        done.append(item)
    return [_separator(item) for item in done]


def _separator(item: Node) -> Node:
    base = core(item)
    is_bar = isinstance(base, Symbol) and base.role is Role.BAR
    return with_core(item, Symbol(base.text)) if is_bar and isinstance(base, Symbol) else item


_DOT: Final = Symbol("·", Role.BIN)
_BEFORE_OPERAND: Final = frozenset((Role.BIN, Role.REL, Role.PUNCT, Role.OP, Role.OPEN, Role.MID, Role.BAR))
_AFTER_OPERAND: Final = frozenset((Role.BIN, Role.REL, Role.PUNCT, Role.CLOSE))


def _wants_operand(before: Sequence[Node]) -> bool:
    """Tell whether something must follow here."""
    last = next((item for item in reversed(before) if not isinstance(item, Space)), None)
    if last is None or (isinstance(last, Words) and last.text.endswith(" ")):
        return True
    scripted_bar = isinstance(last, Scripts) and role_of(last) is Role.BAR
    return core(last) == Symbol("/") or (role_of(last) in _BEFORE_OPERAND and not scripted_bar)


def _closes_next(items: Sequence[Node], at: int) -> bool:
    """Tell whether the next bar of this sort can only be a closing one."""
    next_at = next((place for place in range(at + 1, len(items)) if core(items[place]) == items[at]), None)
    if next_at is None:
        return False
    after = next((item for item in items[next_at + 1 :] if not isinstance(item, Space)), None)
    ends = after is None or role_of(after) in _AFTER_OPERAND or isinstance(items[next_at], Scripts)
    return ends and not _wants_operand(items[:next_at])
