"""The page of a person's progress: one self-contained file of pictures and tables, and the pictures as files."""

import contextlib
import os
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from flashcards import __version__
from flashcards.days import minutes_words
from flashcards.figures import Figures
from flashcards.insights import Share
from flashcards.pictures import habits, recall, stock
from flashcards.pictures.axes import date_words, percent
from flashcards.pictures.exhibits import Period, Picture, Table
from flashcards.pictures.legend import textures
from flashcards.pictures.svg import document, element, escaped, inline

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser lets the page do: nothing but its own styles."""


def sections(figures: Figures) -> dict[str, list[Picture]]:
    """Every picture, under the headings of the page."""
    period = Period(figures)
    return {
        "Today": [habits.today(figures), stock.now(figures)],
        "What you did": [
            habits.calendar(figures), habits.answers(figures, period), habits.minutes(figures, period),
            habits.introduced(figures, period), habits.buttons(figures), habits.hours(figures),
        ],
        "What you remember": [
            recall.retention(figures, period), recall.ages(figures), recall.retention_by_deck(figures),
            recall.retention_by_kind(figures), recall.calibration(figures), recall.confidence(figures),
        ],
        "What comes": [stock.forecast(figures, 30), stock.forecast(figures, 90), recall.curve(figures)],
        "Your cards": [stock.held(figures, period), stock.stability(figures), stock.retrievability(figures)],
        "What goes wrong": [stock.lapsed(figures), stock.missed_points(figures), stock.mistakes(figures)],
    }  # fmt: skip


def page(figures: Figures) -> str:
    """The page: one HTML document that asks nothing of the network and runs nothing."""
    found = sections(figures)
    shown = {title: [p for p in pictures if p.drawing] for title, pictures in found.items()}
    shown = {title: pictures for title, pictures in shown.items() if pictures}
    later = [p for pictures in found.values() for p in pictures if not p.drawing]
    begun = bool(figures.activity)
    body = [
        element("svg", textures(), class_="textures", aria_hidden="true"),
        element("header", element("h1", "Progress"), element("p", escaped(scope(figures)), class_="of"),
                _tiles(figures) if begun else _welcome(figures), _contents(list(shown)) if begun else ""),
        element("main", *(_section(title, pictures) for title, pictures in shown.items()), _later(later) if later else ""),
        element("footer", f"Made by flashcards {__version__} on {date_words(figures.at.study_day)}."
                " Only answers that stand are counted; practice and mock interviews never count for retention."),
    ]  # fmt: skip
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        element("title", f"Progress on {date_words(figures.at.study_day)}"),
        element("style", _style("pictures/pictures.css"), _style("report.css")),
    ]
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        *head,
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)


def scope(figures: Figures) -> str:
    """What the figures are about: the cards and the days."""
    since = f"from {date_words(figures.since)} " if figures.since else ""
    until = date_words(min(figures.until or figures.at.study_day, figures.at.study_day))
    cards = f"Cards: {figures.query}" if figures.query.strip() else "All cards"
    return f"{cards}, {since}up to {until}"


def _style(name: str) -> str:
    return files("flashcards").joinpath(name).read_text(encoding="utf-8")


def _tiles(figures: Figures) -> str:
    today, forecast = figures.today, figures.forecast(1)
    month = sum(figures.retention_by_period["month"].values(), Share())
    _, young, mature = forecast.days[0]
    tiles = [
        (
            "Answered today",
            f"{today.total:,}",
            f"{percent(today.passed / today.total)} passed" if today.total else "nothing yet",
        ),
        ("Time today", minutes_words(today.minutes), "at the cards"),
        ("Days in a row", f"{figures.streak:,}", "with an answer"),
        ("Still due", f"{forecast.total:,}", f"{forecast.backlog:,} overdue, {young + mature:,} today"),
        ("Remembered", percent(month.value), f"in 30 days; target {percent(figures.target)}"),
        ("Mature cards", f"{figures.held_now['mature']:,}", f"of {figures.held_now.total():,}"),
    ]
    return element(
        "dl",
        *(element("div", element("dt", a), element("dd", b), element("dd", c)) for a, b, c in tiles),
        class_="tiles",
    )


def _welcome(figures: Figures) -> str:
    cards = figures.held_now.total()
    what = (
        f"{cards:,} cards are ready." if cards else "There are no cards here yet; `flashcards decks` lists your decks."
    )
    return element(
        "div", element("h3", "Nothing has been answered here yet"),
        element("p", escaped(what).replace("`flashcards decks`", "<code>flashcards decks</code>")
                + " Run <code>flashcards</code>, answer a few, and make this page again: it fills as you study."),
        class_="welcome",
    )  # fmt: skip


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _contents(titles: Iterable[str]) -> str:
    return element("nav", *(element("a", title, href=f"#{_anchor(title)}") for title in titles), aria_label="Sections")


def _section(title: str, pictures: Iterable[Picture]) -> str:
    heading = element("h2", title, id=_anchor(title))
    return element("section", heading, element("div", *map(_exhibit, pictures), class_="exhibits"))


def _exhibit(picture: Picture) -> str:
    assert picture.drawing is not None
    said = f"{picture.says} {picture.meaning}"
    drawings = inline(picture.drawing, picture.name, picture.title, said, "broad" if picture.tall else "")
    if picture.tall:
        drawings += inline(picture.tall, f"{picture.name}-tall", picture.title, said, "tall")
    return element(
        "figure", element("figcaption", element("h3", escaped(picture.title)), element("p", escaped(picture.says), class_="says"),
                          element("p", escaped(picture.meaning), class_="meaning")),
        drawings,
        element("details", element("summary", "The same as a table"), element("div", _table(picture.table), class_="scroll")),
        class_="exhibit broad" if picture.tall else "exhibit", id=f"figure-{picture.name}",
    )  # fmt: skip


def _table(table: Table) -> str:
    head = element("tr", *(element("th", escaped(name), scope="col") for name in table.head))
    rows = "".join(
        element("tr", element("th", escaped(first), scope="row"), *map(_cell, rest)) for first, *rest in table.rows
    )
    return element("table", element("thead", head), element("tbody", rows))


def _cell(text: str) -> str:
    return (
        element("td", escaped(text)) if text[:1].isdigit() or not text else element("td", escaped(text), class_="words")
    )


def _later(pictures: Iterable[Picture]) -> str:
    items = (element("li", element("strong", escaped(p.title)), f": {escaped(p.says)}") for p in pictures)
    return element("section", element("h2", "Still empty"), element("ul", *items, class_="later"))


def write_page(figures: Figures, path: Path) -> None:
    """Write the page; raises OSError, and then what was there before is untouched."""
    _write(path, page(figures))


def write_pictures(figures: Figures, folder: Path) -> list[Path]:
    """Write each picture that has something to show as an SVG file; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for picture in (p for pictures in sections(figures).values() for p in pictures):
        if picture.drawing is not None:
            said = f"{picture.says} {picture.meaning}"
            text = document(picture.drawing, picture.title, said, _style("pictures/pictures.css"), textures())
            written.append(folder / f"{picture.name}.svg")
            _write(written[-1], text)
    return written


def _write(path: Path, text: str) -> None:
    """Write aside and rename, so that nobody ever reads half a file."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
