"""A number to work out, with fresh values every review; the judge knows the mistakes that lead to wrong ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flashcards.cards import Card, Notes, NumberInput, Outcome, Question, Response, Verdict, digest, seed_for
from flashcards.formulas.draws import Given, draw, parse_given
from flashcards.formulas.language import Formula, FormulaError, Value, compile_formula
from flashcards.formulas.typed_numbers import Tolerance, format_value, parse_answer, parse_tolerance
from flashcards.kinds.fields import QUESTION, CardKind, Either, Field, Group, ListOf, Named, Report, Sibling, Text

CHECK_DRAWS = 200
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
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


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    given: Mapping[str, Given]
    such_that: tuple[Formula, ...]
    where: Mapping[str, Formula]
    answer: Formula
    unit: str
    tolerance: Tolerance
    slips: tuple[Slip, ...]

    def drawn(self, seed: int) -> dict[str, Value]:
        """The values of a seed: given ones and named steps; raises FormulaError."""
        return draw(self.given, self.such_that, self.where, seed)

    def result(self, values: Mapping[str, Value]) -> float:
        """The right answer for these values; raises FormulaError."""
        found = self.answer.evaluate(values)
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise FormulaError("the answer is not a number")
        return found


def filled(text: str, values: Mapping[str, Value]) -> str:
    """The text with `{{name}}` replaced by its value; other braces stand as they are."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda m: format_value(values[m[1]]) if m[1] in values else m[0], text)


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


class Number(CardKind):
    name = "number"
    marker = "number"
    fields = (
        QUESTION,
        Field(
            "number",
            Group((
                Field("given", Named(Either()), "The values that are drawn: `5..60`, `0.1..0.9 step 0.1`, `[3, 5]`, `6 of 0..9`, "
                      "`4 distinct of 1..9`, `2x3 of -2..2`.", required=True),
                Field("such_that", ListOf(Text(), single=True), "Conditions; a draw that fails one is drawn again."),
                Field("where", Named(Text()), "Named steps, in order; they are the worked solution."),
                Field("answer", Text(), "The expression of the right answer.", required=True),
                Field("unit", Text(), "The unit the answer is wanted in."),
                Field("tolerance", Text(), "How far off is still right: `0.005`, or `1%`; by default three significant digits."),
                Field("slips", ListOf(Group((
                    Field("value", Text(), "The expression of a wrong answer.", required=True),
                    Field("because", Text(), "What went wrong (Markdown).", required=True),
                ))), "Known mistakes."),
            )),
            "What is drawn and how the answer is computed.",
            required=True,
        ),
    )  # fmt: skip

    def read(self, values: dict[str, Any], report: Report) -> Body | None:
        spec = values["number"]
        sound = True

        def fails(path: tuple[str | int, ...], err: FormulaError) -> None:
            nonlocal sound
            sound = False
            report(("number", *path), str(err), "")

        given: dict[str, Given] = {}
        for name, text in spec["given"].items():
            try:
                if not NAME.fullmatch(name):
                    raise FormulaError(f"`{name}` is no name; use letters, digits and _")  # noqa: TRY301
                given[name] = parse_given(text)
            except FormulaError as err:
                fails(("given", name), err)
        names = list(spec["given"])
        where: dict[str, Formula] = {}

        def compiled(text: str, *path: str | int) -> Formula | None:
            try:
                return compile_formula(text, names)
            except FormulaError as err:
                fails(path, err)
                return None

        for name, text in spec.get("where", {}).items():
            formula = compiled(text, "where", name)
            if formula is not None:
                where[name] = formula
            names.append(name)
        such_that = [compiled(text, "such_that", at) for at, text in enumerate(spec.get("such_that", ()))]
        answer = compiled(spec["answer"], "answer")
        slips = [
            Slip(formula, slip["because"])
            for at, slip in enumerate(spec.get("slips", ()))
            if (formula := compiled(slip["value"], "slips", at, "value"))
        ]
        try:
            tolerance = parse_tolerance(spec.get("tolerance"))
        except FormulaError as err:
            fails(("tolerance",), err)
        if not sound:
            return None
        assert answer is not None
        body = Body(
            values["question"], given, tuple(f for f in such_that if f), where, answer, spec.get("unit", ""), tolerance,
            tuple(slips),
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

    def siblings(self, body: Body | None) -> list[Sibling]:
        return [] if body is None else [Sibling("", body.question, body.answer.text)]

    def ask(self, card: Card, seed: int) -> Question:
        body: Body = card.body
        values = body.drawn(seed)
        result = body.result(values)
        unit = f" {body.unit}" if body.unit else ""
        n = card.notes
        notes: Notes = replace(
            n, why=filled(n.why, values), mistake=filled(n.mistake, values), hint=filled(n.hint, values)
        )
        return Question(
            filled(body.question, values), f"**{rounded(result, body.question)}{unit}**\n\n{worked(body, values)}",
            NumberInput(body.unit), notes=notes,
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
