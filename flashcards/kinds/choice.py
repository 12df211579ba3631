"""Options in a fresh order each time; every wrong one answers the misconception it stands for."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from flashcards.cards import Card, digest
from flashcards.kinds.fields import QUESTION, Field, Group, ListOf, Report, Text
from flashcards.kinds.kind import FEWEST_CARDS, CardKind, Remark, Sibling, adds_a_reason
from flashcards.markup.prose import plain
from flashcards.questions import OneOf, Outcome, Question, Response, SeveralOf, Verdict
from flashcards.records import dataclass
from flashcards.words import counted

FEWEST, MOST = 2, 8
OPTIONS = range(3, 5)
LONGEST_TO_SHORTEST = 1.3 / 0.7
"""All options within 30 % of one length."""
LENGTH_SLACK = 12
"""Options that differ by so few characters are never too unequal."""
MOST_BIASED = 0.5

_COUNTED_OFF = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])[.):]\s|[\u2460-\u2473]|[(\uff08]?\d{1,2}[\u3001\uff0e\uff09]")
_ABOVE = r"\b(?:all|none) of the above\b"


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


def counted_off(field: str, texts: Sequence[str]) -> Iterator[Remark]:
    """Say of texts that are shuffled that they count themselves off."""
    if all(_COUNTED_OFF.match(text) for text in texts):
        message = f"`{texts[0][:40]}` and the others count themselves off, and are shuffled"
        yield field, message, "take the numbers or letters away"


def _lengths(body: Body) -> list[int]:
    """The lengths of the options as they are shown."""
    from flashcards.markup.markdown import as_text

    return [len(as_text(option.text)) for option in body.options]


def _has_fair_options(card: Card) -> Iterator[Remark]:
    lengths = _lengths(card.body)
    longest, shortest = max(lengths), min(lengths)
    if len(lengths) not in OPTIONS:
        yield "choices", f"{len(lengths)} options", f"give {OPTIONS[0]} or {OPTIONS[-1]}"
    if longest > max(shortest * LONGEST_TO_SHORTEST, shortest + LENGTH_SLACK):
        yield "choices", f"the options have {shortest} to {longest} characters", "make them about equally long"
    if any(re.search(_ABOVE, plain(option.text), re.IGNORECASE) for option in card.body.options):
        yield "choices", "an option speaks of those above it", "say what is meant: options are shuffled"


def _has_fair_choices(cards: Sequence[Card], of: int) -> Iterator[Remark]:
    if len(cards) < FEWEST_CARDS:
        return
    bodies: list[Body] = [card.body for card in cards]
    longest = sum(_right_is_longest(body) for body in bodies)
    if longest > MOST_BIASED * len(bodies):
        message = f"the right option is the longest in {longest} of {len(bodies)} choice cards"
        yield "choices", message, "shorten it, or say more in a wrong one"
    positions = Counter(at for body in bodies for at, option in enumerate(body.options) if option.right)
    position, often = positions.most_common(1)[0]
    if often > MOST_BIASED * len(bodies):
        message = f"the right option stands at place {position + 1} in {often} of {len(bodies)} choice cards"
        yield "choices", message, "move it about"


def _right_is_longest(body: Body) -> bool:
    lengths = list(zip(_lengths(body), body.options, strict=True))
    return max(n for n, option in lengths if option.right) > max((n for n, o in lengths if not o.right), default=0)


def _told_of(options: Sequence[dict[str, Any]], report: Report) -> bool:
    """Say which options are neither right nor wrong, or wrong without a reason; whether there are some of the first."""
    bad = [at for at, option in enumerate(options) if ("right" in option) == ("wrong" in option)]
    bare = [at for at, option in enumerate(options) if "wrong" in option and not option.get("because")]
    is_none_right = not bad and not any("right" in option for option in options)
    if is_none_right and len(bare) == 1:
        report(("choices", bare.pop()), "no option is right", "write this one, which has no reason, as `- right: …`")
    elif is_none_right:
        report(("choices",), "no option is right", "write one as `- right: …`")
    for at, option in enumerate(options):
        if not option:
            report(("choices", at), "this option is empty", "write its text behind `right:` or `wrong:`")
        elif at in bad:
            report(("choices", at), "an option is either right or wrong", "write `- right: …` or `- wrong: …`")
        elif at in bare:
            report(("choices", at, "because"), "a wrong option needs its reason", "add `because: …` below it")
    return bool(bad)


class Choice(CardKind[Body]):
    name = "choice"
    about = "right and wrong options"
    markers = ("choices",)
    fields = (
        QUESTION,
        Field(
            "choices",
            ListOf(
                Group(
                    (
                        Field("right", Text(), "A right option (Markdown)."),
                        Field("wrong", Text(), "A wrong option (Markdown)."),
                        Field(
                            "because",
                            Text(),
                            "Why a wrong option is wrong: the misconception, answered (Markdown).",
                            apart=True,
                        ),
                    ),
                    forms=(("right",), ("wrong", "because")),
                ),
                fewest=FEWEST,
                most=MOST,
            ),
            "The options; each is `right:`, or `wrong:` with a `because:`.",
            required=True,
        ),
    )

    answers_in_order = False
    example = """\
  - id: auc-of-five-hundredths
    question: A model has an AUC of 0.05 on clean data. What does that tell you?
    choices:
      - right: The ranking is good but inverted.
      - wrong: The model knows next to nothing.
        because: A model that knows nothing ranks at random and has 0.5.
      - wrong: Positives are rare in these data.
        because: The AUC does not depend on how rare they are.
    why: Negate the scores, and every wrongly ordered pair becomes a right one, so that the AUC is 0.95.
    source: ["Fawcett 2006, An introduction to ROC analysis, section 7"]
    tags: [threshold-curves]
    level: junior
    confused_with: [balanced-accuracy-of-a-constant]
    checked: 2026-11-22 by derivation
"""
    rules = {"options": _has_fair_options, "reason": adds_a_reason}
    deck_rules = {"choices": _has_fair_choices}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        bad = _told_of(values["choices"], report)
        options = [
            Option(option.get("right") or option.get("wrong") or "", "right" in option, option.get("because", ""))
            for option in values["choices"]
        ]
        if not bad and not FEWEST <= len(options) <= MOST:
            report(("choices",), counted(len(options), "option"), f"give {FEWEST} to {MOST}")
        if (
            len(options) > 1
            and not bad
            and all({*option} <= {"right", "because"} and option for option in values["choices"])
        ):
            report(("choices",), "every option is right", "write one as `- wrong: …` with its `because: …`")
        said: dict[str, int] = {}
        for at, option in enumerate(options):
            if said.setdefault(digest(option.text), at) != at:
                report(("choices", at), "two options say the same", "change or remove one")
        return Body(values["question"], tuple(options))

    def wording(self, body: Body) -> dict[str, str]:
        return {digest(option.text): option.text for option in body.options}

    def siblings(self, body: Body) -> list[Sibling]:
        return [Sibling("", body.question, "\n".join(o.text for o in body.options if o.right))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "question", body.question
        yield from (("choices", text) for option in body.options for text in (option.text, option.because))

    def notes(self, body: Body) -> Iterator[Remark]:
        yield from counted_off("choices", [option.text for option in body.options])

    def wrong_answers(self, body: Body) -> list[str]:
        return [option.text for option in body.options if not option.right]

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
            card.body.question,
            answer,
            OneOf(texts) if len(right) == 1 else SeveralOf(texts),
            others=others,
            notes=card.notes,
            drawn={"seed": seed, "order": order},
        )

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
