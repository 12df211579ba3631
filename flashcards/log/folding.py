"""What is kept beside the log and always equals its fold: the model, the states of cards, the facts of statistics."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from flashcards.events import COLUMNS, IN_ORDER, OF_NO_STATE, Event, Kind, by_card
from flashcards.log import states
from flashcards.log.errors import in_words, sound
from flashcards.log.read import RARE, STATE, Reading
from flashcards.log.rows import COUNTS, EVENT, marks, sound_event_from
from flashcards.schedule.model import DEFAULT_WEIGHTS, Model, weights_of
from flashcards.schedule.states import NEW, CardState

if TYPE_CHECKING:
    from flashcards.log.facts import Facts, Folded

NUMBERED = f"SELECT {EVENT}, seq FROM standing"  # noqa: S608
CARD = COLUMNS.index("card")


class Folding(Reading):
    """An open log with its states. What changes them runs within a transaction of the caller."""

    telling: Callable[[int, int], None] = staticmethod(lambda done, of: None)  # noqa: ARG005
    """Told how far folding everything anew has come: of a long log it takes a while."""
    model: Model
    _cards: int
    """How many states there are."""
    _version: int | None
    """Tells whether another window has written since."""

    _stood: dict[str, CardState]
    """By event that this window wrote under this model: the state of its card before it."""

    @property
    @abstractmethod
    def facts(self) -> "Facts":
        """What statistics read."""

    def _load_model(self) -> None:
        self._stood = {}
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
        elif event.card is None or (self.model.groups and self._is_of_links(event)):
            before_it = self.model
            self._load_model()
            if self.model == before_it and event.card is None:
                self._mark()
            else:
                self._fold_all(facts=event.card is not None or not self._facts_stand(before_it))
        elif event.event is Kind.UNDO and before.last_event == event.undoes and not self._is_linked(event.card):
            return self._step_back(event.card, event.undoes)
        elif event.event in (Kind.UNDO, Kind.LINK) or self._of_other_weights(event):
            self._fold_again([event])
        else:
            after = self.model.step(before, event)
            self._store([(event.card, after)], known=before.last_event is not None)
            self.facts.add(seq, event.card, event, before.memory, after.memory)
            self._stood[event.id] = before
            return after
        return self.state(event.card) if event.card else NEW

    def _is_linked(self, card: str) -> bool:
        return any(card in (link.card, link.source) for link in self.links())

    def _step_back(self, card: str, undone: str) -> CardState:
        """Take back the last event that a card has seen: nothing that the card knew before it changes."""
        ((seq,),) = self._rows("SELECT seq FROM event WHERE id = ?", (undone,))
        self.facts.take_out(card, seq)
        before = self._stood.get(undone)
        if before is None:
            with sound(self.path):
                before = next((now for _, now, *_ in self._folded_together([card])), NEW)
        if before.last_event is None:
            self._forget([card])
            self._mark()
        else:
            self._store([(card, before)], known=True)
        return before

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
        self._stood = {}
        names = self._names({name for event in events for name in self._names_of(event)}, self.links())
        self._forget(names)
        self.facts.forget(names)
        with sound(self.path):
            self._store(self.facts.write(self._folded_together(names)))
        self.facts.sum_up(names)

    def _names_of(self, event: Event) -> set[str]:
        """The names of the cards whose histories an event changes."""
        names = {str(event.card)}
        if event.event is Kind.LINK:
            names.add(event.source)
        elif event.event is Kind.UNDO:
            undone = self._events("event WHERE id = ?", (event.undoes,))
            names.update(name for event in undone for name in self._names_of(event))
        return names

    def _is_of_links(self, event: Event) -> bool:
        """Whether an event makes a link or takes one back."""
        return event.event is Kind.LINK or (event.event is Kind.UNDO and len(self._names_of(event)) > 1)

    def _folded(self, rows: Iterable[tuple[Any, ...]]) -> "Iterator[Folded]":
        """The cards of some events that count, folded anew; the events of cards that links connect are together."""
        rows = [*rows]
        events = [sound_event_from(row[:-1]) for row in rows]
        number = {event.id: row[-1] for event, row in zip(events, rows, strict=True)}
        for card, history in by_card(sorted(events, key=IN_ORDER)).items():
            memories, now = self.model.folded(history)
            yield card, now, [number[event.id] for event in history], history, memories

    def _folded_together(self, names: Collection[str]) -> "Iterator[Folded]":
        """Some cards folded anew, together with all those that links connect them with."""
        return self._folded(self._rows(f"{NUMBERED} WHERE card IN ({marks(names)})", [*names]))

    def _all_folded(self) -> "Iterator[Folded]":
        """All cards folded anew, one at a time, as a long log may not take more memory than a short one."""
        links = self.links()
        linked = {name for link in links for name in (str(link.card), link.source)}
        of_all = f"SELECT {EVENT}, seq FROM event WHERE card IS NOT NULL AND {COUNTS} ORDER BY card, at_ms"  # noqa: S608
        rows = self._db.execute(of_all, (self._undone(),))
        for card, of_card in groupby(rows, itemgetter(CARD)):
            if card not in linked:
                yield from self._folded(of_card)
        while linked:
            names = self._names([min(linked)], links)
            linked -= {*names}
            yield from self._folded_together(names)

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

    def _facts_stand(self, before: Model) -> bool:
        """Whether the facts are the same by the model before: each review names weights that both know as the same."""
        then, now = before.weights, self.model.weights
        for (key,) in self._rows("SELECT DISTINCT parameters FROM event WHERE mode = 'review'"):
            name = (key or "").partition("@")[0]
            if then.get(name) != now.get(name) or not (name in now or name == DEFAULT_WEIGHTS):
                return False
        return True

    def _fold_all(self, *, facts: bool = True) -> None:
        """Make all states anew; the facts as well, where they do not stand."""
        self.telling(0, 1)
        self._stood = {}
        self._db.execute("DELETE FROM card_state")
        self._cards = 0
        if facts:
            self.facts.forget()
        ((cards,),) = self._rows("SELECT count(DISTINCT card) FROM event")

        def told() -> "Iterator[Folded]":
            for done, folded in enumerate(self._all_folded(), 1):
                yield folded
                self.telling(done, cards + 1)

        with in_words(self.path), sound(self.path):
            self._store(self.facts.write_all(told()) if facts else [(card, now) for card, now, *_ in told()])
        self.telling(1, 1)

    def fold_here(self) -> None:
        """Make all states again over this connection, without asking which file it is."""
        self._load_model()
        self._fold_all()
