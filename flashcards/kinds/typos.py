"""Whether a text is another one with a slip of the finger in it: what names something else never is."""

import re
from collections.abc import Iterable, Sequence

from flashcards.kinds.forms import apart, same, without_accents
from flashcards.kinds.terms import NAMES, NEGATIONS, PREFIX_PAIRS, PREFIXES, SMALL, SUFFIX_PAIRS, WITHOUT_A

_PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
_WORDY = re.compile(r"[^\W\d_]")

MOST_EDITS = ((13, 3), (8, 2))
"""A word of at least so many letters may have so many slips."""
_SHORT = 5
"""From so many letters on a word may have one; of four letters, two may have changed places."""
_UNSPELLED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts in which one sign is a word or a syllable: another sign is another word."""

_SHORTEST_REST = 3


def slips(typed: str, accepted: str) -> int | None:
    """How many slips of the finger lie between two texts, accents left out not among them; None: they differ in more."""
    one, other = apart(typed), apart(accepted)
    if _signs(one) != _signs(other):
        return None
    if without_accents(one) == without_accents(other):
        return 0
    first, second = _PIECE.findall(one), _PIECE.findall(other)
    if {*first} & NEGATIONS != {*second} & NEGATIONS:
        return None
    if len(first) != len(second):
        first, second = [[word for word in words if word not in SMALL] for words in (first, second)]
    if len(first) == len(second):
        return _of_words(first, second)
    if any(not _WORDY.match(piece) for piece in first + second):
        return None
    return _of_word("".join(first), "".join(second))


def _signs(text: str) -> list[str]:
    """The signs and numbers of a text in order."""
    return [piece for piece in _PIECE.findall(text) if not _WORDY.match(piece)]


def _of_words(first: Sequence[str], second: Sequence[str]) -> int | None:
    """The slips in words that stand at the same places; beside others a word of four letters may have one."""
    total = 0
    is_alone = len(first) == 1
    for one, other in zip(first, second, strict=True):
        found = 0 if one == other else _of_word(one, other, _SHORT if is_alone else _SHORT - 1)
        if found is None:
            return None
        total += found
    return total if total <= MOST_EDITS[0][1] else None


def _of_word(one: str, other: str, shortest: int = _SHORT) -> int | None:
    """The slips between two words; none where one of them is another word."""
    bare, plain = without_accents(one), without_accents(other)
    if bare == plain:
        return 0
    longest = max(len(bare), len(plain))
    if longest >= _SHORT and f"{min(bare, plain, key=len)}s" == max(bare, plain, key=len):
        return 1
    most = next((edits for letters, edits in MOST_EDITS if longest >= letters), int(longest >= shortest))
    if longest == _SHORT - 1 and sorted(bare) == sorted(plain):
        most = 1
    if not most or _UNSPELLED.search(one + other) or one in NAMES or is_another_word(one, other):
        return None
    edits = distance(bare, plain, most)
    return edits if edits <= most else None


def is_another_word(one: str, other: str) -> bool:
    """Whether a prefix or an ending makes one of the words another word than the other."""
    for short, long in ((one, other), (other, one)):
        for prefix in PREFIXES:
            if long == prefix + short and len(short) >= _SHORTEST_REST:
                return True
        if long == f"a{short}" and short.startswith(WITHOUT_A):
            return True
    pairs = [(one, other, *pair) for pair in PREFIX_PAIRS]
    pairs += [(one[::-1], other[::-1], a[::-1], b[::-1]) for a, b in SUFFIX_PAIRS]
    return any(_exchanged(x, y, a, b) or _exchanged(x, y, b, a) for x, y, a, b in pairs)


def _exchanged(one: str, other: str, a: str, b: str) -> bool:
    """Whether the words are one with `a` of the first exchanged for `b` of the second at the front."""
    return one.startswith(a) and other.startswith(b) and one[len(a) :] == other[len(b) :]


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many, or in each other's place; more than `most` is `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


def names_another(typed: str, accepted: Iterable[str], elsewhere: Iterable[str]) -> bool:
    """Whether what was typed is an accepted answer of another card, or nearer to one than to those of this card."""
    here = [found for answer in accepted if (found := slips(typed, answer)) is not None]
    nearest = min(here, default=None)
    for answer in elsewhere:
        if same(typed, answer):
            return True
        found = slips(typed, answer) if nearest else None
        if found is not None and nearest is not None and found < nearest:
            return True
    return False
