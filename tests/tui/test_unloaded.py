"""The files of the program are replaced while it is open: what it loads later is what it was at its start."""

import compileall
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from flashcards.tui.unloaded import Unloaded

OTHER = "raise RuntimeError('of another program')\n"
PACKAGE = Path(__file__).parents[2] / "flashcards"


def replace(folder: Path) -> None:
    """As an upgrade does it: every module is another one, and the data are gone for a moment."""
    for path in folder.rglob("*.py"):
        path.unlink()
        path.write_text(OTHER, encoding="utf-8")
    for kind in ("*.sql", "*.txt", "*.yaml"):
        for path in folder.rglob(kind):
            path.unlink()


@pytest.mark.parametrize("compiled", [True, False])
def test_a_module_that_was_not_loaded_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    package = f"kept_{compiled}".lower()
    inner = tmp_path / package / "inner"
    inner.mkdir(parents=True)
    (tmp_path / package / "__init__.py").touch()
    (inner / "__init__.py").write_text("from .one import FIRST\n", encoding="utf-8")
    (inner / "one.py").write_text("FIRST = 'as it was'\n", encoding="utf-8")
    (inner / "two.py").write_text("SECOND = 2\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", not compiled)
    if compiled:
        compileall.compile_dir(tmp_path, quiet=1)
    importlib.import_module(package)
    with tempfile.TemporaryFile() as copy:
        monkeypatch.setattr(sys, "meta_path", [Unloaded(copy, [package]), *sys.meta_path])
        assert f"{package}.inner" not in sys.modules, "keeping is not loading"
        replace(tmp_path)
        found = importlib.import_module(f"{package}.inner")
        assert (found.FIRST, found.__file__) == ("as it was", str(inner / "__init__.py"))
        assert importlib.import_module(f"{package}.inner.two").SECOND == 2
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"{package}.three")
    sys.modules.pop(f"{package}.inner.two")
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[1:])
    with pytest.raises(RuntimeError, match="of another program"):
        importlib.import_module(f"{package}.inner.two")


KEYS = {
    "slash": "BrowseScreen",
    "escape escape g": "ProgressScreen",
    "escape p": "PlanScreen",
    "escape comma": "SettingsScreen",
    "escape A a": "AddScreen",
    "escape exclamation_mark": "ProblemsScreen",
    "escape question_mark": "KeysDialog",
    "escape ctrl+p": "CommandPalette",
    "escape space space 3 u i": "TextDialog",
    "escape asterisk": "LineDialog",
    "escape s s s q q": "HomeScreen",
}
"""What opens each screen, from the one before."""
OPENED = """
import asyncio, json, sys
from datetime import UTC, datetime
from pathlib import Path
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp
from flashcards.tui import unloaded
from tests.tui.test_unloaded import KEYS, replace

async def main(site, home, decks):
    library = Library(home, [decks], home / "cache")
    library.cards  # kept from now on, so that no key reads decks
    app = FlashcardsApp(library, lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))
    seen = []
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        unloaded.keep()
        replace(site)
        for keys in KEYS:
            for key in keys.split():
                await pilot.press(key)
                await pilot.pause()
            seen.append(type(app.screen).__name__)
    library.close()
    print(json.dumps(seen))

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


@pytest.mark.slow
def test_every_key_of_an_open_app_does_what_it_did_before_its_files_were_replaced(tmp_path: Path, decks: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "flashcards")
    words = [str(path) for path in (site, tmp_path / "home", decks)]
    env = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{PACKAGE.parent}"}
    done = subprocess.run(
        [sys.executable, "-c", OPENED, *words], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert dict(zip(KEYS, json.loads(done.stdout), strict=True)) == KEYS
