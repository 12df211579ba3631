"""The search language: what each term finds, and what is said of those that are not understood."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import query
from flashcards.cards import Card, Deck
from flashcards.decks import file as deckfile
from flashcards.events import Kind, Mode
from flashcards.log.file import Progress
from flashcards.query import Found, Haystack, Names, Past, QueryError, parse
from flashcards.query.found import searched
from flashcards.schedule.states import LEECH_LAPSES, NEW, CardState, Memory, Phase, Rating
from tests.conftest import START, Clock

TODAY = date(2026, 11, 23)
DECKS = {
    "metrics": """\
title: Metrics
cards:
  - {id: f1, question: What is $F_1$?, answer: The harmonic mean, tags: [single-number, why], level: mid}
  - {id: auc, question: What does the *area* mean?, choices: [right: A ranking, {wrong: B, because: C}], level: junior}
  - {id: recall, question: What is Recall?, answer: The share found, why: Of all positives}
""",
    "nets/conv": """\
title: Convolution
cards:
  - {id: stride, cloze: "A stride of {{c1::two}} halves {{c2::each side}}.", tags: [Shapes], level: senior}
  - {id: mean-pool, question: What does pooling return?, answer: The Mean of a window.}
""",
}
CARDS = {
    card.id: card
    for name, text in DECKS.items()
    for card in deckfile.load(text.encode(), Path("deck.yaml"), name).cards
}


def memory(*, due: date = TODAY, phase: Phase = Phase.REVIEW, due_ms: int | None = None) -> CardState:
    return CardState(memory=Memory(phase, None, 10.0, 5.0, due - timedelta(days=9), due, due_ms))


STATES = {
    "f1": memory(),
    "auc": memory(due=TODAY + timedelta(days=1)),
    "recall": memory(phase=Phase.LEARNING, due_ms=1),
    "stride#1": replace(memory(), suspended=True, flag=""),
    "stride#2": replace(memory(), buried_on=TODAY, lapses=LEECH_LAPSES),
}


@pytest.fixture(scope="module", autouse=True)
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """A log in which f1 was missed two days ago, in practice and at first, and auc was passed today."""
    progress = Progress.open(tmp_path_factory.mktemp("query") / "progress.db")
    for card, days_ago, rating in (("f1", 2, Rating.AGAIN), ("auc", 0, Rating.GOOD)):
        at = Clock(START - timedelta(days=days_ago)).moment()
        progress.append(
            progress.make(Kind.REVIEW, at, card, mode=Mode.REVIEW, rating=int(rating), parameters="fsrs6@0.9")
        )
    PAST.facts = lambda: progress.facts
    yield PAST
    progress.close()


PAST = Past()


def found(text: str) -> list[str]:
    """What a query finds among all cards; where it looks before a card is made, there is all of it."""
    test, names = parse(text), []
    for deck in DECKS:
        cards = [card for card in CARDS.values() if card.deck == deck]
        holding = [test(Found(card, STATES.get(card.id, NEW), TODAY, PAST)) for card in cards]
        within = test.within(haystack(deck, cards))
        assert within is None or {at for at, holds in enumerate(holding) if holds} <= {*within}
        names += [card.id for card, holds in zip(cards, holding, strict=True) if holds]
    return names


def haystack(deck: str, cards: Sequence[Card]) -> Haystack:
    known = [at for at, card in enumerate(cards) if card.id in STATES]
    texts = "\n".join(map(searched, cards)).encode()
    return Haystack(Deck(deck, Path(deck), deck, cards=cards), lambda: known, lambda: texts)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("mean", {"metrics": {0, 1}, "nets/conv": {2}}),
        ("harmonic mean", {"metrics": {0}, "nets/conv": set()}),
        ("harmonic or pooling", {"metrics": {0}, "nets/conv": {2}}),
        ("deck:metrics mean", {"metrics": {0, 1}, "nets/conv": set()}),
        ("tag:why", {"metrics": None, "nets/conv": set()}),
        ("kind:cloze", {"metrics": set(), "nets/conv": None}),
        ("is:due", {"metrics": {0, 1, 2}, "nets/conv": {0, 1}}),
        ("is:new", {"metrics": None, "nets/conv": None}),
        ("-mean", {"metrics": None, "nets/conv": None}),
        ("mean or level:mid", {"metrics": None, "nets/conv": None}),
        ("lapses<1", {"metrics": None, "nets/conv": None}),
        ("", {"metrics": None, "nets/conv": None}),
    ],
)
def test_a_query_says_where_to_look_before_a_card_is_made(text: str, where: dict[str, set[int] | None]) -> None:
    for deck, expected in where.items():
        within = parse(text).within(haystack(deck, [card for card in CARDS.values() if card.deck == deck]))
        assert (None if within is None else {*within}) == expected


ALL = ["f1", "auc", "recall", "stride#1", "stride#2", "mean-pool"]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("", ALL),
        ("mean", ["f1", "auc", "mean-pool"]),
        ("MEAN", ["f1", "auc", "mean-pool"]),
        ("mean harmonic", ["f1"]),
        ('"harmonic mean"', ["f1"]),
        ('"mean harmonic"', []),
        ("positives", ["recall"]),
        ("id:stride", ["stride#1", "stride#2"]),
        ("ID:Stride#2", ["stride#2"]),
        ("id:f1 or id:f", ["f1"]),
        ("F_1", ["f1"]),
        ("Recall.", ["recall"]),
        ("single-number", ["f1"]),
        ("stride#1", ["stride#1"]),
        ("nothing-like-it", []),
        ("deck:metrics", ["f1", "auc", "recall"]),
        ("deck:nets", ["stride#1", "stride#2", "mean-pool"]),
        ("deck:nets/conv", ["stride#1", "stride#2", "mean-pool"]),
        ("deck:net", []),
        ("DECK:Metrics", ["f1", "auc", "recall"]),
        ("tag:why", ["f1"]),
        ("tag:shapes", ["stride#1", "stride#2"]),
        ("tag:single", []),
        ("kind:cloze", ["stride#1", "stride#2"]),
        ("kind:choice", ["auc"]),
        ("level:mid", ["f1"]),
        ("is:due", ["f1"]),
        ("is:new", ["mean-pool"]),
        ("is:learning", ["recall"]),
        ("is:suspended", ["stride#1"]),
        ("is:buried", ["stride#2"]),
        ("is:flagged", ["stride#1"]),
        ("is:leech", ["stride#2"]),
        ("IS:Due", ["f1"]),
        ("-is:due", ["auc", "recall", "stride#1", "stride#2", "mean-pool"]),
        ("-mean", ["recall", "stride#1", "stride#2"]),
        ('-"harmonic mean"', ["auc", "recall", "stride#1", "stride#2", "mean-pool"]),
        ("deck:metrics -kind:choice mean", ["f1"]),
        ("kind:cloze -is:suspended", ["stride#2"]),
        ('"size:large"', []),
        ("-", ["f1", "mean-pool"]),
        ("kind:choice or kind:cloze", ["auc", "stride#1", "stride#2"]),
        ("kind:choice OR is:new", ["auc", "mean-pool"]),
        ("deck:metrics mean or is:new", ["f1", "auc", "mean-pool"]),
        ("deck:metrics (mean or is:learning)", ["f1", "auc", "recall"]),
        ("-(deck:metrics or is:new)", ["stride#1", "stride#2"]),
        ("-(deck:metrics) -is:buried and mean", ["mean-pool"]),
        ("((mean))", ["f1", "auc", "mean-pool"]),
        ('"or"', []),
        ('deck:"nets/conv" window', ["mean-pool"]),
        ("due=0", ["f1", "recall", "stride#1", "stride#2"]),
        ("due<=1", ["f1", "auc", "recall", "stride#1", "stride#2"]),
        ("due <= 1", ["f1", "auc", "recall", "stride#1", "stride#2"]),
        ("-due <=1 mean", ["mean-pool"]),
        ('"due <= 1"', []),
        ("due<0", []),
        ("-due<=1", ["mean-pool"]),
        ("due>0", ["auc"]),
        ("DUE>=1", ["auc"]),
        (f"lapses>={LEECH_LAPSES}", ["stride#2"]),
        ("lapses<1", ["f1", "auc", "recall", "stride#1", "mean-pool"]),
        ("interval>8", ["f1", "auc", "recall", "stride#1", "stride#2"]),
        ("interval>9", []),
        ("difficulty>4.9 difficulty<=5 kind:choice", ["auc"]),
        ("seen:1", ["auc"]),
        ("seen:3", ["f1", "auc"]),
        ("rated:3:again", ["f1"]),
        ("rated:3:1 or rated:1:good", ["f1", "auc"]),
        ("rated:1:again", []),
        ("rated:3", ["f1", "auc"]),
        ("added:1", ["auc"]),
        ("added:99999", ["f1", "auc"]),
    ],
)
def test_a_query_finds(text: str, cards: list[str]) -> None:
    assert found(text) == cards


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "is:duo",
            "is:duo is not known; did you mean due? There are due, new, learning, suspended, buried, flagged, leech",
        ),
        ("-is:xyz", "is:xyz is not known; there are due, new, learning, suspended, buried, flagged, leech"),
        ("level:seniour", "level:seniour is not known; did you mean senior? There are junior, mid, senior"),
        ("level:expert", "level:expert is not known; there are junior, mid, senior"),
        ('"open', 'a quotation mark is not closed; write "several words" in two of them'),
        ("(open", 'a bracket is not closed; write "(" for the sign itself'),
        ("a ) shut", 'a bracket is closed that was not opened; write ")" for the sign itself'),
        (
            "prop:s>1",
            (
                "prop: is not known; there are id:, deck:, tag:, kind:, level:, is:, seen:, rated:, added:, due, lapses, "
                'interval, retrievability, difficulty. For the text itself write "prop:s>1"'
            ),
        ),
        ("tags:x", 'tags: is not known; did you mean tag:? For the text itself write "tags:x"'),
        ("laps>2", 'laps is not known; did you mean lapses? For the text itself write "laps>2"'),
        ("lapses>many", "lapses>many needs a number after >; write it like lapses>2"),
        ("due<=", "due<= needs a number after <=; write it like due<=3"),
        ("due:3", "due is compared with a number; write due<=3"),
        ("seen>3", "seen takes a colon; write seen:3"),
        ("seen:soon", "seen:soon needs a number of study days, 1 for today; write it like seen:7"),
        ("added:0", "added:0 needs a number of study days, 1 for today; write it like added:7"),
        ("rated:7:agian", "rated:7:agian is not known; did you mean again? There are again, hard, good, easy"),
        (
            "is:",
            "is: says nothing by itself; write one of due, new, learning, suspended, buried, flagged, leech behind it, like is:due",
        ),
        ("-level:", "level: says nothing by itself; write one of junior, mid, senior behind it, like level:junior"),
        ("tag:", "tag: says nothing by itself; write for example tag:shapes"),
        ("deck:,", "deck: says nothing by itself; write for example deck:metrics"),
        ("seen:", "seen: says nothing by itself; write for example seen:1"),
        ("mean or", 'a term is missing beside `or`, `and` or within brackets; write "or" for the word itself'),
        ("()", 'a term is missing beside `or`, `and` or within brackets; write "or" for the word itself'),
        ("(" * 31, "brackets stand 30 deep at most; write it with fewer"),
    ],
)
def test_a_query_that_is_not_understood_is_answered_by_a_sentence(text: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value) == said


def test_every_state_that_can_be_asked_for_is_tried_here() -> None:
    assert set(query.IS) == {"due", "new", "learning", "suspended", "buried", "flagged", "leech"}


def test_an_apostrophe_in_a_word_is_no_quotation_mark() -> None:
    assert found("don't") == []


def test_a_backslash_is_looked_for() -> None:
    card = CARDS["f1"]
    texed = replace(card, question_text=r"$\frac{1}{2}$")
    assert parse(r"\frac")(Found(texed, NEW, TODAY))
    assert not parse(r"\frac")(Found(replace(card, question_text="frac"), NEW, TODAY))


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(QueryError):
        parse("kind:bsaic")


def test_recall_estimated_for_today_is_a_number_or_a_share() -> None:
    state = replace(memory(), memory=Memory(Phase.REVIEW, None, 10.0, 5.0, TODAY - timedelta(days=10), TODAY))
    shaky = Found(CARDS["f1"], state, TODAY)  # after as many days as its stability: 90 %
    for text in ("retrievability<0.91", "retrievability>=89%", "retrievability<=90.01%"):
        assert parse(text)(shaky), text
    assert not parse("retrievability<0.89")(shaky)
    assert not parse("retrievability<2")(Found(CARDS["f1"], NEW, TODAY))


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("sorensen-dice", "The Sørensen–Dice coefficient"),
        ("Sørensen‑Dice", "the sorensen-dice coefficient"),
        ("cross-validation", "cross‐validation, cross\u00adly"),
        ("−1", "from -1 to 1"),
        ("resume", "a résumé, and a NAÏVE one"),
        ("naive", "a résumé, and a NAÏVE one"),
        ("“naïve bayes”", "a naive Bayes classifier"),
        ("x2", "$x²$"),
        ("softmax()", "call softmax() twice"),
        ("O(n)", "O(n) steps"),
        ("f(x)", "what (f(x)) is"),
        ("don’t", "we don't"),
    ],
)
def test_case_accents_and_kinds_of_hyphens_do_not_matter(typed: str, stands: str) -> None:
    card = replace(CARDS["recall"], question_text=stands)
    shown = typed.replace("−1", '"−1"')
    assert parse(shown)(Found(card, NEW, TODAY))
    assert not parse(f"-{shown}")(Found(card, NEW, TODAY))


def test_a_bracket_inside_a_term_belongs_to_it_also_within_brackets() -> None:
    card = replace(CARDS["recall"], question_text="softmax(x) of a batch")
    assert parse("(softmax(x) or nothing)")(Found(card, NEW, TODAY))
    assert not parse("(softmax(y) or nothing)")(Found(card, NEW, TODAY))


def test_every_example_of_the_language_is_understood() -> None:
    for example, meaning in query.LANGUAGE:
        parse(example)
        assert meaning
    named = " ".join(example for example, _ in query.LANGUAGE)
    for name in (*query.QUALIFIERS, *query.FIELDS):
        assert name in named


TERMS = st.sampled_from(
    ["mean", '"harmonic mean"', "deck:metrics", "is:due", "kind:cloze", "lapses>=2", "seen:3", "-is:new", "due<=1"]
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({' or '.join(some)})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({' '.join(some)})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=8,
)


@given(QUERIES, QUERIES)
def test_or_and_not_are_those_of_sets(a: str, b: str) -> None:
    one, other = set(found(a)), set(found(b))
    assert set(found(f"{a} {b}")) == one & other
    assert set(found(f"{a} or {b}")) == one | other
    assert set(found(f"-({a})")) == set(ALL) - one
    assert set(found(f"{a} or {a} {b}")) == one


@given(st.text())
def test_any_text_is_a_query_or_is_answered_by_a_sentence(text: str) -> None:
    try:
        found(text)
    except QueryError as err:
        assert str(err)


@given(st.text(alphabet=st.characters(exclude_characters='"“”„‟«»', exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))))
def test_what_stands_in_quotation_marks_is_found_as_it_stands(text: str) -> None:
    card = replace(CARDS["recall"], question_text=f"before {text} behind")
    assert parse(f'"{text}"')(Found(card, NEW, TODAY))


@given(st.text(alphabet="abcdefgaeiou -", min_size=1), st.sampled_from(["\u0301", "\u0308", "\u0303"]))
def test_accents_may_be_left_out_or_put_in(text: str, accent: str) -> None:
    accented = unicodedata.normalize("NFC", "".join(c + accent if c in "aeiou" else c for c in text))
    hyphened = accented.replace("-", "\u2011")
    for stands, typed in ((text, hyphened), (hyphened, text)):
        card = replace(CARDS["recall"], question_text=f"is {stands} it")
        assert parse(f'"{typed}"')(Found(card, NEW, TODAY))


def test_a_deck_or_tag_that_is_not_there_is_named_with_the_nearest() -> None:
    names = Names(["metrics", "nets/conv"], ["softmax", "roc"], {"nets/conv": "Convolutions and pooling"})
    for text in ("deck:metrics", "deck:nets", "deck:nets/conv", "deck:metrics,nets", "tag:ROC", "deck:METRICS"):
        parse(text, names)
    for text, said in (
        ("deck:metric", "there is no deck metric; did you mean metrics?"),
        ("deck:metrics,net", "there is no deck net"),
        ("deck:convolutions", "there is no deck convolutions; did you mean nets/conv?"),
        ("tag:convolutions", "there is no tag convolutions; there are roc, softmax"),
        ("deck:net", "there is no deck net; there are metrics, nets/conv"),
        ("-tag:sofmax", "there is no tag sofmax; did you mean softmax?"),
        ("tag:gradient", "there is no tag gradient; there are roc, softmax"),
    ):
        with pytest.raises(QueryError, match=re.escape(said)):
            parse(text, names)
