"""Holes: where they are holes, where braces are text, and what looks like a hole and is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cards import Card
from flashcards.decks.file import load
from flashcards.kinds import BY_NAME
from flashcards.kinds.cloze import Body, Cloze
from flashcards.kinds.holes import ClozeError, faults_of, pieces_of
from flashcards.markup.markdown import as_text
from flashcards.questions import Outcome, Response


def cards(text: str, *, typed: bool = False) -> list[Card]:
    """The cards of a deck with one cloze text."""
    rows = "".join(f"      {row}\n" for row in text.split("\n"))
    source = f"title: T\ncards:\n  - id: c\n    typed: {str(typed).lower()}\n    cloze: |\n{rows}"
    deck = load(source.encode(), Path("d.yaml"), "d")
    assert not deck.problems, deck.problems
    return list(deck.cards)


def shown(text: str) -> tuple[str, str]:
    """The first card's question and answer as they stand on the screen."""
    question = BY_NAME["cloze"].ask(cards(text)[0], 0)
    return as_text(question.text), as_text(question.answer)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        # Prices, shells and code open no formula.
        ("An A100 is $2 an hour; {{c1::spot nodes}} are $1.", "An A100 is $2 an hour; […] are $1.", "spot nodes"),
        ("`$HOME/x` holds {{c1::weights}} for $3.", "$HOME/x holds […] for $3.", "weights"),
        ("```sh\necho $A\n```\n{{c1::prints}} $A", "  echo $A\n\n[…] $A", "prints"),
        # Formulas of every notation are formulas.
        (r"$x = {{c1::\frac{1}{2}}}$.", "x = […].", "1/2"),
        (r"\(x = {{c1::\theta}}\) is", "x = […] is", "θ"),
        (r"$$p = {{c1::\frac{a}{b} }}$$", "  p = […]", "a/b"),
        ("$$\nx\n= {{c1::y^2}}\n\nz\n$$", "  x = […]\n\n  z", "y²"),
        (r"$x^{{{c1::2}}} = \{ {{c2::a}} \}$", "x^([…]) = {a}", "2"),
        (r"$x = {{c1::2::a 50% guess}}$", "x = [a 50% guess]", "2"),
        # Code keeps its braces, and a hole in it is one.
        ('`f"{{x}}"` is an {{c1::f-string}}', 'f"{{x}}" is an […]', "f-string"),
        ("```python\nprint(f'{{{x}}}', {{c1::end}}='')\n```", "  print(f'{{{x}}}', […]='')", "end"),
        ("Call `{{c1::opt.zero_grad()}}` first.", "Call […] first.", "opt.zero_grad()"),
        (
            "So:\n\n    print(f'{{x}}', '$HOME', {{c1::end}}='')\n\nand $3",
            "So:\n\n  print(f'{{x}}', '$HOME', […]='')\n\nand $3",
            "end",
        ),
        (r"A \{{ name }} is filled by {{c1::Jinja}}.", "A {{ name }} is filled by […].", "Jinja"),
        (r"Write `\{{c1::x}}` for a {{c1::hole}}.", "Write {{c1::x}} for a […].", "hole"),
        ("{{c1::`f'{{x}}'`}} interpolates", "[…] interpolates", "f'{{x}}'"),
        # The gap is legible wherever it stands.
        ("{{c1::Over}}fitting", "[…]fitting", "Over"),
        ("**a {{c1::b}} c**", "a […] c", "b"),
        ("{{c1::f}}(x) and a{{c1::g}}(y)", "[…](x) and a[…](y)", "f, g"),
        ("归一化用{{c1::均值}}和方差", "归一化用[…]和方差", "均值"),
        # Hints and literal colons.
        ("{{c1::Adam::optimiser}}", "[optimiser]", "Adam"),
        (r"{{c1::std\::vector}}", "[…]", "std::vector"),
        ("{{c1::`std::vector`::C++}}", "[C++]", "std::vector"),
        ("`{{c1::zero_grad:: method}}`", "[method]", "zero_grad"),
        ("{{c1::a {b} c}}", "[…]", "a {b} c"),
    ],
)
def test_a_text_with_holes_is_shown_as_it_was_written(text: str, question: str, answer: str) -> None:
    asked, told = shown(text)
    assert asked == question
    assert told.split("\n\n")[0].strip() == answer
    assert "{{c" not in told or "\\{{c" in text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{C1::x}}", "{{c1::…}}"),
        ("{{c1:x}}", "{{c1::…}}"),
        ("{{ c1::x }}", "{{c1::…}}"),
        ("{{c1 :: x}}", "{{c1::…}}"),
        ("{c1::x}", "two braces"),
        ("{{{c1::n}}}", "{{c1::hole}}"),
        ("{{{n}}}", "{{c1::hole}}"),
        ("{{c1::a {{c2::b}} c}}", "side by side"),
        ("{{c1::a {{b}} c}}", "side by side"),
        ("{{c1::a} b", "{{c1::hole}}"),
        ("{{c1::a}}}} b", "take it away"),
        ("a }} b {{c1::c}}", "take it away"),
        ("`{{c1::a}` b", "{{c1::hole}}"),
        ("$x = {{c1::a}$ b", "{{c1::hole}}"),
        ("{{c1::}}", "{{c1::hole}}"),
        ("{{c0::a}}", "{{c1::hole}}"),
        ("{{c100::a}}", "{{c1::hole}}"),
        ("{{c1::a::b::c}}", r"\::"),
        ("{{c1::std::vector}}", r"`std\::vector`"),
        ("{{c1::torch::nn}}", r"`torch\::nn`"),
        ("{{c1::xs[::-1]}}", r"`xs[\::-1]`"),
        ("{{c1::Vec::new()}}", r"`Vec\::new()`"),
        ("`{{c1::Foo::bar}}`", r"`Foo\::bar`"),
        ("{{c1::x::int}}", r"`x\::int`"),
        ("`{{c1::payload::jsonb}}`", r"`payload\::jsonb`"),
        ("{{c1::a_b::c_d}}", r"`a_b\::c_d`"),
    ],
)
def test_a_wrong_notation_is_named_with_its_remedy(text: str, word: str) -> None:
    with pytest.raises(ClozeError) as caught:
        pieces_of(text)
    assert word in caught.value.fix
    deck = load(f"title: T\ncards:\n  - cloze: |\n      {text}\n".encode(), Path("d.yaml"), "d")
    assert not deck.cards
    assert [problem.line for problem in deck.problems] == [3]


@pytest.mark.parametrize(
    ("text", "braces"),
    [
        ("`{{ name }}` {{c1::a}}", ["{{ name }}"]),
        (r"$\frac{{x}}{y}$ `{{y}}` {{c1::a}}", ["{{x}}", "{{y}}"]),
        (r"\{{a}} {{c1::b}}", []),
        ("{{a}}", []),
    ],
)
def test_braces_that_are_text_are_known(text: str, braces: list[str]) -> None:
    assert Body(pieces_of(text), typed=False).braces == braces


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (r"is called {{c1::$\theta$}}.", "θ"),
        (r"is called {{c1::$\theta$}}.", r"\theta"),
        (r"The midpoint is $x = {{c1::\frac{1}{2}}}$.", "1/2"),
        (r"\({{c1::L_2}}\) norm", "L₂"),
        ("Call `{{c1::zero_grad}}`.", "zero_grad"),
        ("{{c1::`zero_grad`}} first", "zero_grad"),
    ],
)
def test_what_is_shown_after_the_reveal_is_accepted(text: str, typed: str) -> None:
    card = cards(text, typed=True)[0]
    kind = BY_NAME["cloze"]
    assert kind.judge(card, kind.ask(card, 0), Response(text=typed)).outcome is Outcome.RIGHT


_PARTS = st.sampled_from(
    [
        "{{c1::",
        "{{c2::",
        "{{",
        "}}",
        "::",
        "{",
        "}",
        "$",
        "$$",
        "`",
        "```",
        "\n",
        "\\",
        r"\(",
        r"\)",
        "a",
        "b ",
        "\n\n",
        "|",
    ]
)


@given(st.lists(_PARTS, max_size=25).map("".join))
def test_any_text_is_read_or_refused_and_nothing_of_it_is_lost(text: str) -> None:
    try:
        body = Body(pieces_of(text), typed=False)
    except ClozeError as refused:
        assert refused.fix
        return
    written = body.written(lambda hole: hole.text)
    for char in "ab$`|":
        hints = sum(hole.hint.count(char) for hole in body.holes())
        assert written.count(char) + hints == text.count(char)
    for sibling in Cloze().siblings(body):
        as_text(sibling.question, 60)


def test_every_hole_that_is_mistyped_is_told() -> None:
    text = "{{C1::a}} {{c2:b}} [[c3::c]] {{c4::d {{c5::e}}}} {{c6::f}} {{}} {c7::g}} {{с8::h}} {{c9;;i}} {{c10::j"
    assert [str(fault).partition("`")[2].partition("`")[0] for fault in faults_of(text)] == [
        "{{C1::",
        "{{c2:",
        "[[c3::",
        "{{c4::d {{c5::e}}}}",
        "{{}}",
        "{c7::",
        "{{с8::",
        "{{c9;;",
        "{{c10::j",
    ]


@given(st.text("{}[]c1:;`$\\\n x｛｝：", max_size=30))
def test_each_fault_of_holes_is_told_once(text: str) -> None:
    places = [fault.at for fault in faults_of(text)]
    assert len(places) == len({*places})
