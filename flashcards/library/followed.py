"""Edited cards: which card of the decks is one that the log knows under another name, counted and studied as one."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from flashcards.cards import Card, is_alike, parts_of
from flashcards.days import Moment
from flashcards.events import Event, Kind
from flashcards.library.edits import Edits, Seen, is_of
from flashcards.library.record import Recorded
from flashcards.log.errors import BusyError
from flashcards.log.read import Wording
from flashcards.schedule.states import NEW, CardState, family

if TYPE_CHECKING:
    from flashcards.decks.identity.match import Match


class _Without(Mapping[str, Card]):
    """Cards without some of them."""

    def __init__(self, cards: Mapping[str, Card], out: Collection[str]) -> None:
        self._cards, self._out = cards, out

    def __getitem__(self, card: str) -> Card:
        if card in self._out:
            raise KeyError(card)
        return self._cards[card]

    def __contains__(self, card: object) -> bool:
        return card not in self._out and card in self._cards  # without making it

    def __iter__(self) -> Iterator[str]:
        return (card for card in self._cards if card not in self._out)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Followed(Recorded):
    """Decks and their log, with the cards followed through edits. Nothing is written before a sitting begins."""

    _edits: tuple[str, Edits] = ("", Edits())
    """What the last comparison found, with the mark of what it followed from."""
    _now: tuple[str, object, Edits] = ("", None, Edits())
    """The same as long as neither log nor decks have changed: the mark of the log, and what stands for the decks."""
    _put_off: frozenset[tuple[str, str]] = frozenset()
    """What was answered with `later`, by families."""

    # -- as if they were linked --------------------------------------------------------------------------------

    def states(self) -> dict[str, CardState]:
        """The state of every card that was ever answered, under the names of today."""
        states = super().states()
        edits = self._edits_of(states)
        if not edits.moves:
            return states
        moved = {card: names for card, names in edits.origins.items() if names != [card]}
        taken = {name: states.pop(name) for names in moved.values() for name in names if name in states}
        for card, names in moved.items():
            known = [name for name in names if name in taken]
            if len(known) == 1:
                states[card] = taken[known[0]]
            elif known:
                states[card] = self.progress.model.replay(self.history(card))
        return states

    def history(self, card: str) -> list[Event]:
        """The events of a card that count, under all the names it has had, oldest first."""
        names = self.edits.origins.get(card, [card])
        events = {event.id: event for name in names for event in self.progress.history(name)}
        return sorted(events.values(), key=lambda event: event.order)

    def state(self, card: str) -> CardState:
        """The state of one card; new when the log does not know it."""
        return self.states().get(card, NEW) if self.edits.moves else self.progress.state(card)

    @property
    def edits(self) -> Edits:
        """What the edits of the decks make of the cards that the log knows."""
        return self._edits_of(None)

    def _edits_of(self, states: Mapping[str, CardState] | None) -> Edits:
        """The same; `states` where they have been read already."""
        mark = self.progress.mark
        if self._now[0] != mark or self._now[1] is not self.prints:
            found = self._found(super().states() if states is None else states)
            self._now = mark, self.prints, found
        self.progress.read_as(self._now[2].renamed)
        return self._now[2]

    def _found(self, states: Mapping[str, CardState]) -> Edits:
        """What the states of the log and the decks make; what was found once is kept with the decks."""
        retired = {name for deck in self.decks for name in deck.retired}
        lost, differing = {}, {}
        self.cards.expect(len(states))
        for name, state in states.items():
            if state.fingerprint and name not in self.cards:
                if family(name) not in retired:
                    lost[name] = state
            elif state.fingerprint and not is_alike(state.fingerprint, self._print(name)):
                differing[name] = state
        if not lost and not differing:
            return Edits()
        answered = {name: state for name, state in states.items() if state.fingerprint}
        seen = Seen(self, answered, lost, differing)
        if self._edits[0] != seen.mark:
            key = f"edits of {self.home}"
            kept = seen.read(self._store.noted(key))
            if kept is None:
                from flashcards.library.comparison import Comparison  # and with it the kinds: most starts need none

                kept = Comparison(seen).edits()
                self._store.note(key, seen.written(kept))
            self._edits = seen.mark, kept
        return self._edits[1]

    def _print(self, card: str) -> str:
        """The fingerprint of a card of the decks, made once."""
        found = self.prints.get(card)
        if found is None:
            found = self.prints[card] = self.cards[card].fingerprint
        return found

    # -- decisions -----------------------------------------------------------------------------------------------

    def follow(self, at: Moment) -> bool:
        """Write the links of cards that are followed without a question; whether there were any."""
        edits = self.edits
        if edits.moves and self.progress.writable:
            self._keep_texts(edits.moves)
            self.progress.link([*self._links()], at)
        apart = self.progress.told_apart()
        for link in self.progress.links():
            # Names that stand in the decks side by side are two cards, whatever they were.
            pair = frozenset((str(link.card), link.source))
            beside = len(pair & self.cards.keys()) > 1 and family(link.source) != family(str(link.card))
            if beside and pair not in apart:
                self.progress.tell_apart([(str(link.card), link.source)], at, by_itself=True)
                apart.add(pair)
        self._catalogue()
        return bool(edits.moves)

    def _keep_texts(self, moves: Iterable[tuple[str, str]]) -> None:
        """Have the log remember the answered texts of names whose histories are put away under names that no deck has."""
        states, away = super().states(), {old: new for old, new in moves if new not in self.cards}
        kept = self.progress.remembered([*away, *away.values()])
        self.progress.remember(
            kept[old]._replace(card=new)
            for old, new in away.items()
            if old in kept and new not in kept and is_of(kept[old], states[old].fingerprint or "")
        )

    def _links(self) -> Iterator[tuple[str, str, str | None]]:
        """The moves of cards with the fingerprint that each leaves: none where the meaning may have changed with the name."""
        from flashcards.decks.identity.match import Evidence

        states, origins = super().states(), dict[str, str]()
        sure = {(m.old.name, m.card.id) for m in self.edits.followed if m.evidence is not Evidence.NAMED}
        for old, new in self.edits.moves:
            origins[new] = origins.pop(old, old)
            known = states[origins[new]].fingerprint or ""
            same = new in self.cards and ((old, new) in sure or is_alike(known, self._print(new)))
            yield old, new, self._print(new) if same else None

    def name_anew(self, before: Iterable[Card], at: Moment) -> None:
        """Write the links of cards that were given ids and nothing else, as far as the log knows them."""
        states = super().states()
        named = {(c.place.path, c.fingerprint, c.part): c.id for c in reversed(self.cards.values())}
        moves = []
        for card in before:
            new = named.get((card.place.path, card.fingerprint, card.part))
            if new is not None and card.id not in self.cards and card.id in states:
                moves.append((card.id, new, self._print(new)))
        if moves and self.progress.writable:
            self.progress.link(moves, at)
            named_now = [self.cards[new] for _, new, _ in moves]
            self.progress.remember(Wording(c.id, c.deck, c.kind, c.question_text, c.answer_text) for c in named_now)

    def doubts(self) -> "list[Match]":
        """One match for each card of the decks of which it is to be asked whether it is one that the log knows."""
        return [*{match.families: match for match in reversed(self.edits.asked)}.values()][::-1]

    def to_ask(self) -> "list[Match]":
        """The doubts that were not put off."""
        return [match for match in self.doubts() if match.families not in self._put_off]

    def put_off(self, match: "Match") -> None:
        """Do not ask about this again as long as the program runs."""
        self._put_off |= {match.families}

    def decided(self, cards: Mapping[str, Card]) -> Mapping[str, Card]:
        """These cards without those of which it is still to be asked what they were: an answer would say it unasked."""
        try:
            waiting = {match.card.id for match in self.edits.asked} | self._texts_asked_about()
        except BusyError:  # another process writes just now
            return cards
        return _Without(cards, waiting) if waiting else cards

    def _texts_asked_about(self) -> set[str]:
        """The new cards that have the whole text of a card that is asked about, as where its name was given to another."""
        texts = {parts_of(match.old.fingerprint)[:2] for match in self.edits.asked}
        if not texts:
            return set()
        new = self.cards.keys() - super().states().keys()
        return {name for name in new if parts_of(self._print(name))[:2] in texts}

    def standing(self, before: Mapping[str, Card]) -> Mapping[str, Card]:
        return self.decided(super().standing(before))

    def _siblings(self, match: "Match") -> "list[Match]":
        return [other for other in self.edits.asked if other.families == match.families]

    def link(self, match: "Match", at: Moment) -> None:
        """Say in the log that a card goes on under its new name, with its siblings."""
        moves = [(m.old.name, m.card.id, self._print(m.card.id)) for m in self._siblings(match)]
        self.progress.link(moves, at)

    def keep_apart(self, match: "Match", at: Moment) -> None:
        """Say in the log that two cards are not one; of one name: what was known of it is put away under another."""
        from flashcards.decks.identity.places import shelf

        siblings = self._siblings(match)
        if match.old.name == match.card.id:
            moves = [(m.old.name, shelf(m.old.name, m.old.fingerprint), None) for m in siblings]
            texts = [m.old for m in siblings if m.old.question]
            rows = [Wording(shelf(o.name, o.fingerprint), o.deck, o.kind, o.question, o.answer) for o in texts]
            self.progress.remember(rows)
            self.progress.link(moves, at)
        else:
            self.progress.tell_apart([(m.card.id, m.old.name) for m in siblings], at)

    def take_back(self, at: Moment) -> Event | None:
        """Take back the latest decision on names, of all cards that it was about."""
        return self.progress.undo(at, Kind.LINK, Kind.DISTINCT)

    # -- what the log remembers of cards ---------------------------------------------------------------------------

    def _catalogue(self) -> None:
        """Have the log remember the cards as they are; of decks that are those of the last time, none is read for it.

        A text that was answered and is another one now is remembered as well, under a name of its own. A card about
        which is to be asked is not remembered yet: it is still a new one.
        """
        pending = {match.card.id for match in self.edits.asked if match.old.name != match.card.id}
        pending |= self._texts_asked_about()
        pending -= self.progress.remembered([*pending]).keys()
        shown = {deck.name: self.said_of(deck) for deck in self.decks}
        for card in sorted(pending):
            shown[self.cards[card].deck] += f" {card}"
        before = self._catalogued() if self.progress.there else {}
        decks = [deck for deck in self.decks if shown[deck.name] != before.get(deck.name)]
        if self.progress.there and not decks:
            return
        cards = [card for deck in decks for card in deck.cards if card.id not in pending]
        rows = [Wording(c.id, c.deck, c.kind, c.question_text, c.answer_text) for c in cards]
        differing = {
            name: state.fingerprint
            for name, state in super().states().items()
            if state.fingerprint and name in self.cards and not is_alike(state.fingerprint, self._print(name))
        }
        from flashcards.decks.identity.places import shelf

        for name, row in self.progress.remembered([*differing]).items():
            if is_of(row, differing[name]):
                rows.append(row._replace(card=shelf(name, differing[name])))
        self.progress.remember(rows)
        self._now = ("", None, Edits())  # which cards are new has changed
        if self.progress.there:
            self._store.note(self.progress.catalogued(), json.dumps(shown))

    def _catalogued(self) -> dict[str, str]:
        """The decks whose cards the log remembers, with what stood for these."""
        try:
            return dict(json.loads(self._store.noted(self.progress.catalogued()) or "{}"))
        except (ValueError, TypeError):  # of another version
            return {}
