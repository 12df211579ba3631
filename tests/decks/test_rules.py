"""Each rule of the rubric that a script checks: what breaks it, and what keeps it."""

import re
import time
from pathlib import Path

import pytest

from flashcards.cards import Deck
from flashcards.decks import examples
from flashcards.decks import file as deckfile
from flashcards.decks.rules import card as cardrules
from flashcards.decks.rules import closely, spelling
from flashcards.decks.rules import deck as deckrules
from flashcards.decks.rules import near_duplicates as twins
from flashcards.decks.rules import report as lint
from flashcards.kinds import KINDS
from flashcards.markup import prose
from flashcards.markup.markdown import layout
from flashcards.markup.maths import drawing as maths
from tests.decks.test_shipped import DECKS

NOTES = "\n    id: one\n    why: W\n    source: S\n    tags: [topic, why]\n    level: junior\n    checked: 2026-11-22 by derivation"
CHOICE = (
    "question: Q\n    choices:\n      - right: {}\n      - {{wrong: {}, because: B}}\n      - {{wrong: {}, because: B}}"
)
NUMBER = "question: Q {{{{a}}}}\n    number:\n      given:\n        a: 1..9\n      answer: a * 2\n      slips:\n        - value: {}\n          because: B"
EXPLAIN = "question: Q\n    points: {}\n    model: M"

# Rule → a card that breaks it with what is said, and a card that keeps it.
CARDS: dict[str, list[tuple[str, str, str]]] = {
    "words": [
        (
            f"question: Q\n    answer: {'word ' * 41}",
            "answer: 41 words, more than 40; keep one idea, and move the reason to `why:`",
            f"question: Q\n    answer: {'word ' * 37} $a + b = c$ `a + b` - it's",
        )
    ],
    "yes-no": [
        (
            "question: A net has 3 layers. Is it deep?\n    answer: A",
            "question: `Is …?` is answered by yes or no; ask what, why, when or how much",
            "question: Is. What is deep here? Is it depth?\n    answer: A",
        )
    ],
    "vague": [
        (
            "question: Discuss dropout.\n    answer: A",
            "question: `Discuss` leaves open what is expected; ask for one thing, or make it an explain card",
            "question: What does this describes-like word `discuss` do?\n    answer: A",
        )
    ],
    "list": [
        (
            "question: Q\n    answer: |\n      - a\n      - b\n      - c\n      - d",
            "answer: a list of 4, more than 3; ask for parts of it, or make it an explain card",
            "question: Q\n    answer: |\n      1. a\n      2. b\n      3. c\n\n      ```\n      - d\n      ```",
        )
    ],
    "options": [
        (
            CHOICE.format("a", "b", "c") + "\n      - {wrong: d, because: B}\n      - {wrong: e, because: B}",
            "choices: 5 options; give 3 or 4",
            CHOICE.format("a", "b", "c") + "\n      - {wrong: d, because: B}",
        ),
        (
            CHOICE.format("x" * 38, "y" * 20, "z" * 20),
            "choices: the options have 20 to 38 characters; make them about equally long",
            CHOICE.format("x" * 37, "y" * 20, "z" * 20),
        ),
        (
            CHOICE.format("x" * 14, "a", "b"),
            "choices: the options have 1 to 14 characters; make them about equally long",
            CHOICE.format(r"$\frac{a}{b}$ and **more**", "abc and less", "abc and 1"),
        ),
        (
            CHOICE.format("something", "anything", "All of the above."),
            "choices: `All of the above.` speaks of those above it; say what is meant: options are shuffled",
            CHOICE.format("something", "anything", "All of them."),
        ),
    ],
    "holes": [
        (
            f"cloze: a {' '.join(f'{{{{c{n}::h}}}}' for n in range(1, 7))}",
            "cloze: 6 holes, more than 5; make several cards of it",
            f"cloze: a {' '.join(f'{{{{c{n}::h}}}}' for n in range(1, 6))}",
        )
    ],
    "names": [
        (
            NUMBER.replace("{{{{a}}}}", "{{{{b}}}}").format("a"),
            "question: `{{b}}` is neither given nor a step; there are a",
            NUMBER.replace("{{{{a}}}}", "{{{{ a }}}} $x^{{2}}$").format("a"),
        )
    ],
    "draws": [
        (
            NUMBER.format("a + a"),
            "number.slips: `a + a` is the right answer in 1,000 of 1,000 draws; mend it, or draw values for which it is wrong",
            NUMBER.format("a * 3"),
        ),
        (
            NUMBER.format("a * 3").replace("Q", "Q? One decimal.").replace("a * 2", "a / 64")
            + "\n      tolerance: 0.01",
            "number.tolerance: rounded as asked, the answer is not accepted in 424 of 1,000 draws; make it larger, or ask for more digits",
            NUMBER.format("a * 3").replace("Q", "Q? One decimal.").replace("a * 2", "a / 64 + 1")
            + "\n      tolerance: 0.05",
        ),
    ],
    "given": [
        (
            NUMBER.format("a * 3").replace("a: 1..9", "{a: 1..9, b: 1..3}"),
            "number.given: `b` is never used; take it away, or put it into the question",
            NUMBER.format("a * 3"),
        )
    ],
    "digits": [
        (
            NUMBER.format("a * 3") + "\n      tolerance: 1%",
            "question: it asks for no number of digits, and within 1 % is right; say what is wanted, such as `Two decimals.`, or take `tolerance` away",
            NUMBER.format("a * 3").replace("Q", "Q? Three significant digits.") + "\n      tolerance: 1%",
        )
    ],
    "code": [
        (
            "code: |\n" + "      x = 1\n" * 13 + "    prints: a",
            "code: 13 lines, more than 12; keep what the point needs",
            "code: |\n" + "      x = 1\n\n" * 12 + "    prints: a",
        )
    ],
    "steps": [
        ("question: Q\n    steps: [a, b, c]", "steps: 3 steps; give 4 to 7", "question: Q\n    steps: [a, b, c, d]"),
        (
            "question: Q\n    steps: [a, b, c, d, e, f, g, h]",
            "steps: 8 steps; give 4 to 7",
            "question: Q\n    steps: [a, b, c, d, e, f, g]",
        ),
    ],
    "points": [
        (EXPLAIN.format("[a, b, c]"), "points: 3 points; give 4 to 6", EXPLAIN.format("[a, b, c, d]")),
        (
            EXPLAIN.format("[a, b, c, d, e, f, g]"),
            "points: 7 points; give 4 to 6",
            EXPLAIN.format("[a, b, c, d, e, f, g, h]") + "\n    axes: [x]",
        ),
        (
            EXPLAIN.format("[a, b, c, d, e, f, g, h, i]") + "\n    stages: [x]",
            "points: 9 points; give 4 to 8",
            EXPLAIN.format("[a, b, c, d, e, f, g, h]") + "\n    stages: [x]",
        ),
        (
            EXPLAIN.format("[a, b, c, d]").replace("\n    model: M", ""),
            "model: missing; add `model:`, the answer as one would speak it",
            EXPLAIN.format("[a, b, c, d]"),
        ),
    ],
    "spelling": [
        (
            "question: Which optimizer has momentum?\n    answer: A",
            "question: `optimizer` is American; write `optimiser`, or put a name into backticks",
            "question: Which optimiser has `momentum`, as `optimizer` in [this](https://x.org/optimizer)?\n    answer: size",
        ),
    ],
}


def load(*texts: str) -> list[Deck]:
    """Decks of these texts, called a, b, c, …"""
    made = [
        deckfile.load(text.encode(), Path(f"{name}.yaml"), name) for name, text in zip("abcdefgh", texts, strict=False)
    ]
    assert not [problem for deck in made for problem in deck.problems]
    return made


def told(*texts: str, rule: str) -> list[str]:
    """What a rule says of decks, without the place."""
    return [re.sub(r"^\S+ ", "", str(f.problem)) for f in lint.inspect(load(*texts)) if f.rule == rule]


def card(lines: str) -> str:
    return f"title: T\ncards:\n  - {lines}{NOTES}\n"


@pytest.mark.parametrize(
    ("rule", "broken", "said", "kept"), [(rule, *case) for rule, cases in CARDS.items() for case in cases]
)
def test_a_rule_for_a_card(rule: str, broken: str, said: str, kept: str) -> None:
    assert [line[: len(said)] for line in told(card(broken), rule=rule)] == [said]
    assert not told(card(kept), rule=rule)


def test_every_rule_for_a_card_is_tried_here() -> None:
    rules = {*cardrules.RULES, *(name for kind in KINDS for name in kind.rules)}
    assert rules - set(CARDS) == {"fields", "checked", "mistake", "reason"}


def test_a_finding_stands_at_its_card() -> None:
    (deck,) = load("title: T\ncards:\n  - id: one\n    question: Is it?\n    answer: A\n")
    found = [f for f in lint.inspect([deck]) if f.rule == "yes-no"]
    assert [(p.path, p.line, p.column, p.field) for p in (f.problem for f in found)] == [
        (Path("a.yaml"), 3, 5, "question")
    ]


def test_a_card_needs_an_id() -> None:
    assert told(card("question: Q\n    answer: A").replace("    id: one\n", ""), rule="id") == [
        "id: missing; `flashcards check --fix` writes one"
    ]
    assert not told(card("question: Q\n    answer: A"), rule="id")


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("why", "add `why:` (the reason, shown after the answer)"),
        ("source", "add `source:` (where it stands: a primary source with a locator)"),
        ("tags", "add `tags:` (tags; the first one is the subtopic)"),
        ("level", "add `level:` (whom an interviewer asks this)"),
        ("checked", "add `checked:` (when it was checked, and against what version)"),
    ],
)
def test_a_card_needs_its_notes(field: str, remedy: str) -> None:
    whole = card("question: Q\n    answer: A")
    rule = "checked" if field == "checked" else "fields"
    assert not told(whole, rule=rule)
    assert told(re.sub(rf"    {field}: .*\n", "", whole), rule=rule) == [f"{field}: missing; {remedy}"]


def test_a_card_names_a_mistake_from_level_mid_up() -> None:
    junior = card("question: Q\n    answer: A")
    assert not told(junior, rule="mistake")
    for level in ("mid", "senior"):
        assert told(junior.replace("junior", level), rule="mistake") == [
            f"mistake: missing on a card of level {level}; add `mistake:` (the common error)"
        ]
        assert not told(junior.replace("junior", f"{level}\n    mistake: M"), rule="mistake")


def test_a_reason_is_not_the_answer_again() -> None:
    answer = "Gradients shrink through many layers with sigmoid units"
    again, reason = "With sigmoid units the gradients shrink through layers", "Each factor of the chain is at most 0.25"
    text = card(f"question: Q\n    answer: {answer}")
    assert told(text.replace("why: W", f"why: {again}"), rule="reason") == [
        "why: 100% of its words are the answer's; give the reason"
    ]
    assert not told(text.replace("why: W", f"why: {reason}"), rule="reason")
    assert not told(
        card("question: Q\n    answer: Sigmoid units").replace("why: W", "why: Sigmoid units"), rule="reason"
    )


# -- decks ---------------------------------------------------------------------------------------------------------


def deck(*cards: str) -> str:
    return "title: T\ncards:\n" + "".join(f"  - {lines}\n" for lines in cards)


def test_a_subtopic_has_two_kinds_and_a_card_that_asks_why() -> None:
    one, two = "{id: one, question: Q, answer: A, tags: [t]}", "{id: two, question: R, answer: B, tags: [t]}"
    other = "{id: three, question: S, accept: C, tags: [t, why]}"
    assert told(deck(one, two), rule="subtopics") == [
        "tags: all cards of `t` are of one kind; add one of another kind",
        "tags: no card of `t` asks why; add a card that asks why, or when it fails, with the tag `why`",
    ]
    assert not told(deck(one, two, other), rule="subtopics")


def choices(*, longest: bool, places: tuple[int, ...]) -> str:
    cards = []
    for n, place in enumerate(places):
        options = [f"{{wrong: wrong{at}, because: B}}" for at in range(2)]
        options.insert(place, f"right: {'longer answer' if longest else 'abc'}")
        cards.append(f"question: Q{n}\n    choices:\n" + "\n".join(f"      - {option}" for option in options))
    return deck(*cards)


def test_the_right_option_is_not_mostly_the_longest() -> None:
    assert told(choices(longest=True, places=(0, 1, 2, 1)), rule="choices") == [
        "choices: the right option is the longest in 4 of 4 choice cards; shorten it, or say more in a wrong one"
    ]
    assert not told(choices(longest=False, places=(0, 1, 2, 1)), rule="choices")


def test_the_right_option_does_not_mostly_stand_in_one_place() -> None:
    assert told(choices(longest=False, places=(1, 1, 1, 0)), rule="choices") == [
        "choices: the right option stands at place 2 in 3 of 4 choice cards; move it about"
    ]
    assert not told(choices(longest=True, places=(1, 1, 1)), rule="choices"), "three cards say nothing"


@pytest.mark.parametrize(
    ("question", "is_definition"),
    [
        ("What is dropout?", True),
        ("What is a convolutional neural network?", True),
        ("What does AUC mean?", True),
        ("Define recall.", True),
        ("What is the derivative of ReLU at $x = 3$?", False),
        ("What is lost when a model answers negative for each of 1,000 patients?", False),
        ("Why is dropout scaled?", False),
    ],
)
def test_at_most_a_quarter_are_plain_definitions(question: str, *, is_definition: bool) -> None:
    others = [f"{{question: Why {n}?, answer: A}}" for n in range(4)]
    broken = deck(*[f"{{question: '{question} ', answer: A{n}}}" for n in range(2)], *others)
    said = "cards: 2 of 6 cards ask for a plain definition, more than 25%; ask for its use, its effect or its limit"
    assert told(broken, rule="definitions") == ([said] if is_definition else [])
    kept = deck(f"{{question: '{question}', answer: A}}", *others)
    assert not told(kept, rule="definitions")


@pytest.mark.parametrize("example", ["It is 5.", "It is `x`.", "It is $x$.", "|\n      ```\n      x\n      ```"])
def test_six_tenths_have_an_example(example: str) -> None:
    plain = [f"question: Which is {word}?\n    answer: A" for word in ("first", "last", "best", "worst")]
    vivid = [f"question: Which is {word}?\n    answer: {example}" for word in ("red", "blue", "green")]
    assert told(deck(*plain, vivid[0]), rule="examples") == [
        "cards: 1 of 5 cards have an example, fewer than 60%; add numbers, shapes, code or a case"
    ]
    assert not told(deck(*plain[:2], *vivid), rule="examples")


def test_number_and_code_cards_are_examples_by_nature() -> None:
    coded = [f"code: print({word})\n    prints: {word}" for word in ("a", "b", "c", "d")]
    assert not told(deck(*coded), rule="examples")


# -- all decks -----------------------------------------------------------------------------------------------------

LONG = "A model was trained on pictures of cats and dogs for ten epochs and then tested on drawings of the same animals"


def test_a_card_that_stands_twice_is_found_over_decks() -> None:
    one, two = (
        f"{{id: one, question: {LONG}, answer: A}}",
        f"{{id: two, question: {LONG.replace('ten', 'two')}, answer: a.}}",
    )
    assert told(deck(one), deck(two), rule="twins") == [
        "question: 98% the same as `one` at a.yaml:3:5; remove one, or ask something else"
    ]
    other = f"{{id: two, question: {' '.join(LONG.split()[::-1])}, answer: A}}"
    assert not told(deck(one), deck(other), rule="twins")


def test_cards_with_code_are_compared_with_their_code() -> None:
    code = "\n".join(f"      x{n} = torch.zeros({n})" for n in range(5))
    one, two = f"id: one\n    code: |\n{code}\n    prints: 5", "id: two\n    code: print(len('abc'))\n    prints: 3"
    again = one.replace("one", "two").replace("zeros(3)", "ones(3)")
    assert len(told(deck(one, again), rule="twins")) == 1
    assert not told(deck(one, two), rule="twins")


def test_siblings_are_no_twins() -> None:
    assert not told(deck(f"{{id: one, cloze: '{LONG} {{{{c1::a}}}} {{{{c2::b}}}}'}}"), rule="twins")
    assert not told(deck(f"{{id: one, question: {LONG}, answer: {LONG}, reverse: true}}"), rule="twins")


@pytest.mark.parametrize("every", [8, 12])
def test_twins_are_found_when_words_are_replaced_throughout(every: int) -> None:
    words = [f"word{n * 7919 % 1000}" for n in range(96)]
    changed = ["wordX" if n % every == 0 else word for n, word in enumerate(words)]
    assert [(one, two) for one, two, _ in twins.twins([" ".join(words), "else", " ".join(changed)])] == [(0, 2)]


def test_what_is_needed_is_there() -> None:
    one = "{id: one, question: Q, answer: A, needs: [two, a]}"
    assert not told(deck(one, "{id: two, question: R, answer: B}"), rule="needs")
    assert told(deck(one, "{id: tow, question: R, answer: B}"), rule="needs") == [
        "needs: there is no card `two`; did you mean `tow`?"
    ]


def test_a_needed_deck_that_is_not_loaded_is_a_note_and_so_are_its_cards() -> None:
    card = "{id: one, question: Q, answer: A, needs: [far-card], confused_with: [other-card]}"
    decks = load(f"needs: [far]\n{deck(card)}")
    assert [str(problem) for problem in lint.notes(decks)] == [
        "a.yaml:1:1: needs: the deck `far` is not among these; name a deck by its file, or load it as well",
        "a.yaml:4:5: needs: there is no card `far-card`; write the id of a card",
        "a.yaml:4:5: confused_with: there is no card `other-card`; write the id of a card",
    ]
    assert not {"needs", "confused_with"} & {problem.field for problem in lint.findings(decks)}


def test_an_alias_stands_for_one_card_that_is_gone_by_that_name() -> None:
    one, two = "{id: one, question: Q, answer: A, aliases: [two]}", "{id: two, question: R, answer: B}"
    remedy = "take it away: an alias is an id that no card has any more"
    for first, second in ((deck(one), deck(two)), (deck(two), deck(one))):
        (said,) = told(first, second, rule="aliases")
        assert re.fullmatch(rf"aliases: `two` is the id of another card, at [ab]\.yaml:3:5; {remedy}", said)
    assert told(deck(one, "{id: three, question: S, answer: C, aliases: two}"), rule="aliases") == [
        f"aliases: `two` is an alias of another card as well, at a.yaml:3:5; {remedy}"
    ]
    assert told(deck(one.replace("[two]", "one")), rule="aliases") == [f"aliases: it is the card's own id; {remedy}"]
    assert not told(deck(one, two.replace("id: two", "id: three")), rule="aliases")


def test_what_is_confused_is_confused_both_ways() -> None:
    one, two = "{id: one, question: Q, answer: A, confused_with: [two]}", "{id: two, question: R, answer: B}"
    assert told(deck(one), deck(two), rule="mutual") == [
        "confused_with: `two` at b.yaml:3:5 does not say so of this card; add `one` to its `confused_with:`"
    ]
    assert not told(deck(one), deck(two.replace("B", "B, confused_with: one")), rule="mutual")
    assert told(deck(one.replace("two", "tow")), deck(two), rule="confused_with") == [
        "confused_with: there is no card `tow`; did you mean `two`?"
    ]


def test_a_broken_card_makes_no_gaps() -> None:
    sound = "{id: one, question: Q, answer: A, needs: [two], tags: [t]}"
    broken = "{id: two, question: Q, tags: [t, why]}"
    broken_too = deckfile.load(deck(sound, broken).encode(), Path("a.yaml"), "a")
    assert len(broken_too.problems) == 1
    rules = {found.rule for found in lint.inspect([broken_too]) if not found.note}
    assert not rules & {"needs", "subtopics"}
    assert {"needs", "subtopics"} <= {found.rule for found in lint.inspect(load(deck(sound))) if not found.note}


def test_needs_do_not_go_in_circles() -> None:
    cards = [
        f"{{id: {name}, question: {name}, answer: A, needs: {need}}}" for name, need in ("ab", "bc", "ca", "da", "ee")
    ]
    assert told(deck(*cards), rule="circles") == [
        "needs: a circle: `a` needs `b` needs `c` needs `a`; take one of these away",
        "needs: a circle: `e` needs `e`; take one of these away",
    ]
    assert not told(deck(*cards[:2], *cards[3:4]), rule="circles")
    assert told(f"needs: b\n{deck(cards[0])}", f"needs: a\n{deck(cards[1])}", rule="circles") == [
        "needs: a circle: `a` needs `b` needs `a`; take one of these away"
    ]


# -- the page ------------------------------------------------------------------------------------------------------


def test_the_table_counts_cards_by_subtopic_kind_and_level() -> None:
    (loaded,) = load(
        deck(
            "{id: one, question: Q, answer: A, reverse: true, tags: [t], level: mid}",
            "{id: two, cloze: 'a {{b}} {{c}}', tags: [t], level: junior}",
            "{id: three, question: R, answer: A}",
        )
    )
    assert lint.aligned(lint.table(loaded)) == [
        "a         cloze  basic  junior  mid  senior  cards",
        "t             1      1       1    1       ·      2",
        "(no tag)      ·      1       ·    ·       ·      1",
        "all           1      2       1    1       ·      3",
    ]


def test_a_close_look_names_the_formula_and_the_drawn_values(tmp_path: Path) -> None:
    text = deck(
        "question: '{{a}}?'\n    number:\n      given: {a: 0..99}\n      such_that: [a >= 0]\n      answer: 1 / (a - 50)"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    loaded = deckfile.load_file(tmp_path / "a.yaml", "a")
    (problem,) = [found.problem for found in closely.examined([loaded])]
    assert (problem.line, problem.column, problem.field) == (7, 15, "number.answer")
    assert problem.message == "division by zero in `1 / (a - 50)`, where a = 50"


@pytest.mark.parametrize("condition", ["a == b", "abs(a - b) < 1", "a - b > 280"])
def test_a_condition_that_is_rarely_met_is_told_however_simple_it_is(tmp_path: Path, condition: str) -> None:
    given = "question: '{{a}} {{b}}?'\n    number:\n      given: {a: 1..300, b: 1..300}\n"
    (tmp_path / "a.yaml").write_text(
        deck(f"{given}      such_that: [{condition}]\n      answer: a + b"), encoding="utf-8"
    )
    (problem,) = [found.problem for found in closely.examined([deckfile.load_file(tmp_path / "a.yaml", "a")])]
    assert problem.field == "number.such_that"
    assert "none of 1,000 draws fits" in problem.message


# -- prose ---------------------------------------------------------------------------------------------------------

EXAMPLES = load(examples.EXAMPLES)[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_text_of_a_kind_is_read(kind: object) -> None:
    card = next(card for card in EXAMPLES.cards if card.kind == kind.name)  # type: ignore[attr-defined]
    written = {field.name for field in kind.fields if "(Markdown)" in field.help}  # type: ignore[attr-defined]
    read = {field for field, _ in cardrules.texts(card)}
    assert written - {"accept"} <= read | {"question"}
    assert {"why"} <= read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("$a + b = c$ is", 2),
        ("$n$-gram", 1),
        ("`a b c`, - and", 2),
        ("$$a b$$", 1),
        ("```\na b c\n```", 1),
        ("it's 1/0.8 = 1.25", 3),
        ("[a link](https://x.org/a b)", 3),
    ],
)
def test_words_are_counted_as_a_reader_does(text: str, words: int) -> None:
    assert prose.word_count(text) == words


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("optimizer", "optimiser"),
        ("Regularization", "Regularisation"),
        ("normalized", "normalised"),
        ("initialize", "initialise"),
        ("generalizing", "generalising"),
        ("emphasize", "emphasise"),
        ("behavior", "behaviour"),
        ("neighborhood", "neighbourhood"),
        ("colors", "colours"),
        ("favorite", "favourite"),
        ("center", "centre"),
        ("centered", "centred"),
        ("labeled", "labelled"),
        ("modeling", "modelling"),
        ("analyze", "analyse"),
        ("catalog", "catalogue"),
        ("defense", "defence"),
    ],
)
def test_american_spellings_are_found(american: str, british: str) -> None:
    assert list(spelling.american(f"The {american}, and `{american}` ${american}$")) == [(american, british)]


@pytest.mark.parametrize(
    "text",
    [
        "size sized resize prize seize horizon citizen",
        "optimiser behaviour labelled modelled level",
        "LayerNormalization",
        "for color or centre",
        "doctor vector tensor error prior",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert [word for word, _ in spelling.american(text)] == (["color"] if "color" in text else [])


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ b $y$", ["x", "y"]),
        ("$$x$$", ["x"]),
        ("costs 5$ and 6$", []),
        (r"\$5 and $x$", ["x"]),
        ("`$x$`", []),
        ("```\n$x$\n```\n$y$", ["y"]),
        ("$ x$", []),
        ("$a\nb$", ["a\nb"]),
        ("~~~~\n$x$\n~~~\n$y$", []),
    ],
)
def test_formulas_are_found_where_markdown_finds_them(text: str, formulas: list[str]) -> None:
    assert prose.formulas(text) == formulas


@pytest.mark.parametrize(
    "name", ["metrics", *(pytest.param(n, marks=pytest.mark.slow) for n in DECKS if n != "metrics")]
)
def test_formulas_of_the_shipped_decks_are_those_that_are_drawn(name: str) -> None:
    for card in deckrules.families(DECKS[name]):
        for _, text in cardrules.texts(card):
            drawn = [span.text for line in layout(text, 10_000) for span in line.spans if "math" in span.styles]
            found = [maths.inline(tex) or "" for tex in prose.formulas(text) if f"$${tex}$$" not in text]
            assert "$$" in text or "".join(found).replace(" ", "") == "".join(drawn).replace(" ", "")


@pytest.mark.slow
def test_fifteen_hundred_cards_take_seconds() -> None:
    cards = [
        f"  - id: c{n}\n    question: What does {' '.join(f'w{n * k % 499}' for k in range(1, 60))} give for $x_{n}$?\n"
        f"    answer: '{n} of `{n}`'\n    why: Because {n} is {' '.join(f'v{n * k % 499}' for k in range(1, 30))}.\n"
        for n in range(1500)
    ]
    decks = load("title: T\ncards:\n" + "".join(cards))
    began = time.process_time()
    lint.inspect(decks)
    assert time.process_time() - began < 6, "3 s on an idle machine"


def test_a_table_is_aligned_where_characters_take_two_columns() -> None:
    assert lint.aligned([("d", "x"), ("日本", 1), ("all", 12)]) == ["d      x", "日本   1", "all   12"]
