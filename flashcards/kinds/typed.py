"""A text to type, matched against every accepted answer; also the comparison of texts that other kinds use."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import QUESTION, Field, ListOf, Report, Text
from flashcards.kinds.forms import plain_form, same
from flashcards.kinds.kind import CardKind, Remark, Sibling, adds_a_reason
from flashcards.kinds.typos import names_another, slips
from flashcards.questions import Outcome, Question, Response, TextInput, Verdict, differing
from flashcards.records import dataclass


def difference(typed: str, accepted: str) -> str:
    """Both texts as a signed diff, with marks below the characters that differ."""
    return f"```diff\n- {typed}\n+ {accepted}\n  {differing(typed, accepted)}\n```"


def judged(typed: str, accepted: Sequence[str], elsewhere: Sequence[str] = ()) -> Verdict:
    """The verdict on a typed text: right, nearly right, or the name of something else.

    `elsewhere` are the accepted answers of other cards, which are no slips of this one's.
    """
    typed = typed.strip()
    if not typed:
        return Verdict()
    detail = {"typed": typed}
    if any(same(typed, answer) or same_exception(typed, answer) for answer in accepted):
        return Verdict(Outcome.RIGHT, detail=detail)
    near = {answer: found for answer in accepted if (found := slips(typed, answer)) is not None}
    is_near = bool(near) and not names_another(typed, accepted, elsewhere)
    best = min(near, key=near.__getitem__) if near else max(accepted, key=lambda answer: _likeness(typed, answer))
    right = " ".join(best.split())
    shown = difference(" ".join(typed.split()), right)
    return Verdict(Outcome.PARTIAL if is_near else Outcome.WRONG, shown, detail, compared=right)


def _likeness(typed: str, answer: str) -> float:
    import difflib  # what most starts do without

    return difflib.SequenceMatcher(None, plain_form(typed), plain_form(answer), autojunk=False).ratio()


_EXCEPTION = re.compile(r"(?:\w+\.)*(\w*?)(Error|Exception|Warning|Interrupt|Exit|Iteration|Group)?", re.IGNORECASE)


def same_exception(typed: str, printed: str) -> bool:
    """Whether a printed exception is named: its last name counts, and its ending may be left out."""
    one, other = _EXCEPTION.fullmatch(typed.strip()), _EXCEPTION.fullmatch(printed.strip())
    if one is None or other is None or not other[2] or not other[1]:
        return False
    ends = (one[2] or other[2]).casefold() == other[2].casefold()
    return ends and one[1].casefold() == other[1].casefold()


_PARTED = re.compile(r" *[,;\u3001\uff0c\uff1b] *")
_WORDS = re.compile(r"[^\W\d_][^\d(){}\[\]`$\"']*")
"""Words of a language, and no tuple, number or piece of code that has commas in it."""


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    accept: tuple[str, ...]
    answer: str


class Typed(CardKind[Body]):
    name = "typed"
    about = "a short answer to type"
    markers = ("accept",)
    fields = (
        QUESTION,
        Field("accept", ListOf(Text(), single=True), "Every answer that counts as right.", required=True),
        Field("answer", Text(), "What is shown as the answer; the first accepted one by default (Markdown)."),
    )

    answers_in_order = False
    more_is_the_same = True
    example = """\
  - id: f1-name
    question: What is the harmonic mean of precision and recall called?
    accept: [F1, F1 score, F-measure]
    answer: $F_1$
    why: It is low whenever one of the two is low, as 0.0198 is for $P = 1$ and $R = 0.01$.
    source: ["scikit-learn 1.9 user guide, Precision, recall and F-measures"]
    tags: [single-number]
    level: junior
    checked: 2026-11-22 against scikit-learn 1.9
"""
    rules = {"reason": adds_a_reason}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        accept = tuple(values["accept"])
        return Body(values["question"], accept, values.get("answer") or accept[0])

    def notes(self, body: Body) -> Iterator[Remark]:
        parts = [part for part in _PARTED.split(body.accept[0]) if part]
        if len(body.accept) == 1 < len(parts) and all(map(_WORDS.fullmatch, parts)):
            yield "accept", f"`{body.accept[0][:40]}` is a single answer", f"several are a list: `[{', '.join(parts)}]`"
        for at, answer in enumerate(body.accept):
            if twice := next((earlier for earlier in body.accept[:at] if same(answer, earlier)), ""):
                yield "accept", f"`{answer}` is judged as `{twice}` is", "one of them is enough"

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, "\n".join(body.accept))]

    def accepted(self, card: Card) -> Sequence[str]:
        return card.body.accept  # type: ignore[no-any-return]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("answer", body.answer))

    def ask(self, card: Card, seed: int) -> Question:
        return Question(
            card.body.question, card.body.answer, TextInput(), notes=card.notes, elsewhere=card.accepted_in_deck
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(response.text, card.body.accept, question.elsewhere)
