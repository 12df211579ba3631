"""The house has one direction: who may import whom, proven in fresh processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "flashcards"
MODULES = sorted(
    ".".join(("flashcards", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py"
)
# Room → what must not be loaded once it or a file inside it is imported. Rooms without a line get the last one.
STDLIB_ONLY = {"yaml", "fsrs", "sqlite_utils", "textual", "rich", "markdown_it", "platformdirs", "pygments"}
FORBIDDEN = {
    "flashcards": {*STDLIB_ONLY, "sqlite3", "flashcards.cards"},
    "flashcards.cards": {*STDLIB_ONLY, "sqlite3", "flashcards.events"},
    "flashcards.events": {*STDLIB_ONLY, "sqlite3"},
    "flashcards.days": {*STDLIB_ONLY, "sqlite3", "flashcards.cards", "flashcards.events"},
    "flashcards.text": {*STDLIB_ONLY, "flashcards.cards"},
    "flashcards.formulas": {*STDLIB_ONLY, "flashcards.cards", "sqlite3"},
    "flashcards.kinds": {*STDLIB_ONLY, "flashcards.decks", "flashcards.schedule", "sqlite3"},
    "flashcards.schedule": {*STDLIB_ONLY, "sqlite3", "fsrs_rs_python", "flashcards.log", "flashcards.decks"},
    "flashcards.log": {*STDLIB_ONLY, "flashcards.decks", "flashcards.kinds"},
    "flashcards.library": STDLIB_ONLY - {"yaml"} | {"flashcards.cli", "flashcards.plain"},
    "flashcards.cli": {"yaml", "fsrs", "sqlite_utils", "textual", "markdown_it", "flashcards.library"},
}
ELSEWHERE = {"textual", "rich", "sqlite_utils", "flashcards.tui"}


def loaded_after(code: str) -> set[str]:
    """The modules of a fresh process that has run some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    return set(json.loads(found.stdout.splitlines()[-1]))


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith("flashcards.tui")])
def test_a_room_loads_nothing_that_it_may_not_know(module: str) -> None:
    room = ".".join(module.split(".")[:2])
    forbidden = FORBIDDEN.get(room, ELSEWHERE)
    assert not loaded_after(f"import {module}") & forbidden


def test_each_dependency_has_one_home() -> None:
    homes = {
        "yaml": {"decks/yaml/reader.py"},
        "sqlite_utils": {"log/file.py"},
        "fsrs": {"schedule/model.py"},
        "platformdirs": {"commands/context.py"},
        "markdown_it": {"markup/parser.py"},
        "rich": {"text.py"},
        "pygments": {"markup/code.py"},
        "sqlite3": {"log/file.py", "log/facts.py", "log/backups.py"},
        "fsrs_rs_python": {"schedule/training.py"},
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
    assert not loaded_after(code) & {"textual", "sqlite_utils", "rich", "markdown_it", "pygments"}
