"""Lost cards and new ones, paired: by fingerprints first, then by the rarest words they share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from flashcards.cards import Card, is_alike, parts_of
from flashcards.decks.identity.evidence import NEAR, Text, beyond_doubt, likeness
from flashcards.decks.identity.lexicon import BEGINNING, Lexicon, words_of
from flashcards.decks.identity.match import Evidence, Known, Match

CANDIDATES = 2
"""So many new cards are compared closely with a lost one."""
RAREST = 10
"""So many words of its question are looked up."""
COMMON = 40
"""A word of more cards than these tells nothing."""


def matches(
    lost: Sequence[Known], newcomers: Sequence[Card], lexicon: Lexicon, apart: Collection[frozenset[str]] = ()
) -> list[Match]:
    """The best pairing of lost cards with cards that have no progress: each stands in one pair at most.

    Where two are equally good, none is sure. `apart`: pairs of names of which it was said that they are two cards.
    """
    same = [match for match in same_text(lost, newcomers) if match.names not in apart]
    settled = {match.old.name for match in same if match.sure}, {match.card.id for match in same if match.sure}
    rest = [known for known in lost if known.name not in settled[0]]
    pairs = [match for match in same if not match.sure]
    if rest:
        near = alike(rest, [card for card in newcomers if card.id not in settled[1]], lexicon)
        pairs += [match for match in near if match.names not in apart]
    return [match for match in same if match.sure] + _best(pairs)


def same_text(lost: Sequence[Known], newcomers: Iterable[Card]) -> list[Match]:
    """What has the same question and answer under another name."""
    wanted = Counter(_texts_of(known) for known in lost)
    standing: dict[tuple[str, ...], list[Card]] = defaultdict(list)
    for card in newcomers:
        if (texts := _texts_of(card)) in wanted:
            standing[texts].append(card)
    found = []
    for known in lost:
        cards = standing.get(_texts_of(known), [])
        here = [card for card in cards if known.deck in ("", card.deck) and known.kind in ("", card.kind)]
        alone = len(here) == wanted[_texts_of(known)] == 1
        for card in here or cards:
            is_sure = alone and is_alike(known.fingerprint, card.fingerprint)
            found.append(Match(known, card, Evidence.SAME if is_sure else Evidence.NEAR))
    return found


def _texts_of(card: Known | Card) -> tuple[str, ...]:
    """What the fingerprint says of question and answer: of ten thousand cards."""
    return tuple(card.fingerprint.split(".", 2)[:2])


def alike(lost: Sequence[Known], newcomers: Sequence[Card], lexicon: Lexicon) -> list[Match]:
    """Pairs of a lost card with the few that have most of its rarer words, as far as they are near."""
    index = _Index(newcomers, lost)
    found = []
    for known in lost:
        old = Text.of(known)
        for card, new in index.near(old):
            speaks = beyond_doubt(old, new, lexicon)
            if speaks is not None:
                found.append(Match(known, card, speaks))
            elif (near := likeness(old, new)) >= NEAR:
                found.append(Match(known, card, Evidence.NEAR, near))
    return found


class _Index:
    """New cards by the words of their questions and by the halves of their fingerprints, as far as lost ones have them."""

    def __init__(self, cards: Sequence[Card], lost: Sequence[Known]) -> None:
        self._cards = cards
        self._texts: dict[int, Text] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_half: dict[str, list[int]] = defaultdict(list)
        words = {key for known in lost for key in _keys(known.question)}
        halves = {half for known in lost for half in _texts_of(known)}
        for at, card in enumerate(cards):
            for key in _keys(card.question_text) & words:
                self._by_word[key].append(at)
            for half in halves.intersection(_texts_of(card)):
                self._by_half[half].append(at)

    def near(self, old: Known) -> list[tuple[Card, Text]]:
        """The cards that share most of the rarer words of a lost one's question, or a half of its text."""
        holders = [self._by_word[key] for key in _keys(old.question) if key in self._by_word]
        rarest = [at for at in sorted(holders, key=len)[:RAREST] if len(at) <= COMMON]
        shared = Counter(chain.from_iterable(rarest))
        for half in _texts_of(old):
            if len(same := self._by_half.get(half, [])) <= COMMON:
                shared.update(dict.fromkeys(same, RAREST))
        enough = len(rarest) // 3
        return [(self._cards[at], self._text(at)) for at, n in shared.most_common(CANDIDATES) if n >= enough]

    def _text(self, at: int) -> Text:
        if at not in self._texts:
            self._texts[at] = Text.of_card(self._cards[at])
        return self._texts[at]


def _keys(question: str) -> set[str]:
    words = question.casefold().split() if question.isascii() else words_of(question)
    return {word[:BEGINNING] for word in words}


def _rank(pair: Match) -> tuple[int, bool, bool, float]:
    """The stronger evidence first; of siblings, what has the same answer, before what has the same number."""
    had, has = parts_of(pair.old.fingerprint)[1], parts_of(pair.card.fingerprint)[1]
    is_other = bool(pair.old.part) and had != has
    return -pair.evidence, is_other, pair.old.part != pair.card.part, -pair.likeness


def _best(pairs: Sequence[Match]) -> list[Match]:
    """Each card in its best pair; a pair that another one equals is no longer sure."""
    ranked = sorted(pairs, key=_rank)
    rivals: Counter[tuple[str, Evidence]] = Counter()
    for pair in ranked:
        rivals.update({(pair.old.name, pair.evidence), (pair.card.id, pair.evidence)})
    found: list[Match] = []
    lost: set[str] = set()
    taken: set[str] = set()
    for pair in ranked:
        if pair.old.name in lost or pair.card.id in taken:
            continue
        lost.add(pair.old.name)
        taken.add(pair.card.id)
        alone = rivals[pair.old.name, pair.evidence] == rivals[pair.card.id, pair.evidence] == 1
        found.append(pair if alone else Match(pair.old, pair.card, Evidence.NEAR))
    return found
