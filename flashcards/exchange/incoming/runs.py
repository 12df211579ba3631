"""What is known of imports that were carried out, until they are taken back."""

import json
from pathlib import Path
from typing import Any

from flashcards import files
from flashcards.events import Event
from flashcards.exchange.incoming import known
from flashcards.exchange.incoming.brought import ForeignError
from flashcards.library import Library
from flashcards.records import dataclass, field

RUN = "run.json"
NOT_IMPORTED = ".not-imported.md"
"""How the name of a file ends that keeps what could not be made a card of."""


@dataclass(slots=True)
class Run:
    """One import that was carried out: what it made and changed."""

    folder: Path
    """Where what was there before lies."""
    source: str
    wall_ms: int = 0
    """When it was."""
    made: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    """The ids of the events that it brought."""
    lacking: list[str] = field(default_factory=list)
    """Media that could not be read, and why."""

    @property
    def aside(self) -> Path | None:
        """Where it keeps what could not be made a card of."""
        return next((path for path in (*self.made, *self.changed) if path.name.endswith(NOT_IMPORTED)), None)

    def save(self) -> None:
        """Write down what was done, so that it can be taken back; raises FileError.

        Files in the home are named from there, as it may be moved, or copied to another place.
        """
        home = self.folder.parents[1]

        def named(paths: list[Path]) -> list[str]:
            return [(path.relative_to(home) if path.is_relative_to(home) else path).as_posix() for path in paths]

        lists = {"made": named(self.made), "changed": named(self.changed)}
        row = {"source": self.source, "wall_ms": self.wall_ms, **lists, "events": self.events}
        files.replace_text(self.folder / RUN, json.dumps(row, indent=1, ensure_ascii=False) + "\n")


def latest(home: Path) -> Run | None:
    """The latest import that has not been taken back; raises ForeignError for a record that cannot be read."""
    path = max((home / known.FOLDER).glob(f"*/{RUN}"), key=lambda found: found.parent.name, default=None)
    if path is None:
        return None
    try:
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        made, changed = ([home / file for file in row[name]] for name in ("made", "changed"))
        return Run(path.parent, str(row["source"]), int(row["wall_ms"]), made, changed, [*row["events"]])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise ForeignError(
            f"{path} cannot be read ({err}); take the import back by hand: its files are named there"
        ) from err


def standing(library: Library) -> tuple[Run | None, Event | None]:
    """The latest import where nothing was done since, and what undo would take back.

    Raises ForeignError for a record that cannot be read, where there is nothing else to take back.
    """
    event = library.progress.undoable()
    try:
        run = latest(library.home)
    except ForeignError:
        if event is None:
            raise
        run = None
    since = event is not None and run is not None and event.wall_ms > run.wall_ms
    return (None if since or library.progress.lasting_since(event) else run), event
