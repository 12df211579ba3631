"""The page of a person's progress: one self-contained file of pictures and tables; and the pictures as files."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import resources
from pathlib import Path

from flashcards import __version__, files
from flashcards.days import minutes_words
from flashcards.files import FileError
from flashcards.records import replace
from flashcards.stats.exhibits import habits as done
from flashcards.stats.exhibits import recall as known
from flashcards.stats.exhibits import stock as of_cards
from flashcards.stats.exhibits.exhibit import Exhibit
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Share
from flashcards.stats.lines import nothing, scope
from flashcards.stats.page.pictures import habits, recall, stock
from flashcards.stats.page.pictures.legend import textures
from flashcards.stats.page.pictures.picture import Drawn, Picture, Table
from flashcards.stats.page.pictures.svg import document, element, escaped, inline
from flashcards.words import date_words, percent, reason

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser lets the page do: nothing but its own styles."""
LONGEST_NAME = 34
"""Letters of a row's name that stay on one line."""
FOOTNOTE = "Answers that were taken back do not count; practice and mock interviews do not count for retention."


def _ahead(horizon: int) -> tuple[Exhibit, Callable[[Figures], Drawn]]:
    """The forecast so many days ahead."""
    says = partial(of_cards.forecast_words, horizon=horizon)
    title = f"{of_cards.FORECAST.title}, {horizon} days"
    exhibit = replace(of_cards.FORECAST, name=f"forecast-{horizon}", title=title, says=says)
    return exhibit, partial(stock.forecast, horizon=horizon)


SECTIONS: dict[str, list[tuple[Exhibit, Callable[[Figures], Drawn]]]] = {
    "Today": [(done.TODAY, habits.today), (of_cards.NOW, stock.now)],
    "What you did": [
        (done.CALENDAR, habits.calendar),
        (done.ANSWERS, habits.answers),
        (done.MINUTES, habits.minutes),
        (done.INTRODUCED, habits.introduced),
        (done.BUTTONS, habits.buttons),
        (done.HOURS, habits.hours),
    ],
    "What you remember": [
        (known.RETENTION, recall.retention),
        (known.AGES, recall.ages),
        (known.BY_DECK, recall.by_deck),
        (known.BY_KIND, recall.by_kind),
        (known.CALIBRATION, recall.calibration),
        (known.SURENESS, recall.confidence),
    ],
    "Your cards": [
        _ahead(30),
        _ahead(90),
        (known.CURVE, recall.curve),
        (of_cards.HELD, stock.held),
        (of_cards.STABILITY, stock.stability),
        (of_cards.RECALL, stock.retrievability),
    ],
    "What goes wrong": [
        (of_cards.LAPSES, stock.lapsed),
        (of_cards.POINTS, stock.missed_points),
        (of_cards.MISTAKES, stock.mistakes),
    ],
}


def sections(figures: Figures) -> dict[str, list[Picture]]:
    """Every picture, under the headings of the page."""
    return {
        title: [Picture.of(exhibit, figures, draw) for exhibit, draw in pictures]
        for title, pictures in SECTIONS.items()
    }


def page(figures: Figures) -> str:
    """The page: one HTML document that asks nothing of the network and runs nothing."""
    found = sections(figures)
    shown = {title: [p for p in pictures if p.drawing] for title, pictures in found.items()}
    shown = {title: pictures for title, pictures in shown.items() if pictures}
    later = [p for pictures in found.values() for p in pictures if not p.drawing]
    top = _tiles(figures) + _contents(shown) if figures.activity else _welcome(figures)
    day = date_words(figures.at.study_day, weekday=True)
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        element("title", f"Progress on {day}"),
        element("style", _style("pictures/pictures.css"), _style("report.css")),
    ]
    body = [
        element("svg", textures(), class_="textures", aria_hidden="true"),
        element("header", element("h1", "Progress"), element("p", escaped(scope(figures)), class_="of"), top),
        element("main", *(_section(title, pictures) for title, pictures in shown.items()), _later(later)),
        element("footer", f"Made by flashcards {__version__} on {day}. {FOOTNOTE}"),
    ]
    begin = ["<!DOCTYPE html>", '<html lang="en">', "<head>", *head, "</head>"]
    return "\n".join([*begin, "<body>", *body, "</body>", "</html>", ""])


def _style(name: str) -> str:
    return resources.files("flashcards.stats.page").joinpath(name).read_text(encoding="utf-8")


def _tiles(figures: Figures) -> str:
    today, forecast = figures.today, figures.forecast(1)
    month = sum(figures.retention_by_period["month"].values(), Share())
    _, young, mature = forecast.days[0]
    passed = f"{percent(today.share)} passed" if today.reviews else "practice" if today.total else "nothing yet"
    tiles = [
        ("Answered today", f"{today.total:,}", passed),
        ("Time today", minutes_words(today.minutes), "at the cards"),
        ("Days in a row", f"{figures.streak:,}", "with an answer"),
        ("Still due", f"{forecast.total:,}", f"{forecast.backlog:,} overdue, {young + mature:,} today"),
        ("Remembered", percent(month.value), f"30 days; target {percent(figures.target)}"),
        ("Mature cards", f"{figures.held_now['mature']:,}", f"of {figures.held_now.total():,}"),
    ]
    told = (element("div", element("dt", a), element("dd", b), element("dd", c)) for a, b, c in tiles)
    return element("dl", *told, class_="tiles")


def _welcome(figures: Figures) -> str:
    cards = figures.held_now.total()
    none = "There are no such cards; <code>flashcards decks</code> lists the decks."
    begin = "Run <code>flashcards</code>, answer a few, and make this page again: it fills as you study."
    title = element("h3", nothing(figures))
    ready = f"{cards:,} cards are ready. {begin}" if cards else none
    return element("div", title, element("p", ready), class_="welcome")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _contents(titles: Iterable[str]) -> str:
    return element("nav", *(element("a", title, href=f"#{_anchor(title)}") for title in titles), aria_label="Sections")


def _section(title: str, pictures: Iterable[Picture]) -> str:
    heading = element("h2", title, id=_anchor(title))
    return element("section", heading, element("div", *map(_exhibit, pictures), class_="exhibits"))


def _exhibit(picture: Picture) -> str:
    assert picture.drawing is not None
    drawings = inline(picture.drawing, picture.name, picture.title, picture.described, "broad" if picture.tall else "")
    if picture.tall:
        drawings += inline(picture.tall, f"{picture.name}-tall", picture.title, picture.described, "tall")
    caption = element(
        "figcaption",
        element("h3", escaped(picture.title)),
        element("p", escaped(picture.says), class_="says"),
        element("p", escaped(picture.meaning), class_="meaning"),
    )
    # A box that scrolls can be reached with the keyboard.
    table = element(
        "div", _table(picture.table), class_="scroll", tabindex="0", role="region", aria_label=picture.title
    )
    details = element("details", element("summary", "The same as a table"), table)
    style = "exhibit broad" if picture.tall else "exhibit"
    return element("figure", caption, drawings, details, class_=style, id=f"figure-{picture.name}")


def _table(table: Table) -> str:
    said = [any(_is_words(row[i]) for row in table.rows) for i in range(len(table.head))]
    head = (_cell("th", name, "col", words) for name, words in zip(table.head, said, strict=True))
    rows = (
        element(
            "tr",
            _cell("th", first, "row", len(first) > LONGEST_NAME),
            *(_cell("td", c, "", _is_words(c)) for c in rest),
        )
        for first, *rest in table.rows
    )
    return element("table", element("thead", element("tr", *head)), element("tbody", *rows))


def _is_words(text: str) -> bool:
    return len(text) > 1 and not text[0].isdigit()


def _cell(name: str, text: str, scope: str, words: bool) -> str:
    named = {"scope": scope} if scope else {}
    return element(name, escaped(text), **named, **({"class_": "words"} if words else {}))


def _later(pictures: Sequence[Picture]) -> str:
    if not pictures:
        return ""
    items = (element("li", element("strong", escaped(p.title)), f": {escaped(p.says)}") for p in pictures)
    return element("section", element("h2", "Still empty"), element("ul", *items, class_="later"))


_IS_PAGE = files.begins(f'<!DOCTYPE html>.*content="{re.escape(POLICY)}"')
_IS_PICTURE = files.begins(r"<\?xml[^>]*>\n<svg [^>]*picture-title picture-desc")


def write_page(figures: Figures, path: Path, *, force: bool = False) -> None:
    """Write the page, in the place of such a page or with `force` of any file.

    Raises UsageError or FileError, and then what was there before is untouched.
    """
    files.refuse_others(path, _IS_PAGE, "page of statistics", force=force)
    files.replace_text(path, page(figures))


def write_pictures(figures: Figures, folder: Path, *, force: bool = False) -> list[Path]:
    """Write each picture that has something to show as an SVG file of its own, all or, where one may not be, none.

    In the place of such pictures, or with `force` of any file. Raises UsageError or FileError.
    """
    shown = [p for pictures in sections(figures).values() for p in pictures if p.drawing]
    style = _style("pictures/pictures.css")
    for picture in shown:
        files.refuse_others(folder / f"{picture.name}.svg", _IS_PICTURE, "such picture", force=force)
    if shown:
        _make(folder)
    for picture in shown:
        assert picture.drawing is not None
        svg = document(picture.drawing, picture.title, picture.described, style, textures())
        files.replace_text(folder / f"{picture.name}.svg", svg)
    return [folder / f"{picture.name}.svg" for picture in shown]


def _make(folder: Path) -> None:
    """A folder for pictures, open to whoever may look: unlike the home it is made to be shown."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise FileError(f"the folder {folder} cannot be made: {reason(err)}; name another place") from err
