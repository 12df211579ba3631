"""What does this print? Short outputs are typed, longer ones recalled; values in the code may be drawn."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flashcards.cards import Card, seed_for
from flashcards.formulas.language import Formula, Value
from flashcards.formulas.typed_numbers import format_value
from flashcards.kinds.choice import shuffled
from flashcards.kinds.fields import (
    DEFAULT_QUESTION,
    LANGUAGE,
    Fault,
    Field,
    Group,
    ListOf,
    Named,
    Report,
    Text,
    is_python,
)
from flashcards.kinds.given import GIVEN, NAME, PLACEHOLDER, SUCH_THAT, Drawn, Expressions, filled, trial
from flashcards.kinds.kind import CardKind, Remark, Sibling, to_the_letter
from flashcards.kinds.typed import difference, same_exception
from flashcards.questions import Outcome, Question, Recall, Response, TextInput, Verdict
from flashcards.records import dataclass

LONGEST_TYPED = 60
CHECK_DRAWS = 200
MOST_CODE_LINES = 12
MOST_DRAWS = 50

_EXPRESSION = re.compile(r"\{\{(.+?)\}\}")
_SINGLE = re.compile(r"\{([^{}]+)\}")
_WORD = re.compile(r"[^\W\d]\w*")


def fenced(code: str, language: str) -> str:
    """Code as a Markdown block whose fence the code cannot close."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"


def in_code(value: Value) -> str:
    """A drawn value as code has it: a decimal stays one, a list is written without its brackets."""
    if isinstance(value, list) and value and not any(isinstance(item, list) for item in value):
        return ", ".join(map(str, value))
    return str(value)


@dataclass(frozen=True, slots=True)
class Draw:
    """Values that the author chose, as they are written, and what the code prints with them."""

    given: Mapping[str, str]
    prints: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Drawn):
    question: str
    code: str
    language: str
    prints: str
    """What is printed; a drawn card's has expressions in double braces."""
    expressions: Mapping[str, Formula]
    """What stands between double braces in `prints` of a drawn card."""
    draws: tuple[Draw, ...]

    def values(self, seed: int) -> Mapping[str, Any]:
        """The drawn values of a seed, none where nothing is drawn; raises FormulaError."""
        if self.draws:
            return self.draws[shuffled(len(self.draws), seed)[0]].given
        return self.drawn(seed) if self.given else {}

    def shown(self, text: str, values: Mapping[str, Any]) -> str:
        """A text of the card with these values."""
        return filled(text, values, str if self.draws else format_value)

    def run(self, values: Mapping[str, Any]) -> str:
        """The code with these values."""
        return filled(self.code, values, str if self.draws else in_code)

    def printed(self, values: Mapping[str, Any]) -> str:
        """What the code prints with these values; raises FormulaError."""
        if self.draws:
            return next(draw.prints for draw in self.draws if draw.given == values)
        if not self.given:
            return self.prints
        return _EXPRESSION.sub(lambda m: str(self.expressions[m[1]].evaluate(values)), self.prints)


def _has_little_code(card: Card) -> Iterator[Remark]:
    count = sum(bool(line.strip()) for line in card.body.code.split("\n"))
    if count > MOST_CODE_LINES:
        yield "code", f"{count} lines, more than {MOST_CODE_LINES}", "keep what the point needs"


def _squeezed(text: str) -> str:
    """A text without what does not count in an output: spaces, and which quotation marks there are."""
    return "".join(text.split()).replace('"', "'")


class Output(CardKind[Body]):
    name = "output"
    about = "what code prints"
    markers = ("prints", "draws")
    fields = (
        Field("question", Text(), f"What is asked; by default `{DEFAULT_QUESTION}` (Markdown).", apart=True),
        Field("code", Text(), "The code that is shown.", required=True),
        LANGUAGE,
        Field(
            "prints", Text(), "Exactly what it prints; with `given`, `{{expression}}` is computed from drawn values."
        ),
        GIVEN,
        SUCH_THAT,
        Field(
            "draws",
            ListOf(
                Group(
                    (
                        Field(
                            "given", Named(Text(empty=True)), "The values, as they stand in the code.", required=True
                        ),
                        Field("prints", Text(), "Exactly what the code prints with them.", required=True),
                    )
                ),
                most=MOST_DRAWS,
            ),
            "Instead of `prints`: sets of values, one of which is taken, each with what is printed.",
        ),
    )

    is_concrete = True
    answers_in_prose = False
    example = """\
  - id: same-padding-shape
    question: What does this print?
    code: |
      import torch
      from torch import nn

      x = torch.zeros(2, 3, 8, 8)
      print(tuple(nn.Conv2d(3, 5, 3, padding=1)(x).shape))
    language: python
    prints: (2, 5, 8, 8)
    why: A kernel of 3 with a padding of 1 keeps the sides; the channels become those of the layer.
    source: ["PyTorch 2.13 documentation, torch.nn.Conv2d, Shape"]
    tags: [shapes]
    level: junior
    checked: 2026-11-22 against PyTorch 2.13

  - id: strided-slice
    question: What does this print for a list of {{n}} numbers?
    code: |
      xs = list(range({{n}}))
      print(xs[{{start}}::{{step}}], len(xs[::-1]))
    given: {n: 7..12, start: 0..3, step: 2..4}
    such_that: [start < n]
    prints: "{{[i for i in range(start, n, step)]}} {{n}}"
    why: A slice takes every step-th element from its start on; a negative step reverses and keeps the length.
    source: ["Python 3.14 documentation, Common sequence operations"]
    tags: [shapes]
    level: junior
    checked: 2026-11-27 by running it

  - id: dtype-of-a-sum
    question: What does this print?
    code: |
      import torch

      left = torch.ones(2, dtype=torch.{{left}})
      right = torch.ones(2, dtype=torch.{{right}})
      print((left + right).dtype)
    draws:
      - {given: {left: int32, right: int64}, prints: torch.int64}
      - {given: {left: int64, right: float16}, prints: torch.float16}
      - {given: {left: float16, right: bfloat16}, prints: torch.float32}
    why: The result has the smallest type that holds both; a float beats every whole number.
    source: ["PyTorch 2.13 documentation, Tensor Attributes, torch.dtype"]
    tags: [shapes]
    level: mid
    mistake: Taking the type with the most bits, also between a whole number and a float.
    checked: 2026-11-27 against PyTorch 2.13
"""
    rules = {"code": _has_little_code}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        read = Expressions(report)
        given = read.given(values.get("given", {}))
        such_that = read.such_that(values.get("such_that", ()))
        prints = values.get("prints", "")
        expressions = {}
        for text in _EXPRESSION.findall(prints) if given else ():
            formula = read.formula(text, "prints")
            if formula is not None:
                expressions[text] = formula
        if not prints and "draws" not in values:
            report(("prints",), "empty", "write what the code prints")
        if such_that and not given:
            report(("such_that",), "nothing is drawn that could meet it", "add `given:`, or take it away")
        body = Body(
            question=values.get("question") or DEFAULT_QUESTION,
            code=values["code"],
            language=values.get("language", "python"),
            prints=prints,
            given=given,
            such_that=such_that,
            where={},
            expressions=expressions,
            draws=self._draws(values, report),
        )
        if read.sound and given and not body.draws and (fault := self.trial(body, 0)):
            report(*fault)
        return body

    def _draws(self, values: dict[str, Any], report: Report) -> tuple[Draw, ...]:
        draws = tuple(Draw(draw["given"], draw["prints"]) for draw in values.get("draws", ()))
        if not draws:
            return ()
        for other in ("prints", "given", "such_that"):
            if other in values:
                report((other,), f"`{other}` and `draws`: each of the draws has its own", "keep one of the two")
        if len(draws) > MOST_DRAWS:
            report(("draws",), f"there are {len(draws)} draws", f"give at most {MOST_DRAWS}")
        for at, draw in enumerate(draws):
            if bad := next((name for name in draw.given if not NAME.fullmatch(name)), None):
                report(("draws", at, "given", bad), f"`{bad}` is no name", "use letters, digits and _")
            if draw.given.keys() != draws[0].given.keys():
                there = ", ".join(draws[0].given)
                report(("draws", at, "given"), "the names are not those of the first draw", f"give {there}")
            if draw.given in [earlier.given for earlier in draws[:at]]:
                report(("draws", at), "these values stand there already", "change or remove one")
        return draws

    def trial(self, body: Body, seed: int, count: int = 1) -> Fault | None:
        """What goes wrong first with so many draws of a seed: nothing, for a sound card."""
        fault = trial(body.printed, body, seed, count)
        return fault and (fault[0] or ("prints",), fault[1], fault[2])

    def examine(self, card: Card) -> list[Fault]:
        """The first problem in many draws, if there is one."""
        body: Body = card.body
        fault = self.trial(body, seed_for(card.id, 0), CHECK_DRAWS) if body.given else None
        return [fault] if fault else []

    def siblings(self, body: Body) -> list[Sibling]:
        printed = body.prints or "\n".join(draw.prints for draw in body.draws)
        asked = f"{body.question}\n\n{fenced(body.code, body.language)}"
        # With chosen draws each printed text belongs to its values; other values are examples of the expressions.
        values = "\n".join(str(sorted(draw.given.items())) for draw in body.draws)
        return [Sibling("", asked, printed, values or to_the_letter(body.code, body.prints))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "question", body.question

    def code(self, body: Body) -> Iterator[tuple[str, str, str]]:
        yield "code", body.code, body.language

    def notes(self, body: Body) -> Iterator[Remark]:
        names = {*self.placeholders(body)}
        shown = {*PLACEHOLDER.findall(body.code)} & {*PLACEHOLDER.findall(body.prints)}
        if not names and shown:
            name = min(shown)
            yield (
                "prints",
                f"`{{{{{name}}}}}` is shown as it stands: nothing is drawn",
                f"draw it: `given: {{{name}: 1..9}}`",
            )
        for name in sorted(names - {*PLACEHOLDER.findall(f"{body.code}\n{body.question}")}):
            yield "given", f"`{name}` is drawn and the code does not have it", f"write `{{{{{name}}}}}` where it stands"
        if body.given and not body.expressions:
            bare = next((text for text in _SINGLE.findall(body.prints) if names & {*_WORD.findall(text)}), "")
            message = f"`{{{bare}}}` is no expression" if bare else "the same is printed for all values"
            yield "prints", message, f"write `{{{{{bare or 'expression'}}}}}` for what changes with them"

    def python(self, body: Body) -> Iterator[tuple[str, str]]:
        values = body.values(0)
        if is_python(body.language) and not re.search(r"(?:Syntax|Indentation|Tab)Error", body.printed(values)):
            yield "code", body.run(values)

    def placeholders(self, body: Body) -> Collection[str]:
        return body.draws[0].given if body.draws else body.given

    def ask(self, card: Card, seed: int) -> Question:
        return self._with(card, seed, card.body.values(seed))

    def again(self, card: Card, drawn: Mapping[str, Any]) -> Question:
        body: Body = card.body
        values = drawn.get("values", {})
        known = values in [draw.given for draw in body.draws] if body.draws else values.keys() == body.given.keys()
        return self._with(card, drawn.get("seed", 0), values) if known else super().again(card, drawn)

    def _with(self, card: Card, seed: int, values: Mapping[str, Any]) -> Question:
        body: Body = card.body
        prints = body.printed(values)
        short = "\n" not in prints and len(prints) <= LONGEST_TYPED
        notes = card.notes
        return Question(
            f"{body.shown(body.question, values)}\n\n{fenced(body.run(values), body.language)}",
            fenced(prints, ""),
            TextInput(wanted="Exactly what is printed") if short else Recall(),
            notes=notes.filled(lambda text: body.shown(text, values)),
            drawn={"seed": seed, "values": dict(values)} if values else {},
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        typed = response.text.strip()
        if not typed:
            return Verdict()
        prints = card.body.printed(question.drawn.get("values", {}))
        detail = {"typed": typed}
        if _squeezed(typed) == _squeezed(prints) or same_exception(typed, prints):
            return Verdict(Outcome.RIGHT, detail=detail, compared=prints)
        return Verdict(Outcome.WRONG, difference(typed, prints), detail, compared=prints)
