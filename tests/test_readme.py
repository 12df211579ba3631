"""What README promises is there and works."""

import html
import os
import re
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.cli import parser
from flashcards.decks.file import load
from flashcards.library import Library
from flashcards.query import parse
from flashcards.schedule.states import Rating
from tests.conftest import Clock
from tests.tui import picture

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_first_two_commands_run_and_test() -> None:
    assert blocks("sh")[:2] == ["pip install . && flashcards\n", "pip install -e '.[test]' && pytest\n"]


def words_of(svg: str) -> list[str]:
    return html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)).replace("\xa0", " ")).split()


async def test_the_picture_shows_the_review_screen_as_the_app_draws_it() -> None:
    (name,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert ROOT / name == picture.PICTURE
    drawn = await picture.draw()
    if os.environ.get("UPDATE_FRAMES"):
        picture.PICTURE.write_text(drawn, encoding="utf-8")
    shown = words_of(picture.PICTURE.read_text(encoding="utf-8"))
    assert {"Again", "Hard", "Good", "Easy", "Right"} <= set(shown)
    assert shown == words_of(drawn), "make it anew: python -m tests.tui.picture"


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_deck_is_ten_lines_and_loads() -> None:
    (deck,) = blocks("yaml")
    assert len(deck.strip().splitlines()) <= 10
    loaded = load(deck.encode(), Path("my.yaml"), "my")
    assert (loaded.problems, len(loaded.cards)) == ((), 1)


@pytest.mark.parametrize("command", re.findall(r"`flashcards ([^`]+)`", README))
def test_every_command_is_one(command: str) -> None:
    words = shlex.split(command.replace("FILE", "x.html").replace("DIR", "x"))
    if "--help" in words:
        return
    arguments = parser().parse_args(words)
    if arguments.command == "find":
        parse(" ".join(arguments.words))


def test_questions_in_sql_have_answers(
    library: Library,
    clock: Clock,
    home: Path,
    golden: Callable[[str, str], None],
) -> None:
    for _ in range(4):
        session = library.session(library.today(clock.moment()), clock.moment)
        while session.view.card is not None:
            session.reveal()
            session.rate(Rating.GOOD)
            clock.forward(minutes=11)
        clock.forward(days=3)
    library.close()
    log = sqlite3.connect(home / "progress.db")
    queries = re.findall(r'"(select .*?)"', README)
    assert {name for query in queries for name in re.findall(r"from (\w+)", query)} == {
        "daily",
        "reviews",
        "retention",
        "cards_now",
    }
    for query in queries:
        assert log.execute(query).fetchall(), query
    log.close()


def test_uv_finds_what_the_tests_need() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["dependency-groups"]["dev"] == ["flashcards[dev]"]
    assert "flashcards[test]" in project["project"]["optional-dependencies"]["dev"]


def test_the_number_of_decks_is_that_of_the_shipped_ones() -> None:
    assert f"{len(list((ROOT / 'decks').glob('*.yaml')))} decks on metrics" in README
