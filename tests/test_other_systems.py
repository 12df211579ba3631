"""What only POSIX has is hidden, as on Windows, and every command and face is driven. Real Windows runs in the hosted workflow."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HIDE = """
import asyncio, os, signal, sys
# The libraries ask the real system which one it is; ours is what is tried here.
import markdown_it, platformdirs, pygments.lexers, textual.app, textual.drivers.linux_driver, textual.widgets, yaml
for name in ("SIGHUP", "SIGTSTP", "SIGCONT", "SIGQUIT", "SIGWINCH", "SIGTTOU", "SIGTTIN", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("O_NONBLOCK", "mkfifo", "fchmod", "getuid", "geteuid", "killpg", "setsid", "fork", "statvfs"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp"):
    sys.modules[name] = None
def no_links(*_, **__):
    raise OSError(1, "Operation not permitted")
os.link = os.symlink = no_links
real_open = os.open
def open_files_only(path, flags, *rest, **named):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", str(path))
    return real_open(path, flags, *rest, **named)
os.open = open_files_only
"""
COMMANDS = """
from flashcards.cli import main
sys.stdin = open(os.devnull)
for words in (["due"], ["due", "--json"], ["decks"], ["check"], ["check", "--fix"], ["find", "recall"], ["why", "recall"],
              ["show", "recall"], ["log", "--json"], ["stats"], ["stats", "--html", HOME + ".html"], ["formulas"]):
    assert main([*words, "--home", HOME, "--decks", DECKS]) == 0, words
sys.stdin = __import__("io").StringIO("\\n3\\nu\\n\\n3\\nq\\n")
assert main(["review", "--plain", "--home", HOME, "--decks", DECKS]) == 0
"""
APP = """
import asyncio
from datetime import datetime
from pathlib import Path
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp

async def drive():
    library = Library(Path(HOME), [Path(DECKS)])
    app = FlashcardsApp(library, lambda: datetime.now().astimezone())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "enter", "3", "u", "enter", "3", "ctrl+z", "q")
        for key in ("slash", "g", "comma", "exclamation_mark", "question_mark"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape", "escape")
            await pilot.pause()
        await pilot.pause()
        assert app.is_running
    assert app._exception is None
    assert sum(1 for _ in library.progress.events()) == 3
    library.close()

asyncio.run(drive())
"""


def hidden(script: str, home: Path, decks: Path, **environment: str) -> None:
    whole = f"{HIDE}\nHOME, DECKS = {str(home)!r}, {str(decks)!r}\n{script}"
    done = subprocess.run(
        [sys.executable, "-c", whole], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize(
    "encoding", ["cp1252", *(pytest.param(name, marks=pytest.mark.slow) for name in ("cp437", "utf-8"))]
)
def test_every_command_runs_without_what_only_posix_has(home: Path, decks: Path, encoding: str) -> None:
    hidden(COMMANDS, home, decks, PYTHONIOENCODING=encoding)


@pytest.mark.slow
def test_the_full_screen_runs_without_what_only_posix_has(home: Path, decks: Path) -> None:
    hidden(APP, home, decks)
