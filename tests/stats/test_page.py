"""The page and its pictures: true to the figures, whole without the network, readable for every eye, safe with any deck."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.days import moment
from flashcards.events import Kind, Mode
from flashcards.files import FileError
from flashcards.library import Library
from flashcards.stats import lines as summary
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Share
from flashcards.stats.page import report
from flashcards.stats.page.pictures import axes, heatmap, plots, standings
from flashcards.stats.page.pictures.picture import Picture
from flashcards.stats.page.pictures.svg import Drawing, text_width
from flashcards.text import cell_width
from flashcards.tui.progress.pages import BY_NAME
from flashcards.tui.progress.panel import Room
from flashcards.words import UsageError
from tests.conftest import Clock, examples, opened
from tests.stats.two_months import TODAY, Person, write_decks

VOID = {"meta", "link", "img", "br", "hr", "input"}
ABOVE, BELOW = 11, 3
"""Units that a word takes above and below its base line."""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two months of study of three small decks."""
    folder = tmp_path_factory.mktemp("studied")
    (folder / "home").mkdir()
    write_decks(folder / "decks")
    library = opened(folder / "home", [folder / "decks"])
    Person(library).study()
    yield library
    library.close()


@pytest.fixture(scope="module")
def figures(studied: Library) -> Figures:
    return Figures(studied, moment(TODAY, 4))


def every(figures: Figures) -> dict[str, Picture]:
    return {p.name: p for pictures in report.sections(figures).values() for p in pictures}


class Page(HTMLParser):
    """Elements with their attributes and what is open; well-formed, or an assertion."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.open[-1] if self.open else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_holds_every_picture_with_its_name_its_description_and_a_table(figures: Figures) -> None:
    page = Page(report.page(figures))
    pictures = [svg for svg in page.all("svg") if "picture" in svg["class"]]
    assert len(every(figures)) == 23
    assert len(pictures) == len(every(figures)) + 1, "the calendar has a second form for narrow windows"
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for svg in pictures:
        assert svg["role"] == "img"
        assert len(svg["aria-labelledby"].split()) == 2
        assert set(svg["aria-labelledby"].split()) <= set(ids)
    assert len(page.all("details")) == len(page.all("figure")) == len(every(figures))
    assert len(page.all("table")) == len(page.all("figure"))
    for picture in every(figures).values():
        assert picture.says.endswith(".") or picture.name in ("points", "mistakes")
        assert picture.meaning.endswith(".")
        assert picture.table.rows
        assert all(len(row) == len(picture.table.head) for row in picture.table.rows), picture.name


def test_the_page_runs_nothing_and_asks_for_nothing(figures: Figures) -> None:
    text = report.page(figures)
    page = Page(text)
    names = {tag for tag, _ in page.found}
    assert not names & {
        "script",
        "iframe",
        "object",
        "embed",
        "link",
        "img",
        "image",
        "use",
        "form",
        "base",
        "audio",
        "video",
    }
    for tag, attributes in page.found:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert not {"src", "srcset", "action", "data", "xlink:href"} & set(attributes)
        assert attributes.get("href", "#").startswith("#")
    addresses = set(re.findall(r"[a-z]+://[^\"'\s)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}, "a namespace is a name, not an address"
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {f"#{i}" for i in re.findall(r'id="(tx-\w+)"', text)}
    assert "@import" not in text
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert text.index("Content-Security-Policy") < text.index("<style")


def test_what_a_page_links_to_within_itself_is_there(figures: Figures) -> None:
    page = Page(report.page(figures))
    links = {a["href"].removeprefix("#") for a in page.all("a")}
    assert links == {h["id"] for h in page.all("h2") if "id" in h}
    assert len(links) == 5


def test_an_empty_log_gives_a_friendly_page_and_makes_no_file(library: Library, clock: Clock, home: Path) -> None:
    figures = Figures(library, clock.moment())
    page = Page(report.page(figures))
    said = " ".join(text for _, text in page.words)
    assert "Nothing has been answered here yet" in said
    assert "4 cards are ready." in said
    assert "Still empty" in said
    assert len(page.all("figure")) == 1, "the cards that wait"
    assert not (home / "progress.db").exists()
    assert summary.lines(figures)[2] == "Nothing has been answered here yet; `flashcards` begins."


def test_a_query_without_cards_gives_a_page_too(studied: Library) -> None:
    figures = Figures(studied, moment(TODAY, 4), "level:senior")
    said = " ".join(text for _, text in Page(report.page(figures)).words)
    assert "There are no such cards" in said
    assert len(summary.lines(figures)) == 4


@pytest.mark.parametrize("since", [None, TODAY.date() - timedelta(days=9), TODAY.date() + timedelta(days=9)])
@pytest.mark.parametrize("until", [None, TODAY.date() - timedelta(days=3), TODAY.date() - timedelta(days=999)])
def test_every_period_has_a_page_and_a_summary(studied: Library, since: date | None, until: date | None) -> None:
    figures = Figures(studied, moment(TODAY, 4), "", since, until)
    Page(report.page(figures))
    assert all(cell_width(line) <= 80 for line in summary.lines(figures))


def test_text_of_a_hostile_deck_stays_text(home: Path, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "x.yaml").write_text(
        "title: X\ncards:\n  - id: evil\n    question: '<script>alert(1)</script> & \"quoted\" ]]>'\n    choices:\n"
        "      - right: '</title><svg onload=alert(2)>'\n      - wrong: '<img src=http://x.invalid/>'\n        because: no\n",
        encoding="utf-8",
    )
    library = opened(home, [tmp_path / "x.yaml"])
    orphan = "gone\x1b]0;\ufffe\u202e<b>"
    for card in ("evil", orphan):
        for rating in (4, 1, 1):
            detail = {"mistakes": ["</desc><script>", *report_keys(library, card)]}
            library.progress.append(
                library.progress.make(
                    Kind.REVIEW,
                    clock.moment(),
                    card,
                    fingerprint="f",
                    mode=Mode.REVIEW,
                    rating=rating,
                    elapsed_ms=8000,
                    parameters="fsrs6@0.9",
                    spread=None,
                    predicted=None,
                    detail=detail,
                )
            )
            clock.forward(days=30)
    figures = Figures(library, clock.moment())
    page = Page(report.page(figures))
    assert not page.all("script") + page.all("img") + page.all("b")
    assert not any("onload" in attributes for attributes in page.all("svg"))
    folder = tmp_path / "svg"
    for path in report.write_pictures(figures, folder):
        ET.parse(path)
    assert "lapses.svg" in {path.name for path in folder.iterdir()}
    assert all("\x1b" not in line and "\u202e" not in line for line in summary.lines(figures))
    library.close()


def report_keys(library: Library, card: str) -> list[str]:
    from flashcards import kinds

    return list(kinds.wording(library.cards[card])) if card in library.cards else []


# -- its numbers ------------------------------------------------------------------------------------------------------


def number(text: str) -> float:
    return float(text.replace(",", "").removesuffix("%"))


def test_tables_hold_the_numbers_of_the_figures(figures: Figures) -> None:
    tables = {name: picture.table for name, picture in every(figures).items()}
    assert sum(number(n or "0") for _, *days in tables["calendar"].rows for n in days) == figures.calendar.total()
    assert {row[0]: number(row[1]) for row in tables["today"].rows} == figures.today.answers
    passed = sum(number(row[1]) for row in tables["retention"].rows)
    answers = sum(number(row[2]) for row in tables["retention"].rows)
    whole = sum((share for _, share in figures.retention_by_day), Share())
    assert (passed, answers) == (whole.passed, whole.total)
    assert sum(number(row[2]) for row in tables["retention-decks"].rows) == whole.total
    assert sum(number(row[2]) for row in tables["retention-kinds"].rows) == whole.total
    assert sum(number(row[3]) for row in tables["calibration"].rows) == figures.calibration.answers
    assert sum(number(row[1]) for row in tables["hours"].rows) == sum(s.total for s in figures.hours)
    backlog, *days = tables["forecast-90"].rows
    assert number(backlog[1]) + sum(number(y) + number(m) for _, y, m in days) == figures.forecast(90).total
    assert {age: tuple(map(number, counts)) for age, *counts in tables["buttons"].rows} == {
        age: tuple(counts[r] for r in (1, 2, 3, 4)) for age, counts in figures.buttons.items() if counts.total()
    }
    assert sum(number(row[1]) for row in tables["stability"].rows) == sum(n for *_, n in figures.stabilities)
    assert [int(row[2]) for row in tables["lapses"].rows] == [state.lapses for _, state in figures.most_lapsed]


def heights(drawing: Drawing, style: str) -> list[float]:
    """The heights of the bars of a series, from left to right."""
    root = ET.fromstring(f"<svg>{drawing.body}</svg>")
    bars = [r for r in root.iter("rect") if style in r.get("class", "").split() and r.get("rx") is None]
    return [float(r.get("height", 0)) for r in sorted(bars, key=lambda r: float(r.get("x", 0)))]


def test_bars_are_as_high_as_their_values() -> None:
    places = axes.named(["a", "b", "c"])
    drawing = plots.bars(
        places, [plots.Series("young", "young", [1, 2, 4]), plots.Series("mature", "mature", [3, 0, 4])], "cards"
    )
    (one, two, four), (three, four_more) = heights(drawing, "young"), heights(drawing, "mature")
    assert two / one == pytest.approx(2, abs=0.02)
    assert four / one == pytest.approx(4, abs=0.02)
    assert three / one == pytest.approx(3, abs=0.02)
    assert four == pytest.approx(four_more, abs=0.2)
    assert "a: 4 cards (1 young, 3 mature)" in drawing.body


def test_a_share_stands_where_its_axis_says() -> None:
    drawing = plots.lines(axes.named(["a", "b"]), [plots.Series("x", "mature", [0.8, None])], "passed", target=0.9)
    root = ET.fromstring(f"<svg>{drawing.body}</svg>")
    level = {t.text: float(t.get("y", 0)) - 4 for t in root.iter("text") if (t.text or "").endswith("%")}
    (dot,) = root.iter("circle")
    assert float(dot.get("cy", 0)) == pytest.approx(level["80%"], abs=0.11)
    (target,) = [line for line in root.iter("line") if line.get("class") == "target"]
    assert float(target.get("y1", 0)) == pytest.approx(level["90%"], abs=0.11)


@given(st.integers(1, 3000), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_buckets_cover_every_day_once(length: int, first: date) -> None:
    last = first + timedelta(days=length - 1)
    found = axes.buckets(first, last)
    assert found[0].first == first
    assert found[-1].last == last
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(found))
    assert len(found) <= 120 or length > 800
    assert {b.grain for b in found} == {"day" if length <= 62 else "week" if length <= 800 else "month"}
    assert all(b.first.weekday() == 0 for b in found[1:] if b.grain == "week")


def test_the_mean_of_a_bucket_counts_its_days_without_answers(studied: Library) -> None:
    figures = Figures(studied, moment(TODAY, 4), "", TODAY.date() - timedelta(days=99))
    rows = every(figures)["minutes"].table.rows
    assert rows[-1][0] == "Mon 23 Nov 2026", "the week that has begun is as long as it has lasted"
    assert number(rows[-1][1]) == pytest.approx(figures.today.minutes, abs=0.06)
    week = [a for a in figures.activity if date(2026, 11, 16) <= a.day <= date(2026, 11, 22)]
    assert len(week) < 7
    assert number(rows[-2][1]) == pytest.approx(sum(a.minutes for a in week) / 7, abs=0.06)


@given(st.floats(0.001, 1e6), st.integers(3, 8), st.booleans())
def test_ticks_are_round_cover_the_values_and_are_few(top: float, most: int, whole: bool) -> None:
    found = axes.ticks(top, most, whole=whole)
    assert found[0] == 0
    assert found[-1] >= top - 1e-9
    assert 2 <= len(found) <= most + 1
    assert not whole or all(value == round(value) for value in found)
    step = found[1]
    assert found == pytest.approx([i * step for i in range(len(found))])


@given(st.floats(0, 1))
def test_axes_of_shares_reach_from_below_the_lowest_to_all(lowest: float) -> None:
    found = axes.share_ticks(lowest)
    assert found[0] <= lowest or lowest > 0.8
    assert found[-1] == 1
    assert 3 <= len(found) <= 6 + 1


# -- its looks --------------------------------------------------------------------------------------------------------


def collisions(drawing: Drawing) -> list[str]:
    """Words that touch other words or leave the picture, at the larger of the two sizes."""
    boxes: list[tuple[str, float, float, float]] = []
    for text in ET.fromstring(f"<svg>{drawing.body}</svg>").iter("text"):
        size, x = text_width(text.text or ""), float(text.get("x", 0))
        left = x - size * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
        boxes.append((text.text or "", left, left + size, float(text.get("y", 0))))
    found = [
        f"{said!r} leaves the picture"
        for said, left, right, y in boxes
        if left < -0.6 or right > drawing.width + 0.6 or y < ABOVE or y + BELOW > drawing.height
    ]
    for (said, left, right, y), (other, left2, right2, y2) in combinations(boxes, 2):
        if left < right2 - 0.5 and left2 < right - 0.5 and abs(y - y2) < ABOVE + BELOW:
            found.append(f"{said!r} touches {other!r}")
    return found


@pytest.mark.parametrize(
    ("query", "days"), [("", None), ("deck:optimisers", 20), ("kind:basic", 400), ("tag:adam", 1200), ("", 1)]
)
def test_no_word_of_a_picture_touches_another(studied: Library, query: str, days: int | None) -> None:
    at = moment(TODAY, 4)
    since = None if days is None else at.study_day - timedelta(days=days - 1)
    for picture in every(Figures(studied, at, query, since)).values():
        for drawing in filter(None, (picture.drawing, picture.tall)):
            assert collisions(drawing) == [], picture.name


@examples(15)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 3000), st.integers(0, 10_000_000))
def test_dates_and_numbers_fit_whatever_the_period(first: date, length: int, most: int) -> None:
    found = axes.buckets(first, first + timedelta(days=length - 1))
    drawing = plots.bars(
        axes.dated(found), [plots.Series("x", "young", [float(most)] * len(found))], "answers a day", whole=False
    )
    assert collisions(drawing) == []
    labels = [t for t in re.findall(r">([^<>]+)</text>", drawing.body) if re.search("[A-Z][a-z]{2}|^20", t)]
    assert labels, "every picture over time has a date"


@examples(15)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_months_of_the_calendar_fit_and_every_day_has_one_square(last: date) -> None:
    for rows in (1, 3):
        drawing = heatmap.calendar({last: 3, last - timedelta(days=100): 1}, last, rows=rows)
        assert collisions(drawing) == []
        days = re.findall(r"<title>(\w+ \d+ \w+ \d+): (\d+)", drawing.body)
        assert len(days) == len(set(days)) == 52 * 7 + last.weekday() + 1
        assert Counter(n for _, n in days) == {"0": len(days) - 2, "3": 1, "1": 1}


@examples(15)
@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.text("0123456789 of", max_size=12), st.integers(0, 9), st.integers(9, 20)),
        max_size=8,
    )
)
def test_long_texts_of_a_ranking_are_wrapped_or_cut(rows: list[tuple[str, str, int, int]]) -> None:
    drawing = standings.ranking([(text, note, float(part), float(whole)) for text, note, part, whole in rows], "again")
    assert collisions(drawing) == []


def test_days_differ_by_the_size_of_their_square_as_well_as_by_colour() -> None:
    last = date(2026, 11, 22)
    drawing = heatmap.calendar({last - timedelta(days=i): count for i, count in enumerate((1, 3, 5, 8))}, last)
    sizes = [float(re.search(rf'width="([\d.]+)"[^>]*class="heat{i}[" ]', drawing.body)[1]) for i in (1, 2, 3, 4)]  # type: ignore[index]
    assert sizes == sorted(set(sizes))


# Simulated colour blindness for linear RGB, full severity: Machado, Oliveira & Fernandes 2009, table 1.
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TOGETHER = (
    ("new", "learning", "relearning", "young", "mature", "practice", "mock"),
    ("new", "learning", "relearning", "young", "mature", "suspended"),
    ("again", "hard", "good", "easy"),
    ("late", "young", "mature"),
    ("mature", "hard", "again"),
)
Vector = tuple[float, ...]


def linear(colour: str) -> Vector:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def oklab(vector: Vector) -> Vector:
    """Björn Ottosson's Oklab, where distances are about those that are seen."""
    cones = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        tuple(min(1.0, max(0.0, c)) for c in vector),
    )
    return times(
        (
            (0.2104542553, 0.793617785, -0.0040720468),
            (1.9779984951, -2.428592205, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.808675766),
        ),
        tuple(c ** (1 / 3) for c in cones),
    )


def contrast(one: Vector, other: Vector) -> float:
    """As WCAG 2 has it."""
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", report._style("pictures/pictures.css"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_one_picture_stay_apart_for_every_eye_and_stand_out_from_the_page(scheme: str) -> None:
    palette = {name: linear(colour) for name, colour in palettes()[scheme].items()}
    for names in TOGETHER:
        for eye, matrix in EYES.items():
            seen = {name: oklab(times(matrix, palette[name])) for name in names}
            for one, other in combinations(names, 2):
                apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
                assert apart >= 0.09, f"{one} and {other} look alike to {eye} eyes: {apart:.3f}"
        for name in names:
            assert contrast(palette[name], palette["surface"]) >= 3, name
    for name in ("ink", "muted", "target"):
        assert contrast(palette[name], palette["surface"]) >= 4.5
        assert contrast(palette[name], palette["page"]) >= 4.5


# -- files ------------------------------------------------------------------------------------------------------------


def test_each_picture_is_a_file_that_stands_for_itself(figures: Figures, tmp_path: Path) -> None:
    written = report.write_pictures(figures, tmp_path / "a" / "b")
    assert {p.stem for p in written} == set(every(figures))
    assert {p.name for p in (tmp_path / "a" / "b").iterdir()} == {p.name for p in written}
    for path in written:
        root = ET.parse(path).getroot()
        assert root.tag == f"{SVG}svg"
        assert float(root.get("width", 0)) > 100
        assert root[0].tag == f"{SVG}title"
        assert root[1].tag == f"{SVG}desc"
        assert root[1].text
        assert "prefers-color-scheme: dark" in path.read_text(encoding="utf-8")


def test_what_cannot_be_written_leaves_what_was_there(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text("before", encoding="utf-8")

    def full_disk(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(FileError, match="No space"):
        report.write_page(figures, page, force=True)
    assert page.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [page], "nothing is left lying beside it"


def test_pages_and_pictures_replace_their_own_kind_and_nothing_else(figures: Figures, tmp_path: Path) -> None:
    page, empty = tmp_path / "page.html", tmp_path / "empty.html"
    page.write_text("<!DOCTYPE html><title>Mine</title>", encoding="utf-8")
    empty.touch()
    with pytest.raises(UsageError, match="is no page of statistics; name another file, or add --force"):
        report.write_page(figures, page)
    assert page.read_text(encoding="utf-8") == "<!DOCTYPE html><title>Mine</title>"
    report.write_page(figures, page, force=True)
    report.write_page(figures, page)
    report.write_page(figures, empty)
    assert page.read_text(encoding="utf-8") == empty.read_text(encoding="utf-8") == report.page(figures)

    pictures = report.write_pictures(figures, tmp_path / "svg")
    assert report.write_pictures(figures, tmp_path / "svg") == pictures
    pictures[-1].write_text("<svg/>", encoding="utf-8")
    pictures[0].unlink()
    with pytest.raises(UsageError, match="is no such picture"):
        report.write_pictures(figures, tmp_path / "svg")
    assert not pictures[0].exists(), "all of them or none"
    assert pictures[-1].read_text(encoding="utf-8") == "<svg/>"


# -- in plain lines ---------------------------------------------------------------------------------------------------


def test_the_summary_fits_eighty_columns_and_says_what_the_figures_say(figures: Figures) -> None:
    lines = summary.lines(figures)
    assert all(cell_width(line) <= 80 and line == line.rstrip() for line in lines)
    text = "\n".join(lines)
    today = figures.today
    assert f"Today   {today.total} answers," in text
    assert f"{today.passed / today.total:.0%} passed" in text
    assert f"{figures.forecast(1).backlog} overdue" in text
    for name, share in figures.retention_by_deck.items():
        assert re.search(rf"{re.escape(name)}\s.*{share.value:.0%} of {share.total}", text)
    assert f"Brier score {figures.calibration.brier:.3f}" in text


def test_the_lines_the_page_and_the_panels_say_the_same_of_an_exhibit(figures: Figures) -> None:
    pictures, headings = every(figures), [line for line in summary.lines(figures) if line and line[0] != " "]
    for panel in BY_NAME.values():
        exhibit = panel.exhibit
        picture = pictures[exhibit.name if exhibit.name in pictures else f"{exhibit.name}-30"]
        assert picture.title.startswith(exhibit.title)
        assert picture.meaning.startswith(exhibit.meaning)
        drawn = " ".join(panel.draw(figures, Room(120, 30)).picture.text.split())
        if exhibit.name in SUMMED_UP:
            assert picture.says.removesuffix(".") in drawn
        if exhibit.name not in LEFT_OUT:
            assert any(line.startswith(exhibit.title) for line in headings), exhibit.title


SUMMED_UP = {
    "answers",
    "minutes",
    "introduced",
    "retention",
    "calibration",
    "confidence",
    "curve",
    "stability",
    "retrievability",
    "cards-over-time",
}
"""Whose panel ends with what the exhibit says."""
LEFT_OUT = {"retention", "minutes", "introduced", "curve", "stability", "retrievability", "cards-over-time"}
"""Of the lines, which are a glance."""


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 60))
def test_bars_of_glyphs_grow_with_their_value_and_show_the_least(value: int, whole: int, width: int) -> None:
    value = min(value, whole)
    for glyphs in (summary.BLOCKS, summary.ASCII):
        drawn = summary.bar(value, whole, glyphs, width)
        assert len(drawn) <= width
        assert bool(drawn) == bool(value)
        assert (len(drawn) == width and set(drawn) == {glyphs.parts[-1]}) or value < whole
        assert abs(len(drawn) - value / whole * width) <= 1


def test_streams_that_know_no_blocks_get_plain_characters(figures: Figures) -> None:
    assert summary.glyphs_for("utf-8") is summary.BLOCKS
    for encoding in ("ascii", "cp1252", None, "no-such-thing"):
        assert summary.glyphs_for(encoding) is summary.ASCII
    assert "\n".join(summary.lines(figures, summary.ASCII)).isascii()
