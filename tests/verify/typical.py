"""What the code of a card typically gives: the median over seeds, for symptoms that state a figure."""

import functools
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flashcards.cards import Card
from flashcards.decks import file as deckfile
from flashcards.kinds.bug import repaired
from tests.verify.proofs import Run, run

DECKS = Path(__file__).parents[2] / "decks"
SEEDS = 25


@functools.cache
def _cards(deck: str) -> dict[str, Card]:
    return {card.family: card for card in deckfile.load_file(DECKS / f"{deck}.yaml", deck).cards}


def typical(
    deck: str, card: str, before: str, value: Callable[[Run], Any], after: str = "", mended: bool = False
) -> Any:
    """The median of `value` over 25 runs of a bug card's code, faulty or mended; `SEED` in `before` counts from 0.

    Where `value` gives several figures, a median for each.
    """
    body = _cards(deck)[card].body
    code = repaired(body.code, body.fix) if mended else body.code
    found = []
    for seed in range(SEEDS):
        done = run("\n".join((before.replace("SEED", str(seed)), code, after)))
        assert done.error is None, f"{card}, seed {seed}: {done.error!r}"
        found.append(value(done))
    if isinstance(found[0], tuple):
        return tuple(statistics.median(values) for values in zip(*found, strict=True))
    return statistics.median(found)


def is_near(found: float, said: float, slack: float) -> bool:
    """Whether a figure that a card states is what came out; the slack is what rounding it hides."""
    assert abs(found - said) <= slack, f"the card says {said}, the runs give {found:.4g}"
    return True
