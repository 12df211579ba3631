"""A card of each kind as an author writes it: the schema shows them in editors, decks/README.md on the page."""

from flashcards.kinds import KINDS

EXAMPLES = "title: Examples\ncards:\n" + "\n".join(kind.example for kind in reversed(KINDS))
