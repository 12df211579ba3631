"""The shipped roles weigh the shipped decks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards.interview.roles import roles
from flashcards.library import Library


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("home"), cache=store.parent)
    yield library
    library.close()


def test_every_shipped_deck_has_its_weight_in_every_role_and_no_role_names_what_is_not_there(
    shipped: Library, tmp_path: Path
) -> None:
    decks = {deck.name for deck in shipped.decks}
    tags = {tag for card in shipped.cards.values() for tag in card.tags}
    for name, weights in roles(tmp_path).items():
        assert set(weights.decks) == decks, name
        assert set(weights.tags) <= tags, name
        assert all(0 < weight <= 3 for weight in (*weights.decks.values(), *weights.tags.values())), name
