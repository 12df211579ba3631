"""The self-check: a few new cards of each topic, answered as practice, say how much of what was never seen is known."""

from collections.abc import Mapping, Sequence

from flashcards.cards import Card

CARDS = 20
"""So many are asked: two minutes."""
ENOUGH = 10
"""Fewer answers than these say nothing."""
DOUBT = 4
"""Answers that are counted as not known beside all of them, and as the person's usual beside those of a topic."""


def sample(cards: Sequence[Card], count: int = CARDS) -> list[str]:
    """New cards to ask, topics in turn, spread evenly over each topic's order."""
    topics: dict[str, list[str]] = {}
    for card in cards:
        topics.setdefault(card.deck, []).append(card.id)
    count = min(count, len(cards))
    shares = dict.fromkeys(topics, 0)
    while sum(shares.values()) < count:
        open_topics = [topic for topic in topics if shares[topic] < len(topics[topic])]
        shares[max(open_topics, key=lambda topic: len(topics[topic]) / (shares[topic] + 1))] += 1
    if count >= len(topics):
        for topic in (topic for topic, share in shares.items() if share == 0):
            shares[max(shares, key=lambda other: shares[other])] -= 1
            shares[topic] = 1
    columns = [
        [names[(2 * n + 1) * len(names) // (2 * shares[topic])] for n in range(shares[topic])]
        for topic, names in topics.items()
    ]
    longest = max(map(len, columns), default=0)
    return [column[n] for n in range(longest) for column in columns if n < len(column)]


def shares_known(answers: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """By topic the share of unseen cards that is taken for known, from how many of how many answers were right."""
    right, asked = (sum(column) for column in zip(*answers.values(), strict=True)) if answers else (0, 0)
    if asked < ENOUGH:
        return {}
    usual = right / (asked + DOUBT)
    return {topic: (right + DOUBT * usual) / (asked + DOUBT) for topic, (right, asked) in answers.items()}
