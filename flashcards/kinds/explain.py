"""Explain, compare, design: speak or write against a clock, then tick what was said."""

import re
from collections.abc import Iterator
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import QUESTION, Field, ListOf, Report, Text, Whole
from flashcards.kinds.kind import CardKind, Remark, Sibling
from flashcards.kinds.points import POINTS, judged, points_of
from flashcards.questions import Checklist, Point, Question, Response, Verdict
from flashcards.records import dataclass

LONGEST = 3600
_PARTED = re.compile("[,;\u3001\uff0c\uff1b]")


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    points: tuple[Point, ...]
    model: str
    seconds: int
    outline: tuple[str, ...]
    """The axes of a comparison, or the stages of a design."""
    hints: tuple[str, ...]
    follow_ups: tuple[str, ...]


def _fields(*own: Field) -> tuple[Field, ...]:
    return (
        QUESTION,
        Field("points", POINTS.shape, POINTS.help, required=True),
        Field("model", Text(), "A model answer (Markdown).", apart=True),
        Field("seconds", Whole(10, LONGEST), "How long the answer may take.", apart=True),
        Field("hints", ListOf(Text(), single=True), "Hints, revealed one by one (Markdown).", apart=True),
        Field("follow_ups", ListOf(Text(), single=True), "What an interviewer asks next (Markdown).", apart=True),
        *own,
    )


class Explain(CardKind[Body]):
    name = "explain"
    about = "an answer aloud, by points"
    markers = ("points",)
    fields = _fields()
    seconds = 90
    outline = ""
    """The field that lists what the answer goes through, and how it is introduced."""
    heading = ""
    number_of_points = range(4, 7)
    example = """\
  - id: explain-batch-norm
    question: Explain batch normalisation.
    seconds: 90
    points:
      - must: Normalises each channel over the batch in training
      - point: Uses running statistics at inference
        key: running-statistics
      - Adds a learned scale and shift
      - Is unsteady when batches are small
    model: |
      In training each channel is shifted and scaled to mean 0 and variance 1 over the batch, then a learned scale
      and shift follow. At inference running averages replace the statistics of the batch, so that an answer does not
      depend on its neighbours. With 2 examples a batch these statistics are noise.
    hints: [What is different at inference?]
    follow_ups: [What do you use when a batch holds 2 images?]
    why: Steady scales between layers allow larger learning rates.
    mistake: Leaving the model in training mode when it serves.
    source: ["Ioffe and Szegedy 2015, Batch Normalization, Algorithms 1 and 2"]
    tags: [normalisation, why]
    level: mid
    checked: 2026-11-22 against PyTorch 2.13
"""

    def __init__(self) -> None:
        self.rules = {"points": self._has_points}

    def _has_points(self, card: Card) -> Iterator[Remark]:
        wanted = self.number_of_points
        if len(card.body.points) not in wanted:
            yield "points", f"{len(card.body.points)} points", f"give {wanted[0]} to {wanted[-1]}"
        if not card.body.model:
            yield "model", "missing", "add `model:`, the answer as one would speak it"

    def read(self, values: dict[str, Any], report: Report) -> Body:
        return Body(
            values["question"],
            points_of(values["points"], report),
            values.get("model", ""),
            values.get("seconds", self.seconds),
            tuple(values.get(self.outline, ())),
            tuple(values.get("hints", ())),
            tuple(values.get("follow_ups", ())),
        )

    def wording(self, body: Body) -> dict[str, str]:
        return {point.key: point.text for point in body.points}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", self.asked(body), body.model or "\n".join(point.text for point in body.points))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("model", body.model))
        yield from (("hints", text) for text in body.hints)
        yield from (("follow_ups", text) for text in body.follow_ups)
        yield from ((self.outline, text) for text in body.outline)
        yield from (("points", point.text) for point in body.points)

    def notes(self, body: Body) -> Iterator[Remark]:
        parts = [part.strip() for part in _PARTED.split(body.outline[0])] if len(body.outline) == 1 else []
        if len(parts) > 1:
            yield (
                self.outline,
                f"`{body.outline[0][:40]}` is a single one",
                f"several are a list: `[{', '.join(parts)}]`",
            )

    def asked(self, body: Body) -> str:
        """The question with what the answer goes through."""
        listed = "".join(f"\n- {line}" for line in body.outline)
        return f"{body.question}\n\n{self.heading}\n{listed}" if listed else body.question

    def ask(self, card: Card, seed: int) -> Question:
        body = card.body
        return Question(
            card.question_text,
            body.model,
            Checklist(body.points),
            hints=body.hints,
            follow_ups=body.follow_ups,
            seconds=body.seconds,
            notes=card.notes,
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(card.body.points, response)


class Compare(Explain):
    name = "compare"
    about = "two things, by axes"
    markers = ("axes",)
    seconds = 120
    outline = "axes"
    heading = "Compare them by:"
    number_of_points = range(4, 9)
    example = """\
  - id: sgd-versus-adam
    question: Compare SGD with momentum and Adam.
    axes: [state per weight, what to tune, where it is the usual choice]
    seconds: 120
    points:
      - Momentum keeps 1 number for each weight, Adam 2
      - must: Adam divides by a running size of each gradient
      - SGD needs its rate tuned more carefully
      - SGD where a recipe exists, Adam for transformers
    model: |
      Both follow averaged gradients. SGD with momentum stores one number for each weight, Adam two, because it also
      divides by a running size of the gradient. That makes Adam less touchy about its rate. I keep SGD where a tuned
      recipe exists, as for a ResNet, and begin with AdamW for a transformer.
    hints: [How much memory does each need?]
    follow_ups: [What changes with decoupled weight decay?]
    why: The size of gradients differs widely between the weights of a transformer.
    mistake: Calling one of them the better optimiser without naming a task.
    source: ["Kingma and Ba 2015, Adam, Algorithm 1"]
    tags: [optimisers]
    level: mid
    checked: 2026-11-22 by derivation
"""
    fields = _fields(
        Field("axes", ListOf(Text(), single=True), "What the two are compared by.", required=True, apart=True)
    )


class Design(Explain):
    name = "design"
    about = "a system, by stages"
    markers = ("stages",)
    seconds = 900
    outline = "stages"
    heading = "Go through:"
    number_of_points = range(4, 9)
    example = """\
  - id: design-photo-search
    question: Design a search over 10 million photos by text, 200 ms at the 95th percentile, 50 queries a second.
    stages: [Questions to ask, Index, Query, Evaluation]
    seconds: 900
    points:
      - must: Text and photos are embedded into one space, photos ahead of time
      - An approximate index fits into memory, 10 million times 512 bytes being 5 GB
      - Recall against exact search is measured along with latency
      - Names a limit, such as counting or negation in the text
    model: |
      I embed photos offline and the text at query time with the same two-tower model, keep quantised vectors in an
      approximate index of about 5 GB, and rank the first hundred again. I report recall at 10 against exact search, and
      latency at the 95th percentile.
    hints: [What can be computed before a query arrives?]
    follow_ups: [Half of the photos are deleted each month. What changes?]
    why: What does not depend on the query is paid once.
    mistake: Choosing a model before asking what counts as a good result.
    source: ["Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision, section 2"]
    tags: [retrieval]
    level: senior
    checked: 2026-11-22 by derivation
"""
    fields = _fields(
        Field("stages", ListOf(Text(), single=True), "What the design goes through.", required=True, apart=True)
    )
