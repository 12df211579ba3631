"""Texts that say nearly the same, found without comparing each with each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from math import ceil

from flashcards.cards import normalised

ALIKE = 0.85
"""Texts more similar than this (difflib's ratio) are near-duplicates."""
SHARED = 0.5
"""Texts that share a smaller part of their pairs of neighbouring words are never compared letter by letter."""

_WORD = re.compile(r"\w+|[^\w\s]")


def twins(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """The positions of each two near-duplicates, the earlier first, with their similarity.

    Two sets that have the part `SHARED` of their elements in common have one of them among the rarest of each: only
    those are looked up.
    """
    normal = [normalised(text) for text in texts]
    pairs = [frozenset(pairwise(["", *_WORD.findall(text), ""])) for text in normal]
    frequency = Counter(pair for own in pairs for pair in own)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, own in enumerate(pairs):
        rarest = sorted(own, key=lambda pair: (frequency[pair], pair))[: len(own) - ceil(SHARED * len(own)) + 1]
        for other in sorted({other for pair in rarest for other in holders[pair]}):
            both = len(own & pairs[other])
            if both >= SHARED * (len(own) + len(pairs[other]) - both):
                ratio = _ratio(normal[other], normal[at])
                if ratio > ALIKE:
                    yield other, at, ratio
        for pair in rarest:
            holders[pair].append(at)


def _ratio(one: str, two: str) -> float:
    """Difflib's ratio; 0 where its upper bounds tell already that it is not high."""
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() <= ALIKE or matcher.quick_ratio() <= ALIKE:
        return 0.0
    return matcher.ratio()
