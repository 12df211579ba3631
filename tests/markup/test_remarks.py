"""What is not shown as it was written is said; what is, is not."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.kinds.holes import ClozeError, pieces_of
from flashcards.markup import remarks as module
from flashcards.markup.markdown import as_text, layout
from flashcards.markup.remarks import remarks
from tests.conftest import examples


def rules(text: str) -> list[str]:
    return [remark.rule for remark in remarks(text)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (r"It is $\fcolorbox{red}{x}$.", "tex"),
        ("$$\n\\frac{a}{b\n$$", "tex"),
        ("$$a$$ and $$\\foo$$", "tex"),
        ("| a |\n|---|\n| $\\foo$ |", "tex"),
        ("With $x = $ [3] it is", "dollar"),
        ("from $x$ to $ y", "dollar"),
        ("the shell's $HOME", "dollar"),
        (r"a \(b without an end", "dollar"),
        (r"\[ no end", "dollar"),
        ("__init__ runs first", "name"),
        ("call `f` in __main__.", "name"),
        ("<b>bold</b>", "html"),
        ("a <!-- comment -->", "html"),
        ("x<sub>2</sub>", "html"),
        ("```python\nx = 1", "fence"),
        ("~~~\nx\n```", "fence"),
        ("> ```\n> x", "fence"),
        ("**a **b", "stars"),
        ("| a | b |\n|---|---|\n| c | d | e |", "table"),
        ("| a | b |\n|---|---|\n| c | d |\nWhat is missing?", "table"),
        (f"```\n{'x' * 73}\n```", "wide"),
    ],
)
def test_what_is_not_shown_as_it_was_meant_is_said_once_with_a_remedy(text: str, rule: str) -> None:
    found = list(remarks(text))
    assert {remark.rule for remark in found} == {rule}
    assert all(remark.fix for remark in found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 or $6.50 an hour",
        "| a | b |\n|---|---|\n| c | d |\n\nWhat is missing?",
        "a | b\n---|---\nc | d",
        r"a literal \$ sign and \$HOME",
        "`$HOME`, `__init__`, `<b>`, `**x**`",
        r"$x$, \(y\), $$z$$ and \[w\]",
        "$ y_l $ is known",
        "List<int> and std::vector<float> and 1 < 2 > 0",
        "2**3 and a * b * c",
        "**bold** and *em* and ***both***",
        "**高效（fast）**的方法",
        "```python\nx = '$HOME' + '<b>'\n```",
        f"```\n{'x' * 72}\n```",
        f"```diff\n-{'x' * 73}\n+y\n```",
        "| a | b |\n|---|---|\n| $|w|^2$ | `a|b` |",
        "| a | b |\n|---|---|\n| c \\| d | e |",
    ],
)
def test_what_is_shown_as_it_was_meant_gets_no_remark(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The method __init__ runs first.", "The method __init__ runs first."),
        ("[3]: not a reference", "[3]: not a reference"),
        (r"The weight \(w_1\) counts.", "The weight w₁ counts."),
        ("\\[\na\n= b\n\\]", "  a = b"),
        (r"As \[x^2\] shows", "As\n  x²\nshows"),
        ("The output $ y_l $ is known.", "The output yₗ is known."),
        ("It costs $ 5 or $ 6.", "It costs $ 5 or $ 6."),
        ("5$/h or 6$/h, 2$x$", "5$/h or 6$/h, 2x"),
        (r"a \$5 and $x$", "a $5 and x"),
        ("so:\n$$\na\n- b\n$$\nthen", "so:\n\n  a − b\n\nthen"),
        ("$$\na = b\n\nc = d\n$$", "  a = b\n\n  c = d"),
        ("$$a = b$$ (7)", "  a = b    (7)"),
        ("文档支持**：**开发人员", "文档支持：开发人员"),
        ("**高效（fast）**的方法", "高效（fast）的方法"),
        ("使用**“注意力”**机制", "使用“注意力”机制"),
        ("这是~~错误（旧）~~的", "这是错误（旧）的"),
        ("| a | b |\n|---|---|\n| ridge | $|w|^2$ |", "a      b\n─────  ────\nridge  |w|²"),
        ("| a |\n|---|\n| $\\|w\\|$ |\n| `x|y` |\n| `x\\|y` |", "a\n───\n‖w‖\nx|y\nx|y"),
    ],
)
def test_nothing_that_an_author_wrote_is_lost_or_changed(text: str, shown: str) -> None:
    assert as_text(text) == shown


@pytest.mark.parametrize(
    "part",
    [
        *["\\(a", "`a``b", "{{c1::a", "$$a", "| a ", "**", "[a](", "漢、", "{{c1::a}} "],
        pytest.param("$a$1", marks=pytest.mark.slow),
    ],
)
def test_no_text_that_a_card_may_have_takes_long(part: str) -> None:
    text = (part * 20_000)[:20_000]
    begun = time.process_time()
    layout(text, 74)
    list(remarks(text))
    with suppress(ClozeError):
        pieces_of(text)
    assert time.process_time() - begun < 2


_PARTS = st.sampled_from(
    [
        *"ab1 \n*_`~$<>|\\()[]{}#-+:",
        "**",
        "__",
        "$$",
        "```",
        "\n\n",
        "\n- ",
        "    ",
        "\n    ",
        "\t",
        "__init__",
        "<b>",
        r"\foo",
        "| a |",
        "\n---\n",
    ]
)


@examples(80)
@given(st.lists(_PARTS, max_size=20).map("".join))
def test_what_is_fine_at_a_glance_is_fine_when_it_is_laid_out(text: str) -> None:
    glance = module._is_doubtful(text)
    assert glance or not list(module._remarks(text))
