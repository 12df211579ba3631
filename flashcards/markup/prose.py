"""What a Markdown text says to its reader: words, sentences, formulas."""

import re

from flashcards.markup.regions import regions

_UNREAD = re.compile(r"\\[\\$`]|(?<=\])\([^()\s]*\)|https?://\S+")
"""Escaped signs, and where a link leads."""
STAND_IN = "x1"
"""What a formula, a code span or a block of code is in running text: a word that is none."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n\s*\n")

_MEAN_NOTHING_ALONE = """
the and for that this these those with from into over than then when where which while what who whom how why are was
were been being has have had does did can could may might must will would should shall not nor but its their there here
they them you your his her our out off per via only also both each any all one two more most less least very just even
such same other because whether
"""
_STOPWORDS = frozenset(_MEAN_NOTHING_ALONE.split())


def formulas(text: str) -> list[str]:
    """The TeX of all formulas, in order."""
    return [region.inner for region in regions(text) if region.formula]


def has_code(text: str) -> bool:
    """Whether a code span or a block of code stands in it."""
    return any(not region.formula for region in regions(text))


def plain(text: str) -> str:
    """The running text; a formula, a code span or a block of code is a `STAND_IN`."""
    parts, end = [], 0
    for region in regions(text):
        parts += [_UNREAD.sub(" ", text[end : region.start]), f"\n{STAND_IN}\n" if region.fence else STAND_IN]
        end = region.end
    return "".join([*parts, _UNREAD.sub(" ", text[end:])])


def word_count(text: str) -> int:
    """The words a reader counts; a formula, a code span or a block of code is one."""
    return sum(any(map(str.isalnum, word)) for word in plain(text).split())


def content_words(text: str) -> set[str]:
    """The words that carry the meaning, in lower case."""
    return {word for word in _WORD.findall(plain(text).casefold()) if word not in _STOPWORDS}


def list_items(text: str) -> int:
    """How many items the lists in it have together."""
    return len(_ITEM.findall(plain(text)))


def question_sentence(text: str) -> str:
    """The first sentence that ends in a question mark, or nothing."""
    return next((s.strip() for s in _SENTENCE_END.split(plain(text)) if s.rstrip().endswith("?")), "")
