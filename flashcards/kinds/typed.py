"""A text to type, matched against every accepted answer; also the comparison of texts that other kinds use."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Outcome, Question, Response, TextInput, Verdict, differing, normalised
from flashcards.kinds.fields import QUESTION, Field, ListOf, Report, Text
from flashcards.kinds.kind import CardKind, Sibling, adds_a_reason

CLOSE = 0.8
"""Texts this similar (difflib's ratio) are a near miss."""
SHORTEST_CLOSE = 5
"""Shorter texts are right or wrong: L1 is no near miss of L2."""


def likeness(typed: str, accepted: str) -> float:
    """1 for the same text up to case, spacing and punctuation at the ends; texts with other digits are not alike."""
    one, two = normalised(typed), normalised(accepted)
    if one == two or re.sub(r"[\s\"'`$]", "", one) == re.sub(r"[\s\"'`$]", "", two):
        return 1.0
    if re.findall(r"\d+", one) != re.findall(r"\d+", two) or min(len(one), len(two)) < SHORTEST_CLOSE:
        return 0.0
    return min(0.99, difflib.SequenceMatcher(None, one, two, autojunk=False).ratio())


def difference(typed: str, accepted: str) -> str:
    """Both texts as a signed diff, with marks below the characters that differ."""
    return f"```diff\n- {typed}\n+ {accepted}\n  {differing(typed, accepted)}\n```"


def judged(typed: str, accepted: Sequence[str]) -> Verdict:
    """The verdict on a typed text: the most similar accepted answer decides."""
    typed = typed.strip()
    if not typed:
        return Verdict()
    best = max(accepted, key=lambda answer: likeness(typed, answer))
    score = likeness(typed, best)
    detail = {"typed": typed}
    if score == 1.0:
        return Verdict(Outcome.RIGHT, detail=detail)
    outcome = Outcome.PARTIAL if score >= CLOSE else Outcome.WRONG
    right = " ".join(best.split())
    return Verdict(outcome, difference(" ".join(typed.split()), right), detail, right)


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    accept: tuple[str, ...]
    answer: str


class Typed(CardKind[Body]):
    name = "typed"
    markers = ("accept",)
    fields = (
        QUESTION,
        Field("accept", ListOf(Text(), single=True), "Every answer that counts as right.", required=True),
        Field("answer", Text(), "What is shown as the answer; the first accepted one by default (Markdown)."),
    )

    example = """\
  - id: f1-name
    question: What is the harmonic mean of precision and recall called?
    accept: [F1, F1 score, F-measure]
    answer: $F_1$
    why: It is low whenever one of the two is low, as 0.0198 is for $P = 1$ and $R = 0.01$.
    source: ["scikit-learn 1.9 user guide, Precision, recall and F-measures"]
    tags: [single-number]
    level: junior
    checked: 2026-11-22 against scikit-learn 1.9
"""
    rules = {"reason": adds_a_reason}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        accept = tuple(values["accept"])
        return Body(values["question"], accept, values.get("answer") or accept[0])

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, "\n".join(body.accept))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("answer", body.answer))

    def ask(self, card: Card, seed: int) -> Question:
        return Question(card.body.question, card.body.answer, TextInput(), notes=card.notes)

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(response.text, card.body.accept)
