"""Following cards without an id through edits: which card of the decks is one that the log knows."""

from collections.abc import Mapping, Sequence

from flashcards.cards import Card, Fingerprint, normalised
from flashcards.records import dataclass

SURE = 0.8
"""Questions this similar (difflib's ratio) are the same card."""
HALF = 0.95
"""The same question with another answer, or the same answer to another question."""
DOUBTFUL = 0.55


@dataclass(frozen=True, slots=True)
class Match:
    """A card that the log knows by `old` and that stands in the decks as `card` now."""

    old: str
    card: Card
    likeness: float
    """1: the same text; `HALF`: the same question or answer; below that, the similarity of the questions."""

    @property
    def sure(self) -> bool:
        return self.likeness >= SURE


def _likeness(old: Fingerprint, old_question: str, card: Card) -> float:
    if old == card.fingerprint:
        return 1.0
    if any(half == now for half, now in zip(old.split("."), card.fingerprint.split("."), strict=False)):
        return HALF
    if not old_question:
        return 0.0
    import difflib  # only lost cards are compared

    return difflib.SequenceMatcher(None, normalised(old_question), normalised(card.question_text)).ratio()


def matches(lost: Mapping[str, tuple[Fingerprint, str]], newcomers: Sequence[Card]) -> list[Match]:
    """The best pairing of lost cards (fingerprint and last question) with cards that have no progress.

    A pair is only made where it is the best for both sides; two equally good candidates are no match but a doubt.
    """
    pairs = sorted(
        (
            Match(old, card, likeness)
            for old, (mark, question) in lost.items()
            for card in newcomers
            if (likeness := _likeness(mark, question, card)) >= DOUBTFUL
        ),
        key=lambda m: -m.likeness,
    )
    found: list[Match] = []
    for pair in pairs:
        rivals = [p for p in pairs if p is not pair and (p.old == pair.old or p.card.id == pair.card.id)]
        if any(m.old == pair.old or m.card.id == pair.card.id for m in found):
            continue
        tied = any(abs(r.likeness - pair.likeness) < 0.02 for r in rivals)  # noqa: PLR2004 - as good as equal
        found.append(Match(pair.old, pair.card, min(pair.likeness, SURE - 0.01)) if tied else pair)
    return found
