"""How many slips of the finger lie between two texts that say the same, and whether they do."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import takewhile

from flashcards.decks.identity.lexicon import FUNCTION_WORDS, Lexicon
from flashcards.decks.identity.tokens import FENCE, Token
from flashcards.kinds.forms import without_accents
from flashcards.kinds.terms import NAMES, NEGATIONS
from flashcards.kinds.typos import distance, is_another_word

MOST = 2
"""More words than so many are not mended at once, but written anew."""
_LONG_WORD, _LONG_ENOUGH_TO_SWAP, _SHORT_WORD = 10, 8, 5
_UNLISTED, _TELLING = 9, 12
_SHORTEST_PLURAL = 5
ARTICLES = frozenset({"a", "an", "the"})
FEW = frozenset({"few", "little"})
"""An article makes more of these."""
_ENGLISH_WORDS = """
the and what which why how when where who does with that this from are explain describe define tell write show
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_PREFIXES_APART = (
    "a an the be in im il ir un not no re de dis of for to on and with by from at is as der die das la le les el"
)
_TERM = 7
_VOWELS = frozenset("aeiouy\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f")
_ENDING = 3
"""So many last letters may be an ending, which says who, when and how many."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: {other for line in _KEYS[max(0, row - 1) : row + 2] for other in line[max(0, at - 1) : at + 2]}
    for row, keys in enumerate(_KEYS)
    for at, key in enumerate(keys)
}
"""The neighbours of a key on the keyboard."""
_APART = frozenset(_PREFIXES_APART.split())
"""Where one of these stands alone before a word, that is not the same as the two in one."""
_NAME = re.compile(r"[^\W\d_]+[A-ZÀ-Þ]|[A-ZÀ-Þ]{2}")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that set no spaces between words, or write a syllable with each sign."""
_LETTERS = frozenset("äöüåøñőűąęłżşğıčćšžđйё")
"""With their marks these are letters of their own."""
_IN_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
"""How some of them are typed where the keyboard has them not."""
_NOUNS = ("ón", "ão")
"""Endings whose accent is often left out, and that no form of a verb has without it."""
_ODD_SPELLINGS = (
    (re.compile(r"is(?=e[ds]?$|ing$|er?s?$|ations?$|able$|ational$)"), "iz"),
    (re.compile(r"ys(?=e[ds]?$|ing$|ers?$)"), "yz"),
    (re.compile(r"(?<=[^\W\d_]{3})our"), "or"),
    (re.compile(r"tre(?=s?$|d$)"), "ter"),
    (re.compile(r"(?<=cancel|travel|signal|tunnel)l(?=(?:ed|ing|ers?)$)"), ""),
    (re.compile(r"(?<=label|model|level|total)l(?=(?:ed|ing|ers?)$)"), ""),
    (re.compile(r"(?<!prol)ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=gram)me(?=s?$)"), ""),
    (re.compile(r"(?<=^[cfhp])[ao]e(?=[^\W\daeiou]\w\w)|^oe(?=\w{4})|ae(?=mi)"), "e"),
    (re.compile(r"(?<=^sul)ph"), "f"),
    (re.compile(r"(?<=^gr)e(?=y)"), "a"),
    (re.compile(r"(?<=^art)e(?=fact)"), "i"),
    (re.compile(r"^sc(?=eptic)"), "sk"),
    (re.compile(r"ence(?=s?$)"), "ense"),
)
"""British and American."""


def negations(tokens: Sequence[Token]) -> Counter[str]:
    """The words that turn a sentence round."""
    return Counter(token.text for token in tokens if not token.exact and token.text in NEGATIONS)


def is_english(tokens: Sequence[Token]) -> bool:
    """Whether a text has a word that hardly any other language has."""
    return any(token.text in _ENGLISH for token in tokens if token.is_word)


def mends(
    old: Sequence[Token],
    new: Sequence[Token],
    lexicon: Lexicon,
    most: int = MOST,
    beside: Callable[[], Sequence[Token]] = tuple,
) -> int | None:
    """How many words were mended, none at all for the same text; None where more has changed, or something else.

    `beside`: the rest of the card, which tells the language where the text is a single word.
    """
    alike = sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, zip(old, new, strict=False)))
    begin = max(0, alike - 1)  # the word before tells one that stands twice
    return _Walk(old, new, lexicon, beside).fewest(begin, begin, most)


class _Walk:
    """The way through both texts on which the fewest words differ."""

    def __init__(
        self, old: Sequence[Token], new: Sequence[Token], lexicon: Lexicon, beside: Callable[[], Sequence[Token]]
    ) -> None:
        self._old, self._new, self._lexicon, self._beside = old, new, lexicon, beside
        self._own = Counter(token.text for token in new)

    def fewest(self, i: int, j: int, left: int) -> int | None:
        old, new = self._old, self._new
        while i < len(old) and j < len(new) and old[i].text == new[j].text:
            i, j = i + 1, j + 1
        if i == len(old) and j == len(new):
            return 0
        ways = [found for k, m in self._steps(i, j) if left and (found := self.fewest(k, m, left - 1)) is not None]
        return 1 + min(ways) if ways else None

    def _steps(self, i: int, j: int) -> list[tuple[int, int]]:
        """Where a single mend leads to from two places."""
        old, new = self._old, self._new
        one, two = old[i : i + 2], new[j : j + 2]
        steps = []
        if one and two and one[0].raw == two[0].raw == FENCE:
            return []
        if one and two and self._is_slip(one[0], two[0]):
            steps.append((i + 1, j + 1))
        if _is_spare(old, i):
            steps.append((i + 1, j))
        if _is_spare(new, j):
            steps.append((i, j + 1))
        if two and _are_joined(one, two[0]):
            steps.append((i + 2, j + 1))
        if one and _are_joined(two, one[0]):
            steps.append((i + 1, j + 2))
        return steps

    def _is_slip(self, one: Token, two: Token) -> bool:
        """Whether a slip of the finger makes one word of the other; what is another word for anybody never is."""
        if not (one.is_word and two.is_word) or any(map(_NAME.search, (one.raw, two.raw))):
            return False
        if _WITHOUT_SPACES.search(one.text + two.text):
            return False  # a single sign may say the opposite
        a, b = (word if word.isascii() else without_accents(word) for word in (one.text, two.text))
        if a == b:
            return _lacks_accents(one.text, two.text, _SHORT_WORD if self._lexicon.lists(a) else _LONG_ENOUGH_TO_SWAP)
        if _is_plural(a, b):
            return self._is_english or all(map(self._lexicon.knows, (a, b)))
        if a.casefold() == b.casefold() and len(a) > 1:
            return a.islower() or b.islower()
        is_spelling = _spelled(a) == _spelled(b) or {a, b} <= ARTICLES or _in_two(one.text) == _in_two(two.text)
        return is_spelling or (_begin_alike(a, b) and self._slipped(one, two, a, b))

    def _slipped(self, one: Token, two: Token, a: str, b: str) -> bool:
        """The same of words that begin alike; `a` and `b` are they without accents."""
        known = [word for word, own in ((a, 0), (b, self._own[two.text])) if self._lexicon.knows(word, own)]
        if len(known) == len((one, two)) or is_another_word(a, b):
            return False
        longest = max(len(a), len(b))
        if not known or self._is_foreign(one, two):
            return _is_plain_slip(a, b, known_endings=self._is_english or bool(known))
        if longest < _SHORT_WORD:
            swapped = longest == _SHORT_WORD - 1 and sorted(a) == sorted(b)
            if not (swapped or known[0] in FUNCTION_WORDS) or not (one.raw.islower() and two.raw.islower()):
                return False
        most = 2 if longest >= _LONG_WORD or (longest >= _LONG_ENOUGH_TO_SWAP and sorted(a) == sorted(b)) else 1
        if _is_likely_a_word(a, b):
            return False
        return min(distance(a, b, most), distance(_spelled(a), _spelled(b), most)) <= most

    @cached_property
    def _is_english(self) -> bool:
        return is_english(self._new)

    def _is_foreign(self, *but: Token) -> bool:
        """Whether most other words of the text are of a language that the list does not have."""
        others = _long_words(self._new, but)
        if others or self._is_english:
            return sum(map(self._lexicon.knows, others)) * 2 < len(others)
        beside = self._beside()
        others = _long_words(beside, but)
        return not is_english(beside) and sum(map(self._lexicon.knows, others)) * 2 <= len(others)


def _long_words(tokens: Sequence[Token], but: Collection[Token]) -> list[str]:
    return [t.text for t in tokens if t.is_word and len(t.text) >= _SHORT_WORD - 1 and t not in but]


def _is_likely_a_word(a: str, b: str) -> bool:
    """Whether a single other letter, in words of which only one is listed, makes a term that is not listed.

    Slips of the finger exchange neighbours on the keyboard, those of the mind a vowel of a longer word.
    """
    differing = [(at, x, y) for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or len(differing) != 1:
        return False
    ((at, x, y),) = differing
    if y not in _BESIDE.get(x, ()) and {x, y} <= _VOWELS and ("y" not in (x, y) or "i" in (x, y)):
        return len(a) < _TERM or at == len(a) - 1 or (at == len(a) - _ENDING and a[-1] == "e")  # sulfate and sulfite
    return y not in _BESIDE.get(x, ()) and len(a) < _LONG_WORD


def _lacks_accents(one: str, two: str, shortest: int) -> bool:
    """Whether accents were only left out: of a longer word, inside it, and none that make another letter."""
    differing = [(at, {a, b}) for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b]
    is_noun = len(one) >= _TERM and (one.endswith(_NOUNS) or two.endswith(_NOUNS))
    if len(one) != len(two) or (len(one) < shortest and not is_noun):
        return False
    inside = len(one) - (1 if is_noun else 2)
    return all(at < inside and not letters & _LETTERS for at, letters in differing)


def _in_two(word: str) -> str:
    return word if word.isascii() else word.translate(_IN_TWO)


def _is_plain_slip(a: str, b: str, *, known_endings: bool) -> bool:
    """Whether words that nobody lists differ by a letter typed twice, two in each other's place, or one left out of many.

    In a language whose endings are not known a double letter, the order of two vowels and the last letters say who and when.
    """
    longest = max(len(a), len(b))
    if longest < _TERM or distance(a, b, 1) != 1:
        return False
    at = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if sorted(a) == sorted(b):
        return known_endings or (1 < at < longest - _ENDING + 1 and not {*a[at : at + 2]} <= _VOWELS)
    if _undoubled(a) == _undoubled(b):
        return known_endings and longest >= _UNLISTED
    return longest >= _TELLING and len(a) != len(b) and (known_endings or at < longest - _ENDING)


def _is_plural(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer == f"{shorter}s" and len(shorter) >= _SHORTEST_PLURAL and shorter[-1] != "s" and longer not in NAMES


def _spelled(word: str) -> str:
    for pattern, other in _ODD_SPELLINGS:
        word = pattern.sub(other, word)
    return word


def _begin_alike(a: str, b: str) -> bool:
    return a[0] == b[0] or a[:2] == b[1::-1]


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _is_spare(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word may be left out: an article before a word, a small one that stands twice, the language of a fence."""
    if at >= len(tokens) or not tokens[at].is_word:
        return at < len(tokens) and tokens[at].raw == FENCE
    token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if token.text in ARTICLES and following is not None and (token.raw != "A" or at == 0):  # but vitamin A
        return following.is_word and len(following.text) > 2 and following.text not in FEW  # noqa: PLR2004 - `a` before `b` is a name
    return at > 0 and tokens[at - 1].text == token.text and token.text in FUNCTION_WORDS - NEGATIONS


def _are_joined(parts: Sequence[Token], whole: Token) -> bool:
    """Whether two words are one that was taken apart."""
    if len(parts) < 2 or not (whole.is_word and all(part.is_word for part in parts)):  # noqa: PLR2004 - two
        return False
    first, second = parts
    return first.text + second.text == whole.text and first.text not in _APART and len(second.text) > 1
