"""Whether a question asks the same in other words, where its long answer has stayed."""

from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from flashcards.decks.identity.lexicon import BEGINNING
from flashcards.decks.identity.mends import ARTICLES, FEW, is_english, negations
from flashcards.decks.identity.tokens import Token
from flashcards.kinds.terms import NEGATIONS

_ASKING_WORDS = """
do of at in on it be we us me my i or so what when where which while who why how is are was were does did done doing can could should would will may might
must have has had been being you your yours they them their its this that these those there here with from into for
and the but also all any each every both either one ones some much many very really actually exactly precisely now
briefly shortly usually typically generally basically simply just even still ever then than about explain describe
state give name list tell say show define definition mean means meaning meant call called calls term word words
sentence sentences idea purpose point role reason reasons cause causes effect effects happen happens happened
happening occur occurs need needed needs use used uses using usage useful work works working understand understood
know known think remember recall difference main chief key important short brief simple please question answer
example instance case cases kind kinds sort sorts thing things way ways make makes making made get gets take takes
taken come comes good let lets want wants look looks like order general practice help helps helped wanted achieve
achieves accomplish matter matters write try tries expression phrase own mind interview interviewer candidate
"""
_ASKING = frozenset(_ASKING_WORDS.split())
"""Words of asking: they may be exchanged for each other."""
_ASKING_BEGINNINGS = frozenset(word[:BEGINNING] for word in _ASKING)
_WEIGHTY_WORDS = """
key list state mean order name point case cases instance expression phrase word words sentence sentences term terms
role sort kind general practice cause causes effect effects reason reasons purpose example use uses used
need needed needs help helps one all any each every both some many much from to into must may might can could should
"""
_WEIGHTY = frozenset(_WEIGHTY_WORDS.split())
"""Those of them that, one exchanged for another, ask for something else: they may be terms, or say how many and whence."""
_TURNING_WORDS = """
and or but
without except least most best worst wrong right true false correct incorrect always never only less more fewer
greater smaller larger lower higher before after above below increase decrease rise fall grow shrink advantage
disadvantage benefit drawback fail fails pro con pros cons minimum maximum minimal maximal first last opposite inverse
"""
_TURNING = frozenset(_TURNING_WORDS.split()) | NEGATIONS
"""Words that may turn a question round."""
_ENDINGS = frozenset({"", "s", "es", "ed", "d", "e", "ing", "ly"})
_LONGEST = 300
"""In words: of longer questions it is not asked whether they say the same."""
_INFLECTION = 4
"""Words that share so many first letters and differ in an ending are forms of one."""


def exchanges_terms(old: set[str], new: set[str]) -> bool:
    """Whether telling words were exchanged for others, by the beginnings of the words of two questions: a quick look."""
    return bool(old - new - _ASKING_BEGINNINGS and new - old - _ASKING_BEGINNINGS)


def is_reworded(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether two questions ask for the same thing: no term, number, sign or negation is exchanged, and one is shared."""
    if negations(old) != negations(new) or _firm(old) != _firm(new) or not (is_english(old) and is_english(new)):
        return False
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > _LONGEST:
        return False
    stood = {*before}
    after = [word if word in stood else next((kin for kin in before if _are_kin(word, kin)), word) for word in after]
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [word for kind, i, j, _, _ in changes if kind != "equal" for word in before[i:j]]
    come = [word for kind, _, _, i, j in changes if kind != "equal" for word in after[i:j]]
    moved = {*gone} & {*come} & _ASKING
    for kind, i, j, k, m in changes:
        out, put = ([word for word in words if word not in moved] for words in (before[i:j], after[k:m]))
        tells = kind != "equal" and not _ASKING.issuperset(out + put)
        if tells and ((out and put) or _ASKING.isdisjoint(out + put)):
            return False  # `squared` makes another term of `mean error`, `in each step` of nothing
    if not _TURNING.isdisjoint(gone + come) or all(_weighs({*words} - moved) for words in (gone, come)):
        return False
    kept = {*before} - {*gone}
    return bool(kept - _ASKING) or any(token.exact for token in old)


def _weighs(words: Collection[str]) -> bool:
    """Whether one of the words may be a term, or tells how many or whence."""
    return any(word not in _ASKING or word in _WEIGHTY for word in words)


def _firm(tokens: Iterable[Token]) -> list[str]:
    """What is never another way to say something: numbers, signs, code and formulas."""
    return [token.text for token in tokens if not token.is_word]


def _words(tokens: Iterable[Token]) -> list[str]:
    """The words without articles, but for that of `a few`."""
    words = [token.text for token in tokens if token.is_word]
    return [word for word, after in zip_longest(words, words[1:]) if word not in ARTICLES or after in FEW]


def _are_kin(one: str, other: str) -> bool:
    """Whether two words are one, or forms of one: `compute`, `computes`, `computed`."""
    if one == other:
        return True
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= _INFLECTION and {one[shared:], other[shared:]} <= _ENDINGS
