"""What speaks for two texts being one card: enough to link them without asking, enough to ask, or nothing."""

from functools import cached_property

from flashcards.cards import Card, is_alike, normalised, parts_of
from flashcards.decks.identity.lexicon import BEGINNING, FUNCTION_WORDS, SIGNS, Lexicon, words_of
from flashcards.decks.identity.match import Evidence, Known
from flashcards.decks.identity.mends import MOST, mends
from flashcards.decks.identity.rewording import exchanges_terms, is_reworded
from flashcards.decks.identity.tokens import Token, tokens
from flashcards.kinds import BY_NAME
from flashcards.kinds.kind import signs_of

NEAR = 0.5
"""Texts that have so much of their words in common are asked about."""
LONG = 5
"""A text with so many telling words is long."""
FEWEST_TELLING = 3
"""An answer with fewer telling words is short."""
MOST_DIFFERENT = 3 * MOST
"""Texts with more different words than so many differ by more than slips."""


UNRELATED = 0.25
"""Texts that have so little in common are not of one card."""


class Text(Known):
    """What is known of a card, read closely: words and tokens, made when they are first asked for."""

    wrong: tuple[str, ...] = ()
    """What the card shows as wrong answers."""

    @classmethod
    def of(cls, known: Known) -> "Text":
        return cls(known.name, known.fingerprint, known.deck, known.kind, known.question, known.answer)

    @classmethod
    def of_card(cls, card: Card) -> "Text":
        made = cls(card.id, card.fingerprint, card.deck, card.kind, card.question_text, card.answer_text)
        object.__setattr__(made, "wrong", tuple(BY_NAME[card.kind].wrong_answers(card.body)))
        return made

    @cached_property
    def question_tokens(self) -> list[Token]:
        return tokens(self.question)

    @cached_property
    def answer_tokens(self) -> list[Token]:
        return tokens(self.answer, prose=self.kind in BY_NAME and BY_NAME[self.kind].answers_in_prose)

    @cached_property
    def asked(self) -> "Words":
        return Words(self.question)

    @cached_property
    def answered(self) -> "Words":
        return Words(self.answer)


class Words:
    """The words of a text by their beginnings, and those of them that tell something."""

    def __init__(self, text: str) -> None:
        words = words_of(text)
        self.bare = text if not words else ""
        self.every = {word[:BEGINNING] for word in words}
        telling = {word for word in words if len(word) > 2 or word >= SIGNS} - FUNCTION_WORDS  # noqa: PLR2004
        self.telling = {word[:BEGINNING] for word in telling}

    @property
    def is_long(self) -> bool:
        """Whether the text says so much that no other card has the very same by chance."""
        return len(self.telling) >= LONG

    def shared(self, other: "Words") -> float:
        """The part of the words of both that both have; of two telling words or fewer, those alone."""
        few = max(len(self.telling), len(other.telling)) < FEWEST_TELLING - 1
        first, second = (self.telling, other.telling) if few else (self.every, other.every)
        return len(first & second) / len(first | second) if first or second else float(self.bare == other.bare)


def beyond_doubt(old: Text, new: Text, lexicon: Lexicon) -> Evidence | None:
    """What no reader would doubt of a lost card and a new one."""
    if is_alike(old.fingerprint, new.fingerprint):
        return Evidence.SAME if old.deck in ("", new.deck) and old.kind in ("", new.kind) else None
    if old.is_named or new.is_named or (old.deck, old.part) != (new.deck, new.part):
        return None
    return same_meaning(old, new, lexicon)


def same_meaning(old: Text, new: Text, lexicon: Lexicon) -> Evidence | None:
    """What no reader would doubt of two texts, whatever the cards are called; nothing where the meaning may differ."""
    if not old.question or old.kind != new.kind or _turned(old.answer, new.wrong):
        return None
    asked_alike, answered_alike, means_alike = _same_parts(old, new)
    if not means_alike and (old.kind not in BY_NAME or not BY_NAME[old.kind].answers_in_prose):
        return None
    if not means_alike:  # a fingerprint folds capitals: the pieces of code and formulas are compared
        asked_alike = answered_alike = False
    if old.kind in BY_NAME and not BY_NAME[old.kind].answers_in_order:
        had, has = _lines(old.answer), _lines(new.answer)
        answered_alike |= had <= has if BY_NAME[old.kind].more_is_the_same else had == has
    different = 0 if asked_alike else len(old.asked.every ^ new.asked.every)
    different += 0 if answered_alike else len(old.answered.every ^ new.answered.every)
    if different <= MOST_DIFFERENT:
        slips = (
            0
            if asked_alike
            else mends(old.question_tokens, new.question_tokens, lexicon, MOST, lambda: new.answer_tokens)
        )
        if slips is not None and not answered_alike:
            slips = mends(old.answer_tokens, new.answer_tokens, lexicon, MOST - slips, lambda: new.question_tokens)
        if slips is not None:
            return Evidence.MENDED
    may_be_reworded = answered_alike and not exchanges_terms(old.asked.telling, new.asked.telling)
    if may_be_reworded and new.answered.is_long and is_reworded(old.question_tokens, new.question_tokens):
        return Evidence.REWORDED
    return None


def _same_parts(old: Known, new: Known) -> tuple[bool, bool, bool]:
    """Whether the questions are the same, whether the answers are, and whether nothing says that the meanings are not."""
    (asked, answered, meant), (asked_now, answered_now, meant_now) = (parts_of(k.fingerprint) for k in (old, new))
    return asked == asked_now, answered == answered_now, meant == meant_now or len(meant) != len(meant_now)


def _turned(answer: str, wrong: tuple[str, ...]) -> bool:
    """Whether what was right is called wrong now."""
    return not {normalised(text) for text in wrong}.isdisjoint(map(normalised, answer.splitlines()))


def _lines(text: str) -> set[tuple[str, str]]:
    return {(normalised(line), signs_of(line)) for line in text.splitlines()}


def likeness(old: Text, new: Text) -> float:
    """How near two cards are, 0 to 1, by the words they have in common; of short answers nothing is made."""
    asked_alike, answered_alike, _ = _same_parts(old, new)
    if asked_alike and answered_alike:
        return 1.0
    if answered_alike and new.answered.is_long:
        return 1.0
    if not old.question:  # not known any more
        return float(asked_alike and new.asked.is_long)
    asked, answered = old.asked.shared(new.asked), old.answered.shared(new.answered)
    is_short = max(len(old.answered.telling), len(new.answered.telling)) < FEWEST_TELLING
    return asked if is_short else (asked + answered) / 2
