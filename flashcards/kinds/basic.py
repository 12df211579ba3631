"""Question and answer, and the same card asked the other way round."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import QUESTION, Field, Flag, Report, Text
from flashcards.kinds.kind import FEWEST_CARDS, CardKind, Remark, Sibling, adds_a_reason
from flashcards.markup import prose
from flashcards.records import dataclass

REVERSED = "r"
MOST_WORDS = 40
MOST_LISTED = 3
MOST_DEFINITIONS = 0.25

_YES_NO = r"(?:is|are|does|do|can|has|will|should)\s"
_VAGUE = r"\b(?:discuss|describe|talk about|list all)\b"
_DEFINITION = (
    r"define\b|(?:what (?:is|are)|what's)(?: (?:a|an|the))?(?: [a-z'-]+){1,5}\?$"
    r"|what does [a-z -]{1,40} (?:mean|stand for)\?$"
)


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    answer: str
    reverse: bool


def _is_short(card: Card) -> Iterator[Remark]:
    if (count := prose.word_count(card.body.answer)) > MOST_WORDS:
        yield "answer", f"{count} words, more than {MOST_WORDS}", "keep one idea, and move the reason to `why:`"


def _asks_openly(card: Card) -> Iterator[Remark]:
    asked = prose.question_sentence(card.body.question)
    if re.match(_YES_NO, asked, re.IGNORECASE):
        yield "question", f"`{asked.split()[0]} …?` is answered by yes or no", "ask what, why, when or how much"


def _is_precise(card: Card) -> Iterator[Remark]:
    if found := re.search(_VAGUE, prose.plain(card.body.question), re.IGNORECASE):
        yield "question", f"`{found[0]}` leaves open what is expected", "ask for one thing, or make it an explain card"


def _lists_little(card: Card) -> Iterator[Remark]:
    if (count := prose.list_items(card.body.answer)) > MOST_LISTED:
        yield "answer", f"a list of {count}, more than {MOST_LISTED}", "ask for parts of it, or make it an explain card"


def _has_few_definitions(cards: Sequence[Card], of: int) -> Iterator[Remark]:
    asked = [prose.plain(card.body.question).strip() for card in cards]
    plainly = sum(bool(re.match(_DEFINITION, question, re.IGNORECASE)) for question in asked)
    if of >= FEWEST_CARDS and plainly > MOST_DEFINITIONS * of:
        message = f"{plainly} of {of} cards ask for a plain definition, more than {MOST_DEFINITIONS:.0%}"
        yield "cards", message, "ask for its use, its effect or its limit"


class Basic(CardKind[Body]):
    name = "basic"
    about = "question and answer"
    markers = ("answer",)
    fields = (
        QUESTION,
        Field("answer", Text(), "The answer (Markdown), at most 40 words.", required=True),
        Field("reverse", Flag(), "true: the answer is asked for its question as well."),
    )

    example = """\
  - id: balanced-accuracy-of-a-constant
    question: |
      A test set has 30 positives in 1,000. A model always answers negative. What are its accuracy and its
      balanced accuracy?
    answer: 97 %; 50 %.
    why: |
      Accuracy counts the 970 negatives. Balanced accuracy is the mean of both recalls, $(0 + 1) / 2$.
    mistake: Taking a high accuracy for skill when one class is rare.
    hint: One of the two does not depend on how rare the positives are.
    source: ["scikit-learn 1.9 user guide, Balanced accuracy score"]
    tags: [single-number, why]
    level: mid
    needs: [recall-from-counts]
    confused_with: [auc-of-five-hundredths]
    checked: 2026-11-22 by derivation

  - id: inverted-dropout
    question: inverted dropout
    answer: Dropout that divides what it keeps by $1 - p$ in training, so that inference needs no scaling
    reverse: true
    why: The expected activation is the same with and without the mask.
    source: ["PyTorch 2.13 documentation, torch.nn.Dropout"]
    tags: [regularisation]
    level: junior
    checked: 2026-11-22 against PyTorch 2.13
"""
    rules = {
        "words": _is_short,
        "yes-no": _asks_openly,
        "vague": _is_precise,
        "list": _lists_little,
        "reason": adds_a_reason,
    }
    deck_rules = {"definitions": _has_few_definitions}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        return Body(values["question"], values["answer"], values.get("reverse", False))

    def siblings(self, body: Body) -> list[Sibling]:
        made = [Sibling("", body.question, body.answer)]
        return [*made, Sibling(REVERSED, body.answer, body.question)] if body.reverse else made

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("answer", body.answer))
