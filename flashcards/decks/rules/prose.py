"""What a Markdown text says to its reader: words, sentences, formulas, and American spellings in it."""

import re
from collections.abc import Iterator

_STRETCH = re.compile(
    r"""
    ^[ ]*(?P<fence>`{3,}|~{3,}).*?(?:^[ ]*(?P=fence)[`~]*[ ]*$|\Z)  # a block of code
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)                    # a code span
    | \\[\\$`]                                                      # an escaped sign
    | \$\$(?P<display>.+?)(?<!\\)\$\$
    | (?<!\d)\$(?!\s)(?P<inline>(?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)  # no digit outside, no space inside: as in dollarmath
    | (?<=\])\([^()\s]*\) | https?://\S+                            # where a link leads
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
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

_AMERICAN = re.compile(
    r"""\b(?:
    (?!(?:re|over|under|up|down|cap|mid|out)?siz|(?:ap)?priz|seiz|maiz)
      [a-z]+iz(?:e[ds]?|ers?|ing|ations?|ational|able|ability)
    | (?:re)?(?:analy|cataly|paraly)z(?:e[ds]?|ers?|ing)
    | (?:dis|mis|re|un|multi)?(?:behavi|col|endeav|fav|flav|harb|hon|lab|neighb|rum)
      or(?:s|ed|ing|al|able|ite|ites|hoods?|ful|less)?
    | (?:re|epi)?center(?:s|ed|ing)?
    | (?:mis|re|un)?(?:cancel|channel|dial|fuel|label|level|model|signal|total|travel|tunnel)(?:ed|ing|ers?)
    | (?:catalog|defense|fiber|fulfill|skeptic|skeptical)s?
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_IS_NAME = re.compile("[a-z][A-Z]")
"""`LayerNormalization` is the name of something."""
_BRITISH = (
    (r"iz(e|ing|a)", r"is\1"),
    (r"yz", "ys"),
    (r"or(s|ed|ing|al|able|ites?|hoods?|ful|less)?$", r"our\1"),
    (r"center(ed|ing)", r"centr\1"),
    (r"center", "centre"),
    (r"l(ed|ing|ers?)$", r"ll\1"),
    (r"catalog", "catalogue"),
    (r"defense", "defence"),
    (r"fiber", "fibre"),
    (r"fulfill", "fulfil"),
    (r"skeptic", "sceptic"),
)
"""The first that changes a word makes it British."""


def formulas(text: str) -> list[str]:
    """The TeX between dollars, in order."""
    return [tex for found in _STRETCH.finditer(text) if (tex := found["display"] or found["inline"])]


def has_code(text: str) -> bool:
    """Whether a code span or a block of code stands in it."""
    return any(found["fence"] or found["ticks"] for found in _STRETCH.finditer(text))


def plain(text: str) -> str:
    """The running text; a formula, a code span or a block of code is a `STAND_IN`."""

    def shown(found: re.Match[str]) -> str:
        if found["fence"]:
            return f"\n{STAND_IN}\n"
        return STAND_IN if found["ticks"] or found["display"] or found["inline"] else " "

    return _STRETCH.sub(shown, text)


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


def american(text: str) -> Iterator[tuple[str, str]]:
    """Each American spelling in the running text, with the British one."""
    for word in dict.fromkeys(word for word in _AMERICAN.findall(plain(text)) if not _IS_NAME.search(word)):
        british = next(
            found for pattern, to in _BRITISH if (found := re.sub(pattern, to, word, flags=re.IGNORECASE)) != word
        )
        yield word, british
