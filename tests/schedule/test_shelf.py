"""Decks on a shelf: the new cards come up one after the other as if all of them had been looked at."""

from itertools import islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flashcards.cards import Card, Deck, Notes, Place
from flashcards.schedule.index import Index
from flashcards.schedule.shelf import Selection, Shelf, Unseen
from flashcards.schedule.siblings import Siblings
from flashcards.schedule.states import NEW, CardState
from flashcards.schedule.teaching import Listed, mixed, teachable

NAMES = ("a", "b", "c")


def card(name: str, needs: tuple[str, ...] = ()) -> Card:
    family, _, part = name.partition("#")
    notes = Notes(needs=needs, tags=(f"t{len(family) % 2}",))
    return Card(name, family, part, name[0], "basic", None, notes, Place(Path("d.yaml")), name, name)


cards = st.lists(st.sampled_from(["1", "2", "3#1", "3#2", "4#1", "4#2", "5"]), unique=True, max_size=6)
names = st.sampled_from([*NAMES, *(f"{deck}{n}" for deck in NAMES for n in ("1", "2", "3", "3#2", "5")), "nowhere"])
needs = st.lists(names, max_size=2).map(tuple)


@st.composite
def shelves(draw: st.DrawFn) -> list[Deck]:
    decks = []
    for name in NAMES:
        of = tuple(card(f"{name}{part}", draw(needs)) for part in draw(cards))
        subtopics = {"t0": draw(needs)} if draw(st.booleans()) else {}
        decks.append(Deck(name, Path(name), name, needs=draw(needs), needs_of=subtopics, cards=of))
    return decks


STATES = st.sampled_from([None, CardState(suspended=True), CardState(flag="x")])


@given(shelves())
def test_each_deck_is_taught_as_among_all(decks: list[Deck]) -> None:
    shelf, order = Shelf.of(decks), teachable(decks)
    for deck in decks:
        taught = [deck.cards[position] for position in shelf.positions(deck.name)]
        assert taught == [known for known in order if known.deck == deck.name]


@given(shelves(), st.data())
def test_new_cards_come_up_as_if_all_were_looked_at(decks: list[Deck], data: st.DataObject) -> None:
    shelf = Shelf.of(decks)
    drawn = {known.id: data.draw(STATES) for deck in decks for known in deck.cards}
    states = {name: state for name, state in drawn.items() if state is not None}
    taken = {kin.partition("#")[0]: kin for kin in data.draw(st.lists(st.sampled_from([*drawn, "x"]), max_size=2))}
    for kept_apart in (False, True):
        one = Siblings(taken) if kept_apart else None
        waiting = [known for known in teachable(decks) if not states.get(known.id, NEW).suspended]
        if one is not None:
            waiting = [known for known in waiting if one.take(known)]
        waiting.sort(key=lambda known: shelf.taught.index(known.deck))
        siblings = Siblings(taken) if kept_apart else None
        unseen = Unseen(shelf, states, lambda state: state.suspended, siblings)
        assert [*mixed(unseen)] == [*mixed(Listed(waiting, shelf))]


class Named(Selection):
    """Cards of these positions, whatever the deck, whose ids hold a text."""

    def __init__(self, positions: set[int], text: str) -> None:
        self.positions, self.text = positions, text

    def within(self, deck: Deck) -> set[int]:
        return self.positions

    def __contains__(self, name: object) -> bool:
        return self.text in str(name)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(())

    def __len__(self) -> int:
        return 0


def test_of_a_selection_only_what_is_within_it_comes_up() -> None:
    decks = [Deck("a", Path("a"), "a", cards=tuple(card(f"a{n}") for n in range(40)))]
    asked = Named({3, 13, 20}, "3")
    unseen = Unseen(Shelf.of(decks), {}, lambda _: False, Siblings({}), None, asked)
    assert [known.id for known in islice(mixed(unseen), 9)] == ["a3", "a13"]


def test_an_index_is_a_mapping_of_all_cards_by_id() -> None:
    decks = [
        Deck(name, Path(name), name, cards=tuple(card(f"{name}{n}") for n in ("1", "2#1", "2#2"))) for name in "ab"
    ]
    index = Index(decks)
    cards = {known.id: known for deck in decks for known in deck.cards}
    assert dict(index) == dict(index.items()) == cards
    assert [*index.values()] == [*cards.values()]
    assert [*reversed(index.values())] == [*cards.values()][::-1]
    assert all(index[name] is known for name, known in cards.items())
    assert [spot.card.id for spot in index.spots("b2")] == ["b2#1", "b2#2"]
    assert "b2" not in index
    assert index.get("nothing") is None
    assert len(index) == 6
