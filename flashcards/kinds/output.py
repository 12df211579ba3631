"""What does this print? Short outputs are typed, longer ones recalled."""

from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Outcome, Question, Recall, Response, TextInput, Verdict
from flashcards.kinds.fields import CardKind, Field, Report, Sibling, Text
from flashcards.kinds.typed import difference

DEFAULT_QUESTION = "What does this print?"
LONGEST_TYPED = 60


def fenced(code: str, language: str) -> str:
    """Code as a Markdown block whose fence the code cannot close."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    code: str
    language: str
    prints: str


class Output(CardKind):
    name = "output"
    marker = "prints"
    fields = (
        Field("question", Text(), f"What is asked; by default `{DEFAULT_QUESTION}` (Markdown)."),
        Field("code", Text(), "The code that is shown.", required=True),
        Field("language", Text(), "Its language, for the colours; by default python."),
        Field("prints", Text(), "Exactly what it prints.", required=True),
    )

    def read(self, values: dict[str, Any], report: Report) -> Body:  # noqa: ARG002 - nothing to check across fields
        return Body(
            values.get("question") or DEFAULT_QUESTION,
            values["code"],
            values.get("language", "python"),
            values["prints"],
        )

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", f"{body.question}\n\n{fenced(body.code, body.language)}", body.prints)]

    def ask(self, card: Card, seed: int) -> Question:  # noqa: ARG002 - nothing is drawn
        short = "\n" not in card.body.prints and len(card.body.prints) <= LONGEST_TYPED
        return Question(
            card.question_text, fenced(card.body.prints, ""), TextInput() if short else Recall(), notes=card.notes
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:  # noqa: ARG002
        typed = response.text.strip()
        if not typed:
            return Verdict()
        same = "".join(typed.split()).replace('"', "'") == "".join(card.body.prints.split()).replace('"', "'")
        detail = {"typed": typed}
        if same:
            return Verdict(Outcome.RIGHT, detail=detail, compared=card.body.prints)
        return Verdict(Outcome.WRONG, difference(typed, card.body.prints), detail, card.body.prints)
