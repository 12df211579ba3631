"""Which words there are: a slip of the finger makes none, an exchanged term is another one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, cached_property

from flashcards import shipped
from flashcards.kinds.terms import NAMES, NEGATIONS, SMALL

_WORD = re.compile(r"[^\W\d_]+")
BEGINNING = 5
"""Words are compared by their first letters, so that a slip or an ending does not part them."""
WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that set no spaces between words, or write a syllable with each sign."""
SIGNS = 3
"""A run of such signs is compared by each so many of them."""
_FUNCTION_WORDS = """
the and for are but not you all any can had her was one our out has him his how man new now old see two way who its
that with have this will your from they know want been good much some time very when come here just like long make
many over such take than them well were what which their there these those would about other into could then each
only also more most less it is in on of to by at as an or be we if so no do up he my does where while because
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that every text has."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.casefold())


def compared(words: Iterable[str]) -> set[str]:
    """What words are compared by: their first letters, and of a script without spaces each few signs."""
    found = set()
    for word in words:
        if word.isascii() or not WITHOUT_SPACES.search(word):
            found.add(word[:BEGINNING])
        else:
            found.update(word[at : at + SIGNS] for at in range(max(1, len(word) - SIGNS + 1)))
    return found


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
