"""Running text: how wide it is on a screen, and where its lines end, in every script."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from flashcards.kinds.typed import difference
from flashcards.markup.markdown import layout
from flashcards.markup.wrapping import wrap
from flashcards.text import Span, cell_width, clean, clusters, padded


def shown(text: str, width: int) -> list[str]:
    return [line.text for line in wrap([Span(text)], width)]


@given(st.text(max_size=300), st.integers(1, 120))
def test_running_text_never_exceeds_the_width_and_loses_no_word(text: str, width: int) -> None:
    plain = " ".join(clean(text).replace("\n", " ").split(" "))
    lines = wrap([Span(plain)], width)
    assert all(line.width <= max(width, 2) for line in lines)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(plain.replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    "text",
    [
        "⚠️",
        "✔️ ok",
        "❤️",
        "👍🏽",
        "👩\u200d💻",
        "🇩🇪",
        "नमस्ते",
        "ไทย",
        "soft\u00adhyphen",
        "한국어",
        "日本",
        "x\u0302",
        "ﬁ",
        "①②",
        "−√∑",
        "\u200b",
    ],
)
def test_a_text_is_as_wide_as_the_screen_measures_it(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(st.text(max_size=40))
def test_the_characters_a_person_sees_make_up_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert not any(cluster[1:2].isascii() for cluster in clusters(text) if cluster[1:2] and "\u200d" not in cluster)


@given(st.text(max_size=40), st.integers(1, 20))
@example("0\n00", 3)
def test_padded_text_has_exactly_the_width(text: str, width: int) -> None:
    assert cell_width(padded(text, width)) == width
    assert len(padded(text, width).splitlines()) == 1


@pytest.mark.parametrize("together", ["👩\u200d💻", "👍🏽", "e\u0301", "❤️", "नि"])
def test_what_belongs_together_is_never_parted(together: str) -> None:
    for width in (3, 4, 5):
        assert all(line.count(together[0]) == line.count(together) for line in shown("ab" + together * 6, width))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        # Between any two characters, but no punctuation that closes begins a line, and none that opens ends one.
        ("模型在训练集上表现很好", 10, ["模型在训练", "集上表现很", "好"]),
        ("模型在训练，然后停止", 10, ["模型在训", "练，然后停", "止"]),
        ("模型在训（练）然后停止", 10, ["模型在训", "（练）然后", "停止"]),
        ("使用Adam优化器", 6, ["使用", "Adam优", "化器"]),
        ("学習率を下げる。", 8, ["学習率を", "下げる。"]),
        ("下げる。", 6, ["下げ", "る。"]),
        ("チェック", 4, ["チェ", "ック"]),
        ("값이 다르다 그리고", 8, ["값이", "다르다", "그리고"]),
        ("training with batches", 10, ["training", "with", "batches"]),
        ("50％的数据", 6, ["50％的", "数据"]),
    ],
)
def test_chinese_and_japanese_wrap_between_characters_by_their_rules(text: str, width: int, lines: list[str]) -> None:
    assert shown(text, width) == lines


def test_a_line_of_chinese_is_filled() -> None:
    text = "推理时 LayerNorm 不需要统计量，因为它只看一个样本；而批归一化需要滑动平均的均值与方差，两者因此表现不同。"
    assert layout(text, 60)[0].width >= 56


def test_text_from_right_to_left_keeps_its_order() -> None:
    hebrew, arabic = "הגרדיאנט של softmax הוא p − y תמיד", "معدل التعلم يتحكم في حجم الخطوة"
    for text in (hebrew, arabic):
        assert " ".join(shown(text, 14)) == text


def test_words_in_several_styles_are_one_word() -> None:
    spans = [Span("a"), Span("bc", ("strong",)), Span("d e")]
    assert [line.text for line in wrap(spans, 4)] == ["abcd", "e"]
    east = [Span("梯度", ("strong",)), Span("，下降")]
    assert [line.text for line in wrap(east, 6)] == ["梯度，", "下降"]


@pytest.mark.parametrize(
    ("typed", "accepted", "start", "size"),
    [
        ("梯度上升算法", "梯度下降算法", 6, 4),
        ("é x", "é y", 4, 1),
        ("e\u0301x", "e\u0301y", 3, 1),
        ("ab", "ac", 3, 1),
        ("日本", "日本語", 6, 2),
    ],
)
def test_the_carets_of_a_difference_stand_under_the_characters_that_differ(
    typed: str, accepted: str, start: int, size: int
) -> None:
    *_, marks, _ = difference(typed, accepted).split("\n")
    assert (len(marks) - len(marks.lstrip()), len(marks.strip())) == (start, size)


@pytest.mark.parametrize("sign", ["-", "−", "+", "*", "–", "·"])
def test_a_sign_between_two_terms_never_begins_a_row(sign: str) -> None:
    text = (
        f"It shuffles the row numbers 0 to n {sign} 1 and yields k {sign} 1 pairs of considerably {sign} longer lists."
    )
    for width in range(16, 40):
        rows = shown(text, width)
        assert not any(row.startswith(sign) for row in rows), rows
        assert sum(f"n {sign} 1" in row for row in rows) == 1
        assert all(cell_width(row) <= width for row in rows)
        assert " ".join(rows) == text


def test_a_list_keeps_its_marks() -> None:
    rows = [line.text for line in layout("- one\n- two - 2", 40)]
    assert len(rows) == 2
    assert all("one" in rows[0] and row.lstrip()[0] in "•-" for row in rows)
