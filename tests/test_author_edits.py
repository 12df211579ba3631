"""Decks edited between sittings, as authors edit them: each history follows its card, or the person is asked; none goes astray."""

import json
from pathlib import Path
from typing import Any

import pytest

from flashcards.events import Kind, Mode
from flashcards.library import Library
from flashcards.library import comparison as comparing
from flashcards.log.errors import ProgressError
from tests.conftest import Clock, opened

Written = dict[str, Any]
LONG = "It divides each activation by what the layer keeps so that inference needs no scaling."


def basic(question: str, answer: str = LONG, **fields: Any) -> Written:
    return {**fields, "question": question, "answer": answer}


def cloze(text: str, **fields: Any) -> Written:
    return {**fields, "cloze": text}


def choice(right: str, *wrong: str, **fields: Any) -> Written:
    options = [{"right": right}, *({"wrong": text, "because": "It is not so."} for text in wrong)]
    return {**fields, "question": "Which one is robust to outliers?", "choices": options}


def number(
    answer: str = "tp / (tp + fn)", step: str = "pos - tp", question: str = "are found", **fields: Any
) -> Written:
    given = {"tp": "5..60", "pos": "70..90"}
    drawn = {"given": given, "where": {"fn": step}, "answer": answer}
    return {**fields, "question": f"{{{{tp}}}} of {{{{pos}}}} {question}. What is recall?", "number": drawn}


def points(*texts: str, **fields: Any) -> Written:
    return {"question": "Explain batch normalisation.", "points": [*texts], **fields}


DROPOUT = basic("What does inverted dropout do in training?")
TENSOR = basic("What is a tensor?", "An array of numbers with any number of axes.")
TWO = (
    basic("What is precision?", "Precision is the share of hits among what was flagged."),
    basic("What is recall?", "Recall is the share of the positives that were found."),
)
ONE = basic(
    "What are precision and recall?",
    "Precision is the share of hits among what was flagged; recall is the share of the positives that were found.",
)
PETS = "A {{cat}} and a {{dog}} live in this house here."

FOLLOWED: dict[str, tuple[list[Written], list[Written]]] = {
    "a slip in the question": ([basic("What does droput do?")], [basic("What does dropout do?")]),
    "another way to ask": ([DROPOUT], [basic("Explain what inverted dropout does in training.")]),
    "a formula's words beside a slip": (
        [basic("Which norm is $L_1$, in shrot?", "It sums `abs(x)` over the 10 GB of rows.")],
        [basic("Which norm is $L_1$, in short?", "It sums `abs(x)` over the 10 GB of rows.")],
    ),
    "capitals and stops": ([basic("what is a tensor?", "an array")], [basic("What is a Tensor?", "An array.")]),
    "stops of another script": (
        [basic("鎌倉幕府を開いたのは誰ですか", "源頼朝が征夷大将軍に任じられた")],
        [basic("鎌倉幕府を開いたのは誰ですか？", "源頼朝が征夷大将軍に任じられた。")],
    ),
    "slips in two cards": (
        [basic("What is the frist law?", "A body rests unless a force acts."), basic("What is the secnod law?")],
        [basic("What is the first law?", "A body rests unless a force acts."), basic("What is the second law?")],
    ),
    "an id": ([DROPOUT], [{**DROPOUT, "id": "d"}]),
    "an id less": ([{**DROPOUT, "id": "d"}], [DROPOUT]),
    "another id": ([{**DROPOUT, "id": "d"}], [{**DROPOUT, "id": "e"}]),
    "an alias": ([{**TENSOR, "id": "d"}], [{**TENSOR, "id": "e", "aliases": ["d"]}]),
    "reasons and tags": ([{**DROPOUT, "id": "d"}], [{**DROPOUT, "id": "d", "why": "So.", "tags": ["t"]}]),
    "a wrong option": ([choice("The median", "The mean")], [choice("The median", "The average")]),
    "spaces of a formula": ([number("tp/(tp+fn)")], [number()]),
    "a slip beside drawn values": ([number(question="are fonud")], [number()]),
    "an answer more to type": (
        [{"question": "What is F1 called?", "accept": ["F1"]}],
        [{"question": "What is F1 called?", "accept": ["F-measure", "F1"]}],
    ),
    "answers to type in another order": (
        [{"question": "What is F1 called?", "accept": ["F1", "F-measure"]}],
        [{"question": "What is F1 called?", "accept": ["F-measure", "F1"]}],
    ),
    "an answer more to type beside code": (
        [{"question": "Which is it?", "accept": ["`x.T`"]}],
        [{"question": "Which is it?", "accept": ["`x.T`", "`x.mT`"]}],
    ),
    "a slip in a point": ([points("Normalises each chanel", "B")], [points("Normalises each channel", "B")]),
    "points below the same model": (
        [points("one thing", "two things", model="It keeps the scale of each channel.")],
        [points("one thing", "three things", model="It keeps the scale of each channel.")],
    ),
    "the reason of a step": (
        [{"question": "Order it.", "steps": ["Clear", {"step": "Forward", "because": "x"}]}],
        [{"question": "Order it.", "steps": ["Clear", {"step": "Forward", "because": "y"}]}],
    ),
    "a test of the same solution": (
        [{"question": "Write f.", "solution": "f = abs", "tests": [{"must": "m", "assert": "f(1)"}]}],
        [{"question": "Write f.", "solution": "f = abs", "tests": [{"must": "m", "assert": "f(-1)"}]}],
    ),
    "a slip beside holes": (
        [cloze("Screens are maed of {{c1::red}}, {{c2::green}} and blue light.")],
        [cloze("Screens are made of {{c1::red}}, {{c2::green}} and blue light.")],
    ),
    "the same to be typed": ([basic("Which norm?", "L1")], [{"question": "Which norm?", "accept": ["L1"]}]),
    "reverse": ([DROPOUT], [{**DROPOUT, "reverse": True}]),
    "sides exchanged": (
        [basic("the dog", "der Hund", id="d", reverse=True)],
        [basic("der Hund", "the dog", id="d", reverse=True)],
    ),
    "holes that exchange their numbers": (
        [cloze("ReLU gives {{c1::zero}} below and {{c2::the input}} above.")],
        [cloze("ReLU gives {{c2::zero}} below and {{c1::the input}} above.")],
    ),
    "two ids exchanged": (
        [{**TENSOR, "id": "x"}, basic("Which city is the capital of France?", "Paris on the Seine.", id="y")],
        [{**TENSOR, "id": "y"}, basic("Which city is the capital of France?", "Paris on the Seine.", id="x")],
    ),
    "two ids of cards that look alike exchanged": (
        [
            basic("What is recall, in short?", "The share of positives found.", id="x"),
            basic("What is precision, in short?", "The share of finds right.", id="y"),
        ],
        [
            basic("What is recall, in short?", "The share of positives found.", id="y"),
            basic("What is precision, in short?", "The share of finds right.", id="x"),
        ],
    ),
}
"""What was changed; each history goes on, and nothing is said of it."""
CHANGED: dict[str, tuple[list[Written], list[Written]]] = {
    "another right option": ([choice("The median", "The mean", id="c")], [choice("The mean", "The median", id="c")]),
    "a step": ([number(id="n")], [number(step="pos + tp", id="n")]),
    "a hole": ([cloze("It is {{Sydney}} today.", id="r")], [cloze("It is {{Canberra}} today.", id="r")]),
    "what stands around holes": ([cloze("It is {{old}}.", id="r")], [cloze("It has been {{old}} for long.", id="r")]),
    "what is printed": (
        [{"code": "print(1+1)", "prints": "2", "id": "o"}],
        [{"code": "print(1+1)", "prints": "3", "id": "o"}],
    ),
    "the language of code": (
        [{"code": "puts 1", "prints": "1", "id": "o"}],
        [{"code": "puts 1", "prints": "1", "id": "o", "language": "ruby"}],
    ),
    "a fix": (
        [{"symptom": "Off.", "code": "a = 1", "fix": "-a = 1\n+a = 2", "id": "g"}],
        [{"symptom": "Off.", "code": "a = 1", "fix": "-a = 1\n+a = 3", "id": "g"}],
    ),
    "a solution": (
        [{"question": "Write f.", "solution": "f = abs", "tests": [{"must": "m", "assert": "f(1)"}], "id": "w"}],
        [{"question": "Write f.", "solution": "f = min", "tests": [{"must": "m", "assert": "f(1)"}], "id": "w"}],
    ),
    "a capital in code": (
        [{"code": "print('a')", "prints": "a", "id": "o"}],
        [{"code": "print('A')", "prints": "A", "id": "o"}],
    ),
    "a space in code": (
        [{"code": "print('a b')", "prints": "a b", "id": "o"}],
        [{"code": "print('a  b')", "prints": "a  b", "id": "o"}],
    ),
    "a capital in a formula of a text": (
        [basic("What is it?", "It is $x$ over all rows of the table.", id="f")],
        [basic("What is it?", "It is $X$ over all rows of the table.", id="f")],
    ),
    "a capital in the code of a right option": (
        [choice("`x.T`", "The mean", id="o")],
        [choice("`x.t`", "The mean", id="o")],
    ),
    "a capital in a hole": (
        [cloze("It is {{c1::$X$}} in this book.", id="h")],
        [cloze("It is {{c1::$x$}} in this book.", id="h")],
    ),
    "a factorial": ([basic("How many orders?", "n", id="n")], [basic("How many orders?", "n!", id="n")]),
    "a raised digit": ([basic("How many nodes?", "10²", id="n")], [basic("How many nodes?", "102", id="n")]),
    "a sign of a question without spaces": (
        [basic("这里用最大池化吗？", "每个窗口取一个数。", id="z")],
        [basic("这里用最小池化吗？", "每个窗口取一个数。", id="z")],
    ),
    "a unit": (
        [basic("How fast is the link?", "It moves 100 Mb in each second.", id="u")],
        [basic("How fast is the link?", "It moves 100 MB in each second.", id="u")],
    ),
    "a unit that loses its only capital": (
        [basic("How large is a page?", "It takes 4 kB of the memory.", id="l")],
        [basic("How large is a page?", "It takes 4 kb of the memory.", id="l")],
    ),
    "a unit whose first capital comes": (
        [basic("How much does it draw?", "It takes 4 mw of the supply.", id="c")],
        [basic("How much does it draw?", "It takes 4 mW of the supply.", id="c")],
    ),
    "a capital in a fix": (
        [{"symptom": "Off.", "code": "a = 1", "fix": "-a = 1\n+a = b", "id": "g"}],
        [{"symptom": "Off.", "code": "a = 1", "fix": "-a = 1\n+a = B", "id": "g"}],
    ),
    "a capital in a formula": (
        [{**number("tp / pos"), "id": "n"}],
        [
            {
                **number("TP / pos"),
                "number": {**number()["number"], "where": {"TP": "pos - tp"}, "answer": "TP / pos"},
                "id": "n",
            }
        ],
    ),
    "axes": (
        [points("a", "b", id="q", axes=["state", "rate"])],
        [points("a", "b", id="q", axes=["state", "cost"])],
    ),
    "a name and a sign at once": (
        [basic("How many orders?", "n", id="d")],
        [basic("How many orders?", "n!", id="e", aliases=["d"])],
    ),
    "a name and a step at once": ([number(id="n")], [number(step="pos + tp", id="m", aliases=["n"])]),
    "name and text at once": (
        [{**TENSOR, "id": "d"}],
        [basic("Define tensors of physics.", "A multilinear map.", id="e", aliases=["d"])],
    ),
}
"""What was changed under a name that stayed or that the author gives; the history goes on, and an early check is offered."""
ASKED: dict[str, tuple[list[Written], list[Written]]] = {
    "a negation": ([DROPOUT], [basic("What does inverted dropout not do in training?")]),
    "the opposite": (
        [basic("What does momentum do?", "It damps the noise of gradients over steps.")],
        [basic("What does momentum do?", "It amplifies the noise of gradients over steps.")],
    ),
    "a number": (
        [basic("How many layers has VGG-16?", "It has 16 layers with weights in all.")],
        [basic("How many layers has VGG-19?", "It has 19 layers with weights in all.")],
    ),
    "a term": ([basic("What does the sigmoid return?")], [basic("What does the softmax return?")]),
    "a sign": ([basic("What is precision?", "$TP / (TP + FP)$")], [basic("What is precision?", "$TP / (TP - FP)$")]),
    "a slip above a short answer": (
        [basic("How many bits has a bite?", "8")],
        [basic("How many bits has a byte?", "8")],
    ),
    "a short answer to something near": (
        [basic("What is 2 + 2?", "4", id="s")],
        [basic("What is 1 + 3?", "4", id="t")],
    ),
    "an id and a slip": ([basic("What does droput do?")], [basic("What does dropout do?", id="d")]),
    "another id and a slip": ([basic("What does droput do?", id="d")], [basic("What does dropout do?", id="e")]),
    "two cards for one": ([ONE], [*TWO]),
    "one card for two": ([*TWO], [ONE]),
    "another right option": ([choice("The median", "The mean")], [choice("The mean", "The median")]),
    "a formula": ([number()], [number("tp / (tp - fn)")]),
    "steps in another order": (
        [{"question": "Order it.", "steps": ["Clear the gradients", "Forward pass", "Step"]}],
        [{"question": "Order it.", "steps": ["Forward pass", "Clear the gradients", "Step"]}],
    ),
    "a point more": (
        [points("Normalises each channel", "B")],
        [points("Normalises each channel", "B", "Adds a scale")],
    ),
    "code": ([{"code": "print(1+1)", "prints": "2"}], [{"code": "print(4-2)", "prints": "2"}]),
    "a letter of a script without spaces": ([basic("「犬」の読みは？", "いぬ")], [basic("「猫」の読みは？", "いぬ")]),
    "a term of a question without spaces": (
        [basic("什么是编码器？", "把序列变成向量的网络。")],
        [basic("什么是解码器？", "把序列变成向量的网络。")],
    ),
    "a negation without spaces": (
        [basic("为什么要归一化？", "因为每一层的尺度会改变，训练更稳定。")],
        [basic("为什么要归一化？", "因为每一层的尺度不会改变，训练更稳定。")],
    ),
    "a letter with its mark": (
        [basic("Was bedeutet „schon“ in diesem Satz?")],
        [basic("Was bedeutet „schön“ in diesem Satz?")],
    ),
    "an id used again": ([{**TENSOR, "id": "x"}], [basic("Who painted Mona Lisa?", "Leonardo in Florence.", id="x")]),
    "an id used again for a text with the same hole": (
        [cloze("The sky at noon is {{c1::blue}}.", id="r")],
        [cloze("Grass is {{c1::green}} and cornflowers, as a rule, are {{c2::blue}}.", id="r")],
    ),
    "another kind under the id": ([choice("The median", "The mean", id="k")], [number(id="k")]),
    "a hole before others, without an id": ([cloze(PETS)], [cloze(PETS.replace("A {", "A {{mouse}}, a {"))]),
}
"""What was changed so that only a person can say whether it is one card."""


class Author:
    """Writes decks, and answers each of their cards once."""

    def __init__(self, library: Library, clock: Clock, folder: Path) -> None:
        self.library, self._clock, self._folder = library, clock, folder

    def write(self, *cards: Written, name: str = "deck", **head: Any) -> None:
        text = json.dumps({"title": "T", **head, "cards": [*cards]})
        (self._folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        self.library.reload()
        assert not self.library.problems, self.library.problems

    def answer_all(self) -> None:
        log, at = self.library.progress, self._clock.moment()
        for card in [*self.library.cards.values()]:
            said = {"fingerprint": card.fingerprint, "mode": Mode.REVIEW, "rating": 3, "elapsed_ms": 1}
            log.append(log.make(Kind.REVIEW, at, card.id, parameters=log.model.of(card.id).key(0.9), **said))
        self.sit()

    def sit(self) -> None:
        """Do what the beginning of a sitting does."""
        self.library.follow(self._clock.moment())

    @property
    def answers(self) -> dict[str, int]:
        """The answers that count for each card of the decks."""
        states = self.library.states()
        return {name: states[name].reps if name in states else 0 for name in self.library.cards}

    @property
    def asked(self) -> set[str]:
        """The cards of the decks of which it is asked which ones they are."""
        return {match.card.id for match in self.library.doubts()}


@pytest.fixture
def author(home: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Author:
    """The decks of the home, with no shipped ones."""
    for folder in (tmp_path / "shipped", home / "decks"):
        folder.mkdir(parents=True)
    for module in ("flashcards.library.decks", comparing.__name__):
        monkeypatch.setattr(f"{module}.bundled_decks", lambda: tmp_path / "shipped")
    return Author(opened(home, []), clock, home / "decks")


def edited(author: Author, edit: tuple[list[Written], list[Written]]) -> int:
    """Make an edit of a deck that was answered; how many cards that were."""
    before, after = edit
    author.write(*before)
    author.answer_all()
    count = len(author.answers)
    author.write(*after)
    return count


@pytest.mark.parametrize("edit", FOLLOWED)
def test_an_edit_that_changes_nothing_for_a_reader_is_followed(author: Author, edit: str) -> None:
    count = edited(author, FOLLOWED[edit])
    for _ in range(2):  # as if the links were written, and when they are
        assert (sum(author.answers.values()), author.asked, author.library.changed()) == (count, set(), [])
        author.sit()


@pytest.mark.parametrize("rule", ["", ".0123456789ab"])
def test_a_log_whose_fingerprints_say_less_or_are_of_another_rule_offers_no_card_as_changed(
    author: Author, rule: str
) -> None:
    """The first release told two parts; one after it had a shorter third."""
    author.write(DROPOUT, number(id="n"), choice("The median", "The mean", id="c"), points("one", "two"))
    log, at = author.library.progress, author._clock.moment()
    for card in author.library.cards.values():
        mark = ".".join(card.fingerprint.split(".")[:2]) + rule
        said = {"fingerprint": mark, "mode": Mode.REVIEW, "rating": 3, "elapsed_ms": 1}
        log.append(log.make(Kind.REVIEW, at, card.id, parameters=log.model.of(card.id).key(0.9), **said))
    author.sit()
    assert (author.library.changed(), author.asked, author.library.edits.mended) == ([], set(), ())
    author.write(DROPOUT, number(id="m"), choice("The median", "The mean", id="d"), points("one", "two"))
    assert set(author.answers.values()) == {1}, "other ids are followed as well"
    assert (author.library.changed(), author.asked) == ([], set())


@pytest.mark.parametrize("edit", CHANGED)
def test_an_edit_of_the_meaning_under_its_name_offers_an_early_check(author: Author, edit: str) -> None:
    edited(author, CHANGED[edit])
    (card,) = author.library.cards
    for _ in range(2):  # as if the links were written, and when they are
        assert (author.answers, author.asked, author.library.changed()) == ({card: 1}, set(), [card])
        author.sit()


def test_a_capital_in_code_changes_both_sides_of_a_card(author: Author) -> None:
    sides = [basic(f"`x.{name}` of a matrix", "its transpose", id="d", reverse=True) for name in "Tt"]
    edited(author, (sides[:1], sides[1:]))
    author.sit()
    assert (author.answers, author.library.changed()) == ({"d": 1, "d#r": 1}, ["d", "d#r"])


@pytest.mark.parametrize("edit", ASKED)
def test_where_a_reader_would_doubt_the_person_is_asked(author: Author, edit: str) -> None:
    edited(author, ASKED[edit])
    author.sit()
    assert author.asked != set()
    assert author.library.edits.moves == ()
    assert [event.event for event in author.library.progress.events() if event.event is not Kind.REVIEW] == []


# -- holes ---------------------------------------------------------------------------------------------------------------

HOLES: dict[str, tuple[str, str, dict[str, int]]] = {
    "a hole less in front": (
        "Of {{c1::red}}, {{c2::green}} and {{c3::blue}} light.",
        "Of red, {{c1::green}} and {{c2::blue}} light.",
        {"r#1": 2, "r#2": 3},
    ),
    "a hole more in front": (
        "Of red, {{c1::green}} and {{c2::blue}} light.",
        "Of {{c1::red}}, {{c2::green}} and {{c3::blue}} light.",
        {"r#1": 0, "r#2": 1, "r#3": 2},
    ),
    "a hole more in front that is new": (
        PETS,
        PETS.replace("A {", "A {{mouse}}, a {"),
        {"r#1": 0, "r#2": 1, "r#3": 2},
    ),
    "holes in another order": (PETS, "A {{dog}} and a {{cat}} live in this house here.", {"r#1": 2, "r#2": 1}),
    "three holes in a circle": (
        "Of {{c1::red}}, {{c2::green}} and {{c3::blue}} light.",
        "Of {{c2::red}}, {{c3::green}} and {{c1::blue}} light.",
        {"r#1": 3, "r#2": 1, "r#3": 2},
    ),
    "another word in a hole": (PETS, PETS.replace("dog", "hound"), {"r#1": 1, "r#2": 2}),
}
"""The text before, and after; of each hole the number of the one whose history it has then, 0 for none."""


@pytest.mark.parametrize("edit", HOLES)
def test_the_histories_of_holes_follow_their_words(author: Author, edit: str) -> None:
    before, after, whose = HOLES[edit]
    author.write(cloze(before, id="r"))
    log = author.library.progress
    author.answer_all()
    events = {str(event.card): event.id for event in log.events()}
    author.write(cloze(after, id="r"))
    for _ in range(2):
        found = {name: [event.id for event in author.library.history(name)] for name in author.library.cards}
        assert {name: [e for e in ids if e in events.values()] for name, ids in found.items()} == {
            name: [events[f"r#{number}"]] if number else [] for name, number in whose.items()
        }
        author.sit()


# -- from deck to deck, from branch to branch ---------------------------------------------------------------------------------


@pytest.mark.parametrize("card", [DROPOUT, {**DROPOUT, "id": "d"}], ids=["without an id", "with an id"])
def test_a_card_that_moves_to_another_deck_is_the_same(author: Author, card: Written) -> None:
    author.write(card, TENSOR)
    author.answer_all()
    author.write(TENSOR)
    author.write(card, name="other")
    assert (set(author.answers.values()), author.asked) == ({1}, set())


def test_a_card_that_moves_and_is_mended_at_once_is_asked_about(author: Author) -> None:
    author.write(basic("What does droput do?"), TENSOR)
    author.answer_all()
    author.write(TENSOR)
    author.write(basic("What does dropout do?"), name="other")
    assert len(author.asked) == 1


@pytest.mark.parametrize(
    "branch",
    [{**DROPOUT, "id": "d"}, basic("Explain what inverted dropout does in training."), None],
    ids=["with ids", "in other words", "without the card"],
)
def test_a_branch_and_back_is_one_card(author: Author, branch: Written | None) -> None:
    author.write(DROPOUT, TENSOR)
    author.answer_all()
    for cards in ([branch, TENSOR], [DROPOUT, TENSOR], [branch, TENSOR], [DROPOUT, TENSOR]):
        author.write(*filter(None, cards))
        assert set(author.answers.values()) == {1}
        author.sit()
    assert (author.asked, author.library.changed(), author.library.orphans()) == (set(), [], [])


def test_ids_exchanged_where_the_log_knows_older_names_take_no_history_of_another_text(author: Author) -> None:
    paris = basic("Which city is the capital of France?", "Paris on the Seine.")
    author.write(TENSOR, paris)
    author.answer_all()
    events = {author.library.cards[str(e.card)].question_text: e.id for e in author.library.progress.events()}
    for cards in ([{**TENSOR, "id": "x"}, {**paris, "id": "y"}], [TENSOR, paris]):  # a branch with ids, and back
        author.write(*cards)
        author.sit()
    author.write({**TENSOR, "id": "y"}, {**paris, "id": "x"})
    for _ in range(2):
        for name, card in author.library.cards.items():
            ids = [e.id for e in author.library.history(name) if e.event is Kind.REVIEW]
            assert ids == [events[card.question_text]]
        author.sit()


def test_an_id_that_was_linked_and_stands_for_another_text_is_asked_about(author: Author) -> None:
    author.write(TENSOR)
    author.answer_all()
    for card in ({**TENSOR, "id": "x"}, TENSOR):
        author.write(card)
        author.sit()
    author.write(basic("Who painted Mona Lisa?", "Leonardo in Florence.", id="x"))
    assert (author.answers, author.asked) == ({"x": 0}, {"x"})
    author.write(basic("What is a tensor?", "An array of numbers with two axes.", id="x"))
    assert (author.answers, author.asked, author.library.changed()) == ({"x": 1}, set(), ["x"])


def test_a_text_reworded_on_a_branch_without_the_ids_that_a_fix_wrote_is_asked_about(author: Author) -> None:
    bite = basic("How many bits has a bite?", "8")
    author.write(bite)
    author.answer_all()
    before = [*author.library.cards.values()]
    author.write({**bite, "id": "d"})
    author.library.name_anew(before, author._clock.moment())
    author.write(basic("How many bits has a byte?", "8"))
    assert len(author.asked) == 1


@pytest.mark.parametrize("edit", ["two ids exchanged", "two ids of cards that look alike exchanged"])
def test_ids_that_are_exchanged_end_with_their_texts(author: Author, edit: str) -> None:
    edited(author, FOLLOWED[edit])
    events = {str(event.card): event.id for event in author.library.progress.events()}
    for _ in range(2):  # as if the links were written, and when they are
        kept = {name: [e.id for e in author.library.history(name) if e.event is Kind.REVIEW] for name in ("x", "y")}
        assert kept == {"y": [events["x"]], "x": [events["y"]]}
        author.sit()


def test_ids_exchanged_and_texts_edited_at_once_are_asked_about(author: Author) -> None:
    found, right = "The share of the positives that were found.", "The share of the finds that are right."
    author.write(
        basic("What is recall, in short?", found, id="x"), basic("What is precision, in short?", right, id="y")
    )
    author.answer_all()
    author.write(
        basic("What is precision, said in short?", right, id="x"), basic("And recall, in short?", found, id="y")
    )
    assert author.asked == {"x", "y"}
    for doubt in author.library.doubts():
        author.library.keep_apart(doubt, author._clock.moment())
    for _ in range(2):  # of both, which card it was then
        doubt = author.library.doubts()[0]
        assert doubt.old.question.split()[2][:5] in doubt.card.question_text
        author.library.link(doubt, author._clock.moment())
    assert (author.answers, author.asked) == ({"x": 1, "y": 1}, set())


def test_what_is_taken_back_of_exchanged_ids_is_asked_about_and_not_followed_again(author: Author) -> None:
    edited(author, FOLLOWED["two ids of cards that look alike exchanged"])
    author.sit()
    author.library.take_back(author._clock.moment())
    author.sit()
    assert author.asked == {"x", "y"}
    events = {str(event.card): event.id for event in author.library.progress.events() if event.event is Kind.REVIEW}
    while author.library.doubts():
        doubt = author.library.doubts()[0]
        same = doubt.old.question == doubt.card.question_text
        (author.library.link if same else author.library.keep_apart)(doubt, author._clock.moment())
    author.sit()
    kept = {name: [e.id for e in author.library.history(name) if e.event is Kind.REVIEW] for name in ("x", "y")}
    assert kept == {"y": [events["x"]], "x": [events["y"]]}


def test_links_are_not_taken_back_where_two_cards_would_be_one(author: Author) -> None:
    edited(author, FOLLOWED["two ids exchanged"])
    author.sit()
    author.answer_all()
    histories = {name: author.library.history(name) for name in ("x", "y")}
    with pytest.raises(ProgressError, match="has been answered since as another card"):
        author.library.take_back(author._clock.moment())
    assert {name: author.library.history(name) for name in ("x", "y")} == histories


@pytest.mark.parametrize(
    "other", [basic("Who painted Mona Lisa?", "Leonardo."), basic("What is a vector?", "An array.")]
)
def test_an_id_used_again_gives_its_history_to_the_text_under_its_new_name(author: Author, other: Written) -> None:
    author.write({**TENSOR, "id": "x"})
    author.answer_all()
    author.write({**other, "id": "x"}, {**TENSOR, "id": "tensor"})
    for _ in range(2):
        assert (author.answers, author.asked) == ({"x": 0, "tensor": 1}, set())
        author.sit()


def test_a_no_to_the_same_short_answer_stays_a_no(author: Author) -> None:
    author.write(basic("How many bits has a byte?", "8", id="x"))
    author.answer_all()
    author.write(basic("Spider legs, all told?", "8", id="x"))
    (doubt,) = author.library.doubts()
    author.library.keep_apart(doubt, author._clock.moment())
    for _ in range(2):
        assert (author.answers, author.asked) == ({"x": 0}, set())
        author.sit()


def test_two_cards_that_become_one_by_aliases_share_their_answers(author: Author) -> None:
    author.write(basic("What is a?", "First letter.", id="a1"), basic("What is A, then?", "The letter.", id="a2"))
    author.answer_all()
    author.write(basic("What is a?", "First letter.", id="a", aliases=["a1", "a2"]))
    for _ in range(2):
        assert (author.answers, author.asked) == ({"a": 2}, set())
        author.sit()
