"""Mathematics in a terminal: what is drawn is what the TeX says, and what is not understood stays TeX."""

from __future__ import annotations

import re
import time
import unicodedata
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.markup.maths.drawing import Drawing, draw, explain_failure, inline, parse
from flashcards.markup.maths.symbols import ALPHABETS, CHARACTERS, OPERATORS, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS
from flashcards.text import cell_width
from tests.conftest import examples
from tests.markup import inline_parser

# The table: TeX, its one-line form, and its drawing in 78 columns, the baseline marked with `>`.


class Entry(NamedTuple):
    tex: str
    line: str
    drawing: tuple[str, ...]
    baseline: int


_TABLE_WIDTH: Final = 78
_MARGIN: Final = 6


def _entry(block: str) -> Entry:
    tex, line, *rows = block.split("\n")
    baseline = next(at for at, row in enumerate(rows) if row.startswith("  >"))
    return Entry(tex[_MARGIN:], line[_MARGIN:], tuple(row[_MARGIN:] for row in rows), baseline)


def _table() -> list[Entry]:
    text = (Path(__file__).parents[1] / "markup/maths_table.txt").read_text(encoding="utf-8")
    without_headings = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    return [_entry(block.strip("\n")) for block in re.split(r"^(?=tex   )", without_headings, flags=re.MULTILINE)[1:]]


TABLE: Final = _table()
each_entry = pytest.mark.parametrize("entry", TABLE, ids=[entry.tex for entry in TABLE])


@each_entry
def test_a_formula_is_drawn_as_in_the_table(entry: Entry) -> None:
    drawing = draw(entry.tex, _TABLE_WIDTH)
    assert drawing is not None
    assert tuple(line.rstrip() for line in drawing.lines) == entry.drawing
    assert drawing.baseline == entry.baseline


@each_entry
def test_a_formula_is_written_on_one_line_as_in_the_table(entry: Entry) -> None:
    assert inline(entry.tex) == entry.line


BY_EYE: Final = {
    r"\operatorname{Gini\_index}(D, a)",
    r"\operatorname{top-k}(z)",
    r"\left( \frac{a}{b} + c \right.",
    r"\left[\begin{array}{c|c} A & b \end{array}\right]",
    r"\begin{rcases} a \\ b \end{rcases} c",
    r"\braket{a} + \bra{x} y \ket{z}",
    r"\llbracket x \rrbracket",
}
"""Names with signs in them, single brackets and states are more than the reader of the one-line form knows."""


@each_entry
def test_the_one_line_form_means_what_the_tex_means(entry: Entry) -> None:
    if entry.tex in BY_EYE:
        pytest.skip("read by eye")
    assert inline_parser.read(entry.line) == inline_parser.term(parse(entry.tex))


def test_the_table_is_large_and_says_nothing_twice() -> None:
    assert len(TABLE) >= 300
    assert len({entry.tex for entry in TABLE}) == len(TABLE)


# Meaning


@pytest.mark.parametrize(
    "different",
    [
        ("-x^2", "(-x)^2"),
        ("x^{y^z}", "{x^y}^z", "x^yz"),
        ("x_{i_j}", "x_{ij}", "x_i j"),
        (r"\frac{a}{b}c", r"\frac{a}{bc}", r"\frac{ac}{b+c}", r"a\frac{b}{c} d"),
        (r"\frac{a+b}{c}", r"a+\frac{b}{c}"),
        (r"\log\frac{a}{b}", r"\frac{\log a}{b}"),
        (r"\sqrt{x}y", r"\sqrt{xy}"),
        (r"\sqrt{x}^2", r"\sqrt{x^2}"),
        (r"a^n\sqrt{x}", r"a\sqrt[n]{x}"),
        (r"x_\theta^2", r"x_{\theta^2}"),
        (r"x^q y", "x^{qy}"),
        ("x^{(q)}", "x^q", "x(q)"),
        (r"f\left(\frac{a}{b}\right)", r"f\frac{a}{b}"),
        (r"\hat{xy}", r"\hat{x}y", r"x\hat{y}"),
        (r"\bar{x}", r"\overline{x}", r"\hat{x}"),
        (r"\theta^* x", r"\theta * x", r"\theta x"),
        (r"\mathbf{x}", "x", r"\mathcal{X}", r"\mathbb{X}", r"\mathsf{x}", r"\mathfrak{x}"),
        (r"\epsilon", r"\varepsilon", r"\in"),
        (r"\mathbf{XX}^T", r"(\mathbf{XX})^T"),
        (r"\sum_{\substack{i \\ j}} x", r"\sum_{ij} x"),
        (r"{a \over b} c", r"a \over b c"),
        (r"\boxed{a} b", "ab"),
        (r"\mathcal{L}", r"\mathcal{l}", "L"),
        ("√x y", r"√(xy)"),
        (r"\begin{array}{c|c} a & b \end{array}", r"\begin{array}{cc} a & b \end{array}"),
        (r"\phi", r"\varphi"),
        (r"A^T", r"A^\top"),
        (r"\|x\|", "|x|"),
        (r"\sum x", r"\Sigma x"),
        (r"\begin{bmatrix} ab & c \end{bmatrix}", r"\begin{bmatrix} a & bc \end{bmatrix}"),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", r"\begin{bmatrix} a & b & c & d \end{bmatrix}"),
        (r"\begin{bmatrix} 1 & \\ & 1 \end{bmatrix}", r"\begin{bmatrix} & 1 \\ 1 & \end{bmatrix}"),
        (r"\binom{n}{k}", r"\frac{n}{k}", "nk"),
    ],
)
def test_formulas_of_different_meaning_never_look_alike(different: tuple[str, ...]) -> None:
    assert len({inline(tex) for tex in different}) == len(different)
    assert len({_drawn(tex).lines for tex in different}) == len(different)


@pytest.mark.parametrize(
    "same",
    [
        ("x_i^2", "x^2_i", "{x_i}^2", "{x}_{i}^{2}", " x _ i ^ 2 "),
        (r"\frac{1}{2}", r"\dfrac12", r"\tfrac 1 2"),
        (r"\left( x \right)", "(x)", r"\big( x \big)", r"\left(x\right)"),
        (r"\lVert x \rVert", r"\|x\|", r"\Vert x \Vert", r"\left\|x\right\|"),
        (r"a \le b", r"a \leq b", "a≤b"),
        (r"\arg\max_x f", r"\operatorname*{arg\,max}_x f", r"\underset{x}{\arg\max} f"),
        (r"\begin{pmatrix} a \\ b \end{pmatrix}", r"\left(\begin{matrix} a \\ b \\ \end{matrix}\right)"),
        ("f'", r"f^\prime", r"f^{\prime}"),
        ("10^{-3}", "{10}^{-3}"),
        (r"\displaystyle x", r"\textstyle x", r"\small x", r"{\color{red} x}", r"\textcolor{red}{x}", "x\u200b", "x"),
        ("x − y", "x - y", "x \u2013 y"),
        ("x²", "x^2", "𝑥²"),
        ("x₁²", "x_1^2", "x_{1}²"),
        ("f′", "f'", "f’"),
        ("∑_i ∏_j", r"\sum_i \prod_j"),
        ("√(a + b)", r"\sqrt{(a + b)}"),
        ("√10", r"\sqrt{10}"),
        ("½", r"\frac12"),
        ("‖x‖", r"\|x\|", "∥x∥"),
        (r"p(y ∣ x)", r"p(y \mid x)"),
        (
            r"\mathbf{XX}^T",
            r"\mathbf{X X}^T",
            r"\mathbf{X}\mathbf{X}^T",
            r"\bm{XX}^T",
            r"\boldsymbol{XX}^T",
            r"\pmb{XX}^T",
        ),
        (r"{n \choose k}", r"\binom{n}{k}"),
        (r"{a \over b}", r"\frac{a}{b}"),
        (r"{\rm KL}", r"\mathrm{KL}"),
        (r"{\bf x} y", r"\mathbf{x} y"),
        (r"\mathop{\arg\min}_x f", r"\arg\min_x f", r"\mathop{\rm arg\,min}_x f"),
        (r"\begin{equation} a = b \end{equation}", "a = b"),
        (r"a \\ b", r"\begin{gathered} a \\ b \end{gathered}", r"a \newline b", r"a \\[4pt] b", r"a \\ b \\"),
        ("（a，b）", "(a, b)"),
    ],
)
def test_ways_to_write_the_same_formula_look_alike(same: tuple[str, ...]) -> None:
    assert len({inline(tex) for tex in same}) == 1


# What stays TeX

FAILURES: Final = {
    "": "the formula is empty",
    r"\, ": "the formula is empty",
    r"\foo": r"unknown command \foo",
    r"\fcolorbox{red}{x}": r"unknown command \fcolorbox",
    r"\cancel{x}": r"unknown command \cancel",
    r"\color red x": r"\color has no braces",
    r"\textcolor{red": r"the brace of \textcolor is not closed",
    r"a \over": r"\over has nothing above or below it",
    r"\hspace{wide} x": r"\hspace is not followed by a distance",
    r"\text{a $b}": r"$ is missing in the text of \text",
    r"\href{http://a.b}{x}": r"unknown command \href",
    r"\input{/etc/passwd}": r"unknown command \input",
    r"\def\x{y}": r"unknown command \def",
    r"\begin{tikzpicture}\end{tikzpicture}": "unknown environment tikzpicture",
    r"\begin{array}{p} a & b \end{array}": "an array is drawn with the columns l, c and r only",
    r"\begin{array}{c} a & b \end{array}": "array has too many rows or columns",
    r"\begin{matrix} a & b": r"\begin{matrix} has no \end",
    r"\begin{matrix} a \end{pmatrix}": r"\begin{matrix} is closed by another \end",
    r"\begin{matrix} \end{matrix}": "matrix is empty",
    r"a \end{matrix}": r"\end has no \begin",
    "{x": "a brace is not closed",
    "x}": "a closing brace has no opening one",
    r"\frac{a}": r"\frac is not followed by what belongs to it",
    r"\frac": r"\frac is not followed by what belongs to it",
    "x^": "^ is not followed by what belongs to it",
    "x^^2": "^ is not followed by what belongs to it",
    "x^a^b": "^ stands twice or in a wrong place",
    "x_a_b": "_ stands twice or in a wrong place",
    "x^2'": "' stands twice or in a wrong place",
    r"x\limits_a": r"\limits stands twice or in a wrong place",
    r"\sqrt[3{x}": "a square bracket is not closed",
    r"\left( x": r"\left has no \right",
    r"x \right)": r"\right has no \left",
    r"\left x \right)": r"\left is not followed by a bracket",
    r"\frac{(a}{b)}": r"a bracket after \frac has no partner",
    "a & b": "& stands outside of an environment",
    r"\sqrt[a \\ b]{c}": "a square bracket is not closed",
    "x % y": "a bare % starts a comment; write \\%",
    "$x$": "a bare $ stands in the formula; write \\$",
    "x#1": "a bare # stands in the formula; write \\#",
    "x\\": "a backslash stands at the end",
    r"\text{a": r"the brace of \text is not closed",
    r"\text{\alpha}": r"\alpha stands in the text of \text",
    r"\operatorname{a+b}(x)": r"the name after \operatorname is not plain letters",
    r"\mathcal{1}": "there is no calligraphic form of 1",
    r"\mathbb{\theta}": "there is no blackboard form of θ",
    r"\mathbf{\ell}": "there is no bold form of ℓ",
    r"\not x": r"\not stands before something that has no struck-out form",
    r"\underbrace{x}^n": r"the label of \underbrace stands on the wrong side",
    "x\x1b[31m": "the character (U+001B) is not known",
    "x\u202e": "the character (U+202E) is not known",
    "x" * 2001: "the formula is longer than 2,000 characters",
    "{" * 41 + "x" + "}" * 41: "the formula is nested more than 40 deep",
    "(" * 41 + "x" + ")" * 41: "the formula is nested more than 40 deep",
}


@pytest.mark.parametrize(("tex", "reason"), FAILURES.items(), ids=range(len(FAILURES)))
def test_what_is_not_understood_stays_tex_and_the_reason_is_given(tex: str, reason: str) -> None:
    assert explain_failure(tex) == reason
    assert inline(tex) is None
    assert draw(tex, 1_000) is None


def test_a_formula_that_can_be_drawn_has_no_reason_against_it() -> None:
    assert explain_failure(r"\frac{1}{2}") is None


# Size


_LONG: Final = r"x = \frac{a}{b} + \frac{c}{d} + \frac{e}{f}, \quad y = \frac{g}{h}"


def test_a_formula_too_wide_to_draw_is_written_on_one_line() -> None:
    assert _drawn(r"\frac{a}{b} + \frac{c}{d}", 11).lines == (" a     c ", "─── + ───", " b     d ")
    assert _drawn(r"-\frac{a}{b}", 5).lines == ("   a ", "− ───", "   b ")
    assert _drawn(r"-\frac{a}{b}", 4).lines == ("−a/b",)


def test_a_formula_too_wide_for_one_line_is_broken_at_its_operators() -> None:
    lines = _drawn(_LONG, 15).lines
    assert [line.rstrip() for line in lines] == [
        "     a     c",
        "x = ─── + ───",
        "     b     d",
        "",
        "       e",
        "    + ───,",
        "       f",
        "",
        "         g",
        "    y = ───",
        "         h",
    ]


def test_a_formula_that_fits_in_no_form_is_left_to_the_caller() -> None:
    assert draw(r"\mathrm{antidisestablishmentarianism}", 20) is None
    assert draw("x", 0) is None


@pytest.mark.parametrize("width", [5, 30, *(pytest.param(w, marks=pytest.mark.slow) for w in (1, 10, 20, 40, 60, 79))])
def test_no_line_is_wider_than_the_screen_and_all_are_equally_wide(width: int) -> None:
    for entry in TABLE:
        drawing = draw(entry.tex, width)
        if drawing is not None:
            assert {cell_width(line) for line in drawing.lines} == {cell_width(drawing.lines[0])}
            assert cell_width(drawing.lines[0]) <= width
            assert 0 <= drawing.baseline < len(drawing.lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{", "}"),
        ("(", ")"),
        ("|", "|"),
        ("x^{", "}"),
        ("{", "}^2_q"),
        (r"\sqrt{", "}"),
        (r"\sqrt[q]{", "}^2"),
        (r"\hat{", "}"),
        (r"\frac{1}{", "}"),
        (r"\frac{", "}{2}"),
        (r"\left(", r"\right)^2"),
        (r"\underbrace{", "}_x"),
        (r"\overset{x}{", "}"),
        (r"\mathbf{", "}"),
        (r"\sqrt", ""),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & ", r"\end{bmatrix}"),
    ],
)
def test_deep_nesting_is_refused_or_drawn_but_takes_no_time(before: str, after: str) -> None:
    started = time.process_time()
    for depth in (5, 15, 30, 39, 60, 300):
        tex = before * depth + "x" + after * depth
        drawing = draw(tex, 100_000)
        assert (drawing is None) is (explain_failure(tex) is not None)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("part", ["|", "|x", "a+", r"\|", "(", ")", "x|y", "-", "~", r"\,", "'", "&", "1.", "^{}"])
def test_long_formulas_take_no_time(part: str) -> None:
    tex = (part * 2000)[:2000]
    started = time.process_time()
    draw(tex, 80)
    assert time.process_time() - started < 1


# Characters


def test_every_character_takes_one_column() -> None:
    tables = [
        *(char for char, _ in (*SYMBOLS.values(), *CHARACTERS.values(), *OPERATORS.values()) if len(char) == 1),
        *(char for alphabet in ALPHABETS.values() for char in alphabet.values()),
        *SUPERSCRIPTS.values(),
        *SUBSCRIPTS.values(),
        *"─│┌√⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎰⎱‖╱╲⌠⎮⌡╰┬╯╭┴╮‾∛∜",
    ]
    assert [char for char in tables if unicodedata.east_asian_width(char) in "WF" or cell_width(char) != 1] == []


def test_small_characters_are_forms_of_the_characters_they_stand_for() -> None:
    looks_alike = {"′": "′", "∗": "*", "∘": "°"}
    for forms in (SUPERSCRIPTS, SUBSCRIPTS):
        for char, form in forms.items():
            assert form == looks_alike.get(char) or unicodedata.normalize("NFKC", form) == char


def test_letters_of_a_typeface_are_forms_of_the_letters_they_stand_for() -> None:
    for alphabet in ALPHABETS.values():
        for char, form in alphabet.items():
            assert unicodedata.normalize("NFKC", form) == unicodedata.normalize("NFKC", char)


# Any TeX

_WORDS: Final = st.sampled_from(
    [
        *SYMBOLS,
        *OPERATORS,
        *"abxyz0129+-=*/()[]{}|<>.,;:!?'^_&~%$# \\",
        r"\frac",
        r"\sqrt",
        r"\hat",
        r"\left",
        r"\right",
        r"\begin{cases}",
        r"\end{cases}",
        r"\\",
        r"\text{ if }",
        r"\mathbf",
        r"\operatorname{f}",
        r"\underbrace",
        r"\not",
        r"\big",
        r"\middle|",
        r"\overset",
        r"\binom",
        r"\quad",
        "^{",
        "_{",
        "{",
        "}",
        "}{",
        r"\foo",
        "é",
        "漢",
        "\x1b",
        "²",
        "₁",
        "√",
        "∑",
        "−",
        "’",
        "\u200b",
        r"\over",
        r"\choose",
        r"\rm",
        r"\color{red}",
        r"\tag{1}",
        r"\boxed",
        r"\mathop",
        r"\substack",
        r"\hskip 1em",
    ]
)


@examples(60)
@given(st.lists(_WORDS, max_size=30).map("".join) | st.text(max_size=40), st.integers(0, 120))
def test_any_text_gives_a_drawing_or_a_reason_and_never_a_backslash(tex: str, width: int) -> None:
    line, drawing, reason = inline(tex), draw(tex, width), explain_failure(tex)
    assert (line is None) is (reason is not None)
    assert line is None or ("\\" not in line and line.isprintable())
    if drawing is not None:
        assert reason is None
        assert not any("\\" in row for row in drawing.lines)
        assert len({cell_width(row) for row in drawing.lines}) == 1
        assert cell_width(drawing.lines[0]) <= width


def _braced(formulas: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return formulas.map("{{{}}}".format)


def _pattern(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Fill the places `@` of a pattern."""

    def filled(values: tuple[str, ...]) -> str:
        pieces = pattern.split("@")
        return pieces[0] + "".join(value + piece for value, piece in zip(values, pieces[1:], strict=True))

    return st.tuples(*parts).map(filled)


_LETTERS: Final = st.sampled_from(
    r"a b i n q x y z A K Q \alpha \theta \phi \mathbf{x} \mathbb{R} \mathcal{L} \hat{y} \bar{q} \ell \nabla 1 2 10 0.5".split()
)
_NAMES: Final = st.sampled_from([r"\mathrm{KL}", r"\text{loss}"])
_BEFORE: Final = st.sampled_from(
    [r"\log ", r"\exp ", r"\sum_{i=1}^n ", r"\max_\theta ", r"\lim_{x \to 0}", r"\int_0^1 ", r"\operatorname{f}"]
)
_BETWEEN: Final = st.sampled_from([" ", " + ", " - ", r" \cdot ", " = ", r" \to ", ", ", r" \mid ", r" \text{ if } "])


def _larger(formulas: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one, base = _braced(formulas), _LETTERS | _NAMES
    return st.one_of(
        _pattern("@@@", formulas, _BETWEEN, formulas),
        _pattern("@@", _BEFORE, formulas),
        _pattern("@(@)", _BEFORE | base, formulas),
        _pattern("-@", formulas),
        *(_pattern(f"{command}@@", one, one) for command in (r"\frac", r"\frac", r"\binom", r"\overset")),
        *(_pattern(f"{command}@", one) for command in (r"\sqrt", r"\sqrt[3]", r"\sqrt[n]", r"\sqrt[q]")),
        *(_pattern(f"{command}@", one) for command in (r"\hat", r"\overline")),
        *(_pattern(pattern, base | one, one) for pattern in ("@_@", "@^@")),
        *(_pattern(pattern, base, one, one) for pattern in ("@_@^@", "@(@|@)", r"@(@\|@)", r"\underbrace{@ + @}_@")),
        *(_pattern(pattern, base) for pattern in ("@'", "@^*", r"@^\top", "@!", "@^{[l]}")),
        *(_pattern(pattern, formulas) for pattern in (r"\left[@\right]", r"\|@\|", r"\lvert @\rvert", r"\{@\}")),
        _pattern(r"\left.@\right|_@", formulas, one),
        _pattern(r"\begin{bmatrix} @ & @ \\ @ & @ \end{bmatrix}", *[formulas] * 4),
        _pattern(r"\begin{cases} @ & @ \\ @ & @ \end{cases}", *[formulas] * 4),
    )


_FORMULAS: Final = st.recursive(_LETTERS | _NAMES, _larger, max_leaves=10)


@examples(60)
@given(_FORMULAS)
def test_the_one_line_form_of_any_formula_means_what_the_tex_means(tex: str) -> None:
    line = inline(tex)
    if line is not None:
        assert inline_parser.read(line) == inline_parser.term(parse(tex))


@examples(40)
@given(_FORMULAS)
def test_a_formula_that_fits_is_never_cut(tex: str) -> None:
    widest = draw(tex, 100_000)
    if widest is not None:
        width = cell_width(widest.lines[0])
        assert draw(tex, width) == widest
        assert draw(tex, width - 1) != widest


def _drawn(tex: str, width: int = 1_000) -> Drawing:
    drawing = draw(tex, width)
    assert drawing is not None
    return drawing
