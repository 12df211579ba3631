"""Charts as text: true to their numbers, legible without colours, inside their room at every size."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.stats.insights import Share
from flashcards.text import cell_width
from flashcards.tui.content import STYLES
from flashcards.tui.progress.drawing import charts, heatmap, plots
from flashcards.tui.progress.drawing.charts import Bar, Fill
from flashcards.tui.progress.drawing.curve import line
from flashcards.tui.progress.drawing.heatmap import heat_map
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import Spread
from flashcards.tui.progress.pages import BY_NAME, TABS, pages
from flashcards.tui.progress.panel import grouped
from tests.conftest import examples

SOLID = [Fill("█", "bar")]
SIZES = st.tuples(st.integers(1, 170), st.integers(1, 50))
TODAY = date(2026, 11, 23)


def shown(picture: Picture) -> str:
    return "\n" + picture.text


def fits(picture: Picture, width: int, height: int) -> None:
    """Every row is exactly as wide as the picture."""
    assert (picture.width, len(picture.lines)) == (width, height)
    assert {cell_width(line.text) for line in picture.lines} == {width}


def test_bars_are_as_long_as_their_values_to_an_eighth_of_a_column() -> None:
    rows = [Bar("one", 1, "1 d"), Bar("eight", 8, "8 d"), Bar("none", 0, "0 d")]
    assert (
        shown(charts.bars(rows, 24, 3, cursor=1))
        == """
  one   █▎ 1 d
▸ eight ██████████ 8 d
  none  0 d"""
    )
    assert [charts.across(n, 64, 1) for n in (0, 1, 16, 32, 64)] == ["", "▏", "▎", "▌", "█"]


def test_columns_stand_on_an_axis_whose_numbers_they_meet() -> None:
    drawn = charts.columns([[4], [2], [0], [1], [0.01]], list("abcde"), 24, 9, fills=SOLID, unit="cards", cursor=1)
    assert (
        shown(drawn)
        == """
cards
4┤███  ┊
 │███  ┊
 │███  ┊
2┤███ ███
 │███ ███     ▄▄▄
 │███ ███     ███ ▁▁▁
0└┬───▲▲▲─┬───┬───┬───
  a   b   c   d   e"""
    )


def test_the_parts_of_a_column_differ_by_glyph_and_add_up() -> None:
    fills = [Fill("█", "mature", "mature"), Fill("▒", "young", "young")]
    drawn = charts.columns([[2, 4], [0, 3], [6, 0]], ["x", "y", "z"], 34, 9, fills=fills, unit="cards")
    assert (
        shown(drawn)
        == """
cards            █ mature  ▒ young
6┤▒▒▒▒▒▒▒▒▒           █████████
 │▒▒▒▒▒▒▒▒▒           █████████
 │▒▒▒▒▒▒▒▒▒           █████████
3┤▒▒▒▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒ █████████
 │█████████ ▒▒▒▒▒▒▒▒▒ █████████
 │█████████ ▒▒▒▒▒▒▒▒▒ █████████
0└┬─────────┬─────────┬─────────
  x         y         z"""
    )


@pytest.mark.parametrize(
    ("most", "rows", "step", "count"),
    [(1, 5, 1, 1), (45, 13, 15, 3), (100, 13, 50, 2), (7, 6, 3, 3), (0, 4, 1, 1), (1234, 12, 500, 3), (3, 1, 3, 1)],
)
def test_an_axis_has_round_numbers_that_reach_over_the_data(most: float, rows: int, step: float, count: int) -> None:
    found, per_step, steps = charts.steps(most, rows)
    assert (found, steps) == (step, count)
    assert found * steps >= most
    assert per_step * steps <= rows


@given(st.floats(0, 1e6), st.integers(1, 60), st.booleans())
def test_every_axis_reaches_its_data_within_its_rows(most: float, rows: int, whole: bool) -> None:
    step, per_step, count = charts.steps(most, rows, whole=whole)
    assert step * count >= most * 0.999999
    assert 1 <= per_step * count <= rows
    assert count == 1 or per_step >= 2
    assert not whole or step == int(step)


@given(SIZES, st.lists(st.integers(0, 300), min_size=1, max_size=120), st.integers(-1, 130), st.booleans())
@examples(50)
def test_columns_fit_any_room_and_their_labels_never_touch(
    size: tuple[int, int], values: list[int], cursor: int, from_end: bool
) -> None:
    width, height = size
    labels = [f"{n} Nov" for n in range(len(values))]
    drawn = charts.columns(
        [[v] for v in values], labels, width, height, fills=SOLID, unit="cards", cursor=cursor, from_end=from_end
    )
    fits(drawn, width, height)
    if height > 6 and width > 20:
        found = [word for word in drawn.lines[-1].text.split("  ") if word.strip()]
        assert all(word.strip() in labels for word in found), "two blanks between each two labels"


@given(SIZES, st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=60))
@examples(50)
def test_shares_fit_any_room(size: tuple[int, int], counts: list[tuple[int, int]]) -> None:
    width, height = size
    shares = [Share(a, a + b) for a, b in counts]
    fits(plots.whiskers(shares, ["day"] * len(shares), width, height, aim=0.9, cursor=0), width, height)
    rows = [Spread(f"deck {n}", share, 0.9) for n, share in enumerate(shares)]
    fits(plots.spreads(rows, width, height, cursor=len(rows) - 1), width, height)


@given(SIZES, st.integers(0, 400))
@examples(40)
def test_curves_and_calendars_fit_any_room(size: tuple[int, int], busy: int) -> None:
    width, height = size
    points = [(day, 0.99**day) for day in (0, 1, 2, 5, 30, 60)]
    band = [(share * 0.8, min(1.0, share * 1.1)) for _, share in points]
    fits(line(points, width, height, labels=[f"{d} d" for d, _ in points], aim=0.9, band=band, cursor=3), width, height)
    counts = {TODAY - timedelta(days=n): n % 7 for n in range(busy)}
    fits(heat_map(counts, TODAY, width, cursor=-1), width, heatmap.ROWS)


def test_a_share_stands_within_its_interval_and_one_surely_below_its_aim_is_hollow() -> None:
    rows = [Spread("good", Share(95, 100), 0.9), Spread("low", Share(60, 100), 0.9), Spread("empty", Share(), 0.9)]
    assert (
        shown(plots.spreads(rows, 60, 5, cursor=1))
        == """

  good                                ├┆───●─┤   95% of 100
▸ low   ├───────○──────┤               ┆         60% of 100
  empty                                ┆         no answers
        50%    60%     70%    80%     90%   100%"""
    )


def test_a_share_of_few_answers_does_not_stretch_the_axis_of_many() -> None:
    rows = [Spread("many", Share(90, 100), 0.9), Spread("one", Share(0, 1), 0.5)]
    text = plots.spreads(rows, 60, 4).text.split("\n")
    assert "◂" in text[2]
    assert "0% of 1" in text[2], "its number is said all the same"
    assert "20%" not in text[3]


def test_standing_shares_meet_the_line_of_their_aim() -> None:
    drawn = plots.whiskers([Share(90, 100), Share(), Share(10, 20)], ["a", "b", "c"], 40, 14, aim=0.9, cursor=2)
    assert (
        shown(drawn)
        == """


100%┤
    │     ╷
    │┄┄┄┄┄●┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
 80%┤     ╵
    │                           ╷
    │                           │
 60%┤                           │
    │                           │
    │                           ○
 40%┤                           │
    └─────┬──────────┬──────────▲─────
          a          b          c"""
    )


def test_a_line_falls_as_its_points_fall_over_the_band_of_single_ones() -> None:
    points, band = [(0, 1.0), (10, 0.8), (20, 0.6)], [(0.9, 1.0), (0.7, 0.9), (0.5, 0.8)]
    assert (
        shown(line(points, 30, 14, labels=["now", "10 d", "20 d"], aim=0.9, band=band, cursor=1))
        == """


100%┤⠤⢄⡀░░
    │░░⠈⠑⠢⢄⡀░░░░░
    │┄┄┄┄┄┄⠈⠑⠢⢄⡀┄┄┄┄┄┄┄┄┄┄┄┄┄┄
 80%┤     ░░░░░⠈⠑●⢄⡀░░░░░░░░░░
    │        ░░░░░░⠈⠑⠢⢄⡀░░░░░░
    │            ░░░░░░⠈⠑⠢⢄⡀░░
 60%┤                ░░░░░░⠈⠑⠢
    │                     ░░░░
    │                        ░
 40%┤
    └┬───────────▲───────────┬
     now         10 d     20 d"""
    )


def test_days_of_a_heat_map_differ_by_glyph_and_stand_below_their_month() -> None:
    counts = Counter({TODAY: 12, TODAY - timedelta(days=1): 1, TODAY - timedelta(days=7): 6})
    drawn = heat_map(counts, TODAY, 25, cursor=-1)
    assert (
        shown(drawn)
        == """
       Oct     Nov
Mon  · · · · · · · · ▪[█]
     · · · · · · · · ·
Wed  · · · · · · · · ·
     · · · · · · · · ·
Fri  · · · · · · · · ·
     · · · · · · · · ·
Sun  · · · · · · · · ▫
     none · ▫ ▪ ■ █ 12 on""".rstrip()
    )
    assert drawn.mark_at(5, 1) == 0
    assert heatmap.first_day(TODAY, 25) == date(2026, 9, 21)
    assert drawn.mark_at(23, 1) == 63


@given(st.integers(20, 200), st.integers(0, 3000))
def test_a_wide_heat_map_shows_a_year_and_a_narrow_one_fewer_weeks(width: int, back: int) -> None:
    today = TODAY - timedelta(days=back)
    first = heatmap.first_day(today, width)
    weeks = ((today - first).days + 7) // 7
    assert first.weekday() == 0
    assert weeks == min(53, (width - 5) // 2)
    months = heat_map({}, today, width).lines[0].text
    assert all(len(word) == 3 for word in months.split()), "names of months never touch"


@given(st.integers(1, 2000), st.integers(1, 150), st.booleans())
def test_columns_of_days_hold_each_day_once_and_fit(days: int, room: int, from_end: bool) -> None:
    first = TODAY - timedelta(days=days - 1)
    groups = grouped(first, TODAY, room, from_end=from_end)
    held = [g.first + timedelta(days=n) for g in groups.items for n in range((g.last - g.first).days + 1)]
    assert held == [first + timedelta(days=n) for n in range(days)]
    assert len(groups.items) <= room


def test_a_strip_is_filled_by_the_shares_of_its_parts() -> None:
    fills = [Fill("░", "bad"), Fill("▓", "good"), Fill("█", "bar")]
    assert charts.strip([1, 2, 1], 8, fills) == [("░░", "bad"), ("▓▓▓▓", "good"), ("██", "bar")]
    assert charts.strip([0, 0], 8, fills) == []


def test_wide_and_hostile_letters_keep_the_columns() -> None:
    drawn = charts.bars([Bar("深層学習 e\u0301", 3, "3"), Bar("[b]x\x1b]0;", 1, "1"), Bar("a\nb", 2, "2")], 40, 3)
    fits(drawn, 40, 3)
    text = drawn.text
    assert "深層学習" in text
    assert "\x1b" not in text
    assert "[b]x" in text
    assert "a b" in text


def test_a_picture_cuts_what_is_outside_and_finds_its_marks() -> None:
    inner, outer = Picture(3, 2), Picture(6, 2)
    inner.put(-1, 0, "abcdef", "bar")
    inner.area(7, 1, 0)
    outer.paste(inner, 4, 1)
    outer.put(0, 9, "lost")
    assert outer.text == "\n    bc"
    assert (outer.mark_at(5, 1), outer.mark_at(5, 0)) == (7, None)
    assert outer.is_free(0, 0, 6)
    assert not outer.is_free(3, 1, 2)


@given(st.integers(1, 220), st.integers(1, 70))
@examples(20)
def test_every_panel_stands_on_one_page_and_none_on_another(width: int, height: int) -> None:
    for tab in TABS:
        found = pages(tab, width, height)
        assert [slot.panel for page in found for slot in page] == list(tab.panels)
        for page in found:
            cells = Counter(
                (x, y) for s in page for y in range(s.y, s.y + max(0, s.height)) for x in range(s.x, s.x + s.width, 5)
            )
            assert max(cells.values(), default=1) == 1
            if len({s.y for s in page}) > 1:
                assert all(s.height >= s.panel.least and s.y + s.height <= height for s in page)


def test_every_sentence_fits_a_narrow_terminal_and_is_one() -> None:
    for panel in BY_NAME.values():
        meaning = panel.exhibit.meaning
        assert len(meaning) <= 74, meaning
        assert meaning.endswith(".")
        assert meaning[0].isupper()
    assert {p.name for tab in TABS for p in tab.panels} == set(BY_NAME)


def test_fills_that_stand_together_differ_without_colours_and_every_style_is_known() -> None:
    from flashcards.tui.progress.panels.answers import RATINGS
    from flashcards.tui.progress.panels.memory import STATES
    from flashcards.tui.progress.panels.study import STACK

    for fills in (STACK, STATES, RATINGS):
        assert len({f.glyph for f in fills}) == len(fills)
        assert {f.style for f in fills} <= set(STYLES)
    assert len(set(heatmap.GLYPHS)) == 5
    assert set(heatmap.STYLES) <= set(STYLES)
