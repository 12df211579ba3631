"""What a Markdown text says to its reader: words, sentences, formulas."""

import re
from functools import cache

_STRETCH = r"""
    ^[ ]*(?P<fence>`{3,}|~{3,}).*?(?:^[ ]*(?P=fence)[`~]*[ ]*$|\Z)  # a block of code
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)                    # a code span
    | \\[\\$`]                                                      # an escaped sign
    | \$\$(?P<display>.+?)(?<!\\)\$\$
    | (?<!\d)\$(?!\s)(?P<inline>(?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)  # no digit outside, no space inside: as in dollarmath
    | (?<=\])\([^()\s]*\) | https?://\S+                            # where a link leads
"""
STAND_IN = "x1"
"""What a formula, a code span or a block of code is in running text: a word that is none."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n\s*\n")

_SMALL_WORDS = """
the and for that this these those with from into over than then when where which while what who whom how why are was
were been being has have had does did can could may might must will would should shall not nor but its their there here
they them you your his her our out off per via only also both each any all one two more most less least very just even
such same other because whether
"""
_STOPWORDS = frozenset(_SMALL_WORDS.split())


@cache
def _stretch() -> re.Pattern[str]:
    """The pattern of code, formulas and links, made when it is first needed: kinds are loaded at every start."""
    return re.compile(_STRETCH, re.VERBOSE | re.MULTILINE | re.DOTALL)


def formulas(text: str) -> list[str]:
    """The TeX between dollars, in order."""
    return [tex for found in _stretch().finditer(text) if (tex := found["display"] or found["inline"])]


def has_code(text: str) -> bool:
    """Whether a code span or a block of code stands in it."""
    return any(found["fence"] or found["ticks"] for found in _stretch().finditer(text))


def plain(text: str) -> str:
    """The running text; a formula, a code span or a block of code is a `STAND_IN`."""

    def shown(found: re.Match[str]) -> str:
        if found["fence"]:
            return f"\n{STAND_IN}\n"
        return STAND_IN if found["ticks"] or found["display"] or found["inline"] else " "

    return _stretch().sub(shown, text)


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
