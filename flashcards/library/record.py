"""What the log says of the cards of the decks, whatever they were called before an edit."""

from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.days import Moment, moment
from flashcards.decks import edited as edits
from flashcards.events import Kind
from flashcards.files import expanded, may_be_there
from flashcards.library.decks import Decks
from flashcards.log.backups import MANY_NEW
from flashcards.log.file import Progress
from flashcards.schedule.states import NEW, CardState

if TYPE_CHECKING:
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
            self._log = Progress.open(path, create=False)
            place = self.settings.backups
            self._log.copies_in = expanded(place, "backups") if place else None
        return self._log

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

    def find(self, text: str, at: Moment) -> "list[Found]":
        """The cards that a query names, in deck order; raises QueryError."""
        from flashcards import query  # most starts search for nothing
        from flashcards.query.found import searched

        cards = list(self.cards.values())

        test = query.parse(text, self.names)
        states = self.states()
        known = query.Past(self.progress.facts, self.progress.model)
        known.texts = self._texts
        known.kept = lambda: dict(zip(self.cards, self._store.derived(cards, "searched", searched), strict=True))
        found = (query.Found(card, states.get(card.id, NEW), at.study_day, known) for card in self.cards.values())
        return [f for f in found if test(f)]

    def orphans(self) -> list[str]:
        """Cards that the log knows and no deck has or has retired; their progress comes back with them."""
        retired = {card for deck in self.decks for card in deck.retired}
        return sorted(
            card
            for card, state in self.states().items()
            if state.memory and card not in self.cards and card.partition("#")[0] not in retired
        )

    # -- edited cards ------------------------------------------------------------------------------------------

    def follow(self, at: Moment, states: dict[str, CardState] | None = None) -> bool:
        """Link cards without an id to what they were before an edit; whether there were any."""
        sure = [match for match in self.edited(states) if match.sure]
        for match in sure:
            self.link(match, at)
        self._catalogue()
        return bool(sure)

    def _catalogue(self) -> None:
        """Have the log remember the cards as they are; where they are those of the last time, none is read for it."""
        shown = "\n".join(f"{c.id} {c.deck} {c.kind} {c.fingerprint}" for c in self.cards.values())
        mark = blake2b(shown.encode(), digest_size=16).hexdigest()
        if not self.progress.there or self._store.noted(self.progress.catalogued()) != mark:
            self.progress.remember((c.id, c.deck, c.kind, c.question_text) for c in self.cards.values())
            if self.progress.there:
                self._store.note(self.progress.catalogued(), mark)

    def doubts(self) -> list[edits.Match]:
        """Matches that the person is asked about, and that nothing guesses."""
        return [match for match in self.edited() if not match.sure]

    def edited(self, states: dict[str, CardState] | None = None) -> list[edits.Match]:
        """Cards of the log that seem to stand in the decks under a new name; `states` where they are known."""
        states = self.progress.states() if states is None else states
        lost = {c: s for c, s in states.items() if c.startswith("~") and c not in self.cards and s.fingerprint}
        if not lost:
            return []
        texts = self.progress.remembered()
        newcomers = [card for card in self.cards.values() if card.id not in states]
        return edits.matches({c: (s.fingerprint or "", texts.get(c, "")) for c, s in lost.items()}, newcomers)

    def link(self, match: edits.Match, at: Moment) -> None:
        """Say in the log that a card goes on under its new name."""
        self.progress.append(self.progress.make(Kind.LINK, at, match.card.id, detail={"from": match.old}))
