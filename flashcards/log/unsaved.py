"""An answer that could not be written before the program ended: kept beside the log, and added to it when it is free."""

import json
from pathlib import Path

from flashcards import files
from flashcards.events import Event
from flashcards.log.errors import ProgressError
from flashcards.log.file import Progress
from flashcards.told import UNSAVED

FILE_NAME = UNSAVED


def keep(home: Path, event: Event) -> Path:
    """Write an event down beside the log; the file it stands in then. Raises FileError."""
    path = home / FILE_NAME
    earlier = path.read_text(encoding="utf-8") if path.exists() else ""
    files.replace(path, f"{earlier}{json.dumps(event.sealed().to_json())}\n".encode())
    return path


def take_up(home: Path, progress: Progress) -> int:
    """Add what was kept to the log, each event once; how many there were.

    Raises BusyError, or ProgressError for what makes no sense, and keeps them then.
    """
    path = home / FILE_NAME
    if not path.exists():
        return 0
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [Event.from_json(json.loads(line)) for line in lines if line.strip()]
        for event in kept:
            progress.append(event)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as err:
        from shlex import quote

        way = f"`flashcards merge {quote(str(path))}` takes up those that are sound; then move the file away"
        raise ProgressError(f"{path} holds answers that are not as they were written; {way}") from err
    path.unlink()
    return len(kept)
