"""Shuffled steps to put in order."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.choice import counted_off, shuffled
from flashcards.kinds.fields import QUESTION, Field, Group, ListOf, Report, Text
from flashcards.kinds.kind import CardKind, Remark, Sibling
from flashcards.questions import Ordering, Outcome, Question, Response, Verdict
from flashcards.records import dataclass
from flashcards.words import counted

FEWEST, MOST = 2, 10
STEPS = range(4, 8)
"""How many a good card has."""
PARTIAL_PAIRS = 0.7
"""Partly right: at least this share of all pairs of steps is in the right order."""


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    because: str


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    steps: tuple[Step, ...]


def _has_some_steps(card: Card) -> Iterator[Remark]:
    if len(card.body.steps) not in STEPS:
        yield "steps", f"{len(card.body.steps)} steps", f"give {STEPS[0]} to {STEPS[-1]}"


class Order(CardKind[Body]):
    name = "order"
    about = "steps to put in order"
    markers = ("steps",)
    fields = (
        QUESTION,
        Field(
            "steps",
            ListOf(
                Group(
                    (
                        Field("step", Text(), "The step (Markdown).", required=True),
                        Field("because", Text(), "Why it comes after the one before (Markdown).", apart=True),
                    ),
                    short="step",
                ),
                fewest=FEWEST,
                most=MOST,
            ),
            "The steps in the right order.",
            required=True,
        ),
    )

    is_concrete = True
    example = """\
  - id: batch-norm-steps
    question: Put what batch normalisation does to a channel in training in order.
    steps:
      - Take the mean over the batch
      - step: Take the variance over the batch
        because: It is the mean squared distance from that mean.
      - step: Subtract the mean and divide by the root of the variance
        because: Both statistics must be known.
      - step: Multiply by a learned scale and add a learned shift
        because: They act on values of mean 0 and variance 1.
    why: Each step reads what the one before has written.
    source: ["Ioffe and Szegedy 2015, Batch Normalization, Algorithm 1"]
    tags: [normalisation]
    level: junior
    checked: 2026-11-22 by derivation
"""
    rules = {"steps": _has_some_steps}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        steps = tuple(Step(step["step"], step.get("because", "")) for step in values["steps"])
        if not FEWEST <= len(steps) <= MOST:
            parted = re.search("[\u3001\uff0c\uff1b;]", steps[0].text) if len(steps) == 1 else None
            fix = "part them by plain commas" if parted else f"give {FEWEST} to {MOST}"
            report(("steps",), counted(len(steps), "step"), fix)
        if len({step.text for step in steps}) < len(steps):
            report(("steps",), "two steps say the same", "word them apart")
        return Body(values["question"], steps)

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, "\n".join(step.text for step in body.steps))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "question", body.question
        yield from (("steps", text) for step in body.steps for text in (step.text, step.because))

    def notes(self, body: Body) -> Iterator[Remark]:
        yield from counted_off("steps", [step.text for step in body.steps])

    def ask(self, card: Card, seed: int) -> Question:
        steps = card.body.steps
        order = shuffled(len(steps), seed)
        if order == sorted(order):
            order = [*order[1:], order[0]]
        lines = [f"{n}. {s.text}" + (f" *({s.because})*" if s.because else "") for n, s in enumerate(steps, 1)]
        return Question(
            card.body.question,
            "\n".join(lines),
            Ordering(tuple(steps[i].text for i in order)),
            notes=card.notes,
            drawn={"seed": seed, "order": order},
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        if not response.chosen:
            return Verdict()
        placed = [question.drawn["order"][i] for i in response.chosen]
        missing = len(card.body.steps) - len(placed)
        if missing:
            comment = f"{missing} of the {len(card.body.steps)} steps {'has' if missing == 1 else 'have'} no place."
            return Verdict(Outcome.WRONG, comment, {"placed": placed})
        pairs = list(combinations(placed, 2))
        share = sum(a < b for a, b in pairs) / len(pairs)
        detail = {"placed": placed}
        if share == 1.0:
            return Verdict(Outcome.RIGHT, detail=detail)
        first = next(n for n, i in enumerate(placed) if n != i)
        comment = f"Out of place from number {first + 1} on; {share:.0%} of the pairs are in order."
        return Verdict(Outcome.PARTIAL if share >= PARTIAL_PAIRS else Outcome.WRONG, comment, detail)
