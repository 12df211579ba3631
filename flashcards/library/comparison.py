"""The decks compared with the log: which card is one that was known before an edit."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flashcards.cards import Card, is_alike, parts_of
from flashcards.decks.folder import deck_files, read
from flashcards.decks.identity.evidence import NEAR, UNRELATED, Text, likeness, same_meaning
from flashcards.decks.identity.lexicon import Lexicon
from flashcards.decks.identity.match import Evidence, Known, Match
from flashcards.decks.identity.matching import alike, matches, same_text
from flashcards.decks.identity.places import goals_in_family, moves_to
from flashcards.library.decks import bundled_decks
from flashcards.library.edits import Edits, Seen
from flashcards.library.heirs import Heirs
from flashcards.schedule.states import family


class Comparison:
    """One comparison."""

    def __init__(self, seen: Seen) -> None:
        self._seen, self._library = seen, seen.library
        self._states, self._lost, self._differing = seen.states, seen.lost, seen.differing
        self._links, self._apart, self._taken_back = seen.links, seen.apart, seen.taken_back
        self._refused, self._newcomers, self._known = seen.refused, seen.newcomers, seen.known
        self._lexicon = Lexicon(self._texts)
        self._heirs = Heirs(seen, self._lexicon)

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
        goals = self._in_families()
        exchanged, doubted = self._under_other_names(goals)
        goals |= {match.card.id: match.old.name for match in exchanged}
        moves = [*moves_to(goals, {name: state.fingerprint or "" for name, state in self._states.items()})]
        settled = {name for move in moves for name in move}
        named, others = self._joined(settled, doubted)
        settled |= {name for match in named for name in match.names if name not in self._differing}
        named = [m for m in named if m.card.id not in self._differing or self._heirs.stays(m.card.id)]
        settled |= {match.card.id for match in named}

        lost = [old for old in self._known.values() if old.name in self._lost and old.name not in settled]
        lost = [old for old in lost if self._stood(old)]
        by_name = {card.id: card for card in self._newcomers if card.id not in settled}
        newcomers = [*(by_name | {match.card.id: match.card for match in others}).values()]
        found = [self._doubted(match) for match in matches(lost, newcomers, self._lexicon, self._apart)]
        found += self._once_linked({name for match in found for name in match.names} | settled)
        matched = {name for match in found for name in match.names}
        found += [Match(m.old, m.card, Evidence.NEAR, 0.0) for m in others if not m.names & matched]
        sure = [*named, *(match for match in found if match.sure)]
        asked = [match for match in found if not match.sure and not self._is_bundled(match.card)]

        mended, changed, reused = self._judged([name for name in self._differing if name not in settled], doubted)
        put_away = [self._known[name] for name in goals if name in self._known and name not in goals.values()]
        surely = {name for match in sure for name in match.names}
        known = [old for old in (*lost, *put_away, *(match.old for match in reused)) if old.name not in surely]
        standing = [card for card in (*newcomers, *(match.card for match in reused)) if card.id not in surely]
        own = [(self._known[name], self._library.cards[name]) for name in changed]
        nearer = self._nearer_elsewhere(own, known, standing)
        reused += [Match(old, card, Evidence.NEAR, 0.0) for old, card in own if old.name in nearer]
        changed = [name for name in changed if name not in nearer]
        changed += [match.card.id for match in named if not self._means_the_same(match)]
        moves = [*((match.old.name, match.card.id) for match in sure), *moves]
        return Edits((*sure, *exchanged), tuple(moves), (*asked, *reused), tuple(mended), tuple(changed))

    def _joined(self, settled: Collection[str], doubted: Collection[str]) -> tuple[list[Match], list[Match]]:
        """Lost names with the cards that a link or an alias joins them with, and those that may be another card's."""
        joined = [
            Match(self._known[old], self._library.cards[new], Evidence.NAMED)
            for old, new in self._heirs.joined()
            if old not in settled and new not in settled
        ]
        heirs = Counter(match.card.id for match in joined)
        heirs.update(self._states.keys() & heirs.keys())
        own = [(m.old, m.card) for m in joined if m.old.name not in self._heirs.aliased and not self._means_the_same(m)]
        unlike = {old.name for old, _ in own}
        nearer = self._nearer_elsewhere(own, self._known.values(), self._newcomers)
        named, others = [], []
        for match in joined:
            shares = match.old.name in unlike and heirs[match.card.id] > 1
            if match.old.name in doubted or match.old.name in nearer or shares or self._is_of_another(match):
                others.append(match)
            else:
                named.append(match)
        return named, [match for match in others if match.card.id not in self._differing]

    def _under_other_names(self, goals: Mapping[str, str]) -> tuple[list[Match], set[str]]:
        """Whole texts that stand under another name, where that name or the one that they had has another text now.

        As where two ids are exchanged, or one is given to another card: histories follow the texts. And the names of
        which only a person says whether they are their cards still, as the texts do not tell it beyond doubt.
        `goals`: what was found already, by name the one whose history it is to have.
        """
        if not self._heirs.cards:
            return [], set()
        settled = {*goals.values(), *self._heirs.aliased}
        homeless = [known for name, known in self._known.items() if name not in settled]
        followed, doubted = [], set[str]()
        for match in same_text(homeless, (c for c in self._library.cards.values() if c.id not in goals)):
            old, card = match.old.name, match.card
            is_heir = old in self._heirs.cards and self._heirs.cards[old].id == card.id
            rivals = {name for name in self._heirs.names.get(card.id, ()) if name != old}
            names = rivals if is_heir else rivals | ({old} & self._heirs.cards.keys())
            if not names or self._is_bundled(card) or any(self._heirs.stays(name, match) for name in names):
                continue
            is_free = card.id in self._differing or card.id not in self._states
            objected = match.names in self._refused or any(map(self._heirs.was_put_back, names))
            if match.sure and is_free and not is_heir and not objected:
                followed.append(match)
            else:
                doubted |= names
        return followed, doubted

    def _nearer_elsewhere(
        self, own: Sequence[tuple[Known, Card]], known: Iterable[Known], cards: Iterable[Card]
    ) -> set[str]:
        """Of names whose meaning may have changed: those whose old text is nearer to another card, or whose card to another text.

        As where ids are exchanged and the texts edited. Only a person says whether such a name is its card still.
        """
        if not own:
            return set()
        near = {old.name: _nearness(old, card, self._lexicon) for old, card in own}
        of_card = {card.id: old.name for old, card in own}
        texts = {old.name: old for old in (*known, *(old for old, _ in own))}
        standing = {card.id: card for card in (*cards, *(card for _, card in own))}
        nearer = set[str]()
        for match in alike([*texts.values()], [*standing.values()], self._lexicon):
            names = {match.old.name, of_card.get(match.card.id, "")} & near.keys()
            if of_card.get(match.card.id) != match.old.name:
                nearer |= {name for name in names if _nearness(match.old, match.card, self._lexicon) > near[name]}
        return nearer

    def _is_of_another(self, match: Match) -> bool:
        """Whether a name that a link has joined with another stands for another text now, as where ids are exchanged."""
        if {match.old.name, match.old.family} & {*match.card.aliases} or self._is_bundled(match.card):
            return False
        old, new = Text.of(match.old), Text.of_card(match.card)
        return bool(old.question) and likeness(old, new) < UNRELATED

    def _means_the_same(self, match: Match) -> bool:
        """Whether what was known under one name and what stands under another say the same."""
        old, new = Text.of(match.old), Text.of_card(match.card)
        alike = is_alike(old.fingerprint, new.fingerprint)
        return alike or not old.question or same_meaning(old, new, self._lexicon) is not None

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

    def _in_families(self) -> dict[str, str]:
        """Of siblings whose texts have changed places, as holes do: by name, the one whose history it is to have."""
        families = {family(name) for name in self._differing}
        standing: dict[str, dict[str, str]] = {}
        answered: dict[str, dict[str, str]] = {}
        for card in self._library.cards.values():
            if card.family in families and not card.nameless:
                standing.setdefault(card.family, {})[card.id] = card.fingerprint
        for name, state in self._states.items():
            if family(name) in standing and state.fingerprint:
                answered.setdefault(family(name), {})[name] = state.fingerprint
        goals: dict[str, str] = {}
        for each, cards in standing.items():
            goals |= goals_in_family(answered[each], cards, self._asks_alike)
        return goals

    def _asks_alike(self, name: str, card: str) -> bool:
        """Whether most of what was asked under a name is asked of a card of the decks."""
        known = self._known.get(name)
        if known is None or not known.question:
            return False
        return Text.of(known).asked.shared(Text.of_card(self._library.cards[card]).asked) >= NEAR

    def _judged(self, names: Sequence[str], doubted: Collection[str]) -> tuple[list[str], list[str], list[Match]]:
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
                and (likeness(old, new) < UNRELATED or name in doubted)
                and (name, *parts_of(new.fingerprint)[:2]) not in confirmed
                and not self._is_bundled(card)
            ):
                reused.append(Match(known, card, Evidence.NEAR, 0.0))
            else:
                changed.append(name)
        return mended, changed, reused


def _nearness(old: Known, card: Card, lexicon: Lexicon) -> tuple[bool, float, float]:
    """How near two texts are: whether they say the same, by their words, and, of those with the same long answer, their questions."""
    before, now = Text.of(old), Text.of_card(card)
    return same_meaning(before, now, lexicon) is not None, likeness(before, now), before.asked.shared(now.asked)
