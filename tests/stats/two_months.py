"""Two months of a made-up person's study: small decks of several kinds, and the log that the program would have kept."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flashcards import kinds
from flashcards.cards import Card
from flashcards.days import moment
from flashcards.events import Event, Kind, Mode
from flashcards.library import Library
from flashcards.schedule.states import NEW, CardState
from tests.conftest import PARIS

DAYS = 60
TODAY = datetime(2026, 11, 23, 20, 30, tzinfo=PARIS)
DAYS_OFF = {5, 6, 13, 20, 27, 28, 29, 34, 41, 55}
TOPICS = {
    "metrics": ("precision", "recall", "roc", "calibration", "f-score"),
    "optimisers": ("sgd", "adam", "schedules", "warmup"),
    "transformers/attention": ("masking", "heads", "positions"),
}


def decks() -> Iterator[tuple[str, str]]:
    """The decks: name and text."""
    for deck, topics in TOPICS.items():
        lines = [f"title: {deck.title()}", "cards:"]
        for n in range(36):
            topic = topics[n % len(topics)]
            lines += [f"  - id: {topics[0]}-{n:02}", f"    tags: [{topic}]"]
            if n % 4 == 0:
                lines += [
                    f"    question: Explain {topic} in a minute, part {n}.",
                    "    points:",
                    f"      - must: Says what {topic} is for",
                    f"      - Names a failure of {topic}",
                    f"      - Gives the usual value in case {n}",
                ]
            elif n % 4 == 1:
                lines += [
                    f"    question: Which holds for {topic}, case {n}?",
                    "    choices:",
                    f"      - right: It is {n}.",
                    f"      - wrong: It is not {n}.",
                    f"        because: {topic} was taken for its opposite.",
                ]
            else:
                lines += [f"    question: What does {topic} mean in case {n}?", f"    answer: It means {n}."]
        yield deck, "\n".join(lines) + "\n"


def write_decks(folder: Path) -> None:
    for name, text in decks():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class Person:
    """Answers from a memory that is a little worse than the model believes, by a seed."""

    def __init__(self, library: Library, seed: int = 5) -> None:
        self.library, self.random = library, random.Random(seed)
        self.states: dict[str, CardState] = {}
        self.log: list[Event] = []

    def study(self) -> None:
        """Two months, but for today's last cards."""
        for ago in range(DAYS - 1, -1, -1):
            if ago not in DAYS_OFF:
                self.day(TODAY - timedelta(days=ago), unfinished=ago == 0)
        progress = self.library.progress
        progress.add_all(event.sealed() for event in self.log)

    def day(self, evening: datetime, *, unfinished: bool) -> None:
        now = evening.replace(
            hour=self.random.choice((8, 8, 9, 12, 18, 19, 19, 20, 21)) if not unfinished else 9,
            minute=self.random.randrange(50),
        )
        today = moment(now, 4).study_day
        due = sorted(c for c, s in self.states.items() if s.memory and s.memory.due_day <= today)
        self.random.shuffle(due)
        fresh = [c for c in self.library.cards if c not in self.states][: self.random.randrange(5)]
        for card in [*due[: 9 if unfinished else 30], *fresh]:
            for _ in range(4):
                now += timedelta(seconds=self.random.randrange(5, 75))
                self.answer(self.library.cards[card], now)
                memory = self.states[card].memory
                if memory is None or memory.due_ms is None:
                    break

    def answer(self, card: Card, now: datetime) -> None:
        at, state = moment(now, 4), self.states.get(card.id, NEW)
        model = self.library.progress.model
        predicted = model.predicted(state, at.study_day)
        hard = 0.09 if card.deck == "optimisers" else 0.0
        known = 0.55 if predicted is None else max(0.1, predicted - hard)
        passed = self.random.random() < known
        rating = self.random.choices((2, 3, 4), (2, 7, 1))[0] if passed else 1
        event = self.library.progress.make(
            Kind.REVIEW,
            at,
            card.id,
            fingerprint=card.fingerprint,
            mode=Mode.REVIEW,
            rating=rating,
            elapsed_ms=self.random.randrange(3, 40) * 1000,
            parameters="fsrs6@0.9",
            spread=0.5,
            predicted=None if predicted is None else round(predicted, 6),
            detail=self.detail(card, passed=passed),
        )
        self.log.append(event)
        self.states[card.id] = model.step(state, event)

    def detail(self, card: Card, *, passed: bool) -> dict[str, object]:
        words = ("sure", "sure", "unsure") if passed else ("sure", "unsure", "no idea")
        found: dict[str, object] = {"confidence": self.random.choice(words)}
        keys = list(kinds.wording(card))
        if card.kind == "explain":
            found["points"] = {key: passed or self.random.random() < 0.5 for key in keys}
        elif not passed and keys:
            found["mistakes"] = keys[-1:]
        return found
