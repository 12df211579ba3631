"""The decks compared with the log: which card is one that was known before an edit."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from flashcards.cards import Card, parts_of
from flashcards.decks.folder import deck_files, read
from flashcards.decks.identity.evidence import NEAR, UNRELATED, Text, likeness, same_meaning
from flashcards.decks.identity.lexicon import Lexicon
from flashcards.decks.identity.match import Evidence, Known, Match
from flashcards.decks.identity.matching import matches
from flashcards.decks.identity.places import moves_in_family
from flashcards.library.decks import bundled_decks
from flashcards.library.edits import Edits, Seen
from flashcards.schedule.states import family


class Comparison:
    """One comparison."""

    def __init__(self, seen: Seen) -> None:
        self._seen, self._library = seen, seen.library
        self._states, self._lost, self._differing = seen.states, seen.lost, seen.differing
        self._links, self._apart, self._taken_back = seen.links, seen.apart, seen.taken_back
        self._newcomers, self._known = seen.newcomers, seen.known

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self._texts)

    def _texts(self) -> Iterator[str]:
        """All decks as they are written, those that come with the program among them."""
        paths = {path for _, path in deck_files(bundled_decks())} | {deck.path for deck in self._library.decks}
        for path in sorted(paths):
            try:
                yield read(path).decode(errors="replace")
            except OSError:
                continue

    def edits(self) -> Edits:
        """What became of the cards that the log knows."""
        cards = self._library.cards
        moves = list(self._in_families())
        settled = {name for move in moves for name in move}
        joined = [
            Match(self._known[old], cards[new], Evidence.NAMED) for old, new in self._named() if old not in settled
        ]
        reused_names = [match for match in joined if self._is_of_another(match)]
        named = [match for match in joined if match not in reused_names]
        settled |= {name for match in named for name in match.names}
        lost = [
            known
            for name, known in self._known.items()
            if name in self._lost and name not in settled and self._stood(known)
        ]
        newcomers = [card for card in self._newcomers if card.id not in settled]
        newcomers += [match.card for match in reused_names if match.card not in newcomers]
        found = [self._doubted(match) for match in matches(lost, newcomers, self._lexicon, self._apart)]
        found += self._once_linked({name for match in found for name in match.names} | settled)
        matched = {name for match in found for name in match.names}
        found += [Match(m.old, m.card, Evidence.NEAR, 0.0) for m in reused_names if not m.names & matched]
        sure = [*named, *(match for match in found if match.sure)]
        asked = [match for match in found if not match.sure and not self._is_bundled(match.card)]
        mended, changed, reused = self._judged([name for name in self._differing if name not in settled])
        changed += [match.card.id for match in named if not self._means_the_same(match)]
        moves = [*((match.old.name, match.card.id) for match in sure), *moves]
        return Edits(tuple(sure), tuple(moves), (*asked, *reused), tuple(mended), tuple(changed))

    def _is_of_another(self, match: Match) -> bool:
        """Whether a name that a link has joined with another stands for another text now, as where ids are exchanged."""
        if {match.old.name, match.old.family} & {*match.card.aliases} or self._is_bundled(match.card):
            return False
        old, new = Text.of(match.old), Text.of_card(match.card)
        return bool(old.question) and likeness(old, new) < UNRELATED

    def _means_the_same(self, match: Match) -> bool:
        """Whether what was known under one name and what stands under another say the same."""
        old, new = Text.of(match.old), Text.of_card(match.card)
        same = parts_of(old.fingerprint)[:2] == parts_of(new.fingerprint)[:2]
        return same or not old.question or same_meaning(old, new, self._lexicon) is not None

    def _stood(self, known: Known) -> bool:
        """Whether a lost card's deck is looked at; with decks named one by one, others are not gone."""
        return self._library.has_all or known.deck in {deck.name for deck in self._library.decks}

    def _is_bundled(self, card: Card) -> bool:
        deck = self._library.deck(card.deck)
        return deck.bundled and card.place.path != deck.own

    def _doubted(self, match: Match) -> Match:
        """The match, no longer sure where it was taken back."""
        if (match.old.name, match.card.id) in self._taken_back:
            return Match(match.old, match.card, Evidence.NEAR)
        return match

    def _once_linked(self, but: Iterable[str]) -> Iterator[Match]:
        """Pairs whose link was taken back: only a person says that they are one after all, or that they are not."""
        seen = set(but)
        for old, new in sorted(self._taken_back):
            card = self._library.cards.get(new)
            alone = card is not None and new not in self._states and not {old, new} & seen
            if alone and card is not None and old in self._lost and frozenset((old, new)) not in self._apart:
                seen |= {old, new}
                yield Match(self._known[old], card, Evidence.NEAR)

    def _named(self) -> Iterator[tuple[str, str]]:
        """Lost names that a link or an alias has joined with a card of the decks."""
        aliased = {
            f"{alias}#{card.part}" if card.part else alias: card.id
            for card in self._library.cards.values()
            for alias in card.aliases
        }
        for name in self._lost:
            joined = aliased.get(name) or self._joined(name)
            if joined is None or (name, joined) in self._taken_back:
                continue
            if frozenset((name, joined)) not in self._apart:
                yield name, joined

    def _joined(self, name: str) -> str | None:
        """The card of the decks that links make one with a name, the latest link first; siblings are never one."""
        names = [name]
        for here in names:  # which grows
            for other in self._beside.get(here, ()):
                if other in self._library.cards:
                    return other
                if other not in names:
                    names.append(other)
        return None

    @cached_property
    def _beside(self) -> dict[str, list[str]]:
        """By name, those that links join it with, the latest first; siblings and what was told apart are never one."""
        beside: dict[str, list[str]] = {}
        for link in reversed(self._links):
            new, old = str(link.card), link.source
            if family(new) != family(old) and frozenset((new, old)) not in self._apart:
                beside.setdefault(new, []).append(old)
                beside.setdefault(old, []).append(new)
        return beside

    def _in_families(self) -> Iterator[tuple[str, str]]:
        """The moves of siblings whose texts have changed places, as holes do."""
        families = {family(name) for name in self._differing}
        standing: dict[str, dict[str, str]] = {}
        answered: dict[str, dict[str, str]] = {}
        for card in self._library.cards.values():
            if card.family in families and not card.nameless:
                standing.setdefault(card.family, {})[card.id] = card.fingerprint
        for name, state in self._states.items():
            if family(name) in standing and state.fingerprint:
                answered.setdefault(family(name), {})[name] = state.fingerprint
        for each, cards in standing.items():
            yield from moves_in_family(answered[each], cards, self._asks_alike)

    def _asks_alike(self, name: str, card: str) -> bool:
        """Whether most of what was asked under a name is asked of a card of the decks."""
        known = self._known.get(name)
        if known is None or not known.question:
            return False
        return Text.of(known).asked.shared(Text.of_card(self._library.cards[card]).asked) >= NEAR

    def _judged(self, names: Sequence[str]) -> tuple[list[str], list[str], list[Match]]:
        """Of cards with another text under the same name: those that mean the same, those that may not, and those reused."""
        confirmed = {(e.card, *parts_of(e.fingerprint or "")[:2]) for e in self._links if e.card == e.source}
        joined = {(e.card, family(e.source)) for e in self._links}
        mended, changed, reused = [], [], []
        for name in names:
            known, card = self._known[name], self._library.cards[name]
            is_alias = any((name, alias) in joined for alias in card.aliases)
            old, new = Text.of(known), Text.of_card(card)
            if same_meaning(old, new, self._lexicon) is not None:
                mended.append(name)
            elif (
                old.question
                and not is_alias  # the author says that it is the same card
                and likeness(old, new) < UNRELATED
                and (name, *parts_of(new.fingerprint)[:2]) not in confirmed
                and not self._is_bundled(card)
            ):
                reused.append(Match(known, card, Evidence.NEAR, 0.0))
            else:
                changed.append(name)
        return mended, changed, reused
