"""Markdown, mathematics and code as lines of spans: nothing lost, nothing wider than it must be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flashcards.kinds.typed import difference
from flashcards.markup.markdown import as_text, layout
from flashcards.text import _NARROW, cell_width, clean, padded
from flashcards.words import counted


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("`list[int]` and list[int]", "list[int] and list[int]"),
        ("std::vector<int> v; <details>x</details>", "std::vector<int> v; <details>x</details>"),
        ("x[/]y [b]bold[/b] [@click=app.quit]q[/]", "x[/]y [b]bold[/b] [@click=app.quit]q[/]"),
        ("$5 and $10", "$5 and $10"),
        ("**bold** *em* `code`", "bold em code"),
        ("m_{t-1} and snake_case_name", "m_{t-1} and snake_case_name"),
        ("$m_{t-1}$", "mₜ₋₁"),
        (r"$\unknowncommand{x}$", r"$\unknowncommand{x}$"),
        ("[docs](https://example.org/x) <https://e.org>", "docs (https://example.org/x) https://e.org"),
        ("![alt](picture.png)", "[alt: picture.png]"),
        ("![été](images/liberté%20guidant.png)", "[été: images/liberté guidant.png]"),
        ("- a\n- b\n  - c", "• a\n• b\n  ◦ c"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("> quoted", "▎ quoted"),
        ("a  \nb", "a\nb"),
        ("```python\nx = 1\n\n  y\n```", "  x = 1\n\n    y"),
        ("| a | b |\n|---|--:|\n| one | 2 |", "a    b\n───  ─\none  2"),
    ],
)
def test_markdown_as_lines(markdown: str, text: str) -> None:
    assert as_text(markdown) == text


def test_a_formula_of_its_own_is_drawn_within_the_width() -> None:
    tex = r"$$F_1 = \frac{2PR}{P+R}$$"
    assert as_text(tex, 40) == "         2PR\n  F₁ = ───────\n        P + R"
    long = layout(r"$$\frac{a}{b} + \frac{c}{d} + \frac{e}{f}$$", 15)
    assert all(line.width <= 15 for line in long), "a long formula goes on in the next line"


def test_code_is_coloured_and_goes_on_behind_a_mark() -> None:
    lines = layout("```python\ndef f(x): return 'a' * 200  # " + "long " * 40 + "\n```", 40)
    assert all(line.whole and line.width <= 40 for line in lines)
    assert [line.text[:2] == "↪ " for line in lines] == [False] + [True] * (len(lines) - 1)
    whole = "".join(line.text.removeprefix("↪ ") for line in lines)
    assert whole.rstrip() == "def f(x): return 'a' * 200  # " + ("long " * 40).rstrip()
    styles = {style for line in lines for span in line.spans for style in span.styles}
    assert {"keyword", "string", "number", "comment", "function"} <= styles


@pytest.mark.parametrize("numbered", [False, True])
def test_no_line_of_code_is_cut_at_any_width(numbered: bool) -> None:
    source = "x = f(" + ", ".join(f"argument_{n}=梯度" for n in range(9)) + ")\n\nif x:\n    " + "y" * 90
    for width in range(14, 120, 7):
        lines = layout(f"```python\n{source}\n```", width, numbered=numbered)
        assert all(line.width <= width for line in lines)
        shown = "".join(line.text for line in lines).replace("↪", "").replace(" ", "")
        for char in "=(),_:":
            assert shown.count(char) == source.count(char)
        assert shown.count("y") == 90


def test_the_carets_of_a_long_difference_stay_under_their_characters() -> None:
    right = "gradient descent moves against the gradient with a step 学习率 times as large"
    typed = right.replace("against", "along").replace("率 times as large", "数 times as small")

    def marked(width: int) -> str:
        """The characters above carets."""
        found = ""
        for line, under in pairwise([line.text for line in layout(difference(typed, right), width)]):
            if under.strip().startswith("^"):
                columns = "".join(char + "\0" * (cell_width(char) - 1) for char in line)
                found += "".join(char for char, mark in zip(columns, under, strict=False) if mark == "^")
        return found

    assert "率\0" in marked(100)
    assert {marked(width) for width in range(20, 101, 9)} == {marked(100)}


def test_lines_of_74_columns_stand_whole_on_the_screen_of_a_card() -> None:
    (line,) = layout(f"```python\n{'x' * 74}\n```", 74)
    assert line.text == "x" * 74


def test_a_table_of_prose_wraps_its_cells() -> None:
    table = "| name | use |\n|---|---|\n| AdamW | it decays weights apart from gradients, so that both can be tuned |\n| SGD | small |"
    assert [line.text.rstrip() for line in layout(table, 40)] == [
        "name   use",
        "─────  ─────────────────────────────────",
        "AdamW  it decays weights apart from",
        "       gradients, so that both can be",
        "       tuned",
        "",
        "SGD    small",
    ]
    for width in range(20, 100):
        assert max(line.width for line in layout(table, width)) <= width


def test_a_table_too_wide_for_the_screen_says_so() -> None:
    head = "|".join("abcdefgh")
    row = "|".join(["unbreakable"] * 8)
    lines = layout(f"|{head}|\n|{'---|' * 8}\n|{row}|", 40)
    assert lines[-1].text == f"{lines[0].width - 40} columns wider than the screen"
    assert "unbreakable" in lines[2].text


def test_a_diff_keeps_its_signs() -> None:
    lines = layout("```diff\n-a\n+b\n c\n```", 40)
    assert [(line.text, line.spans[1].styles[1]) for line in lines] == [
        ("  -a", "removed"),
        ("  +b", "added"),
        ("   c", "context"),
    ]


def test_line_numbers_on_demand() -> None:
    assert [line.text for line in layout("```\na\nb\n```", 40, numbered=True)] == ["1  a", "2  b"]


@given(st.text(max_size=400))
def test_any_text_is_laid_out_and_nothing_unsafe_comes_out(text: str) -> None:
    for line in layout(text, 60):
        assert line.text == clean(line.text)


@pytest.mark.parametrize("bad", ["\x1b]0;x\x07", "\x9b31m", "\u202e", "\u2066", "\U000e0041", "\x00", "\x7f"])
def test_what_could_steer_a_terminal_is_replaced(bad: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in clean(f"a{bad}b")
    assert clean("👩\u200d💻 é ✔\ufe0f") == "👩\u200d💻 é ✔\ufe0f"


def test_widths_are_those_of_a_terminal() -> None:
    assert [cell_width(text) for text in ("abc", "日本", "x\u0302", "é")] == [3, 4, 1, 1]
    narrow = [char for char in map(chr, range(0x20, 0x3000)) if _NARROW.fullmatch(char)]
    assert len(narrow) > 1000
    assert {cell_len(char) for char in narrow} == {1}, "what is known without the table agrees with it"
    assert [padded("日本語", 4), padded("ab", 4)] == ["日… ", "ab  "]
    assert [counted(1, "card"), counted(2, "card")] == ["1 card", "2 cards"]
