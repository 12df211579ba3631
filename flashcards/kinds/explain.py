"""Explain, compare, design: speak or write against a clock, then tick what was said."""

from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Checklist, Point, Question, Response, Verdict
from flashcards.kinds.fields import QUESTION, CardKind, Field, ListOf, Report, Sibling, Text, Whole
from flashcards.kinds.points import POINTS, judged, points_of

LONGEST = 3600


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
        Field("model", Text(), "A model answer (Markdown)."),
        Field("seconds", Whole(10, LONGEST), "How long the answer may take."),
        Field("hints", ListOf(Text(), single=True), "Hints, revealed one by one (Markdown)."),
        Field("follow_ups", ListOf(Text(), single=True), "What an interviewer asks next (Markdown)."),
        *own,
    )


class Explain(CardKind):
    name = "explain"
    markers = ("points",)
    fields = _fields()
    seconds = 90
    outline = ""
    """The field that lists what the answer goes through, and how it is introduced."""
    heading = ""

    def read(self, values: dict[str, Any], report: Report) -> Body:
        return Body(
            values["question"], points_of(values["points"], report), values.get("model", ""),
            values.get("seconds", self.seconds), tuple(values.get(self.outline, ())), tuple(values.get("hints", ())),
            tuple(values.get("follow_ups", ())),
        )  # fmt: skip

    def wording(self, body: Body) -> dict[str, str]:
        return {point.key: point.text for point in body.points}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", self.asked(body), body.model or "\n".join(point.text for point in body.points))]

    def asked(self, body: Body) -> str:
        """The question with what the answer goes through."""
        listed = "".join(f"\n- {line}" for line in body.outline)
        return f"{body.question}\n\n{self.heading}\n{listed}" if listed else body.question

    def ask(self, card: Card, seed: int) -> Question:  # noqa: ARG002 - nothing is drawn
        body = card.body
        return Question(
            card.question_text, body.model, Checklist(body.points), hints=body.hints, follow_ups=body.follow_ups,
            seconds=body.seconds, notes=card.notes,
        )  # fmt: skip

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:  # noqa: ARG002
        return judged(card.body.points, response)


class Compare(Explain):
    name = "compare"
    markers = ("axes",)
    seconds = 120
    outline = "axes"
    heading = "Compare them by:"
    fields = _fields(Field("axes", ListOf(Text(), single=True), "What the two are compared by.", required=True))


class Design(Explain):
    name = "design"
    markers = ("stages",)
    seconds = 900
    outline = "stages"
    heading = "Go through:"
    fields = _fields(Field("stages", ListOf(Text(), single=True), "What the design goes through.", required=True))
