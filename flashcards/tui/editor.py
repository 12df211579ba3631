"""The person's own editor at a line of a file; the one seam to the outside, which tests replace."""

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported

from flashcards.words import FlashcardsError

# Editors that want `file:line`, with what makes them wait; the others take `+line file`.
_COLON = {"code": ["--wait", "--goto"], "codium": ["--wait", "--goto"], "subl": ["--wait"], "zed": ["--wait"], "hx": []}


class EditorError(FlashcardsError):
    """No editor, or it did not run; the message says what to set."""


def command(path: Path, line: int) -> list[str]:
    """The command line of `$VISUAL` or `$EDITOR` for a place; raises EditorError when neither is set."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not chosen:
        raise EditorError("no editor is set; put one into $VISUAL or $EDITOR, e.g. `export EDITOR=nano`")
    words = shlex.split(chosen)
    name = Path(words[0]).stem
    if name in _COLON:
        return [*words, *_COLON[name], f"{path}:{line}"]
    return [*words, f"+{line}", str(path)]


def edit(app: App[None], path: Path, line: int) -> None:
    """Open the file and wait; raises EditorError."""
    words = command(path, line)
    try:
        with app.suspend():
            code = subprocess.run(words, check=False).returncode  # noqa: S603 - the person's own editor
    except SuspendNotSupported as err:
        raise EditorError("the editor cannot be opened from here; edit the file in another window") from err
    except OSError as err:
        raise EditorError(f"{words[0]} cannot be started ({err.strerror}); check $VISUAL and $EDITOR") from err
    if code:
        raise EditorError(f"{words[0]} ended with code {code}")
