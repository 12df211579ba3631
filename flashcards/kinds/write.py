"""Live coding: write it, then tick the tests that your code would pass."""

import ast
from collections.abc import Iterator
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import LANGUAGE, PYTHON, QUESTION, Field, Group, ListOf, Path, Report, Text, is_python
from flashcards.kinds.kind import CardKind, Remark, Sibling, to_the_letter
from flashcards.kinds.output import fenced
from flashcards.kinds.points import KEY, MOST, judged, points_of
from flashcards.kinds.python import parsed
from flashcards.questions import Checklist, Point, Question, Response, Verdict
from flashcards.records import dataclass


@dataclass(frozen=True, slots=True)
class Test:
    """Something that the code must do, and the code that shows it."""

    point: Point
    code: str
    """Lines that raise where it does not hold; as the author wrote it, or an expression behind `assert`."""


def asserting(code: str) -> str:
    """Python that raises where an expression is not true; other lines stay as they are. Raises SyntaxError."""
    match parsed(code):
        case [ast.Expr()]:
            return f"assert ({code})" if "\n" in code else f"assert {code}"
    return code


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    language: str
    solution: str
    tests: tuple[Test, ...]
    model: str

    @property
    def points(self) -> tuple[Point, ...]:
        """What the person ticks."""
        return tuple(test.point for test in self.tests)


class Write(CardKind[Body]):
    name = "write"
    about = "code to write, with tests"
    markers = ("solution",)
    fields = (
        QUESTION,
        LANGUAGE,
        Field("solution", Text(), "Code that passes all tests.", required=True, apart=True),
        Field(
            "tests",
            ListOf(
                Group(
                    (
                        Field("point", Text(), "Something that the code does (Markdown)."),
                        Field("must", Text(), "Something without which the code is wrong (Markdown)."),
                        Field(
                            "assert",
                            Text(),
                            "What shows it: an expression that is true, or lines that raise.",
                            required=True,
                            apart=True,
                        ),
                        KEY,
                    ),
                    forms=(("must",), ("point",)),
                ),
                most=MOST,
            ),
            "What is ticked, each with the `assert:` that shows it; `must:` marks the must-haves.",
            required=True,
            apart=True,
        ),
        Field("model", Text(), "What one says while writing (Markdown).", apart=True),
    )

    is_concrete = True
    answers_in_prose = False
    example = """\
  - id: write-softmax
    question: Write `softmax(x)` for a list of numbers, without a library, so that large numbers do no harm.
    language: python
    solution: |
      from math import exp

      def softmax(x):
          top = max(x)
          powers = [exp(v - top) for v in x]
          return [p / sum(powers) for p in powers]
    tests:
      - must: Positive numbers that sum to 1
        assert: |
          p = softmax([1.0, 2.0, 3.0])
          assert abs(sum(p) - 1) < 1e-12 and min(p) > 0
      - must: Numbers of 1,000 and more do not overflow
        assert: softmax([1000.0, 1000.0]) == [0.5, 0.5]
      - point: The same when all are moved
        key: shift
        assert: |
          moved = softmax([101.0, 102.0])
          pairs = zip(softmax([1.0, 2.0]), moved)
          assert max(abs(a - b) for a, b in pairs) < 1e-12
    model: I subtract the maximum first, because softmax does not change when all inputs move together.
    why: The largest exponent is then 0, so that nothing overflows and the sum is at least 1.
    mistake: Taking the exponentials of the numbers as they are.
    source: ["Goodfellow, Bengio and Courville 2016, Deep Learning, section 4.1"]
    tags: [activations]
    level: mid
    checked: 2026-11-27 by running it
"""

    def read(self, values: dict[str, Any], report: Report) -> Body:
        language = values.get("language", PYTHON)
        points = points_of(values["tests"], report, "tests")
        codes = [test["assert"] for test in values["tests"]]
        if is_python(language):
            codes = [self._checked(("tests", at, "assert"), code, report) for at, code in enumerate(codes)]
            self._checked(("solution",), values["solution"], report)
        tests = tuple(map(Test, points, codes))
        return Body(values["question"], language, values["solution"], tests, values.get("model", ""))

    def _checked(self, path: Path, code: str, report: Report) -> str:
        """The code so that it raises where something does not hold; what is no Python is reported."""
        if code.startswith(("```", "~~~")):
            report(path, "the fence is shown as a line of the code", "take both fences away")
            return code
        try:
            return asserting(code)
        except (SyntaxError, ValueError) as err:
            where = f" in line {err.lineno}" if isinstance(err, SyntaxError) else ""
            report(path, f"this is no Python{where}: {getattr(err, 'msg', err)}", "mend it, or say `language:`")
            return code

    def notes(self, body: Body) -> Iterator[Remark]:
        for test in body.tests if is_python(body.language) else ():
            lines = [*parsed(test.code)]
            if isinstance(lines[-1], ast.Assign):
                code = ast.unparse(lines[-1])[:40]
                yield "tests", f"`{code}` gives a name a value and checks nothing", "write == to compare"
            for line in lines:
                if isinstance(line, ast.Expr) and isinstance(line.value, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
                    code = ast.unparse(line)
                    yield "tests", f"`{code[:40]}` is computed and checked by nothing", f"write `assert {code[:40]}`"

    def wording(self, body: Body) -> dict[str, str]:
        return {point.key: point.text for point in body.points}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, body.solution, to_the_letter(body.solution))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("model", body.model))
        yield from (("tests", point.text) for point in body.points)

    def code(self, body: Body) -> Iterator[tuple[str, str, str]]:
        yield "solution", body.solution, body.language
        yield from (("tests", test.code, body.language) for test in body.tests)

    def ask(self, card: Card, seed: int) -> Question:
        body: Body = card.body
        tests = fenced("\n\n".join(f"# {test.point.text}\n{test.code}" for test in body.tests), body.language)
        shown = (fenced(body.solution, body.language), body.model, f"The tests:\n\n{tests}")
        return Question(body.question, "\n\n".join(filter(None, shown)), Checklist(body.points), notes=card.notes)

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(card.body.points, response)
