"""Figures say what they are: practice is no review, a flight west no lost day, and unequal shares no equal bars."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest

from flashcards.days import Moment, moment
from flashcards.events import Kind, Mode
from flashcards.library import Library
from flashcards.stats import behind, lines
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Activity, Bin, Calibration, Share
from flashcards.stats.memory import RECALL_EDGES, recall_bins
from flashcards.stats.page.pictures import recall, stock
from flashcards.stats.page.pictures.picture import Period
from flashcards.stats.wording import verdict
from flashcards.titles import one_line, title
from flashcards.tui.progress.cardview import card_lines
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import BELOW, Spread, below
from flashcards.tui.progress.pages import BY_NAME
from flashcards.tui.progress.panel import Room
from flashcards.tui.progress.panels.answers import ranked
from flashcards.why import why
from tests.conftest import DECK, Clock

TOKYO, ANGELES = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))


def answer(library: Library, at: Moment, card: str, rating: int, mode: Mode = Mode.REVIEW) -> None:
    log = library.progress
    log.append(log.make(Kind.REVIEW, at, card, mode=mode, rating=rating, elapsed_ms=9000, parameters="fsrs6@0.9"))


def test_a_prediction_on_the_edge_of_a_bin_belongs_to_the_bin_that_it_begins(library: Library, clock: Clock) -> None:
    log = library.progress
    for predicted, rating in ((0.85, 3), (0.899999, 1), (0.9, 3), (0.949999, 3), (0.95, 1), (0.999999, 3), (1.0, 1)):
        columns = {"mode": Mode.REVIEW, "rating": rating, "elapsed_ms": 9000, "parameters": "fsrs6@0.9"}
        log.append(log.make(Kind.REVIEW, clock.moment(), "recall", predicted=predicted, **columns))
    found = Figures(library, clock.moment()).calibration
    assert [(b.low, b.high, b.actual) for b in found.bins] == [
        (0.85, 0.9, Share(1, 2)),
        (0.9, 0.95, Share(2, 2)),
        (0.95, 1.0, Share(1, 2)),
    ], "a certain prediction is that of an answer on the same day, which is none"
    assert [b.predicted for b in found.bins] == pytest.approx([0.8749995, 0.9249995, 0.9749995])


def text(picture: Picture) -> str:
    return "\n".join(line.text for line in picture.lines)


def test_practice_counts_as_answers_and_time_but_not_in_the_share_passed(library: Library, clock: Clock) -> None:
    for card in ("recall", "precision"):
        answer(library, clock.moment(), card, 4)
        answer(library, clock.moment(), card, 1, Mode.PRACTICE)
    today = Figures(library, clock.moment()).today
    assert (today.total, today.reviews, today.passed, today.share) == (4, 2, 2, 1.0)
    answer(library, clock.moment(), "softmax", 1)
    figures = Figures(library, clock.moment())
    assert "5 answers" in lines.lines(figures, lines.glyphs_for("utf-8"))[2]
    assert "67" in lines.lines(figures, lines.glyphs_for("utf-8"))[2]


class GoneThrough(list[Activity]):
    """Days that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Iterator[Activity]:
        self.times += 1
        return super().__iter__()


def test_what_was_done_today_goes_through_many_days_as_seldom_as_through_few(library: Library, clock: Clock) -> None:
    times = []
    for days in (3, 300):
        figures = Figures(library, clock.moment())
        gone = GoneThrough(Activity(clock.moment().study_day - timedelta(days=n), {"young": 2}) for n in range(days))
        figures.__dict__["activity"] = gone
        assert figures.today.total == 2
        times.append(gone.times)
    assert times[0] == times[1]


def test_a_day_of_practice_alone_has_no_share(library: Library, clock: Clock) -> None:
    answer(library, clock.moment(), "recall", 1, Mode.PRACTICE)
    figures = Figures(library, clock.moment())
    assert figures.today.share is None
    assert "passed" not in lines.lines(figures, lines.glyphs_for("utf-8"))[2]
    assert BY_NAME["today"].draw(figures, Room(76, 8)).marks[0].said == "Today: 1 answer, <1 min"


def test_a_card_gone_from_all_decks_does_not_count_as_overdue(library: Library, clock: Clock, decks: Path) -> None:
    for card in ("recall", "precision"):
        answer(library, clock.moment(), card, 4)
    clock.forward(days=400)
    today = clock.moment().study_day
    assert Figures(library, clock.moment()).forecast().backlog == 2
    (decks / "small.yaml").write_text(DECK.replace("id: recall", "id: renamed").replace("What is recall", "Say recall"))
    library.reload()
    figures = Figures(library, clock.moment())
    assert figures.forecast().backlog == 1
    assert behind.due(figures, None, today) == ["precision"]
    assert "recall" in figures.states, "its record is kept all the same"


def test_a_flight_west_breaks_neither_today_nor_the_streak_nor_the_last_day(library: Library) -> None:
    for back in (1, 0):
        morning = datetime(2026, 3, 2, 8, tzinfo=TOKYO) - timedelta(days=back)
        answer(library, moment(morning, 4), "recall", 3)
    evening = moment(datetime(2026, 3, 1, 20, tzinfo=ANGELES), 4)
    assert evening.study_day < datetime(2026, 3, 2, tzinfo=TOKYO).date()
    figures = Figures(library, evening)
    assert (figures.today.total, figures.streak) == (1, 2)
    assert BY_NAME["today"].draw(figures, Room(76, 8)).marks[0].said.startswith("Today: 1 answer")
    said = " ".join(why(library, library.cards["recall"], evening).sentences())
    assert "answered tomorrow" not in said
    assert "Last answered today" in said


def bins_of(*rows: tuple[float, int, int]) -> Calibration:
    """Predicted recall, passed and asked, a bin each."""
    bins = tuple(Bin(round(p - 0.025, 3), round(p + 0.025, 3), p, Share(passed, n)) for p, passed, n in rows)
    return Calibration(bins, sum(n for *_, n in rows), 0.1, 0.3, 0.02)


def test_predictions_are_in_step_only_where_no_bin_is_surely_off() -> None:
    assert verdict(bins_of((0.925, 370, 400), (0.875, 350, 400))).startswith("In step: ")
    mixed = verdict(bins_of((0.925, 332, 400), (0.775, 348, 400)))
    assert mixed.startswith("In step on average")
    assert "but not from" in mixed
    assert verdict(bins_of((0.925, 200, 400))).startswith("Too hopeful")
    assert verdict(bins_of((0.925, 9, 10))).startswith("Only 10 answers")


def test_a_bar_of_missed_points_is_the_share_missed() -> None:
    rows = [("1 of 6", 1 / 6, "a", "bar"), ("1 of 11", 1 / 11, "b", "bar"), ("6 of 6", 1.0, "c", "bar")]
    drawn = text(ranked(rows, Room(100, 8), 1.0)).splitlines()
    lengths = [sum(c in "█▏▎▍▌▋▊▉" for c in line) for line in drawn if line.strip()]
    assert lengths == [2, 1, 10]


def test_hollow_dots_are_explained_where_there_are_any() -> None:
    rows = [Spread("low", Share(10, 100), 0.9), Spread("fine", Share(90, 100), 0.9)]
    (fill,) = below(rows)
    assert (fill.glyph, fill.name) == (BELOW, "surely below")
    assert below(rows[1:]) == []


def test_recall_today_is_told_finely_where_most_cards_are() -> None:
    recalls = [0.2, 0.65, 0.84, 0.85, 0.91, 0.93, 0.96, 0.999, 1.0, 1.0]
    bins = recall_bins(recalls)
    assert sum(n for *_, n in bins) == len(recalls)
    assert sum(low >= 0.8 for low, _, _ in bins) >= 6
    assert [n for *_, n in bins][-1] == 3
    assert (bins[0][0], bins[-1][1]) == (0.0, 1.0)
    assert all(high == low for (_, high, _), (low, *_) in pairwise(bins))
    assert len(bins) == len(RECALL_EDGES) - 1


def test_retention_on_the_page_is_by_week_also_for_a_few_weeks(library: Library, clock: Clock) -> None:
    for _ in range(12):
        answer(library, clock.moment(), "recall", 3)
        clock.forward(days=2)
    figures = Figures(library, clock.moment())
    assert Period(figures).grain == "day"
    drawn = recall.retention(figures)
    assert drawn.how.endswith("each point is a week.")
    assert drawn.table.head[0] == "Week"


def test_a_card_that_asks_what_code_prints_is_named_by_its_code(library: Library, decks: Path, clock: Clock) -> None:
    (decks / "more.yaml").write_text(
        "title: M\ncards:\n  - id: slice\n    code: |\n      import math\n      x = [1, 2]\n      print(x[-1:])\n    prints: '[2]'\n"
        "  - id: gain\n    question: What is {{a}} + {{b}}?\n    number: {given: {a: 2..9, b: 2..9}, answer: a + b}\n"
    )
    library.reload()
    assert title(library.cards["slice"]) == "Prints? x = [1, 2]; print(x[-1:])"
    for _ in range(4):
        for card, rating in (("slice", 4), ("slice", 1), ("gain", 4), ("gain", 1)):
            answer(library, clock.moment(), card, rating)
            clock.forward(days=30)
    figures = Figures(library, clock.moment())
    shown = text(BY_NAME["lapses"].draw(figures, Room(76, 8)).picture)
    assert "Prints? x = [1, 2]" in shown
    assert "{{" not in shown
    assert "{{" not in str(stock.lapsed(figures).table)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Why is $F_1$ low?\n", "Why is F₁ low?"),
        ("Two\nlines", "Two lines"),
        ("**Bold** and `code`", "Bold and code"),
        (
            "See:\n\n```python\nfrom x import y\na = 1\nfor b in a:\n    print(b)\n```\n",
            "See: a = 1; for b in a: print(b)",
        ),
        ("- one\n- two", "• one • two"),
        ("x" * 400, "x" * 300),
        ("a\x1b[31m b", "a\N{REPLACEMENT CHARACTER}[31m b"),
    ],
)
def test_a_text_becomes_one_plain_line(markdown: str, plain: str) -> None:
    assert one_line(markdown) == plain


def test_figures_of_the_recall_chart_are_those_of_the_cards(library: Library, clock: Clock) -> None:
    for card, days in (("recall", 0), ("precision", 30), ("softmax", 60)):
        answer(library, replace(clock.moment(), study_day=clock.moment().study_day - timedelta(days=days)), card, 3)
    figures = Figures(library, clock.moment())
    assert sum(n for *_, n in figures.recall_bins) == 3
    for low, high, n in figures.recall_bins:
        assert len(behind.with_recall(figures, low, high)) == n


def test_days_that_only_a_wrong_clock_has_seen_do_not_count_until_they_come(library: Library, clock: Clock) -> None:
    answer(library, clock.moment(), "recall", 3)
    answer(library, replace(clock.moment(), study_day=clock.moment().study_day + timedelta(days=1)), "softmax", 3)
    assert sum(day.total for day in Figures(library, clock.moment()).activity) == 2
    far = replace(clock.moment(), study_day=clock.moment().study_day + timedelta(days=400))
    answer(library, far, "precision", 3)
    now = Figures(library, clock.moment())
    assert sum(day.total for day in now.activity) == 2
    assert max(now.calendar) < far.study_day
    assert far.study_day not in [day for day, _ in now.held_over_time]
    then = Figures(library, far)
    assert sum(day.total for day in then.activity) == 3


def test_a_card_that_was_flagged_and_never_answered_has_no_curve_and_can_be_looked_at(
    library: Library, clock: Clock
) -> None:
    log = library.progress
    log.append(log.make(Kind.FLAG, clock.moment(), "recall", detail={"note": "typo"}))
    figures = Figures(library, clock.moment())
    assert figures.curve("recall") == figures.curve("precision") == []
    assert any("typo" in line.text for line in card_lines(figures, figures.library.cards["recall"], 60))
