"""American spellings in a Markdown text, with the British ones."""

import re
from collections.abc import Iterator

from flashcards.markup.prose import plain

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


def american(text: str) -> Iterator[tuple[str, str]]:
    """Each American spelling in the running text, with the British one; words in capitals are names."""
    found_words = (word for word in _AMERICAN.findall(plain(text)) if not word.isupper())
    for word in dict.fromkeys(word for word in found_words if not _IS_NAME.search(word)):
        british = next(
            found for pattern, to in _BRITISH if (found := re.sub(pattern, to, word, flags=re.IGNORECASE)) != word
        )
        yield word, british
