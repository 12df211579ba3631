"""What is kept beside the log and always equals its fold: the model, the states of cards, the facts of statistics."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from flashcards.events import OF_NO_STATE, Event, Kind, histories
from flashcards.log import states
from flashcards.log.errors import sound
from flashcards.log.facts import Facts
from flashcards.log.read import EVENT, RARE, STATE, Reading, marks, sound_event_from
from flashcards.schedule.model import Model, weights_of
from flashcards.schedule.states import NEW, CardState

CARDS_AT_ONCE = 200
"""Cards whose histories are read together where all are folded anew."""


class Folding(Reading):
    """An open log with its states. What changes them runs within a transaction of the caller."""

    telling: Callable[[int, int], None] = staticmethod(lambda done, of: None)  # noqa: ARG005
    """Told how far folding everything anew has come: of a long log it takes a while."""
    model: Model
    facts: Facts
    """What statistics read."""
    _cards: int
    """How many states there are."""
    _version: int | None
    """Tells whether another window has written since."""

    def _load_model(self) -> None:
        self.model = Model.learned(self._events(f"standing WHERE {RARE}"))
        ((self._version,),) = self._rows("PRAGMA data_version")

    def _stale(self) -> bool:
        ((folded, last, self._cards),) = self._rows(
            "SELECT (SELECT value FROM meta WHERE key = 'folded'), (SELECT max(seq) FROM event),"
            " (SELECT count(*) FROM card_state)"
        )
        return bool(folded != f"{last} {self._cards} {self.model.current}")

    def _keep_up(self) -> None:
        """Take up what other windows have written, so that no state is made from an old one."""
        if self._rows("PRAGMA data_version") != [(self._version,)]:
            self._load_model()
            if self._stale():
                self._fold_all()

    def _bring_forward(self, event: Event, seq: int, before: CardState) -> CardState:
        """Bring the states up to an event just written; the state of its card, which was `before`."""
        if event.event in OF_NO_STATE:
            self._mark()
        elif event.card is None or (self._is_of_links(event) and self.model.groups):
            before_it = self.model
            self._load_model()
            if self.model == before_it and event.card is None:
                self._mark()
            else:
                self._fold_all()
        elif event.event in (Kind.UNDO, Kind.LINK) or self._of_other_weights(event):
            self._fold_again([event])
        else:
            after = self.model.step(before, event)
            self._store([(event.card, after)], known=before.last_event is not None)
            self.facts.add(seq, event.card, event, before, after)
            return after
        return self.state(event.card) if event.card else NEW

    def _of_other_weights(self, event: Event) -> bool:
        return weights_of(event.parameters)[0] != self.model.current_for(event.card)

    def _fold_new(self, events: Sequence[Event]) -> None:
        """Bring the states up to events just written, in whatever order they happened."""
        events = [event for event in events if event.event not in OF_NO_STATE]
        cards = {event.card for event in events if event.card is not None}
        whole = any(event.event is Kind.PARAMETERS or event.card is None for event in events)
        if whole or len(cards) * 4 > self._cards or (self.model.groups and any(map(self._is_of_links, events))):
            self._load_model()
            self._fold_all()
        elif cards:
            self._fold_again(events)
        else:
            self._mark()

    def _fold_again(self, events: Iterable[Event]) -> None:
        """Make the states of the cards of some events from the log, under all their names."""
        names = self._names({name for event in events for name in self._names_of(event)}, self.links())
        self._forget(names)
        self.facts.forget(names)
        self._refold([names])
        self.facts.sum_up(names)

    def _names_of(self, event: Event) -> set[str]:
        """The names of the cards whose histories an event changes."""
        names = {str(event.card)}
        if event.event is Kind.LINK:
            names.add(event.source)
        elif event.event is Kind.UNDO:
            undone = self._events("event WHERE id = ?", (str((event.detail or {}).get("undoes")),))
            names.update(name for event in undone for name in self._names_of(event))
        return names

    def _is_of_links(self, event: Event) -> bool:
        """Whether an event makes a link or takes one back."""
        return event.event is Kind.LINK or (event.event is Kind.UNDO and len(self._names_of(event)) > 1)

    def _refold(self, together: Iterable[Collection[str]], whole: int = 0) -> None:
        """Fold cards anew, so many together as are named together: those that links connect are.

        `whole`: how many there are, where it is to be told how far this has come.
        """
        folded: list[tuple[str, CardState]] = []

        def passed() -> Iterator[tuple[str, Sequence[tuple[int, Event]], Sequence[CardState]]]:
            for names in together:
                query = f"SELECT seq, {EVENT} FROM standing WHERE card IN ({marks(names)})"  # noqa: S608
                found = self._read(lambda row: (row[0], sound_event_from(row[1:])), query, [*names])
                number = {event.id: seq for seq, event in found}
                for card, history in histories(event for _, event in found).items():
                    states = self.model.states(history)
                    folded.append((card, self.model.settled(history, states)))
                    yield card, [(number[event.id], event) for event in history], states
                    if whole:
                        self.telling(len(folded), whole + 1)

        with sound(self.path):
            self.facts.write(passed())
        self._store(folded)

    def _forget(self, names: Sequence[str]) -> None:
        """Take the states of some cards out."""
        gone = self._db.execute(f"DELETE FROM card_state WHERE card IN ({marks(names)})", names)  # noqa: S608
        self._cards -= gone.rowcount

    def _store(self, folded: Collection[tuple[str, CardState]], *, known: bool = False) -> None:
        """Write states down, of cards that have one (`known`) or of others."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO card_state ({STATE}) VALUES ({marks(states.COLUMNS)})",  # noqa: S608
            [states.row_of(card, state) for card, state in folded],
        )
        self._cards += 0 if known else len(folded)
        self._mark()

    def _mark(self) -> None:
        """Say up to where the states have been folded."""
        self._db.execute(
            "INSERT OR REPLACE INTO meta SELECT 'folded', coalesce(max(seq), 'None') || ? FROM event",
            (f" {self._cards} {self.model.current}",),
        )

    def _fold_all(self) -> None:
        self.telling(0, 1)
        self._db.execute("DELETE FROM card_state")
        self._cards = 0
        self.facts.forget()
        cards = [card for (card,) in self._rows("SELECT DISTINCT card FROM event WHERE card IS NOT NULL ORDER BY card")]
        self._refold(self._together(cards), len(cards))
        self.facts.sum_up()
        self.telling(1, 1)

    def _together(self, cards: Iterable[str]) -> Iterator[Collection[str]]:
        """All cards, a few at a time, as a long log may not take more memory than a short one; in the tables' order."""
        links = self.links()
        linked = {name for link in links for name in (link.card, link.source)}
        together: set[str] = set()
        taken: set[str] = set()
        for card in cards:
            if card not in taken:
                names = self._names([card], links) if card in linked else [card]
                taken.update(names if card in linked else ())
                together.update(names)
            if len(together) >= CARDS_AT_ONCE:
                yield together
                together = set()
        yield together

    def fold_here(self) -> None:
        """Make all states again over this connection, without asking which file it is."""
        self._load_model()
        self._fold_all()
