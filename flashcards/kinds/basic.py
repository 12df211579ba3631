"""Question and answer, and the same card asked the other way round."""

from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Question, Response, Verdict
from flashcards.kinds.fields import QUESTION, CardKind, Field, Flag, Report, Sibling, Text

REVERSED = "r"


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    answer: str
    reverse: bool


class Basic(CardKind):
    name = "basic"
    markers = ("answer",)
    fields = (
        QUESTION,
        Field("answer", Text(), "The answer (Markdown), at most 40 words.", required=True),
        Field("reverse", Flag(), "true: the answer is asked for its question as well."),
    )

    def read(self, values: dict[str, Any], report: Report) -> Body:  # noqa: ARG002 - nothing to check across fields
        return Body(values["question"], values["answer"], values.get("reverse", False))

    def siblings(self, body: Body) -> list[Sibling]:
        made = [Sibling("", body.question, body.answer)]
        return [*made, Sibling(REVERSED, body.answer, body.question)] if body.reverse else made

    def ask(self, card: Card, seed: int) -> Question:  # noqa: ARG002 - nothing is drawn
        return Question(card.question_text, card.answer_text, notes=card.notes)

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:  # noqa: ARG002 - the person judges
        return Verdict()
