"""The house has one direction: who may import whom, proven in fresh processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flashcards"
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
    "flashcards.events": {*STDLIB_ONLY, "sqlite3", "flashcards.cards"},
    "flashcards.days": {*STDLIB_ONLY, "sqlite3", "flashcards.cards", "flashcards.events"},
    "flashcards.text": {*STDLIB_ONLY, "flashcards.cards"},
    "flashcards.decks.yaml.reader": STDLIB_ONLY - {"yaml"} | {"flashcards.cards", "sqlite3"},
    "flashcards.decks.yaml.faults": {*STDLIB_ONLY, "flashcards.cards", "flashcards.decks.yaml.tree", "sqlite3"},
    "flashcards.decks.yaml.tree": {*STDLIB_ONLY, "flashcards.cards", "sqlite3"},
    "flashcards.formulas.functions": {*STDLIB_ONLY, "flashcards.cards", "flashcards.formulas.language", "sqlite3"},
    "flashcards.formulas.syntax": {*STDLIB_ONLY, "flashcards.cards", "flashcards.formulas.language", "sqlite3"},
    "flashcards.formulas.operators": {*STDLIB_ONLY, "flashcards.cards", "flashcards.formulas.language", "sqlite3"},
    "flashcards.formulas.language": {*STDLIB_ONLY, "flashcards.cards", "flashcards.formulas.draws", "sqlite3"},
    "flashcards.formulas.draws": {*STDLIB_ONLY, "flashcards.cards", "sqlite3"},
    "flashcards.formulas.typed_numbers": {*STDLIB_ONLY, "flashcards.cards", "flashcards.formulas.language", "sqlite3"},
    "flashcards.kinds": {*STDLIB_ONLY, "flashcards.decks.file", "flashcards.schedule.model", "sqlite3"},
    "flashcards.decks.file": STDLIB_ONLY - {"yaml"} | {"flashcards.schedule.model", "sqlite3"},
    "flashcards.schedule.model": {*STDLIB_ONLY, "sqlite3", "flashcards.log.file"},
    "flashcards.log.file": {*STDLIB_ONLY, "flashcards.decks.file", "flashcards.kinds"},
    "flashcards.schedule.training": {
        *STDLIB_ONLY,
        "sqlite3",
        "fsrs_rs_python",
        "flashcards.log.file",
        "flashcards.decks.file",
    },
    "flashcards.schedule.agenda": {*STDLIB_ONLY, "sqlite3", "flashcards.log.file"},
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
    homes = {"yaml": {"yamltext.py"}, "sqlite_utils": {"progress.py"}, "fsrs": {"scheduling.py"},
             "platformdirs": {"context.py"}, "markdown_it": {"markdown.py"}, "pygments": {"code.py"},
             "sqlite3": {"progress.py", "facts.py", "backups.py"}, "fsrs_rs_python": {"tune.py"}}  # fmt: skip
    found: dict[str, set[str]] = {name: set() for name in homes}
    for path in PACKAGE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and (name := words[1].split(".")[0]) in found:
                found[name].add(path.name)
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
