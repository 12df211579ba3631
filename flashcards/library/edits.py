"""What the edits of the decks make of the cards that the log knows, as it is kept from one start to the next."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from flashcards import __version__
from flashcards.cards import Card, fingerprint, is_alike, parts_of
from flashcards.hashes import blake2b
from flashcards.library.record import Recorded
from flashcards.log.read import Wording
from flashcards.records import dataclass
from flashcards.schedule.states import CardState

if TYPE_CHECKING:  # with most starts nothing was edited
    from flashcards.decks.identity.match import Known, Match


@dataclass(frozen=True)
class Edits:
    """What the edits of the decks make of the cards that the log knows."""

    followed: "tuple[Match, ...]" = ()
    """Cards that go on under another name without a question."""
    moves: tuple[tuple[str, str], ...] = ()
    """The names that they had and have, and those of siblings that changed places, in the order of the moves."""
    asked: "tuple[Match, ...]" = ()
    """Cards of which the person is asked whether they are the same; under one name: whether they still are."""
    mended: tuple[str, ...] = ()
    """Cards whose text has changed since they were last answered, and not their meaning."""
    changed: tuple[str, ...] = ()
    """Those whose meaning may have changed."""

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The names in the log that stand for cards with another name in the decks."""
        return {name: card for card, names in self.origins.items() for name in names if name != card}

    @cached_property
    def origins(self) -> dict[str, list[str]]:
        """Of each card that goes on under another name: the names in the log that its history is under."""
        found: dict[str, list[str]] = {}
        for old, new in self.moves:
            found[new] = [*found.get(new, [new]), *found.pop(old, [old])]
            found[old] = []
        return found


class Seen:
    """All that a comparison of the decks with the log follows from."""

    def __init__(
        self,
        library: Recorded,
        states: Mapping[str, CardState],
        lost: Mapping[str, CardState],
        differing: Mapping[str, CardState],
    ) -> None:
        self.library, self.states, self.lost, self.differing = library, states, lost, differing
        log = library.progress
        self.links, self.apart, self.refused = log.links(), log.told_apart(), log.told_apart(by_a_person=True)
        self.taken_back = {(e.source, str(e.card)) for e in log.decisions_taken_back()}
        self.taken_back -= {(link.source, str(link.card)) for link in self.links}

    @cached_property
    def newcomers(self) -> list[Card]:
        """The cards of the decks that the log does not know, and those whose own history was put away: it is another's text."""
        noted = set[str]()
        if self.lost:
            from flashcards.decks.identity.places import is_shelf

            noted = self.library.progress.noted_cards()
            noted -= {link.source for link in self.links if is_shelf(str(link.card))}
        return [c for c in self.library.cards.values() if c.id not in self.states and c.id not in noted]

    @cached_property
    def mark(self) -> str:
        """Stands for all that the outcome follows from."""
        log = self.library.progress
        seen = [
            __version__,
            sorted((name, state.fingerprint) for name, state in {**self.lost, **self.differing}.items()),
            # Which cards are new follows from all cards and from those that the log has noted or has answers to.
            [(deck.name, self.library.said_of(deck)) for deck in self.library.decks],
            [log.catalogued() if log.there else "", log.not_noted([*self.states])]
            if self.lost
            else sorted(self.states),
            sorted((name, self.library.prints.get(name)) for name in self.differing),
            [link.id for link in self.links],
            sorted(map(sorted, self.apart)),
            sorted(map(sorted, self.refused)),
            sorted(self.taken_back),
        ]
        return blake2b(json.dumps(seen).encode(), digest_size=16).hexdigest()

    # -- kept ----------------------------------------------------------------------------------------------------

    def written(self, edits: Edits) -> str:
        """The outcome as it is kept."""
        pairs = [
            [[m.old.name, m.card.id, int(m.evidence), m.likeness] for m in part]
            for part in (edits.followed, edits.asked)
        ]
        return json.dumps([self.mark, *pairs, edits.moves, edits.mended, edits.changed])

    def read(self, text: str | None) -> Edits | None:
        """The outcome that was kept, if it is of these very cards."""
        from flashcards.decks.identity.match import Evidence, Match

        try:
            mark, followed, asked, moves, mended, changed = json.loads(text or "[]")
            if mark != self.mark:
                return None
            parts = [
                tuple(Match(self.known[old], self.library.cards[new], Evidence(e), near) for old, new, e, near in part)
                for part in (followed, asked)
            ]
            return Edits(parts[0], tuple((old, new) for old, new in moves), parts[1], tuple(mended), tuple(changed))
        except (ValueError, TypeError, KeyError):
            return None

    @cached_property
    def known(self) -> "dict[str, Known]":
        """The lost cards with the text that they had last, and those that differ with the one that was answered."""
        from flashcards.decks.identity.match import Known

        wordings = self.library.progress.remembered([*self.lost]) | self._answered_wordings()
        known = {}
        for name, state in {**self.lost, **self.differing}.items():
            row = wordings.get(name)
            if row is None:
                known[name] = Known(name, state.fingerprint or "")
            else:
                mark = state.fingerprint or ""
                if row.answer:
                    meaning = parts_of(mark)[2]  # which is remembered by its hash alone
                    mark = fingerprint(row.question, row.answer) + (f".{meaning}" if meaning else "")
                known[name] = Known(name, mark, row.deck, row.kind, row.question, row.answer)
        return known

    def _answered_wordings(self) -> dict[str, Wording]:
        """The texts with which differing cards were last answered, by the names that they are known by now.

        And those of lost ones that another text had the name of until that was taken back.
        """
        from flashcards.decks.identity.places import shelf

        put_back = {old for old, _ in self.taken_back}
        prints = {
            name: state.fingerprint or ""
            for name, state in {**self.lost, **self.differing}.items()
            if name in self.differing or name in put_back
        }
        names = {name: [name, shelf(name, mark)] for name, mark in prints.items()}
        sources: dict[str, list[str]] = {}
        for link in self.links:
            sources.setdefault(str(link.card), []).append(link.source)
        for each in names.values():
            for here in each:  # which grows: a text may have been answered several names ago
                each += [source for source in sources.get(here, ()) if source not in each]
        for old, new in self.taken_back:  # the text went along, and stays there
            if old in names:
                names[old].append(new)
        remembered = self.library.progress.remembered([name for each in names.values() for name in each])
        found = {}
        for card, each in names.items():
            for name in each:
                row = remembered.get(name)
                if row is not None and is_of(row, prints[card]):
                    found[card] = row
        return found


def is_of(row: Wording, mark: str) -> bool:
    """Whether a text is the one with this fingerprint; of a text without an answer, by its question."""
    made = fingerprint(row.question, row.answer)
    return is_alike(made, mark) or (not row.answer and parts_of(made)[0] == parts_of(mark)[0])
