"""Decks edited at random: no review is ever lost, and none is ever attached to another card."""

import contextlib
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flashcards.decks.identity.match import Known
from flashcards.events import Kind
from flashcards.library import Library, comparison, decks
from flashcards.log.errors import ProgressError
from flashcards.schedule.states import Rating
from tests.conftest import Clock, examples

SUBJECTS = """
recall precision dropout momentum softmax sigmoid bagging boosting padding pooling attention embedding entropy variance
kernel stride
""".split()
ASKED = ("What does {} do?", "What is the effect of {}?", "Why is {} used?", "Explain the idea of {}.")
OTHERS = (
    "Which river floods {} in spring?",
    "Where along the river lies {}?",
    "When was {} under water?",
    "Name {} floods.",
)
"""How every third card is asked: its text has nothing in common with the others'."""
SLIPS = {"does": "doess", "effect": "efect", "used": "useed", "idea": "ideea"}


@dataclass(frozen=True)
class Truth:
    """A card as its author thinks of it: what it is about, and how it is written now."""

    number: int
    """Which card it is, whatever becomes of its text and its name."""
    subject: str
    asked: int = 0
    slipped: bool = False
    short: bool = False
    """Its answer is as short as that of many others."""
    name: str = ""
    deck: str = "one"

    @property
    def question(self) -> str:
        text = (ASKED if self.number % 3 else OTHERS)[self.asked].format(self.subject)
        if self.slipped:
            for word, slip in SLIPS.items():
                text = text.replace(f"{word} ", f"{slip} ", 1)
        return text

    @property
    def answer(self) -> str:
        if self.short:
            return "10"
        if self.number % 3 == 0:
            return f"Old maps of {self.subject} mark each bridge that ice has carried away, with day and year."
        return f"It changes {self.subject} layers so that the whole training converges without noise."

    def yaml(self) -> str:
        name = f"id: {self.name}\n    " if self.name else ""
        return f"  - {name}question: |\n      {self.question}\n    answer: |\n      {self.answer}\n"


class Editing(RuleBasedStateMachine):
    """An author who edits decks in every way, and studies between the edits."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.home = Path(self.folder.name) / "home"
        self.decks = self.home / "decks"
        self.decks.mkdir(parents=True)
        shipped = Path(self.folder.name) / "shipped"
        shipped.mkdir()
        self.patches = [mock.patch.object(each, "bundled_decks", lambda: shipped) for each in (decks, comparison)]
        for patch in self.patches:
            patch.start()
        self.clock = Clock()
        self.cards: dict[int, Truth] = {}
        self.gone: dict[int, Truth] = {}
        self.branches: list[dict[int, Truth]] = []
        self.reviews: dict[str, int] = {}
        """By the id of a review: the number of the card that was asked."""
        self.stood: defaultdict[str, set[int]] = defaultdict(set)
        """All whose text an id has ever stood for."""
        self.library: Library | None = None

    def teardown(self) -> None:
        if self.library is not None:
            self.library.close()
        for patch in self.patches:
            patch.stop()
        self.folder.cleanup()

    # -- the decks -----------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write the decks as the author has them, and read them again."""
        self.clock.forward(days=1)
        used = set[str]()
        for number, card in self.cards.items():  # an id belongs to one card
            if card.name in used:
                self.cards[number] = replace(card, name="")
            used.add(card.name)
            self.stood[card.name].add(number)
        for old in self.decks.glob("*.yaml"):
            old.unlink()
        for deck in sorted({card.deck for card in self.cards.values()}):
            cards = "".join(card.yaml() for card in self.cards.values() if card.deck == deck)
            (self.decks / f"{deck}.yaml").write_text(f"title: {deck}\ncards:\n{cards}", encoding="utf-8")
        if self.library is None:
            self.library = Library(self.home, [])
        self.library.reload()
        assert not self.library.problems, self.library.problems

    def change(self, number: int, **values: object) -> None:
        self.cards[number] = replace(self.cards[number], **values)  # type: ignore[arg-type]
        self.write()

    def number_of(self, card: str) -> int:
        """The author's card that stands in the decks under a name."""
        assert self.library is not None
        shown = self.library.cards[card]
        return next(truth.number for truth in self.cards.values() if truth.question == shown.question_text.strip())

    def number_known(self, old: Known) -> int | None:
        """The author's card that is shown as the one that was known; none where its text is not known any more."""
        subjects = [SUBJECTS.index(word) for word in re.findall(r"\w+", old.question) if word in SUBJECTS]
        return subjects[0] if subjects else None

    @initialize(short=st.sets(st.integers(0, 5), max_size=2))
    def begin(self, short: set[int]) -> None:
        self.cards = {n: Truth(n, SUBJECTS[n], short=n in short) for n in range(6)}
        self.write()
        self.study(6)

    @rule(data=st.data(), asked=st.integers(0, 3))
    def reword(self, data: st.DataObject, asked: int) -> None:
        self.change(data.draw(st.sampled_from(sorted(self.cards))), asked=asked)

    @rule(data=st.data())
    def slip_or_mend(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.cards)))
        self.change(number, slipped=not self.cards[number].slipped)

    @rule(data=st.data(), deck=st.sampled_from(["one", "two", "three"]))
    def move(self, data: st.DataObject, deck: str) -> None:
        self.change(data.draw(st.sampled_from(sorted(self.cards))), deck=deck)

    @rule(data=st.data())
    def name_or_unname(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.cards)))
        self.change(number, name="" if self.cards[number].name else f"card-{number}-{self.clock.now.day}")

    @rule(named=st.booleans())
    def name_all_or_none(self, named: bool) -> None:
        self.cards = {n: replace(card, name=f"card-{n}" * named) for n, card in self.cards.items()}
        self.write()

    def may_be_called(self, number: int, name: str) -> bool:
        """Whether a card may take an id from another one: one that looks alike only if it was known itself."""
        others = self.stood[name] - {number}
        return number in self.reviews.values() or all(bool(n % 3) is not bool(number % 3) for n in others)

    @precondition(lambda self: sum(bool(card.name) for card in self.cards.values()) > 1)
    @rule(data=st.data())
    def exchange_ids(self, data: st.DataObject) -> None:
        named = [n for n, card in sorted(self.cards.items()) if card.name]
        one = data.draw(st.sampled_from(named))
        other = data.draw(st.sampled_from([n for n in named if n != one]))
        names = self.cards[one].name, self.cards[other].name
        if self.may_be_called(one, names[1]) and self.may_be_called(other, names[0]):
            self.cards[one] = replace(self.cards[one], name=names[1])
            self.change(other, name=names[0])

    @precondition(lambda self: len(self.cards) > 2 and any(card.name for card in self.cards.values()))
    @rule(data=st.data())
    def give_an_id_to_another_card(self, data: st.DataObject) -> None:
        """The card that had it is gone."""
        old = data.draw(st.sampled_from([n for n, card in sorted(self.cards.items()) if card.name]))
        gone = self.cards.pop(old)
        self.gone[old] = replace(gone, name="")
        others = [n for n in sorted(self.cards) if self.may_be_called(n, gone.name)]
        if others:
            self.change(data.draw(st.sampled_from(others)), name=gone.name)
        else:
            self.write()

    @rule(deck=st.sampled_from(["one", "two"]), to=st.sampled_from(["one", "two", "four"]))
    def rename_or_merge_a_deck(self, deck: str, to: str) -> None:
        self.cards = {n: replace(c, deck=to) if c.deck == deck else c for n, c in self.cards.items()}
        self.write()

    @rule(of=st.integers(0, 1))
    def split_a_deck(self, of: int) -> None:
        self.cards = {n: replace(c, deck="half") if n % 2 == of else c for n, c in self.cards.items()}
        self.write()

    @rule(order=st.randoms(use_true_random=False))
    def reorder(self, order: object) -> None:
        numbers = sorted(self.cards)
        order.shuffle(numbers)  # type: ignore[attr-defined]
        self.cards = {n: self.cards[n] for n in numbers}
        self.write()

    @precondition(lambda self: len(self.cards) > 2)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.cards)))
        self.gone[number] = self.cards.pop(number)
        self.write()

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.gone)))
        self.cards[number] = self.gone.pop(number)
        self.write()

    @precondition(lambda self: len(self.cards) + len(self.gone) < len(SUBJECTS))
    @rule(short=st.booleans())
    def add(self, short: bool) -> None:
        number = len(self.cards) + len(self.gone)
        self.cards[number] = Truth(number, SUBJECTS[number], short=short)
        self.write()

    @precondition(lambda self: len(self.cards) + len(self.gone) < len(SUBJECTS))
    @rule(data=st.data())
    def replace_by_one_that_looks_alike(self, data: st.DataObject) -> None:
        old, number = data.draw(st.sampled_from(sorted(self.cards))), len(self.cards) + len(self.gone)
        self.gone[old] = self.cards.pop(old)
        self.cards[number] = replace(self.gone[old], number=number, subject=SUBJECTS[number], name="")
        self.write()

    @rule()
    def keep_a_branch(self) -> None:
        self.branches.append(dict(self.cards))

    @precondition(lambda self: self.branches)
    @rule(data=st.data())
    def change_branch(self, data: st.DataObject) -> None:
        here = self.cards | self.gone
        self.cards = dict(data.draw(st.sampled_from(self.branches)))
        self.gone = {n: card for n, card in here.items() if n not in self.cards}
        self.write()

    # -- study -----------------------------------------------------------------------------------------------------

    @rule(answers=st.integers(1, 4))
    def study(self, answers: int) -> None:
        assert self.library is not None
        for match in self.library.to_ask():
            same = self.number_known(match.old) == self.number_of(match.card.id)
            (self.library.link if same else self.library.keep_apart)(match, self.clock.moment())
        session = self.library.sitting(self.clock.moment)
        for _ in range(answers):
            shown = session.view.card
            if shown is None:
                break
            session.reveal()
            session.rate(Rating.GOOD)
            self.clock.forward(minutes=1)
            latest = self.library.progress.latest()
            assert latest is not None
            self.reviews[latest.id] = self.number_of(shown.id)

    @precondition(lambda self: self.reviews)
    @rule()
    def take_a_link_back(self) -> None:
        assert self.library is not None
        with contextlib.suppress(ProgressError):  # both cards of a name have been answered
            self.library.take_back(self.clock.moment())

    # -- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def every_review_is_under_its_card_and_none_is_lost(self) -> None:
        if self.library is None:
            return
        written = {e.id for e in self.library.progress.events() if e.event is Kind.REVIEW}
        assert written == set(self.reviews)
        states, asked = self.library.states(), {match.card.id for match in self.library.doubts()}
        found: list[str] = []
        for name in states:
            history = [e.id for e in self.library.history(name) if e.event is Kind.REVIEW]
            owners = {self.reviews[event] for event in history}
            assert len(owners) <= 1, (name, owners)
            if name in self.library.cards and name not in asked:
                assert owners <= {self.number_of(name)}, (name, owners, self.cards)
            assert states[name].reps == len(history)
            found += history
        assert sorted(found) == sorted(self.reviews), "each review counts once"


Editing.TestCase.settings = examples(3, stateful_step_count=8)
TestEditing = Editing.TestCase


class Long(Editing):
    """The same, longer."""


Long.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
TestLong = pytest.mark.slow(Long.TestCase)
