"""Following edited cards: `python -m tests.bench.identity [--lost N] [--new N]`, in CPU time and as a ratio to a measure.

The measure is ten million additions. The cards are the shipped ones, with some words exchanged; a third of those that are
lost have a slip, a third another question above the same answer, and a third stand nowhere any more.
"""

import argparse
import random
import time
from pathlib import Path

from flashcards import garbage
from flashcards.cards import Card, Notes, Place
from flashcards.decks.file import load_file
from flashcards.decks.folder import deck_files
from flashcards.decks.identity.evidence import Text
from flashcards.decks.identity.lexicon import Lexicon
from flashcards.decks.identity.match import Known
from flashcards.decks.identity.matching import matches
from flashcards.library import bundled_decks

SEED = 1


class Kept(Card):
    """A card whose fingerprint is known, as the store keeps it."""

    __slots__ = ("kept",)
    kept: str

    @property
    def fingerprint(self) -> str:
        if not hasattr(self, "kept"):
            object.__setattr__(self, "kept", super().fingerprint)
        return self.kept


def card(name: str, question: str, answer: str) -> Card:
    return Kept(name, name, "", "deck", "basic", None, Notes(), Place(Path("deck.yaml")), question, answer)


def written(lost: int, new: int) -> tuple[list[Known], list[Card]]:
    """Lost cards and new ones."""
    rng = random.Random(SEED)
    shipped = [card for name, path in deck_files(bundled_decks()) for card in load_file(path, name).cards]
    words = sorted({word for each in shipped for word in each.question_text.split()})

    def varied(text: str, times: int) -> str:
        found = text.split()
        for _ in range(times):
            found[rng.randrange(len(found))] = rng.choice(words)
        return " ".join(found)

    cards = []
    for n in range(new):
        like = shipped[n % len(shipped)]
        cards.append(card(f"~new{n}", f"{varied(like.question_text, 2)} v{n}", varied(like.answer_text, 1)))
    known: list[Known] = []
    for n in range(lost):
        now = cards[n * max(1, new // lost) % new]
        question, answer = now.question_text, now.answer_text
        match n % 3:
            case 0:
                question = question.replace("e", "ee", 1)
            case 1:
                question = varied(question, 1)
            case _:
                question, answer = varied(rng.choice(shipped).question_text, 3), varied(answer, 4)
        before = card(f"~old{n}", question, answer)
        known.append(Known(before.id, before.fingerprint, before.deck, before.kind, question, answer))
    for each in cards:
        assert each.fingerprint
    return known, cards


def spent(what: object) -> float:
    """The CPU seconds that a call takes."""
    began = time.process_time()
    what()  # type: ignore[operator]
    return time.process_time() - began


def additions() -> None:
    """The measure."""
    total = 0
    for n in range(10_000_000):
        total += n


def main() -> None:
    made = argparse.ArgumentParser(prog="python -m tests.bench.identity")
    made.add_argument("--lost", type=int, default=1_000)
    made.add_argument("--new", type=int, default=10_000)
    arguments = made.parse_args()
    garbage.none_yet()  # as the program begins
    lost, new = written(arguments.lost, arguments.new)
    garbage.from_now_on()
    matches(lost[:3], new[:30], Lexicon())  # what is imported and read once
    Text.of_card(new[0])
    sure = 0

    def compare() -> None:
        nonlocal sure
        sure = sum(match.sure for match in matches(lost, new, Lexicon()))

    took, measure = spent(compare), spent(additions)
    print(
        f"{len(lost):,} lost, {len(new):,} new: {took:.2f} s of CPU, {took / measure:.2f} of the measure; {sure} followed"
    )


if __name__ == "__main__":
    main()
