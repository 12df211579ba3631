"""`flashcards stats`: its lines, its JSON and the schema that documents it, its files and its refusals."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from flashcards import cli
from flashcards.days import moment
from flashcards.stats.document import SCHEMA_VERSION, document
from flashcards.stats.figures import Figures
from tests.conftest import opened
from tests.stats.two_months import TODAY, Person, write_decks

NOW = TODAY.isoformat()
Stats = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home of two months of study, and its decks."""
    folder = tmp_path_factory.mktemp("studied")
    (folder / "home").mkdir()
    write_decks(folder / "decks")
    library = opened(folder / "home", [folder / "decks"])
    Person(library).study()
    library.close()
    return folder


@pytest.fixture
def stats(place: Path, capsys: pytest.CaptureFixture[str]) -> Stats:
    def run(*words: str, home: str = "home") -> tuple[int, str, str]:
        where = ["--home", str(place / home), "--decks", str(place / "decks"), "--now", NOW]
        code = cli.main(["stats", *words, *where])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("flashcards.stats").joinpath("stats.schema.json").read_text(encoding="utf-8")
    )
    return found


# -- the schema -------------------------------------------------------------------------------------------------------

TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "null": lambda v: v is None,
}
PROSE = {"$schema", "title", "description", "definitions"}


class Checker:
    """The part of draft 7 that the schema uses; a word that it does not know is an error of the schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.whole = schema

    def faults(self, value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
        if (
            unknown := set(schema)
            - PROSE
            - {name.removeprefix("_is_").replace("ref", "$ref") for name in dir(self) if name.startswith("_is_")}
        ):
            yield f"{at}: the schema says {unknown}, which nothing checks"
        for word, wanted in schema.items():
            if word not in PROSE:
                yield from getattr(self, f"_is_{word.lstrip('$')}")(value, wanted, schema, at)

    def _is_ref(self, value: Any, wanted: str, _: Any, at: str) -> Iterator[str]:
        yield from self.faults(value, self.whole["definitions"][wanted.removeprefix("#/definitions/")], at)

    def _is_allOf(self, value: Any, wanted: list[Any], _: Any, at: str) -> Iterator[str]:
        for schema in wanted:
            yield from self.faults(value, schema, at)

    def _is_type(self, value: Any, wanted: str | list[str], _: Any, at: str) -> Iterator[str]:
        names = [wanted] if isinstance(wanted, str) else wanted
        if not any(TYPES[name](value) for name in names):
            yield f"{at}: {value!r} is no {wanted}"

    def _is_const(self, value: Any, wanted: Any, _: Any, at: str) -> Iterator[str]:
        if value != wanted:
            yield f"{at}: {value!r} is not {wanted!r}"

    def _is_minimum(self, value: Any, wanted: float, _: Any, at: str) -> Iterator[str]:
        if TYPES["number"](value) and value < wanted:
            yield f"{at}: {value} is below {wanted}"

    def _is_maximum(self, value: Any, wanted: float, _: Any, at: str) -> Iterator[str]:
        if TYPES["number"](value) and value > wanted:
            yield f"{at}: {value} is above {wanted}"

    def _is_pattern(self, value: Any, wanted: str, _: Any, at: str) -> Iterator[str]:
        if isinstance(value, str) and not re.search(wanted, value):
            yield f"{at}: {value!r} does not look like {wanted}"

    def _is_items(self, value: Any, wanted: Any, _: Any, at: str) -> Iterator[str]:
        for i, item in enumerate(value if isinstance(value, list) else ()):
            yield from self.faults(item, wanted, f"{at}[{i}]")

    def _is_minItems(self, value: Any, wanted: int, _: Any, at: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) < wanted:
            yield f"{at}: fewer than {wanted}"

    def _is_maxItems(self, value: Any, wanted: int, _: Any, at: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) > wanted:
            yield f"{at}: more than {wanted}"

    def _is_required(self, value: Any, wanted: list[str], _: Any, at: str) -> Iterator[str]:
        for name in wanted:
            if isinstance(value, dict) and name not in value:
                yield f"{at}: {name} is missing"

    def _is_propertyNames(self, value: Any, wanted: Any, _: Any, at: str) -> Iterator[str]:
        for name in value if isinstance(value, dict) else ():
            yield from self.faults(name, wanted, f"{at}: the name {name}")

    def _is_properties(self, value: Any, wanted: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
        for name, item in value.items() if isinstance(value, dict) else ():
            if name in wanted:
                yield from self.faults(item, wanted[name], f"{at}.{name}")
            elif "additionalProperties" not in schema:
                yield f"{at}: {name} is not documented"

    def _is_additionalProperties(self, value: Any, wanted: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
        for name, item in value.items() if isinstance(value, dict) else ():
            if name not in schema.get("properties", {}):
                yield from self.faults(item, wanted, f"{at}.{name}")


def faults(document: Any, schema: dict[str, Any]) -> list[str]:
    return list(Checker(schema).faults(document, schema))


ASKED = [
    [],
    ["--deck", "optimisers"],
    ["--since", "7d"],
    ["--query", "kind:explain", "--until", "2026-10-31"],
    ["--query", "nothing-has-this"],
]


@pytest.mark.parametrize("words", ASKED)
def test_the_json_is_what_the_schema_documents(stats: Stats, schema: dict[str, Any], words: list[str]) -> None:
    code, out, err = stats("--json", *words)
    assert (code, err) == (0, "")
    assert faults(json.loads(out), schema) == []


def test_the_json_of_a_fresh_home_keeps_the_schema_and_makes_no_file(
    stats: Stats, schema: dict[str, Any], place: Path
) -> None:
    code, out, _ = stats("--json", home="fresh")
    document = json.loads(out)
    assert code == 0
    assert faults(document, schema) == []
    assert (document["days"], document["calibration"]["brier"], document["cards"]) == ([], None, {"new": 108})
    assert not (place / "fresh").exists()


def test_another_validator_agrees(stats: Stats, schema: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(schema)
    for words in ASKED:
        jsonschema.Draft7Validator(schema).validate(json.loads(stats("--json", *words)[1]))


def test_the_checker_finds_what_is_wrong(stats: Stats, schema: dict[str, Any]) -> None:
    right = json.loads(stats("--json")[1])

    def changed(change: Callable[[dict[str, Any]], object]) -> list[str]:
        document = json.loads(json.dumps(right))
        change(document)
        return faults(document, schema)

    assert changed(lambda d: d.pop("streak")) == [": streak is missing"]
    assert changed(lambda d: d.update(extra=1)) == [": extra is not documented"]
    assert changed(lambda d: d.update(version=1)) == [".version: 1 is not 2"]
    assert changed(lambda d: d["hours"].pop()) == [".hours: fewer than 24"]
    assert changed(lambda d: d["today"].update(passed="7")) == [".today.passed: '7' is no integer"]
    assert changed(lambda d: d["retention"]["all"]["young"].update(share=1.5)) == [
        ".retention.all.young.share: 1.5 is above 1"
    ]
    assert changed(lambda d: d["introduced"].update(monday=1))[0].startswith(".introduced: the name monday")
    assert changed(lambda d: d["confidence"]["adam"]["sure"].update(total=None)) == [
        ".confidence.adam.sure.total: None is no integer"
    ]


def test_the_schema_describes_every_field_and_names_the_version(schema: dict[str, Any]) -> None:
    def walk(node: Any, at: str) -> Iterator[str]:
        for name, inner in node.get("properties", {}).items() if isinstance(node, dict) else ():
            if not str(inner.get("description", "")).endswith("."):
                yield f"{at}.{name}"
        for name, inner in node.items() if isinstance(node, dict) else ():
            yield from walk(inner, f"{at}.{name}")

    assert list(walk(schema, "")) == []
    assert schema["properties"]["version"]["const"] == SCHEMA_VERSION
    assert set(schema["required"]) == set(schema["properties"])


def test_the_json_is_the_figures(stats: Stats, place: Path) -> None:
    library = opened(place / "home", [place / "decks"])
    at = moment(TODAY, 4)
    figures = Figures(library, at, "deck:metrics,optimisers (kind:basic)", at.study_day - timedelta(days=29))
    words = ["--deck", "metrics", "optimisers", "--query", "kind:basic", "--since", "30d"]
    assert json.loads(stats("--json", *words)[1]) == json.loads(json.dumps(document(figures)))
    library.close()


# -- what is counted --------------------------------------------------------------------------------------------------


def answers(stats: Stats, *words: str) -> int:
    return sum(sum(day["answers"].values()) for day in json.loads(stats("--json", *words)[1])["days"])


def test_decks_add_up_and_folders_are_decks_too(stats: Stats) -> None:
    each = [answers(stats, "--deck", name) for name in ("metrics", "optimisers", "transformers/attention")]
    assert all(each)
    assert answers(stats, "--deck", "metrics", "optimisers") == each[0] + each[1]
    assert answers(stats, "--deck", "metrics", "--deck", "optimisers") == each[0] + each[1]
    assert answers(stats, "--deck", "transformers") == each[2]
    assert answers(stats) == sum(each)


def test_a_deck_with_a_space_in_its_name_can_be_asked_for(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("my deck", "other"):
        (tmp_path / f"{name}.yaml").write_text(
            f"title: T\ncards:\n  - id: {name[0]}\n    question: Q?\n    answer: A\n", encoding="utf-8"
        )
    assert cli.main(["stats", "--json", "--deck", "my deck", "--home", str(home), "--decks", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["cards"] == {"new": 1}


def test_periods_cut_days_off(stats: Stats) -> None:
    days = json.loads(stats("--json", "--since", "2026-11-01", "--until", "2026-11-10")[1])["days"]
    assert days
    assert all("2026-11-01" <= day["day"] <= "2026-11-10" for day in days)
    assert answers(stats, "--until", "2026-10-31") + answers(stats, "--since", "2026-11-01") == answers(stats)


# -- streams, files and refusals --------------------------------------------------------------------------------------


def test_the_summary_is_plain_text_that_fits(stats: Stats) -> None:
    code, out, err = stats()
    assert (code, err) == (0, "")
    assert all(len(line) <= 80 for line in out.splitlines())
    assert out.startswith("All cards, up to Mon 23 Nov 2026\n\nToday   20 answers")
    assert "\x1b" not in out


def test_the_summary_looks_as_it_was_read(stats: Stats, golden: Callable[[str, str], None]) -> None:
    golden("stats-80", stats()[1])
    golden("stats-fresh-80", stats(home="fresh")[1])


def test_it_works_without_a_terminal_and_in_a_locale_without_blocks(place: Path) -> None:
    words = ["stats", "--home", str(place / "home"), "--decks", str(place / "decks"), "--now", NOW]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "flashcards", *words],
        capture_output=True,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"####" in done.stdout


def test_files_are_written_and_said(stats: Stats, tmp_path: Path) -> None:
    page, folder = tmp_path / "p.html", tmp_path / "new" / "folder"
    code, out, err = stats("--html", str(page), "--svg", str(folder))
    assert (code, err) == (0, "")
    assert out == f"Written: {page}\nWritten: 23 pictures in {folder}\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(list(folder.glob("*.svg"))) == 23


def test_json_stays_alone_on_stdout_when_files_are_written_too(stats: Stats, tmp_path: Path) -> None:
    _, out, _ = stats("--json", "--html", str(tmp_path / "p.html"))
    assert json.loads(out)["version"] == SCHEMA_VERSION
    assert (tmp_path / "p.html").exists()


def test_nothing_to_draw_is_said_and_makes_no_folder(stats: Stats, tmp_path: Path) -> None:
    code, out, _ = stats("--svg", str(tmp_path / "s"), "--query", "nothing-has-this")
    assert (code, out) == (0, "There is nothing to draw yet.\n")
    assert not (tmp_path / "s").exists()


def test_a_path_that_cannot_be_written_is_one_sentence(stats: Stats, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for words in (
        ["--html", str(tmp_path / "no" / "p.html")],
        ["--html", str(tmp_path)],
        ["--svg", str(tmp_path / "file")],
        ["--html", str(tmp_path / "file" / "p.html")],
    ):
        code, out, err = stats(*words)
        assert (code, out) == (1, ""), words
        assert re.match(rf"flashcards: (the folder )?{re.escape(words[1])} cannot be (written|made): ", err), err
        assert err.endswith(("name another\n", "name another place\n"))
        assert err.count("\n") == 1
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--deck", "metricz"],
            "there is no deck called metricz; did you mean metrics?",
        ),
        (["--since", "soon"], "'soon' is no period; write 30d, 12w, 6m, 1y, all or a date like 2026-11-01"),
        (["--until", "soon"], "--until 'soon' is not a day; write it like 2026-11-22"),
        (
            ["--since", "2026-11-20", "--until", "2026-11-01"],
            "--since 2026-11-20 is after --until 2026-11-01; nothing lies between them",
        ),
        (
            ["--query", "is:lech"],
            "is:lech is not known; did you mean leech? There are due, new, learning, suspended, buried, flagged, leech",
        ),
        (["--query", '"open'], 'a quotation mark is not closed; write "several words" in two of them'),
    ],
)
def test_what_cannot_be_asked_is_said_with_a_remedy(stats: Stats, words: list[str], said: str) -> None:
    assert stats(*words) == (2, "", f"flashcards: {said}\n")
    assert stats("--json", *words) == (2, "", f"flashcards: {said}\n")
