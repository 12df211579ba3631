"""A new file in the place of the progress, which is kept beside it; where one step fails, all is as it was."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from flashcards.files import sync_folder
from flashcards.log.backups import journal
from flashcards.log.errors import ProgressError
from flashcards.words import reason


def put_in_place(new: Path, path: Path, why: str) -> Path | None:
    """Rename a file and its journal out of the way and the new one into its place; where the old one is kept now.

    None: there was no old one. Raises ProgressError; the old file is in its place then, or the sentence names it.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    kept = path.with_name(f"{path.stem}-{why}-{stamp}{path.suffix}")
    moved: list[tuple[Path, Path]] = []
    try:
        # A journal that stayed would be played back into the file that comes next.
        for old, place in ((path, kept), (journal(path), journal(kept))):
            if old.exists():
                old.rename(place)
                moved.append((old, place))
        new.replace(path)
    except OSError as err:
        for old, place in reversed(moved):
            with contextlib.suppress(OSError):
                place.rename(old)
        where = (
            f"; it is {kept} now, rename it to {path.name}" if moved and not path.exists() else "; it stays as it was"
        )
        raise ProgressError(f"{path} cannot be replaced: {reason(err)}{where}") from err
    sync_folder(path.parent)
    return kept if moved else None
