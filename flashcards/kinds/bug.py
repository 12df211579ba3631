"""Find the fault: a symptom, some code, and a fix as a diff."""

from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Checklist, Point, Question, Recall, Response, Verdict
from flashcards.kinds.fields import CardKind, Field, Report, Sibling, Text
from flashcards.kinds.output import fenced
from flashcards.kinds.points import POINTS, judged, points_of

DEFAULT_QUESTION = "What is wrong, and how do you mend it?"


class FixError(ValueError):
    """A diff that does not fit the code."""


def repaired(code: str, fix: str) -> str:
    """The code with the diff applied: runs of `-`, `+` and ` ` lines, each found in the code from the top on.

    Raises FixError when a line that is to go or to stay does not stand there.
    """
    lines, done = code.split("\n"), 0
    hunks: list[list[str]] = [[]]
    for line in fix.split("\n"):
        if line.startswith("@@"):
            hunks.append([])
        else:
            hunks[-1].append(line)
    for hunk in filter(None, hunks):
        old = [line[1:] for line in hunk if not line.startswith("+")]
        new = [line[1:] for line in hunk if not line.startswith("-")]
        bad = next((line for line in hunk if line[:1] not in ("+", "-", " ", "")), None)
        if bad is not None:
            raise FixError(f"`{bad}` is no line of a diff")
        for at in range(done, len(lines) - len(old) + 1):
            if [x.rstrip() for x in lines[at : at + len(old)]] == [x.rstrip() for x in old]:
                lines[at : at + len(old)] = new
                done = at + len(new)
                break
        else:
            raise FixError(f"`{old[0].strip() if old else ''}` and the lines after it do not stand in the code so")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    symptom: str
    code: str
    language: str
    fix: str
    points: tuple[Point, ...]


class Bug(CardKind):
    name = "bug"
    markers = ("fix",)
    fields = (
        Field("question", Text(), f"What is asked; by default `{DEFAULT_QUESTION}` (Markdown)."),
        Field("symptom", Text(), "What a user sees go wrong (Markdown).", required=True),
        Field("code", Text(), "The faulty code.", required=True),
        Field("language", Text(), "Its language, for the colours; by default python."),
        Field("fix", Text(), "The repair as a diff: lines with -, + or a space before them.", required=True),
        POINTS,
    )

    def read(self, values: dict[str, Any], report: Report) -> Body:
        try:
            if repaired(values["code"], values["fix"]) == values["code"]:
                report(("fix",), "the fix changes nothing", "put - before the faulty lines and + before the new ones")
        except FixError as err:
            report(("fix",), str(err), "copy the lines of `code:` exactly, with -, + or a space before them")
        return Body(
            values.get("question") or DEFAULT_QUESTION, values["symptom"], values["code"], values.get("language", "python"),
            values["fix"], points_of(values.get("points", ()), report),
        )  # fmt: skip

    def wording(self, body: Body) -> dict[str, str]:
        return {point.key: point.text for point in body.points}

    def siblings(self, body: Body) -> list[Sibling]:
        asked = f"{body.symptom}\n\n{fenced(body.code, body.language)}\n\n{body.question}"
        return [Sibling("", asked, body.fix)]

    def ask(self, card: Card, seed: int) -> Question:  # noqa: ARG002 - nothing is drawn
        points = card.body.points
        return Question(
            card.question_text,
            fenced(card.body.fix, "diff"),
            Checklist(points) if points else Recall(),
            notes=card.notes,
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:  # noqa: ARG002
        return judged(card.body.points, response) if card.body.points else Verdict()
