"""Which words there are: a slip of the finger makes none, an exchanged term is another one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, cached_property

from flashcards import shipped
from flashcards.kinds.terms import NAMES, NEGATIONS, SMALL

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Scripts that set no spaces between words."""
SIGNS = "\u0e00"
"""The first letter of them, behind those of all alphabets."""
_SIGNS = re.compile(f"[{_UNSPACED}]+")
_WORD_OR_SIGNS = re.compile(rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]+")
BEGINNING = 5
"""Words are compared by their first letters, so that a slip or an ending does not part them."""
_FUNCTION_WORDS = """
the and for are but not you all any can had her was one our out has him his how man new now old see two way who its
that with have this will your from they know want been good much some time very when come here just like long make
many over such take than them well were what which their there these those would about other into could then each
only also more most less it is in on of to by at as an or be we if so no do up he my does where while because
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that every text has."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; where no spaces part them, each two signs that stand side by side."""
    if text.isascii() or not _SIGNS.search(text):
        return _WORD.findall(text.casefold())
    words = _WORD_OR_SIGNS.findall(text.casefold())
    return [part for word in words for part in (_pairs(word) if _SIGNS.match(word) else [word])]


def _pairs(signs: str) -> list[str]:
    return [signs[at : at + 2] for at in range(max(1, len(signs) - 1))]


@cache
def _listed() -> frozenset[str]:
    lines = shipped.text("decks/identity/words.txt").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(listed | NAMES | NEGATIONS | SMALL | FUNCTION_WORDS)


class Lexicon:
    """The words of the language, of the field, and of the decks at hand."""

    def __init__(self, texts: Callable[[], Iterable[str]] = tuple) -> None:
        """`texts`: those of the decks, asked for where a word is not in the list."""
        self._texts = texts

    @cached_property
    def _used(self) -> Counter[str]:
        return Counter(word for text in self._texts() for word in words_of(text))

    def knows(self, word: str, own: int = 0) -> bool:
        """Whether it is a word of the list, or stands in the decks oftener than the `own` times in the card itself."""
        return word in _listed() or self._used[word] > own

    @staticmethod
    def lists(word: str) -> bool:
        """Whether it is a word of the list."""
        return word in _listed()
