"""The house has one direction (import-linter proves it) and quick commands stay light, proven in fresh processes."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "flashcards"
ROOT = PACKAGE.parent


def loaded_after(code: str) -> set[str]:
    """The modules of a fresh process that has run some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(found.stdout.splitlines()[-1]))


def test_the_first_frame_of_a_sitting_waits_for_nothing_that_edits_counts_or_computes() -> None:
    loaded = loaded_after("import flashcards.tui.app, flashcards.tui.review")
    late = {
        "yaml",
        "numpy",
        "pygments",
        "sqlite_utils",
        "ssl",
        "_hashlib",
        "flashcards.decks.file",
        "flashcards.stats",
    }
    assert loaded & late == set()
    assert not any(name.startswith(("flashcards.formulas", "flashcards.kinds.number")) for name in loaded)


def layers() -> list[list[str]]:
    """The rooms line by line, the lowest first, as the contract of import-linter has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [
        [name.strip().removeprefix("flashcards.") for name in line.split("|")] for line in reversed(contract["layers"])
    ]


def test_every_module_and_folder_of_the_package_has_its_line_in_the_contract() -> None:
    rooms = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert rooms - {"__init__", "__main__"} == {room for line in layers() for room in line}


def test_contributing_names_the_rooms_in_the_order_of_the_contract() -> None:
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`,? ?)+)\|", text, re.MULTILINE)
    assert [sorted(re.findall(r"\w+", row)) for row in rows] == [sorted(line) for line in layers()]


def test_each_dependency_has_one_home() -> None:
    homes = {
        "yaml": {"decks/yaml/reader.py"},
        "sqlite_utils": {"log/migrations.py"},
        "fsrs": set(),
        "dataclasses": {"records.py"},
        "platformdirs": {"commands/context.py"},
        "markdown_it": {"markup/parser.py"},
        "rich": {"text.py", "tui/strips.py"},  # the table of widths; what strips of Textual are made of
        "pygments": {"markup/code.py"},
        "sqlite3": {
            "cache/database.py",
            "exchange/incoming/anki/collection.py",  # databases of others, read-only
            "exchange/outgoing/anki/package.py",
            "log/backups.py",
            "log/doctor.py",
            "log/errors.py",
            "log/facts.py",
            "log/file.py",
            "log/migrations.py",
            "log/opened.py",
            "log/opening.py",
            "log/read.py",
            "log/rescue.py",
            "log/restore.py",
            "log/salvage.py",
        },
        "zstandard": {"exchange/incoming/archive.py"},
        "fsrs_rs_python": {"schedule/training.py"},
        "numpy": {
            f"schedule/plan/{name}.py" for name in ("forecast", "grid", "plain", "planner", "recall", "shelf", "solver")
        },
    }
    found: dict[str, set[str]] = {name: set() for name in homes}
    for path in PACKAGE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and (name := words[1].split(".")[0]) in found:
                found[name].add(path.relative_to(PACKAGE).as_posix())
            elif "textual" in words[1:2]:
                assert path.is_relative_to(PACKAGE / "tui")
    assert found == homes


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("command", [["due", "--json"], ["decks"], ["--version"]])
def test_quick_commands_load_neither_textual_nor_sqlite_utils(command: list[str], tmp_path: Path) -> None:
    code = f"""
import sys
from flashcards.cli import main
try:
    main({[*command, "--home", str(tmp_path)] if command != ["--version"] else command!r})
except SystemExit:
    pass
"""
    loaded = loaded_after(code)
    assert not sorted(loaded & {"textual", "sqlite_utils", "rich", "markdown_it", "pygments", "numpy"})
    assert not [name for name in loaded if name.startswith("flashcards.exchange")]
