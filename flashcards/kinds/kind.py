"""What every kind of card does: its fields, its texts, how it asks and judges, and the rules for good cards of it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from flashcards.cards import Card
from flashcards.kinds.fields import Fault, Field, Report
from flashcards.markup.prose import content_words
from flashcards.questions import Question, Response, Verdict
from flashcards.records import dataclass

Body = TypeVar("Body")
"""A kind's own fields, a frozen dataclass that only this kind looks into."""

Remark: TypeAlias = tuple[str, str, str]
"""Field, what is wrong with it, and how to mend it."""
Rule: TypeAlias = Callable[[Card], Iterator[Remark]]
DeckRule: TypeAlias = Callable[[Sequence[Card], int], Iterator[Remark]]
"""Looks at all cards of the kind in a deck; the number is that of all cards of the deck."""

FEWEST_CARDS = 4
"""With fewer cards a share says nothing."""
PARAPHRASE, FEWEST_CONTENT_WORDS = 0.6, 6


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of the things to schedule that a card of a deck makes; most make one, with an empty part."""

    part: str
    question: str
    answer: str
    meaning: str = ""
    """What the right answer depends on besides these texts; empty where they say all."""


class CardKind(ABC, Generic[Body]):
    """One kind of card. A new kind is a new file with such a class, and a line in the list of kinds."""

    name: ClassVar[str]
    about: ClassVar[str]
    """What its cards are, in a few words."""
    markers: ClassVar[tuple[str, ...]]
    """The fields any of which makes a card be of this kind, the usual one first."""
    fields: ClassVar[tuple[Field, ...]]
    """Its fields, besides those that every card may have."""
    example: ClassVar[str]
    """Cards as an author writes them, in YAML: editors and the guide show them."""
    rules: Mapping[str, Rule] = {}
    """What a script can check of a good card of this kind, by the rule's name."""
    deck_rules: Mapping[str, DeckRule] = {}
    """What a script can check of all cards of this kind in a deck."""
    is_concrete: ClassVar[bool] = False
    """Whether its cards are examples by nature."""
    answers_in_prose: ClassVar[bool] = True
    """Whether the text of the answer is running text; in code and formulas every sign counts."""

    answers_in_order: ClassVar[bool] = True
    """Whether the lines of the answer have an order; of several that are right none is the first."""

    more_is_the_same: ClassVar[bool] = False
    """Whether an answer that is right as well changes nothing of what is asked."""

    @property
    def marker(self) -> str:
        """The usual field that makes a card be of this kind."""
        return self.markers[0]

    @abstractmethod
    def read(self, values: dict[str, Any], report: Report) -> Body | None:
        """Make the body from checked field values; problems go to `report`, and then there need be none."""

    @abstractmethod
    def siblings(self, body: Body) -> list[Sibling]:
        """What the body makes, with the texts that tell an edited card from an unchanged one."""

    def meaning(self, sibling: Sibling) -> str:
        """What counts of a sibling besides its texts as a fingerprint folds them."""
        if self.answers_in_prose:
            return signs_of(sibling.question, sibling.answer)
        return f"{sibling.meaning}\n{signs_of(sibling.question)}"

    @abstractmethod
    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        """Each Markdown text of the body with its field; some may be empty."""

    def code(self, body: Body) -> Iterator[tuple[str, str, str]]:
        """Each code of the body: its field, the text and the language."""
        yield from ()

    def python(self, body: Body) -> Iterator[tuple[str, str]]:
        """Each Python of the body that is meant to run, with its field."""
        yield from ()

    def notes(self, body: Body) -> Iterator[Remark]:
        """What may not be meant so: plain `check` tells of it, and the card is sound."""
        yield from ()

    def placeholders(self, body: Body) -> Collection[str]:
        """The names whose `{{name}}` in a text is replaced by a drawn value."""
        return ()

    def accepted(self, card: Card) -> Sequence[str]:
        """The texts that are right when they are typed, for kinds whose answer is a text to type."""
        return ()

    def wrong_answers(self, body: Body) -> Sequence[str]:
        """The texts that a card shows as wrong answers."""
        return ()

    def whole(self, card: Card) -> str:
        """All that makes the card differ from another: question, code and answer."""
        return f"{card.question_text}\n{card.answer_text}"

    def ask(self, card: Card, seed: int) -> Question:
        """The question as it is put this time; pure in its arguments."""
        return Question(card.question_text, card.answer_text, notes=card.notes)

    def again(self, card: Card, drawn: Mapping[str, Any]) -> Question:
        """The very question that an event of the log was about: what was drawn then is read, not drawn again."""
        return self.ask(card, drawn.get("seed", 0))

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        """What the response is worth."""
        return Verdict()

    def wording(self, body: Body) -> dict[str, str]:
        """The texts behind the keys of points and mistakes that the log keeps."""
        return {}

    def examine(self, card: Card) -> list[Fault]:
        """What a close look, too slow for every start, finds wrong."""
        return []


def to_the_letter(*texts: str) -> str:
    """Texts of which every character counts, as those of code: also spaces, but no empty lines and none behind a line."""
    lines = (line.rstrip() for text in texts for line in (*text.split("\n"), "\0"))
    return "\n".join(line.replace(" ", "\u2423") for line in lines if line)


_SIGNS = re.compile(
    r"((?<!`)`++[^`]++`|\$[^$]++\$|\\\(.{1,200}?\\\)|\\\[.{1,200}?\\\])"
    r"|\d ?([A-Za-z\u00b0\u00b5\u03a9/%]{1,4})\b",
    re.DOTALL,
)
"""Code and formulas, roughly: what stands in them exactly is read only where they differ. And what may be a unit."""
_CAPITAL = re.compile(r"[A-Z](?!['\u2019\w-])(?:(?<![\w'\u2019-][A-Z])|(?<=\b[A-Za-z][A-Z]))")
"""A letter that is a name, or the second of two."""
_FOREIGN = re.compile(r".?[\u00b2\u00b3\u00b9\u2070-\u209c]+|(?<!\w)[^\W\d_A-Za-z](?!\w)")
"""Raised digits, and letters of other scripts that stand alone."""
_FACTORIAL = re.compile(r"(?:\b\w|\))!")


def signs_of(*texts: str) -> str:
    """What of running text counts to the letter though a fingerprint folds it away; empty where nothing does."""
    return to_the_letter(*(sign for text in texts for sign in _signs(text)))


def _signs(text: str) -> Iterator[str]:
    yield from (code or unit for code, unit in _SIGNS.findall(text))
    yield from (text[max(0, found.start() - 1) : found.end()] for found in _CAPITAL.finditer(text))
    if "!" in text:
        yield from _FACTORIAL.findall(text)
    if not text.isascii():
        yield from _FOREIGN.findall(text)
    if text.lstrip()[:1] in (".", "!"):
        yield text.lstrip()[:2]


def adds_a_reason(card: Card) -> Iterator[Remark]:
    """The rule that `why` says more than the answer, for kinds whose answer is running text."""
    answer, why = content_words(card.answer_text), content_words(card.notes.why)
    if len(answer) >= FEWEST_CONTENT_WORDS and why and len(answer & why) >= PARAPHRASE * len(why):
        yield "why", f"{len(answer & why) / len(why):.0%} of its words are the answer's", "give the reason"
