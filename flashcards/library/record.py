"""What the log says of the cards of the decks, whatever they were called before an edit."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.days import Moment, moment
from flashcards.files import expanded, may_be_there
from flashcards.library.decks import Decks
from flashcards.log.backups import MANY_NEW
from flashcards.log.file import Progress
from flashcards.schedule.states import CardState

if TYPE_CHECKING:
    from flashcards.library.search import Search
    from flashcards.query import Found

PROGRESS_FILE = "progress.db"


class Recorded(Decks):
    """Decks, and the log of the answers to their cards."""

    _log: Progress | None = None

    @property
    def progress(self) -> Progress:
        """The open log; where there is no file yet, an empty one that makes it when something is written.

        Raises ProgressError.
        """
        path = self.home / PROGRESS_FILE
        if self._log is not None and not self._log.there and may_be_there(path):
            self.close()  # another window has made the file
        if self._log is None:
            self._log = Progress.open(path, create=False, telling=self._tell)
            self._log.copies_in = self.copies_in
        return self._log

    @property
    def copies_in(self) -> Path | None:
        """The folder for copies of the progress that the settings name; none: the usual one. Raises UsageError."""
        place = self.settings.backups
        return expanded(place, "backups") if place else None

    def _tell(self, done: int, of: int) -> None:
        if self.telling is not None:
            self.telling(done, of)

    @property
    def unwritable(self) -> str:
        """What to say of a home in which nothing can be saved; empty where it can. Raises ProgressError."""
        where = self.home
        while not where.exists() and where != where.parent:
            where = where.parent
        if os.access(where, os.W_OK) and self.progress.writable:
            return ""
        return f"{self.home} is read-only here: answers cannot be saved. Change its permissions, or name another with --home."

    def states(self) -> dict[str, CardState]:
        """The state of every card that was ever answered."""
        return self.progress.states()

    def close(self) -> None:
        """Close the files that were opened."""
        self._store.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def back_up(self, now: datetime) -> Path | None:
        """Copy the progress: once a day, and again when many answers are new; none where nothing had to be done."""
        log = self.progress
        if log.empty:
            return None
        copy = log.back_up(moment(now, self.settings.rollover_hour).study_day)
        return copy or (log.back_up_now(now) if log.unsaved() >= MANY_NEW else None)

    def search(self, text: str, at: Moment) -> "Search":
        """The cards that a query names, found as far as they are asked for; raises QueryError."""
        from flashcards.library.search import Search  # most starts search for nothing

        return Search(text, self, self.progress, self.states(), at)

    def find(self, text: str, at: Moment) -> "list[Found]":
        """The cards that a query names, in deck order; raises QueryError."""
        return [*self.search(text, at).found()]

    def orphans(self) -> list[str]:
        """Cards that the log knows and no deck has or has retired; their progress comes back with them."""
        retired = {card for deck in self.decks for card in deck.retired}
        return sorted(
            card
            for card, state in self.states().items()
            if state.memory and card not in self.cards and card.partition("#")[0] not in retired
        )
