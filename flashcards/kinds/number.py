"""A number to work out, with fresh values every review; the judge knows the mistakes that lead to wrong ones."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from flashcards.cards import Card, normalised, seed_for
from flashcards.formulas.certain import are_certain
from flashcards.formulas.draws import parse_given
from flashcards.formulas.language import Formula, FormulaError, Value
from flashcards.formulas.typed_numbers import (
    Tolerance,
    format_value,
    parse_answer,
    parse_tolerance,
    with_decimal_comma,
)
from flashcards.formulas.working import steps
from flashcards.kinds.fields import QUESTION, Fault, Field, Flag, Group, ListOf, Named, Report, Text
from flashcards.kinds.given import GIVEN, NAME, PLACEHOLDER, SUCH_THAT, Expressions, filled, trial
from flashcards.kinds.kind import CardKind, Remark, Sibling
from flashcards.kinds.number_body import Body, Slip
from flashcards.kinds.number_rules import RULES, reaching
from flashcards.questions import NumberInput, Outcome, Question, Response, Verdict
from flashcards.records import replace

CHECK_DRAWS = 200
EXPRESSION = Text(such_as="an expression that gives one number, such as xs[0] or sum(xs)")


def worked(body: Body, values: Mapping[str, Value]) -> str:
    """The steps with these numbers, as a code block."""
    made = steps(body.where, body.answer, values, body.rounding)
    return "\n".join(["```", *(step.line for step in made), "```"])


class Number(CardKind[Body]):
    name = "number"
    about = "a number from drawn values"
    markers = ("number",)
    fields = (
        QUESTION,
        Field(
            "number",
            Group(
                (
                    replace(GIVEN, required=True),
                    SUCH_THAT,
                    Field(
                        "where",
                        Named(Text(), like=NAME.pattern),
                        "Named steps, in order; they are the worked solution.",
                        apart=True,
                    ),
                    Field("answer", EXPRESSION, "The expression of the right answer.", required=True, apart=True),
                    Field("unit", Text(), "The unit the answer is wanted in.", apart=True),
                    Field(
                        "tolerance",
                        Text(such_as="a number, such as 0.005, or 1%"),
                        "How far off is still right: `0.005`, or `1%`; by default three significant digits.",
                        apart=True,
                    ),
                    Field(
                        "slips",
                        ListOf(
                            Group(
                                (
                                    Field("value", EXPRESSION, "The expression of a wrong answer.", required=True),
                                    Field("because", Text(), "What went wrong (Markdown).", required=True, apart=True),
                                )
                            )
                        ),
                        "Known mistakes.",
                        apart=True,
                    ),
                    Field("few", Flag(), "true: the answer is 0 or 1 in many draws, as counts and shapes may be."),
                    Field("because", Text(), "Why it may: the reason for `few: true`."),
                )
            ),
            "What is drawn and how the answer is computed.",
            required=True,
        ),
    )

    is_concrete = True
    answers_in_prose = False
    example = """\
  - id: recall-from-counts
    question: |
      A test finds {{tp}} of {{pos}} sick people and raises {{fp}} false alarms. What is its recall? Two decimals.
    number:
      given: {tp: 5..60, pos: 20..80, fp: 3..30}
      such_that: [tp < pos]
      where:
        missed: pos - tp
      answer: tp / (tp + missed)
      tolerance: 0.005
      slips:
        - {value: tp / (tp + fp), because: "That is precision: you divided by all who were called sick."}
    why: Recall asks how many of those who are sick were found, so false alarms play no part.
    source: ["Fawcett 2006, An introduction to ROC analysis, section 2"]
    tags: [class-rates]
    level: junior
    checked: 2026-11-22 by derivation
"""
    rules = RULES

    def read(self, values: dict[str, Any], report: Report) -> Body | None:
        spec = values["number"]
        read = Expressions(report, ("number",))
        given, where = read.given(spec["given"]), read.where(spec.get("where", {}))
        such_that, answer = read.such_that(spec.get("such_that", ())), read.formula(spec["answer"], "answer")
        slips = [
            Slip(formula, slip["because"])
            for at, slip in enumerate(spec.get("slips", ()))
            if (formula := read.formula(slip["value"], "slips", at, "value"))
        ]
        try:
            tolerance = parse_tolerance(spec.get("tolerance"))
        except FormulaError as err:
            read.fails(("tolerance",), err)
        for at, slip in enumerate(slips):
            if answer and slip.value.text == answer.text:
                report(("number", "slips", at, "value"), "this is the right answer", "write what the mistake gives")
        if re.fullmatch(r"[\d.,\s]+", spec.get("unit", "")):
            report(
                ("number", "unit"), "it is a number, and no unit", "name what the answer is counted in, or take it away"
            )
        if PLACEHOLDER.search(spec.get("unit", "")):
            report(("number", "unit"), "nothing is drawn in a unit", "write the value into the question")
        few, because = spec.get("few", False), spec.get("because", "")
        if few and not because:
            report(("number", "few"), "there is no reason", "add `because:` beside it, why 0 or 1 come often")
        elif because and not few:
            report(("number", "because"), "it gives the reason of a missing `few`", "add `few: true`, or take it away")
        if not read.sound and not read.knows_names(values["question"]):
            return None
        # It stands for what cannot be read: of such a card only the texts are looked at, and the names that they show.
        some = Formula("0", frozenset(spec["given"]))
        body = Body(
            question=values["question"],
            given={name: given.get(name) or parse_given("[0]") for name in spec["given"]},
            such_that=such_that,
            where={name: where.get(name) or some for name in spec.get("where", {})},
            answer=answer or some,
            unit=spec.get("unit", ""),
            tolerance=tolerance if read.sound else Tolerance(),
            slips=tuple(slips),
            few=because,
        )
        if read.sound and (fault := self.trial(body, 0)):
            report(*fault)
        return body

    def trial(self, body: Body, seed: int, count: int = 1) -> Fault | None:
        """What goes wrong first with so many draws of a seed: nothing, for a sound card."""
        fault = trial(body.result, body, seed, count)
        return fault and (("number", *(fault[0] or ("answer",))), fault[1], fault[2])

    def examine(self, card: Card) -> list[Fault]:
        """The first problem in many draws, if there is one."""
        body: Body = card.body
        ends = {name: given.ends for name, given in body.given.items()}
        seed = seed_for(card.id, 0)
        is_certain = are_certain(ends, body.where, body.such_that, body.answer) and body.is_met_soon(seed)
        fault = None if is_certain else self.trial(body, seed, CHECK_DRAWS)
        return [fault] if fault else [*self._never_wrong(body, seed)]

    def _never_wrong(self, body: Body, seed: int) -> Iterator[Fault]:
        """The slips that give the right answer in every draw."""
        left = [(at, slip.value) for at, slip in enumerate(body.slips)]
        for values in islice(body.stream(seed), CHECK_DRAWS) if left else ():
            result = body.result(values)
            left = [(at, value) for at, value in left if body.is_right(value, values, result)]
            if not left:
                return
        for at, value in left:
            message = f"`{value.text}` is the right answer in every draw"
            yield ("number", "slips", at, "value"), message, "write what the mistake gives"

    def notes(self, body: Body) -> Iterator[Remark]:
        if not reaching(body.answer.names, body.where) & body.given.keys():
            yield "number.answer", "it is the same for all that is drawn", "let it depend on a value of `given:`"

    def wording(self, body: Body) -> dict[str, str]:
        return {slip.key: slip.because for slip in body.slips}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, body.answer.text, self._meaning(body))]

    def _meaning(self, body: Body) -> str:
        """The named steps, the unit, and the values that the question does not show, as the person has to know those.

        Other draws and conditions only choose the examples: the answer is the same function of what is shown.
        """
        shown = {*PLACEHOLDER.findall(body.question)}
        hidden = (f"{name} in {given.text}" for name, given in body.given.items() if name not in shown)
        steps = (f"{name} = {step.text}" for name, step in body.where.items())
        told = body.answer.text if normalised(body.answer.text) != " ".join(body.answer.text.split()) else ""
        return "\n".join([*hidden, *steps, body.unit, told])

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "question", body.question
        yield from (("number.slips", slip.because) for slip in body.slips)

    def placeholders(self, body: Body) -> Collection[str]:
        return {**body.given, **body.where}

    def ask(self, card: Card, seed: int) -> Question:
        return self._with(card, seed, card.body.drawn(seed))

    def again(self, card: Card, drawn: Mapping[str, Any]) -> Question:
        body: Body = card.body
        values = drawn.get("values", {})
        if values.keys() != body.given.keys():  # the card was edited
            return super().again(card, drawn)
        return self._with(card, drawn["seed"], body.settled(values))

    def _with(self, card: Card, seed: int, values: Mapping[str, Value]) -> Question:
        body: Body = card.body
        answer = body.rounding.written(body.result(values))
        unit = f" {body.unit}" if body.unit else ""
        return Question(
            filled(body.question, values),
            f"**{answer}{unit}**\n\n{worked(body, values)}",
            NumberInput(body.unit),
            notes=card.notes.filled(lambda text: filled(text, values)),
            drawn={"seed": seed, "values": {name: values[name] for name in body.given}},
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        body: Body = card.body
        typed = response.text.strip()
        if not typed:
            return Verdict()
        try:
            number = parse_answer(typed, body.unit, question.text)
        except FormulaError as err:
            return Verdict(comment=f"{err}.", unread=str(err), detail={"typed": typed})
        values = body.settled(question.drawn["values"])
        detail: dict[str, Any] = {"typed": typed}
        if body.tolerance.accepts(body.result(values), number):
            return Verdict(Outcome.RIGHT, detail=detail)
        other = with_decimal_comma(typed, body.unit, question.text)
        if other is not None and body.tolerance.accepts(body.result(values), other):
            words = f"`{typed}` may be {format_value(number)} or {format_value(other)}; write it without the comma"
            return Verdict(comment=f"{words}.", unread=words, detail=detail)
        for slip, value in body.mistakes(values):
            if body.tolerance.accepts(value, number):
                return Verdict(Outcome.WRONG, filled(slip.because, values), {**detail, "mistakes": [slip.key]})
        return Verdict(Outcome.WRONG, f"Accepted: {body.tolerance.describe()}.", detail)
