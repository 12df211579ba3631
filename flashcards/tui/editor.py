"""The person's own editor at a line of a file; the one seam to the outside, which tests replace."""

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported

from flashcards import files
from flashcards.words import FlashcardsError

# Editors that want `file:line`, with what makes them wait; the others take `+line file`.
_COLON = {"code": ["--wait", "--goto"], "codium": ["--wait", "--goto"], "subl": ["--wait"], "zed": ["--wait"], "hx": []}


class EditorError(FlashcardsError):
    """No editor, or it did not run; the message says what to set."""


def command(path: Path, line: int) -> list[str]:
    """The command line of `$VISUAL` or `$EDITOR` for a place; raises EditorError when neither is set."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(chosen)
    except ValueError as err:
        raise EditorError(f"$VISUAL or $EDITOR is {chosen!r}, in which a quotation mark is not closed") from err
    if not words:
        raise EditorError("no editor is set; put one into $VISUAL or $EDITOR, e.g. `export EDITOR=nano`")
    name = Path(words[0]).stem
    if name in _COLON:
        return [*words, *_COLON[name], f"{path}:{line}"]
    return [*words, f"+{line}", str(path)]


def edit(app: App[None], path: Path, line: int) -> None:
    """Open the file and wait; raises EditorError."""
    words = command(path, line)
    code, failed = 0, ""
    before = files.held(path)
    try:
        with app.suspend():
            # Nothing may be raised in here: the screen would not come back.
            try:
                code = subprocess.run(words, check=False).returncode  # noqa: S603 - the person's own editor
            except (OSError, ValueError) as err:
                failed = str(getattr(err, "strerror", None) or err)
    except SuspendNotSupported as err:
        raise EditorError("the editor cannot be opened from here; edit the file in another window") from err
    if failed:
        raise EditorError(f"{words[0]} cannot be started ({failed}); check $VISUAL and $EDITOR")
    if code:
        what = "nothing was changed" if files.held(path) == before else "what it wrote is kept"
        raise EditorError(f"{words[0]} ended with code {code}; {what}")
