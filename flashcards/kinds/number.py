"""A number to work out, with fresh values every review; the judge knows the mistakes that lead to wrong ones."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flashcards.cards import Card, NumberInput, Outcome, Question, Response, Verdict, digest, seed_for
from flashcards.formulas.language import Formula, FormulaError, Value
from flashcards.formulas.typed_numbers import Tolerance, format_value, parse_answer, parse_tolerance
from flashcards.kinds.fields import QUESTION, Field, Flag, Group, ListOf, Named, Report, Text
from flashcards.kinds.given import GIVEN, SUCH_THAT, Drawn, Expressions, filled
from flashcards.kinds.kind import CardKind, Remark, Sibling

CHECK_DRAWS = 200
DRAWS, FIRST_DRAWS = 200, 10
"""A slip that is right in at most a quarter of the first draws is not looked at further: it is not right in most."""
_ASKED_DIGITS = re.compile(r"\b(one|two|three|four|five|six|[1-9]) (decimal|significant)", re.IGNORECASE)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LONGEST_SUBSTITUTION = 60
WIDEST_STEP = 64
"""A longer step of the worked solution takes a line for each equals sign."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong value that people get, and how they got it."""

    value: Formula
    because: str

    @property
    def key(self) -> str:
        return digest(self.because)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Drawn):
    question: str
    answer: Formula
    unit: str
    tolerance: Tolerance
    slips: tuple[Slip, ...]
    few: str
    """Why the answer may be 0 or 1 in many draws; empty where it may not."""

    def result(self, values: Mapping[str, Value]) -> float:
        """The right answer for these values; raises FormulaError."""
        found = self.answer.evaluate(values)
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise FormulaError("the answer is not a number")
        return found


def rounded(result: float, question: str) -> str:
    """The answer with as many digits as the question asks for."""
    asked = _ASKED_DIGITS.search(question)
    if asked is None:
        return format_value(result)
    digits = _COUNTS.get(asked[1].lower()) or int(asked[1])
    return f"{result:.{digits}{'f' if asked[2].lower().startswith('decimal') else 'g'}}"


def substituted(formula: str, values: Mapping[str, Value]) -> str:
    """The formula with its names replaced by their values, lists in brackets."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[0])
        if found is None:
            return match[0]
        text = format_value(found)
        return f"[{text}]" if isinstance(found, list) and not text.startswith("[") else text

    return re.sub(r"(?<![\w.])[A-Za-z_]\w*", value, formula)


def worked(body: Body, values: Mapping[str, Value]) -> str:
    """The steps with these numbers, as a code block."""
    lines = [_step(name, formula, values, values[name]) for name, formula in body.where.items()]
    lines.append(_step("", body.answer, values, body.result(values)))
    return "```\n" + "\n".join(lines) + "\n```"


def _step(name: str, formula: Formula, values: Mapping[str, Value], result: Value) -> str:
    shown = substituted(formula.text, values)
    parts = [name] if name else []
    parts.append(formula.text)
    if shown != formula.text and len(shown) <= LONGEST_SUBSTITUTION and " for " not in formula.text:
        parts.append(shown)
    text = format_value(result)
    if text != parts[-1]:
        parts.append(text)
    line = " = ".join(parts)
    return line if len(line) <= WIDEST_STEP else "\n    = ".join(parts)


def _has_wrong_slips(card: Card) -> Iterator[Remark]:
    suspects = [slip for slip, same in _accepted(card, card.body.slips, FIRST_DRAWS) if same > FIRST_DRAWS / 4]
    for slip, same in _accepted(card, suspects, DRAWS):
        if same > DRAWS / 2:
            message = f"`{slip.value.text}` is the right answer in {same} of {DRAWS} draws"
            yield "number.slips", message, "mend it, or draw values for which it is wrong"


def _accepted(card: Card, slips: Sequence[Slip], draws: int) -> list[tuple[Slip, int]]:
    """In how many draws each slip would be accepted."""
    same = [0] * len(slips)
    for shown in range(draws if slips else 0):
        with suppress(FormulaError):  # `kinds.examine` tells of draws that fail
            values = card.body.drawn(seed_for(card.id, shown))
            result = card.body.result(values)
            same = [n + _accepts(card.body, slip, values, result) for n, slip in zip(same, slips, strict=True)]
    return list(zip(slips, same, strict=True))


def _accepts(body: Body, slip: Slip, values: Mapping[str, Value], result: float) -> bool:
    try:
        value = slip.value.evaluate(values)
    except FormulaError:
        return False
    return isinstance(value, int | float) and body.tolerance.accepts(result, value)


class Number(CardKind[Body]):
    name = "number"
    markers = ("number",)
    fields = (
        QUESTION,
        Field(
            "number",
            Group((
                replace(GIVEN, required=True),
                SUCH_THAT,
                Field("where", Named(Text()), "Named steps, in order; they are the worked solution."),
                Field("answer", Text(), "The expression of the right answer.", required=True),
                Field("unit", Text(), "The unit the answer is wanted in."),
                Field("tolerance", Text(), "How far off is still right: `0.005`, or `1%`; by default three significant digits."),
                Field("slips", ListOf(Group((
                    Field("value", Text(), "The expression of a wrong answer.", required=True),
                    Field("because", Text(), "What went wrong (Markdown).", required=True),
                ))), "Known mistakes."),
                Field("few", Flag(), "true: the answer is 0 or 1 in many draws, as counts and shapes may be."),
                Field("because", Text(), "Why it may: the reason for `few: true`."),
            )),
            "What is drawn and how the answer is computed.",
            required=True,
        ),
    )  # fmt: skip

    is_concrete = True
    example = """\
  - id: recall-from-counts
    question: |
      A test finds {{tp}} of {{pos}} sick people and raises {{fp}} false alarms. What is its recall?
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
    rules = {"slips": _has_wrong_slips}

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
        few, because = spec.get("few", False), spec.get("because", "")
        if few and not because:
            report(("number", "few"), "there is no reason", "add `because:` beside it, why 0 or 1 come often")
        elif because and not few:
            report(("number", "because"), "it gives the reason of a missing `few`", "add `few: true`, or take it away")
        if not read.sound:
            return None
        assert answer is not None
        body = Body(
            question=values["question"], given=given, such_that=such_that, where=where, answer=answer,
            unit=spec.get("unit", ""), tolerance=tolerance, slips=tuple(slips), few=because,
        )  # fmt: skip
        for message in self.trial(body, 0):
            report(("number", "answer"), message, "")
        return body

    def trial(self, body: Body, seed: int) -> list[str]:
        """What goes wrong with one seed: nothing, for a sound card."""
        try:
            drawn = body.drawn(seed)
            result = body.result(drawn)
        except FormulaError as err:
            return [f"with seed {seed}: {err}"]
        if not body.tolerance.accepts(result, parse_answer(repr(result), body.unit)):
            return [f"with seed {seed}: the right answer {format_value(result)} would not be accepted"]
        return []

    def examine(self, card: Card) -> list[str]:
        """The first problem in many draws, if there is one."""
        for shown in range(CHECK_DRAWS):
            problems = self.trial(card.body, seed_for(card.id, shown))
            if problems:
                return problems
        return []

    def wording(self, body: Body) -> dict[str, str]:
        return {slip.key: slip.because for slip in body.slips}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, body.answer.text)]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "question", body.question
        yield from (("number.slips", slip.because) for slip in body.slips)

    def placeholders(self, body: Body) -> Collection[str]:
        return {**body.given, **body.where}

    def ask(self, card: Card, seed: int) -> Question:
        body: Body = card.body
        values = body.drawn(seed)
        result = body.result(values)
        unit = f" {body.unit}" if body.unit else ""
        return Question(
            filled(body.question, values), f"**{rounded(result, body.question)}{unit}**\n\n{worked(body, values)}",
            NumberInput(body.unit), notes=card.notes.filled(lambda text: filled(text, values)),
            drawn={"seed": seed, "values": {name: values[name] for name in body.given}},
        )  # fmt: skip

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        body: Body = card.body
        typed = response.text.strip()
        if not typed:
            return Verdict()
        values = body.drawn(question.drawn["seed"])
        result = body.result(values)
        try:
            number = parse_answer(typed, body.unit)
        except FormulaError as err:
            return Verdict(comment=f"{err}. Judge yourself this time.", detail={"typed": typed})
        detail: dict[str, Any] = {"typed": typed}
        if body.tolerance.accepts(result, number):
            return Verdict(Outcome.RIGHT, detail=detail)
        for slip in body.slips:
            try:
                value = slip.value.evaluate(values)
            except FormulaError:
                continue
            if isinstance(value, int | float) and body.tolerance.accepts(value, number):
                return Verdict(Outcome.WRONG, filled(slip.because, values), {**detail, "mistakes": [slip.key]})
        return Verdict(Outcome.WRONG, f"Accepted: {body.tolerance.describe()}.", detail)
