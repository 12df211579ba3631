"""Options in a fresh order each time; every wrong one answers the misconception it stands for."""

import random
from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, OneOf, Outcome, Question, Response, SeveralOf, Verdict, digest
from flashcards.kinds.fields import QUESTION, CardKind, Field, Group, ListOf, Report, Sibling, Text

MOST = 8


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    right: bool
    because: str


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    options: tuple[Option, ...]


def shuffled(count: int, seed: int) -> list[int]:
    """The positions 0 to count - 1 in an order that depends on the seed alone, on every Python."""
    rng = random.Random(seed)  # noqa: S311 - an order of options, not a secret
    order = list(range(count))
    for at in range(count - 1, 0, -1):
        other = int(rng.random() * (at + 1))
        order[at], order[other] = order[other], order[at]
    return order


class Choice(CardKind):
    name = "choice"
    marker = "choices"
    fields = (
        QUESTION,
        Field(
            "choices",
            ListOf(Group((
                Field("right", Text(), "A right option (Markdown)."),
                Field("wrong", Text(), "A wrong option (Markdown)."),
                Field("because", Text(), "Why a wrong option is wrong: the misconception, answered (Markdown)."),
            ))),
            "The options; each is `right:`, or `wrong:` with a `because:`.",
            required=True,
        ),
    )  # fmt: skip

    def read(self, values: dict[str, Any], report: Report) -> Body:
        options = []
        for at, option in enumerate(values["choices"]):
            if ("right" in option) == ("wrong" in option):
                report(("choices", at), "an option is either right or wrong", "write `- right: …` or `- wrong: …`")
            elif "wrong" in option and not option.get("because"):
                report(("choices", at), "a wrong option needs its reason", "add `because: …` below it")
            options.append(
                Option(option.get("right") or option.get("wrong") or "", "right" in option, option.get("because", ""))
            )
        if not 2 <= len(options) <= MOST:  # noqa: PLR2004 - one option is no choice
            report(("choices",), f"there are {len(options)} options", f"give 2 to {MOST}")
        if not any(option.right for option in options):
            report(("choices",), "no option is right", "write one as `- right: …`")
        if len({digest(option.text) for option in options}) < len(options):
            report(("choices",), "two options say the same", "change or remove one")
        return Body(values["question"], tuple(options))

    def wording(self, body: Body) -> dict[str, str]:
        return {digest(option.text): option.text for option in body.options}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, "\n".join(o.text for o in body.options if o.right))]

    def ask(self, card: Card, seed: int) -> Question:
        options = card.body.options
        order = shuffled(len(options), seed)
        texts = tuple(options[i].text for i in order)
        right = [o.text for o in options if o.right]
        answer = right[0] if len(right) == 1 else "\n".join(f"- {text}" for text in right)
        others = tuple(
            (at, f"{o.text} → {o.because}") for at, i in enumerate(order) if not (o := options[i]).right and o.because
        )
        return Question(
            card.body.question, answer, OneOf(texts) if len(right) == 1 else SeveralOf(texts), others=others, notes=card.notes, drawn={"seed": seed, "order": order},
        )  # fmt: skip

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        if not response.chosen:
            return Verdict()
        options = card.body.options
        chosen = sorted(question.drawn["order"][i] for i in response.chosen)
        right = {i for i, option in enumerate(options) if option.right}
        wrong = [options[i] for i in chosen if i not in right]
        detail: dict[str, Any] = {"chosen": chosen}
        if wrong:
            detail["mistakes"] = [digest(option.text) for option in wrong]
        if set(chosen) == right:
            return Verdict(Outcome.RIGHT, detail=detail)
        partly = len(right) > 1 and 2 * (len(right & set(chosen)) - len(wrong)) >= len(right)
        reasons = [f"{o.text}: {o.because}" if len(wrong) > 1 else o.because for o in wrong]
        comment = "\n\n".join(reasons) or "Not all that are right."
        return Verdict(Outcome.PARTIAL if partly else Outcome.WRONG, comment, detail)
